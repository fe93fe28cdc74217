//! Tables: their head stands on every page, and no row is broken unless it is higher than one.

use crate::columns::widths;
use crate::lines::{Line, Setting, height, lines};
use crate::press::{CONTENT, Press};
use crate::sheet::{self, BOTTOM, MARGIN, Mark, TOP};
use crate::tags::{self, Part};
use krilla::tagging::Tag;
use plumbline_shared::error::Result;
use plumbline_shared::render::document::{Column, Row, Run, Said, Style, Table, Text};
use std::vec::IntoIter;

const CELL: f32 = 8.5;
const NOTE: f32 = 7.5;
/// Between a cell's edge and its text.
const PAD: f32 = 4.0;
/// Between figures, which end at the right, and the words of the column beside them.
const ASIDE: f32 = 8.0;
/// Between two paragraphs of a cell.
const APART: f32 = 2.5;

/// The most lines of a column's heading.
const HEAD_LINES: usize = 6;

/// A cell's lines, each with the space above it.
type Set = Vec<(f32, Line)>;

/// Where a column stands, and how wide it is.
#[derive(Clone, Copy)]
struct Span {
    left: f32,
    width: f32,
    figures: bool,
}

impl Span {
    const fn setting(&self, size: f32) -> Setting {
        Setting { size, width: self.width - aside(self.figures), right: self.figures }
    }
}

/// What a cell keeps free beside its text.
const fn aside(figures: bool) -> f32 {
    2.0 * PAD + if figures { ASIDE } else { 0.0 }
}

