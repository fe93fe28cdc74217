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
    for (deadline, lease) in [(0, 10), (60, 60), (60, 119), (1, 0)] {
        let error = load(deadline, lease).unwrap_err();
        assert!(error.contains("mail_deadline_seconds") && error.contains("mail_lease_seconds"), "{error}");
    }
    assert_eq!(load(60, 120).unwrap().mail_lease_seconds, 120);
    let usual = Config::load(None, &Overrides::default()).unwrap();
    assert_eq!((usual.mail_deadline_seconds, usual.mail_lease_seconds), (60, 150));
}
