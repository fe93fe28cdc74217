//! `plumbline doctor` tells what the service lacks before the service does.

use plumbline_tests::on_both;
use plumbline_tests::support::issuer::{Issuer, SigningKey};
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Record};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use serde_json::Value;
use std::collections::BTreeMap;

on_both!(
    all_that_is_well_is_told,
    what_is_wrong_with_the_record_is_told,
    what_is_wrong_with_mail_is_told,
    issuers_of_tokens_are_asked_for_their_keys
);

/// What `doctor` finds, by the name of each trial: its state, and what is said of it.
async fn examined(record: &Record, arguments: &[&str]) -> (i32, BTreeMap<String, (String, String)>) {
    let mut process = command(record, &[&["doctor", "--json"], arguments].concat());
    let output = tokio::task::spawn_blocking(move || process.output().unwrap()).await.unwrap();
    let (code, out, err) = ended(output);
    assert_eq!(err, "", "{out}");
    let findings: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let told = |one: &Value| (text(&one["state"]), format!("{}: {}", text(&one["detail"]), text(&one["remedy"])));
    (code, findings.as_array().unwrap().iter().map(|one| (text(&one["check"]), told(one))).collect())
}

fn states(findings: &BTreeMap<String, (String, String)>) -> Vec<(&str, &str)> {
    findings.iter().map(|(check, (state, _))| (check.as_str(), state.as_str())).collect()
}

async fn all_that_is_well_is_told(backend: Backend) {
    let (record, server) = (Record::new(backend), SmtpServer::start(Script::default()).await);
    let (code, found) = examined(&record, &["--smtp-url", &server.url()]).await;
    let mut wanted = vec![
        ("clock", "ok"),
        ("database", "ok"),
        ("disk", "ok"),
        ("mail", "ok"),
        ("mail_from", "warning"),
        ("public_url", "warning"),
        ("schema", "ok"),
        ("time zone", "ok"),
        ("worker", "warning"),
        ("writing", "ok"),
    ];
    wanted.retain(|(check, _)| backend == Backend::Sqlite || *check != "disk");
    assert_eq!((code, states(&found)), (0, wanted), "{found:?}");
    assert!(found["mail"].1.contains("in plain text"), "{found:?}");
    assert!(server.taken().is_empty() && server.commands().iter().all(|line| !line.starts_with("MAIL")), "nothing is sent");
    let (code, out, err) = ended(command(&record, &["doctor", "--today", "2017-10-16"]).output().unwrap());
    assert!(code == 0 && out.contains("warning  time zone") && out.contains("2017-10-16") && out.contains("warning  mail"), "{out}{err}");
}

async fn what_is_wrong_with_the_record_is_told(backend: Backend) {
    let record = Record::new(backend);
    record.conn().execute_batch("DELETE FROM __diesel_schema_migrations WHERE version LIKE '%4'").unwrap();
    let (code, found) = examined(&record, &[]).await;
    assert_eq!((code, found["schema"].0.as_str(), found.get("writing")), (1, "failed", None), "{found:?}");
    assert!(found["schema"].1.contains("plumbline migrate"), "{found:?}");
    let gone = if backend == Backend::Sqlite { "sqlite:none/at-all.db".to_owned() } else { format!("{}_gone", record.url) };
    let (code, found) = examined(&record, &["--database-url", &gone]).await;
    assert_eq!((code, found["database"].0.as_str()), (1, "failed"), "{found:?}");
    assert!(!record.folder().join("none").exists(), "a doctor makes nothing");
}

async fn what_is_wrong_with_mail_is_told(backend: Backend) {
    let record = Record::new(backend);
    let refusing = SmtpServer::start(Script::default().on(Stage::Greeting, Act::reply(554, "not you"))).await;
    for (url, told) in [
        (refusing.url(), "at the greeting the server answered 554 not you"),
        ("smtp://127.0.0.1:1".to_owned(), "no connection"),
        (format!("{}?tls=required", refusing.url()), "554"),
    ] {
        let (code, found) = examined(&record, &["--smtp-url", &url]).await;
        assert_eq!((code, found["mail"].0.as_str()), (1, "failed"), "{found:?}");
        assert!(found["mail"].1.contains(told) && found["mail"].1.contains("smtp_url"), "{url}: {found:?}");
    }
    let server = SmtpServer::start(Script::default()).await;
    let with_user = server.url().replace("smtp://", "smtp://user:secret@");
    let (code, found) = examined(&record, &["--smtp-url", &with_user]).await;
    assert!(code == 1 && found["mail"].1.contains("AUTH") && !format!("{found:?}").contains("secret"), "{found:?}");
}

async fn issuers_of_tokens_are_asked_for_their_keys(backend: Backend) {
    let (record, issuer) = (Record::new(backend), Issuer::start().await);
    let name = issuer.publish("/council", &[&SigningKey::ed25519("e"), &SigningKey::p256("p")]);
    let file = record.folder().join("plumbline.toml");
    let examine = async |name: &str| {
        let toml = format!("outbound_allow = [\"localhost\"]\n[[oidc]]\nissuer = \"{name}\"\naudience = \"api://plumbline\"\n");
        std::fs::write(&file, toml).unwrap();
        let (code, found) = examined(&record, &["--config", file.to_str().unwrap()]).await;
        (code, found["sign-in"].clone())
    };
    let (code, (state, told)) = examine(&name).await;
    assert_eq!((code, state.as_str()), (0, "ok"), "{told}");
    assert!(told.contains(&name) && told.contains("2 keys"), "{told}");
    for (wrong, said) in [(format!("{name}/v2.0"), "answered 404"), (format!("{name}/"), "says that its issuer is")] {
        let (code, (state, told)) = examine(&wrong).await;
        assert_eq!((code, state.as_str()), (1, "failed"), "{told}");
        assert!(told.contains(said) && told.contains("jwks_url"), "{told}");
    }
    issuer.set_away(true);
    let (code, (state, told)) = examine(&name).await;
    assert_eq!((code, state.as_str()), (1, "failed"), "{told}");
}
