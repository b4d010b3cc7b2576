use connector_model::endpoint_rules::{
    Attribute, BuiltIn, Condition, Endpoint, Expr, Outcome, Parameter, ParameterKind, Part, Rule,
    RuleSet,
};

use super::{render, view};
use crate::engine::Engine;

fn parameter(name: &str, built_in: Option<BuiltIn>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        kind: ParameterKind::String,
        built_in,
        default: None,
        required: false,
    }
}

fn reference(name: &str) -> Expr {
    Expr::Ref(name.to_owned())
}

fn condition(test: Expr, name: Option<&str>) -> Condition {
    Condition {
        test,
        name: name.map(str::to_owned),
    }
}

fn rendered(rules: Vec<Rule>) -> String {
    let parameters = vec![
        parameter("Region", Some(BuiltIn::Region)),
        parameter("Bucket", None),
    ];
    let rules = RuleSet { parameters, rules };
    let engine = Engine::new().expect("the templates load");
    let view = view(&rules).expect("the rules are sound");
    render(&engine, &view).expect("the file has its skeleton")
}

#[test]
fn rules_become_conditions_with_early_returns() {
    let arn = Expr::Arn(Box::new(reference("Bucket")));
    let service = Expr::Attribute(Box::new(reference("arn")), Attribute::ArnService);
    let region = Expr::Attribute(Box::new(reference("arn")), Attribute::ArnRegion);
    let is_s3 = Expr::SameText(Box::new((service, Expr::text("s3"))));
    let url = Expr::Template(vec![
        Part::Text("https://s3.".to_owned()),
        Part::Value(region),
        Part::Text(".amazonaws.com".to_owned()),
    ]);
    let is_set = |name: &str| condition(Expr::IsSet(Box::new(reference(name))), None);
    let text = rendered(vec![
        Rule {
            conditions: vec![
                is_set("Bucket"),
                is_set("Region"),
                condition(arn, Some("arn")),
                condition(is_s3, None),
            ],
            outcome: Outcome::Endpoint(Endpoint {
                url,
                headers: Vec::new(),
                auth_schemes: Vec::new(),
            }),
        },
        Rule {
            conditions: Vec::new(),
            outcome: Outcome::Error(Expr::text("none")),
        },
    ]);
    let body = "
pub(crate) fn resolve(client: &EndpointParameters<'_>, context: &Context<'_>) -> Resolved {
    if let Some(bucket) = context.bucket {
        if client.region.is_some() {
            if let Some(arn) = rules::parse_arn(bucket) {
                if arn.service == \"s3\" {
                    return rules::endpoint(&[\"https://s3.\", arn.region, \".amazonaws.com\"]);
                }
            }
        }
    }
    rules::error(&[\"none\"])
}
";
    assert!(text.ends_with(body), "{text}");
}

#[test]
fn texts_of_rules_stay_texts() {
    let text = rendered(vec![Rule {
        conditions: Vec::new(),
        outcome: Outcome::Error(Expr::text("\"]); std::hint::spin_loop(); //\n{x}")),
    }]);
    let literal = r#"rules::error(&["\"]); std::hint::spin_loop(); //\n{x}"])"#;
    assert!(text.contains(literal), "{text}");
}

#[test]
fn names_of_rules_become_names_of_their_own() {
    let name = |name: &str| {
        vec![Rule {
            conditions: vec![condition(
                Expr::Encoded(Box::new(Expr::text("a"))),
                Some(name),
            )],
            outcome: Outcome::Error(reference(name)),
        }]
    };
    for (given, local) in [
        ("client", "client_2"),
        ("rules", "rules_2"),
        ("fn", "r#fn"),
        ("a; b", "a_b"),
    ] {
        let text = rendered(name(given));
        assert!(
            text.contains(&format!("let {local} = rules::uri_encode")),
            "{text}"
        );
    }
}
