//! Asking a person at a terminal which operations are wanted.

use std::io::{BufRead as _, stdin};

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::service::{Evidence, Service};

use crate::codes;
use crate::printer::{Printer, printable, talk};

/// Operations that a question or a message lists.
const LISTED: usize = 60;

/// What stands for all operations.
const ALL: &str = "*";

/// The operations that a person chose; empty for all, which is also the answer where nobody can be asked about samples.
///
/// # Errors
/// [`codes::CHOOSE_OPERATIONS`] for an API model of several operations of which none was chosen.
pub(crate) fn operations(service: &Service, printer: &Printer) -> Result<Vec<String>, Diagnostics> {
    if service.operations.len() < 2 {
        return Ok(Vec::new());
    }
    let is_model = service.evidence == Evidence::Model;
    let chosen = if printer.settings().interactive {
        asked(service, is_model)
    } else {
        Vec::new()
    };
    if is_model && chosen.is_empty() {
        return Err(undecided(service).into());
    }
    Ok(chosen)
}

fn asked(service: &Service, is_model: bool) -> Vec<String> {
    talk("operations of these sources:");
    for (at, operation) in service.operations.iter().enumerate().take(LISTED) {
        talk(&format!("  {:>3}  {}", at + 1, printable(&operation.name)));
    }
    let more = service.operations.len().saturating_sub(LISTED);
    if more > 0 {
        talk(&format!(
            "  and {more} more, up to {}",
            service.operations.len()
        ));
    }
    talk(if is_model {
        "which ones? numbers, names or patterns like `List*` with spaces between them; `*` means all:"
    } else {
        "which ones? numbers or names with spaces between them; nothing means all:"
    });
    let mut answer = String::new();
    if stdin().lock().read_line(&mut answer).is_err() {
        return Vec::new();
    }
    answer
        .split([' ', ',', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
        .map(|word| name(service, word))
        .collect()
}

fn undecided(service: &Service) -> Diagnostic {
    let names = service.operations.iter().take(LISTED);
    let names: Vec<String> = names
        .map(|operation| format!("`{}`", operation.name))
        .collect();
    let more = service.operations.len().saturating_sub(LISTED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let message = format!(
        "the model has {} operations, and none was chosen",
        service.operations.len()
    );
    Diagnostic::new(&codes::CHOOSE_OPERATIONS, message)
        .note(format!("it has {}{more}", names.join(", ")), None)
        .help(format!(
            "choose with `--operation NAME` or a pattern like `--operation 'List*'`; `--operation '{ALL}'` takes all"
        ))
}

/// The name that a number stands for; anything else is a name, which is checked with those of `--operation`.
fn name(service: &Service, word: &str) -> String {
    let chosen = word
        .parse::<usize>()
        .ok()
        .and_then(|number| service.operations.get(number.checked_sub(1)?));
    chosen.map_or_else(|| word.to_owned(), |operation| operation.name.clone())
}
