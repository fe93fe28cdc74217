//! Directorates, as they are written and read.

use super::check::{Check, given};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::id::{Id, composed};
use serde::{Deserialize, Serialize};

/// A directorate as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectorateDraft {
    /// The council's own ref; unique.
    #[serde(rename = "ref")]
    #[schema(example = "resources", min_length = 1, max_length = 64)]
    pub reference: String,
    /// Its name.
    #[schema(example = "Resources", min_length = 1, max_length = 500)]
    pub name: String,
    /// The same in Welsh.
    #[serde(default)]
    #[schema(example = "Adnoddau")]
    pub name_cy: Option<String>,
    /// Archived: kept, and out of lists.
    #[serde(default)]
    pub archived: bool,
}

/// A directorate as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Directorate {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    #[schema(example = "resources")]
    pub reference: String,
    /// Its name.
    #[schema(example = "Resources")]
    pub name: String,
    /// The same in Welsh.
    pub name_cy: Option<String>,
    /// Out of lists.
    pub archived: bool,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl DirectorateDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.name_cy = given(self.name_cy);
        self.reference = composed(&self.reference).into_owned();
        let mut check = Check::new();
        check.reference("/ref", &self.reference);
        check.title("/name", &self.name);
        check.optional_title("/name_cy", self.name_cy.as_deref());
        check.finish()?;
        Ok(self)
    }
}
