use super::{MAX_ERRORS, Pack, PackFile, Report, import};
use crate::clock::{Now, Timestamp};
use crate::db::{Conn, DatabaseUrl, migrate};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::settings::Settings;
use crate::ops::Context;
use crate::store::indicators::{self, IndicatorRecord};
use tempfile::TempDir;

mod archived;
mod messy;
mod moving;
mod order;
mod whole;

/// A record in a file of its own, and the present: 10 October 2017.
struct World {
    conn: Conn,
    context: Context,
    _folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut conn = Conn::open(&DatabaseUrl::Sqlite(folder.path().join("record.db"))).unwrap();
        migrate(&mut conn).unwrap();
        let now = Now::at(Timestamp::from_micros(1_507_629_600_000_000), None);
        Self { conn, context: Context::new(now, "test"), _folder: folder }
    }

    fn run(&mut self, files: &[(&str, &[u8])], dry_run: bool) -> Result<Report> {
        let files = files.iter().map(|(name, bytes)| PackFile { name: (*name).to_owned(), bytes: bytes.to_vec() }).collect();
        import(&mut self.conn, &self.context, &Settings::default(), &Pack::new(files)?, dry_run)
    }

    fn import(&mut self, files: &[(&str, &str)]) -> Report {
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        self.run(&files, false).unwrap()
    }

    /// Imports what must have no error.
    fn store(&mut self, files: &[(&str, &str)]) -> Report {
        let report = self.import(files);
        assert_eq!(report.errors, [], "{files:?}");
        report
    }

    fn indicator(&mut self, reference: &str) -> Option<IndicatorRecord> {
        indicators::find(&mut self.conn, &Key::parse(reference)).unwrap()
    }

    fn actuals(&mut self, reference: &str, period: &str) -> Vec<Option<String>> {
        let id = self.indicator(reference).unwrap().row.id;
        let period: Period = period.parse().unwrap();
        let rows = indicators::revisions(&mut self.conn, id, period).unwrap();
        rows.into_iter().map(|row| row.actual.map(|figure| figure.to_string())).collect()
    }
}

/// (line, column, value, code) of each error.
fn errors(report: &Report) -> Vec<(u64, &str, &str, &str)> {
    fn text(part: &Option<String>) -> &str {
        part.as_deref().unwrap_or_default()
    }
    report.errors.iter().map(|error| (error.line.unwrap_or(0), text(&error.column), text(&error.value), error.code)).collect()
}

/// (rows, created, updated, unchanged) of each file.
fn counts(report: &Report) -> Vec<(usize, usize, usize, usize)> {
    report.files.iter().map(|file| (file.rows, file.created, file.updated, file.unchanged)).collect()
}

const INDICATORS: &str = "ref,title,polarity,unit,frequency,aliases,tolerance\n\
    A/1,Days lost,lower,days,quarterly,X/1; Y/2,5\n\
    A/2,\"Calls, answered\",higher,percent,quarterly,,\n";
const RESULTS: &str = "ref,period,actual,target,commentary\nA/1,2017-18-Q1,4.40,4.5,Fewer colds.\nA/2,2017-18-Q1,67.13,,\n";

#[test]
fn a_second_import_changes_nothing() {
    let mut world = World::new();
    let pack = [("indicator_results.csv", RESULTS), ("indicators.csv", INDICATORS)];
    let first = world.store(&pack);
    assert_eq!((first.changed, counts(&first)), (true, vec![(2, 2, 0, 0), (2, 2, 0, 0)]));
    let second = world.store(&pack);
    assert_eq!((second.changed, counts(&second)), (false, vec![(2, 0, 0, 2), (2, 0, 0, 2)]));
    let stored = world.indicator("A/1").unwrap().row;
    assert_eq!((stored.version, stored.aliases.as_str(), stored.title.as_str()), (1, "X/1;Y/2", "Days lost"));
    assert_eq!(world.actuals("A/1", "2017-18-Q1"), [Some("4.4".to_owned())]);
}

#[test]
fn a_dry_run_reports_the_same_and_stores_nothing() {
    let mut world = World::new();
    let files = [("indicators.csv", INDICATORS.as_bytes()), ("indicator_results.csv", RESULTS.as_bytes())];
    let tried = world.run(&files, true).unwrap();
    assert!(world.indicator("A/1").is_none());
    let done = world.run(&files, false).unwrap();
    assert_eq!((tried.dry_run, done.dry_run), (true, false));
    assert_eq!(Report { dry_run: false, ..tried }, done);
}

#[test]
fn one_error_stores_nothing() {
    let mut world = World::new();
    let report = world.import(&[("indicators.csv", INDICATORS), ("indicator_results.csv", "ref,period,actual\nA/1,2017-18-Q1,x\n")]);
    assert_eq!((report.changed, errors(&report)), (false, vec![(2, "actual", "x", "invalid_figure")]));
    assert!(world.indicator("A/1").is_none());
}

#[test]
fn inside_a_transaction_it_undoes_only_itself() {
    let mut world = World::new();
    world.conn.begin_write().unwrap();
    world.store(&[("indicators.csv", INDICATORS)]);
    world.import(&[("indicators.csv", "ref,title,polarity,unit,frequency\nB,Title,higher,percent,monthly\n")]);
    world.conn.commit().unwrap();
    assert!(world.indicator("A/1").is_some());
    assert!(world.indicator("B").is_none());
}

