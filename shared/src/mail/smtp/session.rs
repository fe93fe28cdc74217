//! One conversation with a mail server.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::ExposeSecret;
use tokio::{
    io::{self, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};

use super::reply;
use crate::mail::{
    outcome::{Outcome, Reply},
    url::{Credentials, Server, Tls},
};

/// Bytes in both directions, plain or encrypted.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection on which a message can be sent.
pub(super) struct Session {
    stream: BufReader<Box<dyn Stream>>,
    encrypted: bool,
}

/// Why no session came about.
enum Halt {
    /// STARTTLS did not work out; plain text might.
    Tls(String),
    Other(String),
}

impl From<String> for Halt {
    fn from(detail: String) -> Self {
        Self::Other(detail)
    }
}

impl Session {
    /// Connects, secures the connection as configured, and signs in. `patience` bounds the wait for each of the host's addresses.
    ///
    /// # Errors
    /// What stopped it.
    pub(super) async fn open(server: &Server, config: &Arc<ClientConfig>, patience: Duration) -> Result<Self, String> {
        let result = match (server.tls, Self::dial(server, config, patience, server.tls).await) {
            (Tls::Opportunistic, Err(Halt::Tls(_))) => Self::dial(server, config, patience, Tls::None).await,
            (_, result) => result,
        };
        result.map_err(|halt| match halt {
            Halt::Tls(detail) | Halt::Other(detail) => detail,
        })
    }

    async fn dial(server: &Server, config: &Arc<ClientConfig>, patience: Duration, tls: Tls) -> Result<Self, Halt> {
        let tcp = connect(server, patience).await.map_err(|error| format!("no connection: {error}"))?;
        let (own, peer) = ends(&tcp).map_err(|error| format!("no connection: {error}"))?;
        let mut session = Self { stream: BufReader::new(Box::new(tcp)), encrypted: false };
        if tls == Tls::Implicit {
            session = session.encrypted(server, config).await?;
        }
        session.expect_positive("the greeting", None).await?;
        let mut offers = session.hello(own).await?;
        let upgrade = tls == Tls::Required || (tls == Tls::Opportunistic && offers.starttls);
        if upgrade {
            session = session.starttls(&offers, server, config).await.map_err(Halt::Tls)?;
            // What was offered in the clear may have been anybody's words.
            offers = session.hello(own).await?;
        }
        if let Some(credentials) = &server.credentials {
            if !upgrade && tls != Tls::Implicit && !peer.is_loopback() {
                return Err("the connection is not encrypted, so the password is not sent over it".to_owned().into());
            }
            session.sign_in(credentials, &offers).await?;
        }
        Ok(session)
    }

    async fn hello(&mut self, own: IpAddr) -> Result<Offers, String> {
        let own = match own {
            IpAddr::V4(address) => format!("[{address}]"),
            IpAddr::V6(address) => format!("[IPv6:{address}]"),
        };
        let reply = self.expect_positive("EHLO", Some(&format!("EHLO {own}"))).await?;
        Ok(Offers::from(&reply))
    }

    async fn starttls(mut self, offers: &Offers, server: &Server, config: &Arc<ClientConfig>) -> Result<Self, String> {
        if !offers.starttls {
            return Err("the server does not offer STARTTLS, and TLS is required".to_owned());
        }
        self.expect_positive("STARTTLS", Some("STARTTLS")).await?;
        if !self.stream.buffer().is_empty() {
            return Err("the server, or somebody between, sent text ahead of the TLS handshake".to_owned());
        }
        self.encrypted(server, config).await
    }

    async fn encrypted(self, server: &Server, config: &Arc<ClientConfig>) -> Result<Self, String> {
        let name = ServerName::try_from(server.host.clone()).map_err(|error| format!("no name to verify in TLS: {error}"))?;
        let tls = TlsConnector::from(Arc::clone(config)).connect(name, self.stream.into_inner()).await;
        let tls = tls.map_err(|error| format!("TLS failed: {error}"))?;
        Ok(Self { stream: BufReader::new(Box::new(tls)), encrypted: true })
    }

    async fn sign_in(&mut self, credentials: &Credentials, offers: &Offers) -> Result<(), String> {
        let (user, password) = (credentials.user.expose_secret(), credentials.password.expose_secret());
        let steps = if offers.auth_plain {
            vec![format!("AUTH PLAIN {}", BASE64_STANDARD.encode(format!("\0{user}\0{password}")))]
        } else if offers.auth_login {
            vec!["AUTH LOGIN".to_owned(), BASE64_STANDARD.encode(user), BASE64_STANDARD.encode(password)]
        } else {
            return Err("a user is set, but the server offers neither AUTH PLAIN nor AUTH LOGIN".to_owned());
        };
        let last = steps.len().saturating_sub(1);
        for (index, step) in steps.iter().enumerate() {
            let reply = self.command(step).await.map_err(|error| format!("at AUTH: {error}"))?;
            if !(if index == last { reply.is_positive() } else { reply.code == 334 }) {
                return Err(format!("at AUTH the server answered {}", without_secrets(&reply, &steps, credentials)));
            }
        }
        Ok(())
    }

    /// Makes sure that a connection which lay idle is alive, and forgets what was begun on it.
    pub(super) async fn reset(&mut self) -> bool {
        self.stream.buffer().is_empty() && self.command("RSET").await.is_ok_and(|reply| reply.is_positive())
    }

    /// Is it hidden from onlookers?
    pub(super) const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Takes leave.
    pub(super) async fn quit(&mut self) {
        let _ = self.command("QUIT").await;
    }

    /// Says who writes to whom, and opens the message.
    ///
    /// # Errors
    /// What became of the message, if it is not to be sent: never `Accepted`, never `Uncertain`.
    pub(super) async fn envelope(&mut self, from: &str, to: &str) -> Result<(), Outcome> {
        let down = |detail| Outcome::ChannelDown { detail };
        self.expect_positive("MAIL", Some(&format!("MAIL FROM:<{from}>"))).await.map_err(down)?;
        for (step, command) in [("RCPT", format!("RCPT TO:<{to}>").as_str()), ("DATA", "DATA")] {
            let reply = self.command(command).await.map_err(|error| down(format!("at {step}: {error}")))?;
            if reply.is_transient() {
                return Err(Outcome::Deferred { reply });
            } else if reply.is_permanent() {
                let address = step == "RCPT" && reply.refuses_address();
                return Err(Outcome::Refused { reply, address });
            } else if !(if step == "DATA" { reply.code == 354 } else { reply.is_positive() }) {
                return Err(down(format!("at {step} the server answered {reply}")));
            }
        }
        Ok(())
    }

    /// Sends the message without its end: until [`Session::finish`], the server cannot have accepted it.
    ///
    /// # Errors
    /// If the connection broke.
    pub(super) async fn body(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(&stuffed(bytes)).await
    }

    /// Ends the message. From here on the server may have accepted it, whatever happens to the answer.
    ///
    /// # Errors
    /// If no answer came.
    pub(super) async fn finish(&mut self) -> io::Result<Reply> {
        self.write(b".\r\n").await?;
        reply::read(&mut self.stream).await
    }

    /// Sends a command, if one is given, and wants a 2xx.
    async fn expect_positive(&mut self, step: &str, command: Option<&str>) -> Result<Reply, String> {
        let reply = match command {
            Some(command) => self.command(command).await,
            None => reply::read(&mut self.stream).await,
        };
        let reply = reply.map_err(|error| format!("at {step}: {error}"))?;
        if reply.is_positive() { Ok(reply) } else { Err(format!("at {step} the server answered {reply}")) }
    }

    async fn command(&mut self, line: &str) -> io::Result<Reply> {
        self.write(format!("{line}\r\n").as_bytes()).await?;
        reply::read(&mut self.stream).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }
}

/// What a server says it can do.
#[derive(Default)]
struct Offers {
    starttls: bool,
    auth_plain: bool,
    auth_login: bool,
}

impl From<&Reply> for Offers {
    fn from(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for line in reply.text.to_ascii_uppercase().lines() {
            // Some old servers write `AUTH=PLAIN`.
            let mut words = line.split([' ', '=']);
            match words.next() {
                Some("STARTTLS") => offers.starttls = true,
                Some("AUTH") => words.for_each(|word| {
                    offers.auth_plain |= word == "PLAIN";
                    offers.auth_login |= word == "LOGIN";
                }),
                _ => {}
            }
        }
        offers
    }
}

/// What a server said to AUTH, in which some repeat what they were told.
fn without_secrets(reply: &Reply, told: &[String], credentials: &Credentials) -> String {
    let plain = [credentials.password.expose_secret(), credentials.user.expose_secret()];
    let encoded = told.iter().filter_map(|step| step.split(' ').next_back());
    let secrets = encoded.chain(plain).filter(|secret| !["", "LOGIN"].contains(secret));
    secrets.fold(reply.to_string(), |said, secret| said.replace(secret, "…"))
}

/// Tries the host's addresses in turn; a silent one must not use up the time of the others.
async fn connect(server: &Server, patience: Duration) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    let addresses: Vec<SocketAddr> = lookup_host((server.host.as_str(), server.port)).await?.collect();
    for address in addresses {
        match timeout(patience, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                tcp.set_nodelay(true)?;
                return Ok(tcp);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::Error::new(io::ErrorKind::TimedOut, "the host does not answer"),
        }
    }
    Err(last)
}

fn ends(tcp: &TcpStream) -> io::Result<(IpAddr, IpAddr)> {
    Ok((tcp.local_addr()?.ip(), tcp.peer_addr()?.ip()))
}

/// Doubles every dot that begins a line, so that none of them ends the message.
fn stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().saturating_add(64));
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out
}
