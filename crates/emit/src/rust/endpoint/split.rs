//! Long functions taken apart: a block that is large or deep becomes a function of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::{Code, Compiled, Node};
use crate::text::layout::{self, Branch, Expr};
use crate::text::{Case, RsIdent, RsType};

/// Lines of a block that becomes a function.
const LARGE: usize = 40;
/// Blocks inside of each other in a block that becomes a function.
const DEEP: usize = 4;
/// Lines of a function; clippy warns from a hundred on.
const LONG: usize = 80;
/// Parameters of a function; clippy warns from eight on.
const MANY: usize = 7;

/// A function with its parameters.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: RsIdent,
    pub(super) parameters: Vec<(RsIdent, RsType)>,
    pub(super) body: Vec<Branch>,
}

/// The functions of compiled rules, the first one first; `context` is the type of what operations add.
pub(super) fn split(compiled: Compiled, context: &RsType) -> Vec<Function> {
    let mut types = compiled.types;
    types.insert(
        RsIdent::fixed("client"),
        RsType::fixed("&EndpointParameters<'_>"),
    );
    types.insert(RsIdent::fixed("context"), context.clone());
    let mut splitting = Splitting {
        types,
        functions: Vec::new(),
    };
    let nodes = splitting.block(compiled.nodes);
    let nodes = splitting.shortened(nodes);
    let mut functions = vec![Function {
        name: RsIdent::fixed("resolve"),
        parameters: Vec::new(),
        body: branches(nodes),
    }];
    functions.append(&mut splitting.functions);
    functions
}

struct Splitting {
    types: BTreeMap<RsIdent, RsType>,
    functions: Vec<Function>,
}

impl Splitting {
    /// Takes the blocks inside of a block apart, innermost first.
    fn block(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let nodes = nodes.into_iter();
        nodes
            .map(|node| match node {
                Node::If(tests, inner) => Node::If(tests, self.inner(inner)),
                Node::IfSome(name, value, inner) => Node::IfSome(name, value, self.inner(inner)),
                other => other,
            })
            .collect()
    }

    fn inner(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let nodes = self.block(nodes);
        let nodes = self.shortened(nodes);
        if lines(&nodes) >= LARGE || height(&nodes) >= DEEP {
            return self.function(nodes);
        }
        nodes
    }

    /// Moves the end of a block that is too long into functions.
    fn shortened(&mut self, mut nodes: Vec<Node>) -> Vec<Node> {
        while lines(&nodes) > LONG && ends(&nodes) {
            let mut count = 0;
            let mut kept = 0;
            // What stays at the end: as many statements as a function holds.
            for node in nodes.iter().rev() {
                count += lines(std::slice::from_ref(node));
                if count > LONG / 2 && kept > 1 {
                    break;
                }
                kept += 1;
            }
            // A function that only calls another one would gain nothing.
            if kept < 2 || kept >= nodes.len() {
                break;
            }
            let tail = nodes.split_off(nodes.len() - kept);
            let before = lines(&tail);
            let mut tail = self.function(tail);
            let gained = lines(&tail) < before;
            nodes.append(&mut tail);
            if !gained {
                break;
            }
        }
        nodes
    }

    /// A block as the call of a function, if it can be one.
    fn function(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let free = free(&nodes);
        if !ends(&nodes) || free.len() > MANY || nodes.len() < 2 {
            return nodes;
        }
        let number = self.functions.len() + 1;
        let name = RsIdent::new(&format!("part {number}"), Case::Snake);
        let typed = |name: &RsIdent| {
            let kind = self.types.get(name).cloned();
            (name.clone(), kind.unwrap_or_else(|| RsType::fixed("&str")))
        };
        let args = free.iter().map(Expr::ident).collect();
        let call = Expr::applied(Expr::ident(&name), args);
        self.functions.push(Function {
            name,
            parameters: free.iter().map(typed).collect(),
            body: branches(nodes),
        });
        vec![Node::Return(Code {
            expr: call,
            uses: free,
        })]
    }
}

/// Whether a block always returns.
fn ends(nodes: &[Node]) -> bool {
    matches!(nodes.last(), Some(Node::Return(_)))
}

/// Lines of a block, about.
fn lines(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::If(tests, inner) => 1 + tested_lines(tests) + lines(inner),
            Node::IfSome(_, _, inner) => 2 + lines(inner),
            Node::Let(..) => 1,
            Node::LetElse(..) => 3,
            Node::Return(code) => layout::lines(&code.expr),
        })
        .sum()
}

/// Lines of a condition: one, or one for each part and one for the brace.
fn tested_lines(tests: &[Code]) -> usize {
    let columns: usize = tests
        .iter()
        .map(|test| layout::columns(&test.expr) + 4)
        .sum();
    if columns < 80 { 1 } else { tests.len() + 1 }
}

/// Blocks inside of each other.
fn height(nodes: &[Node]) -> usize {
    let inner = nodes.iter().map(|node| match node {
        Node::If(_, inner) | Node::IfSome(_, _, inner) => 1 + height(inner),
        _ => 0,
    });
    inner.max().unwrap_or_default()
}

/// Names that a block uses and does not bind.
fn free(nodes: &[Node]) -> BTreeSet<RsIdent> {
    let mut bound = BTreeSet::new();
    let mut used = BTreeSet::new();
    for node in nodes {
        let mut note = |code: &Code, bound: &BTreeSet<RsIdent>| {
            used.extend(code.uses.difference(bound).cloned());
        };
        match node {
            Node::Return(code) => note(code, &bound),
            Node::Let(name, code) => {
                note(code, &bound);
                bound.insert(name.clone());
            }
            Node::LetElse(name, code, other) => {
                note(code, &bound);
                note(other, &bound);
                bound.insert(name.clone());
            }
            Node::If(tests, inner) => {
                for test in tests {
                    note(test, &bound);
                }
                used.extend(free(inner).difference(&bound).cloned());
            }
            Node::IfSome(name, code, inner) => {
                note(code, &bound);
                let mut inner = free(inner);
                inner.remove(name);
                used.extend(inner.difference(&bound).cloned());
            }
        }
    }
    used
}

fn branches(nodes: Vec<Node>) -> Vec<Branch> {
    nodes.into_iter().map(branch).collect()
}

fn branch(node: Node) -> Branch {
    match node {
        Node::If(tests, inner) => {
            let tests = tests.into_iter().map(|test| test.expr).collect();
            Branch::If(tests, branches(inner))
        }
        Node::IfSome(name, value, inner) => Branch::IfSome(name, value.expr, branches(inner)),
        Node::Let(name, value) => Branch::Let(name, value.expr),
        Node::LetElse(name, value, other) => Branch::LetElse(name, value.expr, other.expr),
        Node::Return(code) => Branch::Return(code.expr),
    }
}
