//! A small record for the tests of use cases: two directorates' areas, a plan and a person, in a file of its own.

use super::Context;
use crate::clock::{Now, Timestamp};
use crate::db::{Conn, DatabaseUrl, migrate};
use crate::domain::alert::Rule;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Error;
use crate::model::settings::Settings;
use tempfile::TempDir;

const ITEMS: &str = "
    INSERT INTO directorates VALUES ('01a0f0a2-5f3a-7c31-9b1e-00000000000d', 'RES', 'RES', '', 'Resources', NULL, NULL, 1, 0, 0);
    INSERT INTO service_areas VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000a1', 'HR', 'HR', '', 'Human Resources', NULL, '01a0f0a2-5f3a-7c31-9b1e-00000000000d', NULL, 1, 0, 0);
    INSERT INTO service_areas VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000a2', 'IT', 'IT', '', 'ICT', NULL, '01a0f0a2-5f3a-7c31-9b1e-00000000000d', NULL, 1, 0, 0);
    INSERT INTO service_areas VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000a3', 'AS', 'AS', '', 'Adult Services', NULL, NULL, NULL, 1, 0, 0);
    INSERT INTO people (id, reference, ref_key, search, email, name, language, service_area_id, manager_id, active, archived_at, version, created_at, updated_at) VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000b1', 'hr@vale.example', 'hr@vale.example', '', NULL, 'HR lead', NULL, NULL, NULL, TRUE, NULL, 1, 0, 0);
    INSERT INTO plan_items VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000c1', 'CH', 'CH', '', 'outcome', NULL, 'Corporate Health', NULL, NULL, NULL, NULL, 1, 0, 0);
    INSERT INTO plan_items VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000c2', 'CH-PEOPLE', 'CH-PEOPLE', '', 'objective', '01a0f0a2-5f3a-7c31-9b1e-0000000000c1', 'People', NULL, NULL, NULL, NULL, 1, 0, 0);";

/// The record, with default settings. The file goes when it is dropped.
pub struct Record {
    pub conn: Conn,
    pub settings: Settings,
    _folder: TempDir,
}

impl Record {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut conn = Conn::open(&DatabaseUrl::Sqlite(folder.path().join("record.db"))).unwrap();
        migrate(&mut conn).unwrap();
        conn.execute_batch(ITEMS).unwrap();
        Self { conn, settings: Settings::default(), _folder: folder }
    }

    /// With these rules alone.
    pub fn only(mut self, rules: &[Rule]) -> Self {
        self.settings.alerts.rules.iter_mut().for_each(|(rule, settings)| settings.enabled = rules.contains(rule));
        self
    }
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Noon of that day.
pub fn on(today: &str) -> Context {
    let noon = day(today).and_hms_opt(12, 0, 0).unwrap().and_utc();
    Context::new(Now::at(Timestamp::from(noon), None), "test")
}

/// Where and why values were refused, or the code of a conflict.
pub fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Invalid(errors) => errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect(),
        Error::Conflict { code, .. } => vec![("conflict", code)],
        Error::NotFound { kind, .. } => vec![("not found", kind)],
        other => panic!("{other:?}"),
    }
}
