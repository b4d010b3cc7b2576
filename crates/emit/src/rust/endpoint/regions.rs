//! Which endpoints of a service want signatures that are good in several regions.

use connector_model::domain::Domain;
use connector_model::endpoint_rules::{AuthKind, Endpoint, Outcome, Rule};
use connector_model::service::Auth;

/// Whether calls need AWS Signature Version 4A.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeveralRegions {
    /// None does.
    Never,
    /// Some do for some inputs: an access point of S3 for several regions, a global endpoint for events.
    Sometimes,
    /// All do.
    Always,
}

/// Whether the calls of a connector need it: by what an operation says, or by the endpoint rules that are left for the
/// chosen operations.
pub fn several_regions(domain: &Domain) -> SeveralRegions {
    let mut activities = domain.activities.iter();
    if activities.any(|activity| matches!(activity.wire.auth, Auth::SigV4a { .. })) {
        return SeveralRegions::Always;
    }
    let Some(rules) = super::rules_of(domain) else {
        return SeveralRegions::Never;
    };
    let mut endpoints = Vec::new();
    collect(&rules.rules, &mut endpoints);
    let mut wanted = endpoints.iter().map(|endpoint| is_wanted(endpoint));
    if endpoints.is_empty() || !wanted.clone().any(|wanted| wanted) {
        SeveralRegions::Never
    } else if wanted.all(|wanted| wanted) {
        SeveralRegions::Always
    } else {
        SeveralRegions::Sometimes
    }
}

/// Whether there is no other way to sign.
fn is_wanted(endpoint: &Endpoint) -> bool {
    let mut schemes = endpoint.auth_schemes.iter();
    !endpoint.auth_schemes.is_empty() && schemes.all(|scheme| scheme.kind == AuthKind::SigV4a)
}

fn collect<'a>(rules: &'a [Rule], endpoints: &mut Vec<&'a Endpoint>) {
    for rule in rules {
        match &rule.outcome {
            Outcome::Endpoint(endpoint) => endpoints.push(endpoint),
            Outcome::Tree(rules) => collect(rules, endpoints),
            Outcome::Error(_) => {}
        }
    }
}
