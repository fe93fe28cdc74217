//! Plumbline's HTTP door: the REST API, its document and its pages.

pub mod app;
pub mod auth;
pub mod commands;
pub mod conditional;
pub mod deprecation;
mod exports;
pub mod extract;
pub mod faces;
pub mod frozen;
pub mod importing;
mod limits;
pub mod moved;
pub mod openapi;
pub mod pages;
pub mod permissions;
pub mod problem;
pub mod routes;
pub mod state;
