//! Settings that would do harm together are refused.

use plumbline_shared::config::{Config, Overrides};
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Record};
use serde_json::Value;
use std::collections::BTreeMap;

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

/// `config check` with these variables and this file: its exit code and what it prints.
fn checked(more: &[&str], file: &str, variables: &[(&str, &str)]) -> (i32, String) {
    let record = Record::new(Backend::Sqlite);
    std::fs::write(record.folder().join("plumbline.toml"), file).unwrap();
    let arguments = [&["config", "check", "--config", "plumbline.toml"], more].concat();
    let (code, out, err) = ended(command(&record, &arguments).envs(variables.iter().copied()).output().unwrap());
    assert_eq!(err, "", "{out}");
    assert!(!out.contains("secret"), "{out}");
    (code, out)
}

#[test]
fn every_setting_is_shown_with_who_set_it() {
    let database = [("PLUMBLINE_DATABASE_URL", "postgres://plumbline:secret@db.example/plumbline")];
    let file = "smtp_url = 'smtp://user:secret@mail.example'\nlisten = '0.0.0.0:80'\nlink_days = 7\n";
    let (code, out) = checked(&["--json", "--smtp-url", "file:mails"], file, &database);
    let report: Value = serde_json::from_str(&out).unwrap();
    let setting =
        |one: &Value| (one["key"].as_str().unwrap().to_owned(), (one["value"].clone(), one["source"].as_str().unwrap().to_owned()));
    let settings: BTreeMap<_, _> = report["settings"].as_array().unwrap().iter().map(setting).collect();
    for (key, value, source) in [
        ("database_url", "postgres://plumbline:***@db.example/plumbline".into(), "PLUMBLINE_DATABASE_URL"),
        ("smtp_url", "file:mails".into(), "--smtp-url"),
        ("listen", "0.0.0.0:80".into(), "plumbline.toml"),
        ("link_days", 7.into(), "plumbline.toml"),
        ("today", "".into(), "default"),
    ] {
        let (shown, origin) = &settings[key];
        assert!((shown, origin.ends_with(source)) == (&value, true), "{key}: {out}");
    }
    let keys =
        plumbline_shared::config::DEFAULTS.lines().filter_map(|line| line.split_once(" = ").filter(|(key, _)| !key.starts_with('#')));
    assert_eq!(settings.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), keys.map(|(key, _)| key).collect());
    assert_eq!((code, report["faults"].as_array().map(Vec::len)), (0, Some(0)));
    let (code, out) = checked(&[], file, &database);
    assert!(code == 0 && out.contains("smtp://user:***@mail.example") && out.ends_with("The settings are good.\n"), "{out}");
}

#[test]
fn every_fault_is_told_at_once() {
    let file = "listen = 8080\ncolour = 'secret'\nlog = 'info,=='\nmail_deadline_seconds = 0\n";
    let smtp = [("PLUMBLINE_SMTP_URL", "smtp://user:secret@mail.example?tls=none")];
    let (code, out) = checked(&["--today", "soon"], file, &smtp);
    let faults: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("Fault: ")).collect();
    for begins in ["colour (in ", "listen (in ", "smtp_url (PLUMBLINE_SMTP_URL): tls=none would send", "today (--today): must be a day"] {
        assert_eq!(faults.iter().filter(|fault| fault.starts_with(begins)).count(), 1, "{begins}: {out}");
    }
    assert_eq!((code, faults.len()), (1, 4), "{out}");
    for (file, told) in [
        ("log = 'info,=='", &["log (in "][..]),
        ("mail_deadline_seconds = 0\nlink_days = 0\nmail_lease_seconds = 1", &["mail_deadline_seconds (in ", "link_days (in "]),
        ("mail_lease_seconds = 100", &["mail_lease_seconds (in "]),
        ("smtp_url = 'smtp://user:secret@mail.example", &["TOML parse error at line 1"]),
    ] {
        let (code, out) = checked(&[], file, &[]);
        let faults: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("Fault: ")).collect();
        assert_eq!((code, faults.len()), (1, told.len()), "{file}: {out}");
        assert!(told.iter().all(|told| faults.iter().any(|fault| fault.starts_with(told))), "{file}: {out}");
    }
    let (code, out) = checked(&["--json"], "link_days = 0", &[]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["faults"][0]["key"], &report["faults"][0]["detail"]), (1, &"link_days".into(), &"must be at least 1".into()));
    assert!(report["faults"][0]["source"].as_str().unwrap().ends_with("plumbline.toml"), "{out}");
}

