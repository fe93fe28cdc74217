//! Actions in time.

use super::super::{Picture, Planned, Stage, Timeline, timeline};
use super::{HOSTILE, all, day, english, is_sound, number, texts, welsh};
use crate::domain::number::Figure;
use crate::render::words::Words;
use roxmltree::Document;

fn action(label: &str, original: &str, due: &str, stage: Stage) -> Planned {
    let percent_complete =
        (stage != Stage::Stopped).then(|| if stage == Stage::Done { Figure::from(100_u32) } else { Figure::from(40_u32) });
    Planned { label: label.into(), start: day("2017-04-01"), original_due: day(original), due: day(due), percent_complete, stage }
}

fn some() -> Vec<Planned> {
    vec![
        action("HR/W020", "2018-03-31", "2018-03-31", Stage::Due),
        action("FS/AM026", "2017-06-30", "2017-09-30", Stage::Late),
        action("IT/A001", "2017-07-31", "2017-07-31", Stage::Done),
        action("PD/C014", "2017-12-31", "2017-12-31", Stage::Stopped),
        action("SL/F037", "2017-08-31", "2018-08-31", Stage::Due),
    ]
}

fn chart(actions: Vec<Planned>) -> Timeline {
    Timeline {
        title: "People: actions".into(),
        as_of: day("2017-10-16"),
        period_end: day("2017-09-30"),
        actions,
        rows: super::super::TIMELINE_ROWS,
    }
}

fn drawn(words: &Words, actions: Vec<Planned>) -> Picture {
    let picture = timeline(words, "l", &chart(actions));
    is_sound(&picture, "l");
    picture
}

pub(super) fn samples(words: &Words) -> Vec<Picture> {
    vec![timeline(words, "l1", &chart(some()))]
}

/// Where the shape of an action's due date stands: the last that is drawn in its row.
fn due_places(picture: &Picture) -> Vec<(String, i32)> {
    let document = Document::parse(&picture.svg).unwrap();
    let mut row = None;
    let mut places: Vec<(String, i32)> = Vec::new();
    for node in document.root_element().children().skip_while(|node| !node.text().is_some_and(|text| text.contains('/') && text.len() < 12))
    {
        match node.tag_name().name() {
            "text" => row = node.text(),
            "path" => {
                let start = node.attribute("d").unwrap()[1..].split([' ', 'l', 'h', 'a']).next().unwrap().parse().unwrap();
                places.retain(|(label, _)| Some(label.as_str()) != row);
                places.push((row.unwrap().to_owned(), start));
            }
            _ => {}
        }
    }
    places
}

#[test]
fn rows_and_places_are_in_the_order_of_due_dates() {
    let picture = drawn(&english(), some());
    let places = due_places(&picture);
    let labels: Vec<&str> = places.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, ["IT/A001", "FS/AM026", "PD/C014", "HR/W020", "SL/F037"]);
    // A shape begins at most 5 pixels to the left of its place.
    assert!(places.windows(2).all(|pair| pair[0].1 < pair[1].1 + 5), "{places:?}");
    let document = Document::parse(&picture.svg).unwrap();
    let uprights: Vec<(i32, bool)> = all(&document, "line")
        .filter(|node| node.attribute("x1") == node.attribute("x2") && node.attribute("stroke") == Some("#1b2733"))
        .map(|node| (number(node, "x1"), node.attribute("stroke-dasharray").is_some()))
        .collect();
    // Those of the legend first; then the end of the quarter, and after it the day.
    let [_, _, (end, false), (today, true)] = uprights[..] else { panic!("{uprights:?}") };
    assert!(end < today && places[1].1 < end && end < places[2].1);
}

#[test]
fn what_is_late_and_what_is_next_is_in_the_words() {
    let lines = [
        "5 actions, as at 16 October 2017.",
        "Late: 1 – FS/AM026, due on 30 September 2017.",
        "To be done: 2 – HR/W020, due on 31 March 2018; SL/F037, due on 31 August 2018.",
        "Done: 1 – IT/A001.",
        "Deferred or cancelled: 1 – PD/C014.",
    ];
    assert_eq!(drawn(&english(), some()).text, lines.join(" "));
    let two = drawn(&welsh(), some().into_iter().take(2).collect());
    assert!(
        two.text.starts_with("2 gam gweithredu, fel yr oeddent ar 16 Hydref 2017. Hwyr: 1 – FS/AM026, i'w gwblhau erbyn 30 Medi 2017.")
    );
    for word in ["Hwyr: 1", "I'w gwblhau: 1", "Diwedd y chwarter, 30 Medi 2017", "Fel yr oedd ar 16 Hydref 2017"] {
        assert!(texts(&two).iter().any(|text| text == word), "{word}");
    }
}

#[test]
fn of_many_the_late_ones_are_drawn() {
    let due = (0..200).map(|number| action(&format!("D/{number}"), "2018-03-31", "2018-03-31", Stage::Due));
    let late = (0..5).map(|number| action(&format!("L/{number}"), "2017-05-31", "2017-05-31", Stage::Late));
    let picture = drawn(&english(), due.chain(late).collect());
    let shown = texts(&picture);
    assert_eq!(shown.iter().filter(|text| text.starts_with("L/")).count(), 5);
    assert_eq!(shown.iter().filter(|text| text.starts_with("D/")).count(), 55);
    assert!(shown.iter().any(|text| text == "and 145 more, all in Appendix 1"));
}

#[test]
fn nothing_and_anything_can_be_drawn() {
    assert_eq!(drawn(&english(), Vec::new()).text, "There is nothing to show.");
    let hostile = HOSTILE.iter().map(|label| action(label, "2017-09-30", "2017-09-30", Stage::Due));
    drawn(&welsh(), hostile.collect());
    for (original, due) in [("1900-01-01", "2199-12-31"), ("2199-12-31", "1900-01-01"), ("2017-01-01", "2017-01-01")] {
        let picture = drawn(&english(), vec![action("A/1", original, due, Stage::Late)]);
        assert!(texts(&picture).iter().filter(|text| text.parse::<i32>().is_err()).count() > 2);
    }
    let past = Planned {
        percent_complete: Some(Figure::from(150_u32)),
        start: day("2018-01-01"),
        ..action("A/1", "2017-12-31", "2017-12-31", Stage::Due)
    };
    drawn(&english(), vec![past]);
}

#[test]
fn the_picture_is_as_it_was_approved() {
    insta::assert_snapshot!(samples(&english()).remove(0).svg.replace("><", ">\n<"));
}
