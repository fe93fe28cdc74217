//! `plumbline mail test`: one mail, the way that reminders go.

use super::{Failure, Outcome, open_record, say};
use clap::Subcommand;
use plumbline_shared::clock::Clock;
use plumbline_shared::config::Config;
use plumbline_shared::id::Id;
use plumbline_shared::link::Signer;
use plumbline_shared::mail::{Outcome as Sent, Sender};
use plumbline_shared::render::Rendered;
use plumbline_worker::Post;
use plumbline_worker::post::Envelope;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Mail {
    /// Send a short mail to an address, and tell what the mail server said.
    Test {
        /// To whom, such as you@council.example. Where mails are redirected, it goes there.
        address: Sender,
    },
}

impl Mail {
    pub async fn run(self, config: &Config) -> Outcome {
        let Self::Test { address } = self;
        let db = open_record(config)?;
        let post = Post::new(config, db.write(Signer::load).await?)?;
        let sent = send(&post, &Clock::system(None), &address).await;
        post.close().await;
        db.close();
        let where_to = config.mail_redirect.as_ref().map_or(&address.address, |redirect| &redirect.address);
        match sent? {
            Sent::Accepted { reply } => {
                say(&format!("The mail server took a mail to {where_to}: {reply}"))?;
                Ok(ExitCode::SUCCESS)
            }
            Sent::Refused { reply, .. } => Err(Failure::Other(format!("the mail server refused a mail to {where_to}: {reply}"))),
            Sent::Deferred { reply } => Err(Failure::Other(format!("the mail server asks to try again later: {reply}"))),
            Sent::Uncertain { detail } => Err(Failure::Other(format!("it was handed over, and nobody knows whether it went: {detail}"))),
            Sent::ChannelDown { detail } | Sent::BrokenOff { detail } => {
                Err(Failure::Other(format!("no mail goes out: {detail}. Ask `plumbline doctor` why")))
            }
            Sent::Unsendable { detail } => Err(Failure::Other(format!("no server could send it: {detail}"))),
        }
    }
}

async fn send(post: &Post, clock: &Clock, to: &Sender) -> Result<Sent, Failure> {
    if !post.sends() {
        return Ok(Sent::ChannelDown { detail: "smtp_url is not set, so mails are composed and held".to_owned() });
    }
    let now = clock.now().instant;
    let message_id = format!("{}@{}", Id::new(now), post.origin().domain);
    let text = "Plumbline sent this mail to see whether reminders arrive. There is nothing for you to do.";
    let words = Rendered {
        subject: "A test of Plumbline's reminders".to_owned(),
        text: format!("{text}\n"),
        html: format!("<!doctype html><html lang=\"en\"><title>Test</title><body><p>{text}</p></body></html>\n"),
    };
    let envelope =
        Envelope { name: &to.name, address: &to.address, message_id: &message_id, date: now.utc(), languages: &["en"], unsubscribe: None };
    let bytes = post.freeze(&envelope, &words).map_err(|error| Failure::Other(error.to_string()))?;
    Ok(post.send(&to.address, &bytes).await)
}
