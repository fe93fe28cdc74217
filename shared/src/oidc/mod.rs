//! People sign in with tokens of issuers that the operator trusts (OpenID Connect): access tokens that are signed JWTs (RFC 9068,
//! and what came before it).
//!
//! A token chooses nothing but which of the configured issuers is meant, by its exact name, and which of that issuer's keys.

mod claims;
mod issuer;
mod keys;
mod token;

pub use claims::Claims;
pub use issuer::Issuer;
pub use keys::{Algorithm, KeySet, PublicKey};
pub use token::{Fields, Header, Invalid, Token};

use crate::clock::Timestamp;
use crate::config::IssuerConfig;
use crate::domain::access::Role;
use crate::outbound::Outbound;
use std::sync::Arc;

/// Who a token names, as its issuer has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Their e-mail address or ref.
    pub person: Option<String>,
    /// The highest role that it gives.
    pub role: Option<Role>,
}

/// Why a token lets nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It will never do.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// It may be a good one; its issuer cannot be asked for its keys.
    #[error("the keys of the token's issuer cannot be read")]
    Unavailable,
}

/// All whose tokens are accepted.
#[derive(Default)]
pub struct Issuers(Vec<Arc<Issuer>>);

impl Issuers {
    /// Those that are configured.
    pub fn new(configured: &[IssuerConfig], outbound: &Arc<Outbound>) -> Self {
        Self(configured.iter().map(|config| Arc::new(Issuer::new(config.clone(), Arc::clone(outbound)))).collect())
    }

    /// Are API keys the only way in?
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who the token names, when all of it is right.
    ///
    /// # Errors
    /// [`Fault`] says why nobody.
    pub async fn verify(&self, text: &str, now: Timestamp) -> Result<Identity, Fault> {
        let token = Token::parse(text)?;
        let issuer = self.0.iter().find(|issuer| token.claims.issuer() == Some(&issuer.config.issuer));
        let issuer = issuer.ok_or(Invalid("the token is of an issuer that is not accepted here"))?;
        issuer.verify(&token, now).await?;
        token.claims.check(&issuer.config, now)?;
        Ok(token.claims.identity(&issuer.config))
    }
}
