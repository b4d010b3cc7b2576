//! Domain models made by hand, for suites that need no source.

use connector_model::documentation::Documentation;
use connector_model::domain::{
    Activity, ActivityResult, Domain, Entity, EntityId, Enumeration, EnumerationId,
    EnumerationValue, Generalization, Member, Role, Value, WireOperation,
};
use connector_model::service::{
    Auth, Binding, BodyFormat, EndpointPart, Evidence, Example, Origin, PathPart, Presence,
    TimestampFormat,
};

/// A member of the body that may be absent.
pub(crate) fn member(wire: &str, value: Value) -> Member {
    Member {
        name: connector_model::names::action(wire),
        wire: wire.to_owned(),
        value,
        binding: Binding::Body,
        presence: Presence::Optional,
        nullable: false,
        sensitive: false,
        boxed: false,
        wrappers: Vec::new(),
        documentation: None,
        levels: Vec::new(),
        traits: connector_model::service::MemberTraits::default(),
    }
}

/// The same member elsewhere in the message.
pub(crate) fn at(binding: Binding, member: Member) -> Member {
    Member { binding, ..member }
}

/// The same member, always there.
pub(crate) fn required(member: Member) -> Member {
    Member {
        presence: Presence::Required,
        ..member
    }
}

/// An entity.
pub(crate) fn entity(name: &str, role: Role, members: Vec<Member>) -> Entity {
    Entity {
        name: name.to_owned(),
        role,
        shape: None,
        generalization: (role == Role::Request)
            .then(|| Generalization::Foreign("AWSAuthentication.AbstractRequest".to_owned())),
        members,
        attributes: Vec::new(),
        received: matches!(role, Role::Response | Role::Error | Role::Nested),
        sent: role == Role::Request,
        documentation: None,
        deprecated: None,
        xml_namespace: None,
    }
}

/// An example with an answer.
pub(crate) fn example(status: u16, input: &[(&str, &str)], body: &str) -> Example {
    let owned = |(wire, json): &(&str, &str)| ((*wire).to_owned(), (*json).to_owned());
    Example {
        name: "an example".to_owned(),
        status: Some(status),
        input: input.iter().map(owned).collect(),
        request_body: None,
        response_headers: Vec::new(),
        response_body: Some(body.to_owned()),
        reduced: 0,
        origin: Origin::default(),
    }
}

/// An activity with its request and response.
pub(crate) fn activity(
    action: &str,
    method: &str,
    path: Vec<PathPart>,
    request: usize,
    result: ActivityResult,
) -> Activity {
    Activity {
        action: action.to_owned(),
        microflow: format!("Get_v1_{action}"),
        operation: action.to_owned(),
        category: "Amazon Polly".to_owned(),
        request: EntityId(request),
        result,
        parameters: Vec::new(),
        errors: Vec::new(),
        wire: WireOperation {
            method: method.to_owned(),
            path,
            fixed_query: Vec::new(),
            fixed_headers: Vec::new(),
            endpoint: vec![
                EndpointPart::Text("https://polly.".to_owned()),
                EndpointPart::Region,
                EndpointPart::Text(".".to_owned()),
                EndpointPart::DnsSuffix,
            ],
            sample_region: Some("us-east-1".to_owned()),
            auth: Auth::SigV4 {
                service: "polly".to_owned(),
            },
            request_body: BodyFormat::None,
            traits: connector_model::service::OperationTraits::default(),
        },
        examples: Vec::new(),
        documentation: None,
    }
}

fn literal(path: &str) -> PathPart {
    PathPart::Literal(path.to_owned())
}

fn domain(name: &str, slug: &str) -> Domain {
    Domain {
        name: name.to_owned(),
        module: format!("{}Connector", name.replace(' ', "")),
        slug: slug.to_owned(),
        evidence: Evidence::Samples,
        documentation: None,
        entities: Vec::new(),
        enumerations: Vec::new(),
        associations: Vec::new(),
        activities: Vec::new(),
        errors: Vec::new(),
        identifiers: std::collections::BTreeMap::default(),
        traits: connector_model::service::ServiceTraits::default(),
    }
}

fn engine() -> Enumeration {
    let value = |wire: &str| EnumerationValue {
        name: wire.replace('-', "_"),
        caption: wire.to_owned(),
        wire: wire.to_owned(),
        documentation: None,
    };
    Enumeration {
        name: "ENUM_Engine".to_owned(),
        stem: "Engine".to_owned(),
        shape: None,
        values: vec![value("standard"), value("neural"), value("long-form")],
        received: true,
        documentation: None,
    }
}

