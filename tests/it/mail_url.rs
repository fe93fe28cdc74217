//! What may be written as the destination of mail.

use plumbline_shared::mail::{Destination, Tls};
use secrecy::ExposeSecret;

/// Host, port, TLS, user and password, as one line.
fn read(url: &str) -> Result<String, String> {
    match url.parse::<Destination>().map_err(|error| error.to_string())? {
        Destination::Directory(path) => Ok(format!("directory {}", path.display())),
        Destination::Smtp(server) => {
            let tls = match server.tls {
                Tls::Implicit => "implicit",
                Tls::Required => "required",
                Tls::Opportunistic => "opportunistic",
                Tls::None => "none",
            };
            let who = server
                .credentials
                .map(|who| format!(" as {} {}", who.user.expose_secret(), who.password.expose_secret()))
                .unwrap_or_default();
            Ok(format!("{} {} {tls}{who}", server.host, server.port))
        }
    }
}

#[test]
fn accepted_destinations() {
    let cases = [
        ("smtp://mail.council.example", "mail.council.example 587 required"),
        ("smtp://mail.council.example:25/", "mail.council.example 25 required"),
        (" SMTP://Mail.Council.Example?tls=opportunistic\n", "mail.council.example 587 opportunistic"),
        ("smtp://mail.council.example:25?tls=none", "mail.council.example 25 none"),
        ("smtp://localhost:1025", "localhost 1025 opportunistic"),
        ("smtp://127.0.0.1:1025?tls=required", "127.0.0.1 1025 required"),
        ("smtp://127.8.9.1", "127.8.9.1 587 opportunistic"),
        ("smtp://[::1]:25", "::1 25 opportunistic"),
        ("smtp://[2001:db8::1]", "2001:db8::1 587 required"),
        ("smtp://10.0.0.1", "10.0.0.1 587 required"),
        ("smtps://mail.council.example", "mail.council.example 465 implicit"),
        ("smtps://localhost:4650", "localhost 4650 implicit"),
        ("smtp://john:secret@mail.council.example", "mail.council.example 587 required as john secret"),
        ("smtp://john%40council.example:p%3A%2F%23%25+%C5%B5@h.example", "h.example 587 required as john@council.example p:/#%+\u{175}"),
        ("smtp://john:secret@localhost?tls=none", "localhost 587 none as john secret"),
        ("file:mail", "directory mail"),
        ("file:./some mail", "directory ./some mail"),
        ("file:/var/spool/mail", "directory /var/spool/mail"),
        ("file:///var/spool/mail", "directory /var/spool/mail"),
    ];
    for (url, expected) in cases {
        assert_eq!(read(url).as_deref(), Ok(expected), "{url}");
    }
}

#[test]
fn refused_destinations_say_what_is_wrong_and_keep_the_password_to_themselves() {
    let cases = [
        ("", "begins with none of"),
        ("mail.council.example:25", "begins with none of"),
        ("http://mail.council.example", "begins with none of"),
        ("smtp:mail.council.example", "begins with none of"),
        ("smtp://", "no valid host"),
        ("smtp://?tls=none", "no valid host"),
        ("smtp://ho%00st", "no valid host"),
        ("smtp://ho st", "cannot be read"),
        ("smtp://mail.council.example:0", "port 0"),
        ("smtp://mail.council.example:66000", "cannot be read"),
        ("smtp://mail.council.example:smtp", "cannot be read"),
        ("smtp://mail.council.example/inbox", "something after the host"),
        ("smtp://john:can#ary@mail.council.example", "cannot be read"),
        ("smtp://john:5#canary@mail.council.example", "something after the host"),
        ("smtp://john@mail.council.example", "without a password"),
        ("smtp://:canary@mail.council.example", "without a password"),
        ("smtp://john:canary%FF@mail.council.example", "not valid text"),
        ("smtp://john:canary%00@mail.council.example", "not valid text"),
        ("smtp://mail.council.example?tsl=none", "query key `tsl`"),
        ("smtp://mail.council.example?tls=none&tls=none", "query key `tls`"),
        ("smtp://mail.council.example?tls=yes", "none, opportunistic and required"),
        ("smtp://mail.council.example?tls", "none, opportunistic and required"),
        ("smtps://mail.council.example?tls=none", "always uses TLS"),
        ("smtp://john:canary@mail.council.example?tls=none", "readable"),
        ("file:", "no directory"),
        ("file://mail", "no directory"),
    ];
    for (url, expected) in cases {
        let error = read(url).expect_err(url);
        assert!(error.contains(expected), "{url}: {error}");
        assert!(!error.contains("canary"), "{url}: {error}");
    }
}
