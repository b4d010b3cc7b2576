//! Where a call goes: what the operation says for the settings of the client, checked.

use std::borrow::Cow;

use crate::auth::Signing;
use crate::call::Core;
use crate::endpoint::{self, BaseUrl, NO_ENDPOINT, Scheme, UnusableUrl};
use crate::error::{ErrorKind, Failure, OneLine};
use crate::operation::{BasicClientConfig, Operation};
use crate::rules::{EndpointError, EndpointParameters, Resolved};

/// The checked address of one call.
pub(crate) type Address<'a> = Cow<'a, BaseUrl>;

/// Where a call goes, and what its endpoint says about it.
pub(crate) struct Target<'a> {
    pub(crate) address: Address<'a>,
    /// Headers that go along.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// How it is signed, if it is.
    pub(crate) signing: Option<Signing>,
}

pub(crate) fn resolve<'a, O: Operation>(
    core: &'a Core,
    operation: &O,
) -> Result<Target<'a>, Box<Failure>> {
    let client = parameters(core, operation.client_config())?;
    let signing = Signing::of(O::AUTH);
    target(core, &client, operation.endpoint(&client), signing)
}

/// The settings that rules ask for. An address that is configured is checked here, as rules would take it apart.
fn parameters<'a>(
    core: &'a Core,
    config: Option<&'a BasicClientConfig>,
) -> Result<EndpointParameters<'a>, Box<Failure>> {
    let own = config.and_then(|config| config.endpoint_url.as_deref());
    let shared = core.config.endpoint.as_deref();
    match (own, &core.endpoint) {
        (Some(url), _) => {
            BaseUrl::parse(url).map_err(|reason| unusable(url, reason))?;
        }
        (None, Some(Err(reason))) => return Err(unusable(shared.unwrap_or_default(), *reason)),
        (None, _) => {}
    }
    let region = match core.config.region {
        Some(_) => Some(region(core)?),
        None => None,
    };
    let settings = &core.config.endpoint_settings;
    Ok(EndpointParameters {
        region,
        endpoint: own.or(shared),
        use_fips: settings.use_fips,
        use_dual_stack: settings.use_dual_stack,
        account_id: settings.account_id.as_deref(),
        account_id_endpoint_mode: Some(&settings.account_id_endpoint_mode),
        force_path_style: settings.force_path_style,
        accelerate: settings.accelerate,
        use_global_endpoint: settings.use_global_endpoint,
        disable_multi_region_access_points: settings.disable_multi_region_access_points,
        use_arn_region: settings.use_arn_region,
        disable_s3_express_session_auth: settings.disable_s3_express_session_auth,
    })
}

fn target<'a>(
    core: &'a Core,
    client: &EndpointParameters<'_>,
    resolved: Resolved,
    signing: Option<Signing>,
) -> Result<Target<'a>, Box<Failure>> {
    let resolved = resolved.map_err(|error| refused(client, error))?;
    let url = resolved.url.as_str();
    let address = match (&core.endpoint, &core.config.endpoint) {
        // Taken apart once, when the client was made.
        (Some(Ok(base)), Some(configured)) if configured == url => Cow::Borrowed(base),
        _ => Cow::Owned(BaseUrl::parse(url).map_err(|reason| unusable(url, reason))?),
    };
    if address.scheme == Scheme::Http && client.endpoint.is_none() && !address.is_local() {
        let message = format!("the default endpoint `{}` is not encrypted", OneLine(url));
        let failure = Failure::new(ErrorKind::Endpoint, message);
        return Err(failure.help("set it with `Config::endpoint` to use it all the same"));
    }
    let signing = match signing {
        Some(signing) => Some(signing.at(resolved.auth_schemes)?),
        None => None,
    };
    Ok(Target {
        address,
        headers: resolved.headers,
        signing,
    })
}

/// What is wrong where there is no endpoint. That the region is missing is said by rules in many ways.
fn refused(client: &EndpointParameters<'_>, error: EndpointError) -> Box<Failure> {
    if client.region.is_none() && error.message().to_ascii_lowercase().contains("region") {
        return no_region();
    }
    let failure = Failure::new(ErrorKind::Endpoint, error.to_string());
    if error.message() == NO_ENDPOINT {
        return failure.help("set it with `Config::endpoint`");
    }
    failure.source(error)
}

fn no_region() -> Box<Failure> {
    let failure = Failure::new(ErrorKind::Endpoint, "no region is configured");
    failure.help("set it with `Config::region`")
}

/// The configured region, checked, as it becomes a part of host and signature.
pub(crate) fn region(core: &Core) -> Result<&str, Box<Failure>> {
    let Some(region) = core.config.region.as_deref() else {
        return Err(no_region());
    };
    if !endpoint::is_region(region) {
        let message = format!("`{}` is not the name of a region", OneLine(region));
        let failure = Failure::new(ErrorKind::Endpoint, message);
        return Err(failure.help("set one like `eu-central-1` with `Config::region`"));
    }
    Ok(region)
}

/// Says what is wrong with an address without repeating what may be a password in it.
fn unusable(url: &str, reason: UnusableUrl) -> Box<Failure> {
    let shown = if url.contains('@') {
        "the endpoint".to_owned()
    } else {
        format!("the endpoint `{}`", OneLine(url))
    };
    let failure = Failure::new(
        ErrorKind::Endpoint,
        format!("{shown} cannot be used: {reason}"),
    );
    failure.help("set one like `https://host.example`")
}
