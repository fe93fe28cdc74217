//! The ways that secrets and people's data go: well, and badly in each way there is.

use super::{PERSON, SECRET, World};
use plumbline_tests::support::pack::form;
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::Backend;
use reqwest::Method;
use serde_json::{Value, json};

fn address(of: &str) -> String {
    format!("{PERSON}.{of}@council.example")
}

/// Those that are good, and those that are expired, revoked, forged, mangled, or in the wrong place.
pub async fn of_keys_and_tokens(world: &mut World) {
    let body = json!({"email": address("known"), "name": format!("Jo {PERSON}")});
    world.post("people", body, 201).await;
    let made = world.post("keys", json!({"name": "Feed", "role": "reader"}), 201).await;
    let (key, id) = (made["key"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned());
    world.is_secret("a key", &key[17..]);
    let again = world.post(&format!("keys/{id}/rotate"), json!({"overlap_hours": 24}), 200).await;
    let rotated = again["key"].as_str().unwrap().to_owned();
    world.is_secret("a rotated key", &rotated[17..]);
    let forged = format!("{}{}{}", &rotated[..17], SECRET, &rotated[17 + SECRET.len()..]);
    let actions = "/api/v1/actions";
    for (bearer, wanted) in [
        (key.clone(), 200),
        (rotated.clone(), 200),
        (forged, 401),
        (rotated.to_uppercase(), 401),
        (format!("plb_{SECRET}"), 401),
        (world.token(&address("known"), 600), 200),
        (world.token(&address("known"), -600), 401),
        (world.token(&address("unknown"), 600), 403),
        (format!("{}x", world.token(&address("known"), 600)), 401),
        (format!("{SECRET}.{SECRET}.{SECRET}"), 401),
    ] {
        let request = world.request(Method::GET, actions).bearer_auth(bearer);
        world.told(request, wanted).await;
    }
    let forbidden = world.request(Method::POST, actions).bearer_auth(&key).json(&json!({"title": address("x")}));
    world.told(forbidden, 403).await;
    for request in [
        world.request(Method::GET, actions).basic_auth(SECRET, Some(&rotated)),
        world.request(Method::GET, &format!("{actions}?key={rotated}&name={PERSON}")),
    ] {
        world.told(request, 401).await;
    }
    let in_query = world.with_key(Method::GET, &format!("actions?key={SECRET}"));
    world.told(in_query, 400).await;
    let revoked = world.with_key(Method::DELETE, &format!("keys/{id}")).header("if-match", "*");
    assert!(revoked.send().await.unwrap().status().is_success());
}

/// A person who is made, made twice, and made wrongly.
pub async fn of_people(world: &mut World) {
    let person = json!({"email": address("first"), "name": format!("Ann {PERSON}")});
    let key = format!("{SECRET}-idempotency");
    for (body, wanted) in [(&person, 201), (&person, 201), (&json!({"email": address("other"), "name": PERSON}), 422)] {
        let request = world.with_key(Method::POST, "people").header("idempotency-key", &key).json(body);
        world.told(request, wanted).await;
    }
    for (body, wanted) in [
        (person, 409),
        (json!({"email": format!("{PERSON} at council"), "name": PERSON}), 422),
        (json!({"email": address("x"), "name": PERSON, PERSON: 1}), 400),
        (json!({"email": 1, "name": [PERSON]}), 400),
        (json!({"email": address("x"), "name": PERSON, "manager": address("nobody")}), 422),
        (json!({"email": address("x"), "name": PERSON.repeat(200)}), 422),
    ] {
        world.post("people", body, wanted).await;
    }
    let garbled = world.with_key(Method::POST, "people").header("content-type", "application/json");
    let garbled = garbled.body(format!("{{\"name\": \"{PERSON}\", \"email\": \"{}\"", address("x")));
    world.told(garbled, 400).await;
}

/// What there is about them: looked for, changed, and written.
pub async fn of_what_is_theirs(world: &mut World) {
    let first = format!("people/{}", address("first"));
    for (method, path, wanted) in [
        (Method::GET, first.clone(), 200),
        (Method::GET, format!("{first}/export"), 200),
        (Method::GET, format!("people/{}", address("nobody")), 404),
        (Method::GET, format!("actions?owner={}", address("first")), 200),
        (Method::GET, format!("actions?owner={}", address("nobody")), 422),
        (Method::GET, format!("actions?limit={PERSON}"), 400),
        (Method::PUT, first.clone(), 405),
        (Method::GET, format!("nothing/{PERSON}"), 404),
    ] {
        let request = world.with_key(method, &path);
        let (status, body) = plumbline_tests::support::service::answer(request).await;
        assert_eq!(status.as_u16() / 100, wanted / 100, "{path}: {status}: {body}");
    }
    let stale = world.with_key(Method::PATCH, &first).header("if-match", format!("\"{SECRET}\"")).json(&json!({"name": PERSON}));
    world.told(stale, 412).await;
    let named = format!("An action of {PERSON}");
    for (number, owner) in ["first", "refused"].into_iter().enumerate() {
        if owner == "refused" {
            world.post("people", json!({"email": address(owner), "name": format!("Bo {PERSON}")}), 201).await;
        }
        let draft = json!({"ref": format!("A{number}"), "title": named, "start_date": "2017-04-01", "due_date": "2017-07-31", "owner": address(owner)});
        world.post("actions", draft, 201).await;
    }
    let update = json!({"percent_complete": 101, "commentary": named});
    let request = world.with_key(Method::PUT, "actions/A0/updates/2017-18-Q2").json(&update);
    world.told(request, 422).await;
}

/// Files with rows that do not do, and what is no file at all; over the API, and on the command line.
pub async fn of_imports(world: &mut World) {
    let people = format!("email,name\n{},Cy {PERSON}\n{PERSON},{PERSON}\n{},\n", address("csv"), address("csv"));
    let actions = format!("ref,title,owner_email,due_date\nB1,T,{},2018-03-31\nB2,{PERSON},,{PERSON}\n", address("nobody"));
    let strange = format!("email,{PERSON}\n{},1\n", address("x"));
    for (name, bytes) in [
        ("people.csv", people.as_bytes()),
        ("actions.csv", actions.as_bytes()),
        ("people.csv", strange.as_bytes()),
        ("people.csv", &[b"email,name\n\xff\xfe".as_slice(), PERSON.as_bytes()].concat()),
        (&format!("{PERSON}.csv"), people.as_bytes()),
        ("pack.zip", PERSON.as_bytes()),
        ("pack.xlsx", PERSON.as_bytes()),
        ("pack.ndjson", format!("{{\"kind\": \"people\", \"email\": \"{}\"", address("x")).as_bytes()),
    ] {
        let files = [(name.to_owned(), bytes.to_vec())];
        let answer = form(world.with_key(Method::POST, "imports"), &files).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{name}: {}", answer.status());
        let file = world.record.folder().join(name);
        std::fs::write(&file, bytes).unwrap();
        let mut import = command(&world.record, &["import", file.to_str().unwrap()]);
        import.env("PLUMBLINE_LOG", "trace");
        let (code, _, err) = ended(tokio::task::spawn_blocking(move || import.output().unwrap()).await.unwrap());
        // What is wrong with a file is told to whoever sent it; none of that is in a log.
        let logged: Vec<_> =
            err.lines().filter(|line| ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].iter().any(|level| line.contains(level))).collect();
        assert!(code != 0 && !logged.join("").contains(PERSON), "{name}: {logged:?}");
    }
    let good = [("people.csv".to_owned(), format!("email,name\n{},Cy {PERSON}\n", address("csv")).into_bytes())];
    let answer = form(world.with_key(Method::POST, "imports"), &good).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

/// A webhook that fails, one that cannot be reached, one that may not be; calendars that are read, guessed, and withdrawn.
pub async fn of_events_and_calendars(world: &mut World) {
    let events = json!(["alert.opened", "result.recorded"]);
    let urls = [format!("{}?token={SECRET}-url", world.hook.url()), format!("http://localhost:1/{SECRET}-url")];
    let mut hooks = Vec::new();
    for url in urls {
        let made = world.post("webhooks", json!({"name": "N", "url": url, "events": events}), 201).await;
        let id = made["id"].as_str().unwrap().to_owned();
        world.is_secret("the secret of a webhook", &made["secret"].as_str().unwrap()[6..]);
        let rotated = world.post(&format!("webhooks/{id}/rotate-secret"), json!({}), 200).await;
        world.is_secret("a rotated secret of a webhook", &rotated["secret"].as_str().unwrap()[6..]);
        world.post(&format!("webhooks/{id}/test"), json!({}), 202).await;
        hooks.push(id);
    }
    for url in [format!("http://169.254.169.254/{SECRET}"), format!("https://user:{SECRET}@hooks.example"), format!("ftp://x/{SECRET}")] {
        let draft = json!({"name": "N", "url": url, "events": events});
        world.post("webhooks", draft, 422).await;
    }
    world
        .until("events are sent", async |world| {
            let sent = world.service.logs();
            hooks.iter().all(|id| sent.lines().any(|line| line.contains(id) && line.contains("delivery=")))
        })
        .await;
    let calendar = world.post("calendars", json!({}), 201).await;
    let path = format!("/calendar/{}", calendar["url"].as_str().unwrap().split_once("/calendar/").unwrap().1);
    world.is_secret("the address of a calendar", path.trim_start_matches("/calendar/").trim_end_matches(".ics"));
    for (path, wanted) in [(path.clone(), 200), (format!("/calendar/{SECRET}.ics"), 404), (format!("{path}/{SECRET}"), 404)] {
        let request = world.request(Method::GET, &path);
        world.told(request, wanted).await;
    }
    let request = world.with_key(Method::DELETE, &format!("calendars/{}", calendar["id"].as_str().unwrap()));
    assert!(request.send().await.unwrap().status().is_success());
    let request = world.request(Method::GET, &path);
    world.told(request, 404).await;
}

/// A mail that is taken and one that is refused; the page that the first leads to, and others that none leads to.
pub async fn of_mails(world: &mut World) {
    let mut check = command(&world.record, &["check", "--today", "2017-10-16"]);
    check.env("PLUMBLINE_LOG", "trace");
    let (code, out, err) = ended(tokio::task::spawn_blocking(move || check.output().unwrap()).await.unwrap());
    assert!(code == 0 && out.contains(PERSON) && !err.contains(PERSON), "who is written to is printed, and not logged: {err}");
    world
        .until("mails are settled", async |world| {
            let logs = world.service.logs();
            ["outcome=\"accepted\"", "outcome=\"refused\""].iter().all(|outcome| logs.contains(outcome))
        })
        .await;
    let mail = world.mails.taken().pop().unwrap();
    let parsed = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    let link = text.split_whitespace().find_map(|word| word.split_once("/items/")).unwrap().1.to_owned();
    world.is_secret("a signed link", &link);
    let mut bent = link.clone();
    bent.replace_range(3..4, if &link[3..4] == "A" { "B" } else { "A" });
    let signed = [(link.clone(), 200), (bent, 404), (format!("{SECRET}.{link}"), 404)];
    for (link, wanted) in signed {
        let answer = world.request(Method::GET, &format!("/items/{link}")).send().await.unwrap();
        assert!(answer.status().as_u16() == wanted || (wanted == 404 && answer.status().is_client_error()), "{}", answer.status());
    }
    let typed = format!("act=update&period=2017-18-Q2&percent_complete={SECRET}");
    for link in [link.clone(), format!("{SECRET}.{link}")] {
        let answer = world.request(Method::POST, &format!("/items/{link}")).body(typed.clone()).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
    let choice = text.split_whitespace().find_map(|word| word.split_once("/preferences/")).unwrap().1.to_owned();
    world.is_secret("a signed link to the choice of mails", &choice);
    for path in [format!("/preferences/{choice}"), format!("/unsubscribe/{choice}")] {
        let answer = world.request(Method::POST, &path).body("List-Unsubscribe=One-Click").send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
    let told = world.with_key(Method::GET, "notifications").send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(told["items"].as_array().map(Vec::len), Some(2), "{told}");
}

/// The database refuses what it is given, and says so in its own words.
pub async fn of_faults(world: &mut World, backend: Backend) {
    let sql = match backend {
        Backend::Postgres => "ALTER TABLE people ADD CONSTRAINT later CHECK (name NOT LIKE '%fault%')",
        Backend::Sqlite => {
            "CREATE TRIGGER later BEFORE INSERT ON people WHEN NEW.name LIKE '%fault%' BEGIN SELECT RAISE(ABORT, 'a check failed'); END"
        }
    };
    world.record.conn().execute_batch(sql).unwrap();
    let body = json!({"email": address("fault"), "name": format!("A fault of {PERSON}")});
    let told = world.post("people", body, 500).await;
    assert!(!told.to_string().contains(PERSON), "{told}");
}
