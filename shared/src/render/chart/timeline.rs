//! Actions from their start to their due date: what is done, what is late, what is still to come.

use super::Picture;
use super::canvas::{Anchor, Canvas, Pen};
use super::fit::{cut, one_line};
use super::mark::{Shape, legend_height};
use super::palette::{BLUE, FAINT, GREY, INK, PAPER};
use super::scale::Scale;
use crate::domain::day::Day;
use crate::domain::number::{Figure, ONE};
use crate::render::words::Words;
use chrono::Datelike;

/// Actions in time.
pub struct Timeline {
    /// Which actions.
    pub title: String,
    /// The day that they stand at.
    pub as_of: Day,
    /// The last day of the quarter.
    pub period_end: Day,
    /// They, in any order.
    pub actions: Vec<Planned>,
    /// At most so many rows; the most urgent ones are shown.
    pub rows: usize,
}

/// An action in time.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What it is called in the picture: its ref.
    pub label: String,
    /// First day of work.
    pub start: Day,
    /// The due date at first.
    pub original_due: Day,
    /// The due date that counts.
    pub due: Day,
    /// 0 to 100, if known.
    pub percent_complete: Option<Figure>,
    /// How it stands.
    pub stage: Stage,
}

/// How an action stands against its due date; the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Past its due date, and not done.
    Late,
    /// Still to be done.
    Due,
    /// Done.
    Done,
    /// Deferred or cancelled.
    Stopped,
}

const STAGES: [Stage; 4] = [Stage::Late, Stage::Due, Stage::Done, Stage::Stopped];
const WIDTH: i32 = 640;
const LEFT: i32 = 112;
const RIGHT: i32 = WIDTH - 14;
const ROW: i32 = 20;
/// As many rows as a page that scrolls has room for.
pub const TIMELINE_ROWS: usize = 60;
/// So many of a kind are named in words; the table in the appendix has all.
const MOST_NAMED: usize = 20;
const SMALL: Pen = Pen::new(11);
/// In months: ticks of one of these steps are not too many.
const STEPS: [i32; 9] = [1, 3, 6, 12, 24, 60, 120, 600, 6000];
const MOST_TICKS: i32 = 7;

/// What the legend explains.
#[derive(Clone, Copy)]
enum Key {
    Stage(Stage),
    Share,
    FirstDue,
    PeriodEnd,
    AsOf,
}

/// The picture; its text counts them, and names what is late and what is due next.
pub fn timeline(words: &Words, id: &str, chart: &Timeline) -> Picture {
    let mut actions: Vec<&Planned> = chart.actions.iter().collect();
    actions.sort_by(|one, other| one.stage.cmp(&other.stage).then_with(|| one.due.cmp(&other.due)));
    let text = spoken(words, chart, &actions);
    let hidden = actions.len().saturating_sub(chart.rows);
    actions.truncate(chart.rows);
    actions.sort_by(|one, other| one.due.cmp(&other.due).then_with(|| one.label.cmp(&other.label)));
    let legend = legend(words, chart);
    let head = legend_height(0, WIDTH, &legend) + 30;
    let rows = i32::try_from(actions.len() + usize::from(hidden > 0)).unwrap_or_default() * ROW;
    let mut canvas = Canvas::new(id, words.language(), (WIDTH, head + rows + 6), chart.title.clone(), text);
    canvas.legend((0, 14), WIDTH, &legend, Canvas::key);
    let span = span(chart, &actions);
    let scale = Scale::of_days(span, (LEFT, RIGHT));
    let bottom = head + rows + 2;
    canvas.months(words, span, scale, (head, bottom));
    canvas.upright(scale.at(days(span.0, chart.period_end)), (head - 4, bottom), Key::PeriodEnd);
    if chart.as_of != chart.period_end {
        canvas.upright(scale.at(days(span.0, chart.as_of)), (head - 4, bottom), Key::AsOf);
    }
    for (action, top) in actions.iter().zip((head..).step_by(20)) {
        canvas.action(action, |day| scale.at(days(span.0, day)), top + ROW / 2);
    }
    if hidden > 0 {
        canvas.text((0, bottom - 8), SMALL, &words.with("chart-more-actions", &[("count", hidden.into())]));
    }
    canvas.finish()
}

fn days(first: Day, day: Day) -> i128 {
    i128::from(day.since(first))
}

/// From the first due date, or the beginning of the quarter, to the last, and the starts up to a year before; starts before that are at
/// the edge.
fn span(chart: &Timeline, actions: &[&Planned]) -> (Day, Day) {
    let dues = || actions.iter().flat_map(|action| [action.due, action.original_due]).chain([chart.period_end, chart.as_of]);
    let first = dues().min().unwrap_or(chart.period_end).min(chart.period_end.plus(-91));
    let starts = actions.iter().map(|action| action.start).filter(|start| *start >= first.plus(-366));
    let first = starts.min().unwrap_or(first).min(first);
    let last = dues().max().unwrap_or(chart.period_end).max(chart.period_end.plus(30));
    (first, last)
}

