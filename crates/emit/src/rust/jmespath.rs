//! JMESPath expressions as Rust over the typed members of entities, so that no connector carries an interpreter.
//!
//! An expression is compiled on what it is evaluated on, from the inside to the outside; what it gives is one of the
//! forms of [`Typed`], which keep how they came about, because clean Rust has a shorter way for many pairs of steps.
//! Null is what an absent member gives, as in the language. What has no type is refused: mixed lists, objects,
//! functions other than `length` and `keys`.

mod condition;

pub use condition::truth;

use connector_model::domain::{EntityId, Member, Value};
use connector_model::jmespath::Expression;

use super::types::{Holding, Lookup};
use crate::text::RsIdent;
use crate::text::layout::Expr;

/// Why an expression has no form in Rust.
pub type Unsupported = &'static str;

/// What an expression gives, as code.
#[derive(Debug, Clone)]
pub enum Typed<'a> {
    /// A place that holds the value.
    Place(Expr, &'a Value),
    /// A reference to it: a parameter of a closure.
    Reference(Expr, &'a Value),
    /// A place that holds it in an `Option`, and perhaps in a box.
    Optional(Expr, &'a Value, bool),
    /// `Option<&T>`.
    Maybe(Expr, &'a Value),
    /// An iterator of `&T`: a list whose items were looked at.
    Each(Expr, &'a Value),
    /// For each item of an iterator a place in `value`.
    EachPlace(Expr, Expr, &'a Value),
    /// For each item of an iterator a place in `value` that holds an `Option`, and perhaps a box.
    EachOptional(Expr, Expr, &'a Value, bool),
    /// For each item of an iterator something to iterate over in `value`: a list of lists.
    Rows(Expr, Expr, &'a Value),
}

/// What the keys of maps are.
static TEXT: Value = Value::String;

/// The name of the parameter in closures that look into an item.
const ITEM: &str = "value";

fn item() -> Expr {
    Expr::fixed(ITEM)
}

fn of_item(body: Expr) -> Expr {
    Expr::closure(ITEM, body)
}

impl<'a> Typed<'a> {
    /// An entity as the value of a place or parameter that is a reference.
    pub fn entity(name: &'static str, value: &'a Value) -> Self {
        Self::Reference(Expr::fixed(name), value)
    }

    /// What the value, or each of the values, is.
    pub fn value(&self) -> &'a Value {
        match self {
            Self::Place(_, value)
            | Self::Reference(_, value)
            | Self::Optional(_, value, _)
            | Self::Maybe(_, value)
            | Self::Each(_, value)
            | Self::EachPlace(_, _, value)
            | Self::EachOptional(_, _, value, _)
            | Self::Rows(_, _, value) => value,
        }
    }

    /// Whether there are several values.
    pub fn is_many(&self) -> bool {
        match self {
            Self::Place(..) | Self::Reference(..) | Self::Optional(..) | Self::Maybe(..) => false,
            Self::Each(..) | Self::EachPlace(..) | Self::EachOptional(..) | Self::Rows(..) => true,
        }
    }

    /// As `Option<&T>`; `None` for several values.
    pub fn maybe(self) -> Option<Expr> {
        match self {
            Self::Place(place, _) => Some(Expr::call("Some", vec![place.behind("&")])),
            Self::Reference(value, _) => Some(Expr::call("Some", vec![value])),
            Self::Optional(place, _, false) => Some(place.method("as_ref", Vec::new())),
            Self::Optional(place, _, true) => Some(place.method("as_deref", Vec::new())),
            Self::Maybe(value, _) => Some(value),
            Self::Each(..) | Self::EachPlace(..) | Self::EachOptional(..) | Self::Rows(..) => None,
        }
    }

    /// As an iterator over the items of a list, and what they are.
    pub fn each(self) -> Result<(Expr, &'a Value), Unsupported> {
        match self {
            Self::Each(iterator, value) => return Ok((iterator, value)),
            Self::EachPlace(iterator, place, value) => {
                let place = of_item(place.behind("&"));
                return Ok((iterator.method("map", vec![place]), value));
            }
            Self::EachOptional(iterator, place, value, boxed) => {
                let method = if boxed { "as_deref" } else { "as_ref" };
                let place = of_item(place.method(method, Vec::new()));
                return Ok((iterator.method("filter_map", vec![place]), value));
            }
            Self::Rows(..) => return Err("a list of lists"),
            _ => {}
        }
        let Value::List(inner) = self.value() else {
            return Err("a projection of what is no list");
        };
        let items = match self {
            Self::Place(list, _) | Self::Reference(list, _) => list.method("iter", Vec::new()),
            Self::Optional(list, _, _) => list
                .method("iter", Vec::new())
                .method("flatten", Vec::new()),
            other => other
                .maybe()
                .ok_or("a list of lists")?
                .method("into_iter", Vec::new())
                .method("flatten", Vec::new()),
        };
        Ok((items, inner))
    }

    /// The list with the lists in it put together, as an iterator.
    fn flattened(self) -> Result<Self, Unsupported> {
        let inner = match self.value() {
            Value::List(inner) => inner.as_ref(),
            _ => self.value(),
        };
        match self {
            Self::Rows(iterator, row, value) => Ok(Self::Each(
                iterator.method("flat_map", vec![of_item(row)]),
                value,
            )),
            Self::EachPlace(iterator, place, Value::List(_)) => Ok(Self::Each(
                iterator.method("flat_map", vec![of_item(place.behind("&"))]),
                inner,
            )),
            Self::Each(iterator, Value::List(_)) => {
                Ok(Self::Each(iterator.method("flatten", Vec::new()), inner))
            }
            Self::EachOptional(_, _, Value::List(_), _) => {
                let (iterator, _) = self.each()?;
                Ok(Self::Each(iterator.method("flatten", Vec::new()), inner))
            }
            Self::Each(..) | Self::EachPlace(..) | Self::EachOptional(..) => Ok(self),
            list => {
                let (iterator, item) = list.each()?;
                match item {
                    Value::List(deep) => {
                        Ok(Self::Each(iterator.method("flatten", Vec::new()), deep))
                    }
                    _ => Ok(Self::Each(iterator, item)),
                }
            }
        }
    }
}

/// A text that an expression on a request gives, as `Option<&str>` over `self`.
///
/// # Errors
/// What the expression is that has no form in Rust.
pub fn text(lookup: Lookup<'_>, request: EntityId, path: &str) -> Result<Expr, String> {
    let value = Value::Entity(request);
    let found = on_request(lookup, &value, path)?;
    match found {
        Typed::Optional(place, Value::String, _) => Ok(place.method("as_deref", Vec::new())),
        Typed::Place(place, Value::String) => Ok(Expr::call("Some", vec![place.behind("&")])),
        found if *found.value() == Value::String => {
            let text = found.maybe().ok_or("several texts")?;
            Ok(text.method("map", vec![Expr::fixed("String::as_str")]))
        }
        _ => Err("no text".to_owned()),
    }
}

/// The texts that an expression on a request gives, as `Vec<&str>` over `self`.
///
/// # Errors
/// What the expression is that has no form in Rust.
pub fn texts(lookup: Lookup<'_>, request: EntityId, path: &str) -> Result<Expr, String> {
    let value = Value::Entity(request);
    let (texts, item) = on_request(lookup, &value, path)?.each()?;
    if *item != Value::String {
        return Err("no list of texts".to_owned());
    }
    let text = Expr::fixed("String::as_str");
    Ok(texts
        .method("map", vec![text])
        .method("collect::<Vec<_>>", Vec::new()))
}

fn on_request<'a>(lookup: Lookup<'a>, request: &'a Value, path: &str) -> Result<Typed<'a>, String> {
    let expression = Expression::parse(path).map_err(|error| error.to_string())?;
    Ok(compile(
        lookup,
        &expression,
        &Typed::entity("self", request),
    )?)
}

/// Compiles an expression on what it is evaluated on.
///
/// # Errors
/// What the expression is that has no form in Rust.
pub fn compile<'a>(
    lookup: Lookup<'a>,
    expression: &Expression,
    current: &Typed<'a>,
) -> Result<Typed<'a>, Unsupported> {
    match expression {
        Expression::Current => Ok(current.clone()),
        Expression::Field(name) => field(lookup, name, current.clone()),
        Expression::Sub(first, second) => {
            let first = compile(lookup, first, current)?;
            below(lookup, second, first)
        }
        Expression::Pipe(first, second) => {
            let first = compile(lookup, first, current)?;
            compile(lookup, second, &first)
        }
        Expression::Index(list, index) => at(compile(lookup, list, current)?, *index),
        Expression::Items(list, right) => {
            let (iterator, item) = compile(lookup, list, current)?.each()?;
            project(lookup, Typed::Each(iterator, item), right)
        }
        Expression::Flatten(list, right) => {
            let list = compile(lookup, list, current)?;
            if **right == Expression::Current && is_flat(&list) {
                return Ok(list);
            }
            project(lookup, list.flattened()?, right)
        }
        Expression::Values(map, right) => {
            let values = entries(compile(lookup, map, current)?, "values")?;
            project(lookup, values, right)
        }
        Expression::Filter(list, condition, right) => {
            let (iterator, item_value) = compile(lookup, list, current)?.each()?;
            let holds = truth(lookup, condition, &Typed::Reference(item(), item_value))?;
            let kept = iterator.method("filter", vec![of_item(holds)]);
            project(lookup, Typed::Each(kept, item_value), right)
        }
        Expression::Or(first, second) => either(
            compile(lookup, first, current)?,
            compile(lookup, second, current)?,
        ),
        Expression::Call(name, arguments) if name == "keys" => match arguments.as_slice() {
            [map] => entries(compile(lookup, map, current)?, "keys"),
            _ => Err("`keys` takes one argument"),
        },
        _ => Err("this form of expression"),
    }
}

/// Whether a list is one that flattening leaves as it is.
fn is_flat(list: &Typed<'_>) -> bool {
    !list.is_many()
        && matches!(list.value(), Value::List(item) if !matches!(**item, Value::List(_)))
}

/// Compiles the part behind a dot.
fn below<'a>(
    lookup: Lookup<'a>,
    expression: &Expression,
    first: Typed<'a>,
) -> Result<Typed<'a>, Unsupported> {
    if let Expression::Field(name) = expression {
        return field(lookup, name, first);
    }
    let value = first.value();
    if matches!(first, Typed::Place(..) | Typed::Reference(..)) {
        return compile(lookup, expression, &first);
    }
    let Some(maybe) = first.maybe() else {
        return Err("a list of lists");
    };
    match compile(lookup, expression, &Typed::Reference(item(), value))? {
        Typed::Each(iterator, inner) => {
            let items = maybe.method("into_iter", Vec::new());
            Ok(Typed::Each(
                items.method("flat_map", vec![of_item(iterator)]),
                inner,
            ))
        }
        Typed::Place(place, inner) => Ok(Typed::Maybe(
            maybe.method("map", vec![of_item(place.behind("&"))]),
            inner,
        )),
        other => {
            let inner = other.value();
            let body = other.maybe().ok_or("a list of lists")?;
            Ok(Typed::Maybe(
                maybe.method("and_then", vec![of_item(body)]),
                inner,
            ))
        }
    }
}

/// What the right side of a projection gives for each item.
fn project<'a>(
    lookup: Lookup<'a>,
    each: Typed<'a>,
    right: &Expression,
) -> Result<Typed<'a>, Unsupported> {
    match right {
        Expression::Current => return Ok(each),
        Expression::Field(name) => return field(lookup, name, each),
        Expression::Sub(first, second) => {
            let first = project(lookup, each, first)?;
            return project(lookup, first, second);
        }
        _ => {}
    }
    let (iterator, value) = each.each()?;
    let current = Typed::Reference(item(), value);
    if let Expression::List(columns) = right {
        return rows(lookup, iterator, columns, &current);
    }
    match compile(lookup, right, &current)? {
        Typed::Each(inner, value) => Ok(Typed::Rows(iterator, inner, value)),
        Typed::Place(place, value) => Ok(Typed::EachPlace(iterator, place, value)),
        Typed::Optional(place, value, boxed) => {
            Ok(Typed::EachOptional(iterator, place, value, boxed))
        }
        other => {
            let inner = other.value();
            let body = other.maybe().ok_or("a list of lists")?;
            Ok(Typed::Each(
                iterator.method("filter_map", vec![of_item(body)]),
                inner,
            ))
        }
    }
}

