use std::borrow::Cow;

use super::sigv4::{self, PathEncoding, PathNormalization, SigningOptions};
use crate::error::{ErrorKind, Failure};
use crate::operation::Auth;
use crate::rules::{Scheme, SigningScheme};

/// How a request is signed for AWS: as its operation says, unless its endpoint says something else.
#[derive(Clone, Debug)]
pub(crate) struct Signing {
    pub(crate) regions: Regions,
    /// Whether the body is signed over an encrypted connection.
    pub(crate) covers_body: bool,
    pub(crate) service: Cow<'static, str>,
    /// Where the signature is good, or the configured region. For several regions their names with `,`
    /// between them.
    pub(crate) region: Option<String>,
    pub(crate) options: SigningOptions,
}

/// Whether a signature is good in one region or in several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Regions {
    /// Signature Version 4.
    One,
    /// Signature Version 4A.
    Several,
}

impl Signing {
    /// What the operation says, if it is signed at all.
    pub(crate) fn of(auth: Auth) -> Option<Self> {
        let (regions, covers_body, service) = match auth {
            Auth::SigV4 { service } => (Regions::One, true, service),
            Auth::SigV4Unsigned { service } => (Regions::One, false, service),
            Auth::SigV4a { service } => (Regions::Several, true, service),
            _ => return None,
        };
        Some(Self {
            regions,
            covers_body,
            service: Cow::Borrowed(service),
            region: None,
            options: SigningOptions::for_service(service),
        })
    }

    /// What an endpoint says comes before what the operation says; of several ways the first that can be gone.
    pub(crate) fn at(mut self, schemes: Vec<SigningScheme>) -> Result<Self, Box<Failure>> {
        if schemes.is_empty() {
            return Ok(self);
        }
        let is_known = |scheme: &SigningScheme| match scheme.scheme {
            Scheme::SigV4 => true,
            Scheme::SigV4a => cfg!(feature = "sigv4a"),
            Scheme::S3Express => false,
        };
        let asks_for_regions = schemes.iter().any(|scheme| scheme.scheme == Scheme::SigV4a);
        let Some(scheme) = schemes.into_iter().find(is_known) else {
            let (message, help) = if asks_for_regions {
                (
                    "the endpoint wants a signature for several regions",
                    "switch the feature `sigv4a` of the connector on",
                )
            } else {
                (
                    "the endpoint wants the credentials of a session of S3 Express",
                    "set `Config::without_s3_express_sessions`",
                )
            };
            return Err(Failure::new(ErrorKind::Endpoint, message).help(help));
        };
        self.regions = match scheme.scheme {
            Scheme::SigV4a => Regions::Several,
            _ => Regions::One,
        };
        if let Some(name) = scheme.name {
            self.options = SigningOptions::for_service(&name);
            self.service = Cow::Owned(name);
        }
        if scheme.single_encoding {
            self.options.path = PathEncoding::Once;
        }
        if scheme.raw_path {
            self.options.normalization = PathNormalization::Off;
        }
        self.region = scheme.region.or(self.region);
        Ok(self)
    }

    pub(crate) fn is_s3(&self) -> bool {
        sigv4::is_s3(&self.service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{self, Signing as Said};

    fn at(schemes: &[Said<'_>]) -> Result<Signing, Box<Failure>> {
        let signing = Signing::of(Auth::SigV4 { service: "s3" }).expect("it is signed");
        let resolved = rules::signed(&["https://a.example"], schemes).expect("it is one");
        signing.at(resolved.auth_schemes)
    }

    #[test]
    fn what_the_endpoint_says_comes_before_the_operation() {
        let said = at(&[rules::sigv4("s3-outposts", "eu-west-1").single_encoding()]);
        let signing = said.expect("it can be signed so");
        assert_eq!(signing.service, "s3-outposts");
        assert_eq!(signing.region.as_deref(), Some("eu-west-1"));
        let plain = at(&[rules::sigv4("polly", "")]).expect("it can be signed so");
        assert_eq!(
            (plain.region, plain.options),
            (None, SigningOptions::default())
        );
        let raw = at(&[rules::sigv4("polly", "").single_encoding().raw_path()]);
        let options = raw.expect("it can be signed so").options;
        assert_eq!(options.path, PathEncoding::Once);
        assert_eq!(options.normalization, PathNormalization::Off);
        let silent = at(&[]).expect("the operation says enough");
        assert_eq!(silent.service, "s3");
    }

    #[test]
    fn of_several_ways_the_first_that_can_be_gone_is_taken() {
        let regions = rules::sigv4a("s3", &["*"]);
        let both = at(&[regions, rules::sigv4("s3", "eu-west-1")]).expect("one is known");
        let expected = if cfg!(feature = "sigv4a") {
            (Regions::Several, Some("*"))
        } else {
            (Regions::One, Some("eu-west-1"))
        };
        assert_eq!((both.regions, both.region.as_deref()), expected);
        let session = at(&[rules::s3_express("s3express", "eu-west-1")]);
        let failure = session.expect_err("there are no sessions");
        assert!(
            failure.message.contains("S3 Express"),
            "{}",
            failure.message
        );
    }
}
