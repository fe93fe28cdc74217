//! Rows come after those of their own file that they refer to.

use super::super::format;
use super::super::order::referred_first;
use super::super::pack::{Pack, PackFile};
use super::super::report::Report;
use super::super::sheet::Sheet;
use proptest::prelude::*;

fn ordered(file: &str, text: &str) -> Vec<u64> {
    let format = format().iter().find(|format| format.name == file).unwrap();
    let mut report = Report::default();
    let pack = Pack::new(vec![PackFile { name: file.to_owned(), bytes: text.as_bytes().to_vec() }]).unwrap();
    let (mut sheet, mut rows) = (Sheet::new(format, file), Vec::new());
    let broken = pack.files[0].each(&mut |record| {
        rows.extend(sheet.take(record, &mut report));
        Ok(true)
    });
    assert!(broken.unwrap().is_none());
    assert_eq!(report.errors, []);
    referred_first(format, rows).iter().map(|row| row.line).collect()
}

#[test]
fn a_file_that_does_not_refer_to_itself_keeps_its_order() {
    let text = "ref,title,polarity,unit,frequency\nB,T,lower,days,quarterly\nA,T,lower,days,quarterly\n";
    assert_eq!(ordered("indicators.csv", text), [2, 3]);
}

#[test]
fn managers_and_parents_come_first_wherever_they_stand() {
    let people = "email,name,manager_email\nc@x.example,C,B@x.example\nb@x.example,B,a@x.example\nd@x.example,D,\na@x.example,A,\n";
    assert_eq!(ordered("people.csv", people), [4, 5, 3, 2]);
    let plan = "level,code,parent_code,title\ncorporate_action,CP/1,O1,T\nobjective,O1,OUT,T\ncorporate_action,CP2,O1,T\noutcome,OUT,,T\n";
    assert_eq!(ordered("plan.csv", plan), [5, 3, 2, 4]);
}

#[test]
fn a_circle_keeps_all_its_rows() {
    let people =
        "email,name,manager_email\na@x.example,A,b@x.example\nb@x.example,B,a@x.example\nc@x.example,C,c@x.example\nd@x.example,D,\n";
    assert_eq!(ordered("people.csv", people), [5, 2, 3, 4]);
}

proptest! {
    /// No row is lost, and one whose manager is in the file comes after them, unless there is a circle.
    #[test]
    fn each_row_is_kept_and_follows(managers in proptest::collection::vec(0..12_usize, 1..10)) {
        let rows: String = managers.iter().enumerate().map(|(n, m)| format!("p{n}@x.example,P,{}\n", if *m < n { format!("p{m}@x.example") } else { String::new() })).collect();
        let mut reversed: Vec<&str> = rows.lines().collect();
        reversed.reverse();
        let lines = ordered("people.csv", &format!("email,name,manager_email\n{}\n", reversed.join("\n")));
        // Line 2 is the last person.
        let people: Vec<usize> = lines.iter().map(|line| managers.len() + 1 - usize::try_from(*line).unwrap()).collect();
        prop_assert_eq!(people.iter().collect::<std::collections::BTreeSet<_>>().len(), managers.len());
        for (place, person) in people.iter().enumerate() {
            let manager = managers[*person];
            prop_assert!(manager >= *person || people[..place].contains(&manager));
        }
    }
}
