//! Narratives: Markdown as HTML that can hold nothing but text.

use crate::hidden::is_hidden;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Markdown as HTML. HTML within it is shown as it was typed; links lead to the web or to an address, and pictures are their words.
pub(super) fn to_html(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    let parser = Parser::new_ext(&visible, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut written = String::with_capacity(visible.len() * 3 / 2);
    html::push_html(&mut written, parser.filter_map(harmless));
    written
}

fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(typed) | Event::InlineHtml(typed) => Event::Text(typed),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
            let dest_url = if leads_out(&dest_url) { dest_url } else { CowStr::Borrowed("#contents") };
            Event::Start(Tag::Link { link_type, dest_url, title: CowStr::Borrowed(""), id })
        }
        other => other,
    })
}

/// Headings of a text stand below those of the report.
const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 | HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// Whether a link leads to the web or to an address for mail, and not to what a browser would run.
pub(super) fn leads_out(link: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn markdown_holds_nothing_but_text() {
        let cases = [
            ("Three of *four* are **on track**.", "<p>Three of <em>four</em> are <strong>on track</strong>.</p>\n"),
            ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
            ("# Top", "<h4>Top</h4>\n"),
            ("a <script>x</script> b", "<p>a &lt;script&gt;x&lt;/script&gt; b</p>\n"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("[a](javascript:alert(1))", "<p><a href=\"#contents\">a</a></p>\n"),
            ("[a](HTTPS://example.org/)", "<p><a href=\"HTTPS://example.org/\">a</a></p>\n"),
            ("![a picture](https://example.org/x.png)", "<p>a picture</p>\n"),
            ("5 < 6 & \"so\"\u{202E}", "<p>5 &lt; 6 &amp; \"so\"</p>\n"),
        ];
        for (typed, written) in cases {
            assert_eq!(to_html(typed), written, "{typed}");
        }
    }
}
