//! Small services and the domain models that they become.

use std::collections::BTreeSet;

use super::*;
use crate::describe::describe;
use crate::recipe::{EntityRecipe, MemberRecipe, OperationRecipe};
use crate::service::{
    Auth, Binding, EnumerationValue, ErrorResponse, Evidence, Member, Operation, Presence,
    ShapeKind, Simple, Target,
};
use crate::testing::{
    TEXT, bound, id, member, operation, optional, service, shape, structure, texts, with_output,
};

fn lowered(
    service: &Service,
    recipe: &Recipe,
    record: &NamingRecord,
) -> (Lowered, Vec<&'static str>) {
    let (lowered, diagnostics) = lower(service, recipe, record);
    let codes = diagnostics
        .iter()
        .map(|finding| finding.rule.code)
        .collect();
    (lowered.unwrap_or_else(|| panic!("{diagnostics:?}")), codes)
}

fn text(service: &Service) -> String {
    describe(
        &lowered(service, &Recipe::default(), &NamingRecord::default())
            .0
            .domain,
    )
}

fn check(service: &Service, expected: &str) {
    let text = text(service);
    assert!(text == expected, "expected:\n{expected}\ngot:\n{text}");
}

fn polly() -> Service {
    let mut voice: Vec<Member> = ["Gender", "Id"].map(|wire| member(wire, TEXT)).into();
    voice.push(member(
        "SupportedEngines",
        shape("DescribeVoicesResponse.Voices[].SupportedEngines"),
    ));
    let query = bound(optional(member("LanguageCode", TEXT)), Binding::Query);
    let operation = Operation {
        auth: Auth::SigV4 {
            service: "polly".to_owned(),
        },
        input: Some(id("DescribeVoicesRequest")),
        errors: vec![ErrorResponse {
            status: 400,
            shape: id("DescribeVoicesError400"),
            code: None,
            retryable: false,
        }],
        ..with_output("DescribeVoices")
    };
    Service {
        signing_name: Some("polly".to_owned()),
        ..service(
            vec![operation],
            vec![
                ("DescribeVoicesRequest", structure(vec![query])),
                (
                    "DescribeVoicesResponse",
                    structure(vec![member(
                        "Voices",
                        shape("DescribeVoicesResponse.Voices"),
                    )]),
                ),
                (
                    "DescribeVoicesResponse.Voices",
                    ShapeKind::List(shape("DescribeVoicesResponse.Voices[]")),
                ),
                ("DescribeVoicesResponse.Voices[]", structure(voice)),
                (
                    "DescribeVoicesResponse.Voices[].SupportedEngines",
                    ShapeKind::List(TEXT),
                ),
                ("DescribeVoicesError400", texts(&["message"])),
            ],
        )
    }
}

#[test]
fn the_guides_own_example_becomes_the_guides_own_model() {
    check(
        &polly(),
        "\
module AmazonPollyConnector `Amazon Polly` amazon-polly
activity DescribeVoices Get_v1_DescribeVoices(DescribeVoicesRequest, AWS_Region, Credentials) -> DescribeVoicesResponse | 400 DescribeVoicesError400
entity DescribeVoicesRequest : AWSAuthentication.AbstractRequest [request sent]
  LanguageCode: String query optional
  attribute LanguageCode: String
entity DescribeVoicesResponse [response received]
  Voices: []Voice
entity DescribeVoicesError400 [error received]
  Message `message`: String
  attribute Message: String
entity Voice [nested received]
  Gender: String
  _Id `Id`: String
  SupportedEngines: []String
  attribute Gender: String
  attribute _Id: String
entity SupportedEngine [list-item received]
  attribute Value: String
association Voice_DescribeVoicesResponse 1-* owner Voice
association SupportedEngine_Voice 1-* owner SupportedEngine
",
    );
}

#[test]
fn a_request_exists_even_without_members_and_a_response_only_with_them() {
    check(
        &service(vec![operation("DeletePet")], Vec::new()),
        "\
module ThingsConnector `Things` things
activity DeletePet Get_v1_DeletePet(DeletePetRequest) -> Boolean
entity DeletePetRequest [request sent]
",
    );
}

