//! A sample of every mail, for previews and tests, of a council that does not exist.

use super::Rendered;
use super::digest::{Digest, Hold, Line, LineState, Owned};
use super::samples::{day, figure, indicator, late, line, missed, quarter_two, results, rising, why_rag};
use super::summary::{Area, Concern, Item, Name, Summary};
use crate::domain::action::{Lifecycle, Schedule};
use crate::domain::alert::{self, Quiet, Return, ReturnWindow, Rule, Slip};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::Polarity;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use crate::domain::risk::Movement;

/// A mail with sample data.
pub struct SampleMail {
    /// Its name in paths.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// When it is sent, to whom.
    pub about: &'static str,
    mail: Mail,
}

enum Mail {
    Digest(Digest),
    Summary(Summary),
}

impl SampleMail {
    /// One of each.
    pub fn all() -> Vec<Self> {
        let digest = |name, title, about, digest| Self { name, title, about, mail: Mail::Digest(digest) };
        let summary = |name, title, about, summary| Self { name, title, about, mail: Mail::Summary(summary) };
        let digests = [
            digest(
                "digest",
                "Digest",
                "To the owner of items that need attention: what is new, still open, and put right.",
                Digest::sample(),
            ),
            digest("opening", "Opening of a quarter’s returns", "To everyone who owes returns, when a quarter has ended.", opening()),
            digest("manager", "Digest of a manager", "To the manager of owners whose items have been open for long.", manager()),
            digest("optional", "Digest of reminders that one may do without", "The same, where nothing in it is a duty.", optional()),
            digest("long", "Very long digest", "What a digest gives up where it would grow too large for some mail programs.", long()),
        ];
        let summaries = quarter_two().map(|period| {
            let (all, part) = (organisation(period), directorate(period));
            [
                summary("summary", "Summary after the deadline", "To the performance team, the day after a quarter’s deadline.", all),
                summary("summary-part", "Summary of a directorate", "The same to a director, about their own areas.", part),
            ]
        });
        digests.into_iter().chain(summaries.into_iter().flatten()).collect()
    }

    /// The message in that language, or in both.
    pub fn render(&self, language: Option<Language>) -> Rendered {
        match &self.mail {
            Mail::Digest(digest) => digest.render(language),
            Mail::Summary(summary) => summary.render(language),
        }
    }
}

/// Titles of things that owe a return, in English and in Welsh.
const OWED: [(Return, &str, &str, &str); 14] = [
    (Return::Update, "VS/A002", "Replace the lamps of street lights", "Amnewid lampau goleuadau stryd"),
    (Return::Update, "VS/A005", "Resurface the worst twenty streets", "Rhoi wyneb newydd ar yr ugain stryd waethaf"),
    (Return::Update, "VS/A007", "Plant two thousand trees", "Plannu dwy fil o goed"),
    (Return::Update, "VS/A011", "Open the new recycling centre", "Agor y ganolfan ailgylchu newydd"),
    (Return::Update, "VS/A014", "Repair the sea wall", "Trwsio'r morglawdd"),
    (Return::Update, "VS/A016", "Review the winter service", "Adolygu gwasanaeth y gaeaf"),
    (Return::Result, "CPM/011", "Household waste that is recycled", "Gwastraff cartrefi a gaiff ei ailgylchu"),
    (Return::Result, "CPM/012", "Bins collected on the day", "Biniau a gasglwyd ar y diwrnod"),
    (Return::Result, "CPM/013", "Potholes mended within two days", "Tyllau ffordd a lenwyd o fewn deuddydd"),
    (Return::Result, "CPM/014", "Street lights that work", "Goleuadau stryd sy'n gweithio"),
    (Return::Result, "CPM/015", "Fly-tipping cleared within five days", "Tipio anghyfreithlon a gliriwyd o fewn pum diwrnod"),
    (Return::Result, "CPM/016", "Complaints answered in time", "Cwynion a atebwyd mewn pryd"),
    (Return::Assessment, "CR4", "Flooding of low-lying roads in winter storms", "Llifogydd ar ffyrdd isel yn ystod stormydd y gaeaf"),
    (Return::Assessment, "CR9", "Loss of the vehicle depot", "Colli'r depo cerbydau"),
];

