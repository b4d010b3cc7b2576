//! What holds for every service, tried on made-up ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lowered, NamingRecord, lower, lower_again, names_of};
use crate::describe::describe;
use crate::domain::{AssociationEnd, Domain, EntityId, Role, Value};
use crate::names;
use crate::recipe::Recipe;
use crate::service::{
    Binding, ErrorResponse, Evidence, Member, Operation, Service, ShapeId, ShapeKind, Simple,
    Target,
};
use crate::testing::{id, member, operation, optional, service};

/// Numbers that look random and are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Few names, so that they clash, and some that are traps.
const WIRES: &[&str] = &[
    "voices", "Voice", "id", "Id", "tags", "user-id", "user_id", "items", "Self", "type", "$", "",
    "a.b", "data", "日本", "status",
];

/// A service as inference would make it: a tree of shapes below each message.
fn made_up(random: &mut Random) -> Service {
    let mut shapes: BTreeMap<ShapeId, ShapeKind> = BTreeMap::new();
    let mut operations = Vec::new();
    for name in ["ListPets", "GetPet", "AddPet"] {
        let roots = ["Request", "Response", "Error404"].map(|root| id(&format!("{name}{root}")));
        for root in &roots {
            fill(random, &mut shapes, root);
        }
        let [input, output, error] = roots;
        operations.push(Operation {
            input: Some(input),
            output: Some(output),
            errors: vec![ErrorResponse {
                status: 404,
                shape: error,
                code: None,
                retryable: false,
            }],
            ..operation(name)
        });
    }
    let shapes: Vec<(String, ShapeKind)> =
        shapes.into_iter().map(|(id, kind)| (id.0, kind)).collect();
    service(
        operations,
        shapes
            .iter()
            .map(|(id, kind)| (id.as_str(), kind.clone()))
            .collect(),
    )
}

fn fill(random: &mut Random, shapes: &mut BTreeMap<ShapeId, ShapeKind>, root: &ShapeId) {
    let mut open = vec![(root.clone(), 0)];
    while let Some((address, depth)) = open.pop() {
        let mut wires: BTreeSet<&str> = BTreeSet::new();
        for _ in 0..random.below(4) {
            wires.insert(random.pick(WIRES));
        }
        let mut members: Vec<Member> = Vec::new();
        for wire in wires {
            let target = target(random, shapes, &address.member(wire), depth, &mut open);
            let member = member(wire, target);
            members.push(if random.below(2) == 0 {
                optional(member)
            } else {
                member
            });
        }
        shapes.insert(address, ShapeKind::Structure(members));
    }
}

/// A scalar, or a chain of lists and maps that ends in a scalar or a structure yet to be filled.
fn target(
    random: &mut Random,
    shapes: &mut BTreeMap<ShapeId, ShapeKind>,
    address: &ShapeId,
    depth: usize,
    open: &mut Vec<(ShapeId, usize)>,
) -> Target {
    const SCALARS: [Simple; 4] = [
        Simple::String,
        Simple::Boolean,
        Simple::Long,
        Simple::Document,
    ];
    match random.below(if depth < 3 { 8 } else { 4 }) {
        scalar @ 0..4 => Target::Simple(SCALARS[scalar]),
        4 => {
            let inner = target(random, shapes, &address.items(), depth + 1, open);
            shapes.insert(address.clone(), ShapeKind::List(inner));
            Target::Shape(address.clone())
        }
        5 => {
            let inner = target(random, shapes, &address.values(), depth + 1, open);
            shapes.insert(
                address.clone(),
                ShapeKind::Map(Target::Nullable(Box::new(inner))),
            );
            Target::Shape(address.clone())
        }
        _ => {
            open.push((address.clone(), depth + 1));
            Target::Shape(address.clone())
        }
    }
}

fn lowered(service: &Service, record: &NamingRecord) -> Lowered {
    let (lowered, findings) = lower(service, &Recipe::default(), record);
    lowered.unwrap_or_else(|| panic!("{findings:?}"))
}

fn each(test: impl Fn(u64, &Service)) {
    for seed in 1..200_u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        test(seed, &made_up(&mut random));
    }
}

fn assert_distinct<'a>(given: impl Iterator<Item = &'a str>, what: &str, seed: u64) {
    let mut before = BTreeSet::new();
    for name in given {
        assert!(
            before.insert(name.to_ascii_lowercase()),
            "seed {seed}: {what} {name} twice"
        );
    }
}

#[test]
fn no_two_elements_have_names_that_differ_in_case_only() {
    each(|seed, service| {
        let domain = lowered(service, &NamingRecord::default()).domain;
        assert_distinct(
            domain.entities.iter().map(|entity| entity.name.as_str()),
            "entity",
            seed,
        );
        assert_distinct(
            domain.associations.iter().map(|link| link.name.as_str()),
            "association",
            seed,
        );
        for entity in &domain.entities {
            assert!(
                names::is_entity(&entity.name),
                "seed {seed}: {}",
                entity.name
            );
            assert_distinct(
                entity.members.iter().map(|member| member.name.as_str()),
                "member",
                seed,
            );
            let attributes = entity
                .attributes
                .iter()
                .map(|attribute| attribute.name.as_str());
            assert_distinct(attributes, "attribute", seed);
        }
    });
}

