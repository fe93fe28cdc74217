//! The record moves from one kind of database to the other and back, and is the same.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use plumbline_shared::db::Conn;
use plumbline_tests::support::pack::council;
use plumbline_tests::support::postgres;
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Record, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::path::Path;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(conn: &mut Conn, sql: &str) -> Vec<String> {
    let query = diesel::sql_query(sql);
    let lines: Vec<Line> = match conn {
        Conn::Sqlite(c) => query.load(c).unwrap(),
        Conn::Postgres(c) => query.load(c).unwrap(),
    };
    lines.into_iter().map(|line| line.line).collect()
}

const TABLES: &str = "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1";

/// Every value of a file with its type, as SQLite itself writes them, by table.
fn everything(url: &str) -> Vec<(String, Vec<String>)> {
    let conn = &mut Conn::open(&url.parse().unwrap()).unwrap();
    let tables = lines(conn, TABLES);
    let each = tables.into_iter().map(|table| {
        let columns = lines(conn, &format!("SELECT 'quote(\"' || name || '\")' AS line FROM pragma_table_info('{table}') ORDER BY name"));
        let rows = lines(conn, &format!("SELECT {} AS line FROM \"{table}\" ORDER BY 1", columns.join(" || ',' || ")));
        (table, rows)
    });
    each.collect()
}

fn run(record: &Record, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = ended(command(record, arguments).output().unwrap());
    (code, format!("{out}{err}"))
}

fn copy(record: &Record, from: &str, to: &str) -> (i32, String) {
    run(record, &["copy", "--from", from, "--to", to])
}

fn file(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

/// A council's quarter with its alerts and mails, and values that are easily mangled.
fn full() -> Record {
    let record = Record::new(Backend::Sqlite);
    for arguments in
        [&["import", council().to_str().unwrap()][..], &["check", "--today", "2017-10-16"], &["check", "--today", "2017-11-20"]]
    {
        let (code, said) = run(&record, arguments);
        assert_eq!(code, 0, "{said}");
    }
    let awkward = "INSERT INTO kept_answers VALUES
        ('', 'null', '5', 'true', 2147483647, 9223372036854775807, '[\"a\", 1.0, \"\\u00e9\\\\\"] ''q'' \t\r\n /\u{1}\u{7f}', -9223372036854775808),
        ('a', 'B', ' ', '2017-01-01', -2147483648, NULL, 'Llŷn 🙂 \u{2028}\u{feff} e\u{301}', 0),
        ('a', 'a', '\u{e9}', '1e5', 0, 0, '', 1), ('a', 'a', 'z', '007', 0, 0, '[]', 1), ('a', 'a', 'Z', '-0', 0, 0, '{}', 1);
        UPDATE people SET manager_id = (SELECT max(id) FROM people);
        UPDATE actions SET original_due_date = '0001-01-01', due_date = '9999-12-31' WHERE id = (SELECT min(id) FROM actions);";
    record.conn().execute_batch(awkward).unwrap();
    record
}

/// What the service says of a record.
async fn answers(url: &str) -> Vec<String> {
    let record = Record::at(url);
    let service = Service::start_on(record, Setup::on("2017-11-21")).await;
    let mut answers = Vec::new();
    for path in [
        "actions",
        "indicators",
        "risks",
        "people",
        "history?kind=action",
        "notifications",
        "alerts",
        "settings",
        "periods/2017-18-Q2/snapshot",
    ] {
        let answer = service.request(Method::GET, &format!("/api/v1/{path}")).bearer_auth(&service.admin).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answers.push(answer.text().await.unwrap());
    }
    // The numbers of the history go on where they had come to.
    let draft = json!({"ref": "NEW-1", "title": "T", "due_date": "2018-03-31"});
    assert_eq!(service.send(Method::POST, "/api/v1/actions", draft).await.0, StatusCode::CREATED);
    service.stop().await;
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_and_back_everything_is_the_same() {
    let record = full();
    let (there, back) = (postgres::database_url(), file(record.folder(), "back.db"));
    let (code, first) = copy(&record, &record.url, &there);
    assert_eq!(code, 0, "{first}");
    let (code, second) = copy(&record, &there, &back);
    assert_eq!(code, 0, "{second}");
    assert_eq!(first, second, "the same tables, rows and digests");
    let before = everything(&record.url);
    assert_eq!(before, everything(&back));
    for (table, rows) in &before {
        let told =
            first.lines().find(|line| line.split_whitespace().next() == Some(table)).unwrap_or_else(|| panic!("no {table}: {first}"));
        assert_eq!(told.split_whitespace().nth(1), Some(&*rows.len().to_string()), "{told}");
    }
    let empty: Vec<_> = before.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    assert!(before.len() - empty.len() > 20, "{empty:?} are empty");
    let deferred = "SELECT conname::text AS line FROM pg_constraint WHERE condeferrable";
    assert_eq!(lines(&mut Conn::open(&there.parse().unwrap()).unwrap(), deferred), [""; 0], "references hold at once again");
    let (code, said) = copy(&record, &record.url, &there);
    assert!(code == 1 && said.contains("must be empty"), "{said}");
    let own = answers(&record.url).await;
    assert_eq!(own, answers(&there).await);
    assert_eq!(own, answers(&back).await);
}

#[test]
fn what_cannot_be_copied_whole_is_not_copied() {
    let record = full();
    let url = |name: &str| file(record.folder(), name);
    let there = postgres::database_url();
    let empty = |url: &str| {
        let conn = &mut Conn::open(&url.parse().unwrap()).unwrap();
        lines(conn, "SELECT id AS line FROM people UNION ALL SELECT id FROM actions UNION ALL SELECT name FROM schedule").is_empty()
    };
    let (code, said) = copy(&record, &url("none.db"), &there);
    assert!(code == 1 && said.contains("there is no file") && !record.folder().join("none.db").exists(), "{said}");
    // PostgreSQL keeps no text with a zero byte in it.
    record.conn().execute_batch("UPDATE kept_answers SET body = 'a' || char(0) || 'b' WHERE caller = ''").unwrap();
    let (code, said) = copy(&record, &record.url, &there);
    assert!(code == 1 && empty(&there), "{said}");
    record.conn().execute_batch("DELETE FROM kept_answers; CREATE TABLE forgotten (id TEXT PRIMARY KEY)").unwrap();
    let (code, said) = copy(&record, &record.url, &there);
    assert!(code == 1 && said.contains("forgotten") && empty(&there), "{said}");
    record.conn().execute_batch("DROP TABLE forgotten").unwrap();
    // A row that refers to none.
    let loose = "PRAGMA foreign_keys = OFF; UPDATE actions SET owner_id = 'nobody' WHERE id = (SELECT min(id) FROM actions)";
    record.conn().execute_batch(loose).unwrap();
    for to in [&there, &url("other.db")] {
        let (code, said) = copy(&record, &record.url, to);
        assert!(code == 1 && empty(to), "{said}");
    }
    Conn::open(&url("bare.db").parse().unwrap()).unwrap().execute_batch("CREATE TABLE t (a TEXT)").unwrap();
    let (code, said) = copy(&record, &url("bare.db"), &there);
    assert!(code == 1 && said.contains("plumbline migrate"), "{said}");
    let (code, said) = copy(&record, "people.db", &there);
    assert!(code == 2 && said.contains("sqlite:PATH"), "{said}");
}
