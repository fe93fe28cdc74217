//! Where each key was set, and what is told of a value that does not fit there.

use super::{ConfigError, DEFAULTS, Overrides};
use crate::read;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::Dict;
use figment::{Figment, Source};
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::{Path, PathBuf};

/// All that was set, and by whom. Not shown: it holds passwords as they were written.
#[derive(Clone, Default)]
pub struct Sources(pub(super) Figment);

/// Who set a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody.
    Default,
    /// That file.
    File(PathBuf),
    /// That variable of the environment.
    Environment(String),
    /// That flag.
    Flag(String),
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => path.display().fmt(f),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Sources {
    /// Everything that is set.
    pub(super) fn new(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut figment = defaults();
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::whole(format!("there is no file {}", file.display())));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        // Values stay texts where the key is one: a mail name of digits is still a name.
        Ok(Self(figment.merge(Env::prefixed("PLUMBLINE_")).merge(Serialized::defaults(overrides))))
    }

    /// Every key that is set, by its name.
    pub(super) fn values(&self) -> Result<Dict, ConfigError> {
        self.0.extract().map_err(|error| self.unfit(error))
    }

    /// Who set the key.
    pub(super) fn origin(&self, key: &str) -> Origin {
        // What is wrong inside a list was set with the list.
        let key = key.split('.').next().unwrap_or(key);
        let metadata = self.0.find_metadata(key);
        match metadata.and_then(|metadata| metadata.source.as_ref()) {
            Some(Source::File(path)) => Origin::File(path.clone()),
            Some(_) => Origin::Flag(format!("--{}", key.replace('_', "-"))),
            None if metadata.is_some_and(|metadata| metadata.name.contains("environment")) => {
                Origin::Environment(format!("PLUMBLINE_{}", key.to_ascii_uppercase()))
            }
            None => Origin::Default,
        }
    }

    /// A key and who set it, in a sentence.
    pub(super) fn name(&self, key: &str) -> String {
        named(key, &self.origin(key))
    }

    /// The error for the value of a key.
    pub(super) fn fault(&self, key: &str, detail: impl fmt::Display) -> ConfigError {
        ConfigError { key: Some(key.to_owned()), origin: Some(self.origin(key)), detail: detail.to_string() }
    }

    /// What the reading of a value ended with, in plain words.
    pub(super) fn unfit(&self, error: figment::Error) -> ConfigError {
        use figment::error::Kind;
        let key = error.path.join(".");
        match error.kind {
            // Inside a list the path leads to the table; at the top there is none.
            Kind::UnknownField(name, known) => {
                let place = if key.is_empty() || key == name { name } else { format!("{key}.{name}") };
                self.fault(&place, format!("there is no such key; the keys are {}", known.join(", ")))
            }
            // What is no TOML has no key; the parser tells the line.
            _ if key.is_empty() => ConfigError::whole(without_excerpt(&error.to_string())),
            kind => self.fault(&key, read::plain(&kind.to_string())),
        }
    }
}

/// What holds where nothing is set.
pub(super) fn defaults() -> Figment {
    Figment::from(Toml::string(DEFAULTS))
}

/// A key and who set it, in a sentence.
pub(super) fn named(key: &str, origin: &Origin) -> String {
    match origin {
        Origin::Default => key.to_owned(),
        Origin::File(path) => format!("{key} (in {})", path.display()),
        Origin::Environment(name) | Origin::Flag(name) => format!("{key} ({name})"),
    }
}

/// What the parser says, but for the line that it quotes: that may hold a password.
fn without_excerpt(said: &str) -> String {
    let told: Vec<_> = said.lines().filter(|line| !line.contains(" |")).collect();
    told.join(" ")
}
