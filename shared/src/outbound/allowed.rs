//! Which addresses may be called: public ones, and what the operator allows besides.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// What may be called although it is not public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    networks: Vec<IpNet>,
    hosts: Vec<String>,
}

/// A text that names neither a network nor a host.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is neither a network such as 10.1.0.0/16, nor an address, nor a host name such as hooks.internal.example")]
pub struct NotAllowable(String);

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

const fn v6(a: u16, b: u16, length: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), length))
}

/// IPv4 addresses that are no one's on the public internet (the registries of RFC 6890 and what came after).
const NOT_PUBLIC_V4: [IpNet; 15] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];
/// All that is public in IPv6 is in here; so NAT64, private and link-local addresses are not.
const GLOBAL_V6: IpNet = v6(0x2000, 0, 3);
/// But for these: protocol assignments with Teredo, documentation, and 6to4, which wraps an IPv4 address.
const NOT_PUBLIC_V6: [IpNet; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];
/// Where a cloud tells a machine its secrets, and what is no single machine: no host name leads there, allowed or not.
const NEVER_BY_NAME: [IpNet; 5] = [v4(0, 0, 0, 0, 8), v4(169, 254, 0, 0, 16), v4(224, 0, 0, 0, 3), v6(0xfe80, 0, 10), v6(0xff00, 0, 8)];

impl Allowed {
    /// May that address be called, which `host` (a name or the address itself) led to?
    pub fn permits(&self, host: &str, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let named = self.names(host) && !address.is_unspecified() && !among(&NEVER_BY_NAME, address);
        is_public(address) || named || among(&self.networks, address)
    }

    /// May that host be called without TLS?
    pub fn permits_plain(&self, host: &str) -> bool {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        self.names(host) || address.is_ok_and(|address| among(&self.networks, address.to_canonical()))
    }

    fn names(&self, host: &str) -> bool {
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }

    fn add(&mut self, entry: &str) -> Result<(), NotAllowable> {
        if let Ok(network) = entry.parse().or_else(|_| entry.parse::<IpAddr>().map(IpNet::from)) {
            self.networks.push(network);
            return Ok(());
        }
        let named = url::Host::parse(entry).ok().filter(|_| !entry.contains(['/', ':', '*']));
        let Some(url::Host::Domain(name)) = named else { return Err(NotAllowable(entry.to_owned())) };
        self.hosts.push(name);
        Ok(())
    }
}

/// Could anyone on the internet have that address?
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !among(&NOT_PUBLIC_V4, address),
        IpAddr::V6(_) => GLOBAL_V6.contains(&address) && !among(&NOT_PUBLIC_V6, address),
    }
}

fn among(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

impl FromStr for Allowed {
    type Err = NotAllowable;

    /// Entries with commas between them.
    fn from_str(text: &str) -> Result<Self, NotAllowable> {
        let mut allowed = Self::default();
        text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).try_for_each(|entry| allowed.add(entry))?;
        Ok(allowed)
    }
}

/// A list of entries, or a text with commas between them, as the environment has it.
impl<'de> Deserialize<'de> for Allowed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> serde::de::Visitor<'de> for Entries {
            type Value = Allowed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of networks and host names")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Allowed, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut entries: A) -> Result<Allowed, A::Error> {
                let mut allowed = Allowed::default();
                while let Some(entry) = entries.next_element::<String>()? {
                    allowed.add(entry.trim()).map_err(serde::de::Error::custom)?;
                }
                Ok(allowed)
            }
        }
        deserializer.deserialize_any(Entries)
    }
}

#[cfg(test)]
mod tests;
