//! `plumbline check`: the checks of a day by hand, whatever the hour.

mod mails;

use super::{Failure, Outcome, open, say, say_json};
use clap::Args;
use plumbline_shared::clock::Clock;
use plumbline_shared::config::Config;
use plumbline_shared::db::{Conn, Db};
use plumbline_shared::domain::day::Day;
use plumbline_shared::id::Id;
use plumbline_shared::link::Signer;
use plumbline_shared::model::notification::{Occasion, State};
use plumbline_shared::ops::run_check::{CheckReport, ReportedItem, preview_check, run_check};
use plumbline_shared::store;
use plumbline_worker::Post;
use plumbline_worker::deliver::Delivery;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

#[derive(Args)]
pub struct Check {
    /// The day to check for: 2017-10-16. Without it, today.
    #[arg(long)]
    as_of: Option<Day>,
    /// Show who would be told of what, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// With a dry run: print the words of each mail, too. Their links are left out.
    #[arg(long, requires = "dry_run", conflicts_with = "json")]
    mails: bool,
    /// With a dry run: write each mail into this folder, as an .eml and an .html file by its address.
    #[arg(long, requires = "dry_run", value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// As JSON: what the check did, its recipients, and what nobody can be told of.
    #[arg(long)]
    json: bool,
}

/// A check as `--json` prints it.
#[derive(Serialize)]
struct Told<'a> {
    day: Day,
    working_day: bool,
    opened: i32,
    resolved: i32,
    /// How many people are told at the next check instead.
    put_off: usize,
    recipients: Vec<Printed<'a>>,
    /// What nobody can be told of.
    unreachable: &'a [ReportedItem],
}

/// A recipient.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    recipient: &'a plumbline_shared::ops::run_check::Recipient,
    /// What became of the mail so far; null for a dry run.
    delivery: Option<State>,
    /// What the server said last, or why it could not be asked, if that is known.
    last_reply: Option<&'a str>,
}

/// What became of a mail so far.
struct Delivered {
    state: State,
    last_reply: Option<String>,
}

/// The states of mails that are tried again.
const WAITING: [State; 3] = [State::Pending, State::Deferred, State::Uncertain];

/// After the lease of another process that holds a mail, this one has so long to send it.
const PATIENCE: Duration = Duration::from_secs(30);

impl Check {
    pub async fn run(self, config: &Config) -> Outcome {
        let (db, clock, context) = open(config, "command line")?;
        let post = Arc::new(Post::new(config, db.write(Signer::load).await?)?);
        let (as_of, origin, dry_run) = (self.as_of, post.origin(), self.dry_run);
        let (with_mails, wording) = (self.mails || self.out.is_some(), post.wording().clone());
        let make = move |conn: &mut Conn| {
            let (settings, _) = store::settings::load(conn)?;
            let day = as_of.unwrap_or_else(|| context.today(&settings));
            let check = if dry_run { preview_check } else { run_check };
            let report = check(conn, &context, &settings, day, &origin)?;
            let drafts = if with_mails { mails::drafts(conn, &settings, &report, &wording)? } else { Vec::new() };
            Ok((report, drafts))
        };
        let (report, drafts) = if self.dry_run { db.rehearse(make).await? } else { db.write(make).await? };
        let delivered = if self.dry_run || !post.sends() { Vec::new() } else { send(&db, &clock, &post, &report).await? };
        let delivery = |index: usize| delivered.get(index).map(|one| one.state).or((!self.dry_run).then_some(State::Pending));
        let last_reply = |index: usize| delivered.get(index)?.last_reply.as_deref();
        if let Some(folder) = &self.out {
            let mails: Vec<_> = report.recipients.iter().zip(&drafts).filter_map(|(one, draft)| Some((one, draft.as_ref()?))).collect();
            mails::write(folder, &mails, (&post, &clock))?;
        }
        if self.json {
            let recipients = report.recipients.iter().enumerate();
            let recipients =
                recipients.map(|(index, recipient)| Printed { recipient, delivery: delivery(index), last_reply: last_reply(index) });
            let CheckReport { day, working_day, opened, resolved, put_off, .. } = report;
            say_json(&Told {
                day,
                working_day,
                opened,
                resolved,
                put_off,
                recipients: recipients.collect(),
                unreachable: &report.unreachable,
            })?;
        } else {
            let drafts = if self.mails { drafts } else { Vec::new() };
            print(&report, (self.dry_run, post.sends()), |index| delivery(index).map(|state| (state, last_reply(index))), &drafts)?;
        }
        post.close().await;
        db.close();
        Ok(ExitCode::SUCCESS)
    }
}

