//! Views of entities: plain structures.

use connector_model::domain::{Entity, EntityId, Generalization, Member, Role, Value};
use serde::Serialize;

use super::mapping::stretches;
use super::types::{Holding, Lookup, Uses};
use super::words;
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsDocLines, RsIdent, RsStr, RsType};

/// A structure.
#[derive(Debug, Clone, Serialize)]
pub struct EntityView {
    /// What it is for.
    pub doc: RsDocLines,
    /// Its name.
    pub ident: RsIdent,
    /// Whether it is an enumeration whose variants are its fields.
    pub is_union: bool,
    /// Traits that are derived: `Debug` unless a member is sensitive, `Default` unless one has to be given.
    pub derives: Vec<RsIdent>,
    /// Whether a later version may add members without breaking who receives it.
    pub non_exhaustive: bool,
    /// Whether calls can be configured one by one.
    pub has_client_config: bool,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// The function that takes what has to be given.
    pub constructor: Option<ConstructorView>,
    /// How it is shown, where a member is sensitive.
    pub debug: Option<DebugView>,
    /// Name and type of each field, for the check of the file's skeleton.
    #[serde(skip)]
    pub skeleton: Vec<(RsIdent, RsType)>,
}

/// A field.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// What it is.
    pub doc: RsDocLines,
    /// `pub name: Type,`.
    pub code: RsCode,
}

/// A constructor.
#[derive(Debug, Clone, Serialize)]
pub struct ConstructorView {
    /// Its signature up to the brace.
    pub signature: RsCode,
    /// All fields in braces, where they are short enough for one line.
    pub short: Option<RsCode>,
    /// `name: name.into(),` and so on, a line per field.
    pub fields: Vec<RsCode>,
}

/// A `Debug` that hides what is sensitive.
#[derive(Debug, Clone, Serialize)]
pub struct DebugView {
    /// The whole of it as an expression, where it is short enough for one function.
    pub body: Option<RsCode>,
    /// Name of the structure as a literal.
    pub name: RsStr,
    /// Arms for the variants of a union.
    pub arms: Vec<RsCode>,
    /// Functions that show some fields each, where it is not.
    pub parts: Vec<DebugPart>,
}

/// A function that shows some fields.
#[derive(Debug, Clone, Serialize)]
pub struct DebugPart {
    /// Its name.
    pub ident: RsIdent,
    /// A statement per field.
    pub statements: Vec<RsCode>,
}

/// Lines of a `fmt` that is one expression.
const SHOWN: usize = 80;

/// Makes the view of an entity and notes what its file uses.
pub fn view(lookup: Lookup<'_>, id: EntityId, uses: &mut Uses) -> EntityView {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let with_config = has_client_config(lookup, id);
    let is_union = entity.role == Role::Union;
    let mut fields = Vec::new();
    let mut skeleton = Vec::new();
    for (member, field) in entity.members.iter().zip(&names.fields) {
        let kind = if is_union {
            lookup.member_type(entity, member)
        } else {
            lookup.field_type(entity, member)
        };
        uses.field(lookup, &member.value);
        if matches!(member.value, Value::EventStream(_)) {
            uses.runtime(Lookup::events(entity));
        }
        fields.push(FieldView {
            doc: RsDocLines::new(&words::member(lookup, entity, member), 4),
            code: if is_union {
                layout::variant(field, &kind, 4)
            } else {
                layout::field(field, &kind, 4)
            },
        });
        skeleton.push((field.clone(), kind));
    }
    if with_config {
        uses.runtime("BasicClientConfig");
        let field = client_config_field();
        skeleton.push(field);
    }
    let hides = entity.members.iter().any(|member| member.sensitive);
    if hides {
        uses.std("std::fmt");
    }
    EntityView {
        doc: RsDocLines::new(&words::entity(lookup, id), 0),
        ident: names.ident.clone(),
        is_union,
        derives: derives(hides, is_union || lookup.has_required(entity)),
        non_exhaustive: is_non_exhaustive(entity),
        constructor: (!is_union && lookup.has_required(entity))
            .then(|| constructor(lookup, id, with_config)),
        debug: hides.then(|| {
            if is_union {
                debug_union(lookup, id)
            } else {
                debug(lookup, id, with_config)
            }
        }),
        has_client_config: with_config,
        fields,
        skeleton,
    }
}

/// Whether programs only receive an entity, so that they need not be able to write it.
pub fn is_non_exhaustive(entity: &Entity) -> bool {
    entity.received && !entity.sent && entity.role != Role::Request
}

fn derives(hides: bool, requires: bool) -> Vec<RsIdent> {
    let mut derives = vec!["Clone", "PartialEq"];
    if !hides {
        derives.insert(0, "Debug");
    }
    if !requires {
        derives.push("Default");
    }
    derives.into_iter().map(RsIdent::fixed).collect()
}

/// Whether calls can be configured one by one: what inherits a request of the authentication module, and so that
/// all connectors are alike, every other request too.
pub fn has_client_config(lookup: Lookup<'_>, id: EntityId) -> bool {
    let entity = &lookup.domain.entities[id.0];
    entity.role == Role::Request
        || matches!(entity.generalization, Some(Generalization::Foreign(_)))
}

