//! Which of the mails that are no duty a person wants: shown and said by a link, without logging in.

use super::context::Context;
use super::item_acts::Ended;
use super::people;
use crate::db::Conn;
use crate::domain::reminder::{OptionalMail, Workday};
use crate::error::{Error, Result};
use crate::id::Key;
use crate::link::Subscriber;
use crate::model::settings::Settings;
use crate::render::page_mails::MailsPage;
use crate::store::recipients::{self, Recipient};
use serde_json::json;

/// The page, or why it is not shown any more.
///
/// # Errors
/// [`Error::NotFound`] for a person who is gone.
pub fn mails_page(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    link: &Subscriber,
    contact: &str,
) -> Result<std::result::Result<MailsPage, Ended>> {
    let person = match subscriber(conn, context, settings, link)? {
        Ok(person) => person,
        Err(ended) => return Ok(Err(ended)),
    };
    let choice = person.preference();
    Ok(Ok(MailsPage {
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

/// Whose link it is, or why it opens nothing any more.
fn subscriber(conn: &mut Conn, context: &Context, settings: &Settings, link: &Subscriber) -> Result<std::result::Result<Recipient, Ended>> {
    if context.today(settings) > link.last_day {
        return Ok(Err(Ended::Expired));
    }
    let person = recipients::with_managers(conn, vec![link.person])?.remove(&link.person);
    let person = person.filter(|person| person.archived_at.is_none()).ok_or_else(|| Error::not_found("person", link.person))?;
    Ok(if person.active { Ok(person) } else { Err(Ended::Left) })
}

/// Says how often they come, unless the link has ended. The same again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a person who is gone.
pub fn choose(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    link: &Subscriber,
    (how, day): (OptionalMail, Option<Workday>),
) -> Result<std::result::Result<(), Ended>> {
    if let Err(ended) = subscriber(conn, context, settings, link)? {
        return Ok(Err(ended));
    }
    let patch = match day.filter(|_| how == OptionalMail::Weekly) {
        Some(day) => json!({"optional_mail": how, "optional_mail_day": day}),
        None => json!({"optional_mail": how}),
    };
    people::patch(conn, context, &Key::Id(link.person), &patch).map(|_| Ok(()))
}
