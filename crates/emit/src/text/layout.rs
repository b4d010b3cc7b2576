//! Expressions and statements put together from typed texts, with the line breaks that rustfmt would make.
//!
//! Generated files are fixed points of rustfmt without running it, because a formatter of the user's must
//! not touch them. Most lines of the templates cannot get long; those whose length depends on names of the input are
//! composed here. The rules are those of rustfmt's default configuration for the few forms that
//! generated code uses; the suite `emit_rustfmt` compares with rustfmt itself.

use super::{RsCode, RsIdent, RsNumber, RsStr, RsType};

/// Columns of a line.
const MAX_WIDTH: usize = 100;
/// Columns of the arguments of a call on one line (`fn_call_width`).
const CALL_WIDTH: usize = 60;
/// Columns of a chain of more than one link on one line (`chain_width`).
const CHAIN_WIDTH: usize = 60;
/// Columns of the fields of a structure literal on one line (`struct_lit_width`).
const LITERAL_WIDTH: usize = 18;
/// Columns of the items of an array on one line (`array_width`).
const ARRAY_WIDTH: usize = 60;
/// Columns of an indentation.
const TAB: usize = 4;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Atom(String),
    Call {
        callee: String,
        close: &'static str,
        args: Vec<Expr>,
    },
    Chain {
        head: Box<Expr>,
        links: Vec<Link>,
    },
    Closure {
        params: &'static str,
        body: Box<Expr>,
        returns: Returns,
    },
    Literal {
        name: String,
        fields: Vec<(String, Expr)>,
        base: Option<Box<Expr>>,
    },
}

/// What a closure's body is: decides whether it ends with `;` in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Returns {
    Nothing,
    Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    name: String,
    args: Option<Vec<Expr>>,
    tries: bool,
}

impl Expr {
    /// Code of the generator's own.
    pub fn fixed(code: &'static str) -> Self {
        Self(Node::Atom(code.to_owned()))
    }

    /// A name.
    pub fn ident(name: &RsIdent) -> Self {
        Self(Node::Atom(name.to_string()))
    }

    /// A string literal.
    pub fn text(text: &str) -> Self {
        Self(Node::Atom(RsStr::new(text).to_string()))
    }

    /// A numeric literal.
    pub fn number(number: &RsNumber) -> Self {
        Self(Node::Atom(number.to_string()))
    }

    /// An associated item of a type (`Voice::read`, `Engine::Neural`).
    pub fn path(of: &RsType, item: &RsIdent) -> Self {
        Self(Node::Atom(format!("{of}::{item}")))
    }

    /// The same behind a fixed sign (`&`, `&mut `, `*`).
    #[must_use]
    pub fn behind(self, sign: &'static str) -> Self {
        match self.0 {
            Node::Atom(code) => Self(Node::Atom(format!("{sign}{code}"))),
            Node::Call {
                callee,
                close,
                args,
            } => Self(Node::Call {
                callee: format!("{sign}{callee}"),
                close,
                args,
            }),
            Node::Chain { head, links } => Self(Node::Chain {
                head: Box::new(head.behind(sign)),
                links,
            }),
            Node::Literal { name, fields, base } => Self(Node::Literal {
                name: format!("{sign}{name}"),
                fields,
                base,
            }),
            closure @ Node::Closure { .. } => Self(closure),
        }
    }

    /// A call of a function of the generator's or the language's.
    pub fn call(callee: &'static str, args: Vec<Self>) -> Self {
        Self(Node::Call {
            callee: format!("{callee}("),
            close: ")",
            args,
        })
    }

    /// A call of an associated function of a type.
    pub fn call_of(of: &RsType, function: &RsIdent, args: Vec<Self>) -> Self {
        Self(Node::Call {
            callee: format!("{of}::{function}("),
            close: ")",
            args,
        })
    }

    /// `vec![…]`.
    pub fn vec(items: Vec<Self>) -> Self {
        Self(Node::Call {
            callee: "vec![".to_owned(),
            close: "]",
            args: items,
        })
    }

    /// `[…]`.
    pub fn array(items: Vec<Self>) -> Self {
        Self(Node::Call {
            callee: "[".to_owned(),
            close: "]",
            args: items,
        })
    }

