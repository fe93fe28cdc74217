//! How much one caller may ask for: a minute's share of requests for each key, and for each address that comes without a valid one.

use crate::problem::ApiError;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

type Shares<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// The shares of all callers.
pub struct Limits {
    /// By key; there are only so many.
    keys: Shares<Arc<str>>,
    /// By address, of those without a valid key.
    strangers: Shares<IpAddr>,
    trusted: Vec<IpNet>,
}

/// What is left of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    limit: u32,
    remaining: u32,
}

/// Addresses remembered before those are forgotten whose share is whole again.
const REMEMBERED: usize = 10_000;

impl Limits {
    /// So many a minute; none at 0. Those `trusted` may say for whom they ask.
    pub fn new(requests_per_minute: u32, trusted: Vec<IpNet>) -> Option<Self> {
        let quota = Quota::per_minute(NonZeroU32::new(requests_per_minute)?);
        Some(Self { keys: shares(quota), strangers: shares(quota), trusted })
    }

    /// Takes one request from the share of a key.
    ///
    /// # Errors
    /// 429 when nothing is left of it.
    pub fn take(&self, key: &Arc<str>) -> Result<Left, ApiError> {
        take(&self.keys, key)
    }

    /// Takes one request without a valid key from the share of where it comes from.
    ///
    /// # Errors
    /// 429 when nothing is left of it.
    pub fn take_of_stranger(&self, request: &HttpRequest) -> Result<Left, ApiError> {
        if self.strangers.len() > REMEMBERED {
            self.strangers.retain_recent();
        }
        let address = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
        take(&self.strangers, &household(caller(address, request.headers(), &self.trusted)))
    }
}

fn shares<K: Hash + Eq + Clone>(quota: Quota) -> Shares<K> {
    RateLimiter::keyed(quota).with_middleware()
}

fn take<K: Hash + Eq + Clone>(shares: &Shares<K>, key: &K) -> Result<Left, ApiError> {
    match shares.check_key(key) {
        Ok(state) => Ok(Left { limit: state.quota().burst_size().get(), remaining: state.remaining_burst_capacity() }),
        Err(until) => {
            let limit = until.quota().burst_size().get();
            let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            let detail = format!("More than {limit} requests in a minute; send the next one in {seconds} s, as `Retry-After` says.");
            let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests", detail);
            Err(error.header("retry-after", seconds).header("x-ratelimit-limit", limit.into()).header("x-ratelimit-remaining", 0))
        }
    }
}

impl Left {
    /// Tells it in an answer.
    pub fn tell(self, headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(self.limit));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(self.remaining));
    }
}

/// Who asks: the peer, unless it is a proxy that is trusted; then whom the last of these names. What stands further left in
/// the header anybody may have written.
fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let said: Vec<&str> =
        headers.get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    let mut caller = peer.to_canonical();
    for hop in said.into_iter().rev() {
        if !is_trusted(&caller) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        caller = address.to_canonical();
    }
    caller
}

/// An IPv6 customer has a /64 of addresses.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn from(peer: &str, forwarded: &str) -> HttpRequest {
        TestRequest::get().peer_addr(format!("{peer}:1").parse().unwrap()).insert_header(("x-forwarded-for", forwarded)).to_http_request()
    }

    #[test]
    fn a_share_is_used_up_by_its_key_alone() {
        let limits = Limits::new(3, Vec::new()).unwrap();
        let (one, other): (Arc<str>, Arc<str>) = ("key:one".into(), "key:other".into());
        let left: Vec<_> = (0..3).map(|_| limits.take(&one).unwrap().remaining).collect();
        assert_eq!(left, [2, 1, 0]);
        assert_eq!(limits.take(&one).unwrap_err().to_string(), "too_many_requests");
        assert_eq!(limits.take(&other).unwrap(), Left { limit: 3, remaining: 2 });
        assert!(Limits::new(0, Vec::new()).is_none());
    }

    #[test]
    fn a_thousand_forged_addresses_are_one() {
        let limits = Limits::new(10, Vec::new()).unwrap();
        let refused = (0..1_000).filter(|n| limits.take_of_stranger(&from("192.0.2.9", &format!("10.{}.{}.1", n / 250, n % 250))).is_err());
        assert!(refused.count() > 900, "the share grows by ten a minute");
        assert!(limits.take_of_stranger(&from("192.0.2.10", "")).is_ok());
    }

    #[test]
    fn who_asks() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "2001:db8:1::/48".parse().unwrap()];
        let cases = [
            ("192.0.2.9", "198.51.100.1", "192.0.2.9"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "203.0.113.66, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "203.0.113.66, 198.51.100.1, 10.2.0.1", "198.51.100.1"),
            ("10.0.0.1", "not an address", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("[::ffff:10.0.0.1]", "198.51.100.1", "198.51.100.1"),
            ("[2001:db8:1::1]", "2001:db8:2::7", "2001:db8:2::7"),
        ];
        for (peer, forwarded, who) in cases {
            let request = from(peer, forwarded);
            assert_eq!(
                caller(request.peer_addr().unwrap().ip(), request.headers(), &trusted),
                who.parse::<IpAddr>().unwrap(),
                "{peer} {forwarded}"
            );
        }
        assert_eq!(household("2001:db8::1:2:3:4".parse().unwrap()), household("2001:db8::9".parse().unwrap()));
        assert_ne!(household("2001:db8:0:1::1".parse().unwrap()), household("2001:db8::9".parse().unwrap()));
    }
}
