//! Calendar feeds, read back by another parser.

use icalendar::parser::{read_calendar, unfold};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

on_both!(a_feed_holds_its_deadlines, an_address_is_asked_for_and_revoked, an_owner_has_their_own);

const CALENDARS: &str = "/api/v1/calendars";

async fn start(backend: Backend) -> Service {
    // A Monday: the returns for Q2 were due on Friday.
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let long =
        "Ŵyth o dŷ; gŵyl, \\ a’r ôl-nodiadau sy’n ymestyn ymhell dros ymyl y llinell fel bod rhaid ei phlygu’n ofalus – dŵr, tŷ, llên";
    for (kind, draft) in [
        ("service-areas", json!({"ref": "HS", "name": "Housing, and more; \\"})),
        ("people", json!({"email": "mair@council.example", "name": "Mair", "language": "cy"})),
        ("people", json!({"email": "jo@council.example", "name": "Jo"})),
        (
            "actions",
            json!({"ref": "A1", "title": long, "title_cy": long, "due_date": "2018-03-31", "start_date": "2017-04-01",
            "owner": "mair@council.example", "service_area": "HS"}),
        ),
        (
            "actions",
            json!({"ref": "A2", "title": "Done", "due_date": "2018-02-28", "start_date": "2017-04-01", "owner": "mair@council.example"}),
        ),
        (
            "actions",
            json!({"ref": "A3", "title": "Other", "due_date": "2017-12-31", "start_date": "2018-01-01", "owner": "jo@council.example"}),
        ),
        (
            "indicators",
            json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly",
            "owner": "mair@council.example"}),
        ),
        (
            "indicators",
            json!({"ref": "M2", "title": "T", "polarity": "higher", "unit": "number", "frequency": "annual",
            "reporting_quarter": "Q4", "service_area": "HS"}),
        ),
        ("risks", json!({"ref": "R1", "kind": "service", "title": "T", "service_areas": ["HS"]})),
    ] {
        let (status, body) = service.send(Method::POST, &format!("/api/v1/{kind}"), draft).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
    for (path, body) in [
        ("actions/A2/updates/2017-18-Q2", json!({"percent_complete": 100})),
        ("actions/A1/updates/2017-18-Q2", json!({"percent_complete": 50})),
        ("indicators/M1/results/2017-18-Q2", json!({"actual": 1, "target": 1})),
        ("risks/R1/assessments/2017-18-Q1/HS", json!({"residual_likelihood": 2, "residual_impact": 2})),
    ] {
        let (status, answer) = service.send(Method::PUT, &format!("/api/v1/{path}"), body).await;
        assert!(status.is_success(), "{path}: {answer}");
    }
    service
}

/// A feed as it was shown, and the path of its address.
async fn make(service: &Service, draft: Value) -> (Value, String) {
    let (status, made) = service.send(Method::POST, CALENDARS, draft).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let path = made["url"].as_str().unwrap().split_once("/calendar/").unwrap().1.to_owned();
    (made, format!("/calendar/{path}"))
}

async fn fetch(service: &Service, path: &str) -> Response {
    service.request(Method::GET, path).send().await.unwrap()
}

/// Start, end and summary of each event, as the other parser reads them.
fn events(file: &str) -> Vec<[String; 3]> {
    let unfolded = unfold(file);
    let read = read_calendar(&unfolded).unwrap();
    let event = |event: &icalendar::parser::Component<'_>| {
        ["DTSTART", "DTEND", "SUMMARY"].map(|name| event.find_prop(name).unwrap().val.to_string())
    };
    read.components.iter().map(event).collect()
}

