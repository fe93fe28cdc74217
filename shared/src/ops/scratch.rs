//! A record for one test: an SQLite file that goes with it, and a present that stands still.

use super::Context;
use crate::clock::{Now, Timestamp};
use crate::db::{Conn, DatabaseUrl, migrate};

pub struct Scratch {
    conn: Conn,
    context: Context,
    _folder: tempfile::TempDir,
}

impl Scratch {
    /// Migrated and empty.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url: DatabaseUrl = format!("sqlite:{}", folder.path().join("record.db").display()).parse().unwrap();
        let mut conn = Conn::open(&url).unwrap();
        migrate(&mut conn).unwrap();
        let now = Now::at(Timestamp::from_micros(1_508_140_800_000_000), None);
        Self { conn, context: Context::new(now, "test"), _folder: folder }
    }

    pub fn parts(&mut self) -> (&mut Conn, &Context) {
        (&mut self.conn, &self.context)
    }
}
