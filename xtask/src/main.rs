//! Chores of the workspace, run as `cargo xtask NAME`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the developer's terminal"
)]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::similar_names,
    clippy::unnecessary_debug_formatting,
    reason = "paths are our own, and stand quoted in the manifests that chores write"
)]

mod conformance;
mod corpus;
mod golden;
mod history;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask tidy              check the architecture: edges, dependencies, layers, templates, words
cargo xtask golden            regenerate the golden connectors in memory and compare
cargo xtask golden --accept   write them
cargo xtask conformance [ROW] run the protocol vectors through generated connectors; without ROW all of them
cargo xtask conformance endpoints  run the cases of endpoint rules through compiled rules
cargo xtask conformance inputs  the same from inputs of operations and settings of clients, through connectors
cargo xtask call CALLS URL OUT  calls of generated connectors to a server; OUT gets its answers
cargo xtask compare PARSED    compare what they read with what botocore read from the same bytes
cargo xtask corpus [--write] [--check N [--turn T]] [SERVICE]…
                              every service of botocore through the pipeline; one in N crates compiled, those of turn T
cargo xtask history fetch [VERSION]…
                              get the versions of botocore that the next line compares
cargo xtask history [--merge-only] [OLD NEW [SERVICE]…]
                              edit connectors of the old models, regenerate them from the new ones, and prove
                              the report of changes with programs compiled against both";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["tidy"] => tidy::run(&root()),
        ["golden"] => golden::run(&root(), golden::Mode::Compare),
        ["golden", "--accept"] => golden::run(&root(), golden::Mode::Accept),
        ["conformance"] => conformance::run(&root(), ""),
        ["conformance", "endpoints"] => conformance::endpoints::run(&root()),
        ["conformance", "inputs"] => conformance::endpoint_inputs::run(&root()),
        ["conformance", filter] => conformance::run(&root(), filter),
        ["call", calls, endpoint, out] => {
            conformance::call(&root(), Path::new(calls), endpoint, Path::new(out))
        }
        ["compare", parsed] => conformance::compare(&root(), Path::new(parsed)),
        ["corpus", rest @ ..] => {
            corpus::Settings::parse(rest).and_then(|settings| corpus::run(&root(), &settings))
        }
        ["history", "fetch", rest @ ..] => history::fetch(&root(), rest),
        ["history", rest @ ..] => history::run(&root(), rest),
        _ => Err(HELP.to_owned()),
    };
    match outcome {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(report) => {
            eprintln!("{report}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace: the folder above this crate's.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask stands in the workspace")
        .to_path_buf()
}
