//! Values of captured exchanges as Rust: literals for requests, facts about answers.

use connector_model::domain::{Entity, EntityId, Member, Role, Value};
use connector_model::service::Binding;
use serde_json::Value as Json;

use super::entity::absent;
use super::mapping::body_members;
use super::types::{Holding, Lookup, Uses};
use crate::text::layout::{self, Expr};
use crate::text::{RsCode, RsNumber};

/// Objects and lists in each other in a literal. A deeper one is not readable, and where its lines get too long
/// for the page each level doubles the time that its layout takes.
const DEPTH: usize = 8;
/// Items of a list or a map that a literal shows.
const ITEMS: usize = 3;
/// Characters of a text that is compared; of a longer one only the presence is.
const TEXT: usize = 60;
/// Lines of facts in one test, so that it can be read at a glance.
const LINES: usize = 60;

/// Cuts a JSON value down to what a literal shows.
pub fn shortened(json: &Json) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.iter().take(ITEMS).map(shortened).collect()),
        Json::Object(members) => Json::Object(
            members
                .iter()
                .map(|(key, value)| (key.clone(), shortened(value)))
                .collect(),
        ),
        scalar => scalar.clone(),
    }
}

/// Whether there are more than so many objects and lists in each other.
fn is_deeper(json: &Json, than: usize) -> bool {
    let mut level: Vec<&Json> = vec![json];
    for _ in 0..than {
        level = level.into_iter().flat_map(inside).collect();
    }
    level
        .into_iter()
        .any(|json| json.is_array() || json.is_object())
}

fn inside(json: &Json) -> Vec<&Json> {
    match json {
        Json::Array(items) => items.iter().collect(),
        Json::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// A literal of a value; `None` where the JSON does not have its form, is too deep or has no literal.
pub fn literal(lookup: Lookup<'_>, value: &Value, json: &Json, uses: &mut Uses) -> Option<Expr> {
    if is_deeper(json, DEPTH) {
        return None;
    }
    match value {
        Value::Boolean => json
            .as_bool()
            .map(|given| Expr::fixed(if given { "true" } else { "false" })),
        Value::Decimal | Value::Float => {
            RsNumber::decimal(json.as_f64()?).map(|number| Expr::number(&number))
        }
        Value::Integer | Value::Long => json
            .as_i64()
            .map(|number| Expr::number(&RsNumber::integer(number))),
        Value::String => json.as_str().map(owned),
        Value::Enumeration(id) => {
            let ident = &lookup.names.enumerations[id.0].ident;
            uses.own(ident);
            let from = crate::text::RsIdent::fixed("from");
            Some(Expr::call_of(
                &crate::text::RsType::named(ident),
                &from,
                vec![Expr::text(json.as_str()?)],
            ))
        }
        Value::Entity(id) => entity_literal(lookup, *id, json, uses),
        Value::List(item) => {
            let items: Option<Vec<Expr>> = json
                .as_array()?
                .iter()
                .map(|json| literal(lookup, item, json, uses))
                .collect();
            Some(Expr::vec(items?))
        }
        Value::Map(item) => map_literal(lookup, item, json, uses),
        Value::Nullable(_) if json.is_null() => Some(Expr::fixed("None")),
        Value::Nullable(inner) => Some(Expr::call(
            "Some",
            vec![literal(lookup, inner, json, uses)?],
        )),
        _ => None,
    }
}

/// A text as an owned one.
pub fn owned(text: &str) -> Expr {
    if text.is_empty() {
        Expr::fixed("String::new()")
    } else {
        Expr::text(text).method("to_owned", Vec::new())
    }
}

fn map_literal(lookup: Lookup<'_>, item: &Value, json: &Json, uses: &mut Uses) -> Option<Expr> {
    let mut entries = Vec::new();
    for (key, json) in json.as_object()? {
        entries.push(Expr::call(
            "",
            vec![owned(key), literal(lookup, item, json, uses)?],
        ));
    }
    uses.std("std::collections::BTreeMap");
    Some(Expr::call("BTreeMap::from", vec![Expr::array(entries)]))
}

/// An entity with all its fields, so that nothing is left to a default.
fn entity_literal(lookup: Lookup<'_>, id: EntityId, json: &Json, uses: &mut Uses) -> Option<Expr> {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    if !entity.sent
        || entity.role == Role::Union
        || !json.is_object()
        || entity
            .members
            .iter()
            .any(|member| !member.wrappers.is_empty())
    {
        return None;
    }
    uses.own(&names.ident);
    let mut fields = Vec::new();
    for (member, field) in entity.members.iter().zip(&names.fields) {
        let value = match json.get(&member.wire).filter(|json| !json.is_null()) {
            Some(json) => held(
                lookup,
                entity,
                member,
                literal(lookup, &member.value, json, uses)?,
            ),
            None if lookup.holding(entity, member) == Holding::Required => return None,
            None => {
                let holding = lookup.holding(entity, member);
                if holding == Holding::Collection && matches!(member.value, Value::Map(_)) {
                    uses.std("std::collections::BTreeMap");
                }
                absent(member, holding)
            }
        };
        fields.push((field.clone(), value));
    }
    Some(Expr::literal(
        &crate::text::RsType::named(&names.ident),
        fields,
        None,
    ))
}

/// A value in the form in which its field holds it.
pub fn held(lookup: Lookup<'_>, entity: &Entity, member: &Member, value: Expr) -> Expr {
    let value = if lookup.is_boxed(entity, member) {
        Expr::call("Box::new", vec![value])
    } else {
        value
    };
    match lookup.holding(entity, member) {
        Holding::Optional => Expr::call("Some", vec![value]),
        Holding::Required | Holding::Collection => value,
    }
}

/// The JSON text that the runtime writes for a value, where this can be said without repeating the
/// runtime's own rules for odd numbers and characters.
pub fn written(lookup: Lookup<'_>, value: &Value, json: &Json) -> Option<String> {
    match (value, json) {
        (Value::Nullable(_), Json::Null) => Some("null".to_owned()),
        (Value::Nullable(inner), json) => written(lookup, inner, json),
        (Value::Boolean | Value::Integer | Value::Long, json) => Some(json.to_string()),
        (Value::Decimal, json) => Some(format!("{:?}", json.as_f64()?)),
        (Value::String | Value::Enumeration(_), Json::String(text)) => {
            (!text.chars().any(char::is_control)).then(|| json.to_string())
        }
        (Value::List(item), Json::Array(items)) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|json| written(lookup, item, json))
                .collect();
            Some(format!("[{}]", items?.join(",")))
        }
        (Value::Map(item), Json::Object(entries)) => {
            let mut sorted: Vec<(&String, &Json)> = entries.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            let entries: Option<Vec<String>> = sorted
                .into_iter()
                .map(|(key, json)| {
                    Some(format!(
                        "{}:{}",
                        Json::from(key.as_str()),
                        written(lookup, item, json)?
                    ))
                })
                .collect();
            Some(format!("{{{}}}", entries?.join(",")))
        }
        (Value::Entity(id), Json::Object(_)) => {
            let entity = &lookup.domain.entities[id.0];
            written_members(lookup, entity, |member| json.get(&member.wire).cloned())
        }
        _ => None,
    }
}

