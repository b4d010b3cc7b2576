//! `[operations]`: names of actions, endpoints.

use super::Amendment;
use crate::codes;
use crate::names::{self, Taken};
use crate::recipe::Recipe;
use crate::service::{EndpointPart, Operation};

pub(super) fn apply(amendment: &mut Amendment<'_>, recipe: &Recipe) {
    let mut actions = Taken::default();
    for operation in &amendment.service.operations {
        let renamed = recipe
            .operation(operation)
            .is_some_and(|said| said.action.is_some());
        if !renamed {
            actions.claim(&operation.name);
        }
    }
    for (name, said) in &recipe.operations {
        let found = find(&amendment.service.operations, name);
        if found.is_empty() {
            unknown(amendment, name);
        }
        if let (Some(action), false) = (&said.action, found.is_empty()) {
            check_action(amendment, name, action, &found, &mut actions);
        }
        if let Some(endpoint) = &said.endpoint {
            redirect(amendment, name, &found, endpoint);
        }
    }
}

/// Indices of the operations of a name, else of those with that name in the source.
fn find(operations: &[Operation], name: &str) -> Vec<usize> {
    let by = |is: fn(&Operation) -> &str| -> Vec<usize> {
        let found = operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| is(operation) == name);
        found.map(|(at, _)| at).collect()
    };
    let found = by(|operation| &operation.name);
    if found.is_empty() {
        return by(|operation| &operation.source_name);
    }
    found
}

fn unknown(amendment: &mut Amendment<'_>, name: &str) {
    let operations = amendment.service.operations.iter();
    let known: Vec<String> = operations
        .map(|operation| operation.source_name.clone())
        .collect();
    let known = known.iter().map(String::as_str);
    amendment.unmatched(&["operations", name], "operation", name, known);
}

/// The lowering gives the name; here it is only looked at, because here its place is known.
fn check_action(
    amendment: &mut Amendment<'_>,
    key: &str,
    action: &str,
    found: &[usize],
    actions: &mut Taken,
) {
    let path = ["operations", key, "action"];
    if !names::is_entity(action) {
        let message = format!("`{action}` cannot be the name of an action");
        let help = format!("write `action = \"{}\"`", names::action(action));
        return amendment.report(&codes::NAME_INVALID, &path, message, help);
    }
    if !actions.claim(action) || found.len() > 1 {
        let message = format!("several operations would have the action `{action}`");
        let help = "choose names that differ, by the names that `inspect` lists".to_owned();
        amendment.report(&codes::NAME_TWICE, &path, message, help);
    }
}

fn redirect(amendment: &mut Amendment<'_>, key: &str, found: &[usize], endpoint: &str) {
    match parts(endpoint) {
        Ok(parts) => {
            for at in found {
                amendment.service.operations[*at]
                    .endpoint
                    .clone_from(&parts);
            }
        }
        Err(problem) => amendment.report(
            &codes::RECIPE_ENDPOINT,
            &["operations", key, "endpoint"],
            format!("the endpoint `{endpoint}` {problem}"),
            "write it like `https://polly.{region}.{dns-suffix}`".to_owned(),
        ),
    }
}

/// Reads `https://host{region}…`; the error continues "the endpoint …".
fn parts(endpoint: &str) -> Result<Vec<EndpointPart>, String> {
    let rest = endpoint
        .strip_prefix("https://")
        .or_else(|| endpoint.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Err("does not begin with `https://` or `http://`".to_owned());
    };
    if rest.is_empty() || rest.starts_with('/') {
        return Err("has no host".to_owned());
    }
    if let Some(wrong) = rest.chars().find(|c| !is_endpoint_character(*c)) {
        return Err(format!("has the character `{}`", wrong.escape_default()));
    }
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut text = endpoint.trim_end_matches('/');
    while let Some((before, after)) = text.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return Err("has a brace without its other half".to_owned());
        };
        literal.push_str(before);
        let part = match name {
            "region" => EndpointPart::Region,
            "dns-suffix" => EndpointPart::DnsSuffix,
            _ => return Err(format!("has the unknown placeholder `{{{name}}}`")),
        };
        if !literal.is_empty() {
            parts.push(EndpointPart::Text(std::mem::take(&mut literal)));
        }
        parts.push(part);
        text = after;
    }
    if text.contains('}') {
        return Err("has a brace without its other half".to_owned());
    }
    literal.push_str(text);
    if !literal.is_empty() {
        parts.push(EndpointPart::Text(literal));
    }
    Ok(parts)
}

/// Letters, digits and what hosts, ports, paths and the placeholders need; no `@`, so that no credentials can
/// stand in it, no query, no fragment.
fn is_endpoint_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/{}[]%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::service::EndpointPart::{DnsSuffix, Region, Text};

    #[test]
    fn endpoints_have_places_for_region_and_suffix() {
        let text = |text: &str| Text(text.to_owned());
        assert_eq!(
            parts("https://polly.{region}.{dns-suffix}"),
            Ok(vec![text("https://polly."), Region, text("."), DnsSuffix])
        );
        assert_eq!(
            parts("http://127.0.0.1:8080/"),
            Ok(vec![text("http://127.0.0.1:8080")])
        );
        for wrong in [
            "",
            "polly",
            "ftp://x",
            "https://",
            "https:///x",
            "https://{zone}",
            "https://{region",
            "https://a}b",
            "https://user:word@host",
            "https://x?y",
            "https://a b",
            "https://a\nb",
        ] {
            assert!(parts(wrong).is_err(), "{wrong}");
        }
    }
}
