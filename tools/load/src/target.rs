//! The four kinds of request.

use crate::Fallible;
use crate::council::{self, Council, PERIOD};

/// A kind of request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An answer that needs no work: what HTTP alone costs here.
    Livez,
    /// One indicator with its computed status.
    Indicator,
    /// A page of fifty actions.
    Page,
    /// A changed figure for one indicator.
    Result,
}

impl Target {
    /// All kinds, the empty one first.
    pub const ALL: [Self; 4] = [Self::Livez, Self::Indicator, Self::Page, Self::Result];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Livez => "GET /livez",
            Self::Indicator => "GET one indicator",
            Self::Page => "GET 50 actions",
            Self::Result => "PUT a result",
        }
    }
}

/// Shares the council's indicators out, so that no two connections ever change the same one.
pub struct Targets {
    /// Keep-alive connections.
    pub connections: usize,
    each: usize,
}

impl Targets {
    /// Fails when there is not an indicator for each connection.
    pub fn new(council: &Council, connections: usize) -> Fallible<Self> {
        match council.indicators.checked_div(connections) {
            Some(each) if each > 0 => Ok(Self { connections, each }),
            _ => Err(format!("{connections} connections need as many indicators; there are {}", council.indicators).into()),
        }
    }

    /// Writes the `turn`th request of one connection into `out`, in place of what was there.
    pub fn write(&self, out: &mut Vec<u8>, target: Target, key: &str, connection: usize, turn: usize) {
        let indicator = council::indicator(connection * self.each + turn % self.each);
        let (method, path, body) = match target {
            Target::Livez => ("GET", "/livez".to_owned(), String::new()),
            Target::Indicator => ("GET", format!("/api/v1/indicators/{indicator}?period={PERIOD}"), String::new()),
            Target::Page => ("GET", format!("/api/v1/actions?period={PERIOD}&limit=50"), String::new()),
            Target::Result => {
                let actual = format!("{}.{:02}", turn / 100 % 100, turn % 100);
                let body = format!(r#"{{"actual":{actual},"target":75,"commentary":"Change {turn} of this run."}}"#);
                ("PUT", format!("/api/v1/indicators/{indicator}/results/{PERIOD}"), body)
            }
        };
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: load.example\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\nif-match: *\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        out.clear();
        out.extend_from_slice(request.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn path(targets: &Targets, connection: usize, turn: usize) -> String {
        let mut out = Vec::new();
        targets.write(&mut out, Target::Result, "key", connection, turn);
        String::from_utf8(out).unwrap().split(' ').nth(1).unwrap().to_owned()
    }

    #[test]
    fn connections_never_share_an_indicator() {
        let targets = Targets::new(&Council { indicators: 11, people: 1, ..Council::default() }, 3).unwrap();
        let sets: Vec<HashSet<String>> = (0..3).map(|connection| (0..9).map(|turn| path(&targets, connection, turn)).collect()).collect();
        assert!(sets.iter().all(|set| set.len() == 3), "{sets:?}");
        assert_eq!(sets.iter().flatten().collect::<HashSet<_>>().len(), 9);
        assert!(Targets::new(&Council { indicators: 2, people: 1, ..Council::default() }, 3).is_err());
    }

    #[test]
    fn the_figure_changes_with_every_turn() {
        let targets = Targets::new(&Council { indicators: 1, people: 1, ..Council::default() }, 1).unwrap();
        let mut bodies = HashSet::new();
        for turn in 0..10_000 {
            let mut out = Vec::new();
            targets.write(&mut out, Target::Result, "key", 0, turn);
            let text = String::from_utf8(out).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.ends_with(&format!("content-length: {}", body.len())), "{text}");
            bodies.insert(body.split(',').next().unwrap().to_owned());
        }
        assert_eq!(bodies.len(), 10_000);
    }
}
