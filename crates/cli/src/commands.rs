//! The verbs, one file each.

mod changes;
mod check;
mod choice;
mod completions;
mod diff;
mod explain;
mod inspect;
mod new;
mod prepared;
mod recipe_text;
mod regenerate;
pub(crate) mod report;
mod services;
mod uncommitted;
mod upgrade;

use std::process::ExitCode;

use connector_model::diagnostic::Diagnostics;

use crate::args::Command;
use crate::printer::Printer;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing is left to do.
    Done,
    /// Differences, or findings at the level asked for.
    Differences,
    /// Bad usage or input; nothing was written.
    BadInput,
    /// Conflicts were left for the user.
    Conflicts,
}

impl Status {
    /// The exit status.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Differences => 1,
            Self::BadInput => 2,
            Self::Conflicts => 3,
        }
    }

    /// Why it is not 0, for formats that say nothing else on standard error.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Differences => "error: there are differences; the report is on standard output",
            Self::BadInput => "error: bad usage or input",
            Self::Conflicts => {
                "error: conflicts were left; the new text lies beside each edited file as `<file>.new`"
            }
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

/// Runs a verb.
pub(crate) fn run(command: &Command, printer: &mut Printer) -> Result<Status, Diagnostics> {
    match command {
        Command::New(args) => new::run(args, printer),
        Command::Regenerate(args) => regenerate::run(args, printer),
        Command::Check(args) => check::run(args, printer),
        Command::Diff(args) => diff::run(args, printer),
        Command::Inspect(args) => inspect::run(args, printer),
        Command::Explain(args) => explain::run(args, printer),
        Command::Completions(args) => Ok(completions::run(args)),
    }
}
