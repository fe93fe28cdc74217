//! What is found about the projects of the programmes: of no part of the plan, and so the whole council's.

use super::gather::Gathering;
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::finding::red_unexplained;
use crate::domain::plan::ProjectStatus;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::model::project::Project;
use crate::ops::projects::views;
use crate::store::projects::{self, ProjectFilter};

impl Gathering<'_> {
    pub(super) fn projects(&mut self, conn: &mut Conn) -> Result<()> {
        if self.item.is_some() {
            return Ok(());
        }
        let (filter, scope) = (ProjectFilter::default(), self.scope);
        in_batches(
            conn,
            |conn, page| projects::list(conn, &filter, page),
            |row| &row.ref_key,
            |conn, rows| {
                views(conn, scope, rows)?.into_iter().for_each(|project| self.project(project));
                Ok(())
            },
        )
    }

    fn project(&mut self, project: Project) {
        let Some(report) = project.report else { return };
        let texts = [report.commentary.as_deref(), report.commentary_cy.as_deref()];
        let item = FoundItem {
            kind: Subject::Project,
            id: project.id,
            link: format!("/api/v1/projects/{}?period={}", project.id, self.scope.period),
            reference: project.reference,
            title: project.title,
            service_area: None,
            owner: None,
        };
        let red = (report.status == ProjectStatus::Red).then(|| red_unexplained(Rag::Red, texts));
        self.note(&item, [red.flatten()]);
        self.keep(&item, [("commentary", report.commentary.as_ref()), ("commentary in Welsh", report.commentary_cy.as_ref())]);
    }
}
