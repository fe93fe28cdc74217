//! Migrations are run once; and a program still works on the schema of the release after it, which only adds.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use plumbline_shared::db::{Conn, migrate};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::{council, import_council};
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Record, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(migrations_that_were_run_change_nothing, a_program_works_on_the_schema_of_the_next);

#[derive(QueryableByName, Debug, PartialEq)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: [&str; 2] = [
    "SELECT coalesce(sql, name) AS line FROM sqlite_master ORDER BY type, name",
    "SELECT version || ' ' || run_on AS line FROM __diesel_schema_migrations ORDER BY 1",
];
const POSTGRES: [&str; 4] = [
    "SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, collation_name, is_nullable, column_default, is_identity) AS line
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
    "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint ORDER BY 1",
    "SELECT version || ' ' || run_on AS line FROM __diesel_schema_migrations ORDER BY 1",
];

/// All that a database says of its schema, and of when that was made.
fn schema(record: &Record) -> Vec<Vec<Line>> {
    match record.conn() {
        Conn::Sqlite(mut c) => SQLITE.map(|sql| diesel::sql_query(sql).load(&mut c).unwrap()).into(),
        Conn::Postgres(mut c) => POSTGRES.map(|sql| diesel::sql_query(sql).load(&mut c).unwrap()).into(),
    }
}

async fn migrations_that_were_run_change_nothing(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    import_council(&service).await;
    let told = async || (service.get("/api/v1/history?limit=100").await, service.get("/api/v1/periods/2017-18-Q2/snapshot").await);
    let (before, record) = ((schema(&service.record), told().await), &service.record);
    assert!(before.0.iter().all(|lines| lines.len() > 5), "{:?}", before.0);
    for _ in 0..2 {
        assert_eq!(migrate(&mut record.conn()).unwrap(), Vec::<String>::new());
        let (code, out, err) = ended(command(record, &["migrate"]).output().unwrap());
        assert!(code == 0 && out.contains("up to date"), "{out}{err}");
    }
    assert!((schema(record), told().await) == before, "the schema or what is recorded has changed");
    service.stop().await;
}

/// As the release after this one may leave it: with more tables and columns, and migrations that this program does not know.
const LATER: &str = "CREATE TABLE later_things (id TEXT NOT NULL PRIMARY KEY, action_id TEXT REFERENCES actions (id));
    ALTER TABLE actions ADD COLUMN later TEXT;
    ALTER TABLE people ADD COLUMN later BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE notifications ADD COLUMN later TEXT;
    ALTER TABLE history ADD COLUMN later TEXT;
    CREATE INDEX later_actions ON actions (later);
    INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000');";

async fn a_program_works_on_the_schema_of_the_next(backend: Backend) {
    let record = Record::new(backend);
    record.conn().execute_batch(LATER).unwrap();
    for arguments in [&["migrate"][..], &["import", council().to_str().unwrap()], &["check", "--today", "2017-10-16", "--json"]] {
        let (code, out, err) = ended(command(&record, arguments).output().unwrap());
        assert_eq!(code, 0, "{out}{err}");
    }
    let service = Service::start_on(record, Setup { worker: true, ..Setup::on("2017-10-16") }).await;
    let draft = json!({"ref": "NEW-1", "title": "T", "due_date": "2018-03-31"});
    assert_eq!(service.send(Method::POST, "/api/v1/actions", draft).await.0, StatusCode::CREATED);
    let (status, ready) = service.send(Method::GET, "/readyz", Value::Null).await;
    assert_eq!((status, &ready["database"]), (StatusCode::OK, &json!("ok")), "{ready}");
    assert!(service.get("/api/v1/notifications").await["items"].as_array().is_some_and(|mails| !mails.is_empty()));
    service.stop().await;
}
