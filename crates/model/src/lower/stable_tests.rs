//! What exists keeps its name, whatever is new and wherever it stands; what comes back gets its name again.

use std::collections::BTreeMap;

use super::{Lowered, NamingRecord, lower, lower_again, names_of};
use crate::domain::Entity;
use crate::recipe::Recipe;
use crate::service::{EnumerationValue, Evidence, Operation, Service, ShapeKind};
use crate::testing::{TEXT, id, member, operation, optional, service, shape, structure};

fn call(name: &str, output: &str) -> Operation {
    Operation {
        output: Some(id(output)),
        ..operation(name)
    }
}

fn values(wires: &[&str]) -> ShapeKind {
    let value = |wire: &&str| EnumerationValue {
        wire: (*wire).to_owned(),
        caption: None,
        documentation: None,
    };
    ShapeKind::Enumeration(wires.iter().map(value).collect())
}

/// Two operations whose parts clash wherever parts can; the second has what sorts first.
fn clashing(evidence: Evidence) -> Service {
    let part = |kind: &str, other: &str| {
        structure(vec![
            optional(member("kind", shape(kind))),
            optional(member("sort", shape("Sort"))),
            optional(member("other", shape(other))),
            optional(member("tags", shape(&format!("{other}Tags")))),
        ])
    };
    Service {
        evidence,
        ..service(
            vec![call("GETVoice", "FirstOut"), call("GetVoice", "SecondOut")],
            vec![
                (
                    "FirstOut",
                    structure(vec![optional(member("voice", shape("VOICE")))]),
                ),
                (
                    "SecondOut",
                    structure(vec![optional(member("voice", shape("Voice")))]),
                ),
                ("VOICE", part("KIND", "OTHER")),
                ("Voice", part("Kind", "Other")),
                ("KIND", values(&["x"])),
                ("Kind", values(&["x"])),
                ("Sort", values(&["a b", "a-b"])),
                (
                    "OTHER",
                    structure(vec![
                        optional(member("a b", TEXT)),
                        optional(member("a-b", TEXT)),
                    ]),
                ),
                ("Other", structure(vec![optional(member("a-b", TEXT))])),
                ("OTHERTags", ShapeKind::List(TEXT)),
                ("OtherTags", ShapeKind::List(TEXT)),
            ],
        )
    }
}

/// The same with only its second operation, and without the value and the member that clash.
fn before(mut service: Service) -> Service {
    service.operations.remove(0);
    for (name, kind) in [("Sort", values(&["a-b"]))] {
        if let Some(shape) = service.shapes.get_mut(&id(name)) {
            shape.kind = kind;
        }
    }
    let kept = ["SecondOut", "Voice", "Kind", "Sort", "Other", "OtherTags"];
    service.shapes.retain(|id, _| kept.contains(&id.0.as_str()));
    service
}

fn run(service: &Service, before: &NamingRecord) -> Lowered {
    let (lowered, findings) = lower_again(service, &Recipe::default(), before);
    lowered.unwrap_or_else(|| panic!("{findings:?}"))
}

/// All names that a run gave, and those that its record has.
fn names(service: &Service, record: &NamingRecord) -> BTreeMap<String, String> {
    let mut names = record.0.clone();
    let now = names_of(service, &Recipe::default(), record).expect("it can be lowered");
    names.extend(now.0);
    names
}

fn first(service: &Service) -> NamingRecord {
    let (lowered, findings) = lower(service, &Recipe::default(), &NamingRecord::default());
    lowered.unwrap_or_else(|| panic!("{findings:?}")).record
}

/// The kinds of names that are in code. Those that only the page has follow what they belong to: an association what it
/// joins, an item the lists that share it.
fn is_in_code((address, _): &(&String, &String)) -> bool {
    let kind = address.split_once(' ').map_or("", |(kind, _)| kind);
    ["root", "entity", "attribute", "enumeration", "value"].contains(&kind)
}

#[test]
fn a_new_clash_takes_the_new_name() {
    for evidence in [Evidence::Model, Evidence::Samples] {
        let grown = clashing(evidence);
        let small = before(grown.clone());
        let old = names(&small, &first(&small));
        let second = run(&grown, &NamingRecord(old.clone()));
        let now = names(&grown, &second.record);
        assert!(now.len() > old.len());
        for (address, name) in old.iter().filter(is_in_code) {
            assert_eq!(
                now.get(address),
                Some(name),
                "{evidence:?}: {address} moved"
            );
        }
        // Without what is known of the first run some of them would have moved.
        let fresh = names(&grown, &first(&grown));
        let mut own = old.iter().filter(is_in_code);
        assert!(
            own.any(|(address, name)| fresh.get(address) != Some(name)),
            "{evidence:?}: nothing clashes"
        );
    }
}

#[test]
fn what_comes_back_gets_its_name_again_and_takes_nobodys() {
    for evidence in [Evidence::Model, Evidence::Samples] {
        let grown = clashing(evidence);
        let small = before(grown.clone());
        let old = names(&grown, &first(&grown));
        // Gone for a while, and back.
        let less = run(&small, &NamingRecord(old.clone()));
        let between = names(&small, &less.record);
        let again = run(&grown, &NamingRecord(between.clone()));
        let now = names(&grown, &again.record);
        for (address, name) in between.iter().filter(is_in_code) {
            assert_eq!(
                now.get(address),
                Some(name),
                "{evidence:?}: {address} moved when others came back"
            );
        }
        for (address, name) in old.iter().filter(is_in_code) {
            assert_eq!(
                now.get(address),
                Some(name),
                "{evidence:?}: {address} came back as another"
            );
        }
    }
}

#[test]
fn the_record_of_a_later_run_gives_the_same_names_once_more() {
    for evidence in [Evidence::Model, Evidence::Samples] {
        let grown = clashing(evidence);
        let small = before(grown.clone());
        let old = names(&small, &first(&small));
        let second = run(&grown, &NamingRecord(old));
        let (again, _) = lower(&grown, &Recipe::default(), &second.record);
        let again = again.expect("it can be lowered");
        let structures = |lowered: &Lowered| -> Vec<String> {
            let entities = lowered
                .domain
                .entities
                .iter()
                .filter(|entity| entity.role.is_structure());
            let members = |entity: &Entity| {
                entity
                    .members
                    .iter()
                    .map(|member| member.name.clone())
                    .collect::<Vec<_>>()
            };
            entities
                .map(|entity| format!("{} {:?}", entity.name, members(entity)))
                .collect()
        };
        assert_eq!(structures(&again), structures(&second), "{evidence:?}");
        assert_eq!(
            again.domain.enumerations, second.domain.enumerations,
            "{evidence:?}"
        );
    }
}
