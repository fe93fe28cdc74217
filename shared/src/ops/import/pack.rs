//! A pack as it comes in: named files, not read yet.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// The most files of one pack.
pub const MAX_FILES: usize = 64;
/// The largest file of a pack, in bytes.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Files to import together.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    pub(super) files: Vec<PackFile>,
}

/// One file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its name, such as `indicators.csv`, without a folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Pack {
    /// A pack of these files.
    ///
    /// # Errors
    /// [`Error::Invalid`] for too many or too large files.
    pub fn new(files: Vec<PackFile>) -> Result<Self> {
        if files.len() > MAX_FILES {
            return Err(Error::field("", "too_many", format!("a pack has at most {MAX_FILES} files")));
        }
        let too_large = |file: &&PackFile| u64::try_from(file.bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES;
        if let Some(file) = files.iter().find(too_large) {
            let detail = format!("is larger than {} MiB; split it, and import one part after the other", MAX_BYTES / 1024 / 1024);
            return Err(Error::field(&file.name, "too_large", detail));
        }
        Ok(Self { files })
    }

    /// The CSV files of a folder; its other files and its folders are left alone.
    ///
    /// # Errors
    /// [`Error::Invalid`] names what cannot be read, is too large, or one too many.
    pub fn read_dir(folder: &Path) -> Result<Self> {
        let unreadable =
            |path: &Path, error: std::io::Error| Error::field(path.display().to_string(), "unreadable", format!("cannot be read: {error}"));
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
            let path = entry.map_err(|error| unreadable(folder, error))?.path();
            if !is_csv(&path) || !path.is_file() {
                continue;
            }
            let mut bytes = Vec::new();
            let mut reader = File::open(&path).map_err(|error| unreadable(&path, error))?.take(MAX_BYTES + 1);
            reader.read_to_end(&mut bytes).map_err(|error| unreadable(&path, error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(PackFile { name, bytes });
            if files.len() > MAX_FILES {
                break;
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self::new(files)
    }
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}
