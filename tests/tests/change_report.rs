//! The report of changes of an API model: one edit of a small model each, with what is to be said of it. The Rust of both
//! versions is made as `new` makes it, so a verdict here is about what programs would compile against.

use connector_emit::rust::surface::surface;
use connector_ingest::{Hints, SourceText};
use connector_model::lower::{NamingRecord, lower, lower_again, names_of};
use connector_model::recipe::Recipe;
use connector_model::service::Service;
use connector_model::surface::Surface;
use connector_update::change_rules::RULES;
use connector_update::changes::{Change, Side, changes};

/// A service with what the rules are about.
const SHOP: &str = r#"{
  "version": "2.0",
  "metadata": {"apiVersion": "2020-01-02", "endpointPrefix": "shop", "protocol": "rest-json", "protocols": ["rest-json"],
    "serviceFullName": "Example Shop", "serviceId": "Shop", "signatureVersion": "v4", "signingName": "shop"},
  "operations": {
    "DeleteOrder": {"name": "DeleteOrder", "http": {"method": "DELETE", "requestUri": "/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "errors": [{"shape": "NotFound"}]},
    "GetOrder": {"name": "GetOrder", "http": {"method": "GET", "requestUri": "/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "output": {"shape": "GetOrderResponse"}, "errors": [{"shape": "NotFound"}, {"shape": "Busy"}]},
    "ListOrders": {"name": "ListOrders", "http": {"method": "GET", "requestUri": "/orders"},
      "input": {"shape": "ListOrdersRequest"}, "output": {"shape": "ListOrdersResponse"}},
    "PutOrder": {"name": "PutOrder", "http": {"method": "PUT", "requestUri": "/orders"}, "input": {"shape": "PutOrderRequest"}}
  },
  "shapes": {
    "GetOrderRequest": {"type": "structure", "required": ["Id"],
      "members": {"Id": {"shape": "Id", "location": "uri", "locationName": "id"}}},
    "GetOrderResponse": {"type": "structure", "members": {"Order": {"shape": "Order"}}},
    "ListOrdersRequest": {"type": "structure", "members": {
      "Token": {"shape": "String", "location": "querystring", "locationName": "token"},
      "Sort": {"shape": "Sort", "location": "querystring", "locationName": "sort"}}},
    "ListOrdersResponse": {"type": "structure", "members": {"Orders": {"shape": "Orders"}, "Token": {"shape": "String"}}},
    "PutOrderRequest": {"type": "structure", "required": ["Total"], "members": {
      "Total": {"shape": "Double"}, "Note": {"shape": "Note"}, "Tags": {"shape": "Tags"}, "Way": {"shape": "Way"}}},
    "Order": {"type": "structure", "members": {
      "Id": {"shape": "String"}, "Count": {"shape": "Integer"}, "State": {"shape": "State"}, "Tags": {"shape": "Tags"},
      "Made": {"shape": "Timestamp"}, "Paid": {"shape": "Payment"}, "More": {"shape": "More"}}},
    "Orders": {"type": "list", "member": {"shape": "Order"}},
    "Payment": {"type": "structure", "union": true, "members": {"Card": {"shape": "String"}, "Cash": {"shape": "Boolean"}}},
    "Way": {"type": "structure", "required": ["By"], "members": {"By": {"shape": "String"}, "Fast": {"shape": "Boolean"}}},
    "Tags": {"type": "list", "member": {"shape": "Tag"}},
    "Tag": {"type": "structure", "required": ["Key"], "members": {"Key": {"shape": "String"}, "Value": {"shape": "String"}}},
    "More": {"type": "structure", "members": {"Text": {"shape": "String"}}},
    "State": {"type": "string", "enum": ["open", "done"]},
    "Sort": {"type": "string", "enum": ["up", "down"]},
    "Note": {"type": "string", "max": 10, "min": 1, "pattern": "[a-z]+"},
    "NotFound": {"type": "structure", "members": {"message": {"shape": "String"}}, "error": {"httpStatusCode": 404}, "exception": true},
    "Busy": {"type": "structure", "members": {"message": {"shape": "String"}}, "error": {"httpStatusCode": 429}, "exception": true},
    "Id": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "Double": {"type": "double"},
    "Integer": {"type": "integer"},
    "Timestamp": {"type": "timestamp"},
    "String": {"type": "string"}
  }
}"#;

const PAGES: &str = r#"{"pagination": {"ListOrders": {"input_token": "Token", "output_token": "Token", "result_key": "Orders"}}}"#;

const WAITERS: &str = r#"{"version": 2, "waiters": {"OrderDone": {"operation": "GetOrder", "delay": 5, "maxAttempts": 60,
  "acceptors": [{"matcher": "path", "argument": "Order.State", "expected": "done", "state": "success"}]}}}"#;

