//! Statements, arms, fields and signatures.

use super::expr::{Expr, Node};
use super::flat::oneline;
use super::rewrite::{Shape, assigned, fits, forced, prefers_below, rewrite, spaces, width};
use super::{LITERAL_WIDTH, TAB};
use crate::text::{RsCode, RsIdent, RsStr, RsType};

/// A statement: `value;`.
pub fn statement(value: &Expr, indent: usize) -> RsCode {
    let shape = Shape {
        indent,
        column: indent,
        after: 1,
    };
    RsCode::composed(format!("{};", forced(value, shape)))
}

/// The last expression of a block.
pub fn tail(value: &Expr, indent: usize) -> RsCode {
    RsCode::composed(forced(
        value,
        Shape {
            indent,
            column: indent,
            after: 0,
        },
    ))
}

/// `place = value;`, or with `let` in front of the place.
pub fn assignment(place: &Expr, value: &Expr, indent: usize) -> RsCode {
    RsCode::composed(format!("{};", assigned("", place, value, indent, 1)))
}

/// `let name = value;`
pub fn binding(name: &'static str, value: &Expr, indent: usize) -> RsCode {
    RsCode::composed(format!(
        "{};",
        assigned("let ", &Expr::fixed(name), value, indent, 1)
    ))
}

/// `let name = value;` for a name that is not ours.
pub fn binding_of(name: &RsIdent, value: &Expr, indent: usize) -> RsCode {
    RsCode::composed(format!(
        "{};",
        assigned("let ", &Expr::ident(name), value, indent, 1)
    ))
}

/// A match arm that assigns, with its comma or block.
pub fn assigning_arm(pattern: &RsStr, place: &Expr, value: &Expr, indent: usize) -> RsCode {
    let left = format!("{pattern} => {} =", oneline(place));
    let shape = Shape {
        indent,
        column: indent + width(&left) + 1,
        after: 1,
    };
    let fitting = |code: &String| !code.contains('\n') && shape.holds(code);
    if let Some(value) = rewrite(value, shape).filter(fitting) {
        return RsCode::composed(format!("{left} {value},"));
    }
    let body = assigned("", place, value, indent + TAB, 1);
    RsCode::composed(block(&pattern.to_string(), &format!("{body};"), indent))
}

/// An arm with statements in a block; behind a long pattern the brace stands on a line of its own.
fn block(pattern: &str, body: &str, indent: usize) -> String {
    let outer = spaces(indent);
    let head = if fits(pattern, indent, 4) {
        format!("{pattern} => {{")
    } else {
        format!("{pattern} =>\n{outer}{{")
    };
    format!("{head}\n{}{body}\n{outer}}}", spaces(indent + TAB))
}

/// A match arm that is a statement in a block.
pub fn block_arm(pattern: &RsStr, value: &Expr, indent: usize) -> RsCode {
    let body = statement(value, indent + TAB);
    RsCode::composed(block(&pattern.to_string(), &body.to_string(), indent))
}

/// A match arm with statements in a block, each of them laid out for it.
pub fn lines_arm(pattern: &RsStr, lines: &[RsCode], indent: usize) -> RsCode {
    lines_arm_of(&Expr(Node::Text(pattern.to_string())), lines, indent)
}

/// The same for a pattern that is no text. An expression alone stands without braces where it fits.
pub fn lines_arm_of(pattern: &Expr, lines: &[RsCode], indent: usize) -> RsCode {
    let pattern = oneline(pattern);
    if let [one] = lines {
        let is_short = !one.as_str().contains('\n');
        if is_short && fits(&format!("{pattern} => {one},"), indent, 0) {
            return RsCode::composed(format!("{pattern} => {one},"));
        }
    }
    let lines: Vec<&str> = lines.iter().map(RsCode::as_str).collect();
    let body = lines.join(&format!("\n{}", spaces(indent + TAB)));
    RsCode::composed(block(&pattern, &body, indent))
}

