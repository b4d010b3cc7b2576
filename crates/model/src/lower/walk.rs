//! What the operations reach: roots, structures and enumerations with their uses.

use std::collections::{BTreeMap, BTreeSet};

use super::flat;
use crate::domain::Role;
use crate::names;
use crate::recipe::Recipe;
use crate::service::{Evidence, Operation, Service, ShapeId, ShapeKind, Target};

/// The request, response or error of an operation.
#[derive(Debug)]
pub(super) struct Root {
    /// Index of the operation.
    pub(super) operation: usize,
    /// Request, response or error.
    pub(super) role: Role,
    /// HTTP status of an error.
    pub(super) status: u16,
    /// Its structure; a request may have none.
    pub(super) shape: Option<ShapeId>,
    /// Its name by the guide.
    pub(super) name: String,
}

/// How a shape is used.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Name by the guide, before clashes are told apart.
    pub(super) base: String,
    /// Name by the guide of the structure around its first use.
    pub(super) parent: String,
    /// Indices of the operations.
    pub(super) operations: BTreeSet<usize>,
    /// Whether some answer has it.
    pub(super) received: bool,
    /// Whether some request has it.
    pub(super) sent: bool,
}

/// All that the operations reach.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Requests and responses of each operation in order, then the errors.
    pub(super) roots: Vec<Root>,
    /// Addresses of the structures inside of others, by first use.
    pub(super) structures: Vec<ShapeId>,
    /// Uses of the structures and enumerations.
    pub(super) uses: BTreeMap<ShapeId, Uses>,
    /// Addresses of the enumerations, by first use.
    pub(super) enumerations: Vec<ShapeId>,
}

/// Walks from every operation, in wire order.
pub(super) fn reach(service: &Service, recipe: &Recipe) -> Reach {
    let mut reach = Reach {
        roots: roots(service, recipe),
        ..Reach::default()
    };
    let mut seen = BTreeSet::new();
    for index in 0..reach.roots.len() {
        walk_root(service, recipe, &mut reach, index, &mut seen);
    }
    reach
}

fn roots(service: &Service, recipe: &Recipe) -> Vec<Root> {
    let mut roots = Vec::new();
    let operations = || service.operations.iter().enumerate();
    let root = |operation, role, status, shape: Option<&ShapeId>, name| Root {
        operation,
        role,
        status,
        shape: shape.cloned(),
        name,
    };
    for (index, operation) in operations() {
        let Operation { input, .. } = operation;
        let name = super::action(recipe, operation);
        roots.push(root(
            index,
            Role::Request,
            0,
            input.as_ref(),
            names::request(name),
        ));
        let output = operation.output.as_ref();
        if output.is_some_and(|shape| !flat::members(service, recipe, shape).is_empty()) {
            roots.push(root(
                index,
                Role::Response,
                0,
                output,
                names::response(name),
            ));
        }
    }
    for (index, operation) in operations() {
        for error in &operation.errors {
            let name = names::error(super::action(recipe, operation), error.status);
            roots.push(root(
                index,
                Role::Error,
                error.status,
                Some(&error.shape),
                name,
            ));
        }
    }
    roots
}

/// A shape to visit, with what is around it.
struct Visit {
    shape: ShapeId,
    base: String,
    parent: String,
}

fn walk_root(
    service: &Service,
    recipe: &Recipe,
    reach: &mut Reach,
    index: usize,
    seen: &mut BTreeSet<(usize, bool, ShapeId)>,
) {
    let Root {
        operation,
        role,
        ref shape,
        ref name,
        ..
    } = reach.roots[index];
    let Some(shape) = shape else { return };
    let sent = role == Role::Request;
    let mut stack = inner(service, recipe, shape, name);
    while let Some(visit) = stack.pop() {
        if !seen.insert((operation, sent, visit.shape.clone())) {
            continue;
        }
        let structure = matches!(
            service.shapes.get(&visit.shape).map(|shape| &shape.kind),
            Some(ShapeKind::Structure(_))
        );
        if !reach.uses.contains_key(&visit.shape) {
            let list = if structure {
                &mut reach.structures
            } else {
                &mut reach.enumerations
            };
            list.push(visit.shape.clone());
        }
        if structure {
            stack.append(&mut inner(service, recipe, &visit.shape, &visit.base));
        }
        let uses = reach.uses.entry(visit.shape).or_insert_with(|| Uses {
            base: visit.base,
            parent: visit.parent,
            ..Uses::default()
        });
        uses.operations.insert(operation);
        uses.sent |= sent;
        uses.received |= !sent;
    }
}

/// What the members of a structure are, last member first.
fn inner(service: &Service, recipe: &Recipe, shape: &ShapeId, parent: &str) -> Vec<Visit> {
    let mut visits: Vec<Visit> = flat::members(service, recipe, shape)
        .into_iter()
        .filter_map(|flat| {
            let end = end(service, &flat.member.target)?;
            Some(Visit {
                base: base(service, &flat.member.wire, &end),
                parent: parent.to_owned(),
                shape: end.shape,
            })
        })
        .collect();
    visits.reverse();
    visits
}

/// Shape at the end of a chain of lists and maps.
struct End {
    shape: ShapeId,
    /// Whether there are lists or maps on the way, so that the member's name is a plural.
    many: bool,
}

/// The structure or enumeration that a target leads to; `None` for scalars and shapes that are missing.
fn end(service: &Service, target: &Target) -> Option<End> {
    let mut target = target;
    let mut many = false;
    // A chain that is longer than there are shapes runs in a circle.
    for _ in 0..=service.shapes.len().saturating_mul(2) {
        let id = match target {
            Target::Simple(_) => return None,
            Target::Nullable(inner) => {
                target = inner;
                continue;
            }
            Target::Shape(id) => id,
        };
        match &service.shapes.get(id)?.kind {
            ShapeKind::List(inner) | ShapeKind::Map(inner) => {
                target = inner;
                many = true;
            }
            ShapeKind::Structure(_) | ShapeKind::Enumeration(_) => {
                return Some(End {
                    shape: id.clone(),
                    many,
                });
            }
            ShapeKind::Simple(_) => return None,
        }
    }
    None
}

/// Names of models are the names of their shapes; in samples only members have names.
fn base(service: &Service, wire: &str, end: &End) -> String {
    if service.evidence == Evidence::Model {
        return names::entity(&end.shape.0);
    }
    let name = names::entity(wire);
    if end.many {
        names::singular(&name)
    } else {
        name
    }
}
