//! Expressions as conditions: comparisons, `length`, and whether a value counts as true.

use connector_model::domain::Value;
use connector_model::jmespath::{Comparator, Expression};
use serde_json::Value as Json;

use super::{Typed, Unsupported, compile, item, of_item};
use crate::rust::types::Lookup;
use crate::text::layout::Expr;
use crate::text::{RsIdent, RsNumber, RsType};

/// A Boolean of Rust: whether the expression gives what counts as true.
pub fn truth<'a>(
    lookup: Lookup<'a>,
    expression: &Expression,
    current: &Typed<'a>,
) -> Result<Expr, Unsupported> {
    match expression {
        Expression::Or(..) => all_of(lookup, expression, current, "||"),
        Expression::And(..) => all_of(lookup, expression, current, "&&"),
        Expression::Not(inner) => Ok(truth(lookup, inner, current)?.negated()),
        Expression::Compare(comparator, left, right) => {
            compare(lookup, *comparator, (left, right), current)
        }
        Expression::Pipe(first, second) if **first == Expression::Current => {
            truth(lookup, second, current)
        }
        other => value_truth(compile(lookup, other, current)?),
    }
}

/// Operands of one sign in a row.
fn all_of<'a>(
    lookup: Lookup<'a>,
    expression: &Expression,
    current: &Typed<'a>,
    sign: &'static str,
) -> Result<Expr, Unsupported> {
    let mut operands = Vec::new();
    let mut open = vec![expression];
    while let Some(next) = open.pop() {
        match (next, sign) {
            (Expression::Or(left, right), "||") | (Expression::And(left, right), "&&") => {
                open.push(right);
                open.push(left);
            }
            (operand, _) => operands.push(truth(lookup, operand, current)?),
        }
    }
    Ok(Expr::infix(sign, operands))
}

/// False are false, null, and what is empty.
fn value_truth(typed: Typed<'_>) -> Result<Expr, Unsupported> {
    let value = typed.value();
    match (typed, value) {
        (Typed::Place(place, _), Value::Boolean) => Ok(place),
        (Typed::Reference(place, _), Value::Boolean) => Ok(place.behind("*")),
        (Typed::Optional(place, _, _), Value::Boolean) => {
            Ok(Expr::infix("==", vec![place, Expr::fixed("Some(true)")]))
        }
        (Typed::Maybe(value, _), Value::Boolean) => {
            Ok(Expr::infix("==", vec![value, Expr::fixed("Some(&true)")]))
        }
        (typed, Value::List(_)) => has_items(typed),
        (typed, _) if typed.is_many() => has_items(typed),
        (Typed::Place(place, _) | Typed::Reference(place, _), Value::String) => {
            Ok(place.method("is_empty", Vec::new()).behind("!"))
        }
        (typed, Value::String) => {
            let full = of_item(item().method("is_empty", Vec::new()).behind("!"));
            let text = typed.maybe().ok_or("a list of lists")?;
            Ok(text.method("is_some_and", vec![full]))
        }
        (typed @ (Typed::Optional(..) | Typed::Maybe(..)), Value::Entity(_)) => {
            let entity = typed.maybe().ok_or("a list of lists")?;
            Ok(entity.method("is_some", Vec::new()))
        }
        _ => Err("a condition on a value of this type"),
    }
}

/// Whether a list has no items; an absent one has none.
fn is_empty(list: Typed<'_>) -> Result<Expr, Unsupported> {
    match list {
        Typed::Place(list, Value::List(_) | Value::Map(_))
        | Typed::Reference(list, Value::List(_) | Value::Map(_)) => {
            Ok(list.method("is_empty", Vec::new()))
        }
        Typed::EachOptional(iterator, place, _, _) => {
            let absent = of_item(place.method("is_none", Vec::new()));
            Ok(iterator.method("all", vec![absent]))
        }
        list => {
            let (iterator, _) = list.each()?;
            Ok(iterator
                .method("next", Vec::new())
                .method("is_none", Vec::new()))
        }
    }
}

fn count(list: Typed<'_>) -> Result<Expr, Unsupported> {
    match list {
        Typed::Place(list, Value::List(_) | Value::Map(_))
        | Typed::Reference(list, Value::List(_) | Value::Map(_)) => {
            Ok(list.method("len", Vec::new()))
        }
        Typed::Each(iterator, _) | Typed::EachPlace(iterator, _, _) => {
            Ok(iterator.method("count", Vec::new()))
        }
        list => Ok(list.each()?.0.method("count", Vec::new())),
    }
}

/// What `length` is taken of. A text's length in characters is nobody's condition but whether there is one.
fn length_of<'a>(
    lookup: Lookup<'a>,
    expression: &Expression,
    current: &Typed<'a>,
) -> Option<Result<Typed<'a>, Unsupported>> {
    match expression {
        Expression::Call(name, arguments) if name == "length" => match arguments.as_slice() {
            [list] => Some(compile(lookup, list, current)),
            _ => Some(Err("`length` takes one argument")),
        },
        _ => None,
    }
}

