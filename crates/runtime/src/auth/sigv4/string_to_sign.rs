use super::canonical_request::payload_hash;
use super::{ALGORITHM, Signer};

/// The second stage: algorithm, time, scope and the hash of the canonical request, on lines.
pub fn string_to_sign(signer: &Signer<'_>, canonical_request: &str) -> String {
    let hash = payload_hash(canonical_request.as_bytes());
    let scope = scope(signer);
    let parts = [ALGORITHM, signer.time.as_str(), &scope, &hash];
    parts.join("\n")
}

/// What a signature is good for: `20150830/us-east-1/polly/aws4_request`.
pub fn scope(signer: &Signer<'_>) -> String {
    [
        signer.time.date(),
        signer.region,
        signer.service,
        "aws4_request",
    ]
    .join("/")
}
