//! Asking a person at a terminal which operations are wanted.

use std::io::{BufRead as _, stdin};

use connector_model::service::Service;

use crate::printer::{Printer, printable, talk};

/// The operations that a person chose; empty for all, which is also the answer where nobody can be asked.
pub(crate) fn operations(service: &Service, printer: &Printer) -> Vec<String> {
    if service.operations.len() < 2 || !printer.settings().interactive {
        return Vec::new();
    }
    talk("operations of these sources:");
    for (at, operation) in service.operations.iter().enumerate() {
        talk(&format!("  {:>3}  {}", at + 1, printable(&operation.name)));
    }
    talk("which ones? numbers or names with spaces between them; nothing means all:");
    let mut answer = String::new();
    if stdin().lock().read_line(&mut answer).is_err() {
        return Vec::new();
    }
    answer
        .split_whitespace()
        .map(|word| name(service, word))
        .collect()
}

/// The name that a number stands for; anything else is a name, which is checked with those of `--operation`.
fn name(service: &Service, word: &str) -> String {
    let chosen = word
        .parse::<usize>()
        .ok()
        .and_then(|number| service.operations.get(number.checked_sub(1)?));
    chosen.map_or_else(|| word.to_owned(), |operation| operation.name.clone())
}
