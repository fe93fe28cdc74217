//! Which of the mails that are no duty a person wants: shown and said by a link, without logging in.

use super::context::Context;
use super::people;
use crate::db::Conn;
use crate::domain::reminder::{OptionalMail, Workday};
use crate::error::{Error, Result};
use crate::id::Key;
use crate::link::Subscriber;
use crate::model::settings::Settings;
use crate::render::page_mails::MailsPage;
use crate::store::recipients;
use serde_json::json;

/// The page, or `None` when the link has expired.
///
/// # Errors
/// [`Error::NotFound`] for a person who is gone.
pub fn mails_page(conn: &mut Conn, context: &Context, settings: &Settings, link: &Subscriber, contact: &str) -> Result<Option<MailsPage>> {
    if context.today(settings) > link.last_day {
        return Ok(None);
    }
    let person = recipients::with_managers(conn, vec![link.person])?.remove(&link.person);
    let person = person.filter(|person| person.archived_at.is_none()).ok_or_else(|| Error::not_found("person", link.person))?;
    let choice = person.preference();
    Ok(Some(MailsPage {
        organisation: settings.organisation.clone(),
        organisation_cy: settings.organisation_cy.clone(),
        contact: contact.to_owned(),
        name: person.name,
        language: person.language,
        how: choice.how,
        day: choice.day,
        is_done: false,
    }))
}

/// Says how often they come; `None` when the link has expired. The same again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a person who is gone.
pub fn choose(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    link: &Subscriber,
    (how, day): (OptionalMail, Option<Workday>),
) -> Result<Option<()>> {
    if context.today(settings) > link.last_day {
        return Ok(None);
    }
    let patch = match day.filter(|_| how == OptionalMail::Weekly) {
        Some(day) => json!({"optional_mail": how, "optional_mail_day": day}),
        None => json!({"optional_mail": how}),
    };
    people::patch(conn, context, &Key::Id(link.person), &patch).map(|_| Some(()))
}
