//! What doc comments say: facts of the domain model by rule (requirement B13), then the source's own words.

use connector_model::documentation::Documentation;
use connector_model::domain::{
    Activity, ActivityResult, Domain, Entity, EntityId, Enumeration, Member, ModelledError, Role,
    Value,
};
use connector_model::service::{Binding, Deprecation, PathPart, Presence};

use super::types::{Holding, Lookup};
use crate::text::{Doc, Inline, RsIdent};

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

fn code(code: &str) -> Inline {
    Inline::Code(code.to_owned())
}

/// The words, and behind them the documentation of the source if it has one.
fn with_source(doc: Doc, documentation: Option<&Documentation>) -> Doc {
    match documentation {
        Some(source) => doc.followed_by(Doc::of(source)),
        None => doc,
    }
}

/// `the Amazon Polly DescribeVoices action`.
fn the_action(domain: &Domain, activity: &Activity) -> Vec<Inline> {
    vec![
        text(&format!("the {} ", domain.name)),
        code(&activity.action),
        text(" action"),
    ]
}

/// Method and path as people write them: `GET /v1/lexicons/{LexiconName}`.
pub fn call_of(activity: &Activity) -> String {
    let path: String = activity
        .wire
        .path
        .iter()
        .map(|part| match part {
            PathPart::Literal(literal) => literal.clone(),
            PathPart::Label(label) => format!("{{{label}}}"),
            PathPart::GreedyLabel(label) => format!("{{{label}+}}"),
        })
        .collect();
    format!(
        "{} {}",
        activity.wire.method,
        if path.is_empty() { "/" } else { &path }
    )
}

/// What an entity is for.
pub fn entity(lookup: Lookup<'_>, id: EntityId) -> Doc {
    let domain = lookup.domain;
    let entity = &domain.entities[id.0];
    let purpose = purpose(lookup, id, entity);
    let doc = match (&entity.documentation, entity.role) {
        (source, Role::Request | Role::Response) => {
            with_source(Doc::paragraph(purpose), source.as_ref())
        }
        (Some(source), _) => Doc::of(source).and(purpose),
        (None, _) => Doc::paragraph(purpose),
    };
    with_deprecation(doc, entity.deprecated.as_ref())
}

/// The words, and behind them that something should no longer be used. It is no attribute, because the connector
/// itself uses it.
fn with_deprecation(doc: Doc, deprecated: Option<&Deprecation>) -> Doc {
    let Some(deprecation) = deprecated else {
        return doc;
    };
    let mut words = "Deprecated".to_owned();
    if let Some(since) = &deprecation.since {
        words.push_str(" since ");
        words.push_str(since);
    }
    match &deprecation.message {
        Some(message) => {
            words.push_str(": ");
            words.push_str(message);
        }
        None => words.push('.'),
    }
    doc.and(vec![text(&words)])
}

fn purpose(lookup: Lookup<'_>, id: EntityId, entity: &Entity) -> Vec<Inline> {
    let domain = lookup.domain;
    match entity.role {
        Role::Request => request_purpose(domain, id),
        Role::Response => response_purpose(domain, id),
        Role::Error => error_purpose(domain, id),
        _ => nested_purpose(lookup, id, entity),
    }
}

fn request_purpose(domain: &Domain, id: EntityId) -> Vec<Inline> {
    let Some(activity) = domain
        .activities
        .iter()
        .find(|activity| activity.request == id)
    else {
        return vec![text("A request.")];
    };
    let mut words = vec![text("The request of ")];
    words.extend(the_action(domain, activity));
    words.extend([text(": "), code(&call_of(activity)), text(".")]);
    words
}

fn response_purpose(domain: &Domain, id: EntityId) -> Vec<Inline> {
    let answers = |activity: &&Activity| activity.result == ActivityResult::Entity(id);
    let Some(activity) = domain.activities.iter().find(answers) else {
        return vec![text("A response.")];
    };
    let mut words = vec![text("The response of ")];
    words.extend(the_action(domain, activity));
    words.push(text("."));
    words
}

