//! What clients and files write and read: drafts (what can be written) and views (what is shown), a file per kind.

pub mod breakdown;
pub mod check;
pub mod indicator;
pub mod key;
pub mod link;
pub mod narrative;
pub mod period;
pub mod risk;
pub mod risk_assessment;
pub mod settings;
pub mod snapshot;

pub use check::Check;
pub use link::Link;
