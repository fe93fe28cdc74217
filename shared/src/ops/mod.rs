//! The use cases, a file each: load, decide by the rules, store; inside one transaction, with the present passed in.

pub mod assess_risk;
pub mod batch;
pub mod breakdowns;
pub mod context;
pub mod indicators;
pub mod keys;
pub mod narratives;
pub mod periods;
pub mod record_result;
pub mod risks;
pub mod snapshot;

pub use context::{Change, Context, Scope};

#[cfg(test)]
mod test_record;
