//! The chosen operations of a service.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::names;
use crate::service::{Operation, Service, ShapeId, ShapeKind, Target};
use crate::suggestion::suggestions;

/// How many operations a message lists.
const LISTED: usize = 20;

/// The operations wanted, in that order, and the shapes that they reach; all of them for an empty list.
///
/// An operation is wanted by its action's name, by the source's name, or by a pattern with `*` for any
/// characters and `?` for one; what a pattern finds is in the order of the source. A name that finds
/// nothing is an error that lists what exists.
pub fn slice(service: &Service, wanted: &[String]) -> (Service, Diagnostics) {
    let mut out = Diagnostics::new();
    let mut chosen: Vec<usize> = Vec::new();
    for name in wanted {
        let found = find(&service.operations, name);
        if found.is_empty() {
            out.push(unknown(&service.operations, name));
        }
        for at in found {
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
    }
    if wanted.is_empty() {
        chosen = (0..service.operations.len()).collect();
    }
    let operations = chosen
        .iter()
        .map(|at| service.operations[*at].clone())
        .collect();
    (restricted(service, operations), out)
}

/// Whether a name or pattern finds an operation of the service.
pub fn finds(service: &Service, wanted: &str) -> bool {
    !find(&service.operations, wanted).is_empty()
}

/// The service with these operations and the shapes that they reach.
pub(crate) fn restricted(service: &Service, operations: Vec<Operation>) -> Service {
    let shapes = closure(service, &operations);
    Service {
        evidence: service.evidence,
        title: service.title.clone(),
        signing_name: service.signing_name.clone(),
        documentation: service.documentation.clone(),
        traits: service.traits.clone(),
        operations,
        shapes,
    }
}

fn closure(
    service: &Service,
    operations: &[Operation],
) -> BTreeMap<ShapeId, crate::service::Shape> {
    let mut reached = BTreeSet::new();
    let mut stack: Vec<&ShapeId> = operations
        .iter()
        .flat_map(|operation| {
            let errors = operation.errors.iter().map(|error| &error.shape);
            operation
                .input
                .iter()
                .chain(&operation.output)
                .chain(errors)
        })
        .collect();
    while let Some(id) = stack.pop() {
        let Some(shape) = service.shapes.get(id) else {
            continue;
        };
        if !reached.insert(id) {
            continue;
        }
        match &shape.kind {
            ShapeKind::Structure(members) => {
                stack.extend(members.iter().filter_map(|member| shape_of(&member.target)));
            }
            ShapeKind::List(target) | ShapeKind::Map(target) => stack.extend(shape_of(target)),
            ShapeKind::Enumeration(_) | ShapeKind::Simple(_) => {}
        }
    }
    reached
        .into_iter()
        .map(|id| (id.clone(), service.shapes[id].clone()))
        .collect()
}

fn shape_of(target: &Target) -> Option<&ShapeId> {
    let mut target = target;
    loop {
        match target {
            Target::Nullable(inner) => target = inner,
            Target::Shape(id) => return Some(id),
            Target::Simple(_) => return None,
        }
    }
}

/// Indices of the operations that a name stands for; a name as it stands comes before its meaning as a
/// pattern.
fn find(operations: &[Operation], wanted: &str) -> Vec<usize> {
    let find = |is: &dyn Fn(&Operation) -> bool| -> Vec<usize> {
        let found = operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| is(operation));
        found.map(|(at, _)| at).collect()
    };
    let exact = find(&|operation| operation.name == wanted || operation.source_name == wanted);
    if !exact.is_empty() {
        return exact;
    }
    if wanted.contains(['*', '?']) {
        return find(&|operation| {
            matches(wanted, &operation.name) || matches(wanted, &operation.source_name)
        });
    }
    // The recipe may have given the action another name than the source's.
    find(&|operation| names::action(&operation.source_name) == wanted)
}

fn unknown(operations: &[Operation], wanted: &str) -> Diagnostic {
    let message = if wanted.contains(['*', '?']) {
        format!("no operation matches `{wanted}`")
    } else {
        format!("unknown operation `{wanted}`")
    };
    let known = operations
        .iter()
        .flat_map(|operation| [operation.name.as_str(), operation.source_name.as_str()]);
    let near = suggestions(wanted, known);
    let finding =
        Diagnostic::new(&codes::UNKNOWN_OPERATION, message).note(listed(operations), None);
    if near.is_empty() {
        return finding.help("name one of the operations that the sources have");
    }
    finding.help(format!("did you mean `{}`?", near.join("` or `")))
}

