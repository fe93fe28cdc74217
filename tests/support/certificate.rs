//! A self-signed certificate for one test, made when it is needed.

use std::sync::Arc;

use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// AlgorithmIdentifier of Ed25519, 1.3.101.112.
const ED25519: &[u8] = &[0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70];

/// A server's side of TLS for `host` (a DNS name or an IPv4 address), and the authorities that trust it.
pub fn tls_for(host: &str) -> (TlsAcceptor, RootCertStore) {
    let (acceptor, certificate) = server_for(host);
    let mut authorities = RootCertStore::empty();
    authorities.add(certificate).unwrap();
    (acceptor, authorities)
}

/// The same, and the certificate that vouches for it.
pub fn server_for(host: &str) -> (TlsAcceptor, CertificateDer<'static>) {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let certificate = CertificateDer::from(self_signed(host, &Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap()));
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pkcs8.as_ref().to_vec()));
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), certificate)
}

fn self_signed(host: &str, key: &Ed25519KeyPair) -> Vec<u8> {
    let common_name = der(0x30, &[&[0x06, 3, 0x55, 4, 3], &der(0x0c, &[b"test"])]);
    let name = der(0x30, &[&der(0x31, &[&common_name])]);
    let validity = der(0x30, &[&der(0x17, &[b"200101000000Z"]), &der(0x17, &[b"491231235959Z"])]);
    let public_key = der(0x30, &[ED25519, &der(0x03, &[&[0], key.public_key().as_ref()])]);
    let subject = match host.parse::<std::net::Ipv4Addr>() {
        Ok(address) => der(0x87, &[&address.octets()]),
        Err(_) => der(0x82, &[host.as_bytes()]),
    };
    let alternative_name = der(0x30, &[&[0x06, 3, 0x55, 0x1d, 17], &der(0x04, &[&der(0x30, &[&subject])])]);
    let extensions = der(0xa3, &[&der(0x30, &[&alternative_name])]);
    let version = [0xa0, 3, 0x02, 1, 2];
    let serial = [0x02, 1, 1];
    let body = der(0x30, &[&version, &serial, ED25519, &name, &validity, &name, &public_key, &extensions]);
    let signature = key.sign(&body);
    der(0x30, &[&body, ED25519, &der(0x03, &[&[0], signature.as_ref()])])
}

/// One DER element.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ 0..=127) => out.push(short),
        Ok(long) => out.extend([0x81, long]),
        Err(_) => out.extend([&[0x82], &u16::try_from(content.len()).unwrap().to_be_bytes()[..]].concat()),
    }
    out.extend(content);
    out
}
