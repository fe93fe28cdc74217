//! `plumbline doctor`: what the service needs, tried one by one, each with what to do about it.

use super::{Outcome, say, say_json};
use clap::Args;
use plumbline_shared::clock::{Clock, Timestamp};
use plumbline_shared::config::Config;
use plumbline_shared::db::{DatabaseUrl, Db};
use plumbline_shared::error::Error;
use plumbline_shared::mail::Transport;
use plumbline_shared::oidc::Issuer;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::diagnosis::{Diagnosis, diagnose, try_writing};
use plumbline_worker::outbound;
use plumbline_worker::traces::Collector;
use serde::Serialize;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

#[derive(Args)]
pub struct Doctor {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Failed,
}

/// What became of one trial.
#[derive(Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'static str>,
}

/// For how long a trial may keep the operator waiting.
const PATIENCE: Duration = Duration::from_secs(20);
/// Clocks further apart than this give leases and timetables the lie.
const APART: i64 = 5;
/// Kilobytes below which a database is about to stop.
const LEAST_FREE: u64 = 200 * 1024;

impl Doctor {
    pub async fn run(self, config: &Config) -> Outcome {
        let clock = Clock::system(config.today);
        let mut findings = of_database(config, &clock).await;
        findings.extend(of_disk(&config.database_url));
        findings.push(of_mail(config).await);
        findings.extend(config.warnings().into_iter().map(|one| Finding::warning(one.key, one.detail, one.remedy)));
        findings.extend(of_issuers(config).await);
        findings.extend(of_traces(config).await);
        if self.json {
            say_json(&findings)?;
        } else {
            findings.iter().try_for_each(|finding| say(&finding.line()))?;
        }
        let failed = findings.iter().any(|finding| finding.state == State::Failed);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

impl Finding {
    fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, state: State::Ok, detail: detail.into(), remedy: None }
    }

    fn warning(check: &'static str, detail: impl Into<String>, remedy: &'static str) -> Self {
        Self { check, state: State::Warning, detail: detail.into(), remedy: Some(remedy) }
    }

    fn failed(check: &'static str, detail: impl Into<String>, remedy: &'static str) -> Self {
        Self { check, state: State::Failed, detail: detail.into(), remedy: Some(remedy) }
    }

    fn line(&self) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Failed => "FAILED",
        };
        let remedy = self.remedy.map(|remedy| format!(": {remedy}")).unwrap_or_default();
        format!("{state:8} {:10} {}{remedy}", self.check, self.detail)
    }
}

async fn of_database(config: &Config, clock: &Clock) -> Vec<Finding> {
    if let DatabaseUrl::Sqlite(path) = &config.database_url
        && !path.is_file()
    {
        let remedy = "run `plumbline migrate` to make it (every start does), or correct database_url";
        return vec![Finding::failed("database", format!("there is no file {}", path.display()), remedy)];
    }
    // A server that never answers must not keep this program from ending: the handle's threads are left behind.
    let db = Db::open(&config.database_url, config.database_options());
    let context = Context::new(clock.now(), "doctor");
    let looked = tokio::time::timeout(PATIENCE, db.read(move |conn| diagnose(conn, &context))).await;
    match looked.unwrap_or_else(|_| Err(Error::Unavailable("it does not answer".to_owned()))) {
        Ok(found) => {
            let mut findings = vec![Finding::ok("database", found.server.clone()), of_schema(&found)];
            if found.schema.missing == 0 {
                findings.push(of_writing(&db, clock).await);
            }
            findings.push(of_clock(clock.now().instant, found.clock));
            findings.extend(of_state(config, clock, &found));
            findings
        }
        Err(error) => {
            let remedy = "see that it runs, that this machine and user may reach it, and that database_url names it";
            vec![Finding::failed("database", error.to_string().trim(), remedy), of_clock(clock.now().instant, None)]
        }
    }
}

fn of_schema(found: &Diagnosis) -> Finding {
    if found.schema.missing > 0 {
        return Finding::failed("schema", format!("{} migrations have not been run", found.schema.missing), "run `plumbline migrate`");
    }
    if !found.schema.unknown.is_empty() {
        let detail = format!("the database has migrations that this program does not know: {}", found.schema.unknown.join(", "));
        return Finding::warning("schema", detail, "a newer Plumbline has been here; install that one");
    }
    Finding::ok("schema", format!("{} migrations, all of them run", found.schema.applied))
}

async fn of_writing(db: &Db, clock: &Clock) -> Finding {
    let context = Context::new(clock.now(), "doctor");
    match tokio::time::timeout(PATIENCE, db.rehearse(move |conn| try_writing(conn, &context))).await {
        Ok(Ok(())) => Finding::ok("writing", "the database can be written to"),
        Ok(Err(error)) => {
            let remedy = "see to the rights of this user on the database, its file and its folder, and to the disk";
            Finding::failed("writing", error.to_string(), remedy)
        }
        Err(_) => Finding::failed("writing", "the database does not let go of its lock", "see which process holds it"),
    }
}

