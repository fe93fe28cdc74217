//! What all mails have in common, and what only some say.

use super::super::digest::{Digest, Hold, Line, LineState, MAX_HTML, Owned};
use super::super::mail_samples::SampleMail;
use super::super::samples::{day, quarter_two, results};
use super::super::summary::{Area, Concern, Item, Name, Summary};
use super::{LANGUAGES, is_balanced, tags};
use crate::domain::alert::{Quiet, Rule};
use crate::domain::plan::Language::{self, English, Welsh};

fn sample(name: &str, language: Option<Language>) -> super::Rendered {
    SampleMail::all().into_iter().find(|mail| mail.name == name).expect("there is such a mail").render(language)
}

#[test]
fn every_mail_is_whole_small_and_loads_nothing() {
    for (mail, language) in SampleMail::all().iter().flat_map(|mail| LANGUAGES.map(|language| (mail, language))) {
        let rendered = mail.render(language);
        let html = &rendered.html;
        assert!(html.len() <= MAX_HTML && is_balanced(html), "{} of {} bytes", mail.name, html.len());
        for loader in ["<img", "src=", "url(", "@import", "<link", "<script", "<form"] {
            assert!(!html.contains(loader), "{} has {loader}", mail.name);
        }
        for tag in tags(html).into_iter().filter(|tag| tag.contains("href=")) {
            assert!(tag.contains("href=\"https://plumbline.cwmderwen.example/") || tag.contains("href=\"mailto:performance@"), "{tag}");
        }
        for needed in ["<!--[if mso", "role=\"presentation\"", "prefers-color-scheme:dark", "name=\"color-scheme\"", "<h1", "<title>"] {
            assert!(html.contains(needed), "{} lacks {needed}", mail.name);
        }
        for part in [&rendered.subject, &rendered.text] {
            assert!(!part.is_empty() && !part.contains(['{', '}', '<', '\u{2068}']), "{part}");
        }
        assert!(!rendered.text.contains("\n\n\n\n\n"), "{}", rendered.text);
    }
}

#[test]
fn the_opening_of_a_quarter_says_by_when() {
    let english = sample("opening", Some(English));
    assert_eq!(english.subject, "For your attention: 14 returns due by 13 October 2017 (14 new)");
    let welsh = sample("opening", Some(Welsh));
    assert_eq!(welsh.subject, "I'ch sylw: 14 datganiad i'w cyflwyno erbyn 13 Hydref 2017 (14 newydd)");
    for (mail, lead) in [
        (&english, "These 14 returns for Q2 2017/18 are due by 13 October 2017."),
        (&welsh, "Mae'r 14 datganiad hyn ar gyfer Ch2 2017/18 i'w cyflwyno erbyn 13 Hydref 2017."),
    ] {
        assert!(mail.text.contains(&format!("{lead}\n")), "{}", mail.text);
        assert!(mail.html.contains(&lead.replace('\'', "&#39;")), "{lead}");
    }
}

#[test]
fn a_manager_reads_whose_items_were_escalated_and_what_rests() {
    let english = sample("manager", Some(English));
    assert_eq!(
        english.subject, "For your attention: 1 overdue action, 1 red measure, 1 rising risk (2 new)",
        "what rests asks for nothing"
    );
    let welsh = sample("manager", Some(Welsh));
    let told = [
        (
            &english,
            [
                "Escalated: items of Alun Penry",
                "Escalated to you on 16 October 2017.",
                "Acknowledged by Gwenllïan Ŵyn-Ellis until 3 November 2017: “The buyer’s survey is awaited”",
            ],
        ),
        (
            &welsh,
            [
                "Wedi'u huwchgyfeirio: eitemau Alun Penry",
                "Uwchgyfeiriwyd atoch chi ar 16 Hydref 2017.",
                "Cydnabuwyd gan Gwenllïan Ŵyn-Ellis tan 3 Tachwedd 2017: “The buyer’s survey is awaited”",
            ],
        ),
    ];
    for (mail, expected) in told {
        for said in expected {
            assert!(mail.text.contains(said), "{said} in {}", mail.text);
            assert!(mail.html.contains(&said.replace('\'', "&#39;")), "{said}");
        }
    }
}

