//! The shapes that operations reach, made into those of the service model.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::diagnostic::Diagnostics;
use connector_model::service::{
    Binding, EnumerationValue, Presence, Protocol, Shape as MadeShape, ShapeId, ShapeKind,
    ShapeTraits, Simple, Target, TimestampFormat, XmlName, XmlNamespace,
};

use super::model::{Model, Part, Shape, ShapeType, Traits};
use super::value::{Read, Value};
use super::{facts, members};
use crate::aws::protocol::{self, Wire};

/// Makes shapes as operations ask for them.
#[derive(Debug)]
pub(super) struct Shapes<'t> {
    pub(super) model: &'t Model<'t>,
    pub(super) wire: Wire<'t>,
    names: Names,
    /// Structures whose members can be bound to the head of a message.
    heads: BTreeSet<String>,
    seen: BTreeSet<ShapeId>,
    queue: Vec<Wanted<'t>>,
    made: BTreeMap<ShapeId, MadeShape>,
    pub(super) faults: Diagnostics,
}

/// A shape that was asked for, and the place in messages where it occurs.
#[derive(Debug)]
struct Wanted<'t> {
    shape: Shape<'t>,
    id: ShapeId,
    binding: Binding,
}

/// Names of shapes without their namespaces.
#[derive(Debug)]
pub(super) struct Names {
    /// What the service calls shapes of other namespaces that would have the same name.
    renamed: BTreeMap<String, String>,
    owners: BTreeMap<String, String>,
}

impl Names {
    /// No names yet but those that the service gives.
    pub(super) fn new(renamed: BTreeMap<String, String>) -> Self {
        Self {
            renamed,
            owners: BTreeMap::new(),
        }
    }

    /// Name of a shape, unique in the service: a second shape of the same name keeps its namespace.
    fn of(&mut self, shape: &Shape<'_>) -> ShapeId {
        let renamed = self.renamed.get(&shape.id).map(String::as_str);
        let name = renamed.unwrap_or_else(|| shape.name());
        let owner = self.owners.entry(name.to_owned());
        let owner = owner.or_insert_with(|| shape.id.clone());
        ShapeId(if *owner == shape.id {
            name.to_owned()
        } else {
            shape.id.clone()
        })
    }
}

impl<'t> Shapes<'t> {
    /// No shapes yet.
    pub(super) fn new(model: &'t Model<'t>, wire: Wire<'t>, names: Names) -> Self {
        Self {
            model,
            wire,
            names,
            heads: BTreeSet::new(),
            seen: BTreeSet::new(),
            queue: Vec::new(),
            made: BTreeMap::new(),
            faults: Diagnostics::new(),
        }
    }

    /// Asks for the structure of an input, an output or an error.
    pub(super) fn head(&mut self, shape: Shape<'t>) -> ShapeId {
        self.heads.insert(shape.id.clone());
        let id = self.names.of(&shape);
        self.want(shape, id.clone(), Binding::Body);
        id
    }

    /// Whether members of the structure can be bound to the head of a message.
    pub(super) fn is_head(&self, shape: &Shape<'t>) -> bool {
        self.heads.contains(&shape.id)
    }

    /// A shape that was made: after [`Self::finish_queue`] every one that was asked for and is right.
    pub(super) fn made(&self, id: &ShapeId) -> Option<&MadeShape> {
        self.made.get(id)
    }

    /// All shapes, and what is wrong with the others.
    pub(super) fn into_made(self) -> (BTreeMap<ShapeId, MadeShape>, Diagnostics) {
        (self.made, self.faults)
    }

    /// Makes every shape that was asked for, and those that they reach.
    pub(super) fn finish_queue(&mut self) {
        while let Some(wanted) = self.queue.pop() {
            match self.make(&wanted) {
                Ok(shape) => {
                    self.made.insert(wanted.id, shape);
                }
                Err(fault) => self.faults.push(*fault),
            }
        }
    }

