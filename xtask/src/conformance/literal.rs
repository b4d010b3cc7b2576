//! Values of vectors as Rust, with the names and types of the generated connector.

use std::fmt::Write;

use connector_emit::rust::names::Names;
use connector_emit::rust::types::{Holding, Lookup};
use connector_model::domain::{Domain, Entity, EntityId, Member, Role, Value};
use serde_json::Value as Json;

/// What literals are made with.
#[derive(Clone, Copy)]
pub(super) struct Literals<'a> {
    pub(super) domain: &'a Domain,
    pub(super) names: &'a Names,
    /// Whether blobs of the vectors are base64.
    pub(super) blobs_are_base64: bool,
}

impl Literals<'_> {
    fn lookup(&self) -> Lookup<'_> {
        Lookup {
            domain: self.domain,
            names: self.names,
            rules: None,
        }
    }

    /// A structure with the members that are given; all others are absent.
    pub(super) fn entity(self, id: EntityId, json: &Json) -> Result<String, String> {
        let entity = &self.domain.entities[id.0];
        let names = &self.names.entities[id.0];
        if entity.role == Role::Union {
            return self.union(id, json);
        }
        let given = json
            .as_object()
            .ok_or_else(|| format!("{json} is no structure"))?;
        for key in given.keys() {
            let known = entity
                .members
                .iter()
                .any(|member| name(member).eq_ignore_ascii_case(key));
            if !known {
                return Err(format!("`{}` has no member `{key}`", entity.name));
            }
        }
        let mut text = format!("super::{} {{", names.ident.as_str());
        for (member, field) in entity.members.iter().zip(&names.fields) {
            let value = given.get(name(member)).filter(|value| !value.is_null());
            let value = self.held(entity, member, value)?;
            let _ = write!(text, " {}: {value},", field.as_str());
        }
        if entity.role == Role::Request {
            text.push_str(" basic_client_config: None,");
        }
        text.push_str(" }");
        Ok(text)
    }

    fn held(self, entity: &Entity, member: &Member, json: Option<&Json>) -> Result<String, String> {
        let holding = self.lookup().holding(entity, member);
        let Some(json) = json else {
            return match holding {
                Holding::Optional => Ok("None".to_owned()),
                Holding::Collection => Ok("Default::default()".to_owned()),
                // Vectors leave out what a request must have where only the answer is looked at.
                Holding::Required => Ok(match member.value {
                    Value::Entity(_) | Value::EventStream(_) => {
                        return Err(format!("`{}` is required and not given", member.name));
                    }
                    _ => "Default::default()".to_owned(),
                }),
            };
        };
        if matches!(member.value, Value::EventStream(_)) && entity.role == Role::Response {
            return Err("events of a whole answer have no literal".to_owned());
        }
        let mut value = self.value(&member.value, json)?;
        if self.lookup().is_boxed(entity, member) {
            value = format!("Box::new({value})");
        }
        Ok(if holding == Holding::Optional {
            format!("Some({value})")
        } else {
            value
        })
    }

    fn union(self, id: EntityId, json: &Json) -> Result<String, String> {
        let entity = &self.domain.entities[id.0];
        let names = &self.names.entities[id.0];
        let given = json
            .as_object()
            .ok_or_else(|| format!("{json} is no union"))?;
        let mut variants = entity.members.iter().zip(&names.fields);
        let found = variants.find(|(member, _)| {
            given
                .get(name(member))
                .is_some_and(|value| !value.is_null())
        });
        if let Some(unknown) = given.get("SDK_UNKNOWN_MEMBER") {
            let name = unknown["name"].to_string();
            return Ok(format!(
                "super::{}::Unknown({name}.to_owned())",
                names.ident.as_str()
            ));
        }
        let Some((member, variant)) = found else {
            return Err(format!("`{}` has no such member: {json}", entity.name));
        };
        let mut value = self.value(&member.value, &given[name(member)])?;
        if self.lookup().is_boxed(entity, member) {
            value = format!("Box::new({value})");
        }
        Ok(format!(
            "super::{}::{}({value})",
            names.ident.as_str(),
            variant.as_str()
        ))
    }

    fn value(self, value: &Value, json: &Json) -> Result<String, String> {
        let wrong = || format!("{json} is no {value:?}");
        let string = |json: &Json| json.as_str().map(str::to_owned).ok_or_else(wrong);
        Ok(match value {
            Value::Blob => format!("{}.to_vec()", self.bytes(&string(json)?)?),
            Value::Stream => format!(
                "rt::ByteStream::from({}.to_vec())",
                self.bytes(&string(json)?)?
            ),
            Value::Boolean => json.as_bool().ok_or_else(wrong)?.to_string(),
            Value::Integer => format!("{}i32", json.as_i64().ok_or_else(wrong)?),
            Value::Long => format!("{}i64", json.as_i64().ok_or_else(wrong)?),
            Value::Decimal => float(json, "f64").ok_or_else(wrong)?,
            Value::Float => float(json, "f32").ok_or_else(wrong)?,
            // A text that is JSON stands in the vectors as what it says.
            Value::String if json.is_object() => format!("{:?}.to_owned()", json.to_string()),
            Value::String => format!("{:?}.to_owned()", string(json)?),
            Value::Document => format!(
                "{:?}.parse::<rt::Document>().expect(\"a document\")",
                json.to_string()
            ),
            Value::Enumeration(id) => {
                let ident = &self.names.enumerations[id.0].ident;
                format!("super::{}::from({:?})", ident.as_str(), string(json)?)
            }
            Value::Timestamp(_) => timestamp(json).ok_or_else(wrong)?,
            Value::Entity(id) => self.entity(*id, json)?,
            Value::Nullable(_) if json.is_null() => "None".to_owned(),
            Value::Nullable(inner) => format!("Some({})", self.value(inner, json)?),
            Value::List(inner) => {
                let items = json.as_array().ok_or_else(wrong)?.iter();
                let items: Result<Vec<_>, _> = items.map(|item| self.value(inner, item)).collect();
                format!("vec![{}]", items?.join(", "))
            }
            Value::Map(inner) => {
                let mut entries = Vec::new();
                for (key, item) in json.as_object().ok_or_else(wrong)? {
                    entries.push(format!(
                        "({key:?}.to_owned(), {})",
                        self.value(inner, item)?
                    ));
                }
                format!("std::collections::BTreeMap::from([{}])", entries.join(", "))
            }
            Value::EventStream(id) => {
                let events = json.as_array().ok_or_else(wrong)?.iter();
                let events: Result<Vec<_>, _> =
                    events.map(|event| self.entity(*id, event)).collect();
                format!("rt::EventSource::from(vec![{}])", events?.join(", "))
            }
            _ => return Err(wrong()),
        })
    }

    fn bytes(self, text: &str) -> Result<String, String> {
        let bytes = if self.blobs_are_base64 {
            super::base64::decode(text).ok_or_else(|| format!("{text} is no base64"))?
        } else {
            text.as_bytes().to_vec()
        };
        Ok(format!("b\"{}\"", bytes.escape_ascii()))
    }
}

/// Name of a member in the model.
pub(super) fn name(member: &Member) -> &str {
    member.traits.name.as_deref().unwrap_or(&member.wire)
}

fn float(json: &Json, kind: &str) -> Option<String> {
    Some(match json {
        Json::String(text) => match text.as_str() {
            "NaN" => format!("{kind}::NAN"),
            "Infinity" => format!("{kind}::INFINITY"),
            "-Infinity" => format!("{kind}::NEG_INFINITY"),
            _ => return None,
        },
        number => format!("{:?}{kind}", number.as_f64()?),
    })
}

/// Seconds since 1970, perhaps with a fraction; of old vectors RFC 3339 too.
fn timestamp(json: &Json) -> Option<String> {
    let (text, format) = match json {
        Json::Number(number) => (number.to_string(), "EpochSeconds"),
        Json::String(text) => (text.clone(), "DateTime"),
        _ => return None,
    };
    Some(format!(
        "rt::DateTime::parse({text:?}, rt::DateTimeFormat::{format}).expect(\"a timestamp\")"
    ))
}
