//! The client of PostgreSQL that is built in speaks TLS: with a server that is who it says, and with no other.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use plumbline_shared::db::Conn;
use plumbline_shared::error::Result;
use plumbline_tests::support::certificate::server_for;
use plumbline_tests::support::postgres;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, UnixStream};
use tokio::task::spawn_blocking;
use tokio_rustls::TlsAcceptor;

/// What a client sends that asks for TLS: its length, and a number that is no version of the protocol.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// A port that speaks TLS for the tests' own cluster, which listens on a socket only.
async fn front(acceptor: TlsAcceptor) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut request = [0; SSL_REQUEST.len()];
                client.read_exact(&mut request).await.unwrap();
                assert_eq!(request, SSL_REQUEST, "nothing goes out in plain text");
                client.write_all(b"S").await.unwrap();
                let Ok(mut client) = acceptor.accept(client).await else { return };
                let mut server = UnixStream::connect(postgres::folder().join(".s.PGSQL.5432")).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    port
}

/// Connects to the server of `port` as 127.0.0.1, trusting whom `authority` names.
async fn connect(port: u16, authority: PathBuf) -> Result<()> {
    spawn_blocking(move || {
        let own = postgres::database_url();
        let name = own.trim_start_matches("postgres:///").split('?').next().unwrap();
        let authority = authority.display();
        let url = format!("postgres://plumbline@127.0.0.1:{port}/{name}?sslmode=verify-full&sslrootcert={authority}");
        Conn::open(&url.parse().unwrap())?.execute_batch("CREATE TABLE over_tls (id INTEGER)")
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn only_the_server_that_is_trusted_by_that_name_is_talked_to() {
    let folder = tempfile::tempdir().unwrap();
    let server = |file: &str, host: &str| {
        let (acceptor, certificate) = server_for(host);
        let text: String =
            STANDARD.encode(certificate).as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap().to_owned() + "\n").collect();
        let pem = format!("-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n");
        let path = folder.path().join(file);
        std::fs::write(&path, pem).unwrap();
        (acceptor, path)
    };
    let (ours, our_authority) = server("ours.pem", "127.0.0.1");
    let (_, strangers) = server("strangers.pem", "127.0.0.1");
    let (elsewhere, trusted_elsewhere) = server("elsewhere.pem", "db.example");

    connect(front(ours.clone()).await, our_authority).await.unwrap();
    for (acceptor, authority, reason) in
        [(ours, strangers, "certificate verify failed"), (elsewhere, trusted_elsewhere, "does not match host name")]
    {
        let refused = connect(front(acceptor).await, authority).await.unwrap_err().to_string();
        assert!(refused.contains(reason), "{refused}");
    }
}
