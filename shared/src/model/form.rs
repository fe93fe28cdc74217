//! What the page of a link lets its reader do: forms, filled in with what is recorded, and what becomes of them.

use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::FieldError;
use crate::id::Id;

tokens! {
    /// What a form does.
    pub enum Act {
        /// Files a quarter's update of an action.
        Update = "update",
        /// Files a quarter's result of an indicator.
        Result = "result",
        /// Files a quarter's assessment of a risk.
        Assessment = "assessment",
        /// Says what is being done about alerts.
        Acknowledge = "acknowledge",
        /// Puts alerts off.
        Snooze = "snooze",
        /// Has alerts be mentioned again.
        Wake = "wake",
    }
}

/// A form. It comes with the revision that it was filled in from, so that nobody writes over what they have not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it does.
    pub act: Act,
    /// The quarter that a return is of.
    pub period: Option<Period>,
    /// The revision of that return; 0 for none.
    pub revision: i32,
    /// Nothing is handed in for that quarter yet, although a target may have been set.
    pub is_first: bool,
    /// The alerts that something is said of.
    pub alerts: Vec<AlertChoice>,
    /// What is to be filled in.
    pub fields: Vec<Field>,
    /// Is it shown at once, or when it is asked for?
    pub is_open: bool,
}

/// An alert that a form may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChoice {
    /// Which.
    pub id: Id,
    /// Its rule.
    pub rule: Rule,
    /// Is it chosen?
    pub chosen: bool,
}

/// Something to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, as the API has it.
    pub name: &'static str,
    /// What it takes.
    pub input: Input,
    /// What it is filled in with: a text, a number, a day, a token; `true` for a flag that is set.
    pub value: String,
    /// The words that say more of it, by their key, where its name alone does not give them.
    pub hint: Option<&'static str>,
    /// What somebody else recorded meanwhile, where that is something else.
    pub recorded: Option<String>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A number.
    Number,
    /// A day, within these if they are given.
    Day(Option<(Day, Day)>),
    /// Text of several lines.
    Text,
    /// One of these tokens, or none; their words go by that kind.
    Choice(&'static str, &'static [&'static str]),
    /// Yes or no.
    Flag,
}

/// What the page says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// That was done.
    Done(Act),
    /// What was sent cannot be taken: the form says why.
    Wrong(Act, Vec<FieldError>),
    /// Somebody else filed something meanwhile: both are shown.
    Stale(Act),
    /// That quarter is signed off.
    Closed(Period),
    /// The alert was resolved meanwhile.
    Resolved,
    /// The reader may not act on the item, or not any more.
    NotYours,
    /// Nobody owns it: who looks after such items gives it an owner first.
    Unowned,
    /// It is archived: nothing is filed of it any more.
    Archived,
    /// Another reason, in English.
    Refused(String),
}

/// What a form was sent with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted(Vec<(String, String)>);

impl Act {
    /// That with which a return of such an item is filed.
    pub const fn of_return(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Action => Self::Update,
            ItemKind::Indicator => Self::Result,
            ItemKind::Risk => Self::Assessment,
        }
    }
}

impl Posted {
    /// What was sent, in its order. Browsers end lines as no other program does.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect())
    }

    /// What it does.
    pub fn act(&self) -> Option<Act> {
        self.get("act").parse().ok()
    }

    /// The quarter of the return.
    pub fn period(&self) -> Option<Period> {
        self.get("period").parse().ok()
    }

    /// What was filled in there, without the space around it.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Was that asked?
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The alerts that were chosen.
    pub fn alerts(&self) -> Vec<Id> {
        self.0.iter().filter(|(name, _)| name == "alert").filter_map(|(_, id)| id.parse().ok()).collect()
    }
}

impl Field {
    /// To be filled in.
    pub const fn new(name: &'static str, input: Input, value: String) -> Self {
        Self { name, input, value, hint: None, recorded: None, errors: Vec::new() }
    }
}
