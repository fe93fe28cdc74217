//! The report as blocks: the parts of the page, in its order and its words, for what is typeset.

mod ends;
mod markdown;
mod rows;

use super::{Face, Typed, own_name, top_level};
use crate::domain::plan::Language;
use crate::model::report::{CorporateActionRow, MeasureGroup, Report, RiskSection};
use crate::render::chart::Picture;
use crate::render::document::{Block, Card, Head, Run, Said, Style, Text, Tone};
use crate::render::page_view::Mark;
use crate::render::words::Words;

/// Rows of a timeline that stay legible in the height of a page.
const TIMELINE_ROWS: usize = 18;

/// What stands on every page of the report.
pub fn head(report: &Report, language: Language) -> Head {
    let face = face(report, language);
    let running = [face.organisation().text, face.text("report-title"), face.scope().text, face.period()];
    Head {
        lang: language,
        title: face.title(),
        organisation: face.organisation().text,
        running: running.join(" – "),
        contents: face.text("report-contents"),
        page: face.words.with("report-page", &[("page", "{n}".into()), ("last", "{of}".into())]),
        made_at: report.header.made_at.utc().timestamp(),
    }
}

/// Hands each block of the report to `each`, in their order, one at a time: a report may be long.
///
/// # Errors
/// Those of `each`.
pub fn blocks<E>(
    report: &Report,
    language: Language,
    each: &mut dyn FnMut(Block) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let face = face(report, language);
    face.front(each)?;
    face.snapshot_parts(each)?;
    face.exceptions(each)?;
    face.written(each)?;
    face.risks(each)?;
    face.ends(each)?;
    face.appendices(each)
}

fn face(report: &Report, language: Language) -> Face<'_> {
    Face { report, words: Words::of_reports(language), lang: language }
}

type Each<'a, E> = &'a mut dyn FnMut(Block) -> std::result::Result<(), E>;
type Done<E> = std::result::Result<(), E>;

