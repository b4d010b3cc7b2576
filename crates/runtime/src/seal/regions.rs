//! Signatures for several regions, where the program is built with them.

use std::time::Duration;

use crate::auth::sigv4::{Signable, Signer};
use crate::call::Core;
use crate::credentials::Credentials;
use crate::error::Failure;

#[cfg(feature = "sigv4a")]
pub(super) use with_feature::{presign, sign};
#[cfg(not(feature = "sigv4a"))]
pub(super) use without_feature::{presign, sign};

/// Headers to add.
type Headers = Vec<(&'static str, String)>;

#[cfg(feature = "sigv4a")]
mod with_feature {
    use super::{Core, Credentials, Duration, Failure, Headers, Signable, Signer};
    use crate::auth::sigv4a;

    #[expect(
        clippy::unnecessary_wraps,
        reason = "without the feature it is an error"
    )]
    pub(in super::super) fn sign(
        core: &Core,
        credentials: &Credentials,
        request: &Signable<'_>,
        by: &Signer<'_>,
    ) -> Result<Headers, Box<Failure>> {
        Ok(sigv4a::sign(request, by, core.key_pair(credentials)))
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "without the feature it is an error"
    )]
    pub(in super::super) fn presign(
        core: &Core,
        credentials: &Credentials,
        request: &Signable<'_>,
        by: &Signer<'_>,
        expires: Duration,
    ) -> Result<String, Box<Failure>> {
        let key = core.key_pair(credentials);
        Ok(sigv4a::presign(request, by, key, expires))
    }
}

#[cfg(not(feature = "sigv4a"))]
mod without_feature {
    use super::{Core, Credentials, Duration, Failure, Headers, Signable, Signer};
    use crate::error::ErrorKind;

    pub(in super::super) fn sign(
        _: &Core,
        _: &Credentials,
        _: &Signable<'_>,
        _: &Signer<'_>,
    ) -> Result<Headers, Box<Failure>> {
        Err(refusal())
    }

    pub(in super::super) fn presign(
        _: &Core,
        _: &Credentials,
        _: &Signable<'_>,
        _: &Signer<'_>,
        _: Duration,
    ) -> Result<String, Box<Failure>> {
        Err(refusal())
    }

    fn refusal() -> Box<Failure> {
        let message = "this program is built without signatures for several regions";
        let failure = Failure::new(ErrorKind::Credentials, message);
        failure.help("switch the feature `sigv4a` of `connector-runtime` on")
    }
}
