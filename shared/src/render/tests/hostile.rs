//! What is typed stays text, whatever it is.

use super::super::digest::{Digest, Hold, Owned};
use super::super::page::{ItemFacts, ItemPage, page};
use super::super::samples::{day, quarter_two, results};
use super::super::summary::{Area, Concern, Item, Name, Summary};
use super::{Rendered, tags};
use crate::domain::alert::{Quiet, Rule};
use crate::domain::explanation::{Explanation, Fact};

const ATTACKS: [&str; 30] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe src=//x>",
    "<b>bold</b>",
    "</td></tr></table>",
    "<!-- x",
    "--><p>",
    "<![endif]-->",
    "<!--[if mso]>",
    "<style>*{display:none}</style>",
    "</style><p>",
    "</title><p>",
    "<base href=//x>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//x>",
    "<input autofocus onfocus=x>",
    "<math><mi>",
    "<p style=x>",
    "&lt;p&gt;",
    "&#60;p&#62;",
    "\u{FF1C}p\u{FF1E}",
    "{{ 7*7 }}",
    "{% include \"x\" %}",
    "{ $name }",
    "<%= 7 %>",
    "${7}",
    "<\u{0}script>",
    "\u{202E}<p>\u{202C}",
];
const SETTINGS: [&str; 5] = ["{}", "\"{}", "'>{}", "\">{}<", "<p title='{}"];

fn payloads() -> impl Iterator<Item = String> {
    ATTACKS.iter().flat_map(|attack| SETTINGS.iter().map(|setting| setting.replace("{}", attack)))
}

fn explained(text: &str) -> [Explanation; 2] {
    let unknown = Explanation::new("none", "none", text.to_owned());
    let facts = [("residual_score", Fact::from(crate::domain::number::Figure::from(9))), ("band", text.to_owned().into())];
    [
        unknown,
        facts
            .into_iter()
            .fold(Explanation::new("risk_rising", "forecast_up", text.to_owned()), |known, (name, fact)| known.with(name, Some(fact))),
    ]
}

/// The first lines of the sample with `text` wherever a person could have typed it.
fn digest(text: &str) -> Digest {
    let mut digest = Digest::sample();
    digest.lines.truncate(4);
    digest.organisation_cy = Some(text.to_owned());
    (digest.organisation, digest.recipient_name, digest.reply_to) = (text.to_owned(), text.to_owned(), text.to_owned());
    for (line, why) in digest.lines.iter_mut().zip(explained(text).into_iter().cycle()) {
        (line.reference, line.title, line.title_cy) = (text.to_owned(), text.to_owned(), Some(text.to_owned()));
        (line.service_area, line.unit, line.owned, line.why) =
            (Some(text.to_owned()), Some(text.to_owned()), Owned::By(text.to_owned()), why);
        line.service_area_cy = Some(text.to_owned());
        (line.trend, line.escalated_on) = (results(&["1", "2"]), Some(line.since));
        line.hold = Some(Hold { kind: Quiet::Acknowledged, until: line.since, reason: Some(text.to_owned()), by: Some(text.to_owned()) });
        line.link = Some(format!("https://a.example/{text}"));
    }
    digest.lines[0].owned = Owned::EscalatedFrom(text.to_owned());
    digest.unsubscribe = Some(format!("https://a.example/{text}"));
    digest.preferences.clone_from(&digest.unsubscribe);
    digest
}

fn summary(text: &str) -> Summary {
    let name = || Name { name: text.to_owned(), name_cy: Some(text.to_owned()) };
    let link = Some(format!("https://a.example/{text}"));
    let item = Item { reference: text.to_owned(), title: name(), service_area: Some(name()), link };
    Summary {
        organisation: text.to_owned(),
        organisation_cy: Some(text.to_owned()),
        recipient_name: text.to_owned(),
        as_of: day(2017, 10, 16),
        scope: Some(name()),
        period: quarter_two().unwrap(),
        deadline: day(2017, 10, 13),
        areas: vec![Area { name: Some(name()), due: 2, given: 1 }],
        concerns: vec![Concern { rule: Rule::ActionRed, count: 2, items: vec![item] }],
        reply_to: text.to_owned(),
    }
}

fn item(mut item: ItemPage, text: &str) -> ItemPage {
    let [unknown, known] = explained(text);
    let typed = || Some(text.to_owned());
    (item.organisation, item.contact, item.reference, item.title) = (text.to_owned(), text.to_owned(), text.to_owned(), text.to_owned());
    (item.organisation_cy, item.service_area_cy) = (typed(), typed());
    (item.title_cy, item.owner, item.service_area, item.commentary, item.explanation) = (typed(), typed(), typed(), typed(), Some(unknown));
    item.alerts.iter_mut().for_each(|alert| alert.why = known.clone());
    if let ItemFacts::Measure(measure) = &mut item.facts {
        measure.unit = typed();
    }
    item
}

/// Tags without the links, which carry what is in `href`, escaped.
fn structure(html: &str) -> Vec<&str> {
    tags(html).into_iter().map(|tag| tag.split("href=").next().unwrap_or_default()).collect()
}

// In both languages at once, so that every part of a template is there.
#[test]
fn a_mail_has_only_our_own_tags() {
    assert_eq!(payloads().count(), 150);
    let mails: [fn(&str) -> Rendered; 2] = [|text| digest(text).render(None), |text| summary(text).render(None)];
    for mail in mails {
        let [linked, plain] = ["harmless", "two words"].map(|text| mail(text).html);
        for payload in payloads() {
            let rendered = mail(&payload);
            let expected = if rendered.html.contains("href=\"https://") { &linked } else { &plain };
            assert_eq!(structure(&rendered.html), structure(expected), "{payload}");
            assert!(!rendered.subject.contains(['\r', '\n', '<']), "{payload}");
            assert!(!rendered.text.contains(['\u{202E}', '\0']), "{payload}");
        }
    }
}

/// A mail program makes links of what looks like one.
#[test]
fn nothing_typed_turns_into_a_link() {
    for mail in [digest("evil.example").render(None), summary("evil.example").render(None)] {
        for part in [mail.text, mail.html] {
            let links = part.matches("https://a.example/evil.example").count();
            // Besides what we link to, only the address to write to, once per language.
            assert_eq!(part.matches("evil.example").count() - links, 2, "{part}");
        }
    }
}

#[test]
fn a_page_has_only_our_own_tags() {
    for sample in ItemPage::samples() {
        let harmless = page(&item(sample.clone(), "harmless"), None);
        for payload in payloads() {
            assert_eq!(tags(&page(&item(sample.clone(), &payload), None)), tags(&harmless), "{payload}");
        }
    }
}
