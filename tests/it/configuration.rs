//! Settings that would do harm together are refused.

use plumbline_shared::config::{Config, Overrides};

#[test]
fn a_lease_that_could_end_while_its_mail_is_sent_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plumbline.toml");
    let load = |deadline: u32, lease: u32| {
        std::fs::write(&file, format!("mail_deadline_seconds = {deadline}\nmail_lease_seconds = {lease}\n")).unwrap();
        Config::load(Some(&file), &Overrides::default()).map_err(|error| error.to_string())
    };
    for (deadline, lease) in [(60, 60), (60, 119), (1, 0)] {
        let error = load(deadline, lease).unwrap_err();
        assert!(error.contains("mail_deadline_seconds") && error.contains("mail_lease_seconds"), "{error}");
    }
    assert_eq!(load(60, 120).unwrap().mail_lease_seconds, 120);
    let usual = Config::load(None, &Overrides::default()).unwrap();
    assert_eq!((usual.mail_deadline_seconds, usual.mail_lease_seconds), (60, 150));
}

#[test]
fn what_is_wrong_is_told_with_its_key_and_who_set_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plumbline.toml");
    let load = |line: &str, flags: &Overrides| {
        std::fs::write(&file, line).unwrap();
        Config::load(Some(&file), flags).map(drop).map_err(|error| error.to_string())
    };
    for (key, values) in [
        ("database_url", &["\"mysql:x\"", "5"][..]),
        ("database_connections", &["0", "-1", "\"many\""]),
        ("listen", &["\"8080\"", "\"localhost:8080\"", "\"\""]),
        ("public_url", &["\"council.example\"", "\"ftp://council.example\"", "\"https://x/?a\"", "\"https://\""]),
        ("smtp_url", &["\"mail.example\"", "\"smtp://\"", "\"smtp://u:secret@mail.example?tls=none\"", "\"file:\""]),
        ("mail_deadline_seconds", &["0", "1.5"]),
        ("mail_from", &["\"\"", "\"Plumbline\"", "\"Plumbline <a@b\"", "\"a@b c\"", "\"A\\u000AB <a@b.example>\""]),
        ("mail_reply_to", &["\"Performance team\""]),
        ("link_days", &["0"]),
        ("today", &["\"16/10/2017\""]),
        ("log_format", &["\"xml\""]),
        ("health_listen", &["\"8081\""]),
    ] {
        for value in values {
            let error = load(&format!("{key} = {value}\n"), &Overrides::default()).unwrap_err();
            let begins = format!("configuration: {key} (in {}): ", file.display());
            assert!(error.starts_with(&begins) && !error.contains("secret"), "{value}: {error}");
            assert!(!error.contains("invalid") && !error.contains("``"), "in plain words: {error}");
        }
    }
    let flags = Overrides { smtp_url: Some("mail.example".to_owned()), ..Overrides::default() };
    let error = load("smtp_url = \"file:mails\"", &flags).unwrap_err();
    assert!(error.starts_with("configuration: smtp_url (--smtp-url): the mail URL begins with none of"), "{error}");
    let error = load("colour = 1", &Overrides::default()).unwrap_err();
    assert!(error.contains("colour (in ") && error.contains("public_url"), "{error}");
    assert!(load("listen = ", &Overrides::default()).is_err());
    for line in [
        "mail_from = \"a@council.example\"",
        "mail_from = '\"Plumbline, Vale\" <a@council.example>'",
        "public_url = \"https://vale.example/plumbline/\"",
    ] {
        assert_eq!(load(line, &Overrides::default()), Ok(()), "{line}");
    }
}

#[test]
fn links_lead_to_where_the_service_listens_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plumbline.toml");
    for (lines, flag, wanted) in [
        ("", None, "http://127.0.0.1:8080"),
        ("public_url = ''", Some("127.0.0.1:9000"), "http://127.0.0.1:9000"),
        ("listen = '10.1.2.3:9000'", None, "http://10.1.2.3:9000"),
        ("listen = '10.1.2.3:9000'", Some("[::1]:9001"), "http://[::1]:9001"),
        ("listen = '0.0.0.0:80'", None, "http://127.0.0.1:80"),
        ("listen = '[::]:9000'", None, "http://localhost:9000"),
        ("listen = '0.0.0.0:80'\npublic_url = 'https://vale.example'", Some("127.0.0.1:9000"), "https://vale.example"),
    ] {
        std::fs::write(&file, lines).unwrap();
        let flags = Overrides { listen: flag.map(str::to_owned), ..Overrides::default() };
        assert_eq!(Config::load(Some(&file), &flags).unwrap().public_url, wanted, "{lines} {flag:?}");
    }
}
