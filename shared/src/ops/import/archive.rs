//! Zip archives: looked at before they are unpacked, and counted while they are, since what they say of themselves may be a lie.

use super::limits::{MAX_BYTES, MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, RATIO_FROM, mebibytes, too_large};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use zip::ZipArchive;

/// What begins each entry of an archive's directory.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const BUFFER: usize = 64 * 1024;

/// An archive whose directory is of a size that can be read.
pub(super) struct Archive<'a> {
    name: &'a str,
    zip: ZipArchive<BufReader<File>>,
    /// What may still be unpacked, in bytes.
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens it, and looks at what its directory says of each entry.
    pub(super) fn open(name: &'a str, file: &File) -> Result<Self> {
        if entries(&again(name, file)?).map_err(|error| broken(name, &error))? > MAX_ENTRIES {
            return Err(too_large(name, format!("has more than {MAX_ENTRIES} entries, which is the most")));
        }
        let mut zip = ZipArchive::new(BufReader::new(again(name, file)?)).map_err(|error| broken(name, &error))?;
        if zip.has_duplicate_names() {
            return Err(Error::field(name, "duplicate_file", "holds two files of the same name; keep one of them"));
        }
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(|error| broken(name, &error))?;
            if entry.encrypted() {
                return Err(Error::field(name, "encrypted", "is protected by a password; save it without one"));
            }
            let (size, packed) = (entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            if size > RATIO_FROM && size / packed.max(1) > MAX_RATIO {
                let detail = format!("has an entry packed to less than 1/{MAX_RATIO} of its size, which no table is; send it unpacked");
                return Err(too_large(name, detail));
            }
            if size > MAX_BYTES || total > MAX_UNPACKED {
                let detail =
                    format!("unpacks to more than {} in all, or {} for a file; split it", mebibytes(MAX_UNPACKED), mebibytes(MAX_BYTES));
                return Err(too_large(name, detail));
            }
        }
        Ok(Self { name, zip, left: MAX_UNPACKED })
    }

    /// The names of its entries that are files, with their places.
    pub(super) fn files(&mut self) -> Result<Vec<(usize, String)>> {
        let mut files = Vec::new();
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_raw(index).map_err(|error| broken(self.name, &error))?;
            if !entry.is_dir() {
                files.push((index, entry.name().map_err(|error| broken(self.name, &error))?.into_owned()));
            }
        }
        Ok(files)
    }

    /// Unpacks one entry, piece by piece.
    pub(super) fn unpack(&mut self, index: usize, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut entry = self.zip.by_index(index).map_err(|error| broken(self.name, &error))?;
        let mut declared = entry.size();
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = entry.read(&mut buffer).map_err(|error| broken(self.name, &error))?;
            if read == 0 {
                return Ok(());
            }
            let bytes = u64::try_from(read).unwrap_or(u64::MAX);
            let counted = declared.checked_sub(bytes).zip(self.left.checked_sub(bytes));
            (declared, self.left) = counted.ok_or_else(|| too_large(self.name, "holds more than its directory says"))?;
            each(buffer.get(..read).unwrap_or_default())?;
        }
    }

    /// Unpacks one entry into a file that nobody else sees, and that goes when it is closed.
    pub(super) fn unpack_to_file(&mut self, index: usize) -> Result<File> {
        let mut file = temporary()?;
        self.unpack(index, |bytes| file.write_all(bytes).map_err(|error| no_room(&error)))?;
        Ok(file)
    }
}

/// A file without a name, which goes when it is closed.
pub(super) fn temporary() -> Result<File> {
    tempfile::tempfile().map_err(|error| no_room(&error))
}

fn no_room(error: &std::io::Error) -> Error {
    Error::Unavailable(format!("a temporary file cannot be written: {error}"))
}

/// The same file, from its beginning. It shares its place: one reader at a time.
pub(super) fn again(name: &str, file: &File) -> Result<File> {
    let reopened = file.try_clone().and_then(|mut file| file.seek(SeekFrom::Start(0)).map(|_| file));
    reopened.map_err(|error| Error::field(name, "unreadable", format!("cannot be read: {error}")))
}

/// At least as many as the directory has, counted without reading the directory: that would hold all of it in memory.
fn entries(mut file: &File) -> std::io::Result<usize> {
    let (mut buffer, mut kept, mut count) = (vec![0; BUFFER], 0, 0);
    loop {
        let read = file.read(buffer.get_mut(kept..).unwrap_or_default())?;
        let filled = kept + read;
        let bytes = buffer.get(..filled).unwrap_or_default();
        count += bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count();
        if read == 0 || count > MAX_ENTRIES {
            return Ok(count);
        }
        // One may begin in this piece and end in the next.
        let tail = filled.saturating_sub(ENTRY.len() - 1);
        buffer.copy_within(tail..filled, 0);
        kept = filled - tail;
    }
}

fn broken(name: &str, error: &impl std::fmt::Display) -> Error {
    Error::field(name, "unreadable", format!("cannot be unpacked: {error}"))
}
