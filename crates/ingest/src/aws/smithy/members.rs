//! Members of structures and unions: where they stand and under which names.

use connector_model::service::{Binding, Member, MemberTraits, Protocol, Simple, Target};

use super::facts::{self, nearest};
use super::model::{Part, Shape};
use super::shapes::{Shapes, presence};
use super::value::{Read, Value};
use crate::aws::protocol::{ec2_name, named};
use crate::json::Kind;

/// The members of a structure or union; asks for the shapes that they name.
pub(super) fn members<'t>(shapes: &mut Shapes<'t>, shape: &Shape<'t>) -> Read<Vec<Member>> {
    let mut members = Vec::new();
    for part in shapes.model.members(shape)? {
        match member(shapes, shape, &part) {
            Ok(member) => members.push(member),
            // The other members are read all the same, so that all findings come at once.
            Err(fault) => shapes.faults.push(*fault),
        }
    }
    Ok(members)
}

fn member<'t>(shapes: &mut Shapes<'t>, owner: &Shape<'t>, part: &Part<'t>) -> Read<Member> {
    let shape = shapes.model.target(part.value)?;
    let binding = binding(shapes, owner, part, &shape);
    let target = shapes.target(part, shape.clone(), binding)?;
    let wire = wire_name(shapes, owner, part, binding)?;
    let is_scalar = matches!(target, Target::Simple(_));
    let own = part.traits.text("smithy.api#documentation")?;
    let documentation = match own {
        None if is_scalar => shape.traits.text("smithy.api#documentation")?,
        own => own,
    };
    let traits = MemberTraits {
        name: named(&part.name, &wire),
        query_name: query_name(shapes, part, &wire)?,
        event_exception: owner.is_event_stream() && shape.traits.has("smithy.api#error"),
        ..traits(shapes, part, &shape, &target, binding)?
    };
    Ok(Member {
        wire,
        target,
        binding,
        presence: presence(&part.traits),
        nullable: false,
        documentation,
        traits,
    })
}

fn traits<'t>(
    shapes: &Shapes<'t>,
    part: &Part<'t>,
    shape: &Shape<'t>,
    target: &Target,
    binding: Binding,
) -> Read<MemberTraits> {
    let own = |name: &str| part.traits.has(name);
    let scalar = shape.is_scalar();
    let either = |name: &str| nearest(&part.traits, &shape.traits, name);
    let of_scalar = |name: &str| own(name) || scalar && shape.traits.has(name);
    let is_payload = binding == Binding::Payload;
    let media = either("smithy.api#mediaType").map(Value::text);
    let media = media.transpose()?;
    let is_json = matches!(target, Target::Simple(Simple::String))
        && !is_payload
        && media.as_deref().is_some_and(is_json);
    // The root element of a payload has its namespace (`xml_root`).
    let namespace = match shapes.namespace(&part.traits)? {
        _ if is_payload => None,
        None if scalar => shapes.namespace(&shape.traits)?,
        own => own,
    };
    let context = part.traits.object("smithy.rules#contextParam")?;
    let streams = is_payload && shape.traits.has("smithy.api#streaming");
    let mut deprecated = facts::deprecation(&part.traits)?;
    let mut constraints = facts::constraints(&part.traits)?;
    if scalar {
        constraints = facts::member_constraints(&part.traits, &shape.traits)?;
        deprecated = match deprecated {
            None => facts::deprecation(&shape.traits)?,
            own => own,
        };
    }
    Ok(MemberTraits {
        name: None,
        query_name: None,
        flattened: own("smithy.api#xmlFlattened")
            && shapes.wire.names_items()
            && binding == Binding::Body,
        xml_attribute: own("smithy.api#xmlAttribute") && shapes.wire.names_items(),
        xml_namespace: namespace,
        idempotency_token: own("smithy.api#idempotencyToken"),
        host_label: own("smithy.api#hostLabel"),
        streaming: streams && matches!(target, Target::Simple(_)),
        requires_length: shape.traits.has("smithy.api#requiresLength"),
        json_value: is_json,
        event_header: own("smithy.api#eventHeader"),
        event_header_bits: event_header_bits(part, shape),
        event_payload: own("smithy.api#eventPayload"),
        event_exception: false,
        sensitive: of_scalar("smithy.api#sensitive"),
        context_parameter: match context {
            Some(context) => Some(context.needed("name")?.text()?),
            None => None,
        },
        media_type: media.filter(|_| is_payload && scalar),
        default: default(part, shape),
        deprecated,
        constraints,
    })
}

