//! The bytes of a message, read by somebody else's parser.

use chrono::{DateTime, Utc};
use mail_parser::{Message, MessageParser};
use plumbline_shared::mail::{Draft, Mailbox, MessageError};
use proptest::prelude::*;

const HEADERS: [&str; 12] = [
    "Auto-Submitted",
    "Content-Language",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "References",
    "Reply-To",
    "Subject",
    "To",
    "X-Auto-Response-Suppress",
];

fn draft() -> Draft<'static> {
    Draft {
        from: Mailbox { name: "Plumbline", address: "reminders@council.example" },
        reply_to: Mailbox { name: "Performance team", address: "performance@council.example" },
        to: Mailbox { name: "Siân Ŵyn", address: "sian@council.example" },
        subject: "3 items need you – 2 newydd",
        text: "Bore da\n\nŵ ’ ê\n.\n",
        html: "<p lang=\"cy\">Bore da</p>",
        message_id: "01939c5e-7c3b-7000-8000-000000000001@council.example",
        date: DateTime::from_timestamp(1_507_881_600, 0).unwrap(),
        languages: &["cy", "en"],
        references: &["first@council.example", "second@council.example"],
        unsubscribe: None,
    }
}

fn frozen(draft: &Draft) -> Vec<u8> {
    let bytes = draft.freeze().unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.is_ascii() && text.ends_with("\r\n"));
    assert!(text.split("\r\n").all(|line| !line.contains(['\r', '\n', '\0']) && line.len() <= 998), "{text}");
    bytes
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    let message = MessageParser::default().parse(bytes).unwrap();
    let mut names: Vec<&str> = message.headers().iter().map(|header| header.name()).collect();
    names.sort_unstable();
    assert_eq!(names, HEADERS, "exactly these headers");
    assert_eq!(message.parts.len(), 3, "a container, text and HTML");
    message
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[test]
fn a_message_says_what_the_draft_says() {
    let bytes = frozen(&draft());
    let message = parsed(&bytes);
    let raw = |name: &str| message.header_raw(name).unwrap().trim().to_owned();
    assert_eq!(raw("Auto-Submitted"), "auto-generated");
    assert_eq!(raw("X-Auto-Response-Suppress"), "All");
    assert_eq!(raw("Content-Language"), "cy, en");
    assert_eq!(raw("Date"), "Fri, 13 Oct 2017 08:00:00 +0000");
    assert_eq!(raw("Message-ID"), "<01939c5e-7c3b-7000-8000-000000000001@council.example>");
    assert_eq!(raw("References"), "<first@council.example> <second@council.example>");
    assert_eq!(message.subject(), Some("3 items need you – 2 newydd"));
    for (header, name, address) in [
        (message.from(), "Plumbline", "reminders@council.example"),
        (message.reply_to(), "Performance team", "performance@council.example"),
        (message.to(), "Siân Ŵyn", "sian@council.example"),
    ] {
        let mailbox = header.unwrap().first().unwrap();
        assert_eq!((mailbox.name(), mailbox.address()), (Some(name), Some(address)));
        assert_eq!(header.unwrap().iter().count(), 1);
    }
    assert_eq!(lines(&message.body_text(0).unwrap()).trim_end(), draft().text.trim_end());
    assert_eq!(lines(&message.body_html(0).unwrap()).trim_end(), draft().html);
}

#[test]
fn one_click_ends_what_is_no_duty() {
    let names = |draft: &Draft| {
        let bytes = frozen(draft);
        let message = MessageParser::default().parse(&bytes).unwrap();
        let of = |name: &str| message.header_raw(name).map(|value| value.split_whitespace().collect::<String>());
        (of("List-Unsubscribe"), of("List-Unsubscribe-Post"))
    };
    assert_eq!(names(&draft()), (None, None), "duties have none");
    let long = format!("https://plumbline.example/unsubscribe/{}", "x".repeat(850));
    for link in ["https://plumbline.example/unsubscribe/a-b_c?d=e&f=g", &long] {
        let optional = Draft { unsubscribe: Some(link), ..draft() };
        assert_eq!(names(&optional), (Some(format!("<{link}>")), Some("List-Unsubscribe=One-Click".to_owned())));
    }
    let plain = Draft { unsubscribe: Some("http://plumbline.example/u/x"), ..draft() };
    assert_eq!(names(&plain), (Some("<http://plumbline.example/u/x>".to_owned()), None), "one click asks for https");
    let too_long = format!("https://a.example/{}", "x".repeat(900));
    for link in [
        "",
        "mailto:a@b.example",
        "https://a.example/ b",
        "https://a.example/\r\nBcc: x",
        "https://a.example/>,<x",
        "https://ŵ.example/",
        &too_long,
    ] {
        assert_eq!(Draft { unsubscribe: Some(link), ..draft() }.freeze(), Err(MessageError::Unsubscribe), "{link:?}");
    }
}