    /// A closure with an expression as its body; parameters without their bars.
    pub fn closure(params: &'static str, body: Self) -> Self {
        Self(Node::Closure {
            params,
            body: Box::new(body),
            returns: Returns::Value,
        })
    }

    /// A closure that returns nothing.
    pub fn procedure(params: &'static str, body: Self) -> Self {
        Self(Node::Closure {
            params,
            body: Box::new(body),
            returns: Returns::Nothing,
        })
    }

    /// A structure literal, with what stands behind `..` if anything does.
    pub fn literal(name: &RsType, fields: Vec<(RsIdent, Self)>, base: Option<Self>) -> Self {
        let fields = fields
            .into_iter()
            .map(|(field, value)| (field.to_string(), value))
            .collect();
        Self(Node::Literal {
            name: name.to_string(),
            fields,
            base: base.map(Box::new),
        })
    }

    /// A field of the expression.
    #[must_use]
    pub fn field(self, name: &RsIdent) -> Self {
        self.link(Link {
            name: name.to_string(),
            args: None,
            tries: false,
        })
    }

    /// A method call on the expression.
    #[must_use]
    pub fn method(self, name: &'static str, args: Vec<Self>) -> Self {
        self.link(Link {
            name: name.to_owned(),
            args: Some(args),
            tries: false,
        })
    }

    /// A call of a method of the connector's.
    #[must_use]
    pub fn method_named(self, name: &RsIdent, args: Vec<Self>) -> Self {
        self.link(Link {
            name: name.to_string(),
            args: Some(args),
            tries: false,
        })
    }

    /// A call of a function that is itself an expression: a path, or a closure's body with its last parameters.
    pub fn applied(function: Self, args: Vec<Self>) -> Self {
        match function.0 {
            Node::Atom(path) => Self(Node::Call {
                callee: format!("{path}("),
                close: ")",
                args,
            }),
            other => Self(Node::Call {
                callee: format!("({})(", oneline(&Self(other))),
                close: ")",
                args,
            }),
        }
    }

    /// The expression with `?` behind.
    #[must_use]
    pub fn tried(mut self) -> Self {
        match &mut self.0 {
            Node::Chain { links, .. } => {
                if let Some(link) = links.last_mut() {
                    link.tries = true;
                }
                self
            }
            Node::Atom(code) => {
                code.push('?');
                self
            }
            _ => self,
        }
    }

    /// A call with `?` behind.
    #[must_use]
    pub fn tried_call(self) -> Self {
        match self.0 {
            Node::Call { callee, args, .. } => Self(Node::Call {
                callee,
                close: ")?",
                args,
            }),
            node => Self(node).tried(),
        }
    }

    /// An item of the expression by its number or key: `voices[0]`, `tags["a"]`.
    #[must_use]
    pub fn index(mut self, index: &Self) -> Self {
        let Node::Atom(index) = &index.0 else {
            return self;
        };
        match &mut self.0 {
            Node::Chain { links, .. } => {
                if let Some(link) = links.last_mut() {
                    link.name.push_str(&format!("[{index}]"));
                }
            }
            Node::Atom(code) => code.push_str(&format!("[{index}]")),
            _ => {}
        }
        self
    }

    fn link(self, link: Link) -> Self {
        match self.0 {
            Node::Chain { head, mut links } => {
                links.push(link);
                Self(Node::Chain { head, links })
            }
            node => Self(Node::Chain {
                head: Box::new(Self(node)),
                links: vec![link],
            }),
        }
    }
}

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