fn error_purpose(domain: &Domain, id: EntityId) -> Vec<Inline> {
    if let Some(error) = domain.errors.iter().find(|error| error.entity == id) {
        let status = format!(", status {}.", error.status);
        return vec![text("The error "), code(&error.code), text(&status)];
    }
    for activity in &domain.activities {
        let mut statuses = activity.errors.iter().filter(|(_, entity)| *entity == id);
        if let Some((status, _)) = statuses.next() {
            let mut words = vec![text(&format!(
                "The body of an answer with status {status} to "
            ))];
            words.extend(the_action(domain, activity));
            words.push(text("."));
            return words;
        }
    }
    vec![text("The body of an answer other than success.")]
}

/// Where a nested entity stands: the member that holds it, or how many do.
fn nested_purpose(lookup: Lookup<'_>, id: EntityId, entity: &Entity) -> Vec<Inline> {
    let direction = match (entity.received, entity.sent) {
        (true, true) => "sent and received",
        (false, true) => "sent",
        _ => "received",
    };
    let Some((holder, member, count)) = lookup.names.holders[id.0] else {
        return vec![text(&format!("An entity that is {direction}."))];
    };
    let holder = &lookup.domain.entities[holder];
    let member = &holder.members[member];
    let role = match member.value {
        Value::List(_) => "An item of ",
        Value::Map(_) => "A value of ",
        _ => "The value of ",
    };
    let mut words = vec![
        text(role),
        code(&member.wire),
        text(" in "),
        code(&holder.name),
    ];
    if count > 1 {
        words.push(text(&format!(" and of {} more members", count - 1)));
    }
    let kind = if entity.role == Role::Union {
        ", one of several kinds"
    } else {
        ""
    };
    words.push(text(&format!("{kind}; {direction}.")));
    words
}

/// What a member is: where it stands, what kind of value it has, whether it must be there.
pub fn member(lookup: Lookup<'_>, entity: &Entity, member: &Member) -> Doc {
    let mut facts = vec![
        code(&wire_path(member)),
        text(place(member.binding)),
        text("; "),
    ];
    facts.extend(kind(lookup, &member.value));
    facts.push(text(necessity(lookup, entity, member)));
    facts.push(text("."));
    let doc = match &member.documentation {
        Some(source) => Doc::of(source).and(facts),
        None => Doc::paragraph(facts),
    };
    with_deprecation(doc, member.traits.deprecated.as_ref())
}

/// What an error of a model says, and when it comes.
pub fn modelled_error(domain: &Domain, error: &ModelledError) -> Doc {
    let entity = &domain.entities[error.entity.0];
    let mut facts = vec![
        code(&error.code),
        text(&format!(", status {}", error.status)),
    ];
    if error.retryable {
        facts.push(text("; the same request may succeed later"));
    }
    facts.push(text("."));
    match &entity.documentation {
        Some(source) => Doc::of(source).and(facts),
        None => Doc::paragraph(facts),
    }
}

/// Name on the wire, behind the names of removed structures.
fn wire_path(member: &Member) -> String {
    let mut path = member.wrappers.clone();
    path.push(member.wire.clone());
    path.join(".")
}

fn place(binding: Binding) -> &'static str {
    match binding {
        Binding::Header => " in the headers",
        Binding::Label => " in the path",
        Binding::Payload => ", the whole body",
        Binding::PrefixHeaders => " in front of the names of headers",
        Binding::Query => " in the query",
        Binding::QueryEntries => ", further parameters of the query",
        Binding::StatusCode => ", the status of the answer",
        _ => "",
    }
}