/// The connector of the guide's how-to: one activity that lists voices.
pub(crate) fn polly() -> Domain {
    let mut polly = domain("Amazon Polly", "amazon-polly");
    let text = || Value::String;
    polly.enumerations = vec![engine()];
    polly.entities = vec![
        entity(
            "DescribeVoicesRequest",
            Role::Request,
            vec![
                at(
                    Binding::Query,
                    member("Engine", Value::Enumeration(EnumerationId(0))),
                ),
                at(
                    Binding::Query,
                    member("IncludeAdditionalLanguageCodes", text()),
                ),
                at(Binding::Query, member("LanguageCode", text())),
            ],
        ),
        entity(
            "DescribeVoicesResponse",
            Role::Response,
            vec![
                member("NextToken", text()),
                required(member(
                    "Voices",
                    Value::List(Box::new(Value::Entity(EntityId(2)))),
                )),
            ],
        ),
        entity(
            "Voice",
            Role::Nested,
            vec![
                member("AdditionalLanguageCodes", Value::List(Box::new(text()))),
                required(member("Gender", text())),
                required(member("Id", text())),
                required(member("LanguageCode", text())),
                required(member("LanguageName", text())),
                required(member("Name", text())),
                member(
                    "SupportedEngines",
                    Value::List(Box::new(Value::Enumeration(EnumerationId(0)))),
                ),
            ],
        ),
    ];
    let mut list = activity(
        "DescribeVoices",
        "GET",
        vec![literal("/v1/voices")],
        0,
        ActivityResult::Entity(EntityId(1)),
    );
    list.examples = vec![example(
        200,
        &[("Engine", "\"neural\""), ("LanguageCode", "\"en-US\"")],
        r#"{
  "NextToken": null,
  "Voices": [
    {
      "Gender": "Female",
      "Id": "Joanna",
      "LanguageCode": "en-US",
      "LanguageName": "US English",
      "Name": "Joanna",
      "SupportedEngines": ["neural", "standard"]
    },
    { "Gender": "Male", "Id": "Matthew", "LanguageCode": "en-US", "LanguageName": "US English", "Name": "Matthew" }
  ]
}"#,
    )];
    polly.activities = vec![list];
    polly
}

/// Every kind of value, binding and body, names that need care, and documentation that would like to run.
pub(crate) fn nasty() -> Domain {
    let mut nasty = domain("Nasty `API`", "nasty-api");
    nasty.documentation = Documentation::plain(HOSTILE);
    nasty.enumerations = vec![engine(), odd_enumeration()];
    nasty.entities = vec![
        entity("CreateThingRequest", Role::Request, thing_request()),
        entity("CreateThingResponse", Role::Response, every_value(false)),
        Entity {
            sent: true,
            ..entity("Option", Role::Nested, every_value(true))
        },
        entity("GetThingRequest", Role::Request, get_request()),
        entity(
            "GetThingResponse",
            Role::Response,
            vec![at(
                Binding::Payload,
                member("Items", Value::List(Box::new(Value::Entity(EntityId(2))))),
            )],
        ),
        entity(
            "GetThingError404",
            Role::Error,
            vec![member("message", Value::String)],
        ),
        entity(
            "GetThingError409",
            Role::Error,
            vec![member("type", Value::Long)],
        ),
        entity(
            "DeleteThingRequest",
            Role::Request,
            vec![required(at(Binding::Label, member("self", Value::String)))],
        ),
        entity(
            "FormRequest",
            Role::Request,
            vec![
                member("a[]", Value::List(Box::new(Value::String))),
                member("b", Value::String),
            ],
        ),
        entity(
            "TextRequest",
            Role::Request,
            vec![at(Binding::Payload, member("Body", Value::String))],
        ),
        entity(
            "TextResponse",
            Role::Response,
            vec![at(Binding::Payload, member("Body", Value::String))],
        ),
        entity("WideRequest", Role::Request, many(Binding::Query)),
        entity("WideResponse", Role::Response, many(Binding::Body)),
        Entity {
            sent: true,
            received: false,
            ..entity(
                "Sent",
                Role::Nested,
                vec![
                    required(member("Name", Value::String)),
                    required(member("Count", Value::Integer)),
                    required(member("Tags", Value::List(Box::new(Value::String)))),
                    member("Rate", Value::Decimal),
                ],
            )
        },
    ];
    nasty.entities.push(Entity {
        sent: true,
        ..entity("Nothing", Role::Nested, Vec::new())
    });
    nasty.activities = nasty_activities();
    nasty
}

