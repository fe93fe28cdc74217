//! Exports over HTTP: a page is read when the one before it has been sent, so that a slow client holds neither memory nor a
//! connection to the record, and one that goes away ends the work.

use crate::problem::ApiError;
use actix_web::http::header::{self, ContentDisposition, ContentEncoding, DispositionParam, DispositionType};
use actix_web::web::{self, Bytes};
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use plumbline_shared::db::Db;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::ops::export::{Export, Form, Reader, Rest, Writer};
use std::fs::File;
use std::io::Read;

/// Bytes of a finished file that are sent at a time.
const CHUNK: u64 = 64 * 1024;

/// An export on its way to a client.
struct Sending {
    db: Db,
    step: Step,
}

enum Step {
    /// Pages are still to come.
    Pages(Box<Reader>, Box<Writer>),
    /// All is in this file.
    File(File),
    /// Nothing is left.
    Done,
}

/// Answers with an export. What fails before its first bytes are there is a problem like any other; after that, the connection
/// is broken off, so that nobody takes half for whole.
///
/// # Errors
/// Those of the database; 422 for what the form cannot hold.
pub async fn sent(db: Db, export: Export, form: Form) -> std::result::Result<HttpResponse, ApiError> {
    let mut response = attachment(form, export.file_name);
    let mut sending = Sending { db, step: Step::Pages(Box::new(export.reader), Box::new(export.writer)) };
    let Some(first) = sending.next().await? else { return Ok(response.finish()) };
    let rest = stream::try_unfold(sending, |mut sending| async { Ok::<_, Error>(sending.next().await?.map(|bytes| (bytes, sending))) });
    let rest = rest.inspect_err(|error| tracing::error!(%error, "an export broke off"));
    Ok(response.streaming(stream::iter([Ok(first)]).chain(rest)))
}

/// The head of an answer that is a file of that name.
pub fn attachment(form: Form, file_name: String) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    let disposition =
        ContentDisposition { disposition: DispositionType::Attachment, parameters: vec![DispositionParam::Filename(file_name)] };
    response.content_type(form.media_type()).insert_header(disposition).insert_header((header::CACHE_CONTROL, "no-store"));
    if matches!(form, Form::Xlsx | Form::Zip) {
        // They are compressed in themselves.
        response.insert_header(ContentEncoding::Identity);
    }
    response
}

impl Sending {
    /// The next bytes; none at the end.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            let (bytes, step) = match std::mem::replace(&mut self.step, Step::Done) {
                Step::Pages(reader, writer) => pages(&self.db, reader, writer).await?,
                Step::File(file) => aside(move || chunk(file)).await?,
                Step::Done => return Ok(None),
            };
            self.step = step;
            if !bytes.is_empty() {
                return Ok(Some(bytes.into()));
            }
        }
    }
}

/// Reads a page on a thread of the record, and writes it on another.
async fn pages(db: &Db, mut reader: Box<Reader>, mut writer: Box<Writer>) -> Result<(Vec<u8>, Step)> {
    let (page, reader) = db.read(move |conn| Ok((reader.next(conn)?, reader))).await?;
    aside(move || match page {
        Some(page) => Ok((writer.page(&page)?, Step::Pages(reader, writer))),
        None => match writer.finish()? {
            Rest::Bytes(bytes) => Ok((bytes, Step::Done)),
            Rest::File(file) => Ok((Vec::new(), Step::File(file))),
        },
    })
    .await
}

fn chunk(file: File) -> Result<(Vec<u8>, Step)> {
    let mut bytes = Vec::new();
    let read = (&file).take(CHUNK).read_to_end(&mut bytes);
    read.map_err(|error| Error::Unavailable(format!("the export cannot be read back: {error}")))?;
    let step = if bytes.is_empty() { Step::Done } else { Step::File(file) };
    Ok((bytes, step))
}

/// Work that would keep other requests waiting.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(|_| Error::Unavailable("the service is stopping".to_owned()))?
}
