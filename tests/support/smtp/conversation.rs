//! One connection to the server.

use std::sync::Arc;

use tokio::{
    io::{self, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::sleep,
};

use super::{
    Shared, Taken,
    script::{Act, Stage, Tls},
};

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(super) struct Conversation {
    stream: BufReader<Box<dyn Stream>>,
    shared: Arc<Shared>,
    number: usize,
    from: String,
    to: Vec<String>,
}

impl Conversation {
    /// From the greeting until either side has had enough.
    pub(super) async fn hold(tcp: TcpStream, shared: Arc<Shared>, number: usize) -> io::Result<()> {
        let tls = shared.script.lock().unwrap().tls();
        let stream: Box<dyn Stream> = match &tls {
            Some(Tls::Implicit(acceptor)) => Box::new(acceptor.accept(tcp).await?),
            _ => Box::new(tcp),
        };
        let mut this = Self { stream: BufReader::new(stream), shared, number, from: String::new(), to: Vec::new() };
        this.act(Stage::Greeting, "", Act::reply(220, "sink")).await?;
        loop {
            let line = this.line().await?;
            this.shared.record.lock().unwrap().commands.push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match (verb.as_str(), &tls) {
                ("STARTTLS", Some(Tls::StartTls(acceptor))) => {
                    if this.act(Stage::StartTls, &line, Act::reply(220, "go on")).await? / 100 == 2 {
                        let tls = acceptor.accept(this.stream.into_inner()).await?;
                        this.stream = BufReader::new(Box::new(tls));
                    }
                }
                ("QUIT", _) => return this.answer(221, "bye").await,
                _ => this.command(&verb, &line).await?,
            }
        }
    }

    async fn command(&mut self, verb: &str, line: &str) -> io::Result<()> {
        match verb {
            "EHLO" => {
                let lines = self.shared.script.lock().unwrap().greeting_lines();
                self.act(Stage::Ehlo, line, Act::Reply(250, lines)).await?;
            }
            "AUTH" => self.auth(line).await?,
            "RSET" => drop(self.act(Stage::Reset, line, Act::reply(250, "done")).await?),
            "MAIL" => {
                self.from = address(line);
                self.to.clear();
                self.act(Stage::Mail, line, Act::reply(250, "sender taken")).await?;
            }
            "RCPT" => {
                if self.act(Stage::Rcpt, line, Act::reply(250, "recipient taken")).await? / 100 == 2 {
                    self.to.push(address(line));
                }
            }
            "DATA" => {
                if self.act(Stage::Data, line, Act::reply(354, "go on")).await? == 354 {
                    self.message().await?;
                }
            }
            // What is left of an end that was taken early.
            "" => {}
            _ => self.answer(500, "no such command").await?,
        }
        Ok(())
    }

    async fn auth(&mut self, line: &str) -> io::Result<()> {
        if line.to_ascii_uppercase().starts_with("AUTH LOGIN") {
            for question in ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"] {
                self.answer(334, question).await?;
                let line = self.line().await?;
                self.shared.record.lock().unwrap().commands.push(line);
            }
        }
        self.act(Stage::Auth, line, Act::reply(235, "welcome")).await.map(drop)
    }

    async fn message(&mut self) -> io::Result<()> {
        let bytes = self.read_message().await?;
        let taken = Taken { from: self.from.clone(), to: self.to.clone(), bytes, connection: self.number, answered: false };
        let act = self.next(Stage::End, "").unwrap_or(Act::reply(250, "message taken"));
        let code = act.code();
        if matches!(code, 0 | 200..=299) {
            self.shared.record.lock().unwrap().taken.push(Taken { answered: code != 0, ..taken });
        }
        let done = self.perform(act).await;
        if code / 100 == 2 {
            self.shared.answered.send_modify(|count| *count += 1);
        }
        done.map(drop)
    }

    /// All up to the end, with dot-stuffing undone.
    async fn read_message(&mut self) -> io::Result<Vec<u8>> {
        let lax = self.shared.script.lock().unwrap().is_lax();
        let mut bytes = b"\r\n".to_vec();
        loop {
            bytes.push(self.stream.read_u8().await?);
            let ended = match bytes.as_slice() {
                [.., b'\r' | b'\n', b'.', b'\r' | b'\n'] if lax => bytes.len() - 2,
                [.., b'\r', b'\n', b'.', b'\r', b'\n'] => bytes.len() - 3,
                _ => continue,
            };
            bytes.truncate(ended);
            let mut plain = Vec::with_capacity(ended);
            for (index, &byte) in bytes.iter().enumerate().skip(2) {
                if byte != b'.' || !bytes[..index].ends_with(b"\r\n") {
                    plain.push(byte);
                }
            }
            return Ok(plain);
        }
    }

    fn next(&self, stage: Stage, line: &str) -> Option<Act> {
        self.shared.script.lock().unwrap().next(stage, line)
    }

    async fn act(&mut self, stage: Stage, line: &str, usual: Act) -> io::Result<u16> {
        let act = self.next(stage, line).unwrap_or(usual);
        self.perform(act).await
    }

    /// Does it; the code that was answered, or 0. An error ends the conversation.
    async fn perform(&mut self, act: Act) -> io::Result<u16> {
        let code = act.code();
        match act {
            Act::Reply(code, text) => self.answer(code, &text).await?,
            Act::Raw(bytes) => self.write(&bytes).await?,
            Act::After(delay, act) => {
                sleep(delay).await;
                return Box::pin(self.perform(*act)).await;
            }
            Act::Trickle(bytes, pause) => {
                for byte in bytes {
                    sleep(pause).await;
                    self.write(&[byte]).await?;
                }
            }
            Act::Stall => std::future::pending().await,
            Act::ReplyAndClose(code, text) => {
                self.answer(code, &text).await?;
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            Act::Drop => return Err(io::ErrorKind::ConnectionAborted.into()),
            Act::DropAfterReading(count) => {
                self.answer(354, "go on").await?;
                self.stream.read_exact(&mut vec![0; count]).await?;
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        }
        Ok(code)
    }

    async fn answer(&mut self, code: u16, text: &str) -> io::Result<()> {
        let lines: Vec<&str> = text.split('\n').collect();
        let mut answer = String::new();
        for (index, line) in lines.iter().enumerate() {
            let mark = if index + 1 == lines.len() { ' ' } else { '-' };
            answer.push_str(&format!("{code}{mark}{line}\r\n"));
        }
        self.write(answer.as_bytes()).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

fn address(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    let end = line.rfind('>').unwrap_or(line.len());
    line[start..end].to_owned()
}
