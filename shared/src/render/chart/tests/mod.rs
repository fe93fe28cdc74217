//! Tests of pictures. What is drawn is read back by another parser than the one that writes it.

mod breakdown;
mod matrix;
mod palette;
mod parts;
mod snapshot;
mod speed;
mod timeline;
mod trend;

use super::fit::width;
use super::{Picture, Said};
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::plan::Language::{English, Welsh};
use crate::render::words::Words;
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

/// What people might call things, and what should not come of it.
const HOSTILE: [&str; 6] = [
    "Fish & <chips> \"now\" 'then'",
    "</text></svg><script>alert(1)</script>",
    "a\u{202E}b\u{2066}c\u{200B}d",
    "line\nbreak\tand\u{0}nul\u{1b}[31m\u{fffe}\u{ffff}",
    "&#x41;&amp;<![CDATA[x]]>",
    "Gwasanaethau Hamdden a Diwylliant ag enw hir iawn sy'n mynd ymlaen ac ymlaen heb ddiwedd o gwbl yn y golwg",
];

fn english() -> Words {
    Words::of_reports(English)
}

fn welsh() -> Words {
    Words::of_reports(Welsh)
}

fn said(text: &str) -> Said {
    Said { lang: English, text: text.to_owned() }
}

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn number(node: Node<'_, '_>, name: &str) -> i32 {
    node.attribute(name).unwrap_or_else(|| panic!("{name}")).parse().unwrap()
}

/// The elements of that name, in the order in which they are drawn.
fn all<'a, 'input>(document: &'a Document<'input>, name: &'a str) -> impl Iterator<Item = Node<'a, 'input>> {
    document.descendants().filter(move |node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
}

/// The texts of a picture, without its title and description.
fn texts(picture: &Picture) -> Vec<String> {
    let document = Document::parse(&picture.svg).unwrap();
    all(&document, "text").map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// What holds for every picture: it can be read, has its name and its text, stands by itself, and nothing is cut off.
fn is_sound(picture: &Picture, id: &str) {
    let document = Document::parse(&picture.svg).unwrap_or_else(|error| panic!("{error}: {}", picture.svg));
    let root = document.root_element();
    assert_eq!(
        (root.attribute("role"), root.attribute("viewBox")),
        (Some("img"), Some(&*format!("0 0 {} {}", picture.width, picture.height)))
    );
    assert_eq!((number(root, "width"), number(root, "height")), (picture.width, picture.height));
    for (attribute, name, text) in [("aria-labelledby", "title", &picture.title), ("aria-describedby", "desc", &picture.text)] {
        let node = all(&document, name).next().unwrap();
        assert_eq!(node.attribute("id"), root.attribute(attribute));
        assert_eq!(node.text().unwrap_or_default(), super::fit::one_line(text));
        assert!(!text.is_empty());
    }
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert!(ids.iter().all(|own| own.starts_with(&format!("chart-{id}-"))), "{ids:?}");
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let known = ["svg", "title", "desc", "defs", "pattern", "rect", "path", "line", "text"];
        assert!(known.contains(&name), "{name}");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on") && !["style", "href", "class"].contains(&name), "{name}={value}");
            assert!(!value.contains("var(") && !value.contains("//") && !value.is_empty(), "{name}={value}");
            assert!(value.match_indices("url(").all(|(at, _)| value[at..].starts_with(&format!("url(#chart-{id}-"))), "{value}");
        }
        if name == "rect" {
            assert!(number(node, "width") >= 0 && number(node, "height") >= 0);
            assert!(number(node, "x") >= 0 && number(node, "x") + number(node, "width") <= picture.width);
            assert!(number(node, "y") >= 0 && number(node, "y") + number(node, "height") <= picture.height);
        }
        if name == "line" {
            assert!(["x", "y"].iter().any(|at| number(node, &format!("{at}1")) != number(node, &format!("{at}2"))), "it has no length");
        }
        if name == "text" {
            is_inside(node, picture);
        }
    }
}

fn is_inside(node: Node<'_, '_>, picture: &Picture) {
    let (y, size, text) = (number(node, "y"), number(node, "font-size"), node.text().unwrap_or_default());
    assert!(size >= 10 && y >= size * 3 / 4 && y <= picture.height, "{text} at {y} of {}", picture.height);
    let (left, right) = taken(node);
    assert!(left >= -2 && right <= picture.width + 2, "{text:?} from {left} to {right} of {}", picture.width);
    assert!(text.chars().all(|c| !crate::hidden::is_hidden(c) && !crate::hidden::is_break(c)), "{text:?}");
}

/// From where to where a text goes.
fn taken(node: Node<'_, '_>) -> (i32, i32) {
    let (x, room) = (number(node, "x"), width(node.text().unwrap_or_default(), number(node, "font-size")));
    let left = match node.attribute("text-anchor") {
        None => x,
        Some("middle") => x - room / 2,
        Some("end") => x - room,
        Some(other) => panic!("{other}"),
    };
    (left, left + room)
}

/// Writes pictures into the directory that `PLUMBLINE_WRITE_SAMPLES` names, to look at in a browser.
#[test]
fn pictures_can_be_looked_at() {
    let Ok(directory) = std::env::var("PLUMBLINE_WRITE_SAMPLES") else { return };
    for words in [english(), welsh()] {
        let pictures = [
            snapshot::samples(&words),
            trend::samples(&words),
            matrix::samples(&words),
            breakdown::samples(&words),
            timeline::samples(&words),
        ];
        let figure = |picture: &Picture| {
            format!(
                "<figure>{}<figcaption>{}<br>{}</figcaption></figure>",
                picture.svg,
                super::fit::one_line(&picture.title).replace('<', "&lt;"),
                super::fit::one_line(&picture.text).replace('<', "&lt;")
            )
        };
        let body: String = pictures.iter().flatten().map(figure).collect();
        let page = format!(
            "<!doctype html><meta charset=utf-8><style>body{{font:14px sans-serif;max-width:46em;margin:1em auto;padding:0 1em}}svg{{max-width:100%;height:auto}}</style>{body}"
        );
        std::fs::write(std::path::Path::new(&directory).join(format!("charts-{}.html", words.language())), page).unwrap();
        for (index, picture) in pictures.iter().flatten().enumerate() {
            std::fs::write(std::path::Path::new(&directory).join(format!("chart-{}-{index}.svg", words.language())), &picture.svg).unwrap();
        }
    }
}
