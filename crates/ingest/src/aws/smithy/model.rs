//! The shapes of a model by id, with what mixins and `apply` statements add to them.
//!
//! Source: Smithy 2.0, "JSON AST" and "Mixins".

use std::collections::{BTreeMap, BTreeSet};

use connector_model::diagnostic::Diagnostic;

use super::value::{Read, Value};
use crate::codes;

/// A model whose shapes can be found.
#[derive(Debug)]
pub(super) struct Model<'t> {
    shapes: BTreeMap<String, Value<'t>>,
    /// Traits that `apply` statements give to shapes (`ns#Name`) and members (`ns#Name$member`).
    applied: BTreeMap<String, Vec<Value<'t>>>,
}

/// A shape with the mixins that it is made of.
#[derive(Debug, Clone)]
pub(super) struct Shape<'t> {
    /// Absolute id (`com.amazonaws.polly#Voice`).
    pub(super) id: String,
    /// What kind of shape it is.
    pub(super) kind: ShapeType,
    /// The shape itself; for shapes of the prelude, which are in no file, what names it.
    pub(super) value: Value<'t>,
    /// Its traits and those of its mixins.
    pub(super) traits: Traits<'t>,
    /// Mixins in the order in which they count, the shape itself last.
    lineage: Vec<(String, Value<'t>)>,
}

/// A member of a shape, or the items, keys or values of a list or map.
#[derive(Debug, Clone)]
pub(super) struct Part<'t> {
    /// Name in the model.
    pub(super) name: String,
    /// Where it is defined.
    pub(super) value: Value<'t>,
    /// Traits of the member, without its target's.
    pub(super) traits: Traits<'t>,
}

/// Traits of a shape or member, the nearest definition first.
#[derive(Debug, Clone, Default)]
pub(super) struct Traits<'t> {
    objects: Vec<Value<'t>>,
    /// Names of traits that stay with the mixin at the index.
    local: Vec<(usize, String)>,
}

/// Kinds of shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShapeType {
    Blob,
    Boolean,
    Document,
    Double,
    Enum,
    Float,
    Integer,
    List,
    Long,
    Map,
    Operation,
    Resource,
    Service,
    String,
    Structure,
    Timestamp,
    Union,
}

const TYPES: [(&str, ShapeType); 23] = [
    ("bigDecimal", ShapeType::Document),
    ("bigInteger", ShapeType::Document),
    ("blob", ShapeType::Blob),
    ("boolean", ShapeType::Boolean),
    ("byte", ShapeType::Integer),
    ("document", ShapeType::Document),
    ("double", ShapeType::Double),
    ("enum", ShapeType::Enum),
    ("float", ShapeType::Float),
    ("intEnum", ShapeType::Integer),
    ("integer", ShapeType::Integer),
    ("list", ShapeType::List),
    ("long", ShapeType::Long),
    ("map", ShapeType::Map),
    ("operation", ShapeType::Operation),
    ("resource", ShapeType::Resource),
    ("service", ShapeType::Service),
    ("set", ShapeType::List),
    ("short", ShapeType::Integer),
    ("string", ShapeType::String),
    ("structure", ShapeType::Structure),
    ("timestamp", ShapeType::Timestamp),
    ("union", ShapeType::Union),
];

/// Namespace of the shapes and traits that every model knows.
pub(super) const PRELUDE: &str = "smithy.api#";

/// What stands for "no input" and "no output".
pub(super) const UNIT: &str = "smithy.api#Unit";

impl<'t> Model<'t> {
    /// Finds the shapes of a text.
    pub(super) fn new(root: Value<'t>) -> Read<Self> {
        let mut model = Self {
            shapes: BTreeMap::new(),
            applied: BTreeMap::new(),
        };
        for (id, shape) in root.needed("shapes")?.entries()? {
            if let Some(traits) = shape.get("traits")
                && traits.object()?.len() > MAX_TRAITS
            {
                let message = format!("`{id}` has more than {MAX_TRAITS} traits");
                return Err(traits.fault(message));
            }
            if shape.object()?.text_of("type")?.as_deref() == Some("apply") {
                let traits = shape.needed("traits")?.object()?;
                model.applied.entry(id).or_default().push(traits);
            } else {
                model.shapes.insert(id, shape);
            }
        }
        Ok(model)
    }

