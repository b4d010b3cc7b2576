//! The shapes that operations reach, made into those of the service model.

mod members;

use std::collections::{BTreeMap, BTreeSet};

use connector_model::service::{
    Binding, Constraints, EnumerationValue, Origin, Protocol, Shape, ShapeId, ShapeKind,
    ShapeTraits, Simple, Target, TimestampFormat, XmlName, XmlNamespace,
};

use super::form::{self, Model, Namespace, Reference};
use super::{deprecation, owned};
use crate::aws::place::{Fault, pointer};
use crate::aws::protocol::{self, Wire};
use crate::codes;

/// Makes shapes as operations ask for them.
pub(super) struct Shapes<'m, 'a> {
    source: usize,
    wire: Wire<'m>,
    service_id: Option<&'m str>,
    forms: BTreeMap<&'m str, &'m form::Shape<'a>>,
    /// Shapes whose members can be bound to the head of a message: inputs, outputs, errors.
    heads: BTreeSet<&'m str>,
    seen: BTreeSet<(&'m str, ShapeId)>,
    queue: Vec<(&'m str, ShapeId, Binding)>,
    made: BTreeMap<ShapeId, Shape>,
    pub(super) faults: Vec<Fault>,
}

impl<'m, 'a> Shapes<'m, 'a> {
    /// Shapes of a model; those of inputs, outputs and errors are known from the beginning.
    pub(super) fn new(source: usize, wire: Wire<'m>, model: &'m Model<'a>) -> Self {
        let forms = model.shapes.iter();
        let references = model.operations.iter().flat_map(|(_, operation)| {
            let ends = operation.input.iter().chain(&operation.output);
            ends.chain(&operation.errors)
        });
        Self {
            source,
            wire,
            service_id: model.metadata.service_id.as_deref(),
            forms: forms.map(|(name, shape)| (&**name, shape)).collect(),
            heads: references
                .filter_map(|reference| reference.shape.as_deref())
                .collect(),
            seen: BTreeSet::new(),
            queue: Vec::new(),
            made: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// A shape as the model writes it.
    pub(super) fn form(&self, name: &str) -> Option<&'m form::Shape<'a>> {
        self.forms.get(name).copied()
    }

    /// A shape that was made: after [`Self::finish_queue`] every one that was asked for.
    pub(super) fn made(&self, id: &ShapeId) -> Option<&Shape> {
        self.made.get(id)
    }

    /// All shapes.
    pub(super) fn into_made(self) -> (BTreeMap<ShapeId, Shape>, Vec<Fault>) {
        (self.made, self.faults)
    }

    /// The structure that an input, an output or an error names.
    pub(super) fn structure(
        &mut self,
        reference: &'m Reference<'a>,
        at: &[&str],
    ) -> Option<ShapeId> {
        let (name, form) = self.resolve(reference, at)?;
        if form.kind.as_deref() != Some("structure") {
            self.fault(
                &codes::MODEL_FORM,
                pointer(at),
                format!("`{name}` is no structure"),
            );
            return None;
        }
        let id = ShapeId(name.to_owned());
        self.want(name, id.clone(), Binding::Body);
        Some(id)
    }

    /// Makes every shape that was asked for, and those that they reach.
    pub(super) fn finish_queue(&mut self) {
        while let Some((name, id, binding)) = self.queue.pop() {
            let Some(form) = self.form(name) else {
                continue;
            };
            if let Some(shape) = self.shape(name, form, binding) {
                self.made.insert(id, shape);
            }
        }
    }

    fn fault(
        &mut self,
        rule: &'static connector_model::diagnostic::Rule,
        at: String,
        message: String,
    ) {
        self.faults.push(Fault {
            rule,
            pointer: at,
            message,
            help: "take the file as the service's publisher wrote it; correct this place if it was edited"
                .to_owned(),
        });
    }

    fn want(&mut self, name: &'m str, id: ShapeId, binding: Binding) {
        if self.seen.insert((name, id.clone())) {
            self.queue.push((name, id, binding));
        }
    }

    /// The shape that a reference names; a fault if there is none.
    fn resolve(
        &mut self,
        reference: &'m Reference<'a>,
        at: &[&str],
    ) -> Option<(&'m str, &'m form::Shape<'a>)> {
        let Some(name) = reference.shape.as_deref() else {
            let message = "`shape` is missing: what stands here is not known".to_owned();
            self.fault(&codes::MODEL_FORM, pointer(at), message);
            return None;
        };
        if let Some(form) = self.form(name) {
            return Some((name, form));
        }
        let near = connector_model::suggestion::suggestions(name, self.forms.keys().copied());
        let help = if near.is_empty() {
            "take the file as the service's publisher wrote it".to_owned()
        } else {
            format!("did you mean `{}`?", near.join("` or `"))
        };
        self.faults.push(Fault {
            rule: &codes::MODEL_REFERENCE,
            pointer: pointer(&[at, &["shape"]].concat()),
            message: format!("the model has no shape `{name}`"),
            help,
        });
        None
    }

    fn shape(
        &mut self,
        name: &'m str,
        form: &'m form::Shape<'a>,
        binding: Binding,
    ) -> Option<Shape> {
        let mut sensitive = form.sensitive;
        let mut traits = ShapeTraits {
            union: form.union || form.eventstream || protocol::is_union(self.service_id, name),
            event_stream: form.eventstream,
            xml_namespace: self.namespace(form.xml_namespace.as_deref()),
            deprecated: deprecation(
                form.deprecated,
                form.deprecated_message.as_ref(),
                form.deprecated_since.as_ref(),
            ),
            ..ShapeTraits::default()
        };
        let kind = match form.kind.as_deref() {
            Some("structure") => ShapeKind::Structure(self.members(name, form)),
            Some("list") => {
                traits.constraints = constraints(form);
                let items = form.member.as_deref();
                traits.item = items.and_then(|items| self.item_name(items, "member"));
                sensitive |= items.is_some_and(|items| self.is_secret(items));
                ShapeKind::List(self.part(name, "member", items, form, binding)?)
            }
            Some("map") => {
                traits.constraints = constraints(form);
                let values = form.value.as_deref();
                traits.key = form
                    .key
                    .as_deref()
                    .and_then(|key| self.item_name(key, "key"));
                traits.item = values.and_then(|values| self.item_name(values, "value"));
                sensitive |= values.is_some_and(|values| self.is_secret(values));
                ShapeKind::Map(self.part(name, "value", values, form, binding)?)
            }
            _ => ShapeKind::Enumeration(values(form)),
        };
        Some(Shape {
            kind,
            documentation: owned(form.documentation.as_ref()),
            sensitive,
            traits,
            origin: Origin {
                source: self.source,
                pointer: pointer(&["shapes", name]),
            },
        })
    }

    /// Items of a list or values of a map.
    fn part(
        &mut self,
        name: &'m str,
        part: &str,
        reference: Option<&'m Reference<'a>>,
        form: &'m form::Shape<'a>,
        binding: Binding,
    ) -> Option<Target> {
        let at = ["shapes", name, part];
        let Some(reference) = reference else {
            let message = format!("`{part}` is missing: what `{name}` holds is not known");
            self.fault(&codes::MODEL_FORM, pointer(&at[..2]), message);
            return None;
        };
        let target = self.target(reference, binding, &at)?;
        Some(if form.sparse {
            Target::Nullable(Box::new(target))
        } else {
            target
        })
    }

    /// What a reference means: a kind without parts, or a shape that is asked for with this.
    fn target(
        &mut self,
        reference: &'m Reference<'a>,
        binding: Binding,
        at: &[&str],
    ) -> Option<Target> {
        let (name, form) = self.resolve(reference, at)?;
        self.target_of(reference, name, form, binding)
    }

    /// The same for a reference whose shape is known.
    fn target_of(
        &mut self,
        reference: &Reference<'a>,
        name: &'m str,
        form: &'m form::Shape<'a>,
        binding: Binding,
    ) -> Option<Target> {
        let simple = match form.kind.as_deref() {
            Some("structure") if form.document => Simple::Document,
            Some("string") if form.values.is_none() => Simple::String,
            Some("structure" | "string" | "map") => {
                let id = ShapeId(name.to_owned());
                self.want(name, id.clone(), binding);
                return Some(Target::Shape(id));
            }
            Some("list") => {
                let id = self.list_id(name, form, binding);
                self.want(name, id.clone(), binding);
                return Some(Target::Shape(id));
            }
            Some("blob") => Simple::Blob,
            Some("boolean") => Simple::Boolean,
            Some("byte" | "short" | "integer") => Simple::Integer,
            Some("long") => Simple::Long,
            Some("float") => Simple::Float,
            Some("double") => Simple::Decimal,
            Some("bigdecimal" | "biginteger" | "bigDecimal" | "bigInteger" | "document") => {
                Simple::Document
            }
            Some("timestamp") => Simple::Timestamp(self.timestamp(reference, form, binding)),
            other => {
                let (at, message) = match other {
                    Some(kind) => (
                        pointer(&["shapes", name, "type"]),
                        format!("`{kind}` is no type of a shape"),
                    ),
                    None => (
                        pointer(&["shapes", name]),
                        format!("the type of `{name}` is missing"),
                    ),
                };
                self.fault(&codes::MODEL_FORM, at, message);
                return None;
            }
        };
        Some(Target::Simple(simple))
    }

    /// A list of points in time is written as its place wants it.
    fn list_id(&self, name: &str, form: &form::Shape<'a>, binding: Binding) -> ShapeId {
        let items = form.member.as_deref();
        let item_form = items
            .and_then(|items| items.shape.as_deref())
            .and_then(|items| self.form(items));
        let open = item_form.is_some_and(|form| {
            form.kind.as_deref() == Some("timestamp") && form.timestamp_format.is_none()
        }) && items.is_some_and(|items| items.timestamp_format.is_none());
        if open {
            return protocol::list_at(&self.wire, name, binding);
        }
        ShapeId(name.to_owned())
    }

    fn timestamp(
        &mut self,
        reference: &Reference<'a>,
        form: &form::Shape<'a>,
        binding: Binding,
    ) -> TimestampFormat {
        let stated = reference.timestamp_format.as_ref();
        match stated
            .or(form.timestamp_format.as_ref())
            .map(|format| &**format)
        {
            Some("iso8601") => TimestampFormat::DateTime,
            Some("unixTimestamp" | "unixTimestampMillis") => TimestampFormat::EpochSeconds,
            Some("rfc822") => TimestampFormat::HttpDate,
            _ => self.wire.timestamp(binding),
        }
    }

    fn is_secret(&self, reference: &Reference<'a>) -> bool {
        let form = reference.shape.as_deref().and_then(|name| self.form(name));
        form.is_some_and(|form| form.sensitive && is_scalar(form))
    }

    /// Name of items, keys or values; `default` is the protocol's own, which a namespace may stand at.
    fn item_name(&self, reference: &Reference<'a>, default: &str) -> Option<XmlName> {
        if !self.wire.names_items() {
            return None;
        }
        let namespace = self.namespace(reference.xml_namespace.as_deref());
        let stated = owned(reference.location_name.as_ref());
        let name = stated.or_else(|| namespace.is_some().then(|| default.to_owned()))?;
        Some(XmlName { name, namespace })
    }

    /// Namespaces count only where requests are XML.
    pub(super) fn namespace(&self, namespace: Option<&Namespace<'_>>) -> Option<XmlNamespace> {
        if self.wire.protocol != Protocol::RestXml {
            return None;
        }
        Some(match namespace? {
            Namespace::Uri(uri) => XmlNamespace {
                prefix: None,
                uri: uri.to_string(),
            },
            Namespace::Full { uri, prefix } => XmlNamespace {
                prefix: owned(prefix.as_ref()),
                uri: uri.to_string(),
            },
        })
    }
}

fn is_scalar(form: &form::Shape<'_>) -> bool {
    let has_parts = matches!(form.kind.as_deref(), Some("structure" | "list" | "map"));
    form.document || form.values.is_none() && !has_parts
}

fn constraints(form: &form::Shape<'_>) -> Constraints {
    Constraints {
        min: form.min.as_ref().map(protocol::number),
        max: form.max.as_ref().map(protocol::number),
        pattern: owned(form.pattern.as_ref()),
    }
}

/// Values of an enumeration, each once.
fn values(form: &form::Shape<'_>) -> Vec<EnumerationValue> {
    let mut seen = BTreeSet::new();
    let texts = form.values.iter().flatten();
    let once = texts.filter(|text| seen.insert(&***text));
    once.map(|text| EnumerationValue {
        wire: text.to_string(),
        caption: None,
        documentation: None,
    })
    .collect()
}
