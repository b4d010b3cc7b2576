//! Names in code stay from one version of an API to the next: what is new takes another one where two would be the same,
//! whatever stands first in the model, and what is left when the other one goes keeps what it has.

use std::fs;
use std::path::Path;

use connector_gen_tests::{assert_status, connector_gen, tree};

const CONNECTOR: &str = "shop-connector";

/// A model of one operation: values of its enumeration, texts of its answer, and whether there is an entity that is
/// called like the enumeration.
fn model(values: &[&str], members: &[&str], has_entity: bool) -> String {
    let mut answer: Vec<String> = members
        .iter()
        .map(|name| format!(r#""{name}": {{"shape": "Text"}}"#))
        .collect();
    answer.push(r#""state": {"shape": "Mode"}"#.to_owned());
    let mut entity = "";
    if has_entity {
        answer.push(r#""other": {"shape": "mode"}"#.to_owned());
        entity = r#""mode": {"type": "structure", "members": {"x": {"shape": "Text"}, "y": {"shape": "Text"}}},"#;
    }
    let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    format!(
        r#"{{"version": "2.0",
  "metadata": {{"apiVersion": "2020-01-01", "endpointPrefix": "shop", "protocol": "rest-json",
    "serviceFullName": "Shop", "serviceId": "Shop", "signatureVersion": "v4", "uid": "shop-2020-01-01"}},
  "operations": {{"Get": {{"name": "Get", "http": {{"method": "GET", "requestUri": "/get"}}, "output": {{"shape": "Out"}}}}}},
  "shapes": {{"Out": {{"type": "structure", "members": {{{}}}}},
    {entity}
    "Mode": {{"type": "string", "enum": [{}]}},
    "Text": {{"type": "string"}}}}}}"#,
        answer.join(", "),
        values.join(", ")
    )
}

fn write(folder: &Path, model: &str) {
    fs::write(folder.join("service-2.json"), model).expect("it is writable");
}

fn new(model: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    write(folder.path(), model);
    let made = connector_gen(folder.path(), &["new", "service-2.json"]);
    assert_status(&made, 0, "new");
    folder
}

fn regenerate(folder: &Path, model: &str) {
    write(folder, model);
    for what in ["regenerate", "regenerate again"] {
        let before = tree(folder);
        let made = connector_gen(folder, &["regenerate", CONNECTOR]);
        assert_status(&made, 0, what);
        let is_first = what == "regenerate";
        assert!(
            is_first || tree(folder) == before,
            "the second run wrote something"
        );
    }
}

/// All Rust of the connector.
fn code(folder: &Path) -> String {
    let files = tree(&folder.join(CONNECTOR).join("src"));
    let texts = files
        .iter()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    texts.collect()
}

#[track_caller]
fn assert_has(folder: &Path, parts: &[&str]) {
    let code = code(folder);
    for part in parts {
        assert!(code.contains(part), "{part} is not in\n{code}");
    }
}

const MODE: [&str; 2] = ["pub enum Mode {", "Self::AB => \"a-b\""];
const USER_ID: &str = "\"userId\" => entity.user_id = ";

#[test]
fn what_is_new_takes_another_name_and_keeps_it_when_the_other_one_goes() {
    let folder = new(&model(&["a-b"], &["userId"], false));
    let folder = folder.path();
    assert_has(folder, &[MODE[0], MODE[1], USER_ID]);
    regenerate(folder, &model(&["a_b", "a-b"], &["userID", "userId"], true));
    assert_has(folder, &[MODE[0], MODE[1], USER_ID]);
    let new = ["Self::AB2 => \"a_b\"", "\"userID\" => entity.user_id_2 = "];
    assert_has(folder, &new);
    regenerate(folder, &model(&["a_b"], &["userID"], true));
    assert_has(folder, &new);
    assert_has(folder, &[MODE[0]]);
}

/// A model of two operations, each with or without a member that is a structure with an enumeration.
fn two(first: bool, second: bool) -> String {
    let answer = |has: bool| {
        let thing = r#", "thing": {"shape": "Thing"}"#;
        format!(
            r#"{{"type": "structure", "members": {{"id": {{"shape": "Text"}}, "at": {{"shape": "Text"}}{}}}}}"#,
            if has { thing } else { "" }
        )
    };
    let operation = |name: &str| {
        format!(
            r#""{name}": {{"name": "{name}", "http": {{"method": "GET", "requestUri": "/{name}"}},
    "output": {{"shape": "{name}Out"}}}}"#
        )
    };
    format!(
        r#"{{"version": "2.0",
  "metadata": {{"apiVersion": "2020-01-01", "endpointPrefix": "shop", "protocol": "rest-json",
    "serviceFullName": "Shop", "serviceId": "Shop", "signatureVersion": "v4", "uid": "shop-2020-01-01"}},
  "operations": {{{}, {}}},
  "shapes": {{"AddOut": {}, "GetOut": {},
    "Thing": {{"type": "structure", "members": {{"x": {{"shape": "Mode"}}, "y": {{"shape": "Text"}}}}}},
    "Mode": {{"type": "string", "enum": ["a", "b"]}},
    "Text": {{"type": "string"}}}}}}"#,
        operation("Add"),
        operation("Get"),
        answer(first),
        answer(second)
    )
}

