//! AWS Signature Version 4, one file per stage.
//!
//! A request becomes a [canonical request](canonical_request), that a
//! [string to sign](string_to_sign), that a signature under a [key](SigningKey) of the day. The
//! signature travels in a header ([`sign`]) or in the URL ([`presign`]). Nothing here knows the time
//! or sends anything: the time is an argument, what must be added is the result.
//!
//! Source: AWS Identity and Access Management User Guide, "AWS Signature Version 4 for API requests".

mod canonical_request;
mod presign;
mod signing_key;
mod string_to_sign;

use std::time::Duration;

use crate::date_time::DateTime;

pub(crate) use canonical_request::hex;
pub use canonical_request::{CanonicalRequest, canonical_request, payload_hash};
pub use presign::presign;
#[cfg(feature = "sigv4a")]
pub(crate) use presign::presign_with;
pub use signing_key::SigningKey;
pub(crate) use string_to_sign::joined;
pub use string_to_sign::{event_string_to_sign, scope, string_to_sign};

/// The name of the algorithm, as it stands in every signature.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A request as the signer sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Signable<'a> {
    /// The method, `GET`.
    pub method: &'a str,
    /// The path as it is sent, starting with `/`.
    pub path: &'a str,
    /// The query as it is sent, without `?`.
    pub query: &'a str,
    /// The headers to sign, `host` among them, in the order they are sent; names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// What stands for the body.
    pub payload_hash: &'a str,
}

impl<'a> Signable<'a> {
    /// A request; `payload_hash` is what [`payload_hash`] gives, or the text `UNSIGNED-PAYLOAD`.
    pub fn new(
        method: &'a str,
        path: &'a str,
        query: &'a str,
        headers: &'a [(&'a str, &'a str)],
        payload_hash: &'a str,
    ) -> Self {
        Self {
            method,
            path,
            query,
            headers,
            payload_hash,
        }
    }
}

/// Who signs, for what, when.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Signer<'a> {
    /// The public part of the access key.
    pub access_key_id: &'a str,
    /// The token of temporary credentials.
    pub session_token: Option<&'a str>,
    /// The region, `us-east-1`.
    pub region: &'a str,
    /// The name that the service signs with, `polly`.
    pub service: &'a str,
    /// The time of the signature.
    pub time: SigningTime,
    /// What differs between services.
    pub options: SigningOptions,
}

impl<'a> Signer<'a> {
    /// A signer without a session token and with the options of most services.
    pub fn new(
        access_key_id: &'a str,
        region: &'a str,
        service: &'a str,
        time: SigningTime,
    ) -> Self {
        let options = SigningOptions::default();
        Self {
            access_key_id,
            session_token: None,
            region,
            service,
            time,
            options,
        }
    }
}

/// What differs between services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningOptions {
    /// How the path is encoded.
    pub path: PathEncoding,
    /// Whether dot segments and double slashes are removed from the path.
    pub normalization: PathNormalization,
    /// Whether the hash of the body is sent and signed as `x-amz-content-sha256`.
    pub content_hash: ContentHash,
    /// Whether the session token is signed.
    pub session_token: SessionToken,
}

impl SigningOptions {
    /// What the service of that signing name wants: S3 and its relatives take the path as it is and
    /// want the hash of the body as a header.
    pub fn for_service(service: &str) -> Self {
        if !is_s3(service) {
            return Self::default();
        }
        Self {
            path: PathEncoding::Once,
            normalization: PathNormalization::Off,
            content_hash: ContentHash::Header,
            session_token: SessionToken::Signed,
        }
    }
}

/// Whether the service of that signing name is S3 or a relative that shares its rules.
pub(crate) fn is_s3(service: &str) -> bool {
    matches!(
        service,
        "s3" | "s3express" | "s3-object-lambda" | "s3-outposts"
    )
}

