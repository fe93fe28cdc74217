//! What a file says besides its pages: bookmarks, and what it is.

use super::Place;
use crate::sheet::MARGIN;
use crate::tags::bcp47;
use chrono::{Datelike, Timelike};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::render::document::Head;

/// The bookmarks: parts, and what is in them.
pub(super) fn outline(places: &[Place]) -> Outline {
    let node = |place: &Place| OutlineNode::new(place.text.clone(), XyzDestination::new(place.page, Point::from_xy(MARGIN, place.y)));
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for place in places {
        match (place.level, &mut open) {
            (3, Some(part)) => part.push_child(node(place)),
            (2 | 3, _) => {
                if let Some(part) = open.replace(node(place)) {
                    outline.push_child(part);
                }
            }
            _ => {}
        }
    }
    if let Some(part) = open {
        outline.push_child(part);
    }
    outline
}

pub(super) fn metadata(head: &Head) -> Metadata {
    let made = Timestamp::from_micros(head.made_at.saturating_mul(1_000_000)).utc();
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let date = DateTime::new(u16::try_from(made.year()).unwrap_or_default())
        .month(small(made.month()))
        .day(small(made.day()))
        .hour(small(made.hour()))
        .minute(small(made.minute()))
        .second(small(made.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(head.title.clone())
        .language(bcp47(head.lang).to_owned())
        .authors(vec![head.organisation.clone()])
        .creator("Plumbline".to_owned())
        .creation_date(date)
}