fn necessity(lookup: Lookup<'_>, entity: &Entity, member: &Member) -> &'static str {
    if lookup.holding(entity, member) == Holding::Required
        || entity.sent && member.presence == Presence::Required
    {
        return ", required";
    }
    if !entity.received {
        return "";
    }
    match (member.presence, member.nullable) {
        (Presence::Optional, true) => ", may be absent or null",
        (Presence::Optional, false) => ", may be absent",
        (Presence::Required, true) => ", may be null",
        (Presence::Required, false) => "",
    }
}

/// What kind of value it is, in words.
fn kind(lookup: Lookup<'_>, value: &Value) -> Vec<Inline> {
    let name = |ident: &RsIdent| code(ident.as_str());
    match value {
        Value::Blob => vec![text("bytes")],
        Value::Boolean => vec![text("true or false")],
        Value::Decimal | Value::Float => vec![text("a number")],
        Value::EventStream(id) => vec![
            text("a stream of events: "),
            name(&lookup.names.entities[id.0].ident),
        ],
        Value::Stream => vec![text("bytes that are not held in memory")],
        Value::Entity(id) => vec![
            text("the entity "),
            name(&lookup.names.entities[id.0].ident),
        ],
        Value::Enumeration(id) => {
            vec![
                text("the enumeration "),
                name(&lookup.names.enumerations[id.0].ident),
            ]
        }
        Value::Integer | Value::Long => vec![text("a whole number")],
        Value::List(item) => several("a list of ", lookup, item),
        Value::Map(item) => several("a map of text keys to ", lookup, item),
        Value::Nullable(inner) => {
            let mut words = kind(lookup, inner);
            words.push(text(" or null"));
            words
        }
        Value::String => vec![text("a text")],
        Value::Timestamp(_) => vec![text("a point in time")],
        _ => vec![text("any JSON value")],
    }
}

fn several(of: &str, lookup: Lookup<'_>, item: &Value) -> Vec<Inline> {
    let mut words = vec![text(of)];
    words.extend(plural(lookup, item));
    words
}

fn plural(lookup: Lookup<'_>, value: &Value) -> Vec<Inline> {
    match value {
        Value::Blob => vec![text("byte strings")],
        Value::Boolean => vec![text("truth values")],
        Value::Decimal | Value::Float => vec![text("numbers")],
        Value::Integer | Value::Long => vec![text("whole numbers")],
        Value::List(item) => several("lists of ", lookup, item),
        Value::Map(item) => several("maps of text keys to ", lookup, item),
        Value::Nullable(inner) => {
            let mut words = plural(lookup, inner);
            words.push(text(" or nulls"));
            words
        }
        Value::String => vec![text("texts")],
        Value::Timestamp(_) => vec![text("points in time")],
        Value::Document => vec![text("JSON values")],
        other => kind(lookup, other).split_off(1),
    }
}

/// What an enumeration is.
pub fn enumeration(enumeration: &Enumeration) -> Doc {
    let facts = vec![
        text(&format!(
            "One of {} known texts, or another one: ",
            enumeration.values.len()
        )),
        text("what is not known stays as it came in."),
    ];
    match &enumeration.documentation {
        Some(source) => Doc::of(source).and(facts),
        None => Doc::paragraph(facts),
    }
}

/// What an operation's module holds.
pub fn operation(domain: &Domain, activity: &Activity) -> Doc {
    let mut words = vec![code(&activity.microflow), text(": ")];
    words.extend(the_action(domain, activity));
    words.push(text("."));
    let doc = with_source(Doc::paragraph(words), activity.documentation.as_ref());
    with_deprecation(doc, activity.wire.traits.deprecated.as_ref())
}

/// What an enumeration's module holds.
pub fn enumeration_module(enumeration: &Enumeration) -> Doc {
    Doc::paragraph(vec![
        text("The enumeration "),
        code(&enumeration.name),
        text("."),
    ])
}

/// What a file of grouped entities or mappings holds.
pub fn group(domain: &Domain, activity: &Activity, what: &str) -> Doc {
    let mut words = vec![text(what), text(" that are first used by ")];
    words.extend(the_action(domain, activity));
    words.push(text("."));
    Doc::paragraph(words)
}

/// A sentence of the generator's own.
pub fn sentence(words: &str) -> Doc {
    Doc::paragraph(vec![text(words)])
}

/// What the crate is and how it is called first.
pub fn library(domain: &Domain, first_call: Option<&[String]>) -> Doc {
    let mut doc = Doc::paragraph(vec![text(&format!("A connector for {}.", domain.name))]);
    if let Some(source) = &domain.documentation {
        doc = doc.followed_by(Doc::of(source));
    }
    if let Some(lines) = first_call {
        doc = doc.and(vec![text("A first call:")]);
        doc.0.push(crate::text::Block::Code(lines.to_vec()));
    }
    doc
}

/// What the example program does.
pub fn calls(domain: &Domain, activity: &Activity) -> Vec<Inline> {
    let mut words = vec![text("Calls ")];
    words.extend(the_action(domain, activity));
    words.push(text("."));
    words
}
