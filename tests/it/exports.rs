//! What is exported can be imported again, and says the same.

mod round_trip;

use plumbline_tests::on_both;
use plumbline_tests::support::pack::import_council;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

on_both!(
    each_form_says_what_it_is,
    a_period_narrows_returns_and_nothing_else,
    history_is_exported_as_it_is_listed,
    what_fails_on_the_way_breaks_the_connection,
    an_export_is_compressed_while_it_is_sent
);

pub async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

/// An export as an admin: its bytes, and its headers.
pub async fn exported(service: &Service, file: &str) -> (header::HeaderMap, Vec<u8>) {
    let response = service.request(Method::GET, &format!("/api/v1/exports/{file}")).bearer_auth(&service.admin).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{file}");
    let headers = response.headers().clone();
    (headers, response.bytes().await.unwrap().to_vec())
}

async fn text(service: &Service, file: &str) -> String {
    String::from_utf8(exported(service, file).await.1).unwrap()
}

async fn each_form_says_what_it_is(backend: Backend) {
    let service = start(backend).await;
    import_council(&service).await;
    for (file, media, begins) in [
        ("actions.csv", "text/csv; charset=utf-8", "ref,title,title_cy,corporate_action,".as_bytes()),
        ("actions.ndjson", "application/x-ndjson", b"{\"ref\":"),
        ("actions.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
        ("pack.zip", "application/zip", b"PK\x03\x04"),
        ("pack.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
        ("template.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ] {
        let (headers, bytes) = exported(&service, file).await;
        assert_eq!(headers[header::CONTENT_TYPE], media, "{file}");
        let disposition = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename=") && disposition.contains(file), "{disposition}");
        assert!(bytes.starts_with(begins), "{file}: {:?}", String::from_utf8_lossy(&bytes[..40]));
    }
    for line in text(&service, "indicator_results.ndjson").await.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let members = row.as_object().unwrap();
        assert!(members.values().all(|value| !value.is_null()), "{line}");
        assert!(["actual", "target"].iter().filter_map(|name| members.get(*name)).all(Value::is_number), "{line}");
        assert!(row["provisional"].is_boolean() && row["period"].is_string(), "{line}");
    }
    for (file, code) in [("nothing.csv", "not_found"), ("pack.csv", "not_found"), ("actions.zip", "not_found"), ("actions", "not_found")] {
        let (status, problem) = service.send(Method::GET, &format!("/api/v1/exports/{file}"), Value::Null).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::NOT_FOUND, Some(code)), "{file}: {problem}");
    }
    service.stop().await;
}

