//! Programs that use what a change is about, as the documentation of a connector says that one uses it: literals with
//! `..`, constructors, fields with their types, matches with a last arm for what is unknown.

use std::fmt::Write as _;

use connector_model::service::{Service, ShapeKind, Target};
use connector_model::surface::{Form, Part, Surface, Type};
use connector_update::changes::Change;

use super::version::Version;

const HEAD: &str = "\
use std::collections::BTreeMap;
use connector_runtime::{BasicClientConfig, ByteStream, DateTime, Document, EventSource, EventStream, NoDetail, Operation, Paginated, PaginatedItems, Waiter};
fn any<T>() -> T { unimplemented!() }
fn waits<T: Waiter>() {}
fn pages<T: Paginated>() {}
";

/// The program of a change; `None` where the old connector has nothing that the change is about.
pub(super) fn witness(change: &Change, old: &Version, library: &str) -> Option<String> {
    let body = match change.rule.code {
        "CH0002" | "CH0090" | "CH0093" => return None,
        "CH0085" => {
            let name = &change.subject;
            return Some(format!(
                "use {library}::{name};\npub fn f(_: Option<&{name}>) {{}}\n"
            ));
        }
        "CH0094" => format!("waits::<{}>();", change.subject),
        "CH0091" => format!("pages::<{}>();", request(change, old)?.0),
        "CH0060" => call(change, old, false)?,
        "CH0061" => error_variant(change, old)?,
        "CH0080" => format!("let _: Option<{}> = any();", change.subject),
        "CH0082" => {
            let (name, kind) = old.surface.types.get_key_value(&change.subject)?;
            construct((name, kind))?
        }
        "CH0084" | "CH0001" | "CH0009" | "CH0071" | "CH0072" => call(change, old, true)?,
        _ => place(change, old)?,
    };
    Some(format!(
        "{HEAD}use {library}::*;\npub fn f() {{\n{body}\n}}\n"
    ))
}

/// The program that uses all of a type: what shows a break that the report does not know.
pub(super) fn whole(name: &str, kind: &Type, library: &str) -> String {
    let parts = kind.form.parts().iter();
    let mut body: Vec<String> = parts.map(|part| use_of((name, kind), part)).collect();
    body.extend(construct((name, kind)));
    body.extend(matched((name, kind)));
    if kind.form == Form::Waiter {
        body.push(format!("waits::<{name}>();"));
    }
    for (of, is) in &kind.implements {
        body.push(match of.rsplit_once("::") {
            Some((of, associated)) => {
                format!("{{ fn o<T: {of}<{associated} = {is}>>() {{}} o::<{name}>(); }}")
            }
            None => format!("pages::<{name}>();"),
        });
    }
    format!(
        "{HEAD}use {library}::*;\npub fn f() {{\nlet _: Option<{name}> = any();\n{}\n}}\n",
        body.join("\n")
    )
}

/// The program for a change of a shape, a member, a field or a variant; else that of a call.
fn place(change: &Change, old: &Version) -> Option<String> {
    let subject = change.subject.as_str();
    if let Some((name, part)) = subject.split_once("::") {
        let (name, kind) = old.surface.types.get_key_value(name)?;
        let part = kind.form.parts().iter().find(|known| known.name == part)?;
        return Some(use_of((name, kind), part));
    }
    let (shape, wire) = match subject.split_once('.') {
        Some((shape, wire)) => (shape, Some(wire.replace('\\', ""))),
        None => (subject, None),
    };
    let shape = shape.trim_end_matches(['[', ']', '{', '}']);
    match (old.surface.of_shape(shape), wire) {
        (Some((name, kind)), Some(wire)) => match kind.part(&wire) {
            Some(part) => {
                let construct = construct((name, kind)).unwrap_or_default();
                Some(format!("{}\n{construct}", use_of((name, kind), part)))
            }
            None => Some(addition((name, kind))),
        },
        (Some((name, kind)), None) => Some(matched((name, kind)).unwrap_or_else(|| {
            construct((name, kind)).unwrap_or_else(|| format!("let _: Option<{name}> = any();"))
        })),
        (None, _) => holder(shape, old).or_else(|| call(change, old, false)),
    }
}

type Named<'a> = (&'a str, &'a Type);

fn request<'a>(change: &Change, old: &'a Version) -> Option<Named<'a>> {
    let operation = change.operations.first()?;
    let mut types = old.surface.types.iter();
    types
        .find(|(_, kind)| {
            kind.operation.as_ref() == Some(operation)
                && kind.implements.contains_key("Operation::Output")
        })
        .map(|(name, kind)| (name.as_str(), kind))
}

/// The types of a call, with those of errors and items if all of them are asked for.
fn call(change: &Change, old: &Version, all: bool) -> Option<String> {
    let named = old.surface.types.get_key_value(&change.subject);
    let named = named.filter(|(_, kind)| !kind.implements.is_empty());
    let (name, kind) = match named {
        Some((name, kind)) => (name.as_str(), kind),
        None => request(change, old)?,
    };
    let output = &kind.implements["Operation::Output"];
    let mut text = format!("fn o<T: Operation<Output = {output}>>() {{}} o::<{name}>();\n");
    if all {
        let detail = &kind.implements["Operation::Detail"];
        let _ = writeln!(
            text,
            "fn d<T: Operation<Detail = {detail}>>() {{}} d::<{name}>();"
        );
    }
    if let (true, Some(item)) = (all, kind.implements.get("PaginatedItems::Item")) {
        let _ = writeln!(
            text,
            "fn i<T: PaginatedItems<Item = {item}>>() {{}} i::<{name}>();"
        );
    }
    Some(text)
}

