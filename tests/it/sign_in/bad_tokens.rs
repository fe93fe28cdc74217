//! Tokens that must not do: forged, confused, meant for others, or out of date. Each is refused with 401 and a reason.

use super::{AUDIENCE, World, but, ok, trusted};
use plumbline_tests::on_both;
use plumbline_tests::support::issuer::{Issuer, SigningKey, encoded};
use plumbline_tests::support::service::{Backend, answer};
use reqwest::Method;
use ring::hmac;
use serde_json::{Value, json};

on_both!(bad_tokens_are_refused);

/// What each is, and the token.
type Tokens = Vec<(String, String)>;

async fn bad_tokens_are_refused(backend: Backend) {
    let (second, attacker) = (Issuer::start().await, Issuer::start().await);
    let (key, theirs) = (SigningKey::rsa("r1"), SigningKey::ed25519("s1"));
    let other = second.publish("/other", &[&theirs, &SigningKey::p256("r1")]);
    let first = second.publish("/council", &[&key, &SigningKey::p256("p1")]);
    let service = super::serve(backend, vec![trusted(&first, json!({})), trusted(&other, json!({"audience": "elsewhere"}))]).await;
    let world = World { service, issuer: second, name: first, key };
    let good = world.key.token(&world.claims());
    assert_eq!(world.tried(&good).await, ok());

    let forger = SigningKey::ed25519("forged");
    let mut tokens = of_other_algorithms(&world);
    tokens.extend(of_other_keys(&world, &theirs, &forger, &attacker));
    tokens.extend(for_others(&world));
    tokens.extend(of_other_times(&world));
    tokens.extend(of_other_kinds(&world));
    tokens.extend(mangled(&world, &good));
    assert!(tokens.len() >= 70, "{}", tokens.len());

    for (what, token) in &tokens {
        let request = world.service.request(Method::GET, "/api/v1/settings").bearer_auth(token);
        let response = request.try_clone().unwrap().send().await.unwrap();
        assert_eq!(response.status().as_u16(), 401, "{what}: {token}");
        let challenge = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert!(challenge.starts_with("Bearer realm=\"plumbline\", error=\"invalid_token\", error_description=\""), "{what}: {challenge}");
        assert_eq!(challenge.matches('"').count(), 6, "{what}: {challenge}");
        let (_, told) = answer(request).await;
        assert_eq!(told["code"], "invalid_token", "{what}: {told}");
        assert!(!told.to_string().contains("vale.example") && !told.to_string().contains("forged"), "{what}: {told}");
    }
    // Once for each issuer: what tokens name makes nobody ask for keys again and again, and never where they say.
    assert_eq!((world.issuer.asked(), attacker.asked()), (2, 0));
    assert_eq!(world.tried(&world.key.token(&but(world.claims(), "jti", json!("another")))).await, ok());
    world.service.stop().await;
}

fn named(tokens: impl IntoIterator<Item = (String, String)>) -> Tokens {
    tokens.into_iter().collect()
}

/// The parts of a token without its signature.
fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()))
}

fn of_other_algorithms(world: &World) -> Tokens {
    let (claims, jwk) = (world.claims(), world.key.jwk());
    let mut tokens = Tokens::new();
    for name in ["none", "None", "nOnE", "NONE", ""] {
        let unsigned = unsigned(&json!({"alg": name, "typ": "JWT", "kid": "r1"}), &claims);
        tokens.push((format!("alg {name:?} without a signature"), format!("{unsigned}.")));
        tokens.push((format!("alg {name:?} with something for one"), format!("{unsigned}.{}", encoded("x"))));
    }
    // A secret that everybody knows: the public key.
    let modulus = jwk["n"].as_str().unwrap().to_owned();
    for secret in [modulus, jwk.to_string(), String::new()] {
        let unsigned = unsigned(&json!({"alg": "HS256", "typ": "JWT", "kid": "r1"}), &claims);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), unsigned.as_bytes());
        tokens.push((format!("HS256 with {secret}"), format!("{unsigned}.{}", encoded(tag))));
    }
    for algorithm in [
        json!("RS512"),
        json!("rs256"),
        json!("PS256"),
        json!("ES256"),
        json!("EdDSA"),
        json!("RS256 "),
        json!(["RS256"]),
        json!(256),
        Value::Null,
    ] {
        let header = but(json!({"typ": "JWT", "kid": "r1"}), "alg", algorithm.clone()).to_string();
        tokens.push((format!("alg {algorithm}, signed by RS256"), world.key.token_of("RS256", &header, &claims.to_string())));
    }
    for signature in [vec![0; 64], vec![0xff; 64], vec![0; 63], Vec::new()] {
        let unsigned = unsigned(&json!({"alg": "ES256", "typ": "JWT", "kid": "p1"}), &claims);
        tokens.push((format!("ES256 with {signature:?}"), format!("{unsigned}.{}", encoded(signature))));
    }
    tokens
}