/// Two operations that both answer with pets, of these members.
fn pets(listed: &[&str], got: &[&str]) -> Service {
    service(
        vec![with_output("ListPets"), with_output("GetPet")],
        vec![
            (
                "ListPetsResponse",
                structure(vec![member("pets", shape("ListPetsResponse.pets"))]),
            ),
            (
                "ListPetsResponse.pets",
                ShapeKind::List(shape("ListPetsResponse.pets[]")),
            ),
            ("ListPetsResponse.pets[]", texts(listed)),
            (
                "GetPetResponse",
                structure(vec![member("pet", shape("GetPetResponse.pet"))]),
            ),
            ("GetPetResponse.pet", texts(got)),
        ],
    )
}

#[test]
fn a_structure_that_actions_share_is_a_generalization_with_a_specialization_each() {
    let service = pets(&["name"], &["name"]);
    check(
        &service,
        "\
module ThingsConnector `Things` things
activity ListPets Get_v1_ListPets(ListPetsRequest) -> ListPetsResponse
activity GetPet Get_v1_GetPet(GetPetRequest) -> GetPetResponse
entity ListPetsRequest [request sent]
entity ListPetsResponse [response received]
  Pets `pets`: []Pet
entity GetPetRequest [request sent]
entity GetPetResponse [response received]
  Pet `pet`: Pet
entity Pet [nested received]
  Name `name`: String
  attribute Name: String
entity ListPetsPet : Pet [specialization received]
entity GetPetPet : Pet [specialization received]
association ListPetsPet_ListPetsResponse 1-* owner ListPetsPet
association GetPetResponse_GetPetPet 1-1 owner both
",
    );
    let (lowered, codes) = lowered(&service, &Recipe::default(), &NamingRecord::default());
    assert_eq!(codes, ["CG0231", "CG0240"], "a merge must be reported");
    assert_eq!(lowered.decisions.len(), 1);
}

#[test]
fn presence_and_null_are_joined_where_structures_become_one() {
    let mut service = pets(&["name"], &["name"]);
    let shape = service
        .shapes
        .get_mut(&id("GetPetResponse.pet"))
        .expect("built above");
    let nullable = Member {
        nullable: true,
        ..optional(member("name", TEXT))
    };
    shape.kind = structure(vec![nullable]);
    assert!(
        text(&service)
            .contains("entity Pet [nested received]\n  Name `name`: String optional nullable\n")
    );
}

#[test]
fn structures_that_differ_are_never_merged_and_say_so() {
    let service = pets(&["name"], &["name", "age"]);
    let (lowered, codes) = lowered(&service, &Recipe::default(), &NamingRecord::default());
    let entities: Vec<&str> = lowered
        .domain
        .entities
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(entities[4..], ["ListPetsPet", "GetPetPet"]);
    assert!(codes.contains(&"CG0241"), "{codes:?}");
}

#[test]
fn structures_of_one_action_are_told_apart_by_what_is_around_them() {
    let place = Operation {
        input: Some(id("PlaceRequest")),
        ..with_output("Place")
    };
    let service = service(
        vec![place],
        vec![
            (
                "PlaceRequest",
                structure(vec![member("line", shape("PlaceRequest.line"))]),
            ),
            ("PlaceRequest.line", texts(&["a"])),
            (
                "PlaceResponse",
                structure(vec![member("line", shape("PlaceResponse.line"))]),
            ),
            ("PlaceResponse.line", texts(&["b"])),
        ],
    );
    let (lowered, _) = lowered(&service, &Recipe::default(), &NamingRecord::default());
    let given: Vec<&str> = lowered
        .domain
        .entities
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(given[2..], ["PlaceRequestLine", "PlaceResponseLine"]);
}