/// How the path, which is percent-encoded when it is sent, enters the signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathEncoding {
    /// Encoded a second time: all services but those of S3.
    #[default]
    Twice,
    /// As it is sent.
    Once,
}

/// Whether `.`, `..` and empty segments are removed before signing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathNormalization {
    /// Removed: all services but those of S3.
    #[default]
    On,
    /// Kept: a key of S3 may contain them.
    Off,
}

/// Whether the hash of the body is a header of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentHash {
    /// It only enters the signature.
    #[default]
    Implicit,
    /// It is sent as `x-amz-content-sha256` and signed.
    Header,
}

/// How the session token of temporary credentials enters the signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionToken {
    /// It is signed with the rest.
    #[default]
    Signed,
    /// It is added after signing, as a few old services want it.
    AddedAfter,
}

/// A time in the form of signatures, `20150830T123600Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningTime([u8; 16]);

impl SigningTime {
    /// The time since 1970, in full seconds.
    pub fn new(now: Duration) -> Self {
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        Self(DateTime::from_unix(seconds, 0).compact())
    }

    /// `20150830T123600Z`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `20150830`.
    pub fn date(&self) -> &str {
        &self.as_str()[..8]
    }
}

/// Signs a request in headers: what must be added to it, the `authorization` header last.
pub fn sign(
    request: &Signable<'_>,
    signer: &Signer<'_>,
    key: &SigningKey,
) -> Vec<(&'static str, String)> {
    let scope = scope(signer);
    sign_with(
        request,
        signer,
        &Scheme::of_region(&scope, &|text| key.sign(text)),
    )
}

/// What differs between a signature for one region and one for several.
pub(crate) struct Scheme<'a> {
    pub(crate) algorithm: &'static str,
    pub(crate) scope: &'a str,
    /// The regions, where the scope does not have them.
    pub(crate) region_set: Option<&'a str>,
    /// The signature of a string to sign.
    pub(crate) sign: &'a dyn Fn(&str) -> String,
}

impl<'a> Scheme<'a> {
    fn of_region(scope: &'a str, sign: &'a dyn Fn(&str) -> String) -> Self {
        Self {
            algorithm: ALGORITHM,
            scope,
            region_set: None,
            sign,
        }
    }

    fn signature(&self, signer: &Signer<'_>, canonical_request: &str) -> String {
        let time = signer.time.as_str();
        (self.sign)(&joined(self.algorithm, time, self.scope, canonical_request))
    }
}

pub(crate) fn sign_with(
    request: &Signable<'_>,
    signer: &Signer<'_>,
    scheme: &Scheme<'_>,
) -> Vec<(&'static str, String)> {
    let mut added = Vec::with_capacity(5);
    added.push(("x-amz-date", signer.time.as_str().to_owned()));
    if signer.options.content_hash == ContentHash::Header {
        added.push(("x-amz-content-sha256", request.payload_hash.to_owned()));
    }
    let region_set = scheme.region_set;
    added.extend(region_set.map(|regions| ("x-amz-region-set", regions.to_owned())));
    let token = signer
        .session_token
        .map(|token| ("x-amz-security-token", token.to_owned()));
    let (signed_token, late_token) = match signer.options.session_token {
        SessionToken::Signed => (token, None),
        SessionToken::AddedAfter => (None, token),
    };
    added.extend(signed_token);
    let mut headers = Vec::with_capacity(request.headers.len() + added.len());
    headers.extend_from_slice(request.headers);
    headers.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
    let canonical = canonical_request(
        &Signable {
            headers: &headers,
            ..*request
        },
        signer.options,
    );
    let authorization = [
        scheme.algorithm,
        " Credential=",
        signer.access_key_id,
        "/",
        scheme.scope,
        ", SignedHeaders=",
        &canonical.signed_headers,
        ", Signature=",
        &scheme.signature(signer, &canonical.text),
    ]
    .concat();
    added.extend(late_token);
    added.push(("authorization", authorization));
    added
}
