//! An object whose keys are data, made a map.

use super::slots::present;
use crate::service::{Member, Presence, Service, Shape, ShapeId, ShapeKind, Simple, Target};

/// Makes a map of the structure at an address: its members' kinds are joined into one. True if they have one;
/// else the values are documents.
pub(super) fn to_map(service: &mut Service, id: &ShapeId, members: &[Member]) -> bool {
    let targets: Vec<Target> = members.iter().map(|member| member.target.clone()).collect();
    let nullable = members.iter().any(|member| member.nullable);
    let mut join = Join {
        agreed: true,
        work: Vec::new(),
    };
    let value = join.join(service, id.values(), &targets, nullable);
    while let Some(work) = join.work.pop() {
        join.shape(service, work);
    }
    if let Some(shape) = service.shapes.get_mut(id) {
        shape.kind = ShapeKind::Map(value);
    }
    join.agreed
}

/// Joins kinds, a shape at a time.
struct Join {
    agreed: bool,
    work: Vec<Work>,
}

/// Shapes of one kind that become the shape at an address.
struct Work {
    address: ShapeId,
    shapes: Vec<Shape>,
}

impl Join {
    /// The kind that all targets have, if they have one; shapes are put off.
    fn join(
        &mut self,
        service: &Service,
        address: ShapeId,
        targets: &[Target],
        nullable: bool,
    ) -> Target {
        let nullable = nullable
            || targets
                .iter()
                .any(|target| matches!(target, Target::Nullable(_)));
        let joined = self.join_present(service, address, targets);
        if nullable {
            Target::Nullable(Box::new(joined))
        } else {
            joined
        }
    }

    fn join_present(&mut self, service: &Service, address: ShapeId, targets: &[Target]) -> Target {
        let mut simple: Option<Simple> = None;
        let mut shapes: Vec<Shape> = Vec::new();
        for target in targets {
            match present(target) {
                Target::Simple(kind) => {
                    let joined = simple.map_or(Some(*kind), |simple| wider(simple, *kind));
                    let Some(joined) = joined else {
                        return self.disagree();
                    };
                    simple = Some(joined);
                }
                Target::Shape(id) => shapes.extend(service.shapes.get(id).cloned()),
                Target::Nullable(_) => {}
            }
        }
        let alike = shapes
            .iter()
            .all(|shape| same_kind(&shape.kind, &shapes[0].kind));
        match (simple, shapes.is_empty()) {
            (Some(simple), true) => Target::Simple(simple),
            (None, false) if alike => {
                if let (ShapeKind::Enumeration(_), Target::Shape(id)) =
                    (&shapes[0].kind, present(&targets[0]))
                {
                    return Target::Shape(id.clone());
                }
                self.work.push(Work {
                    address: address.clone(),
                    shapes,
                });
                Target::Shape(address)
            }
            (None, true) => Target::Simple(Simple::Document),
            _ => self.disagree(),
        }
    }

    fn disagree(&mut self) -> Target {
        self.agreed = false;
        Target::Simple(Simple::Document)
    }

    fn shape(&mut self, service: &mut Service, work: Work) {
        let Work { address, shapes } = work;
        let kind = match &shapes[0].kind {
            ShapeKind::Structure(_) => {
                ShapeKind::Structure(self.members(service, &address, &shapes))
            }
            ShapeKind::List(_) => {
                ShapeKind::List(self.join(service, address.items(), &inner(&shapes), false))
            }
            ShapeKind::Map(_) => {
                ShapeKind::Map(self.join(service, address.values(), &inner(&shapes), false))
            }
            kind @ (ShapeKind::Enumeration(_) | ShapeKind::Simple(_)) => kind.clone(),
        };
        let sensitive = shapes.iter().any(|shape| shape.sensitive);
        let shape = Shape {
            kind,
            sensitive,
            ..shapes[0].clone()
        };
        service.shapes.insert(address, shape);
    }

    /// Members of any of the structures, in the order in which they are met; absent in one is optional.
    fn members(&mut self, service: &Service, address: &ShapeId, shapes: &[Shape]) -> Vec<Member> {
        let mut order: Vec<&str> = Vec::new();
        let mut by_wire: std::collections::BTreeMap<&str, Vec<&Member>> =
            std::collections::BTreeMap::new();
        for shape in shapes {
            let ShapeKind::Structure(members) = &shape.kind else {
                continue;
            };
            for member in members {
                let same = by_wire.entry(&member.wire).or_default();
                if same.is_empty() {
                    order.push(&member.wire);
                }
                same.push(member);
            }
        }
        let join = |wire: &str| {
            let same = &by_wire[wire];
            let targets: Vec<Target> = same.iter().map(|member| member.target.clone()).collect();
            let always = same.len() == shapes.len()
                && same
                    .iter()
                    .all(|member| member.presence == Presence::Required);
            Member {
                target: self.join(service, address.member(wire), &targets, false),
                presence: if always {
                    Presence::Required
                } else {
                    Presence::Optional
                },
                nullable: same.iter().any(|member| member.nullable),
                ..same[0].clone()
            }
        };
        order.into_iter().map(join).collect()
    }
}

fn inner(shapes: &[Shape]) -> Vec<Target> {
    let inner = |shape: &Shape| match &shape.kind {
        ShapeKind::List(target) | ShapeKind::Map(target) => Some(target.clone()),
        _ => None,
    };
    shapes.iter().filter_map(inner).collect()
}

fn same_kind(a: &ShapeKind, b: &ShapeKind) -> bool {
    match (a, b) {
        (ShapeKind::Structure(_), ShapeKind::Structure(_))
        | (ShapeKind::List(_), ShapeKind::List(_))
        | (ShapeKind::Map(_), ShapeKind::Map(_)) => true,
        (a, b) => a == b,
    }
}

/// The kind that has the values of both.
fn wider(a: Simple, b: Simple) -> Option<Simple> {
    let rank = |simple| match simple {
        Simple::Integer => Some(0),
        Simple::Long => Some(1),
        Simple::Decimal => Some(2),
        _ => None,
    };
    if a == b {
        return Some(a);
    }
    match (a, b) {
        (Simple::String, Simple::Timestamp(_)) | (Simple::Timestamp(_), Simple::String) => {
            Some(Simple::String)
        }
        _ if rank(a)? < rank(b)? => Some(b),
        _ => Some(a),
    }
}
