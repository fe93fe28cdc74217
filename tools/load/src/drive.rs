//! Makes the load: every connection sends its next request as soon as the last one is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Fallible;
use crate::http::Connection;
use crate::latency::Latencies;
use crate::target::{Target, Targets};

/// What one kind of request came to.
pub struct Run {
    /// One per answer, whatever its status.
    pub latencies: Latencies,
    /// Answers whose status was not a 2xx.
    pub not_ok: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

impl Run {
    /// This and another of the same kind.
    pub fn and(self, other: Self) -> Self {
        Self { latencies: self.latencies.and(other.latencies), not_ok: self.not_ok + other.not_ok, elapsed: self.elapsed + other.elapsed }
    }
}

/// Drives the service with one kind of request for a time. Fails when a connection does: a dropped one is no number.
pub async fn drive(address: SocketAddr, targets: &Arc<Targets>, target: Target, key: &str, time: Duration) -> Fallible<Run> {
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for connection in 0..targets.connections {
        tasks.spawn(drive_one(address, Arc::clone(targets), target, key.to_owned(), connection, begin + time));
    }
    let (mut taken, mut not_ok) = (Vec::new(), 0);
    while let Some(ended) = tasks.join_next().await {
        let (micros, failed) = ended??;
        taken.extend(micros);
        not_ok += failed;
    }
    Ok(Run { elapsed: begin.elapsed(), latencies: Latencies::new(taken), not_ok })
}

async fn drive_one(
    address: SocketAddr,
    targets: Arc<Targets>,
    target: Target,
    key: String,
    connection: usize,
    end: Instant,
) -> std::io::Result<(Vec<u32>, u64)> {
    let mut http = Connection::open(address).await?;
    let (mut micros, mut not_ok, mut request) = (Vec::new(), 0, Vec::new());
    let mut sent = Instant::now();
    while sent < end {
        targets.write(&mut request, target, &key, connection, micros.len());
        let status = http.exchange(&request).await?;
        let answered = Instant::now();
        micros.push(u32::try_from((answered - sent).as_micros()).unwrap_or(u32::MAX));
        not_ok += u64::from(!(200..300).contains(&status));
        sent = answered;
    }
    Ok((micros, not_ok))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::council::Council;

    /// Answers GETs with a page sent in two pieces, and every PUT with a 412.
    async fn answer(stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let (mut method, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
                if method.is_empty() {
                    method = line.split(' ').next().unwrap().to_owned();
                }
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.trim().parse().unwrap();
                }
                if line == "\r\n" {
                    break;
                }
            }
            stream.read_exact(&mut vec![0; length]).await?;
            let status = if method == "PUT" { "412 Precondition Failed" } else { "200 OK" };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: 70000\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            stream.flush().await?;
            stream.write_all(&[b'x'; 70000]).await?;
            stream.flush().await?;
        }
    }

    async fn server() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
        address
    }

    #[tokio::test]
    async fn counts_every_answer_and_every_refusal() {
        let address = server().await;
        let targets = Arc::new(Targets::new(&Council { indicators: 8, people: 1, ..Council::default() }, 4).unwrap());
        let time = Duration::from_millis(200);
        let pages = drive(address, &targets, Target::Page, "key", time).await.unwrap();
        assert!(pages.latencies.count() >= 4);
        assert_eq!(pages.not_ok, 0);
        assert!(pages.elapsed >= time);
        let puts = drive(address, &targets, Target::Result, "key", time).await.unwrap();
        assert_eq!(usize::try_from(puts.not_ok).unwrap(), puts.latencies.count());
    }

    #[tokio::test]
    async fn a_service_that_hangs_up_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { while listener.accept().await.is_ok() {} });
        let targets = Arc::new(Targets::new(&Council { indicators: 1, people: 1, ..Council::default() }, 1).unwrap());
        assert!(drive(address, &targets, Target::Livez, "key", Duration::from_secs(5)).await.is_err());
    }
}
