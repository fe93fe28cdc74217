//! The use cases, a file each: load, decide by the rules, store; inside one transaction, with the present passed in.

pub mod compose_digests;
pub mod context;
pub mod health;
pub mod indicators;
pub mod keys;
pub mod outbox;
pub mod periods;
pub mod reconcile_alerts;
pub mod record_result;
pub mod run_check;
pub mod wanted_alerts;

pub use context::{Change, Context, Scope};