#[test]
fn names_of_the_last_run_stay_when_a_clash_appears() {
    let alone = Service {
        operations: vec![with_output("ListPets")],
        ..pets(&["name"], &["name", "age"])
    };
    let (first, _) = lowered(&alone, &Recipe::default(), &NamingRecord::default());
    let both = pets(&["name"], &["name", "age"]);
    let (second, _) = lowered(&both, &Recipe::default(), &first.record);
    let entities: Vec<&str> = second
        .domain
        .entities
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(entities[4..], ["Pet", "GetPetPet"]);
    let (third, _) = lowered(&both, &Recipe::default(), &second.record);
    assert_eq!(third.domain, second.domain);
    assert_eq!(third.record, second.record);
}

fn entity_names(names: &[(&str, &str)]) -> Recipe {
    let entities = names.iter().map(|(address, name)| {
        let entity = EntityRecipe {
            name: Some((*name).to_owned()),
            ..EntityRecipe::default()
        };
        ((*address).to_owned(), entity)
    });
    Recipe {
        entities: entities.collect(),
        ..Recipe::default()
    }
}

#[test]
fn a_name_that_the_recipe_no_longer_gives_is_not_kept() {
    let service = pets(&["name"], &["name"]);
    let recipe = entity_names(&[("GetPetResponse.pet", "Animal")]);
    let (plain, _) = lowered(&service, &Recipe::default(), &NamingRecord::default());
    let (renamed, _) = lowered(&service, &recipe, &plain.record);
    let (fresh, _) = lowered(&service, &recipe, &NamingRecord::default());
    assert_eq!(renamed.domain, fresh.domain);
    let (back, _) = lowered(&service, &Recipe::default(), &renamed.record);
    assert_eq!(back.domain, plain.domain);
}

#[test]
fn the_recipes_name_serves_all_places_of_an_entity() {
    let recipe = entity_names(&[("GetPetResponse.pet", "Animal")]);
    let service = pets(&["name"], &["name"]);
    let (lowered, _) = lowered(&service, &recipe, &NamingRecord::default());
    assert!(describe(&lowered.domain).contains("  Pets `pets`: []Animal\n"));
    assert!(describe(&lowered.domain).contains("entity ListPetsAnimal : Animal "));
}

#[test]
fn two_names_in_the_recipe_tell_equal_structures_apart() {
    let recipe = entity_names(&[
        ("GetPetResponse.pet", "Dog"),
        ("ListPetsResponse.pets[]", "Cat"),
    ]);
    let service = pets(&["name"], &["name"]);
    let (lowered, _) = lowered(&service, &recipe, &NamingRecord::default());
    let text = describe(&lowered.domain);
    assert!(
        text.contains("entity Cat [nested") && text.contains("entity Dog [nested"),
        "{text}"
    );
}

#[test]
fn one_name_in_the_recipe_for_different_structures_is_refused() {
    let recipe = entity_names(&[
        ("GetPetResponse.pet", "Pet"),
        ("ListPetsResponse.pets[]", "Pet"),
    ]);
    let (none, findings) = lower(
        &pets(&["name"], &["age"]),
        &recipe,
        &NamingRecord::default(),
    );
    assert!(none.is_none());
    assert!(findings.iter().any(|finding| finding.rule.code == "CG0233"));
}

#[test]
fn names_that_cannot_be_given_are_refused_with_the_nearest() {
    for name in ["pet", "My Pet", "", "Pet_1", "Hund→"] {
        let recipe = entity_names(&[("GetPetResponse.pet", name)]);
        let (none, findings) = lower(
            &pets(&["name"], &["name"]),
            &recipe,
            &NamingRecord::default(),
        );
        assert!(none.is_none(), "{name}");
        assert!(
            findings.iter().any(|finding| finding.rule.code == "CG0232"),
            "{name}"
        );
    }
}

fn response(kinds: Vec<Member>, shapes: Vec<(&str, ShapeKind)>) -> Service {
    let mut all = vec![("GetResponse", structure(kinds))];
    all.extend(shapes);
    service(vec![with_output("Get")], all)
}

