//! What a source is: by its first bytes, then by the members that its kind cannot lack.

use connector_model::diagnostic::{Diagnostic, Place};

use crate::aws::botocore::{Companion, companion};
use crate::aws::form::{Form, form};
use crate::codes;
use crate::json::{self, Kind, Limits, Tree};

/// A source whose kind is known.
#[derive(Debug)]
pub(crate) enum Detected<'a> {
    /// A Postman collection of any version, perhaps under a `collection` member.
    Collection(Tree<'a>),
    /// A Postman environment or globals.
    Environment(Tree<'a>),
    /// Bodies of answers: one, or one per line.
    Sample(Vec<Tree<'a>>),
    /// An API model of botocore.
    Botocore,
    /// An API model of Smithy.
    Smithy,
    /// A file that belongs to a model of botocore.
    Companion(Companion),
}

/// Finds out what a source is and reads it.
pub(crate) fn detect<'a>(
    source: usize,
    name: &str,
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Detected<'a>, Box<Diagnostic>> {
    match form(bytes) {
        Some(Form::Botocore) => return Ok(Detected::Botocore),
        Some(Form::Smithy) => return Ok(Detected::Smithy),
        Some(Form::EndpointRules) => return Ok(Detected::Companion(Companion::EndpointRules)),
        None => {}
    }
    if let Some(companion) = companion(name) {
        return Ok(Detected::Companion(companion));
    }
    if let Some((kind, way_out)) = by_signature(bytes) {
        return Err(refusal(source, kind, way_out));
    }
    if bytes.len() <= limits.bytes && json::is_lines(bytes) {
        return json::read_lines(source, bytes, limits).map(Detected::Sample);
    }
    let tree = match json::read(source, bytes, limits) {
        Ok(tree) => tree,
        Err(error) => return Err(explained(source, bytes, error)),
    };
    if let Some((kind, way_out)) = by_members(&tree) {
        return Err(refusal(source, kind, way_out));
    }
    Ok(if is_collection(&tree) {
        Detected::Collection(tree)
    } else if is_environment(&tree) {
        Detected::Environment(tree)
    } else {
        Detected::Sample(vec![tree])
    })
}

const BODY: &str = "give a Postman collection, or the JSON body of an answer";
const UNPACK: &str = "unpack it first";
const EXPORT: &str = "export the collection from Postman as \"Collection v2.1\"";
const OPENAPI: &str = "import the file into Postman, save the answers that the connector needs, and export the \
     collection as v2.1; descriptions are not read because they often differ from what is sent";

/// Kind and way out of what is no JSON at all, by its first bytes.
fn by_signature(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    let head = &start[..start.len().min(256)];
    let lower = head.to_ascii_lowercase();
    Some(match head {
        [] => ("an empty file", "save the answer of the API again"),
        [0x1f, 0x8b, ..] => ("a gzip archive", UNPACK),
        [b'P', b'K', 3, 4, ..] => ("a zip archive", UNPACK),
        [b'%', b'P', b'D', b'F', ..] => ("a PDF document", BODY),
        [b'<', ..] if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") => (
            "an HTML page",
            "save the answer of the API itself, not the page of a browser or an error page",
        ),
        [b'<', ..] => (
            "XML, which this version does not read yet",
            "ask the API for JSON, or save the answer in a Postman collection",
        ),
        _ => return None,
    })
}

/// The finding for a text that is not JSON: its own, or what the text is instead.
fn explained(source: usize, bytes: &[u8], error: Box<Diagnostic>) -> Box<Diagnostic> {
    if error.rule != &codes::JSON_SYNTAX {
        return error;
    }
    let text = json::text_of(&bytes[..bytes.len().min(64 << 10)]).into_owned();
    match by_first_lines(&text) {
        Some((kind, way_out)) => refusal(source, kind, way_out),
        None => error,
    }
}

