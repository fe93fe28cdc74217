//! People, as they are written and read.

use super::check::{Check, given};
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::plan::Language;
use crate::domain::reminder::{OptionalMail, Workday};
use crate::error::Result;
use crate::id::{Id, composed};
use crate::mail::check_address;
use serde::{Deserialize, Serialize};

/// A person as they are written. Needs an `email` or a `ref`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDraft {
    /// Where their mail goes; unique, whatever its case. Without one, no mail is sent to them.
    #[serde(default)]
    #[schema(example = "beth.callow@dyffrynalarch.example", max_length = 254)]
    pub email: Option<String>,
    /// The council's own ref; unique. Without one, the e-mail address is the ref.
    #[serde(default, rename = "ref")]
    #[schema(example = "E1042", max_length = 64)]
    pub reference: Option<String>,
    /// Their name, as mails and pages show it.
    #[schema(example = "Beth Callow", min_length = 1, max_length = 500)]
    pub name: String,
    /// The language in which they are written to; null: both.
    #[serde(default)]
    pub language: Option<Language>,
    /// The service area they belong to: an id or ref.
    #[serde(default)]
    #[schema(example = "PC")]
    pub service_area: Option<String>,
    /// Their line manager: an id, ref or e-mail address of a person.
    #[serde(default)]
    #[schema(example = "tomos.gethin@dyffrynalarch.example")]
    pub manager: Option<String>,
    /// The directorate they lead, and of whose quarter they hear: an id or ref.
    #[serde(default)]
    #[schema(example = "resources")]
    pub directs: Option<String>,
    /// At work here. What someone who has left still owns goes to their manager.
    #[serde(default = "yes")]
    pub active: bool,
    /// How often they want the reminders that they may do without; null: daily. Duties come whatever it says.
    #[serde(default)]
    pub optional_mail: Option<OptionalMail>,
    /// On which day, where that is weekly; null: on Mondays.
    #[serde(default)]
    pub optional_mail_day: Option<Workday>,
    /// Archived: kept, and out of lists.
    #[serde(default)]
    pub archived: bool,
}

/// A person as they are read.
#[derive(Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Their id.
    pub id: Id,
    /// The council's own ref, or the e-mail address.
    #[serde(rename = "ref")]
    #[schema(example = "beth.callow@dyffrynalarch.example")]
    pub reference: String,
    /// Where their mail goes, in lower case.
    #[schema(example = "beth.callow@dyffrynalarch.example")]
    pub email: Option<String>,
    /// Their name.
    #[schema(example = "Beth Callow")]
    pub name: String,
    /// The language in which they are written to; null: both.
    pub language: Option<Language>,
    /// The service area they belong to.
    pub service_area: Option<Link>,
    /// Their line manager.
    pub manager: Option<Link>,
    /// The directorate they lead, and of whose quarter they hear.
    pub directs: Option<Link>,
    /// Since when nothing is sent to their address, since a mail server refused it; null while mails can be sent.
    pub mail_suppressed_since: Option<Timestamp>,
    /// At work here.
    pub active: bool,
    /// How often they want the reminders that they may do without; null: daily.
    pub optional_mail: Option<OptionalMail>,
    /// On which day, where that is weekly; null: on Mondays.
    pub optional_mail_day: Option<Workday>,
    /// Out of lists.
    pub archived: bool,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

const fn yes() -> bool {
    true
}

impl PersonDraft {
    /// Someone of whom no more is known.
    pub fn of_address(email: &str, name: &str) -> Self {
        Self {
            reference: None,
            email: Some(email.to_owned()),
            name: name.to_owned(),
            language: None,
            service_area: None,
            manager: None,
            directs: None,
            active: true,
            optional_mail: None,
            optional_mail_day: None,
            archived: false,
        }
    }

    /// Blank texts become absent, and the e-mail address lower case; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.email = given(self.email).map(|email| composed(&email).to_lowercase());
        self.reference = given(self.reference).map(|reference| composed(&reference).into_owned());
        self.service_area = given(self.service_area);
        self.manager = given(self.manager);
        self.directs = given(self.directs);
        let mut check = Check::new();
        check.title("/name", &self.name);
        check.require(self.email.is_some() || self.reference.is_some(), "/email", "missing_field", "an email or a ref must be given");
        if let Some(email) = &self.email {
            check.require(is_plain_address(email), "/email", "invalid_email", "must be an e-mail address such as name@council.example");
        }
        if let Some(reference) = &self.reference {
            check.reference("/ref", reference);
        }
        check.finish()?;
        Ok(self)
    }
}

/// Is it an address that mail can be sent to, in a form that can stand in lists and headers as it is?
fn is_plain_address(email: &str) -> bool {
    check_address(email).is_ok() && !email.contains([' ', '"', ';', ',', '<', '>', '['])
}
