//! The HTTP application: routes, document, middleware.

use crate::openapi;
use crate::pages;
use crate::problem::{ApiError, RequestId};
use crate::routes;
use crate::state::App;
use actix_cors::{Cors, CorsError};
use actix_web::body::MessageBody;
use actix_web::dev::{ResourceDef, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, ContentType, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Compress, Condition, DefaultHeaders, Next, from_fn};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};
use plumbline_worker::metrics::{self, Requests};
use plumbline_worker::traces;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::time::Instant;
use tracing::{Instrument, Level};
use utoipa_swagger_ui::SwaggerUi;

/// The pages of Swagger UI work with what they bring themselves, its styles and pictures among them, and are framed by nobody.
const DOCS_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// What is said of an answer whatever it is.
const BESIDE_PROBLEMS: [&str; 6] = ["cache-control", "deprecation", "link", "sunset", "x-ratelimit-limit", "x-ratelimit-remaining"];

/// The largest body of an operation that says nothing else.
const BODY_LIMIT: usize = 1024 * 1024;

/// The application, for each of the server's threads.
pub fn application(
    state: web::Data<App>,
    paths: web::Data<Paths>,
    origins: Vec<String>,
) -> actix_web::App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = Error, InitError = ()>,
> {
    actix_web::App::new()
        .app_data(state)
        .app_data(paths)
        .app_data(web::PayloadConfig::new(BODY_LIMIT))
        .configure(routes::serve)
        // Some programs that make links of plain text take or add a slash at their end.
        .service(
            web::resource(["/items/{token}", "/items/{token}/"])
                .route(web::get().to(pages::item::shown))
                .route(web::post().to(pages::item::sent))
                .default_service(web::to(nothing_here)),
        )
        .service(
            web::resource(["/unsubscribe/{token}", "/unsubscribe/{token}/", "/preferences/{token}", "/preferences/{token}/"])
                .route(web::get().to(pages::choice::shown))
                .route(web::post().to(pages::choice::sent))
                .default_service(web::to(nothing_here)),
        )
        .service(web::resource("/calendar/{secret}.ics").route(web::get().to(pages::calendar)).default_service(web::to(nothing_here)))
        // Links of ours lead on from where a page is: a proxy may serve it all under a path of its own.
        .service(web::redirect("/public/reports", "reports/"))
        .service(web::resource("/public/reports/").route(web::get().to(pages::published::list)).default_service(web::to(nothing_here)))
        .service(
            web::resource("/public/reports/{scope}/{file}")
                .route(web::get().to(pages::published::report))
                .default_service(web::to(nothing_here)),
        )
        .service(web::resource("/openapi.json").route(web::get().to(document)).default_service(web::to(nothing_here)))
        .service(web::resource("/").route(web::get().to(pages::home)).default_service(web::to(nothing_here)))
        .service(web::resource("/problems/{code}").route(web::get().to(pages::problem)).default_service(web::to(nothing_here)))
        .service(web::resource("/reference").route(web::get().to(pages::reference)).default_service(web::to(nothing_here)))
        .service(web::redirect("/docs", "docs/"))
        .configure(mails)
        .service(
            SwaggerUi::new("/docs/{_:.*}").config(
                utoipa_swagger_ui::Config::from("../openapi.json")
                    .persist_authorization(true)
                    .try_it_out_enabled(true)
                    .display_request_duration(true),
            ),
        )
        .default_service(web::to(nothing_here))
        .wrap(Compress::default())
        .wrap(from_fn(head_as_get))
        .wrap(from_fn(observe))
        .wrap(
            DefaultHeaders::new()
                .add(("x-content-type-options", "nosniff"))
                .add(("referrer-policy", "no-referrer"))
                .add(("x-frame-options", "DENY")),
        )
        .wrap(Condition::new(!origins.is_empty(), cors(&origins)))
        .wrap(from_fn(explain_refused_origin))
}

/// What a browser asks first for a page of another site, and may not: told as every other error is.
async fn explain_refused_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    let Some(refusal) = response.response().error().and_then(|error| error.as_error::<CorsError>()) else {
        return Ok(response.map_into_left_body());
    };
    let detail = format!("{refusal}. The operator names the sites whose pages may call the API in `cors_origins`.");
    let problem = ApiError::new(StatusCode::BAD_REQUEST, "cross_origin_refused", "A page of another site may not do that", detail);
    let answer = problem.respond(None, public_url(response.request()));
    Ok(response.into_response(answer).map_into_right_body())
}

/// The previews of mails, before what else is below `/docs`.
fn mails(config: &mut web::ServiceConfig) {
    let resource = |path: &str| web::resource(path).default_service(web::to(nothing_here));
    config.service(resource("/docs/mails").route(web::get().to(pages::mails::index)));
    config.service(resource("/docs/mails/{mail}.{language}.{form}").route(web::get().to(pages::mails::mail)));
}

