//! The page of a kind of problem, where its `type` leads.

use crate::problem::codes::Code;
use askama::Template;

#[derive(Template)]
#[template(path = "problem.html")]
struct Page {
    code: &'static str,
    meaning: String,
    remedy: String,
}

/// The page.
///
/// # Errors
/// When it cannot be written.
pub fn page((code, meaning, remedy): &Code) -> askama::Result<String> {
    // It is read by people: code words stand as they are.
    Page { code, meaning: meaning.replace('`', ""), remedy: remedy.replace('`', "") }.render()
}
