//! `plumbline keys`: works offline, on the record itself.

use super::{Outcome, open, say, say_json};
use clap::{Args, Subcommand};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::config::Config;
use plumbline_shared::db::page::PageRequest;
use plumbline_shared::domain::access::{Ability, Role};
use plumbline_shared::error::{Error, FieldError};
use plumbline_shared::model::key::{ApiKey, KeyDraft, RotationDraft};
use plumbline_shared::ops::keys;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Keys {
    /// Make a key and print it, once.
    Create(Create),
    /// List keys; their secrets are not kept.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Give a key another secret and print it, once.
    Rotate {
        /// The id (the part after plb_).
        id: String,
        /// For how many hours the old secret still works, at most 168.
        #[arg(long, default_value_t = 0)]
        overlap_hours: u32,
    },
    /// Revoke a key by its id (the part after plb_), be it the last.
    Revoke {
        /// The id.
        id: String,
    },
}

#[derive(Args)]
pub struct Create {
    /// What it may do: reader, owner, editor or admin.
    #[arg(long)]
    role: Role,
    /// What it is for.
    #[arg(long)]
    name: String,
    /// Of an owner's key, the person (id, ref or e-mail address) whose items it files returns of.
    #[arg(long)]
    person: Option<String>,
    /// Only these of what the role may do, such as read,record.
    #[arg(long, value_delimiter = ',')]
    scopes: Option<Vec<Ability>>,
    /// Write only what belongs to these service areas (ids or refs).
    #[arg(long, value_delimiter = ',')]
    service_areas: Option<Vec<String>>,
    /// From when on it is refused, such as 2017-10-16T08:00:00Z.
    #[arg(long)]
    expires_at: Option<Timestamp>,
}

impl Keys {
    pub async fn run(self, config: &Config) -> Outcome {
        let (db, clock, context) = open(config, "command line")?;
        match self {
            Self::Create(create) => {
                let token = db.write(move |conn| keys::create(conn, &context, create.into())).await.map_err(by_flag)?;
                say(&token.reveal())?;
            }
            Self::List { json } => {
                let every = PageRequest { limit: usize::MAX, after: None };
                let keys = db.read(move |conn| keys::list(conn, &every)).await?.items;
                if json {
                    say_json(&keys)?;
                } else {
                    let now = clock.now().instant;
                    keys.iter().try_for_each(|key| say(&line(key, now)))?;
                }
            }
            Self::Rotate { id, overlap_hours } => {
                let token = db.write(move |conn| keys::rotate(conn, &context, &id, RotationDraft { overlap_hours })).await?;
                say(&token.reveal())?;
            }
            Self::Revoke { id } => {
                let shown = id.clone();
                db.write(move |conn| keys::revoke(conn, &context, &id)).await?;
                say(&format!("Revoked {shown}."))?;
            }
        }
        db.close();
        Ok(ExitCode::SUCCESS)
    }
}

impl From<Create> for KeyDraft {
    fn from(create: Create) -> Self {
        let Create { role, name, person, scopes, service_areas, expires_at } = create;
        Self { name, role, person, scopes, service_areas, expires_at }
    }
}

/// What is wrong with a draft, by the flags that it was made of.
fn by_flag(error: Error) -> Error {
    let flag = |error: FieldError| {
        let name = error.pointer.split('/').nth(1).unwrap_or_default().replace('_', "-");
        FieldError { pointer: format!("--{name}"), ..error }
    };
    match error {
        Error::Invalid(errors) => Error::Invalid(errors.into_iter().map(flag).collect()),
        other => other,
    }
}

fn line(key: &ApiKey, now: Timestamp) -> String {
    let state = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {at}"),
        (None, Some(at)) if at <= now => format!("expired {at}"),
        (None, Some(at)) => format!("in use until {at}"),
        (None, None) => "in use".to_owned(),
    };
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    format!("{}  {:6}  {}  {state}  {used}  {}", key.id, key.role.as_str(), key.created_at, key.name)
}