fn opening() -> Digest {
    let today = day(2017, 10, 2);
    let lines = OWED.into_iter().filter_map(|(owed, reference, title, title_cy)| {
        let window = ReturnWindow { period: quarter_two()?, deadline: day(2017, 10, 13) };
        let (rule, why) = alert::return_outstanding(owed, window, today);
        Some(line(rule, LineState::New, reference, (title, title_cy), why).of("Visible Services").known_as("Gwasanaethau Gweladwy"))
    });
    Digest { as_of: today, lines: lines.collect(), ..Digest::sample() }
}

fn manager() -> Digest {
    let library = ("Refit the library at Aberderwen", "Ailwampio'r llyfrgell yn Aberderwen");
    let hall = ("Sell the old drill hall", "Gwerthu'r hen neuadd ymarfer");
    let days_lost = ("Working days lost to sickness", "Diwrnodau gwaith a gollwyd oherwydd salwch");
    let cyber = ("An attack on the council’s systems", "Ymosodiad ar systemau'r cyngor");
    let escalated = |owner: &str, line: Line| Line {
        owned: Owned::EscalatedFrom(owner.to_owned()),
        escalated_on: Some(day(2017, 10, 16)),
        since: day(2017, 9, 18),
        ..line
    };
    let hold = Hold {
        kind: Quiet::Acknowledged,
        until: day(2017, 11, 3),
        reason: Some("The buyer’s survey is awaited".to_owned()),
        by: Some("Gwenllïan Ŵyn-Ellis".to_owned()),
    };
    let lost = Line {
        unit: Some("days".to_owned()),
        decimals: Some(1),
        trend: results(&["8.4", "9.1", "10.2", "9.8", "11.4"]),
        ..line(Rule::MeasureRed, LineState::Open, "CPM/041", days_lost, missed("11.4", "9", Polarity::Lower))
    };
    let sold = Line { hold: Some(hold), ..line(Rule::ActionOverdue, LineState::Open, "PR/A004", hall, late(day(2017, 8, 31), 60)) };
    let refit = line(Rule::ActionOverdue, LineState::New, "LS/A009", library, late(day(2017, 9, 4), 35));
    let attack = line(Rule::RiskRising, LineState::New, "CR2", cyber, rising(16, Some(12), None));
    let lines = vec![
        attack.of("ICT"),
        escalated("Alun Penry", refit.of("Leisure")),
        escalated("Alun Penry", lost.of("Human Resources")),
        escalated("Gwenllïan Ŵyn-Ellis", sold.of("Property")),
    ];
    let preferences = Some("https://plumbline.cwmderwen.example/preferences/7Qm2xV9sLkT4cW8uYp3RzEaN6dHbJ5gF".to_owned());
    Digest { recipient_name: "Rhŷs ap Dafydd".to_owned(), lines, preferences, ..Digest::sample() }
}

fn optional() -> Digest {
    let schedule = |due: Day| Schedule { start: day(2017, 4, 1), due, lifecycle: Lifecycle::Active };
    let today = day(2017, 10, 16);
    let soon = alert::action_due_soon(&schedule(day(2017, 10, 27)), Some(figure("80")), &[30, 14, 7], today).map(|soon| soon.why);
    let slip = Slip { reported: None, before: None, moves: 2, original_due: day(2017, 6, 30) };
    let slipped = alert::quiet_slip(&schedule(day(2018, 1, 31)), Some(figure("40")), &slip, figure("0"), 2).map(|(_, why)| why);
    let of = |rule, reference, titles, why: Option<Explanation>| why.map(|why| line(rule, LineState::New, reference, titles, why));
    let lines = [
        of(Rule::ActionDueSoon, "VS/A014", ("Repair the sea wall", "Trwsio'r morglawdd"), soon),
        of(Rule::QuietSlip, "VS/A016", ("Review the winter service", "Adolygu gwasanaeth y gaeaf"), slipped),
    ];
    let unsubscribe = Some("https://plumbline.cwmderwen.example/unsubscribe/7Qm2xV9sLkT4cW8uYp3RzEaN6dHbJ5gF".to_owned());
    Digest { lines: lines.into_iter().flatten().collect(), unsubscribe, ..Digest::sample() }
}

