//! Expressions of a model as the Rust that is emitted for them: pages, waiters, and what is left out.
#![cfg(test)]

use connector_emit::Options;
use connector_ingest::{Hints, SourceText, ingest};
use connector_model::lower::{NamingRecord, lower};
use connector_model::recipe::Recipe;

const SERVICE: &str = r#"{
  "version": "2.0",
  "metadata": {
    "apiVersion": "2020-01-01", "endpointPrefix": "zoo", "jsonVersion": "1.1", "protocol": "json",
    "protocols": ["json"], "serviceFullName": "Amazon Zoo", "serviceId": "Zoo", "signatureVersion": "v4",
    "signingName": "zoo", "targetPrefix": "Zoo", "uid": "zoo-2020-01-01"
  },
  "operations": {
    "ListAnimals": {"name": "ListAnimals", "http": {"method": "POST", "requestUri": "/"},
      "input": {"shape": "ListAnimalsRequest"}, "output": {"shape": "ListAnimalsResponse"}},
    "ListCages": {"name": "ListCages", "http": {"method": "POST", "requestUri": "/"},
      "input": {"shape": "ListCagesRequest"}, "output": {"shape": "ListCagesResponse"}}
  },
  "shapes": {
    "ListAnimalsRequest": {"type": "structure", "members": {
      "Marker": {"shape": "Text"}, "Kind": {"shape": "Kind"}}},
    "ListAnimalsResponse": {"type": "structure", "members": {
      "Page": {"shape": "Page"}, "NextKind": {"shape": "Kind"}, "More": {"shape": "Flag"}}},
    "Page": {"type": "structure", "members": {"NextMarker": {"shape": "Text"}, "Animals": {"shape": "Animals"}}},
    "ListCagesRequest": {"type": "structure", "members": {"Start": {"shape": "Text"}}},
    "ListCagesResponse": {"type": "structure", "members": {
      "Next": {"shape": "Text"}, "Cages": {"shape": "Cages"}, "ByName": {"shape": "ByName"}, "Free": {"shape": "Number"}}},
    "Cages": {"type": "list", "member": {"shape": "Cage"}},
    "ByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Cage"}},
    "Cage": {"type": "structure", "members": {
      "Name": {"shape": "Text"}, "Kind": {"shape": "Kind"}, "Places": {"shape": "Number"},
      "Locked": {"shape": "Flag"}, "Animals": {"shape": "Animals"}}},
    "Animals": {"type": "list", "member": {"shape": "Animal"}},
    "Animal": {"type": "structure", "members": {"Name": {"shape": "Text"}, "Kind": {"shape": "Kind"}}},
    "Kind": {"type": "string", "enum": ["cat", "dog"]},
    "Text": {"type": "string"}, "Flag": {"type": "boolean"}, "Number": {"type": "integer"}
  }
}"#;

const PAGINATORS: &str = r#"{"pagination": {
  "ListAnimals": {"input_token": ["Marker", "Kind"], "output_token": ["Page.NextMarker", "NextKind"],
    "more_results": "More", "result_key": "Page.Animals"},
  "ListCages": {"input_token": "Start", "output_token": "Next || Cages[-1].Name", "result_key": ["Free", "ByName"]}
}}"#;