/// Sends what the check queued, and waits for what another process may have in hand.
async fn send(db: &Db, clock: &Clock, post: &Arc<Post>, report: &CheckReport) -> Result<Vec<Delivered>, Failure> {
    let mut delivery = Delivery::new(db.clone(), clock.clone(), Arc::clone(post));
    let ids: Vec<Id> = report.recipients.iter().map(|recipient| recipient.notification).collect();
    let wait = async {
        loop {
            delivery.pump(&CancellationToken::new()).await;
            let wanted = ids.clone();
            let rows =
                db.read(move |conn| wanted.iter().map(|id| store::notifications::find(conn, *id)).collect::<Result<Vec<_>, _>>()).await?;
            let delivered = rows.into_iter().flatten().map(|row| Delivered { state: row.state, last_reply: row.last_reply });
            let delivered: Vec<Delivered> = delivered.collect();
            if !delivered.iter().any(|one| one.state == State::Sending) {
                return Ok::<_, Failure>(delivered);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(post.lease() + PATIENCE, wait)
        .await
        .unwrap_or_else(|_| Err(Failure::Other("another worker holds a mail and does not settle it; see /api/v1/notifications".to_owned())))
}

fn print<'a>(
    report: &CheckReport,
    (dry_run, sends): (bool, bool),
    delivery: impl Fn(usize) -> Option<(State, Option<&'a str>)> + Copy,
    drafts: &[Option<mails::Drafted>],
) -> Result<(), Failure> {
    let opening = if dry_run { "Dry run for" } else { "Check for" };
    say(&format!("{opening} {}: alerts opened: {}, resolved: {}.", report.day, report.opened, report.resolved))?;
    if !report.working_day {
        say("This is not a working day: nothing is sent.")?;
    } else if report.recipients.is_empty() && report.put_off == 0 {
        say("Nobody is due a mail.")?;
    }
    for (index, recipient) in report.recipients.iter().enumerate() {
        let state = match delivery(index) {
            None => "would be sent".to_owned(),
            Some((State::Accepted, _) | (State::Pending, _)) | Some((_, None)) => {
                delivery(index).map(|(state, _)| state.to_string()).unwrap_or_default()
            }
            Some((state, Some(reply))) => format!("{state} ({reply})"),
        };
        say(&format!("\n{} <{}>: {state}", recipient.name, recipient.email))?;
        if recipient.occasion == Occasion::Summary {
            say("  a summary of how the quarter's returns stand")?;
        }
        for item in &recipient.items {
            let area = item.service_area.as_deref().map(|area| format!(" ({area})")).unwrap_or_default();
            say(&format!("  {:8} {:14} {}{area}: {}", item.state, item.rule, item.reference, item.why))?;
        }
        if let Some(Some(draft)) = drafts.get(index) {
            mails::print(draft)?;
        }
    }
    let waiting: Vec<_> = (0..report.recipients.len()).filter_map(delivery).filter(|(state, _)| WAITING.contains(state)).collect();
    if !waiting.is_empty() {
        let why = waiting.iter().find_map(|(_, reply)| *reply).map(|reply| format!(" ({reply})")).unwrap_or_default();
        let when = if sends { "A worker sends them when the mail server takes them" } else { "They are held until smtp_url is set" };
        say(&format!("\nWaiting to be sent: {}{why}. {when}.", waiting.len()))?;
    }
    let failed = (0..report.recipients.len()).filter_map(delivery).filter(|(state, _)| State::NEVER_WENT.contains(state)).count();
    if failed > 0 {
        say(&format!(
            "\nNot sent: {failed}. /api/v1/notifications tells of each by its state, and the next check tells what they were to say."
        ))?;
    }
    if report.put_off > 0 {
        say(&format!("\nPut off, since the settings let a day write to no more people (alerts.most_mails): {}.", report.put_off))?;
    }
    if !report.unreachable.is_empty() {
        say(
            "\nNobody can be told of these: they have no owner who can be written to, no deputy and nobody above, and there is no performance \
             team that can be (mail_reply_to). Addresses that mail servers have refused are listed at /api/v1/suppressions.",
        )?;
    }
    report.unreachable.iter().try_for_each(|item| say(&format!("  {:14} {}: {}", item.rule, item.reference, item.why)))
}
