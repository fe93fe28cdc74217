//! Stand-ins for the world outside the service.

pub mod certificate;
pub mod smtp;
