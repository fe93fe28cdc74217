//! What stands at the front: how the whole stands, and what is where.

use super::{BODY, CONTENT, GAP, Place, Press, SMALL};
use crate::lines::height;
use crate::sheet::{self, BOTTOM, MARGIN, Mark, TOP};
use krilla::tagging::Tag;
use plumbline_shared::error::Result;
use plumbline_shared::render::document::{Card, Run, Tone};

impl Press<'_> {
    pub(super) fn cards(&mut self, cards: Vec<Card>) -> Result<()> {
        let count = u16::try_from(cards.len().max(1)).unwrap_or(1);
        let width = (CONTENT - GAP * f32::from(count - 1)) / f32::from(count);
        let mut set = Vec::new();
        for Card { label, status, lines } in cards {
            let tone = status.tone;
            let mut card = self.lines(&[Run::plain(self.ours(label))], BODY, width - 2.0 * GAP)?;
            card.extend(self.lines(&[status], 18.0, width - 2.0 * GAP)?);
            for line in lines {
                card.extend(self.lines(&[Run::plain(self.ours(line)).in_tone(Tone::Soft)], SMALL, width - 2.0 * GAP)?);
            }
            set.push((card, tone));
        }
        let tallest = set.iter().map(|(card, _)| height(card)).fold(0.0, f32::max) + 2.0 * GAP;
        self.need(tallest)?;
        let (top, mut left) = (self.y, MARGIN);
        for (card, tone) in set {
            self.marks.push(Mark::Area([left, top, width, tallest], sheet::shade()));
            self.marks.push(Mark::Area([left, top, width, 3.0], sheet::of(tone)));
            let part = self.tags.at_top(Tag::P);
            self.y = top + GAP;
            self.place(card, left + GAP, part)?;
            left += width + GAP;
        }
        self.y = top + tallest + 2.0 * GAP;
        Ok(())
    }

    /// Each part with the page that it begins on, and a way there.
    pub(super) fn contents(&mut self, parts: Vec<String>) -> Result<()> {
        self.heading(2, self.ours(self.head.contents.clone()))?;
        // It is no part of what it lists.
        self.places.pop();
        let found: Vec<Place> = match &self.ink {
            Some((_, found)) => found.places.iter().filter(|place| place.level == 2).cloned().collect(),
            None => Vec::new(),
        };
        let list = self.tags.at_top(Tag::TOC);
        let width = (CONTENT - 3.0 * GAP) / 2.0;
        let mut set = Vec::with_capacity(parts.len());
        for (number, part) in parts.into_iter().enumerate() {
            let place = found.get(number).cloned();
            let page = place.as_ref().map(|place| (place.page + 1).to_string()).unwrap_or_default();
            let page = self.set_right(&[Run::plain(self.ours(page))], 50.0)?;
            set.push((self.lines(&[Run::plain(self.ours(part.clone()))], BODY, width - 60.0)?, page, place, part));
        }
        // In two columns, down the first one before the second.
        let half = set.len().div_ceil(2);
        let talls: Vec<f32> = set.iter().map(|(lines, ..)| height(lines) + 3.0).collect();
        let tallest = talls.chunks(half.max(1)).map(|column| column.iter().sum::<f32>()).fold(0.0, f32::max);
        self.need(tallest.min(BOTTOM - TOP))?;
        let (begin, mut left) = (self.y, MARGIN);
        for (number, (lines, page, place, said)) in set.into_iter().enumerate() {
            if number == half {
                (self.y, left) = (begin, MARGIN + width + 3.0 * GAP);
            }
            let item = self.tags.within(list, Tag::TOCI);
            let link = self.tags.within(item, Tag::Link);
            let (top, tall) = (self.y, height(&lines) + 3.0);
            if let Some(place) = place.filter(|_| !lines.is_empty()) {
                self.marks.push(Mark::Way([left, top, width, tall], (place.page, place.y), link, said));
            }
            self.place(lines, left, link)?;
            for line in page {
                self.marks.push(Mark::Line(left + width - 50.0, top, line, Some(link)));
            }
            self.y = top + tall;
        }
        self.y = begin + tallest + GAP;
        Ok(())
    }
}
