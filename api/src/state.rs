//! What every request can reach.

use plumbline_shared::clock::Clock;
use plumbline_shared::db::{Conn, Db};
use plumbline_shared::error::Result;
use plumbline_shared::model::settings::Settings;
use plumbline_shared::ops::Context;
use plumbline_shared::store::settings::{self, Kept};
use plumbline_worker::Post;
use std::sync::{Arc, Mutex};

use crate::auth::{Caller, KeyCache};
use crate::permissions::Permissions;

/// What every request can reach.
pub struct App {
    /// The record.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Keys seen a moment ago.
    pub keys: KeyCache,
    /// What each operation asks of its caller.
    pub permissions: Permissions,
    /// How mails go out, and how their links are signed.
    pub post: Arc<Post>,
    settings: Mutex<Option<Kept>>,
}

impl App {
    /// On that record, at that time, with that post.
    pub fn new(db: Db, clock: Clock, post: Arc<Post>, permissions: Permissions) -> Self {
        Self { db, clock, keys: KeyCache::default(), permissions, post, settings: Mutex::default() }
    }

    /// Reads with the settings in force.
    ///
    /// # Errors
    /// Those of `job`, and those of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (context, kept) = (Context::new(self.clock.now(), ""), self.kept());
        let (found, settings) = self
            .db
            .read(move |conn| {
                let kept = settings::in_force(conn, kept)?;
                Ok((job(conn, &kept.settings, &context)?, kept))
            })
            .await?;
        if let Ok(mut kept) = self.settings.lock() {
            *kept = Some(settings);
        }
        Ok(found)
    }

    /// Writes in one transaction, with the settings in force, for `caller`.
    ///
    /// # Errors
    /// Those of `job`, and those of the database.
    pub async fn write<T: Send + 'static>(
        &self,
        caller: &Caller,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let context = Context::new(self.clock.now(), &*caller.actor).with(caller.authority.clone());
        let kept = self.kept();
        self.db.write(move |conn| settings::in_force(conn, kept).and_then(|kept| job(conn, &kept.settings, &context))).await
    }

    /// What is kept of the last read; a write in a transaction of its own may see what is never committed, so it keeps nothing.
    fn kept(&self) -> Option<Kept> {
        self.settings.lock().ok()?.clone()
    }
}
