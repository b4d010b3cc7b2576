//! Bare bodies as sources: what has to be said, and what comes of it.

use connector_model::service::{
    Auth, Binding, EndpointPart, PathPart, Presence, ShapeId, ShapeKind,
};

use crate::{Hints, Ingested, SourceKind, SourceText, ingest};

const VOICES: &str =
    r#"{"Voices": [{"Id": "Joanna", "SupportedEngines": ["neural"]}], "NextToken": "abc"}"#;

fn hints(url: &str, method: &str, operation: &str) -> Hints {
    Hints {
        url: Some(url.to_owned()),
        method: Some(method.to_owned()),
        operation: Some(operation.to_owned()),
        ..Hints::default()
    }
}

fn read(text: &str, hints: &Hints) -> Ingested {
    let source = SourceText {
        name: "body.json",
        bytes: text.as_bytes(),
    };
    ingest(&[source], hints)
}

/// Code, message and help of each finding.
fn findings(ingested: &Ingested) -> Vec<String> {
    ingested
        .diagnostics
        .iter()
        .map(|found| {
            let help = found.help.as_deref().unwrap_or_default();
            format!("{} {} | {help}", found.rule.code, found.message)
        })
        .collect()
}

#[test]
fn a_body_and_its_call_make_a_service_with_one_operation() {
    let url = "https://polly.us-east-1.amazonaws.com/v1/voices?Engine=neural&LanguageCode=en-US";
    let ingested = read(VOICES, &hints(url, "get", "DescribeVoices"));
    assert_eq!(findings(&ingested), Vec::<String>::new());
    assert_eq!(ingested.summary[0].kind, SourceKind::Sample);
    let service = ingested.service.expect("there is an operation");
    assert_eq!(service.signing_name.as_deref(), Some("polly"));
    let [operation] = &service.operations[..] else {
        panic!("one operation");
    };
    assert_eq!(operation.name, "DescribeVoices");
    assert_eq!(operation.method, "GET");
    assert_eq!(operation.path, [PathPart::Literal("/v1/voices".to_owned())]);
    assert_eq!(
        operation.endpoint,
        [
            EndpointPart::Text("https://polly.".to_owned()),
            EndpointPart::Region,
            EndpointPart::Text(".".to_owned()),
            EndpointPart::DnsSuffix
        ]
    );
    assert_eq!(operation.sample_region.as_deref(), Some("us-east-1"));
    assert_eq!(
        operation.auth,
        Auth::SigV4 {
            service: "polly".to_owned()
        }
    );
    let input = operation.input.as_ref().expect("the query is input");
    let ShapeKind::Structure(members) = &service.shapes[input].kind else {
        panic!("a structure");
    };
    assert!(members.iter().all(|m| m.binding == Binding::Query));
    assert!(members.iter().all(|m| m.presence == Presence::Optional));
    let example = &operation.examples[0];
    assert_eq!(
        example.input[0],
        ("Engine".to_owned(), "\"neural\"".to_owned())
    );
    let body = example.response_body.as_deref().expect("the body is kept");
    assert!(body.starts_with("{\n  \"Voices\": [\n    {\n"), "{body}");
    assert_eq!(
        operation.output,
        Some(ShapeId("DescribeVoicesResponse".to_owned()))
    );
    assert!(
        service
            .shapes
            .contains_key(&ShapeId("DescribeVoicesResponse.Voices[]".to_owned()))
    );
}

#[test]
fn every_missing_fact_is_asked_for_by_its_flag_and_key() {
    assert_eq!(
        findings(&read(VOICES, &Hints::default())),
        [
            "CG0115 the body does not say which address was called | say it with `--url`, or as `url` in `[sample]` of the recipe",
            "CG0115 the body does not say by which method it was asked for | say it with `--method`, or as `method` in `[sample]` of the recipe",
            "CG0115 the body does not say what the call is named | say it with `--operation`, or as `operation` in `[sample]` of the recipe",
        ]
    );
    let hints = hints("https://my-bucket.example.amazonaws.com/", "GET", "Get");
    let found = findings(&read("{}", &hints));
    assert!(
        found
            .iter()
            .all(|line| line.starts_with("CG0115") && line.contains("--service")),
        "{found:?}"
    );
}

