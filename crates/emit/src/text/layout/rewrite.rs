//! Line breaks: the rules of rustfmt for the forms that generated code uses.

use super::expr::{Expr, Link, Node, Returns};
use super::flat::{flat_chain, flat_form, flat_link, flat_list, flat_literal, oneline};
use super::{CALL_WIDTH, CHAIN_WIDTH, MAX_WIDTH, SHORT, TAB};

#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Indentation of the block.
    pub(super) indent: usize,
    /// Column where the expression begins.
    pub(super) column: usize,
    /// Characters that follow it on its last line.
    pub(super) after: usize,
}

impl Shape {
    pub(super) fn nested(self, after: usize) -> Self {
        Self {
            indent: self.indent + TAB,
            column: self.indent + TAB,
            after,
        }
    }

    /// With at most so many columns for what begins here.
    pub(super) fn limited(self, columns: usize) -> Self {
        let after = MAX_WIDTH.saturating_sub(self.column + columns);
        Self {
            after: self.after.max(after),
            ..self
        }
    }

    pub(super) fn moved(self, columns: usize) -> Self {
        Self {
            column: self.column + columns,
            ..self
        }
    }

    pub(super) fn holds(self, text: &str) -> bool {
        fits(text, self.column, self.after)
    }
}

/// Whether a list is the arguments of a call, with `?` behind or not.
pub(super) fn is_call(close: &str) -> bool {
    close.starts_with(')')
}

