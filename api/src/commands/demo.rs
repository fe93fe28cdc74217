//! `plumbline demo`: a fictional council's quarter in a throw-away database, and its mails in a folder.

use super::serve::Running;
use super::{Common, Failure, Outcome, import, say};
use clap::Args;
use plumbline_shared::clock::Clock;
use plumbline_shared::config::Overrides;
use plumbline_shared::db::Conn;
use plumbline_shared::domain::access::Role;
use plumbline_shared::link::Signer;
use plumbline_shared::model::key::KeyDraft;
use plumbline_shared::ops::audience::Origin;
use plumbline_shared::ops::import::{Pack, PackFile, import as load};
use plumbline_shared::ops::run_check::run_check;
use plumbline_shared::ops::{Context, keys, settings};
use plumbline_shared::store;
use plumbline_worker::alone::stop_signal;
use plumbline_worker::deliver::Delivery;
use plumbline_worker::{Post, open_record};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A working day soon after the return deadline of the demo's quarter.
const TODAY: &str = "2026-10-15";

#[derive(Args)]
pub struct Demo {
    /// Where the demo keeps its database and mailbox; made if missing, cleared of an earlier demo's.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Where the API listens, such as 127.0.0.1:8080.
    #[arg(long)]
    listen: Option<String>,
    /// Fill the database and send the mails, then end.
    #[arg(long)]
    no_serve: bool,
}

macro_rules! pack {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!("../../demo/", $name)).as_slice())),+]
    };
}

const PACK: [(&str, &[u8]); 13] = pack![
    "service_areas.csv",
    "people.csv",
    "plan.csv",
    "actions.csv",
    "action_updates.csv",
    "indicators.csv",
    "indicator_results.csv",
    "risks.csv",
    "risk_assessments.csv",
    "projects.csv",
    "project_statuses.csv",
    "breakdowns.csv",
    "narratives.csv",
];

impl Demo {
    pub async fn run(self, common: Common) -> Outcome {
        let folder = self.folder.clone().unwrap_or_else(|| std::env::temp_dir().join("plumbline-demo"));
        clear(&folder)?;
        let config = common.configure(Overrides {
            database_url: common.database_url.clone().or_else(|| Some(format!("sqlite:{}", folder.join("demo.db").display()))),
            smtp_url: Some(format!("file:{}", folder.join("mailbox").display())),
            today: common.today.clone().or_else(|| Some(TODAY.to_owned())),
            listen: self.listen.clone(),
            ..Overrides::default()
        })?;
        let (clock, stop) = (Clock::system(config.today), stop_signal()?);
        let db = open_record(&config)?;
        let post = Arc::new(Post::new(&config, db.write(Signer::load).await?)?);
        if !db.read(store::history::is_empty).await? {
            return Err(Failure::Other("there is a record in that database already; the demo wants an empty one".to_owned()));
        }
        let context = Context::new(clock.now(), "demo");
        let origin = post.origin();
        let (report, check, key) = db.write(move |conn| fill(conn, &context, &origin)).await?;
        import::print(&report)?;
        Delivery::new(db.clone(), clock.clone(), Arc::clone(&post)).pump(&CancellationToken::new()).await;
        say(&format!("The check for {} wrote to {} people.", check.day, check.recipients.len()))?;
        say(&format!("Their mails are in {}", folder.join("mailbox").display()))?;
        if self.no_serve {
            db.close();
            return Ok(std::process::ExitCode::SUCCESS);
        }
        let running = Running::start(&config, db, clock, post, true, stop)?;
        say(&format!("Try it at http://{}/docs/ with the admin API key", running.address))?;
        say(&format!("  {}", key.reveal()))?;
        running.wait().await
    }
}

type Filled = (plumbline_shared::ops::import::Report, plumbline_shared::ops::run_check::CheckReport, plumbline_shared::model::key::Token);

fn fill(conn: &mut Conn, context: &Context, origin: &Origin) -> plumbline_shared::error::Result<Filled> {
    let named = serde_json::json!({"organisation": "Swan Valley Council", "organisation_cy": "Cyngor Dyffryn Alarch"});
    settings::patch(conn, context, &named)?;
    let (settings, _) = store::settings::load(conn)?;
    let files = PACK.iter().map(|(name, bytes)| PackFile { name: (*name).to_owned(), bytes: bytes.to_vec() }).collect();
    let report = load(conn, context, &settings, &Pack::new(files)?, false)?;
    let check = run_check(conn, context, &settings, context.today(&settings), origin)?;
    let key = keys::create(conn, context, KeyDraft::new("demo", Role::Admin))?;
    Ok((report, check, key))
}

/// Only what an earlier demo left is removed. It is known by its database, which therefore goes last.
fn clear(folder: &Path) -> Result<(), Failure> {
    let mailbox = folder.join("mailbox");
    std::fs::create_dir_all(&mailbox)?;
    let kept = std::fs::read_dir(&mailbox)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    if !kept.is_empty() && !folder.join("demo.db").exists() {
        let detail = format!("{} holds what no demo left there; name another --folder", mailbox.display());
        return Err(Failure::Other(detail));
    }
    let mails = kept.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
    let database = ["demo.db-wal", "demo.db-shm", "demo.db"].map(|name| folder.join(name));
    for path in mails.chain(database.into_iter().filter(|path| path.exists())) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
