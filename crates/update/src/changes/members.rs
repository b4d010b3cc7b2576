//! What changed about the members of a structure or a union.

use connector_model::service::{Member, Presence, Service, ShapeId, ShapeKind, Target};
use connector_model::surface::{Form, Surface};

use super::shapes::{At, targets};
use super::traits;
use super::words::{binding, plain};
use super::{Side, drift};
use crate::change_rules::{self as rules, ChangeRule};

/// A member that only the old structure has.
pub(super) fn removed(at: &mut At<'_, '_>, was: &Member) {
    let rule = if at.was.traits.union {
        &rules::UNION_MEMBER_REMOVED
    } else if at.pair.sent {
        &rules::REQUEST_MEMBER_REMOVED
    } else {
        &rules::RESPONSE_MEMBER_REMOVED
    };
    at.tell(&was.wire);
    let subject = at.pair.was.member(&was.wire);
    at.add(rule, &subject.0, "");
}

/// A member that only the new structure has.
pub(super) fn added(at: &mut At<'_, '_>, is: &Member) {
    let rule = if at.is.traits.union {
        if at.pair.received {
            &rules::UNION_MEMBER_ADDED
        } else {
            &rules::SENT_UNION_MEMBER_ADDED
        }
    } else if at.pair.sent {
        let (old, new) = (at.sides.old.service, at.sides.new);
        of_request(old, new, at.pair.is, is)
    } else {
        &rules::RESPONSE_MEMBER_ADDED
    };
    if rule == &rules::REQUEST_MEMBER_REQUIRED_ADDED {
        at.tell(&is.wire);
    }
    let subject = at.pair.was.member(&is.wire);
    at.add(rule, &subject.0, "");
}

/// What it means that a structure that is sent has a further member.
pub(super) fn of_request(
    old: &Service,
    new: Side<'_>,
    shape: &ShapeId,
    is: &Member,
) -> &'static ChangeRule {
    let must = is.presence == Presence::Required && !is.nullable && !is.traits.idempotency_token;
    // That all samples have it does not say that a request must.
    if !must || drift::is_drift(old, new.service) {
        return &rules::REQUEST_MEMBER_ADDED;
    }
    match is_parameter(new.surface, shape, &is.wire) {
        Some(false) => &rules::REQUEST_MEMBER_REQUIRED_UNSEEN,
        _ => &rules::REQUEST_MEMBER_REQUIRED_ADDED,
    }
}

/// Whether the `new` of a structure takes a member; `None` where its Rust is not known.
fn is_parameter(surface: &Surface, shape: &ShapeId, wire: &str) -> Option<bool> {
    let (_, kind) = surface.of_shape(&shape.0)?;
    let part = kind.part(wire)?;
    let Form::Structure { constructor, .. } = &kind.form else {
        return Some(false);
    };
    let parameters = constructor.as_deref().unwrap_or_default();
    Some(parameters.iter().any(|(name, _)| *name == part.name))
}

/// A member that both have.
pub(super) fn both(at: &mut At<'_, '_>, was: &Member, is: &Member) {
    let address = at.pair.was.member(&was.wire).0;
    let is_other_protocol = at.sides.is_other_protocol;
    if was.binding != is.binding && !is_other_protocol {
        let (from, to) = (binding(was.binding), binding(is.binding));
        let message = format!("`{from}` became `{to}`");
        at.add(&rules::BINDING_CHANGED, &address, message);
    }
    if was.wire != is.wire && !is_other_protocol {
        let message = format!("`{}` became `{}`", was.wire, is.wire);
        at.add(&rules::WIRE_NAME_CHANGED, &address, message);
    }
    presence(at, &address, was, is);
    traits::of_member(at, &address, was, is);
    let before = at.found.changes.len();
    targets(at, &address, &was.target, &is.target);
    if at.found.changes.len() > before || was.target != is.target {
        at.tell(&was.wire);
    }
}

fn presence(at: &mut At<'_, '_>, address: &str, was: &Member, is: &Member) {
    if at.was.traits.union {
        return;
    }
    let (old, new) = (at.sides.old, at.sides.new);
    let sent = at.pair.sent;
    let before = may_lack(old.service, was, sent);
    let after = may_lack(new.service, is, sent);
    let option = |surface: &Surface, id: &ShapeId, member: &Member| {
        let (_, kind) = surface.of_shape(&id.0)?;
        Some(kind.part(&member.wire)?.kind.starts_with("Option<"))
    };
    let types = option(old.surface, at.pair.was, was).zip(option(new.surface, at.pair.is, is));
    if before == after {
        return;
    }
    let differs = types.is_none_or(|(was, is)| was != is);
    let rule = match (sent, after) {
        (true, true) if differs => &rules::REQUEST_MEMBER_NOW_OPTIONAL,
        (true, true) => &rules::REQUEST_MEMBER_MAY_LACK,
        (true, false) if differs => &rules::REQUEST_MEMBER_NOW_REQUIRED,
        (true, false) => &rules::REQUEST_MEMBER_MUST_BE_GIVEN,
        (false, true) => &rules::RESPONSE_MEMBER_NOW_OPTIONAL,
        (false, false) => &rules::RESPONSE_MEMBER_NOW_REQUIRED,
    };
    if sent && differs {
        at.tell(&was.wire);
    }
    let by_null = is.nullable != was.nullable && is.presence == was.presence;
    let reason = match (by_null, is.nullable) {
        (true, true) => "null occurs",
        (true, false) => "null no longer occurs",
        (false, _) => "",
    };
    at.add(rule, address, reason);
}

/// Whether a member can be absent. Lists and maps that are received cannot: they are plain and empty instead.
fn may_lack(service: &Service, member: &Member, sent: bool) -> bool {
    let lacking = member.presence == Presence::Optional || member.nullable;
    let by_model = sent && service.evidence == connector_model::service::Evidence::Model;
    lacking && (by_model || !is_collection(service, &member.target))
}

fn is_collection(service: &Service, target: &Target) -> bool {
    let (_, Target::Shape(id)) = plain(target) else {
        return false;
    };
    let kind = service.shapes.get(id).map(|shape| &shape.kind);
    matches!(kind, Some(ShapeKind::List(_) | ShapeKind::Map(_)))
}
