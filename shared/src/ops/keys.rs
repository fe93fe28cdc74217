//! API keys: make, list, revoke, and tell whose a key is.

use super::context::Context;
use crate::db::Conn;
use crate::domain::access::Role;
use crate::error::{Error, Result};
use crate::hidden::{is_break, is_hidden};
use crate::model::key::{ApiKey, Token};
use crate::store::keys::{self as store, KeyRow};

/// The longest name of a key, in characters.
const NAME_LENGTH: usize = 100;

/// Makes a key. The token is shown to its holder once, and not kept.
///
/// # Errors
/// [`Error::Invalid`] for a name that is not one line of 1 to 100 characters; those of the database.
pub fn create(conn: &mut Conn, context: &Context, name: &str, role: Role) -> Result<Token> {
    if name.trim().is_empty() || name.chars().count() > NAME_LENGTH || name.contains(|c| is_break(c) || is_hidden(c)) {
        return Err(Error::field("name", "invalid_text", format!("must be one line of 1 to {NAME_LENGTH} characters, none invisible")));
    }
    let token = Token::generate()?;
    let row =
        KeyRow { id: token.id.clone(), name: name.to_owned(), role, secret_hash: token.hash(), created_at: context.at(), revoked_at: None };
    store::insert(conn, &row)?;
    Ok(token)
}

/// The first admin key of a new installation; `None` when there is any key already.
///
/// # Errors
/// Those of the database.
pub fn create_first(conn: &mut Conn, context: &Context) -> Result<Option<Token>> {
    conn.lock("first key")?;
    if store::list(conn)?.is_empty() { create(conn, context, "first admin key", Role::Admin).map(Some) } else { Ok(None) }
}

/// All keys, revoked ones too.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<ApiKey>> {
    let shown = |row: KeyRow| ApiKey { id: row.id, name: row.name, role: row.role, created_at: row.created_at, revoked_at: row.revoked_at };
    Ok(store::list(conn)?.into_iter().map(shown).collect())
}

/// Revokes the key of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none that is not revoked.
pub fn revoke(conn: &mut Conn, context: &Context, id: &str) -> Result<()> {
    // The id as the list shows it, or as it stands in the key.
    let id = id.strip_prefix("plb_").unwrap_or(id);
    if store::revoke(conn, id, context.at())? { Ok(()) } else { Err(Error::not_found("key in use", id)) }
}

/// The id and role of the holder of `token`; `None` when it is unknown, wrong or revoked.
///
/// # Errors
/// Those of the database.
pub fn authenticate(conn: &mut Conn, token: &Token) -> Result<Option<(String, Role)>> {
    let row = store::find(conn, &token.id)?;
    Ok(row.filter(|row| row.revoked_at.is_none() && token.matches(&row.secret_hash)).map(|row| (row.id, row.role)))
}
