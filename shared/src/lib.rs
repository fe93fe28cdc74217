//! Plumbline's rules, record and use cases.
//!
//! `domain` ← `store` ← `ops`: pure rules in the middle, one thin layer of SQL that runs on SQLite and PostgreSQL, and
//! use cases on top of both. The two doors, HTTP and time, are the crates `plumbline` and `plumbline-worker`.

pub mod domain;
pub mod render;
