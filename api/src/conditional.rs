//! Entity tags, and requests that are made on condition (RFC 9110, sections 8.8.3 and 13).
//!
//! The tag of an item is `"<version>-<hash>"`: the hash tells one answer from another, whose status may differ while the item
//! has not changed; the version alone is what `If-Match` is held to.

use crate::problem::ApiError;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use plumbline_shared::ops::Precondition;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// The tag of an answer that shows `version` of an item, or no item.
pub fn tag(version: Option<i64>, body: &[u8]) -> String {
    let hash = xxh3_64(body);
    version.map_or_else(|| format!("\"{hash:016x}\""), |version| format!("\"{version}-{hash:016x}\""))
}

/// An answer in JSON, with its tag: of that version of an item, if it is of one.
pub fn shown(status: StatusCode, version: impl Into<Option<i64>>, value: &impl Serialize) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_vec(value).map_err(|error| ApiError::internal(&error))?;
    Ok(written(status, version, body))
}

/// The same, of what is JSON already.
pub fn written(status: StatusCode, version: impl Into<Option<i64>>, body: Vec<u8>) -> HttpResponse {
    let tag = tag(version.into(), &body);
    HttpResponse::build(status).insert_header((header::ETAG, tag)).content_type(header::ContentType::json()).body(body)
}

/// What a request expects of what it changes.
///
/// # Errors
/// 400 for both `If-Match` and `If-None-Match`, or for a tag where only `*` has a meaning.
pub fn expected(request: &HttpRequest) -> Result<Precondition, ApiError> {
    let headers = request.headers();
    match (listed(headers, &header::IF_MATCH), listed(headers, &header::IF_NONE_MATCH)) {
        (None, None) => Ok(Precondition::Unsaid),
        (Some(tags), None) if tags == ["*"] => Ok(Precondition::Any),
        (Some(tags), None) => Ok(Precondition::OneOf(tags.iter().filter_map(|tag| version(tag)).collect())),
        (None, Some(tags)) if tags == ["*"] => Ok(Precondition::Nothing),
        _ => Err(ApiError::malformed("A change takes `If-Match` with ETags or `*`, or `If-None-Match: *`; not both.", Vec::new())),
    }
}

/// 304 in place of an answer that the client says it has.
pub fn not_modified<B>(answer: &ServiceResponse<B>) -> Option<HttpResponse> {
    let request = answer.request();
    let tag = answer.headers().get(header::ETAG)?;
    let known = listed(request.headers(), &header::IF_NONE_MATCH)?;
    let is_known = known.iter().any(|known| *known == "*" || tag.to_str().is_ok_and(|tag| opaque(known) == opaque(tag)));
    let read = request.method() == Method::GET && answer.status() == StatusCode::OK;
    (read && is_known).then(|| HttpResponse::NotModified().insert_header((header::ETAG, tag.clone())).finish())
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

fn version(tag: &str) -> Option<i64> {
    opaque(tag).split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn of(headers: &[(&'static str, &'static str)]) -> Result<Precondition, ApiError> {
        expected(&headers.iter().fold(TestRequest::default(), |request, pair| request.append_header(*pair)).to_http_request())
    }

    #[test]
    fn what_is_expected() {
        let versions = |versions: &[i64]| Precondition::OneOf(versions.to_vec());
        let cases: [(&[(&str, &str)], Precondition); 9] = [
            (&[], Precondition::Unsaid),
            (&[("if-match", "*")], Precondition::Any),
            (&[("if-none-match", "*")], Precondition::Nothing),
            (&[("if-match", "\"3-0123456789abcdef\"")], versions(&[3])),
            (&[("if-match", "W/\"3-0123456789abcdef\"")], versions(&[3])),
            (&[("if-match", "\"3\"")], versions(&[3])),
            (&[("if-match", "\"3-aa\", \"5-bb\"")], versions(&[3, 5])),
            (&[("if-match", "\"3-aa\""), ("if-match", "\"4-aa\"")], versions(&[3, 4])),
            (&[("if-match", "\"something else\"")], versions(&[])),
        ];
        for (headers, wanted) in cases {
            assert_eq!(of(headers).unwrap(), wanted, "{headers:?}");
        }
        assert!(of(&[("if-match", "*"), ("if-none-match", "*")]).is_err());
        assert!(of(&[("if-none-match", "\"3-aa\"")]).is_err());
    }

    #[test]
    fn a_tag_names_the_version_and_the_answer() {
        assert_eq!(version(&tag(Some(12), b"{}")), Some(12));
        assert_ne!(tag(Some(12), b"{}"), tag(Some(12), b"[]"));
        assert_ne!(tag(Some(12), b"{}"), tag(Some(13), b"{}"));
        assert_eq!(tag(None, b"{}").len(), 18);
    }
}
