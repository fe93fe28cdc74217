//! People sign in with tokens of an issuer that the operator trusts; what a token names decides who they are and what they may do.

mod bad_tokens;
mod keys_of_issuers;

use chrono::Duration;
use plumbline_shared::config::IssuerConfig;
use plumbline_tests::on_both;
use plumbline_tests::support::issuer::{Issuer, SigningKey};
use plumbline_tests::support::service::{Backend, Record, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    a_role_may_do_as_much_as_that_of_a_key,
    who_is_no_person_here_does_not_come_in,
    history_names_the_person_and_no_address,
    tokens_of_entra_are_understood,
    without_an_issuer_no_token_is_looked_at
);

/// What the tests' tokens are made out to.
const AUDIENCE: &str = "api://plumbline";
const JO: &str = "jo.bloggs@vale.example";

/// A service that trusts an issuer, which publishes two keys.
struct World {
    service: Service,
    issuer: Issuer,
    /// The exact name of the issuer.
    name: String,
    key: SigningKey,
}

fn trusted(name: &str, more: Value) -> IssuerConfig {
    let mut config = json!({"issuer": name, "audience": [AUDIENCE, "second"]});
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(config).unwrap()
}

/// With those issuers, two people and an action of each: `A1` is Jo's, `A2` another's.
async fn serve(backend: Backend, issuers: Vec<IssuerConfig>) -> Service {
    let service = Service::start_with(Record::new(backend), Setup::on("2017-10-16"), |config| config.oidc = issuers).await;
    for (kind, draft) in [
        ("people", json!({"email": JO, "ref": "E/1042", "name": "Jo"})),
        ("people", json!({"email": "sam@vale.example", "name": "Sam"})),
        ("actions", json!({"ref": "A1", "title": "T", "due_date": "2018-03-31", "owner": JO})),
        ("actions", json!({"ref": "A2", "title": "T", "due_date": "2018-03-31", "owner": "sam@vale.example"})),
    ] {
        let (status, body) = service.send(Method::POST, &format!("/api/v1/{kind}"), draft).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
    service
}

impl World {
    async fn start(backend: Backend) -> Self {
        let (issuer, key) = (Issuer::start().await, SigningKey::rsa("r1"));
        let name = issuer.publish("/council", &[&key, &SigningKey::ed25519("e1")]);
        let service = serve(backend, vec![trusted(&name, json!({}))]).await;
        Self { service, issuer, name, key }
    }

    /// The claims of a good token of Jo's.
    fn claims(&self) -> Value {
        claims(&self.service, &self.name)
    }

    /// Moves the clock on.
    fn later(&self, by: Duration) {
        self.service.clock.set(self.service.clock.now().instant.plus(by));
    }

    /// What becomes of a token.
    async fn tried(&self, token: &str) -> (u16, String) {
        tried(&self.service, token).await
    }
}

fn claims(service: &Service, issuer: &str) -> Value {
    let now = service.clock.now().instant.micros() / 1_000_000;
    json!({
        "iss": issuer, "aud": AUDIENCE, "sub": "c0ffee", "email": JO, "roles": ["Plumbline.Owner"],
        "iat": now, "nbf": now, "exp": now + 3_600,
    })
}

/// The same, with another value of one claim; null: without it.
fn but(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value.clone();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims
}

/// Status and code of a read with that token.
async fn tried(service: &Service, token: &str) -> (u16, String) {
    let (status, body) = answer(service.request(Method::GET, "/api/v1/settings").bearer_auth(token)).await;
    (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
}

fn ok() -> (u16, String) {
    (200, String::new())
}

fn refused() -> (u16, String) {
    (401, "invalid_token".to_owned())
}

async fn a_role_may_do_as_much_as_that_of_a_key(backend: Backend) {
    let world = World::start(backend).await;
    for (number, (role, wanted)) in [
        ("Reader", [200, 403, 403, 403, 403]),
        ("Owner", [200, 201, 403, 403, 403]),
        ("Editor", [200, 200, 201, 200, 403]),
        ("Admin", [200, 200, 200, 200, 201]),
    ]
    .into_iter()
    .enumerate()
    {
        let token = world.key.token(&but(world.claims(), "roles", json!([format!("Plumbline.{role}")])));
        let title = json!({"title": format!("T{number}")});
        let done = json!({"percent_complete": 50});
        let attempts = [
            (Method::GET, "actions/A2", Value::Null),
            (Method::PUT, "actions/A1/updates/2017-18-Q2", done.clone()),
            (Method::PUT, "actions/A2/updates/2017-18-Q2", done),
            (Method::PATCH, "actions/A1", title),
            (Method::POST, "keys", json!({"name": "K", "role": "admin"})),
        ];
        for ((method, path, body), wanted) in attempts.into_iter().zip(wanted) {
            let request = world.service.request(method.clone(), &format!("/api/v1/{path}")).bearer_auth(&token).header("if-match", "*");
            let (status, told) = answer(if body.is_null() { request } else { request.json(&body) }).await;
            assert_eq!(status.as_u16(), wanted, "{role}: {method} {path}: {told}");
            assert!(wanted != 403 || told["code"] == "forbidden", "{told}");
        }
    }
    world.service.stop().await;
}

async fn who_is_no_person_here_does_not_come_in(backend: Backend) {
    let world = World::start(backend).await;
    let admin = json!(["Plumbline.Admin"]);
    for (email, code) in [
        (json!("stranger@vale.example"), "unknown_person"),
        (json!("E9999"), "unknown_person"),
        (json!("a\u{0}b"), "unknown_person"),
        (json!("a\u{0}@b"), "unknown_person"),
        (json!(""), "unknown_person"),
        (json!([JO]), "unknown_person"),
        (Value::Null, "unknown_person"),
        (json!(JO.to_uppercase()), ""),
        (json!("E/1042"), ""),
        (json!("E-1042"), ""),
    ] {
        let token = world.key.token(&but(but(world.claims(), "roles", admin.clone()), "email", email.clone()));
        let wanted = if code.is_empty() { ok() } else { (403, code.to_owned()) };
        assert_eq!(world.tried(&token).await, wanted, "{email}");
    }
    let without = (403, "without_role".to_owned());
    for roles in [Value::Null, json!([]), json!(["admin"]), json!("Other"), json!({"Plumbline.Admin": true})] {
        let token = world.key.token(&but(world.claims(), "roles", roles.clone()));
        assert_eq!(world.tried(&token).await, without, "{roles}");
    }
    let token = world.key.token(&world.claims());
    for (change, wanted) in [
        (json!({"active": false}), (403, "person_inactive".to_owned())),
        (json!({"active": true}), ok()),
        (json!({"email": "jo.married@vale.example"}), (403, "unknown_person".to_owned())),
    ] {
        assert_eq!(world.service.send(Method::PATCH, "/api/v1/people/E-1042", change.clone()).await.0, StatusCode::OK);
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        assert_eq!(world.tried(&token).await, wanted, "{change}");
    }
    world.service.stop().await;
}

async fn history_names_the_person_and_no_address(backend: Backend) {
    let world = World::start(backend).await;
    let token = world.key.token(&world.claims());
    let path = "/api/v1/actions/A1/updates/2017-18-Q2";
    let (status, told) = answer(world.service.request(Method::PUT, path).bearer_auth(token).json(&json!({"percent_complete": 50}))).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let person = world.service.get("/api/v1/people/E-1042").await;
    let actor = format!("person:{}", person["id"].as_str().unwrap());
    let history = world.service.get(&format!("/api/v1/history?actor={actor}")).await;
    assert_eq!((history["items"].as_array().unwrap().len(), &history["items"][0]["ref"]), (1, &json!("A1")), "{history}");
    assert!(!history.to_string().contains(JO), "{history}");
    world.service.stop().await;
}

/// The claims that Microsoft documents for access tokens of either version, with ids of nobody.
async fn tokens_of_entra_are_understood(backend: Backend) {
    let (issuer, key) = (Issuer::start().await, SigningKey::rsa("kriMPdmBvx68skT8-mPAB3BseeA"));
    let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    let app = "00001111-aaaa-2222-bbbb-3333cccc4444";
    let v1 = issuer.publish(&format!("/sts/{tenant}/"), &[&key]);
    let v2 = issuer.publish(&format!("/{tenant}/v2.0"), &[&key]);
    let (audience_v1, audience_v2) = (format!("api://{app}"), app);
    let configured = vec![
        trusted(&v1, json!({"audience": audience_v1, "person_claim": "upn"})),
        trusted(&v2, json!({"audience": audience_v2, "person_claim": "preferred_username"})),
    ];
    let service = serve(backend, configured).await;
    let dates = claims(&service, "");
    let with_dates = |mut claims: Value| {
        ["iat", "nbf", "exp"].iter().for_each(|name| claims[name] = dates[name].clone());
        claims
    };
    let of_v1 = with_dates(json!({
        "aud": audience_v1, "iss": v1, "acr": "1", "aio": "AVQ", "amr": ["pwd", "mfa"], "appid": app, "appidacr": "0", "family_name": "Bloggs",
        "given_name": "Jo", "ipaddr": "203.0.113.1", "name": "Jo Bloggs", "oid": "22223333-cccc-4444-dddd-5555eeee6666", "rh": "I",
        "roles": ["Plumbline.Owner"], "scp": "access_as_user", "sub": "l3_ro", "tid": tenant, "unique_name": JO, "upn": JO, "uti": "u",
        "ver": "1.0",
    }));
    let of_v2 = with_dates(json!({
        "aud": audience_v2, "iss": v2, "aio": "AXQ", "azp": app, "azpacr": "0", "name": "Jo Bloggs", "preferred_username": JO,
        "oid": "22223333-cccc-4444-dddd-5555eeee6666", "rh": "I", "roles": ["Plumbline.Owner"], "scp": "access_as_user", "sub": "HKZ",
        "tid": tenant, "uti": "f", "ver": "2.0",
    }));
    let header = json!({"typ": "JWT", "alg": "RS256", "x5t": key.id, "kid": key.id});
    for (claims, issuer, others) in [(&of_v1, &v1, &v2), (&of_v2, &v2, &v1)] {
        assert_eq!(tried(&service, &key.token_with(header.clone(), claims)).await, ok(), "{issuer}");
        // Neither version is taken for the other, although the same keys sign both.
        let crossed = but(claims.clone(), "iss", json!(others));
        assert_eq!(tried(&service, &key.token_with(header.clone(), &crossed)).await, refused(), "{issuer}");
        let elsewhere = but(claims.clone(), "iss", json!(issuer.replace("aaaabbbb", "eeeebbbb")));
        assert_eq!(tried(&service, &key.token_with(header.clone(), &elsewhere)).await, refused(), "{issuer}");
    }
    service.stop().await;
}

async fn without_an_issuer_no_token_is_looked_at(backend: Backend) {
    let (service, key) = (serve(backend, Vec::new()).await, SigningKey::ed25519("e"));
    let token = key.token(&claims(&service, "https://id.example"));
    assert_eq!(tried(&service, &token).await, (401, "unauthenticated".to_owned()));
    service.stop().await;
}