/// Kind and way out of a text that is neither JSON nor XML, by the lines at its beginning.
fn by_first_lines(text: &str) -> Option<(&'static str, &'static str)> {
    let lines = || text.lines().map(str::trim_end).take(200);
    let has = |prefixes: &[&str]| {
        lines().any(|line| prefixes.iter().any(|prefix| line.starts_with(prefix)))
    };
    let first = lines()
        .find(|line| !line.is_empty() && !line.starts_with(['#', '%']) && *line != "---")
        .unwrap_or_default();
    let begins = |words: &[&str]| words.iter().any(|word| first.starts_with(word));
    if first.starts_with(['{', '[', '"']) {
        return None;
    }
    Some(if has(&["openapi:", "swagger:"]) {
        ("an OpenAPI description (YAML)", OPENAPI)
    } else if has(&["asyncapi:"]) {
        ("an AsyncAPI description", BODY)
    } else if has(&["$kind:", "opencollection:"]) {
        (
            "a collection in YAML files (Postman 3), which this version does not read yet",
            EXPORT,
        )
    } else if begins(&["$version", "namespace "]) {
        (
            "a Smithy model in IDL, which this version does not read",
            "give its JSON AST: `smithy ast` writes it, and AWS publishes its models so",
        )
    } else if begins(&["HTTP/"]) {
        (
            "an HTTP message",
            "give only its body, and say the rest with `--url`, `--method` and `--operation`",
        )
    } else if begins(&["curl "]) {
        ("a curl command", "run it and give the body of its answer")
    } else if begins(&["GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "###"]) {
        ("an HTTP request", "send it and give the body of its answer")
    } else if begins(&[
        "query ",
        "mutation ",
        "subscription ",
        "type ",
        "schema ",
        "scalar ",
    ]) {
        (
            "a GraphQL document",
            "save the call with its answer in a Postman collection",
        )
    } else {
        return None;
    })
}

/// Kind and way out of JSON that is something else than an answer, by the members that its kind has.
fn by_members(tree: &Tree<'_>) -> Option<(&'static str, &'static str)> {
    const UTF_8: &str = "save it as UTF-8";
    let has = |name: &str, kind: Kind| has(tree, &[name], kind);
    let text = |name: &str| {
        tree.member(tree.root(), name)
            .and_then(|member| tree.string(member))
            .unwrap_or_default()
    };
    let schema = text("$schema");
    Some(
        if has("openapi", Kind::String) && has("info", Kind::Object) {
            ("an OpenAPI description", OPENAPI)
        } else if has("swagger", Kind::String) && has("info", Kind::Object) {
            ("a Swagger description (OpenAPI 2)", OPENAPI)
        } else if has("asyncapi", Kind::String) {
            ("an AsyncAPI description", BODY)
        } else if self::has(tree, &["log", "entries"], Kind::Array) {
            (
                "a HAR archive, which this version does not read yet",
                "save the call with its answer in a Postman collection, or give the body alone",
            )
        } else if has("smithy", Kind::String) && has("shapes", Kind::Object) {
            ("a Smithy model in another encoding than UTF-8", UTF_8)
        } else if has("operations", Kind::Object)
            && has("shapes", Kind::Object)
            && has("metadata", Kind::Object)
        {
            (
                "a service model of AWS in another encoding than UTF-8",
                UTF_8,
            )
        } else if has("requests", Kind::Array)
            && has("order", Kind::Array)
            && !has("info", Kind::Object)
        {
            ("a Postman collection of version 1", EXPORT)
        } else if has("collections", Kind::Array) && has("environments", Kind::Array) {
            ("a dump of a Postman workspace", EXPORT)
        } else if has("__export_format", Kind::Number) {
            (
                "an export of Insomnia",
                "export it as a Postman collection v2.1",
            )
        } else if schema.contains("json-schema.org") {
            (
                "a JSON Schema",
                "give an answer that follows the schema instead",
            )
        } else if has("discoveryVersion", Kind::String) {
            ("a Google discovery document", BODY)
        } else if has("__schema", Kind::Object)
            || self::has(tree, &["data", "__schema"], Kind::Object)
        {
            (
                "the description of a GraphQL schema",
                "save the call with its answer in a Postman collection",
            )
        } else {
            return None;
        },
    )
}

fn is_collection(tree: &Tree<'_>) -> bool {
    let below = |path: &[&str]| {
        let at = |name| [path, &[name]].concat();
        has(tree, &at("info"), Kind::Object) && tree.at_path(tree.root(), &at("item")).is_some()
            || schema_of(tree, &at("info")).contains("getpostman.com")
            || schema_of(tree, &at("info")).contains("schema.postman.com")
    };
    below(&[]) || below(&["collection"])
}

fn schema_of(tree: &Tree<'_>, info: &[&str]) -> String {
    tree.at_path(tree.root(), &[info, &["schema"]].concat())
        .and_then(|schema| tree.string(schema))
        .unwrap_or_default()
        .into_owned()
}

fn is_environment(tree: &Tree<'_>) -> bool {
    let root = tree.root();
    if tree.kind(root) == Kind::Array {
        return is_old_globals(tree);
    }
    let Some(values) = tree.member(root, "values") else {
        return false;
    };
    let pairs = tree.kind(values) == Kind::Array
        && tree
            .children(values)
            .all(|value| tree.member(value, "key").is_some());
    let named = tree.member(root, "_postman_variable_scope").is_some()
        || tree.member(root, "name").is_some() && tree.member(root, "id").is_some();
    pairs && named
}

/// Old versions of Postman saved globals as a bare list of variables.
fn is_old_globals(tree: &Tree<'_>) -> bool {
    const MEMBERS: [&str; 4] = ["enabled", "key", "type", "value"];
    let mut variables = tree.children(tree.root()).peekable();
    variables.peek().is_some()
        && variables.all(|variable| {
            MEMBERS
                .iter()
                .all(|name| tree.member(variable, name).is_some())
        })
}

fn has(tree: &Tree<'_>, path: &[&str], kind: Kind) -> bool {
    tree.at_path(tree.root(), path)
        .is_some_and(|node| tree.kind(node) == kind)
}

fn refusal(source: usize, kind: &str, way_out: &str) -> Box<Diagnostic> {
    let rule = if kind == "an empty file" {
        &codes::EMPTY_SOURCE
    } else {
        &codes::UNSUPPORTED_SOURCE
    };
    Box::new(
        Diagnostic::new(rule, format!("the source is {kind}"))
            .at(Place::source(source))
            .help(way_out),
    )
}

#[cfg(test)]
mod tests {
    use super::{Detected, detect};
    use crate::json::Limits;

    fn shown(bytes: &[u8]) -> String {
        match detect(0, "a.json", bytes, &Limits::default()) {
            Ok(Detected::Collection(_)) => "collection".to_owned(),
            Ok(Detected::Environment(_)) => "environment".to_owned(),
            Ok(Detected::Sample(trees)) => format!("{} samples", trees.len()),
            Ok(Detected::Botocore) => "botocore".to_owned(),
            Ok(Detected::Smithy) => "Smithy".to_owned(),
            Ok(Detected::Companion(companion)) => format!("{companion:?}"),
            Err(error) => error.message,
        }
    }

    #[test]
    fn sources_are_told_apart_and_refused_by_name() {
        for (text, expected) in [
            (r#"{"info": {"name": "x"}, "item": []}"#, "collection"),
            (r#"{"collection": {"info": {}, "item": []}}"#, "collection"),
            (
                r#"{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}"#,
                "collection",
            ),
            (
                r#"{"values": [{"key": "a"}], "_postman_variable_scope": "globals"}"#,
                "environment",
            ),
            (r#"{"id": "1", "name": "e", "values": []}"#, "environment"),
            (
                r#"[{"key": "a", "value": "b", "type": "text", "enabled": true}]"#,
                "environment",
            ),
            (r#"[{"key": "a", "value": "b"}]"#, "1 samples"),
            (r#"{"values": [1]}"#, "1 samples"),
            (r#"{"Voices": []}"#, "1 samples"),
            ("[]", "1 samples"),
            ("\"text\"", "1 samples"),
            ("{}\n{}\n", "2 samples"),
            ("", "the source is an empty file"),
            ("\u{feff} \n", "the source is an empty file"),
            ("PK\u{3}\u{4}", "the source is a zip archive"),
            ("<!DOCTYPE html><html>", "the source is an HTML page"),
            (
                "<Voices/>",
                "the source is XML, which this version does not read yet",
            ),
            (
                "openapi: 3.0.0\ninfo:\n",
                "the source is an OpenAPI description (YAML)",
            ),
            (
                "# x\nswagger: '2.0'\n",
                "the source is an OpenAPI description (YAML)",
            ),
            (
                "$kind: collection\nname: x\n",
                "the source is a collection in YAML files (Postman 3), which this version does not read yet",
            ),
            (
                "$version: \"2\"\nnamespace a.b\n",
                "the source is a Smithy model in IDL, which this version does not read",
            ),
            ("HTTP/1.1 200 OK\r\n\r\n{}", "the source is an HTTP message"),
            ("curl -X GET https://x", "the source is a curl command"),
            ("GET https://x\n", "the source is an HTTP request"),
            ("query { a }", "the source is a GraphQL document"),
            (
                r#"{"openapi": "3.1.0", "info": {}}"#,
                "the source is an OpenAPI description",
            ),
            (
                r#"{"swagger": "2.0", "info": {}}"#,
                "the source is a Swagger description (OpenAPI 2)",
            ),
            (
                r#"{"log": {"entries": []}}"#,
                "the source is a HAR archive, which this version does not read yet",
            ),
            (r#"{"smithy": "2.0", "shapes": {}}"#, "Smithy"),
            (
                r#"{"metadata": {}, "operations": {}, "shapes": {}}"#,
                "botocore",
            ),
            (
                r#"{"id": "1", "name": "x", "order": [], "requests": []}"#,
                "the source is a Postman collection of version 1",
            ),
            (
                r#"{"collections": [], "environments": []}"#,
                "the source is a dump of a Postman workspace",
            ),
            (
                r#"{"__export_format": 4}"#,
                "the source is an export of Insomnia",
            ),
            (
                r#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#,
                "the source is a JSON Schema",
            ),
            (
                r#"{"data": {"__schema": {}}}"#,
                "the source is the description of a GraphQL schema",
            ),
            (
                r#"{"version": "1.0", "parameters": {}, "rules": []}"#,
                "EndpointRules",
            ),
            (
                "\u{feff}{\"shapes\": {}, \"operations\": {}, \"metadata\": {}}",
                "botocore",
            ),
            (
                r#"{"operations": 1, "shapes": 2, "metadata": 3}"#,
                "1 samples",
            ),
            ("{\"a\": 1,}", "expected a key in double quotes, found `}`"),
            ("nonsense", "expected a value, found `nonsense`"),
        ] {
            assert_eq!(shown(text.as_bytes()), expected, "{text:?}");
        }
        assert_eq!(shown(b"\x1f\x8b\x08\0"), "the source is a gzip archive");
    }
}
