//! Whether the service can do its work.

use super::context::Context;
use crate::clock::Timestamp;
use crate::db::{Conn, pending_migrations};
use crate::error::Result;
use crate::model::notification::State;
use crate::store::{notifications, schedule};
use chrono::Duration;

/// What the record says of the service's health.
#[derive(Clone, Copy, Debug)]
pub struct Health {
    /// Migrations that have not been run.
    pub pending_migrations: usize,
    /// When a worker last showed that it lives.
    pub worker_at: Option<Timestamp>,
    /// A worker has lived within the last minutes.
    pub worker_alive: bool,
    /// When a worker tries again to reach the mail server, which took nothing when it last tried.
    pub mail_resumes_at: Option<Timestamp>,
    /// Mails that wait to be sent.
    pub mails_waiting: i64,
    /// Since when the oldest of them does.
    pub oldest_mail_at: Option<Timestamp>,
    /// Mails that were given up.
    pub mails_dead: i64,
}

/// A worker that has been silent for longer is taken for dead.
pub const SILENCE: Duration = Duration::minutes(3);

/// Looks.
///
/// # Errors
/// Those of the database.
pub fn health(conn: &mut Conn, context: &Context) -> Result<Health> {
    let pending_migrations = pending_migrations(conn)?;
    if pending_migrations > 0 {
        return Ok(Health {
            pending_migrations,
            worker_at: None,
            worker_alive: false,
            mail_resumes_at: None,
            mails_waiting: 0,
            oldest_mail_at: None,
            mails_dead: 0,
        });
    }
    let worker_at = schedule::last_beat(conn)?;
    let (mails_waiting, oldest_mail_at) = notifications::waiting(conn)?;
    let mails_dead = notifications::by_state(conn, &[State::Dead])?.iter().map(|(_, count, _)| count).sum();
    let worker_alive = worker_at.is_some_and(|at| at >= context.at().plus(-SILENCE));
    let mail_resumes_at = schedule::mail_resumes_at(conn)?;
    Ok(Health { pending_migrations, worker_at, worker_alive, mail_resumes_at, mails_waiting, oldest_mail_at, mails_dead })
}
