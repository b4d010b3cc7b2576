//! Recipes and what they make of a service.

use super::amend;
use crate::recipe::{places, read};
use crate::service::{
    Binding, EndpointPart, Operation, Presence, Service, ShapeKind, Simple, Target, TimestampFormat,
};
use crate::testing::{
    TEXT, bound, id, member, operation, optional, service, shape, structure, texts,
};

fn example() -> Service {
    let get = Operation {
        input: Some(id("GetRequest")),
        output: Some(id("GetResponse")),
        source_name: "Get it".to_owned(),
        ..operation("Get")
    };
    let integer = Target::Simple(Simple::Integer);
    let nullable = Target::Nullable(Box::new(TEXT));
    service(
        vec![get, operation("Other")],
        vec![
            (
                "GetRequest",
                structure(vec![
                    bound(member("id", TEXT), Binding::Label),
                    optional(member("limit", TEXT)),
                ]),
            ),
            (
                "GetResponse",
                structure(vec![
                    member("kind", TEXT),
                    member("tags", shape("GetResponse.tags")),
                    member("stock", shape("GetResponse.stock")),
                    member("owner", shape("GetResponse.owner")),
                    member("rows", shape("GetResponse.rows")),
                ]),
            ),
            ("GetResponse.tags", ShapeKind::List(nullable)),
            (
                "GetResponse.stock",
                structure(vec![
                    member("1", integer.clone()),
                    member("2", Target::Simple(Simple::Decimal)),
                ]),
            ),
            (
                "GetResponse.owner",
                structure(vec![
                    member("a", shape("GetResponse.owner.a")),
                    member("b", shape("GetResponse.owner.b")),
                ]),
            ),
            (
                "GetResponse.owner.a",
                structure(vec![member("x", TEXT), member("y", integer)]),
            ),
            ("GetResponse.owner.b", texts(&["x"])),
            (
                "GetResponse.rows",
                ShapeKind::List(shape("GetResponse.rows[]")),
            ),
            ("GetResponse.rows[]", texts(&["cell"])),
        ],
    )
}

/// The amended service and the codes of the findings, each of which must have a place.
fn amended(text: &str) -> (Service, Vec<&'static str>) {
    let (recipe, findings) = read(1, text);
    let recipe = recipe.unwrap_or_else(|| panic!("{findings:?}"));
    let (service, findings) = amend(example(), &recipe, &places(1, text));
    for finding in &findings {
        assert!(finding.place.is_some(), "{finding:?}");
        assert!(finding.help.is_some(), "{finding:?}");
    }
    (
        service,
        findings.iter().map(|finding| finding.rule.code).collect(),
    )
}

fn kind<'a>(service: &'a Service, address: &str) -> &'a ShapeKind {
    &service
        .shapes
        .get(&id(address))
        .unwrap_or_else(|| panic!("no {address}"))
        .kind
}

fn wires(service: &Service, address: &str) -> Vec<String> {
    match kind(service, address) {
        ShapeKind::Structure(members) => members.iter().map(|member| member.wire.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_empty_recipe_changes_nothing() {
    let (service, findings) = amended("");
    assert_eq!(service, example());
    assert!(findings.is_empty());
}

#[test]
fn types_presence_and_descriptions_replace_what_was_inferred() {
    let (service, findings) = amended(
        "[members.\"GetResponse.kind\"]\ntype = \"epoch-seconds\"\nrequired = false\ndescription = \"Why.\"\n\
         [members.\"GetResponse.tags[]\"]\ntype = \"document\"\n\
         [members.\"GetRequest.limit\"]\nrequired = true\ntype = \"integer\"\n\
         [entities.\"GetResponse.owner\"]\ndescription = \"Who.\"\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    let ShapeKind::Structure(members) = kind(&service, "GetResponse") else {
        panic!()
    };
    let epoch = Target::Simple(Simple::Timestamp(TimestampFormat::EpochSeconds));
    assert_eq!(members[0].target, epoch);
    assert_eq!(members[0].presence, Presence::Optional);
    assert_eq!(members[0].documentation.as_deref(), Some("Why."));
    let document = Target::Nullable(Box::new(Target::Simple(Simple::Document)));
    assert_eq!(
        kind(&service, "GetResponse.tags"),
        &ShapeKind::List(document)
    );
    assert_eq!(
        service.shapes[&id("GetResponse.owner")]
            .documentation
            .as_deref(),
        Some("Who.")
    );
}

#[test]
fn keys_that_are_data_make_a_map_of_the_widest_kind() {
    let (service, findings) = amended("[entities.\"GetResponse.stock\"]\nkind = \"map\"\n");
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        kind(&service, "GetResponse.stock"),
        &ShapeKind::Map(Target::Simple(Simple::Decimal))
    );
}

#[test]
fn structures_in_a_map_are_joined_and_their_address_is_that_of_the_values() {
    let (service, findings) = amended(
        "[entities.\"GetResponse.owner\"]\nkind = \"map\"\n[members.\"GetResponse.owner{}.y\"]\ntype = \"long\"\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        kind(&service, "GetResponse.owner"),
        &ShapeKind::Map(shape("GetResponse.owner{}"))
    );
    let expected = structure(vec![
        member("x", TEXT),
        optional(member("y", Target::Simple(Simple::Long))),
    ]);
    assert_eq!(kind(&service, "GetResponse.owner{}"), &expected);
    assert!(
        !service.shapes.contains_key(&id("GetResponse.owner.a")),
        "unreachable shapes go"
    );
}

#[test]
fn values_that_contradict_each_other_become_documents_and_say_so() {
    let mut service = example();
    let shape = service
        .shapes
        .get_mut(&id("GetResponse.stock"))
        .expect("built above");
    shape.kind = structure(vec![
        member("1", TEXT),
        member("2", Target::Simple(Simple::Long)),
    ]);
    let (recipe, _) = read(0, "[entities.\"GetResponse.stock\"]\nkind = \"map\"\n");
    let (service, findings) = amend(
        service,
        &recipe.expect("it is valid"),
        &crate::recipe::Places::default(),
    );
    assert_eq!(
        kind(&service, "GetResponse.stock"),
        &ShapeKind::Map(Target::Simple(Simple::Document))
    );
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.rule.code)
            .collect::<Vec<_>>(),
        ["CG0221"]
    );
}

