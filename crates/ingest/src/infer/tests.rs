//! Decisions as tables: samples in, shapes out.

use std::collections::BTreeMap;

use connector_model::recipe::EntityKind;
use connector_model::service::{
    Binding, Presence, Service, Shape, ShapeKind, Simple, Target, TimestampFormat,
};

use super::{Observed, Use, conclude, reduce};
use crate::Report;
use crate::json::{self, Edits, Limits, Tree};

/// The shapes of samples, one per line, and the codes of the findings.
fn inferred(samples: &[&str]) -> (String, Vec<&'static str>) {
    let (service, report) = concluded(samples, &[], Use::Response);
    (shown(&service), codes(&report))
}

fn concluded(samples: &[&str], kinds: &[(&str, EntityKind)], role: Use) -> (Service, Report) {
    let mut observed = Observed::new();
    for sample in samples {
        let tree = tree(sample);
        observed.add(&tree, tree.root(), &Edits::default());
    }
    let kinds: BTreeMap<_, _> = kinds
        .iter()
        .map(|(address, kind)| ((*address).to_owned(), *kind))
        .collect();
    let (mut service, mut report) = (Service::default(), Report::default());
    let root = conclude(&observed, "R", role, &kinds, &mut service, &mut report);
    assert_eq!(root.is_some(), !service.shapes.is_empty());
    (service, report)
}

pub(super) fn tree(text: &str) -> Tree<'_> {
    json::read(0, text.as_bytes(), &Limits::default()).expect("the sample is JSON")
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.diagnostics.iter().map(|f| f.rule.code).collect()
}

/// Shapes in a short form: `?` may be absent, `|null` may be null.
pub(super) fn shown(service: &Service) -> String {
    let shapes = service.shapes.iter();
    let lines: Vec<_> = shapes
        .map(|(address, shape)| format!("{address} = {}", shape_shown(shape)))
        .collect();
    lines.join("; ")
}

fn shape_shown(shape: &Shape) -> String {
    match &shape.kind {
        ShapeKind::Structure(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|member| {
                    let absent = if member.presence == Presence::Optional {
                        "?"
                    } else {
                        ""
                    };
                    let null = if member.nullable { "|null" } else { "" };
                    let payload = if member.binding == Binding::Payload {
                        "!"
                    } else {
                        ""
                    };
                    let target = target_shown(&member.target);
                    format!("{payload}{}{absent}: {target}{null}", member.wire)
                })
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        ShapeKind::List(target) => format!("[{}]", target_shown(target)),
        ShapeKind::Map(target) => format!("<{}>", target_shown(target)),
        other => format!("{other:?}"),
    }
}

fn target_shown(target: &Target) -> String {
    match target {
        Target::Simple(Simple::Timestamp(TimestampFormat::DateTime)) => "DateTime".to_owned(),
        Target::Simple(Simple::Timestamp(TimestampFormat::HttpDate)) => "HttpDate".to_owned(),
        Target::Simple(simple) => format!("{simple:?}"),
        Target::Shape(id) => format!("@{id}"),
        Target::Nullable(inner) => format!("{}|null", target_shown(inner)),
    }
}

#[test]
fn types_are_those_that_hold_all_values() {
    for (values, expected) in [
        ("true, false", "Boolean"),
        ("1, -2147483648", "Integer"),
        ("1, 2147483648", "Long"),
        ("1, 1.5", "Decimal"),
        ("1.0", "Decimal"),
        ("1e3", "Decimal"),
        ("1, 3000000000, 0.5", "Decimal"),
        ("\"a\", \"\"", "String"),
        ("\"1\", \"2\"", "String"),
        (
            "\"2026-11-21T10:00:00Z\", \"2026-11-21T10:00:00.5+01:00\"",
            "DateTime",
        ),
        ("\"2026-11-21T10:00:00Z\", \"soon\"", "String"),
        ("\"2026-11-21\"", "String"),
        ("\"10:00:00\"", "String"),
        ("\"Sat, 21 Nov 2026 10:00:00 GMT\"", "HttpDate"),
        (
            "\"Sat, 21 Nov 2026 10:00:00 GMT\", \"2026-11-21T10:00:00Z\"",
            "String",
        ),
        ("\"aGVsbG8=\"", "String"),
        ("1, null", "Integer|null"),
        ("null, \"2026-11-21T10:00:00Z\"", "DateTime|null"),
    ] {
        let sample = format!("{{\"v\": [{values}]}}");
        let expected = format!("R = {{v: @R.v}}; R.v = [{expected}]");
        assert_eq!(inferred(&[&sample]), (expected, vec![]), "{values}");
    }
}

