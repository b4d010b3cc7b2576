//! What a model says about the values of a member, in words behind its documentation.

use crate::documentation::{Block, Documentation, Inline};
use crate::service::{Constraints, Deprecation, Member, Service, ShapeKind, Simple, Target};

/// Longest pattern that is shown: longer ones say nothing to a reader.
const PATTERN: usize = 200;

/// The documentation of a member with what values are allowed, and that it should no longer be used.
pub(super) fn documented(
    service: &Service,
    member: &Member,
    said: Option<Documentation>,
) -> Option<Documentation> {
    let deprecated = member.traits.deprecated.as_ref().map(deprecated);
    let limits = limits(service, member);
    if deprecated.is_none() && limits.is_empty() {
        return said;
    }
    let mut blocks: Vec<Block> = deprecated.map(Block::Paragraph).into_iter().collect();
    blocks.extend(said.iter().flat_map(|said| said.blocks().iter().cloned()));
    if !limits.is_empty() {
        blocks.push(Block::Paragraph(limits));
    }
    Documentation::of_blocks(blocks)
}

fn deprecated(facts: &Deprecation) -> Vec<Inline> {
    let since = facts.since.as_ref();
    let since = since.map_or(String::new(), |since| format!(" since {since}"));
    let mut words = vec![Inline::Strong(format!("Deprecated{since}."))];
    if let Some(message) = facts
        .message
        .as_ref()
        .filter(|text| !text.trim().is_empty())
    {
        words.push(Inline::Text(format!(" {}", message.trim())));
    }
    words
}

/// `Length: 1 to 100. Pattern: …`; no words where nothing is known.
fn limits(service: &Service, member: &Member) -> Vec<Inline> {
    let (what, of_shape) = what_is_limited(service, &member.target);
    let of_member = &member.traits.constraints;
    let constraints = match of_shape {
        Some(of_shape) if *of_member == Constraints::default() => of_shape,
        _ => of_member,
    };
    let mut words = Vec::new();
    if let Some(what) = what
        && let Some(range) = range(constraints)
    {
        words.push(Inline::Text(format!("{what}: {range}.")));
    }
    let pattern = constraints.pattern.as_ref();
    if let Some(pattern) = pattern.filter(|text| text.len() <= PATTERN && says_something(text)) {
        let space = if words.is_empty() { "" } else { " " };
        words.push(Inline::Text(format!("{space}Pattern: ")));
        words.push(Inline::Code(pattern.clone()));
        words.push(Inline::Text(".".to_owned()));
    }
    words
}

/// Whether not every text fits a pattern.
fn says_something(pattern: &str) -> bool {
    !pattern.trim().is_empty()
        && !matches!(
            pattern,
            ".*" | ".+" | "^.*$" | "^.+$" | "[\\s\\S]*" | "[\\s\\S]+"
        )
}

/// Largest bounds that mean that there is none.
const BOUNDLESS: &[&str] = &[
    "2147483647",
    "9223372036854775807",
    "1.7976931348623157E308",
];

/// `1 to 100`, `at least 1`, `at most 100`, `36`.
fn range(constraints: &Constraints) -> Option<String> {
    let min = constraints.min.as_deref().filter(|min| *min != "0");
    let max = constraints.max.as_deref();
    let max = max.filter(|max| !BOUNDLESS.contains(max));
    Some(match (min, max, constraints.min.as_deref()) {
        (Some(min), Some(max), _) if min == max => min.to_owned(),
        (Some(min), Some(max), _) => format!("{min} to {max}"),
        (None, Some(max), Some(zero)) => format!("{zero} to {max}"),
        (None, Some(max), None) => format!("at most {max}"),
        (Some(min), None, _) => format!("at least {min}"),
        (None, None, _) => return None,
    })
}

/// What a range is about, and the constraints that the shape has of its own.
fn what_is_limited<'a>(
    service: &'a Service,
    target: &'a Target,
) -> (Option<&'static str>, Option<&'a Constraints>) {
    let shape = match target {
        Target::Simple(simple) => return (of_simple(*simple), None),
        Target::Nullable(_) => return (None, None),
        Target::Shape(id) => service.shapes.get(id),
    };
    let Some(shape) = shape else {
        return (None, None);
    };
    let what = match &shape.kind {
        ShapeKind::List(_) => Some("Items"),
        ShapeKind::Map(_) => Some("Entries"),
        ShapeKind::Simple(simple) => of_simple(*simple),
        ShapeKind::Enumeration(_) | ShapeKind::Structure(_) => None,
    };
    (what, Some(&shape.traits.constraints))
}

fn of_simple(simple: Simple) -> Option<&'static str> {
    match simple {
        Simple::String | Simple::Blob => Some("Length"),
        Simple::Integer | Simple::Long | Simple::Float | Simple::Decimal => Some("Range"),
        Simple::Boolean | Simple::Document | Simple::Timestamp(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::range;
    use crate::service::Constraints;

    #[test]
    fn ranges_are_said_as_people_say_them() {
        for (min, max, expected) in [
            (Some("1"), Some("100"), Some("1 to 100")),
            (Some("36"), Some("36"), Some("36")),
            (Some("0"), Some("100"), Some("0 to 100")),
            (Some("0"), None, None),
            (Some("1"), None, Some("at least 1")),
            (None, Some("5"), Some("at most 5")),
            (Some("1"), Some("2147483647"), Some("at least 1")),
            (Some("0"), Some("2147483647"), None),
            (None, None, None),
        ] {
            let constraints = Constraints {
                min: min.map(str::to_owned),
                max: max.map(str::to_owned),
                pattern: None,
            };
            assert_eq!(range(&constraints).as_deref(), expected, "{min:?} {max:?}");
        }
    }
}
