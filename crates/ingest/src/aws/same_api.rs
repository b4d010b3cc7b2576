//! The same API in both formats of models must give the same service; only the origins differ.

use connector_model::service::{Origin, Protocol, Service};

use super::botocore::{self, Companion};
use super::place::ModelText;
use super::smithy::{self, Settings};

/// Names of the protocols in both formats.
const PROTOCOLS: [(&str, &str, Protocol); 6] = [
    ("json", "aws.protocols#awsJson1_1", Protocol::AwsJson11),
    ("rest-json", "aws.protocols#restJson1", Protocol::RestJson),
    ("rest-xml", "aws.protocols#restXml", Protocol::RestXml),
    (
        "smithy-rpc-v2-cbor",
        "smithy.protocols#rpcv2Cbor",
        Protocol::RpcV2Cbor,
    ),
    ("query", "aws.protocols#awsQuery", Protocol::Query),
    ("ec2", "aws.protocols#ec2Query", Protocol::Ec2),
];

const PAGES: &str = r#"{"pagination": {"ListBooks": {
    "input_token": "NextToken", "output_token": "NextToken", "limit_key": "MaxResults", "result_key": "Books"}}}"#;

const RULES: &str = r#"{"version": "1.0", "parameters": {"Region": {"type": "String", "builtIn": "AWS::Region",
    "documentation": "The region."}}, "rules": [
    {"type": "endpoint", "conditions": [{"fn": "isSet", "argv": [{"ref": "Region"}]}],
        "endpoint": {"url": "https://library.{Region}.example.com", "properties": {}, "headers": {}}},
    {"type": "error", "conditions": [], "error": "a region is needed"}]}"#;

/// Of the second the shapes know nothing.
const EXAMPLES: &str = r#"[
    {"title": "To get a book", "input": {"BookId": "7"},
        "output": {"Title": "Odyssey", "ETag": "x", "Authors": [{"Name": "Homer", "Kind": "poet"}]}},
    {"title": "To get a page", "input": {"BookId": "7", "Page": 1}, "output": {}}]"#;

fn text(text: &str) -> ModelText<'_> {
    ModelText {
        source: 0,
        bytes: text.as_bytes(),
    }
}

fn from_botocore(protocol: &str) -> Service {
    let mut model = include_str!("same_api/service-2.json").replace("PROTOCOL", protocol);
    if matches!(protocol, "query" | "ec2") {
        model = without_locations(&model);
    }
    let examples = format!(r#"{{"examples": {{"GetBook": {EXAMPLES}}}}}"#);
    let companions = [
        (Companion::Paginators, text(PAGES)),
        (Companion::EndpointRules, text(RULES)),
        (Companion::Examples, text(&examples)),
    ];
    let (service, findings) = botocore::read(text(&model), &companions, None);
    assert!(findings.is_empty(), "{findings:?}");
    service.expect("the model is read")
}

/// The model as botocore has it where the protocol binds nothing to the head of a message: the names that stand there
/// would be taken for names in the body.
fn without_locations(model: &str) -> String {
    let mut parts = model.split(r#", "location": "#);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.find('}').map_or("", |end| &part[end..]));
    }
    out
}

/// The examples with one of a call that fails, which botocore's format does not have.
fn failing() -> String {
    let error = r#"{"title": "To fail", "input": {"BookId": "8"},
        "error": {"shapeId": "example#NotFoundException", "content": {}}}]"#;
    format!("{},{error}", EXAMPLES.trim_end_matches(']'))
}

fn from_smithy(protocol: &str) -> Service {
    let model = include_str!("same_api/model.json")
        .replace("PROTOCOL", protocol)
        .replace("\"RULES\"", RULES)
        .replace("EXAMPLES", &failing());
    let (service, findings) = smithy::read(text(&model), Settings::default());
    assert!(findings.is_empty(), "{findings:?}");
    service.expect("the model is read")
}

fn without_origins(mut service: Service) -> Service {
    for operation in &mut service.operations {
        operation.origin = Origin::default();
        for example in &mut operation.examples {
            example.origin = Origin::default();
        }
    }
    for shape in service.shapes.values_mut() {
        shape.origin = Origin::default();
    }
    service
}

fn lines(service: &Service) -> String {
    serde_json::to_string_pretty(service).expect("a service has only text keys")
}

#[test]
fn the_format_of_a_model_changes_nothing_in_the_connector() {
    for (botocore, smithy, protocol) in PROTOCOLS {
        let expected = without_origins(from_botocore(botocore));
        let found = without_origins(from_smithy(smithy));
        assert_eq!(expected.traits.protocol, Some(protocol));
        assert_eq!(found.operations.len(), 7);
        assert!(found.traits.endpoint_rules.is_some());
        for (expected, found) in lines(&expected).lines().zip(lines(&found).lines()) {
            assert_eq!(found, expected, "{botocore}");
        }
        assert_eq!(found, expected, "{botocore}");
    }
}

#[test]
fn an_example_shows_what_goes_over_the_wire() {
    for (botocore, body) in [
        (
            "rest-json",
            Some(r#"{"AuthorSet":[{"Name":"Homer","xsi:type":"poet"}],"Title":"Odyssey"}"#),
        ),
        ("rest-xml", None),
    ] {
        let service = from_botocore(botocore);
        let mut operations = service.operations.iter();
        let get = operations.find(|operation| operation.name == "GetBook");
        let [example] = get.expect("it is there").examples.as_slice() else {
            panic!("{botocore}: one example fits the shapes");
        };
        assert_eq!(example.name, "To get a book");
        assert_eq!(example.input, [("BookId".to_owned(), "\"7\"".to_owned())]);
        let found = example.response_body.as_deref();
        let found = found.map(|body| body.replace([' ', '\n'], ""));
        assert_eq!(found.as_deref(), body);
    }
}