/// Headers of events have types of their own for small integers.
fn event_header_bits(part: &Part<'_>, shape: &Shape<'_>) -> Option<u8> {
    if !part.traits.has("smithy.api#eventHeader") {
        return None;
    }
    match shape.id.as_str() {
        "smithy.api#Byte" | "smithy.api#PrimitiveByte" => Some(8),
        "smithy.api#Short" | "smithy.api#PrimitiveShort" => Some(16),
        _ => None,
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// What the service assumes without a value. Numbers, Booleans and what is empty are left out: models state them where
/// nothing is assumed (numbers that cannot be null, streams), and botocore's state none.
fn default(part: &Part<'_>, shape: &Shape<'_>) -> Option<String> {
    let stated = nearest(&part.traits, &shape.traits, "smithy.api#default");
    let is_scalar =
        |value: &Value<'_>| matches!(value.kind(), Kind::Null | Kind::Boolean | Kind::Number);
    let is_empty = |value: &Value<'_>| matches!(value.raw(), "\"\"" | "[]" | "{}");
    let kept = stated.filter(|value| !is_scalar(value) && !is_empty(value));
    kept.map(Value::json)
}

/// Where a member stands in a message.
fn binding<'t>(
    shapes: &Shapes<'t>,
    owner: &Shape<'t>,
    part: &Part<'t>,
    target: &Shape<'t>,
) -> Binding {
    if !shapes.is_head(owner) {
        return Binding::Body;
    }
    if target.is_event_stream() {
        return Binding::Payload;
    }
    if !shapes.wire.has_http_bindings() {
        return Binding::Body;
    }
    let bindings = [
        ("smithy.api#httpPayload", Binding::Payload),
        ("smithy.api#httpLabel", Binding::Label),
        ("smithy.api#httpQuery", Binding::Query),
        ("smithy.api#httpQueryParams", Binding::QueryEntries),
        ("smithy.api#httpHeader", Binding::Header),
        ("smithy.api#httpPrefixHeaders", Binding::PrefixHeaders),
        ("smithy.api#httpResponseCode", Binding::StatusCode),
    ];
    let mut bindings = bindings.into_iter();
    let bound = bindings.find(|(name, _)| part.traits.has(name));
    bound.map_or(Binding::Body, |(_, binding)| binding)
}

/// Name of a member where it stands.
fn wire_name<'t>(
    shapes: &Shapes<'t>,
    owner: &Shape<'t>,
    part: &Part<'t>,
    binding: Binding,
) -> Read<String> {
    let name_trait = match binding {
        Binding::Header => Some("smithy.api#httpHeader"),
        Binding::PrefixHeaders => Some("smithy.api#httpPrefixHeaders"),
        Binding::Query => Some("smithy.api#httpQuery"),
        // Events are named by their members.
        Binding::Body if owner.is_event_stream() => None,
        Binding::Body => match shapes.wire.protocol {
            Protocol::RestJson => Some("smithy.api#jsonName"),
            Protocol::RestXml | Protocol::Query | Protocol::Ec2 => Some("smithy.api#xmlName"),
            _ => None,
        },
        _ => None,
    };
    let stated = name_trait.map(|name| part.traits.text(name)).transpose()?;
    Ok(stated.flatten().unwrap_or_else(|| part.name.clone()))
}

/// Name of a member in requests to EC2, where answers have another.
fn query_name<'t>(shapes: &Shapes<'t>, part: &Part<'t>, wire: &str) -> Read<Option<String>> {
    if shapes.wire.protocol != Protocol::Ec2 {
        return Ok(None);
    }
    let stated = part.traits.text("aws.protocols#ec2QueryName")?;
    let name = stated.unwrap_or_else(|| ec2_name(wire));
    Ok(Some(name).filter(|name| name != wire))
}
