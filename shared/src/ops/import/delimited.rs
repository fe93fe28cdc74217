//! CSV as people save it: UTF-8 or Windows-1252, with commas or semicolons.

use super::limits::{MAX_COLUMNS, MAX_ROW_BYTES, mebibytes};
use super::record::{Broken, Ended, Fault, Field, Record, Sink};
use csv::ByteRecord;
use encoding_rs::WINDOWS_1252;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

const MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
/// Bytes that mean nothing in Windows-1252.
const NOTHING: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];
const BUFFER: usize = 64 * 1024;

/// How a file is written, as a look through all of it tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    /// It begins with a byte order mark of UTF-8.
    marked: bool,
    utf16: bool,
    /// Not UTF-8, and not a mixture either: nothing in it is a letter in UTF-8, and every byte is one in Windows-1252.
    pub(super) windows_1252: bool,
    /// Semicolons stand between the names of its header.
    pub(super) semicolons: bool,
    /// About how many rows it has below its header.
    pub(super) rows: u64,
}

impl Written {
    /// Looks through a file.
    pub(super) fn look(file: File) -> io::Result<Self> {
        let mut reader = BufReader::with_capacity(BUFFER, file);
        let begin = reader.fill_buf()?;
        let marked = begin.starts_with(MARK);
        let header = begin.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| line.len() > MARK.len()).unwrap_or_default();
        let semicolons = header.contains(&b';') && !header.contains(&b',');
        let mut found = Self { marked, utf16: UTF16.iter().any(|mark| begin.starts_with(mark)), semicolons, ..Self::default() };
        let (mut buffer, mut kept, mut rows) = (vec![0; BUFFER], 0, Rows::default());
        // Letters in UTF-8; bytes that are none; and those of them that are none in Windows-1252 either.
        let (mut letters, mut others, mut neither) = (false, false, false);
        loop {
            let read = reader.read(buffer.get_mut(kept..).unwrap_or_default())?;
            let bytes = buffer.get(..kept + read).unwrap_or_default();
            bytes.iter().skip(kept).for_each(|byte| rows.count(*byte));
            let (mut seen, mut tail) = (0, 0);
            for chunk in bytes.utf8_chunks() {
                letters |= !chunk.valid().is_ascii();
                seen += chunk.valid().len() + chunk.invalid().len();
                if seen == bytes.len() && read > 0 {
                    // What is cut off here may go on in the next piece.
                    tail = chunk.invalid().len();
                    break;
                }
                others |= !chunk.invalid().is_empty();
                neither |= chunk.invalid().iter().any(|byte| NOTHING.contains(byte));
            }
            if read == 0 {
                found.windows_1252 = others && !letters && !neither && !marked && !found.utf16;
                found.rows = rows.ended().saturating_sub(1);
                return Ok(found);
            }
            let filled = bytes.len();
            buffer.copy_within(filled - tail..filled, 0);
            kept = tail;
        }
    }

    fn field(self, bytes: &[u8]) -> Field {
        match std::str::from_utf8(bytes) {
            Ok(text) => Field::guarded(text),
            Err(_) if self.windows_1252 => Field::guarded(&WINDOWS_1252.decode_without_bom_handling(bytes).0),
            Err(_) => {
                let detail = "is not UTF-8; save the file as CSV UTF-8";
                Field::faulty(String::from_utf8_lossy(bytes).trim(), "invalid_utf8", detail)
            }
        }
    }
}

/// Counts rows as the reader would find them, for less: lines that end outside quotes and have something on them.
#[derive(Default)]
struct Rows {
    rows: u64,
    quoted: bool,
    /// Something was on the present line.
    filled: bool,
}

impl Rows {
    fn count(&mut self, byte: u8) {
        match byte {
            b'"' => self.quoted = !self.quoted,
            b'\n' | b'\r' if !self.quoted => {
                self.rows += u64::from(self.filled);
                self.filled = false;
            }
            b',' | b';' | b'\n' | b'\r' | b' ' | b'\t' => {}
            _ => self.filled = true,
        }
    }

    /// The last line may not end.
    fn ended(&self) -> u64 {
        self.rows + u64::from(self.filled)
    }
}

