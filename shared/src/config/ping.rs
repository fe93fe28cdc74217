//! The address that hears from the worker for as long as all is well.

use crate::outbound::{Allowed, Outbound, Refusal};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use url::Url;

/// Where a dead man's switch listens. Whoever knows the address can keep the switch quiet, so it is never shown.
#[derive(Clone)]
pub struct PingUrl {
    text: String,
    allowed: Allowed,
}

impl PingUrl {
    /// The address itself, to be called and nothing else.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Calls that take `deadline` at most. The operator named the host, so that it may be a private one, and without TLS.
    pub fn outbound(&self, deadline: Duration) -> Outbound {
        Outbound::new(self.allowed.clone(), deadline)
    }
}

impl FromStr for PingUrl {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let host = Url::parse(text).ok().and_then(|url| url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned()));
        let allowed: Allowed = host.and_then(|host| host.parse().ok()).unwrap_or_default();
        Outbound::new(allowed.clone(), Duration::ZERO).check(text)?;
        Ok(Self { text: text.to_owned(), allowed })
    }
}

impl fmt::Debug for PingUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PingUrl(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::PingUrl;

    #[test]
    fn it_is_a_web_address_and_is_not_shown() {
        for text in ["https://ping.example/a-token", "http://10.1.2.3/a-token", "http://localhost:9/a-token", "http://[::1]:9/a-token"] {
            let url: PingUrl = text.parse().unwrap();
            assert_eq!((url.reveal(), format!("{url:?}").contains("token")), (text, false));
        }
        for text in ["ping.example", "ftp://ping.example/a-token", "https://user:a-token@ping.example", "file:a-token"] {
            let refusal = text.parse::<PingUrl>().unwrap_err().to_string();
            assert!(refusal.starts_with("must ") && !refusal.contains("token"), "{refusal}");
        }
    }
}
