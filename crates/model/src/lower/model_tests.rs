//! What models have and samples cannot show.

use super::{Lowered, NamingRecord, lower};
use crate::describe::describe;
use crate::domain::{Domain, Entity, EntityId, Generalization, Role, Value};
use crate::recipe::Recipe;
use crate::service::{
    Binding, Constraints, Deprecation, EnumerationValue, ErrorResponse, Evidence, MemberTraits,
    Operation, Service, ShapeKind, Simple, Target, XmlName,
};
use crate::testing::{
    TEXT, bound, id, member, operation, optional, service, shape, structure, texts,
};

fn model(operations: Vec<Operation>, shapes: Vec<(&str, ShapeKind)>) -> Service {
    Service {
        evidence: Evidence::Model,
        ..service(operations, shapes)
    }
}

fn call(name: &str, input: &str, output: &str, errors: &[(&str, u16)]) -> Operation {
    let errors = errors.iter().map(|(shape, status)| ErrorResponse {
        status: *status,
        shape: id(shape),
        code: Some((*shape).to_owned()),
        retryable: false,
    });
    Operation {
        input: Some(id(input)),
        output: Some(id(output)),
        errors: errors.collect(),
        ..operation(name)
    }
}

fn lowered(service: &Service) -> Lowered {
    let (lowered, findings) = lower(service, &Recipe::default(), &NamingRecord::default());
    let lowered = lowered.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(findings.iter().count(), 0, "{findings:?}");
    lowered
}

fn entity<'a>(domain: &'a Domain, name: &str) -> &'a Entity {
    let found = domain.entities.iter().find(|entity| entity.name == name);
    found.unwrap_or_else(|| panic!("{name} is missing:\n{}", describe(domain)))
}

fn values() -> Service {
    let mut service = model(
        vec![call("GetItem", "GetItemInput", "GetItemOutput", &[])],
        vec![
            (
                "GetItemInput",
                structure(vec![member("Key", shape("AttributeMap"))]),
            ),
            (
                "GetItemOutput",
                structure(vec![optional(member("Item", shape("AttributeMap")))]),
            ),
            ("AttributeMap", ShapeKind::Map(shape("AttributeValue"))),
            (
                "AttributeValue",
                structure(vec![
                    member("S", TEXT),
                    member("L", shape("AttributeValues")),
                    member("One", shape("AttributeValue")),
                ]),
            ),
            ("AttributeValues", ShapeKind::List(shape("AttributeValue"))),
        ],
    );
    let union = service.shapes.get_mut(&id("AttributeValue"));
    union.expect("one of the shapes above").traits.union = true;
    service
}

#[test]
fn a_union_is_an_abstract_entity_with_a_specialization_for_each_member() {
    let Lowered { domain, .. } = lowered(&values());
    let union = entity(&domain, "AttributeValue");
    assert_eq!(union.role, Role::Union);
    assert!(union.attributes.is_empty() && union.sent && union.received);
    let boxed: Vec<bool> = union.members.iter().map(|member| member.boxed).collect();
    assert_eq!(boxed, [false, false, true]);
    let special = entity(&domain, "AttributeValueS");
    assert_eq!(special.role, Role::Specialization);
    assert_eq!(special.attributes[0].name, "S");
    let at = domain.entities.iter().position(|known| known == union);
    assert_eq!(
        special.generalization,
        at.map(|at| Generalization::Entity(EntityId(at)))
    );
    let held: Vec<&str> = domain
        .associations
        .iter()
        .map(|association| domain.entities[association.container.0].name.as_str())
        .collect();
    assert!(held.contains(&"AttributeValueL"), "{held:?}");
    assert!(!held.contains(&"AttributeValue"), "{held:?}");
}

#[test]
fn an_error_is_one_entity_whatever_answers_with_it() {
    let errors: &[(&str, u16)] = &[("Throttled", 429), ("NotFound", 404)];
    let Lowered { domain, .. } = lowered(&model(
        vec![
            call("A", "In", "OutA", errors),
            call("B", "In", "OutB", &errors[..1]),
        ],
        vec![
            ("In", texts(&["x"])),
            ("OutA", structure(vec![member("why", shape("NotFound"))])),
            ("OutB", texts(&["y"])),
            ("Throttled", texts(&["message"])),
            ("NotFound", texts(&["message"])),
        ],
    ));
    let codes: Vec<_> = domain
        .errors
        .iter()
        .map(|error| {
            let name = domain.entities[error.entity.0].name.as_str();
            (
                error.code.as_str(),
                error.status,
                name,
                error.activities.clone(),
            )
        })
        .collect();
    assert_eq!(
        codes,
        [
            ("NotFound", 404, "NotFound", vec![0]),
            ("Throttled", 429, "Throttled", vec![0, 1]),
        ]
    );
    let named = |name: &str| {
        let known = domain.entities.iter();
        known.filter(|entity| entity.name.starts_with(name)).count()
    };
    assert_eq!((named("NotFound"), named("Throttled")), (1, 1));
    assert!(
        domain
            .activities
            .iter()
            .all(|activity| activity.errors.is_empty())
    );
    let why = &entity(&domain, "AResponse").members[0].value;
    assert_eq!(why, &Value::Entity(domain.errors[0].entity));
}

