//! What an operation takes and returns, and the errors that it answers with.

use connector_model::service::{
    ErrorResponse, Evidence, Member, Operation, Service, ShapeId, ShapeKind,
};

use super::pairs::same_error;
use super::{Found, Side, members};
use crate::change_rules as rules;

/// Compares input, output and errors of an operation, apart from their members.
pub(super) fn compare(
    found: &mut Found,
    old: Side<'_>,
    new: Side<'_>,
    from: &Operation,
    to: &Operation,
) {
    let name = from.name.as_str();
    request(found, old, new, from, to);
    answer(found, (old.service, from), (new.service, to));
    for error in &from.errors {
        match same_error(&to.errors, error) {
            Some(other) => same(found, name, error, other),
            None => removed(found, new.service, name, error),
        }
    }
    for error in &to.errors {
        let is_known = from
            .errors
            .iter()
            .any(|other| same_error(std::slice::from_ref(error), other).is_some());
        if !is_known {
            let message = if answers_with(old.service, error) {
                "other operations answer with it already".to_owned()
            } else if error.code.as_ref() == Some(&error.shape.0) {
                String::new()
            } else {
                shown(error)
            };
            found.add(&rules::ERROR_ADDED, &error.shape.0, message, [name]);
        }
    }
}

/// Members of a request of which the other version has none at all, so that there is no pair of shapes to compare.
fn request(found: &mut Found, old: Side<'_>, new: Side<'_>, from: &Operation, to: &Operation) {
    let (shape, side, is_new) = match (&from.input, &to.input) {
        (None, Some(is)) => (is, new, true),
        (Some(was), None) => (was, old, false),
        _ => return,
    };
    for member in members_of(side.service, shape) {
        let rule = if is_new {
            members::of_request(old.service, new, shape, member)
        } else {
            &rules::REQUEST_MEMBER_REMOVED
        };
        found.told.insert((shape.clone(), member.wire.clone()));
        found.add(
            rule,
            &shape.member(&member.wire).0,
            "",
            [from.name.as_str()],
        );
    }
}

fn members_of<'a>(service: &'a Service, shape: &ShapeId) -> &'a [Member] {
    match service.shapes.get(shape).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) => members,
        _ => &[],
    }
}

fn answer(
    found: &mut Found,
    (old, from): (&Service, &Operation),
    (new, to): (&Service, &Operation),
) {
    let name = from.name.as_str();
    match (output(old, from), output(new, to)) {
        (None, Some(is)) => found.add(&rules::OUTPUT_ADDED, &is.0, "", [name]),
        (Some(was), None) => found.add(&rules::OUTPUT_REMOVED, &was.0, "", [name]),
        _ => {}
    }
}

/// What an operation returns; a structure without members is nothing.
pub(super) fn output<'a>(service: &Service, operation: &'a Operation) -> Option<&'a ShapeId> {
    let id = operation.output.as_ref()?;
    match service.shapes.get(id).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) if members.is_empty() => None,
        _ => Some(id),
    }
}

fn same(found: &mut Found, name: &str, error: &ErrorResponse, other: &ErrorResponse) {
    if error.code != other.code || error.status != other.status {
        let message = format!("{} became {}", shown(error), shown(other));
        found.add(&rules::ERROR_CHANGED, &error.shape.0, message, [name]);
    }
    if error.retryable != other.retryable {
        let message = if other.retryable {
            "it is repeated now"
        } else {
            "it is no longer repeated"
        };
        found.add(&rules::RETRY_CHANGED, &error.shape.0, message, [name]);
    }
}

/// The details of a model's errors are one enumeration for all operations, so a variant stays while one has the error.
fn removed(found: &mut Found, new: &Service, name: &str, error: &ErrorResponse) {
    if new.evidence == Evidence::Model && answers_with(new, error) {
        let rule = &rules::ERROR_NO_LONGER_OF_OPERATION;
        return found.add(rule, &error.shape.0, "", [name]);
    }
    found.add(&rules::ERROR_REMOVED, &error.shape.0, shown(error), [name]);
}

fn answers_with(service: &Service, error: &ErrorResponse) -> bool {
    service.evidence == Evidence::Model
        && service
            .operations
            .iter()
            .any(|operation| same_error(&operation.errors, error).is_some())
}

fn shown(error: &ErrorResponse) -> String {
    match &error.code {
        Some(code) => format!("code `{code}`, status {}", error.status),
        None => format!("status {}", error.status),
    }
}