#[test]
fn what_samples_do_not_tell_is_a_document_and_reported() {
    for (values, expected, code) in [
        ("1, \"a\"", "[Document]", "CG0170"),
        ("1, true", "[Document]", "CG0170"),
        ("\"a\", {}", "[Document]", "CG0170"),
        ("[], {}", "[Document]", "CG0170"),
        ("1, \"a\", null", "[Document|null]", "CG0170"),
        ("null, null", "[Document|null]", "CG0171"),
        ("", "[Document]", "CG0172"),
        ("{}, {}", "[Document]", "CG0172"),
        ("9223372036854775808", "[Decimal]", "CG0173"),
    ] {
        let sample = format!("{{\"v\": [{values}]}}");
        let expected = format!("R = {{v: @R.v}}; R.v = {expected}");
        assert_eq!(inferred(&[&sample]), (expected, vec![code]), "{values}");
    }
}

#[test]
fn absent_and_null_are_different_and_counted_over_all_objects() {
    for (samples, expected) in [
        (&["{\"a\": 1}", "{\"a\": 2}"][..], "R = {a: Integer}"),
        (
            &["{\"a\": 1, \"b\": 1}", "{\"a\": 2}"],
            "R = {a: Integer, b?: Integer}",
        ),
        (
            &["{\"a\": 1}", "{\"a\": 2, \"b\": 1}"],
            "R = {a: Integer, b?: Integer}",
        ),
        (&["{\"a\": 1}", "{\"a\": null}"], "R = {a: Integer|null}"),
        (
            &["{\"a\": null}", "{}", "{\"a\": 1}"],
            "R = {a?: Integer|null}",
        ),
        (&["{\"a\": 1, \"a\": 2}"], "R = {a: Integer}"),
        (
            &["{\"l\": [{\"x\": 1}, {\"x\": 1, \"y\": 2}]}", "{\"l\": []}"],
            "R = {l: @R.l}; R.l = [@R.l[]]; R.l[] = {x: Integer, y?: Integer}",
        ),
        (
            &["{\"a\": {\"b\": \"x\"}}", "{}"],
            "R = {a?: @R.a}; R.a = {b: String}",
        ),
        (&["null", "{\"a\": 1}"], "R = {a: Integer}"),
    ] {
        assert_eq!(inferred(samples).0, expected, "{samples:?}");
    }
}

#[test]
fn a_request_proves_no_member_to_be_required() {
    let (service, _) = concluded(&["{\"a\": 1, \"b\": {\"c\": 2}}"], &[], Use::Request);
    assert_eq!(
        shown(&service),
        "R = {a?: Integer, b?: @R.b}; R.b = {c?: Integer}"
    );
}

#[test]
fn a_body_that_is_no_object_becomes_one_payload_member() {
    for (samples, expected) in [
        (
            &["[1, 2]"][..],
            "R = {!Items: @R.Items}; R.Items = [Integer]",
        ),
        (
            &["[{\"a\": 1}]"],
            "R = {!Items: @R.Items}; R.Items = [@R.Items[]]; R.Items[] = {a: Integer}",
        ),
        (&["\"text\""], "R = {!Value: String}"),
        (&["1", "null"], "R = {!Value?: Integer|null}"),
        (&["1", "{}"], "R = {!Value: Document}"),
        (&["[]", "{\"a\": 1}"], "R = {!Value: Document}"),
        (
            &["{\"2026-01-01\": 1, \"2026-01-02\": 2, \"2026-01-03\": 3}"],
            "R = {!Items: @R.Items}; R.Items = <Integer>",
        ),
    ] {
        let (found, codes) = inferred(samples);
        assert_eq!(found, expected, "{samples:?}");
        assert!(codes.contains(&"CG0175"), "{codes:?}");
    }
    for nothing in [&["null"][..], &["{}"], &["{}", "null"], &[]] {
        assert_eq!(inferred(nothing).0, "", "{nothing:?}");
    }
}

