//! The use cases, a file each: load, decide by the rules, store; inside one transaction, with the present passed in.

pub mod action_status;
pub mod actions;
pub mod context;
pub mod due_dates;
pub mod indicators;
pub mod keys;
pub mod periods;
pub mod projects;
pub mod record_project_status;
pub mod record_result;
pub mod record_update;

pub use context::{Change, Context, Scope};
