//! The configuration as an operator checks it: every setting with who set it, and every fault at once.

use super::sources::{Origin, Sources, defaults};
use super::{Config, ConfigError, Overrides, Warning};
use figment::value::Value;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use std::path::Path;

/// What is set, and what is wrong with it.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Every key, in alphabetical order.
    pub settings: Vec<Setting>,
    /// What is wrong.
    pub faults: Vec<ConfigError>,
    /// What stops nothing, and is to be known of.
    pub warnings: Vec<Warning>,
    /// What holds when nothing is wrong.
    #[serde(skip)]
    pub config: Option<Config>,
}

/// A key as it is set.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value; passwords are masked.
    pub value: serde_json::Value,
    /// Who set it.
    pub source: Origin,
}

impl Report {
    /// Looks at everything that is set.
    pub fn new(file: Option<&Path>, overrides: &Overrides) -> Self {
        let read = Sources::new(file, overrides).and_then(|sources| sources.values().map(|values| (sources, values)));
        let (sources, values) = match read {
            Ok(read) => read,
            Err(fault) => return Self { faults: vec![fault], ..Self::default() },
        };
        let mut report = Self::default();
        let known = defaults();
        for (key, value) in &values {
            if known.contains(key) {
                report.settings.push(Setting { key: key.clone(), value: shown(key, value), source: sources.origin(key) });
            }
            // Alone among defaults, so that one fault does not hide another.
            if let Err(error) = known.clone().merge((key, value)).extract::<Config>() {
                report.faults.push(sources.unfit(error));
            }
        }
        if report.faults.is_empty() {
            match Config::read(sources) {
                Ok(config) => {
                    report.faults = config.faults();
                    report.warnings = config.warnings();
                    report.config = Some(config);
                }
                Err(fault) => report.faults.push(fault),
            }
        }
        report
    }
}

fn shown(key: &str, value: &Value) -> serde_json::Value {
    match value {
        // Its path is what is secret.
        Value::String(_, text) if key == "worker_ping_url" && !text.is_empty() => "***".into(),
        Value::String(_, text) if key.ends_with("_url") || key == "otlp_endpoint" => masked(text).into(),
        Value::String(_, text) => text.as_str().into(),
        other => serde_json::to_value(other).unwrap_or_default(),
    }
}

/// A URL without its password. What may be one is taken for one: a URL that is written wrongly is shown here too.
fn masked(text: &str) -> String {
    if text.starts_with("file:") || text.starts_with("sqlite:") {
        return text.to_owned();
    }
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let after = if scheme.is_empty() { "" } else { "://" };
    // Of a password that holds an @ of its own, all is hidden.
    let rest = match rest.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host))) {
        Some((user, host)) => format!("{user}:***@{host}"),
        None => rest.to_owned(),
    };
    let parameters: String = rest.split_inclusive(['?', '&']).map(parameter).collect();
    format!("{scheme}{after}{parameters}")
}

/// A parameter of a URL, with what separates it from the next.
fn parameter(text: &str) -> String {
    let is_secret = |name: &str| {
        let name = percent_decode_str(name).decode_utf8_lossy().to_lowercase();
        ["pass", "secret", "token"].iter().any(|word| name.contains(word))
    };
    match text.split_once('=') {
        Some((name, value)) if is_secret(name) => {
            format!("{name}=***{}", if value.ends_with('&') { "&" } else { "" })
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn no_password_is_shown() {
        for (text, shown) in [
            ("smtp://user:secret@mail.example:587?tls=required", "smtp://user:***@mail.example:587?tls=required"),
            ("smtps://user:se%40cret@mail.example", "smtps://user:***@mail.example"),
            ("smtp://user:secr@et/secret#secret?secret@mail.example", "smtp://user:***@mail.example"),
            ("user:secret@mail.example", "user:***@mail.example"),
            ("smtp:user:secret@mail.example", "smtp:***@mail.example"),
            ("postgres://plumbline@db/plumbline", "postgres://plumbline@db/plumbline"),
            ("postgres://plumbline:secret@a:1,b:2/plumbline", "postgres://plumbline:***@a:1,b:2/plumbline"),
            ("postgres:///p?host=/run&password=secret&port=1", "postgres:///p?host=/run&password=***&port=1"),
            ("postgres:///p?p%61ssword=secret", "postgres:///p?p%61ssword=***"),
            ("postgres://u:secret@h/p?application_name=a@b&sslpassword=secret", "postgres://u:***@b&sslpassword=***"),
            ("sqlite:records@2026:a.db", "sqlite:records@2026:a.db"),
            ("file:/srv/mails@a", "file:/srv/mails@a"),
            ("https://plumbline.example/a", "https://plumbline.example/a"),
            ("https://collector.example/?api_token=secret&a=b", "https://collector.example/?api_token=***&a=b"),
            ("", ""),
        ] {
            assert_eq!(masked(text), shown, "{text}");
        }
    }
}
