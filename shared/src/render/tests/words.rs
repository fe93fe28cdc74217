//! Words, plurals and figures.

use super::super::clean;
use super::super::samples::{day, figure};
use super::super::words::{Words, report_sources, source};
use crate::domain::alert::{self, ItemKind, Rule};
use crate::domain::period::{Period, Quarter};
use crate::domain::plan::Language::{self, English, Welsh};
use crate::domain::reminder::{OptionalMail, Workday};
use crate::domain::{action, indicator, risk, status};
use crate::model::form::Act;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of a language's words, each with the variables it uses.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    let [report, charts] = report_sources(language);
    for line in [source(language), report, charts].into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic)) {
            current = key.to_owned();
            assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{language} has {key} twice");
        }
        let variables = line.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_alphanumeric()).collect());
        let references = line
            .split("{ ")
            .skip(1)
            .filter(|rest| rest.starts_with(char::is_lowercase))
            .map(|rest| rest.split(' ').next().unwrap().to_owned());
        if let Some(known) = keys.get_mut(&current) {
            known.extend(variables.chain(references));
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (english, welsh) = (keys(English), keys(Welsh));
    assert!(english.len() > 100);
    assert_eq!(english, welsh);
}

#[test]
fn every_token_has_words() {
    let kinds: [(&str, &[&str]); 22] = [
        ("rag", status::Rag::TOKENS),
        ("source", action::RagSource::TOKENS),
        ("direction", status::Direction::TOKENS),
        ("risk-direction", risk::RiskDirection::TOKENS),
        ("forecast", risk::Movement::TOKENS),
        ("lifecycle", action::Lifecycle::TOKENS),
        ("polarity", indicator::Polarity::TOKENS),
        ("band", risk::Band::TOKENS),
        ("kind", ItemKind::TOKENS),
        ("alert", Rule::TOKENS),
        ("group", Rule::TOKENS),
        ("ask", Rule::TOKENS),
        ("resolved", Rule::TOKENS),
        ("state", &["new", "open", "resolved"]),
        ("preview", &["new", "open", "resolved"]),
        ("return", alert::Return::TOKENS),
        ("hold", alert::Quiet::TOKENS),
        ("act", Act::TOKENS),
        ("done", Act::TOKENS),
        ("mails-way", OptionalMail::TOKENS),
        ("mails-now", OptionalMail::TOKENS),
        ("workday", Workday::TOKENS),
    ];
    for language in [English, Welsh] {
        let known = keys(language);
        for (kind, token) in kinds.iter().flat_map(|(kind, tokens)| tokens.iter().map(move |token| (kind, token))) {
            let key = format!("{kind}-{}", token.replace(['/', ' '], "_"));
            assert!(known.contains_key(&key), "{language} lacks {key}");
        }
    }
}

#[test]
fn welsh_counts_in_six_forms() {
    let welsh = Words::new(Welsh);
    let counts = [0, 1, 2, 3, 4, 5, 6, 7, 20];
    let table = [
        ("days", "diwrnod diwrnod ddiwrnod diwrnod diwrnod diwrnod diwrnod diwrnod diwrnod"),
        ("years", "mlynedd flwyddyn flynedd blynedd blynedd mlynedd blynedd mlynedd mlynedd"),
        ("seconds", "eiliad eiliad eiliad eiliad eiliad eiliad eiliad eiliad eiliad"),
    ];
    for (unit, nouns) in table {
        for (count, noun) in counts.into_iter().zip(nouns.split(' ')) {
            assert_eq!(welsh.figure(count.into(), Some(unit), None), format!("{count} {noun}"));
        }
    }
    let points = ["pwynt", "pwynt", "bwynt", "phwynt", "pwynt", "pwynt", "phwynt", "pwynt", "pwynt"];
    for (count, noun) in counts.into_iter().zip(points) {
        assert_eq!(welsh.distance(count.into(), Some("percent"), None), format!("{count} {noun} canran"));
    }
    let actions = ["cam", "cam", "gam", "cham", "cam", "cam", "cham", "cam", "cam"];
    let measures = ["mesur", "mesur", "fesur", "mesur", "mesur", "mesur", "mesur", "mesur", "mesur"];
    for ((count, action), measure) in counts.into_iter().zip(actions).zip(measures) {
        let count = usize::try_from(count).unwrap();
        assert_eq!(welsh.count("group-action_overdue", count), format!("{count} {action} gweithredu hwyr"));
        assert_eq!(welsh.count("group-measure_red", count), format!("{count} {measure} coch"));
        assert_eq!(welsh.count("group-risk_rising", count), format!("{count} risg sy'n codi"));
        assert_eq!(welsh.count("digest-heading", count), format!("Mae angen eich sylw ar {count} eitem"));
    }
}