#[test]
fn an_absent_column_keeps_and_an_empty_cell_clears() {
    let mut world = World::new();
    world.store(&[("indicators.csv", INDICATORS), ("indicator_results.csv", RESULTS)]);
    let head = "ref,title,polarity,unit,frequency";
    let kept = world.store(&[("indicators.csv", &format!("{head}\nA/1,Days,lower,days,quarterly\n"))]);
    assert_eq!(counts(&kept), [(1, 0, 1, 0)]);
    let stored = world.indicator("A/1").unwrap().row;
    assert_eq!((stored.title.as_str(), stored.aliases.as_str(), stored.tolerance), ("Days", "X/1;Y/2", Some(5.into())));
    world.store(&[("indicators.csv", &format!("{head},aliases,tolerance\nA/1,Days,lower,days,quarterly,,\n"))]);
    let cleared = world.indicator("A/1").unwrap().row;
    assert_eq!((cleared.aliases.as_str(), cleared.tolerance), ("", None));

    world.store(&[("indicator_results.csv", "ref,period,commentary\nA/1,2017-18-Q1,Counted again.\n")]);
    world.store(&[("indicator_results.csv", "ref,period,actual\nA/1,2017-18-Q1,\n")]);
    assert_eq!(world.actuals("A/1", "2017-18-Q1"), [Some("4.4".to_owned()), Some("4.4".to_owned()), None]);
}

#[test]
fn what_the_rules_refuse_is_told_by_column() {
    let mut world = World::new();
    let table = "ref,title,polarity,unit,decimals,frequency,reporting_quarter,owner_email,objective,aliases,tolerance\n\
        A,T,lower,parsecs,9,annual,,,,ok;e\u{0007},-1\n\
        B,T,lower,days,0,quarterly,,nobody@example.org,NONE,,\n";
    let results = "ref,period,actual,numerator\nA,2017-18-Q1,1,\nC,2017-18-Q1,1,\nB,2017-18-Q1,1,\n";
    let report = world.import(&[("indicators.csv", table), ("indicator_results.csv", results)]);
    // A and B failed in their own file: that their results have no indicator is not told again.
    let expected = [
        (2, "aliases", "e\u{0007}", "invalid_ref"),
        (2, "unit", "parsecs", "unknown_unit"),
        (2, "decimals", "9", "out_of_range"),
        (2, "reporting_quarter", "", "inconsistent"),
        (2, "tolerance", "-1", "out_of_range"),
        (3, "owner_email", "nobody@example.org", "unknown_reference"),
        (3, "objective", "NONE", "unknown_reference"),
        (3, "ref", "C", "unknown_reference"),
    ];
    assert_eq!(errors(&report), expected);
}

#[test]
fn a_quarter_to_come_takes_targets_only() {
    let mut world = World::new();
    world.store(&[("indicators.csv", INDICATORS)]);
    world.store(&[("indicator_results.csv", "ref,period,target\nA/1,2018-19-Q1,4\n")]);
    let report = world.import(&[("indicator_results.csv", "ref,period,actual\nA/1,2018-19-Q1,4\n")]);
    assert_eq!(errors(&report), [(2, "actual", "4", "period_not_begun")]);
}

#[test]
fn a_signed_off_quarter_takes_restatements_only() {
    let mut world = World::new();
    world.store(&[("indicators.csv", INDICATORS), ("indicator_results.csv", RESULTS)]);
    let period: Period = "2017-18-Q1".parse().unwrap();
    let close = format!("INSERT INTO periods VALUES ({}, 'closed', NULL, 0, 'test')", period.index());
    world.conn.execute_batch(&close).unwrap();
    assert!(!world.store(&[("indicator_results.csv", RESULTS)]).changed);
    let refused = world.import(&[("indicator_results.csv", "ref,period,actual\nA/1,2017-18-Q1,4\n")]);
    assert_eq!(errors(&refused), [(2, "", "", "period_closed")]);
    let restated = "ref,period,actual,restatement_reason\nA/1,2017-18-Q1,4,Two staff were counted twice\n";
    assert!(world.store(&[("indicator_results.csv", restated)]).changed);
    assert!(!world.store(&[("indicator_results.csv", restated)]).changed);
}

#[test]
fn a_ref_written_another_way_does_not_rename() {
    let mut world = World::new();
    world.store(&[("indicators.csv", INDICATORS)]);
    let report = world.import(&[("indicators.csv", "ref,title,polarity,unit,frequency\nA-1,Days,lower,days,quarterly\n")]);
    assert_eq!(errors(&report), [(2, "ref", "A-1", "ref_taken")]);
    assert_eq!(counts(&world.store(&[("indicator_results.csv", "ref,period,actual\nA-1,2017-18-Q1,3\n")])), [(1, 1, 0, 0)]);
}

#[test]
fn it_stops_after_a_thousand_errors_and_says_so() {
    let mut world = World::new();
    let mut table = String::from("ref,title,polarity,unit,frequency\n");
    (0..1200).for_each(|n| table.push_str(&format!("R{n},T,sideways,days,quarterly\n")));
    let report = world.import(&[("indicators.csv", &table)]);
    assert_eq!((report.errors.len(), report.more_errors), (MAX_ERRORS, true));
}

#[test]
fn a_folder_is_read_without_what_is_no_csv() {
    let mut world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("expected")).unwrap();
    write("expected/indicators.csv", "nonsense");
    write("README.md", "nonsense");
    write("indicators.csv", INDICATORS);
    let mut run = || import(&mut world.conn, &world.context, &Settings::default(), &Pack::read_dir(folder.path()).unwrap(), false).unwrap();
    assert_eq!(run().errors, []);
    write("indicator.CSV", INDICATORS);
    let report = run();
    assert_eq!(errors(&report), [(0, "", "", "unknown_file")]);
    assert!(report.errors[0].detail.contains("indicators.csv"));
    assert!(matches!(Pack::read_dir(&folder.path().join("missing")), Err(Error::Invalid(_))));
}