#[test]
fn an_entity_stays_in_its_file_while_the_operation_of_that_file_uses_it() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path();
    write(path, &two(false, true));
    let made = connector_gen(path, &["new", "service-2.json", "--operation", "*"]);
    assert_status(&made, 0, "new");
    let homes = || {
        let files = tree(&path.join(CONNECTOR).join("src"));
        let homes = files.into_iter().filter(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            ["pub struct Thing {", "pub enum Mode {"]
                .iter()
                .any(|head| text.contains(head))
        });
        let homes = homes.map(|(path, _)| path.to_string_lossy().replace('\\', "/"));
        homes.collect::<Vec<_>>()
    };
    let of =
        |name: &str| ["domain_model", "enumerations"].map(|folder| format!("{folder}/{name}.rs"));
    assert_eq!(homes(), of("get"));
    regenerate(path, &two(true, true));
    assert_eq!(homes(), of("get"));
    regenerate(path, &two(true, false));
    assert_eq!(homes(), of("add"));
    regenerate(path, &two(true, true));
    assert_eq!(homes(), of("add"));
}

#[test]
fn an_enumeration_keeps_its_type_when_the_entity_that_had_its_name_goes() {
    let folder = new(&model(&["a"], &["id"], true));
    let folder = folder.path();
    let own = ["pub enum ModeEnumeration {"];
    assert_has(folder, &own);
    regenerate(folder, &model(&["a"], &["id"], false));
    assert_has(folder, &own);
}

#[test]
fn a_record_that_gives_what_is_no_identifier_is_not_believed() {
    for bad in [
        "",
        "A B",
        "x{}",
        "Unknown",
        "1",
        "a; fn f() {}",
        "self",
        "\\u00e9",
    ] {
        let folder = new(&model(&["a-b"], &["userId"], false));
        let folder = folder.path();
        let path = folder.join(CONNECTOR).join(".connector/names.json");
        let names = fs::read_to_string(&path).expect("it is there");
        let keys = ["code value Mode a-b", "code member GetResponse.UserId"];
        let lines = keys.map(|key| format!("\"{key}\": \"{bad}\","));
        let hostile = names.replace("\"names\": {", &format!("\"names\": {{{}", lines.join("")));
        let hostile = hostile.replace(",}", "}");
        assert!(hostile.contains(&lines[0]), "{hostile}");
        fs::write(&path, hostile).expect("it is writable");
        let made = connector_gen(folder, &["regenerate", CONNECTOR]);
        assert_status(&made, 0, bad);
        assert_has(folder, &[MODE[0], MODE[1], USER_ID]);
    }
}
