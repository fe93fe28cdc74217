//! Packs that cannot be imported: all that is wrong is told at once, and nothing is kept.

use super::{problem, send, start};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::import;
use plumbline_tests::support::service::Backend;
use reqwest::{Method, StatusCode, header};
use serde_json::json;

on_both!(a_broken_pack_is_told_in_full, what_is_no_pack_is_told);

async fn a_broken_pack_is_told_in_full(backend: Backend) {
    let service = start(backend).await;
    let files = [
        ("service_areas.csv".to_owned(), b"code,name,directorate\nHR,People,Resources\n".to_vec()),
        ("actions.csv".to_owned(), b"ref,title,corporate_action,service_area,owner_email,start_date,due_date,lifecycle\nA1,T,,HR,,,31/03/2018,active\nA2,T,,XX,,,2018-03-31,busy\n".to_vec()),
    ];
    let (status, report) = import(&service, "/api/v1/imports", &files).await;
    assert_eq!((status, report["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("invalid_pack")), "{report}");
    let errors: Vec<_> = report["report"]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["line"].as_u64().unwrap(), e["column"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [(2, "due_date"), (3, "lifecycle"), (3, "service_area")], "{report}");
    assert_eq!(service.get("/api/v1/service-areas").await["items"], json!([]), "all or nothing");
    service.stop().await;
}

async fn what_is_no_pack_is_told(backend: Backend) {
    let service = start(backend).await;
    problem(send(&service, Method::POST, "/api/v1/imports", "{}"), 415, "unsupported_media_type").await;
    let multipart = |body: &'static str| {
        let request = service.request(Method::POST, "/api/v1/imports").bearer_auth(&service.admin);
        request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").body(body)
    };
    for body in ["", "--x\r\n", "--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nno name\r\n--x--\r\n"] {
        problem(multipart(body), 400, "malformed_request").await;
    }
    for (name, bytes) in [
        ("nothing.csv", &b"a,b\n1,2\n"[..]),
        ("people.csv", b""),
        ("people.csv", b"email,name,colour\na@b.example,A,red\n"),
        ("people.csv", b"email,name\na@b.example,A\0B\n"),
        ("people.csv", b"email,name\na\0@b.example,A\n"),
        ("people.csv", b"email,name,manager_email\na@b.example,A,\0\n"),
        ("people.csv", b"email,name\na@b.example,Si\xe2n \xc5\xb4yn\n"),
        ("people.csv", b"email,name\na@b.example\n"),
    ] {
        let (status, report) = import(&service, "/api/v1/imports", &[(name.to_owned(), bytes.to_vec())]).await;
        let errors = report["report"]["errors"].as_array().unwrap_or_else(|| panic!("{bytes:?}: {report}"));
        assert_eq!((status, errors.len(), &errors[0]["file"]), (StatusCode::UNPROCESSABLE_ENTITY, 1, &json!(name)), "{report}");
    }
    assert_eq!(service.get("/api/v1/people").await["items"], json!([]));
    service.stop().await;
}
