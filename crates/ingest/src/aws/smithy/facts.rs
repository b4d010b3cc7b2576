//! Traits that say the same about shapes, members and operations.

use connector_model::service::{Constraints, Deprecation};

use super::model::Traits;
use super::value::{Read, Value};

/// A trait of a member, or else of its target.
pub(super) fn nearest<'t>(
    member: &Traits<'t>,
    target: &Traits<'t>,
    name: &str,
) -> Option<Value<'t>> {
    member.get(name).or_else(|| target.get(name))
}

/// `deprecated`.
pub(super) fn deprecation(traits: &Traits<'_>) -> Read<Option<Deprecation>> {
    let Some(stated) = traits.object("smithy.api#deprecated")? else {
        return Ok(None);
    };
    Ok(Some(Deprecation {
        message: stated.text_of("message")?,
        since: stated.text_of("since")?,
    }))
}

/// `length` and `range`, of which a shape can have one, and `pattern`.
pub(super) fn constraints(traits: &Traits<'_>) -> Read<Constraints> {
    let limit = |name: &str| -> Read<Option<String>> {
        let stated = ["smithy.api#length", "smithy.api#range"].iter();
        let mut stated = stated.filter_map(|limits| traits.get(limits)?.get(name));
        stated.next().map(Value::number).transpose()
    };
    Ok(Constraints {
        min: limit("min")?,
        max: limit("max")?,
        pattern: traits.text("smithy.api#pattern")?,
    })
}

/// Constraints of a member: its own, and where it has none those of its target.
pub(super) fn member_constraints(member: &Traits<'_>, target: &Traits<'_>) -> Read<Constraints> {
    let (own, inherited) = (constraints(member)?, constraints(target)?);
    let own_limits = own.min.is_some() || own.max.is_some();
    let limits = if own_limits { &own } else { &inherited };
    Ok(Constraints {
        min: limits.min.clone(),
        max: limits.max.clone(),
        pattern: own.pattern.or(inherited.pattern),
    })
}