/// A match arm that assigns, with its comma or block.
pub fn assigning_arm(pattern: &RsStr, place: &Expr, value: &Expr, indent: usize) -> RsCode {
    let left = format!("{pattern} => {} =", oneline(place));
    let shape = Shape {
        indent,
        column: indent + width(&left) + 1,
        after: 1,
    };
    if let Some(value) = rewrite(value, shape).filter(|code| !code.contains('\n')) {
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
        vec![Expr(Node::Atom(wire.to_string()))],
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
    RsCode::composed(format!("{name}: {},", forced(value, shape)))
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
    let is_atom = matches!(value.0, Node::Atom(_));
    let below = rewrite(value, shape.nested(0));
    let code = match (here, below) {
        (Some(here), _) if !here.contains('\n') => format!("{pattern} => {here},"),
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
    let lines: String = params
        .iter()
        .map(|param| format!("{inner}{param},\n"))
        .collect();
    RsCode::composed(format!(
        "{head}(\n{lines}{}) -> {result} {{",
        spaces(indent)
    ))
}

/// A parameter that takes whatever becomes the type, or the type itself.
pub fn parameter(kind: &RsType) -> RsCode {
    RsCode::composed(match kind.as_str() {
        "String" => "impl Into<String>".to_owned(),
        plain => plain.to_owned(),
    })
}

/// `use path::{…};` with the names in the order of rustfmt, filled up to the width.
pub fn import(path: &'static str, names: &[RsIdent]) -> RsCode {
    import_list("use", path, names)
}

/// `use path;`
pub fn import_module(path: &'static str) -> RsCode {
    RsCode::composed(format!("use {path};"))
}

/// The same from another crate.
pub fn import_from(library: &RsIdent, names: &[RsIdent]) -> RsCode {
    import_list("use", library.as_str(), names)
}

/// `pub use module::{…};`.
pub fn export(module: &RsIdent, names: &[RsIdent]) -> RsCode {
    import_list("pub use", module.as_str(), names)
}

fn import_list(head: &str, path: &str, names: &[RsIdent]) -> RsCode {
    let mut names: Vec<&str> = names.iter().map(RsIdent::as_str).collect();
    names.sort_by(|a, b| version_order(a, b));
    names.dedup();
    let list = names.join(", ");
    if let [one] = names.as_slice() {
        return RsCode::composed(format!("{head} {path}::{one};"));
    }
    let flat = format!("{head} {path}::{{{list}}};");
    if fits(&flat, 0, 0) {
        return RsCode::composed(flat);
    }
    let mut lines = String::new();
    let mut line = String::from("   ");
    for name in names {
        if line.len() + name.len() + 2 > MAX_WIDTH {
            lines.push_str(&line);
            lines.push('\n');
            line = String::from("   ");
        }
        line.push(' ');
        line.push_str(name);
        line.push(',');
    }
    RsCode::composed(format!("{head} {path}::{{\n{lines}{line}\n}};"))
}

/// Order of rustfmt's style edition 2024: numbers inside of names by value, else by characters; names of
/// modules (lower case) stand before types.
pub fn version_order(a: &str, b: &str) -> std::cmp::Ordering {
    let rank = |name: &str| {
        u8::from(
            name.trim_start_matches("r#")
                .starts_with(|c: char| c.is_ascii_uppercase()),
        )
    };
    rank(a)
        .cmp(&rank(b))
        .then_with(|| chunks(a).cmp(&chunks(b)))
}

/// Runs of digits and of other characters, in a form that compares as rustfmt's version sort does.
fn chunks(name: &str) -> Vec<(u8, u128, String)> {
    let mut out: Vec<(u8, u128, String)> = Vec::new();
    let mut run = String::new();
    let name = name.trim_start_matches("r#");
    for c in name.chars() {
        let same = run
            .chars()
            .last()
            .is_none_or(|last| last.is_ascii_digit() == c.is_ascii_digit());
        if !same {
            out.push(chunk(std::mem::take(&mut run)));
        }
        run.push(c);
    }
    if !run.is_empty() {
        out.push(chunk(run));
    }
    out
}

fn chunk(run: String) -> (u8, u128, String) {
    match run.parse() {
        Ok(number) => (0, number, run),
        // `_` stands before every letter and digit in this order.
        Err(_) => (1, 0, run.replace('_', " ")),
    }
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Indentation of the block.
    indent: usize,
    /// Column where the expression begins.
    column: usize,
    /// Characters that follow it on its last line.
    after: usize,
}

impl Shape {
    fn nested(self, after: usize) -> Self {
        Self {
            indent: self.indent + TAB,
            column: self.indent + TAB,
            after,
        }
    }

    fn moved(self, columns: usize) -> Self {
        Self {
            column: self.column + columns,
            ..self
        }
    }

    fn holds(self, text: &str) -> bool {
        fits(text, self.column, self.after)
    }
}

/// Whether a list is the arguments of a call, with `?` behind or not.
fn is_call(close: &str) -> bool {
    close.starts_with(')')
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn fits(text: &str, column: usize, after: usize) -> bool {
    column + width(text) + after <= MAX_WIDTH
}

/// The layout if there is one within the width, else everything on one line, as rustfmt leaves what it
/// cannot format.
fn forced(value: &Expr, shape: Shape) -> String {
    rewrite(value, shape).unwrap_or_else(|| oneline(value))
}

fn assigned(head: &str, place: &Expr, value: &Expr, indent: usize, after: usize) -> String {
    let left = format!("{head}{} =", oneline(place));
    let shape = Shape {
        indent,
        column: indent + width(&left) + 1,
        after,
    };
    let here = rewrite(value, shape);
    if let Some(one) = here.as_ref().filter(|code| !code.contains('\n')) {
        return format!("{left} {one}");
    }
    let below = rewrite(value, shape.nested(after));
    match (here, below) {
        (None, None) => format!("{left} {}", oneline(value)),
        (Some(here), Some(below)) if !prefers_below(&here, &below) => format!("{left} {here}"),
        (Some(here), None) => format!("{left} {here}"),
        (_, Some(below)) => format!("{left}\n{}{below}", spaces(indent + TAB)),
    }
}

/// Whether rustfmt moves the right side of an assignment below.
fn prefers_below(here: &str, below: &str) -> bool {
    let lines = |code: &str| code.matches('\n').count();
    let opens =
        |code: &str, sign: char| code.lines().next().is_some_and(|line| line.ends_with(sign));
    lines(below) == 0
        || lines(here) > lines(below) + 1
        || ['(', '{', '[']
            .into_iter()
            .any(|sign| opens(here, sign) && !opens(below, sign))
}

fn rewrite(value: &Expr, shape: Shape) -> Option<String> {
    match &value.0 {
        Node::Atom(code) => shape.holds(code).then(|| code.clone()),
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
        Node::Literal { name, fields, base } => literal(name, fields, base.as_deref(), shape),
    }
}

/// What stands behind an opening bracket, the closing one included.
fn arguments(callee: &str, close: &str, args: &[Expr], shape: Shape) -> Option<String> {
    let inside = Shape {
        after: shape.after + close.len(),
        ..shape
    };
    let flat: Option<Vec<String>> = args.iter().map(flat_form).collect();
    if let Some(flat) = flat {
        let line = flat.join(", ");
        let limit = if close == "]" {
            ARRAY_WIDTH
        } else {
            CALL_WIDTH
        };
        if (width(&line) <= limit || (args.len() == 1 && is_call(close))) && inside.holds(&line) {
            return Some(format!("{line}{close}"));
        }
    }
    if let Some(overflowed) = overflowing(close, args, inside) {
        return Some(overflowed);
    }
    let nested = shape.nested(1);
    if close == "]" {
        return array_lines(args, nested, shape.indent);
    }
    let mut lines = String::new();
    for arg in args {
        lines.push_str(&format!(
            "\n{}{},",
            spaces(nested.indent),
            rewrite(arg, nested)?
        ));
    }
    // A macro keeps its argument list as written: no comma behind the last one.
    if callee.ends_with("!(") {
        lines.pop();
    }
    Some(format!("{lines}\n{}{close}", spaces(shape.indent)))
}

/// Items of an array: short ones fill lines, others get a line each.
fn array_lines(args: &[Expr], nested: Shape, indent: usize) -> Option<String> {
    let items: Vec<String> = args
        .iter()
        .map(|arg| rewrite(arg, nested))
        .collect::<Option<_>>()?;
    let short = items
        .iter()
        .all(|item| width(item) <= 10 && !item.contains('\n'));
    let mut lines = String::new();
    let mut line = String::new();
    for item in items {
        if !line.is_empty()
            && (!short || nested.indent + width(&line) + width(&item) + 2 > MAX_WIDTH)
        {
            lines.push_str(&format!("\n{}{line}", spaces(nested.indent)));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&item);
        line.push(',');
    }
    Some(format!(
        "{lines}\n{}{line}\n{}]",
        spaces(nested.indent),
        spaces(indent)
    ))
}

/// The last argument across several lines behind the others, where rustfmt does so: a closure, or a call or a
/// literal that is the only argument.
fn overflowing(close: &str, args: &[Expr], shape: Shape) -> Option<String> {
    let (last, others) = args.split_last()?;
    let may = match &last.0 {
        Node::Closure { .. } => true,
        Node::Call { .. } | Node::Literal { .. } => others.is_empty(),
        Node::Chain { links, .. } => {
            others.is_empty() && links.last().is_some_and(|link| link.args.is_some())
        }
        Node::Atom(_) => false,
    };
    if !may {
        return None;
    }
    let mut before = String::new();
    for other in others {
        before.push_str(&flat_form(other)?);
        before.push_str(", ");
    }
    let last = match &last.0 {
        Node::Closure {
            params,
            body,
            returns,
        } => closure_block(params, body, *returns, shape.moved(width(&before)))?,
        Node::Chain { head, links } => overflowing_chain(head, links, shape)?,
        _ => rewrite(last, shape)?,
    };
    let first = last.lines().next().unwrap_or_default();
    (width(&before) + width(first) <= CALL_WIDTH && last.contains('\n'))
        .then(|| format!("{before}{last}{close}"))
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
    if matches!(body.0, Node::Call { .. } | Node::Literal { .. }) {
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
    let mut lines = String::new();
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
        lines.push_str(&format!("\n{}{field}:{value},", spaces(indent)));
    }
    if let Some(base) = base {
        let nested = Shape {
            indent,
            column: indent + 2,
            after: 0,
        };
        lines.push_str(&format!("\n{}..{}", spaces(indent), rewrite(base, nested)?));
    }
    Some(format!("{name} {{{lines}\n{}}}", spaces(shape.indent)))
}

fn chain(head: &Expr, links: &[Link], shape: Shape) -> Option<String> {
    let budget = if links.len() == 1 {
        MAX_WIDTH
    } else {
        CHAIN_WIDTH
    };
    // rustfmt counts a `?` behind the last link three times.
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
    let one_level = Shape {
        indent: shape.indent + TAB,
        column: shape.indent + TAB,
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
            after: shape.after,
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
    let text = link(last, shape.moved(width(before)))?;
    let first = text.lines().next().unwrap_or_default();
    (width(before) + width(first) <= limit && text.contains('\n')).then_some(text)
}

/// What stands on the first line of a broken chain: the head, and links while it is not longer than an indentation.
fn root<'a>(head: &Expr, links: &'a [Link], shape: Shape) -> Option<(String, &'a [Link])> {
    let mut text = rewrite(head, Shape { after: 0, ..shape })?;
    let mut rest = links;
    while width(&text) <= TAB && rest.len() > 1 {
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

/// Everything on one line whatever its width.
fn oneline(value: &Expr) -> String {
    let list = |args: &[Expr]| args.iter().map(oneline).collect::<Vec<_>>().join(", ");
    match &value.0 {
        Node::Atom(code) => code.clone(),
        Node::Call {
            callee,
            close,
            args,
        } => format!("{callee}{}{close}", list(args)),
        Node::Chain { head, links } => links.iter().fold(oneline(head), |text, link| {
            let args = link
                .args
                .as_ref()
                .map(|args| format!("({})", list(args)))
                .unwrap_or_default();
            format!(
                "{text}.{}{args}{}",
                link.name,
                if link.tries { "?" } else { "" }
            )
        }),
        Node::Closure { params, body, .. } => format!("|{params}| {}", oneline(body)),
        Node::Literal { name, fields, base } => {
            let mut parts: Vec<String> = fields
                .iter()
                .map(|(field, value)| format!("{field}: {}", oneline(value)))
                .collect();
            parts.extend(base.as_ref().map(|base| format!("..{}", oneline(base))));
            format!("{name} {{ {} }}", parts.join(", "))
        }
    }
}

/// The one-line form, if rustfmt's limits for its parts allow one.
fn flat_form(value: &Expr) -> Option<String> {
    match &value.0 {
        Node::Atom(code) => Some(code.clone()),
        Node::Call {
            callee,
            close,
            args,
        } => Some(format!("{callee}{}{close}", flat_list(args, close)?)),
        Node::Chain { head, links } => {
            let flat = flat_chain(head, links)?;
            (links.len() == 1 || width(&flat) <= CHAIN_WIDTH).then_some(flat)
        }
        Node::Closure { params, body, .. } => Some(format!("|{params}| {}", flat_form(body)?)),
        Node::Literal { name, fields, base } => flat_literal(name, fields, base.as_deref()),
    }
}

fn flat_list(args: &[Expr], close: &str) -> Option<String> {
    let line = args
        .iter()
        .map(flat_form)
        .collect::<Option<Vec<_>>>()?
        .join(", ");
    let limit = if close == "]" {
        ARRAY_WIDTH
    } else {
        CALL_WIDTH
    };
    (args.len() == 1 && is_call(close) || width(&line) <= limit).then_some(line)
}

fn flat_chain(head: &Expr, links: &[Link]) -> Option<String> {
    let mut text = flat_form(head)?;
    for link in links {
        text.push_str(&flat_link(link)?);
    }
    Some(text)
}

fn flat_link(link: &Link) -> Option<String> {
    let tries = if link.tries { "?" } else { "" };
    match &link.args {
        None => Some(format!(".{}{tries}", link.name)),
        Some(args) => Some(format!(".{}({}){tries}", link.name, flat_list(args, ")")?)),
    }
}

fn flat_literal(name: &str, fields: &[(String, Expr)], base: Option<&Expr>) -> Option<String> {
    let mut parts = Vec::new();
    for (field, value) in fields {
        parts.push(format!("{field}: {}", flat_form(value)?));
    }
    if let Some(base) = base {
        parts.push(format!("..{}", flat_form(base)?));
    }
    let line = parts.join(", ");
    (width(&line) <= LITERAL_WIDTH).then(|| format!("{name} {{ {line} }}"))
}

#[cfg(test)]
mod tests {
    use super::{Expr, assigning_arm, assignment, import, statement};
    use crate::text::{Case, RsIdent, RsStr};

    fn ident(name: &str) -> RsIdent {
        RsIdent::new(name, Case::Snake)
    }

    fn query(name: &str) -> Expr {
        let field = Expr::fixed("self")
            .field(&ident(name))
            .method("as_ref", Vec::new());
        Expr::fixed("request").method("query", vec![Expr::text(name), field])
    }

    #[test]
    fn calls_are_broken_where_rustfmt_breaks_them() {
        assert_eq!(
            statement(&query("Engine"), 8).as_str(),
            "request.query(\"Engine\", self.engine.as_ref());"
        );
        assert_eq!(
            statement(&query("IncludeAdditionalLanguageCodes"), 8).as_str(),
            "request.query(\n            \"IncludeAdditionalLanguageCodes\",\n            \
             self.include_additional_language_codes.as_ref(),\n        );"
        );
    }

    #[test]
    fn arms_get_a_block_when_they_do_not_fit() {
        let long = ident(&"word_".repeat(9));
        let value = Expr::fixed("reader")
            .method("nullable", vec![Expr::fixed("JsonReader::string")])
            .tried();
        let place = Expr::fixed("entity").field(&long);
        let arm = assigning_arm(&RsStr::new("WordWordWord"), &place, &value, 16);
        assert_eq!(
            arm.as_str(),
            "\"WordWordWord\" => {\n                    \
             entity.word_word_word_word_word_word_word_word_word =\n                        \
             reader.nullable(JsonReader::string)?;\n                }"
        );
        assert!(assignment(&place, &value, 8).as_str().ends_with(';'));
    }

    #[test]
    fn import_lists_are_sorted_and_filled() {
        let names: Vec<RsIdent> = ["Type10", "Type9", "Alpha"]
            .map(|n| RsIdent::new(n, Case::Camel))
            .to_vec();
        assert_eq!(
            import("super", &names).as_str(),
            "use super::{Alpha, Type9, Type10};"
        );
    }
}
