//! Expressions, as trees of typed texts.

use super::flat::oneline;
use crate::text::{RsIdent, RsNumber, RsStr, RsType};

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr(pub(super) Node);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Atom(String),
    /// A string literal: never broken, and never a reason to give a layout up, however long.
    Text(String),
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
    /// An item of a list or map; rustfmt does not count what stands before it as links of a chain behind it.
    Index {
        base: Box<Expr>,
        index: String,
    },
    /// Operands with a sign between each two of them.
    Infix {
        sign: &'static str,
        operands: Vec<Expr>,
    },
    Literal {
        name: String,
        fields: Vec<(String, Expr)>,
        base: Option<Box<Expr>>,
    },
}

/// What a closure's body is: decides whether it ends with `;` in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    Nothing,
    Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) args: Option<Vec<Expr>>,
    pub(super) tries: bool,
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
        Self(Node::Text(RsStr::new(text).to_string()))
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
            Node::Atom(code) | Node::Text(code) => Self(Node::Atom(format!("{sign}{code}"))),
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
            Node::Index { base, index } => Self(Node::Index {
                base: Box::new(base.behind(sign)),
                index,
            }),
            Node::Literal { name, fields, base } => Self(Node::Literal {
                name: format!("{sign}{name}"),
                fields,
                base,
            }),
            node @ (Node::Closure { .. } | Node::Infix { .. }) => Self(node),
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

    /// Operands with a sign between each two of them: `a == b`, `a && b && c`. Those whose own sign binds no
    /// closer get parentheses.
    pub fn infix(sign: &'static str, operands: Vec<Self>) -> Self {
        let parenthesise = |operand: Self| match operand.0 {
            Node::Infix { sign: inner, .. } if closeness(inner) <= closeness(sign) => {
                operand.parenthesised()
            }
            _ => operand,
        };
        let operands = operands.into_iter().map(parenthesise).collect();
        Self(Node::Infix { sign, operands })
    }

    /// That the expression is false.
    #[must_use]
    pub fn negated(self) -> Self {
        let (sign, operands) = match self.0 {
            Node::Infix { sign, operands } => (sign, operands),
            node => return Self(node).behind("!"),
        };
        match sign {
            "==" => Self::infix("!=", operands),
            "!=" => Self::infix("==", operands),
            _ => Self::infix(sign, operands).parenthesised().behind("!"),
        }
    }

    fn parenthesised(self) -> Self {
        Self(Node::Call {
            callee: "(".to_owned(),
            close: ")",
            args: vec![self],
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
    pub fn index(self, index: &Self) -> Self {
        Self(Node::Index {
            base: Box::new(self),
            index: oneline(index),
        })
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

/// How close a sign between operands binds them.
fn closeness(sign: &str) -> u8 {
    match sign {
        "||" => 1,
        "&&" => 2,
        _ => 3,
    }
}
