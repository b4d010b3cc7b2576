use std::fmt::Display;
use std::time::Duration;

use super::{Scheme, SessionToken, Signable, Signer, SigningKey, canonical_request, scope};
use crate::request::push_pair;

/// Signs a request in its URL: the whole query, the signature last.
///
/// Whoever has the URL can use it until it expires, which AWS limits to seven days; the headers that
/// are signed must be sent with it. `expires` counts full seconds.
pub fn presign(
    request: &Signable<'_>,
    signer: &Signer<'_>,
    key: &SigningKey,
    expires: Duration,
) -> String {
    let scope = scope(signer);
    let sign = |text: &str| key.sign(text);
    presign_with(request, signer, &Scheme::of_region(&scope, &sign), expires)
}

pub(crate) fn presign_with(
    request: &Signable<'_>,
    signer: &Signer<'_>,
    scheme: &Scheme<'_>,
    expires: Duration,
) -> String {
    let unsigned = canonical_request(request, signer.options);
    let credential = format!("{}/{}", signer.access_key_id, scheme.scope);
    let mut query = request.query.to_owned();
    let mut push = |name: &str, value: &dyn Display| push_pair(&mut query, name, value);
    push("X-Amz-Algorithm", &scheme.algorithm);
    push("X-Amz-Credential", &credential);
    push("X-Amz-Date", &signer.time.as_str());
    push("X-Amz-SignedHeaders", &unsigned.signed_headers);
    push("X-Amz-Expires", &expires.as_secs());
    if let Some(regions) = scheme.region_set {
        push("X-Amz-Region-Set", &regions);
    }
    let (signed_token, late_token) = match signer.options.session_token {
        SessionToken::Signed => (signer.session_token, None),
        SessionToken::AddedAfter => (None, signer.session_token),
    };
    if let Some(token) = signed_token {
        push("X-Amz-Security-Token", &token);
    }
    let canonical = canonical_request(
        &Signable {
            query: &query,
            ..*request
        },
        signer.options,
    );
    let signature = scheme.signature(signer, &canonical.text);
    if let Some(token) = late_token {
        push_pair(&mut query, "X-Amz-Security-Token", &token);
    }
    push_pair(&mut query, "X-Amz-Signature", &signature);
    query
}