/// The part of the text that comes after the response's line.
fn after_response(service: &Service) -> String {
    let text = text(service);
    let (_, rest) = text
        .split_once("entity GetResponse [response received]\n")
        .expect("it has one");
    rest.to_owned()
}

#[test]
fn the_recipes_action_names_all_that_is_named_after_it() {
    let mut recipe = Recipe::default();
    let said = OperationRecipe {
        action: Some("Fetch".to_owned()),
        version: Some("v7".to_owned()),
        ..OperationRecipe::default()
    };
    recipe.operations.insert("Get it".to_owned(), said);
    let mut service = response(vec![member("a", TEXT)], Vec::new());
    service.operations[0].source_name = "Get it".to_owned();
    let (lowered, _) = lowered(&service, &recipe, &NamingRecord::default());
    let text = describe(&lowered.domain);
    assert!(
        text.contains("activity Fetch Get_v7_Fetch(FetchRequest) -> FetchResponse\n"),
        "{text}"
    );
    let activity = &lowered.domain.activities[0];
    assert_eq!(activity.operation, "Get");
    assert!(recipe.activity(activity).is_none(), "`Get it` is not `Get`");
}

#[test]
fn maps_and_nested_lists_have_entities_in_the_guides_model() {
    let service = response(
        vec![
            member("Tags", shape("GetResponse.Tags")),
            member("Users", shape("GetResponse.Users")),
            member("Rows", shape("GetResponse.Rows")),
        ],
        vec![
            ("GetResponse.Tags", ShapeKind::Map(TEXT)),
            (
                "GetResponse.Users",
                ShapeKind::Map(shape("GetResponse.Users{}")),
            ),
            ("GetResponse.Users{}", texts(&["name"])),
            (
                "GetResponse.Rows",
                ShapeKind::List(shape("GetResponse.Rows[]")),
            ),
            (
                "GetResponse.Rows[]",
                ShapeKind::List(Target::Nullable(Box::new(TEXT))),
            ),
        ],
    );
    assert_eq!(
        after_response(&service),
        "  Tags: {}String
  Users: {}User
  Rows: [][]?String
entity User [nested received]
  Name `name`: String
  attribute Name: String
entity TagEntry [map-entry received]
  attribute Key: String
  attribute Value: String
entity UserEntry [map-entry received]
  attribute Key: String
entity Row [list-item received]
entity RowItem [list-item received]
  attribute Value: String
association TagEntry_GetResponse 1-* owner TagEntry
association UserEntry_GetResponse 1-* owner UserEntry
association Row_GetResponse 1-* owner Row
association UserEntry_User 1-1 owner both
association RowItem_Row 1-* owner RowItem
"
    );
}

#[test]
fn a_removed_structure_gives_its_members_to_the_one_around_it() {
    let service = response(
        vec![
            optional(member("Wrapper", shape("GetResponse.Wrapper"))),
            member("Name", TEXT),
        ],
        vec![("GetResponse.Wrapper", texts(&["Name", "Age"]))],
    );
    let mut recipe = Recipe::default();
    let removed = EntityRecipe {
        remove: true,
        ..EntityRecipe::default()
    };
    recipe
        .entities
        .insert("GetResponse.Wrapper".to_owned(), removed);
    let (lowered, codes) = lowered(&service, &recipe, &NamingRecord::default());
    let text = describe(&lowered.domain);
    assert!(
        text.ends_with(
            "  Name `Wrapper`.`Name`: String optional
  Age `Wrapper`.`Age`: String optional
  Name_2 `Name`: String
  attribute Name: String
  attribute Age: String
  attribute Name_2: String
"
        ),
        "{text}"
    );
    assert!(codes.contains(&"CG0242"));
}