fn base((name, kind): Named<'_>) -> Option<String> {
    let Form::Structure {
        constructor,
        non_exhaustive: false,
        ..
    } = &kind.form
    else {
        return None;
    };
    let Some(parameters) = constructor else {
        return Some(format!("<{name} as Default>::default()"));
    };
    let given: Vec<String> = parameters
        .iter()
        .map(|(_, kind)| match kind.as_str() {
            "impl Into<String>" => "any::<String>()".to_owned(),
            kind => format!("any::<{kind}>()"),
        })
        .collect();
    Some(format!("{name}::new({})", given.join(", ")))
}

fn construct(named: Named<'_>) -> Option<String> {
    Some(format!("let _ = {};", base(named)?))
}

/// A field is read and, where programs may, given; a variant is matched and made.
fn use_of((name, kind): Named<'_>, part: &Part) -> String {
    let (field, value) = (&part.name, &part.kind);
    match &kind.form {
        Form::Structure { .. } => {
            let read = format!("let _: {value} = any::<{name}>().{field};");
            let give = base((name, kind))
                .map(|base| format!("let _ = {name} {{ {field}: any::<{value}>(), ..{base} }};"));
            format!("{read}\n{}", give.unwrap_or_default())
        }
        Form::Enumeration(_) => format!("let _ = {name}::{field};"),
        Form::Union(_) => format!("let _ = {name}::{field}(any::<{value}>());"),
        Form::Waiter => format!("waits::<{name}>();"),
    }
}

/// What a member that comes could break: a literal with `..`, a match with a last arm, a comparison.
fn addition((name, kind): Named<'_>) -> String {
    let all = match &kind.form {
        Form::Structure { fields, .. } => {
            let given: Vec<String> = fields
                .iter()
                .map(|field| format!("{}: any::<{}>()", field.name, field.kind))
                .collect();
            base((name, kind)).map(|base| {
                let comma = if given.is_empty() { "" } else { ", " };
                format!("let _ = {name} {{ {}{comma}..{base} }};", given.join(", "))
            })
        }
        _ => matched((name, kind)),
    };
    all.unwrap_or_else(|| format!("let a: {name} = any(); let _ = a.clone() == a;"))
}

/// A match of all variants.
fn matched((name, kind): Named<'_>) -> Option<String> {
    let mut text = format!("match any::<{name}>() {{\n");
    match &kind.form {
        Form::Enumeration(variants) => {
            for variant in variants {
                let _ = writeln!(text, "{name}::{} => {{}}", variant.name);
            }
        }
        Form::Union(variants) => {
            for variant in variants {
                let (variant, value) = (&variant.name, &variant.kind);
                let _ = writeln!(
                    text,
                    "{name}::{variant}(value) => {{ let _: {value} = value; }}"
                );
            }
        }
        _ => return None,
    }
    text.push_str("_ => {}\n}");
    Some(text)
}

fn error_variant(change: &Change, old: &Version) -> Option<String> {
    let (kind, _) = old.surface.of_shape(&change.subject)?;
    let boxed = format!("Box<{kind}>");
    let of_error = |kind: &Type| {
        let mut parts = kind.form.parts().iter();
        kind.shape.is_none() && parts.any(|part| part.kind == boxed)
    };
    let (name, detail) = old.surface.types.iter().find(|(_, kind)| of_error(kind))?;
    let part = detail.form.parts().iter().find(|part| part.kind == boxed)?;
    Some(use_of((name, detail), part))
}

/// A member that is of a shape without a type in Rust, or has it inside.
fn holder(shape: &str, old: &Version) -> Option<String> {
    for (id, holder) in &old.service.shapes {
        let ShapeKind::Structure(members) = &holder.kind else {
            continue;
        };
        let mut members = members.iter();
        let member = members.find(|member| reaches(&old.service, &member.target, shape));
        if let Some(text) = member.and_then(|member| held(&old.surface, &id.0, &member.wire)) {
            return Some(text);
        }
    }
    None
}

fn held(surface: &Surface, shape: &str, wire: &str) -> Option<String> {
    let (name, kind) = surface.of_shape(shape)?;
    Some(use_of((name, kind), kind.part(wire)?))
}

/// Whether a member's target is a shape, or a list or map of it.
pub(super) fn reaches(service: &Service, target: &Target, shape: &str) -> bool {
    let mut target = target;
    for _ in 0..=service.shapes.len() {
        match target {
            Target::Nullable(inner) => target = inner,
            Target::Simple(_) => return false,
            Target::Shape(id) if id.0 == shape => return true,
            Target::Shape(id) => match service.shapes.get(id).map(|shape| &shape.kind) {
                Some(ShapeKind::List(inner) | ShapeKind::Map(inner)) => target = inner,
                _ => return false,
            },
        }
    }
    false
}
