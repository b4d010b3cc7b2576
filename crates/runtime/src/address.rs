//! Where a call goes: the call's own endpoint, the client's, or the operation's default.

use std::borrow::Cow;

use crate::call::Core;
use crate::endpoint::{self, BaseUrl, Endpoint, Scheme, UnusableUrl};
use crate::error::{ErrorKind, Failure, OneLine};
use crate::operation::BasicClientConfig;

/// The checked address of one call.
pub(crate) type Address<'a> = Cow<'a, BaseUrl>;

pub(crate) fn resolve<'a>(
    core: &'a Core,
    default: Endpoint,
    config: Option<&BasicClientConfig>,
) -> Result<Address<'a>, Box<Failure>> {
    if let Some(url) = config.and_then(|config| config.endpoint_url.as_deref()) {
        return BaseUrl::parse(url)
            .map(Cow::Owned)
            .map_err(|reason| unusable(url, reason));
    }
    match (&core.endpoint, &core.config.endpoint) {
        (Some(Ok(base)), _) => Ok(Cow::Borrowed(base)),
        (Some(Err(reason)), url) => Err(unusable(url.as_deref().unwrap_or_default(), *reason)),
        (None, _) => by_default(core, default).map(Cow::Owned),
    }
}

fn by_default(core: &Core, default: Endpoint) -> Result<BaseUrl, Box<Failure>> {
    if default.0.is_empty() {
        let failure = Failure::new(ErrorKind::Endpoint, "no endpoint is configured");
        return Err(failure.help("set it with `Config::endpoint`"));
    }
    let region = if default.needs_region() {
        region(core)?
    } else {
        ""
    };
    let url = default.resolve(region);
    let base = BaseUrl::parse(&url).map_err(|reason| unusable(&url, reason))?;
    if base.scheme == Scheme::Http {
        let message = format!("the default endpoint `{url}` is not encrypted");
        let failure = Failure::new(ErrorKind::Endpoint, message);
        return Err(failure.help("set it with `Config::endpoint` to use it all the same"));
    }
    Ok(base)
}

/// The configured region, checked, as it becomes a part of host and signature.
pub(crate) fn region(core: &Core) -> Result<&str, Box<Failure>> {
    let Some(region) = core.config.region.as_deref() else {
        let failure = Failure::new(ErrorKind::Endpoint, "no region is configured");
        return Err(failure.help("set it with `Config::region`"));
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
