//! `completions SHELL`.

use clap::CommandFactory as _;

use crate::args::{Args, CompletionsArgs};
use crate::commands::Status;
use crate::printer::data;

/// Prints the completions of a shell.
pub(crate) fn run(args: &CompletionsArgs) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut Args::command(),
        "connector-gen",
        &mut script,
    );
    data(&String::from_utf8_lossy(&script));
    Status::Done
}