/// Reads a file, record by record.
pub(super) fn each(mut file: File, written: Written, sink: Sink<'_>) -> Ended {
    if written.utf16 {
        return Ok(Some(Broken::new(1, "invalid_utf8", "is UTF-16; save the file as CSV UTF-8")));
    }
    let begin = if written.marked { 3 } else { 0 };
    if let Err(error) = file.seek(SeekFrom::Start(begin)) {
        return Ok(Some(unreadable(1, &error)));
    }
    let mut records = Records::new(file, if written.semicolons { b';' } else { b',' });
    loop {
        match records.next(written) {
            Ok(Some(record)) => {
                if !sink(record)? {
                    return Ok(None);
                }
            }
            Ok(None) => return Ok(None),
            Err(error) => return Ok(Some(unreadable(records.line, &error))),
        }
    }
}

fn unreadable(line: u64, error: &io::Error) -> Broken {
    if error.kind() == ErrorKind::InvalidData {
        let limit = mebibytes(u64::try_from(MAX_ROW_BYTES).unwrap_or(u64::MAX));
        let detail = format!("begins a row of more than {limit}, which is the most; is a quote not closed?");
        return Broken::new(line, "too_large", detail);
    }
    Broken::new(line, "unreadable", format!("cannot be read: {error}"))
}

/// What was read and is not counted yet, beside what the reader makes of it.
struct Window {
    file: File,
    held: Vec<u8>,
}

impl Read for Window {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.held.len() > 2 * MAX_ROW_BYTES {
            return Err(ErrorKind::InvalidData.into());
        }
        let read = self.file.read(out)?;
        self.held.extend_from_slice(out.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// The records of a file. The reader is lenient: what it takes for a value, a person may have meant otherwise.
struct Records {
    reader: csv::Reader<Window>,
    /// Where what is held begins: the start of the last record, which is on that line.
    start: usize,
    /// How far lines have been counted.
    counted: usize,
    line: u64,
}

impl Records {
    fn new(file: File, delimiter: u8) -> Self {
        let window = Window { file, held: Vec::new() };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(window);
        Self { reader, start: 0, counted: 0, line: 1 }
    }

    /// The next record. A value whose quotes are not closed would swallow the rows after it, so it is told.
    fn next(&mut self, written: Written) -> io::Result<Option<Record>> {
        let begin = self.position();
        let mut fields = ByteRecord::new();
        match self.reader.read_byte_record(&mut fields) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                self.count_to(begin);
                return Err(match error.into_kind() {
                    csv::ErrorKind::Io(error) => error,
                    other => io::Error::other(format!("{other:?}")),
                });
            }
        }
        let raw = self.held(begin, self.position());
        let blank = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let sound = raw.iter().filter(|byte| **byte == b'"').count() % 2 == 0;
        let too_long = raw.len() > MAX_ROW_BYTES;
        self.count_to(begin + blank);
        let fault = match () {
            () if too_long => return Err(ErrorKind::InvalidData.into()),
            () if !sound => {
                Some(Fault::new("unbalanced_quotes", "has a quote that is not closed; close it, and write a quote inside quotes twice"))
            }
            () if fields.len() > MAX_COLUMNS => {
                Some(Fault::new("too_many_values", format!("has more than {MAX_COLUMNS} values, which is the most")))
            }
            () => None,
        };
        let fields = fields.iter().take(MAX_COLUMNS).map(|bytes| written.field(bytes)).collect();
        Ok(Some(Record { line: self.line, fault, fields, ..Record::default() }))
    }

    fn held(&self, from: usize, to: usize) -> &[u8] {
        self.reader.get_ref().held.get(from.saturating_sub(self.start)..to.saturating_sub(self.start)).unwrap_or_default()
    }

    /// Counts lines up to a place at or after the last one, and lets go of what is before it.
    fn count_to(&mut self, place: usize) {
        let mut rest = self.held(self.counted, place).iter().peekable();
        let mut lines = 0;
        while let Some(byte) = rest.next() {
            lines += u64::from(*byte == b'\n' || *byte == b'\r' && rest.peek() != Some(&&b'\n'));
        }
        self.line += lines;
        self.counted = place;
        // Not each time: what is behind it has to move.
        if place - self.start > BUFFER {
            self.reader.get_mut().held.drain(..place - self.start);
            self.start = place;
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }
}
