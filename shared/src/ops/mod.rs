//! The use cases, a file each: load, decide by the rules, store; inside one transaction, with the present passed in.

#[macro_use]
mod items;

pub mod action_status;
pub mod actions;
pub mod alerts;
pub mod announce;
pub mod assess_risk;
pub mod audience;
pub mod authority;
pub mod backup;
pub mod batch;
pub mod breakdowns;
pub mod calendar_feed;
pub mod calendars;
pub mod cell_guard;
pub mod checklist;
pub mod compose_digests;
pub mod context;
pub mod diagnosis;
pub mod directorates;
pub mod due_dates;
pub mod due_returns;
pub mod export;
pub mod findings;
pub mod frozen_reports;
pub mod health;
pub mod history;
pub mod idempotency;
pub mod import;
pub mod imports;
pub mod indicator_status;
pub mod indicators;
pub mod item_acts;
mod item_forms;
pub mod item_page;
pub mod judgements;
pub mod keys;
pub mod mail_choice;
pub mod measures;
pub mod merge_service_area;
pub mod narratives;
pub mod notifications;
pub mod outbox;
pub mod past;
pub mod people;
pub mod periods;
pub mod person_data;
pub mod plan;
pub mod precondition;
pub mod preview;
pub mod projects;
pub mod proposals;
pub mod quarterly_report;
pub mod reassign;
pub mod reconcile_alerts;
pub mod record_project_status;
pub mod record_result;
pub mod record_results;
pub mod record_update;
pub mod references;
pub mod retention;
pub mod returns;
pub mod risk_forecasts;
pub mod risks;
pub mod rollover;
pub mod run_check;
pub mod service_areas;
pub mod settings;
pub mod sign_in;
pub mod snapshot;
mod summaries;
pub mod suppressions;
mod trends;
pub mod wanted_alerts;
pub mod webhook_deliveries;
pub mod webhook_outbox;
pub mod webhooks;

pub use authority::Authority;
pub use context::{Change, Context, Scope};
pub use precondition::Precondition;

#[cfg(test)]
mod scratch;
#[cfg(test)]
pub(crate) mod test_record;