impl Face<'_> {
    fn front<E>(&self, each: Each<'_, E>) -> Done<E> {
        each(Block::Text(Text { style: Style::Small, runs: vec![Run::plain(self.organisation())] }))?;
        let title = format!("{}: {}, {}", self.text("report-title"), self.scope().text, self.period());
        each(Block::Heading(1, self.ours(title)))?;
        let made = format!("{}. {}. {}", self.as_of(), self.state(), self.made());
        each(self.small(made))?;
        let card = |card: super::Card| Card {
            label: card.label,
            status: self.mark(&card.mark),
            lines: [format!("{}: {}", self.text("report-column-direction"), card.direction)].into_iter().chain(card.why).collect(),
        };
        each(self.opening("report-overall"))?;
        each(Block::Cards(self.cards().into_iter().map(card).collect()))?;
        each(Block::Contents(self.contents().into_iter().map(|(_, heading)| heading).collect()))
    }

    fn snapshot_parts<E>(&self, each: Each<'_, E>) -> Done<E> {
        if self.has("position_statement") {
            each(self.opening("report-position_statement"))?;
            self.narrated("position_statement", each)?;
        }
        each(self.opening("report-snapshot"))?;
        each(Block::Told(self.snapshot_sentences()))?;
        pictured(self.overall_picture(), each)?;
        if let Some(table) = self.wholes_table() {
            each(Block::Table(table))?;
        }
        pictured(self.actions_picture(), each)?;
        each(Block::Table(self.counts_table(true)))?;
        pictured(self.measures_picture(), each)?;
        each(Block::Table(self.counts_table(false)))?;
        if let Some(since) = self.since_last() {
            each(self.opening("report-since-last"))?;
            each(Block::Told(since.sentences))?;
            since.tables.into_iter().try_for_each(|table| each(Block::Table(self.changes_table(table))))?;
        }
        each(self.opening("report-objectives"))?;
        if self.report.objectives.is_empty() {
            each(self.paragraph("report-nothing"))?;
        }
        for section in &self.report.objectives {
            let name = self.objective(section.item.as_ref());
            let caption = self.caption("report-corporate-actions", &name.text);
            each(Block::Heading(3, name))?;
            let sentences = self.measure_sentences(section);
            if !sentences.is_empty() {
                each(Block::Told(sentences))?;
            }
            pictured(self.short_timeline_picture(section, TIMELINE_ROWS), each)?;
            if !section.corporate_actions.is_empty() {
                each(Block::Table(self.corporate_actions_table(caption, &section.corporate_actions)))?;
            }
        }
        Ok(())
    }

    fn exceptions<E>(&self, each: Each<'_, E>) -> Done<E> {
        each(self.opening("report-exceptions"))?;
        each(self.heading("report-red-actions"))?;
        if self.report.red_actions.is_empty() {
            each(self.paragraph("report-no-red-actions"))?;
        }
        for group in &self.report.red_actions {
            each(Block::Table(self.actions_table(self.group_caption("report-red-actions", group), &group.actions, true)))?;
        }
        each(self.heading("report-red-measures"))?;
        if self.report.red_measures.is_empty() {
            each(self.paragraph("report-no-red-measures"))?;
        }
        self.measured("report-red-measures", "red", &self.report.red_measures, each)
    }

    /// Tables of measures, each with their trends.
    fn measured<E>(&self, caption: &str, part: &str, groups: &[MeasureGroup], each: Each<'_, E>) -> Done<E> {
        for group in groups {
            each(Block::Table(self.measures_table(self.measures_caption(caption, group), &group.measures, part == "red")))?;
            let trends = self.trends(part, &group.measures);
            if !trends.is_empty() {
                each(Block::Pictures(trends))?;
            }
        }
        Ok(())
    }

    fn written<E>(&self, each: Each<'_, E>) -> Done<E> {
        for section in self.own_sections() {
            each(Block::Heading(2, self.ours(section.heading)))?;
            self.narrated(&section.key, each)?;
        }
        if !self.has_resources() {
            return Ok(());
        }
        each(self.opening("report-resources"))?;
        for (key, heading) in self.resource_texts() {
            each(Block::Heading(3, self.ours(heading)))?;
            self.narrated(key, each)?;
        }
        for table in &self.report.resources.breakdowns {
            pictured(self.breakdown_picture(table), each)?;
            each(Block::Table(self.breakdown_table(table)))?;
        }
        for programme in &self.report.resources.programmes {
            each(Block::Heading(3, self.ours(self.programme(programme))))?;
            for tranche in &programme.tranches {
                each(Block::Table(self.projects_table(self.tranche_caption(programme, tranche), tranche)))?;
            }
        }
        Ok(())
    }

    fn risks<E>(&self, each: Each<'_, E>) -> Done<E> {
        each(self.opening("report-corporate-risks"))?;
        self.narrated("risk", each)?;
        self.register("report-corporate-risks", &self.report.corporate_risks, false, each)?;
        each(self.opening("report-service-risks"))?;
        self.register("report-service-risks", &self.report.service_risks, true, each)
    }

    fn register<E>(&self, key: &str, section: &RiskSection, of_services: bool, each: Each<'_, E>) -> Done<E> {
        pictured(self.risks_picture(of_services), each)?;
        each(Block::Told(self.risk_sentences(section)))?;
        if section.risks.is_empty() {
            return Ok(());
        }
        each(Block::Table(self.risks_table(self.text(key), section, of_services)))?;
        each(self.small(self.text("report-directions-note")))
    }

    fn ends<E>(&self, each: Each<'_, E>) -> Done<E> {
        each(self.opening("report-glossary"))?;
        each(Block::Table(self.glossary_table()))?;
        each(Block::Table(self.matrix_table()))?;
        if !self.report.service_areas.is_empty() {
            each(Block::Table(self.areas_table()))?;
        }
        each(self.opening("report-findings"))?;
        each(Block::Told(self.finding_sentences()))?;
        for group in self.open_findings() {
            each(Block::Table(self.findings_table(group)))?;
        }
        if !self.report.findings.accepted.is_empty() {
            each(Block::Table(self.accepted_table()))?;
        }
        each(self.opening("report-restated"))?;
        each(Block::Text(self.ours(self.restated_sentence()).into()))?;
        if !self.report.restated.is_empty() {
            each(Block::Table(self.restated_table()))?;
        }
        Ok(())
    }

    fn appendices<E>(&self, each: Each<'_, E>) -> Done<E> {
        each(self.opening("report-appendix-actions"))?;
        if self.report.actions.is_empty() {
            each(self.paragraph("report-nothing"))?;
        }
        for group in &self.report.actions {
            each(Block::Table(self.actions_table(self.group_caption("report-overall-actions", group), &group.actions, false)))?;
        }
        each(self.opening("report-appendix-measures"))?;
        if self.report.measures.is_empty() {
            each(self.paragraph("report-nothing"))?;
        }
        self.measured("report-overall-measures", "trend", &self.report.measures, each)?;
        if self.report.additional_measures.is_empty() {
            return Ok(());
        }
        each(self.opening("report-appendix-additional"))?;
        self.measured("report-appendix-additional", "trend", &self.report.additional_measures, each)
    }

    /// The narratives of a part; drafts say that they are.
    fn narrated<E>(&self, section: &str, each: Each<'_, E>) -> Done<E> {
        for (about, lang, text, draft) in self.narrative_texts(section) {
            let level = top_level(section, about.is_some());
            if let Some(about) = about {
                each(Block::Heading(level - 1, self.ours(about)))?;
            }
            if draft {
                each(Block::Text(self.draft_mark()))?;
            }
            markdown::blocks(text, lang, (level, &self.section_name(section))).into_iter().try_for_each(&mut *each)?;
        }
        Ok(())
    }

    /// What a section of narratives is called: what the council calls otherwise than the report does goes by that.
    fn section_name(&self, section: &str) -> String {
        self.words.known(&format!("report-{section}"), Default::default()).unwrap_or_else(|| own_name(section))
    }

    fn opening(&self, key: &str) -> Block {
        Block::Heading(2, self.ours(self.text(key)))
    }

    fn heading(&self, key: &str) -> Block {
        Block::Heading(3, self.ours(self.text(key)))
    }

    fn paragraph(&self, key: &str) -> Block {
        Block::Text(self.ours(self.text(key)).into())
    }

    fn small(&self, text: String) -> Block {
        Block::Text(self.remark(self.ours(text)))
    }

    /// Small and soft, beside or below what matters more.
    fn remark(&self, said: Said) -> Text {
        Text { style: Style::Small, runs: vec![Run::plain(said).in_tone(Tone::Soft)] }
    }

    fn draft_mark(&self) -> Text {
        Text { style: Style::Body, runs: vec![self.mark(&Mark { shape: "◇", tone: "up", word: self.text("report-draft") })] }
    }

    /// A status: its shape and its word.
    fn mark(&self, mark: &Mark) -> Run {
        Run::plain(self.ours(format!("{}\u{a0}{}", mark.shape, mark.word))).bold().in_tone(Tone::named(mark.tone))
    }

    /// What was written of a corporate action, as paragraphs of a cell.
    fn note_texts(&self, row: &CorporateActionRow) -> Vec<Text> {
        let written = row.note.as_ref().and_then(|note| self.chosen(note));
        written.map(|(lang, text)| markdown::paragraphs(text, lang)).unwrap_or_default()
    }

    fn typed_texts(&self, typed: Option<Typed>) -> Vec<Text> {
        let Some(Typed { lang, lines }) = typed else { return Vec::new() };
        lines.into_iter().map(|text| Said { lang, text }.into()).collect()
    }
}

fn pictured<E>(picture: Option<Picture>, each: Each<'_, E>) -> Done<E> {
    picture.map_or(Ok(()), |picture| each(Block::Pictures(vec![picture])))
}
