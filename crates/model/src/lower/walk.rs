//! What the operations reach: roots, structures and enumerations with their uses.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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
    /// Whether it is part of a request too: the events of a request may end in an error.
    pub(super) sent_too: bool,
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
    let mut walk = Walk {
        service,
        recipe,
        known: BTreeMap::new(),
        shapes: Vec::new(),
        seen: Vec::new(),
        parts: Vec::new(),
        reach: Reach {
            roots: roots(service, recipe),
            ..Reach::default()
        },
        uses: Vec::new(),
    };
    let roots = std::mem::take(&mut walk.reach.roots);
    for root in &roots {
        walk.root(root);
    }
    walk.reach.roots = roots;
    walk.one_entity_for_each_error();
    let uses = walk.shapes.into_iter().zip(walk.uses);
    walk.reach.uses = uses
        .filter_map(|(shape, uses)| Some((shape.clone(), uses?)))
        .collect();
    walk.reach
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
        sent_too: false,
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
    let of_model = service.evidence == Evidence::Model;
    let mut modelled = BTreeSet::new();
    for (index, operation) in operations() {
        for error in &operation.errors {
            // A model has each error once, whatever operations answer with it.
            if of_model && !modelled.insert(&error.shape) {
                continue;
            }
            let name = if of_model {
                names::entity(&error.shape.0)
            } else {
                names::error(super::action(recipe, operation), error.status)
            };
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

/// A walk through the shapes. Shapes have numbers, because a model's operations reach the same shapes over and
/// over: what a structure has is looked up once, and a visit compares numbers.
struct Walk<'a> {
    service: &'a Service,
    recipe: &'a Recipe,
    known: BTreeMap<&'a ShapeId, usize>,
    shapes: Vec<&'a ShapeId>,
    /// The last operation and direction that visited each shape.
    seen: Vec<Option<(usize, bool)>>,
    /// What the members of each structure are, last member first; `None` before it was looked up.
    parts: Vec<Option<Rc<[Part]>>>,
    uses: Vec<Option<Uses>>,
    reach: Reach,
}

/// A structure or enumeration that a member is or has.
struct Part {
    shape: usize,
    base: String,
}

/// A shape to visit, with what is around it.
struct Visit {
    /// The parts of the structure around it, and which of them it is.
    parts: Rc<[Part]>,
    at: usize,
    parent: Rc<str>,
}

impl<'a> Walk<'a> {
    fn number(&mut self, shape: &'a ShapeId) -> usize {
        let next = self.known.len();
        let number = *self.known.entry(shape).or_insert(next);
        if number == next {
            self.shapes.push(shape);
            self.seen.push(None);
            self.parts.push(None);
            self.uses.push(None);
        }
        number
    }

    fn root(&mut self, root: &Root) {
        // The key's life is that of the service.
        let known = root.shape.as_ref();
        let Some((shape, _)) = known.and_then(|id| self.service.shapes.get_key_value(id)) else {
            return;
        };
        let sent = root.role == Role::Request;
        let of_error = root.role == Role::Error && self.service.evidence == Evidence::Model;
        let operations = if of_error {
            operations_with(self.service, shape)
        } else {
            vec![root.operation]
        };
        for operation in operations {
            self.walk(shape, &root.name, operation, sent);
        }
    }

    fn walk(&mut self, shape: &'a ShapeId, name: &str, operation: usize, sent: bool) {
        let mut stack = Vec::new();
        let number = self.number(shape);
        self.push_parts(shape, number, name, &mut stack);
        while let Some(visit) = stack.pop() {
            let Part {
                shape: number,
                base,
            } = &visit.parts[visit.at];
            let number = *number;
            if self.seen[number].replace((operation, sent)) == Some((operation, sent)) {
                continue;
            }
            let shape = self.shapes[number];
            let structure = is_structure(self.service, shape);
            if self.uses[number].is_none() {
                let list = if structure {
                    &mut self.reach.structures
                } else {
                    &mut self.reach.enumerations
                };
                list.push(shape.clone());
            }
            if structure {
                self.push_parts(shape, number, base, &mut stack);
            }
            let uses = self.uses[number].get_or_insert_with(|| Uses {
                base: base.clone(),
                parent: visit.parent.to_string(),
                ..Uses::default()
            });
            uses.operations.insert(operation);
            uses.sent |= sent;
            uses.received |= !sent;
        }
    }

    /// An error of a model that is a member somewhere too is the error's entity there.
    fn one_entity_for_each_error(&mut self) {
        if self.service.evidence != Evidence::Model {
            return;
        }
        let mut errors = BTreeSet::new();
        for root in &mut self.reach.roots {
            let shape = root.shape.as_ref().filter(|_| root.role == Role::Error);
            let Some(shape) = shape else { continue };
            let uses = self.known.get(shape).and_then(|at| self.uses[*at].as_ref());
            root.sent_too = uses.is_some_and(|uses| uses.sent);
            errors.insert(shape);
        }
        self.reach.structures.retain(|id| !errors.contains(id));
    }

    /// Puts what a structure has on the stack, its first member on top.
    fn push_parts(
        &mut self,
        shape: &'a ShapeId,
        number: usize,
        name: &str,
        stack: &mut Vec<Visit>,
    ) {
        let known = self.parts[number].clone();
        let parts = known.unwrap_or_else(|| self.look_up(shape).into());
        self.parts[number] = Some(Rc::clone(&parts));
        let parent: Rc<str> = name.into();
        stack.extend((0..parts.len()).map(|at| Visit {
            parts: Rc::clone(&parts),
            at,
            parent: Rc::clone(&parent),
        }));
    }

    fn look_up(&mut self, shape: &ShapeId) -> Vec<Part> {
        let service = self.service;
        let mut parts = Vec::new();
        for flat in flat::members(service, self.recipe, shape) {
            let Some(end) = end(service, &flat.member.target) else {
                continue;
            };
            parts.push(Part {
                base: base(service, &flat.member.wire, &end),
                shape: self.number(end.shape),
            });
        }
        parts.reverse();
        parts
    }
}

fn is_structure(service: &Service, shape: &ShapeId) -> bool {
    matches!(
        service.shapes.get(shape).map(|shape| &shape.kind),
        Some(ShapeKind::Structure(_))
    )
}

/// Indices of the operations that answer with an error.
pub(super) fn operations_with(service: &Service, error: &ShapeId) -> Vec<usize> {
    let operations = service.operations.iter().enumerate();
    operations
        .filter(|(_, operation)| operation.errors.iter().any(|known| known.shape == *error))
        .map(|(at, _)| at)
        .collect()
}

/// Shape at the end of a chain of lists and maps.
struct End<'a> {
    shape: &'a ShapeId,
    /// Whether there are lists or maps on the way, so that the member's name is a plural.
    many: bool,
}

/// The structure or enumeration that a target leads to; `None` for scalars and shapes that are missing.
fn end<'a>(service: &'a Service, target: &'a Target) -> Option<End<'a>> {
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
                return Some(End { shape: id, many });
            }
            ShapeKind::Simple(_) => return None,
        }
    }
    None
}

/// Names of models are the names of their shapes; in samples only members have names.
fn base(service: &Service, wire: &str, end: &End<'_>) -> String {
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