fn long() -> Digest {
    let sample = Digest::sample();
    let of_a_measure = |(number, line): (usize, &Line)| Line { reference: format!("VS/W{number:03}"), ..line.clone() };
    Digest { lines: (1..=150).zip(sample.lines.iter().cycle()).map(of_a_measure).collect(), ..sample }
}

fn name(english: &str, welsh: &str) -> Name {
    Name { name: english.to_owned(), name_cy: Some(welsh.to_owned()).filter(|welsh| !welsh.is_empty()) }
}

fn item(line: Line) -> Item {
    let service_area = line.service_area.map(|name| Name { name, name_cy: line.service_area_cy });
    Item { reference: line.reference, title: Name { name: line.title, name_cy: line.title_cy }, service_area, link: line.link }
}

fn organisation(period: Period) -> Summary {
    let areas = [
        ("Visible Services", "Gwasanaethau Gweladwy", 14, 9),
        ("Leisure", "Hamdden", 6, 6),
        ("Human Resources", "Adnoddau Dynol", 8, 7),
        ("Planning", "Cynllunio", 5, 5),
        ("Social Services", "Gwasanaethau Cymdeithasol", 21, 18),
        ("ICT", "TGCh", 4, 4),
    ];
    let areas = areas.map(|(english, welsh, due, given)| Area { name: Some(name(english, welsh)), due, given });
    let of = |rule: Rule| Digest::sample().lines.into_iter().filter(move |line| line.rule == rule).map(item).collect();
    let red = line(
        Rule::ActionRed,
        LineState::Open,
        "VS/A005",
        ("Resurface the worst twenty streets", ""),
        why_rag(&indicator(Polarity::Higher), "1", None),
    );
    let concerns = vec![
        Concern { rule: Rule::ActionRed, count: 1, items: vec![item(red.of("Visible Services"))] },
        Concern { rule: Rule::MeasureRed, count: 17, items: of(Rule::MeasureRed) },
        Concern { rule: Rule::RiskRising, count: 3, items: of(Rule::RiskRising) },
    ];
    Summary {
        organisation: "Cwm Derwen Council".to_owned(),
        organisation_cy: Some("Cyngor Cwm Derwen".to_owned()),
        recipient_name: "Mair Llŷr".to_owned(),
        as_of: day(2017, 10, 16),
        scope: None,
        period,
        deadline: day(2017, 10, 13),
        areas: areas.into_iter().chain([Area { name: None, due: 3, given: 2 }]).collect(),
        concerns,
        reply_to: "performance@cwmderwen.example".to_owned(),
    }
}

fn directorate(period: Period) -> Summary {
    let whole = organisation(period);
    let areas = whole.areas.into_iter().filter(|area| area.due == area.given).collect();
    let risks = Concern { rule: Rule::RiskRising, count: 1, items: Vec::new() };
    let rising = rising(9, None, Some(Movement::Up));
    let planners =
        line(Rule::RiskRising, LineState::Open, "SR11", ("Too few qualified planners", "Rhy ychydig o gynllunwyr cymwys"), rising);
    Summary {
        scope: Some(name("Environment and Leisure", "Yr Amgylchedd a Hamdden")),
        areas,
        concerns: vec![Concern { items: vec![item(planners.of("Planning"))], ..risks }],
        ..whole
    }
}
