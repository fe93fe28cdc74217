//! What an operator wants to know of a database before a service is trusted with it.

use super::context::Context;
use super::health::{Health, health};
use crate::clock::Timestamp;
use crate::db::{Conn, Schema, schema_of};
use crate::error::Result;
use crate::model::settings::Settings;
use crate::store::{schedule, settings};

/// What a database says of itself.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Which database it is, with its version.
    pub server: String,
    /// What it has of this program's schema.
    pub schema: Schema,
    /// Its own clock, if it has one.
    pub clock: Option<Timestamp>,
    /// The settings in force, and how the service does; none before its migrations are run.
    pub state: Option<(Settings, Health)>,
}

/// Looks.
///
/// # Errors
/// Those of the database.
pub fn diagnose(conn: &mut Conn, context: &Context) -> Result<Diagnosis> {
    let (server, schema) = (conn.server()?, schema_of(conn)?);
    let state = if schema.missing == 0 { Some((settings::load(conn)?.0, health(conn, context)?)) } else { None };
    // Last, so that the time that the rest takes is not taken for a difference between clocks.
    Ok(Diagnosis { server, schema, clock: conn.clock()?, state })
}

/// Writes as a worker does every minute: to be rehearsed, not kept.
///
/// # Errors
/// Those of the database.
pub fn try_writing(conn: &mut Conn, context: &Context) -> Result<()> {
    schedule::beat(conn, context.new_id(), context.at(), Timestamp::from_micros(0))
}
