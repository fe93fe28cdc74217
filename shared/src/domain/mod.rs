//! The rules: functions from values to values, without clock, database or floating point.

pub mod access;
pub mod action;
pub mod alert;
pub mod calendar;
pub mod comparison;
pub mod day;
pub mod explanation;
pub mod finding;
pub mod indicator;
pub mod number;
pub mod period;
pub mod plan;
pub mod proposal;
pub mod reminder;
pub mod report;
pub mod risk;
pub mod rollover;
pub mod rollup;
pub mod status;
pub mod timetable;
