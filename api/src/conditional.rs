//! Entity tags, and requests that are made on condition (RFC 9110, sections 8.8.3 and 13).
//!
//! The tag of an item is `"<version>-<hash>"`, that of a return or of a quarter's list `"r<revision>-<hash>"`: the hash tells one answer from another,
//! whose status may differ while the item has not changed; what stands before it is what `If-Match` is held to.

use crate::problem::ApiError;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use plumbline_shared::ops::Precondition;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// An answer in JSON, with its tag: of that version of an item, if it is of one.
pub fn shown(status: StatusCode, version: impl Into<Option<i64>>, value: &impl Serialize) -> Result<HttpResponse, ApiError> {
    Ok(written(status, version, json(value)?))
}

/// The same, of what is JSON already.
pub fn written(status: StatusCode, version: impl Into<Option<i64>>, body: Vec<u8>) -> HttpResponse {
    tagged(status, version.into().map(|version| version.to_string()), body)
}

/// An answer that shows the return of that revision, or the outcome of a write to a quarter's list of that version (of none, 0).
pub fn shown_return(status: StatusCode, revision: impl Into<i64>, value: &impl Serialize) -> Result<HttpResponse, ApiError> {
    Ok(tagged(status, Some(format!("r{}", revision.into())), json(value)?))
}

/// A page, in JSON, of a quarter's list of that version; of any other list, without one.
pub fn written_list(version: Option<i64>, body: Vec<u8>) -> HttpResponse {
    tagged(StatusCode::OK, version.map(|version| format!("r{version}")), body)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(value).map_err(|error| ApiError::internal(&error))
}

fn tagged(status: StatusCode, of: Option<String>, body: Vec<u8>) -> HttpResponse {
    let tag = tag(of.as_deref(), &body);
    HttpResponse::build(status).insert_header((header::ETAG, tag)).content_type(header::ContentType::json()).body(body)
}

/// The tag of an answer.
pub fn tag(of: Option<&str>, body: &[u8]) -> String {
    let hash = xxh3_64(body);
    of.map_or_else(|| format!("\"{hash:016x}\""), |of| format!("\"{of}-{hash:016x}\""))
}

/// What a request expects of what it changes. A tag that was never handed out is that of no version; quotes may be missing, as
/// they get lost in shells.
pub fn expected(request: &HttpRequest) -> Precondition {
    let number = if request.method() == Method::PUT { revision } else { version };
    let numbers = |tags: Vec<&str>| tags.into_iter().filter_map(number).collect();
    let headers = request.headers();
    match (listed(headers, &header::IF_MATCH), listed(headers, &header::IF_NONE_MATCH)) {
        (None, None) => Precondition::Unsaid,
        (Some(tags), None) if tags == ["*"] => Precondition::Any,
        (Some(tags), None) => Precondition::OneOf(numbers(tags)),
        (None, Some(tags)) if tags == ["*"] => Precondition::Nothing,
        (None, Some(tags)) => Precondition::NoneOf(numbers(tags)),
        // What is asked for in two ways at once is best not done.
        (Some(_), Some(_)) => Precondition::OneOf(Vec::new()),
    }
}

/// 304 in place of an answer that the client says it has.
pub fn not_modified<B>(answer: &ServiceResponse<B>) -> Option<HttpResponse> {
    let request = answer.request();
    let tag = answer.headers().get(header::ETAG)?;
    let known = tag.to_str().is_ok_and(|tag| is_known(request.headers(), tag));
    let read = request.method() == Method::GET && answer.status() == StatusCode::OK;
    (read && known).then(|| HttpResponse::NotModified().insert_header((header::ETAG, tag.clone())).finish())
}

/// Does the client say that it has the answer of that tag?
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = listed(headers, &header::IF_NONE_MATCH);
    known.is_some_and(|known| known.iter().any(|known| *known == "*" || opaque(known) == opaque(tag)))
}

/// The members of a header that is a list; `None` where it was not sent. No tag of ours holds a comma.
fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Vec<&'a str>> {
    let values = headers.get_all(name).map(|value| value.to_str().unwrap_or_default());
    let members: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    (!members.is_empty()).then_some(members)
}

/// A tag without its quotes. Proxies that compress make tags weak: what one stands for is the same.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

/// Of an item.
fn version(tag: &str) -> Option<i64> {
    opaque(tag).split('-').next()?.parse().ok()
}

/// Of a return.
fn revision(tag: &str) -> Option<i64> {
    version(opaque(tag).strip_prefix('r')?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn of(request: TestRequest, headers: &[(&'static str, &'static str)]) -> Precondition {
        expected(&headers.iter().fold(request, |request, pair| request.append_header(*pair)).to_http_request())
    }

    #[test]
    fn what_is_expected() {
        let versions = |versions: &[i64]| Precondition::OneOf(versions.to_vec());
        let cases: [(&[(&str, &str)], Precondition); 17] = [
            (&[], Precondition::Unsaid),
            (&[("if-match", "*")], Precondition::Any),
            (&[("if-none-match", "*")], Precondition::Nothing),
            (&[("if-none-match", "\"3-aa\"")], Precondition::NoneOf(vec![3])),
            (&[("if-match", "\"3-0123456789abcdef\"")], versions(&[3])),
            (&[("if-match", "W/\"3-0123456789abcdef\"")], versions(&[3])),
            (&[("if-match", "\"3\"")], versions(&[3])),
            (&[("if-match", "3-0123456789abcdef")], versions(&[3])),
            (&[("if-match", "\"3-aa\", \"5-bb\"")], versions(&[3, 5])),
            (&[("if-match", "\"3-aa\""), ("if-match", "\"4-aa\"")], versions(&[3, 4])),
            (&[("if-match", "\"something else\"")], versions(&[])),
            (&[("if-match", "\"\"")], versions(&[])),
            (&[("if-match", "")], versions(&[])),
            (&[("if-match", "*, \"3\"")], versions(&[3])),
            (&[("if-match", "\"2\" \"3\"")], versions(&[])),
            (&[("if-match", "\"r3-aa\"")], versions(&[])),
            (&[("if-match", "*"), ("if-none-match", "*")], versions(&[])),
        ];
        for (headers, wanted) in cases {
            assert_eq!(of(TestRequest::patch(), headers), wanted, "{headers:?}");
        }
        let of_a_return = of(TestRequest::put(), &[("if-match", "\"r2-aa\", \"3-aa\"")]);
        assert_eq!(of_a_return, versions(&[2]), "an item's tag is not a return's");
    }

    #[test]
    fn a_tag_names_the_version_and_the_answer() {
        assert_eq!((version(&tag(Some("12"), b"{}")), revision(&tag(Some("12"), b"{}"))), (Some(12), None));
        assert_eq!((version(&tag(Some("r12"), b"{}")), revision(&tag(Some("r12"), b"{}"))), (None, Some(12)));
        assert_ne!(tag(Some("12"), b"{}"), tag(Some("12"), b"[]"));
        assert_ne!(tag(Some("12"), b"{}"), tag(Some("13"), b"{}"));
        assert_eq!(tag(None, b"{}").len(), 18);
    }
}
