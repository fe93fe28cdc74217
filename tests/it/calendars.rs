//! Calendar feeds.
