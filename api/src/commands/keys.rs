//! `plumbline keys`: works offline, on the record itself.

use super::{Outcome, open, say, say_json};
use clap::Subcommand;
use plumbline_shared::config::Config;
use plumbline_shared::domain::access::Role;
use plumbline_shared::ops::keys;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Keys {
    /// Make a key and print it, once.
    Create {
        /// What it may do: reader, editor or admin.
        #[arg(long)]
        role: Role,
        /// What it is for.
        #[arg(long)]
        name: String,
    },
    /// List keys; their secrets are not kept.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key by its id (the part after plb_).
    Revoke {
        /// The id.
        id: String,
    },
}

impl Keys {
    pub async fn run(self, config: &Config) -> Outcome {
        let (db, _, context) = open(config, "command line")?;
        match self {
            Self::Create { role, name } => {
                let token = db.write(move |conn| keys::create(conn, &context, &name, role)).await?;
                say(&token.reveal())?;
            }
            Self::List { json } => {
                let keys = db.read(keys::list).await?;
                if json {
                    say_json(&keys)?;
                } else {
                    for key in keys {
                        let state = key.revoked_at.map_or_else(|| "in use".to_owned(), |at| format!("revoked {at}"));
                        say(&format!("{}  {:6}  {}  {state}  {}", key.id, key.role.as_str(), key.created_at, key.name))?;
                    }
                }
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
