use std::collections::BTreeMap;

use super::{
    Attribute, BuiltIn, Condition, Endpoint, Expr, Known, Outcome, Parameter, ParameterKind, Part,
    Rule, RuleSet, Standard, Suffix,
};
use crate::service::ContextValue;

fn parameter(name: &str, kind: ParameterKind, built_in: Option<BuiltIn>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        kind,
        built_in,
        default: None,
        required: false,
    }
}

fn reference(name: &str) -> Expr {
    Expr::Ref(name.to_owned())
}

fn is_set(name: &str) -> Expr {
    Expr::IsSet(Box::new(reference(name)))
}

fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

fn is_true(name: &str) -> Expr {
    Expr::SameBoolean(Box::new((Expr::Boolean(true), reference(name))))
}

fn is_text(name: &str, text: &str) -> Expr {
    Expr::SameText(Box::new((reference(name), Expr::text(text))))
}

fn rule(tests: Vec<Expr>, outcome: Outcome) -> Rule {
    let conditions = tests.into_iter().map(|test| Condition { test, name: None });
    Rule {
        conditions: conditions.collect(),
        outcome,
    }
}

fn error(text: &str) -> Outcome {
    Outcome::Error(Expr::text(text))
}

fn url(parts: Vec<Part>) -> Outcome {
    Outcome::Endpoint(Endpoint {
        url: Expr::Template(parts),
        headers: Vec::new(),
        auth_schemes: Vec::new(),
    })
}

/// The texts of the outcomes that are left, in order.
fn left(rules: &[Rule]) -> Vec<String> {
    let texts = rules.iter().flat_map(|rule| match &rule.outcome {
        Outcome::Tree(rules) => left(rules),
        Outcome::Error(text) => vec![text.as_text().unwrap_or("?").to_owned()],
        Outcome::Endpoint(_) => vec!["endpoint".to_owned()],
    });
    texts.collect()
}

fn set(rules: Vec<Rule>) -> RuleSet {
    RuleSet {
        parameters: vec![
            parameter("Region", ParameterKind::String, Some(BuiltIn::Region)),
            parameter("UseFIPS", ParameterKind::Boolean, Some(BuiltIn::UseFips)),
            parameter("Endpoint", ParameterKind::String, Some(BuiltIn::Endpoint)),
            parameter("Kind", ParameterKind::String, None),
        ],
        rules,
    }
}

#[test]
fn what_cannot_be_reached_is_gone_and_the_rest_stays() {
    let fixed = |text: &str| Known::Fixed(ContextValue::String(text.to_owned()));
    let kinds = || {
        set(vec![
            rule(vec![is_set("Kind"), is_text("Kind", "a")], error("a")),
            rule(vec![is_set("Kind"), is_text("Kind", "b")], error("b")),
            rule(vec![is_set("Kind")], error("other")),
            rule(vec![], error("none")),
            rule(vec![], error("never")),
        ])
    };
    for (known, expected) in [
        (None, vec!["a", "b", "other", "none"]),
        (Some(Known::Unset), vec!["none"]),
        (Some(fixed("b")), vec!["b"]),
        (Some(fixed("c")), vec!["other"]),
    ] {
        let is_known = known.is_some();
        let known: BTreeMap<_, _> = known
            .map(|known| ("Kind".to_owned(), known))
            .into_iter()
            .collect();
        let folded = kinds().specialize(&known);
        assert_eq!(left(&folded.rules), expected, "{known:?}");
        assert_eq!(folded.parameters.is_empty(), is_known);
    }
}

#[test]
fn what_a_rule_before_has_decided_is_not_asked_again() {
    let folded = set(vec![
        rule(vec![is_true("UseFIPS")], error("fips")),
        rule(vec![is_true("UseFIPS"), is_set("Region")], error("never")),
        rule(
            vec![not(is_true("UseFIPS")), is_set("Region")],
            error("plain"),
        ),
        rule(vec![is_set("Region")], error("never, but that is not seen")),
        rule(vec![], error("none")),
    ])
    .specialize(&BTreeMap::new());
    let expected = ["fips", "plain", "none"];
    assert_eq!(left(&folded.rules), expected);
    assert_eq!(folded.rules[1].conditions.len(), 1);
}

#[test]
fn a_value_is_asked_for_where_it_is_used_even_if_it_must_be_there() {
    let region = || {
        url(vec![
            Part::Text("https://".to_owned()),
            Part::Value(reference("Region")),
        ])
    };
    let folded = set(vec![
        rule(vec![not(is_set("Region"))], error("none")),
        rule(vec![is_set("Region")], region()),
    ])
    .specialize(&BTreeMap::new());
    assert_eq!(folded.rules[1].conditions[0].test, is_set("Region"));
}

#[test]
fn only_rules_that_say_the_same_in_every_case_are_the_standard_ones() {
    let standard = |fips: &str| {
        let host = |host: &str| {
            let suffix = Expr::Attribute(Box::new(reference("at")), Attribute::DualStackDnsSuffix);
            url(vec![
                Part::Text(format!("https://{host}.")),
                Part::Value(reference("Region")),
                Part::Text(".".to_owned()),
                Part::Value(suffix),
            ])
        };
        let mut found = rule(
            vec![Expr::Partition(Box::new(reference("Region")))],
            Outcome::Tree(vec![
                rule(vec![is_true("UseFIPS")], host(fips)),
                rule(vec![], host("polly")),
            ]),
        );
        found.conditions[0].name = Some("at".to_owned());
        let custom = Outcome::Tree(vec![
            rule(
                vec![is_true("UseFIPS")],
                error("Invalid Configuration: FIPS and custom endpoint are not supported"),
            ),
            rule(vec![], url(vec![Part::Value(reference("Endpoint"))])),
        ]);
        set(vec![
            rule(vec![is_set("Endpoint")], custom),
            rule(vec![is_set("Region")], Outcome::Tree(vec![found])),
            rule(vec![], error("Invalid Configuration: Missing Region")),
        ])
        .specialize(&BTreeMap::new())
    };
    let expected = Standard {
        host: "polly".to_owned(),
        suffix: Suffix::DualStack,
    };
    assert_eq!(standard("polly-fips").standard(), Some(expected));
    assert_eq!(standard("fips-polly").standard(), None);
}
