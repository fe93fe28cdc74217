//! The use cases, a file each: load, decide by the rules, store; inside one transaction, with the present passed in.

pub mod context;
pub mod import;
pub mod indicators;
pub mod keys;
pub mod periods;
pub mod record_result;

pub use context::{Change, Context, Scope};