/// A match arm with a call that gives nothing.
pub fn unit_arm(pattern: &Expr, call: &Expr, indent: usize) -> RsCode {
    let text = oneline(pattern);
    let column = indent + width(&text) + 4;
    let shape = Shape {
        indent,
        column,
        after: 1,
    };
    let short = rewrite(call, shape).filter(|code| !code.contains('\n') && shape.holds(code));
    if let Some(code) = short {
        return RsCode::composed(format!("{text} => {code},"));
    }
    let body = statement(call, indent + TAB);
    RsCode::composed(block(&text, body.as_str(), indent))
}

/// A match arm for a number.
pub fn numbered_arm(number: u32, value: &Expr, indent: usize) -> RsCode {
    arm(&Expr(Node::Atom(number.to_string())), value, indent)
}

/// `if let Some(name) = value { call; }`.
pub fn if_some(name: &'static str, value: &Expr, call: &Expr, indent: usize) -> RsCode {
    let head = format!("if let Some({name}) = {}", oneline(value));
    let outer = spaces(indent);
    let brace = if fits(&head, indent, 2) {
        " {".to_owned()
    } else {
        format!("\n{outer}{{")
    };
    let body = statement(call, indent + TAB);
    RsCode::composed(format!(
        "{head}{brace}\n{}{body}\n{outer}}}",
        spaces(indent + TAB)
    ))
}

/// `let Some(Variant(name)) = value else { panic!(…); };`
pub fn let_else_some(variant: &Expr, name: &'static str, value: &Expr, indent: usize) -> RsCode {
    let place = Expr(Node::Atom(format!("Some({}({name}))", oneline(variant))));
    let outer = spaces(indent);
    let head = assigned("let ", &place, value, indent, 0);
    // One column less than elsewhere: rustfmt keeps one for what it has not seen yet.
    let brace = if !head.contains('\n') && fits(&head, indent, 8) {
        " else {".to_owned()
    } else {
        format!("\n{outer}else {{")
    };
    RsCode::composed(format!(
        "{head}{brace}\n{}panic!(\"the answer has another status\");\n{outer}}};",
        spaces(indent + TAB)
    ))
}

/// Ends a function with an error if a field of `self` that must be there is not.
pub fn missing_check(field: &RsIdent, wire: &RsStr, indent: usize) -> RsCode {
    let missing = Expr::call(
        "InputError::missing",
        vec![Expr(Node::Text(wire.to_string()))],
    );
    let error = Expr::call("Err", vec![missing]).behind("return ");
    let inner = indent + TAB;
    let body = statement(&error, inner);
    RsCode::composed(format!(
        "if self.{field}.is_none() {{\n{}{body}\n{}}}",
        spaces(inner),
        spaces(indent)
    ))
}

/// `name: value,` in a literal, or `name,` where they are one.
pub fn initialiser(name: &RsIdent, value: &Expr, indent: usize) -> RsCode {
    if oneline(value) == name.as_str() {
        return RsCode::composed(format!("{name},"));
    }
    let column = indent + width(name.as_str()) + 2;
    let shape = Shape {
        indent,
        column,
        after: 1,
    };
    if let Some(value) = rewrite(value, shape) {
        return RsCode::composed(format!("{name}: {value},"));
    }
    let below = forced(value, shape.nested(1));
    RsCode::composed(format!("{name}:\n{}{below},", spaces(indent + TAB)))
}

/// Initialisers on the line of their literal, where they are short enough.
pub fn short_literal(fields: &[RsCode]) -> Option<RsCode> {
    let fields: Vec<&str> = fields
        .iter()
        .map(|field| field.as_str().trim_end_matches(','))
        .collect();
    let line = fields.join(", ");
    (width(&line) <= LITERAL_WIDTH).then(|| RsCode::composed(format!("{{ {line} }}")))
}

/// A constant of a trait: `const NAME: Type = value;`.
pub fn constant(head: &'static str, value: &Expr, indent: usize) -> RsCode {
    RsCode::composed(format!(
        "{};",
        assigned("const ", &Expr::fixed(head), value, indent, 1)
    ))
}