#[test]
fn removed_elements_are_gone() {
    for (recipe, left) in [
        (
            "[members.\"GetResponse.tags\"]\nremove = true\n",
            "kind stock owner rows",
        ),
        (
            "[entities.\"GetResponse.tags\"]\nremove = true\n",
            "kind stock owner rows",
        ),
        (
            "[entities.\"GetResponse.tags[]\"]\nremove = true\n",
            "kind stock owner rows",
        ),
        (
            "[entities.\"GetResponse.rows[]\"]\nremove = true\n",
            "kind tags stock owner",
        ),
        (
            "[entities.\"GetResponse.rows\"]\nremove = true\n",
            "kind tags stock owner",
        ),
        // Its members take its place when the domain model is made.
        (
            "[entities.\"GetResponse.owner\"]\nremove = true\n",
            "kind tags stock owner rows",
        ),
    ] {
        let (service, findings) = amended(recipe);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(wires(&service, "GetResponse").join(" "), left, "{recipe}");
    }
}

#[test]
fn enumerations_take_the_place_of_texts() {
    let (service, findings) = amended(
        "[enumerations.Kind]\nvalues = [\"a\", \"b\"]\nat = [\"GetResponse.kind\", \"GetResponse.tags[]\"]\n\
         [enumerations.Kind.captions]\na = \"First\"\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    let ShapeKind::Enumeration(values) = kind(&service, "ENUM_Kind") else {
        panic!()
    };
    assert_eq!(values[0].caption.as_deref(), Some("First"));
    let tags = Target::Nullable(Box::new(shape("ENUM_Kind")));
    assert_eq!(kind(&service, "GetResponse.tags"), &ShapeKind::List(tags));
}

#[test]
fn endpoints_follow_the_recipe() {
    let (service, findings) = amended(
        "[operations.\"Get it\"]\naction = \"Fetch\"\nendpoint = \"https://x.{region}.example.com\"\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    let operation = &service.operations[0];
    assert_eq!(operation.name, "Get", "the lowering names the action");
    assert_eq!(operation.endpoint[1], EndpointPart::Region);
    assert_eq!(operation.output, Some(id("GetResponse")), "addresses stay");
}

#[test]
fn what_does_not_fit_is_reported_at_its_place() {
    for (recipe, code) in [
        ("[members.\"GetResponse.kin\"]\ntype = \"long\"\n", "CG0203"),
        ("[entities.\"GetResponse.own\"]\nname = \"X\"\n", "CG0203"),
        ("[operations.Nope]\naction = \"X\"\n", "CG0203"),
        (
            "[enumerations.E]\nvalues = [\"a\"]\nat = [\"Nope\"]\n",
            "CG0203",
        ),
        ("[enumerations.E]\nvalues = [\"a\"]\n", "CG0203"),
        ("[enumerations.E]\nat = [\"GetResponse.kind\"]\n", "CG0223"),
        ("[enumerations.E]\nvalues = [\"a\", \"a\"]\n", "CG0223"),
        (
            "[enumerations.E]\nvalues = [\"a\"]\nat = [\"GetResponse.tags\"]\n",
            "CG0223",
        ),
        (
            "[enumerations.E]\nvalues = [\"a\"]\ncaptions = { b = \"B\" }\n",
            "CG0223",
        ),
        (
            "[members.\"GetResponse.owner\"]\ntype = \"long\"\n",
            "CG0220",
        ),
        (
            "[entities.\"GetResponse.rows\"]\nkind = \"map\"\n",
            "CG0220",
        ),
        ("[entities.\"GetResponse\"]\nkind = \"map\"\n", "CG0220"),
        ("[entities.\"GetResponse\"]\nremove = true\n", "CG0222"),
        ("[members.\"GetRequest.id\"]\nremove = true\n", "CG0222"),
        ("[members.\"GetRequest.id\"]\nrequired = false\n", "CG0222"),
        ("[operations.Get]\nendpoint = \"polly\"\n", "CG0224"),
        ("[operations.Get]\naction = \"get it\"\n", "CG0232"),
        ("[operations.Get]\naction = \"OTHER\"\n", "CG0233"),
    ] {
        assert_eq!(amended(recipe).1, [code], "{recipe}");
    }
}
