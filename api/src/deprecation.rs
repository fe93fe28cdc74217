//! Operations that are to go say so in each of their answers, as their place in the document does.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, LINK};
use chrono::NaiveTime;
use plumbline_shared::domain::day::Day;
use serde::Deserialize;

/// How an operation that is marked `deprecated` in the document goes: its extension `x-deprecation` there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// From when on callers are told to turn to something else.
    pub since: Day,
    /// Until when it answers.
    pub sunset: Day,
    /// Where what to use instead is described.
    pub link: String,
}

impl Deprecation {
    /// Tells of it: RFC 9745 for the start, RFC 8594 for the end.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let start = |day: Day| day.and_time(NaiveTime::MIN).and_utc();
        let told = [
            (HeaderName::from_static("deprecation"), format!("@{}", start(self.since).timestamp())),
            (HeaderName::from_static("sunset"), start(self.sunset).format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
            (LINK, format!("<{}>; rel=\"deprecation\"; type=\"text/html\"", self.link)),
        ];
        for (name, value) in told {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(name, value);
            }
        }
    }
}
