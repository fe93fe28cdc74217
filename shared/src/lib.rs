//! Plumbline's rules, record and use cases.
//!
//! `domain` ← `store` ← `ops`: pure rules in the middle, one thin layer of SQL that runs on SQLite and PostgreSQL, and
//! use cases on top of both. The two doors, HTTP and time, are the crates `plumbline` and `plumbline-worker`.

#[macro_use]
pub mod tokens;

pub mod clock;
pub mod config;
pub mod db;
pub mod digits;
pub mod domain;
pub mod error;
pub mod hidden;
pub mod id;
pub mod link;
pub mod mail;
pub mod model;
pub mod oidc;
pub mod ops;
pub mod outbound;
pub mod read;
pub mod render;
pub mod store;
