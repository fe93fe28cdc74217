//! Every mail with sample data, as it looks in each language.

use super::{OWN_STYLE, html};
use crate::problem::ApiError;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::render::mail_samples::SampleMail;

/// In paths, for people, and what it stands for.
const LANGUAGES: [(&str, &str, Option<Language>); 3] = [
    ("en", "English", Some(Language::English)),
    ("cy", "Welsh", Some(Language::Welsh)),
    ("both", "both, for people whose language is not known", None),
];

/// Mails have their style in themselves; nothing is loaded or run.
const MAIL_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

#[derive(Template)]
#[template(path = "mails.html")]
struct Index {
    mails: Vec<SampleMail>,
    languages: [(&'static str, &'static str, Option<Language>); 3],
}

/// The list of them.
pub async fn index() -> Result<HttpResponse, ApiError> {
    let page = Index { mails: SampleMail::all(), languages: LANGUAGES }.render().map_err(|error| ApiError::internal(&error))?;
    Ok(html(StatusCode::OK, OWN_STYLE, "max-age=3600", page))
}

/// One of them, as HTML or as text.
pub async fn mail(path: web::Path<(String, String, String)>) -> Result<HttpResponse, ApiError> {
    let (name, language, form) = path.into_inner();
    let mail = SampleMail::all().into_iter().find(|mail| mail.name == name).ok_or_else(ApiError::no_such_path)?;
    let (_, _, language) = LANGUAGES.into_iter().find(|(code, _, _)| *code == language).ok_or_else(ApiError::no_such_path)?;
    let rendered = web::block(move || mail.render(language)).await.map_err(|error| ApiError::internal(&error))?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "max-age=3600")).insert_header((header::CONTENT_SECURITY_POLICY, MAIL_POLICY));
    match form.as_str() {
        "html" => Ok(response.content_type("text/html; charset=utf-8").body(rendered.html)),
        "txt" => Ok(response.content_type("text/plain; charset=utf-8").body(format!("{}\n\n{}", rendered.subject, rendered.text))),
        _ => Err(ApiError::no_such_path()),
    }
}
