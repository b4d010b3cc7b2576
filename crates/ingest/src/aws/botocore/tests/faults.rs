//! What is wrong with a model, each with its place and a way out.

use serde_json::{Value, json};

use super::{model, read, with};

/// Code, message, pointer and help of the first finding.
fn first(files: &[(&str, &str)]) -> (&'static str, String, String, String) {
    let ingested = read(files);
    let finding = ingested
        .diagnostics
        .iter()
        .next()
        .expect("something is wrong");
    assert!(ingested.service.is_none(), "{}", finding.message);
    let place = finding.place.as_ref().expect("every finding has a place");
    (
        finding.rule.code,
        finding.message.clone(),
        place.pointer.clone(),
        finding.help.clone().unwrap_or_default(),
    )
}

#[test]
fn what_is_wrong_with_a_model_is_said_with_its_place_and_a_way_out() {
    let broken = |operation: Value, shapes: Value| model(&json!({}), &operation, &shapes);
    let publisher = "take the file as the service's publisher wrote it";
    for (model, code, message, pointer, help) in [
        (
            broken(json!({"input": {"shape": "Im"}}), json!({})),
            "CG0161",
            "the model has no shape `Im`",
            "/operations/Do/input/shape",
            "did you mean `In`?",
        ),
        (
            broken(
                json!({}),
                json!({"In": {"type": "structure", "members": {"A/B": {"shape": "Nowhere"}}}}),
            ),
            "CG0161",
            "the model has no shape `Nowhere`",
            "/shapes/In/members/A~1B/shape",
            publisher,
        ),
        (
            broken(json!({"input": {"shape": "String"}}), json!({})),
            "CG0160",
            "`String` is no structure",
            "/operations/Do/input",
            publisher,
        ),
        (
            broken(
                json!({}),
                json!({"In": {"type": "structure", "members": {"A": {"shape": "Odd"}}}, "Odd": {"type": "tuple"}}),
            ),
            "CG0160",
            "`tuple` is no type of a shape",
            "/shapes/Odd/type",
            publisher,
        ),
        (
            broken(
                json!({}),
                json!({"In": {"type": "structure", "members": {"A": {"shape": "Odd"}}}, "Odd": {"type": "list"}}),
            ),
            "CG0160",
            "`member` is missing: what `Odd` holds is not known",
            "/shapes/Odd",
            publisher,
        ),
        (
            broken(
                json!({}),
                json!({"In": {"type": "structure", "members": {"A": 5}}}),
            ),
            "CG0160",
            "the model is not built as its format says at `/shapes/In/members/A`: invalid type: integer `5`, expected an object",
            "/shapes/In/members/A",
            publisher,
        ),
        (
            broken(json!({"documentation": ["a"]}), json!({})),
            "CG0160",
            "the model is not built as its format says at `/operations/Do/documentation`: invalid type: array, expected a string",
            "/operations/Do/documentation",
            publisher,
        ),
        (
            broken(
                json!({}),
                json!({
                "In": {"type": "structure", "required": ["A"], "members": {"A": {"shape": "B"}}},
                "B": {"type": "structure", "required": ["C"], "members": {"C": {"shape": "In"}}}}),
            ),
            "CG0164",
            "`B` must hold itself, so no value of it can end: `B.C`, then `In.A`",
            "/shapes/B",
            "make one of these members optional",
        ),
        (
            model(&json!({"protocol": "soap"}), &json!({}), &json!({})),
            "CG0163",
            "the protocol `soap` is not known",
            "/metadata",
            "connectors speak `json`",
        ),
    ] {
        let found = first(&[("service-2.json", &model.to_string())]);
        assert_eq!(
            (found.0, found.1.as_str(), found.2.as_str()),
            (code, message, pointer)
        );
        assert!(found.3.starts_with(help), "{message}: {}", found.3);
    }
}

#[test]
fn names_that_stand_twice_are_refused() {
    let text = model(&json!({}), &json!({}), &json!({})).to_string();
    for (what, to, message, pointer) in [
        (
            "\"operations\":{",
            "\"operations\":{\"Do\":{\"http\":{}},",
            "`Do` stands twice among the operations of the model",
            "/operations/Do",
        ),
        (
            "\"shapes\":{",
            "\"shapes\":{\"Map\":{\"type\":\"string\"},",
            "`Map` stands twice among the shapes of the model",
            "/shapes/Map",
        ),
    ] {
        let text = text.replace(what, to);
        let found = first(&[("service-2.json", &text)]);
        assert_eq!(
            (found.0, found.1.as_str(), found.2.as_str()),
            ("CG0162", message, pointer)
        );
    }
}

#[test]
fn recursion_that_can_end_is_no_fault() {
    let shapes = json!({
        "In": {"type": "structure", "required": ["A", "L", "U"], "members": {
            "A": {"shape": "B"}, "L": {"shape": "List"}, "U": {"shape": "Union"}}},
        "B": {"type": "structure", "members": {"Back": {"shape": "In"}}},
        "List": {"type": "list", "member": {"shape": "In"}},
        "Union": {"type": "structure", "union": true, "members": {"In": {"shape": "In"}, "S": {"shape": "String"}}}});
    assert_eq!(with("json", &json!({}), &shapes).operations.len(), 1);
}

#[test]
fn models_stand_alone_and_companions_do_not() {
    let model = model(&json!({}), &json!({}), &json!({})).to_string();
    let answer = r#"{"Voices": []}"#;
    let pages = r#"{"pagination": {}}"#;
    for (files, code, message) in [
        (
            vec![
                ("service-2.json", model.as_str()),
                ("other.json", model.as_str()),
            ],
            "CG0165",
            "the source is a second API model",
        ),
        (
            vec![("service-2.json", model.as_str()), ("answer.json", answer)],
            "CG0165",
            "the source stands beside an API model, and a connector is made of one or the other",
        ),
        (
            vec![("paginators-1.json", pages)],
            "CG0167",
            "the source belongs to an API model that was not given",
        ),
    ] {
        let found = first(&files);
        assert_eq!((found.0, found.1.as_str()), (code, message));
    }
}

#[test]
fn a_model_that_is_cut_off_is_a_fault_of_its_text() {
    let text = model(&json!({}), &json!({}), &json!({})).to_string();
    let cut = &text[..text.len() - 20];
    let ingested = read(&[("service-2.json", cut)]);
    let finding = ingested.diagnostics.iter().next().expect("it is not JSON");
    assert_eq!(finding.rule.code, "CG0100");
}
