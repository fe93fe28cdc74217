//! Where mail goes, as configured: `PLUMBLINE_SMTP_URL`.

use std::{fmt, path::PathBuf, str::FromStr};

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::{Host, Url};

/// What may be written in `PLUMBLINE_SMTP_URL`.
const ACCEPTED: &str = "accepted are smtp://[user:password@]host[:port][?tls=none|opportunistic|required], \
                        smtps://[user:password@]host[:port] and file:DIRECTORY";

/// Where mail is handed over.
#[derive(Debug, Clone)]
pub enum Destination {
    /// A mail server.
    Smtp(Server),
    /// A directory that receives one `.eml` file for each message.
    Directory(PathBuf),
}

/// A mail server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Name or address, an IPv6 address without its brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Who to sign in as; nobody where the server knows us by our address.
    pub credentials: Option<Credentials>,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (`smtps://`).
    Implicit,
    /// STARTTLS with a verified certificate, or nothing is sent.
    Required,
    /// STARTTLS where it is offered and works, plain text where not. It stops onlookers, not an attacker.
    Opportunistic,
    /// Plain text.
    None,
}

/// A user and a password, neither of which `Debug` shows.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user, percent-decoded.
    pub user: SecretString,
    /// The password, percent-decoded.
    pub password: SecretString,
}

/// What is wrong with a destination. The text names what is accepted, and never repeats the URL, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It begins with none of the schemes.
    #[error("the mail URL begins with none of smtp://, smtps:// and file:; {ACCEPTED}")]
    Scheme,
    /// It is no URL at all.
    #[error("the mail URL cannot be read: {0}; {ACCEPTED}")]
    Syntax(url::ParseError),
    /// There is no usable host.
    #[error("the mail URL has no valid host; {ACCEPTED}")]
    Host,
    /// Port 0.
    #[error("the mail URL has port 0; ports are 1 to 65535")]
    Port,
    /// A path or a fragment, most often a password with `/` or `#` in it.
    #[error(
        "the mail URL has something after the host that is no port or query; in a user or password write / as %2F, # as %23, ? as %3F and @ as %40"
    )]
    Excess,
    /// Only one of user and password.
    #[error("the mail URL has a user without a password or the reverse; write user:password@host, or neither")]
    Credentials,
    /// A user or password that is not UTF-8, or holds a NUL.
    #[error("the user or password in the mail URL is not valid text once percent-decoded")]
    CredentialsText,
    /// A query key other than `tls`, or `tls` twice.
    #[error("the mail URL has the query key `{0}` where one `tls` is all that is accepted; {ACCEPTED}")]
    Key(String),
    /// A value of `tls` that does not exist.
    #[error("the mail URL has an unknown value of tls; accepted are none, opportunistic and required")]
    Tls,
    /// `?tls=` on a URL whose scheme has settled it.
    #[error("smtps:// always uses TLS: leave out ?tls=, or use smtp://")]
    TlsTwice,
    /// A password that would cross the network readable.
    #[error("tls=none would send the password readable to another machine; use tls=required or smtps://")]
    PlainPassword,
    /// `file:` without a directory.
    #[error("the mail URL names no directory; write file:DIRECTORY, such as file:./mail or file:/var/spool/plumbline")]
    Directory,
}

impl FromStr for Destination {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':').ok_or(UrlError::Scheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "file" => directory(rest).map(Self::Directory),
            "smtp" | "smtps" if rest.starts_with("//") => server(&Url::parse(text).map_err(UrlError::Syntax)?).map(Self::Smtp),
            _ => Err(UrlError::Scheme),
        }
    }
}

impl fmt::Display for Destination {
    /// The destination without its credentials, fit for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(server) => write!(f, "{}:{} (tls: {:?})", server.host, server.port, server.tls),
            Self::Directory(path) => write!(f, "file:{}", path.display()),
        }
    }
}

/// `file:DIR`, and `file:///DIR`; what looks like a host is refused.
fn directory(rest: &str) -> Result<PathBuf, UrlError> {
    let path = match rest.strip_prefix("//") {
        Some(path) if path.starts_with('/') => path,
        Some(_) => return Err(UrlError::Directory),
        None => rest,
    };
    if path.is_empty() || path.contains('\0') { Err(UrlError::Directory) } else { Ok(PathBuf::from(path)) }
}

fn server(url: &Url) -> Result<Server, UrlError> {
    if url.fragment().is_some() || !matches!(url.path(), "" | "/") {
        return Err(UrlError::Excess);
    }
    let host = Host::parse(url.host_str().unwrap_or_default()).map_err(|_| UrlError::Host)?;
    let implicit = url.scheme() == "smtps";
    let tls = match asked_tls(url)? {
        Some(_) if implicit => return Err(UrlError::TlsTwice),
        None if implicit => Tls::Implicit,
        Some(tls) => tls,
        None if is_loopback(&host) => Tls::Opportunistic,
        None => Tls::Required,
    };
    let port = url.port().unwrap_or(if implicit { 465 } else { 587 });
    let credentials = credentials(url)?;
    if port == 0 {
        return Err(UrlError::Port);
    }
    if credentials.is_some() && tls == Tls::None && !is_loopback(&host) {
        return Err(UrlError::PlainPassword);
    }
    let host = match host {
        Host::Domain(name) => name,
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    Ok(Server { host, port, tls, credentials })
}

fn asked_tls(url: &Url) -> Result<Option<Tls>, UrlError> {
    let mut asked = None;
    for (key, value) in url.query_pairs() {
        if key != "tls" || asked.is_some() {
            return Err(UrlError::Key(key.into_owned()));
        }
        asked = Some(match value.as_ref() {
            "none" => Tls::None,
            "opportunistic" => Tls::Opportunistic,
            "required" => Tls::Required,
            _ => return Err(UrlError::Tls),
        });
    }
    Ok(asked)
}

fn credentials(url: &Url) -> Result<Option<Credentials>, UrlError> {
    match (url.username(), url.password().unwrap_or_default()) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(UrlError::Credentials),
        (user, password) => Ok(Some(Credentials { user: decoded(user)?, password: decoded(password)? })),
    }
}

fn decoded(text: &str) -> Result<SecretString, UrlError> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| UrlError::CredentialsText)?;
    // NUL separates user from password when signing in.
    if text.contains('\0') { Err(UrlError::CredentialsText) } else { Ok(SecretString::from(text.into_owned())) }
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}
