//! What a digest says first: its subject, what is asked, and by when.

use super::digest::{Line, LineState, Owned};
use super::words::Words;
use crate::domain::alert::Rule;
use crate::domain::day::Day;
use crate::domain::explanation::Fact;
use crate::domain::period::Period;
use std::collections::BTreeSet;

/// Returns that are due on one day.
pub(super) struct Returns {
    count: usize,
    deadline: Day,
    period: Period,
}

/// The returns that are due, if all are for the same quarter and day.
pub(super) fn returns(lines: &[&Line]) -> Option<Returns> {
    let due: Vec<&&Line> = lines.iter().filter(|line| line.rule == Rule::ReturnDue && line.asks()).collect();
    let when = |line: &Line| match line.why.input("deadline") {
        Some(Fact::Date(deadline)) => Some((*deadline, line.period?)),
        _ => None,
    };
    let (deadline, period) = when(due.first()?)?;
    due.iter().all(|line| when(line) == Some((deadline, period))).then_some(Returns { count: due.len(), deadline, period })
}

impl Returns {
    /// `These 14 returns for Q2 2017/18 are due by 13 October 2017.`
    pub fn lead(&self, words: &Words) -> String {
        let period = words.period(self.period);
        words.with(
            "returns-lead",
            &[("count", self.count.into()), ("period", period.into()), ("deadline", words.date(self.deadline).into())],
        )
    }

    /// `14 returns due by 13 October 2017`
    fn brief(&self, words: &Words) -> String {
        words.with("returns-by", &[("count", self.count.into()), ("deadline", words.date(self.deadline).into())])
    }
}

/// How many items there is something to do about: of one, several things may be told.
pub(super) fn heading(words: &Words, lines: &[&Line]) -> String {
    let asking = lines.iter().filter(|line| line.asks());
    let open = asking.map(|line| line.item()).collect::<BTreeSet<_>>().len();
    if open == 0 { nothing(words, lines) } else { words.count("digest-heading", open) }
}

/// That nothing is asked: some of it may be in hand.
fn nothing(words: &Words, lines: &[&Line]) -> String {
    let held = lines.iter().filter(|line| line.hold.is_some()).count();
    if held == 0 { words.text("digest-heading-none") } else { words.count("digest-heading-held", held) }
}

/// How many lines there are of each kind that still needs something.
fn open_kinds(lines: &[&Line]) -> Vec<(Rule, usize)> {
    let of = |rule: Rule| lines.iter().filter(|line| line.rule == rule && line.asks()).count();
    Rule::ALL.iter().map(|rule| (*rule, of(*rule))).filter(|(_, count)| *count > 0).collect()
}

/// A kind of what there is to do in words, and how much of it there is.
type Kind = (String, usize);

/// One line for the list of messages; what has a deadline comes first. It names as many kinds as `limit` characters hold, at least one,
/// and counts the others.
pub(super) fn subject(words: &Words, lines: &[&Line], limit: usize) -> String {
    let returns = returns(lines);
    let kinds = open_kinds(lines);
    let others = kinds.iter().filter(|(rule, _)| returns.is_none() || *rule != Rule::ReturnDue);
    let others = others.map(|(rule, count)| (words.count(&format!("group-{rule}"), *count), *count));
    let kinds: Vec<Kind> = returns.iter().map(|returns| (returns.brief(words), returns.count)).chain(others).collect();
    if kinds.is_empty() {
        return nothing(words, lines);
    }
    let mut named = kinds.len();
    loop {
        let subject = naming(words, kinds.split_at(named), lines);
        if named == 1 || subject.chars().count() <= limit {
            return subject;
        }
        named -= 1;
    }
}

/// The subject that names some kinds and counts the others.
fn naming(words: &Words, (named, others): (&[Kind], &[Kind]), lines: &[&Line]) -> String {
    let new = lines.iter().filter(|line| line.state == LineState::New && line.asks()).count();
    let what = named.iter().map(|(what, _)| what.as_str()).collect::<Vec<_>>().join(", ");
    let what = match others.iter().map(|(_, count)| count).sum::<usize>() {
        0 => what,
        more => words.with("subject-more", &[("what", what.into()), ("count", more.into())]),
    };
    let values = [("what", what.into()), ("new", new.into())];
    words.with(if new == 0 { "digest-subject" } else { "digest-subject-new" }, if new == 0 { &values[..1] } else { &values })
}

/// What the reader is asked to do: with what they may see to themselves, then with what others must.
pub(super) fn ask(words: &Words, lines: &[&Line]) -> String {
    let own = |line: &&&Line| matches!(line.owned, Owned::ByReader | Owned::By(_));
    let of = |wanted: fn(&Owned) -> bool| lines.iter().any(|line| line.asks() && wanted(&line.owned));
    let mut clauses: Vec<String> = open_kinds(&lines.iter().filter(own).copied().collect::<Vec<_>>())
        .into_iter()
        .map(|(rule, count)| words.count(&format!("ask-{rule}"), count))
        .collect();
    let theirs = clauses.pop().map(|last| {
        let values = |rest: String, last: String| words.with("list", &[("rest", rest.into()), ("last", last.into())]);
        let what = if clauses.is_empty() { last } else { values(clauses.join(", "), last) };
        words.with("digest-ask", &[("what", what.into())])
    });
    let escalated = of(|owned| matches!(owned, Owned::EscalatedFrom(_))).then(|| words.text("digest-ask-escalated"));
    let unowned = of(|owned| *owned == Owned::ByNobody).then(|| words.text("digest-ask-unowned"));
    let asked: Vec<String> = theirs.into_iter().chain(escalated).chain(unowned).collect();
    if !asked.is_empty() {
        return asked.join(" ");
    }
    words.text(if lines.iter().any(|line| line.hold.is_some()) { "digest-ask-held" } else { "digest-ask-none" })
}

/// What lists of messages show after the subject.
pub(super) fn preview(words: &Words, lines: &[&Line]) -> String {
    let count = |state| lines.iter().filter(|line| line.state == state).count();
    let parts = LineState::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0);
    parts.map(|(state, count)| words.count(&format!("preview-{}", state.as_str()), count)).collect::<Vec<_>>().join(" · ")
}
