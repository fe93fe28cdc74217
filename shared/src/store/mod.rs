//! The SQL: plain functions on a connection, a file per aggregate. Each query is written once, for both databases.

#[macro_use]
mod items;

pub mod action_updates;
pub mod actions;
pub mod alerts;
pub mod breakdowns;
pub mod calendars;
pub mod directorates;
pub mod findings;
pub mod former_refs;
pub mod frozen_reports;
pub mod history;
pub mod holdings;
pub mod imports;
pub mod indicators;
pub mod judgements;
pub mod kept_answers;
pub mod keys;
pub mod narratives;
pub mod notifications;
pub mod people;
pub mod periods;
pub mod plan;
pub mod projects;
pub mod recipients;
pub mod referrers;
pub mod refs;
pub mod returns;
pub mod risk_assessments;
pub mod risks;
pub mod schedule;
pub mod service_areas;
pub mod settings;
pub mod snapshot;
pub mod suppressions;
pub mod webhook_deliveries;
pub mod webhooks;

/// What a text filter looks in: the lower case of each part, so that both databases find the same.
pub fn searchable(parts: &[Option<&str>]) -> String {
    parts.iter().flatten().map(|part| part.to_lowercase()).collect::<Vec<_>>().join("\n")
}

/// The LIKE pattern of searchable texts that contain `text`, with `\` as the escape character.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
