use super::canonical_request::payload_hash;
use super::{ALGORITHM, Signer};

const EVENT_ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";

/// The second stage: algorithm, time, scope and the hash of the canonical request, on lines.
pub fn string_to_sign(signer: &Signer<'_>, canonical_request: &str) -> String {
    let time = signer.time.as_str();
    joined(ALGORITHM, time, &scope(signer), canonical_request)
}

pub(crate) fn joined(algorithm: &str, time: &str, scope: &str, canonical_request: &str) -> String {
    let hash = payload_hash(canonical_request.as_bytes());
    [algorithm, time, scope, &hash].join("\n")
}

/// What is signed of a message in a stream to a service: the encoded header `:date` and the message that
/// is wrapped, chained to the signature before in lower-case hexadecimal.
pub fn event_string_to_sign(
    signer: &Signer<'_>,
    previous: &str,
    date_header: &[u8],
    message: &[u8],
) -> String {
    let (scope, header) = (scope(signer), payload_hash(date_header));
    let message = payload_hash(message);
    let time = signer.time.as_str();
    let parts = [EVENT_ALGORITHM, time, &scope, previous, &header, &message];
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
