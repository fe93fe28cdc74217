//! Calls to other systems, at addresses that people typed in: none may lead into the network that the service stands in.
//!
//! A name is looked up once, every address that it leads to is checked, and the connection goes to those very addresses: what
//! a name server says a moment later changes nothing. No redirect is followed, and no proxy is taken from the environment.

mod allowed;

pub use allowed::{Allowed, NotAllowable};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;
use tokio_rustls::rustls::crypto::ring;
use ureq::http::{Request, Response, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::{Host, Url};

/// From a host and a port to addresses.
pub type Lookup = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// Calls out. Its calls block: they are made on threads that may.
pub struct Outbound {
    allowed: Allowed,
    lookup: Lookup,
    deadline: Duration,
    agent: OnceLock<Agent>,
}

/// Why a URL is not called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

/// Why there is no answer. Safe to show: no address, and nothing that the other side said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// It must not be called; no connection was made.
    #[error("not called: {0}")]
    Refused(#[from] Refusal),
    /// It took longer than it may, all in all.
    #[error("no answer in time")]
    TimedOut,
    /// It could not be reached, or said something that is no HTTP.
    #[error("no answer: {0}")]
    Failed(String),
}

/// What was answered to a call whose body is of no interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, a redirect among others.
    pub status: u16,
    /// `Retry-After`, as it was sent.
    pub retry_after: Option<String>,
}

/// The most that is read of an answer, in bytes.
const LARGEST_ANSWER: u64 = 1024 * 1024;
const LONGEST_URL: usize = 2000;

impl Outbound {
    /// Calls public addresses and what is allowed besides, each for as long as `deadline` from look-up to answer.
    pub fn new(allowed: Allowed, deadline: Duration) -> Self {
        Self::with_lookup(allowed, deadline, Arc::new(|host, port| Ok((host, port).to_socket_addrs()?.collect())))
    }

    /// The same, with a look-up of one's own.
    pub fn with_lookup(allowed: Allowed, deadline: Duration, lookup: Lookup) -> Self {
        Self { allowed, lookup, deadline, agent: OnceLock::new() }
    }

    /// The URL, if it may be called as far as can be told without looking its host up.
    ///
    /// # Errors
    /// [`Refusal`] says why not.
    pub fn check(&self, text: &str) -> Result<Url, Refusal> {
        let refused = |why: &str| Err(Refusal(why.to_owned()));
        let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST_URL);
        let Some(mut url) = url else { return refused("must be a URL such as https://hooks.example.org/plumbline") };
        // The reader of URLs leaves them out, and what is shown would not be what is called.
        if text.contains(|char: char| char.is_control() || char.is_whitespace()) {
            return refused("must be a URL without spaces and line breaks");
        }
        if url.port() == Some(0) {
            return refused("must not name port 0");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("must not hold a user name or password");
        }
        let Some(host) = url.host().map(|host| host.to_owned()) else { return refused("must name a host") };
        match url.scheme() {
            "https" => {}
            "http" if self.allowed.permits_plain(&host.to_string()) => {}
            "http" => return refused("must be https; without TLS only hosts are called that outbound_allow names"),
            _ => return refused("must be https"),
        }
        let loops = |name: &str| name == "localhost" || name.ends_with(".localhost");
        let address = match host {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(name) if loops(name.trim_end_matches('.')) && !self.permits_loopback(&name) => return refused(NOT_PUBLIC),
            Host::Domain(_) => None,
        };
        if address.is_some_and(|address| !self.allowed.permits("", address)) {
            return refused(NOT_PUBLIC);
        }
        url.set_fragment(None);
        Ok(url)
    }

    /// A name that leads to the machine itself needs leave, as its addresses do.
    fn permits_loopback(&self, name: &str) -> bool {
        [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()].into_iter().any(|address| self.allowed.permits(name, address))
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// [`CallError`] when there is no answer.
    pub fn post(&self, url: &str, headers: &[(&str, String)], json: &str) -> Result<Answer, CallError> {
        let url = self.check(url)?;
        let request = Request::post(url.as_str()).header("content-type", "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let response = self.run(request.body(json.to_owned()))?;
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Answer { status: response.status().as_u16(), retry_after })
    }

    /// Reads what is there: the status, and at most a mebibyte.
    ///
    /// # Errors
    /// [`CallError`] when there is no answer, or more of it.
    pub fn get(&self, url: &str) -> Result<(u16, Vec<u8>), CallError> {
        let url = self.check(url)?;
        let mut response = self.run(Request::get(url.as_str()).body(String::new()))?;
        let body = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec().map_err(failed)?;
        Ok((response.status().as_u16(), body))
    }

    fn run(&self, request: ureq::http::Result<Request<String>>) -> Result<Response<Body>, CallError> {
        let request = request.map_err(|error| CallError::Failed(error.to_string()))?;
        self.agent.get_or_init(|| self.agent()).run(request).map_err(failed)
    }

    fn agent(&self) -> Agent {
        let authorities = rustls_native_certs::load_native_certs().certs;
        let authorities: Vec<_> = authorities.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&authorities))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(self.deadline))
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A connection that is kept would be one to an address that was checked for an earlier call.
            .max_idle_connections(0)
            .user_agent(concat!("Plumbline/", env!("CARGO_PKG_VERSION")))
            .build();
        let checked = CheckedLookup { allowed: self.allowed.clone(), lookup: Arc::clone(&self.lookup) };
        Agent::with_parts(config, DefaultConnector::default(), checked)
    }
}

