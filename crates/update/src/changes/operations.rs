//! What changed about the service and its operations, apart from the shapes.

use std::collections::BTreeSet;

use connector_model::service::{Auth, BodyFormat, Operation, Service};

use super::pairs::same_operation;
use super::words::{auth, body, endpoint, fixed, path, protocol};
use super::{Found, Side, endpoints, errors, renames};
use crate::change_rules::{self as rules, ChangeRule};

/// Compares everything that is not a shape.
pub(super) fn compare(found: &mut Found, old: Side<'_>, new: Side<'_>) {
    service(found, old.service, new.service);
    let renamed = renames::renamed(old, new);
    for from in &old.service.operations {
        let Some(to) = same_operation(new.service, from) else {
            removed(found, from, renamed.get(from.name.as_str()));
            continue;
        };
        let is_other_protocol = protocols_differ(old.service, new.service);
        operation(found, from, to, is_other_protocol);
        errors::compare(found, old, new, from, to);
    }
    let taken: BTreeSet<&str> = renamed.values().map(|to| to.name).collect();
    for to in &new.service.operations {
        if same_operation(old.service, to).is_none() && !taken.contains(to.name.as_str()) {
            found.add(&rules::OPERATION_ADDED, &to.name, "", [to.name.as_str()]);
        }
    }
}

fn removed(found: &mut Found, from: &Operation, renamed: Option<&renames::Renamed<'_>>) {
    let name = from.name.as_str();
    match renamed {
        Some(to) => {
            let message = format!(
                "`{name}` became `{}`: {} of {} members are the same",
                to.name, to.same, to.all
            );
            found.add(&rules::OPERATION_RENAMED, name, message, [name]);
        }
        None => found.add(&rules::OPERATION_REMOVED, name, "", [name]),
    }
}

/// Whether the two speak different protocols.
pub(super) fn protocols_differ(old: &Service, new: &Service) -> bool {
    let (old, new) = (old.traits.protocol, new.traits.protocol);
    old.is_some() && new.is_some() && old != new
}

fn service(found: &mut Found, old: &Service, new: &Service) {
    let names: Vec<&str> = old
        .operations
        .iter()
        .filter(|from| same_operation(new, from).is_some())
        .map(|from| from.name.as_str())
        .collect();
    if names.is_empty() {
        return;
    }
    let subject = old.title.as_deref().unwrap_or("service");
    if protocols_differ(old, new) {
        let (was, is) = (protocol(old), protocol(new));
        let message = format!("`{was}` became `{is}`");
        found.add(&rules::PROTOCOL_CHANGED, subject, message, names.clone());
    }
    if let Some(message) = endpoints::difference(old, new) {
        found.add(&rules::ENDPOINT_RULES_CHANGED, subject, message, names);
    }
}

fn operation(found: &mut Found, from: &Operation, to: &Operation, is_other_protocol: bool) {
    let name = from.name.as_str();
    let mut differs = |rule: &'static ChangeRule, was: String, is: String| {
        if was != is {
            found.add(rule, name, format!("`{was}` became `{is}`"), [name]);
        }
    };
    if !is_other_protocol {
        differs(
            &rules::METHOD_CHANGED,
            from.method.clone(),
            to.method.clone(),
        );
        differs(&rules::PATH_CHANGED, path(&from.path), path(&to.path));
        differs(&rules::FIXED_CHANGED, fixed(from), fixed(to));
    }
    let rule = if needs_other_credentials(&from.auth, &to.auth) {
        &rules::AUTH_CHANGED
    } else {
        &rules::SIGNING_CHANGED
    };
    differs(rule, auth(&from.auth), auth(&to.auth));
    differs(
        &rules::ENDPOINT_CHANGED,
        endpoint(&from.endpoint),
        endpoint(&to.endpoint),
    );
    differs(
        &rules::HOST_PREFIX_CHANGED,
        path(&from.traits.host_prefix),
        path(&to.traits.host_prefix),
    );
    let bodies = from.request_body != BodyFormat::None && to.request_body != BodyFormat::None;
    if bodies && !is_other_protocol {
        differs(
            &rules::BODY_FORMAT_CHANGED,
            body(from.request_body),
            body(to.request_body),
        );
    }
    operation_traits(found, from, to, is_other_protocol);
}

fn operation_traits(found: &mut Found, from: &Operation, to: &Operation, is_other_protocol: bool) {
    let name = from.name.as_str();
    let (was, is) = (&from.traits, &to.traits);
    let mut add = |rule: &'static ChangeRule, differs: bool, message: &str| {
        if differs {
            found.add(rule, name, message, [name]);
        }
    };
    // What an answer is written as is new where there was none.
    let answers =
        from.output.is_some() && was.response_body.is_some() && is.response_body.is_some();
    let answer = was.result_wrapper != is.result_wrapper
        || was.response_body != is.response_body
        || was.unwrapped_output != is.unwrapped_output;
    let forms = was.xml_root != is.xml_root || answers && answer;
    add(
        &rules::WIRE_FORM_CHANGED,
        forms && !is_other_protocol,
        "the root of the body",
    );
    let context =
        was.static_context != is.static_context || was.operation_context != is.operation_context;
    add(
        &rules::ENDPOINT_PARAMETER_CHANGED,
        context,
        "what the endpoint's rules take from the operation",
    );
    let sums = was.checksum != is.checksum || was.checksum_required != is.checksum_required;
    add(&rules::CHECKSUM_CHANGED, sums, "checksums");
    add(
        &rules::CHECKSUM_CHANGED,
        was.compresses != is.compresses,
        "compression",
    );
    let deprecated = was.deprecated.is_some() != is.deprecated.is_some();
    let message = super::words::deprecation(is.deprecated.as_ref());
    add(&rules::DEPRECATED_CHANGED, deprecated, &message);
    let pages = was.pagination.is_some() && is.pagination.is_some();
    add(
        &rules::PAGES_CHANGED,
        pages && was.pagination != is.pagination,
        "tokens, sizes or items of the pages",
    );
    for waiter in &was.waiters {
        let mut others = is.waiters.iter();
        let same = others.find(|other| other.name == waiter.name);
        let differs = same.is_some_and(|same| {
            same.acceptors != waiter.acceptors
                || same.delay != waiter.delay
                || same.max_delay != waiter.max_delay
                || same.max_attempts != waiter.max_attempts
        });
        add(
            &rules::WAITER_CHANGED,
            differs,
            &format!("`{}`", waiter.name),
        );
    }
}

/// Whether a client that was configured for the old way cannot call any more.
fn needs_other_credentials(old: &Auth, new: &Auth) -> bool {
    let kind = |auth: &Auth| match auth {
        Auth::SigV4 { .. } | Auth::SigV4UnsignedPayload { .. } | Auth::SigV4a { .. } => {
            Auth::SigV4 {
                service: String::new(),
            }
        }
        other => other.clone(),
    };
    *new != Auth::None && kind(old) != kind(new)
}
