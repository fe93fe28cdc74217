//! Narratives: Markdown as HTML that can hold nothing but text.

use crate::hidden::is_hidden;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Markdown as HTML. HTML within it is shown as it was typed; links lead to the web or to an address, and pictures and other links are
/// their words. Its headings begin at level `top`, and leave none out.
pub(super) fn to_html(text: &str, top: u8) -> String {
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    let parser = Parser::new_ext(&visible, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut written = String::with_capacity(visible.len() * 3 / 2);
    let mut writer = Harmless { top, headings: Vec::new(), leads: false };
    html::push_html(&mut written, parser.filter_map(|event| writer.event(event)).flat_map(boxed));
    written
}

/// A table, in a box of its own that scrolls where it is wider than the page.
fn boxed(event: Event<'_>) -> impl Iterator<Item = Event<'_>> {
    let html = |html: &'static str| Some(Event::Html(CowStr::Borrowed(html)));
    let (before, after) = match event {
        Event::Start(Tag::Table(_)) => (html("<div class=\"wide\" tabindex=\"0\">"), None),
        Event::End(TagEnd::Table) => (None, html("</div>\n")),
        _ => (None, None),
    };
    before.into_iter().chain([event]).chain(after)
}

/// What goes through of a text.
struct Harmless {
    top: u8,
    /// The headings that the next one may stand under, by the level that they were typed with.
    headings: Vec<HeadingLevel>,
    /// Does the link that is open lead anywhere?
    leads: bool,
}

impl Harmless {
    fn event<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        Some(match event {
            Event::Html(typed) | Event::InlineHtml(typed) => Event::Text(typed),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
            Event::Start(Tag::Heading { level, .. }) => {
                self.headings.retain(|above| *above < level);
                self.headings.push(level);
                Event::Start(Tag::Heading { level: self.level(), id: None, classes: Vec::new(), attrs: Vec::new() })
            }
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(self.level())),
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                self.leads = leads_out(&dest_url);
                return self.leads.then_some(Event::Start(Tag::Link { link_type, dest_url, title: CowStr::Borrowed(""), id }));
            }
            Event::End(TagEnd::Link) => return self.leads.then_some(event),
            other => other,
        })
    }

    /// That of the last heading: one below the one that it stands under.
    fn level(&self) -> HeadingLevel {
        let level = usize::from(self.top) + self.headings.len().saturating_sub(1);
        HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
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
            ("# Top", "<h3>Top</h3>\n"),
            ("|a|\n|-|", "<div class=\"wide\" tabindex=\"0\"><table><thead><tr><th>a</th></tr></thead><tbody>\n</tbody></table>\n</div>\n"),
            ("### Top\n# Next\n### Under", "<h3>Top</h3>\n<h3>Next</h3>\n<h4>Under</h4>\n"),
            ("a <script>x</script> b", "<p>a &lt;script&gt;x&lt;/script&gt; b</p>\n"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("[a](javascript:alert(1))", "<p>a</p>\n"),
            ("[a](HTTPS://example.org/)", "<p><a href=\"HTTPS://example.org/\">a</a></p>\n"),
            ("![a picture](https://example.org/x.png)", "<p>a picture</p>\n"),
            ("5 < 6 & \"so\"\u{202E}", "<p>5 &lt; 6 &amp; \"so\"</p>\n"),
        ];
        for (typed, written) in cases {
            assert_eq!(to_html(typed, 3), written, "{typed}");
        }
    }
}