    fn want(&mut self, shape: Shape<'t>, id: ShapeId, binding: Binding) {
        if self.seen.insert(id.clone()) {
            self.queue.push(Wanted { shape, id, binding });
        }
    }

    fn make(&mut self, wanted: &Wanted<'t>) -> Read<MadeShape> {
        let Wanted { shape, binding, .. } = wanted;
        let mut sensitive = shape.traits.has("smithy.api#sensitive");
        let mut traits = ShapeTraits {
            union: shape.kind == ShapeType::Union,
            event_stream: shape.is_event_stream(),
            xml_namespace: self.namespace(&shape.traits)?,
            deprecated: facts::deprecation(&shape.traits)?,
            ..ShapeTraits::default()
        };
        let kind = match shape.kind {
            ShapeType::Structure | ShapeType::Union => {
                ShapeKind::Structure(members::members(self, shape)?)
            }
            ShapeType::List => {
                traits.constraints = facts::constraints(&shape.traits)?;
                let items = self.model.element(shape, "member")?;
                traits.item = self.element_name(&items)?;
                let (target, is_secret) = self.held(shape, &items, *binding)?;
                sensitive |= is_secret;
                ShapeKind::List(target)
            }
            ShapeType::Map => {
                traits.constraints = facts::constraints(&shape.traits)?;
                let keys = self.model.element(shape, "key")?;
                traits.key = self.element_name(&keys)?;
                let values = self.model.element(shape, "value")?;
                traits.item = self.element_name(&values)?;
                let (target, is_secret) = self.held(shape, &values, *binding)?;
                sensitive |= is_secret;
                ShapeKind::Map(target)
            }
            _ => ShapeKind::Enumeration(self.values(shape)?),
        };
        Ok(MadeShape {
            kind,
            documentation: shape.traits.text("smithy.api#documentation")?,
            sensitive,
            traits,
            origin: shape.value.origin(),
        })
    }

    /// Items of a list or values of a map, and whether they are secrets.
    fn held(
        &mut self,
        shape: &Shape<'t>,
        part: &Part<'t>,
        binding: Binding,
    ) -> Read<(Target, bool)> {
        let held = self.model.target(part.value)?;
        let is_secret = held.is_scalar() && held.traits.has("smithy.api#sensitive");
        let target = self.target(part, held, binding)?;
        let is_sparse = shape.traits.has("smithy.api#sparse");
        let target = if is_sparse {
            Target::Nullable(Box::new(target))
        } else {
            target
        };
        Ok((target, is_secret))
    }

    /// What a member or element is: a kind without parts, or a shape that is asked for with this.
    pub(super) fn target(
        &mut self,
        part: &Part<'t>,
        shape: Shape<'t>,
        binding: Binding,
    ) -> Read<Target> {
        let simple = match shape.kind {
            ShapeType::Blob => Simple::Blob,
            ShapeType::Boolean => Simple::Boolean,
            ShapeType::Document => Simple::Document,
            ShapeType::Double => Simple::Decimal,
            ShapeType::Float => Simple::Float,
            ShapeType::Integer => Simple::Integer,
            ShapeType::Long => Simple::Long,
            ShapeType::String if !shape.is_enumeration() => Simple::String,
            ShapeType::Timestamp => Simple::Timestamp(self.timestamp(part, &shape, binding)?),
            ShapeType::Operation | ShapeType::Resource | ShapeType::Service => {
                let message = format!("`{}` is no kind of value", shape.id);
                return Err(part.value.fault(message));
            }
            _ => {
                let id = self.names.of(&shape);
                let id = if self.follows_place(&shape)? {
                    protocol::list_at(&self.wire, &id.0, binding)
                } else {
                    id
                };
                self.want(shape, id.clone(), binding);
                return Ok(Target::Shape(id));
            }
        };
        Ok(Target::Simple(simple))
    }