#[test]
fn every_way_of_resting_and_escalating_has_words() {
    let holds = Quiet::ALL.iter().flat_map(|kind| {
        let hold = move |reason: Option<&str>, by: Option<&str>| Hold {
            kind: *kind,
            until: day(2017, 11, 3),
            reason: reason.map(str::to_owned),
            by: by.map(str::to_owned),
        };
        [hold(None, None), hold(Some("Awaited"), None), hold(None, Some("Siân")), hold(Some("Awaited"), Some("Siân"))]
    });
    let owners = [Owned::ByReader, Owned::ByNobody, Owned::By("Alun".to_owned()), Owned::EscalatedFrom("Alun".to_owned())];
    let base = Digest::sample();
    for (hold, owned) in holds.flat_map(|hold| owners.clone().map(|owned| (hold.clone(), owned))) {
        let line = Line { hold: Some(hold.clone()), owned, escalated_on: Some(day(2017, 10, 9)), ..base.lines[0].clone() };
        for (language, until, on) in
            [(English, "until 3 November 2017", "on 9 October 2017"), (Welsh, "tan 3 Tachwedd 2017", "ar 9 Hydref 2017")]
        {
            let text = Digest { lines: vec![line.clone()], ..base.clone() }.render(Some(language)).text;
            let said = text.lines().find(|line| line.contains(until)).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(said.contains("Siân"), hold.by.is_some(), "{said}");
            assert_eq!(said.contains("Awaited"), hold.reason.is_some(), "{said}");
            assert!(text.contains(on), "{text}");
        }
    }
}

#[test]
fn a_trend_is_read_without_seeing_it() {
    let rendered = Digest::sample().render(Some(English));
    let trend = "The last 5 results: Q2 2016/17 58 seconds, Q3 2016/17 61 seconds, Q4 2016/17 59 seconds, Q1 2017/18 64 seconds, Q2 2017/18 76 seconds";
    assert!(rendered.text.contains(&format!("  {trend}\n")), "{}", rendered.text);
    assert!(rendered.html.contains("<th scope=\"col\">Q2 2016/17</th>"));
    for (bar, figure) in [("▆", "58 seconds"), ("▇", "61 seconds"), ("█", "76 seconds")] {
        assert!(rendered.html.contains(&format!("<td><span aria-hidden=\"true\">{bar}<br></span>{figure}</td>")), "{figure}");
    }
    let mut digest = Digest::sample();
    digest.lines.retain(|line| !line.trend.is_empty());
    digest.lines.truncate(1);
    let cases: [(&[&str], _); 6] =
        [(&["3"], ""), (&[], ""), (&["5", "5"], "██"), (&["0", "0"], "▁▁"), (&["10", "10", "12"], "▇▇█"), (&["-10", "0", "10"], "▁▅█")];
    for (trend, bars) in cases.map(|(trend, bars)| (results(trend), bars)) {
        digest.lines[0].trend = trend;
        let html = digest.render(Some(English)).html;
        assert_eq!(html.chars().filter(|c| ('▁'..='█').contains(c)).collect::<String>(), bars);
    }
}

/// Nothing but the trends goes where that is enough.
#[test]
fn trends_are_the_first_to_go() {
    let sample = Digest::sample();
    let measure = sample.lines.iter().find(|line| !line.trend.is_empty()).unwrap();
    let of = |count: usize| {
        let numbered = |number| Line { reference: format!("M{number:03}"), ..measure.clone() };
        Digest { lines: (0..count).map(numbered).collect(), ..sample.clone() }.render(Some(English))
    };
    let kept = |count: usize| {
        let rendered = of(count);
        assert!(rendered.html.len() <= MAX_HTML);
        assert_eq!(rendered.text.matches("The last 5 results").count(), count);
        (
            rendered.html.matches("scope=\"col\"").count() / 5,
            rendered.html.contains("The tolerance is") || rendered.html.contains("the tolerance is"),
        )
    };
    assert_eq!(kept(20), (20, true));
    assert_eq!(kept(80), (0, true), "the details stay");
    assert_eq!(kept(200), (0, false));
}