fn compare<'a>(
    lookup: Lookup<'a>,
    comparator: Comparator,
    (left, right): (&Expression, &Expression),
    current: &Typed<'a>,
) -> Result<Expr, Unsupported> {
    let sign = sign(comparator);
    match (
        length_of(lookup, left, current),
        length_of(lookup, right, current),
    ) {
        (Some(left), Some(right)) => {
            return Ok(Expr::infix(sign, vec![count(left?)?, count(right?)?]));
        }
        (Some(list), None) => {
            let found = some_or_none(lookup, comparator, left, right, current);
            return found.unwrap_or_else(|| compare_length(comparator, list?, right));
        }
        (None, Some(_)) => return compare(lookup, mirrored(comparator), (right, left), current),
        (None, None) => {}
    }
    match (left, right) {
        (Expression::Literal(_), Expression::Literal(_)) => Err("a comparison of literals"),
        (Expression::Literal(_), other) => {
            compare(lookup, mirrored(comparator), (other, left), current)
        }
        (other, Expression::Literal(literal)) => compare_literal(
            lookup,
            comparator,
            compile(lookup, other, current)?,
            literal,
        ),
        (left, right) => {
            let (left, right) = (
                compile(lookup, left, current)?,
                compile(lookup, right, current)?,
            );
            compare_values(sign, left, right)
        }
    }
}

fn compare_values(
    sign: &'static str,
    left: Typed<'_>,
    right: Typed<'_>,
) -> Result<Expr, Unsupported> {
    if left.value() != right.value() {
        return Err("a comparison of values of several types");
    }
    if !matches!(sign, "==" | "!=") {
        return Err("an order of two values");
    }
    if let (Typed::Optional(left, _, _), Typed::Optional(right, _, _)) = (&left, &right) {
        return Ok(Expr::infix(sign, vec![left.clone(), right.clone()]));
    }
    match (left.maybe(), right.maybe()) {
        (Some(left), Some(right)) => Ok(Expr::infix(sign, vec![left, right])),
        _ => Err("a comparison of lists"),
    }
}

fn compare_length(
    comparator: Comparator,
    list: Typed<'_>,
    number: &Expression,
) -> Result<Expr, Unsupported> {
    let Expression::Literal(Json::Number(number)) = number else {
        return Err("a length compared with what is no number");
    };
    let number = number
        .as_i64()
        .filter(|number| *number >= 0)
        .ok_or("a length compared with a fraction")?;
    if *list.value() == Value::String && !list.is_many() {
        return match (comparator, number) {
            (Comparator::Greater | Comparator::NotEqual, 0) => value_truth(list),
            (Comparator::Equal, 0) => Ok(value_truth(list)?.negated()),
            _ => Err("a comparison of a text's length"),
        };
    }
    match (comparator, number) {
        (Comparator::Greater | Comparator::NotEqual, 0) | (Comparator::GreaterOrEqual, 1) => {
            has_items(list)
        }
        (Comparator::Equal, 0) | (Comparator::Less, 1) => is_empty(list),
        _ => {
            let number = Expr::number(&RsNumber::integer(number));
            Ok(Expr::infix(sign(comparator), vec![count(list)?, number]))
        }
    }
}

/// `length(list[?condition])` compared with 0: whether some item, or each, or none is so.
fn some_or_none<'a>(
    lookup: Lookup<'a>,
    comparator: Comparator,
    length: &Expression,
    number: &Expression,
    current: &Typed<'a>,
) -> Option<Result<Expr, Unsupported>> {
    let Expression::Call(_, arguments) = length else {
        return None;
    };
    let [Expression::Filter(list, condition, right)] = arguments.as_slice() else {
        return None;
    };
    let is_zero = matches!(number, Expression::Literal(number) if number.as_i64() == Some(0));
    if **right != Expression::Current || !is_zero {
        return None;
    }
    let items = |method: &'static str, condition: &Expression| {
        let (iterator, value) = compile(lookup, list, current)?.each()?;
        let holds = truth(lookup, condition, &Typed::Reference(item(), value))?;
        Ok(iterator.method(method, vec![of_item(holds)]))
    };
    match (comparator, &**condition) {
        (Comparator::Equal, Expression::Not(condition)) => Some(items("all", condition)),
        (Comparator::Equal, condition) => Some(items("any", condition).map(Expr::negated)),
        (Comparator::Greater | Comparator::NotEqual, condition) => Some(items("any", condition)),
        _ => None,
    }
}

fn has_items(list: Typed<'_>) -> Result<Expr, Unsupported> {
    match list {
        Typed::Place(..) | Typed::Reference(..) => Ok(is_empty(list)?.negated()),
        Typed::EachOptional(iterator, place, _, _) => {
            let there = of_item(place.method("is_some", Vec::new()));
            Ok(iterator.method("any", vec![there]))
        }
        list => {
            let (iterator, _) = list.each()?;
            Ok(iterator
                .method("next", Vec::new())
                .method("is_some", Vec::new()))
        }
    }
}