/// A list of values of one type for each item.
fn rows<'a>(
    lookup: Lookup<'a>,
    iterator: Expr,
    columns: &[Expression],
    current: &Typed<'a>,
) -> Result<Typed<'a>, Unsupported> {
    let mut cells = Vec::new();
    let mut kind: Option<&Value> = None;
    for column in columns {
        let cell = compile(lookup, column, current)?;
        let value = cell.value();
        if kind.is_some_and(|kind| kind != value) {
            return Err("a list of values of several types");
        }
        kind = Some(value);
        cells.push(cell.maybe().ok_or("a list of lists")?);
    }
    let row = Expr::array(cells)
        .method("into_iter", Vec::new())
        .method("flatten", Vec::new());
    Ok(Typed::Rows(iterator, row, kind.ok_or("an empty list")?))
}

/// The member of an entity that the model calls so, and its field.
pub fn member<'a>(
    lookup: Lookup<'a>,
    id: EntityId,
    name: &str,
) -> Option<(&'a Member, &'a RsIdent)> {
    let members = &lookup.domain.entities[id.0].members;
    let is = |member: &Member| {
        member.wrappers.is_empty() && member.traits.name.as_deref().unwrap_or(&member.wire) == name
    };
    let index = members.iter().position(is)?;
    Some((&members[index], &lookup.names.entities[id.0].fields[index]))
}

