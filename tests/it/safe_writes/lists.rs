//! A quarter's lists, and its state: nobody writes over rows that they have not seen, and what is signed off is restated with a reason.

use super::{on_condition, start, tag};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_list_takes_no_row_s_place_unasked, a_state_is_changed_as_it_was_read, a_signed_off_quarter_s_lists_are_restated_with_a_reason);

/// Of each list that is written a quarter at a time: its name, a row, and the field that is changed.
fn lists() -> [(&'static str, Value, &'static str, [Value; 3]); 3] {
    let words = |words: [&str; 3]| words.map(Value::from);
    [
        ("narratives", json!({"scope": "council", "section": "s", "language": "en"}), "text", words(["One", "Two", "Three"])),
        (
            "breakdowns",
            json!({"measure": "m", "dimension": "d", "value_label": "v", "unit": "number"}),
            "value",
            [1, 2, 3].map(Value::from),
        ),
        ("judgements", json!({"scope": "council", "part": "overall", "reason": "So."}), "rag", words(["red", "amber", "green"])),
    ]
}

fn with(row: &Value, field: &str, value: &Value) -> Value {
    let mut row = row.clone();
    row[field] = value.clone();
    json!([row])
}

async fn a_list_takes_no_row_s_place_unasked(backend: Backend) {
    let service = start(backend).await;
    for (kind, row, field, [one, two, three]) in lists() {
        let (path, list) = (format!("/api/v1/{kind}/2017-18-Q2"), format!("/api/v1/{kind}?period=2017-18-Q2&limit=1"));
        let put = async |header: Option<(&str, &str)>, value: &Value| {
            let header = header.unwrap_or(("x-none", "none"));
            let response = on_condition(&service, Method::PUT, &path, header, &with(&row, field, value)).send().await.unwrap();
            (response.status().as_u16(), response.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned()))
        };
        let nothing = tag(&service, &list).await;
        assert_eq!(put(None, &one).await.0, 200, "{kind}");
        assert_eq!(put(None, &one).await.0, 200, "{kind}: the same again");
        assert_eq!(put(None, &two).await.0, 428, "{kind}");
        assert_eq!(put(Some(("if-match", &nothing)), &two).await.0, 412, "{kind}");
        assert_eq!(put(Some(("if-match", &nothing)), &one).await.0, 412, "{kind}: not even what is there");
        let read = tag(&service, &list).await;
        let (status, written) = put(Some(("if-match", &read)), &two).await;
        assert_eq!(status, 200, "{kind}");
        assert_eq!(put(Some(("if-match", &read)), &three).await.0, 412, "{kind}");
        assert_eq!(put(Some(("if-match", &written.unwrap())), &three).await.0, 200, "{kind}: the tag of one's own write");
        assert_eq!(put(Some(("if-match", "*")), &one).await.0, 200, "{kind}");
        let whole = tag(&service, &format!("/api/v1/{kind}")).await;
        assert_eq!(put(Some(("if-match", &whole)), &two).await.0, 412, "{kind}: the tag of no quarter's list");
        let other = tag(&service, &list).await;
        let next = path.replace("Q2", "Q1");
        assert!(answer(on_condition(&service, Method::PUT, &next, ("x-none", "none"), &with(&row, field, &one))).await.0.is_success());
        assert_eq!(tag(&service, &list).await, other, "{kind}: another quarter's is another list");
    }
    let text = |text: &str| with(&lists()[0].1, "text", &json!(text));
    let removal = async |value: &str| {
        answer(on_condition(&service, Method::PUT, "/api/v1/narratives/2017-18-Q2", ("if-match", value), &text(""))).await.0
    };
    let read = tag(&service, "/api/v1/narratives?period=2017-18-Q2").await;
    assert_eq!((removal(&read).await, removal(&read).await), (StatusCode::OK, StatusCode::PRECONDITION_FAILED));
    service.stop().await;
}

async fn a_state_is_changed_as_it_was_read(backend: Backend) {
    let service = start(backend).await;
    let path = "/api/v1/periods/2017-18-Q1/state";
    let set = async |header: (&str, &str), state: &str| {
        answer(on_condition(&service, Method::PUT, path, header, &json!({"state": state}))).await.0.as_u16()
    };
    let first = tag(&service, "/api/v1/periods/2017-18-Q1").await;
    assert_eq!(set(("if-match", &first), "in_review").await, 200);
    assert_eq!(set(("if-match", &first), "closed").await, 412);
    assert_eq!(set(("if-match", &first), "in_review").await, 412, "not even what it is");
    let second = tag(&service, "/api/v1/periods/2017-18-Q1").await;
    assert_ne!(first, second);
    assert_eq!(set(("if-match", &second), "closed").await, 200);
    assert_eq!(set(("if-none-match", "*"), "closed").await, 412);
    assert_eq!(set(("x-none", "none"), "closed").await, 200, "what it is already");
    service.stop().await;
}

async fn a_signed_off_quarter_s_lists_are_restated_with_a_reason(backend: Backend) {
    let service = start(backend).await;
    for (kind, row, field, [one, ..]) in lists() {
        assert_eq!(service.send(Method::PUT, &format!("/api/v1/{kind}/2017-18-Q1"), with(&row, field, &one)).await.0, StatusCode::OK);
    }
    let close = json!({"state": "closed", "with_open_items": true, "reason": "Done."});
    assert_eq!(service.send(Method::PUT, "/api/v1/periods/2017-18-Q1/state", close).await.0, StatusCode::OK);
    for (kind, row, field, [_, two, _]) in lists() {
        let path = format!("/api/v1/{kind}/2017-18-Q1");
        let (status, refused) = service.send(Method::PUT, &path, with(&row, field, &two)).await;
        assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("period_closed")), "{kind}");
        let why = with(&with(&row, field, &two)[0], "restatement_reason", &json!("A service counted twice."));
        let by_reader = service.request(Method::PUT, &path).bearer_auth(&service.reader).header("if-match", "*").json(&why);
        assert_eq!(answer(by_reader).await.0, StatusCode::FORBIDDEN, "{kind}");
        let (status, written) = service.send(Method::PUT, &path, why).await;
        assert_eq!((status, &written["updated"]), (StatusCode::OK, &json!(1)), "{kind}: {written}");
        let history = service.get(&format!("/api/v1/history?kind={}&period=2017-18-Q1", kind.trim_end_matches('s'))).await;
        let changes = history["items"][0]["changes"].as_array().unwrap().clone();
        let reason = json!({"field": "/restatement_reason", "from": null, "to": "A service counted twice."});
        assert!(changes.contains(&reason), "{kind}: {changes:?}");
    }
    let gone = with(&with(&lists()[0].1, "text", &json!(""))[0], "restatement_reason", &json!("It was of another quarter."));
    assert_eq!(service.send(Method::PUT, "/api/v1/narratives/2017-18-Q1", gone).await.0, StatusCode::OK);
    let last = service.get("/api/v1/history?kind=narrative").await["items"][0].clone();
    assert_eq!(last["event"], "removed");
    assert!(last["changes"].to_string().contains("of another quarter"), "{last}");
    service.stop().await;
}
