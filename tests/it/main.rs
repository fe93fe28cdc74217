//! One binary of end-to-end tests, one file per capability.

mod api_errors;
mod council_quarter;
mod health;
mod mail_message;
mod mail_url;
mod openapi;
mod postgres;
mod records;
mod smtp_security;
mod smtp_transport;