fn legend(words: &Words, chart: &Timeline) -> Vec<(Key, String)> {
    let of_stage = |stage: Stage| {
        let count = chart.actions.iter().filter(|action| action.stage == stage).count();
        let said = words.with("chart-stage", &[("stage", words.text(name(stage)).into()), ("count", count.into())]);
        (count > 0).then_some((Key::Stage(stage), said))
    };
    let begun = chart.actions.iter().any(|action| action.percent_complete.is_some_and(|percent| percent > Figure::ZERO));
    let share = begun.then(|| (Key::Share, words.text("chart-share")));
    let moved = chart.actions.iter().any(|action| action.due != action.original_due);
    let first_due = moved.then(|| (Key::FirstDue, words.text("label-original_due")));
    let end = words.with("chart-period-end", &[("day", words.date(chart.period_end).into())]);
    let today =
        (chart.as_of != chart.period_end).then(|| (Key::AsOf, words.with("chart-as-of", &[("day", words.date(chart.as_of).into())])));
    STAGES.into_iter().filter_map(of_stage).chain(share).chain(first_due).chain([(Key::PeriodEnd, end)]).chain(today).collect()
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Late => "chart-stage-late",
        Stage::Due => "chart-stage-due",
        Stage::Done => "chart-stage-done",
        Stage::Stopped => "chart-stage-stopped",
    }
}

/// How many there are of each kind, which are late, and which is due next; `actions` with the most urgent first.
fn spoken(words: &Words, chart: &Timeline, actions: &[&Planned]) -> String {
    if actions.is_empty() {
        return words.text("chart-none");
    }
    let of_stage = |stage: Stage| {
        let those: Vec<&&Planned> = actions.iter().filter(|action| action.stage == stage).collect();
        let said = words.with("chart-stage", &[("stage", words.text(name(stage)).into()), ("count", those.len().into())]);
        let named = match stage {
            Stage::Late | Stage::Due => those.iter().take(MOST_NAMED).map(|action| due(words, action)).collect::<Vec<_>>().join("; "),
            Stage::Done | Stage::Stopped => those.iter().take(MOST_NAMED).map(|action| action.label.clone()).collect::<Vec<_>>().join(", "),
        };
        let named = match those.len().saturating_sub(MOST_NAMED) {
            0 => named,
            more => format!("{named} {}", words.with("chart-more-actions", &[("count", more.into())])),
        };
        (!those.is_empty()).then(|| format!("{said} – {named}."))
    };
    let lead = words.with("chart-timeline", &[("count", actions.len().into()), ("day", words.date(chart.as_of).into())]);
    [lead].into_iter().chain(STAGES.into_iter().filter_map(of_stage)).collect::<Vec<_>>().join(" ")
}

/// `HR/A1, due on 30 September 2017`
fn due(words: &Words, action: &Planned) -> String {
    words.with("chart-due", &[("action", action.label.as_str().into()), ("day", words.date(action.due).into())])
}

/// First days of months, not too many of them.
fn ticks((first, last): (Day, Day)) -> Vec<Day> {
    let month = |day: Day| day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default();
    let (from, to) = (month(first), month(last));
    let step = STEPS.into_iter().find(|step| (to - from) / step < MOST_TICKS).unwrap_or(6000);
    let start = from + (step - from.rem_euclid(step)) % step;
    let step = usize::try_from(step).unwrap_or(1);
    let day = |month: i32| Day::new(month.div_euclid(12), u32::try_from(month.rem_euclid(12)).ok()? + 1, 1);
    (start..=to).step_by(step).filter_map(day).filter(|day| (first..=last).contains(day)).collect()
}

impl Canvas {
    fn key(&mut self, key: Key, (x, y): (i32, i32)) {
        match key {
            Key::Stage(stage) => self.stage(stage, (x, y), 5),
            Key::Share => self.rect((x - 6, y - 2), (12, 5), BLUE),
            Key::FirstDue => self.mark(Shape::Circle, (x, y), 3, (PAPER, GREY)),
            Key::PeriodEnd | Key::AsOf => self.upright(x, (y - 7, y + 7), key),
        }
    }

    /// A day, through all rows.
    fn upright(&mut self, x: i32, (top, bottom): (i32, i32), key: Key) {
        let dashes = if matches!(key, Key::AsOf) { "3 3" } else { "" };
        self.line((x, top), (x, bottom), INK, dashes);
    }

    fn months(&mut self, words: &Words, span: (Day, Day), scale: Scale, (top, bottom): (i32, i32)) {
        for day in ticks(span) {
            let x = scale.at(days(span.0, day));
            self.line((x, top - 2), (x, bottom), FAINT, "");
            let anchor = if x > RIGHT - 30 { Anchor::End } else { Anchor::Middle };
            let said = words.with("chart-month", &[("month", day.month().into()), ("year", day.year().into())]);
            self.text((x, top - 8), Pen::new(10).colour(GREY).at(anchor), &said);
        }
    }

    /// From its start to where it is due, thick for the share that is done; of what began before the picture, of what it shows.
    fn action(&mut self, action: &Planned, at: impl Fn(Day) -> i32, y: i32) {
        self.text((0, y + 4), SMALL, &cut(&one_line(&action.label), SMALL.size, LEFT - 10));
        let (start, first, due) = (at(action.start), at(action.original_due), at(action.due));
        self.line((start.min(due), y), (due, y), GREY, "");
        let percent = action.percent_complete.unwrap_or_default().clamp(Figure::ZERO, Figure::from(100_i32)).millionths() / ONE;
        let done = i64::from(due - start).max(0) * percent / 100;
        if let Ok(done @ 1..) = i32::try_from(done) {
            self.rect((start, y - 2), (done, 5), BLUE);
        }
        if first != due {
            self.line((first.min(due), y), (first.max(due), y), GREY, "2 2");
            self.mark(Shape::Circle, (first, y), 3, (PAPER, GREY));
        }
        self.stage(action.stage, (due, y), 5);
    }
}
