use std::borrow::Cow;

use super::sigv4::{self, SigningOptions};
use crate::operation::Auth;

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

    pub(crate) fn is_s3(&self) -> bool {
        sigv4::is_s3(&self.service)
    }
}
