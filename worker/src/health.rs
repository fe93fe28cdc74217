//! `/livez` and `/readyz` of the worker alone, and what both programs say of readiness.

use crate::supervision::Pulse;
use actix_web::{App, HttpResponse, HttpServer, web};
use plumbline_shared::clock::{Clock, Timestamp};
use plumbline_shared::db::Db;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::health::health;
use serde::Serialize;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;

/// Whether each part can do its work.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"status": "ok", "database": "ok", "worker": "ok", "worker_at": "2017-10-16T08:00:00.000000Z", "mail": "ok",
    "mail_resumes_at": null, "mails_waiting": 0, "oldest_mail_at": null, "mails_dead": 0}))]
pub struct Readiness {
    /// `ok`, or `unavailable` (then with status 503).
    pub status: &'static str,
    /// `ok`, `away`, or `migrations pending`.
    pub database: &'static str,
    /// `ok`, or `silent` when no worker has shown that it lives for three minutes; `unknown` while the database is away, as `mail` is then.
    pub worker: &'static str,
    /// When a worker last did.
    pub worker_at: Option<Timestamp>,
    /// `ok`; `held: no smtp_url is set` when mails are composed and kept; `waiting: the server takes none` after it could not be reached,
    /// or refused whatever was sent.
    pub mail: &'static str,
    /// When the server that takes none is tried again. Why it took none is in the worker's log, and in `last_reply` of the notifications.
    pub mail_resumes_at: Option<Timestamp>,
    /// Mails that wait to be sent; null while nobody knows.
    pub mails_waiting: Option<i64>,
    /// Since when the oldest of them does.
    pub oldest_mail_at: Option<Timestamp>,
    /// Mails that were given up: to be looked at, and sent again (`POST /notifications/replay`); null while nobody knows.
    pub mails_dead: Option<i64>,
}

/// What can be said of readiness just now; `sends` tells whether mail can go out.
pub async fn readiness(db: &Db, clock: &Clock, sends: bool) -> Readiness {
    let context = Context::new(clock.now(), "");
    let mail = |resumes: Option<Timestamp>| match (sends, resumes) {
        (false, _) => "held: no smtp_url is set",
        (true, Some(_)) => "waiting: the server takes none",
        (true, None) => "ok",
    };
    match db.read(move |conn| health(conn, &context)).await {
        Ok(health) => {
            let migrated = health.pending_migrations == 0;
            Readiness {
                status: if migrated { "ok" } else { "unavailable" },
                database: if migrated { "ok" } else { "migrations pending" },
                worker: if health.worker_alive { "ok" } else { "silent" },
                worker_at: health.worker_at,
                mail: mail(health.mail_resumes_at),
                mail_resumes_at: health.mail_resumes_at,
                mails_waiting: Some(health.mails_waiting),
                oldest_mail_at: health.oldest_mail_at,
                mails_dead: Some(health.mails_dead),
            }
        }
        Err(_) => Readiness {
            status: "unavailable",
            database: "away",
            worker: "unknown",
            worker_at: None,
            mail: if sends { "unknown" } else { mail(None) },
            mail_resumes_at: None,
            mails_waiting: None,
            oldest_mail_at: None,
            mails_dead: None,
        },
    }
}

/// Answers `/livez` and `/readyz` at `address` until `stop`. Here a silent worker is not ready.
///
/// # Errors
/// When the address cannot be taken.
pub fn serve(address: SocketAddr, pulse: Pulse, (db, clock, sends): (Db, Clock, bool), stop: CancellationToken) -> std::io::Result<()> {
    let state = web::Data::new((db, clock, sends, pulse));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .route("/livez", web::get().to(async || HttpResponse::Ok().json(serde_json::json!({"status": "ok"}))))
            .route("/readyz", web::get().to(ready))
    });
    let server = server.workers(1).disable_signals().bind(address)?.run();
    let handle = server.handle();
    tokio::spawn(async move {
        stop.cancelled().await;
        handle.stop(true).await;
    });
    tokio::spawn(server);
    Ok(())
}

async fn ready(state: web::Data<(Db, Clock, bool, Pulse)>) -> HttpResponse {
    let (db, clock, sends, pulse) = state.get_ref();
    let mut readiness = readiness(db, clock, *sends).await;
    // Others of the same record may live while this one stands still.
    if readiness.worker == "ok" && !pulse.works() {
        readiness.worker = "silent";
    }
    if readiness.worker != "ok" {
        readiness.status = "unavailable";
    }
    let mut response = if readiness.status == "ok" { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(readiness)
}
