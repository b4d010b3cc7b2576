//! What keeps a connector in step with its sources: the record of the last run, the plan of the
//! next one, and the report of what changed.
//!
//! Everything here is a function from plain data to plain data. The command line reads the folder,
//! asks for a plan, and applies it.

pub mod digest;

pub mod object;

pub mod lock;

pub mod record;

pub mod action;

pub mod merge;

pub mod moves;

pub mod plan;

pub mod difference;

pub mod changes;

pub mod change_rules;

pub mod policy;

pub mod codes;

#[cfg(test)]
mod changes_tests;
#[cfg(test)]
mod plan_tests;