pub(super) fn spaces(count: usize) -> String {
    " ".repeat(count)
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn fits(text: &str, column: usize, after: usize) -> bool {
    column + width(text) + after <= MAX_WIDTH
}

/// The layout if there is one within the width, else everything on one line, as rustfmt leaves what it
/// cannot format.
pub(super) fn forced(value: &Expr, shape: Shape) -> String {
    rewrite(value, shape).unwrap_or_else(|| oneline(value))
}

pub(super) fn assigned(
    head: &str,
    place: &Expr,
    value: &Expr,
    indent: usize,
    after: usize,
) -> String {
    let left = format!("{head}{} =", oneline(place));
    let shape = Shape {
        indent,
        column: indent + width(&left) + 1,
        after,
    };
    let here = rewrite(value, shape);
    let fitting = |code: &&String| !code.contains('\n') && shape.holds(code);
    if let Some(one) = here.as_ref().filter(fitting) {
        return format!("{left} {one}");
    }
    let below = rewrite(value, shape.nested(after));
    match (here, below) {
        (None, None) => format!("{left} {}", oneline(value)),
        (Some(here), Some(below))
            if !below_fits(&below, indent) || !prefers_below(&here, &below) =>
        {
            format!("{left} {here}")
        }
        (Some(here), None) => format!("{left} {here}"),
        (_, Some(below)) => format!("{left}\n{}{below}", spaces(indent + TAB)),
    }
}

/// Whether each line of code that stands below an assignment is within the width.
fn below_fits(below: &str, indent: usize) -> bool {
    let first = below.lines().next().unwrap_or_default();
    fits(first, indent + TAB, 0) && below.lines().skip(1).all(|line| fits(line, 0, 0))
}

/// Whether rustfmt moves the right side of an assignment below.
pub(super) fn prefers_below(here: &str, below: &str) -> bool {
    let lines = |code: &str| code.matches('\n').count();
    let opens =
        |code: &str, sign: char| code.lines().next().is_some_and(|line| line.ends_with(sign));
    lines(below) == 0
        || lines(here) > lines(below) + 1
        || ['(', '{', '[']
            .into_iter()
            .any(|sign| opens(here, sign) && !opens(below, sign))
}

pub(super) fn rewrite(value: &Expr, shape: Shape) -> Option<String> {
    match &value.0 {
        Node::Atom(code) => shape.holds(code).then(|| code.clone()),
        Node::Text(code) => Some(code.clone()),
        Node::Call {
            callee,
            close,
            args,
        } => {
            let args = arguments(callee, close, args, shape.moved(width(callee)))?;
            Some(format!("{callee}{args}"))
        }
        Node::Chain { head, links } => chain(head, links, shape),
        Node::Closure {
            params,
            body,
            returns,
        } => closure(params, body, *returns, shape),
        Node::Index { base, index } => {
            let inner = Shape {
                after: shape.after + width(index) + 2,
                ..shape
            };
            Some(format!("{}[{index}]", rewrite(base, inner)?))
        }
        Node::Infix { sign, operands } => infix(value, sign, operands, shape),
        Node::Literal { name, fields, base } => literal(name, fields, base.as_deref(), shape),
    }
}

/// On one line, or with a line for each operand, the sign in front.
fn infix(value: &Expr, sign: &str, operands: &[Expr], shape: Shape) -> Option<String> {
    if let Some(flat) = flat_form(value).filter(|flat| shape.holds(flat)) {
        return Some(flat);
    }
    let (first, others) = operands.split_first()?;
    let mut lines = vec![rewrite(first, shape)?];
    let nested = shape.nested(shape.after).moved(width(sign) + 1);
    for operand in others {
        lines.push(rewrite(operand, nested)?);
    }
    Some(lines.join(&format!("\n{}{sign} ", spaces(shape.indent + TAB))))
}

/// What stands behind an opening bracket, the closing one included.
fn arguments(callee: &str, close: &str, args: &[Expr], shape: Shape) -> Option<String> {
    let inside = Shape {
        after: shape.after + close.len(),
        ..shape
    };
    let flat = flat_list(args, close);
    if let Some(line) = flat.filter(|line| inside.holds(line)) {
        return Some(format!("{line}{close}"));
    }
    if let Some(overflowed) = overflowing(close, args, inside) {
        return Some(overflowed);
    }
    // The callee and its parenthesis must leave room for what ends the statement, broken or not.
    if !shape.holds("") {
        return None;
    }
    let nested = shape.nested(1);
    let items: Vec<String> = args
        .iter()
        .map(|arg| rewrite(arg, nested))
        .collect::<Option<_>>()?;
    let is_mixed = args.iter().all(is_simple) && items.iter().all(|item| width(item) <= SHORT);
    let is_macro = callee.ends_with("!(");
    let lines = if is_mixed && !is_macro {
        filled(&items, nested.indent)
    } else {
        let separator = format!(",\n{}", spaces(nested.indent));
        items.join(&separator)
    };
    // A macro keeps its argument list as written: no comma behind the last one.
    let comma = if is_macro { "" } else { "," };
    Some(format!(
        "\n{}{lines}{comma}\n{}{close}",
        spaces(nested.indent),
        spaces(shape.indent)
    ))
}

/// Short simple items, as many to a line as there is room for.
fn filled(items: &[String], indent: usize) -> String {
    let mut lines = String::new();
    let mut column = indent;
    for (index, item) in items.iter().enumerate() {
        if index > 0 && column + width(item) + 2 > MAX_WIDTH {
            lines.push_str(",\n");
            lines.push_str(&spaces(indent));
            column = indent;
        } else if index > 0 {
            lines.push_str(", ");
            column += 2;
        }
        lines.push_str(item);
        column += width(item);
    }
    lines
}

/// A literal, a name, or a field of one.
fn is_simple(value: &Expr) -> bool {
    match &value.0 {
        Node::Atom(code) => !code.contains(['(', ':']),
        Node::Text(_) => true,
        Node::Index { base, .. } => is_simple(base),
        Node::Chain { head, links } => {
            is_simple(head) && links.iter().all(|link| link.args.is_none())
        }
        _ => false,
    }
}

/// A call or a macro, with a sign in front or not; an array is none.
pub(super) fn is_call_itself(value: &Expr) -> bool {
    matches!(&value.0, Node::Call { callee, .. } if !callee.trim_start_matches('&').starts_with('['))
}

/// The last argument across several lines behind the others, where rustfmt does so: a closure, or a call or a
/// literal that is the only argument.
fn overflowing(close: &str, args: &[Expr], shape: Shape) -> Option<String> {
    let (last, others) = args.split_last()?;
    let may = match &last.0 {
        Node::Closure { .. } => true,
        Node::Call { .. } | Node::Literal { .. } => others.is_empty(),
        // One with `?` behind it stands on lines of its own if its arguments need no more than one.
        Node::Chain { links, .. } => {
            let spreads = |link: &Link| {
                let below = || rewrite(last, shape.nested(1));
                link.args.is_some() && !(link.tries && below().is_some_and(|code| is_flat(&code)))
            };
            others.is_empty() && links.last().is_some_and(spreads)
        }
        Node::Atom(_) | Node::Index { .. } | Node::Infix { .. } | Node::Text(_) => false,
    };
    if !may {
        return None;
    }
    let mut before = String::new();
    for other in others {
        before.push_str(&flat_form(other)?);
        before.push_str(", ");
    }
    let moved = shape.moved(width(&before));
    let inner = if others.is_empty() && !is_call_itself(last) {
        moved
    } else {
        moved.limited(CALL_WIDTH.checked_sub(width(&before))?)
    };
    let last = match &last.0 {
        Node::Chain { head, links } => overflowing_chain(head, links, inner)?,
        _ => rewrite(last, inner)?,
    };
    let first = last.lines().next().unwrap_or_default();
    let is_within =
        fits(first, moved.column, shape.after) && width(&before) + width(first) <= CALL_WIDTH;
    (is_within && last.contains('\n')).then(|| format!("{before}{last}{close}"))
}

/// Whether no bracket is open at the end of a line.
fn is_flat(code: &str) -> bool {
    !code.lines().any(|line| line.ends_with(['(', '{', '[']))
}

/// A chain on one line whose last call spreads its arguments.
fn overflowing_chain(head: &Expr, links: &[Link], shape: Shape) -> Option<String> {
    let (last, others) = links.split_last()?;
    let mut before = flat_form(head)?;
    for link in others {
        before.push_str(&flat_link(link)?);
    }
    let out = link(last, shape.moved(width(&before)))?;
    Some(before + &out)
}

fn closure(params: &str, body: &Expr, returns: Returns, shape: Shape) -> Option<String> {
    let head = format!("|{params}| ");
    let flat = flat_form(body).map(|body| format!("{head}{body}"));
    if let Some(flat) = flat.filter(|flat| shape.holds(flat)) {
        return Some(flat);
    }
    closure_block(params, body, returns, shape)
}

fn closure_block(params: &str, body: &Expr, returns: Returns, shape: Shape) -> Option<String> {
    let head = format!("|{params}| ");
    if matches!(body.0, Node::Literal { .. }) {
        return rewrite(body, shape.moved(width(&head))).map(|body| format!("{head}{body}"));
    }
    let end = if returns == Returns::Nothing { ";" } else { "" };
    let nested = shape.nested(end.len());
    let body = rewrite(body, nested)?;
    Some(format!(
        "{head}{{\n{}{body}{end}\n{}}}",
        spaces(nested.indent),
        spaces(shape.indent)
    ))
}

fn literal(
    name: &str,
    fields: &[(String, Expr)],
    base: Option<&Expr>,
    shape: Shape,
) -> Option<String> {
    if let Some(flat) = flat_literal(name, fields, base).filter(|flat| shape.holds(flat)) {
        return Some(flat);
    }
    let indent = shape.indent + TAB;
    let mut lines = Vec::new();
    for (field, value) in fields {
        let nested = Shape {
            indent,
            column: indent + width(field) + 2,
            after: 1,
        };
        let value = match rewrite(value, nested) {
            Some(value) => format!(" {value}"),
            None => format!(
                "\n{}{}",
                spaces(indent + TAB),
                rewrite(value, nested.nested(1))?
            ),
        };
        lines.push(format!("\n{}{field}:{value},", spaces(indent)));
    }
    if let Some(base) = base {
        let nested = Shape {
            indent,
            column: indent + 2,
            after: 0,
        };
        let base = rewrite(base, nested)?;
        lines.push(format!("\n{}..{base}", spaces(indent)));
    }
    let lines = lines.concat();
    Some(format!("{name} {{{lines}\n{}}}", spaces(shape.indent)))
}

fn chain(head: &Expr, links: &[Link], shape: Shape) -> Option<String> {
    let budget = if links.len() == 1 {
        MAX_WIDTH
    } else {
        CHAIN_WIDTH
    };
    // rustfmt counts a `?` behind the last link three times on one line, twice on a line of its own.
    let tries = links.last().is_some_and(|link| link.tries);
    let narrow = Shape {
        after: shape.after + if tries { 2 } else { 0 },
        ..shape
    };
    let flat = flat_chain(head, links);
    if let Some(flat) = flat.filter(|flat| width(flat) <= budget && narrow.holds(flat)) {
        return Some(flat);
    }
    let (root, rest) = root(head, links, shape)?;
    let (last, middle) = rest.split_last()?;
    let mut parts: Vec<String> = Vec::new();
    // Links stand below the closing parenthesis of a head that is broken itself.
    let indent = if root.contains('\n') {
        shape.indent
    } else {
        shape.indent + TAB
    };
    let one_level = Shape {
        indent,
        column: indent,
        after: 0,
    };
    for link_ in middle {
        parts.push(link(link_, one_level)?);
    }
    let before = root.clone() + &parts.concat();
    let spread = spread_last(&before, last, links.len(), shape);
    let vertical = link(
        last,
        Shape {
            after: shape.after + usize::from(tries),
            ..one_level
        },
    );
    let keep = match (&spread, &vertical) {
        (Some(spread), Some(vertical)) => {
            spread.lines().count() >= 5 || vertical.lines().count() >= spread.lines().count()
        }
        (Some(_), None) => true,
        (None, _) => false,
    };
    if keep {
        return spread.map(|last| before + &last);
    }
    let separator = format!("\n{}", spaces(one_level.indent));
    let mut out = root;
    for part in parts {
        out.push_str(&separator);
        out.push_str(&part);
    }
    Some(out + &separator + &vertical?)
}

/// The last link behind the others on their line, its arguments spread over lines.
fn spread_last(before: &str, last: &Link, links: usize, shape: Shape) -> Option<String> {
    let limit = if links == 1 { MAX_WIDTH } else { CHAIN_WIDTH };
    if before.contains('\n') {
        return None;
    }
    let fits = |text: &String| {
        let first = text.lines().next().unwrap_or_default();
        width(before) + width(first) <= limit && text.contains('\n')
    };
    let shape = shape.moved(width(before));
    let text = link(last, shape)?;
    let is_listed = text.lines().next().is_some_and(|line| line.ends_with('('));
    let listed = listed_link(last, shape).filter(|_| is_listed);
    Some(listed.unwrap_or(text)).filter(fits)
}

/// A call whose closure has a block and does not stay on the line of the other arguments.
fn listed_link(link: &Link, shape: Shape) -> Option<String> {
    let (last, others) = link.args.as_ref()?.split_last()?;
    let Node::Closure {
        params,
        body,
        returns: Returns::Nothing,
    } = &last.0
    else {
        return None;
    };
    let nested = shape.nested(1);
    let lines: Vec<String> = others
        .iter()
        .map(|other| {
            Some(format!(
                "\n{}{},",
                spaces(nested.indent),
                rewrite(other, nested)?
            ))
        })
        .collect::<Option<_>>()?;
    let lines = lines.concat();
    let block = closure_block(params, body, Returns::Nothing, nested)?;
    let tries = if link.tries { "?" } else { "" };
    Some(format!(
        ".{}({lines}\n{}{block},\n{}){tries}",
        link.name,
        spaces(nested.indent),
        spaces(shape.indent)
    ))
}

/// What stands on the first line of a broken chain: the head, and links while all of the line is not longer than an
/// indentation.
fn root<'a>(head: &Expr, links: &'a [Link], shape: Shape) -> Option<(String, &'a [Link])> {
    let mut text = rewrite(head, shape)?;
    let mut rest = links;
    let room = TAB.saturating_sub(shape.column.saturating_sub(shape.indent));
    while width(&text) <= room && rest.len() > 1 {
        let (first, others) = rest.split_first()?;
        text.push_str(&link(first, shape.moved(width(&text)))?);
        rest = others;
    }
    Some((text, rest))
}

fn link(link: &Link, shape: Shape) -> Option<String> {
    let tries = if link.tries { "?" } else { "" };
    let Some(args) = &link.args else {
        let text = format!(".{}{tries}", link.name);
        return shape.holds(&text).then_some(text);
    };
    let callee = format!(".{}(", link.name);
    let inside = Shape {
        after: shape.after + tries.len(),
        ..shape.moved(width(&callee))
    };
    Some(format!(
        "{callee}{}{tries}",
        arguments(&callee, ")", args, inside)?
    ))
}
