//! A finding as JSON.

use connector_model::diagnostic::{Diagnostic, Place};
use serde_json::{Map, Value, json};

use crate::printer::excerpt::Texts;

/// A finding with its places, for `--output-format json`.
pub(crate) fn json(finding: &Diagnostic, texts: &Texts) -> Value {
    let notes: Vec<Value> = finding
        .notes
        .iter()
        .map(|note| json!({ "message": note.message, "place": place(note.place.as_ref(), texts) }))
        .collect();
    json!({
        "code": finding.rule.code,
        "severity": finding.rule.severity.to_string(),
        "message": finding.message,
        "place": place(finding.place.as_ref(), texts),
        "notes": notes,
        "help": finding.help,
    })
}

fn place(place: Option<&Place>, texts: &Texts) -> Value {
    let Some(place) = place else {
        return Value::Null;
    };
    let mut fields = Map::new();
    let source = texts.source(place).map(|source| source.name.as_str());
    fields.insert("source".to_owned(), json!(source));
    if let Some((line, column)) = texts.position(place) {
        fields.insert("line".to_owned(), json!(line));
        fields.insert("column".to_owned(), json!(column));
    }
    fields.insert("pointer".to_owned(), json!(place.pointer));
    Value::Object(fields)
}