const HOSTILE: &str = "First line.\n\n```\npanic!(\"doc test ran\")\n```\n\n    panic!()\n\n- item `x`\n* other_item\n\n<script>alert(1)</script> [link]: javascript:alert(1) \u{202e}*/ /* \"#] {{ 7*7 }} DescribeVoices https://example.org/a_b";

fn odd_enumeration() -> Enumeration {
    let value = |wire: &str| EnumerationValue {
        name: "x".to_owned(),
        caption: wire.to_owned(),
        wire: wire.to_owned(),
        documentation: Documentation::plain(HOSTILE),
    };
    let long = "a-long-value-".repeat(12);
    Enumeration {
        name: "ENUM_Result".to_owned(),
        stem: "Result".to_owned(),
        shape: None,
        values: [
            "",
            " ",
            "*/",
            "self",
            "ENABLED",
            "Enabled",
            "\"quoted\"\r\n",
            "1st",
            long.as_str(),
        ]
        .map(value)
        .to_vec(),
        received: true,
        documentation: Documentation::plain(HOSTILE),
    }
}

fn every_value(recursive: bool) -> Vec<Member> {
    let list = |value: Value| Value::List(Box::new(value));
    let mut members = vec![
        member("nothing", Value::Entity(EntityId(14))),
        member("text", Value::String),
        member("flag", Value::Boolean),
        member("rate", Value::Decimal),
        member("count", Value::Integer),
        member("total", Value::Long),
        member("bytes", Value::Blob),
        member("any", Value::Document),
        member("when", Value::Timestamp(TimestampFormat::DateTime)),
        member("epoch", Value::Timestamp(TimestampFormat::EpochSeconds)),
        member("date", Value::Timestamp(TimestampFormat::HttpDate)),
        member("result", Value::Enumeration(EnumerationId(1))),
        member("strings", list(Value::String)),
        member("matrix", list(list(Value::Decimal))),
        member("cube", list(list(list(Value::Entity(EntityId(2)))))),
        member("gaps", list(Value::Nullable(Box::new(Value::String)))),
        member("map", Value::Map(Box::new(Value::String))),
        member(
            "maps",
            Value::Map(Box::new(Value::Map(Box::new(Value::Nullable(Box::new(
                Value::Long,
            )))))),
        ),
        member(
            "entities",
            Value::Map(Box::new(list(Value::Entity(EntityId(2))))),
        ),
        member("@odata.context", Value::String),
        member("user_id", Value::String),
        member("userId", Value::String),
        member("type", Value::String),
        member("self", Value::String),
        member(
            "a very long name of a member that does not fit anywhere at all, really not \"quoted\"",
            list(Value::String),
        ),
        Member {
            sensitive: true,
            ..member("password", Value::String)
        },
        Member {
            documentation: Documentation::plain(HOSTILE),
            ..member("documented", Value::String)
        },
        Member {
            wrappers: vec!["Root".to_owned(), "Inner".to_owned()],
            ..member("deep", Value::String)
        },
        Member {
            wrappers: vec!["Root".to_owned()],
            ..member("shallow", list(Value::Long))
        },
        Member {
            boxed: recursive,
            ..member("next", Value::Entity(EntityId(2)))
        },
    ];
    let mut names = std::collections::BTreeSet::new();
    for member in &mut members {
        while !names.insert(member.name.clone()) {
            member.name.push('2');
        }
    }
    members
}

fn thing_request() -> Vec<Member> {
    let mut members = vec![
        required(member("Name", Value::String)),
        required(member("Engine", Value::Enumeration(EnumerationId(0)))),
        required(member("Sent", Value::Entity(EntityId(13)))),
        required(member("Numbers", Value::List(Box::new(Value::Long)))),
        required(at(
            Binding::Query,
            member("since", Value::Timestamp(TimestampFormat::HttpDate)),
        )),
        at(Binding::Header, member("x-trace", Value::String)),
        at(
            Binding::Query,
            member("tag", Value::List(Box::new(Value::String))),
        ),
    ];
    members.extend(every_value(false));
    members
}

