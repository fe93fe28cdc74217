//! What can go wrong in a use case, as its callers need to know it.

use serde::Serialize;

/// Why a use case was not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What cannot be understood at all.
    #[error("{0}")]
    Malformed(String),
    /// Values that break a rule; each names its field.
    #[error("{}", join(.0))]
    Invalid(Vec<FieldError>),
    /// No such item.
    #[error("there is no {kind} {key:?}")]
    NotFound {
        /// What was looked for, such as `action`.
        kind: &'static str,
        /// The id or ref that was given.
        key: String,
    },
    /// What whoever asks may not do: what it would take, as a sentence.
    #[error("{0}")]
    Forbidden(String),
    /// At odds with what is recorded.
    #[error("{detail}")]
    Conflict {
        /// A stable code.
        code: &'static str,
        /// What stands in the way, and what to do.
        detail: String,
    },
    /// Not what its caller expected to find: it was changed since they read it.
    #[error(
        "version {version} is there now (0: nothing yet), which is not what the request expects; read it again, and repeat it if it still holds"
    )]
    Stale {
        /// The version, or revision, that is there; 0 for none.
        version: i64,
    },
    /// It would take the place of what its caller may not have seen.
    #[error(
        "revision {revision} is recorded already: send `If-Match` with the ETag of the one that you have read, or `If-Match: *` to \
         take the place of whatever is there"
    )]
    Unconditional {
        /// The revision that is there.
        revision: i64,
    },
    /// The database cannot be reached, or is too busy; worth trying again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Others were changing the same things, in another order, and one had to give way; worth trying again at once.
    #[error("another change was in the way: {0}")]
    Contended(String),
    /// A row that exists already (each use case says which).
    #[error("it exists already")]
    Duplicate,
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

/// One value that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Where: a JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter.
    #[schema(example = "/percent_complete")]
    pub pointer: String,
    /// A stable code.
    #[schema(value_type = String, example = "out_of_range")]
    pub code: &'static str,
    /// What is wrong, and what would be right.
    #[schema(example = "must be from 0 to 100")]
    pub detail: String,
}

/// What a use case gives.
pub type Result<T> = std::result::Result<T, Error>;

impl FieldError {
    /// An error at a pointer.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }
}

impl Error {
    /// One invalid field.
    pub fn field(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, detail)])
    }

    /// The error of a part of a larger value, which is at `prefix` there.
    #[must_use]
    pub fn under(self, prefix: &str) -> Self {
        let moved = |error: FieldError| FieldError { pointer: format!("{prefix}{}", error.pointer), ..error };
        match self {
            Self::Invalid(errors) => Self::Invalid(errors.into_iter().map(moved).collect()),
            other => other,
        }
    }

    /// A conflict with what is recorded.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }

    /// An item that is not there.
    pub fn not_found(kind: &'static str, key: impl ToString) -> Self {
        Self::NotFound { kind, key: key.to_string() }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};
        match &error {
            Diesel::DatabaseError(Kind::UniqueViolation, _) => Self::Duplicate,
            Diesel::DatabaseError(Kind::SerializationFailure, _) => Self::Contended(error.to_string()),
            Diesel::DatabaseError(_, info) if is_one_of(&GAVE_WAY, info.message()) => Self::Contended(error.to_string()),
            Diesel::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand, _) | Diesel::BrokenTransactionManager => {
                Self::Unavailable(error.to_string())
            }
            Diesel::DatabaseError(_, info) if is_one_of(&PASSING, info.message()) => Self::Unavailable(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Faults that pass, which both databases report without a kind of their own.
const PASSING: [&str; 10] = [
    "database is locked",
    "disk is full",
    "disk I/O error",
    "No space left on device",
    "readonly database",
    "unable to open database",
    "statement timeout",
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
];
/// What PostgreSQL says to the one that it stops, so that others can go on.
const GAVE_WAY: [&str; 2] = ["deadlock detected", "lock timeout"];

fn is_one_of(known: &[&str], message: &str) -> bool {
    known.iter().any(|known| message.contains(known))
}

fn join(errors: &[FieldError]) -> String {
    // What is wrong with the whole has no place to name.
    let told = |error: &FieldError| match error.pointer.as_str() {
        "" => error.detail.clone(),
        pointer => format!("{pointer}: {}", error.detail),
    };
    errors.iter().map(told).collect::<Vec<_>>().join("; ")
}
