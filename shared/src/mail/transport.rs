//! Handing over frozen messages.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::{
    address, directory,
    outcome::Outcome,
    smtp::Pool,
    url::{Destination, Server, Tls},
};

/// Longest line that SMTP carries, in bytes, without its CRLF.
const MAX_LINE: usize = 998;

/// Hands frozen messages over. Shared by all who send; keeps a few connections.
pub struct Transport {
    route: Route,
}

enum Route {
    Smtp(Box<Pool>),
    Directory(PathBuf),
}

/// Why a transport cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// TLS is asked for and no certificate can be verified.
    #[error("this machine has no certificate authorities to verify the mail server by: install ca-certificates or set SSL_CERT_FILE")]
    NoAuthorities,
    /// The TLS library refuses its own settings.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
}

impl Transport {
    /// A transport that verifies servers by the machine's certificate authorities. `deadline` bounds one whole send.
    ///
    /// # Errors
    /// If TLS is asked for and the machine has no certificate authorities.
    pub fn new(destination: &Destination, deadline: Duration) -> Result<Self, TransportError> {
        let mut authorities = RootCertStore::empty();
        if let Destination::Smtp(Server { tls, .. }) = destination
            && *tls != Tls::None
        {
            authorities.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if authorities.is_empty() && *tls != Tls::Opportunistic {
                return Err(TransportError::NoAuthorities);
            }
        }
        Self::with_authorities(destination, deadline, authorities)
    }

    /// The same, verifying by these certificate authorities and no others.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn with_authorities(destination: &Destination, deadline: Duration, authorities: RootCertStore) -> Result<Self, TransportError> {
        let route = match destination {
            Destination::Directory(path) => Route::Directory(path.clone()),
            Destination::Smtp(server) => {
                let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                    .with_safe_default_protocol_versions()?
                    .with_root_certificates(authorities)
                    .with_no_client_auth();
                Route::Smtp(Box::new(Pool::new(server.clone(), Arc::new(tls), deadline)))
            }
        };
        Ok(Self { route })
    }

    /// Sends one message to one recipient. An empty `from` is the null return path, to which nothing bounces.
    pub async fn deliver(&self, from: &str, to: &str, bytes: &[u8]) -> Outcome {
        if let Err(detail) = check(from, to, bytes) {
            return Outcome::Unsendable { detail };
        }
        match &self.route {
            Route::Smtp(pool) => pool.deliver(from, to, bytes).await,
            Route::Directory(path) => directory::deliver(path, bytes).await,
        }
    }

    /// Sees whether a message could be handed over, and sends none: what was found.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn probe(&self) -> Result<String, String> {
        match &self.route {
            Route::Smtp(pool) => pool.probe().await,
            Route::Directory(path) => {
                directory::probe(path).await.map_err(|error| format!("the mail directory cannot be written: {error}"))
            }
        }
    }

    /// From now on a server has seconds to answer: whoever sends is to stop.
    pub fn hurry(&self) {
        if let Route::Smtp(pool) = &self.route {
            pool.hurry();
        }
    }

    /// Takes leave of the connections that lie idle; the next message opens a new one.
    pub async fn close(&self) {
        if let Route::Smtp(pool) = &self.route {
            pool.close().await;
        }
    }
}

fn check(from: &str, to: &str, bytes: &[u8]) -> Result<(), String> {
    if !from.is_empty() {
        address::check(from).map_err(|error| format!("sender: {error}"))?;
    }
    address::check(to).map_err(|error| format!("recipient: {error}"))?;
    if bytes.is_empty() || !bytes.split_inclusive(|&byte| byte == b'\n').all(is_line) {
        return Err("the message has a line that SMTP cannot carry: not ASCII, too long, or without its CRLF".to_owned());
    }
    Ok(())
}

/// A line that every server reads alike: a CR or LF that stands alone ends a line for some of them, and with a dot the message.
fn is_line(line: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | 0);
    line.strip_suffix(b"\r\n").is_some_and(|text| text.len() <= MAX_LINE && text.iter().all(plain))
}
