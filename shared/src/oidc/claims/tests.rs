use super::*;
use serde_json::json;

const NOW: i64 = 1_508_155_200;

fn config(more: &str) -> IssuerConfig {
    let config = format!("{{\"issuer\": \"https://id.example\", \"audience\": \"api://plumbline\", {more} \"jwks_url\": \"\"}}");
    serde_json::from_str(&config).unwrap()
}

fn claims(value: &Value) -> Claims {
    Claims::new(serde_json::from_str(&value.to_string()).unwrap())
}

fn checked(value: &Value) -> Result<(), Invalid> {
    claims(value).check(&config(""), Timestamp::from_micros(NOW * 1_000_000 + 999_999))
}

#[test]
fn dates_are_kept_with_a_minute_to_spare() {
    let far = NOW + 3_600;
    for (dates, holds) in [
        (json!({"exp": NOW - 59}), true),
        (json!({"exp": NOW - 60}), false),
        (json!({"exp": far}), true),
        (json!({"exp": serde_json::from_str::<Value>("1508158800.75").unwrap()}), true),
        (json!({"exp": serde_json::from_str::<Value>("1.5081588e9").unwrap()}), true),
        (json!({"exp": i64::MAX}), true),
        (json!({"exp": i64::MIN}), false),
        (json!({"exp": serde_json::from_str::<Value>("1e400").unwrap()}), false),
        (json!({"exp": far.to_string()}), false),
        (json!({"exp": null}), false),
        (json!({}), false),
        (json!({"exp": far, "nbf": NOW + 60}), true),
        (json!({"exp": far, "nbf": NOW + 61}), false),
        (json!({"exp": far, "iat": NOW + 61}), false),
        (json!({"exp": far, "nbf": "soon"}), false),
    ] {
        let mut token = dates.clone();
        token["aud"] = json!("api://plumbline");
        assert_eq!(checked(&token).is_ok(), holds, "{dates}");
    }
}

#[test]
fn who_is_named_in_which_role() {
    for (more, token, person, role) in [
        ("", json!({"email": " Jo@Vale.example "}), Some("Jo@Vale.example"), None),
        (
            "",
            json!({"email": "jo@vale.example", "email_verified": true, "roles": ["Plumbline.Owner"]}),
            Some("jo@vale.example"),
            Some(Role::Owner),
        ),
        ("", json!({"email": "jo@vale.example", "email_verified": false}), None, None),
        ("", json!({"email": "", "roles": "Plumbline.Reader Other"}), None, Some(Role::Reader)),
        ("", json!({"email": ["jo@vale.example"], "roles": ["admin", "Admin", 1, null]}), None, None),
        ("", json!({"roles": ["Plumbline.Reader", "Plumbline.Editor", "Plumbline.Owner"]}), None, Some(Role::Editor)),
        ("\"person_claim\": \"upn\",", json!({"upn": "jo@vale.example", "email_verified": false}), Some("jo@vale.example"), None),
        ("\"roles_claim\": \"realm_access.roles\",", json!({"realm_access": {"roles": ["Plumbline.Admin"]}}), None, Some(Role::Admin)),
        ("\"roles_claim\": \"https://a.example/roles\",", json!({"https://a.example/roles": ["Plumbline.Admin"]}), None, Some(Role::Admin)),
        (
            "\"roles\": {\"gp-perf\": \"editor\"}, \"roles_claim\": \"groups\",",
            json!({"groups": ["gp-perf", "Plumbline.Admin"]}),
            None,
            Some(Role::Editor),
        ),
        ("\"default_role\": \"owner\",", json!({"roles": ["Other"]}), None, Some(Role::Owner)),
        ("\"default_role\": \"owner\",", json!({"roles": ["Plumbline.Reader"]}), None, Some(Role::Reader)),
    ] {
        let found = claims(&token).identity(&config(more));
        assert_eq!((found.person.as_deref(), found.role), (person, role), "{more} {token}");
    }
}
