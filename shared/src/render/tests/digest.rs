//! The digest: complete, in order, small enough, the same each time.

use super::super::digest::{Digest, Line, LineState, MAX_HTML, MAX_TEXT, Owned};
use super::super::samples::{day, missed, overdue, rising};
use super::{LANGUAGES, is_balanced, tags};
use crate::domain::alert::Rule;
use crate::domain::indicator::Polarity;
use crate::domain::plan::Language::{English, Welsh};
use crate::domain::risk::Movement;
use proptest::prelude::*;

/// A digest with `count` lines like those of the sample, all different.
pub fn of(count: usize) -> Digest {
    let sample = Digest::sample();
    let numbered = |(number, line): (usize, &Line)| Line {
        reference: format!("VS/W{number:03}"),
        link: line.link.as_ref().map(|_| format!("https://plumbline.cwmderwen.gov.wales/items/{number:03}{}", "xYz9.".repeat(19))),
        ..line.clone()
    };
    Digest { lines: (0..count).zip(sample.lines.iter().cycle()).map(numbered).collect(), ..sample }
}

pub fn long() -> Digest {
    of(400)
}

#[test]
fn every_line_is_in_every_part_in_order() {
    for language in LANGUAGES {
        let rendered = Digest::sample().render(language);
        let order = ["VS/W014", "CPM/231", "CR4", "LS/A003", "CPM/073", "SR11", "HR/W020", "CPM/008", "SR02", "VS/W009"];
        for part in [&rendered.html, &rendered.text] {
            let places: Vec<_> = order
                .iter()
                .map(|reference| part.find(&format!("{reference} ·")).unwrap_or_else(|| panic!("{reference} is missing")))
                .collect();
            assert!(places.is_sorted(), "{places:?}");
        }
        assert!(is_balanced(&rendered.html));
    }
}

#[test]
fn names_are_in_the_language_of_the_mail_where_they_are_known() {
    let mut digest = Digest::sample();
    let english = digest.render(Some(English));
    let welsh = digest.render(Some(Welsh));
    let council = ("Cwm Derwen Council", "Cyngor Cwm Derwen");
    for (en, cy) in [council, ("VS/W014 · Visible Services", "VS/W014 · Gwasanaethau Gweladwy")] {
        for (english, welsh) in [(&english.html, &welsh.html), (&english.text, &welsh.text)] {
            assert!(english.contains(en) && welsh.contains(cy), "{en}");
            assert!(!english.contains(cy) && !welsh.contains(en), "{cy}");
        }
    }
    assert!(welsh.text.contains("LS/A003 · Leisure"), "one that is not known in Welsh is in English");
    digest.organisation_cy = None;
    assert_eq!(digest.render(Some(Welsh)).text.matches("Cwm Derwen Council").count(), 2, "above and below");
}

#[test]
fn what_has_no_owner_is_listed_as_such() {
    let sample = Digest::sample();
    let line = |owned| Line { owned, ..sample.lines[0].clone() };
    let lines = vec![line(Owned::By("Alun Penry".to_owned())), line(Owned::ByNobody), line(Owned::ByReader)];
    for (language, nobodys, anothers) in
        [(English, "Items without an owner", "Items of Alun Penry"), (Welsh, "Eitemau heb berchennog", "Eitemau Alun Penry")]
    {
        let text = Digest { lines: lines.clone(), ..sample.clone() }.render(Some(language)).text;
        let places = ["VS/W014", nobodys, anothers].map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")));
        assert!(places.is_sorted(), "the reader's own first: {text}");
    }
}

#[test]
fn every_kind_in_every_state_has_words_in_every_language() {
    let whys = [
        (Rule::ActionOverdue, overdue(day(2017, 9, 30), day(2017, 9, 30), day(2017, 10, 16), 40)),
        (Rule::MeasureRed, missed("76", "60", Polarity::Lower)),
        (Rule::RiskRising, rising(9, None, Some(Movement::Up))),
    ];
    for (rule, why) in whys {
        for state in LineState::ALL {
            let sample = Digest::sample();
            let line = Line { rule, state, why: why.clone(), ..sample.lines[0].clone() };
            for language in LANGUAGES {
                let rendered = Digest { lines: vec![line.clone()], ..sample.clone() }.render(language);
                for part in [&rendered.html, &rendered.text, &rendered.subject] {
                    assert!(!part.contains(&why.summary), "{rule} {state:?} fell back");
                    assert!(!part.is_empty() && !part.contains(['{', '}', '\u{2068}']) || part == &rendered.html);
                }
                assert_eq!(rendered.html.contains("href=\"https://"), rendered.text.contains("https://"));
            }
        }
    }
}

#[test]
fn the_subject_says_what_is_in_it() {
    let subject = |language| Digest::sample().render(language).subject;
    assert_eq!(subject(Some(English)), "For your attention: 3 overdue actions, 2 red measures, 2 rising risks (3 new)");
    assert_eq!(subject(Some(Welsh)), "I'ch sylw: 3 cham gweithredu hwyr, 2 fesur coch, 2 risg sy'n codi (3 newydd)");
    assert_eq!(subject(None), format!("{} / {}", subject(Some(Welsh)), subject(Some(English))));
    let everything = of_everything(3);
    assert_eq!(
        everything.render(Some(English)).subject,
        "For your attention: 3 overdue actions, 3 missing returns, 3 red actions, 3 red measures and 21 more (33 new)"
    );
    assert!(everything.render(None).subject.chars().count() <= 2 * 80 + " / ".len(), "{}", everything.render(None).subject);
    let mut settled = Digest::sample();
    settled.lines.retain(|line| line.state == LineState::Resolved);
    assert_eq!(settled.render(Some(English)).subject, "Nothing needs your attention now");
}

