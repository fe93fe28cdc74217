//! Configuration: embedded defaults < a file < the environment < flags. An unknown key is an error that names it.

mod issuer;
mod ping;
mod report;
mod sources;

use crate::db::{DatabaseUrl, Options};
use crate::domain::day::Day;
use crate::mail::{Destination, Sender};
use crate::outbound::Allowed;
use ipnet::IpNet;
pub use issuer::IssuerConfig;
pub use ping::PingUrl;
pub use report::{Report, Setting};
use serde::{Deserialize, Deserializer, Serialize};
pub use sources::{Origin, Sources};
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
    pub requests_per_minute: u32,
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    #[serde(deserialize_with = "origins")]
    pub cors_origins: Vec<String>,
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
    pub mails_per_minute: u32,
    #[serde(deserialize_with = "optional")]
    pub mail_redirect: Option<Sender>,
    pub link_days: u32,
    #[serde(deserialize_with = "day")]
    pub today: Option<Day>,
    #[serde(deserialize_with = "parsed")]
    pub log_format: LogFormat,
    pub log: String,
    #[serde(deserialize_with = "optional_address")]
    pub health_listen: Option<SocketAddr>,
    #[serde(deserialize_with = "optional_address")]
    pub metrics_listen: Option<SocketAddr>,
    #[serde(deserialize_with = "collector")]
    pub otlp_endpoint: Option<Url>,
    #[serde(deserialize_with = "optional")]
    pub worker_ping_url: Option<PingUrl>,
    pub outbound_allow: Allowed,
    pub oidc: Vec<IssuerConfig>,
    #[serde(skip)]
    #[doc(hidden)]
    pub sources: Sources,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_listen: Option<String>,
}

/// Why there is no usable configuration: which key, who set it, and what it may be.
#[derive(Debug, thiserror::Error, Serialize)]
#[error("configuration: {}", self.told())]
pub struct ConfigError {
    /// The key; none where the file as a whole cannot be read.
    key: Option<String>,
    /// Who set it.
    #[serde(rename = "source")]
    origin: Option<Origin>,
    /// What is wrong, and what would be right.
    detail: String,
}

impl ConfigError {
    /// What is wrong with everything.
    fn whole(detail: String) -> Self {
        Self { key: None, origin: None, detail }
    }

    /// The fault in a sentence.
    pub fn told(&self) -> String {
        match (&self.key, &self.origin) {
            (Some(key), Some(origin)) => format!("{}: {}", sources::named(key, origin), self.detail),
            _ => self.detail.clone(),
        }
    }
}

/// Something that stops nothing, and is to be known of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Which key it is about.
    pub key: &'static str,
    /// What is the matter.
    pub detail: String,
    /// What to do with the key.
    pub remedy: &'static str,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// [`ConfigError`] names the key and where it was set.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let config = Self::read(Sources::new(file, overrides)?)?;
        config.faults().into_iter().next().map_or(Ok(config), Err)
    }

    fn read(sources: Sources) -> Result<Self, ConfigError> {
        let mut config: Self = sources.0.extract().map_err(|error| sources.unfit(error))?;
        config.sources = sources;
        if config.public_url.is_empty() {
            config.public_url = reached_at(config.listen);
        }
        Ok(config)
    }

    /// The error for the value of a key: it turned out to be of no use.
    pub fn fault(&self, key: &str, detail: impl fmt::Display) -> ConfigError {
        self.sources.fault(key, detail)
    }

    /// What stops nothing and is hardly meant, with what to do: mails that go out, and lead people or their answers nowhere.
    pub fn warnings(&self) -> Vec<Warning> {
        if !matches!(self.smtp_url, Some(Destination::Smtp(_))) {
            return Vec::new();
        }
        let here = |host: &str| host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let leads_here = Url::parse(&self.public_url).is_ok_and(|url| url.host_str().is_some_and(here));
        let links = format!("links in mails start with {}, which opens on this machine alone", self.public_url);
        let from_here = self.mail_from.address.rsplit('@').next().is_some_and(here);
        let sender = format!("mails come from {}, which nobody can answer and many servers refuse", self.mail_from.address);
        let all = [
            (leads_here, Warning { key: "public_url", detail: links, remedy: "set it to the address at which people reach the service" }),
            (from_here, Warning { key: "mail_from", detail: sender, remedy: "set it to an address of the organisation" }),
        ];
        all.into_iter().filter_map(|(holds, warning)| holds.then_some(warning)).collect()
    }

    /// Values that can be read and are of no use, by themselves or together.
    fn faults(&self) -> Vec<ConfigError> {
        let connections = u32::try_from(self.database_connections).unwrap_or(u32::MAX);
        let (deadline, lease) = (self.mail_deadline_seconds, self.mail_lease_seconds);
        let counts = [("mail_deadline_seconds", deadline), ("link_days", self.link_days), ("database_connections", connections)];
        let mut faults: Vec<_> =
            counts.iter().filter(|(_, value)| *value == 0).map(|(key, _)| self.fault(key, "must be at least 1")).collect();
        // A lease that ends while its holder may still be sending would have others send the same mail.
        if lease / 2 < deadline {
            let least = format!("must be at least twice {}: they are {lease} and {deadline}", self.sources.name("mail_deadline_seconds"));
            faults.push(self.fault("mail_lease_seconds", least));
        }
        faults.extend(issuer::faults(self).into_iter().map(|detail| self.fault("oidc", detail)));
        faults
    }

    /// How the database is used.
    pub fn database_options(&self) -> Options {
        Options { postgres_connections: self.database_connections, ..Options::default() }
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

/// A list, or in the environment the same in one text, with spaces or commas between.
fn listed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Several {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Several::deserialize(deserializer).map_err(|_| serde::de::Error::custom("must be a list of texts"))? {
        Several::List(list) => list,
        Several::Text(text) => text.split([' ', ',']).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
    })
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let network = |text: &String| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let asked = |_| serde::de::Error::custom("must be addresses or networks, such as 10.1.0.5 or 10.2.0.0/16");
    listed(deserializer)?.iter().map(network).collect::<Result<_, _>>().map_err(asked)
}

/// As browsers name sites: scheme, host and port.
fn origins<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let origin = |text: &String| text == "*" || Url::parse(text).is_ok_and(|url| url.origin().ascii_serialization() == *text);
    let listed = listed(deserializer)?;
    let asked = || serde::de::Error::custom("must be sites as browsers name them, such as https://intranet.council.example, or *");
    if listed.iter().all(origin) { Ok(listed) } else { Err(asked()) }
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

/// Where a collector listens. What opens it is no part of its address, which is shown.
fn collector<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = web_address(deserializer)?;
    let bare = |url: &Url| url.username().is_empty() && url.password().is_none();
    let asked = "must be a web address such as http://localhost:4318, without a user or password, or empty";
    if text.is_empty() {
        return Ok(None);
    }
    Url::parse(&text).ok().filter(bare).map(Some).ok_or_else(|| serde::de::Error::custom(asked))
}
