//! The tests' own council: a pack to import, and what must come of it.

use super::service::{Service, answer};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the pack.
pub fn council() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/council")
}

/// The rows of an expected file, without the header. Its cells hold no commas.
pub fn expected(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(council().join("expected").join(name)).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Imports files; gives the status and the report.
pub async fn import(service: &Service, path: &str, files: &[(String, Vec<u8>)]) -> (StatusCode, Value) {
    answer(form(service.request(Method::POST, path).bearer_auth(&service.admin), files)).await
}

/// A request with files as an HTML form would send them.
pub fn form(request: RequestBuilder, files: &[(String, Vec<u8>)]) -> RequestBuilder {
    const BOUNDARY: &str = "a-line-that-no-file-has";
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    request.header(header::CONTENT_TYPE, media).body(body)
}

/// The pack's files.
pub fn files() -> Vec<(String, Vec<u8>)> {
    files_of(&council())
}

fn files_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let csv = entries.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
    csv.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

/// Imports the whole pack; it must be new to the record.
pub async fn import_council(service: &Service) {
    import_pack(service, &council()).await;
}

/// Imports the pack in that folder; it must be new to the record.
pub async fn import_pack(service: &Service, folder: &Path) {
    let (status, report) = import(service, "/api/v1/imports", &files_of(folder)).await;
    assert_eq!((status, report["changed"].as_bool()), (StatusCode::OK, Some(true)), "{report}");
}
