//! A pack as it comes in: files of any form, looked at but not read yet.

use super::archive::{Archive, again, temporary};
use super::delimited::{self, Written};
use super::format::FileFormat;
use super::limits::{MAX_BYTES, MAX_FILES, MAX_ROWS, mebibytes, too_large, too_many_rows};
use super::record::{Ended, Sink};
use super::{ndjson, workbook};
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Sheets that are for people.
const FOR_PEOPLE: [&str; 2] = ["read me", "readme"];
/// Spreadsheets of other forms, and archives of other kinds.
const REFUSED: [&str; 9] = ["xls", "xlsb", "xlsm", "ods", "7z", "gz", "rar", "tar", "tgz"];

/// Files to import together.
#[derive(Debug, Default)]
pub struct Pack {
    pub(super) files: Vec<Source>,
}

/// One file of a pack, in memory.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its name, such as `indicators.csv`, without a folder. It tells the form too.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A table of a pack, wherever it lies.
#[derive(Debug)]
pub(super) struct Source {
    /// What people know it by: `indicators.csv`, or `council.xlsx:indicators` for a sheet.
    pub(super) name: String,
    /// What its rows are, such as `indicators`.
    pub(super) kind: String,
    /// About how many rows it has.
    pub(super) rows: u64,
    form: Form,
    file: File,
}

#[derive(Debug)]
enum Form {
    Csv(Written),
    Ndjson,
    Sheet(String),
    /// None that is known.
    Other,
}

impl Pack {
    /// A pack of these files.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn new(files: Vec<PackFile>) -> Result<Self> {
        let stored = files.into_iter().map(|PackFile { name, bytes }| {
            let mut file = temporary()?;
            file.write_all(&bytes).map_err(|error| unreadable(&name, &error))?;
            Ok((name, file))
        });
        Self::open(stored.collect::<Result<_>>()?)
    }

    /// A pack of these files, each with its name, whose ending tells its form: archives are unpacked, and sheets told apart.
    ///
    /// # Errors
    /// [`Error::Invalid`] names what cannot be read, is too large, or one too many.
    pub fn open(files: Vec<(String, File)>) -> Result<Self> {
        let mut pack = Self::default();
        for (name, file) in files {
            pack.add(&name, file, false)?;
        }
        Ok(pack)
    }

    /// The files at these paths: of a folder those of a form that is known, its other files and its folders are left alone.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn read(paths: &[PathBuf]) -> Result<Self> {
        let mut files = Vec::new();
        for path in paths {
            let within = if path.is_dir() { files_of(path)? } else { vec![path.clone()] };
            for path in within {
                let shown = path.display().to_string();
                let file = File::open(&path).map_err(|error| unreadable(&shown, &error))?;
                files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), file));
            }
        }
        Self::open(files)
    }

    /// The files of a folder, as [`Pack::read`] takes them.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn read_dir(folder: &Path) -> Result<Self> {
        fs::read_dir(folder).map_err(|error| unreadable(&folder.display().to_string(), &error))?;
        Self::read(&[folder.to_path_buf()])
    }

    /// Does it have a file of that format?
    pub(in crate::ops) fn has(&self, format: &FileFormat) -> bool {
        self.of(format).is_some()
    }

    /// Its file of that format.
    pub(super) fn of(&self, format: &FileFormat) -> Option<&Source> {
        self.files.iter().find(|source| source.kind == format.stem())
    }

    fn add(&mut self, name: &str, file: File, packed: bool) -> Result<()> {
        let size = file.metadata().map_err(|error| unreadable(name, &error))?.len();
        if size > MAX_BYTES {
            return Err(too_large(name, format!("is larger than {}; split it, and import one part after the other", mebibytes(MAX_BYTES))));
        }
        let ending = ending(name);
        match ending.as_str() {
            "zip" if packed => return Err(Error::field(name, "nested_archive", "is an archive in an archive; put its files there")),
            "zip" => self.unpack(name, &file)?,
            "xlsx" => self.sheets(name, file)?,
            refused if REFUSED.contains(&refused) => {
                let detail = "is of a form that is not taken: send CSV, XLSX, NDJSON, or a zip of these";
                return Err(Error::field(name, "unknown_form", detail));
            }
            _ => self.push(table(name, &ending, file)?)?,
        }
        Ok(())
    }

    fn push(&mut self, source: Source) -> Result<()> {
        if self.files.len() >= MAX_FILES {
            return Err(Error::field("", "too_many", format!("a pack has at most {MAX_FILES} files")));
        }
        self.files.push(source);
        Ok(())
    }

    fn unpack(&mut self, name: &str, file: &File) -> Result<()> {
        let mut archive = Archive::open(name, file)?;
        for (index, path) in archive.files()? {
            let entry = path.rsplit(['/', '\\']).next().unwrap_or_default();
            let known = is_table(entry) || ending(entry) == "zip" || REFUSED.contains(&ending(entry).as_str());
            // What systems and people put beside their tables.
            if !known || entry.starts_with('.') || path.starts_with("__MACOSX/") {
                continue;
            }
            if self.files.len() >= MAX_FILES {
                return Err(Error::field(name, "too_many", format!("a pack has at most {MAX_FILES} files")));
            }
            if ending(entry) == "zip" {
                return Err(Error::field(name, "nested_archive", format!("holds the archive {entry}; put its files there instead")));
            }
            let file = archive.unpack_to_file(index)?;
            self.add(entry, file, true)?;
        }
        Ok(())
    }

    fn sheets(&mut self, name: &str, file: File) -> Result<()> {
        let (sheets, mut rows) = workbook::look(name, &file)?;
        for sheet in sheets {
            if FOR_PEOPLE.contains(&sheet.trim().to_lowercase().as_str()) {
                continue;
            }
            let file = file.try_clone().map_err(|error| unreadable(name, &error))?;
            let (kind, form) = (sheet.trim().to_owned(), Form::Sheet(sheet.clone()));
            // Only how many there are in all is known.
            self.push(Source { name: format!("{name}:{kind}"), kind, rows: std::mem::take(&mut rows), form, file })?;
        }
        Ok(())
    }
}