async fn a_period_narrows_returns_and_nothing_else(backend: Backend) {
    let service = start(backend).await;
    import_council(&service).await;
    let all = text(&service, "indicator_results.csv").await;
    let one = text(&service, "indicator_results.csv?period=2017-18-Q2").await;
    let of_the_period: Vec<&str> =
        all.lines().enumerate().filter(|(at, line)| *at == 0 || line.contains(",2017-18-Q2,")).map(|(_, line)| line).collect();
    assert!(of_the_period.len() > 2 && of_the_period.len() < all.lines().count());
    assert_eq!(one.lines().collect::<Vec<_>>(), of_the_period);
    let (status, problem) = service.send(Method::GET, "/api/v1/exports/actions.csv?period=2017-18-Q2", Value::Null).await;
    assert_eq!((status, problem["errors"][0]["pointer"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("?period")), "{problem}");
    service.stop().await;
}

async fn history_is_exported_as_it_is_listed(backend: Backend) {
    let service = start(backend).await;
    for name in ["=1+1", "plain"] {
        service.send(Method::POST, "/api/v1/directorates", json!({"ref": name, "name": name})).await;
    }
    let listed = service.get("/api/v1/history?kind=directorate").await["items"].clone();
    let lines = text(&service, "history.ndjson?kind=directorate").await;
    let exported: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(exported.len(), 2);
    for (listed, exported) in listed.as_array().unwrap().iter().zip(&exported) {
        let told = listed.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        assert!(told.clone().count() >= 7);
        told.for_each(|(name, value)| assert_eq!(exported.get(name), Some(value), "{name}"));
    }
    let csv = text(&service, "history.csv?kind=directorate").await;
    assert!(
        csv.starts_with("at,actor,event,kind,ref,period,changes,item_id,request_id,id\r\n") && csv.contains(",directorate,'=1+1,,"),
        "{csv}"
    );
    let reader = service.request(Method::GET, "/api/v1/exports/history.csv").bearer_auth(&service.reader);
    assert_eq!(answer(reader).await.0, StatusCode::FORBIDDEN);
    service.stop().await;
}

/// So many results, each with a long commentary, put there by one statement.
fn fill(service: &Service, indicators: u32) {
    let mut conn = service.record.conn();
    let id = |prefix: &str, number: &str| {
        let padded = format!("substr('000000000000' || {number}, -12)");
        let padded = if service.record.url.starts_with("sqlite") { padded } else { format!("lpad(cast({number} as text), 12, '0')") };
        format!("'{prefix}-0000-7000-8000-' || {padded}")
    };
    let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {indicators})");
    conn.execute_batch(&format!(
        "INSERT INTO indicators (id, reference, ref_key, search, aliases, title, polarity, unit, decimals, frequency, basis, additional, \
         version, created_at, updated_at) {numbers} SELECT {}, 'M' || i, 'M' || i, '', '', 'T', 'higher', 'number', 0, 'quarterly', \
         'in_period', false, 1, 0, 0 FROM n",
        id("00000001", "i")
    ))
    .unwrap();
    conn.execute_batch(&format!(
        "INSERT INTO indicator_results (id, indicator_id, period, revision, actual, provisional, comparable, commentary, effect_on, \
         recorded_at, recorded_by) {numbers}, p(q) AS (SELECT 8000 UNION ALL SELECT q + 1 FROM p WHERE q < 8019) \
         SELECT {}, {}, q, 1, i * 1000000, false, true, '{}', '2017-06-30', 0, 'test' FROM n, p",
        id("00000002", "(i * 100 + q - 8000)"),
        id("00000001", "i"),
        "words ".repeat(300)
    ))
    .unwrap();
}

/// Half of an export must not pass for all of it.
async fn what_fails_on_the_way_breaks_the_connection(backend: Backend) {
    let service = start(backend).await;
    fill(&service, 1000);
    let request = service.request(Method::GET, "/api/v1/exports/indicator_results.csv").bearer_auth(&service.admin);
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.chunk().await.unwrap().is_some());
    service.record.conn().execute_batch("ALTER TABLE indicator_results RENAME TO gone").unwrap();
    let ended = loop {
        match response.chunk().await {
            Ok(Some(_)) => {}
            other => break other,
        }
    };
    assert!(ended.is_err(), "it ended as if it were whole");
    // Nobody is left waiting, and nothing of the record is held.
    service.record.conn().execute_batch("ALTER TABLE gone RENAME TO indicator_results").unwrap();
    assert_eq!(text(&service, "indicator_results.csv").await.lines().count(), 20_001);
    service.stop().await;
}

async fn an_export_is_compressed_while_it_is_sent(backend: Backend) {
    let service = start(backend).await;
    fill(&service, 200);
    let plain = exported(&service, "indicator_results.csv").await.1;
    for (file, encoding) in [("indicator_results.csv", Some("gzip")), ("indicator_results.xlsx", None)] {
        let request = service.request(Method::GET, &format!("/api/v1/exports/{file}")).bearer_auth(&service.admin);
        let response = request.header(header::ACCEPT_ENCODING, "gzip").send().await.unwrap();
        let said = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(said.as_deref().filter(|encoding| *encoding != "identity"), encoding, "{file}");
        assert!(response.headers().get(header::CONTENT_LENGTH).is_none(), "{file}");
        let bytes = response.bytes().await.unwrap();
        assert!(bytes.len() < plain.len() / 5, "{file}: {} of {} bytes", bytes.len(), plain.len());
    }
    service.stop().await;
}
