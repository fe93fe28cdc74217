//! Narratives as blocks. A link leads where it leads on the page; its address is printed after its words, as paper cannot be clicked.

use super::super::markdown::leads_out;
use crate::domain::plan::Language;
use crate::hidden::is_hidden;
use crate::render::document::{Block, Column, Row, Run, Said, Style, Table, Text, Tone};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The blocks of a text in Markdown; HTML within it is shown as it was typed, and what is struck out is not. Its headings are of that
/// level, and its tables have that caption.
pub(super) fn blocks(text: &str, lang: Language, (level, caption): (u8, &str)) -> Vec<Block> {
    written(text, lang, level, Some(caption))
}

/// The same within a cell: headings are words in bold, and rows of tables are lines.
pub(super) fn paragraphs(text: &str, lang: Language) -> Vec<Text> {
    let paragraph = |block| match block {
        Block::Text(text) => Some(text),
        Block::Heading(_, said) => Some(Text { style: Style::Body, runs: vec![Run::plain(said).bold()] }),
        _ => None,
    };
    written(text, lang, 0, None).into_iter().filter_map(paragraph).collect()
}

fn written(text: &str, lang: Language, level: u8, caption: Option<&str>) -> Vec<Block> {
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    let mut writer = Writer {
        lang,
        blocks: Vec::new(),
        text: Text::default(),
        heading: false,
        bold: 0,
        italic: 0,
        lists: Vec::new(),
        link: None,
        struck: false,
        level,
        caption,
        table: None,
    };
    for event in Parser::new_ext(&visible, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    writer.end();
    writer.blocks
}

struct Writer<'c> {
    lang: Language,
    blocks: Vec<Block>,
    text: Text,
    heading: bool,
    bold: usize,
    italic: usize,
    /// The number of the next item of each list that is open; none of one without numbers.
    lists: Vec<Option<u64>>,
    link: Option<String>,
    struck: bool,
    /// Of headings.
    level: u8,
    /// What tables are named; none where there are to be none.
    caption: Option<&'c str>,
    /// The rows of the table that is open, its headings first.
    table: Option<Vec<Vec<Text>>>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.say(&text),
            Event::SoftBreak => self.say(" "),
            Event::HardBreak | Event::Rule => self.end(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Table(_) => {
                self.end();
                self.table = self.caption.map(|_| Vec::new());
            }
            Tag::TableRow | Tag::TableHead => match &mut self.table {
                Some(rows) => rows.push(Vec::new()),
                None => self.end(),
            },
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock => self.end(),
            Tag::Heading { .. } => {
                self.end();
                self.heading = true;
            }
            Tag::List(first) => {
                self.end();
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Strikethrough => self.struck = true,
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Link { dest_url, .. } => self.link = leads_out(&dest_url).then(|| dest_url.to_string()),
            _ => {}
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strikethrough => self.struck = false,
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::TableCell => match self.table.as_mut().and_then(|rows| rows.last_mut()) {
                Some(row) => row.push(std::mem::take(&mut self.text)),
                None => self.say("   "),
            },
            TagEnd::Table => self.finish_table(),
            TagEnd::Link => {
                // Of a link that is its own address, the address stands there already.
                let said: String = self.text.runs.iter().filter(|run| run.link.is_some()).map(|run| run.text.as_str()).collect();
                if let Some(link) = self.link.take()
                    && !said.ends_with(shown(&link))
                {
                    self.say(&format!(" ({})", shown(&link)));
                }
            }
            TagEnd::List(_) => {
                self.end();
                self.lists.pop();
            }
            TagEnd::TableRow | TagEnd::TableHead if self.table.is_some() => {}
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableRow
            | TagEnd::TableHead => self.end(),
            _ => {}
        }
    }

    fn finish_table(&mut self) {
        let (Some(caption), Some(rows)) = (self.caption, self.table.take()) else { return };
        let mut rows = rows.into_iter();
        let heading = |text: Text| text.runs.into_iter().map(|run| run.text).collect::<String>();
        let headings: Vec<String> = rows.next().unwrap_or_default().into_iter().map(heading).collect();
        let columns = headings.into_iter().map(|heading| Column { heading, share: 1, figures: false }).collect();
        let row = |cells: Vec<Text>| Row { cells: cells.into_iter().map(|text| vec![text]).collect(), sum: false };
        self.blocks.push(Block::Table(Table { caption: caption.to_owned(), columns, rows: rows.map(row).collect(), short: false }));
    }

    fn item(&mut self) {
        self.end();
        self.text = Text::default();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX).min(5);
        self.text.style = Style::Item(depth);
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "• ".to_owned(),
        };
        self.say(&bullet);
    }

    fn say(&mut self, text: &str) {
        if self.struck {
            return;
        }
        let text: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect();
        let link = self.link.as_deref().map(address);
        self.text.runs.push(Run {
            text,
            lang: self.lang,
            bold: self.bold > 0 || self.heading,
            italic: self.italic > 0,
            tone: Tone::Ink,
            link,
        });
    }

    fn end(&mut self) {
        // An item's first paragraph stands beside its bullet.
        if matches!(self.text.style, Style::Item(_)) && self.text.runs.len() == 1 {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let heading = std::mem::take(&mut self.heading);
        if text.runs.iter().all(|run| run.text.trim().is_empty()) {
            return;
        }
        self.blocks.push(match heading {
            true => Block::Heading(self.level, Said { lang: self.lang, text: text.runs.into_iter().map(|run| run.text).collect() }),
            false => Block::Text(text),
        });
    }
}

