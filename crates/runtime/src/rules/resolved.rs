use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::error::OneLine;

/// Where a call goes, and how it is signed there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResolvedEndpoint {
    /// The address.
    pub url: String,
    /// Headers that go along.
    pub headers: Vec<(&'static str, String)>,
    /// How to sign there, the preferred way first; nothing overrides what the operation says.
    pub auth_schemes: Vec<SigningScheme>,
}

/// Ways to sign for AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheme {
    /// Signature Version 4.
    SigV4,
    /// Signature Version 4a, for several regions.
    SigV4a,
    /// Signature Version 4 with the credentials of a session of S3 Express.
    S3Express,
}

/// How to sign for an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningScheme {
    /// The way to sign.
    pub scheme: Scheme,
    /// Name to sign with; `None` means that of the operation.
    pub name: Option<String>,
    /// Region to sign for, of [`Scheme::SigV4a`] the regions with commas between them; `None` means the client's.
    pub region: Option<String>,
    /// Whether the path is encoded only once.
    pub single_encoding: bool,
    /// Whether dot segments of the path stay.
    pub raw_path: bool,
}

/// A [`SigningScheme`] as rules write it; an empty text means that nothing is said.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    scheme: Scheme,
    name: &'a str,
    regions: &'a [&'a str],
    region: &'a str,
    single_encoding: bool,
    raw_path: bool,
}

/// A header as rules write it.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a>(&'static str, &'a str);

/// What rules say: an endpoint, or why there is none.
pub type Resolved = Result<ResolvedEndpoint, EndpointError>;

/// Why there is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointError(Cow<'static, str>);

impl EndpointError {
    /// An error with a message of one line.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(message.into())
    }

    /// The message as the rules have it, with whatever values of the call are in it.
    pub fn message(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", OneLine(&self.0))
    }
}

impl Error for EndpointError {}

impl ResolvedEndpoint {
    /// An address, signed for as the operation says.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            headers: Vec::new(),
            auth_schemes: Vec::new(),
        }
    }
}

/// Signature Version 4 under a name for a region.
pub fn sigv4<'a>(name: &'a str, region: &'a str) -> Signing<'a> {
    signing(Scheme::SigV4, name, &[], region)
}

/// Signature Version 4a under a name for regions.
pub fn sigv4a<'a>(name: &'a str, regions: &'a [&'a str]) -> Signing<'a> {
    signing(Scheme::SigV4a, name, regions, "")
}

/// Signature Version 4 with a session of S3 Express.
pub fn s3_express<'a>(name: &'a str, region: &'a str) -> Signing<'a> {
    signing(Scheme::S3Express, name, &[], region)
}

fn signing<'a>(
    scheme: Scheme,
    name: &'a str,
    regions: &'a [&'a str],
    region: &'a str,
) -> Signing<'a> {
    Signing {
        scheme,
        name,
        regions,
        region,
        single_encoding: false,
        raw_path: false,
    }
}

impl Signing<'_> {
    /// With the path encoded only once.
    #[must_use]
    pub fn single_encoding(self) -> Self {
        Self {
            single_encoding: true,
            ..self
        }
    }

    /// With dot segments left in the path.
    #[must_use]
    pub fn raw_path(self) -> Self {
        Self {
            raw_path: true,
            ..self
        }
    }

    fn scheme(&self) -> SigningScheme {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let region = match self.regions {
            [] => said(self.region),
            regions => said(&regions.join(",")),
        };
        SigningScheme {
            scheme: self.scheme,
            name: said(self.name),
            region,
            single_encoding: self.single_encoding,
            raw_path: self.raw_path,
        }
    }
}

/// A header that goes along.
pub fn header<'a>(name: &'static str, value: &'a str) -> Header<'a> {
    Header(name, value)
}

/// The result of rules: an address in pieces.
pub fn endpoint(url: &[&str]) -> Resolved {
    Ok(ResolvedEndpoint::new(url.concat()))
}

/// The result of rules: an address in pieces, and how to sign there.
pub fn signed(url: &[&str], schemes: &[Signing<'_>]) -> Resolved {
    with_headers(url, schemes, &[])
}

/// The result of rules: an address in pieces, how to sign there, and headers that go along.
pub fn with_headers(url: &[&str], schemes: &[Signing<'_>], headers: &[Header<'_>]) -> Resolved {
    Ok(ResolvedEndpoint {
        url: url.concat(),
        headers: headers
            .iter()
            .map(|Header(name, value)| (*name, (*value).to_owned()))
            .collect(),
        auth_schemes: schemes.iter().map(Signing::scheme).collect(),
    })
}

/// The result of rules that refuse, with the reason in pieces.
pub fn error(message: &[&str]) -> Resolved {
    Err(EndpointError::new(message.concat()))
}

/// The result of rules none of which fits.
pub fn unmatched() -> Resolved {
    let message = "the service's rules have no endpoint for these settings";
    Err(EndpointError::new(message))
}

/// The result where a parameter without which there is none has no value.
pub fn missing(parameter: &'static str) -> Resolved {
    error(&[
        "the endpoint depends on `",
        parameter,
        "`, which has no value",
    ])
}