#[test]
fn objects_are_maps_only_with_evidence() {
    const MAP: &str = "R = {m: @R.m}; R.m = <Integer>";
    const SPARSE: [&str; 5] = [
        "{\"l\": [{\"a\": 1}, {\"b\": 1}, {\"c\": 1}, {\"d\": 1}]}",
        "",
        "",
        "",
        "",
    ];
    for (object, map) in [
        ("{\"1\": 1, \"2\": 2, \"3\": 3}", true),
        ("{\"1\": 1, \"2\": 2}", false),
        ("{\"a\": 1, \"b\": 2, \"c\": 3}", false),
        ("{\"a\": 1, \"b c\": 2, \"c/d\": 3}", true),
        ("{\"a\": 1, \"b\": 2, \"c/d\": 3}", false),
        (
            "{\"123e4567-e89b-12d3-a456-426614174000\": 1, \"a@b.c\": 2, \"x:y\": 3}",
            true,
        ),
        ("{\"1\": 1, \"2\": null, \"3\": 3}", true),
        ("{\"1\": 1, \"2\": \"x\", \"3\": 3}", false),
        ("{\"1\": null, \"2\": null, \"3\": null}", false),
    ] {
        let (found, codes) = inferred(&[&format!("{{\"m\": {object}}}")]);
        assert_eq!(found.contains('<'), map, "{object}: {found}");
        assert_eq!(codes.contains(&"CG0174"), map, "{object}: {codes:?}");
    }
    assert_eq!(
        inferred(&["{\"m\": {\"1\": 1}}", "{\"m\": {\"2\": 1}}"]).0,
        MAP
    );
    assert_eq!(
        inferred(&SPARSE[..1]).0,
        "R = {l: @R.l}; R.l = [@R.l[]]; R.l[] = <Integer>"
    );
    assert_eq!(
        inferred(&["{\"m\": {\"1\": {\"x\": {\"7\": 1, \"8\": 2, \"9\": 3}}, \"2\": {\"x\": {}}, \"3\": {\"y\": true}}}"]).0,
        "R = {m: @R.m}; R.m = <@R.m{}>; R.m{} = {x?: @R.m{}.x, y?: Boolean}; R.m{}.x = <Integer>"
    );
}

#[test]
fn the_recipe_decides_between_map_and_entity() {
    let sample = "{\"m\": {\"a\": 1, \"b\": \"x\"}, \"n\": {\"1\": 1, \"2\": 2, \"3\": 3}}";
    let kinds = [("R.m", EntityKind::Map), ("R.n", EntityKind::Entity)];
    let (service, report) = concluded(&[sample], &kinds, Use::Response);
    assert_eq!(
        shown(&service),
        "R = {m: @R.m, n: @R.n}; R.m = <Document>; R.n = {1: Integer, 2: Integer, 3: Integer}"
    );
    assert_eq!(codes(&report), ["CG0170"]);
    let (service, _) = concluded(&["{\"a\": 1}"], &[("R", EntityKind::Map)], Use::Response);
    assert_eq!(
        shown(&service),
        "R = {!Items: @R.Items}; R.Items = <Integer>"
    );
}

#[test]
fn addresses_escape_what_separates_them() {
    let (found, _) = inferred(&["{\"a.b\": {\"[x]\": [{\"{\": 1}]}}"]);
    assert_eq!(
        found,
        "R = {a.b: @R.a\\.b}; R.a\\.b = {[x]: @R.a\\.b.\\[x\\]}; \
         R.a\\.b.\\[x\\] = [@R.a\\.b.\\[x\\][]]; R.a\\.b.\\[x\\][] = {{: Integer}"
    );
}