fn of_other_keys(world: &World, theirs: &SigningKey, forger: &SigningKey, attacker: &Issuer) -> Tokens {
    let (claims, place) = (world.claims(), attacker.publish("/keys", &[forger]));
    let forged = |header: Value| forger.token_with(header, &claims);
    let header = |kid: Value| json!({"alg": "EdDSA", "typ": "JWT", "kid": kid});
    let with = |kid: &str, name: &str, value: Value| but(header(json!(kid)), name, value);
    named(
        [
            ("a key that nobody publishes", forged(header(json!("forged")))),
            ("the id of a key of another kind", forged(header(json!("r1")))),
            ("the key of another issuer", theirs.token(&claims)),
            ("no id, with several keys", world.key.token_with(json!({"alg": "RS256", "typ": "JWT"}), &claims)),
            ("an empty id", forged(header(json!("")))),
            ("an id that is a path", forged(header(json!("../../r1")))),
            ("an id that is a query", forged(header(json!("r1' OR '1'='1")))),
            ("an id that is a number", forged(header(json!(1)))),
            ("an id that is nothing", forged(header(Value::Null))),
            ("a key that it brings along", forged(with("forged", "jwk", forger.jwk()))),
            ("a key that it brings along, by the id of a good one", forged(with("r1", "jwk", forger.jwk()))),
            ("keys elsewhere", forged(with("forged", "jku", json!(format!("{place}/keys"))))),
            ("certificates elsewhere", forged(with("forged", "x5u", json!(format!("{place}/keys"))))),
            ("a certificate that it brings along", forged(with("forged", "x5c", json!(["MIIB"])))),
            ("an issuer that is not trusted", forger.token(&but(claims.clone(), "iss", json!(place)))),
            ("a good id, and another RSA signature", {
                let unsigned = unsigned(&json!({"alg": "RS256", "typ": "JWT", "kid": "r1"}), &claims);
                format!("{unsigned}.{}", encoded([7; 256]))
            }),
        ]
        .map(|(what, token)| (what.to_owned(), token)),
    )
}

fn for_others(world: &World) -> Tokens {
    let name = &world.name;
    let issuers = [
        json!(format!("{name}/")),
        json!(name.to_uppercase()),
        json!(name.replace("/council", "/other")),
        json!([name]),
        json!(""),
        Value::Null,
    ];
    let audiences = [
        json!("other"),
        json!(["other", "another"]),
        json!([]),
        json!(format!("{AUDIENCE}/")),
        json!("api://"),
        json!([AUDIENCE, 1]),
        json!({AUDIENCE: true}),
        json!(AUDIENCE.to_uppercase()),
        json!(""),
        Value::Null,
    ];
    let of = |name: &'static str| move |value: Value| (format!("{name} {value}"), world.key.token(&but(world.claims(), name, value)));
    issuers.into_iter().map(of("iss")).chain(audiences.into_iter().map(of("aud"))).collect()
}

