//! How far an import is, for whoever watches it from another thread.

use serde::Serialize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far an import is.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    in_all: AtomicU64,
    file: Mutex<String>,
}

/// How far an import was when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Step {
    /// Rows that were dealt with.
    pub rows_done: u64,
    /// Rows in all, as far as is known before they are read.
    pub rows_in_all: u64,
    /// The file that is being read.
    #[schema(example = "indicator_results.csv")]
    pub file: String,
}

impl Progress {
    /// Where it is now.
    pub fn step(&self) -> Step {
        let file = self.file.lock().map(|file| file.clone()).unwrap_or_default();
        let rows_done = self.done.load(Ordering::Relaxed);
        Step { rows_done, rows_in_all: self.in_all.load(Ordering::Relaxed).max(rows_done), file }
    }

    pub(super) fn expect(&self, rows: u64) {
        self.in_all.store(rows, Ordering::Relaxed);
    }

    pub(super) fn begin(&self, name: &str) {
        if let Ok(mut file) = self.file.lock() {
            name.clone_into(&mut file);
        }
    }

    pub(super) fn advance(&self, rows: usize) {
        self.done.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