/// The object that the runtime writes for the members of an entity.
pub fn written_members(
    lookup: Lookup<'_>,
    entity: &Entity,
    given: impl Fn(&Member) -> Option<Json>,
) -> Option<String> {
    let mut entries = Vec::new();
    for member in body_members(entity) {
        if !member.wrappers.is_empty() {
            return None;
        }
        let required =
            member.presence == connector_model::service::Presence::Required && !entity.received;
        let is_skipped = !required && lookup.holding(entity, member) == Holding::Collection;
        let json = match (given(member).filter(|json| !json.is_null()), &member.value) {
            (Some(Json::Array(items)), Value::List(_)) if items.is_empty() && is_skipped => {
                continue;
            }
            (Some(Json::Object(items)), Value::Map(_)) if items.is_empty() && is_skipped => {
                continue;
            }
            // The runtime makes one up for each call.
            (None, _) if member.traits.idempotency_token => return None,
            (Some(json), _) => json,
            (None, Value::List(_)) if required => Json::Array(Vec::new()),
            (None, Value::Map(_)) if required => Json::Object(serde_json::Map::new()),
            (None, _) => continue,
        };
        let key = Json::from(member.wire.as_str());
        entries.push(format!("{key}:{}", written(lookup, &member.value, &json)?));
    }
    Some(format!("{{{}}}", entries.join(",")))
}

/// The text of a value in a path, a query or a form.
pub fn shown(value: &Value, json: &Json) -> Option<String> {
    match (value, json) {
        (Value::String | Value::Enumeration(_), Json::String(text)) => Some(text.clone()),
        (Value::Boolean | Value::Integer | Value::Long, json) => Some(json.to_string()),
        _ => None,
    }
}

