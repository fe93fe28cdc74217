//! The words that describe what a plan is made of.

tokens! {
    /// A level of the corporate plan, from the top.
    pub enum PlanLevel {
        /// A well-being outcome, or the cross-cutting Corporate Health.
        Outcome = "outcome",
        /// An objective (in Corporate Health, a theme) of an outcome.
        Objective = "objective",
        /// What the council has said it will do, under an objective or an outcome.
        CorporateAction = "corporate_action",
    }
}

impl PlanLevel {
    /// The levels that indicators belong to and risks threaten.
    pub const OBJECTIVES: &'static [Self] = &[Self::Outcome, Self::Objective];

    /// The levels that an item of this level may be under; it must be under one, unless there is none.
    pub const fn parents(self) -> &'static [Self] {
        match self {
            Self::Outcome => &[],
            Self::Objective => &[Self::Outcome],
            Self::CorporateAction => &[Self::Outcome, Self::Objective],
        }
    }
}

tokens! {
    /// The language in which a person is written to; a person without one is written to in both.
    pub enum Language {
        /// English.
        English = "en",
        /// Welsh.
        Welsh = "cy",
    }
}

tokens! {
    /// The state of a period.
    pub enum PeriodState {
        /// Returns are being made.
        Open = "open",
        /// Being checked before sign-off.
        InReview = "in_review",
        /// Signed off: what it holds changes only by restatement.
        Closed = "closed",
    }
}

tokens! {
    /// Whether a text of a report may be printed.
    pub enum NarrativeState {
        /// Being written.
        Draft = "draft",
        /// Its author has done with it.
        Ready = "ready",
    }
}

tokens! {
    /// The status of a programme's project in a period.
    pub enum ProjectStatus {
        /// On track.
        Green = "green",
        /// A little off track.
        Amber = "amber",
        /// Off track.
        Red = "red",
        /// Done.
        Completed = "completed",
    }
}
