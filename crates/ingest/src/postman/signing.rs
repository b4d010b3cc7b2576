//! Signatures of AWS: service and region from the address, the authorization block or the user.

use connector_model::diagnostic::Diagnostic;
use connector_model::service::{Auth, Service};

use super::scope::listed;
use super::{Call, Scope, Settings};
use crate::codes;

/// How a call is authenticated, with the signing name filled in.
pub(super) fn auth(call: &Call<'_>, settings: &Settings<'_>) -> Auth {
    match &call.stated.auth {
        Some(Auth::SigV4 { .. }) => Auth::SigV4 {
            service: service(call, settings).unwrap_or_default().to_owned(),
        },
        Some(other) => other.clone(),
        None => Auth::None,
    }
}

/// Signing name: what was signed for, what the user says, what the host says.
fn service<'c>(call: &'c Call<'_>, settings: &Settings<'c>) -> Option<&'c str> {
    let host = call.endpoint.aws.as_ref();
    call.stated
        .service
        .as_deref()
        .or(settings.service)
        .or_else(|| host.and_then(|aws| aws.service.as_deref()))
}

/// Region of the samples: that of the host, else the one that was signed for.
pub(super) fn region(call: &Call<'_>) -> Option<String> {
    let host = call.endpoint.aws.as_ref();
    host.and_then(|aws| aws.region.clone())
        .or_else(|| call.stated.region.clone())
        .or_else(|| host.and_then(|aws| aws.signing_region().map(str::to_owned)))
}

/// Reports what no source says about signatures, authorizations that a connector cannot do, and
/// addresses of AWS without authorization.
pub(super) fn check(calls: &[Call<'_>], scope: &mut Scope<'_>) {
    let settings = scope.settings;
    let signed = || {
        calls
            .iter()
            .filter(|call| matches!(call.stated.auth, Some(Auth::SigV4 { .. })))
    };
    let no_service: Vec<&Call<'_>> = signed()
        .filter(|call| service(call, settings).is_none())
        .collect();
    report(
        &no_service,
        &codes::SIGNING_FACT,
        "neither the address nor the authorization says the signing service of",
        "set `service` in the AWS Signature tab of Postman or under `[connector]` in the recipe, or pass \
         `--service`",
        scope,
    );
    let open = |call: &Call<'_>| call.endpoint.aws.as_ref().is_some_and(|aws| aws.regional);
    let no_region: Vec<&Call<'_>> = signed()
        .filter(|call| region(call).is_none() && !call.stated.open_region && !open(call))
        .collect();
    report(
        &no_region,
        &codes::SIGNING_FACT,
        "neither the address nor the authorization says the region of",
        "set `region` in the AWS Signature tab of Postman, or use an address with the region in its host",
        scope,
    );
    let differing: Vec<&Call<'_>> = signed()
        .filter(|call| {
            let host = call
                .endpoint
                .aws
                .as_ref()
                .and_then(|aws| aws.region.as_ref());
            let stated = call.stated.region.as_ref();
            host.is_some() && stated.is_some() && host != stated
        })
        .collect();
    report(
        &differing,
        &codes::REGION_DIFFERS,
        "address and authorization say different regions for",
        "use the region of the address in the AWS Signature tab of Postman",
        scope,
    );
    let unsigned: Vec<&Call<'_>> = calls
        .iter()
        .filter(|call| call.stated.auth.is_none() && call.endpoint.aws.is_some())
        .filter(|call| {
            call.endpoint
                .aws
                .as_ref()
                .is_some_and(|aws| !is_gateway(aws))
        })
        .collect();
    report(
        &unsigned,
        &codes::AUTH_UNSUPPORTED,
        "the host is one of AWS, but there is no authorization for",
        "choose `AWS Signature` in the authorization tab of Postman",
        scope,
    );
    check_kinds(calls, scope);
}

/// API Gateway: hosts of AWS whose APIs decide about authorization themselves.
fn is_gateway(aws: &crate::url::aws::Aws) -> bool {
    aws.service.as_deref() == Some("execute-api")
}

fn check_kinds(calls: &[Call<'_>], scope: &mut Scope<'_>) {
    let mut kinds: Vec<&str> = calls
        .iter()
        .filter_map(|call| call.stated.unsupported.as_deref())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let of_kind: Vec<&Call<'_>> = calls
            .iter()
            .filter(|call| call.stated.unsupported.as_deref() == Some(kind))
            .collect();
        let what = format!(
            "connectors cannot do the authorization `{}`; without it are made",
            super::clipped(kind)
        );
        let help = "set the header or token it needs on the client at run time";
        report(&of_kind, &codes::AUTH_UNSUPPORTED, &what, help, scope);
    }
    let by_header: Vec<&Call<'_>> = calls
        .iter()
        .filter(|call| call.stated.from_header.is_some())
        .collect();
    report(
        &by_header,
        &codes::AUTH_FROM_HEADER,
        "the authorization is read from the headers of",
        "choose the type in the authorization tab of Postman if that is wrong",
        scope,
    );
}

fn report(
    calls: &[&Call<'_>],
    rule: &'static connector_model::diagnostic::Rule,
    what: &str,
    help: &str,
    scope: &mut Scope<'_>,
) {
    let Some(first) = calls.first() else {
        return;
    };
    let names: Vec<&str> = calls.iter().map(|call| call.item.name.as_str()).collect();
    scope.report.diagnostics.push(
        Diagnostic::new(rule, format!("{what} {}", listed(&names)))
            .at(first.item.tree.place(first.item.message.node))
            .help(help),
    );
}

/// The signing name of the service, where all signed operations have the same.
pub(super) fn name_service(service: &mut Service) {
    let mut names: Vec<&str> = service
        .operations
        .iter()
        .filter_map(|operation| match &operation.auth {
            Auth::SigV4 { service } => Some(service.as_str()),
            _ => None,
        })
        .collect();
    names.dedup();
    if let [name] = names.as_slice()
        && service.signing_name.is_none()
        && !name.is_empty()
    {
        service.signing_name = Some((*name).to_owned());
    }
}