impl Press<'_> {
    /// Sets a table.
    pub(crate) fn table(&mut self, table: Table) -> Result<()> {
        let width = if table.short { CONTENT / 2.0 } else { CONTENT };
        let spans = self.spans(&table, width);
        let Table { caption, columns, rows, .. } = table;
        let caption = self.lines(&[Run::plain(self.said(caption)).bold()], 10.0, CONTENT)?;
        let head = self.head_cells(&columns, &spans)?;
        let head_tall = tall(&head);
        let part = self.tags.at_top(Tag::Table);
        let mut rows = rows.into_iter();
        let (mut next, mut after) = (self.next_row(&mut rows, &spans)?, self.next_row(&mut rows, &spans)?);
        let first = next.as_ref().map_or(0.0, |(cells, _)| tall(cells) + total(after.as_ref(), &rows));
        self.need(height(&caption) + 3.0 + head_tall + first.min(BOTTOM - TOP - head_tall - 60.0))?;
        let named = self.tags.within(part, Tag::Caption);
        for line in caption {
            let line_tall = line.height;
            self.mark(Mark::Line(MARGIN, self.y, line, Some(named)));
            self.y += line_tall;
        }
        self.y += 3.0;
        let heads = self.tags.within(part, Tag::THead);
        let heads = self.tags.within(heads, Tag::TR);
        let parts = columns.iter().map(|_| self.tags.within(heads, tags::column_heading())).map(Some).collect::<Vec<_>>();
        self.head_row(&head, &spans, &parts);
        let body = self.tags.within(part, Tag::TBody);
        let none = vec![None; columns.len()];
        while let Some((cells, sum)) = next {
            let row = self.tags.within(body, Tag::TR);
            let parts: Vec<Option<Part>> = (0..columns.len())
                .map(|column| Some(self.tags.within(row, if column == 0 { tags::row_heading() } else { Tag::TD.into() })))
                .collect();
            if self.y + tall(&cells) + total(after.as_ref(), &rows) > BOTTOM && self.y > TOP + head_tall + 1.0 {
                self.turn()?;
                self.head_row(&head, &spans, &none);
            }
            self.row(cells, sum, &spans, &parts, (&head, &none))?;
            (next, after) = (after, self.next_row(&mut rows, &spans)?);
        }
        self.y += 10.0;
        Ok(())
    }

    /// Its columns, of so much width together.
    fn spans(&mut self, table: &Table, width: f32) -> Vec<Span> {
        let widths = widths(&mut self.fonts, table, width, CELL, |column| aside(column.figures));
        let mut left = MARGIN;
        let span = |(column, width): (&Column, f32)| {
            let span = Span { left, width, figures: column.figures };
            left += width;
            span
        };
        table.columns.iter().zip(widths).map(span).collect()
    }

    fn head_row(&mut self, head: &[Set], spans: &[Span], parts: &[Option<Part>]) {
        let head_tall = tall(head);
        let width = across(spans);
        self.mark(Mark::Area([MARGIN, self.y, width, head_tall], sheet::shade()));
        self.put(head.to_vec(), spans, parts);
        self.y += head_tall;
        self.mark(Mark::Area([MARGIN, self.y - 0.75, width, 0.75], sheet::rule()));
    }

    /// Sets a row; one that no page has room for goes on on the next.
    fn row(
        &mut self,
        mut cells: Vec<Set>,
        sum: bool,
        spans: &[Span],
        parts: &[Option<Part>],
        head: (&[Set], &[Option<Part>]),
    ) -> Result<()> {
        loop {
            let room = BOTTOM - self.y;
            let whole = tall(&cells) <= room;
            let rest: Vec<Set> = if whole { Vec::new() } else { cells.iter_mut().map(|cell| cut(cell, room - 2.0 * PAD)).collect() };
            let row_tall = tall(&cells);
            if sum {
                self.mark(Mark::Area([MARGIN, self.y, across(spans), row_tall], sheet::shade()));
            }
            self.put(cells, spans, parts);
            self.y += row_tall;
            self.mark(Mark::Area([MARGIN, self.y - 0.5, across(spans), 0.5], sheet::rule()));
            if rest.iter().all(Vec::is_empty) {
                return Ok(());
            }
            self.turn()?;
            self.head_row(head.0, spans, head.1);
            cells = rest;
        }
    }

    /// Puts the lines of a row beside each other.
    fn put(&mut self, cells: Vec<Set>, spans: &[Span], parts: &[Option<Part>]) {
        for ((cell, span), part) in cells.into_iter().zip(spans).zip(parts) {
            let mut y = self.y + PAD;
            for (above, line) in cell {
                y += above;
                let line_tall = line.height;
                self.mark(Mark::Line(span.left + PAD, y, line, *part));
                y += line_tall;
            }
        }
    }

    fn head_cells(&mut self, columns: &[Column], spans: &[Span]) -> Result<Vec<Set>> {
        let mut head = Vec::with_capacity(columns.len());
        for (column, span) in columns.iter().zip(spans) {
            let runs = [Run::plain(self.said(column.heading.clone())).bold()];
            let setting = span.setting(CELL);
            // It stands on every page: what is longer would leave no room for rows.
            let set = lines(&mut self.fonts, &runs, setting)?.into_iter().take(HEAD_LINES);
            head.push(set.map(|line| (0.0, line)).collect());
        }
        Ok(head)
    }

    /// The next row, its cells set, and whether it is a sum.
    fn next_row(&mut self, rows: &mut IntoIter<Row>, spans: &[Span]) -> Result<Option<(Vec<Set>, bool)>> {
        rows.next().map(|row| Ok((self.cells(&row, spans)?, row.sum))).transpose()
    }

    fn cells(&mut self, row: &Row, spans: &[Span]) -> Result<Vec<Set>> {
        let mut cells = Vec::with_capacity(spans.len());
        for (texts, span) in row.cells.iter().zip(spans) {
            let mut cell = Set::new();
            for Text { style, runs } in texts {
                let size = if *style == Style::Small { NOTE } else { CELL };
                let setting = span.setting(size);
                let above = if cell.is_empty() { 0.0 } else { APART };
                let bold: Vec<Run>;
                let runs = if row.sum && *style != Style::Small {
                    bold = runs.iter().cloned().map(Run::bold).collect();
                    &bold
                } else {
                    runs
                };
                let set = lines(&mut self.fonts, runs, setting)?.into_iter().enumerate();
                cell.extend(set.map(|(number, line)| (if number == 0 { above } else { 0.0 }, line)));
            }
            cells.push(cell);
        }
        Ok(cells)
    }

    fn said(&self, text: String) -> Said {
        Said { lang: self.language(), text }
    }
}

/// How wide they are together.
fn across(spans: &[Span]) -> f32 {
    spans.iter().map(|span| span.width).sum()
}

/// What the total takes, a sum after which no rows are left: it is not to stand on a page without a row that it is of.
fn total(row: Option<&(Vec<Set>, bool)>, left: &IntoIter<Row>) -> f32 {
    row.filter(|(_, sum)| *sum && left.len() == 0).map_or(0.0, |(cells, _)| tall(cells))
}

/// How high a row of these cells is.
fn tall(cells: &[Set]) -> f32 {
    let of = |cell: &Set| cell.iter().map(|(above, line)| above + line.height).sum::<f32>();
    cells.iter().map(of).fold(0.0, f32::max) + 2.0 * PAD
}

/// Leaves in a cell what there is room for, at least a line, and gives the rest.
fn cut(cell: &mut Set, room: f32) -> Set {
    let mut used = 0.0;
    let fits = cell.iter().take_while(|(above, line)| {
        used += above + line.height;
        used <= room
    });
    let fits = fits.count().max(1).min(cell.len());
    cell.split_off(fits)
}
