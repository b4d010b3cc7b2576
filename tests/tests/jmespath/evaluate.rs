//! A plain evaluator of JMESPath over JSON: what the compliance cases are answered with. The product has none.

use connector_model::jmespath::{Comparator, Expression};
use serde_json::{Map, Value as Json};

/// What the cases call an error that is none of syntax.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid;

/// The value of an expression; functions are those that API models use, `length` and `keys`.
pub(crate) fn evaluate(expression: &Expression, on: &Json) -> Result<Json, Invalid> {
    use Expression::*;
    Ok(match expression {
        Current => on.clone(),
        Field(name) => on.get(name).cloned().unwrap_or_default(),
        Sub(first, second) => match evaluate(first, on)? {
            Json::Null => Json::Null,
            value => evaluate(second, &value)?,
        },
        Pipe(first, second) => evaluate(second, &evaluate(first, on)?)?,
        Index(list, index) => at(&evaluate(list, on)?, *index),
        Slice(list, parts, right) => match evaluate(list, on)? {
            Json::Array(items) => project(slice(&items, *parts), right)?,
            _ => Json::Null,
        },
        Items(list, right) => match evaluate(list, on)? {
            Json::Array(items) => project(items, right)?,
            _ => Json::Null,
        },
        Values(object, right) => match evaluate(object, on)? {
            Json::Object(members) => project(members.into_iter().map(|(_, v)| v).collect(), right)?,
            _ => Json::Null,
        },
        Flatten(list, right) => match evaluate(list, on)? {
            Json::Array(items) => project(items.into_iter().flat_map(inner).collect(), right)?,
            _ => Json::Null,
        },
        Filter(list, condition, right) => match evaluate(list, on)? {
            Json::Array(items) => {
                let mut kept = Vec::new();
                for item in items {
                    if is_true(&evaluate(condition, &item)?) {
                        kept.push(item);
                    }
                }
                project(kept, right)?
            }
            _ => Json::Null,
        },
        Compare(comparator, left, right) => {
            compare(*comparator, &evaluate(left, on)?, &evaluate(right, on)?)
        }
        Or(first, second) => match evaluate(first, on)? {
            value if is_true(&value) => value,
            _ => evaluate(second, on)?,
        },
        And(first, second) => match evaluate(first, on)? {
            value if is_true(&value) => evaluate(second, on)?,
            value => value,
        },
        Not(inner) => Json::Bool(!is_true(&evaluate(inner, on)?)),
        Literal(value) => value.clone(),
        List(_) | Object(_) if on.is_null() => Json::Null,
        List(items) => {
            let values: Result<Vec<Json>, Invalid> =
                items.iter().map(|item| evaluate(item, on)).collect();
            Json::Array(values?)
        }
        Object(members) => {
            let mut object = Map::new();
            for (name, value) in members {
                object.insert(name.clone(), evaluate(value, on)?);
            }
            Json::Object(object)
        }
        Call(name, arguments) => call(name, arguments, on)?,
        Reference(_) => return Err(Invalid),
    })
}

fn call(name: &str, arguments: &[Expression], on: &Json) -> Result<Json, Invalid> {
    let [argument] = arguments else {
        return Err(Invalid);
    };
    match (name, evaluate(argument, on)?) {
        ("keys", Json::Object(members)) => Ok(members
            .into_iter()
            .map(|(name, _)| Json::String(name))
            .collect()),
        ("length", Json::Array(items)) => Ok(items.len().into()),
        ("length", Json::Object(members)) => Ok(members.len().into()),
        ("length", Json::String(text)) => Ok(text.chars().count().into()),
        _ => Err(Invalid),
    }
}

fn inner(item: Json) -> Vec<Json> {
    match item {
        Json::Array(items) => items,
        item => vec![item],
    }
}

/// What the right side gives for each item, without nulls.
fn project(items: Vec<Json>, right: &Expression) -> Result<Json, Invalid> {
    let mut out = Vec::new();
    for item in items {
        let value = evaluate(right, &item)?;
        if !value.is_null() {
            out.push(value);
        }
    }
    Ok(Json::Array(out))
}

fn at(list: &Json, index: i64) -> Json {
    let Json::Array(items) = list else {
        return Json::Null;
    };
    let length = i64::try_from(items.len()).expect("a list fits the memory");
    let place = if index < 0 {
        length.saturating_add(index)
    } else {
        index
    };
    let found = usize::try_from(place)
        .ok()
        .and_then(|place| items.get(place));
    found.cloned().unwrap_or_default()
}

fn slice(items: &[Json], [start, end, step]: [Option<i64>; 3]) -> Vec<Json> {
    let length = i64::try_from(items.len()).expect("a list fits the memory");
    let step = step.unwrap_or(1);
    let (least, most) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let place = |index: i64| {
        let index = if index < 0 {
            index.saturating_add(length)
        } else {
            index
        };
        index.clamp(least, most)
    };
    let (from, to) = if step > 0 {
        (0, length)
    } else {
        (length - 1, -1)
    };
    let mut at = start.map_or(from, place);
    let end = end.map_or(to, place);
    let mut out = Vec::new();
    while (step > 0 && at < end) || (step < 0 && at > end) {
        out.push(items[usize::try_from(at).expect("clamped")].clone());
        at = at.saturating_add(step);
    }
    out
}

fn is_true(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(truth) => *truth,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(members) => !members.is_empty(),
        Json::Number(_) => true,
    }
}

/// Numbers alone have an order.
fn compare(comparator: Comparator, left: &Json, right: &Json) -> Json {
    let numbers = left.as_f64().zip(right.as_f64());
    match comparator {
        Comparator::Equal => Json::Bool(left == right),
        Comparator::NotEqual => Json::Bool(left != right),
        Comparator::Less => numbers.map(|(a, b)| a < b).into(),
        Comparator::LessOrEqual => numbers.map(|(a, b)| a <= b).into(),
        Comparator::Greater => numbers.map(|(a, b)| a > b).into(),
        Comparator::GreaterOrEqual => numbers.map(|(a, b)| a >= b).into(),
    }
}
