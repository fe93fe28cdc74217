//! No text of the record changes what a mail's headers are, whom it goes to, or how many mails there are.

use mail_parser::MessageParser;
use plumbline_shared::clock::{Clock, Timestamp};
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::db::Conn;
use plumbline_shared::domain::alert::Rule;
use plumbline_shared::domain::explanation::Explanation;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::link::Signer;
use plumbline_shared::mail::Outcome;
use plumbline_shared::render::digest::{Digest, Line, LineState, Owned};
use plumbline_tests::support::service::{Backend, Record};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use plumbline_worker::Post;
use plumbline_worker::post::Envelope;

const HEADERS: [&str; 11] = [
    "Auto-Submitted",
    "Content-Language",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Reply-To",
    "Subject",
    "To",
    "X-Auto-Response-Suppress",
];
const TO: &str = "owner@council.example";

/// Each end of line that some server knows, before each thing worth adding; and what hides or encodes them.
fn hostile() -> Vec<String> {
    let ends = [
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u{b}",
        "\u{c}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\r\n\r\n",
        "\n.\n",
        "\r\n.\r\n",
        "%0d%0a",
        "\\r\\n",
    ];
    let added = ["Bcc: all@council.example", " folded: x", "MAIL FROM:<x@x.example>\r\nRCPT TO:<y@y.example>", "--=_boundary"];
    let mut texts: Vec<String> = ends.iter().flat_map(|end| added.map(|added| format!("Jo{end}{added}"))).collect();
    texts.extend(
        [
            "=?utf-8?q?=0D=0ABcc:_x@y.example?=",
            "=?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?=",
            "\u{202e}elpmaxe.live\u{2066}",
            "Jo\" <x@y.example>, \"Z",
            "<x@y.example>",
            "a, b; c: d@e.example",
            "(comment",
            "\\\"",
        ]
        .map(str::to_owned),
    );
    texts
}

fn digest() -> Digest {
    let line = Line {
        rule: Rule::ActionOverdue,
        state: LineState::New,
        reference: "AC1".to_owned(),
        title: "Action".to_owned(),
        title_cy: None,
        service_area: None,
        service_area_cy: None,
        of_area: false,
        period: None,
        since: "2017-10-16".parse().unwrap(),
        why: Explanation::new("action_overdue", "past_due_and_not_complete", "It is late.".to_owned()),
        unit: None,
        decimals: None,
        link: None,
        owned: Owned::ByReader,
        trend: Vec::new(),
        hold: None,
        escalated_on: None,
    };
    Digest {
        organisation: "Council".to_owned(),
        organisation_cy: None,
        recipient_name: "Owner".to_owned(),
        as_of: "2017-10-16".parse().unwrap(),
        lines: vec![line],
        reply_to: "performance@council.example".to_owned(),
        unsubscribe: None,
        preferences: None,
    }
}

/// The fields that come from the record, by name.
type Set = fn(&mut Digest, String);

fn fields() -> [(&'static str, Set); 6] {
    [
        ("recipient", |digest, text| digest.recipient_name = text),
        ("organisation", |digest, text| digest.organisation = text),
        ("title", |digest, text| digest.lines[0].title = text),
        ("ref", |digest, text| digest.lines[0].reference = text),
        ("service area", |digest, text| digest.lines[0].service_area = Some(text)),
        ("owner", |digest, text| digest.lines[0].owned = Owned::By(text)),
    ]
}

fn check_headers(bytes: &[u8], case: &str) {
    let message = MessageParser::default().parse(bytes).unwrap();
    let mut names: Vec<&str> = message.headers().iter().map(|header| header.name()).collect();
    names.sort_unstable();
    assert_eq!(names, HEADERS, "{case}");
    assert_eq!(message.parts.len(), 3, "{case}");
    let addresses = |header: Option<&mail_parser::Address<'_>>| {
        header.unwrap().iter().map(|mailbox| mailbox.address().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(addresses(message.to()), [TO], "{case}");
    assert_eq!(addresses(message.from()), ["plumbline@localhost"], "{case}");
    assert!(!message.subject().unwrap().contains(char::is_control), "{case}");
}

#[tokio::test]
async fn hostile_texts_change_no_header_and_make_no_second_mail() {
    let record = Record::new(Backend::Sqlite);
    let server = SmtpServer::start(Script::default().lax()).await;
    let overrides = Overrides { smtp_url: Some(server.url()), ..Overrides::default() };
    let signer = Signer::load(&mut Conn::open(&record.url.parse().unwrap()).unwrap()).unwrap();
    let post = Post::new(&Config::load(None, &overrides).unwrap(), signer).unwrap();
    let date = Clock::manual(Timestamp::from_micros(1_508_151_600_000_000)).now().instant.utc();
    let texts = hostile();
    assert!(texts.len() >= 60, "{}", texts.len());
    let mut sent = 0;
    for (field, set) in fields() {
        for text in &texts {
            let mut digest = digest();
            set(&mut digest, text.clone());
            let message_id = format!("{sent}@council.example");
            let name = digest.recipient_name.clone();
            let envelope = Envelope { name: &name, address: TO, message_id: &message_id, date, languages: &["en"], unsubscribe: None };
            let bytes = post.freeze(&envelope, &digest.render(Some(Language::English))).unwrap();
            check_headers(&bytes, &format!("{field}: {text:?}"));
            let outcome = post.send(TO, &bytes).await;
            assert!(matches!(outcome, Outcome::Accepted { .. }), "{field}: {text:?}: {outcome:?}");
            sent += 1;
        }
    }
    let taken = server.taken();
    assert_eq!(taken.len(), sent, "one mail each, even on a server that takes any dot for the end");
    assert!(taken.iter().all(|mail| mail.to == [TO]));
}
