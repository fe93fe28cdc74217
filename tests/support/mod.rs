//! Stand-ins for the world outside the service.

pub mod certificate;
pub mod outbox;
pub mod postgres;
pub mod smtp;

pub mod service;