/// Expression of a waiter with matcher and expected value, and the code that it becomes; `None` where it is left out.
const CONDITIONS: &[(&str, &str, &str, Option<&str>)] = &[
    (
        "path",
        "Cages[0].Name",
        r#""a""#,
        Some(
            r#"is(WaiterState::Success, "a", |output| {
            output.cages.first().and_then(|value| value.name.as_ref())
        });"#,
        ),
    ),
    (
        "pathAny",
        "Cages[].Animals[].Name",
        r#""a""#,
        Some(
            r#"any(WaiterState::Success, "a", |output| {
            output
                .cages
                .iter()
                .flat_map(|value| &value.animals)
                .filter_map(|value| value.name.as_ref())
        });"#,
        ),
    ),
    (
        "pathAll",
        "ByName.*.Kind",
        r#""cat""#,
        Some(
            r#"all(WaiterState::Success, "cat", |output| {
            output
                .by_name
                .values()
                .filter_map(|value| value.kind.as_ref())
        });"#,
        ),
    ),
    (
        "path",
        "length(Cages[]) > `0`",
        "true",
        Some(r"holds(WaiterState::Success, |output| !output.cages.is_empty());"),
    ),
    (
        "path",
        "length(Cages[].Name) > `0`",
        "true",
        Some(
            r"holds(WaiterState::Success, |output| {
            output.cages.iter().any(|value| value.name.is_some())
        });",
        ),
    ),
    (
        "path",
        "length(Cages[?Kind == 'cat' && Places > `2`]) == `0`",
        "true",
        Some(
            r"holds(WaiterState::Success, |output| {
            !output.cages.iter().any(|value| {
                value.kind == Some(crate::Kind::Cat)
                    && value.places.as_ref().is_some_and(|value| *value > 2)
            })
        });",
        ),
    ),
    (
        "path",
        "Free",
        "3",
        Some("holds(WaiterState::Success, |output| output.free == Some(3));"),
    ),
    (
        "path",
        "Cages[0].Locked",
        "false",
        Some(
            r"holds(WaiterState::Success, |output| {
            output.cages.first().and_then(|value| value.locked.as_ref()) == Some(&false)
        });",
        ),
    ),
    ("path", "Nothing", r#""a""#, None),
    ("path", "[Free, Next]", r#""a""#, None),
    ("path", "sort(Cages)", r#""a""#, None),
    ("pathAll", "Cages[", r#""a""#, None),
];

fn emitted(waiters: &str) -> (Vec<(String, String)>, Vec<String>) {
    let texts = [
        ("service-2.json", SERVICE),
        ("paginators-1.json", PAGINATORS),
        ("waiters-2.json", waiters),
    ];
    let sources = texts.map(|(name, text)| SourceText {
        name,
        bytes: text.as_bytes(),
    });
    let ingested = ingest(&sources, &Hints::default());
    let service = ingested.service.expect("the model is sound");
    let recipe = Recipe::default();
    let (lowered, _) = lower(&service, &recipe, &NamingRecord::default());
    let domain = lowered.expect("it has a domain model").domain;
    let (files, findings) = connector_emit::emit(&domain, &recipe, &Options::default());
    let findings = findings
        .iter()
        .filter(|finding| finding.rule.code == "CG0306");
    let findings = findings.map(|finding| finding.message.clone()).collect();
    let files = files.into_iter();
    let files = files.map(|(path, file)| (path.as_str().to_owned(), file.text));
    (files.collect(), findings)
}

fn file(files: &[(String, String)], path: &str) -> String {
    let mut files = files.iter();
    let found = files.find(|(name, _)| name == path);
    found.map(|(_, text)| text.clone()).unwrap_or_default()
}

#[test]
fn tokens_and_items_are_taken_from_where_the_model_has_them() {
    let (files, findings) = emitted(r#"{"version": 2, "waiters": {}}"#);
    assert_eq!(findings, [""; 0]);
    let pagination = file(&files, "src/pagination.rs");
    let (_, code) = pagination.split_once("impl").expect("there are pages");
    assert_eq!(
        code,
        " Paginated for ListAnimalsRequest {
    fn next_page(&mut self, page: &Self::Output) -> NextPage {
        NextPage::by(
            &mut self.marker,
            page.page
                .as_ref()
                .and_then(|value| value.next_marker.as_ref()),
        )
        .and(NextPage::by_value(&mut self.kind, page.next_kind.as_ref()))
        .only_if(page.more == Some(true))
    }
}

impl PaginatedItems for ListAnimalsRequest {
    type Item = Animal;

    fn items(page: Self::Output) -> Vec<Self::Item> {
        page.page.map(|value| value.animals).unwrap_or_default()
    }
}

impl Paginated for ListCagesRequest {
    fn next_page(&mut self, page: &Self::Output) -> NextPage {
        NextPage::by(
            &mut self.start,
            page.next
                .as_ref()
                .filter(|value| !value.is_empty())
                .or_else(|| page.cages.last().and_then(|value| value.name.as_ref())),
        )
    }
}

impl PaginatedItems for ListCagesRequest {
    type Item = (String, Cage);

    fn items(page: Self::Output) -> Vec<Self::Item> {
        page.by_name.into_iter().collect()
    }
}
"
    );
    let library = file(&files, "src/lib.rs");
    assert!(library.contains("client.items(request)"), "{library}");
}

#[test]
fn conditions_of_waiters_become_rust_or_are_left_out_with_a_finding() {
    for (matcher, path, expected, code) in CONDITIONS {
        let path = serde_json::to_string(path).expect("a text");
        let waiters = format!(
            r#"{{"version": 2, "waiters": {{"CageReady": {{"operation": "ListCages", "delay": 5,
            "maxAttempts": 20, "acceptors": [{{"state": "success", "matcher": "{matcher}",
            "argument": {path}, "expected": {expected}}}]}}}}}}"#
        );
        let (files, findings) = emitted(&waiters);
        let text = file(&files, "src/waiters.rs");
        if let Some(code) = code {
            let code = format!("        answer.{code}\n    }}\n}}\n");
            assert!(text.ends_with(&code), "{path}\n{text}\n{code}");
            assert_eq!(findings, [""; 0]);
        } else {
            assert_eq!(text, "", "{path}");
            assert_eq!(findings.len(), 1, "{path}");
            assert!(findings[0].starts_with("the waiter `CageReady` was left out"));
        }
    }
}