#[test]
fn issuers_of_tokens_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plumbline.toml");
    let load = |lines: &str| {
        let usual = "issuer = \"https://id.example/tenant\"\naudience = [\"a\", \"b\"]\n";
        std::fs::write(&file, format!("[[oidc]]\n{}", lines.replace("USUAL", usual))).unwrap();
        Config::load(Some(&file), &Overrides::default()).map_err(|error| error.to_string())
    };
    let usual = load("USUAL").unwrap().oidc.remove(0);
    assert_eq!(
        (usual.audience, usual.person_claim, usual.roles_claim, usual.default_role),
        (vec!["a".into(), "b".into()], "email".into(), "roles".into(), None)
    );
    assert_eq!(
        usual.roles.into_iter().map(|(name, role)| format!("{name}={role}")).collect::<Vec<_>>().join(" "),
        "Plumbline.Admin=admin Plumbline.Editor=editor Plumbline.Owner=owner Plumbline.Reader=reader"
    );
    let all = "USUALjwks_url = \"https://id.example/keys\"\nperson_claim = \"upn\"\nroles_claim = \"groups\"\ndefault_role = \"owner\"\n[oidc.roles]\nperf = \"editor\"\n[[oidc]]\nissuer = \"https://id.example/tenant/\"\naudience = \"c d\"\n";
    let config = load(all).unwrap();
    assert_eq!((config.oidc.len(), config.oidc[0].roles.len(), &config.oidc[1].audience), (2, 1, &vec!["c".to_owned(), "d".to_owned()]));
    for (lines, said) in [
        ("audience = \"a\"", "issuer"),
        ("issuer = \"https://id.example\"", "audience"),
        ("issuer = \"https://id.example\"\naudience = []", "audience"),
        ("issuer = \"http://id.example\"\naudience = \"a\"", "https"),
        ("issuer = \"https://10.1.0.5\"\naudience = \"a\"", "outbound_allow"),
        ("issuer = \"id.example\"\naudience = \"a\"", "issuer"),
        ("issuer = \"https://id.example?a\"\naudience = \"a\"", "issuer"),
        ("USUALjwks_url = \"http://id.example/keys\"", "jwks_url"),
        ("USUALdefault_role = \"admin\"", "default_role"),
        ("USUALdefault_role = \"king\"", "default_role"),
        ("USUALperson_claim = \"\"", "person_claim"),
        ("USUALsecret = \"x\"", "secret"),
        ("USUAL[oidc.roles]\nperf = \"king\"", "roles"),
        ("USUAL[[oidc]]\nUSUAL", "twice"),
    ] {
        let error = load(lines).map(drop).unwrap_err();
        assert!(
            error.starts_with("configuration: oidc") && error.contains(&*file.to_string_lossy()) && error.contains(said),
            "{lines}: {error}"
        );
    }
}

#[test]
fn issuers_of_tokens_fit_in_the_environment() {
    let record = Record::new(Backend::Sqlite);
    let mut check = command(&record, &["config", "check", "--json"]);
    check.env("PLUMBLINE_OIDC", "[{issuer=\"https://id.example/tenant\", audience=\"api://plumbline\", person_claim=\"upn\"}]");
    let (code, out, err) = ended(check.output().unwrap());
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let shown = report["settings"].as_array().unwrap().iter().find(|setting| setting["key"] == "oidc").unwrap();
    assert_eq!((code, &shown["source"], &shown["value"][0]["person_claim"]), (0, &"PLUMBLINE_OIDC".into(), &"upn".into()), "{report}");
}