fn of_other_times(world: &World) -> Tokens {
    let now = world.claims()["iat"].as_i64().unwrap();
    let dates = [
        ("exp", json!(now - 60)),
        ("exp", json!(now - 86_400)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!((now + 3_600).to_string())),
        ("exp", json!(true)),
        ("exp", Value::Null),
        ("nbf", json!(now + 120)),
        ("nbf", json!("now")),
        ("iat", json!(now + 120)),
    ];
    named(dates.map(|(name, value)| (format!("{name} {value}"), world.key.token(&but(world.claims(), name, value)))))
}

fn of_other_kinds(world: &World) -> Tokens {
    let header = |name: &str, value: Value| but(json!({"alg": "RS256", "typ": "JWT", "kid": "r1"}), name, value);
    let headers = [
        header("typ", json!("logout+jwt")),
        header("typ", json!("dpop+jwt")),
        header("typ", json!("id_token+jwt")),
        header("typ", json!(1)),
        header("crit", json!(["exp"])),
        header("crit", json!([])),
    ];
    let claims = [
        ("nonce", json!("n")),
        ("at_hash", json!("h")),
        ("events", json!({})),
        ("typ", json!("Refresh")),
        ("typ", json!("ID")),
        ("token_use", json!("id")),
    ];
    let by_header = headers.map(|header| (format!("header {header}"), world.key.token_with(header, &world.claims())));
    let by_claim = claims.map(|(name, value)| (format!("{name} {value}"), world.key.token(&but(world.claims(), name, value))));
    by_header.into_iter().chain(by_claim).collect()
}

fn mangled(world: &World, good: &str) -> Tokens {
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let admin = encoded(but(world.claims(), "roles", json!(["Plumbline.Admin"])).to_string());
    let plain = world.claims().to_string();
    let twice = |name: &str, value: Value| format!("{{{}:{value},{}", json!(name), &plain[1..]);
    let usual = json!({"alg": "RS256", "typ": "JWT", "kid": "r1"}).to_string();
    let signed = |header: &str, claims: &str| world.key.token_of("RS256", header, claims);
    let flipped = if let Some(rest) = signature.strip_prefix('A') { format!("B{rest}") } else { format!("A{}", &signature[1..]) };
    named(
        [
            ("other claims", format!("{header}.{admin}.{signature}")),
            ("another signature", format!("{header}.{claims}.{flipped}")),
            ("no signature", format!("{header}.{claims}.")),
            ("two parts", format!("{header}.{claims}")),
            ("one part", header.to_owned()),
            ("four parts", format!("{good}.{signature}")),
            ("five parts", format!("{header}.{signature}.{signature}.{claims}.{signature}")),
            ("cut off", good[..good.len() - 10].to_owned()),
            ("doubled", format!("{good}{good}")),
            ("no header", format!(".{claims}.{signature}")),
            ("no claims", format!("{header}..{signature}")),
            ("dots", "..".to_owned()),
            ("many dots", ".".repeat(5_000)),
            ("no base64", format!("{header}.!{claims}.{signature}")),
            ("padded", format!("{header}.{claims}.{signature}==")),
            ("a space inside", format!("{header}. {claims}.{signature}")),
            ("a quote inside", format!("\"{good}\"")),
            ("no JSON", signed("header", "claims")),
            ("lists", signed("[]", "[]")),
            ("an end of its own", signed(&usual, &format!("{plain}{{}}"))),
            ("no text", signed(&usual, "\u{0}")),
            ("nested without end", signed(&usual, &"[".repeat(10_000))),
            ("huge", signed(&usual, &but(world.claims(), "groups", json!("g".repeat(20_000))).to_string())),
            ("an audience twice", signed(&usual, &twice("aud", json!("other")))),
            ("an issuer twice", signed(&usual, &twice("iss", json!("other")))),
            ("an expiry twice", signed(&usual, &twice("exp", json!(1)))),
            ("an algorithm twice", signed(&format!("{{\"alg\":\"none\",{}", &usual[1..]), &plain)),
        ]
        .map(|(what, token)| (what.to_owned(), token)),
    )
}