fn summary() -> Summary {
    Summary {
        organisation: "Cwm Derwen Council".to_owned(),
        organisation_cy: None,
        recipient_name: "Mair".to_owned(),
        as_of: day(2017, 10, 16),
        scope: None,
        period: quarter_two().unwrap(),
        deadline: day(2017, 10, 13),
        areas: vec![area("Leisure", 4, 4), area("Roads", 6, 1), Area { name: None, due: 2, given: 1 }],
        concerns: Vec::new(),
        reply_to: "performance@cwmderwen.example".to_owned(),
    }
}

fn named(name: &str) -> Name {
    Name { name: name.to_owned(), name_cy: None }
}

fn area(name: &str, due: usize, given: usize) -> Area {
    Area { name: Some(named(name)), due, given }
}

#[test]
fn a_summary_counts_right_and_begins_with_who_owes_most() {
    let rendered = summary().render(Some(English));
    assert_eq!(rendered.subject, "Returns for Q2 2017/18: 6 of 12 are in");
    assert!(rendered.text.contains("6 of 12 returns are in; 6 are missing.\nThe deadline was 13 October 2017.\n"), "{}", rendered.text);
    let rows = ["■ Roads: Due 6, In 1, Missing 5", "■ No service area: Due 2, In 1, Missing 1", "✓ Leisure: Due 4, In 4, Missing 0"];
    let places = rows.map(|row| rendered.text.find(row).unwrap_or_else(|| panic!("{row} in {}", rendered.text)));
    assert!(places.is_sorted());
    assert!(!rendered.text.contains("Red and rising"), "nothing is");
    let all_in = Summary { areas: vec![area("Leisure", 4, 4)], ..summary() };
    assert!(all_in.render(Some(English)).text.contains("Every return is in: 4 of 4.\n"));
    assert!(all_in.render(Some(Welsh)).text.contains("Mae pob datganiad wedi dod i law: 4 o 4.\n"));
    assert!(summary().render(Some(Welsh)).text.contains("Datganiadau sydd wedi dod i law: 6 o 12. Ar goll: 6.\n"));
}

#[test]
fn a_summary_stays_small_however_many_areas_and_concerns() {
    let item = |number: usize| Item {
        reference: format!("VS/W{number:03}"),
        title: named(&"A long title ".repeat(20)),
        service_area: Some(named(&"An area ".repeat(12))),
        link: Some(format!("https://plumbline.cwmderwen.example/i/{}", "x".repeat(80))),
    };
    let concern = |rule| Concern { rule, count: 400, items: (0..400).map(item).collect() };
    let mut large = summary();
    large.concerns = [Rule::ActionRed, Rule::MeasureRed, Rule::RiskRising].map(concern).to_vec();
    large.areas = (0..400).map(|number| area(&format!("Area {number} {}", "of great length ".repeat(8)), 400, number)).collect();
    for language in LANGUAGES {
        let rendered = large.render(language);
        assert!(rendered.html.len() <= MAX_HTML, "{} bytes", rendered.html.len());
        assert!(is_balanced(&rendered.html) && rendered.html.contains("Area 0 ") && rendered.text.contains("Area 399 "));
        large.areas.truncate(10);
        let rendered = large.render(language);
        assert_eq!(rendered.html.matches("VS/W").count(), 30 * language.map_or(2, |_| 1), "ten of each kind");
        large.areas = (0..400).map(|number| area(&format!("Area {number} {}", "of great length ".repeat(8)), 400, number)).collect();
    }
}

#[test]
fn only_what_is_no_duty_can_be_ended() {
    for mail in SampleMail::all() {
        let rendered = mail.render(Some(English));
        let ends = mail.name == "optional";
        assert_eq!(rendered.html.contains("Stop messages of this kind"), ends, "{}", mail.name);
        assert_eq!(rendered.text.contains("/unsubscribe/"), ends, "{}", mail.name);
    }
    let mut digest = Digest::sample();
    digest.lines.retain(|line| line.state == LineState::New);
    digest.unsubscribe = Some("javascript:alert(1)".to_owned());
    assert!(!digest.render(None).html.contains("javascript"));
}
