//! The reference says what the code says: the parts of `docs/src/reference` between `<!-- KIND … -->` and
//! `<!-- end -->` are rendered here and compared. `CONNECTOR_GEN_GOLDEN=accept` writes them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use connector_gen_tests::{assert_status, connector_gen, root, tree};
use connector_model::names;
use connector_model::recipe::schema::{Key, RECIPE, Takes};
use serde_json::{Map, Value, json};

const END: &str = "<!-- end -->";

#[test]
fn the_reference_is_what_the_code_says() {
    let mut wrong = Vec::new();
    let mut parts = 0;
    for entry in fs::read_dir(root().join("docs/src/reference")).expect("the pages are there") {
        let page = entry.expect("a page is readable").path();
        if page.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&page).expect("a page is text");
        parts += text.matches(END).count();
        settle(&page, &text, &rendered(&text), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(parts > 20, "the pages have only {parts} rendered parts");
}

#[test]
fn the_schema_of_the_recipe_is_what_the_code_reads() {
    let path = root().join("docs/src/reference/connector.schema.json");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "connector.toml: the recipe of a connector",
        "type": "object",
        "additionalProperties": false,
        "properties": properties(RECIPE),
    });
    let pretty = serde_json::to_string_pretty(&schema).expect("it is JSON");
    let mut wrong = Vec::new();
    settle(&path, &text, &format!("{pretty}\n"), &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_picture_of_the_readme_is_what_the_command_draws() {
    let path = root().join("docs/src/images/domain-model.svg");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let source = "samples/amazon-polly.postman_collection.json";
    let drawn = stdout(&["inspect", source, "--output-format", "svg"]);
    let mut wrong = Vec::new();
    settle(&path, &text, &drawn, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes what is to be there, or notes that something else is.
fn settle(path: &Path, there: &str, wanted: &str, wrong: &mut Vec<String>) {
    if there == wanted {
        return;
    }
    if std::env::var_os("CONNECTOR_GEN_GOLDEN").is_some_and(|value| value == "accept") {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder of the guide can be made");
        }
        return fs::write(path, wanted).expect("a page is writable");
    }
    let pairs = there
        .lines()
        .chain(["(end)"])
        .zip(wanted.lines().chain(["(end)"]));
    let first = pairs
        .enumerate()
        .find(|(_, (there, wanted))| there != wanted);
    let (line, (there, wanted)) = first.unwrap_or((0, ("", "")));
    wrong.push(format!(
        "{}:{}: is `{there}`, ought to be `{wanted}`; accept it with CONNECTOR_GEN_GOLDEN=accept",
        path.display(),
        line + 1
    ));
}

/// The page with its parts rendered anew.
fn rendered(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        let order = line
            .strip_prefix("<!-- ")
            .and_then(|line| line.strip_suffix(" -->"));
        let Some(order) = order else { continue };
        let old: Vec<&str> = lines.by_ref().take_while(|line| *line != END).collect();
        let _ = writeln!(out, "\n{}\n\n{END}", part(order, &old).trim_matches('\n'));
    }
    out
}

/// What stands behind a marker.
fn part(order: &str, old: &[&str]) -> String {
    match order.split_once(' ').unwrap_or((order, "")) {
        ("help", verb) => help(verb),
        ("keys", table) => keys(table),
        ("findings", kind) => findings(kind),
        ("names", rule) => name_table(rule, old),
        ("files", operation) => files(operation),
        (kind, _) => panic!("there is no rule for the part `{kind}`"),
    }
}

fn stdout(arguments: &[&str]) -> String {
    let output = connector_gen(root(), arguments);
    assert_status(&output, 0, &arguments.join(" "));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

fn help(verb: &str) -> String {
    let mut arguments: Vec<&str> = verb.split_whitespace().collect();
    arguments.push("--help");
    let text = stdout(&arguments);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("```text\n{}\n```", lines.join("\n").trim_end())
}

/// The key of a path of tables: `page.dependencies`.
fn find(path: &str) -> &'static Key {
    let mut keys = RECIPE;
    let mut found = None;
    for name in path.split('.') {
        let key = keys
            .iter()
            .find(|key| key.name == name)
            .unwrap_or_else(|| panic!("there is no table `{path}`"));
        keys = below(key);
        found = Some(key);
    }
    found.expect("a path has a part")
}

fn below(key: &Key) -> &'static [Key] {
    match key.takes {
        Takes::Table(keys) | Takes::Tables(keys) | Takes::Named(_, keys) => keys,
        _ => &[],
    }
}

fn keys(table: &str) -> String {
    let key = find(table);
    let mut out = format!("{}\n", key.about);
    if below(key).is_empty() {
        return out;
    }
    out.push_str("\n| key | takes | what for |\n|---|---|---|\n");
    for key in below(key) {
        let _ = writeln!(out, "| `{}` | {} | {} |", key.name, takes(key), key.about);
    }
    out
}

