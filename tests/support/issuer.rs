//! An issuer of tokens: what it says of itself over HTTP, and the tokens that it signs.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::AbortOnDropHandle;

/// An issuer, or several at one place, on a free port; it stops when dropped.
pub struct Issuer {
    /// Where it is, by the name that tests may call.
    pub base: String,
    state: Arc<Mutex<State>>,
    _task: AbortOnDropHandle<()>,
}

#[derive(Default)]
struct State {
    /// By the path of each: its exact name, and its keys.
    published: Vec<(String, String, Vec<Value>)>,
    base: String,
    away: bool,
    asked: Vec<String>,
}

/// A key that signs.
pub struct SigningKey {
    /// Its id.
    pub id: String,
    material: Material,
}

enum Material {
    Rsa(Box<RsaKeyPair>),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// The RSA key of the tests: to make one takes long.
    pub fn rsa(id: &str) -> Self {
        let pem = include_str!("../data/sign_in/rsa.pem");
        let body: String = pem.lines().skip_while(|line| !line.starts_with("-----")).filter(|line| !line.starts_with("-----")).collect();
        let pair = RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(body).unwrap()).unwrap();
        Self { id: id.to_owned(), material: Material::Rsa(Box::new(pair)) }
    }

    /// A new key on the curve P-256.
    pub fn p256(id: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Self { id: id.to_owned(), material: Material::P256(pair) }
    }

    /// A new key for Ed25519.
    pub fn ed25519(id: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self { id: id.to_owned(), material: Material::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()) }
    }

    /// What it is usually used for.
    pub fn algorithm(&self) -> &'static str {
        match self.material {
            Material::Rsa(_) => "RS256",
            Material::P256(_) => "ES256",
            Material::Ed25519(_) => "EdDSA",
        }
    }

    /// Its public half.
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.material {
            Material::Rsa(pair) => {
                let public = ring::signature::RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": encoded(public.n), "e": encoded(public.e)})
            }
            Material::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": encoded(&point[1..33]), "y": encoded(&point[33..])})
            }
            Material::Ed25519(pair) => json!({"kty": "OKP", "crv": "Ed25519", "x": encoded(pair.public_key())}),
        };
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    /// The signature of that text, by that algorithm where the key can do more than one.
    pub fn sign(&self, algorithm: &str, text: &str) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.material {
            Material::Rsa(pair) => {
                let padding: &dyn ring::signature::RsaEncoding = if algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
            Material::P256(pair) => pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Material::Ed25519(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
        }
    }

    /// A token with those claims, and the header that is usual.
    pub fn token(&self, claims: &Value) -> String {
        self.token_with(json!({"alg": self.algorithm(), "typ": "JWT", "kid": self.id}), claims)
    }

    /// A token with those claims and that header.
    pub fn token_with(&self, header: Value, claims: &Value) -> String {
        self.token_of(header["alg"].as_str().unwrap_or_default(), &header.to_string(), &claims.to_string())
    }

    /// A token with those texts for claims and header, whatever they are.
    pub fn token_of(&self, algorithm: &str, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        format!("{signed}.{}", encoded(self.sign(algorithm, &signed)))
    }
}

/// As the parts of a token are written.
pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Issuer {
    /// One that publishes nothing yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let state = Arc::new(Mutex::new(State { base: base.clone(), ..State::default() }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { base, state, _task: AbortOnDropHandle::new(task) }
    }

    /// Publishes those keys under a path, in place of others; gives the issuer's exact name.
    pub fn publish(&self, path: &str, keys: &[&SigningKey]) -> String {
        let name = format!("{}{path}", self.base);
        self.publish_as(path, &name, keys.iter().map(|key| key.jwk()).collect());
        name
    }

    /// The same, by another name than its own.
    pub fn publish_as(&self, path: &str, name: &str, keys: Vec<Value>) {
        let path = path.trim_end_matches('/').to_owned();
        let mut state = self.state.lock().unwrap();
        state.published.retain(|(other, ..)| *other != path);
        state.published.push((path, name.to_owned(), keys));
    }

    /// Has it hang up on everybody, or be there again.
    pub fn set_away(&self, away: bool) {
        self.state.lock().unwrap().away = away;
    }

    /// How often anybody asked for keys.
    pub fn asked(&self) -> usize {
        self.state.lock().unwrap().asked.iter().filter(|path| path.ends_with("/keys")).count()
    }
}

async fn converse(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let head = String::from_utf8(bytes).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let answer = {
        let mut state = state.lock().unwrap();
        state.asked.push(path.clone());
        if state.away {
            return;
        }
        answer(&state, &path)
    };
    let (status, body) = answer.map_or((404, String::new()), |body| (200, body.to_string()));
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    drop(stream.write_all(answer.as_bytes()).await);
}

fn answer(state: &State, path: &str) -> Option<Value> {
    let of = |path: &str| state.published.iter().find(|(own, ..)| own == path);
    if let Some((path, name, _)) = path.strip_suffix("/.well-known/openid-configuration").and_then(of) {
        return Some(json!({"issuer": name, "jwks_uri": format!("{}{path}/keys", state.base), "scopes_supported": ["openid"]}));
    }
    let (.., keys) = path.strip_suffix("/keys").and_then(of)?;
    Some(json!({"keys": keys}))
}
