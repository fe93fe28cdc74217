//! What each part of the pages is, for who does not see them: the tags of PDF/UA-1 (ISO 14289-1).

use krilla::tagging::{Identifier, ListNumbering, Node as Written, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use plumbline_shared::domain::plan::Language;
use std::num::NonZeroU16;

/// A part, by its number.
pub type Part = usize;

/// The parts of a document, each within another or at the top.
#[derive(Default)]
pub struct Tags {
    parts: Vec<Node>,
    top: Vec<Child>,
}

struct Node {
    kind: TagKind,
    children: Vec<Child>,
}

enum Child {
    Part(Part),
    /// A place on a page.
    Place(Identifier),
}

impl Tags {
    /// A part within another.
    pub fn within(&mut self, parent: Part, kind: impl Into<TagKind>) -> Part {
        let part = self.make(kind);
        if let Some(parent) = self.parts.get_mut(parent) {
            parent.children.push(Child::Part(part));
        }
        part
    }

    /// A part that is within no other.
    pub fn at_top(&mut self, kind: impl Into<TagKind>) -> Part {
        let part = self.make(kind);
        self.top.push(Child::Part(part));
        part
    }

    fn make(&mut self, kind: impl Into<TagKind>) -> Part {
        self.parts.push(Node { kind: kind.into(), children: Vec::new() });
        self.parts.len() - 1
    }

    /// It stands there, too.
    pub fn place(&mut self, part: Part, place: Identifier) {
        if let Some(part) = self.parts.get_mut(part) {
            part.children.push(Child::Place(place));
        }
    }

    /// All of them, as they are written.
    pub fn written(mut self, lang: Language) -> TagTree {
        let top = std::mem::take(&mut self.top);
        let mut tree = TagTree::new().with_lang(Some(bcp47(lang).to_owned()));
        for child in top {
            tree.push(self.node(child));
        }
        tree
    }

    fn node(&mut self, child: Child) -> Written {
        match child {
            Child::Place(place) => place.into(),
            Child::Part(part) => {
                let node = self.parts.get_mut(part);
                let (kind, children) = node.map_or((Tag::NonStruct.into(), Vec::new()), |node| {
                    (std::mem::replace(&mut node.kind, Tag::NonStruct.into()), std::mem::take(&mut node.children))
                });
                let mut group = TagGroup::new(kind);
                for child in children {
                    group.push(self.node(child));
                }
                group.into()
            }
        }
    }
}

/// A heading of that level.
pub fn heading(level: u8, text: &str) -> TagKind {
    let level = NonZeroU16::new(level.into()).unwrap_or(NonZeroU16::MIN);
    Tag::Hn(level, Some(text.to_owned())).into()
}

/// The heading of a column.
pub fn column_heading() -> TagKind {
    Tag::TH(TableHeaderScope::Column).into()
}

/// The heading of a row.
pub fn row_heading() -> TagKind {
    Tag::TH(TableHeaderScope::Row).into()
}

/// A list whose bullets are in its text.
pub fn list() -> TagKind {
    Tag::L(ListNumbering::None).into()
}

/// By the name that readers of documents know it by.
pub const fn bcp47(lang: Language) -> &'static str {
    match lang {
        Language::English => "en-GB",
        Language::Welsh => "cy-GB",
    }
}