/// The three texts of a version.
type Texts = [String; 3];

fn texts() -> Texts {
    [SHOP, PAGES, WAITERS].map(str::to_owned)
}

struct Version {
    service: Service,
    surface: Surface,
    names: NamingRecord,
}

fn version(texts: &Texts, before: Option<&NamingRecord>) -> Version {
    let files = ["service-2.json", "paginators-1.json", "waiters-2.json"];
    let sources: Vec<SourceText<'_>> = files
        .into_iter()
        .zip(texts)
        .map(|(name, text)| SourceText {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    let ingested = connector_ingest::ingest(&sources, &Hints::default());
    let said: Vec<&str> = ingested
        .diagnostics
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    let service = ingested.service.unwrap_or_else(|| panic!("{said:?}"));
    let recipe = Recipe::default();
    let nothing = NamingRecord::default();
    let (lowered, _) = match before {
        Some(before) => lower_again(&service, &recipe, before),
        None => lower(&service, &recipe, &nothing),
    };
    let lowered = lowered.expect("the model can be lowered");
    Version {
        surface: surface(&lowered.domain, &recipe),
        names: names_of(&service, &recipe, &nothing).expect("it was lowered"),
        service,
    }
}

fn report(old: &Texts, new: &Texts) -> Vec<Change> {
    let old = version(old, None);
    let new = version(new, Some(&old.names));
    changes(side(&old), side(&new))
}

fn side(version: &Version) -> Side<'_> {
    Side {
        service: &version.service,
        surface: &version.surface,
        whole: &version.service,
    }
}

/// What is replaced by what, and the lines `CODE subject: operations` of the report.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const CASES: &[Case] = &[
    (&[], &[]),
    (
        &[(
            r#""PutOrder": {"name": "PutOrder", "http": {"method": "PUT""#,
            r#""PutOrder": {"name": "PutOrder", "http": {"method": "POST""#,
        )],
        &["CH0003 PutOrder: PutOrder"],
    ),
    (
        &[(
            r#""requestUri": "/orders"},
      "input""#,
            r#""requestUri": "/v2/orders"},
      "input""#,
        )],
        &["CH0004 ListOrders: ListOrders"],
    ),
    (
        &[(
            r#""signatureVersion": "v4""#,
            r#""signatureVersion": "bearer", "auth": ["smithy.api#httpBearerAuth"]"#,
        )],
        &[
            "CH0006 DeleteOrder: DeleteOrder",
            "CH0006 GetOrder: GetOrder",
            "CH0006 ListOrders: ListOrders",
            "CH0006 PutOrder: PutOrder",
        ],
    ),
    // An optional member of what is only sent; of what is only received.
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note"}, "Gift": {"shape": "Boolean"}"#,
        )],
        &["CH0010 PutOrderRequest.Gift: PutOrder"],
    ),
    (
        &[(
            r#""Count": {"shape": "Integer"}"#,
            r#""Count": {"shape": "Integer"}, "Gift": {"shape": "Boolean"}"#,
        )],
        &["CH0020 Order.Gift: GetOrder, ListOrders"],
    ),
    // Required members: the constructor asks for one of what is sent, and not for one of what is received too.
    (
        &[
            (
                r#""required": ["Total"]"#,
                r#""required": ["Total", "Gift"]"#,
            ),
            (
                r#""Note": {"shape": "Note"}"#,
                r#""Note": {"shape": "Note"}, "Gift": {"shape": "Boolean"}"#,
            ),
        ],
        &["CH0011 PutOrderRequest.Gift: PutOrder"],
    ),
    (
        &[(
            r#""required": ["Key"], "members": {"#,
            r#""required": ["Key", "Gift"], "members": {"Gift": {"shape": "Boolean"}, "#,
        )],
        &["CH0015 Tag.Gift: GetOrder, ListOrders, PutOrder"],
    ),
    (
        &[(
            r#""required": ["Total"]"#,
            r#""required": ["Total", "Note"]"#,
        )],
        &["CH0013 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""required": ["By"]"#, r#""required": []"#)],
        &["CH0014 Way.By: PutOrder"],
    ),
    (
        &[(r#""required": ["Key"]"#, r#""required": ["Key", "Value"]"#)],
        &["CH0016 Tag.Value: GetOrder, ListOrders, PutOrder"],
    ),
    (
        &[(r#""required": ["Key"]"#, r#""required": []"#)],
        &["CH0017 Tag.Key: GetOrder, ListOrders, PutOrder"],
    ),
    (
        &[(r#""Note": {"shape": "Note"}, "#, "")],
        &["CH0012 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""Id": {"shape": "String"}, "Count""#, r#""Count""#)],
        &["CH0021 Order.Id: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""Count": {"shape": "Integer"}"#,
            r#""Count": {"shape": "String"}"#,
        )],
        &["CH0030 Order.Count: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""State": {"type": "string", "enum": ["open", "done"]}"#,
            r#""State": {"type": "string"}"#,
        )],
        &["CH0030 Order.State: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""enum": ["open", "done"]"#,
            r#""enum": ["open", "done", "lost", "found"]"#,
        )],
        &["CH0040 State: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""enum": ["up", "down"]"#,
            r#""enum": ["up", "down", "any"]"#,
        )],
        &["CH0042 Sort: ListOrders"],
    ),
    (
        &[(r#""enum": ["up", "down"]"#, r#""enum": ["up"]"#)],
        &["CH0041 Sort: ListOrders"],
    ),
    (
        &[(
            r#""Cash": {"shape": "Boolean"}"#,
            r#""Cash": {"shape": "Boolean"}, "Debt": {"shape": "String"}"#,
        )],
        &["CH0043 Payment.Debt: GetOrder, ListOrders"],
    ),
    (
        &[(r#", "Cash": {"shape": "Boolean"}"#, "")],
        &["CH0044 Payment.Cash: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""Timestamp": {"type": "timestamp"}"#,
            r#""Timestamp": {"type": "timestamp", "timestampFormat": "iso8601"}"#,
        )],
        &["CH0051 Order.Made: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "locationName": "note"}"#,
        )],
        &["CH0052 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "location": "header", "locationName": "Note"}"#,
        )],
        &["CH0050 PutOrderRequest.Note: PutOrder"],
    ),
    // One error for all operations: gone from one of two, gone from all, new to one, the first of the connector.
    (
        &[(r#""errors": [{"shape": "NotFound"}]}"#, r#""errors": []}"#)],
        &["CH0062 NotFound: DeleteOrder"],
    ),
    (
        &[(r#", {"shape": "Busy"}"#, "")],
        &["CH0061 Busy: GetOrder"],
    ),
    (
        &[(
            r#""errors": [{"shape": "NotFound"}]}"#,
            r#""errors": [{"shape": "NotFound"}, {"shape": "Busy"}]}"#,
        )],
        &["CH0060 Busy: DeleteOrder"],
    ),
    (
        &[(r#"{"httpStatusCode": 429}"#, r#"{"httpStatusCode": 503}"#)],
        &["CH0063 Busy: GetOrder"],
    ),
    (
        &[(
            r#""exception": true},
    "Id""#,
            r#""exception": true, "retryable": {"throttling": true}},
    "Id""#,
        )],
        &["CH0064 Busy: GetOrder"],
    ),
    (
        &[(
            r#""input": {"shape": "PutOrderRequest"}}"#,
            r#""input": {"shape": "PutOrderRequest"}, "output": {"shape": "GetOrderResponse"}}"#,
        )],
        &["CH0071 GetOrderResponse: PutOrder"],
    ),
    // What was only received is sent too now: it can be built, and its fields stay options.
    (
        &[(
            r#""Way": {"shape": "Way"}}"#,
            r#""Way": {"shape": "Way"}, "More": {"shape": "More"}}"#,
        )],
        &["CH0010 PutOrderRequest.More: PutOrder"],
    ),
    // What was only sent is received too now: no API member changed, and all programs that build it break.
    (
        &[(
            r#""More": {"shape": "More"}}}"#,
            r#""More": {"shape": "More"}, "Way": {"shape": "Way"}}}"#,
        )],
        &[
            "CH0081 Way::by: PutOrder",
            "CH0082 Way: PutOrder",
            "CH0020 Order.Way: GetOrder, ListOrders",
        ],
    ),
    // A shape has another name, and nothing else.
    (
        &[
            (r#""Way""#, r#""Route""#),
            (r#""Route": {"shape""#, r#""Way": {"shape""#),
        ],
        &["CH0080 Way: PutOrder"],
    ),
    (
        &[(r#"{"ListOrders": {"#, r#"{"None": {"#)],
        &["CH0091 ListOrders: ListOrders"],
    ),
    (
        &[(
            r#""result_key": "Orders""#,
            r#""result_key": "Orders", "limit_key": "Sort""#,
        )],
        &["CH0092 ListOrders: ListOrders"],
    ),
    (
        &[(r#""OrderDone": {"#, r#""OrderMade": {"#)],
        &["CH0094 OrderDone: GetOrder", "CH0093 OrderMade: GetOrder"],
    ),
    (
        &[(r#""delay": 5"#, r#""delay": 1"#)],
        &["CH0095 GetOrder: GetOrder"],
    ),
    (
        &[(r#""max": 10"#, r#""max": 5"#)],
        &["CH0101 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""max": 10, "min": 1"#, r#""max": 20, "min": 0"#)],
        &["CH0102 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""pattern": "[a-z]+""#, r#""pattern": "[a-y]+""#)],
        &["CH0106 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"type": "string","#,
            r#""Note": {"type": "string", "sensitive": true,"#,
        )],
        &["CH0103 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "deprecated": true}"#,
        )],
        &["CH0104 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "documentation": "A note."}"#,
        )],
        &["CH0105 documentation: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "idempotencyToken": true}"#,
        )],
        &["CH0034 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""signingName": "shop""#, r#""signingName": "store""#)],
        &[
            "CH0111 DeleteOrder: DeleteOrder",
            "CH0111 GetOrder: GetOrder",
            "CH0111 ListOrders: ListOrders",
            "CH0111 PutOrder: PutOrder",
        ],
    ),
    (
        &[(
            r#""requestUri": "/orders"}, "input": {"shape": "PutOrderRequest"}"#,
            r#""requestUri": "/orders"}, "endpoint": {"hostPrefix": "put."}, "input": {"shape": "PutOrderRequest"}"#,
        )],
        &["CH0113 PutOrder: PutOrder"],
    ),
    (
        &[(r#""PutOrder""#, r#""SaveOrder""#)],
        &["CH0009 PutOrder: PutOrder"],
    ),
];

fn edited(edits: &[(&str, &str)]) -> Texts {
    texts().map(|text| {
        edits
            .iter()
            .fold(text, |text, (from, to)| text.replace(from, to))
    })
}

fn lines(report: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let (code, subject) = (change.rule.code, &change.subject);
        format!("{code} {subject}: {}", change.operations.join(", "))
    };
    report.iter().map(line).collect()
}

#[test]
fn each_edit_of_a_model_is_told_once_with_its_reach() {
    let mut wrong = Vec::new();
    for (edits, expected) in CASES {
        let new = edited(edits);
        assert_eq!(new == texts(), edits.is_empty(), "{edits:?} edits nothing");
        let found = lines(&report(&texts(), &new));
        if found != *expected {
            wrong.push(format!(
                "{edits:?}\n  found    {found:?}\n  expected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_edits_backwards_are_never_silent_and_say_no_more_than_they_are_asked() {
    for (edits, expected) in CASES {
        let back = report(&edited(edits), &texts());
        assert_eq!(back.is_empty(), expected.is_empty(), "{edits:?}");
        let mut fingerprints: Vec<String> = back.iter().map(Change::fingerprint).collect();
        let count = fingerprints.len();
        fingerprints.sort();
        fingerprints.dedup();
        assert_eq!(
            fingerprints.len(),
            count,
            "two changes have one name: {edits:?}"
        );
    }
}

/// The protocol of queries tells errors by codes of their own, and the variant of an error is named by its code.
#[test]
fn another_code_of_an_error_renames_its_variant() {
    let queries = ("rest-json", "query");
    let code = (
        r#"{"httpStatusCode": 429}"#,
        r#"{"code": "TooBusy", "httpStatusCode": 429}"#,
    );
    let found = lines(&report(&edited(&[queries]), &edited(&[queries, code])));
    let expected = [
        "CH0083 ErrorDetail::Busy: DeleteOrder, GetOrder, ListOrders, PutOrder",
        "CH0063 Busy: GetOrder",
    ];
    assert_eq!(found, expected);
}

/// What a saved answer shows beside the model, and nothing of what it lacks.
#[test]
fn a_sample_is_held_against_a_model_for_what_it_shows_only() {
    let old = version(&texts(), None);
    let cases = [
        (
            r#"{"Order": {"Id": "a", "Count": 1, "State": "lost", "Made": 1795255200.5}}"#,
            &[][..],
        ),
        (r#"{"Order": {"Paid": {"Cash": true}}}"#, &[]),
        (
            r#"{"Order": {"Id": "a", "Gift": true}}"#,
            &["CH0020 Order.Gift: GetOrder"],
        ),
        (
            r#"{"Order": {"Count": "1"}}"#,
            &["CH0030 Order.Count: GetOrder"],
        ),
        (
            r#"{"Order": [1]}"#,
            &[
                "CH0030 GetOrderResponse.Order: GetOrder",
                "CH0030 Order: GetOrder",
            ],
        ),
    ];
    for (sample, expected) in cases {
        let mut recipe = Recipe::default();
        recipe.sample.url = Some("https://shop.example.com/orders/a".to_owned());
        recipe.sample.method = Some("GET".to_owned());
        recipe.sample.operation = Some("GetOrder".to_owned());
        let source = SourceText {
            name: "order.json",
            bytes: sample.as_bytes(),
        };
        let ingested = connector_ingest::ingest(&[source], &Hints::from_recipe(&recipe));
        let service = ingested.service.expect("the sample can be read");
        let sliced = connector_model::slice::slice(&old.service, &["GetOrder".to_owned()]).0;
        let of = |service| Side {
            service,
            surface: &old.surface,
            whole: service,
        };
        let found = lines(&changes(of(&sliced), of(&service)));
        assert!(
            found.iter().all(|line| expected.contains(&line.as_str())),
            "{sample}: {found:?}"
        );
        assert_eq!(found.is_empty(), expected.is_empty(), "{sample}: {found:?}");
    }
}

#[test]
fn most_rules_are_met_by_an_edit() {
    let met = |code: &str| {
        CASES
            .iter()
            .flat_map(|(_, lines)| *lines)
            .any(|line| line.starts_with(code))
    };
    let missing: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !met(code))
        .collect();
    // Those of samples are met in the tests of `connector-update`, others by tests of their own or by `cargo xtask
    // history`; what is left is said by name.
    let known = [
        "CH0001", "CH0002", "CH0005", "CH0007", "CH0008", "CH0022", "CH0023", "CH0031", "CH0032",
        "CH0033", "CH0045", "CH0053", "CH0070", "CH0072", "CH0083", "CH0084", "CH0085", "CH0090",
        "CH0100", "CH0110", "CH0112", "CH0114",
    ];
    assert_eq!(missing, known);
}