/// A match arm with a value, with its comma or block.
pub fn arm(pattern: &Expr, value: &Expr, indent: usize) -> RsCode {
    let pattern = oneline(pattern);
    let shape = Shape {
        indent,
        column: indent + width(&pattern) + 4,
        after: 1,
    };
    let here = rewrite(value, shape);
    let is_atom = matches!(value.0, Node::Atom(_) | Node::Text(_));
    let below = rewrite(value, shape.nested(0));
    let code = match (here, below) {
        (Some(here), _) if !here.contains('\n') && shape.holds(&here) => {
            format!("{pattern} => {here},")
        }
        (Some(here), Some(below)) if !is_atom && !prefers_below(&here, &below) => {
            format!("{pattern} => {here},")
        }
        (_, below) => {
            // A block that only holds an expression has its brace behind the pattern, however long.
            let body = below.unwrap_or_else(|| oneline(value));
            let (inner, outer) = (spaces(indent + TAB), spaces(indent));
            format!("{pattern} => {{\n{inner}{body}\n{outer}}}")
        }
    };
    RsCode::composed(code)
}

/// A field of a structure: `pub name: Type,`.
pub fn field(name: &RsIdent, kind: &RsType, indent: usize) -> RsCode {
    let flat = format!("pub {name}: {kind},");
    if fits(&flat, indent, 0) {
        return RsCode::composed(flat);
    }
    RsCode::composed(format!("pub {name}:\n{}{kind},", spaces(indent + TAB)))
}

/// A variant of an enumeration with a value: `Name(Type),`.
pub fn variant(name: &RsIdent, kind: &RsType, indent: usize) -> RsCode {
    let flat = format!("{name}({kind}),");
    if fits(&flat, indent, 0) {
        return RsCode::composed(flat);
    }
    let (inner, outer) = (spaces(indent + TAB), spaces(indent));
    RsCode::composed(format!("{name}(\n{inner}{kind},\n{outer}),"))
}

/// The head of a function up to its opening brace.
pub fn signature(
    head: &'static str,
    params: &[(RsIdent, RsCode)],
    result: &'static str,
    indent: usize,
) -> RsCode {
    let params: Vec<String> = params
        .iter()
        .map(|(name, kind)| format!("{name}: {kind}"))
        .collect();
    let flat = format!("{head}({}) -> {result} {{", params.join(", "));
    if fits(&flat, indent, 0) {
        return RsCode::composed(flat);
    }
    let inner = spaces(indent + TAB);
    let lines: Vec<String> = params
        .iter()
        .map(|param| format!("{inner}{param},\n"))
        .collect();
    let lines = lines.concat();
    RsCode::composed(format!(
        "{head}(\n{lines}{}) -> {result} {{",
        spaces(indent)
    ))
}

/// `fn name(response: &Response) -> Result<Type, DecodeError> {`.
pub fn reading_head(name: &RsIdent, kind: &RsIdent, indent: usize) -> RsCode {
    let result = format!("-> Result<{kind}, DecodeError> {{");
    let flat = format!("fn {name}(response: &Response) {result}");
    if fits(&flat, indent, 0) {
        return RsCode::composed(flat);
    }
    let (inner, outer) = (spaces(indent + TAB), spaces(indent));
    RsCode::composed(format!(
        "fn {name}(\n{inner}response: &Response,\n{outer}) {result}"
    ))
}

/// A parameter that takes whatever becomes the type, or the type itself.
pub fn parameter(kind: &RsType) -> RsCode {
    RsCode::composed(match kind.as_str() {
        "String" => "impl Into<String>".to_owned(),
        plain => plain.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::signature;
    use crate::text::{RsCode, RsIdent};

    #[test]
    fn a_head_that_is_too_long_has_a_line_for_each_parameter() {
        let text = || RsCode::composed("impl Into<String>".to_owned());
        let names = ["content_type", "organisation", "repository"];
        let params: Vec<_> = names.map(|name| (RsIdent::fixed(name), text())).into();
        let short = signature("pub fn new", &params[..2], "Self", 4);
        assert_eq!(
            short.as_str(),
            "pub fn new(content_type: impl Into<String>, organisation: impl Into<String>) -> Self {"
        );
        let long = signature("pub fn new", &params, "Self", 4);
        assert_eq!(
            long.as_str(),
            "pub fn new(\n        content_type: impl Into<String>,\n        \
             organisation: impl Into<String>,\n        repository: impl Into<String>,\n    ) -> Self {"
        );
    }
}
