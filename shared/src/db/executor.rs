//! Threads that each own a connection, behind a bounded queue that is served in order.
//!
//! A pool of connections handed out under load is unfair, and blocking calls do not belong on the threads that serve
//! requests. On SQLite some threads read and one writes; the writer takes all waiting jobs into one transaction, a
//! savepoint each, and answers after its one commit. On PostgreSQL most threads do both, a transaction per write; some only read, so that
//! writers that wait for each other keep nobody from reading. Snapshots, which may be as large as a report, are read by these few alone:
//! a thread keeps for itself much of the memory that it once took.

use super::conn::Conn;
use super::url::DatabaseUrl;
use crate::error::{Error, Result};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, select};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tracing::Span;

/// A handle to the record; clones share its threads, which end when the last one is dropped.
#[derive(Clone)]
pub struct Db {
    queues: Arc<Queues>,
}

struct Queues {
    reads: Sender<Job>,
    snapshots: Sender<Job>,
    writes: Sender<Job>,
    threads: std::sync::Mutex<Vec<JoinHandle<()>>>,
}

/// How many threads, and how long work may wait.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Connections to PostgreSQL, each with its thread, at least two; a quarter of them only read, and alone read snapshots.
    pub postgres_connections: usize,
    /// SQLite readers, beside its one writer.
    pub sqlite_readers: usize,
    /// Jobs that may wait; one more is refused as unavailable.
    pub queue: usize,
    /// A job that has waited longer is not begun: its caller has gone.
    pub longest_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { postgres_connections: 8, sqlite_readers: 2, queue: 1024, longest_wait: Duration::from_secs(15) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Snapshot,
    Write,
    Rehearsal,
}

impl Mode {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Snapshot => "snapshot",
            Self::Write => "write",
            Self::Rehearsal => "rehearsal",
        }
    }
}

type Work = Box<dyn FnOnce(Result<&mut Conn>) -> Answer + Send>;

struct Job {
    mode: Mode,
    queued: Instant,
    run: Work,
}

/// A job's outcome, held back until it is known to be committed.
struct Answer {
    /// Its transaction is to be committed.
    keep: bool,
    /// The failure says that the connection is of no more use.
    broken: bool,
    deliver: Box<dyn FnOnce(Result<()>) + Send>,
}

/// Jobs that one commit of SQLite's writer may carry: enough to share its cost, few enough that nobody waits long for the others.
const GROUP: usize = 16;
/// A connection that has been idle for longer is tried before use.
const IDLE: Duration = Duration::from_secs(5);

impl Db {
    /// Starts the threads. They connect when first used, and again whenever a connection is lost.
    pub fn open(url: &DatabaseUrl, options: Options) -> Self {
        let (reads, read_jobs) = bounded(options.queue);
        let (snapshots, snapshot_jobs) = bounded(options.queue);
        let (writes, write_jobs) = bounded(options.queue);
        let mut threads = Vec::new();
        let mut start = |work: fn(&mut Server, &Receiver<Job>, &Receiver<Job>), others: &Receiver<Job>| {
            let mut server = Server { url: url.clone(), conn: None, used: Instant::now(), longest_wait: options.longest_wait };
            let (reads, others) = (read_jobs.clone(), others.clone());
            threads.push(std::thread::spawn(move || work(&mut server, &reads, &others)));
        };
        match url {
            DatabaseUrl::Sqlite(_) => {
                start(|server, _, writes| server.write_in_groups(writes), &write_jobs);
                (0..options.sqlite_readers.max(1)).for_each(|_| start(Server::do_both, &snapshot_jobs));
            }
            DatabaseUrl::Postgres(_) => {
                let only_read = options.postgres_connections.div_ceil(4);
                (0..only_read).for_each(|_| start(Server::do_both, &snapshot_jobs));
                (only_read..options.postgres_connections.max(2)).for_each(|_| start(Server::do_both, &write_jobs));
            }
        }
        Self { queues: Arc::new(Queues { reads, snapshots, writes, threads: std::sync::Mutex::new(threads) }) }
    }

    /// Runs `job` outside a transaction: for a read that is one query, or whose queries need not agree to the instant.
    ///
    /// # Errors
    /// Those of the job; [`Error::Unavailable`] when the database is away or too busy.
    pub async fn read<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.submit(&self.queues.reads, Mode::Read, job).await
    }

    /// Runs `job` on one unchanging state of the record.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn snapshot<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.submit(&self.queues.snapshots, Mode::Snapshot, job).await
    }

    /// Runs `job` in one transaction, and answers once that is committed. An error undoes all of it.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn write<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.submit(&self.queues.writes, Mode::Write, job).await
    }

    /// Runs `job` as [`Db::write`] would, and undoes it: what it answers is what would have happened.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn rehearse<T: Send + 'static>(&self, job: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.submit(&self.queues.writes, Mode::Rehearsal, job).await
    }

    async fn submit<T: Send + 'static>(
        &self,
        queue: &Sender<Job>,
        mode: Mode,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        // Within a trace, from when it is asked for to when its work is done: what it waits, it is idle.
        let span = if Span::current().is_none() { Span::none() } else { tracing::info_span!("record", mode = mode.name()) };
        let run = Box::new(move |conn: Result<&mut Conn>| {
            let result = conn.and_then(|conn| {
                catch_unwind(AssertUnwindSafe(|| span.in_scope(|| work(conn))))
                    .unwrap_or_else(|_| Err(Error::Internal("a use case panicked; its transaction was undone".to_owned())))
            });
            Answer {
                keep: result.is_ok() && mode == Mode::Write,
                broken: matches!(result, Err(Error::Unavailable(_))),
                // Nobody waits any more when the request was given up: the work stands all the same.
                deliver: Box::new(move |committed| drop(sender.send(result.and_then(|value| committed.map(|()| value))))),
            }
        });
        match queue.try_send(Job { mode, queued: Instant::now(), run }) {
            Ok(()) => receiver.await.map_err(|_| Error::Unavailable("the service is stopping".to_owned()))?,
            Err(TrySendError::Full(_)) => Err(Error::Unavailable("too many requests are waiting".to_owned())),
            Err(TrySendError::Disconnected(_)) => Err(Error::Unavailable("the service is stopping".to_owned())),
        }
    }

    /// Lets waiting jobs finish and ends the threads, when this is the last handle.
    pub fn close(self) {
        if let Some(queues) = Arc::into_inner(self.queues) {
            let Queues { reads, snapshots, writes, threads } = queues;
            drop((reads, snapshots, writes));
            for thread in threads.into_inner().unwrap_or_default() {
                drop(thread.join());
            }
        }
    }
}

