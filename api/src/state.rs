//! What every request can reach.

use plumbline_shared::clock::Clock;
use plumbline_shared::db::{Conn, Db};
use plumbline_shared::error::Result;
use plumbline_shared::model::settings::Settings;
use plumbline_shared::ops::Context;
use plumbline_shared::store;
use plumbline_worker::Post;
use std::sync::Arc;

use crate::auth::KeyCache;

/// What every request can reach.
pub struct App {
    /// The record.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Keys seen a moment ago.
    pub keys: KeyCache,
    /// How mails go out, and how their links are signed.
    pub post: Arc<Post>,
}

impl App {
    /// On that record, at that time, with that post.
    pub fn new(db: Db, clock: Clock, post: Arc<Post>) -> Self {
        Self { db, clock, keys: KeyCache::default(), post }
    }

    /// The present, for something that `actor` does.
    pub fn context(&self, actor: &str) -> Context {
        Context { now: self.clock.now(), actor: actor.to_owned() }
    }

    /// Reads with the settings in force.
    ///
    /// # Errors
    /// Those of `job`, and those of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let context = self.context("");
        self.db.read(move |conn| store::settings::load(conn).and_then(|(settings, _)| job(conn, &settings, &context))).await
    }

    /// Writes in one transaction, with the settings in force, as `actor`.
    ///
    /// # Errors
    /// Those of `job`, and those of the database.
    pub async fn write<T: Send + 'static>(
        &self,
        actor: &str,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let context = self.context(actor);
        self.db.write(move |conn| store::settings::load(conn).and_then(|(settings, _)| job(conn, &settings, &context))).await
    }
}
