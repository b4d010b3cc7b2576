//! How users authenticate: what the activities of a connector ask for.

use std::collections::BTreeSet;

use connector_model::domain::{Domain, Generalization};
use connector_model::service::Auth;
use serde::Serialize;

use super::line::Line;

/// A way to authenticate that is not the one of AWS.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct WayView {
    is_bearer: bool,
    is_basic: bool,
    header: Option<Line>,
    query: Option<Line>,
}

/// Whether a connector is one for AWS: it signs as AWS asks, or its requests are those of AWS Authentication.
pub(super) fn is_aws(domain: &Domain) -> bool {
    domain.activities.iter().any(|activity| {
        let request = domain.entities.get(activity.request.0);
        let general = request.and_then(|request| request.generalization.as_ref());
        let inherits = matches!(general, Some(Generalization::Foreign(name)) if name.starts_with("AWSAuthentication."));
        inherits || activity.wire.auth.signing_name().is_some()
    })
}

/// Signing name of the service, if the connector has one.
pub(super) fn signing_name(domain: &Domain) -> Option<&str> {
    let activities = &mut domain.activities.iter();
    activities.find_map(|activity| activity.wire.auth.signing_name())
}

/// The ways to authenticate, each once, in a fixed order.
pub(super) fn ways(domain: &Domain) -> Vec<WayView> {
    let kinds: BTreeSet<(u8, &str)> = domain
        .activities
        .iter()
        .filter_map(|activity| match &activity.wire.auth {
            Auth::Bearer => Some((0, "")),
            Auth::Basic => Some((1, "")),
            Auth::ApiKeyHeader(name) => Some((2, name.as_str())),
            Auth::ApiKeyQuery(name) => Some((3, name.as_str())),
            _ => None,
        })
        .collect();
    let way = |(kind, name): (u8, &str)| WayView {
        is_bearer: kind == 0,
        is_basic: kind == 1,
        header: (kind == 2).then(|| Line::name(name)),
        query: (kind == 3).then(|| Line::name(name)),
    };
    kinds.into_iter().map(way).collect()
}
