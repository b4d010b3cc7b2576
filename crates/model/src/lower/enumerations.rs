//! Enumerations with the names of their values.

use super::findings::Findings;
use super::walk::Reach;
use crate::domain::{Enumeration, EnumerationId, EnumerationValue};
use crate::names::{self, Taken};
use crate::service::{self, Service, ShapeId, ShapeKind};

/// Enumerations that are reached, by name, and what each address became.
pub(super) fn enumerations(
    service: &Service,
    reach: &Reach,
    findings: &mut Findings<'_>,
) -> (Vec<Enumeration>, Vec<(ShapeId, EnumerationId)>) {
    let mut taken = Taken::default();
    // What exists keeps its name, so all of those are claimed before the first new one is.
    let mut stems = Vec::new();
    for id in &reach.enumerations {
        let old = findings.recorded("enumeration", &id.0);
        stems.push(old.filter(|old| names::is_entity(old) && taken.claim(old)));
    }
    let mut made = Vec::new();
    for (id, old) in reach.enumerations.iter().zip(stems) {
        let Some(shape) = service.shapes.get(id) else {
            continue;
        };
        let ShapeKind::Enumeration(values) = &shape.kind else {
            continue;
        };
        let rule = names::enumeration_stem(&id.0);
        let stem = old.unwrap_or_else(|| taken.claim_numbered(&rule, ""));
        findings.remember_unless(&rule, "enumeration", &id.0, &stem);
        made.push(Enumeration {
            name: names::enumeration(&stem),
            values: self::values(service, id, values, findings),
            stem,
            shape: Some(id.clone()),
            received: reach.uses.get(id).is_some_and(|uses| uses.received),
            documentation: super::read(service, shape.documentation.as_deref()),
        });
    }
    made.sort_by(|a, b| a.name.cmp(&b.name));
    let ids = made
        .iter()
        .enumerate()
        .filter_map(|(at, enumeration)| Some((enumeration.shape.clone()?, EnumerationId(at))))
        .collect();
    (made, ids)
}

fn values(
    service: &Service,
    id: &ShapeId,
    values: &[service::EnumerationValue],
    findings: &mut Findings<'_>,
) -> Vec<EnumerationValue> {
    let mut taken = Taken::default();
    let mut names: Vec<Option<String>> = Vec::new();
    for value in values {
        let old = findings.recorded_value(id, &value.wire);
        names.push(old.filter(|old| names::is_attribute(old) && taken.claim(old)));
    }
    let mut made = Vec::new();
    for (value, old) in values.iter().zip(names) {
        let rule = names::enumeration_value(&value.wire);
        let name = old.unwrap_or_else(|| taken.claim_numbered(&rule, "_"));
        if findings.is_worth_remembering(&rule, &name) {
            findings.remember("value", &format!("{id} {}", value.wire), &name);
        }
        made.push(EnumerationValue {
            name,
            caption: value.caption.clone().unwrap_or_else(|| value.wire.clone()),
            wire: value.wire.clone(),
            documentation: super::read(service, value.documentation.as_deref()),
        });
    }
    made
}