    /// The services of the model, by id.
    pub(super) fn services(&self) -> Read<Vec<Shape<'t>>> {
        let mut services = Vec::new();
        for (id, shape) in &self.shapes {
            if shape.text_of("type")?.as_deref() == Some("service") {
                services.push(self.defined(id, *shape)?);
            }
        }
        Ok(services)
    }

    /// The shape that a reference `{"target": …}` names.
    pub(super) fn target(&self, reference: Value<'t>) -> Read<Shape<'t>> {
        let target = reference.needed("target")?;
        let id = target.text()?;
        if let Some(shape) = self.shapes.get(&id) {
            return self.defined(&id, *shape);
        }
        prelude(&id, target).ok_or_else(|| {
            let message = format!("the model has no shape `{id}`");
            let finding = Diagnostic::new(&codes::MODEL_REFERENCE, message).at(target.place());
            Box::new(finding.help("give the model with all shapes that it uses in one file"))
        })
    }

    /// The shape that a reference names, if it is of this kind.
    pub(super) fn target_of(
        &self,
        reference: Value<'t>,
        kind: ShapeType,
        called: &str,
    ) -> Read<Shape<'t>> {
        let shape = self.target(reference)?;
        if shape.kind == kind {
            return Ok(shape);
        }
        Err(reference.fault(format!("`{}` is not {called}", shape.id)))
    }

    fn defined(&self, id: &str, value: Value<'t>) -> Read<Shape<'t>> {
        let name = id.split_once('#').map_or("", |(_, name)| name);
        if !is_identifier(name) {
            return Err(value.fault(format!("`{id}` is no id of a shape")));
        }
        let named = value.needed("type")?.text()?;
        let Some((_, kind)) = TYPES.iter().find(|(name, _)| *name == named) else {
            return Err(value.fault(format!("`{id}` is of the unknown type `{named}`")));
        };
        let lineage = self.lineage(id, value)?;
        Ok(Shape {
            id: id.to_owned(),
            kind: *kind,
            value,
            traits: self.traits(&lineage)?,
            lineage,
        })
    }

    /// The mixins of a shape, those of mixins before them, each once; the shape itself last. Mixins that contain each
    /// other end at the first repetition.
    fn lineage(&self, id: &str, value: Value<'t>) -> Read<Vec<(String, Value<'t>)>> {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(id.to_owned(), value, false)];
        while let Some((id, value, is_entered)) = open.pop() {
            if is_entered {
                out.push((id, value));
                continue;
            }
            if !seen.insert(id.clone()) {
                continue;
            }
            if seen.len() > MAX_MIXINS {
                let message = format!("`{id}` is made of more than {MAX_MIXINS} mixins");
                return Err(value.fault(message));
            }
            open.push((id, value, true));
            for mixin in value.items_of("mixins")?.into_iter().rev() {
                let id = mixin.needed("target")?.text()?;
                let Some(shape) = self.shapes.get(&id) else {
                    return Err(mixin.fault(format!("the model has no mixin `{id}`")));
                };
                open.push((id, *shape, false));
            }
        }
        Ok(out)
    }

    fn traits(&self, lineage: &[(String, Value<'t>)]) -> Read<Traits<'t>> {
        let mut traits = Traits::default();
        for (index, (id, shape)) in lineage.iter().rev().enumerate() {
            let before = traits.objects.len();
            self.add(&mut traits, id, *shape)?;
            let own = before..traits.objects.len();
            let mixin = shape.get("traits").and_then(|own| own.get(MIXIN));
            let Some(mixin) = mixin.filter(|_| index > 0) else {
                continue;
            };
            for name in mixin.items_of("localTraits")? {
                let name = name.text()?;
                let here = own.clone().map(|at| (at, name.clone()));
                traits.local.extend(here);
            }
        }
        Ok(traits)
    }

    fn add(&self, traits: &mut Traits<'t>, id: &str, value: Value<'t>) -> Read<()> {
        if let Some(own) = value.get("traits") {
            traits.objects.push(own.object()?);
        }
        let applied = self.applied.get(id).into_iter().flatten();
        traits.objects.extend(applied);
        Ok(())
    }

    /// The members of a structure, union or enumeration, those of mixins first.
    pub(super) fn members(&self, shape: &Shape<'t>) -> Read<Vec<Part<'t>>> {
        let mut members: Vec<Part<'t>> = Vec::new();
        let mut places = BTreeMap::new();
        for (id, value) in &shape.lineage {
            for (name, member) in value.entries_of("members")? {
                let member = self.part(id, &name, member.object()?)?;
                let place = *places.entry(name).or_insert(members.len());
                match members.get_mut(place) {
                    Some(inherited) => inherited.refine(member),
                    None => members.push(member),
                }
            }
        }
        // An `apply` statement can also name a member that the shape has from a mixin.
        for member in &mut members {
            let applied = self.applied.get(&format!("{}${}", shape.id, member.name));
            for traits in applied.into_iter().flatten() {
                member.traits.objects.insert(0, *traits);
            }
        }
        Ok(members)
    }

    /// The items (`member`), keys (`key`) or values (`value`) of a list or map.
    pub(super) fn element(&self, shape: &Shape<'t>, name: &str) -> Read<Part<'t>> {
        let found = shape.lineage.iter().rev();
        let mut found = found.filter_map(|(id, value)| Some((id, value.get(name)?)));
        match found.next() {
            Some((id, value)) => self.part(id, name, value.object()?),
            None => Err(shape.value.fault(format!("`{}` has no `{name}`", shape.id))),
        }
    }

    fn part(&self, owner: &str, name: &str, value: Value<'t>) -> Read<Part<'t>> {
        if !is_identifier(name) {
            return Err(value.fault(format!("`{name}` is no name of a member")));
        }
        let mut traits = Traits::default();
        self.add(&mut traits, &format!("{owner}${name}"), value)?;
        Ok(Part {
            name: name.to_owned(),
            value,
            traits,
        })
    }
}

const MIXIN: &str = "smithy.api#mixin";

/// Mixins of one shape. They are gathered again for every reference to it.
const MAX_MIXINS: usize = 64;

/// Traits of one shape. They are searched for every reference to it; the prelude and AWS define less than 200.
const MAX_TRAITS: usize = 1_000;

/// Whether a text can name a shape or a member (Smithy 2.0, "Shape ID").
fn is_identifier(text: &str) -> bool {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !text.starts_with(|c: char| c.is_ascii_digit()) && !text.is_empty() && text.bytes().all(of_name)
}

impl<'t> Shape<'t> {
    /// The shape's name without its namespace.
    pub(super) fn name(&self) -> &str {
        let name = self.id.rsplit_once('#').map(|(_, name)| name);
        name.unwrap_or(&self.id)
    }

    /// A property other than members and traits (`version`, `input`); the nearest definition counts.
    pub(super) fn property(&self, name: &str) -> Option<Value<'t>> {
        let mut lineage = self.lineage.iter().rev();
        lineage.find_map(|(_, value)| value.get(name))
    }

    /// The references in a list property (`operations`, `errors`), those of mixins first.
    pub(super) fn references(&self, name: &str) -> Read<Vec<Value<'t>>> {
        let mut references = Vec::new();
        for (_, value) in &self.lineage {
            references.extend(value.items_of(name)?);
        }
        Ok(references)
    }

    /// Whether values stand alone: everything but structures, unions, lists, maps and enumerations.
    pub(super) fn is_scalar(&self) -> bool {
        !matches!(
            self.kind,
            ShapeType::Structure | ShapeType::Union | ShapeType::List | ShapeType::Map
        ) && !self.is_enumeration()
    }

    /// Whether it is a text of a known set: an enumeration of Smithy 2.0, or a string with the values of 1.0.
    pub(super) fn is_enumeration(&self) -> bool {
        match self.kind {
            ShapeType::Enum => true,
            ShapeType::String => self.traits.has("smithy.api#enum"),
            _ => false,
        }
    }

    /// Whether it is a union whose members are events of a stream.
    pub(super) fn is_event_stream(&self) -> bool {
        self.kind == ShapeType::Union && self.traits.has("smithy.api#streaming")
    }
}

impl Part<'_> {
    /// Adds the traits of a later definition of the same member, which count first.
    fn refine(&mut self, later: Self) {
        self.value = later.value;
        self.traits.objects.splice(0..0, later.traits.objects);
    }
}

impl<'t> Traits<'t> {
    /// The value of a trait.
    pub(super) fn get(&self, name: &str) -> Option<Value<'t>> {
        let mut objects = self.objects.iter().enumerate();
        objects.find_map(|(at, object)| {
            let is_local = |(index, local): &(usize, String)| *index == at && local == name;
            object
                .get(name)
                .filter(|_| !self.local.iter().any(is_local))
        })
    }

    /// Whether a trait is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Names of the traits of a shape itself and of its mixins.
    pub(super) fn names(&self) -> Read<Vec<String>> {
        let mut names = Vec::new();
        for object in &self.objects {
            names.extend(object.entries()?.into_iter().map(|(name, _)| name));
        }
        Ok(names)
    }

    /// The value of a trait that is a string.
    pub(super) fn text(&self, name: &str) -> Read<Option<String>> {
        self.get(name).map(Value::text).transpose()
    }

    /// The value of a trait that is an object.
    pub(super) fn object(&self, name: &str) -> Read<Option<Value<'t>>> {
        self.get(name).map(Value::object).transpose()
    }
}

/// A shape that every model knows.
fn prelude<'t>(id: &str, named: Value<'t>) -> Option<Shape<'t>> {
    let name = id.strip_prefix(PRELUDE)?;
    let simple = name.strip_prefix("Primitive").unwrap_or(name);
    let kind = match simple {
        "BigDecimal" | "BigInteger" | "Document" => ShapeType::Document,
        "Blob" => ShapeType::Blob,
        "Boolean" => ShapeType::Boolean,
        "Byte" | "Short" | "Integer" => ShapeType::Integer,
        "Double" => ShapeType::Double,
        "Float" => ShapeType::Float,
        "Long" => ShapeType::Long,
        "String" => ShapeType::String,
        "Timestamp" => ShapeType::Timestamp,
        "Unit" => ShapeType::Structure,
        _ => return None,
    };
    Some(Shape {
        id: id.to_owned(),
        kind,
        value: named,
        traits: Traits::default(),
        lineage: Vec::new(),
    })
}
