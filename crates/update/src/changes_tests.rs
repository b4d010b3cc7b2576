//! Changes of a small service, one at a time.

use connector_model::service::{
    Auth, Binding, EnumerationValue, ErrorResponse, Evidence, Member, Operation, Origin, PathPart,
    Presence, Service, Shape, ShapeId, ShapeKind, Simple, Target, TimestampFormat,
};

use crate::change_rules::{self, Level};
use connector_model::surface::Surface;

use crate::changes::{Change, Side, gravest};

/// The report without what is known of the Rust.
fn changes(old: &Service, new: &Service) -> Vec<Change> {
    let surface = Surface::default();
    let side = |service| Side {
        service,
        surface: &surface,
        whole: service,
    };
    crate::changes::changes(side(old), side(new))
}

fn id(text: &str) -> ShapeId {
    ShapeId(text.to_owned())
}

fn shape(kind: ShapeKind) -> Shape {
    Shape {
        kind,
        documentation: None,
        sensitive: false,
        origin: Origin::default(),
        traits: connector_model::service::ShapeTraits::default(),
    }
}

fn member(wire: &str, target: Target, binding: Binding, presence: Presence) -> Member {
    Member {
        wire: wire.into(),
        target,
        binding,
        presence,
        nullable: false,
        documentation: None,
        traits: connector_model::service::MemberTraits::default(),
    }
}

fn text(wire: &str, binding: Binding, presence: Presence) -> Member {
    member(wire, Target::Simple(Simple::String), binding, presence)
}

/// `ListVoices`: a query parameter; a list of voices with an id, a count and an engine.
fn service() -> Service {
    let operation = Operation {
        name: "ListVoices".into(),
        source_name: "List voices".into(),
        documentation: None,
        method: "GET".into(),
        path: vec![PathPart::Literal("/v1/voices".into())],
        fixed_query: Vec::new(),
        fixed_headers: Vec::new(),
        endpoint: Vec::new(),
        sample_region: None,
        auth: Auth::Bearer,
        request_body: connector_model::service::BodyFormat::None,
        input: Some(id("In")),
        output: Some(id("Out")),
        errors: vec![ErrorResponse {
            status: 404,
            shape: id("Err"),
            code: None,
            retryable: false,
        }],
        examples: Vec::new(),
        origin: Origin::default(),
        traits: connector_model::service::OperationTraits::default(),
    };
    let voice = vec![
        text("Id", Binding::Body, Presence::Required),
        member(
            "Count",
            Target::Simple(Simple::Integer),
            Binding::Body,
            Presence::Required,
        ),
        member(
            "Engine",
            Target::Shape(id("Engine")),
            Binding::Body,
            Presence::Optional,
        ),
        member(
            "Parent",
            Target::Shape(id("Voice")),
            Binding::Body,
            Presence::Optional,
        ),
    ];
    let engine = EnumerationValue {
        wire: "neural".into(),
        caption: None,
        documentation: None,
    };
    let list = member(
        "Voices",
        Target::Shape(id("Voices")),
        Binding::Body,
        Presence::Required,
    );
    let shapes = [
        (
            "In",
            ShapeKind::Structure(vec![text("Engine", Binding::Query, Presence::Optional)]),
        ),
        ("Out", ShapeKind::Structure(vec![list])),
        ("Voices", ShapeKind::List(Target::Shape(id("Voice")))),
        ("Voice", ShapeKind::Structure(voice)),
        ("Engine", ShapeKind::Enumeration(vec![engine])),
        (
            "Err",
            ShapeKind::Structure(vec![text("message", Binding::Body, Presence::Required)]),
        ),
    ];
    Service {
        operations: vec![operation],
        shapes: shapes
            .into_iter()
            .map(|(name, kind)| (id(name), shape(kind)))
            .collect(),
        ..Service::default()
    }
}

fn members<'a>(service: &'a mut Service, name: &str) -> &'a mut Vec<Member> {
    match &mut service
        .shapes
        .get_mut(&id(name))
        .expect("a shape of the test")
        .kind
    {
        ShapeKind::Structure(members) => members,
        other => panic!("{name} is {other:?}"),
    }
}

fn report(edit: fn(&mut Service)) -> Vec<String> {
    let old = service();
    let mut new = service();
    edit(&mut new);
    let line = |change: &Change| {
        assert_eq!(change.operations, ["ListVoices"]);
        format!("{} {} {}", change.rule.code, change.subject, change.message)
            .trim_end()
            .to_owned()
    };
    changes(&old, &new).iter().map(line).collect()
}

#[test]
fn nothing_is_reported_where_nothing_changed() {
    assert_eq!(report(|_| {}), Vec::<String>::new());
    assert_eq!(gravest(&[]), None);
}

