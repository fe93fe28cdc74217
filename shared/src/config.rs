//! Configuration: embedded defaults < a file < the environment < flags. An unknown key is an error that names it.

use crate::db::{DatabaseUrl, Options};
use crate::domain::day::Day;
use crate::mail::{Destination, Sender};
use crate::read;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::{Figment, Source};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::str::FromStr;
use url::Url;

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
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    pub http_workers: usize,
    #[serde(deserialize_with = "web_address")]
    pub public_url: String,
    #[serde(deserialize_with = "optional")]
    pub smtp_url: Option<Destination>,
    pub mail_deadline_seconds: u32,
    pub mail_lease_seconds: u32,
    #[serde(deserialize_with = "parsed")]
    pub mail_from: Sender,
    #[serde(deserialize_with = "optional")]
    pub mail_reply_to: Option<Sender>,
    pub link_days: u32,
    #[serde(deserialize_with = "day")]
    pub today: Option<Day>,
    #[serde(deserialize_with = "parsed")]
    pub log_format: LogFormat,
    pub log: String,
    #[serde(deserialize_with = "optional_address")]
    pub health_listen: Option<SocketAddr>,
    #[serde(skip)]
    #[doc(hidden)]
    pub sources: Sources,
}

/// Where each key was set. Not shown: it holds passwords as they were written.
#[derive(Clone, Default)]
pub struct Sources(Figment);

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
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
        let sources = Sources(figment);
        let mut config: Self = sources.0.extract().map_err(|error| sources.unfit(error))?;
        config.sources = sources;
        if config.public_url.is_empty() {
            config.public_url = reached_at(config.listen);
        }
        config.check().map(|()| config)
    }

    /// The error for the value of a key: it turned out to be of no use.
    pub fn fault(&self, key: &str, detail: impl fmt::Display) -> ConfigError {
        ConfigError(format!("{}: {detail}", self.sources.name(key)))
    }

    fn check(&self) -> Result<(), ConfigError> {
        for (key, value) in [("mail_deadline_seconds", self.mail_deadline_seconds), ("link_days", self.link_days)] {
            if value == 0 {
                return Err(self.fault(key, "must be at least 1"));
            }
        }
        if self.database_connections == 0 {
            return Err(self.fault("database_connections", "must be at least 1"));
        }
        // A lease that ends while its holder may still be sending would have others send the same mail.
        let (deadline, lease) = (self.mail_deadline_seconds, self.mail_lease_seconds);
        if lease / 2 < deadline {
            let least = format!("must be at least twice {}: they are {lease} and {deadline}", self.sources.name("mail_deadline_seconds"));
            return Err(self.fault("mail_lease_seconds", least));
        }
        Ok(())
    }

    /// How the database is used.
    pub fn database_options(&self) -> Options {
        Options { postgres_connections: self.database_connections, ..Options::default() }
    }
}

impl Sources {
    /// A key, and where it was set, as whoever set it wrote it.
    fn name(&self, key: &str) -> String {
        let metadata = self.0.find_metadata(key);
        match metadata.and_then(|metadata| metadata.source.as_ref()) {
            Some(Source::File(path)) => format!("{key} (in {})", path.display()),
            Some(_) => format!("{key} (--{})", key.replace('_', "-")),
            None if metadata.is_some_and(|metadata| metadata.name.contains("environment")) => {
                format!("{key} (PLUMBLINE_{})", key.to_ascii_uppercase())
            }
            None => key.to_owned(),
        }
    }

    fn unfit(&self, error: figment::Error) -> ConfigError {
        use figment::error::Kind;
        let key = error.path.join(".");
        let detail = match error.kind {
            Kind::UnknownField(key, known) => {
                let known = known.join(", ");
                return ConfigError(format!("{}: there is no such key; the keys are {known}", self.name(&key)));
            }
            // What is no TOML has no key; the parser tells the line.
            _ if key.is_empty() => return ConfigError(error.to_string()),
            kind => read::plain(&kind.to_string()),
        };
        ConfigError(format!("{}: {detail}", self.name(&key)))
    }
}

fn parsed<'de, T: FromStr<Err: fmt::Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// `None` when the text is empty.
fn optional<'de, T: FromStr<Err: fmt::Display>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    optional(deserializer).map_err(|_: D::Error| serde::de::Error::custom("must be a day such as 2026-10-15, or empty"))
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    parsed(deserializer).map_err(|_: D::Error| serde::de::Error::custom("must be an address and port such as 127.0.0.1:8080"))
}

fn optional_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    optional(deserializer).map_err(|_: D::Error| serde::de::Error::custom("must be an address and port such as 127.0.0.1:8081, or empty"))
}

/// A web address that leads to where the API listens, from the same machine at least.
fn reached_at(listen: SocketAddr) -> String {
    match listen.ip() {
        IpAddr::V4(every) if every.is_unspecified() => format!("http://127.0.0.1:{}", listen.port()),
        IpAddr::V6(every) if every.is_unspecified() => format!("http://localhost:{}", listen.port()),
        _ => format!("http://{listen}"),
    }
}

/// What links can start with; it may be empty.
fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(text);
    }
    let usable =
        |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none() && url.fragment().is_none();
    let asked = "must be a web address such as https://plumbline.council.example, without ? or #, or empty";
    Url::parse(&text).ok().filter(usable).map(|_| text).ok_or_else(|| serde::de::Error::custom(asked))
}