fn of_clock(now: Timestamp, database: Option<Timestamp>) -> Finding {
    let remedy = "set the clock, and keep it by NTP (`timedatectl status`)";
    let year = now.utc().format("%Y").to_string();
    if !("2026"..="2099").contains(&year.as_str()) {
        return Finding::failed("clock", format!("the machine says that it is the year {year}"), remedy);
    }
    let apart = database.map(|database| (now.micros() - database.micros()).abs() / 1_000_000);
    match apart {
        Some(apart) if apart > APART => {
            Finding::failed("clock", format!("{now} here, which is {apart} seconds from the database's clock"), remedy)
        }
        Some(_) => Finding::ok("clock", format!("{now}, as on the database's machine")),
        None => Finding::ok("clock", now.to_string()),
    }
}

/// What the record says of its settings and its worker.
fn of_state(config: &Config, clock: &Clock, found: &Diagnosis) -> Vec<Finding> {
    let Some((settings, health)) = &found.state else { return Vec::new() };
    let zone = settings.time_zone;
    let local = clock.now().local(zone).format("%Y-%m-%d %H:%M");
    let day = match config.today {
        Some(today) => Finding::warning("time zone", format!("{zone}; the day is fixed at {today}"), "unset `today` after the trial"),
        None => Finding::ok("time zone", format!("{zone}, where it is {local}")),
    };
    let remedy = "start `plumbline serve` or `plumbline worker`; if one runs, see its logs";
    let worker = match health.worker_at {
        Some(at) if health.worker_alive => Finding::ok("worker", format!("last seen at {at}; {} mails wait", health.mails_waiting)),
        Some(at) => Finding::warning("worker", format!("silent since {at}; {} mails wait", health.mails_waiting), remedy),
        None => Finding::warning("worker", "none has been seen", remedy),
    };
    vec![day, worker]
}

/// Room beside a SQLite file, as `df` tells it where there is one.
fn of_disk(url: &DatabaseUrl) -> Option<Finding> {
    let DatabaseUrl::Sqlite(path) = url else { return None };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let told = Command::new("df").arg("-Pk").arg("--").arg(folder).output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let free: u64 = told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    let needed = path.metadata().map_or(0, |file| file.len() / 1024);
    let detail = format!("{} MB free beside the database of {} MB", free / 1024, needed / 1024);
    Some(if free < LEAST_FREE {
        Finding::failed("disk", detail, "make room: writing stops when there is none")
    } else if free < needed {
        Finding::warning("disk", detail, "there is no room for a copy of it: make room, or back up to another disk")
    } else {
        Finding::ok("disk", detail)
    })
}

async fn of_mail(config: &Config) -> Finding {
    let Some(destination) = &config.smtp_url else {
        return Finding::warning("mail", "mails are composed and held", "set smtp_url to have them sent");
    };
    let transport = match Transport::new(destination, PATIENCE) {
        Ok(transport) => transport,
        Err(error) => return Finding::failed("mail", error.to_string(), "then try again"),
    };
    match transport.probe().await {
        Ok(found) => Finding::ok("mail", found),
        Err(detail) if detail.contains("AUTH") || detail.contains("password") => {
            Finding::failed("mail", detail, "see to the user and password in smtp_url, and to ?tls=")
        }
        Err(detail) if detail.contains("TLS") => Finding::failed(
            "mail",
            detail,
            "the name in smtp_url must be the one in the server's certificate, from an authority that this machine knows",
        ),
        Err(detail) => Finding::failed("mail", detail, "see to host and port in smtp_url, and to firewalls on the way"),
    }
}

/// Each issuer of tokens, asked for its keys.
async fn of_issuers(config: &Config) -> Vec<Finding> {
    let outbound = outbound(config);
    let issuers: Vec<_> = config.oidc.iter().map(|issuer| Issuer::new(issuer.clone(), Arc::clone(&outbound))).collect();
    let remedy = "see to issuer and jwks_url in oidc, to firewalls on the way, and to outbound_allow for an issuer that is not public";
    let look = move || {
        let look = |issuer: Issuer| match issuer.read() {
            Ok(keys) => Finding::ok("sign-in", format!("{} publishes {} keys that can be used", issuer.config.issuer, keys.len())),
            Err(error) => Finding::failed("sign-in", error, remedy),
        };
        issuers.into_iter().map(look).collect()
    };
    let looked = tokio::task::spawn_blocking(look).await;
    looked.unwrap_or_else(|error| vec![Finding::failed("sign-in", error.to_string(), remedy)])
}

/// The collector of traces, given none.
async fn of_traces(config: &Config) -> Option<Finding> {
    let endpoint = config.otlp_endpoint.clone()?;
    let remedy = "see to otlp_endpoint, and that a collector takes OTLP over HTTP there; the service works without";
    let probe = move || Collector::new(&endpoint).map_err(|error| error.to_string())?.probe();
    let probed = tokio::task::spawn_blocking(probe).await.unwrap_or_else(|error| Err(error.to_string()));
    Some(match probed {
        Ok(()) => Finding::ok("traces", "the collector takes traces"),
        Err(why) => Finding::warning("traces", format!("the collector takes no traces: {why}"), remedy),
    })
}
