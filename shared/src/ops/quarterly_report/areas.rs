//! The service areas that lines name, and the directorates that texts are of.

use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::report::by_ref;
use crate::error::Result;
use crate::id::Id;
use crate::model::report::AreaRef;
use crate::store::directorates::{self, DirectorateFilter};
use crate::store::service_areas::{self as store, ServiceAreaFilter};
use std::collections::{HashMap, HashSet};

/// All service areas and directorates, archived ones too.
pub(super) struct Areas(HashMap<Id, AreaRef>);

impl Areas {
    pub fn load(conn: &mut Conn) -> Result<Self> {
        let all = PageRequest { limit: usize::MAX, after: None };
        let mut areas = HashMap::new();
        for archived in [false, true] {
            let filter = ServiceAreaFilter { archived, ..ServiceAreaFilter::default() };
            let rows = store::list(conn, &filter, &all)?.into_iter().map(|record| record.row);
            areas.extend(rows.map(|row| (row.id, AreaRef { reference: row.reference, name: row.name, name_cy: row.name_cy })));
            let filter = DirectorateFilter { archived, ..DirectorateFilter::default() };
            let rows = directorates::list(conn, &filter, &all)?.into_iter().map(|record| record.row);
            areas.extend(rows.map(|row| (row.id, AreaRef { reference: row.reference, name: row.name, name_cy: row.name_cy })));
        }
        Ok(Self(areas))
    }

    pub fn named(&self, id: Option<Id>) -> Option<AreaRef> {
        self.0.get(&id?).cloned()
    }

    /// Those that bear one of these names.
    pub fn of_names(&self, names: &HashSet<&str>) -> impl Iterator<Item = &AreaRef> {
        self.0.values().filter(|area| names.contains(area.name.as_str()))
    }
}

/// Each of these once, by ref.
pub(super) fn each_once<'a>(named: impl Iterator<Item = &'a AreaRef>) -> Vec<AreaRef> {
    let mut found: Vec<&AreaRef> = named.collect();
    found.sort_by(|one, other| by_ref(&one.reference, &other.reference));
    found.dedup();
    found.into_iter().cloned().collect()
}