fn takes(key: &Key) -> String {
    match key.takes {
        Takes::Either => "`true` or `false`; undecided without it".to_owned(),
        Takes::Flag => "`true` or `false`; `false` without it".to_owned(),
        Takes::Number => "a whole number".to_owned(),
        Takes::Text => "a text".to_owned(),
        Takes::Texts => "a list of texts".to_owned(),
        Takes::TextByName => "a table of texts".to_owned(),
        Takes::Word(words) => format!("one of `{}`", words.join("`, `")),
        Takes::Tables(_) => format!("tables `[[….{}]]`", key.name),
        Takes::Table(_) | Takes::Named(..) => format!("tables `[….{}.NAME]`", key.name),
        _ => panic!("`{}` takes what the page cannot say", key.name),
    }
}

fn properties(keys: &[Key]) -> Value {
    let schema = |key: &Key| {
        let mut schema = of(key);
        schema.insert("description".to_owned(), json!(key.about));
        (key.name.to_owned(), Value::Object(schema))
    };
    Value::Object(keys.iter().map(schema).collect())
}

/// The JSON Schema of what a key takes.
fn of(key: &Key) -> Map<String, Value> {
    let table = |keys| json!({"type": "object", "additionalProperties": false, "properties": properties(keys)});
    let schema = match key.takes {
        Takes::Either | Takes::Flag => json!({"type": "boolean"}),
        Takes::Number => json!({"type": "integer", "minimum": 0}),
        Takes::Text => json!({"type": "string"}),
        Takes::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Takes::TextByName => {
            json!({"type": "object", "additionalProperties": {"type": "string"}})
        }
        Takes::Word(words) => json!({"enum": words}),
        Takes::Table(keys) => table(keys),
        Takes::Named(_, keys) => json!({"type": "object", "additionalProperties": table(keys)}),
        Takes::Tables(keys) => {
            let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let mut items = table(keys);
            items["required"] = json!(names);
            json!({"type": "array", "items": items})
        }
        _ => panic!("`{}` takes what the schema cannot say", key.name),
    };
    let Value::Object(schema) = schema else {
        panic!("a schema is an object")
    };
    schema
}

/// Every code that `explain` lists and that begins so, with what `explain` says of it.
fn findings(kind: &str) -> String {
    let mut out = String::new();
    let list = stdout(&["explain"]);
    for code in list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
    {
        if !code.starts_with(kind) {
            continue;
        }
        let text = stdout(&["explain", code]);
        let (head, body) = text.split_once("\n\n").expect("an explanation has a text");
        let (code, summary) = head.split_once(": ").expect("a head has a summary");
        let (code, level) = code.split_once(" (").expect("a head has a level");
        let level = level.trim_end_matches(')');
        let _ = writeln!(
            out,
            "### {code}\n\n*{level}:* {summary}\n\n{}\n",
            body.trim_end()
        );
    }
    assert!(!out.is_empty(), "no code begins with {kind}");
    out
}

/// A table whose second column is what a rule makes of the first.
fn name_table(rule: &str, old: &[&str]) -> String {
    let name: fn(&str) -> String = match rule {
        "action" => names::action,
        "attribute" => names::attribute,
        "entity" => names::entity,
        "enumeration-value" => names::enumeration_value,
        "map-entry" => names::map_entry,
        "module" => |display| names::module(display).unwrap_or_default(),
        "singular" => names::singular,
        "version" => |path| names::version(path.split('/')),
        _ => panic!("there is no rule `{rule}`"),
    };
    let mut out = String::new();
    let mut rows = old.iter().filter(|line| line.starts_with('|'));
    for head in rows.by_ref().take(2) {
        let _ = writeln!(out, "{head}");
    }
    for row in rows {
        let from = row.split('`').nth(1).expect("the first column is code");
        let _ = writeln!(out, "| `{from}` | `{}` |", name(from));
    }
    out
}

/// The files of a connector for one operation of the sample.
fn files(operation: &str) -> String {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let sample = root().join("samples/amazon-polly.postman_collection.json");
    let sample = sample.to_str().expect("the path is Unicode");
    let output = connector_gen(
        folder.path(),
        &["new", sample, "--operation", operation, "--out", "made"],
    );
    assert_status(&output, 0, "new");
    let paths: Vec<PathBuf> = tree(&folder.path().join("made"))
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| !path.ends_with("lock") || !path.starts_with(".connector"))
        .collect();
    let lines: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string().replace('\\', "/"))
        .collect();
    format!("```text\n{}\n```", lines.join("\n"))
}