impl Source {
    /// Reads it, record by record.
    pub(super) fn each(&self, sink: Sink<'_>) -> Ended {
        let file = again(&self.name, &self.file)?;
        match &self.form {
            Form::Csv(written) => delimited::each(file, *written, sink),
            Form::Ndjson => ndjson::each(file, sink),
            Form::Sheet(sheet) => workbook::each(file, sheet, sink),
            Form::Other => Ok(None),
        }
    }

    /// Is its first record a header?
    pub(super) const fn has_header(&self) -> bool {
        matches!(self.form, Form::Csv(_) | Form::Sheet(_))
    }

    /// Was it taken for what its system does not say it is?
    pub(super) const fn windows_1252(&self) -> bool {
        matches!(&self.form, Form::Csv(written) if written.windows_1252)
    }
}

fn table(name: &str, ending: &str, file: File) -> Result<Source> {
    let look = again(name, &file)?;
    let (form, rows) = match ending {
        "csv" => {
            let written = Written::look(look).map_err(|error| unreadable(name, &error))?;
            (Form::Csv(written), written.rows)
        }
        "ndjson" | "jsonl" => (Form::Ndjson, ndjson::rows(look).map_err(|error| unreadable(name, &error))?),
        _ => (Form::Other, 0),
    };
    if rows > MAX_ROWS {
        return Err(too_large(name, too_many_rows()));
    }
    let kind = if matches!(form, Form::Other) { name } else { name.rsplit_once('.').map_or(name, |(stem, _)| stem) };
    Ok(Source { name: name.to_owned(), kind: kind.to_owned(), rows, form, file })
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let shown = folder.display().to_string();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(&shown, &error))? {
        let path = entry.map_err(|error| unreadable(&shown, &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_table(&name) && !name.starts_with(['.', '~']) && path.is_file() {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            return Err(Error::field(shown, "too_many", format!("a pack has at most {MAX_FILES} files")));
        }
    }
    files.sort();
    Ok(files)
}

fn is_table(name: &str) -> bool {
    matches!(ending(name).as_str(), "csv" | "ndjson" | "jsonl" | "xlsx")
}

/// What its name ends with, in small letters.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

fn unreadable(name: &str, error: &std::io::Error) -> Error {
    Error::field(name, "unreadable", format!("cannot be read: {error}"))
}
