//! A client just large enough: one request, one whole answer, over one keep-alive connection.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One keep-alive connection.
pub struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// What an answer's head says.
#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    /// Bytes of head and body together.
    whole: usize,
}

impl Connection {
    /// Connects, with every request sent at once.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a whole request, reads the whole answer, gives its status. An answer must carry its Content-Length.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        loop {
            self.read_more().await?;
            let Some(head) = head(&self.answer)? else { continue };
            while self.answer.len() < head.whole {
                self.read_more().await?;
            }
            return Ok(head.status);
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => Err(Error::new(ErrorKind::UnexpectedEof, "the service closed a keep-alive connection")),
            _ => Ok(()),
        }
    }
}

/// Reads the head of an answer; `None` while it is not complete.
fn head(bytes: &[u8]) -> Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let invalid = || Error::new(ErrorKind::InvalidData, "the answer is not HTTP/1.1 with a Content-Length");
    let text = bytes.get(..end).and_then(|head| str::from_utf8(head).ok()).ok_or_else(invalid)?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()).ok_or_else(invalid)?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    let body = if status == 204 { 0_usize } else { length.ok_or_else(invalid)? };
    Ok(Some(Head { status, whole: end + 4 + body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let cases: [(&str, Option<Head>); 4] = [
            ("HTTP/1.1 200 OK\r\ncontent-le", None),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", Some(Head { status: 200, whole: 43 })),
            ("HTTP/1.1 429 Too Many Requests\r\ncontent-length:0\r\n\r\n", Some(Head { status: 429, whole: 52 })),
            ("HTTP/1.1 204 No Content\r\n\r\n", Some(Head { status: 204, whole: 27 })),
        ];
        for (text, expected) in cases {
            assert_eq!(head(text.as_bytes()).unwrap(), expected, "{text:?}");
        }
        for text in
            ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "SSH-2.0\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"]
        {
            assert_eq!(head(text.as_bytes()).unwrap_err().kind(), ErrorKind::InvalidData, "{text:?}");
        }
    }
}
