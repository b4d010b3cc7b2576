use connector_model::diagnostic::Severity;
use connector_model::recipe::WireProtocol;
use connector_model::service::{
    Auth, Binding, Member, Protocol, Service, Shape, ShapeId, ShapeKind, Simple, Target,
    TimestampFormat, WaiterMatcher, WaiterState,
};

use super::{Settings, read};
use crate::aws::place::ModelText;

/// The service of a text, and its findings as code, message and place.
fn read_with(text: &str, settings: Settings<'_>) -> (Option<Service>, Vec<String>) {
    let model = ModelText {
        source: 0,
        bytes: text.as_bytes(),
    };
    let (service, findings) = read(model, settings);
    let findings = findings.iter().map(|finding| {
        let pointer = finding.place.as_ref().map(|place| place.pointer.as_str());
        let pointer = pointer.unwrap_or("nowhere");
        format!("{} {} @ {pointer}", finding.rule.code, finding.message)
    });
    (service, findings.collect())
}

fn service(text: &str) -> Service {
    let (service, findings) = read_with(text, Settings::default());
    assert_eq!(findings, [""; 0]);
    service.expect("the model is read")
}

/// A model of a service `Zoo` with these traits, one operation `Get`, and these shapes.
fn zoo(service_traits: &str, operation_traits: &str, shapes: &str) -> String {
    model(&format!(
        r#""zoo#Zoo": {{"type": "service", "version": "1", "operations": [{{"target": "zoo#Get"}}],
            "traits": {{{service_traits}}}}},
        "zoo#Get": {{"type": "operation", "input": {{"target": "zoo#GetInput"}}, "traits": {{{operation_traits}}}}},
        {shapes}"#
    ))
}

fn model(shapes: &str) -> String {
    format!(r#"{{"smithy": "2.0", "shapes": {{{shapes}}}}}"#)
}

const JSON: &str = r#""aws.protocols#awsJson1_1": {}"#;
const REST: &str = r#""aws.protocols#restJson1": {}"#;
const XML: &str = r#""aws.protocols#restXml": {}"#;
const HTTP: &str = r#""smithy.api#http": {"method": "GET", "uri": "/a/{b}"}"#;
const EMPTY: &str = r#""zoo#GetInput": {"type": "structure", "members": {}}"#;

fn shape<'s>(service: &'s Service, name: &str) -> &'s Shape {
    let shape = service.shapes.get(&ShapeId(name.to_owned()));
    shape.unwrap_or_else(|| panic!("{name} is missing"))
}

