//! `connector-gen`: arguments, settings, one of the verbs, the printer, an exit status.

mod apply;
mod args;
mod codes;
mod commands;
mod connector;
mod examples;
mod folder;
mod git;
mod past;
mod paths;
mod pipeline;
mod printer;
mod runtime_files;
mod runtime_folder;
mod settings;
mod sources;
mod templates;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let (command, settings) = settings::resolve(args::Args::parse());
    let mut printer = printer::Printer::new(settings);
    let result = commands::run(&command, &mut printer);
    printer.finish(result).into()
}