/// One thread's work.
struct Server {
    url: DatabaseUrl,
    conn: Option<Conn>,
    used: Instant,
    longest_wait: Duration,
}

impl Server {
    fn write_in_groups(&mut self, writes: &Receiver<Job>) {
        while let Ok(job) = writes.recv() {
            let mut batch = vec![job];
            batch.extend(writes.try_iter().take(GROUP - 1));
            // A savepoint has SQLite keep in memory what it may have to bring back, and one job alone needs none.
            match <[Job; 1]>::try_from(batch) {
                Ok([job]) => self.run_alone(job),
                Err(batch) => self.write_together(batch),
            }
            self.used = Instant::now();
        }
    }

    /// Reads, and writes or snapshots.
    fn do_both(&mut self, reads: &Receiver<Job>, others: &Receiver<Job>) {
        loop {
            let job = select! { recv(reads) -> job => job, recv(others) -> job => job };
            let Ok(job) = job else { break };
            self.run_alone(job);
        }
        // Both have ended: what still waits in either is finished.
        reads.try_iter().chain(others.try_iter()).for_each(|job| self.run_alone(job));
    }

    /// The connection, made again where it was lost.
    fn connection(&mut self) -> Result<&mut Conn> {
        if self.used.elapsed() > IDLE && self.conn.as_mut().is_some_and(|conn| !conn.answers()) {
            self.conn = None;
        }
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => Conn::open(&self.url)?,
        };
        Ok(self.conn.insert(conn))
    }

    fn run_alone(&mut self, job: Job) {
        let begun = self.in_time(&job).and_then(|()| self.connection()).and_then(|conn| {
            match job.mode {
                Mode::Read => {}
                Mode::Snapshot => conn.begin_snapshot()?,
                Mode::Write | Mode::Rehearsal => conn.begin_write()?,
            }
            Ok(conn)
        });
        let begun_ok = begun.is_ok();
        let answer = (job.run)(begun);
        let ended = match (begun_ok && job.mode != Mode::Read, &mut self.conn) {
            (true, Some(conn)) if answer.keep => conn.commit(),
            (true, Some(conn)) => conn.rollback(),
            _ => Ok(()),
        };
        if answer.broken || ended.is_err() {
            self.conn = None;
        }
        self.used = Instant::now();
        (answer.deliver)(ended);
    }

    /// One commit for all: what each job did stands or falls by its own savepoint.
    fn write_together(&mut self, batch: Vec<Job>) {
        let (batch, late): (Vec<_>, Vec<_>) = batch.into_iter().partition(|job| self.in_time(job).is_ok());
        for job in late {
            self.run_alone(job);
        }
        let begun = self.connection().and_then(Conn::begin_write).map_err(|error| error.to_string());
        let mut answers = Vec::with_capacity(batch.len());
        for job in batch {
            let conn = match (&begun, &mut self.conn) {
                (Ok(()), Some(conn)) => conn.begin_write().map(|()| conn),
                (Err(reason), _) => Err(Error::Unavailable(reason.clone())),
                (Ok(()), None) => Err(Error::Unavailable("the connection was lost".to_owned())),
            };
            let begun_job = conn.is_ok();
            let mut answer = (job.run)(conn);
            if let (true, Some(conn)) = (begun_job, &mut self.conn) {
                let ended = if answer.keep { conn.commit() } else { conn.rollback() };
                answer.broken |= ended.is_err();
            }
            answers.push(answer);
        }
        let committed = match (&begun, &mut self.conn) {
            (Ok(()), Some(conn)) => conn.commit().map_err(|error| error.to_string()),
            _ => Err("no transaction could be begun".to_owned()),
        };
        if begun.is_err() || committed.is_err() || answers.iter().any(|answer| answer.broken) {
            self.conn = None;
        }
        for answer in answers {
            (answer.deliver)(committed.clone().map_err(Error::Unavailable));
        }
    }

    fn in_time(&self, job: &Job) -> Result<()> {
        if job.queued.elapsed() > self.longest_wait {
            return Err(Error::Unavailable("the request waited too long".to_owned()));
        }
        Ok(())
    }
}
