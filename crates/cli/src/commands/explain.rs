//! `explain CODE`: what a finding or a change means.

use std::fmt::Write as _;

use connector_model::diagnostic::{Diagnostic, Diagnostics, Rule};
use connector_model::suggestion::suggestions;
use connector_update::change_rules::{self, ChangeRule};

use crate::args::ExplainArgs;
use crate::codes;
use crate::commands::Status;
use crate::examples::example;
use crate::printer::Printer;

/// Every kind of finding, by code.
pub(crate) fn rules() -> Vec<&'static Rule> {
    let tables = [
        connector_ingest::codes::RULES,
        connector_model::codes::RULES,
        connector_emit::codes::RULES,
        connector_update::codes::RULES,
        codes::RULES,
    ];
    let mut rules: Vec<&Rule> = tables.into_iter().flatten().copied().collect();
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// Prints the explanation of a code, or all codes with a line each.
pub(crate) fn run(args: &ExplainArgs, printer: &mut Printer) -> Result<Status, Diagnostics> {
    let text = match &args.code {
        None => list(),
        Some(code) => explanation(code).ok_or_else(|| unknown(code))?,
    };
    printer.out(&text);
    Ok(Status::Done)
}

/// What a code means, with an example.
fn explanation(code: &str) -> Option<String> {
    let mut text = meaning(code)?;
    if let Some(example) = example(&code.to_ascii_uppercase()) {
        text = format!("{text}\n{example}");
    }
    Some(text)
}

fn meaning(code: &str) -> Option<String> {
    if let Some(rule) = change_rules::rule(code) {
        return Some(change(rule));
    }
    let rule = rules()
        .into_iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(code))?;
    Some(format!(
        "{} ({}): {}\n\n{}\n",
        rule.code, rule.severity, rule.summary, rule.explanation
    ))
}

fn change(rule: &ChangeRule) -> String {
    format!(
        "{} ({}): {}\n\nWhy: {}.\n\n{}\n",
        rule.code, rule.level, rule.summary, rule.why, rule.explanation
    )
}

fn list() -> String {
    let mut text = String::new();
    for rule in rules() {
        let _ = writeln!(
            text,
            "{}  {:9}  {}",
            rule.code,
            rule.severity.to_string(),
            rule.summary
        );
    }
    for rule in change_rules::RULES {
        let _ = writeln!(
            text,
            "{}  {:9}  {}",
            rule.code,
            rule.level.word(),
            rule.summary
        );
    }
    text
}

fn unknown(code: &str) -> Diagnostics {
    let rules = rules();
    let changes = change_rules::RULES.iter().map(|rule| rule.code);
    let near = suggestions(code, rules.iter().map(|rule| rule.code).chain(changes));
    let help = match near.as_slice() {
        [] => "list all codes with `connector-gen explain`".to_owned(),
        near => format!("did you mean `{}`?", near.join("`, `")),
    };
    let message = format!("there is no code `{code}`");
    Diagnostic::new(&codes::UNKNOWN_CODE, message)
        .help(help)
        .into()
}

#[cfg(test)]
mod tests {
    use super::{explanation, rules};

    #[test]
    fn every_code_is_there_once_and_can_be_explained() {
        let codes: Vec<&str> = rules().iter().map(|rule| rule.code).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
        for code in codes {
            let text = explanation(&code.to_lowercase()).expect(code);
            assert!(text.starts_with(code) && text.lines().count() > 2, "{text}");
            let ours = !code.starts_with("CG03");
            assert!(!ours || text.contains("```"), "{code} has no example");
        }
        for rule in connector_update::change_rules::RULES {
            let text = explanation(rule.code).expect(rule.code);
            assert!(text.contains("```"), "{} has no example", rule.code);
        }
        assert!(explanation("CG9999").is_none());
    }
}