/// A member of an entity, wherever that is.
pub fn field<'a>(lookup: Lookup<'a>, name: &str, on: Typed<'a>) -> Result<Typed<'a>, Unsupported> {
    let Value::Entity(id) = on.value() else {
        return Err("a member of what is no entity");
    };
    let entity = &lookup.domain.entities[id.0];
    let (member, ident) = member(lookup, *id, name).ok_or("a member that is not there")?;
    if !entity.role.is_structure() {
        return Err("a member of a union");
    }
    let value = &member.value;
    let boxed = lookup.is_boxed(entity, member);
    let is_optional = lookup.holding(entity, member) == Holding::Optional;
    let place = |of: Expr| of.field(ident);
    let inner = || {
        if is_optional {
            Typed::Optional(place(item()), value, boxed)
        } else {
            Typed::Place(place(item()), value)
        }
    };
    match on {
        Typed::Place(of, _) | Typed::Reference(of, _) if is_optional => {
            Ok(Typed::Optional(place(of), value, boxed))
        }
        Typed::Place(of, _) | Typed::Reference(of, _) => Ok(Typed::Place(place(of), value)),
        Typed::Rows(..) => Err("a list of lists"),
        Typed::Each(..) | Typed::EachPlace(..) | Typed::EachOptional(..) => {
            let (iterator, _) = on.each()?;
            let place = place(item());
            Ok(if is_optional {
                Typed::EachOptional(iterator, place, value, boxed)
            } else {
                Typed::EachPlace(iterator, place, value)
            })
        }
        Typed::Optional(..) | Typed::Maybe(..) => {
            let of = on.maybe().ok_or("a list of lists")?;
            Ok(Typed::Maybe(
                match inner() {
                    Typed::Place(place, _) => of.method("map", vec![of_item(place.behind("&"))]),
                    other => {
                        let body = other.maybe().ok_or("a list of lists")?;
                        of.method("and_then", vec![of_item(body)])
                    }
                },
                value,
            ))
        }
    }
}

