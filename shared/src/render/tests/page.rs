//! The pages: complete, self-contained, accessible, harmless.

use super::super::page::{ItemFacts, ItemPage, Named, STYLE, page, page_expired, page_left, page_unknown};
use super::{LANGUAGES, is_balanced, tags};
use crate::domain::plan::Language::{English, Welsh};

const COUNCIL: Named<'static> = ("Cwm Derwen Council", Some("Cyngor Cwm Derwen"));

fn all() -> Vec<String> {
    let items = LANGUAGES.into_iter().flat_map(|language| ItemPage::samples().map(|item| page(&item, language)));
    let notices = LANGUAGES.into_iter().flat_map(|language| {
        [page_expired, page_left, page_unknown].map(|notice| notice(COUNCIL, "performance@cwmderwen.example", language))
    });
    items.chain(notices).collect()
}

#[test]
fn pages_are_whole_and_load_nothing() {
    for html in all() {
        assert!(is_balanced(&html), "{html}");
        assert!(html.contains(&format!("<style>{STYLE}</style>")), "the stated style is the one in the page");
        assert!(!["<img", "src=", "url(", "@import", "<link", "<script", "style="].iter().any(|thing| html.contains(thing)));
        for landmark in ["<header>", "<main>", "<h1>", "<html lang=\""] {
            assert!(html.contains(landmark), "{landmark}");
        }
        assert!(
            tags(&html)
                .iter()
                .filter(|tag| tag.starts_with("<a "))
                .all(|tag| tag.contains("\"mailto:performance@cwmderwen.example\"") || tag.contains("\"#"))
        );
    }
}

#[test]
fn a_page_says_what_there_is_to_say() {
    let [action, measure, risk] = ItemPage::samples();
    let english = page(&action, Some(English));
    for text in [
        "Action · VS/W014",
        "Amber, reported by its owner",
        "16 days overdue. It was due on 30 September 2017.",
        ">100%<",
        "since 2 October 2017",
        "Opening it changes nothing.",
    ] {
        assert!(english.contains(text), "{text}");
    }
    let welsh = page(&measure, Some(Welsh));
    for text in [
        "Mesur · CPM/231",
        "Coch",
        "76 eiliad yn erbyn targed o 60 eiliad. Gorau po isaf.",
        "Ch2 2017/18",
        "↑ Wedi gwella",
        "81 eiliad (Ch2 2016/17)",
    ] {
        assert!(welsh.contains(text), "{text}");
    }
    assert_eq!(welsh.matches("Gorau po isaf.").count(), 1, "the alert does not repeat the status");
    let both = page(&risk, None);
    for text in ["12 (uchel)", "12 (high)", "↑ Increasing", "Expected to rise", "Disgwylir cynnydd"] {
        assert!(both.contains(text), "{text}");
    }
    assert!(both.find("<article id=\"cy\" lang=\"cy\">").unwrap() < both.find("<article id=\"en\" lang=\"en\">").unwrap());
}

#[test]
fn what_is_not_known_is_left_out() {
    let [_, mut measure, _] = ItemPage::samples();
    (measure.owner, measure.explanation, measure.commentary, measure.period) = (None, None, None, None);
    measure.alerts.clear();
    if let ItemFacts::Measure(facts) = &mut measure.facts {
        (facts.actual, facts.target, facts.rag, facts.band_low) = (None, None, None, Some(3.into()));
    }
    let html = page(&measure, Some(English));
    assert!(["Owner", "Commentary", "Actual", ">Target<", "Status"].iter().all(|label| !html.contains(label)));
    assert!(html.contains("3 seconds or more") && html.contains("No alert is open on this item."));
}

#[test]
fn names_are_in_the_language_of_the_page_where_they_are_known() {
    let [mut action, ..] = ItemPage::samples();
    let english = page(&action, Some(English));
    let welsh = page(&action, Some(Welsh));
    for (en, cy) in [("Cwm Derwen Council", "Cyngor Cwm Derwen"), ("Visible Services", "Gwasanaethau Gweladwy")] {
        assert!(english.contains(en) && !english.contains(cy), "{en}");
        assert!(welsh.contains(cy) && !welsh.contains(en), "{cy}");
    }
    assert!(welsh.contains("<title>VS/W014 Adnewyddu&#39;r"), "{welsh}");
    let both = page(&action, None);
    assert!(both.contains("Cyngor Cwm Derwen / <span lang=\"en\">Cwm Derwen Council</span>"), "{both}");
    (action.organisation_cy, action.service_area_cy) = (None, None);
    let welsh = page(&action, Some(Welsh));
    assert!(welsh.contains("<span lang=\"en\">Cwm Derwen Council</span>") && welsh.contains("Visible Services"), "{welsh}");
}

#[test]
fn an_expired_link_shows_a_way_on() {
    let html = page_expired(COUNCIL, "performance@cwmderwen.example", None);
    assert!(html.contains("This link has expired") && html.contains("ddolen hon wedi dod i ben"));
    assert_eq!(html.matches("mailto:performance@cwmderwen.example").count(), 2);
}

/// Contrast of two colours as WCAG 2 defines it.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |hex: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (light, dark) = (luminance(one).max(luminance(other)), luminance(one).min(luminance(other)));
    (light + 0.05) / (dark + 0.05)
}

#[test]
fn colours_can_be_read() {
    let palettes = [
        (["f2f4f3", "ffffff"], ["1d2a30", "55636b", "0b5c7a", "a4262c", "855000", "1f6b3a"]),
        (["14191c", "1e2529"], ["e8ecee", "aab6bc", "7cc4e4", "ff9b94", "f3bd62", "86d19f"]),
    ];
    let digest = super::super::digest::Digest::sample().render(None).html;
    for (grounds, inks) in palettes {
        for ink in inks {
            assert!(digest.contains(&format!("#{ink}")) && STYLE.contains(&format!("#{ink}")), "{ink} is used");
            assert!(grounds.iter().all(|ground| contrast(ink, ground) >= 4.5), "{ink}");
        }
    }
}