/// A link as it is printed: that it is one for mail goes without saying.
fn shown(link: &str) -> &str {
    link.strip_prefix("mailto:").unwrap_or(link)
}

/// A link as files hold it: what an address cannot have is written as `%20` and the like.
fn address(link: &str) -> String {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}');
    link.bytes().map(|byte| if allowed(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::domain::plan::Language;
    use crate::render::document::Block;

    /// As lines: `#` a heading, `*` bold, `/` italic, `[]` a link.
    fn lines(text: &str) -> Vec<String> {
        let line = |block| match block {
            Block::Heading(_, said) => format!("# {}", said.text),
            Block::Text(text) => {
                let run = |run: &crate::render::document::Run| match (&run.link, run.bold, run.italic) {
                    (Some(link), ..) => format!("[{}]<{link}>", run.text),
                    (_, true, _) => format!("*{}*", run.text),
                    (_, _, true) => format!("/{}/", run.text),
                    _ => run.text.clone(),
                };
                text.runs.iter().map(run).collect()
            }
            other => format!("{other:?}"),
        };
        blocks(text, Language::English, (3, "Table")).into_iter().map(line).collect()
    }

    #[test]
    fn markdown_becomes_blocks() {
        let cases: [(&str, &[&str]); 15] = [
            ("We reached ~~48%~~ 50%.", &["We reached  50%."]),
            ("Three of *four* are **on track**.", &["Three of /four/ are *on track*."]),
            ("- one\n- two", &["• one", "• two"]),
            ("1. one\n2. two", &["1. one", "2. two"]),
            ("- one\n\n- two", &["• one", "• two"]),
            ("# Top\n\nText", &["# Top", "Text"]),
            ("a <b>x</b>", &["a <b>x</b>"]),
            ("[words](https://example.org/)", &["[words]<https://example.org/> (https://example.org/)"]),
            ("<https://example.org/>", &["[https://example.org/]<https://example.org/>"]),
            ("[us](mailto:us@example.org)", &["[us]<mailto:us@example.org> (us@example.org)"]),
            ("[a](javascript:alert(1)) [b](file:///etc)", &["a b"]),
            (
                "[**a** b](<HTTPS://example.org/ŵ \u{7}>)",
                &["[a]<HTTPS://example.org/%C5%B5%20%07>[ b]<HTTPS://example.org/%C5%B5%20%07> (HTTPS://example.org/ŵ )"],
            ),
            ("[a][1]\n\n[1]: https://example.org", &["[a]<https://example.org> (https://example.org)"]),
            ("![a picture](https://example.org/x.png)", &["a picture"]),
            ("one\u{202E}\ntwo", &["one two"]),
        ];
        for (typed, expected) in cases {
            assert_eq!(lines(typed), expected, "{typed}");
        }
    }
}