fn get_request() -> Vec<Member> {
    vec![
        required(at(Binding::Label, member("ThingId", Value::String))),
        required(at(Binding::Query, member("a", Value::Boolean))),
        required(at(Binding::Query, member("b", Value::Boolean))),
        required(at(Binding::Query, member("c", Value::Boolean))),
        required(at(Binding::Query, member("d", Value::Boolean))),
        at(Binding::Query, member("q", Value::String)),
    ]
}

/// Members of every length, so that each line break is met.
fn many(binding: Binding) -> Vec<Member> {
    (1..140)
        .map(|number: usize| {
            let name = format!("M{number}{}", "Word".repeat(number % 23));
            let value = match number % 5 {
                0 if binding == Binding::Body => Value::Map(Box::new(Value::Entity(EntityId(2)))),
                1 if binding == Binding::Body => {
                    Value::List(Box::new(Value::List(Box::new(Value::Entity(EntityId(2))))))
                }
                2 => Value::List(Box::new(Value::String)),
                _ => Value::String,
            };
            at(binding, member(&name, value))
        })
        .collect()
}

fn nasty_activities() -> Vec<Activity> {
    let label = |wire: &str| PathPart::Label(wire.to_owned());
    let mut create = activity(
        "CreateThing",
        "POST",
        vec![literal("/things")],
        0,
        ActivityResult::Entity(EntityId(1)),
    );
    create.wire.request_body = BodyFormat::Json;
    create.wire.fixed_query = vec![("list-type".to_owned(), "2 & \"3\"".to_owned())];
    create.wire.fixed_headers = vec![
        (
            "X-Amz-Target".to_owned(),
            "Things_2012.CreateThing".to_owned(),
        ),
        ("bad header".to_owned(), "x\r\ny".to_owned()),
    ];
    create.documentation = Documentation::plain(HOSTILE);
    create.examples = vec![example(
        201,
        &[
            ("text", "\"a \\\"b\\\" c\""),
            ("count", "7"),
            ("rate", "1.5"),
            ("x-trace", "\"t\""),
        ],
        r#"{"text": "x", "flag": true, "rate": 0.5, "count": 123456, "total": 9007199254740993,
  "when": "2026-11-21T10:00:00Z", "epoch": 1.5, "date": "Sat, 21 Nov 2026 10:00:00 GMT", "any": [1, {}],
  "result": "ENABLED", "strings": [], "matrix": [[1.5]], "cube": [[[{"text": "deep"}]]], "gaps": [null, "a"],
  "map": {"a": "b"}, "bytes": "AAEC", "Root": {"Inner": {"deep": "d"}, "shallow": [1, 2]}, "next": {"text": "n"}}"#,
    )];
    let mut get = activity(
        "GetThing",
        "GET",
        vec![literal("/things/"), label("ThingId"), literal("/details")],
        3,
        ActivityResult::Entity(EntityId(4)),
    );
    get.errors = vec![(404, EntityId(5)), (409, EntityId(6))];
    get.wire.auth = Auth::ApiKeyHeader("x-api-key".to_owned());
    get.wire.endpoint = Vec::new();
    get.examples = vec![
        example(
            200,
            &[("ThingId", "\"a b/c\""), ("q", "\"ü\"")],
            r#"[{"text": "x"}]"#,
        ),
        example(404, &[], r#"{"message": "not found"}"#),
        example(409, &[], r#"{"type": 5}"#),
    ];
    let delete = activity(
        "DeleteThing",
        "DELETE",
        vec![literal("/things/"), label("self")],
        7,
        ActivityResult::Boolean,
    );
    let mut form = activity(
        "Form",
        "PURGE",
        vec![literal("/form")],
        8,
        ActivityResult::Boolean,
    );
    form.wire.request_body = BodyFormat::Form;
    form.wire.auth = Auth::SigV4 {
        service: "a-service-with-a-long-name".to_owned(),
    };
    let mut text = activity(
        "Text",
        "PUT",
        vec![literal("/text")],
        9,
        ActivityResult::Entity(EntityId(10)),
    );
    text.wire.request_body = BodyFormat::Opaque;
    text.wire.endpoint = vec![EndpointPart::Text("https://api.example.org".to_owned())];
    text.examples = vec![example(
        200,
        &[("Body", "\"hello\"")],
        "<xml>\n  \"quoted\" \\ </xml>",
    )];
    let wide = activity(
        "Wide",
        "GET",
        vec![literal("/wide")],
        11,
        ActivityResult::Entity(EntityId(12)),
    );
    vec![create, get, delete, form, text, wide]
}