type Case = (fn(&mut Service), &'static str);

#[test]
fn each_change_is_reported_with_its_place() {
    let cases: &[Case] = &[
        (|s| s.operations.clear(), "CH0001 ListVoices"),
        (
            |s| s.operations[0].method = "POST".into(),
            "CH0003 ListVoices `GET` became `POST`",
        ),
        (
            |s| {
                s.operations[0].path = vec![
                    PathPart::Literal("/v2".into()),
                    PathPart::Label("id".into()),
                ];
            },
            "CH0004 ListVoices `/v1/voices` became `/v2{id}`",
        ),
        (
            |s| s.operations[0].fixed_query = vec![("a".into(), "b".into())],
            "CH0005 ListVoices `` became `a=b`",
        ),
        (
            |s| s.operations[0].auth = Auth::Basic,
            "CH0006 ListVoices `bearer` became `basic`",
        ),
        (|s| s.operations[0].input = None, "CH0012 In.Engine"),
        (|s| s.operations[0].output = None, "CH0072 Out"),
        (|s| s.operations[0].errors.clear(), "CH0061 Err status 404"),
        (
            |s| members(s, "In").push(text("Next", Binding::Query, Presence::Optional)),
            "CH0010 In.Next",
        ),
        (
            |s| members(s, "In").push(text("Next", Binding::Query, Presence::Required)),
            "CH0011 In.Next",
        ),
        (|s| members(s, "In").clear(), "CH0012 In.Engine"),
        (
            |s| members(s, "In")[0].presence = Presence::Required,
            "CH0013 In.Engine",
        ),
        (
            |s| members(s, "In")[0].binding = Binding::Header,
            "CH0050 In.Engine `query` became `header`",
        ),
        (
            |s| members(s, "Voice").push(text("Name", Binding::Body, Presence::Optional)),
            "CH0020 Voice.Name",
        ),
        (|s| drop(members(s, "Voice").remove(0)), "CH0021 Voice.Id"),
        (
            |s| members(s, "Voice")[0].presence = Presence::Optional,
            "CH0022 Voice.Id",
        ),
        (
            |s| members(s, "Voice")[0].nullable = true,
            "CH0022 Voice.Id null occurs",
        ),
        (
            |s| members(s, "Voice")[1].target = Target::Simple(Simple::Long),
            "CH0031 Voice.Count `Integer` became `Long`",
        ),
        (
            |s| members(s, "Voice")[1].target = Target::Simple(Simple::Decimal),
            "CH0030 Voice.Count `Integer` became `Decimal`",
        ),
        (
            |s| {
                members(s, "Voice")[0].target =
                    Target::Simple(Simple::Timestamp(TimestampFormat::DateTime));
            },
            "CH0030 Voice.Id `String` became `DateTime`",
        ),
        (
            |s| members(s, "Voice")[0].target = Target::Shape(id("Voices")),
            "CH0030 Voice.Id `String` became `list`",
        ),
        (
            |s| {
                drop(
                    s.shapes
                        .insert(id("Engine"), shape(ShapeKind::Enumeration(Vec::new()))),
                );
            },
            "CH0041 Engine `neural`",
        ),
        (
            |s| {
                drop(s.shapes.insert(
                    id("Voices"),
                    shape(ShapeKind::Map(Target::Shape(id("Voice")))),
                ));
            },
            "CH0030 Voices `list` became `map`",
        ),
        (
            |s| {
                drop(s.shapes.insert(
                    id("Voices"),
                    shape(ShapeKind::List(Target::Nullable(Box::new(Target::Shape(
                        id("Voice"),
                    ))))),
                ));
            },
            "CH0030 Voices[] is never null became may be null",
        ),
    ];
    for (edit, expected) in cases {
        assert_eq!(report(*edit), [*expected]);
    }
}

#[test]
fn a_received_list_that_became_optional_is_still_a_plain_list() {
    assert_eq!(
        report(|s| members(s, "Out")[0].presence = Presence::Optional),
        Vec::<String>::new()
    );
}

#[test]
fn an_integer_of_a_model_that_became_long_breaks_callers() {
    let mut old = service();
    old.evidence = Evidence::Model;
    let mut new = old.clone();
    members(&mut new, "Voice")[1].target = Target::Simple(Simple::Long);
    assert_eq!(gravest(&changes(&old, &new)), Some(Level::Breaking));
}

#[test]
fn the_gravest_change_comes_first_and_swapping_the_sides_swaps_the_report() {
    let old = service();
    let mut new = service();
    members(&mut new, "Voice").push(text("Name", Binding::Body, Presence::Optional));
    members(&mut new, "In").clear();
    let codes = |changes: Vec<Change>| -> Vec<&str> {
        changes.iter().map(|change| change.rule.code).collect()
    };
    assert_eq!(codes(changes(&old, &new)), ["CH0012", "CH0020"]);
    assert_eq!(codes(changes(&new, &old)), ["CH0021", "CH0010"]);
    assert_eq!(
        change_rules::rule("ch0012").map(|rule| rule.code),
        Some("CH0012")
    );
}