/// The field for the configuration of one call.
pub fn client_config_field() -> (RsIdent, RsType) {
    (
        RsIdent::fixed("basic_client_config"),
        RsType::fixed("Option<BasicClientConfig>"),
    )
}

fn constructor(lookup: Lookup<'_>, id: EntityId, with_config: bool) -> ConstructorView {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let mut params = Vec::new();
    let mut fields = Vec::new();
    for (member, field) in entity.members.iter().zip(&names.fields) {
        let value = initial(lookup, entity, member, field);
        if lookup.holding(entity, member) == Holding::Required {
            params.push((
                field.clone(),
                layout::parameter(&lookup.field_type(entity, member)),
            ));
        }
        fields.push(layout::initialiser(field, &value, 12));
    }
    if with_config {
        let (field, _) = client_config_field();
        fields.push(layout::initialiser(&field, &Expr::fixed("None"), 12));
    }
    ConstructorView {
        signature: layout::signature("pub fn new", &params, "Self", 4),
        short: layout::short_literal(&fields),
        fields,
    }
}

/// What a field begins with in `new`: its parameter, or nothing.
fn initial(lookup: Lookup<'_>, entity: &Entity, member: &Member, field: &RsIdent) -> Expr {
    match lookup.holding(entity, member) {
        Holding::Collection if matches!(member.value, Value::EventStream(_)) => {
            Expr::fixed("EventSource::default()")
        }
        Holding::Optional | Holding::Collection => absent(member, lookup.holding(entity, member)),
        Holding::Required if lookup.field_type(entity, member).as_str() == "String" => {
            Expr::ident(field).method("into", Vec::new())
        }
        Holding::Required => Expr::ident(field),
    }
}

/// What stands for a member that is absent.
pub fn absent(member: &Member, holding: Holding) -> Expr {
    match (holding, &member.value) {
        (Holding::Collection, Value::Map(_)) => Expr::fixed("BTreeMap::new()"),
        (Holding::Collection, Value::EventStream(_)) => Expr::fixed("EventStream::default()"),
        (Holding::Collection, Value::Stream) => Expr::fixed("ByteStream::default()"),
        (Holding::Collection, _) => Expr::fixed("Vec::new()"),
        _ => Expr::fixed("None"),
    }
}

/// `f.debug_struct("Name").field(…).finish()`, with a fixed text where a value is sensitive.
fn debug(lookup: Lookup<'_>, id: EntityId, with_config: bool) -> DebugView {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let mut fields: Vec<(&RsIdent, Expr)> = Vec::new();
    for (member, field) in entity.members.iter().zip(&names.fields) {
        let value = if member.sensitive {
            Expr::fixed("&\"[hidden]\"")
        } else {
            Expr::fixed("&self").field(field)
        };
        fields.push((field, value));
    }
    let (config, _) = client_config_field();
    if with_config {
        fields.push((&config, Expr::fixed("&self").field(&config)));
    }
    let show = |on: Expr, field: &RsIdent, value: Expr| {
        on.method("field", vec![Expr::text(field.plain()), value])
    };
    let start = Expr::fixed("f").method("debug_struct", vec![Expr::text(names.ident.plain())]);
    let chain = fields.iter().fold(start, |chain, (field, value)| {
        show(chain, field, value.clone())
    });
    let body = layout::tail(&chain.method("finish", Vec::new()), 8);
    let is_short = body.as_str().lines().count() <= SHOWN;
    let statements: Vec<RsCode> = fields
        .into_iter()
        .map(|(field, value)| layout::statement(&show(Expr::fixed("out"), field, value), 8))
        .collect();
    DebugView {
        name: RsStr::new(names.ident.plain()),
        arms: Vec::new(),
        parts: if is_short {
            Vec::new()
        } else {
            debug_parts(&statements)
        },
        body: is_short.then_some(body),
    }
}

/// An arm for each variant, with a fixed text where its value is sensitive.
fn debug_union(lookup: Lookup<'_>, id: EntityId) -> DebugView {
    let names = &lookup.names.entities[id.0];
    let members = &lookup.domain.entities[id.0].members;
    let arms = members.iter().zip(&names.fields).map(|(member, variant)| {
        let (bound, shown) = if member.sensitive {
            ("_", "&\"[hidden]\"")
        } else {
            ("value", "value")
        };
        let pattern = Expr::call_of(&RsType::fixed("Self"), variant, vec![Expr::fixed(bound)]);
        let value = Expr::fixed("f")
            .method("debug_tuple", vec![Expr::text(variant.plain())])
            .method("field", vec![Expr::fixed(shown)])
            .method("finish", Vec::new());
        layout::arm(&pattern, &value, 12)
    });
    DebugView {
        body: None,
        name: RsStr::new(names.ident.plain()),
        arms: arms.collect(),
        parts: Vec::new(),
    }
}

/// Functions that show some fields each.
fn debug_parts(statements: &[RsCode]) -> Vec<DebugPart> {
    stretches(statements)
        .into_iter()
        .enumerate()
        .map(|(index, range)| DebugPart {
            ident: RsIdent::new(&format!("debug_{}", index + 1), Case::Snake),
            statements: statements[range].to_vec(),
        })
        .collect()
}
