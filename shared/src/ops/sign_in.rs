//! Who signs in: the person of the record whom a token names, and what they may do.

use super::authority::Authority;
use crate::db::Conn;
use crate::error::Result;
use crate::id::{Id, Key, ref_key};
use crate::oidc::Identity;
use crate::store::people;

/// What a good token comes to.
pub enum Admission {
    /// That person, with that authority.
    Person(Id, Authority),
    /// The record knows no such person.
    Unknown,
    /// They have left, or are archived.
    Inactive,
    /// The token gives them no role, and none is given to those without.
    WithoutRole,
}

/// Looks up whom a token names. Nobody comes in who is not a person of the record, whatever their role: history names people.
///
/// # Errors
/// Those of the database.
pub fn admit(conn: &mut Conn, identity: &Identity) -> Result<Admission> {
    // PostgreSQL would not look for a NUL.
    let Some(name) = identity.person.as_deref().filter(|name| !name.contains('\0')) else { return Ok(Admission::Unknown) };
    // An address is nobody's ref here: refs are written by those who edit people.
    let key =
        if name.contains('@') { people::id_by_email(conn, &name.to_lowercase())?.map(Key::Id) } else { Some(Key::Ref(ref_key(name))) };
    let found = key.map(|key| people::find(conn, &key)).transpose()?.flatten();
    Ok(match (found, identity.role) {
        (None, _) => Admission::Unknown,
        (Some(found), _) if !found.row.active || found.row.archived_at.is_some() => Admission::Inactive,
        (Some(_), None) => Admission::WithoutRole,
        (Some(found), Some(role)) => Admission::Person(found.row.id, Authority::new(role, None, Some(found.row.id), None)),
    })
}
