//! Tables, in the elements that word processors have for them.

use super::body::{Body, CONTENT};
use super::xml::Xml;
use crate::columns::widths;
use plumbline_shared::error::Result;
use plumbline_shared::render::document::{Row, Style, Table, Text};

/// The lengths of tables are in twentieths of a point.
const POINT: f32 = 20.0;
/// Between a cell's edge and its text.
const PAD: f32 = 70.0;
/// The letters of a heading, in points, as its style has them.
const HEAD: f32 = 8.0;

impl Body<'_> {
    /// A table under its name; its head stands on every page, and no row is torn.
    pub(super) fn table(&mut self, xml: &mut Xml, table: Table) -> Result<()> {
        if table.columns.is_empty() {
            return Ok(());
        }
        self.line(xml, "Caption", &[self.ours(table.caption.clone())])?;
        let width = if table.short { CONTENT / 2 } else { CONTENT };
        let points = widths(self.fonts, &table, f32::from(width) / POINT, HEAD, |_| 2.0 * PAD / POINT);
        let widths: Vec<String> = points.iter().map(|points| (points * POINT).floor().to_string()).collect();
        xml.open("w:tbl", &[])?;
        xml.open("w:tblPr", &[])?;
        xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
        xml.open("w:tblBorders", &[])?;
        for edge in ["w:top", "w:bottom", "w:insideH"] {
            xml.empty(edge, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "B9C3BF")])?;
        }
        xml.close("w:tblBorders")?;
        xml.empty("w:tblLayout", &[("w:type", "fixed")])?;
        xml.open("w:tblCellMar", &[])?;
        let pad = PAD.to_string();
        for (edge, width) in [("w:top", "40"), ("w:start", &pad), ("w:bottom", "20"), ("w:end", &pad)] {
            xml.empty(edge, &[("w:w", width), ("w:type", "dxa")])?;
        }
        xml.close("w:tblCellMar")?;
        xml.empty("w:tblLook", &[("w:val", "00A0"), ("w:firstRow", "1"), ("w:firstColumn", "1")])?;
        xml.empty("w:tblCaption", &[("w:val", &table.caption)])?;
        xml.close("w:tblPr")?;
        xml.open("w:tblGrid", &[])?;
        widths.iter().try_for_each(|width| xml.empty("w:gridCol", &[("w:w", width)]))?;
        xml.close("w:tblGrid")?;
        xml.open("w:tr", &[])?;
        xml.open("w:trPr", &[])?;
        xml.empty("w:cantSplit", &[])?;
        xml.empty("w:tblHeader", &[])?;
        xml.close("w:trPr")?;
        for (column, width) in table.columns.iter().zip(&widths) {
            cell(xml, width, true)?;
            xml.paragraph("CellHead", column.figures)?;
            xml.words(&column.heading)?;
            xml.close("w:p")?;
            xml.close("w:tc")?;
        }
        xml.close("w:tr")?;
        table.rows.iter().try_for_each(|row| self.row(xml, row, &table, &widths))?;
        xml.close("w:tbl")?;
        self.line(xml, "Small", &[])
    }

    fn row(&self, xml: &mut Xml, row: &Row, table: &Table, widths: &[String]) -> Result<()> {
        xml.open("w:tr", &[])?;
        xml.open("w:trPr", &[])?;
        xml.empty("w:cantSplit", &[])?;
        xml.close("w:trPr")?;
        for ((texts, column), width) in row.cells.iter().zip(&table.columns).zip(widths) {
            cell(xml, width, row.sum)?;
            for Text { style, runs } in texts {
                xml.paragraph(if *style == Style::Small { "CellNote" } else { "Cell" }, column.figures)?;
                for run in runs {
                    if row.sum && *style != Style::Small {
                        xml.run(&run.clone().bold(), self.head.lang)?
                    } else {
                        xml.run(run, self.head.lang)?
                    }
                }
                xml.close("w:p")?;
            }
            if texts.is_empty() {
                self.line(xml, "Cell", &[])?;
            }
            xml.close("w:tc")?;
        }
        xml.close("w:tr")
    }
}

fn cell(xml: &mut Xml, width: &str, shaded: bool) -> Result<()> {
    xml.open("w:tc", &[])?;
    xml.open("w:tcPr", &[])?;
    xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")])?;
    if shaded {
        xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EEF2F0")])?;
    }
    xml.close("w:tcPr")
}
