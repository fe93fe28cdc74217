//! What clients and files write and read: drafts (what can be written) and views (what is shown), a file per kind.

pub mod action;
pub mod action_update;
pub mod breakdown;
pub mod calendar;
pub mod check;
pub mod directorate;
pub mod due_return;
pub mod form;
pub mod handover;
pub mod history;
pub mod import;
pub mod indicator;
pub mod indicator_result;
pub mod key;
pub mod link;
pub mod narrative;
pub mod notification;
pub mod period;
pub mod person;
pub mod person_data;
pub mod plan;
pub mod project;
pub mod report;
pub mod risk;
pub mod risk_assessment;
pub mod service_area;
pub mod settings;
pub mod snapshot;
pub mod suppression;
pub mod webhook;

pub use check::Check;
pub use link::Link;