#[test]
fn decisions_come_in_the_order_of_the_wire_with_counts_and_places() {
    let (_, report) = concluded(
        &[
            "{\"Voices\": [{\"Id\": \"a\", \"Rate\": 1}, {\"Id\": \"b\", \"Rate\": 2.5, \"Old\": null}], \"Next\": null}",
        ],
        &[],
        Use::Response,
    );
    let lines: Vec<_> = report
        .decisions
        .iter()
        .map(|d| {
            format!(
                "{} | {} | {} | {}",
                d.subject, d.verdict, d.evidence, d.guessed
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "R.Voices | List, always there, never null | in 1 of 1 object; first at `/Voices` | false",
            "R.Next | Document, always there | in 1 of 1 object; 1 of 1 values null; first at `/Next` | true",
            "R.Voices[] | Entity, never null | 2 items; first at `/Voices/0` | false",
            "R.Voices[].Id | String, always there, never null | in 2 of 2 objects; first at `/Voices/0/Id` | false",
            "R.Voices[].Rate | Decimal, always there, never null | in 2 of 2 objects; a point or an exponent first at `/Voices/1/Rate`; first at `/Voices/0/Rate` | false",
            "R.Voices[].Old | Document, sometimes absent | in 1 of 2 objects; 1 of 1 values null; first at `/Voices/1/Old` | true",
        ]
    );
    assert_eq!(report.decisions[3].origin.pointer, "/Voices/0/Id");
}

#[test]
fn a_contradiction_names_both_places() {
    let samples = [
        "{\"a\": [{\"Id\": 1}]}",
        "{\"a\": [{\"Id\": 2}, {\"Id\": \"x\"}]}",
    ];
    let (_, report) = concluded(&samples, &[], Use::Response);
    let finding = report.diagnostics.iter().next().expect("a conflict");
    assert_eq!(
        finding.message,
        "`R.a[].Id` is a number in one place and a text in another; it is kept as a document"
    );
    let place = finding.place.clone().expect("a place");
    assert_eq!(place.pointer, "/a/0/Id");
    assert_eq!(&samples[0][place.span.expect("a span")], "1");
    assert_eq!(finding.notes[0].message, "it is a text here, at `/a/1/Id`");
    let place = finding.notes[0].place.clone().expect("a place");
    assert_eq!(&samples[1][place.span.expect("a span")], "\"x\"");
}

#[test]
fn replaced_values_stay_texts_and_left_out_ones_are_not_seen() {
    let tree = tree(
        "{\"Token\": \"2026-11-21T10:00:00Z\", \"Key\": 17, \"Gone\": {\"a\": 1}, \"Body\": {\"b\": 2}}",
    );
    let node = |pointer| tree.find(pointer).expect("a member");
    let mut edits = Edits::default();
    for pointer in ["/Token", "/Key", "/Body"] {
        edits
            .replaced
            .insert(node(pointer), json::quote("<redacted>"));
    }
    edits.left_out.insert(node("/Gone"));
    let mut observed = Observed::new();
    observed.add(&tree, tree.root(), &edits);
    let (mut service, mut report) = (Service::default(), Report::default());
    conclude(
        &observed,
        "R",
        Use::Response,
        &BTreeMap::new(),
        &mut service,
        &mut report,
    );
    assert_eq!(
        shown(&service),
        "R = {Token: String, Key: String, Body: String}"
    );
}

#[test]
fn a_long_body_is_cut_to_what_shows_something() {
    let mut items: Vec<String> = (0..3_000)
        .map(|number| {
            format!("{{\"Id\": {number}, \"Tags\": [\"a\", \"b\", \"c\"], \"Name\": \"n\"}}")
        })
        .collect();
    items[100] = "{\"Id\": 5000000000, \"Tags\": [], \"Name\": \"n\"}".to_owned();
    items[200] = "{\"Id\": 1, \"Tags\": [\"a\", \"b\", null], \"Name\": \"n\"}".to_owned();
    items[300] = "{\"Id\": 1, \"Tags\": []}".to_owned();
    items[400] = "{\"Id\": 1, \"Tags\": [], \"Name\": \"n\", \"New\": {\"x\": 1}}".to_owned();
    items[500] = "{\"Id\": 1, \"Tags\": [\"2026-11-21T10:00:00Z\"]}".to_owned();
    let text = format!("{{\"List\": [{}]}}", items.join(","));
    let full = tree(&text);
    let mut edits = Edits::default();
    let left_out = reduce(&full, full.root(), &mut edits);
    let short = json::write(&full, full.root(), &edits);
    let reduced = tree(&short);
    let list = reduced.find("/List").expect("the list stays");
    let ids: Vec<_> = reduced
        .children(list)
        .map(|item| reduced.raw(reduced.member(item, "Id").expect("all have one")))
        .collect();
    assert_eq!(ids, ["0", "1", "5000000000", "1", "1", "1", "1"]);
    assert!(left_out >= 2_993, "{left_out}");
    assert_eq!(inferred(&[&text]).0, inferred(&[&short]).0);
    let keys: Vec<_> = (0..20_000)
        .map(|n| format!("\"2026-{n}\": {{\"a\": {n}}}"))
        .collect();
    let map = format!("{{\"m\": {{{}}}}}", keys.join(","));
    let map = tree(&map);
    let mut edits = Edits::default();
    assert_eq!(reduce(&map, map.root(), &mut edits), 19_998);
    assert!(json::write(&map, map.root(), &edits).len() < 200);
    let small = "{\"List\": [1, 2, 3, 4, 5]}";
    let small = tree(small);
    assert_eq!(reduce(&small, small.root(), &mut Edits::default()), 0);
}

#[test]
fn hostile_shapes_end_in_a_finding_and_not_in_memory() {
    let wide: Vec<String> = (0..200_000)
        .map(|n| format!("\"k{n}\": {{\"a\": 1}}"))
        .collect();
    let (found, codes) = inferred(&[&format!("{{\"m\": {{{}}}}}", wide.join(","))]);
    assert_eq!(found, "R = {m: @R.m}; R.m = <@R.m{}>; R.m{} = {a: Integer}");
    assert_eq!(codes, ["CG0174"]);
    let halves = [0..3_000, 2_500..5_500].map(|range| {
        let keys: Vec<_> = range
            .map(|n| format!("\"k{n}\": {{\"a\": [{n}]}}"))
            .collect();
        format!("{{\"m\": {{{}}}}}", keys.join(","))
    });
    let (found, _) = inferred(&[&halves[0], &halves[1], "{\"m\": {\"k1\": {\"a\": [null]}}}"]);
    assert_eq!(
        found,
        "R = {m: @R.m}; R.m = <@R.m{}>; R.m{} = {a: @R.m{}.a}; R.m{}.a = [Integer|null]"
    );
    let long = "x".repeat(1_000);
    let deep = format!(
        "{}1{}",
        format!("{{\"{long}\": ").repeat(100),
        "}".repeat(100)
    );
    let (_, codes) = inferred(&[&deep]);
    assert_eq!(codes, ["CG0176"]);
}

#[test]
fn lists_in_lists_end_in_a_document_before_their_mapping_takes_forever() {
    let (found, codes) = inferred(&["{\"l\": [[[[[[[1]]]]]]]}"]);
    assert!(
        found.ends_with("R.l[][][][] = [Document]"),
        "{found} {codes:?}"
    );
    assert_eq!(codes, ["CG0177"]);
    let (found, codes) = inferred(&["{\"l\": [[[[[{\"a[][][][][]\": [1]}]]]]]}"]);
    assert!(found.contains("= [Integer]"), "{found}");
    assert_eq!(codes, Vec::<&str>::new());
}
