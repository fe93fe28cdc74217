use super::Algorithm::{EdDsa, Es256, Ps256, Rs256};
use super::*;
use serde_json::json;

/// The RSA keys of RFC 7515 (A.2) and of the tests' own.
const OF_THE_RFC: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const OF_TESTS: &str = "7RM8_f_fp5oW4Lsre3RivCc2PrRVDCONUmFNMWWc_l3phHu1FMu_asdOV23eakv4t2OIcDzi643mWq59gYelZIqXrTrEgNFxFqOij_Er4T1zFlrWE5SUYqmrCPGCsJC8uLs1t_3_lIrMWWWPY_4odoA8I8E586729npxmy-jM1XvKcXW4ggaB1YnNXq4n1CAUIH70JpnrMNHeeAagvOD8MzHBbJNHSrcLBk_xHCJDzMpf9coDi3TpKhb2YBdWo8vKAeF5nye8YnZlkMTQxONqfADeqJ_gDcwQsacMoN_E7_TmHVWHQGJKQKH9BgQu-msylvIcJzi4ihgPgc4k93UuQ";

fn rsa(n: &str) -> Value {
    json!({"kty": "RSA", "kid": "r", "n": n, "e": "AQAB"})
}

fn p256() -> Value {
    json!({"kty": "EC", "crv": "P-256", "kid": "p", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
}

fn ed25519() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "kid": "e", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
}

fn set(keys: Value) -> KeySet {
    KeySet::parse(json!({"keys": keys}).to_string().as_bytes()).unwrap()
}

/// What others signed: RFC 7515 (A.2, A.3), RFC 8037 (A.4), and OpenSSL.
#[test]
fn signatures_of_others_are_verified() {
    let joe = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let cases = [
        (
            rsa(OF_THE_RFC),
            Rs256,
            format!("eyJhbGciOiJSUzI1NiJ9.{joe}"),
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ),
        (
            p256(),
            Es256,
            format!("eyJhbGciOiJFUzI1NiJ9.{joe}"),
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            ed25519(),
            EdDsa,
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        ),
        (
            rsa(OF_TESTS),
            Ps256,
            "eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJqb2UifQ".to_owned(),
            "oo68IqlmMaI9YsrCgm3ivnOr52VPxoHqU559XopOqqhPCuAZZzfrgIaUtTgLKmCnCvgTmUtA-sbITN58RH4J1PdqOt0hh1LuOtgRPIATvIUOTR7hQK-OyArS5NBx9VxAFl0EmutOyEduE81U8sOvayCuM5C4ksImTlZLtjo4z3J8P4omgZDtCI350ukMH7xcJI5RwZdztxIvnyIW31BLERxH8lTuj4O3H8uglev4QIrSg0jpV3KVYMldlbCXufO0PurX8ssfJ51RX0hPkriF7u3gTGsD8K80-rAhLm_Ilbj8-gzGPUafBGzep6WyoY5yihlZbafCPEc1jYqp5I2CXQ",
        ),
    ];
    for (jwk, algorithm, signed, signature) in cases {
        let keys = set(json!([jwk]));
        let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        let key = keys.find(None, algorithm).unwrap();
        assert!(key.verifies(algorithm, signed.as_bytes(), &signature), "{algorithm:?}");
        let others = [Rs256, Ps256, Es256, EdDsa].into_iter().filter(|other| *other != algorithm);
        assert!(others.into_iter().all(|other| !key.verifies(other, signed.as_bytes(), &signature)), "{algorithm:?}");
        assert!(!key.verifies(algorithm, format!("{signed}a").as_bytes(), &signature), "{algorithm:?}");
        signature[20] ^= 1;
        assert!(!key.verifies(algorithm, signed.as_bytes(), &signature), "{algorithm:?}");
    }
}

#[test]
fn only_keys_that_can_sign_are_taken() {
    let with = |mut jwk: Value, name: &str, value: Value| {
        jwk[name] = value;
        jwk
    };
    let taken = [
        ed25519(),
        with(ed25519(), "use", json!("sig")),
        with(ed25519(), "key_ops", json!(["verify"])),
        with(rsa(OF_TESTS), "alg", json!("PS256")),
        with(rsa(&format!("{OF_TESTS}==")), "x5c", json!(["MII"])),
    ];
    assert_eq!(set(json!(taken)).len(), taken.len());
    let passed_over = json!([
        with(ed25519(), "use", json!("enc")),
        with(ed25519(), "key_ops", json!(["sign"])),
        with(ed25519(), "crv", json!("X25519")),
        with(ed25519(), "x", json!("11qYAYKxCrfVS")),
        with(p256(), "crv", json!("secp256k1")),
        with(p256(), "y", Value::Null),
        with(rsa(OF_TESTS), "alg", json!("RSA-OAEP")),
        with(rsa(OF_TESTS), "kid", json!(7)),
        rsa(&OF_TESTS[..170]),
        json!({"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}),
        json!("key"),
    ]);
    assert_eq!(set(passed_over).len(), 0);
    assert!(KeySet::parse(b"{}").is_none() && KeySet::parse(b"<html>").is_none());
}

#[test]
fn a_key_is_found_by_its_id_and_for_its_algorithm() {
    let mut only_pss = rsa(OF_TESTS);
    only_pss["alg"] = json!("PS256");
    let keys = set(json!([only_pss, p256(), ed25519()]));
    for (id, algorithm, found) in [
        (Some("r"), Ps256, true),
        (Some("r"), Rs256, false),
        (Some("r"), Es256, false),
        (Some("p"), Es256, true),
        (Some("e"), EdDsa, true),
        (Some("e"), Es256, false),
        (Some("E"), EdDsa, false),
        (Some(""), EdDsa, false),
        (None, EdDsa, false),
    ] {
        assert_eq!(keys.find(id, algorithm).is_some(), found, "{id:?} {algorithm:?}");
    }
    assert!(set(json!([ed25519()])).find(None, EdDsa).is_some());
}
