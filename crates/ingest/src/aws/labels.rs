//! Labels of addresses under the names of their members.
//!
//! botocore can call a label otherwise than its member (`{appId}`, `AppId`), Smithy cannot. Labels are never sent, so the
//! member's name is taken, and both formats give the same connector.

use std::collections::BTreeMap;

use connector_model::service::{Binding, PathPart, Service, ShapeKind};

/// Gives labels the names of the members that are bound to them.
pub(crate) fn by_member(service: &mut Service) {
    let mut renamed = BTreeMap::new();
    for (id, shape) in &mut service.shapes {
        let ShapeKind::Structure(members) = &mut shape.kind else {
            continue;
        };
        let labels = members
            .iter_mut()
            .filter(|member| member.binding == Binding::Label);
        for member in labels {
            if let Some(name) = member.traits.name.take() {
                let label = std::mem::replace(&mut member.wire, name.clone());
                renamed.insert((id.clone(), label), name);
            }
        }
    }
    for operation in &mut service.operations {
        let Some(input) = &operation.input else {
            continue;
        };
        for part in &mut operation.path {
            let (PathPart::Label(label) | PathPart::GreedyLabel(label)) = part else {
                continue;
            };
            if let Some(name) = renamed.get(&(input.clone(), label.clone())) {
                label.clone_from(name);
            }
        }
    }
}
