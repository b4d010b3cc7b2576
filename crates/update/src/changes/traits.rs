//! What changed about the facts that only models state about shapes and members.

use std::cmp::Ordering;

use connector_model::service::{Constraints, Member};

use super::shapes::At;
use super::words::{bounds, deprecation};
use crate::change_rules as rules;

/// Facts about a shape.
pub(super) fn of_shape(at: &mut At<'_, '_>) {
    let subject = at.pair.was.0.clone();
    let (was, is) = (&at.was.traits, &at.is.traits);
    let names = was.item != is.item || was.key != is.key || was.xml_namespace != is.xml_namespace;
    if names && !at.sides.is_other_protocol {
        at.add(&rules::WIRE_FORM_CHANGED, &subject, "names of elements");
    }
    if was.deprecated.is_some() != is.deprecated.is_some() {
        let message = deprecation(is.deprecated.as_ref());
        at.add(&rules::DEPRECATED_CHANGED, &subject, message);
    }
    limits(at, &subject, &was.constraints, &is.constraints);
    secret(at, &subject, at.was.sensitive, at.is.sensitive);
}

/// Facts about a member that both structures have.
pub(super) fn of_member(at: &mut At<'_, '_>, subject: &str, from: &Member, to: &Member) {
    let (was, is) = (&from.traits, &to.traits);
    if !at.sides.is_other_protocol {
        wire_form(at, subject, from, to);
    }
    if was.streaming != is.streaming {
        let message = if is.streaming {
            "it is a stream now"
        } else {
            "it is no stream any more"
        };
        at.tell(&from.wire);
        at.add(&rules::STREAM_CHANGED, subject, message);
    } else if was.requires_length != is.requires_length {
        let message = if is.requires_length {
            "it has to be known"
        } else {
            "it need not be known"
        };
        at.add(&rules::STREAM_LENGTH_CHANGED, subject, message);
    }
    if was.idempotency_token != is.idempotency_token {
        let message = if is.idempotency_token {
            "it is one now"
        } else {
            "it is none any more"
        };
        at.add(&rules::TOKEN_CHANGED, subject, message);
    }
    let endpoint = was.host_label != is.host_label || was.context_parameter != is.context_parameter;
    if endpoint {
        at.add(&rules::ENDPOINT_PARAMETER_CHANGED, subject, "");
    }
    if was.default != is.default {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let message = format!("`{}` became `{}`", shown(&was.default), shown(&is.default));
        at.add(&rules::DEFAULT_CHANGED, subject, message);
    }
    if was.deprecated.is_some() != is.deprecated.is_some() {
        let message = deprecation(is.deprecated.as_ref());
        at.add(&rules::DEPRECATED_CHANGED, subject, message);
    }
    limits(at, subject, &was.constraints, &is.constraints);
    secret(at, subject, was.sensitive, is.sensitive);
}

fn wire_form(at: &mut At<'_, '_>, subject: &str, from: &Member, to: &Member) {
    let (was, is) = (&from.traits, &to.traits);
    let differences = [
        (
            was.flattened != is.flattened,
            "items without an element around them",
        ),
        (was.xml_attribute != is.xml_attribute, "an attribute of XML"),
        (
            was.xml_namespace != is.xml_namespace,
            "the namespace of its element",
        ),
        (was.query_name != is.query_name, "its name in queries"),
        (was.json_value != is.json_value, "JSON as base64"),
        (was.media_type != is.media_type, "its content type"),
        (was.event_header != is.event_header, "a header of its event"),
        (
            was.event_payload != is.event_payload,
            "the payload of its event",
        ),
        (
            was.event_exception != is.event_exception,
            "an exception of its stream",
        ),
    ];
    for (_, what) in differences.into_iter().filter(|(differs, _)| *differs) {
        at.add(&rules::WIRE_FORM_CHANGED, subject, what);
    }
}

fn secret(at: &mut At<'_, '_>, subject: &str, was: bool, is: bool) {
    if was != is {
        let message = if is {
            "it is one now"
        } else {
            "it is none any more"
        };
        at.add(&rules::SENSITIVE_CHANGED, subject, message);
    }
}

/// Services check constraints of what they are sent; those of answers promise nothing that a program could rely on.
fn limits(at: &mut At<'_, '_>, subject: &str, was: &Constraints, is: &Constraints) {
    if !at.pair.sent {
        return;
    }
    let (from, to) = (bounds(was), bounds(is));
    if from != to {
        let rule = if bounds_hold(was, is) {
            &rules::CONSTRAINT_LOOSENED
        } else {
            &rules::CONSTRAINT_TIGHTENED
        };
        at.add(rule, subject, format!("`{from}` became `{to}`"));
    }
    let (rule, message) = match (&was.pattern, &is.pattern) {
        (was, is) if was == is => return,
        (_, None) => (&rules::CONSTRAINT_LOOSENED, "no pattern any more"),
        (None, _) => (&rules::PATTERN_CHANGED, "there was none"),
        _ => (&rules::PATTERN_CHANGED, ""),
    };
    let pattern = |given: &Constraints| given.pattern.clone().unwrap_or_default();
    let evidence = format!("{}\n{}", pattern(was), pattern(is));
    let operations = at.pair.operations.iter().copied();
    at.found
        .add_with(rule, subject, message, evidence, operations);
}

/// Whether the bounds exclude nothing that they did not exclude before.
fn bounds_hold(was: &Constraints, is: &Constraints) -> bool {
    reaches(is.min.as_deref(), was.min.as_deref(), Ordering::Greater)
        && reaches(is.max.as_deref(), was.max.as_deref(), Ordering::Less)
}

/// Whether a bound excludes nothing that the old one allowed: it is not on the side of it that `excluding` says.
fn reaches(is: Option<&str>, was: Option<&str>, excluding: Ordering) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    match (is, was) {
        (None, _) => true,
        (Some(is), _) if excluding == Ordering::Greater && number(is) == Some(0.0) => true,
        (Some(_), None) => false,
        (Some(is), Some(was)) => match (number(is), number(was)) {
            (Some(is), Some(was)) => is.partial_cmp(&was).is_some_and(|order| order != excluding),
            _ => is == was,
        },
    }
}
