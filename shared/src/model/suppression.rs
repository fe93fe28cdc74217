//! Addresses to which nothing is sent any more, as they are read.

use super::link::Link;
use crate::clock::Timestamp;
use crate::id::Id;
use serde::Serialize;

/// An address that a mail server refused for good.
#[derive(Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Suppression {
    /// Its id.
    pub id: Id,
    /// The address, in lower case.
    #[schema(example = "beth.callow@dyffrynalarch.example")]
    pub address: String,
    /// Whose address it is; null once nobody has it any more.
    pub person: Option<Link>,
    /// Since when nothing is sent to it.
    pub since: Timestamp,
    /// What the mail server answered; addresses are masked.
    #[schema(example = "550 5.1.1 no such person")]
    pub reason: String,
    /// The notification that was refused.
    pub notification: Id,
}