#[test]
fn members_of_a_removed_structure_that_may_be_null_are_optional() {
    let wrapper = member("Wrapper", shape("GetResponse.Wrapper"));
    let wrapper = Member {
        nullable: true,
        ..wrapper
    };
    let service = response(
        vec![wrapper],
        vec![("GetResponse.Wrapper", texts(&["Age"]))],
    );
    let mut recipe = Recipe::default();
    let removed = EntityRecipe {
        remove: true,
        ..EntityRecipe::default()
    };
    recipe
        .entities
        .insert("GetResponse.Wrapper".to_owned(), removed);
    let (lowered, _) = lowered(&service, &recipe, &NamingRecord::default());
    let age = &lowered.domain.entities[1].members[0];
    assert_eq!(age.presence, Presence::Optional);
}

#[test]
fn names_of_attributes_differ_by_more_than_case_and_follow_the_recipe() {
    let service = response(
        ["user-id", "user_id", "USER.ID", "id"]
            .map(|wire| member(wire, TEXT))
            .into(),
        Vec::new(),
    );
    let mut recipe = Recipe::default();
    let recipe_for_id = MemberRecipe {
        name: Some("Identifier".to_owned()),
        ..MemberRecipe::default()
    };
    recipe
        .members
        .insert("GetResponse.id".to_owned(), recipe_for_id);
    let (lowered, _) = lowered(&service, &recipe, &NamingRecord::default());
    let names: Vec<&str> = lowered.domain.entities[1]
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    assert_eq!(names, ["User_id", "User_id_2", "USER_ID_3", "Identifier"]);
}

#[test]
fn several_associations_of_one_pair_have_the_member_behind() {
    let service = response(
        vec![
            member("Address", shape("GetResponse.Address")),
            member("Delivery", shape("GetResponse.Delivery")),
        ],
        vec![
            ("GetResponse.Address", texts(&["Street"])),
            ("GetResponse.Delivery", texts(&["Street"])),
        ],
    );
    let recipe = entity_names(&[
        ("GetResponse.Address", "Place"),
        ("GetResponse.Delivery", "Place"),
    ]);
    let (lowered, _) = lowered(&service, &recipe, &NamingRecord::default());
    let names: Vec<&str> = lowered
        .domain
        .associations
        .iter()
        .map(|association| association.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["GetResponse_Place_Address", "GetResponse_Place_Delivery"]
    );
}

#[test]
fn options_of_a_request_are_shared_and_files_are_parameters() {
    let flag = Target::Simple(Simple::Boolean);
    let sent = Operation {
        input: Some(id("SendRequest")),
        ..operation("Send")
    };
    let service = service(
        vec![sent],
        vec![
            (
                "SendRequest",
                structure(vec![
                    optional(member("DryRun", flag.clone())),
                    member("Sure", flag),
                    bound(
                        member("File", Target::Simple(Simple::Blob)),
                        Binding::Payload,
                    ),
                    member("Fields", shape("SendRequest.Fields")),
                ]),
            ),
            ("SendRequest.Fields", ShapeKind::List(shape("ENUM_field"))),
            (
                "ENUM_field",
                ShapeKind::Enumeration(
                    ["name", "default"]
                        .map(|wire| EnumerationValue {
                            wire: wire.to_owned(),
                            caption: None,
                            documentation: None,
                        })
                        .into(),
                ),
            ),
        ],
    );
    check(
        &service,
        "\
module ThingsConnector `Things` things
activity Send Get_v1_Send(SendRequest, FileDocument) -> Boolean
entity SendRequest [request sent]
  DryRun: Boolean optional
  Sure: Boolean
  File: Blob payload
  Fields: []ENUM_Field
  attribute DryRun: Boolean
  attribute Sure: Boolean required
entity Field [list-item sent]
  attribute Value: ENUM_Field required
enumeration ENUM_Field
  name `name` name
  _default `default` default
association SendRequest_Field *-* owner SendRequest
",
    );
}

#[test]
fn an_optional_boolean_of_aws_has_three_states() {
    let mut service = polly();
    let request = service.shapes.get_mut(&id("DescribeVoicesRequest"));
    request.expect("built above").kind = structure(vec![optional(bound(
        member("All", Target::Simple(Simple::Boolean)),
        Binding::Query,
    ))]);
    let text = text(&service);
    assert!(
        text.contains("  attribute All: AWSAuthentication.ENUM_Boolean\n"),
        "{text}"
    );
}

