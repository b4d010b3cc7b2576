//! What both formats of models leave open and requests cannot stand: addresses and names that no message can carry,
//! labels without a value, lists of lists without end.
//!
//! Models come from strangers. What passes here goes into request lines and header names as it is.

use std::collections::BTreeSet;

use connector_model::service::{
    Binding, Member, Operation, Origin, PathPart, Protocol, Service, Shape, ShapeId, ShapeKind,
    Target,
};

use super::place::Fault;
use crate::codes;

/// Lists and maps directly inside of each other; known models have four.
const MAX_NESTED: usize = 16;

/// Everything that is wrong with a service.
pub(crate) fn faults(service: &Service) -> Vec<Fault> {
    let mut faults = Vec::new();
    for operation in &service.operations {
        let found = operation_faults(service, operation);
        faults.extend(found.map(|message| fault(&operation.origin, message)));
    }
    let is_xml = service.traits.protocol == Some(Protocol::RestXml);
    for (id, shape) in &service.shapes {
        let found = shape_faults(service, id, shape, is_xml);
        faults.extend(found.map(|message| fault(&shape.origin, message)));
    }
    faults
}

fn fault(origin: &Origin, message: String) -> Fault {
    Fault {
        rule: &codes::MODEL_FORM,
        pointer: origin.pointer.clone(),
        message,
        help:
            "take the file as the service's publisher wrote it; correct this place if it was edited"
                .to_owned(),
    }
}

fn operation_faults(service: &Service, operation: &Operation) -> impl Iterator<Item = String> {
    let name = &operation.name;
    let mut found = Vec::new();
    if !is_token(&operation.method) {
        found.push(format!("`{}` is no HTTP method", operation.method));
    }
    for part in &operation.path {
        if let PathPart::Literal(text) = part
            && !is_address(text)
        {
            found.push(format!(
                "the address of `{name}` has characters that no address has"
            ));
        }
    }
    for part in &operation.traits.host_prefix {
        if let PathPart::Literal(text) = part
            && !is_host(text)
        {
            found.push(format!(
                "the host of `{name}` has characters that no host has"
            ));
        }
    }
    for (header, value) in &operation.fixed_headers {
        if !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            found.push(format!(
                "the header `{header}` of `{name}` has characters that no header has"
            ));
        }
    }
    found.extend(label_faults(service, operation));
    found.into_iter()
}

/// Labels of the address and of the host without a member, and members without their label.
fn label_faults(service: &Service, operation: &Operation) -> Vec<String> {
    let input = operation.input.as_ref();
    let members = input.map_or(&[][..], |input| members(service, input));
    let mut bound: BTreeSet<&str> = BTreeSet::new();
    let mut in_host: BTreeSet<&str> = BTreeSet::new();
    for member in members {
        if member.binding == Binding::Label {
            bound.insert(&member.wire);
        }
        if member.traits.host_label {
            in_host.insert(member.traits.name.as_ref().unwrap_or(&member.wire));
        }
    }
    let name = &operation.name;
    let mut found = Vec::new();
    for label in labels(&operation.path) {
        if !bound.remove(label) {
            found.push(format!(
                "no member of the input of `{name}` has the label `{{{label}}}` of its address"
            ));
        }
    }
    for label in labels(&operation.traits.host_prefix) {
        if !in_host.contains(label) {
            found.push(format!(
                "no member of the input of `{name}` has the label `{{{label}}}` of its host"
            ));
        }
    }
    for label in bound {
        found.push(format!(
            "the address of `{name}` lacks the label `{{{label}}}` of its input"
        ));
    }
    found
}

fn labels(parts: &[PathPart]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        PathPart::Label(label) | PathPart::GreedyLabel(label) => Some(label.as_str()),
        PathPart::Literal(_) => None,
    })
}

fn members<'s>(service: &'s Service, id: &ShapeId) -> &'s [Member] {
    match service.shapes.get(id).map(|shape| &shape.kind) {
        Some(ShapeKind::Structure(members)) => members,
        _ => &[],
    }
}

fn shape_faults(
    service: &Service,
    id: &ShapeId,
    shape: &Shape,
    is_xml: bool,
) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    if is_endless(service, shape) {
        found.push(format!(
            "`{id}` is of lists in lists, more than {MAX_NESTED} deep or without end"
        ));
    }
    let elements = [&shape.traits.item, &shape.traits.key];
    for element in elements.into_iter().flatten() {
        if is_xml && !is_element(&element.name) {
            found.push(format!("`{}` is no name of an XML element", element.name));
        }
    }
    if let ShapeKind::Structure(members) = &shape.kind {
        found.extend(
            members
                .iter()
                .filter_map(|member| member_fault(member, is_xml)),
        );
    }
    found.into_iter()
}

fn member_fault(member: &Member, is_xml: bool) -> Option<String> {
    let wire = &member.wire;
    match member.binding {
        Binding::Header if !is_token(wire) => Some(format!("`{wire}` is no name of a header")),
        Binding::PrefixHeaders if !wire.is_empty() && !is_token(wire) => {
            Some(format!("`{wire}` is no name that headers can begin with"))
        }
        Binding::Body if is_xml && !is_element(wire) => {
            Some(format!("`{wire}` is no name of an XML element"))
        }
        _ => None,
    }
}

/// Whether lists and maps hold each other directly, too often or for ever.
fn is_endless(service: &Service, shape: &Shape) -> bool {
    let mut shape = shape;
    for _ in 0..=MAX_NESTED {
        let (ShapeKind::List(held) | ShapeKind::Map(held)) = &shape.kind else {
            return false;
        };
        let mut held = held;
        while let Target::Nullable(inner) = held {
            held = inner;
        }
        let Target::Shape(id) = held else {
            return false;
        };
        let Some(next) = service.shapes.get(id) else {
            return false;
        };
        shape = next;
    }
    true
}

/// A token (RFC 9110, section 5.6.2): names of headers and methods.
fn is_token(text: &str) -> bool {
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(of_token)
}

/// Literal text of a path.
fn is_address(text: &str) -> bool {
    let of_path = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#');
    text.bytes().all(of_path)
}

/// Literal text in front of a host.
fn is_host(text: &str) -> bool {
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    text.bytes().all(of_host)
}

/// A name of an element or attribute, perhaps with a prefix; without what XML allows beyond ASCII letters and digits.
fn is_element(text: &str) -> bool {
    let of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let begins = |c: char| c.is_alphabetic() || c == '_';
    text.starts_with(begins) && text.chars().all(of_name)
}
