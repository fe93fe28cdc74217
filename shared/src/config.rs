//! Configuration: embedded defaults < a file < the environment < flags. An unknown key is an error that names it.

use crate::db::{DatabaseUrl, Options};
use chrono::NaiveDate;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

/// Every key with its default and a comment.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// The configuration of a process. Its fields are the keys of [`DEFAULTS`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each key is explained in config.default.toml")]
pub struct Config {
    #[serde(deserialize_with = "parsed")]
    pub database_url: DatabaseUrl,
    pub database_connections: usize,
    pub listen: SocketAddr,
    pub http_workers: usize,
    pub public_url: String,
    pub smtp_url: SecretString,
    pub mail_deadline_seconds: u32,
    pub mail_lease_seconds: u32,
    pub mail_from: String,
    pub mail_reply_to: String,
    pub link_days: u32,
    #[serde(deserialize_with = "day")]
    pub today: Option<NaiveDate>,
    pub log_format: LogFormat,
    pub log: String,
    #[serde(deserialize_with = "address")]
    pub health_listen: Option<SocketAddr>,
}

tokens! {
    /// How logs are written.
    pub enum LogFormat {
        /// For people.
        Pretty = "pretty",
        /// For programs: a JSON object a line.
        Json = "json",
    }
}

/// Values given as flags: they come before everything else. Absent ones are left out.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "each key is explained in config.default.toml")]
pub struct Overrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_listen: Option<String>,
}

/// Why there is no usable configuration: which key, where it was set, and what it may be.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// [`ConfigError`] names the key and where it was set.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError(format!("there is no file {}", file.display())));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        // Values stay texts where the key is one: a mail name of digits is still a name.
        let figment = figment.merge(Env::prefixed("PLUMBLINE_")).merge(Serialized::defaults(overrides));
        let config: Self = figment.extract().map_err(|error| ConfigError(error.to_string()))?;
        config.check().map(|()| config)
    }

    /// A lease that ends while its holder may still be sending would have others send the same mail.
    fn check(&self) -> Result<(), ConfigError> {
        let (deadline, lease) = (self.mail_deadline_seconds, self.mail_lease_seconds);
        if deadline == 0 || lease / 2 < deadline {
            let asked = "mail_deadline_seconds must be at least 1, and mail_lease_seconds at least twice that";
            return Err(ConfigError(format!("{asked}: they are {deadline} and {lease}")));
        }
        Ok(())
    }

    /// How the database is used.
    pub fn database_options(&self) -> Options {
        Options { postgres_connections: self.database_connections, ..Options::default() }
    }
}

fn parsed<'de, T: FromStr<Err: std::fmt::Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

fn optional<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D, what: &str) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(format!("must be {what}, or empty")))
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    optional(deserializer, "a day such as 2017-10-16")
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    optional(deserializer, "an address such as 127.0.0.1:8081")
}
