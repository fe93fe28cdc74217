//! The statuses that reports print.

tokens! {
    /// Red, amber, green, or not applicable.
    pub enum Rag {
        /// On target, or on track.
        Green = "green",
        /// A little off, and being brought back.
        Amber = "amber",
        /// Off target, or slipped.
        Red = "red",
        /// No status applies; the explanation says why.
        NotApplicable = "n/a",
    }
}

tokens! {
    /// Direction of travel. It says "better" or "worse", not "larger" or "smaller".
    pub enum Direction {
        /// Better than what it is compared with (↑).
        Improved = "improved",
        /// The same (↔).
        Same = "same",
        /// Worse (↓).
        Declined = "declined",
        /// Nothing to compare with; the explanation says why.
        NotApplicable = "n/a",
    }
}
