//! Text that people typed, made safe to set among our own words.

use crate::hidden::{is_break, is_hidden};

/// One line of `text` without characters that hide, reorder or break lines, and in which nothing turns into a link.
///
/// Mail programs make links of bare domains: a title such as `pay.example` would be a link that we never made. A
/// zero-width space before the dot, and after the colon of `https://`, prevents it.
pub fn clean(text: &str) -> String {
    let line = one_line(text);
    let mut cleaned = String::with_capacity(line.len());
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(current) = rest.next() {
        let starts_label = rest.peek().is_some_and(|next| next.is_alphanumeric() && !(before.is_ascii_digit() && next.is_ascii_digit()));
        if current == '.' && before.is_alphanumeric() && starts_label {
            cleaned.push('\u{200B}');
        }
        cleaned.push(current);
        if current == ':' && rest.peek() == Some(&'/') {
            cleaned.push('\u{200B}');
        }
        before = current;
    }
    cleaned
}

/// `text` on one line, trimmed, without characters that cannot be seen.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).map(|c| if is_break(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The link, if it is one that a mail program may open: http or https, without spaces or controls.
pub(super) fn web_link(link: &str) -> Option<&str> {
    let is_web = link.starts_with("https://") || link.starts_with("http://");
    (is_web && link.chars().all(|c| c.is_ascii_graphic())).then_some(link)
}

/// The address for a `mailto:` link, if it is a plain one.
pub(super) fn mail_link(address: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '\'');
    (address.matches('@').count() == 1 && address.chars().all(plain)).then_some(address)
}
