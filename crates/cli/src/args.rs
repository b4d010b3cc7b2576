//! What was typed. Flags rank above their environment variables, and both above the recipe.

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

const AFTER_HELP: &str = "\
Examples:
  connector-gen new polly.postman_collection.json --operation DescribeVoices
  connector-gen inspect botocore: --operation '*Voices*'
  connector-gen new botocore:polly --operation DescribeVoices
  curl https://api.example.com/orders | connector-gen new - --url https://api.example.com/orders \\
      --method GET --operation ListOrders --name Orders
  connector-gen regenerate amazon-polly-connector
  connector-gen check amazon-polly-connector

Exit status:
  0  done, nothing left to do
  1  differences, or findings at the level asked for
  2  bad usage or bad input; nothing was written
  3  conflicts left for you: the new text lies beside your edited file as `<file>.new`

It opens no network connection and sends nothing to anyone.";

/// Turns API samples or an API model into a small Rust connector crate with its documentation page.
#[derive(Debug, Parser)]
#[command(name = "connector-gen", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Flags of every verb.
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

/// Flags of every verb.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct GlobalArgs {
    /// Say only what is wrong.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: all notes, the recipe used, whole differences.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colour; `NO_COLOR` and `CLICOLOR_FORCE` are honoured too.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "CONNECTOR_GEN_COLOR",
        hide_env_values = true
    )]
    pub(crate) color: ColorChoice,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// Always.
    Always,
    /// On a terminal.
    Auto,
    /// Never.
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a connector from samples or from an API model.
    New(NewArgs),
    /// Bring a connector up to date; your edits are kept.
    #[command(visible_alias = "update")]
    Regenerate(RegenerateArgs),
    /// Show what `regenerate` would change, and write nothing.
    Check(CheckArgs),
    /// Report what changed between two versions of an API.
    Diff(DiffArgs),
    /// Show what was read from sources and what was decided, with the evidence.
    Inspect(InspectArgs),
    /// Explain the code of a finding or of a change.
    Explain(ExplainArgs),
    /// Print the completions of a shell.
    Completions(CompletionsArgs),
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    /// Postman collections and environments, a JSON body, or an API model of AWS; `-` is standard input.
    ///
    /// A model is a `service-2.json` of botocore, plain or packed, the folder of a service with its models, the JSON AST of a
    /// Smithy model, or `botocore:polly` for a service of the botocore or AWS CLI that is installed.
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// An operation to make an activity of; `List*` works, and `*` means all.
    ///
    /// Without this flag all operations of samples are taken; those of a model are asked for at a terminal, and have to be
    /// chosen where there is none.
    #[arg(
        long = "operation",
        value_name = "NAME",
        env = "CONNECTOR_GEN_OPERATION",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub(crate) operations: Vec<String>,
    /// The connector's folder; by default the name of its crate, here.
    #[arg(
        long,
        value_name = "DIR",
        env = "CONNECTOR_GEN_OUT",
        hide_env_values = true
    )]
    pub(crate) out: Option<String>,
    /// A recipe to begin with.
    #[arg(
        long,
        value_name = "FILE",
        env = "CONNECTOR_GEN_CONFIG",
        hide_env_values = true
    )]
    pub(crate) config: Option<String>,
    /// Facts that a source does not have.
    #[command(flatten)]
    pub(crate) facts: FactArgs,
    /// How findings are printed.
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Facts that a source does not have.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Facts that a body does not have")]
pub(crate) struct FactArgs {
    /// Address that was called to get the body.
    #[arg(
        long,
        value_name = "URL",
        env = "CONNECTOR_GEN_URL",
        hide_env_values = true
    )]
    pub(crate) url: Option<String>,
    /// HTTP method that was used.
    #[arg(
        long,
        value_name = "METHOD",
        env = "CONNECTOR_GEN_METHOD",
        hide_env_values = true
    )]
    pub(crate) method: Option<String>,
    /// HTTP status of the answer; 200 without this flag.
    #[arg(
        long,
        value_name = "STATUS",
        value_parser = clap::value_parser!(u16).range(100..600),
        env = "CONNECTOR_GEN_STATUS",
        hide_env_values = true
    )]
    pub(crate) status: Option<u16>,
    /// Signing name of an AWS service (`polly`).
    #[arg(
        long,
        value_name = "NAME",
        env = "CONNECTOR_GEN_SERVICE",
        hide_env_values = true
    )]
    pub(crate) service: Option<String>,
    /// Display name of the connector (`Amazon Polly`).
    #[arg(
        long,
        value_name = "NAME",
        env = "CONNECTOR_GEN_NAME",
        hide_env_values = true
    )]
    pub(crate) name: Option<String>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct FormatArgs {
    /// How findings are printed.
    #[arg(
        long = "output-format",
        value_name = "FORMAT",
        default_value = "human",
        env = "CONNECTOR_GEN_OUTPUT_FORMAT",
        hide_env_values = true,
        help_heading = "Output"
    )]
    pub(crate) format: Format,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with excerpts.
    Human,
    /// One JSON document on standard output.
    Json,
    /// A report for a pull request.
    Markdown,
    /// Annotations of GitHub Actions.
    Github,
}

