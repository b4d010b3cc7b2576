//! Small models, written here: what each construct becomes.

mod faults;

use connector_model::service::{
    Auth, Binding, BodyFormat, ContextValue, Member, Operation, PathPart, Presence, Protocol,
    Service, Shape, ShapeId, ShapeKind, Simple, Target, TimestampFormat, WaiterMatcher,
    WaiterState,
};
use serde_json::{Value, json};

use crate::{Hints, Ingested, SourceText, ingest};

/// The result of reading these files.
fn read(files: &[(&str, &str)]) -> Ingested {
    let sources: Vec<SourceText<'_>> = files
        .iter()
        .map(|(name, text)| SourceText {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    ingest(&sources, &Hints::default())
}

/// The service of a model, which has no fault.
fn service(model: &Value) -> Service {
    let ingested = read(&[("service-2.json", &model.to_string())]);
    let findings: Vec<&str> = ingested
        .diagnostics
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(findings.is_empty(), "{findings:?}");
    ingested
        .service
        .expect("a model without findings is a service")
}

/// A model with one operation `Do`, of input `In` and output `Out`, and some shapes that every model has.
fn model(metadata: &Value, operation: &Value, shapes: &Value) -> Value {
    let mut all = json!({
        "metadata": {"apiVersion": "2020-01-02", "endpointPrefix": "shop", "serviceFullName": "The Shop",
            "signatureVersion": "v4", "protocol": "rest-json"},
        "operations": {"Do": {"name": "Do", "http": {"method": "PUT", "requestUri": "/a"},
            "input": {"shape": "In"}, "output": {"shape": "Out"}}},
        "shapes": {"In": {"type": "structure", "members": {}}, "Out": {"type": "structure", "members": {}},
            "String": {"type": "string"}, "Time": {"type": "timestamp"}, "Blob": {"type": "blob"},
            "Strings": {"type": "list", "member": {"shape": "String"}},
            "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}}}
    });
    for (name, part) in [("metadata", metadata), ("shapes", shapes)] {
        for (key, value) in part.as_object().into_iter().flatten() {
            all[name][key] = value.clone();
        }
    }
    for (key, value) in operation.as_object().into_iter().flatten() {
        all["operations"]["Do"][key] = value.clone();
    }
    all
}

fn with(protocol: &str, operation: &Value, shapes: &Value) -> Service {
    let metadata = json!({"protocol": protocol, "targetPrefix": "Shop_2020"});
    service(&model(&metadata, operation, shapes))
}

fn only(service: &Service) -> &Operation {
    &service.operations[0]
}

fn shape<'s>(service: &'s Service, id: &str) -> &'s Shape {
    let found = service.shapes.get(&ShapeId(id.to_owned()));
    found.unwrap_or_else(|| panic!("`{id}` is not there: {:?}", service.shapes.keys()))
}

/// The members of these names in the model, in this order; the texts of the models here have them sorted.
fn members(service: &Service, id: &str, names: &[&str]) -> Vec<Member> {
    let ShapeKind::Structure(members) = &shape(service, id).kind else {
        panic!("`{id}` is no structure");
    };
    assert_eq!(members.len(), names.len(), "{id}");
    let is =
        |member: &&Member, name: &str| member.traits.name.as_ref().unwrap_or(&member.wire) == name;
    let find = |name: &&str| members.iter().find(|member| is(member, name)).cloned();
    names
        .iter()
        .map(|name| find(name).unwrap_or_else(|| panic!("`{id}` has no `{name}`")))
        .collect()
}

/// Binding, wire name and the name kept beside it.
fn bound(member: &Member) -> (Binding, &str, Option<&str>) {
    (member.binding, &member.wire, member.traits.name.as_deref())
}

#[test]
fn the_protocol_is_the_first_that_is_preferred_not_the_one_that_is_named_first() {
    for (metadata, expected) in [
        (json!({"protocol": "rest-json"}), Protocol::RestJson),
        (
            json!({"protocol": "json", "jsonVersion": "1.0"}),
            Protocol::AwsJson10,
        ),
        (
            json!({"protocol": "json", "jsonVersion": "1.1"}),
            Protocol::AwsJson11,
        ),
        (
            json!({"protocol": "smithy-rpc-v2-cbor", "protocols": ["smithy-rpc-v2-cbor", "json", "query"], "jsonVersion": "1.1"}),
            Protocol::AwsJson11,
        ),
        (
            json!({"protocol": "smithy-rpc-v2-cbor"}),
            Protocol::RpcV2Cbor,
        ),
        (
            json!({"protocol": "query", "protocols": []}),
            Protocol::Query,
        ),
        (json!({"protocol": "ec2"}), Protocol::Ec2),
        (json!({"protocol": "rest-xml"}), Protocol::RestXml),
    ] {
        let service = service(&model(&metadata, &json!({}), &json!({})));
        assert_eq!(service.traits.protocol, Some(expected), "{metadata}");
    }
}

#[test]
fn head_and_body_of_a_request_are_those_of_the_protocol() {
    let shapes = json!({"In": {"type": "structure", "members": {"A": {"shape": "String"}}}});
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (protocol, method, path, headers, body) in [
        ("rest-json", "PUT", "/a", vec![], BodyFormat::Json),
        ("rest-xml", "PUT", "/a", vec![], BodyFormat::Xml),
        (
            "json",
            "POST",
            "/",
            vec![header("X-Amz-Target", "Shop_2020.Do")],
            BodyFormat::Json,
        ),
        (
            "smithy-rpc-v2-cbor",
            "POST",
            "/service/Shop_2020/operation/Do",
            vec![
                header("smithy-protocol", "rpc-v2-cbor"),
                header("Accept", "application/cbor"),
            ],
            BodyFormat::Cbor,
        ),
        ("query", "POST", "/", vec![], BodyFormat::Query),
        ("ec2", "POST", "/", vec![], BodyFormat::Ec2Query),
    ] {
        let service = with(protocol, &json!({}), &shapes);
        let operation = only(&service);
        assert_eq!(operation.method, method, "{protocol}");
        assert_eq!(
            operation.path,
            [PathPart::Literal(path.to_owned())],
            "{protocol}"
        );
        assert_eq!(operation.fixed_headers, headers, "{protocol}");
        assert_eq!(operation.request_body, body, "{protocol}");
        let action =
            matches!(protocol, "query" | "ec2").then(|| ("Do".to_owned(), "2020-01-02".to_owned()));
        assert_eq!(operation.traits.query_action, action, "{protocol}");
    }
}

#[test]
fn members_stand_where_the_model_says() {
    let operation =
        json!({"http": {"method": "GET", "requestUri": "/x/{id}/{Key+}?list-type=2&acl&q=%20"}});
    let shapes = json!({
        "In": {"type": "structure", "required": ["Id"], "members": {
            "Id": {"shape": "String", "location": "uri", "locationName": "id"},
            "Key": {"shape": "String", "location": "uri", "locationName": "Key"},
            "Max": {"shape": "String", "location": "querystring", "locationName": "max-items"},
            "Rest": {"shape": "Map", "location": "querystring", "locationName": "ignored"},
            "Token": {"shape": "String", "location": "header", "locationName": "x-token"},
            "Meta": {"shape": "Map", "location": "headers", "locationName": "x-meta-"},
            "Nested": {"shape": "Nested", "locationName": "nested"}}},
        "Nested": {"type": "structure", "members": {
            "A": {"shape": "String", "location": "header", "locationName": "x-a"}}},
        "Out": {"type": "structure", "payload": "Body", "members": {
            "Status": {"shape": "Int", "location": "statusCode"},
            "Body": {"shape": "Blob", "streaming": true, "locationName": "b"}}},
        "Int": {"type": "integer"}});
    let service = with("rest-json", &operation, &shapes);
    let sent = members(
        &service,
        "In",
        &["Id", "Key", "Max", "Rest", "Token", "Meta", "Nested"],
    );
    let found: Vec<_> = sent.iter().map(bound).collect();
    assert_eq!(
        found,
        [
            (Binding::Label, "Id", None),
            (Binding::Label, "Key", None),
            (Binding::Query, "max-items", Some("Max")),
            (Binding::QueryEntries, "Rest", None),
            (Binding::Header, "x-token", Some("Token")),
            (Binding::PrefixHeaders, "x-meta-", Some("Meta")),
            (Binding::Body, "nested", Some("Nested")),
        ]
    );
    assert_eq!(sent[0].presence, Presence::Required);
    assert_eq!(sent[1].presence, Presence::Optional);
    // A structure inside of a body has no head.
    assert_eq!(
        bound(&members(&service, "Nested", &["A"])[0]),
        (Binding::Body, "x-a", Some("A"))
    );
    let received = members(&service, "Out", &["Status", "Body"]);
    let out: Vec<_> = received.iter().map(bound).collect();
    assert_eq!(
        out,
        [
            (Binding::StatusCode, "Status", None),
            (Binding::Payload, "Body", None)
        ]
    );
    assert!(received[1].traits.streaming);
    let operation = only(&service);
    assert_eq!(
        operation.path,
        [
            PathPart::Literal("/x/".to_owned()),
            PathPart::Label("Id".to_owned()),
            PathPart::Literal("/".to_owned()),
            PathPart::GreedyLabel("Key".to_owned()),
        ]
    );
    let query: Vec<(&str, &str)> = operation
        .fixed_query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(query, [("list-type", "2"), ("acl", ""), ("q", " ")]);
    assert_eq!(operation.traits.response_body, Some(BodyFormat::Opaque));
}

#[test]
fn bodies_are_sent_only_where_something_can_be_in_them() {
    let nothing = json!({"In": {"type": "structure", "members": {
        "A": {"shape": "String", "location": "header", "locationName": "a"}}}});
    let payload = |shape: &str| {
        json!({"In": {"type": "structure", "payload": "P", "members": {"P": {"shape": shape}}},
            "S": {"type": "structure", "members": {"A": {"shape": "String"}}}})
    };
    for (protocol, shapes, expected) in [
        ("rest-json", &nothing, BodyFormat::None),
        ("rest-xml", &nothing, BodyFormat::None),
        ("json", &nothing, BodyFormat::Json),
        ("smithy-rpc-v2-cbor", &nothing, BodyFormat::Cbor),
        ("rest-json", &payload("S"), BodyFormat::Json),
        ("rest-xml", &payload("S"), BodyFormat::Xml),
        ("rest-json", &payload("Blob"), BodyFormat::Opaque),
        ("rest-xml", &payload("String"), BodyFormat::Opaque),
    ] {
        let service = with(protocol, &json!({}), shapes);
        assert_eq!(only(&service).request_body, expected, "{protocol} {shapes}");
    }
}

#[test]
fn points_in_time_are_written_as_their_place_wants() {
    let shapes = json!({
        "In": {"type": "structure", "members": {
            "Body": {"shape": "Time"},
            "Header": {"shape": "Time", "location": "header", "locationName": "h"},
            "Query": {"shape": "Time", "location": "querystring", "locationName": "q"},
            "Shape": {"shape": "Iso"},
            "Member": {"shape": "Iso", "timestampFormat": "rfc822"},
            "List": {"shape": "Times"},
            "Headers": {"shape": "Times", "location": "header", "locationName": "hs"}}},
        "Iso": {"type": "timestamp", "timestampFormat": "iso8601"},
        "Times": {"type": "list", "member": {"shape": "Time"}}});
    let time = |format| Target::Simple(Simple::Timestamp(format));
    let (iso, epoch, http) = (
        TimestampFormat::DateTime,
        TimestampFormat::EpochSeconds,
        TimestampFormat::HttpDate,
    );
    let names = [
        "Body", "Header", "Query", "Shape", "Member", "List", "Headers",
    ];
    let service = with("rest-json", &json!({}), &shapes);
    let found: Vec<Target> = members(&service, "In", &names)
        .iter()
        .map(|member| member.target.clone())
        .collect();
    assert_eq!(
        found,
        [
            time(epoch),
            time(http),
            time(iso),
            time(iso),
            time(http),
            Target::Shape(ShapeId("Times".to_owned())),
            Target::Shape(ShapeId("Times".to_owned()).member("header")),
        ]
    );
    assert_eq!(shape(&service, "Times").kind, ShapeKind::List(time(epoch)));
    assert_eq!(
        shape(&service, "Times.header").kind,
        ShapeKind::List(time(http))
    );
    for (protocol, format) in [
        ("rest-xml", iso),
        ("query", iso),
        ("ec2", iso),
        ("json", epoch),
        ("smithy-rpc-v2-cbor", epoch),
    ] {
        let service = with(protocol, &json!({}), &shapes);
        assert_eq!(
            members(&service, "In", &names)[0].target,
            time(format),
            "{protocol}"
        );
    }
}

#[test]
fn elements_have_the_names_that_the_protocol_gives_them() {
    let shapes = json!({
        "In": {"type": "structure", "members": {
            "Plain": {"shape": "String", "locationName": "plain"},
            "Flat": {"shape": "Items", "flattened": true},
            "Old": {"shape": "OldItems"},
            "Named": {"shape": "String", "queryName": "Q", "locationName": "n"},
            "Set": {"shape": "Set"}}},
        "Items": {"type": "list", "member": {"shape": "String", "locationName": "item"}},
        "OldItems": {"type": "list", "flattened": true, "member": {"shape": "String", "locationName": "item"}},
        "Set": {"type": "list", "locationName": "set", "member": {"shape": "String"}}});
    for (protocol, names, query_names, flattened) in [
        (
            "rest-json",
            ["plain", "Flat", "Old", "n", "Set"],
            [None; 5],
            false,
        ),
        (
            "json",
            ["Plain", "Flat", "Old", "Named", "Set"],
            [None; 5],
            false,
        ),
        (
            "rest-xml",
            ["plain", "Flat", "item", "n", "set"],
            [None; 5],
            true,
        ),
        (
            "query",
            ["plain", "Flat", "item", "n", "set"],
            [None; 5],
            true,
        ),
        (
            "ec2",
            ["plain", "Flat", "Old", "n", "set"],
            [Some("Plain"), None, None, Some("Q"), Some("Set")],
            true,
        ),
    ] {
        let service = with(protocol, &json!({}), &shapes);
        let members = members(&service, "In", &["Plain", "Flat", "Old", "Named", "Set"]);
        let wires: Vec<&str> = members.iter().map(|member| member.wire.as_str()).collect();
        assert_eq!(wires, names, "{protocol}");
        let queries: Vec<Option<&str>> = members
            .iter()
            .map(|member| member.traits.query_name.as_deref())
            .collect();
        assert_eq!(queries, query_names, "{protocol}");
        assert_eq!(members[1].traits.flattened, flattened, "{protocol}");
        let item = shape(&service, "Items").traits.item.as_ref();
        let expected = flattened.then_some("item");
        assert_eq!(item.map(|item| item.name.as_str()), expected, "{protocol}");
    }
}

#[test]
fn the_root_of_an_xml_request_is_named_by_its_use_before_its_shape() {
    let namespace = json!({"uri": "https://example.com/", "prefix": "p"});
    let payload = json!({"In": {"type": "structure", "payload": "P", "members": {
        "P": {"shape": "S", "locationName": "Root", "xmlNamespace": namespace}}},
        "S": {"type": "structure", "members": {}}});
    let whole = json!({"In": {"type": "structure", "members": {"A": {"shape": "String"}}}});
    let input =
        json!({"input": {"shape": "In", "locationName": "Request", "xmlNamespace": {"uri": "u"}}});
    for (operation, shapes, name, uri, prefix) in [
        (
            json!({}),
            &payload,
            "Root",
            Some("https://example.com/"),
            Some("p"),
        ),
        (input, &whole, "Request", Some("u"), None),
        (json!({}), &whole, "In", None, None),
    ] {
        let service = with("rest-xml", &operation, shapes);
        let root = only(&service)
            .traits
            .xml_root
            .as_ref()
            .expect("XML is sent");
        assert_eq!(root.name, name);
        let namespace = root.namespace.as_ref();
        assert_eq!(namespace.map(|namespace| namespace.uri.as_str()), uri);
        assert_eq!(
            namespace.and_then(|namespace| namespace.prefix.as_deref()),
            prefix
        );
    }
}

#[test]
fn shapes_become_what_they_mean() {
    let shapes = json!({
        "In": {"type": "structure", "members": {
            "Open": {"shape": "Open"}, "Kind": {"shape": "Kind"}, "Secret": {"shape": "Secret"},
            "Secrets": {"shape": "Secrets"}, "Sparse": {"shape": "Sparse"}, "Either": {"shape": "Either"},
            "Small": {"shape": "Small"}, "Token": {"shape": "String", "idempotencyToken": true},
            "Json": {"shape": "String", "jsonvalue": true}}},
        "Open": {"type": "structure", "members": {}, "document": true},
        "Kind": {"type": "string", "enum": ["a", "b c", "a"]},
        "Secret": {"type": "string", "sensitive": true, "min": 1, "max": 2.5, "pattern": "x+", "documentation": "<p>s</p>"},
        "Secrets": {"type": "list", "member": {"shape": "Secret"}, "max": 3.0},
        "Sparse": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Kind"}, "sparse": true},
        "Either": {"type": "structure", "union": true, "members": {"A": {"shape": "String"}}},
        "Small": {"type": "short"}});
    let service = with("json", &json!({}), &shapes);
    let names = [
        "Open", "Kind", "Secret", "Secrets", "Sparse", "Either", "Small", "Token", "Json",
    ];
    let members = members(&service, "In", &names);
    let target = |at: usize| members[at].target.clone();
    let shape_of = |id: &str| Target::Shape(ShapeId(id.to_owned()));
    assert_eq!(target(0), Target::Simple(Simple::Document));
    assert_eq!(target(1), shape_of("Kind"));
    let ShapeKind::Enumeration(values) = &shape(&service, "Kind").kind else {
        panic!("`Kind` is an enumeration");
    };
    let values: Vec<&str> = values.iter().map(|value| value.wire.as_str()).collect();
    assert_eq!(values, ["a", "b c"]);
    assert_eq!(target(2), Target::Simple(Simple::String));
    let traits = &members[2].traits;
    assert!(traits.sensitive);
    assert_eq!(traits.constraints.min.as_deref(), Some("1"));
    assert_eq!(traits.constraints.max.as_deref(), Some("2.5"));
    assert_eq!(traits.constraints.pattern.as_deref(), Some("x+"));
    assert_eq!(members[2].documentation.as_deref(), Some("<p>s</p>"));
    let secrets = shape(&service, "Secrets");
    assert!(secrets.sensitive);
    assert_eq!(secrets.traits.constraints.max.as_deref(), Some("3"));
    let nullable = Target::Nullable(Box::new(shape_of("Kind")));
    assert_eq!(shape(&service, "Sparse").kind, ShapeKind::Map(nullable));
    assert!(shape(&service, "Either").traits.union);
    assert_eq!(target(6), Target::Simple(Simple::Integer));
    assert!(members[7].traits.idempotency_token);
    assert!(members[8].traits.json_value);
}

#[test]
fn events_are_the_payload_in_every_protocol() {
    let shapes = json!({
        "Out": {"type": "structure", "members": {"Id": {"shape": "String"}, "Events": {"shape": "Events"}}},
        "Events": {"type": "structure", "eventstream": true, "members": {"Chunk": {"shape": "Chunk"}}},
        "Chunk": {"type": "structure", "event": true, "members": {
            "Bytes": {"shape": "Blob", "eventpayload": true}, "At": {"shape": "Time", "eventheader": true}}}});
    for protocol in ["rest-json", "json", "smithy-rpc-v2-cbor"] {
        let service = with(protocol, &json!({}), &shapes);
        assert_eq!(
            members(&service, "Out", &["Id", "Events"])[1].binding,
            Binding::Payload,
            "{protocol}"
        );
        assert!(shape(&service, "Events").traits.event_stream, "{protocol}");
        let chunk = members(&service, "Chunk", &["Bytes", "At"]);
        assert!(
            chunk[0].traits.event_payload && chunk[1].traits.event_header,
            "{protocol}"
        );
        let operation = only(&service);
        assert_eq!(
            operation.traits.response_body,
            Some(BodyFormat::Opaque),
            "{protocol}"
        );
        assert!(!operation.traits.needs_http2, "{protocol}");
    }
}

#[test]
fn errors_have_their_code_and_whose_fault_they_are() {
    let operation = json!({"errors": [{"shape": "Coded"}, {"shape": "Ours"}, {"shape": "Plain"}]});
    let shapes = json!({
        "Coded": {"type": "structure", "members": {}, "exception": true,
            "error": {"code": "Shop.Coded", "httpStatusCode": 409, "senderFault": true}},
        "Ours": {"type": "structure", "members": {}, "exception": true, "fault": true, "retryable": {"throttling": false}},
        "Plain": {"type": "structure", "members": {}, "exception": true}});
    let service = with("json", &operation, &shapes);
    let found: Vec<_> = only(&service)
        .errors
        .iter()
        .map(|error| (error.status, error.code.as_deref(), error.retryable))
        .collect();
    assert_eq!(
        found,
        [
            (409, Some("Coded"), false),
            (500, Some("Ours"), true),
            (400, Some("Plain"), false),
        ]
    );
}

#[test]
fn calls_are_authenticated_as_the_operation_or_else_the_service_says() {
    let service_name = || "shop".to_owned();
    for (metadata, operation, expected) in [
        (
            json!({}),
            json!({}),
            Auth::SigV4 {
                service: service_name(),
            },
        ),
        (
            json!({"signingName": "x"}),
            json!({}),
            Auth::SigV4 {
                service: "x".to_owned(),
            },
        ),
        (
            json!({"auth": ["aws.auth#sigv4a", "aws.auth#sigv4"]}),
            json!({}),
            Auth::SigV4a {
                service: service_name(),
            },
        ),
        (
            json!({"auth": ["smithy.api#unheardOf", "smithy.api#httpBearerAuth"]}),
            json!({}),
            Auth::Bearer,
        ),
        (
            json!({"signatureVersion": "bearer"}),
            json!({}),
            Auth::Bearer,
        ),
        (
            json!({}),
            json!({"authtype": "none", "auth": ["smithy.api#noAuth"]}),
            Auth::None,
        ),
        (json!({}), json!({"authtype": "none"}), Auth::None),
        (
            json!({}),
            json!({"authtype": "v4-unsigned-body", "unsignedPayload": true}),
            Auth::SigV4UnsignedPayload {
                service: service_name(),
            },
        ),
    ] {
        let service = service(&model(&metadata, &operation, &json!({})));
        assert_eq!(only(&service).auth, expected, "{metadata} {operation}");
    }
}

#[test]
fn facts_of_an_operation_are_kept() {
    let operation = json!({
        "endpoint": {"hostPrefix": "{Account}.data-"}, "readonly": true, "idempotent": true, "deprecated": true,
        "deprecatedMessage": "use X", "httpChecksumRequired": true, "requestcompression": {"encodings": ["gzip"]},
        "httpChecksum": {"requestAlgorithmMember": "Algorithm", "responseAlgorithms": ["CRC32"]},
        "staticContextParams": {"A": {"value": true}, "B": {"value": "b"}, "C": {"value": ["c"]}},
        "operationContextParams": {"Arn": {"path": "Items[0].Arn"}}});
    let shapes = json!({"In": {"type": "structure", "members": {
        "Account": {"shape": "String", "hostLabel": true, "contextParam": {"name": "AccountId"}}}}});
    let service = with("json", &operation, &shapes);
    let traits = &only(&service).traits;
    assert_eq!(
        traits.host_prefix,
        [
            PathPart::Label("Account".to_owned()),
            PathPart::Literal(".data-".to_owned())
        ]
    );
    assert!(traits.readonly && traits.idempotent && traits.checksum_required && traits.compresses);
    let deprecation = traits.deprecated.as_ref().expect("it is deprecated");
    assert_eq!(deprecation.message.as_deref(), Some("use X"));
    let checksum = traits.checksum.as_ref().expect("it has checksums");
    assert_eq!(checksum.algorithm_member.as_deref(), Some("Algorithm"));
    assert_eq!(checksum.response_algorithms, ["CRC32"]);
    let context: Vec<&ContextValue> = traits
        .static_context
        .iter()
        .map(|(_, value)| value)
        .collect();
    assert_eq!(
        context,
        [
            &ContextValue::Boolean(true),
            &ContextValue::String("b".to_owned()),
            &ContextValue::Strings(vec!["c".to_owned()])
        ]
    );
    assert_eq!(
        traits.operation_context,
        [("Arn".to_owned(), "Items[0].Arn".to_owned())]
    );
    let member = &members(&service, "In", &["Account"])[0];
    assert!(member.traits.host_label);
    assert_eq!(
        member.traits.context_parameter.as_deref(),
        Some("AccountId")
    );
}

#[test]
fn companions_add_pages_and_waiters_and_correct_the_model() {
    let model = model(
        &json!({}),
        &json!({}),
        &json!({
        "In": {"type": "structure", "members": {"When": {"shape": "String"}}}}),
    );
    let paginators = json!({"pagination": {
        "Do": {"input_token": ["A", "B"], "output_token": "C", "result_key": "Items", "limit_key": "Max", "more_results": "More"},
        "Gone": {"input_token": "A", "output_token": "B"}}});
    let waiters = json!({"version": 2, "waiters": {"Done": {"operation": "Do", "delay": 5, "maxAttempts": 7, "acceptors": [
        {"state": "success", "matcher": "pathAll", "argument": "Items[].State", "expected": "ok"},
        {"state": "retry", "matcher": "status", "expected": 404},
        {"state": "failure", "matcher": "error", "expected": "Broken"},
        {"state": "retry", "matcher": "error", "expected": false}]}}});
    let extras = json!({"version": 1.0, "merge": {
        "metadata": {"serviceId": "Shop"},
        "shapes": {"In": {"members": {"More": {"shape": "New"}}}, "New": {"type": "boolean"}}}});
    let ingested = read(&[
        ("x/service-2.json", &model.to_string()),
        ("x/paginators-1.json", &paginators.to_string()),
        ("x/waiters-2.json", &waiters.to_string()),
        ("x/service-2.sdk-extras.json", &extras.to_string()),
    ]);
    assert!(
        ingested.diagnostics.is_empty(),
        "{:?}",
        ingested.diagnostics
    );
    let service = ingested.service.expect("it has an operation");
    assert_eq!(service.traits.service_id.as_deref(), Some("Shop"));
    assert_eq!(
        members(&service, "In", &["When", "More"])[1].target,
        Target::Simple(Simple::Boolean)
    );
    let traits = &only(&service).traits;
    let pagination = traits.pagination.as_ref().expect("it has pages");
    assert_eq!(pagination.input_tokens, ["A", "B"]);
    assert_eq!(pagination.output_tokens, ["C"]);
    assert_eq!(pagination.items, ["Items"]);
    assert_eq!(pagination.page_size.as_deref(), Some("Max"));
    assert_eq!(pagination.more_results.as_deref(), Some("More"));
    let waiter = &traits.waiters[0];
    assert_eq!(
        (waiter.name.as_str(), waiter.delay, waiter.max_attempts),
        ("Done", 5, Some(7))
    );
    let acceptors: Vec<_> = waiter
        .acceptors
        .iter()
        .map(|acceptor| (acceptor.state, acceptor.matcher.clone()))
        .collect();
    assert_eq!(
        acceptors,
        [
            (
                WaiterState::Success,
                WaiterMatcher::PathAll("Items[].State".to_owned(), "\"ok\"".to_owned())
            ),
            (WaiterState::Retry, WaiterMatcher::Status(404)),
            (
                WaiterState::Failure,
                WaiterMatcher::Error("Broken".to_owned())
            ),
            (WaiterState::Retry, WaiterMatcher::Success(true)),
        ]
    );
}

#[test]
fn a_value_of_dynamodb_is_a_union_though_the_format_does_not_say_so() {
    let shapes = json!({
        "In": {"type": "structure", "members": {"Value": {"shape": "AttributeValue"}}},
        "AttributeValue": {"type": "structure", "members": {"S": {"shape": "String"}}}});
    for (id, is_union) in [
        ("DynamoDB", true),
        ("DynamoDB Streams", true),
        ("Shop", false),
    ] {
        let metadata = json!({"protocol": "json", "targetPrefix": "Shop_2020", "serviceId": id});
        let service = service(&model(&metadata, &json!({}), &shapes));
        assert_eq!(
            shape(&service, "AttributeValue").traits.union,
            is_union,
            "{id}"
        );
    }
}
