//! Paths that name an item by what it was called before lead to where it is now.

use crate::problem::ApiError;
use crate::state::App;
use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use plumbline_shared::id::{Key, ref_key};
use plumbline_shared::store::former_refs;
use plumbline_shared::store::refs::Kind;

/// What stands for itself in a path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// 308, which keeps method and body, in place of an answer that there is no such item, where one was called so. Looked up only
/// then: what is found at once costs nothing more.
pub async fn elsewhere<B>(answer: &ServiceResponse<B>) -> Option<HttpResponse> {
    let (kind, key) = answer.response().error()?.as_error::<ApiError>()?.missing()?;
    let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
    let app = answer.request().app_data::<web::Data<App>>()?;
    let former = key.clone();
    let (_, now) = app.db.read(move |conn| former_refs::find(conn, kind, &former)).await.ok()??;
    let (uri, pattern) = (answer.request().uri(), answer.request().match_pattern()?);
    let place = if kind == Kind::ServiceArea && pattern.contains(AREA) { AREA } else { "{key}" };
    let path = renamed(uri.path(), &pattern, (place, &key), &now)?;
    let place = app.under_base(&uri.query().map_or_else(|| path.clone(), |query| format!("{path}?{query}")));
    Some(HttpResponse::PermanentRedirect().insert_header((header::LOCATION, place)).finish())
}

/// Where paths name the area that has assessed a risk.
const AREA: &str = "{service_area}";

/// The path with `now` where it names `key` in that place of its pattern; `None` where it does not.
fn renamed(path: &str, pattern: &str, (place, key): (&str, &str), now: &str) -> Option<String> {
    let names = |part: &str| Key::parse(&percent_decode_str(part).decode_utf8_lossy()).to_string() == key;
    let mut found = false;
    let parts = path.split('/').zip(pattern.split('/')).map(|(part, pattern)| {
        let here = pattern == place && names(part);
        found |= here;
        if here { utf8_percent_encode(&ref_key(now), PLAIN).to_string() } else { part.to_owned() }
    });
    let path = parts.collect::<Vec<_>>().join("/");
    found.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_names_the_item_is_exchanged() {
        let risks = "/api/v1/risks/{key}/assessments/{period}/{service_area}";
        let person = "/api/v1/people/{key}";
        let cases = [
            ("/api/v1/actions/HC-02", "/api/v1/actions/{key}", "{key}", "HC-02", "HC/09", Some("/api/v1/actions/HC-09")),
            ("/api/v1/risks/X/assessments/2026-27-Q2/X", risks, AREA, "X", "A B/c", Some("/api/v1/risks/X/assessments/2026-27-Q2/A%20B-c")),
            ("/api/v1/risks/X/assessments/2026-27-Q2/X", risks, "{key}", "X", "Y", Some("/api/v1/risks/Y/assessments/2026-27-Q2/X")),
            ("/api/v1/people/a%40b.example", person, "{key}", "a@b.example", "c@b.example", Some("/api/v1/people/c@b.example")),
            ("/api/v1/people/%C3%A9", person, "{key}", "é", "ŵ", Some("/api/v1/people/%C5%B5")),
            ("/api/v1/people/a", person, "{key}", "b", "c", None),
            ("/api/v1/people", "/api/v1/people", "{key}", "people", "x", None),
        ];
        for (path, pattern, place, key, now, moved) in cases {
            assert_eq!(renamed(path, pattern, (place, key), now).as_deref(), moved, "{path}");
        }
    }
}
