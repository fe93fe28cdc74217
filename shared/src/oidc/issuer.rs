//! An issuer, and its keys as they were read a while ago: they outlast an issuer that is away, and change when it changes them.

use super::Fault;
use super::keys::{KeySet, PublicKey};
use super::token::{Header, Invalid, Token};
use crate::clock::Timestamp;
use crate::config::IssuerConfig;
use crate::outbound::Outbound;
use chrono::Duration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, Mutex};

/// Somebody whose tokens are accepted.
pub struct Issuer {
    /// What was set for it.
    pub config: IssuerConfig,
    outbound: Arc<Outbound>,
    held: Mutex<Held>,
    /// Held by whoever reads the keys while others wait for them.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    keys: Option<(Arc<KeySet>, Timestamp)>,
    tried_at: Option<Timestamp>,
}

/// Keys older than this are read again, while the old ones go on being used.
const FRESH: Duration = Duration::hours(1);
/// Keys older than this are used no more.
const USABLE: Duration = Duration::hours(24);
/// How often keys are read at most, whatever tokens name; and how often while there are none.
const BETWEEN: Duration = Duration::minutes(1);
const BETWEEN_WITHOUT: Duration = Duration::seconds(5);

impl Issuer {
    /// That one; nothing is read before a token asks for it.
    pub fn new(config: IssuerConfig, outbound: Arc<Outbound>) -> Self {
        Self { config, outbound, held: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    /// Is that signed by one of its keys? No request waits for keys to be read that names one that is at hand.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when it is not, [`Fault::Unavailable`] when there are no keys and the issuer gives none.
    pub async fn verify(self: &Arc<Self>, token: &Token<'_>, now: Timestamp) -> Result<(), Fault> {
        let verified = match self.with_key(&token.header, now, |key| is_signed(token, key)) {
            Some(verified) => {
                if self.begin(now, FRESH) {
                    // Nobody waits for it.
                    drop(self.read_in_the_background(now));
                }
                verified
            }
            None => {
                // One after the other: what the first brings serves those who waited.
                let _turn = self.reading.lock().await;
                if self.with_key(&token.header, now, |_| ()).is_none() && self.begin(now, Duration::zero()) {
                    drop(self.read_in_the_background(now).await);
                }
                let verified = self.with_key(&token.header, now, |key| is_signed(token, key));
                verified.ok_or_else(|| self.without_key(now))?
            }
        };
        if verified { Ok(()) } else { Err(Invalid("the token's signature is wrong").into()) }
    }

    /// Reads its keys, from where it says that they are. Blocks.
    ///
    /// # Errors
    /// What went wrong, for its operator.
    pub fn read(&self) -> Result<KeySet, String> {
        #[derive(Deserialize)]
        struct Discovered {
            issuer: String,
            jwks_uri: String,
        }
        let mut url = self.config.jwks_url.clone();
        if url.is_empty() {
            let place = self.config.discovery_url();
            let found: Discovered = self.get(&place, json)?;
            if found.issuer != self.config.issuer {
                return Err(format!("{place} says that its issuer is {:?}", found.issuer));
            }
            url = found.jwks_uri;
        }
        let keys = self.get(&url, KeySet::parse)?;
        if keys.is_empty() { Err(format!("{url} has no key for RS256, PS256, ES256 or EdDSA")) } else { Ok(keys) }
    }

    fn get<T>(&self, url: &str, read: impl Fn(&[u8]) -> Option<T>) -> Result<T, String> {
        match self.outbound.get(url) {
            Ok((200, body)) => read(&body).ok_or_else(|| format!("{url} answered something else than was expected")),
            Ok((status, _)) => Err(format!("{url} answered {status}")),
            Err(error) => Err(format!("{url}: {error}")),
        }
    }

    /// What `job` makes of the key that a token names, if it is at hand.
    fn with_key<T>(&self, header: &Header, now: Timestamp, job: impl Fn(&PublicKey) -> T) -> Option<T> {
        let keys = Arc::clone(&self.held.lock().ok()?.usable(now)?.0);
        keys.find(header.key_id.as_deref(), header.algorithm).map(job)
    }

    /// Is it time to read the keys, those at hand being older than `age`? Then it is the caller's turn.
    fn begin(&self, now: Timestamp, age: Duration) -> bool {
        let Ok(mut held) = self.held.lock() else { return false };
        let keys = held.usable(now);
        let is_old = keys.is_none_or(|(_, read_at)| !is_within(*read_at, age, now));
        let between = if keys.is_some() { BETWEEN } else { BETWEEN_WITHOUT };
        let is_due = is_old && held.tried_at.is_none_or(|tried| !is_within(tried, between, now));
        if is_due {
            held.tried_at = Some(now);
        }
        is_due
    }

    /// On a thread that may block; it ends even when whoever waits for it has gone.
    fn read_in_the_background(self: &Arc<Self>, now: Timestamp) -> tokio::task::JoinHandle<()> {
        let issuer = Arc::clone(self);
        tokio::task::spawn_blocking(move || match (issuer.read(), issuer.held.lock()) {
            (Ok(keys), Ok(mut held)) => held.keys = Some((Arc::new(keys), now)),
            (Err(error), _) => tracing::warn!(error, "the keys of an issuer of tokens could not be read"),
            _ => {}
        })
    }

    fn without_key(&self, now: Timestamp) -> Fault {
        let are_known = self.held.lock().is_ok_and(|held| held.usable(now).is_some());
        if are_known { Invalid("the token is signed with a key that its issuer does not publish").into() } else { Fault::Unavailable }
    }
}

impl Held {
    fn usable(&self, now: Timestamp) -> Option<&(Arc<KeySet>, Timestamp)> {
        self.keys.as_ref().filter(|(_, read_at)| is_within(*read_at, USABLE, now))
    }
}

/// Did it happen so recently? Not when the clock was set back since.
fn is_within(then: Timestamp, span: Duration, now: Timestamp) -> bool {
    then <= now && now < then.plus(span)
}

fn is_signed(token: &Token<'_>, key: &PublicKey) -> bool {
    key.verifies(token.header.algorithm, token.signed.as_bytes(), &token.signature)
}

fn json<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}
