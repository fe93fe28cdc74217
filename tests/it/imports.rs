//! What becomes of what is there already, of each row, and of whoever does not wait.

use plumbline_shared::model::import::Outcome;
use plumbline_tests::on_both;
use plumbline_tests::support::pack::{files, form, import};
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    modes_say_what_becomes_of_what_is_there,
    each_row_has_its_outcome,
    who_does_not_wait_reads_how_far_it_is,
    what_was_left_is_interrupted,
    what_was_printed_of_risks_is_held_against_their_scores
);

const IMPORTS: &str = "/api/v1/imports";

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

fn pack(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// (created, updated, unchanged, skipped, failed) of each file.
fn counts(report: &Value) -> Vec<[u64; 5]> {
    let of = |file: &Value| ["created", "updated", "unchanged", "skipped", "failed"].map(|name| file[name].as_u64().unwrap());
    report["files"].as_array().unwrap().iter().map(of).collect()
}

async fn modes_say_what_becomes_of_what_is_there(backend: Backend) {
    let service = start(backend).await;
    assert_eq!(import(&service, IMPORTS, &files()).await.0, StatusCode::OK);
    let whole = import(&service, &format!("{IMPORTS}?mode=refuse"), &files()).await;
    assert_eq!((whole.0, &whole.1["changed"]), (StatusCode::OK, &json!(false)), "what says the same is refused by none: {}", whole.1);
    let (status, report) = import(&service, &format!("{IMPORTS}?mode=skip"), &files()).await;
    assert_eq!((status, &report["changed"]), (StatusCode::OK, &json!(false)), "{report}");
    assert!(counts(&report).iter().all(|counts| counts[0] + counts[1] + counts[4] == 0), "{report}");
    assert!(counts(&report).iter().all(|counts| counts[3] > 0), "every kind can be left alone: {report}");

    let indicators = "ref,title,polarity,unit,frequency\nN1,New,lower,days,quarterly\n";
    let first = pack(&[("indicators.csv", indicators), ("indicator_results.csv", "ref,period,actual\nN1,2017-18-Q1,1\nN1,2017-18-Q2,2\n")]);
    assert_eq!(import(&service, IMPORTS, &first).await.0, StatusCode::OK);
    let second = pack(&[("indicator_results.csv", "ref,period,actual\nN1,2016-17-Q4,9\nN1,2017-18-Q1,5\nN1,2017-18-Q2,2\n")]);
    let (status, told) = import(&service, &format!("{IMPORTS}?mode=refuse"), &second).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    let errors = told["report"]["errors"].as_array().unwrap();
    assert_eq!((errors.len(), &errors[0]["line"], &errors[0]["code"]), (1, &json!(3), &json!("already_there")), "{told}");
    for (mode, wanted) in [("skip", [1, 0, 0, 2, 0]), ("update", [0, 1, 2, 0, 0])] {
        let (status, report) = import(&service, &format!("{IMPORTS}?mode={mode}"), &second).await;
        assert_eq!((status, counts(&report)), (StatusCode::OK, vec![wanted]), "{mode}: {report}");
    }
    let (status, _) = import(&service, &format!("{IMPORTS}?mode=replace"), &second).await;
    assert!(status.is_client_error());
    service.stop().await;
}

async fn each_row_has_its_outcome(backend: Backend) {
    let service = start(backend).await;
    let indicators = "ref,title,polarity,unit,frequency\nN1,New,lower,days,quarterly\nN2,New,lower,days,quarterly\n";
    assert_eq!(import(&service, IMPORTS, &pack(&[("indicators.csv", indicators)])).await.0, StatusCode::OK);
    let results: String = (0..120).map(|n| format!("N1,{}-{:02}-Q{},{n}\n", 1950 + n / 4, (51 + n / 4) % 100, n % 4 + 1)).collect();
    let results = format!("ref,period,actual\n{results}N2,2017-18-Q1,x\nN3,2017-18-Q1,1\n");
    let changed = indicators.replace("N2,New", "N2,Other") + "N4,Another,lower,days,quarterly\n";
    let (status, told) = import(&service, IMPORTS, &pack(&[("indicators.csv", &changed), ("indicator_results.csv", &results)])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(counts(&told["report"]), [[1, 1, 1, 0, 0], [120, 0, 0, 0, 2]], "{told}");
    let id = told["report"]["id"].as_str().unwrap();
    let rows = async |query: &str| {
        let (mut rows, mut next) = (Vec::new(), Some(format!("{IMPORTS}/{id}/rows?{query}")));
        while let Some(path) = next {
            let page = service.get(&path).await;
            rows.extend(page["items"].as_array().unwrap().clone());
            next = page["next"].as_str().map(str::to_owned);
        }
        rows
    };
    let seen = |row: &Value| json!([row["line"], row["ref"], row["period"], row["outcome"], row["code"]]);
    let failed = rows("outcome=failed").await;
    let expected =
        [json!([122, "N2", "2017-18-Q1", "failed", "invalid_figure"]), json!([123, "N3", "2017-18-Q1", "failed", "unknown_reference"])];
    assert_eq!(failed.iter().map(seen).collect::<Vec<_>>(), expected);
    let items = rows("file=indicators").await;
    let expected =
        [json!([2, "N1", null, "unchanged", null]), json!([3, "N2", null, "updated", null]), json!([4, "N4", null, "created", null])];
    assert_eq!(items.iter().map(seen).collect::<Vec<_>>(), expected);
    assert_eq!((rows("limit=7").await.len(), rows("limit=7&outcome=created").await.len()), (125, 121));
    assert_eq!(rows("outcome=skipped").await, Vec::<Value>::new());
    let kept = service.get(&format!("{IMPORTS}/{id}")).await;
    assert_eq!((&kept["state"], &kept["report"]["errors"]), (&json!("refused"), &told["report"]["errors"]), "{kept}");
    let listed = service.get(IMPORTS).await;
    let states: Vec<_> = listed["items"].as_array().unwrap().iter().map(|import| import["state"].as_str().unwrap()).collect();
    assert_eq!(states.len(), 2, "{listed}");
    assert!(states.contains(&"refused") && states.contains(&"done"), "{listed}");
    assert_eq!(Outcome::TOKENS.len(), 5);
    for path in [format!("{IMPORTS}/none"), format!("{IMPORTS}/0199d1f0-c0de-7a1b-8000-000000000001"), format!("{IMPORTS}/none/rows")] {
        let (status, _) = service.send(Method::GET, &path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    service.stop().await;
}

async fn who_does_not_wait_reads_how_far_it_is(backend: Backend) {
    let service = start(backend).await;
    let request = service.request(Method::POST, IMPORTS).bearer_auth(&service.admin).header("prefer", "wait=1, respond-async");
    let response = form(request, &files()).send().await.unwrap();
    assert_eq!((response.status(), response.headers()["preference-applied"].to_str().unwrap()), (StatusCode::ACCEPTED, "respond-async"));
    let path = response.headers()["location"].to_str().unwrap().to_owned();
    let mut import = response.json::<Value>().await.unwrap();
    while import["state"] == "running" {
        let progress = &import["progress"];
        assert!(progress.is_null() || progress["rows_done"].as_u64() <= progress["rows_in_all"].as_u64(), "{import}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        import = service.get(&path).await;
    }
    assert_eq!((&import["state"], &import["report"]["changed"]), (&json!("done"), &json!(true)), "{import}");
    assert!(import["finished_at"].is_string() && import["actor"].as_str().unwrap().starts_with("key:"), "{import}");
    // What was begun is ended though the service is told to stop.
    let request = service.request(Method::POST, IMPORTS).bearer_auth(&service.admin).header("prefer", "respond-async");
    let extra = pack(&[("projects.csv", "ref,title\nLAST,The last one\n")]);
    let (status, begun) = answer(form(
        request,
        &[files(), extra]
            .concat()
            .into_iter()
            .filter(|file| file.0 != "projects.csv" || file.1.starts_with(b"ref,title\nLAST"))
            .collect::<Vec<_>>(),
    ))
    .await;
    assert_eq!(status, StatusCode::ACCEPTED, "{begun}");
    let url = service.record.url.clone();
    let (db, id) = (service.db.clone(), begun["id"].as_str().unwrap().to_owned());
    service.stop().await;
    let found = db.read(move |conn| plumbline_shared::store::imports::find(conn, id.parse().unwrap())).await;
    assert_eq!(found.unwrap().unwrap().state.as_str(), "done", "{url}");
}

async fn what_was_left_is_interrupted(backend: Backend) {
    let service = start(backend).await;
    let running = "INSERT INTO imports VALUES ('0199d1f0-c0de-7a1b-8000-000000000001', 'running', 'update', FALSE, 'test', NULL, 0, NULL, NULL, NULL, NULL)";
    service.record.conn().execute_batch(running).unwrap();
    let left = service.get(&format!("{IMPORTS}/0199d1f0-c0de-7a1b-8000-000000000001")).await;
    assert_eq!((&left["state"], &left["progress"]), (&json!("interrupted"), &Value::Null), "{left}");
    // It came long ago: the next import forgets it.
    assert_eq!(import(&service, IMPORTS, &files()).await.0, StatusCode::OK);
    assert_eq!(service.get(IMPORTS).await["items"].as_array().unwrap().len(), 1);
    service.stop().await;
}

async fn what_was_printed_of_risks_is_held_against_their_scores(backend: Backend) {
    let service = start(backend).await;
    let (status, report) = import(&service, &format!("{IMPORTS}?dry_run=true"), &files()).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    let found = report["moving"]["risk_disagreements"].as_array().unwrap();
    let told = |name: &str| found.iter().map(|found| found[name].clone()).collect::<Vec<_>>();
    assert_eq!((told("risk"), told("service_area"), told("score")), (vec![json!("SR-CH-14")], vec![json!("PD")], vec![json!(12)]));
    assert_eq!((told("stated_band"), told("band")), (vec![json!("medium")], vec![json!("high")]), "{report}");
    service.stop().await;
}
