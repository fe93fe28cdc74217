//! Roles, and what each may do.

tokens! {
    /// What its bearer may do; each role may do what those before it may.
    pub enum Role {
        /// Read everything.
        Reader = "reader",
        /// Write the record: the performance team.
        Editor = "editor",
        /// Change settings, sign off periods and see the delivery log.
        Admin = "admin",
    }
}

tokens! {
    /// What an operation asks of whoever calls it.
    pub enum Ability {
        /// To read the record.
        Read = "read",
        /// To file returns: updates, results, assessments and statuses.
        Record = "record",
        /// To change items, and to import.
        Edit = "edit",
        /// To change settings, sign off periods and see the delivery log.
        Administer = "administer",
    }
}

impl Role {
    /// Has it that ability?
    pub fn can(self, ability: Ability) -> bool {
        self >= ability.role()
    }
}

impl Ability {
    /// The least role that has it.
    pub const fn role(self) -> Role {
        match self {
            Self::Read => Role::Reader,
            Self::Record | Self::Edit => Role::Editor,
            Self::Administer => Role::Admin,
        }
    }
}