async fn a_feed_holds_its_deadlines(backend: Backend) {
    let service = start(backend).await;
    let mut files = Vec::new();
    for draft in [json!({"person": "mair@council.example"}), json!({"service_area": "HS"}), json!({})] {
        let (_, path) = make(&service, draft).await;
        let response = fetch(&service, &path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/calendar; charset=utf-8");
        let file = response.text().await.unwrap();
        assert!(file.ends_with("END:VCALENDAR\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']), "{file}");
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        for line in [
            "VERSION:2.0",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            "X-PUBLISHED-TTL:PT6H",
            "DTSTART;VALUE=DATE:20180331",
            "DTEND;VALUE=DATE:20180401",
        ] {
            assert!(file.contains(&format!("\r\n{line}\r\n")), "{line}: {file}");
        }
        let unfolded = file.replace("\r\n ", "");
        assert!(unfolded.contains("A1 Ŵyth o dŷ\\; gŵyl\\, \\\\ a’r ôl-nodiadau sy’n ymestyn ymhell dros ymyl y llinell"), "{unfolded}");
        assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), unfolded.matches("\r\nDTSTAMP:20").count());
        files.push(file);
    }
    let of = |index: usize| -> Vec<[String; 2]> { events(&files[index]).into_iter().map(|[start, _, summary]| [start, summary]).collect() };
    let summaries = |index: usize| of(index).into_iter().map(|[start, summary]| format!("{start} {summary}")).collect::<Vec<_>>();
    // Mair's are in Welsh: the next two quarters' returns of A1 and M1, and A1 itself. A2 is complete.
    let mair = summaries(0);
    assert_eq!(mair.len(), 3, "{mair:?}");
    assert!(mair[0].starts_with("20180115 2 ddatganiad i'w cyflwyno ar gyfer Ch3 2017/18"), "{mair:?}");
    assert!(mair[1].starts_with("20180331 I'w gwblhau: A1") && mair[2].starts_with("20180416 2 ddatganiad"), "{mair:?}");
    // The area's are in both: the risk for Q2, still; A1 and the risk for Q3; the annual indicator too for Q4.
    let housing = summaries(1);
    assert_eq!(housing.len(), 4, "{housing:?}");
    assert!(housing[0].starts_with("20171013") && housing[0].contains("1 return due for Q2 2017/18"), "{housing:?}");
    assert!(housing[1].contains("2 returns due for Q3") && housing[3].contains("3 returns due for Q4"), "{housing:?}");
    assert!(files[1].contains("X-WR-CALNAME:Plumbline: Housing\\, and more\\; \\\\\r\n"), "{}", files[1]);
    assert!(summaries(2).iter().any(|event| event.starts_with("20171231") && event.contains("A3 Other")));
    service.stop().await;
}

async fn an_address_is_asked_for_and_revoked(backend: Backend) {
    let service = start(backend).await;
    let (made, path) = make(&service, json!({"person": "mair@council.example"})).await;
    let first = fetch(&service, &path).await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let file = first.text().await.unwrap();
    let again = service.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((again.status(), again.text().await.unwrap().len()), (StatusCode::NOT_MODIFIED, 0));
    // The date moves: the same event, of a later version.
    let move_it = json!({"due_date": "2018-04-30", "reason": "Late", "agreed_on": "2017-10-16"});
    assert!(service.send(Method::POST, "/api/v1/actions/A1/due-dates", move_it).await.0.is_success());
    let moved = service.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(moved.status(), StatusCode::OK);
    let moved = moved.text().await.unwrap();
    let property = |file: &str, name: &str| {
        let event = file.split("BEGIN:VEVENT").find(|event| event.contains("\r\nUID:action-")).unwrap().to_owned();
        event.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned()
    };
    assert_eq!(property(&moved, "UID:"), property(&file, "UID:"));
    assert_eq!([&file, &moved].map(|file| property(file, "DTSTART;VALUE=DATE:")), ["20180331", "20180430"]);
    assert!(property(&moved, "SEQUENCE:").parse::<i64>().unwrap() > property(&file, "SEQUENCE:").parse::<i64>().unwrap());

    let listed = service.get(CALENDARS).await;
    let secret = path.trim_start_matches("/calendar/").trim_end_matches(".ics");
    assert!(listed["items"].as_array().unwrap().len() == 1 && !listed.to_string().contains(secret), "{listed}");
    let revoke = format!("{CALENDARS}/{}", made["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(service.send(Method::DELETE, &revoke, Value::Null).await.0, StatusCode::NO_CONTENT);
    }
    let (mut unknown, gone) = (path.clone(), fetch(&service, &path).await);
    unknown.replace_range(12..13, if &path[12..13] == "a" { "b" } else { "a" });
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    assert_eq!(gone.headers()["content-type"], "text/plain; charset=utf-8");
    assert!(!gone.text().await.unwrap().contains(secret));
    assert_eq!(fetch(&service, &unknown).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(service.request(Method::POST, &path).send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    let told = service.get("/api/v1/history?kind=calendar").await;
    let events: Vec<_> = told["items"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["revoked", "created"]);
    // Of who has left nothing is shown.
    let (_, path) = make(&service, json!({"person": "jo@council.example"})).await;
    assert_eq!(fetch(&service, &path).await.status(), StatusCode::OK);
    assert!(service.send(Method::PATCH, "/api/v1/people/jo@council.example", json!({"active": false})).await.0.is_success());
    assert_eq!(fetch(&service, &path).await.status(), StatusCode::NOT_FOUND);
    service.stop().await;
}

async fn an_owner_has_their_own(backend: Backend) {
    let service = start(backend).await;
    let draft = json!({"name": "owner", "role": "owner", "person": "mair@council.example"});
    let (_, key) = service.send(Method::POST, "/api/v1/keys", draft).await;
    let (_, area) = service.send(Method::POST, "/api/v1/keys", json!({"name": "area", "role": "editor", "service_areas": ["HS"]})).await;
    let [owner, area] = [&key, &area].map(|key| key["key"].as_str().unwrap().to_owned());
    let ask = async |key: &str, draft: Value| answer(service.request(Method::POST, CALENDARS).bearer_auth(key).json(&draft)).await;
    for (key, draft, status) in [
        (&owner, json!({"person": "mair@council.example"}), 201),
        (&owner, json!({"person": "jo@council.example"}), 403),
        (&owner, json!({"service_area": "HS"}), 403),
        (&owner, json!({}), 403),
        (&service.reader, json!({"person": "mair@council.example"}), 403),
        (&service.editor, json!({}), 201),
        (&area, json!({"service_area": "HS"}), 201),
        (&area, json!({}), 403),
        (&service.admin, json!({"person": "mair@council.example", "service_area": "HS"}), 422),
        (&service.admin, json!({"person": ""}), 422),
        (&service.admin, json!({"person": "nobody"}), 422),
    ] {
        let (found, body) = ask(key, draft.clone()).await;
        assert_eq!(found.as_u16(), status, "{draft}: {body}");
    }
    let all = service.get(CALENDARS).await["items"].as_array().unwrap().clone();
    let revoke = async |key: &str, calendar: &Value| {
        let path = format!("{CALENDARS}/{}", calendar["id"].as_str().unwrap());
        answer(service.request(Method::DELETE, &path).bearer_auth(key)).await.0.as_u16()
    };
    let everything = all.iter().find(|one| one["person"].is_null() && one["service_area"].is_null()).unwrap();
    let own = all.iter().find(|one| one["person"].is_object()).unwrap();
    assert_eq!((revoke(&owner, everything).await, revoke(&owner, own).await), (403, 204));
    service.stop().await;
}