#[test]
fn the_first_sentence_says_what_is_asked() {
    let text = Digest::sample().render(Some(English)).text;
    assert!(
        text.contains(
            "Please bring 3 overdue actions up to date, explain 2 red measures and say what is being done about 2 rising risks.\n"
        )
    );
    let welsh = Digest::sample().render(Some(Welsh)).text;
    assert!(welsh.contains("Os gwelwch yn dda, diweddarwch 3 cham gweithredu hwyr, rhowch eglurhad am 2 fesur coch a nodwch beth sy'n cael ei wneud am 2 risg sy'n codi.\n"));
}

#[test]
fn an_unknown_language_gets_both_with_welsh_first() {
    let both = Digest::sample().render(None);
    for (part, welsh, english) in [(&both.text, "Annwyl Sioned", "Dear Sioned"), (&both.html, "Annwyl Sioned", "Dear Sioned")] {
        assert!(part.find(welsh).unwrap() < part.find(english).unwrap());
    }
    assert!(both.html.contains("<html lang=\"cy\" ") && both.html.contains("lang=\"en\""));
    let welsh = Digest::sample().render(Some(Welsh)).html;
    assert!(
        welsh.contains("<span lang=\"en\">Place of our website among all councils in Wales</span>"),
        "an English title says that it is"
    );
}

#[test]
fn a_long_list_stays_small_and_loses_no_line() {
    for (count, language) in [1, 10, 60, 150, 400].into_iter().flat_map(|count| LANGUAGES.map(|language| (count, language))) {
        let rendered = of(count).render(language);
        assert!(rendered.html.len() <= MAX_HTML, "{} bytes for {count} in {language:?}", rendered.html.len());
        assert!(is_balanced(&rendered.html));
        for number in 0..count {
            let reference = format!("VS/W{number:03}");
            assert!(rendered.html.contains(&reference) && rendered.text.contains(&reference));
            assert!(rendered.html.contains(&format!("/items/{number:03}xYz")) && rendered.text.contains(&format!("/items/{number:03}xYz")));
        }
    }
}

/// A digest of so many items, on each of which all that there can be is told.
fn of_everything(count: usize) -> Digest {
    let everything = |line: Line| Rule::ALL.iter().map(move |rule| Line { rule: *rule, ..line.clone() });
    let lines = of(count).lines.into_iter().map(|line| Line { state: LineState::New, ..line });
    Digest { lines: lines.flat_map(everything).collect(), ..of(0) }
}

#[test]
fn however_much_is_told_of_each_item_it_stays_small_and_counts_what_it_leaves_out() {
    for (count, language) in [3, 40, 400].into_iter().flat_map(|count| LANGUAGES.map(|language| (count, language))) {
        let rendered = of_everything(count).render(language);
        assert!(is_balanced(&rendered.html));
        for (part, most) in [(&rendered.html, MAX_HTML), (&rendered.text, MAX_TEXT)] {
            assert!(part.len() <= most, "{} bytes for {count} in {language:?}", part.len());
            let listed = (0..count).filter(|number| part.contains(&format!("/items/{number:03}xYz"))).count();
            let more = (count - listed).to_string();
            assert!(listed == count || part.contains(&more) && part.len() > most * 9 / 10, "{listed} of {count} in {language:?}");
            assert!(listed == count || count > 300, "{listed} of {count} in {language:?}");
        }
    }
}

#[test]
fn an_item_that_is_named_once_says_all_that_is_told_of_it() {
    let text = of_everything(400).render(Some(English)).text;
    let head = text.lines().take(40).collect::<Vec<_>>().join(" ");
    assert!(head.contains("Overdue, Return missing, Red, Persistently red, Not explained, Rising"), "{head}");
    assert!(head.contains("■ ") && head.contains(" items"), "{head}");
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for language in LANGUAGES {
        let html = Digest::sample().render(language).html;
        assert!(!["<img", "src=", "url(", "@import", "<link", "<script"].iter().any(|loader| html.contains(loader)));
        let hrefs = html.matches("href=").count();
        assert_eq!(
            hrefs,
            html.matches("href=\"https://plumbline.cwmderwen.example/i/").count()
                + html.matches("href=\"mailto:performance@cwmderwen.example\"").count()
        );
    }
}

#[test]
fn only_web_links_become_links() {
    for link in ["javascript:alert(1)", "https://a.example/ x", "data:text/html,x", "//a.example", "https://a.example/\u{202E}"] {
        let mut digest = Digest::sample();
        digest.lines.truncate(1);
        digest.lines[0].link = Some(link.to_owned());
        let rendered = digest.render(Some(English));
        assert_eq!(tags(&rendered.html).iter().filter(|tag| tag.starts_with("<a ")).count(), 1, "only the address to write to");
        assert!(!rendered.text.contains(link));
    }
}

#[test]
fn it_survives_being_stored() {
    let json = serde_json::to_string(&Digest::sample()).unwrap();
    assert_eq!(serde_json::from_str::<Digest>(&json).unwrap(), Digest::sample());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_its_lines_does_not_matter(lines in Just(Digest::sample().lines).prop_shuffle()) {
        let shuffled = Digest { lines, ..Digest::sample() };
        prop_assert_eq!(shuffled.render(None), Digest::sample().render(None));
    }

    #[test]
    fn whatever_is_typed_is_text(typed in "\\PC{0,60}") {
        let mut digest = Digest::sample();
        digest.lines.truncate(2);
        let expected = tags(&digest.render(None).html).len();
        digest.recipient_name = typed.clone();
        digest.lines[0].service_area = Some(typed);
        let rendered = digest.render(None);
        prop_assert_eq!(tags(&rendered.html).len(), expected);
    }
}
