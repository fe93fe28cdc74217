//! A calendar feed as iCalendar (RFC 5545, RFC 7986), as Outlook, Apple and Google subscribe to it.

use super::clean::one_line;
use super::phrase::named;
use super::words::Words;
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::plan::Language;
use crate::model::calendar::{Deadline, Due, Feed};

/// The longest content line, in octets.
const LINE: usize = 75;
/// As many refs as a description names.
const NAMED: usize = 50;

/// The whole file. Each event is a whole day, by its date alone: so it is that day wherever the reader is.
pub fn calendar(feed: &Feed) -> String {
    let words: Vec<Words> = match feed.language {
        Some(language) => vec![Words::new(language)],
        None => vec![Words::new(Language::Welsh), Words::new(Language::English)],
    };
    let mut file = String::new();
    let name = text(&format!("Plumbline: {}", one_line(&feed.name)));
    for (property, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Plumbline//Deadlines//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", &name),
        ("X-WR-CALNAME", &name),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT6H"),
        ("X-PUBLISHED-TTL", "PT6H"),
    ] {
        line(&mut file, property, value);
    }
    feed.events.iter().for_each(|event| write(&mut file, feed, &words, event));
    line(&mut file, "END", "VCALENDAR");
    file
}

fn write(file: &mut String, feed: &Feed, words: &[Words], event: &Deadline) {
    let (uid, sequence, summary, description) = match &event.due {
        Due::Action { id, version, reference, title, title_cy } => {
            let item = |words: &Words| format!("{reference} {}", named(words, title, title_cy.as_deref()).text);
            let say = |words: &Words| words.with("calendar-due", &[("item", item(words).into())]);
            (format!("action-{id}@plumbline"), version - 1, said(words, say), None)
        }
        Due::Returns { period, of } => {
            let say = |words: &Words| {
                let (returns, period) = (words.count("calendar-returns", of.len()), words.period(*period));
                words.with("calendar-returns-for", &[("returns", returns.into()), ("period", period.into())])
            };
            let more = of.len().saturating_sub(NAMED);
            let more = (more > 0).then(|| said(words, |words| words.count("calendar-more", more)));
            let lines: Vec<&str> = of.iter().take(NAMED).map(String::as_str).chain(more.as_deref()).collect();
            (format!("returns-{period}-{}@plumbline", feed.id), 0, said(words, say), Some(lines.join("\n")))
        }
    };
    let stamp = instant(event.stamp);
    line(file, "BEGIN", "VEVENT");
    line(file, "UID", &uid);
    line(file, "DTSTAMP", &stamp);
    line(file, "LAST-MODIFIED", &stamp);
    line(file, "SEQUENCE", &sequence.to_string());
    line(file, "DTSTART;VALUE=DATE", &date(event.day));
    // The end is the first day that is not part of it any more.
    line(file, "DTEND;VALUE=DATE", &date(event.day.plus(1)));
    line(file, "SUMMARY", &text(&summary));
    if let Some(description) = description {
        line(file, "DESCRIPTION", &text(&description));
    }
    line(file, "TRANSP", "TRANSPARENT");
    line(file, "END", "VEVENT");
}

/// The same in each language.
fn said(words: &[Words], say: impl Fn(&Words) -> String) -> String {
    words.iter().map(say).collect::<Vec<_>>().join(" / ")
}

fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

fn instant(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value (RFC 5545, section 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A content line, folded between characters (RFC 5545, section 3.1).
fn line(file: &mut String, property: &str, value: &str) {
    let mut width = 0;
    for letter in property.chars().chain([':']).chain(value.chars()) {
        if width + letter.len_utf8() > LINE {
            file.push_str("\r\n ");
            width = 1;
        }
        width += letter.len_utf8();
        file.push(letter);
    }
    file.push_str("\r\n");
}