/// What browsers let pages of other sites do: nothing, unless they are among these. No cookies are involved: a page must have a key.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default().allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).max_age(3600);
    let cors = cors.allowed_headers(["authorization", "content-type", "if-match", "if-none-match", "idempotency-key", "prefer"]);
    let told = ["etag", "link", "location", "retry-after", "x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining"];
    let cors = cors.expose_headers(told.into_iter().chain(["deprecation", "idempotent-replayed", "sunset"]));
    match origins {
        [any] if any == "*" => cors.allow_any_origin().send_wildcard(),
        origins => origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin)),
    }
}

async fn document(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(openapi::served_under(&app.base))
}

/// Every path and its methods, to tell a wrong method from a wrong path.
pub struct Paths(Vec<(ResourceDef, String)>);

/// What is served besides the operations of the document.
const BESIDES: [(&str, &str); 11] = [
    ("/", "GET, HEAD"),
    ("/reference", "GET, HEAD"),
    ("/problems/{code}", "GET, HEAD"),
    ("/items/{token}", "GET, HEAD, POST"),
    ("/unsubscribe/{token}", "GET, HEAD, POST"),
    ("/preferences/{token}", "GET, HEAD, POST"),
    ("/calendar/{secret}.ics", "GET, HEAD"),
    ("/public/reports/", "GET, HEAD"),
    ("/public/reports/{scope}/{file}", "GET, HEAD"),
    ("/openapi.json", "GET, HEAD"),
    ("/docs/{file:.*}", "GET, HEAD"),
];

impl Paths {
    /// Those that are served.
    ///
    /// # Errors
    /// When the document is not what a build of this program wrote.
    pub fn new() -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Document {
            paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
        }
        let document: Document = serde_json::from_str(openapi::WRITTEN)?;
        let documented = document.paths.iter().map(|(path, item)| {
            let methods = item.keys().map(|method| if method == "get" { "GET, HEAD".to_owned() } else { method.to_uppercase() });
            (path.as_str(), methods.collect::<Vec<_>>().join(", "))
        });
        let besides = BESIDES.map(|(path, methods)| (path, methods.to_owned()));
        Ok(Self(documented.chain(besides).map(|(path, methods)| (ResourceDef::new(path), methods)).collect()))
    }
}

async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(nothing_at(&request))
}

/// What to say where nothing answers a request: that there is no such path, or which methods it takes.
pub fn nothing_at(request: &HttpRequest) -> ApiError {
    let paths = request.app_data::<web::Data<Paths>>();
    let known = paths.and_then(|paths| paths.0.iter().find(|(path, _)| path.is_match(request.path())));
    known.map_or_else(ApiError::no_such_path, |(_, methods)| ApiError::no_such_method(methods.clone()))
}

/// Wherever GET is answered, HEAD is: the server leaves the body out, and tells its length all the same.
async fn head_as_get(mut request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Gives each request an id, turns every error into a problem that quotes it, and logs what was asked: the route, not the
/// path, which may name a person.
async fn observe(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = Instant::now();
    let id = RequestId::for_request(&request);
    let method = request.method().clone();
    request.extensions_mut().insert(id.clone());
    let span = traces::of_request(&id.0, request.headers());
    let response = next.call(request).instrument(span.clone()).await;
    let mut response = response?.map_into_boxed_body();
    if let Some(problem) = response.response().error().and_then(|error| error.as_error::<ApiError>()).cloned() {
        let said = response.headers().clone();
        let answer = problem.respond(Some(id.0.clone()), public_url(response.request()));
        response = response.into_response(answer);
        for name in BESIDE_PROBLEMS.map(HeaderName::from_static) {
            if let (Some(value), false) = (said.get(&name), response.headers().contains_key(&name)) {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    // The pages of the documentation say nothing where they have no such file.
    if response.status() == StatusCode::NOT_FOUND && !response.headers().contains_key(CONTENT_TYPE) {
        let answer = ApiError::no_such_path().respond(Some(id.0.clone()), public_url(response.request()));
        response = response.into_response(answer);
    }
    if response.request().path().starts_with("/docs/") && !response.headers().contains_key(CONTENT_SECURITY_POLICY) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(DOCS_POLICY));
    }
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    traces::answered(&span, &method, response.request().match_pattern(), response.status());
    if let Some(requests) = request_measures(&response) {
        metrics::answered(requests, &method, response.request().match_pattern(), response.status(), begun.elapsed());
    }
    let (status, milliseconds) = (response.status().as_u16(), begun.elapsed().as_millis());
    // What went well is of interest to those who ask for it; an id that a client quotes can always be found.
    if status < 400 && !tracing::enabled!(Level::DEBUG) {
        return Ok(response);
    }
    let route = response.request().match_pattern();
    let route = route.as_deref().unwrap_or("-");
    if status < 400 {
        tracing::debug!(request_id = id.0, %method, route, status, milliseconds, "answered");
    } else {
        tracing::info!(request_id = id.0, %method, route, status, milliseconds, "answered");
    }
    Ok(response)
}

/// Where people reach the service that was asked.
fn public_url(request: &HttpRequest) -> &str {
    request.app_data::<web::Data<App>>().map_or("", |app| app.public_url())
}

fn request_measures(response: &ServiceResponse<impl MessageBody>) -> Option<&Requests> {
    response.request().app_data::<web::Data<App>>()?.requests.as_ref()
}
