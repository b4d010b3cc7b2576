//! The domain model as text: what `inspect` prints for people, and what tests compare.

use std::fmt::Write;

use crate::domain::{
    Activity, ActivityResult, Association, AssociationEnd, AttributeType, Domain, Entity, EntityId,
    Enumeration, Generalization, Member, Multiplicity, Role, Value,
};
use crate::service::{Binding, Presence, TimestampFormat};

/// The domain model as text, one line for each element, without addresses, examples and documentation.
pub fn describe(domain: &Domain) -> String {
    let mut out = format!(
        "module {} `{}` {}\n",
        domain.module, domain.name, domain.slug
    );
    for activity in &domain.activities {
        activity_lines(domain, activity, &mut out);
    }
    for entity in &domain.entities {
        entity_lines(domain, entity, &mut out);
    }
    for enumeration in &domain.enumerations {
        enumeration_lines(enumeration, &mut out);
    }
    for association in &domain.associations {
        line(&mut out, &association_line(domain, association));
    }
    out
}

/// Type of an attribute in the words of the platform, with the enumeration's name.
pub fn attribute_type(domain: &Domain, kind: &AttributeType) -> String {
    match kind {
        AttributeType::Boolean => "Boolean".to_owned(),
        AttributeType::DateTime => "Date and time".to_owned(),
        AttributeType::Decimal => "Decimal".to_owned(),
        AttributeType::Enumeration(id) => domain.enumerations[id.0].name.clone(),
        AttributeType::OptionalBoolean => "AWSAuthentication.ENUM_Boolean".to_owned(),
        AttributeType::Integer => "Integer".to_owned(),
        AttributeType::Long => "Long".to_owned(),
        AttributeType::String => "String".to_owned(),
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

fn activity_lines(domain: &Domain, activity: &Activity, out: &mut String) {
    let parameters: Vec<&str> = activity
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    let result = match activity.result {
        _ if domain.returns_boolean(activity) => "Boolean",
        ActivityResult::Boolean => "Boolean",
        ActivityResult::Entity(entity) => entity_name(domain, entity),
    };
    let mut text = format!(
        "activity {} {}({}) -> {result}",
        activity.action,
        activity.microflow,
        parameters.join(", "),
    );
    for (status, entity) in &activity.errors {
        // Writing to a String cannot fail.
        let _ = write!(text, " | {status} {}", entity_name(domain, *entity));
    }
    line(out, &text);
}

fn entity_name(domain: &Domain, entity: EntityId) -> &str {
    &domain.entities[entity.0].name
}

fn entity_lines(domain: &Domain, entity: &Entity, out: &mut String) {
    let role = match entity.role {
        Role::Request => "request",
        Role::Response => "response",
        Role::Error => "error",
        Role::Nested => "nested",
        Role::Specialization => "specialization",
        Role::ListItem => "list-item",
        Role::MapEntry => "map-entry",
        Role::Union => "union",
    };
    let general = match &entity.generalization {
        None => String::new(),
        Some(Generalization::Entity(id)) => format!(" : {}", entity_name(domain, *id)),
        Some(Generalization::Foreign(name)) => format!(" : {name}"),
    };
    let direction = match (entity.sent, entity.received) {
        (true, true) => " sent received",
        (true, false) => " sent",
        (false, true) => " received",
        (false, false) => "",
    };
    line(
        out,
        &format!("entity {}{general} [{role}{direction}]", entity.name),
    );
    for member in &entity.members {
        line(out, &member_line(domain, member));
    }
    for attribute in &entity.attributes {
        let required = if attribute.required { " required" } else { "" };
        let kind = attribute_type(domain, &attribute.kind);
        line(
            out,
            &format!("  attribute {}: {kind}{required}", attribute.name),
        );
    }
}

fn member_line(domain: &Domain, member: &Member) -> String {
    let mut text = format!("  {}", member.name);
    if member.wire != member.name || !member.wrappers.is_empty() {
        let mut path = member.wrappers.clone();
        path.push(member.wire.clone());
        let _ = write!(text, " `{}`", path.join("`.`"));
    }
    let _ = write!(text, ": {}", value(domain, &member.value));
    for (word, holds) in [
        (binding(member.binding), member.binding != Binding::Body),
        ("optional", member.presence == Presence::Optional),
        ("nullable", member.nullable),
        ("sensitive", member.sensitive),
        ("boxed", member.boxed),
    ] {
        if holds {
            let _ = write!(text, " {word}");
        }
    }
    text
}

fn binding(binding: Binding) -> &'static str {
    match binding {
        Binding::Body => "body",
        Binding::Header => "header",
        Binding::Label => "label",
        Binding::Payload => "payload",
        Binding::PrefixHeaders => "prefix-headers",
        Binding::Query => "query",
        Binding::QueryEntries => "query-entries",
        Binding::StatusCode => "status-code",
    }
}

/// The value from the outside in: `List(Map(String))` is written `[]{}String`.
fn value(domain: &Domain, value: &Value) -> String {
    let mut text = String::new();
    let mut value = value;
    loop {
        let (mark, inner) = match value {
            Value::List(inner) => ("[]", inner),
            Value::Map(inner) => ("{}", inner),
            Value::Nullable(inner) => ("?", inner),
            end => return text + &end_of_value(domain, end),
        };
        text.push_str(mark);
        value = inner;
    }
}

fn end_of_value(domain: &Domain, value: &Value) -> String {
    let text = match value {
        Value::Blob => "Blob",
        Value::Boolean => "Boolean",
        Value::Decimal => "Decimal",
        Value::Document | Value::List(_) | Value::Map(_) | Value::Nullable(_) => "Document",
        Value::Entity(entity) | Value::EventStream(entity) => entity_name(domain, *entity),
        Value::Enumeration(id) => &domain.enumerations[id.0].name,
        Value::Float => "Float",
        Value::Integer => "Integer",
        Value::Long => "Long",
        Value::Stream => "Stream",
        Value::String => "String",
        Value::Timestamp(TimestampFormat::DateTime) => "DateTime",
        Value::Timestamp(TimestampFormat::EpochSeconds) => "EpochSeconds",
        Value::Timestamp(TimestampFormat::HttpDate) => "HttpDate",
    };
    text.to_owned()
}

fn enumeration_lines(enumeration: &Enumeration, out: &mut String) {
    let received = if enumeration.received {
        " [received]"
    } else {
        ""
    };
    line(out, &format!("enumeration {}{received}", enumeration.name));
    for value in &enumeration.values {
        line(
            out,
            &format!("  {} `{}` {}", value.name, value.wire, value.caption),
        );
    }
}

fn association_line(domain: &Domain, association: &Association) -> String {
    let end = |end: &AssociationEnd| match end {
        AssociationEnd::Entity(entity) => entity_name(domain, *entity).to_owned(),
        AssociationEnd::Foreign(name) => name.clone(),
    };
    format!(
        "association {} {} owner {}",
        association.name,
        association.multiplicity.label(),
        match association.multiplicity {
            Multiplicity::OneToOne => "both".to_owned(),
            Multiplicity::OneToMany | Multiplicity::ManyToMany => end(&association.owner),
        },
    )
}
