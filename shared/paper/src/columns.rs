//! How wide the columns of a table are.

use crate::fonts::Fonts;
use crate::lines::longest_word;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::render::document::{Column, Row, Run, Said, Table};

/// The widths of columns that are `width` together: by their shares, but no heading is broken within a word, nor any figure. `size` is
/// that of the letters, `aside` what a cell keeps free beside its text.
pub fn widths(fonts: &mut Fonts, table: &Table, width: f32, size: f32, aside: impl Fn(&Column) -> f32) -> Vec<f32> {
    let columns = &table.columns;
    let mut least = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let mut wide =
            |text: &str| longest_word(fonts, &[Run::plain(Said { lang: Language::English, text: text.to_owned() }).bold()], size);
        let heading = wide(&column.heading);
        let figure = if column.figures { longest_figure(&table.rows, at).map_or(0.0, &mut wide) } else { 0.0 };
        // A hair more: what is measured and what is set may be rounded otherwise.
        least.push(heading.max(figure) + aside(column) + 0.1);
    }
    let shares: Vec<f32> = columns.iter().map(|column| f32::from(column.share)).collect();
    shared(&shares, least, width)
}

/// The longest word of a column, by its letters.
fn longest_figure(rows: &[Row], column: usize) -> Option<&str> {
    let cells = rows.iter().filter_map(|row| row.cells.get(column)).flatten();
    cells.flat_map(|text| &text.runs).flat_map(|run| run.text.split_whitespace()).max_by_key(|word| word.chars().count())
}

/// `width` by these shares, none below its least; where there is no room for all of these, none is raised above an equal part.
fn shared(shares: &[f32], mut least: Vec<f32>, width: f32) -> Vec<f32> {
    if least.iter().sum::<f32>() > width {
        let equal = width / shares.iter().map(|_| 1.0).sum::<f32>();
        least.iter_mut().for_each(|least| *least = least.min(equal));
    }
    let mut widths: Vec<Option<f32>> = vec![None; shares.len()];
    loop {
        let free: f32 = shares.iter().zip(&widths).filter(|(_, width)| width.is_none()).map(|(share, _)| share).sum();
        let unit = (width - widths.iter().flatten().sum::<f32>()) / free.max(1.0);
        let mut raised = false;
        for ((share, least), width) in shares.iter().zip(&least).zip(&mut widths) {
            if width.is_none() && share * unit < *least {
                (*width, raised) = (Some(*least), true);
            }
        }
        if !raised {
            return shares.iter().zip(widths).map(|(share, width)| width.unwrap_or(share * unit)).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_narrow_is_raised_and_the_others_give() {
        assert_eq!(shared(&[1.0, 3.0], vec![10.0, 10.0], 100.0), [25.0, 75.0]);
        assert_eq!(shared(&[1.0, 3.0], vec![40.0, 10.0], 100.0), [40.0, 60.0]);
        // What gives falls below its own least, too.
        assert_eq!(shared(&[1.0, 3.0, 6.0], vec![30.0, 25.0, 0.0], 100.0), [30.0, 25.0, 45.0]);
        // There is no room for all.
        assert_eq!(shared(&[1.0, 3.0], vec![900.0, 10.0], 100.0), [50.0, 50.0]);
        assert_eq!(shared(&[0.0, 0.0], vec![0.0, 0.0], 100.0), [0.0, 0.0]);
        assert_eq!(shared(&[], Vec::new(), 100.0), [0.0; 0]);
    }

    #[test]
    fn no_heading_is_broken_within_a_word() {
        let mut fonts = Fonts::new();
        let column = |heading: &str, share| Column { heading: heading.to_owned(), share, figures: false };
        let columns = vec![column("Tebygolrwydd", 1), column("Cwblhawyd hyd yn hyn", 1), column("Sylwadau", 40)];
        let table = Table { caption: String::new(), columns: columns.clone(), rows: Vec::new(), short: false };
        let widths = widths(&mut fonts, &table, 500.0, 8.5, |_| 8.0);
        for (column, width) in columns.iter().zip(&widths) {
            let heading = [Run::plain(Said { lang: Language::Welsh, text: column.heading.clone() }).bold()];
            let setting = crate::lines::Setting { size: 8.5, width: width - 8.0, right: false };
            let lines = crate::lines::lines(&mut fonts, &heading, setting).unwrap();
            assert!(lines.len() <= column.heading.split(' ').count(), "{} {width}", column.heading);
        }
        assert!((widths.iter().sum::<f32>() - 500.0).abs() < 0.5 && widths[2] > 300.0, "{widths:?}");
    }
}
