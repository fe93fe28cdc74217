//! Where the record is kept.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Which database, and where.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, made when it is missing.
    Sqlite(PathBuf),
    /// A server, as libpq reads the URL.
    Postgres(String),
}

/// Why a text names no database.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UrlError {
    /// It is neither a file nor a server.
    #[error("must be sqlite:PATH or postgres://user@host/database")]
    Form,
    /// It has two of what separates a password from a host.
    #[error("must have one @, before the host: in a password it is written %40")]
    At,
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    /// Only what is named is accepted: a typo must not become a new, empty file.
    fn from_str(text: &str) -> Result<Self, UrlError> {
        if let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
            // What stands behind the first would be taken for a host, and told as one that is not there.
            let server = rest.split(['/', '?']).next().unwrap_or(rest);
            return if server.matches('@').count() > 1 { Err(UrlError::At) } else { Ok(Self::Postgres(text.to_owned())) };
        }
        let path = text.strip_prefix("sqlite:").ok_or(UrlError::Form)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains([':', '?']) {
            return Err(UrlError::Form);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Without what may hold a password.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}
