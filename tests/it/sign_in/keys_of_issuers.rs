//! The keys of an issuer: read once, read again when it rotates them, and used while it is away.

use super::{World, but, ok, refused, serve, trusted};
use chrono::Duration;
use plumbline_tests::on_both;
use plumbline_tests::support::issuer::{Issuer, SigningKey};
use plumbline_tests::support::service::Backend;
use reqwest::Method;
use serde_json::{Value, json};

on_both!(
    keys_are_rotated_without_a_restart,
    an_issuer_that_is_away_locks_nobody_out_for_a_day,
    an_issuer_that_was_away_at_the_start_comes_back,
    every_algorithm_that_is_accepted_works,
    an_issuer_that_says_it_is_another_is_not_believed
);

fn unavailable() -> (u16, String) {
    (503, "issuer_unavailable".to_owned())
}

async fn keys_are_rotated_without_a_restart(backend: Backend) {
    let world = World::start(backend).await;
    let (old, new) = (&world.key, SigningKey::p256("p2"));
    assert_eq!(world.tried(&old.token(&world.claims())).await, ok());
    assert_eq!(world.issuer.asked(), 1);
    world.issuer.publish("/council", &[old, &new]);
    // It asked a moment ago: whoever makes keys up cannot have it ask again and again.
    for _ in 0..3 {
        assert_eq!(world.tried(&new.token(&world.claims())).await, refused());
    }
    assert_eq!(world.issuer.asked(), 1);
    world.later(Duration::minutes(1));
    let several = (0..20).map(|n| new.token(&but(world.claims(), "jti", json!(n)))).collect::<Vec<_>>();
    let tried = futures_util::future::join_all(several.iter().map(|token| world.tried(token))).await;
    assert!(tried.iter().all(|tried| *tried == ok()), "{tried:?}");
    assert_eq!(world.issuer.asked(), 2, "one asks for all who wait");
    assert_eq!(world.tried(&old.token(&world.claims())).await, ok());
    // Withdrawn: it counts until the keys are read again, an hour later.
    world.issuer.publish("/council", &[&new]);
    world.later(Duration::minutes(59));
    assert_eq!(world.tried(&old.token(&world.claims())).await, ok());
    world.later(Duration::minutes(1));
    assert_eq!(world.tried(&new.token(&world.claims())).await, ok());
    let mut tries = 0;
    // No request waits for that.
    while world.tried(&old.token(&but(world.claims(), "jti", json!(tries)))).await != refused() {
        tries += 1;
        assert!(tries < 100, "the key goes on being used");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(world.issuer.asked(), 3);
    world.service.stop().await;
}

async fn an_issuer_that_is_away_locks_nobody_out_for_a_day(backend: Backend) {
    let world = World::start(backend).await;
    assert_eq!(world.tried(&world.key.token(&world.claims())).await, ok());
    world.issuer.set_away(true);
    for hours in [2, 10, 11] {
        world.later(Duration::hours(hours));
        let begun = std::time::Instant::now();
        assert_eq!(world.tried(&world.key.token(&world.claims())).await, ok(), "{hours} hours later");
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "no request waits");
    }
    assert_eq!(world.tried(&SigningKey::p256("new").token(&world.claims())).await, refused());
    world.later(Duration::hours(2));
    assert_eq!(world.tried(&world.key.token(&world.claims())).await, unavailable());
    assert_eq!(super::tried(&world.service, &world.service.reader).await, ok(), "keys work meanwhile");
    world.issuer.set_away(false);
    world.later(Duration::seconds(5));
    assert_eq!(world.tried(&world.key.token(&world.claims())).await, ok());
    world.service.stop().await;
}

async fn an_issuer_that_was_away_at_the_start_comes_back(backend: Backend) {
    let world = World::start(backend).await;
    world.issuer.set_away(true);
    let request = world.service.request(Method::GET, "/api/v1/settings").bearer_auth(world.key.token(&world.claims()));
    let response = request.send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().unwrap()), (503, "5"));
    let told: Value = response.json().await.unwrap();
    assert!(told["detail"].as_str().unwrap().contains("API keys work meanwhile"), "{told}");
    assert_eq!(world.tried(&world.key.token(&world.claims())).await, unavailable());
    world.issuer.set_away(false);
    world.later(Duration::seconds(5));
    assert_eq!(world.tried(&world.key.token(&world.claims())).await, ok());
    world.service.stop().await;
}

async fn every_algorithm_that_is_accepted_works(backend: Backend) {
    let world = World::start(backend).await;
    let (rsa, p256, ed25519) = (&world.key, SigningKey::p256("p"), SigningKey::ed25519("e"));
    world.issuer.publish("/council", &[rsa, &p256, &ed25519]);
    for (key, algorithm) in [(rsa, "RS256"), (rsa, "PS256"), (&p256, "ES256"), (&ed25519, "EdDSA")] {
        for typ in [json!("JWT"), json!("jwt"), json!("at+jwt"), json!("application/at+jwt"), Value::Null] {
            let header = but(json!({"alg": algorithm, "kid": key.id}), "typ", typ);
            assert_eq!(world.tried(&key.token_with(header.clone(), &world.claims())).await, ok(), "{header}");
        }
    }
    for audience in [json!(["other", super::AUDIENCE]), json!("second")] {
        assert_eq!(world.tried(&rsa.token(&but(world.claims(), "aud", audience))).await, ok());
    }
    // One key alone needs no id.
    world.issuer.publish("/council", &[&ed25519]);
    world.later(Duration::hours(25));
    assert_eq!(world.tried(&ed25519.token_with(json!({"alg": "EdDSA"}), &world.claims())).await, ok());
    world.service.stop().await;
}

async fn an_issuer_that_says_it_is_another_is_not_believed(backend: Backend) {
    let (issuer, key) = (Issuer::start().await, SigningKey::ed25519("e"));
    let (slashed, keyless) = (format!("{}/a", issuer.base), format!("{}/b", issuer.base));
    issuer.publish_as("/a", &format!("{slashed}/"), vec![key.jwk()]);
    issuer.publish_as("/b", &keyless, vec![json!({"kty": "oct", "k": "c2VjcmV0", "kid": "e"})]);
    // Where its keys are set, it is not asked what it is.
    let direct = "https://issuer.invalid/tenant";
    let at = json!({"jwks_url": format!("{slashed}/keys")});
    let service = serve(backend, vec![trusted(&slashed, json!({})), trusted(&keyless, json!({})), trusted(direct, at)]).await;
    for (name, wanted) in [(slashed.as_str(), unavailable()), (&keyless, unavailable()), (direct, ok())] {
        assert_eq!(super::tried(&service, &key.token(&super::claims(&service, name))).await, wanted, "{name}");
    }
    service.stop().await;
}
