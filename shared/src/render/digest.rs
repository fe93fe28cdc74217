//! The digest: one e-mail per person and run, with everything of theirs that needs attention.

use super::Rendered;
use super::digest_view::{Density, View};
use super::words::Words;
use crate::domain::alert::{Quiet, Rule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use askama::Template;
use serde::{Deserialize, Serialize};

/// How large the HTML may be, in bytes: some mail programs cut a message off a little above that.
pub const MAX_HTML: usize = 100_000;

/// How large the plain text may be, in bytes.
pub const MAX_TEXT: usize = 100_000;

/// What a digest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Name of the organisation.
    pub organisation: String,
    /// Its name in Welsh, if known.
    pub organisation_cy: Option<String>,
    /// Whom it is for.
    pub recipient_name: String,
    /// The day of the check.
    pub as_of: Day,
    /// What it lists, in any order.
    pub lines: Vec<Line>,
    /// The address that answers questions.
    pub reply_to: String,
    /// Where its reader ends such mails, if they may: http or https. Set where it lists nothing that is a duty.
    pub unsubscribe: Option<String>,
    /// Where its reader says how often optional reminders come, where the digest is no such one.
    pub preferences: Option<String>,
}

/// One alert in a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which condition it is about.
    pub rule: Rule,
    /// New, still open, or resolved since the last digest.
    pub state: LineState,
    /// The council's reference of the item.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its title in Welsh, if known.
    pub title_cy: Option<String>,
    /// Name of the service area.
    pub service_area: Option<String>,
    /// Its name in Welsh, if known.
    pub service_area_cy: Option<String>,
    /// Is it one of several service areas that the item is told of apart: a service risk?
    pub of_area: bool,
    /// The quarter it is about, if it is about one.
    pub period: Option<Period>,
    /// The day on which the condition was first found true.
    pub since: Day,
    /// Why.
    pub why: Explanation,
    /// Unit of a measure's figures, as a token such as `percent`.
    pub unit: Option<String>,
    /// With how many decimals those are written.
    pub decimals: Option<u8>,
    /// Where to see the item: http or https.
    pub link: Option<String>,
    /// Whose the item is.
    pub owned: Owned,
    /// The results of a measure in the last five quarters, as far as there are any, the oldest first.
    pub trend: Vec<(Period, Figure)>,
    /// That and how long nobody need be reminded of it.
    pub hold: Option<Hold>,
    /// The day on which the owner's manager was told.
    pub escalated_on: Option<Day>,
}

/// What its owner said of an alert, so that it rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Acknowledged, or just put off.
    pub kind: Quiet,
    /// The last day of it.
    pub until: Day,
    /// Why.
    pub reason: Option<String>,
    /// Name of who said so.
    pub by: Option<String>,
}

/// Whose an item is, to the reader of a digest. In the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owned {
    /// The reader's own.
    ByReader,
    /// It has no owner.
    ByNobody,
    /// That of someone of this name, who cannot be told.
    By(String),
    /// That of someone of this name, whose manager the reader is, and who has said what is being done.
    InHandOf(String),
    /// That of someone of this name, whose manager the reader is, and who was told long ago.
    EscalatedFrom(String),
}

/// What has become of an alert since the person's last digest. In the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// It was not in the last one.
    New,
    /// It still holds.
    Open,
    /// It no longer holds.
    Resolved,
}

impl LineState {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::New, Self::Open, Self::Resolved];

    /// Its token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Resolved => "resolved",
        }
    }
}

// `Html`, as templates/digest.mjml lays it out.
include!(concat!(env!("OUT_DIR"), "/digest.rs"));

#[derive(Template)]
#[template(path = "digest.txt")]
struct Text<'a> {
    view: &'a View,
}

impl Line {
    /// Does it ask something of somebody? Not when it is put right, and not while it rests.
    pub(super) fn asks(&self) -> bool {
        self.state != LineState::Resolved && self.hold.is_none()
    }

    /// Which item it is about: of a service risk, one area's.
    pub(super) fn item(&self) -> (&str, Option<&str>) {
        (&self.reference, self.service_area.as_deref())
    }
}

impl Digest {
    /// The message in that language, or in both, Welsh first, for a person whose language is not known.
    ///
    /// A list too long for [`MAX_HTML`] or [`MAX_TEXT`] gives up details step by step, then names each item once; what still does not
    /// fit is counted.
    pub fn render(&self, language: Option<Language>) -> Rendered {
        let words: Vec<Words> = languages(language).iter().map(|language| Words::new(*language)).collect();
        let full = View::new(self, &words, Density::Full { trend: true });
        let text = self.within(MAX_TEXT, &full, &words, |view| Text { view }.render().unwrap_or_default());
        let html = self.within(MAX_HTML, &full, &words, |view| Html { view }.render().unwrap_or_default());
        Rendered { subject: full.subject, text, html }
    }

    /// What `write` makes of the fullest view that takes at most `limit` bytes.
    fn within(&self, limit: usize, full: &View, words: &[Words], write: impl Fn(&View) -> String) -> String {
        let mut written = write(full);
        for density in Density::SHORTER {
            if written.len() <= limit {
                return written;
            }
            written = write(&View::new(self, words, density));
        }
        let mut most = self.lines.len();
        while written.len() > limit && most > 0 {
            most = (most * limit / written.len()).min(most - 1);
            written = write(&View::new(self, words, Density::Gathered { title: 0, most }));
        }
        written
    }
}

/// The languages to write in; Welsh comes first where it is both.
pub(super) const fn languages(language: Option<Language>) -> &'static [Language] {
    match language {
        Some(Language::English) => &[Language::English],
        Some(Language::Welsh) => &[Language::Welsh],
        None => &[Language::Welsh, Language::English],
    }
}