#[test]
fn the_same_draft_gives_the_same_bytes_and_another_id_another_boundary() {
    let bytes = frozen(&draft());
    assert_eq!(bytes, frozen(&draft()));
    let other = frozen(&Draft { message_id: "2@council.example", ..draft() });
    let boundary = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (_, rest) = text.split_once("boundary=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    assert_ne!(boundary(&bytes), boundary(&other));
    assert!(boundary(&bytes).starts_with("=_"));
}

#[test]
fn no_name_or_subject_can_break_a_message() {
    let long = "x".repeat(10_000);
    let wide = "ŵ".repeat(10_000);
    let spaced = "Ŵyn ".repeat(3_000);
    let cases = [
        ("", ""),
        ("  ", ""),
        ("Jo\r\nBcc: all@council.example", "Jo Bcc: all@council.example"),
        ("Jo\nSubject: x", "Jo Subject: x"),
        ("Jo\rx", "Jo x"),
        ("Jo\0x", "Jo x"),
        ("\r\n\r\nbody", "body"),
        ("Jo\u{85}\u{2028}\u{2029}x", "Jo x"),
        ("\u{202e}nwod edispu\u{202c}", "nwod edispu"),
        ("\u{2066}a\u{2069}\u{200f}\u{61c}b\u{feff}", "ab"),
        ("\u{202e}\0", ""),
        ("O'Neill \"Jo\" \\ <jo>, x; (y) @z", "O'Neill \"Jo\" \\ <jo>, x; (y) @z"),
        ("\"", "\""),
        ("\\", "\\"),
        ("Siân ŵ ê ’ 🦀", "Siân ŵ ê ’ 🦀"),
        ("=?utf-8?q?=0D=0ABcc:_x@y.example?=", "= ?utf-8?q?=0D=0ABcc:_x@y.example?="),
        (&long, &long[..120]),
        (&wide, &"ŵ".repeat(120)),
        (&spaced, spaced[..30 * 5].trim_end()),
    ];
    for (name, expected) in cases {
        let mailbox = |address| Mailbox { name, address };
        let to = mailbox("to@council.example");
        let bytes =
            frozen(&Draft { from: mailbox("from@council.example"), reply_to: mailbox("re@council.example"), to, subject: name, ..draft() });
        let message = parsed(&bytes);
        let shown = Some(expected).filter(|name| !name.is_empty());
        for header in [message.from(), message.reply_to(), message.to()] {
            let mailbox = header.unwrap().first().unwrap();
            assert_eq!(mailbox.name(), shown, "{name:?}");
            assert_eq!(header.unwrap().iter().count(), 1, "{name:?}");
        }
        assert_eq!(message.to().unwrap().first().unwrap().address(), Some("to@council.example"));
        assert!(message.subject().unwrap_or_default().starts_with(expected), "{name:?}");
        assert!(message.subject().unwrap_or_default().chars().count() <= 250);
    }
}

#[test]
fn what_cannot_be_used_is_refused_without_repeating_it() {
    let far = DateTime::parse_from_rfc3339("9999-12-31T23:59:59Z").unwrap().with_timezone(&Utc);
    let too_long = format!("{}@council.example", "x".repeat(250));
    let addresses = ["", "canary", "canary@", "@canary", "canary\r\n@x.example", "canary@x.example>", "canar\u{177}@x.example", &too_long];
    for address in addresses {
        let bad = Mailbox { name: "Jo", address };
        for draft in [Draft { from: bad, ..draft() }, Draft { reply_to: bad, ..draft() }, Draft { to: bad, ..draft() }] {
            let error = draft.freeze().unwrap_err();
            assert!(matches!(error, MessageError::Address { .. }), "{address:?}");
            assert!(!error.to_string().contains("canary"));
        }
    }
    for id in ["", "id", "<1@x.example>", "1@x.example\r\nBcc: y", "a b@x.example", "@x.example", "1@", &too_long] {
        assert_eq!(Draft { message_id: id, ..draft() }.freeze(), Err(MessageError::MessageId), "{id:?}");
        assert_eq!(Draft { references: &[id], ..draft() }.freeze(), Err(MessageError::MessageId), "{id:?}");
    }
    for languages in [&[][..], &[""], &["en\r\nX: y"], &["cy en"], &["e"], &["1n"]] {
        assert_eq!(Draft { languages, ..draft() }.freeze(), Err(MessageError::Language), "{languages:?}");
    }
    for date in [DateTime::from_timestamp(-1, 0).unwrap(), far + chrono::TimeDelta::seconds(1), DateTime::<Utc>::MAX_UTC] {
        assert_eq!(Draft { date, ..draft() }.freeze(), Err(MessageError::Date), "{date}");
    }
    assert!(Draft { date: far, ..draft() }.freeze().is_ok());
}

#[test]
fn a_long_thread_keeps_its_newest_references() {
    let ids: Vec<String> = (0..500).map(|n| format!("{n:0180}@council.example")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let bytes = frozen(&Draft { references: &ids, ..draft() });
    let message = parsed(&bytes);
    let references: Vec<&str> = message.references().as_text_list().unwrap().iter().map(AsRef::as_ref).collect();
    assert_eq!(references, ids[480..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn bodies_arrive_as_they_were_written(text in "([\\r\\n.=\\- \\tFrom]|\\PC|[\\x00-\\x1f\\x7f]){0,200}", html in "(\\r\\n|\\r|\\n|[.]|\\PC){0,200}") {
        let bytes = frozen(&Draft { text: &text, html: &html, ..draft() });
        let message = parsed(&bytes);
        prop_assert_eq!(lines(std::str::from_utf8(message.parts[1].contents()).unwrap()), lines(&text));
        prop_assert_eq!(lines(std::str::from_utf8(message.parts[2].contents()).unwrap()), lines(&html));
    }

    #[test]
    fn names_and_subjects_of_any_kind_keep_the_headers_whole(name in "(\\PC|[\\x00-\\x20\"\\\\<>,:;@=?\u{202a}-\u{202e}]){0,300}") {
        let mailbox = Mailbox { name: &name, address: "to@council.example" };
        let bytes = frozen(&Draft { from: mailbox, to: mailbox, subject: &name, ..draft() });
        let message = parsed(&bytes);
        let to = message.to().unwrap();
        prop_assert_eq!((to.iter().count(), to.first().unwrap().address()), (1, Some("to@council.example")));
    }
}
