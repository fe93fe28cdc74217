//! What people read, in English and Welsh: the digest by e-mail and the pages its links open.
//!
//! All words are in `templates/*.ftl`, all markup in `templates/*.html`. Whatever was typed by a person goes through
//! [`clean`] and is escaped; nothing here reads a clock or a database.

mod called;
pub mod chart;
mod clean;
pub mod digest;
mod digest_view;
pub mod document;
mod finding;
pub mod ics;
mod lead;
mod lines;
pub mod mail_samples;
mod mark;
pub mod page;
mod page_form;
pub mod page_mails;
mod page_samples;
pub mod page_shelf;
mod page_view;
mod phrase;
pub mod proposal;
pub mod report;
mod samples;
pub mod summary;
mod summary_view;
mod trend;
mod values;
mod why;
pub mod words;

#[cfg(test)]
mod tests;

use crate::domain::plan::Language;

pub use clean::clean;
pub use page::{page, page_expired, page_left, page_unknown};

/// What an e-mail says, before it is put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// What needs its reader.
    Digest(digest::Digest),
    /// How a quarter's returns stand.
    Summary(summary::Summary),
}

impl Message {
    /// In that language, or in both.
    pub fn render(&self, language: Option<Language>) -> Rendered {
        match self {
            Self::Digest(digest) => digest.render(language),
            Self::Summary(summary) => summary.render(language),
        }
    }

    /// Whom it is for.
    pub fn recipient_name(&self) -> &str {
        match self {
            Self::Digest(digest) => &digest.recipient_name,
            Self::Summary(summary) => &summary.recipient_name,
        }
    }

    /// Where they end such mails, if they may.
    pub fn unsubscribe(&self) -> Option<&str> {
        match self {
            Self::Digest(digest) => digest.unsubscribe.as_deref(),
            Self::Summary(_) => None,
        }
    }
}

/// A message, ready to be put into an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line, without names.
    pub subject: String,
    /// The whole message as plain text.
    pub text: String,
    /// The whole message as HTML, below [`digest::MAX_HTML`] bytes.
    pub html: String,
}