const NOT_PUBLIC: &str = "leads to an address that is not public, and that outbound_allow does not name";

/// The addresses that a connection is tried at: those looked up here, all of which may be called.
struct CheckedLookup {
    allowed: Allowed,
    lookup: Lookup,
}

impl Resolver for CheckedLookup {
    fn resolve(&self, uri: &Uri, _: &ureq::config::Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let refused = |why: &str| ureq::Error::Other(Box::new(Refusal(why.to_owned())));
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let plain = uri.scheme_str() != Some("https");
        if plain && !self.allowed.permits_plain(&host) {
            return Err(refused("must be https"));
        }
        let port = uri.port_u16().unwrap_or(if plain { 80 } else { 443 });
        let (sender, receiver) = mpsc::sync_channel(1);
        let (lookup, name) = (Arc::clone(&self.lookup), host.clone());
        // The system's look-up has no deadline of its own; one that is late is left to end by itself.
        std::thread::spawn(move || sender.send(lookup(&name, port)));
        let found = receiver.recv_timeout(*timeout.after).map_err(|_| ureq::Error::Timeout(timeout.reason))??;
        if found.iter().any(|found| !self.allowed.permits(&host, found.ip())) {
            return Err(refused(NOT_PUBLIC));
        }
        let mut addresses = self.empty();
        found.into_iter().take(MOST_ADDRESSES).for_each(|found| addresses.push(found));
        if addresses.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(addresses) }
    }
}

/// As many addresses of a host as are tried.
const MOST_ADDRESSES: usize = 8;

impl fmt::Debug for CheckedLookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckedLookup")
    }
}

fn failed(error: ureq::Error) -> CallError {
    match error {
        ureq::Error::Timeout(_) => CallError::TimedOut,
        ureq::Error::HostNotFound => CallError::Failed("the host has no address".to_owned()),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => CallError::TimedOut,
        // What the system says of a look-up names no address; of a connection it tells the kind.
        ureq::Error::Io(error) => CallError::Failed(error.kind().to_string()),
        ureq::Error::BodyExceedsLimit(_) => CallError::Failed("the answer is too large".to_owned()),
        ureq::Error::Rustls(error) => CallError::Failed(format!("TLS: {error}")),
        ureq::Error::Other(other) => match other.downcast::<Refusal>() {
            Ok(refusal) => CallError::Refused(*refusal),
            Err(other) => CallError::Failed(other.to_string()),
        },
        other => CallError::Failed(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