/// An item of a list.
fn at(list: Typed<'_>, index: i64) -> Result<Typed<'_>, Unsupported> {
    let picked = |list: Expr| -> Result<Expr, Unsupported> {
        let number = |number: i64| Expr::number(&crate::text::RsNumber::integer(number));
        Ok(match index {
            0 => list.method("first", Vec::new()),
            -1 => list.method("last", Vec::new()),
            1.. => list.method("get", vec![number(index)]),
            _ => {
                let behind = index.checked_neg().ok_or("an index out of all range")? - 1;
                list.method("iter", Vec::new())
                    .method("rev", Vec::new())
                    .method("nth", vec![number(behind)])
            }
        })
    };
    let Value::List(inner) = list.value() else {
        return Err("an item of what is no list");
    };
    match list {
        Typed::Place(list, _) | Typed::Reference(list, _) => Ok(Typed::Maybe(picked(list)?, inner)),
        Typed::Optional(..) | Typed::Maybe(..) => {
            let list = list.maybe().ok_or("a list of lists")?;
            let body = of_item(picked(item())?);
            Ok(Typed::Maybe(list.method("and_then", vec![body]), inner))
        }
        _ => Err("an item of a projection"),
    }
}

/// Keys or values of a map.
fn entries<'a>(map: Typed<'a>, which: &'static str) -> Result<Typed<'a>, Unsupported> {
    let Value::Map(inner) = map.value() else {
        return Err("entries of what is no map");
    };
    let value = if which == "keys" { &TEXT } else { inner };
    let entries = match map {
        Typed::Place(map, _) | Typed::Reference(map, _) => map.method(which, Vec::new()),
        Typed::Optional(map, _, _) => {
            let body = of_item(item().method(which, Vec::new()));
            map.method("iter", Vec::new())
                .method("flat_map", vec![body])
        }
        other => {
            let body = of_item(item().method(which, Vec::new()));
            other
                .maybe()
                .ok_or("a list of maps")?
                .method("into_iter", Vec::new())
                .method("flat_map", vec![body])
        }
    };
    Ok(Typed::Each(entries, value))
}

/// The first of two values that is not empty.
fn either<'a>(first: Typed<'a>, second: Typed<'a>) -> Result<Typed<'a>, Unsupported> {
    let value = first.value();
    if value != second.value() {
        return Err("one of two values of several types");
    }
    let (Some(mut first), Some(second)) = (first.maybe(), second.maybe()) else {
        return Err("one of two lists");
    };
    if matches!(value, Value::String | Value::List(_) | Value::Map(_)) {
        let empty = item().method("is_empty", Vec::new());
        first = first.method("filter", vec![of_item(empty.behind("!"))]);
    }
    let second = Expr::closure("", second);
    Ok(Typed::Maybe(first.method("or_else", vec![second]), value))
}