#[test]
fn figures_are_written_as_people_write_them() {
    let table = [
        ("98.6", "percent", Some(2), "98.60%", "98.60%"),
        ("4.45", "percent", Some(1), "4.45%", "4.45%"),
        ("0", "percent", None, "0%", "0%"),
        ("76", "seconds", Some(0), "76 seconds", "76 eiliad"),
        ("1", "days", None, "1 day", "1 diwrnod"),
        ("1", "days", Some(2), "1.00 days", "1.00 diwrnod"),
        ("2.5", "years", None, "2.5 years", "2.5 mlynedd"),
        ("-1", "days", None, "-1 day", "-1 diwrnod"),
        ("1234567.5", "number", None, "1,234,567.5", "1,234,567.5"),
        ("-999", "number", None, "-999", "-999"),
        ("999999999999.999999", "number", None, "999,999,999,999.999999", "999,999,999,999.999999"),
        ("1250.5", "currency", None, "£1,250.50", "£1,250.50"),
        ("-1250", "currency", None, "-£1,250", "-£1,250"),
        ("12.5", "rate_per_1000", None, "12.5 per 1,000", "12.5 fesul 1,000"),
        ("126", "rank", Some(0), "126th", "safle 126"),
        ("1022", "rank", None, "1,022nd", "safle 1,022"),
        ("112", "rank", None, "112th", "safle 112"),
        ("0", "rank", None, "0", "0"),
        ("2.5", "rank", None, "2.5", "2.5"),
        ("3", "visits", None, "3 visits", "3 visits"),
    ];
    let (english, welsh) = (Words::new(English), Words::new(Welsh));
    for (value, unit, decimals, in_english, in_welsh) in table {
        assert_eq!(english.figure(figure(value), Some(unit), decimals), in_english);
        assert_eq!(welsh.figure(figure(value), Some(unit), decimals), in_welsh);
    }
    assert_eq!(english.distance(figure("1"), Some("rank"), None), "1 place");
    assert_eq!(english.distance(figure("5"), Some("percent"), None), "5 percentage points");
}

#[test]
fn ranks_up_to_31_have_their_endings() {
    let english = "st nd rd th th th th th th th th th th th th th th th th th st nd rd th th th th th th th st";
    let welsh = "af il ydd ydd ed ed fed fed fed fed eg fed eg eg fed eg eg fed eg fed ain ain ain ain ain ain ain ain ain ain ain";
    for (language, endings) in [(English, english), (Welsh, welsh)] {
        let words = Words::new(language);
        assert_eq!(endings.split(' ').count(), 31);
        for (place, ending) in (1..).zip(endings.split(' ')) {
            assert_eq!(words.figure(place.into(), Some("rank"), None), format!("{place}{ending}"));
        }
    }
}

#[test]
fn dates_and_quarters_are_written_out() {
    let (english, welsh) = (Words::new(English), Words::new(Welsh));
    assert_eq!((english.date(day(2017, 10, 16)), welsh.date(day(2017, 10, 16))), ("16 October 2017".into(), "16 Hydref 2017".into()));
    let months = |words: &Words| {
        (1..=12).map(|month| words.date(day(2024, month, 1)).split(' ').nth(1).unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(months(&english), "January February March April May June July August September October November December");
    assert_eq!(months(&welsh), "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr");
    let last = Period::new(1999, Quarter::Q4).unwrap();
    assert_eq!((english.period(last), welsh.period(last)), (last.label(), "Ch4 1999/00".into()));
}

#[test]
fn typed_text_is_made_visible_and_never_a_link() {
    let table = [
        ("Pay at evil.example now", "Pay at evil\u{200B}.example now"),
        ("https://evil.example/x", "https:\u{200B}//evil\u{200B}.example/x"),
        ("www.10.0.0.1", "www\u{200B}.10.0.0.1"),
        ("me@evil.example", "me@evil\u{200B}.example"),
        ("98.60% of 1.5. Then", "98.60% of 1.5. Then"),
        ("a\u{202E}b\u{200D}c\u{FEFF}d\u{2066}", "abcd"),
        (" one\r\nBcc: two\0 \t ", "one Bcc: two"),
    ];
    for (typed, shown) in table {
        assert_eq!(clean(typed), shown);
    }
}