#[test]
fn every_member_is_an_attribute_or_has_an_association() {
    each(|seed, service| {
        let domain = lowered(service, &NamingRecord::default()).domain;
        for (at, entity) in domain.entities.iter().enumerate() {
            for member in &entity.members {
                let attribute = entity
                    .attributes
                    .iter()
                    .any(|known| known.name == member.name);
                let linked = domain.associations.iter().any(|association| {
                    association.container == EntityId(at) && association.member == member.name
                });
                assert!(
                    attribute != linked,
                    "seed {seed}: {}.{}",
                    entity.name,
                    member.name
                );
            }
        }
    });
}

#[test]
fn all_that_is_referred_to_exists() {
    each(|seed, service| {
        let domain = lowered(service, &NamingRecord::default()).domain;
        for association in &domain.associations {
            for end in [&association.owner, &association.other] {
                assert!(matches!(end, AssociationEnd::Entity(at) if at.0 < domain.entities.len()));
            }
        }
        for (at, entity) in domain.entities.iter().enumerate() {
            assert!(
                entity.sent || entity.received,
                "seed {seed}: {} has no use",
                entity.name
            );
            for member in &entity.members {
                if let Some(inner) = structure(&member.value) {
                    assert!(domain.entities[inner.0].role == Role::Nested);
                    assert!(inner != EntityId(at), "samples have no circles");
                }
            }
        }
    });
}

fn structure(value: &Value) -> Option<EntityId> {
    let mut value = value;
    loop {
        match value {
            Value::List(inner) | Value::Map(inner) | Value::Nullable(inner) => value = inner,
            Value::Entity(entity) => return Some(*entity),
            _ => return None,
        }
    }
}

#[test]
fn the_record_of_a_run_gives_the_same_run() {
    each(|seed, service| {
        let first = lowered(service, &NamingRecord::default());
        let again = lowered(service, &first.record);
        assert_eq!(
            describe(&again.domain),
            describe(&first.domain),
            "seed {seed}"
        );
        assert_eq!(again.domain, first.domain, "seed {seed}");
        assert_eq!(again.record, first.record, "seed {seed}");
    });
}

/// Names of what an earlier run had, by address.
fn structures(domain: &Domain) -> BTreeMap<&ShapeId, &str> {
    let named = domain
        .entities
        .iter()
        .filter(|entity| entity.role.is_structure());
    named
        .filter_map(|entity| Some((entity.shape.as_ref()?, entity.name.as_str())))
        .collect()
}

#[test]
fn a_further_operation_renames_nothing() {
    each(|seed, service| {
        let fewer = Service {
            operations: service.operations[..2].to_vec(),
            ..service.clone()
        };
        let first = lowered(&fewer, &NamingRecord::default());
        let second = lowered(service, &first.record);
        let after = structures(&second.domain);
        for (shape, name) in structures(&first.domain) {
            if let Some(now) = after.get(shape) {
                assert_eq!(*now, name, "seed {seed}: {shape}");
            }
        }
    });
}

#[test]
fn what_grows_moves_no_name_that_is_in_code() {
    each(|seed, service| {
        let fewer = Service {
            operations: service.operations[..2].to_vec(),
            ..service.clone()
        };
        for evidence in [Evidence::Samples, Evidence::Model] {
            let of = |service: &Service| Service {
                evidence,
                ..service.clone()
            };
            let (fewer, service) = (of(&fewer), of(service));
            let first = lowered(&fewer, &NamingRecord::default());
            let all = |service: &Service, record: &NamingRecord| {
                names_of(service, &Recipe::default(), record).expect("it can be lowered")
            };
            let before = all(&fewer, &first.record);
            let (second, findings) = lower_again(&service, &Recipe::default(), &before);
            let second = second.unwrap_or_else(|| panic!("{findings:?}"));
            let after = all(&service, &second.record);
            // The names that are in code; those of the page follow what they belong to.
            let is_own = |(address, _): &(&String, &String)| {
                ["root ", "entity ", "attribute ", "enumeration ", "value "]
                    .iter()
                    .any(|kind| address.starts_with(kind))
            };
            for (address, name) in before.0.iter().filter(is_own) {
                if let Some(now) = after.0.get(address) {
                    assert_eq!(now, name, "seed {seed}, {evidence:?}: {address} moved");
                }
            }
        }
    });
}

#[test]
fn bindings_other_than_the_body_survive() {
    each(|seed, service| {
        let mut service = service.clone();
        for shape in service.shapes.values_mut() {
            if let ShapeKind::Structure(members) = &mut shape.kind {
                members
                    .iter_mut()
                    .take(1)
                    .for_each(|member| member.binding = Binding::Header);
            }
        }
        let domain = lowered(&service, &NamingRecord::default()).domain;
        let bound = domain
            .entities
            .iter()
            .filter_map(|entity| entity.members.first());
        assert!(
            bound
                .into_iter()
                .all(|member| member.binding == Binding::Header),
            "seed {seed}"
        );
    });
}
