//! One check over very many items that alert, and its mails: how long they take, and what the worker needs in memory.
//!
//! ```text
//! cargo run --release -p plumbline-load -- --digests 2000 --over 30000
//! ```

use std::io::Write;
use std::time::{Duration, Instant};

use plumbline_shared::clock::Clock;
use plumbline_shared::db::Conn;
use plumbline_shared::domain::timetable::Check;
use plumbline_shared::model::notification::State;
use plumbline_shared::store::{notifications, schedule, settings};

use crate::Fallible;
use crate::council::{Council, Late, TODAY};
use crate::service::{Plumbline, Process};
use crate::sink::{Sink, Taken};

/// After so long a run has failed.
const LONGEST: Duration = Duration::from_secs(1800);

/// Fills the record, an empty one, and has a worker make the check that is due and send its mails. Answers how many people were
/// not sent exactly one.
pub async fn measure(plumbline: &Plumbline, people: usize, items: usize, out: &mut impl Write) -> Fallible<u64> {
    let indicators = items / 3;
    let pack = plumbline.dir.join("pack");
    Council { actions: items - indicators, indicators, risks: 0, people, late: Late::All }.write(&pack)?;
    plumbline.run(&["import", &pack.display().to_string()])?;
    let mut conn = Conn::open(&plumbline.database_url.parse()?)?;
    make_due(&mut conn)?;

    let sink = Sink::start().await?;
    let begun = Instant::now();
    let mut worker = plumbline.start(&["worker", "--smtp-url", &format!("smtp://{}?tls=none", sink.address)])?;
    wait(&mut worker, begun, || Ok(schedule::last_day(&mut conn)?.is_some())).await?;
    let composed = begun.elapsed();
    let waiting = [State::Pending, State::Sending, State::Deferred, State::Uncertain];
    wait(&mut worker, begun, || Ok(notifications::by_state(&mut conn, &waiting)?.is_empty())).await?;
    let whole = begun.elapsed();

    let Taken { mails, bytes, longest } = sink.taken();
    let peak = worker.memory().map_or_else(|| "unknown".to_owned(), |memory| format!("{} MiB", memory.peak.div_ceil(1024)));
    writeln!(out, "{} digests over {items} items, {} KiB of mail, the longest {} KiB", mails.len(), bytes / 1024, longest.div_ceil(1024))?;
    writeln!(out, "composed in {:.1} s", composed.as_secs_f64())?;
    writeln!(out, "delivered in {:.1} s", (whole - composed).as_secs_f64())?;
    writeln!(out, "together {:.1} s; the worker held at most {peak}", whole.as_secs_f64())?;
    let once = mails.values().filter(|count| **count == 1).count();
    Ok(u64::try_from(people.abs_diff(once) + (mails.len() - once))?)
}

/// The daily check is due at whatever hour this is run, and may write to everybody.
fn make_due(conn: &mut Conn) -> Fallible<()> {
    let (mut settings, version) = settings::load(conn)?;
    settings.alerts.send_at = Default::default();
    settings.alerts.most_mails = None;
    settings::save(conn, &settings, version + 1, Clock::system(None).now().instant)?;
    schedule::set_next(conn, Check::Daily.as_str(), TODAY.parse()?)?;
    Ok(())
}

/// Looks again and again until it holds.
async fn wait(worker: &mut Process, begun: Instant, mut holds: impl FnMut() -> Fallible<bool>) -> Fallible<()> {
    while !holds()? {
        if begun.elapsed() > LONGEST || !worker.runs()? {
            return Err(format!("the worker does not get there; its log:\n{}", worker.log()?).into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
