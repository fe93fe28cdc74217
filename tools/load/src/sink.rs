//! A mail server that takes everything, and counts it.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::Fallible;

/// What has been taken.
#[derive(Clone, Default)]
pub struct Taken {
    /// How many mails each address was sent.
    pub mails: HashMap<String, u32>,
    /// Of all of them.
    pub bytes: u64,
    /// Of the longest.
    pub longest: u64,
}

/// A server on a free port of the loopback interface, for as long as the program runs.
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    taken: Arc<Mutex<Taken>>,
}

impl Sink {
    /// Starts it.
    pub async fn start() -> Fallible<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (address, taken) = (listener.local_addr()?, Arc::new(Mutex::default()));
        let shared = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                // How a conversation ends is the sender's affair; what was taken is counted.
                tokio::spawn(async move { drop(hold(BufReader::new(stream), &shared).await) });
            }
        });
        Ok(Self { address, taken })
    }

    /// What it has taken so far.
    pub fn taken(&self) -> Taken {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn hold(mut stream: BufReader<impl AsyncRead + AsyncWrite + Unpin>, taken: &Mutex<Taken>) -> std::io::Result<()> {
    stream.write_all(b"220 sink\r\n").await?;
    let (mut line, mut recipient) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match line.get(..4) {
            Some("RCPT") => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut recipient);
                b"250 taken\r\n"
            }
            Some("DATA") => {
                stream.write_all(b"354 go on\r\n").await?;
                let bytes = message(&mut stream).await?;
                let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
                *taken.mails.entry(recipient.clone()).or_default() += 1;
                taken.bytes += bytes;
                taken.longest = taken.longest.max(bytes);
                b"250 taken\r\n"
            }
            Some("QUIT") => b"221 bye\r\n",
            _ => b"250 as you like\r\n",
        };
        stream.write_all(answer).await?;
    }
}

/// Reads a message to its end; how long it was.
async fn message(stream: &mut BufReader<impl AsyncRead + Unpin>) -> std::io::Result<u64> {
    let (mut line, mut bytes) = (Vec::new(), 0);
    loop {
        line.clear();
        let read = stream.read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(bytes);
        }
        bytes += u64::try_from(read).unwrap_or(u64::MAX);
    }
}
