//! How large structures are, to keep variants of unions small: clippy refuses an enumeration of which one variant is
//! larger than the next one by 200 bytes (`large_enum_variant`).

use connector_model::domain::{Domain, Member, Role, Value};

/// Bytes from which on a structure is large.
const LARGE: usize = 168;

/// Structures in each other that are looked at; what is deeper counts as large.
const DEPTH: usize = 32;

/// Whether each entity is large. Never too small: options are counted as if they had no niche.
pub(super) fn large(domain: &Domain) -> Vec<bool> {
    let mut sizes = vec![None; domain.entities.len()];
    (0..domain.entities.len())
        .map(|entity| size(domain, entity, &mut sizes, 0) > LARGE)
        .collect()
}

fn size(domain: &Domain, entity: usize, sizes: &mut [Option<usize>], depth: usize) -> usize {
    if let Some(known) = sizes[entity] {
        return known;
    }
    if depth == DEPTH {
        return LARGE + 1;
    }
    let members = &domain.entities[entity].members;
    let each = members.iter().map(|member| match member.value {
        Value::Entity(inner) if !member.boxed => size(domain, inner.0, sizes, depth + 1) + 8,
        _ => scalar(member),
    });
    let each: Vec<usize> = each.collect();
    let size = if domain.entities[entity].role == Role::Union {
        // Large variants are boxed.
        each.into_iter()
            .filter(|size| *size <= LARGE)
            .max()
            .unwrap_or(0)
            .max(24)
            + 8
    } else {
        each.into_iter().sum()
    };
    sizes[entity] = Some(size);
    size
}

fn scalar(member: &Member) -> usize {
    match member.value {
        Value::Boolean => 1,
        Value::Integer | Value::Float => 8,
        Value::Decimal | Value::Long => 16,
        Value::Document | Value::Stream | Value::EventStream(_) => 48,
        _ => 24,
    }
}
