//! Roles, and what each may do on whose items.

tokens! {
    /// What its bearer may do.
    pub enum Role {
        /// Read everything.
        Reader = "reader",
        /// Read everything, and file returns of what they own or stand in for.
        Owner = "owner",
        /// Write the record: the performance team.
        Editor = "editor",
        /// Change settings, sign off periods, see the delivery log and manage keys.
        Admin = "admin",
    }
}

tokens! {
    /// What an operation asks of whoever calls it; a key may be narrowed to some of these (its scopes).
    pub enum Ability {
        /// To read the record.
        Read = "read",
        /// To file returns: updates, results, assessments and statuses.
        Record = "record",
        /// To change items, and to import.
        Edit = "edit",
        /// To change settings, sign off periods, see the delivery log and manage keys.
        Administer = "administer",
    }
}

/// On whose items an ability may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// On what the bearer owns or stands in for.
    Own,
    /// On all.
    All,
}

impl Role {
    /// How far it may use that ability; `None` when it has it not.
    pub const fn reach(self, ability: Ability) -> Option<Reach> {
        match (self, ability) {
            (_, Ability::Read) | (Self::Editor | Self::Admin, Ability::Record | Ability::Edit) | (Self::Admin, Ability::Administer) => {
                Some(Reach::All)
            }
            (Self::Owner, Ability::Record) => Some(Reach::Own),
            _ => None,
        }
    }
}

impl Ability {
    /// The roles that have it, on whosever items.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| role.reach(self).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::Reach::{All, Own};
    use super::*;

    #[test]
    fn each_role_reaches_so_far() {
        let table = [
            (Role::Reader, [Some(All), None, None, None]),
            (Role::Owner, [Some(All), Some(Own), None, None]),
            (Role::Editor, [Some(All), Some(All), Some(All), None]),
            (Role::Admin, [Some(All); 4]),
        ];
        assert_eq!(table.map(|(role, _)| role), *Role::ALL);
        for (role, reaches) in table {
            let found: Vec<_> = Ability::ALL.iter().map(|ability| role.reach(*ability)).collect();
            assert_eq!(found, reaches, "{role}");
        }
        assert_eq!(Ability::Record.roles().collect::<Vec<_>>(), [Role::Owner, Role::Editor, Role::Admin]);
    }
}