#[test]
fn bodies_that_are_not_held_in_memory_are_streams() {
    let streaming = |wire: &str, target| {
        let mut member = bound(member(wire, target), Binding::Payload);
        member.traits.streaming = true;
        member
    };
    let mut service = model(
        vec![call("Talk", "In", "Out", &[])],
        vec![
            (
                "In",
                structure(vec![streaming("Body", Target::Simple(Simple::Blob))]),
            ),
            (
                "Out",
                structure(vec![bound(
                    member("Events", shape("Stream")),
                    Binding::Payload,
                )]),
            ),
            ("Stream", structure(vec![member("Word", shape("Word"))])),
            ("Word", texts(&["text"])),
        ],
    );
    let stream = service.shapes.get_mut(&id("Stream"));
    let traits = &mut stream.expect("one of the shapes above").traits;
    (traits.union, traits.event_stream) = (true, true);
    let Lowered { domain, .. } = lowered(&service);
    assert_eq!(
        entity(&domain, "TalkRequest").members[0].value,
        Value::Stream
    );
    let events = &entity(&domain, "TalkResponse").members[0].value;
    assert!(
        matches!(events, Value::EventStream(union) if domain.entities[union.0].name == "Stream")
    );
    let parameters = &domain.activities[0].parameters;
    assert!(
        parameters
            .iter()
            .any(|parameter| parameter.name == "FileDocument")
    );
}

#[test]
fn facts_of_members_reach_the_domain() {
    let mut token = member("clientToken", TEXT);
    token.traits = MemberTraits {
        name: Some("ClientToken".to_owned()),
        idempotency_token: true,
        sensitive: true,
        deprecated: Some(Deprecation {
            message: Some("Use `x`.".to_owned()),
            since: None,
        }),
        constraints: Constraints {
            min: Some("1".to_owned()),
            max: Some("64".to_owned()),
            pattern: Some("[a-z]*".to_owned()),
        },
        ..MemberTraits::default()
    };
    token.documentation = Some("<p>A <code>token</code>.</p>".to_owned());
    let mut service = model(
        vec![call("Make", "In", "Out", &[])],
        vec![
            ("In", structure(vec![token, member("rows", shape("Rows"))])),
            (
                "Out",
                structure(vec![optional(member("kind", shape("Kind")))]),
            ),
            ("Rows", ShapeKind::List(shape("Row"))),
            ("Row", ShapeKind::List(TEXT)),
            (
                "Kind",
                ShapeKind::Enumeration(
                    ["a-b", "a_b", "two words", "1st", "default", "A-B"]
                        .iter()
                        .map(|wire| EnumerationValue {
                            wire: (*wire).to_owned(),
                            caption: None,
                            documentation: None,
                        })
                        .collect(),
                ),
            ),
        ],
    );
    let rows = service.shapes.get_mut(&id("Rows"));
    rows.expect("one of the shapes above").traits.item = Some(XmlName {
        name: "row".to_owned(),
        namespace: None,
    });
    let Lowered { domain, .. } = lowered(&service);
    let request = entity(&domain, "MakeRequest");
    let token = &request.members[0];
    assert_eq!(
        (token.name.as_str(), token.wire.as_str()),
        ("ClientToken", "clientToken")
    );
    assert!(token.sensitive && token.presence == crate::service::Presence::Optional);
    let said = token.documentation.as_ref().expect("facts are documented");
    assert_eq!(
        said.to_plain(),
        "Deprecated. Use `x`.\nA token.\nLength: 1 to 64. Pattern: [a-z]*."
    );
    let items: Vec<_> = request.members[1]
        .levels
        .iter()
        .map(|level| level.item.as_ref().map(|item| item.name.as_str()))
        .collect();
    assert_eq!(items, [Some("row"), None]);
    let names: Vec<&str> = domain.enumerations[0]
        .values
        .iter()
        .map(|value| value.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["a_b", "a_b_2", "two_words", "_1st", "_default", "A_B_3"]
    );
}

#[test]
fn names_that_follow_from_the_model_are_not_recorded() {
    let first = lowered(&values());
    assert!(first.record.0.is_empty(), "{:?}", first.record);
    assert!(first.decisions.is_empty());
}

/// Fifty thousand structures in each other: the circle takes no more than the chain.
#[test]
fn circles_are_found_in_the_time_of_their_length() {
    let names: Vec<String> = (0..20_000).map(|at| format!("S{at}")).collect();
    let mut shapes = vec![
        ("In", structure(vec![member("x", shape("S0"))])),
        ("Out", texts(&[])),
    ];
    for (at, name) in names.iter().enumerate() {
        let next = &names[(at + 1) % names.len()];
        let back = &names[at / 2];
        shapes.push((
            name,
            structure(vec![
                optional(member("next", shape(next))),
                optional(member("back", shape(back))),
            ]),
        ));
    }
    let Lowered { domain, .. } = lowered(&model(vec![call("Go", "In", "Out", &[])], shapes));
    let nested = domain
        .entities
        .iter()
        .filter(|entity| entity.role == Role::Nested);
    assert!(
        nested
            .flat_map(|entity| &entity.members)
            .all(|member| member.boxed)
    );
    assert!(!entity(&domain, "GoRequest").members[0].boxed);
}
