//! The command line as operators meet it: a process, its output and its exit code.

use diesel::RunQueryDsl;
use plumbline_shared::db::Conn;
use plumbline_tests::on_both;
use plumbline_tests::support::pack::council;
use plumbline_tests::support::process::{be_plumbline, command, ended};
use plumbline_tests::support::service::{Backend, Record};
use serde_json::{Value, json};

on_both!(
    a_check_tells_who_is_told_why,
    what_is_exported_is_imported_again,
    exit_codes_tell_settings_from_failures,
    settings_are_checked_by_every_command
);

/// No test: the program that the tests start.
#[test]
fn plumbline_process() {
    be_plumbline();
}

/// Exit code, standard output and standard error of that command.
fn run(record: &Record, arguments: &[&str]) -> (i32, String, String) {
    ended(command(record, arguments).output().unwrap())
}

fn with_council(backend: Backend) -> Record {
    let record = Record::new(backend);
    let (code, out, err) = run(&record, &["import", council().to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    record
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// How many rows each table has that a check writes to.
fn written(record: &Record) -> Vec<i64> {
    let count = |table: &str| {
        let query = diesel::sql_query(format!("SELECT count(*) AS count FROM {table}"));
        let counted: Count = match &mut record.conn() {
            Conn::Sqlite(conn) => query.get_result(conn).unwrap(),
            Conn::Postgres(conn) => query.get_result(conn).unwrap(),
        };
        counted.count
    };
    ["alerts", "check_runs", "notifications", "notification_alerts", "schedule", "workers"].map(count).to_vec()
}

/// Each recipient, and what they are told of, with whether a reason is given.
fn told(check: &Value) -> Vec<(String, Vec<(String, bool)>)> {
    let item = |item: &Value| (format!("{} {}", item["rule"], item["ref"]), item["why"].as_str().is_some_and(|why| !why.is_empty()));
    let recipient = |one: &Value| (one["email"].as_str().unwrap().to_owned(), one["items"].as_array().unwrap().iter().map(item).collect());
    let mut told: Vec<_> = check["recipients"].as_array().unwrap().iter().map(recipient).collect();
    told.sort();
    told
}

async fn what_is_exported_is_imported_again(backend: Backend) {
    let record = with_council(backend);
    let place = |name: &str| record.folder().join(name).display().to_string();
    let (code, out, err) = run(&record, &["export", &place("pack")]);
    assert_eq!((code, err.as_str(), out.lines().count()), (0, "", 16), "{out}");
    let (code, out, _) = run(&record, &["import", &place("pack")]);
    assert!(code == 0 && out.contains("Nothing to change"), "{out}");
    let empty = Record::new(backend);
    let (code, out, err) = run(&empty, &["import", &place("pack")]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for (target, more) in [
        ("all.zip", &[][..]),
        ("all.xlsx", &[]),
        ("one.csv", &["--kind", "actions"]),
        ("some", &["--format", "ndjson", "--period", "2017-18-Q2"]),
    ] {
        let (code, out, err) = run(&record, &[&["export", &place(target)], more].concat());
        assert_eq!((code, err.as_str()), (0, ""), "{target}: {out}");
    }
    assert_eq!(std::fs::read(place("one.csv")).unwrap(), std::fs::read(place("pack/actions.csv")).unwrap());
    let some: Vec<_> = std::fs::read_dir(place("some")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(some.len() == 7 && some.iter().all(|name| name.ends_with(".ndjson")), "{some:?}");
    for (target, more) in [("all.csv", &[][..]), ("one.zip", &["--format", "csv"]), ("one.csv", &["--kind", "nothing"])] {
        assert_eq!(run(&record, &[&["export", &place(target)], more].concat()).0, 1, "{target}");
    }
    assert!(!std::path::Path::new(&place("all.csv")).exists());
}

async fn a_check_tells_who_is_told_why(backend: Backend) {
    let record = with_council(backend);
    let mailbox = record.folder().join("mailbox");
    let check = |more: &[&str]| {
        let smtp_url = format!("file:{}", mailbox.display());
        let arguments = [&["check", "--json", "--today", "2017-10-16", "--smtp-url", &smtp_url], more].concat();
        let (code, out, err) = run(&record, &arguments);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        serde_json::from_str::<Value>(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    };
    let before = written(&record);
    let rehearsed = check(&["--dry-run"]);
    assert!(rehearsed["recipients"].as_array().unwrap().iter().all(|one| one["delivery"].is_null()), "{rehearsed}");
    assert_eq!((written(&record), mailbox.exists()), (before.clone(), false), "a rehearsal writes nothing");
    let who: Vec<_> = told(&rehearsed).into_iter().map(|(email, _)| email).collect();
    assert_eq!(who, ["cs", "ds", "fs", "hr", "hs", "it", "pd", "sl"].map(|area| format!("{area}.lead@cyngor.example")));
    assert!(told(&rehearsed).iter().all(|(_, items)| !items.is_empty() && items.iter().all(|(_, why)| *why)), "{rehearsed}");
    let folder = record.folder().join("words");
    let dry = ["check", "--dry-run", "--today", "2017-10-16", "--mails", "--out", folder.to_str().unwrap()];
    let (code, out, err) = run(&record, &dry);
    assert_eq!((code, err.as_str(), written(&record)), (0, "", before), "{out}");
    assert_eq!((out.matches("  Subject: ").count(), std::fs::read_dir(&folder).unwrap().count()), (who.len(), 2 * who.len()), "{out}");
    let (mail, page) = ["eml", "html"].map(|kind| std::fs::read(folder.join(format!("it.lead@cyngor.example.{kind}"))).unwrap()).into();
    let mail = mail_parser::MessageParser::default().parse(&mail).unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(text.contains("IT/IT022") && text.contains("Annwyl") && out.contains("  Annwyl"), "{text}");
    assert!(!text.contains("/items/") && String::from_utf8(page).unwrap().contains("IT/IT022"), "{text}");
    assert_eq!(run(&record, &["check", "--mails"]).0, 2, "only of a dry run");
    let made = check(&["--as-of", "2017-10-16"]);
    assert_eq!(told(&made), told(&rehearsed));
    assert!(made["recipients"].as_array().unwrap().iter().all(|one| one["delivery"] == "accepted"), "{made}");
    assert_eq!(std::fs::read_dir(&mailbox).unwrap().count(), who.len());
    let again = check(&[]);
    assert_eq!((&again["recipients"], &again["opened"]), (&json!([]), &json!(0)), "who was told is not told again");
    // What nobody can be told of is not passed over.
    record.conn().execute_batch("UPDATE people SET email = NULL; DELETE FROM check_runs; UPDATE alerts SET mentioned_on = NULL").unwrap();
    let alone = check(&["--dry-run"]);
    assert_eq!((&alone["recipients"], &alone["working_day"], &alone["put_off"]), (&json!([]), &json!(true), &json!(0)));
    let unreachable = alone["unreachable"].as_array().unwrap();
    assert!(unreachable.iter().any(|item| item["rule"] == "action_red") && unreachable.len() > 20, "{alone}");
}

async fn exit_codes_tell_settings_from_failures(backend: Backend) {
    let record = Record::new(backend);
    let (pack, broken) = (council(), record.folder().join("broken"));
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("people.csv"), "email,name,language\nx@cyngor.example,X,fr\n").unwrap();
    let (pack, broken) = (pack.to_str().unwrap(), broken.to_str().unwrap());
    std::fs::create_dir(record.folder().join("bare")).unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (long, taken) = ("n".repeat(101), taken.local_addr().unwrap().to_string());
    for (arguments, wanted, said) in [
        (&["migrate"][..], 0, "up to date"),
        (&["serve", "--listen", &taken], 1, "listen (--listen)"),
        (&["migrate", "--colour"], 2, "--colour"),
        (&["migrate", "--database-url", "mysql:x"], 2, "database_url (--database-url)"),
        (&["migrate", "--database-url", "sqlite:/no/such/folder/record.db"], 1, "plumbline: "),
        (&["import", pack], 0, "Imported"),
        (&["import", pack, "--dry-run"], 0, "Nothing to change"),
        (&["import", broken], 1, "the pack has 1 error."),
        (&["import", "/no/such/folder"], 1, "/no/such/folder"),
        (&["import", "bare"], 1, "there is no CSV file; "),
        (&["import"], 2, "<PATH>..."),
        (&["check", "--dry-run", "--as-of", "2017-10-16"], 0, "Dry run for 2017-10-16"),
        (&["check", "--as-of", "soon"], 2, "--as-of"),
        (&["check", "--as-of", "2190-01-01"], 1, "2190-01-01"),
        (&["keys", "create", "--role", "reader", "--name", "Report 7"], 0, "plb_"),
        (&["keys", "create", "--role", "reader", "--name", &long[1..]], 0, "plb_"),
        (&["keys", "create", "--role", "reader", "--name", &long], 1, "1 to 100 characters"),
        (&["keys", "create", "--role", "reader", "--name", ""], 1, "1 to 100 characters"),
        (&["keys", "create", "--role", "reader", "--name", " "], 1, "1 to 100 characters"),
        (&["keys", "create", "--role", "reader", "--name", "a\nb"], 1, "1 to 100 characters"),
        (&["keys", "create", "--role", "reader", "--name", "a\u{1b}[2J"], 1, "1 to 100 characters"),
        (&["keys", "create", "--role", "king", "--name", "K"], 2, "--role"),
        (&["keys", "create", "--role", "owner", "--name", "K"], 1, "--person: "),
        (&["keys", "create", "--role", "editor", "--name", "K", "--service-areas", "ZZ"], 1, "--service-areas: "),
        (&["keys", "create", "--role", "owner", "--name", "K", "--person", "nobody"], 1, "nobody"),
        (&["keys", "create", "--role", "editor", "--name", "K", "--scopes", "read,fly"], 2, "--scopes"),
        (&["keys", "create", "--role", "editor", "--name", "K", "--service-areas", "nowhere"], 1, "nowhere"),
        (&["keys", "create", "--role", "editor", "--name", "K", "--expires-at", "tomorrow"], 2, "--expires-at"),
        (&["keys", "create", "--role", "editor", "--name", "K", "--expires-at", "2017-10-16T08:00:00Z"], 1, "yet to come"),
        (&["keys", "list"], 0, "Report 7"),
        (&["keys", "rotate", "nobody"], 1, "nobody"),
        (&["keys", "revoke", "nobody"], 1, "nobody"),
        (&["check", "--config", "none.toml"], 2, "none.toml"),
        (&["completions", "bash"], 0, "plumbline__subcmd__restore"),
        (&["completions", "dos"], 2, "zsh"),
        (&["man"], 0, "plumbline\\-backup"),
        (&["man", "pages/of/it"], 0, "pages/of/it"),
    ] {
        let (code, out, err) = run(&record, arguments);
        assert_eq!(code, wanted, "{arguments:?}: {out}{err}");
        assert!(format!("{out}{err}").contains(said), "{arguments:?}: {out}{err}");
        assert!(!out.starts_with(':'), "{arguments:?}: {out}");
    }
    for page in ["plumbline.1", "plumbline-serve.1", "plumbline-config-check.1"] {
        assert!(std::fs::read_to_string(record.folder().join("pages/of/it").join(page)).unwrap().starts_with(".ie"), "{page}");
    }
    let (_, out, _) = run(&record, &["keys", "list", "--json"]);
    let keys: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(keys.as_array().unwrap().len(), 2, "those that were refused are not kept: {out}");
    let narrowed = ["--scopes", "read,record", "--service-areas", "HR", "--expires-at", "2100-01-01T00:00:00Z"];
    let (code, key, err) = run(&record, &[&["keys", "create", "--role", "editor", "--name", "N"][..], &narrowed].concat());
    assert_eq!(code, 0, "{err}");
    let id = key.split('_').nth(1).unwrap();
    let (code, renewed, _) = run(&record, &["keys", "rotate", id, "--overlap-hours", "2"]);
    assert!(code == 0 && renewed.starts_with(&key[..17]) && renewed != key, "{renewed}");
    let (_, out, _) = run(&record, &["keys", "list"]);
    assert!(
        out.lines().any(|line| line.starts_with(id) && line.ends_with("in use until 2100-01-01T00:00:00.000000Z  never used  N")),
        "{out}"
    );
    assert_eq!(run(&record, &["keys", "revoke", id]).0, 0);
}

#[test]
fn a_demo_clears_only_what_a_demo_left() {
    let record = Record::new(Backend::Sqlite);
    let mailbox = record.folder().join("demo/mailbox");
    let demo = || run(&record, &["demo", "--no-serve", "--folder", "demo"]);
    let names = || {
        let mut names: Vec<_> =
            std::fs::read_dir(&mailbox).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    std::fs::create_dir_all(&mailbox).unwrap();
    std::fs::write(mailbox.join("theirs.eml"), "Dear council").unwrap();
    let (code, out, err) = demo();
    assert!(code == 1 && err.contains("mailbox holds what no demo left there"), "{out}{err}");
    assert_eq!(names(), ["theirs.eml"]);
    std::fs::remove_file(mailbox.join("theirs.eml")).unwrap();
    assert_eq!(demo().0, 0);
    let first = names();
    std::fs::write(mailbox.join("notes.txt"), "mine").unwrap();
    assert_eq!(demo().0, 0);
    let again = names();
    assert!(again.len() == first.len() + 1 && again.contains(&"notes.txt".to_owned()), "{again:?}");
    assert!(!first.iter().any(|mail| again.contains(mail)), "the earlier mails are gone: {again:?}");
}

async fn settings_are_checked_by_every_command(backend: Backend) {
    let record = Record::new(backend);
    let pack = council();
    for arguments in
        [&["serve"][..], &["worker"], &["migrate"], &["import", pack.to_str().unwrap()], &["check", "--dry-run"], &["keys", "list"]]
    {
        for (name, value) in [
            ("smtp_url", "gopher://mail.example"),
            ("mail_from", "Plumbline"),
            ("public_url", "council.example"),
            ("listen", "localhost"),
            ("log", "info,=="),
        ] {
            let variable = format!("PLUMBLINE_{}", name.to_uppercase());
            let (code, out, err) = ended(command(&record, arguments).env(&variable, value).output().unwrap());
            let said = format!("plumbline: configuration: {name} ({variable}): ");
            assert!(code == 2 && out.is_empty() && err.starts_with(&said), "{arguments:?}: {code} {out}{err}");
        }
    }
    let (code, _, err) = run(&record, &["serve", "--listen", "localhost"]);
    assert_eq!((code, err.starts_with("plumbline: configuration: listen (--listen): must be")), (2, true), "{err}");
    let (code, _, err) = ended(command(&record, &["migrate"]).env("PLUMBLINE_COLOUR", "red").output().unwrap());
    assert!(code == 2 && err.starts_with("plumbline: configuration: colour (PLUMBLINE_COLOUR): there is no such key"), "{err}");
}
