//! What the operations of a model need beyond the members of their requests: features of the runtime in the manifest,
//! and parts of the input that the endpoint rules ask for.

use std::fs;
use std::path::Path;

use connector_gen_tests::{assert_status, connector_gen};
use serde_json::{Value, json};

/// Rules with an endpoint whose signature is good in several regions where there is a `Point`.
fn rules() -> Value {
    let endpoint = |host: &str, schemes: Value| json!({"url": format!("https://{host}.example"), "properties": {"authSchemes": schemes}, "headers": {}});
    let is_set = |name: &str| json!([{"fn": "isSet", "argv": [{"ref": name}]}]);
    let several = json!([{"name": "sigv4a", "signingName": "shop", "signingRegionSet": ["*"]}]);
    json!({
        "version": "1.0",
        "parameters": {
            "Region": {"type": "string", "builtIn": "AWS::Region", "required": false, "documentation": ""},
            "Point": {"type": "string", "required": false, "documentation": ""},
            "Names": {"type": "stringArray", "required": false, "documentation": ""},
        },
        "rules": [
            {"type": "endpoint", "conditions": is_set("Point"), "endpoint": endpoint("points", several)},
            {"type": "endpoint", "conditions": is_set("Names"), "endpoint": endpoint("names", json!([]))},
            {"type": "endpoint", "conditions": [], "endpoint": endpoint("shop", json!([]))},
        ],
    })
}

fn model() -> Value {
    let operation = |name: &str, more: Value| {
        let mut operation = json!({"name": name, "http": {"method": "POST", "requestUri": format!("/{name}")},
            "input": {"shape": "Input"}});
        let known = operation.as_object_mut().expect("it is an object");
        known.extend(more.as_object().expect("it is an object").clone());
        operation
    };
    let talk = json!({"input": {"shape": "Talk"}, "output": {"shape": "Talk"}});
    let context =
        |name: &str, path: &str| json!({"operationContextParams": {name: {"path": path}}});
    json!({
        "version": "2.0",
        "metadata": {"apiVersion": "2020-01-02", "endpointPrefix": "shop", "protocol": "rest-json", "protocols": ["rest-json"],
            "serviceFullName": "Example Shop", "serviceId": "Shop", "signatureVersion": "v4",
            "protocolSettings": {"h2": "eventstream"}},
        "operations": {
            "Plain": operation("Plain", json!({})),
            "Packed": operation("Packed", json!({"requestcompression": {"encodings": ["gzip"]}})),
            "Everywhere": operation("Everywhere", json!({"auth": ["aws.auth#sigv4a"]})),
            "Pointed": operation("Pointed", json!({"input": {"shape": "Pointed"}})),
            "Talk": operation("Talk", talk),
            "First": operation("First", context("Names", "Items[*].Name")),
            "Keys": operation("Keys", context("Names", "keys(ByName)")),
            "Deep": operation("Deep", context("Point", "Only.Name")),
            "Odd": operation("Odd", context("Names", "sort(Items[*].Name)")),
        },
        "shapes": {
            "Input": {"type": "structure", "members": {"Items": {"shape": "Items"}, "ByName": {"shape": "ByName"},
                "Only": {"shape": "Item"}}},
            "Items": {"type": "list", "member": {"shape": "Item"}},
            "ByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Item"}},
            "Item": {"type": "structure", "members": {"Name": {"shape": "Text"}}},
            "Pointed": {"type": "structure", "members": {"Point": {"shape": "Text", "contextParam": {"name": "Point"}}}},
            "Talk": {"type": "structure", "members": {"Events": {"shape": "Events"}}, "payload": "Events"},
            "Events": {"type": "structure", "members": {"Said": {"shape": "Said"}}, "eventstream": true},
            "Said": {"type": "structure", "members": {"Text": {"shape": "Text"}}, "event": true},
            "Text": {"type": "string"},
        },
    })
}

/// Makes a connector of one operation in the folder `name`; gives what is said.
fn made(scratch: &Path, operation: &str) -> String {
    let service = scratch.join("shop/2020-01-02");
    fs::create_dir_all(&service).expect("it is writable");
    fs::write(service.join("service-2.json"), model().to_string()).expect("it is writable");
    fs::write(
        service.join("endpoint-rule-set-1.json"),
        rules().to_string(),
    )
    .expect("it is writable");
    let output = connector_gen(
        scratch,
        &["new", "shop", "--operation", operation, "--out", operation],
    );
    assert_status(&output, 0, operation);
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The values of `hyper`, `sigv4a` and `connector-runtime` in the manifest.
fn manifest(scratch: &Path, operation: &str) -> [Option<String>; 3] {
    let text = fs::read_to_string(scratch.join(operation).join("Cargo.toml"))
        .expect("there is a manifest");
    let value = |key: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(&format!("{key} = ")).map(str::to_owned))
    };
    ["hyper", "sigv4a", "connector-runtime"].map(value)
}

#[test]
fn the_manifest_switches_on_what_the_operations_need_and_nothing_else() {
    let scratch = tempfile::tempdir().expect("a scratch folder can be made");
    let plain = "[\"connector-runtime/hyper\"]";
    for (operation, hyper, sigv4a, features) in [
        ("Plain", plain, None, ""),
        ("Packed", plain, None, ", features = [\"compression\"]"),
        ("Everywhere", plain, None, ", features = [\"sigv4a\"]"),
        ("Pointed", plain, Some("[\"connector-runtime/sigv4a\"]"), ""),
        (
            "Talk",
            "[\"connector-runtime/hyper\", \"connector-runtime/http2\"]",
            None,
            "",
        ),
        ("First", plain, None, ""),
    ] {
        made(scratch.path(), operation);
        let [found_hyper, found_sigv4a, runtime] = manifest(scratch.path(), operation);
        assert_eq!(found_hyper.as_deref(), Some(hyper), "{operation}");
        assert_eq!(found_sigv4a.as_deref(), sigv4a, "{operation}");
        let expected = format!(
            "{{ path = \"../connector-runtime\", version = \"0.1.0\", default-features = false{features} }}"
        );
        assert_eq!(runtime, Some(expected), "{operation}");
    }
}

#[test]
fn expressions_on_the_input_reach_the_endpoint_rules() {
    let scratch = tempfile::tempdir().expect("a scratch folder can be made");
    for (operation, expected) in [
        ("First", ["self.items.", "names: Some(&given_names),"]),
        ("Keys", [".keys()", "names: Some(&given_names),"]),
        (
            "Deep",
            ["point: self.only.", "endpoint::resolve(client, &context)"],
        ),
    ] {
        made(scratch.path(), operation);
        let file = format!(
            "{operation}/src/operations/post_v1_{}.rs",
            operation.to_lowercase()
        );
        let text = fs::read_to_string(scratch.path().join(&file)).expect("there is the operation");
        let packed: String = text.split_whitespace().collect::<Vec<_>>().concat();
        for part in expected {
            let part: String = part.split_whitespace().collect();
            assert!(packed.contains(&part), "no `{part}` in {file}:\n{text}");
        }
    }
}

#[test]
fn an_expression_without_a_form_in_rust_is_said() {
    let scratch = tempfile::tempdir().expect("a scratch folder can be made");
    let said = made(scratch.path(), "Odd");
    assert!(said.contains("CG0306"), "{said}");
    assert!(
        said.contains("does not depend on `Names`: `sort(Items[*].Name)` is"),
        "{said}"
    );
}
