//! A use case that panics harms itself alone; a connection that was lost is made again.

use diesel::RunQueryDsl;
use plumbline_shared::db::{Conn, Db};
use plumbline_shared::error::{Error, Result};
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::add_owners;
use plumbline_tests::support::service::{Backend, Record, clock_on};

on_both!(a_panic_is_an_error_and_its_writes_are_undone, a_panic_spares_the_writes_beside_it);

const FORGET_ALL: &str = "UPDATE people SET name = 'nobody'";

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn count(conn: &mut Conn, sql: &str) -> Result<i64> {
    let query = diesel::sql_query(sql);
    Ok(match conn {
        Conn::Sqlite(conn) => query.get_result::<Count>(conn)?,
        Conn::Postgres(conn) => query.get_result::<Count>(conn)?,
    }
    .count)
}

async fn named_nobody(db: &Db) -> i64 {
    db.read(|conn| count(conn, "SELECT count(*) AS count FROM people WHERE name = 'nobody'")).await.unwrap()
}

async fn a_panic_is_an_error_and_its_writes_are_undone(backend: Backend) {
    let (record, clock) = (Record::new(backend), clock_on("2017-10-16"));
    let db = record.open();
    add_owners(&db, &clock, 3).await;
    for _ in 0..10 {
        let written = db.write(|conn| -> Result<()> {
            conn.execute_batch(FORGET_ALL)?;
            panic!("on purpose");
        });
        assert!(matches!(written.await, Err(Error::Internal(_))));
        let read = db.read(|_| -> Result<()> { panic!("on purpose") });
        assert!(matches!(read.await, Err(Error::Internal(_))));
        let seen = db.snapshot(|_| -> Result<()> { panic!("on purpose") });
        assert!(matches!(seen.await, Err(Error::Internal(_))));
    }
    assert_eq!(named_nobody(&db).await, 0);
    db.write(|conn| conn.execute_batch(FORGET_ALL)).await.unwrap();
    assert_eq!(named_nobody(&db).await, 3, "and later jobs are done");
}

/// On SQLite writes that wait together share a commit.
async fn a_panic_spares_the_writes_beside_it(backend: Backend) {
    let (record, clock) = (Record::new(backend), clock_on("2017-10-16"));
    let db = record.open();
    add_owners(&db, &clock, 60).await;
    let write = |n: usize| {
        db.write(move |conn| {
            conn.execute_batch(&format!("UPDATE people SET name = 'nobody' WHERE email = 'owner{n}@council.example'"))?;
            assert_ne!(n % 3, 0, "on purpose");
            Ok(())
        })
    };
    let written = futures_util::future::join_all((0..60).map(write)).await;
    let failed: Vec<usize> = written.iter().enumerate().filter(|(_, result)| result.is_err()).map(|(n, _)| n).collect();
    assert_eq!(failed, (0..60).step_by(3).collect::<Vec<_>>());
    assert_eq!(named_nobody(&db).await, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_made_again() {
    let record = Record::new(Backend::Postgres);
    let db = record.open();
    let connections = 3;
    // One for all rounds: a connection that is closed is seen for a moment longer.
    let mut onlooker = record.conn();
    for _ in 0..3 {
        let busy = (0..connections * 4).map(|_| db.read(|conn| conn.execute_batch("SELECT pg_sleep(0.05)")));
        assert!(futures_util::future::join_all(busy).await.iter().all(Result::is_ok), "every thread is connected");
        let others = "SELECT count(pg_terminate_backend(pid)) AS count FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert_eq!(count(&mut onlooker, others).unwrap(), connections);
        let mut lost = 0;
        for _ in 0..30 {
            // Some threads only read.
            for answer in [db.write(|conn| conn.execute_batch("SELECT 1")).await, db.read(|conn| conn.execute_batch("SELECT 1")).await] {
                match answer {
                    Ok(()) => {}
                    Err(Error::Unavailable(_)) => lost += 1,
                    Err(other) => panic!("{other:?}"),
                }
            }
        }
        assert!(lost <= connections, "{lost} jobs failed for {connections} lost connections");
        assert!(db.read(|conn| conn.execute_batch("SELECT 1")).await.is_ok());
    }
}
