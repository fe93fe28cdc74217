//! Before a quarter is signed off: are the returns in, the findings settled, the narratives ready?

use super::context::{Context, Scope};
use super::{findings, returns};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::finding::{FindingKind, Severity};
use crate::domain::period::Period;
use crate::domain::plan::NarrativeState;
use crate::error::{Error, Result};
use crate::model::checklist::{Checklist, Matter, Settled};
use crate::model::finding::Finding;
use crate::model::period::PeriodStateDraft;
use crate::model::settings::Settings;
use crate::store::narratives::{self, NarrativeFilter};
use crate::store::periods;

/// How a quarter stands today.
///
/// # Errors
/// Those of the database.
pub fn checklist(conn: &mut Conn, context: &Context, settings: &Settings, period: Period) -> Result<Checklist> {
    let today = context.today(settings);
    let found = findings::all(conn, settings, None, Scope::now(period, today))?;
    let expected = returns::summary_on(conn, settings, period, today)?.returns.expected;
    let texts = NarrativeFilter { period: Some(period), ..NarrativeFilter::default() };
    let texts = narratives::list(conn, &texts, &PageRequest { limit: usize::MAX, after: None })?;
    let drafts = texts.iter().filter(|text| text.state == NarrativeState::Draft).count();

    let missing = |finding: &&Finding| finding.kind == FindingKind::ReturnMissing;
    let blocking = |finding: &&Finding| finding.severity == Severity::Blocking && !missing(finding);
    let open = |finding: &&Finding| finding.accepted.is_none();
    let (late, blocks) = (found.iter().filter(missing), found.iter().filter(blocking));
    let of_findings = |more: &str| format!("/api/v1/findings?period={period}&accepted=false&{more}");
    let matters = vec![
        settled(Matter::Returns, count(late.filter(open).count()), expected, of_findings("kind=return_missing")),
        settled(Matter::Findings, count(blocks.clone().filter(open).count()), count(blocks.count()), of_findings("severity=blocking")),
        settled(Matter::Narratives, count(drafts), count(texts.len()), format!("/api/v1/narratives?period={period}&state=draft")),
    ];
    let state = periods::state(conn, period)?;
    Ok(Checklist { period, state, settled: matters.iter().all(|matter| matter.settled), matters })
}

/// May the quarter be signed off: is nothing open, or has whoever signs it off said why it is signed off all the same?
///
/// What is published cannot be called back, and what is open then is open in it for ever. Yet a quarter has to be signed off on its
/// day, whoever has not answered: so it is a choice that leaves its reason in history, not a bar.
///
/// # Errors
/// [`Error::Conflict`] with what is open; [`Error::Invalid`] for open items without a reason.
pub fn check_settled(conn: &mut Conn, context: &Context, settings: &Settings, period: Period, draft: &PeriodStateDraft) -> Result<()> {
    if draft.with_open_items {
        let detail = "must say why it is signed off with items open";
        return draft.reason.as_ref().map(|_| ()).ok_or_else(|| Error::field("/reason", "missing_field", detail));
    }
    let list = checklist(conn, context, settings, period)?;
    let open: Vec<&str> = list.matters.iter().filter(|matter| !matter.settled).map(|matter| matter.sentence.as_str()).collect();
    if open.is_empty() {
        return Ok(());
    }
    let open = open.join(" ");
    let detail = format!("{open} Settle them (see /api/v1/periods/{period}/checklist), or give with_open_items and a reason");
    Err(Error::conflict("open_items", detail))
}

fn settled(matter: Matter, open: u32, total: u32, link: String) -> Settled {
    let sentence = match (matter, open) {
        (Matter::Returns, 0) => "All returns that are owed are in, or let stand.".to_owned(),
        (Matter::Returns, 1) if total == 1 => "The only return that is owed is not in.".to_owned(),
        (Matter::Returns, 1) => format!("1 of {total} returns is not in."),
        (Matter::Returns, _) => format!("{open} of {total} returns are not in."),
        (Matter::Findings, 0) => "No blocking finding is open.".to_owned(),
        (Matter::Findings, 1) => "1 blocking finding is open.".to_owned(),
        (Matter::Findings, _) => format!("{open} blocking findings are open."),
        (Matter::Narratives, 0) => "No narrative is a draft.".to_owned(),
        (Matter::Narratives, 1) if total == 1 => "The only narrative is a draft.".to_owned(),
        (Matter::Narratives, 1) => format!("1 of {total} narratives is a draft."),
        (Matter::Narratives, _) => format!("{open} of {total} narratives are drafts."),
    };
    Settled { matter, settled: open == 0, open, total, sentence, link }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
