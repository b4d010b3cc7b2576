//! How to print, resolved from the arguments and the environment.

use std::io::{IsTerminal as _, stderr, stdin};

use crate::args::{Args, ColorChoice, Command, Format, InspectFormat};

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Only what is wrong.
    Quiet,
    /// What a user wants to know.
    Normal,
    /// Everything.
    Verbose,
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// How findings are printed.
    pub(crate) format: Format,
    /// How much is said.
    pub(crate) verbosity: Verbosity,
    /// Whether notes about what was decided are printed: once when a connector is made or looked at, not
    /// each time that it is brought up to date.
    pub(crate) decisions: bool,
    /// Whether a person can be asked.
    pub(crate) interactive: bool,
}

/// The verb and how to print.
pub(crate) fn resolve(args: Args) -> (Command, Settings) {
    let color = match args.global.color {
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    color.write_global();
    let settings = Settings {
        format: format(&args.command),
        verbosity: match (args.global.quiet, args.global.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        },
        decisions: args.global.verbose
            || !matches!(args.command, Command::Regenerate(_) | Command::Check(_)),
        interactive: stdin().is_terminal() && stderr().is_terminal(),
    };
    (args.command, settings)
}

fn format(command: &Command) -> Format {
    match command {
        Command::New(args) => args.format.format,
        Command::Regenerate(args) => args.format.format,
        Command::Check(args) => args.format.format,
        Command::Diff(args) => args.format.format,
        // A picture or a text of `inspect` is the only thing on standard output.
        Command::Inspect(args) if args.format == InspectFormat::Json => Format::Json,
        Command::Inspect(_) | Command::Explain(_) | Command::Completions(_) => Format::Human,
    }
}
