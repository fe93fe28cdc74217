//! Rows come after those of their own file that they refer to.

use super::super::format;
use super::super::order::referred_first;
use super::super::report::Report;
use super::super::sheet;

fn ordered(file: &str, text: &str) -> Vec<u64> {
    let format = format().iter().find(|format| format.name == file).unwrap();
    let mut report = Report::default();
    let rows = sheet::read(format, text.as_bytes(), &mut report).unwrap();
    assert_eq!(report.errors, []);
    referred_first(format, rows).iter().map(|row| row.line).collect()
}

#[test]
fn a_file_that_does_not_refer_to_itself_keeps_its_order() {
    let text = "ref,title,polarity,unit,frequency\nB,T,lower,days,quarterly\nA,T,lower,days,quarterly\n";
    assert_eq!(ordered("indicators.csv", text), [2, 3]);
}