    /// Whether a list is one of points in time whose format follows from the place.
    fn follows_place(&self, shape: &Shape<'t>) -> Read<bool> {
        const FORMAT: &str = "smithy.api#timestampFormat";
        if shape.kind != ShapeType::List {
            return Ok(false);
        }
        let items = self.model.element(shape, "member")?;
        let target = self.model.target(items.value)?;
        let is_stated = items.traits.has(FORMAT) || target.traits.has(FORMAT);
        Ok(target.kind == ShapeType::Timestamp && !is_stated)
    }

    fn timestamp(
        &self,
        part: &Part<'t>,
        shape: &Shape<'t>,
        binding: Binding,
    ) -> Read<TimestampFormat> {
        let assumed = self.wire.timestamp(binding);
        if self.wire.protocol == Protocol::RpcV2Cbor {
            return Ok(assumed);
        }
        let stated = facts::nearest(&part.traits, &shape.traits, "smithy.api#timestampFormat");
        let Some(stated) = stated else {
            return Ok(assumed);
        };
        Ok(match stated.text()?.as_str() {
            "date-time" => TimestampFormat::DateTime,
            "epoch-seconds" => TimestampFormat::EpochSeconds,
            "http-date" => TimestampFormat::HttpDate,
            _ => assumed,
        })
    }

    /// Name of items, keys or values, where the model gives them one.
    fn element_name(&self, part: &Part<'t>) -> Read<Option<XmlName>> {
        if !self.wire.names_items() {
            return Ok(None);
        }
        let name = part.traits.text("smithy.api#xmlName")?;
        let namespace = self.namespace(&part.traits)?;
        if name.is_none() && namespace.is_none() {
            return Ok(None);
        }
        let name = name.unwrap_or_else(|| part.name.clone());
        Ok(Some(XmlName { name, namespace }))
    }

    /// A namespace; they count only where requests are XML.
    pub(super) fn namespace(&self, traits: &Traits<'t>) -> Read<Option<XmlNamespace>> {
        let stated = traits.get("smithy.api#xmlNamespace");
        stated
            .filter(|_| self.wire.protocol == Protocol::RestXml)
            .map(namespace)
            .transpose()
    }

    /// Values of an enumeration, each once.
    fn values(&self, shape: &Shape<'t>) -> Read<Vec<EnumerationValue>> {
        let values: Vec<EnumerationValue> = if let Some(old) = shape.traits.get("smithy.api#enum") {
            let values = old.items()?.into_iter().map(old_value);
            values.collect::<Read<_>>()?
        } else {
            let members = self.model.members(shape)?;
            members.iter().map(value).collect::<Read<_>>()?
        };
        let mut seen = BTreeSet::new();
        let values = values.into_iter();
        Ok(values
            .filter(|value| seen.insert(value.wire.clone()))
            .collect())
    }
}

/// A value of an enumeration of Smithy 2.0: its name is its text where it states none.
fn value(member: &Part<'_>) -> Read<EnumerationValue> {
    let text = member.traits.text("smithy.api#enumValue")?;
    Ok(EnumerationValue {
        wire: text.unwrap_or_else(|| member.name.clone()),
        caption: None,
        documentation: member.traits.text("smithy.api#documentation")?,
    })
}

/// A value of the trait that enumerations of Smithy 1.0 are.
fn old_value(value: Value<'_>) -> Read<EnumerationValue> {
    Ok(EnumerationValue {
        wire: value.needed("value")?.text()?,
        caption: None,
        documentation: value.text_of("documentation")?,
    })
}

fn namespace(value: Value<'_>) -> Read<XmlNamespace> {
    Ok(XmlNamespace {
        prefix: value.text_of("prefix")?,
        uri: value.needed("uri")?.text()?,
    })
}

/// Whether a member has to be there.
pub(super) fn presence(traits: &Traits<'_>) -> Presence {
    if traits.has("smithy.api#required") {
        Presence::Required
    } else {
        Presence::Optional
    }
}