/// Arguments of `regenerate`.
#[derive(Debug, clap::Args)]
pub(crate) struct RegenerateArgs {
    /// The connector's folder; by default this one or the nearest above that has a `connector.toml`.
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<String>,
    /// Sources to use in place of the recipe's; `-` is standard input.
    #[arg(long = "from", value_name = "SOURCE")]
    pub(crate) from: Vec<String>,
    /// Print the plan and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write although the connector has edits that are not committed.
    #[arg(long)]
    pub(crate) allow_dirty: bool,
    /// How findings are printed.
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The connector's folder; by default this one or the nearest above that has a `connector.toml`.
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<String>,
    /// How findings are printed.
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// The old version: a connector's folder, its `.connector/service.json`, or a source.
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// The new version; a source is read with the recipe of OLD if that is a connector.
    #[arg(value_name = "NEW")]
    pub(crate) new: String,
    /// From which level on the exit status is 1.
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "breaking",
        env = "CONNECTOR_GEN_FAIL_ON",
        hide_env_values = true
    )]
    pub(crate) fail_on: FailOn,
    /// An operation to compare; `List*` works. Without this flag those of the connector, or all; of a bare body it is the name.
    #[arg(long = "operation", value_name = "NAME", value_delimiter = ',')]
    pub(crate) operations: Vec<String>,
    /// Facts that a source does not have.
    #[command(flatten)]
    pub(crate) facts: FactArgs,
    /// How findings are printed.
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// From which level on a change report fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Code no longer compiles, or calls fail.
    Breaking,
    /// The same code does something else.
    Behaviour,
    /// Any change.
    Compatible,
    /// Never.
    Never,
}

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    /// Sources, the folder of a connector, or a folder with the models of many services; `-` is standard input.
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// An operation to look at; all of them without this flag.
    #[arg(long = "operation", value_name = "NAME", value_delimiter = ',')]
    pub(crate) operations: Vec<String>,
    /// A recipe to apply.
    #[arg(
        long,
        value_name = "FILE",
        env = "CONNECTOR_GEN_CONFIG",
        hide_env_values = true
    )]
    pub(crate) config: Option<String>,
    /// Facts that a source does not have.
    #[command(flatten)]
    pub(crate) facts: FactArgs,
    /// What is printed.
    #[arg(
        long = "output-format",
        value_name = "FORMAT",
        default_value = "human",
        env = "CONNECTOR_GEN_INSPECT_FORMAT",
        hide_env_values = true,
        help_heading = "Output"
    )]
    pub(crate) format: InspectFormat,
}

/// What `inspect` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// Operations and decisions for people.
    Human,
    /// The service model, the decisions and the findings.
    Json,
    /// The domain model as Mermaid text.
    Mermaid,
    /// The domain model as a picture.
    Svg,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// A code like `CG0101` or `CH0011`; without one all codes are listed.
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_of_the_command_line_is_consistent() {
        super::Args::command().debug_assert();
    }

    #[test]
    fn every_exit_status_is_in_the_help() {
        let help = super::Args::command().render_long_help().to_string();
        for status in ["  0  ", "  1  ", "  2  ", "  3  "] {
            assert!(help.contains(status), "{status}");
        }
    }
}