/// Facts about a decoded answer.
#[derive(Debug, Default)]
pub struct Facts {
    /// Assertions.
    pub lines: Vec<RsCode>,
    height: usize,
}

impl Facts {
    fn push(&mut self, line: RsCode) {
        let rows = line.as_str().matches('\n').count() + 1;
        if self.height + rows <= LINES {
            self.height += rows;
            self.lines.push(line);
        }
    }

    fn equal(&mut self, left: Expr, right: Expr) {
        self.push(layout::statement(
            &Expr::call("assert_eq!", vec![left, right]),
            4,
        ));
    }

    fn holds(&mut self, what: Expr) {
        self.push(layout::statement(&Expr::call("assert!", vec![what]), 4));
    }

    /// Facts about the members of an entity that are in the body or are the body.
    pub fn entity(
        &mut self,
        lookup: Lookup<'_>,
        id: EntityId,
        place: &Expr,
        json: &Json,
        uses: &mut Uses,
    ) {
        let entity = &lookup.domain.entities[id.0];
        let names = &lookup.names.entities[id.0].fields;
        for (member, field) in entity.members.iter().zip(names) {
            let found = match member.binding {
                Binding::Payload => Some(json),
                Binding::Body => found(member, json),
                _ => None,
            };
            if let Some(json) = found.filter(|json| !json.is_null()) {
                self.member(
                    lookup,
                    (entity, member),
                    place.clone().field(field),
                    json,
                    uses,
                );
            }
        }
    }

    fn member(
        &mut self,
        lookup: Lookup<'_>,
        (entity, member): (&Entity, &Member),
        place: Expr,
        json: &Json,
        uses: &mut Uses,
    ) {
        match lookup.holding(entity, member) {
            Holding::Collection => self.collection(lookup, &member.value, place, json, uses),
            Holding::Required => self.item(lookup, &member.value, &place, json, uses),
            Holding::Optional => self.optional(lookup, &member.value, place, json, uses),
        }
    }

    fn optional(
        &mut self,
        lookup: Lookup<'_>,
        value: &Value,
        place: Expr,
        json: &Json,
        uses: &mut Uses,
    ) {
        let some = |value: Expr| Expr::call("Some", vec![value]);
        match (value, json) {
            (Value::String, Json::String(text)) if is_short(text) => {
                self.equal(place.method("as_deref", Vec::new()), some(Expr::text(text)));
            }
            (
                Value::Boolean
                | Value::Integer
                | Value::Long
                | Value::Decimal
                | Value::Enumeration(_),
                json,
            ) => match literal(lookup, value, json, uses) {
                Some(value) => self.equal(place, some(value)),
                None => self.holds(place.method("is_some", Vec::new())),
            },
            _ => self.holds(place.method("is_some", Vec::new())),
        }
    }

    fn collection(
        &mut self,
        lookup: Lookup<'_>,
        value: &Value,
        place: Expr,
        json: &Json,
        uses: &mut Uses,
    ) {
        let count = match json {
            Json::Array(items) => items.len(),
            Json::Object(entries) => entries.len(),
            _ => return,
        };
        if count == 0 {
            self.holds(place.method("is_empty", Vec::new()));
            return;
        }
        let number = RsNumber::integer(i64::try_from(count).unwrap_or(i64::MAX));
        self.equal(
            place.clone().method("len", Vec::new()),
            Expr::number(&number),
        );
        if let (Value::List(item), Json::Array(items)) = (value, json) {
            self.item(
                lookup,
                item,
                &place.index(&Expr::fixed("0")),
                &items[0],
                uses,
            );
        }
    }

    fn item(
        &mut self,
        lookup: Lookup<'_>,
        item: &Value,
        place: &Expr,
        json: &Json,
        uses: &mut Uses,
    ) {
        match (item, json) {
            (Value::Entity(id), Json::Object(_)) => self.entity(lookup, *id, place, json, uses),
            (Value::String, Json::String(text)) if is_short(text) => {
                self.equal(place.clone(), Expr::text(text));
            }
            (Value::Integer | Value::Long, json) => {
                if let Some(value) = literal(lookup, item, json, uses) {
                    self.equal(place.clone(), value);
                }
            }
            (Value::List(_), _) => self.collection(lookup, item, place.clone(), json, uses),
            _ => {}
        }
    }
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= TEXT
}

/// The value of a member, inside of the structures that the recipe removed.
fn found<'a>(member: &Member, json: &'a Json) -> Option<&'a Json> {
    member
        .wrappers
        .iter()
        .try_fold(json, |at, wrapper| at.get(wrapper))?
        .get(&member.wire)
}
