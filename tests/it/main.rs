//! One binary of end-to-end tests, one file per capability.

mod api_errors;
mod backup;
mod command_line;
mod configuration;
mod contention;
mod council_quarter;
mod doctor;
mod header_injection;
mod health;
mod http;
mod mail_message;
mod mail_url;
mod openapi;
mod outbox_crash;
mod outbox_outcomes;
mod outbox_two_workers;
mod panic_containment;
mod postgres;
mod postgres_tls;
mod records;
mod safe_writes;
mod scheduled;
mod shutdown;
mod smtp_security;
mod smtp_transport;
mod timetable;