#[test]
fn facts_that_cannot_be_so_are_refused() {
    for (url, method, operation, status, expected) in [
        (
            "ftp://x/y",
            "GET",
            "A",
            200,
            "the scheme `ftp` cannot be called over HTTP",
        ),
        (
            "https://u:p@x/y",
            "GET",
            "A",
            200,
            "the address has a user or password in front of the host",
        ),
        ("/v1/voices", "GET", "A", 200, "the address has no host"),
        (
            "https://x/y",
            "FETCH",
            "A",
            200,
            "`FETCH` is not a method of HTTP",
        ),
        (
            "https://x/y",
            "GET",
            "→",
            200,
            "the operation `→` has no letter in its name",
        ),
        (
            "https://x/y",
            "GET",
            "A",
            999,
            "999 is not a status of HTTP",
        ),
    ] {
        let hints = Hints {
            status: Some(status),
            ..hints(url, method, operation)
        };
        let ingested = read("{\"a\": 1}", &hints);
        assert!(ingested.service.is_none(), "{expected}");
        let found: Vec<_> = ingested
            .diagnostics
            .iter()
            .map(|f| f.message.clone())
            .collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn an_error_answer_is_an_error_of_the_operation() {
    let hints = Hints {
        status: Some(404),
        ..hints("https://api.example.com/pets/:petId", "GET", "get pet")
    };
    let service = read("{\"message\": \"none\"}", &hints)
        .service
        .expect("an operation");
    let operation = &service.operations[0];
    assert_eq!(
        (operation.name.as_str(), operation.source_name.as_str()),
        ("GetPet", "get pet")
    );
    assert_eq!(operation.output, None);
    assert_eq!(operation.errors[0].status, 404);
    assert_eq!(operation.errors[0].shape.0, "GetPetError404");
    assert_eq!(operation.auth, Auth::None);
    assert_eq!(operation.path[1], PathPart::Label("petId".to_owned()));
    let ShapeKind::Structure(members) = &service.shapes[&ShapeId("GetPetRequest".to_owned())].kind
    else {
        panic!("a structure");
    };
    assert_eq!(members[0].presence, Presence::Required);
}

#[test]
fn the_action_of_a_query_names_the_call_and_stays_fixed() {
    let hints = Hints {
        operation: None,
        ..hints(
            "https://ec2.eu-west-1.amazonaws.com/?Action=DescribeRegions&Version=2016-11-15&F=a&F=b",
            "GET",
            "",
        )
    };
    let service = read("{\"a\": 1}", &hints).service.expect("an operation");
    let operation = &service.operations[0];
    assert_eq!(operation.name, "DescribeRegions");
    assert_eq!(operation.fixed_query.len(), 2);
    assert_eq!(
        operation.examples[0].input,
        [("F".to_owned(), "[\"a\", \"b\"]".to_owned())]
    );
    assert!(matches!(
        service.shapes[&ShapeId("DescribeRegionsRequest.F".to_owned())].kind,
        ShapeKind::List(_)
    ));
}

#[test]
fn lines_and_several_sources_are_samples_of_one_operation() {
    let hints = hints("https://api.example.com/x", "GET", "X");
    let lines = "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n{\"a\": 4, \"b\": 1}\n";
    let ingested = read(lines, &hints);
    let service = ingested.service.as_ref().expect("an operation");
    assert_eq!(
        service.operations[0].examples.len(),
        3,
        "two, and the one with something new"
    );
    assert_eq!(
        findings(&ingested),
        ["CG0117 4 bodies count as answers of `X` | "]
    );
    let sources = ["{\"a\": 1}", "{\"b\": 1}"].map(|text| SourceText {
        name: "x",
        bytes: text.as_bytes(),
    });
    let service = ingest(&sources, &hints).service.expect("an operation");
    let ShapeKind::Structure(members) = &service.shapes[&ShapeId("XResponse".to_owned())].kind
    else {
        panic!("a structure");
    };
    assert!(members.iter().all(|m| m.presence == Presence::Optional));
}

#[test]
fn secrets_reach_neither_examples_nor_findings() {
    let body = "{\"Credentials\": {\"SecretAccessKey\": \"wJalrXUtnFEMI\", \"AccessKeyId\": \"AKIAIOSFODNN7EXAMPLE\"}}";
    let ingested = read(
        body,
        &hints(
            "https://api.example.com/x?access_token=t0psecret",
            "GET",
            "X",
        ),
    );
    let all = format!("{ingested:?}");
    for secret in ["wJalr", "AKIA", "t0psecret"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert_eq!(ingested.redactions.values().sum::<u64>(), 3);
}

#[test]
fn sources_that_are_refused_do_not_hide_the_findings_of_others() {
    let sources = [
        "<xml/>",
        "{\"a\":}",
        "{\"id\": \"1\", \"name\": \"e\", \"values\": []}",
    ];
    let sources = sources.map(|text| SourceText {
        name: "x",
        bytes: text.as_bytes(),
    });
    let ingested = ingest(&sources, &Hints::default());
    let codes: Vec<_> = ingested.diagnostics.iter().map(|f| f.rule.code).collect();
    assert_eq!(codes, ["CG0113", "CG0100"]);
    let kinds: Vec<_> = ingested.summary.iter().map(|s| s.kind).collect();
    assert_eq!(
        kinds,
        [
            SourceKind::Refused,
            SourceKind::Refused,
            SourceKind::Environment
        ]
    );
    let codes: Vec<_> = ingest(&sources[2..], &Hints::default())
        .diagnostics
        .iter()
        .map(|f| f.rule.code)
        .collect();
    assert_eq!(codes, ["CG0114"]);
}
