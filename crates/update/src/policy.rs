//! What the recipe says about changes: levels of whole rules, and single changes that are let pass.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::diagnostic::{Diagnostic, Diagnostics, Rule};
use connector_model::recipe::{Places, Recipe};
use connector_model::suggestion::suggestions;

use crate::change_rules::{self, Level, RULES};
use crate::changes::Change;
use crate::codes;

/// What the recipe says about changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    levels: BTreeMap<&'static str, Level>,
    accepted: BTreeMap<String, String>,
}

/// Reads what the recipe says. A code or a level that does not exist is an error with what comes near.
pub fn policy(recipe: &Recipe, places: &Places) -> (Policy, Diagnostics) {
    let mut out = Diagnostics::new();
    let mut policy = Policy::default();
    for (code, word) in &recipe.changes.levels {
        let path = ["changes", "levels", code.as_str()];
        let mut refuse = |rule, message: String, help: String| {
            out.push(at(places, &path, rule, message).help(help));
        };
        match (change_rules::rule(code), Level::of(word)) {
            (None, _) => refuse(
                &codes::CHANGE_CODE,
                format!("there is no kind of change `{code}`"),
                near(code),
            ),
            (_, None) => refuse(
                &codes::CHANGE_LEVEL,
                format!("`{word}` is no level of a change"),
                "write `breaking`, `behaviour` or `compatible`".to_owned(),
            ),
            (Some(rule), Some(_)) if policy.levels.contains_key(rule.code) => refuse(
                &codes::CHANGE_LEVEL,
                format!("`{}` has two levels", rule.code),
                "keep one of them; upper and lower case are the same".to_owned(),
            ),
            (Some(rule), Some(level)) => {
                policy.levels.insert(rule.code, level);
            }
        }
    }
    for accepted in &recipe.changes.accept {
        let finding = accepted.finding.trim().to_ascii_lowercase();
        let is_named = finding.len() == 12 && finding.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_named || accepted.reason.trim().is_empty() {
            let message = if is_named {
                format!("the change `{finding}` is accepted without a reason")
            } else {
                format!("`{}` names no change", accepted.finding)
            };
            let help =
                "write `finding = \"…\"` with the 12 digits of the report, and `reason = \"…\"`";
            let path = ["changes", "accept"];
            out.push(at(places, &path, &codes::ACCEPTANCE, message).help(help));
            continue;
        }
        let reason = accepted.reason.trim().to_owned();
        policy.accepted.insert(finding, reason);
    }
    (policy, out)
}

fn at(places: &Places, path: &[&str], rule: &'static Rule, message: String) -> Diagnostic {
    let finding = Diagnostic::new(rule, message);
    match places.of(path) {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}

fn near(code: &str) -> String {
    let near = suggestions(code, RULES.iter().map(|rule| rule.code));
    if near.is_empty() {
        return "list all codes with `connector-gen explain`".to_owned();
    }
    format!("did you mean `{}`?", near.join("` or `"))
}

impl Policy {
    /// Puts levels and reasons on changes and sorts them again, gravest first. The findings name what is accepted and
    /// does not occur.
    pub fn apply(&self, changes: &mut [Change]) -> Diagnostics {
        let mut met = BTreeSet::new();
        for change in changes.iter_mut() {
            if let Some(level) = self.levels.get(change.rule.code) {
                change.level = *level;
            }
            let fingerprint = change.fingerprint();
            change.accepted = self.accepted.get(&fingerprint).cloned();
            met.insert(fingerprint);
        }
        changes.sort_by_key(|change| std::cmp::Reverse(change.level));
        let mut out = Diagnostics::new();
        for finding in self.accepted.keys().filter(|key| !met.contains(*key)) {
            let message = format!("the accepted change `{finding}` does not occur");
            out.push(
                Diagnostic::new(&codes::ACCEPTED_ABSENT, message)
                    .help("remove it from `[[changes.accept]]` once it is no longer needed"),
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use connector_model::recipe::{self, Places};

    use super::policy;
    use crate::change_rules::{self, Level};
    use crate::changes::Change;

    fn change() -> Change {
        Change {
            rule: &change_rules::TYPE_CHANGED,
            level: Level::Breaking,
            subject: "Voice.Id".to_owned(),
            message: String::new(),
            evidence: String::new(),
            operations: Vec::new(),
            accepted: None,
        }
    }

    fn findings(text: &str) -> Vec<(&'static str, String)> {
        let (recipe, _) = recipe::read(0, text);
        let (_, findings) = policy(&recipe.expect("a recipe"), &recipe::places(0, text));
        findings
            .iter()
            .map(|finding| {
                assert!(finding.place.is_some(), "{text}");
                (finding.rule.code, finding.help.clone().unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn what_the_recipe_mistypes_is_refused_with_what_comes_near() {
        let cases = [
            ("[changes.levels]\nCH004 = \"breaking\"\n", "CG0430"),
            ("[changes.levels]\nCH0040 = \"grave\"\n", "CG0431"),
            (
                "[changes.levels]\nCH0040 = \"compatible\"\nch0040 = \"breaking\"\n",
                "CG0431",
            ),
            (
                "[[changes.accept]]\nfinding = \"0123456789ab\"\nreason = \" \"\n",
                "CG0432",
            ),
            (
                "[[changes.accept]]\nfinding = \"CH0040\"\nreason = \"x\"\n",
                "CG0432",
            ),
        ];
        for (text, code) in cases {
            let found = findings(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, code);
        }
        let (_, help) = &findings(cases[0].0)[0];
        assert!(help.starts_with("did you mean `CH0004`"), "{help}");
    }

    #[test]
    fn levels_and_acceptances_reach_the_changes_they_name_and_no_others() {
        let finding = change().fingerprint();
        let text = format!(
            "[changes.levels]\nch0030 = \"compatible\"\n[[changes.accept]]\nfinding = \"{finding}\"\n\
             reason = \"not used\"\n[[changes.accept]]\nfinding = \"0123456789ab\"\nreason = \"x\"\n"
        );
        let (recipe, _) = recipe::read(0, &text);
        let (policy, findings) = policy(&recipe.expect("a recipe"), &Places::default());
        assert!(findings.is_empty());
        let mut other = change();
        other.message = "another".to_owned();
        let mut changes = [change(), other];
        let unused = policy.apply(&mut changes);
        assert_eq!(unused.iter().count(), 1);
        assert_eq!(changes[0].level, Level::Compatible);
        assert_eq!(changes[0].accepted.as_deref(), Some("not used"));
        assert_eq!(changes[1].accepted, None);
        assert_ne!(changes[0].fingerprint(), changes[1].fingerprint());
    }
}
