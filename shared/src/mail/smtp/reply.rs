//! Reading a server's answers.

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use crate::mail::outcome::Reply;

/// Most bytes of one answer, all its lines together.
const MAX_REPLY: u64 = 64 * 1024;
/// Most characters of its text that are kept.
const MAX_TEXT: usize = 2_000;

/// Reads one answer: any number of lines with the same code, of which the last has no hyphen after it.
///
/// # Errors
/// If the connection ends first, or what came is no answer.
pub(super) async fn read(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Reply> {
    let mut left = stream.take(MAX_REPLY);
    let mut first = None;
    let mut text = String::new();
    loop {
        let mut line = Vec::new();
        left.read_until(b'\n', &mut line).await?;
        if !line.ends_with(b"\n") {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the connection ended before the answer did"));
        }
        let (code, last, words) = split(&line).ok_or_else(not_an_answer)?;
        if *first.get_or_insert(code) != code {
            return Err(not_an_answer());
        }
        push_line(&mut text, &words);
        if last {
            return Ok(Reply { code, text });
        }
    }
}

fn not_an_answer() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what came is no SMTP answer")
}

/// Code, whether it is the last line, and the rest. The text may be in any encoding, or missing.
fn split(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.trim_ascii_end();
    let (digits, rest) = line.split_at_checked(3)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = std::str::from_utf8(digits).ok()?.parse().ok().filter(|code| (200..600).contains(code))?;
    match rest.split_first() {
        None => Some((code, true, String::new())),
        Some((b' ', words)) => Some((code, true, String::from_utf8_lossy(words).into_owned())),
        Some((b'-', words)) => Some((code, false, String::from_utf8_lossy(words).into_owned())),
        Some(_) => None,
    }
}

/// Adds a line, without control characters, and with a placeholder for every word that holds an address.
fn push_line(text: &mut String, line: &str) {
    let shown = |word: &str| if word.contains('@') { "(address)".to_owned() } else { word.replace(char::is_control, "") };
    let line = line.split_whitespace().map(shown).collect::<Vec<_>>().join(" ");
    let room = MAX_TEXT.saturating_sub(text.chars().count());
    if room > 0 {
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(line.chars().take(room));
    }
}
