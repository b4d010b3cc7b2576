//! A sample against a model: what the sample shows and the model does not say. That a sample lacks something proves
//! nothing, and it tells less about types than a model does.

use connector_model::service::{Evidence, Service, ShapeKind, Simple, Target, TimestampFormat};

use super::words::{plain, simple};
use crate::change_rules::{self as rules, ChangeRule};

/// Whether the new version is samples and the old one a model.
pub(super) fn is_drift(old: &Service, new: &Service) -> bool {
    old.evidence == Evidence::Model && new.evidence == Evidence::Samples
}

/// Whether a sample can show a change of this kind.
pub(super) fn shows(rule: &ChangeRule) -> bool {
    let shown = [
        &rules::OPERATION_ADDED,
        &rules::REQUEST_MEMBER_ADDED,
        &rules::RESPONSE_MEMBER_ADDED,
        &rules::TYPE_CHANGED,
    ];
    shown.into_iter().any(|known| known == rule)
}

/// Whether values of a kind of the model can look like this in a sample.
pub(super) fn agrees(old: &Service, was: &Target, new: &Service, is: &Target) -> bool {
    let seen = simple(new, is);
    if seen == Some(Simple::Document) {
        return true;
    }
    let Some(stated) = simple(old, was) else {
        return match kind(old, was) {
            Some(ShapeKind::Enumeration(_)) => is_text(seen),
            Some(ShapeKind::Map(_)) => matches!(kind(new, is), Some(ShapeKind::Structure(_))),
            _ => false,
        };
    };
    let is_number = matches!(
        seen,
        Some(Simple::Integer | Simple::Long | Simple::Decimal | Simple::Float)
    );
    match stated {
        Simple::Document => true,
        Simple::Integer | Simple::Long => matches!(seen, Some(Simple::Integer | Simple::Long)),
        Simple::Decimal | Simple::Float => is_number,
        Simple::Timestamp(TimestampFormat::EpochSeconds) => {
            is_number || matches!(seen, Some(Simple::Timestamp(_)))
        }
        Simple::String | Simple::Blob | Simple::Timestamp(_) => is_text(seen),
        other => seen == Some(other),
    }
}

/// A sample's time is a text that looks like one.
fn is_text(seen: Option<Simple>) -> bool {
    matches!(
        seen,
        Some(Simple::String | Simple::Timestamp(_) | Simple::Blob)
    )
}

fn kind<'a>(service: &'a Service, target: &Target) -> Option<&'a ShapeKind> {
    let Target::Shape(id) = plain(target).1 else {
        return None;
    };
    Some(&service.shapes.get(id)?.kind)
}