fn members<'s>(service: &'s Service, name: &str) -> &'s [Member] {
    match &shape(service, name).kind {
        ShapeKind::Structure(members) => members,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn a_model_that_is_wrong_is_refused_with_the_place() {
    let get = r#""zoo#Get": {"type": "operation"}"#;
    let input = |members: &str| {
        let shapes =
            format!(r#""zoo#GetInput": {{"type": "structure", "members": {{{members}}}}}"#);
        zoo(JSON, "", &shapes)
    };
    let target = |id: &str| input(&format!(r#""a": {{"target": "{id}"}}"#));
    let cases = [
        (
            "[1]".to_owned(),
            "CG0160 an item is an array, not an object @ ",
        ),
        (
            "{\"smithy\": \"2.0\", \"shapes\": {}".to_owned(),
            "CG0100 expected `,` or `}`, found the end of the text @ ",
        ),
        (
            r#"{"smithy": "3.0", "shapes": {}}"#.to_owned(),
            "CG0160 the model is of version `3.0` of Smithy @ /smithy",
        ),
        (
            r#"{"smithy": "2.0", "shapes": []}"#.to_owned(),
            "CG0160 `shapes` is an array, not an object @ /shapes",
        ),
        (
            r#"{"smithy": "2.0", "shapes": {"a#B": 1}}"#.to_owned(),
            "CG0160 `a#B` is a number, not an object @ /shapes/a#B",
        ),
        (model(get), "CG0168 the model has no service @ "),
        (
            model(r#""a#A": {"type": "service"}, "b#B": {"type": "service"}"#),
            "CG0168 the model has the services `A`, `B` @ ",
        ),
        (
            zoo("", "", EMPTY),
            "CG0163 the model names no protocol @ /shapes/zoo#Zoo",
        ),
        (
            zoo(r#""alloy.protocols#simple": {}"#, "", EMPTY),
            "CG0163 the protocol `alloy.protocols#simple` is not known @ /shapes/zoo#Zoo",
        ),
        (
            zoo(JSON, "", "").replace("},\n        }", "}\n        }"),
            "CG0161 the model has no shape `zoo#GetInput` @ /shapes/zoo#Get/input/target",
        ),
        (
            target("zoo#Gone"),
            "CG0161 the model has no shape `zoo#Gone` @ /shapes/zoo#GetInput/members/a/target",
        ),
        (
            target("smithy.api#Strin"),
            "CG0161 the model has no shape `smithy.api#Strin` @ /shapes/zoo#GetInput/members/a/target",
        ),
        (
            target("zoo#Get"),
            "CG0160 `zoo#Get` is no kind of value @ /shapes/zoo#GetInput/members/a",
        ),
        (
            input(r#""a": {}"#),
            "CG0160 `a` has no `target` @ /shapes/zoo#GetInput/members/a",
        ),
        (
            input(r#""a": {"target": 1}"#),
            "CG0160 `target` is a number, not a string @ /shapes/zoo#GetInput/members/a/target",
        ),
        (
            input(
                r#""a": {"target": "smithy.api#String", "traits": {"smithy.api#length": {"min": "x"}}}"#,
            ),
            "CG0160 `min` is a string, not a number @ \
             /shapes/zoo#GetInput/members/a/traits/smithy.api#length/min",
        ),
        (
            input(r#""a": {"target": "zoo#GetInput", "traits": {"smithy.api#required": {}}}"#),
            "CG0164 `GetInput` must hold itself, so no value of it can end: `GetInput.a` @ /shapes/zoo#GetInput",
        ),
        (
            input(r#""a": {"target": "smithy.api#String"}, "a": {"target": "smithy.api#Long"}"#),
            "CG0162 `a` stands twice in the model @ /shapes/zoo#GetInput/members/a",
        ),
        (
            zoo(REST, "", EMPTY),
            "CG0160 `zoo#Get` has no method and address (`smithy.api#http`) @ /shapes/zoo#Get",
        ),
        (
            zoo(REST, r#""smithy.api#http": "GET""#, EMPTY),
            "CG0160 `smithy.api#http` is a string, not an object @ \
             /shapes/zoo#Get/traits/smithy.api#http",
        ),
        (
            zoo(
                JSON,
                "",
                r#""zoo#GetInput": {"type": "list", "member": {"target": "smithy.api#Long"}}"#,
            ),
            "CG0160 `zoo#GetInput` is not a structure @ /shapes/zoo#Get/input",
        ),
        (
            zoo(JSON, "", r#""zoo#GetInput": {"type": "struct"}"#),
            "CG0160 `zoo#GetInput` is of the unknown type `struct` @ /shapes/zoo#GetInput",
        ),
        (
            zoo(
                JSON,
                "",
                r#""zoo#GetInput": {"type": "structure", "mixins": [{"target": "zoo#M"}]}"#,
            ),
            "CG0160 the model has no mixin `zoo#M` @ /shapes/zoo#GetInput/mixins/0",
        ),
        (
            input(r#""a\r\nb": {"target": "smithy.api#String"}"#),
            "CG0160 `a\r\nb` is no name of a member @ /shapes/zoo#GetInput/members/a\r\nb",
        ),
        (
            model(r#""zoo#a b": {"type": "service"}"#),
            "CG0160 `zoo#a b` is no id of a shape @ /shapes/zoo#a b",
        ),
        (
            zoo(REST, HTTP, EMPTY),
            "CG0160 no member of the input of `Get` has the label `{b}` of its address @ /shapes/zoo#Get",
        ),
        (
            zoo(
                REST,
                r#""smithy.api#http": {"method": "G T", "uri": "/"}"#,
                EMPTY,
            ),
            "CG0160 `G T` is no HTTP method @ /shapes/zoo#Get",
        ),
        (
            zoo(
                JSON,
                r#""smithy.api#endpoint": {"hostPrefix": "a.example/"}"#,
                EMPTY,
            ),
            "CG0160 the host of `Get` has characters that no host has @ /shapes/zoo#Get",
        ),
        (
            zoo(
                JSON,
                "",
                r#""zoo#GetInput": {"type": "structure", "members": {"a": {"target": "zoo#L"}}},
                "zoo#L": {"type": "list", "member": {"target": "zoo#L"}}"#,
            ),
            "CG0160 `L` is of lists in lists, more than 16 deep or without end @ /shapes/zoo#L",
        ),
        (
            zoo(JSON, r#""smithy.api#paginated": {"items": "a"}"#, EMPTY),
            "CG0160 the pages of `zoo#Get` have no tokens (`inputToken` and `outputToken`) @ \
             /shapes/zoo#Get/traits/smithy.api#paginated",
        ),
    ];
    for (text, expected) in cases {
        let (service, findings) = read_with(&text, Settings::default());
        assert_eq!(findings, [expected], "{text}");
        assert!(service.is_none(), "{text}");
    }
}

#[test]
fn everything_that_is_wrong_is_found_at_once() {
    let text = zoo(
        JSON,
        "",
        r#""zoo#GetInput": {"type": "structure", "members": {
            "a": {"target": "zoo#A"}, "b": {"target": "zoo#B"}, "c": {"target": "zoo#C"}}},
        "zoo#C": {"type": "list", "member": {"target": "zoo#D"}}"#,
    );
    let (service, findings) = read_with(&text, Settings::default());
    assert!(service.is_none());
    assert_eq!(findings.len(), 3, "{findings:?}");
}

#[test]
fn shapes_that_contain_each_other_end_the_reading() {
    let text = zoo(
        JSON,
        "",
        r#""zoo#GetInput": {"type": "structure", "mixins": [{"target": "zoo#M"}], "members": {"g": {"target": "zoo#GetInput"}}},
        "zoo#M": {"type": "structure", "mixins": [{"target": "zoo#GetInput"}], "members": {"l": {"target": "zoo#L"}}},
        "zoo#L": {"type": "list", "member": {"target": "zoo#GetInput"}}"#,
    );
    let service = service(&text);
    let names = members(&service, "GetInput").iter();
    assert_eq!(
        names.map(|member| &member.wire).collect::<Vec<_>>(),
        ["l", "g"]
    );
}

#[test]
fn resources_of_resources_have_operations_and_a_cycle_of_them_ends() {
    let text = model(&format!(
        r#""zoo#Zoo": {{"type": "service", "resources": [{{"target": "zoo#R"}}], "traits": {{{JSON}}}}},
        "zoo#R": {{"type": "resource", "resources": [{{"target": "zoo#R"}}, {{"target": "zoo#S"}}],
            "create": {{"target": "zoo#C"}}, "put": {{"target": "zoo#P"}}, "delete": {{"target": "zoo#D"}},
            "update": {{"target": "zoo#U"}}}},
        "zoo#S": {{"type": "resource", "read": {{"target": "zoo#A"}}, "list": {{"target": "zoo#L"}},
            "collectionOperations": [{{"target": "zoo#C"}}]}},
        "zoo#A": {{"type": "operation"}}, "zoo#C": {{"type": "operation"}}, "zoo#D": {{"type": "operation"}},
        "zoo#L": {{"type": "operation"}}, "zoo#P": {{"type": "operation"}}, "zoo#U": {{"type": "operation"}}"#
    ));
    let service = service(&text);
    let names = service.operations.iter();
    let names: Vec<&str> = names.map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["A", "C", "D", "L", "P", "U"]);
}

#[test]
fn one_of_several_services_is_chosen_by_any_of_its_names() {
    let text = model(&format!(
        r#""a#One": {{"type": "service", "traits": {{{JSON}, "aws.auth#sigv4": {{"name": "uno"}}}}}},
        "a#Two": {{"type": "service", "traits": {{{JSON}, "aws.api#service": {{"sdkId": "The Two", "endpointPrefix": "due"}}}}}}"#
    ));
    let title = |named: &str| {
        let settings = Settings {
            service: Some(named),
            protocol: None,
        };
        let (service, findings) = read_with(&text, settings);
        service.map(|service| service.signing_name).ok_or(findings)
    };
    for named in ["One", "a#One", "uno"] {
        assert_eq!(title(named), Ok(Some("uno".to_owned())), "{named}");
    }
    for named in ["Two", "The Two", "due"] {
        assert_eq!(title(named), Ok(Some("due".to_owned())), "{named}");
    }
    let expected = "CG0168 `tre` does not say which service of the model is meant @ ";
    assert_eq!(title("tre"), Err(vec![expected.to_owned()]));
}

#[test]
fn the_first_protocol_is_taken_unless_the_recipe_names_another() {
    let text = zoo(
        r#""aws.protocols#awsQuery": {}, "smithy.protocols#rpcv2Cbor": {}, "aws.protocols#awsJson1_0": {},
        "aws.protocols#awsQueryCompatible": {}"#,
        "",
        EMPTY,
    );
    let protocol = |protocol| {
        let settings = Settings {
            service: None,
            protocol,
        };
        let (service, findings) = read_with(&text, settings);
        service
            .map(|service| service.traits.protocol)
            .ok_or(findings)
    };
    assert_eq!(protocol(None), Ok(Some(Protocol::AwsJson10)));
    assert_eq!(
        protocol(Some(WireProtocol::Cbor)),
        Ok(Some(Protocol::RpcV2Cbor))
    );
    assert_eq!(
        protocol(Some(WireProtocol::Query)),
        Ok(Some(Protocol::Query))
    );
    let expected = "CG0163 the service does not speak the protocol of the recipe, only \
        `aws.protocols#awsQuery`, `smithy.protocols#rpcv2Cbor`, `aws.protocols#awsJson1_0` @ /shapes/zoo#Zoo";
    assert_eq!(
        protocol(Some(WireProtocol::RestXml)),
        Err(vec![expected.to_owned()])
    );
}

#[test]
fn models_of_version_1_have_their_enumerations_sets_and_boxes() {
    let text = zoo(
        JSON,
        "",
        r#""zoo#GetInput": {"type": "structure", "members": {
            "kind": {"target": "zoo#Kind"}, "set": {"target": "zoo#Set"},
            "legs": {"target": "smithy.api#PrimitiveInteger", "traits": {"smithy.api#box": {}}},
            "size": {"target": "zoo#Size"}, "many": {"target": "smithy.api#BigInteger"}}},
        "zoo#Kind": {"type": "string", "traits": {"smithy.api#enum": [
            {"value": "a b", "name": "A_B", "documentation": "Both."}, {"value": "c"}, {"value": "c"}]}},
        "zoo#Size": {"type": "intEnum", "members": {"BIG": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": 1}}}},
        "zoo#Set": {"type": "set", "member": {"target": "zoo#Kind"}}"#,
    )
    .replace("\"2.0\"", "\"1.0\"");
    let service = service(&text);
    let targets: Vec<&Target> = members(&service, "GetInput")
        .iter()
        .map(|member| &member.target)
        .collect();
    let named = |name: &str| Target::Shape(ShapeId(name.to_owned()));
    assert_eq!(
        targets,
        [
            &named("Kind"),
            &named("Set"),
            &Target::Simple(Simple::Integer),
            &Target::Simple(Simple::Integer),
            &Target::Simple(Simple::Document),
        ]
    );
    assert_eq!(shape(&service, "Set").kind, ShapeKind::List(named("Kind")));
    let ShapeKind::Enumeration(values) = &shape(&service, "Kind").kind else {
        panic!("no enumeration");
    };
    assert_eq!(values.len(), 2);
    assert_eq!(values[0].wire, "a b");
    assert_eq!(values[0].documentation.as_deref(), Some("Both."));
}

#[test]
fn two_shapes_of_one_name_in_different_namespaces_are_both_kept() {
    let text = zoo(
        JSON,
        "",
        r#""zoo#GetInput": {"type": "structure", "members": {"a": {"target": "zoo#Tag"}, "b": {"target": "park#Tag"}}},
        "zoo#Tag": {"type": "structure", "members": {"x": {"target": "smithy.api#Long"}}},
        "park#Tag": {"type": "structure", "members": {"y": {"target": "smithy.api#Long"}}}"#,
    );
    let service = service(&text);
    assert_eq!(members(&service, "Tag")[0].wire, "x");
    assert_eq!(members(&service, "park#Tag")[0].wire, "y");
}

#[test]
fn the_format_of_a_point_in_time_is_the_nearest_one_that_is_stated() {
    use TimestampFormat::{DateTime, EpochSeconds, HttpDate};
    let shapes = r#""zoo#GetInput": {"type": "structure", "members": {
            "b": {"target": "smithy.api#Timestamp", "traits": {"smithy.api#httpLabel": {}, "smithy.api#required": {}}},
            "own": {"target": "zoo#Day", "traits": {"smithy.api#timestampFormat": "http-date"}},
            "shape": {"target": "zoo#Day"},
            "body": {"target": "smithy.api#Timestamp"},
            "header": {"target": "smithy.api#Timestamp", "traits": {"smithy.api#httpHeader": "X-A"}}}},
        "zoo#Day": {"type": "timestamp", "traits": {"smithy.api#timestampFormat": "date-time"}}"#;
    let cbor = r#""smithy.protocols#rpcv2Cbor": {}"#;
    for (protocol, expected) in [
        (REST, [DateTime, HttpDate, DateTime, EpochSeconds, HttpDate]),
        (XML, [DateTime, HttpDate, DateTime, DateTime, HttpDate]),
        (
            JSON,
            [EpochSeconds, HttpDate, DateTime, EpochSeconds, EpochSeconds],
        ),
        (cbor, [EpochSeconds; 5]),
    ] {
        let service = service(&zoo(protocol, HTTP, shapes));
        let formats: Vec<Target> = members(&service, "GetInput")
            .iter()
            .map(|member| member.target.clone())
            .collect();
        let expected = expected.map(|format| Target::Simple(Simple::Timestamp(format)));
        assert_eq!(formats, expected, "{protocol}");
    }
}

#[test]
fn bindings_count_only_at_the_top_of_a_message() {
    let shapes = r#""zoo#GetInput": {"type": "structure", "members": {
            "b": {"target": "smithy.api#String", "traits": {"smithy.api#httpLabel": {}}},
            "in": {"target": "zoo#In"}}},
        "zoo#In": {"type": "structure", "members": {
            "h": {"target": "smithy.api#String", "traits": {"smithy.api#httpHeader": "X-H", "smithy.api#jsonName": "j"}}}}"#;
    let rest = service(&zoo(REST, HTTP, shapes));
    assert_eq!(members(&rest, "GetInput")[0].binding, Binding::Label);
    let inner = &members(&rest, "In")[0];
    assert_eq!((inner.binding, inner.wire.as_str()), (Binding::Body, "j"));
    assert_eq!(inner.traits.name.as_deref(), Some("h"));
    let rpc = service(&zoo(JSON, HTTP, shapes));
    assert_eq!(members(&rpc, "GetInput")[0].binding, Binding::Body);
    assert_eq!(members(&rpc, "In")[0].wire, "h");
}

#[test]
fn a_scheme_that_connectors_cannot_do_is_passed_over() {
    let service_traits = format!(
        r#"{JSON}, "smithy.api#httpDigestAuth": {{}}, "smithy.api#httpBearerAuth": {{}},
        "smithy.api#httpApiKeyAuth": {{"name": "X-Key", "in": "header"}},
        "aws.auth#sigv4": {{"name": "zoo"}}, "aws.auth#sigv4a": {{"name": "zoo"}}"#
    );
    let list = |schemes: &str| format!(r#""smithy.api#auth": [{schemes}]"#);
    let auth = |service_traits: &str, operation: &str| {
        service(&zoo(service_traits, operation, EMPTY)).operations[0]
            .auth
            .clone()
    };
    let zoo_name = || "zoo".to_owned();
    for (operation, expected) in [
        (
            String::new(),
            Auth::SigV4 {
                service: zoo_name(),
            },
        ),
        (list(""), Auth::None),
        (list(r#""smithy.api#httpDigestAuth""#), Auth::None),
        (
            list(r#""smithy.api#httpDigestAuth", "smithy.api#httpBearerAuth""#),
            Auth::Bearer,
        ),
        (
            list(r#""aws.auth#sigv4a", "aws.auth#sigv4""#),
            Auth::SigV4a {
                service: zoo_name(),
            },
        ),
        (
            list(r#""smithy.api#httpApiKeyAuth""#),
            Auth::ApiKeyHeader("X-Key".to_owned()),
        ),
        (r#""smithy.api#optionalAuth": {}"#.to_owned(), Auth::None),
        (
            r#""aws.auth#unsignedPayload": {}"#.to_owned(),
            Auth::SigV4UnsignedPayload {
                service: zoo_name(),
            },
        ),
    ] {
        assert_eq!(auth(&service_traits, &operation), expected, "{operation}");
    }
    let preferring = format!(
        "{service_traits}, {}",
        list(r#""smithy.api#httpBearerAuth""#)
    );
    assert_eq!(auth(&preferring, ""), Auth::Bearer);
}

#[test]
fn waiters_wait_for_what_the_model_says_or_are_left_out() {
    let accepting = |matcher: &str| {
        format!(r#"{{"acceptors": [{{"state": "success", "matcher": {matcher}}}]}}"#)
    };
    let path = |comparator: &str, expected: &str| {
        accepting(&format!(
            r#"{{"output": {{"path": "a.b", "comparator": "{comparator}", "expected": "{expected}"}}}}"#
        ))
    };
    let first = |waiter: &str| {
        let traits = format!(r#""smithy.waiters#waitable": {{"W": {waiter}}}"#);
        let shapes = format!(
            r#"{EMPTY}, "zoo#Gone": {{"type": "structure", "traits": {{"smithy.api#error": "client",
            "aws.protocols#awsQueryError": {{"code": "Zoo.Gone"}}}}}}"#
        );
        let text = zoo(JSON, &traits, &shapes).replace(
            r#""input": {"target": "zoo#GetInput"}"#,
            r#""errors": [{"target": "zoo#Gone"}]"#,
        );
        let mut service = service(&text);
        let waiter = service.operations[0].traits.waiters.pop()?;
        assert_eq!((waiter.delay, waiter.max_delay), (2, Some(120)));
        assert_eq!(waiter.acceptors[0].state, WaiterState::Success);
        Some(waiter.acceptors[0].matcher.clone())
    };
    let ab = || "a.b".to_owned();
    for (waiter, expected) in [
        (
            path("stringEquals", "o\\\"k"),
            Some(WaiterMatcher::Path(ab(), "\"o\\\"k\"".to_owned())),
        ),
        (
            path("booleanEquals", "true"),
            Some(WaiterMatcher::Path(ab(), "true".to_owned())),
        ),
        (
            path("allStringEquals", "x"),
            Some(WaiterMatcher::PathAll(ab(), "\"x\"".to_owned())),
        ),
        (
            path("anyStringEquals", "x"),
            Some(WaiterMatcher::PathAny(ab(), "\"x\"".to_owned())),
        ),
        (
            accepting(r#"{"success": false}"#),
            Some(WaiterMatcher::Success(false)),
        ),
        (
            accepting(r#"{"errorType": "zoo#Gone"}"#),
            Some(WaiterMatcher::Error("Zoo.Gone".to_owned())),
        ),
        (
            accepting(r#"{"errorType": "Other"}"#),
            Some(WaiterMatcher::Error("Other".to_owned())),
        ),
        (accepting(r#"{"inputOutput": {"path": "a"}}"#), None),
    ] {
        assert_eq!(first(&waiter), expected, "{waiter}");
    }
}

#[test]
fn rules_that_cannot_be_used_leave_the_service_with_its_plain_address() {
    let traits = format!(
        r#"{JSON}, "aws.api#service": {{"sdkId": "Zoo", "endpointPrefix": "zoo"}},
        "smithy.rules#endpointRuleSet": {{"version": "1.0", "parameters": 1, "rules": []}}"#
    );
    let model = zoo(&traits, "", EMPTY);
    let text = ModelText {
        source: 0,
        bytes: model.as_bytes(),
    };
    let (service, findings) = read(text, Settings::default());
    let findings: Vec<_> = findings.iter().collect();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule.severity, Severity::Warning);
    let place = findings[0].place.as_ref().expect("in the model");
    assert_eq!(
        place.pointer,
        "/shapes/zoo#Zoo/traits/smithy.rules#endpointRuleSet/parameters"
    );
    assert!(!service.expect("usable").operations[0].endpoint.is_empty());
}
