//! Stand-ins for the world outside the service.

pub mod aiosmtpd;
pub mod certificate;
pub mod collector;
pub mod forms;
pub mod issuer;
pub mod outbox;
pub mod pack;
pub mod postgres;
pub mod process;
pub mod receiver;
pub mod served;
pub mod service;
pub mod smtp;
