//! Imports at work: each is carried out to its end whether or not its caller waits for it.

use crate::auth::Caller;
use crate::state::App;
use actix_web::web;
use plumbline_shared::clock::Timestamp;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::id::Id;
use plumbline_shared::ops::import::{Pack, Progress, Report, Step, Wish};
use plumbline_shared::ops::imports;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

/// The imports that this process carries out.
pub struct Importing {
    /// When the process began: what was begun before and has not ended never will.
    pub since: Timestamp,
    at_work: Mutex<HashMap<Id, Arc<Progress>>>,
    tasks: TaskTracker,
    // Not that of the thread that serves the request: it ends when no more requests are served.
    runtime: Handle,
}

impl Importing {
    /// None yet; to be called where there is a runtime.
    pub fn new(since: Timestamp) -> Self {
        Self { since, at_work: Mutex::default(), tasks: TaskTracker::new(), runtime: Handle::current() }
    }

    /// How far that one is; none when it is not at work here.
    pub fn step(&self, id: Id) -> Option<Step> {
        self.at_work.lock().ok()?.get(&id).map(|progress| progress.step())
    }

    /// Until all have ended.
    pub async fn wait(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Begins an import: its id, and what it will come to.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not write everywhere; those of the database.
pub async fn begin(app: web::Data<App>, caller: Caller, pack: Pack, wish: Wish) -> Result<(Id, JoinHandle<Result<Report>>)> {
    let id = app.write(&caller, move |conn, _, context| imports::begin(conn, context, wish)).await?;
    let progress = Arc::new(Progress::default());
    if let Ok(mut at_work) = app.imports.at_work.lock() {
        at_work.insert(id, Arc::clone(&progress));
    }
    let work = carry_out(app.clone(), caller, (id, pack, wish), progress);
    Ok((id, app.imports.tasks.spawn_on(work, &app.imports.runtime)))
}

async fn carry_out(app: web::Data<App>, caller: Caller, (id, pack, wish): (Id, Pack, Wish), progress: Arc<Progress>) -> Result<Report> {
    let clock = app.clock.clone();
    let work = app.write(&caller, move |conn, settings, context| {
        imports::carry_out(conn, context, settings, (id, &pack, wish), &progress, || clock.now().instant)
    });
    let done = work.await;
    if let Err(error) = &done {
        let (at, fault) = (app.clock.now().instant, told(error));
        if let Err(error) = app.db.write(move |conn| imports::fail(conn, id, at, fault)).await {
            tracing::warn!(%error, import = %id, "that an import failed was not noted");
        }
    }
    if let Ok(mut at_work) = app.imports.at_work.lock() {
        at_work.remove(&id);
    }
    done
}

/// What is told of a fault to whoever reads of the import; what it was is in the log.
fn told(error: &Error) -> String {
    match error {
        Error::Unavailable(reason) => {
            tracing::warn!(reason, "an import stopped: the database is not available");
            "The record could not be reached. Nothing was stored; import the pack again.".to_owned()
        }
        Error::Internal(reason) => {
            tracing::error!(reason, "an import stopped by a fault");
            "This is a fault of the service. Nothing was stored.".to_owned()
        }
        other => other.to_string(),
    }
}
