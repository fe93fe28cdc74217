//! The use cases, a file each: load, decide by the rules, store; inside one transaction, with the present passed in.

#[macro_use]
mod items;

pub mod context;
pub mod directorates;
pub mod indicators;
pub mod keys;
pub mod people;
pub mod periods;
pub mod plan;
pub mod record_result;
#[cfg(test)]
mod scratch;
pub mod service_areas;
pub mod settings;

pub use context::{Change, Context, Scope};