fn compare_literal<'a>(
    lookup: Lookup<'a>,
    comparator: Comparator,
    typed: Typed<'a>,
    literal: &Json,
) -> Result<Expr, Unsupported> {
    let sign = sign(comparator);
    let is_equality = matches!(comparator, Comparator::Equal | Comparator::NotEqual);
    match (literal, typed.value()) {
        (Json::String(text), Value::String) if is_equality => Ok(Expr::infix(
            sign,
            vec![
                as_text(typed, &RsType::fixed("String"))?,
                Expr::call("Some", vec![Expr::text(text)]),
            ],
        )),
        (Json::String(text), Value::Enumeration(id)) if is_equality => {
            let names = &lookup.names.enumerations[id.0];
            let kind = RsType::of_crate(&names.ident);
            let known = lookup.domain.enumerations[id.0]
                .values
                .iter()
                .position(|value| value.wire == *text)
                .map(|index| Expr::path(&kind, &names.variants[index]));
            let (value, expected) = match (typed, known) {
                (Typed::Optional(place, _, _), Some(known)) => (place, known),
                (typed, Some(known)) => (
                    typed.maybe().ok_or("a comparison of a list")?,
                    known.behind("&"),
                ),
                (typed, None) => (as_text(typed, &kind)?, Expr::text(text)),
            };
            Ok(Expr::infix(
                sign,
                vec![value, Expr::call("Some", vec![expected])],
            ))
        }
        (Json::Bool(expected), Value::Boolean) if is_equality => {
            compare_boolean(sign, typed, *expected)
        }
        (Json::Number(number), Value::Integer | Value::Long) => {
            let number = number.as_i64().ok_or("a comparison with a fraction")?;
            compare_number(sign, typed, &RsNumber::integer(number))
        }
        _ => Err("a comparison with a literal of this type"),
    }
}

/// An absent value is neither true nor false.
fn compare_boolean(
    sign: &'static str,
    typed: Typed<'_>,
    expected: bool,
) -> Result<Expr, Unsupported> {
    let (value, expected) = match (typed, expected) {
        (typed @ (Typed::Place(..) | Typed::Reference(..)), _) => {
            let truth = value_truth(typed)?;
            return Ok(if expected == (sign == "==") {
                truth
            } else {
                truth.negated()
            });
        }
        (Typed::Optional(place, _, _), true) => (place, "Some(true)"),
        (Typed::Optional(place, _, _), false) => (place, "Some(false)"),
        (typed, true) => (
            typed.maybe().ok_or("a comparison of a list")?,
            "Some(&true)",
        ),
        (typed, false) => (
            typed.maybe().ok_or("a comparison of a list")?,
            "Some(&false)",
        ),
    };
    Ok(Expr::infix(sign, vec![value, Expr::fixed(expected)]))
}

fn compare_number(
    sign: &'static str,
    typed: Typed<'_>,
    number: &RsNumber,
) -> Result<Expr, Unsupported> {
    let number = Expr::number(number);
    match typed {
        Typed::Place(place, _) => Ok(Expr::infix(sign, vec![place, number])),
        Typed::Reference(place, _) => Ok(Expr::infix(sign, vec![place.behind("*"), number])),
        Typed::Optional(place, _, _) if matches!(sign, "==" | "!=") => {
            let number = Expr::call("Some", vec![number]);
            Ok(Expr::infix(sign, vec![place, number]))
        }
        typed => {
            let value = typed.maybe().ok_or("a comparison of a list")?;
            let holds = of_item(Expr::infix(sign, vec![item().behind("*"), number]));
            Ok(value.method("is_some_and", vec![holds]))
        }
    }
}

/// As `Option<&str>`.
fn as_text(typed: Typed<'_>, kind: &RsType) -> Result<Expr, Unsupported> {
    if let (Typed::Optional(place, _, _), Value::String) = (&typed, typed.value()) {
        return Ok(place.clone().method("as_deref", Vec::new()));
    }
    let text = Expr::path(kind, &RsIdent::fixed("as_str"));
    let value = typed.maybe().ok_or("a comparison of a list")?;
    Ok(value.method("map", vec![text]))
}

fn sign(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => "==",
        Comparator::NotEqual => "!=",
        Comparator::Less => "<",
        Comparator::LessOrEqual => "<=",
        Comparator::Greater => ">",
        Comparator::GreaterOrEqual => ">=",
    }
}

fn mirrored(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Less => Comparator::Greater,
        Comparator::LessOrEqual => Comparator::GreaterOrEqual,
        Comparator::Greater => Comparator::Less,
        Comparator::GreaterOrEqual => Comparator::LessOrEqual,
        same => same,
    }
}
