//! What stands in a request, read without making anything of it yet.

use std::collections::BTreeMap;

use connector_model::service::PathPart;

use super::item::{Message, Parameter};
use crate::json;
use crate::url::{self, Url};
use crate::variables::Variables;

/// Query parameters with their values: listed ones, or those of the address.
pub(super) fn query(message: &Message, url: &Url, variables: &Variables) -> Vec<Parameter> {
    let Some(listed) = &message.query else {
        return url
            .query
            .iter()
            .map(|(name, value)| Parameter {
                name: name.clone(),
                value: value.clone(),
                description: None,
                disabled: false,
                pointer: String::new(),
            })
            .collect();
    };
    listed
        .iter()
        .map(|parameter| Parameter {
            name: url::decode(&variables.resolve(&parameter.name)),
            value: parameter
                .value
                .as_deref()
                .map(|value| url::decode(&variables.resolve(value))),
            ..parameter.clone()
        })
        .collect()
}

/// The value of a header that is not switched off.
pub(super) fn header_value<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    message
        .headers
        .iter()
        .find(|header| !header.disabled && header.name.eq_ignore_ascii_case(name))
        .and_then(|header| header.value.as_deref())
}

/// Values of labels where a request has an address without them (`/pets/42` for `/pets/:id`).
pub(super) fn label_values(pattern: &[PathPart], url: &Url) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut segments = url.path.iter();
    let mut parts = pattern.iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            PathPart::Literal(text) => {
                let plain = text
                    .split('/')
                    .filter(|segment| !segment.is_empty())
                    .count();
                // A literal with text in front of a label inside of one segment has no plain value.
                if parts.peek().is_some() && !text.ends_with('/') {
                    return values;
                }
                for _ in 0..plain {
                    segments.next();
                }
            }
            PathPart::Label(name) | PathPart::GreedyLabel(name) => {
                let Some(segment) = segments.next() else {
                    return values;
                };
                let open = url::label_of(segment).is_some() || segment.contains("{{");
                if !open && !segment.is_empty() {
                    values.insert(name.clone(), url::decode(segment));
                }
            }
        }
    }
    values
}

pub(super) fn is_form(message: &Message) -> bool {
    header_value(message, "content-type")
        .is_some_and(|value| value.to_ascii_lowercase().contains("x-www-form-urlencoded"))
}

pub(super) fn form_fields(text: &str, pointer: &str) -> Vec<Parameter> {
    url::parse_query(text.trim())
        .into_iter()
        .map(|(name, value)| Parameter {
            name,
            value: value.map(|value| value.replace('+', " ")),
            description: None,
            disabled: false,
            pointer: pointer.to_owned(),
        })
        .collect()
}

pub(super) fn looks_like_json(text: &str, language: Option<&str>, message: &Message) -> bool {
    let first = text.trim_start().bytes().next();
    if matches!(first, Some(b'{' | b'[')) {
        return true;
    }
    let stated = header_value(message, "content-type").unwrap_or_default();
    (language == Some("json") || stated.to_ascii_lowercase().contains("json"))
        && first != Some(b'<')
}

/// The JSON body that a GraphQL request is.
pub(super) fn graphql(query: &str, json_variables: Option<&str>, variables: &Variables) -> String {
    let query = json::quote(&variables.resolve(query));
    let text = json_variables.map(|text| variables.resolve(text));
    let known = text.filter(|text| {
        let limits = json::Limits::default();
        json::read(0, text.as_bytes(), &limits).is_ok() && text.trim() != "{}"
    });
    match known {
        Some(text) => format!("{{\"query\": {query}, \"variables\": {text}}}"),
        None => format!("{{\"query\": {query}}}"),
    }
}
