//! Who would be told of what on a day, and in which words: rehearsed, with nothing kept and nothing sent.

use super::audience::Origin;
use super::context::Context;
use super::outbox::{self, Wording};
use super::run_check::{Recipient, ReportedItem, preview_check};
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::Occasion;
use crate::model::settings::Settings;
use crate::render::Rendered;
use serde::Serialize;

/// The order of the list.
pub const SORT: &str = "name";

/// What a check on a day would do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// The day.
    pub as_of: Day,
    /// On a day that is not worked, nothing is sent.
    pub working_day: bool,
    /// Alerts that it would open.
    #[schema(example = 3)]
    pub opened: i32,
    /// Alerts that it would resolve.
    #[schema(example = 1)]
    pub resolved: i32,
    /// How many mails it would send.
    #[schema(example = 12)]
    pub recipients: usize,
    /// How many more would be left for the next check.
    #[schema(example = 0)]
    pub put_off: usize,
    /// How many open alerts nobody can be told of: without an owner, a deputy, a manager or a performance team who can be written to.
    /// `plumbline check --dry-run` lists them.
    #[schema(example = 0)]
    pub unreachable: usize,
    /// A page of the mails, by the name of whom they go to.
    pub items: Vec<PreviewedMail>,
    /// The path of the next page; null at the end.
    pub next: Option<String>,
}

/// A mail that a check would send.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PreviewedMail {
    /// What makes it: `daily`, `quarterly`, or `summary` for one that tells the performance team or a director how the quarter's
    /// returns stand, and lists no alerts.
    #[schema(example = "daily")]
    pub check: Occasion,
    /// To whom.
    pub person: Id,
    /// Their name.
    #[schema(example = "Beth Callow")]
    pub name: String,
    /// Their address.
    #[schema(example = "beth.callow@dyffrynalarch.example")]
    pub email: String,
    /// What it tells of, and why.
    pub lines: Vec<ReportedItem>,
    /// Its words, where one person alone is asked for; without links, which would open what nobody was sent yet.
    pub mail: Option<PreviewedWords>,
}

/// The words of a mail.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PreviewedWords {
    /// Its subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PreviewQuery {
    /// The day; today without it.
    pub as_of: Option<Day>,
    /// This person alone, with the words of their mail.
    pub person: Option<Id>,
}

/// What the checks of a day would do: a page of the mails, and where the next one starts. To be rehearsed.
///
/// # Errors
/// Those of the database.
pub fn preview(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    (origin, wording): (&Origin, &Wording),
    query: PreviewQuery,
    page: &PageRequest,
) -> Result<(Preview, Option<Cursor>)> {
    let day = query.as_of.unwrap_or_else(|| context.today(settings));
    let report = preview_check(conn, context, settings, day, origin)?;
    let recipients = report.recipients.len();
    // In the order of [`Recipient::place`].
    let second = |one: &Recipient| format!("{}/{}", one.person, one.occasion as u8);
    let place = |one: &Recipient| (one.name.clone(), second(one));
    let after = page.after.as_ref().map(|cursor| (cursor.value.clone(), cursor.id.clone()));
    let wanted =
        |one: &Recipient| query.person.is_none_or(|person| person == one.person) && after.as_ref().is_none_or(|after| place(one) > *after);
    let rest: Vec<Recipient> = report.recipients.into_iter().filter(wanted).take(page.limit + 1).collect();
    let at = |one: &Recipient| Cursor { sort: SORT.to_owned(), value: one.name.clone(), id: second(one) };
    let Page { items, next } = Page::cut(rest, page.limit, at);
    let mut mails = Vec::with_capacity(items.len());
    for Recipient { occasion: check, person, notification, email, name, items: lines } in items {
        let mail = if query.person.is_some() { words(conn, settings, notification, wording)? } else { None };
        mails.push(PreviewedMail { check, person, name, email, lines, mail });
    }
    let preview = Preview {
        as_of: report.day,
        working_day: report.working_day,
        opened: report.opened,
        resolved: report.resolved,
        recipients,
        put_off: report.put_off,
        unreachable: report.unreachable.len(),
        items: mails,
        next: None,
    };
    Ok((preview, next))
}

fn words(conn: &mut Conn, settings: &Settings, notification: Id, wording: &Wording) -> Result<Option<PreviewedWords>> {
    let draft = outbox::draft(conn, settings, notification, wording)?;
    Ok(draft.map(|(message, language)| {
        let Rendered { subject, text, html } = message.render(language);
        PreviewedWords { subject, text, html }
    }))
}