#[test]
fn a_single_boolean_is_a_boolean_in_the_guide_and_kept_in_rust() {
    let service = response(
        vec![member("IsCompleted", Target::Simple(Simple::Boolean))],
        Vec::new(),
    );
    let (lowered, _) = lowered(&service, &Recipe::default(), &NamingRecord::default());
    let domain = lowered.domain;
    assert!(domain.returns_boolean(&domain.activities[0]));
    assert!(!domain.in_guide(EntityId(1)) && domain.in_guide(EntityId(0)));
    assert_eq!(domain.entities[1].members.len(), 1);
}

#[test]
fn structures_that_contain_themselves_end_and_are_boxed() {
    let service = Service {
        evidence: Evidence::Model,
        ..response(
            vec![member("Filter", shape("Filter"))],
            vec![
                (
                    "Filter",
                    structure(vec![
                        optional(member("Not", shape("Filter"))),
                        member("All", shape("Filters")),
                        member("Leaf", shape("Leaf")),
                    ]),
                ),
                ("Filters", ShapeKind::List(shape("Filter"))),
                ("Leaf", texts(&["x"])),
            ],
        )
    };
    let rest = after_response(&service);
    assert!(
        rest.contains("  Not: Filter optional boxed\n  All: []Filter\n  Leaf: Leaf\n"),
        "{rest}"
    );
    for evidence in [Evidence::Model, Evidence::Samples] {
        let (lowered, _) = lower(
            &Service {
                evidence,
                ..service.clone()
            },
            &Recipe::default(),
            &NamingRecord::default(),
        );
        assert!(lowered.is_some());
    }
}

#[test]
fn lists_in_a_circle_and_missing_shapes_are_errors_and_no_endless_loop() {
    for target in [shape("Circle"), shape("Nowhere")] {
        let service = response(
            vec![member("X", target)],
            vec![("Circle", ShapeKind::List(shape("Circle")))],
        );
        let (none, findings) = lower(&service, &Recipe::default(), &NamingRecord::default());
        assert!(none.is_none());
        assert!(findings.iter().any(|finding| finding.rule.code == "CG0244"));
    }
}

#[test]
fn what_only_the_user_can_know_is_asked_for_by_name() {
    let nameless = Service {
        title: None,
        ..service(vec![operation("Get")], Vec::new())
    };
    let unknown = Service {
        signing_name: Some("fancy".to_owned()),
        ..nameless.clone()
    };
    let strange = Service {
        title: Some("日本".to_owned()),
        ..nameless.clone()
    };
    let empty = Service {
        operations: Vec::new(),
        title: Some("x".to_owned()),
        ..nameless.clone()
    };
    for (service, code) in [
        (nameless, "CG0230"),
        (unknown, "CG0230"),
        (strange, "CG0230"),
        (empty, "CG0211"),
    ] {
        let (none, findings) = lower(&service, &Recipe::default(), &NamingRecord::default());
        assert!(none.is_none());
        assert!(
            findings
                .iter()
                .any(|finding| finding.rule.code == code && finding.help.is_some())
        );
    }
}

#[test]
fn hostile_and_long_names_give_names_all_the_same() {
    let long = "x".repeat(10_000);
    let wires = [
        "",
        "$",
        "\u{202e}",
        "\"};",
        "self",
        "Self",
        "日本",
        long.as_str(),
    ];
    let service = response(wires.map(|wire| member(wire, TEXT)).into(), Vec::new());
    let (lowered, _) = lowered(&service, &Recipe::default(), &NamingRecord::default());
    let mut seen = BTreeSet::new();
    for member in &lowered.domain.entities[1].members {
        assert!(names::is_attribute(&member.name), "{}", member.name);
        assert!(seen.insert(member.name.to_ascii_lowercase()));
    }
    assert_eq!(seen.len(), wires.len());
}
