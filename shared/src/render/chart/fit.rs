//! How much room a text takes, and how it is made to fit.

use super::Said;
use std::borrow::Cow;

/// The width of a text of that size in pixels, rather too wide than too narrow: which letters are at hand is not known.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let thousandths: i32 = text.chars().map(em).fold(0, i32::saturating_add);
    thousandths.saturating_mul(size).saturating_add(999) / 1000
}

/// The width of a letter, in thousandths of its size.
const fn em(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 280,
        ' ' | '.' | ',' | ':' | ';' | '!' | 'I' | 'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 380,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 950,
        'A'..='Z' => 720,
        '\u{1100}'.. => 1000,
        _ => 610,
    }
}

/// `said` in at most `lines` lines, none wider than `room`; what does not fit ends in an ellipsis.
pub(super) fn wrapped(said: &Said, size: i32, room: i32, lines: usize) -> Vec<Said> {
    let mut kept: Vec<String> = Vec::new();
    for word in said.text.split(' ') {
        let longer = kept.last().map(|line| format!("{line} {word}")).filter(|line| width(line, size) <= room);
        match (longer, kept.len() < lines) {
            (Some(longer), _) => {
                kept.pop();
                kept.push(longer);
            }
            (None, true) => kept.push(word.to_owned()),
            // It goes on where no line is left, and is cut there.
            (None, false) => {
                let last = kept.pop().unwrap_or_default();
                kept.push(format!("{last} {word}"));
                break;
            }
        }
    }
    kept.into_iter().map(|line| Said { lang: said.lang, text: cut(&line, size, room) }).collect()
}

/// `text`, no wider than `room`.
pub(super) fn cut(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while !kept.is_empty() && width(&kept, size) + width("…", size) > room {
        kept.pop();
    }
    format!("{}…", kept.trim_end())
}

/// `text` on one line, without characters that hide, reorder or are not allowed in XML.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) && !text.contains("  ");
    if plain {
        return Cow::Borrowed(text);
    }
    let allowed = |c: &char| !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    Cow::Owned(crate::render::clean::one_line(text).chars().filter(allowed).collect())
}
