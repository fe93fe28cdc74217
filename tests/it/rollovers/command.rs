//! The same by the command line.

use super::workbook::{read, written};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::council;
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Record};
use serde_json::Value;

on_both!(a_workbook_is_written_and_carried_out);

fn run(record: &Record, arguments: &[&str]) -> (i32, String, String) {
    let arguments = [&["--today", "2018-04-16"], arguments].concat();
    ended(command(record, &arguments).output().unwrap())
}

async fn a_workbook_is_written_and_carried_out(backend: Backend) {
    let record = Record::new(backend);
    assert_eq!(run(&record, &["import", council().to_str().unwrap()]).0, 0);
    let file = record.folder().join("next.xlsx");
    let path = file.to_str().unwrap();
    let (code, out, err) = run(&record, &["rollover", "draft", "2018-19", path]);
    assert_eq!((code, out.contains("next.xlsx"), err.as_str()), (0, true, ""), "{out}");

    let mut sheets = read(&std::fs::read(&file).unwrap());
    let rows = &mut sheets[1].1;
    let (decision, reason) = ["decision", "reason"].map(|name| rows[0].iter().position(|heading| heading == name).unwrap()).into();
    let done: Vec<bool> = rows[1..].iter().map(|row| row[decision] == "complete").collect();
    assert!(rows[1..].iter().all(|row| ["carry", "complete"].contains(&row[decision].as_str())));
    assert!(done.len() > 50 && done.contains(&true) && done.contains(&false), "what is at 100 % is completed: {done:?}");
    // What is at work comes first, for the rows that are filled in below.
    rows[1..].sort_by_key(|row| row[decision] == "complete");
    rows[3..].iter_mut().for_each(|row| row[decision].clear());
    rows[2][decision] = "close".to_owned();
    let (carried, closed) = (rows[1][1].clone(), rows[2][1].clone());
    std::fs::write(&file, written(&sheets)).unwrap();
    let apply = |more: &[&str]| run(&record, &[&["rollover", "apply", "2018-19", path], more].concat());
    let (code, out, err) = apply(&[]);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    assert!(out.starts_with("sheet actions, row 3, column reason: must say why") && out.contains("Nothing was changed."), "{out}");

    sheets[1].1[2][reason] = "Nobody needs it.".to_owned();
    std::fs::write(&file, written(&sheets)).unwrap();
    let (code, out, _) = apply(&["--dry-run"]);
    assert!(code == 0 && out.contains("Tried only; nothing was changed. Actions: 2 of 2."), "{out}");
    for outcomes in [["carried", "closed"], ["unchanged", "unchanged"]] {
        let (code, out, err) = apply(&["--json"]);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        let told: Value = serde_json::from_str(&out).unwrap();
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let actions: Vec<_> = told["actions"].as_array().unwrap().iter().map(|one| (text(one, "ref"), text(one, "outcome"))).collect();
        let expected = [(carried.clone(), outcomes[0].to_owned()), (closed.clone(), outcomes[1].to_owned())];
        assert_eq!(actions, expected);
    }
    assert_eq!(run(&record, &["rollover", "draft", "2018", path]).0, 2, "no fiscal year");
}
