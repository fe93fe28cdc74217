//! The page at the service's own address: what this is, and where to go on.

use askama::Template;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    ready: bool,
    version: &'static str,
}

/// The page.
///
/// # Errors
/// When it cannot be written.
pub fn page(ready: bool) -> askama::Result<String> {
    Home { ready, version: env!("CARGO_PKG_VERSION") }.render()
}
