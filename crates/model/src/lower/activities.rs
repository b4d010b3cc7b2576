//! Operations as activities of the connector.

use std::collections::BTreeMap;

use super::findings::Findings;
use super::guide::is_file;
use super::walk::Root;
use crate::codes;
use crate::domain::{
    Activity, ActivityResult, Entity, EntityId, Parameter, ParameterKind, Role, WireOperation,
};
use crate::names::{self, MethodCase};
use crate::recipe::Recipe;
use crate::service::{Auth, Evidence, Operation, PathPart, Service};

/// Activities in the order of the operations; `roots` are the first of the entities, in their order.
pub(super) fn activities(
    service: &Service,
    recipe: &Recipe,
    roots: &[Root],
    entities: &[Entity],
    category: &str,
    findings: &mut Findings<'_>,
) -> Vec<Activity> {
    let mut of_role: BTreeMap<(usize, Role), Vec<(u16, EntityId)>> = BTreeMap::new();
    for (at, root) in roots.iter().enumerate() {
        let key = (root.operation, root.role);
        of_role
            .entry(key)
            .or_default()
            .push((root.status, EntityId(at)));
    }
    let mut activities = Vec::new();
    for (index, operation) in service.operations.iter().enumerate() {
        let mut of_role = |role| of_role.remove(&(index, role)).unwrap_or_default();
        // Each operation has a request among the roots.
        let Some((_, request)) = of_role(Role::Request).pop() else {
            continue;
        };
        let response = of_role(Role::Response).pop().map(|(_, entity)| entity);
        activities.push(Activity {
            action: super::action(recipe, operation).to_owned(),
            microflow: microflow(operation, recipe, findings),
            operation: operation.name.clone(),
            category: category.to_owned(),
            request,
            result: response.map_or(ActivityResult::Boolean, ActivityResult::Entity),
            parameters: parameters(operation, entities, request, response),
            // Those of a model are the connector's.
            errors: match service.evidence {
                Evidence::Model => Vec::new(),
                Evidence::Samples => of_role(Role::Error),
            },
            wire: wire(operation),
            examples: operation.examples.clone(),
            documentation: super::read(service, operation.documentation.as_deref()),
        });
    }
    activities
}

fn microflow(operation: &Operation, recipe: &Recipe, findings: &mut Findings<'_>) -> String {
    let literals = operation.path.iter().filter_map(|part| match part {
        PathPart::Literal(text) => Some(text.as_str()),
        PathPart::Label(_) | PathPart::GreedyLabel(_) => None,
    });
    let version = names::version(literals.flat_map(|text| text.split('/')));
    let given = recipe.operation(operation);
    let version = match given.and_then(|operation| operation.version.as_ref()) {
        Some(given) if names::is_version(given) => given.clone(),
        Some(given) => {
            let message = format!(
                "`{given}` cannot be the version in the microflow's name of `{}`",
                operation.name
            );
            findings.plain(
                &codes::NAME_INVALID,
                message,
                &format!("write `version = \"{version}\"`"),
            );
            version
        }
        None => version,
    };
    let case = if recipe.connector.method_capitals {
        MethodCase::Capitals
    } else {
        MethodCase::FirstLetter
    };
    let action = super::action(recipe, operation);
    names::microflow(&operation.method, case, &version, action)
}

/// Request, files, region, credentials (seed: inputs of real activities).
fn parameters(
    operation: &Operation,
    entities: &[Entity],
    request: EntityId,
    response: Option<EntityId>,
) -> Vec<Parameter> {
    let object = |name: &str| Parameter {
        name: name.to_owned(),
        kind: ParameterKind::Object,
    };
    let has_file = |entity: EntityId| entities[entity.0].members.iter().any(is_file);
    let mut parameters = vec![object(&entities[request.0].name)];
    if has_file(request) {
        parameters.push(object("FileDocument"));
    }
    if response.is_some_and(has_file) {
        parameters.push(object("TargetFileDocument"));
    }
    if super::is_signed(operation) {
        let name = "AWS_Region".to_owned();
        parameters.push(Parameter {
            name,
            kind: ParameterKind::Enumeration,
        });
    }
    if operation.auth != Auth::None {
        parameters.push(object("Credentials"));
    }
    parameters
}

fn wire(operation: &Operation) -> WireOperation {
    WireOperation {
        method: operation.method.clone(),
        path: operation.path.clone(),
        fixed_query: operation.fixed_query.clone(),
        fixed_headers: operation.fixed_headers.clone(),
        endpoint: operation.endpoint.clone(),
        sample_region: operation.sample_region.clone(),
        auth: operation.auth.clone(),
        request_body: operation.request_body,
        traits: operation.traits.clone(),
    }
}
