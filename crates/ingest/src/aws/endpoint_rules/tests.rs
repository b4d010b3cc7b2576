use connector_model::endpoint_rules::{Attribute, Expr, Outcome, Part};

use super::from_bytes;

/// A rule set with one rule and the parameters that the tests need.
fn set(conditions: &str, outcome: &str) -> String {
    format!(
        r#"{{"version": "1.0", "parameters": {{
            "Region": {{"type": "String", "builtIn": "AWS::Region"}},
            "UseFIPS": {{"type": "boolean", "builtIn": "AWS::UseFIPS", "required": true, "default": false}},
            "Arns": {{"type": "stringArray"}}
        }}, "rules": [{{"conditions": [{conditions}], {outcome}}}]}}"#
    )
}

const REGION: &str = r#"{"fn": "isSet", "argv": [{"ref": "Region"}]}"#;
const ERROR: &str = r#""type": "error", "error": "none""#;

#[test]
fn texts_are_taken_apart_where_rules_say() {
    let at = r#"{"fn": "aws.partition", "argv": [{"ref": "Region"}], "assign": "at"}"#;
    let outcome =
        r#""type": "endpoint", "endpoint": {"url": "https://{{a}}.{Region}.{at#dnsSuffix}"}"#;
    let text = set(&format!("{REGION}, {at}"), outcome);
    let rules = from_bytes(0, text.as_bytes()).expect("it is valid");
    let Outcome::Endpoint(endpoint) = &rules.rules[0].outcome else {
        panic!("{rules:?}");
    };
    let value = |name: &str| Expr::Ref(name.to_owned());
    let suffix = Expr::Attribute(Box::new(value("at")), Attribute::DnsSuffix);
    let expected = Expr::Template(vec![
        Part::Text("https://{a}.".to_owned()),
        Part::Value(value("Region")),
        Part::Text(".".to_owned()),
        Part::Value(suffix),
    ]);
    assert_eq!(endpoint.url, expected);
}

#[test]
fn what_could_not_be_compiled_is_refused_where_it_stands() {
    let fips = r#"{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}"#;
    for (conditions, outcome, pointer, message) in [
        (
            r#"{"fn": "aws.shell", "argv": ["ls"]}"#,
            ERROR,
            "/rules/0/conditions/0/argv",
            "`aws.shell`",
        ),
        (
            r#"{"fn": "not", "argv": []}"#,
            ERROR,
            "/rules/0/conditions/0/argv",
            "0 arguments, 1 are",
        ),
        (
            r#"{"fn": "isSet", "argv": [{"ref": "Regoin"}]}"#,
            ERROR,
            "/rules/0/conditions/0/argv/0",
            "`Regoin`",
        ),
        (
            r#"{"fn": "uriEncode", "argv": [{"fn": "getAttr", "argv": [{"ref": "Arns"}, "[0]"]}]}"#,
            ERROR,
            "/rules/0/conditions/0",
            "absent",
        ),
        (
            r#"{"fn": "uriEncode", "argv": [true]}"#,
            ERROR,
            "/rules/0/conditions/0",
            "a Boolean stands",
        ),
        (
            r#"{"fn": "getAttr", "argv": [{"ref": "Arns"}, "first"]}"#,
            ERROR,
            "/rules/0/conditions/0/argv",
            "`first`",
        ),
        (
            fips,
            r#""type": "error", "error": "{""#,
            "/rules/0/error",
            "brace",
        ),
        (REGION, r#""type": "goto""#, "/rules/0", "`goto`"),
        (
            REGION,
            r#""type": "endpoint", "endpoint": {}"#,
            "/rules/0/endpoint",
            "`url` is missing",
        ),
        (
            REGION,
            r#""type": "endpoint", "endpoint": {"url": "", "headers": {"a b": []}}"#,
            "/rules/0/endpoint/headers/a b",
            "header",
        ),
    ] {
        let text = set(conditions, outcome);
        let finding = from_bytes(0, text.as_bytes()).expect_err(message);
        assert!(finding.message.contains(message), "{}", finding.message);
        let place = finding.place.expect("findings of texts have places");
        assert_eq!(place.pointer, pointer, "{}", finding.message);
        assert!(place.span.is_some(), "{message}");
    }
}

#[test]
fn a_value_that_is_used_without_being_asked_for_becomes_required() {
    let text = set("", r#""type": "error", "error": "{Region}""#);
    let rules = from_bytes(0, text.as_bytes()).expect("it is valid");
    let required = |name: &str| {
        rules
            .parameters
            .iter()
            .any(|p| p.name == name && p.required)
    };
    assert!(required("Region") && !required("Arns"));
}

#[test]
fn nesting_ends_before_it_could_hurt() {
    let calls = format!(
        "{}true{}",
        r#"{"fn": "not", "argv": ["#.repeat(20),
        "]}".repeat(20)
    );
    let finding = from_bytes(0, set(&calls, ERROR).as_bytes()).expect_err("calls");
    assert!(
        finding.message.contains("more than 8 calls"),
        "{}",
        finding.message
    );
    let open = r#"{"type": "tree", "rules": ["#.repeat(30);
    let trees = format!("{open}{}", "]}".repeat(30));
    let text = format!(r#"{{"parameters": {{}}, "rules": [{trees}]}}"#);
    let finding = from_bytes(0, text.as_bytes()).expect_err("trees");
    assert!(
        finding.message.contains("more than 24 trees"),
        "{}",
        finding.message
    );
}
