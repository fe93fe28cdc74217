//! One binary of end-to-end tests, one file per capability.

mod health;
mod mail_message;
mod mail_url;
mod postgres;
mod smtp_security;
mod smtp_transport;
