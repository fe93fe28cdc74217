//! How one item names another.

use crate::id::Id;
use diesel::prelude::*;
use serde::Serialize;

/// Another item, by its id, its ref and its name or title. In bodies it is written by its id or ref alone.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Serialize, utoipa::ToSchema)]
pub struct Link {
    /// The item's id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    #[schema(example = "PC")]
    pub reference: String,
    /// Its name or title.
    #[schema(example = "People, Customers and Digital")]
    pub name: String,
}