fn listed(operations: &[Operation]) -> String {
    if operations.is_empty() {
        return "the sources have no operation".to_owned();
    }
    let names: Vec<String> = operations
        .iter()
        .take(LISTED)
        .map(|operation| format!("`{}`", operation.name))
        .collect();
    let more = operations.len().saturating_sub(LISTED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("the sources have {}{more}", names.join(", "))
}

/// Whether a text fits a pattern with `*` for any characters and `?` for one; goes back to the last `*` only, so it ends in time of their product.
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                p = at + 1;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::{matches, slice};
    use crate::service::{ErrorResponse, Operation, Service, ShapeId, ShapeKind, Simple, Target};
    use crate::testing::{member, operation, service, structure};

    fn example() -> Service {
        let with = |name: &str, source: &str, output: &str| Operation {
            source_name: source.to_owned(),
            output: Some(ShapeId(output.to_owned())),
            ..operation(name)
        };
        let list = |items: &str| ShapeKind::List(Target::Shape(ShapeId(items.to_owned())));
        service(
            vec![
                with("ListAllPets", "List all pets", "A"),
                with("ListOwners", "ListOwners", "B"),
                operation("Delete"),
            ],
            vec![
                (
                    "A",
                    structure(vec![member("x", Target::Shape(ShapeId("L".to_owned())))]),
                ),
                ("B", structure(Vec::new())),
                ("L", list("A")),
                ("Unused", ShapeKind::Simple(Simple::String)),
            ],
        )
    }

    fn sliced(wanted: &[&str]) -> (Vec<String>, Vec<String>, Vec<&'static str>) {
        let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        let (service, findings) = slice(&example(), &wanted);
        let operations = service
            .operations
            .into_iter()
            .map(|operation| operation.name)
            .collect();
        let shapes = service.shapes.into_keys().map(|id| id.0).collect();
        (
            operations,
            shapes,
            findings.iter().map(|finding| finding.rule.code).collect(),
        )
    }

    #[test]
    fn operations_are_chosen_by_action_source_name_or_pattern() {
        for (wanted, expected) in [
            (&["ListAllPets"][..], &["ListAllPets"][..]),
            (&["List all pets"], &["ListAllPets"]),
            (
                &["Delete", "List*"],
                &["Delete", "ListAllPets", "ListOwners"],
            ),
            (
                &["ListOwners", "*"],
                &["ListOwners", "ListAllPets", "Delete"],
            ),
            (&["?elete"], &["Delete"]),
            (&[], &["ListAllPets", "ListOwners", "Delete"]),
        ] {
            assert_eq!(sliced(wanted).0, expected, "{wanted:?}");
        }
    }

    #[test]
    fn shapes_that_no_chosen_operation_reaches_are_left_out() {
        assert_eq!(sliced(&["ListAllPets"]).1, ["A", "L"]);
        assert_eq!(sliced(&["Delete"]).1, Vec::<String>::new());
    }

    #[test]
    fn errors_and_events_of_chosen_operations_are_kept() {
        let target = |id: &str| Target::Shape(ShapeId(id.to_owned()));
        let stream = Operation {
            output: Some(ShapeId("Out".to_owned())),
            errors: vec![ErrorResponse {
                status: 400,
                shape: ShapeId("Error".to_owned()),
                code: None,
                retryable: false,
            }],
            ..operation("Stream")
        };
        let nullable = ShapeKind::Map(Target::Nullable(Box::new(target("Value"))));
        let service = service(
            vec![stream],
            vec![
                ("Out", structure(vec![member("events", target("Events"))])),
                ("Events", structure(vec![member("chunk", target("Chunk"))])),
                ("Chunk", structure(vec![member("map", target("Map"))])),
                ("Map", nullable),
                ("Value", structure(Vec::new())),
                ("Error", structure(Vec::new())),
                ("Unused", structure(Vec::new())),
            ],
        );
        let (sliced, _) = slice(&service, &["Stream".to_owned()]);
        let kept: Vec<&str> = sliced.shapes.keys().map(|id| id.0.as_str()).collect();
        assert_eq!(kept, ["Chunk", "Error", "Events", "Map", "Out", "Value"]);
    }

    #[test]
    fn an_unknown_operation_is_an_error_with_a_suggestion() {
        assert_eq!(sliced(&["ListOwner"]).2, ["CG0210"]);
        let (_, findings) = slice(&example(), &["ListOwner".to_owned()]);
        let finding = findings.iter().next().expect("one was counted above");
        assert_eq!(finding.help.as_deref(), Some("did you mean `ListOwners`?"));
        assert_eq!(
            finding.notes[0].message,
            "the sources have `ListAllPets`, `ListOwners`, `Delete`"
        );
        assert_eq!(sliced(&["Get*"]).2, ["CG0210"]);
    }

    #[test]
    fn patterns_match_in_time() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbbc", true),
            ("a*c", "abbbd", false),
            ("*a*b*", "xxaxxbxx", true),
            ("?", "", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
        assert!(!matches(&"a*".repeat(2_000), &"b".repeat(2_000)));
    }
}
