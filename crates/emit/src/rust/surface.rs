//! What programs can name of the crate, as data: made by the same functions as the code itself.

use std::collections::BTreeMap;

use connector_model::domain::{Domain, EntityId, EnumerationId, Role};
use connector_model::recipe::Recipe;
use connector_model::surface::{Form, Part, Surface, Type};

use super::entity::{client_config_field, has_client_config, is_non_exhaustive};
use super::errors::listed;
use super::names;
use super::types::{Holding, Lookup, Uses};
use super::{library, manifest, operation, pagination, waiters};
use crate::text::layout;

/// Makes the surface of a connector's crate.
pub fn surface(domain: &Domain, recipe: &Recipe) -> Surface {
    let (crate_name, _) = manifest::crate_name(domain, recipe);
    let names = names::names(domain, &crate_name);
    let lookup = Lookup {
        domain,
        names: &names,
        // Where a call goes is nothing that a program names.
        rules: None,
    };
    let mut types = BTreeMap::new();
    entities(lookup, &mut types);
    enumerations(lookup, &mut types);
    operations(lookup, &mut types);
    error_details(lookup, &mut types);
    waiting(lookup, &mut types);
    let exports = library::value_types(lookup);
    Surface {
        library: names.library.as_str().to_owned(),
        types,
        exports: exports.into_iter().map(str::to_owned).collect(),
    }
}

type Types = BTreeMap<String, Type>;

fn part(name: &str, wire: &str, kind: &str) -> Part {
    Part {
        name: name.to_owned(),
        wire: wire.to_owned(),
        kind: kind.to_owned(),
    }
}

fn entities(lookup: Lookup<'_>, types: &mut Types) {
    for (index, entity) in lookup.domain.entities.iter().enumerate() {
        if !entity.role.is_structure() && entity.role != Role::Union {
            continue;
        }
        let names = &lookup.names.entities[index];
        let kind = Type {
            shape: entity.shape.as_ref().map(|shape| shape.0.clone()),
            operation: None,
            form: form(lookup, EntityId(index)),
            implements: BTreeMap::new(),
        };
        types.insert(names.ident.as_str().to_owned(), kind);
    }
}

fn form(lookup: Lookup<'_>, id: EntityId) -> Form {
    let entity = &lookup.domain.entities[id.0];
    let names = &lookup.names.entities[id.0];
    let members = || entity.members.iter().zip(&names.fields);
    if entity.role == Role::Union {
        let variant = members().map(|(member, variant)| {
            let kind = lookup.member_type(entity, member);
            part(variant.as_str(), &member.wire, kind.as_str())
        });
        return Form::Union(variant.collect());
    }
    let mut fields: Vec<Part> = members()
        .map(|(member, field)| {
            let kind = lookup.field_type(entity, member);
            part(field.as_str(), &member.wire, kind.as_str())
        })
        .collect();
    if has_client_config(lookup, id) {
        let (field, kind) = client_config_field();
        fields.push(part(field.as_str(), "", kind.as_str()));
    }
    let required = members()
        .filter(|(member, _)| lookup.holding(entity, member) == Holding::Required)
        .map(|(member, field)| {
            let kind = layout::parameter(&lookup.field_type(entity, member));
            (field.as_str().to_owned(), kind.as_str().to_owned())
        });
    Form::Structure {
        fields,
        constructor: lookup.has_required(entity).then(|| required.collect()),
        non_exhaustive: is_non_exhaustive(entity),
    }
}

fn enumerations(lookup: Lookup<'_>, types: &mut Types) {
    for (index, enumeration) in lookup.domain.enumerations.iter().enumerate() {
        let names = &lookup.names.enumerations[EnumerationId(index).0];
        let variants = enumeration.values.iter().zip(&names.variants);
        let kind = Type {
            shape: enumeration.shape.as_ref().map(|shape| shape.0.clone()),
            operation: None,
            form: Form::Enumeration(
                variants
                    .map(|(value, variant)| part(variant.as_str(), &value.wire, ""))
                    .collect(),
            ),
            implements: BTreeMap::new(),
        };
        types.insert(names.ident.as_str().to_owned(), kind);
    }
}

fn operations(lookup: Lookup<'_>, types: &mut Types) {
    for (index, activity) in lookup.domain.activities.iter().enumerate() {
        let name = |id: EntityId| lookup.names.entities[id.0].ident.as_str();
        for id in operation::own_entities(activity) {
            if let Some(kind) = types.get_mut(name(id)) {
                kind.operation = Some(activity.operation.clone());
            }
        }
        let output = operation::output(lookup, activity).as_str().to_owned();
        let detail = if !lookup.domain.errors.is_empty() {
            lookup.names.error_detail.as_str()
        } else if activity.errors.is_empty() {
            "NoDetail"
        } else {
            lookup.names.activities[index].detail.as_str()
        };
        let mut implements = BTreeMap::from([
            ("Operation::Output", output),
            ("Operation::Detail", detail.to_owned()),
        ]);
        let pages = activity.wire.traits.pagination.as_ref();
        let pagination = pages.and_then(|pages| {
            pagination::paged(lookup, activity, pages, &mut Uses::default()).ok()
        });
        if let Some(paged) = pagination {
            implements.insert("Paginated", String::new());
            if let Some(items) = paged.items {
                implements.insert("PaginatedItems::Item", items.kind.as_str().to_owned());
            }
        }
        if let Some(kind) = types.get_mut(name(activity.request)) {
            kind.implements = implements;
        }
    }
}

/// The enumeration of all modelled errors, or those of each operation that samples show.
fn error_details(lookup: Lookup<'_>, types: &mut Types) {
    let detail = |operation: Option<&str>, variants: Vec<Part>| Type {
        shape: None,
        operation: operation.map(str::to_owned),
        form: Form::Union(variants),
        implements: BTreeMap::new(),
    };
    let body = |id: EntityId| format!("Box<{}>", lookup.names.entities[id.0].ident);
    let errors = listed(lookup.domain);
    if !errors.is_empty() {
        let variants = errors.iter().zip(&lookup.names.error_variants);
        let variants = variants
            .map(|(error, ident)| part(ident.as_str(), &error.code, &body(error.entity)))
            .collect();
        let name = lookup.names.error_detail.as_str().to_owned();
        types.insert(name, detail(None, variants));
        return;
    }
    for (activity, names) in lookup
        .domain
        .activities
        .iter()
        .zip(&lookup.names.activities)
    {
        let variants = activity.errors.iter().map(|(status, id)| {
            let name = format!("Status{status}");
            part(&name, &status.to_string(), &body(*id))
        });
        let variants: Vec<Part> = variants.collect();
        if !variants.is_empty() {
            let kind = detail(Some(&activity.operation), variants);
            types.insert(names.detail.as_str().to_owned(), kind);
        }
    }
}

fn waiting(lookup: Lookup<'_>, types: &mut Types) {
    for (activity, idents) in lookup.domain.activities.iter().zip(&lookup.names.waiters) {
        for (waiter, ident) in activity.wire.traits.waiters.iter().zip(idents) {
            let Ok(view) = waiters::view(lookup, activity, waiter, ident) else {
                continue;
            };
            let request = &lookup.names.entities[activity.request.0].ident;
            let kind = Type {
                shape: None,
                operation: Some(activity.operation.clone()),
                form: Form::Waiter,
                implements: BTreeMap::from([("Waiter::Operation", request.as_str().to_owned())]),
            };
            types.insert(view.ident.as_str().to_owned(), kind);
        }
    }
}
