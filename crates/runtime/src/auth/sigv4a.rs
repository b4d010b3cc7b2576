//! AWS Signature Version 4A: one signature that is good in several regions.
//!
//! It differs from [Version 4](super::sigv4) in the last stages: the scope has no region, the regions are a
//! signed header or query parameter, and the signature is made with a key pair that follows from the
//! access key and never changes. Source: AWS Identity and Access Management User Guide, "AWS Signature
//! Version 4 for API requests", and the derivation in the published test suite.

use std::fmt;
use std::time::Duration;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use ring::hmac;
use zeroize::{Zeroize, Zeroizing};

use super::sigv4::{Scheme, Signable, Signer, hex, joined, presign_with, sign_with};

/// The name of the algorithm, as it stands in every signature.
pub const ALGORITHM: &str = "AWS4-ECDSA-P256-SHA256";

/// The order of the curve's group less two, highest byte first (SP 800-186, section 3.2.1.3).
const ORDER_LESS_TWO: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
];

/// The key pair of an access key; deriving it costs about as much as a signature.
///
/// `Debug` shows nothing of it.
#[derive(Clone)]
pub struct KeyPair(SigningKey);

impl KeyPair {
    /// Derives the pair.
    ///
    /// # Panics
    ///
    /// Never in practice: one of 254 candidates would have to be in range, and each is with a probability
    /// of nearly 1 - 2^-32.
    pub fn derive(access_key_id: &str, secret_access_key: &str) -> Self {
        let start = Zeroizing::new(format!("AWS4A{secret_access_key}"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, start.as_bytes());
        let pair = (1..=254).find_map(|counter| {
            let mut context = hmac::Context::with_key(&key);
            context.update(&1_u32.to_be_bytes());
            context.update(ALGORITHM.as_bytes());
            context.update(&[0]);
            context.update(access_key_id.as_bytes());
            context.update(&[counter]);
            context.update(&256_u32.to_be_bytes());
            let mut candidate = Zeroizing::new([0; 32]);
            candidate.copy_from_slice(context.sign().as_ref());
            private_key(candidate)
        });
        Self(pair.expect("one of 254 candidates is in range"))
    }

    /// A signature of a string to sign, in DER and lower-case hexadecimal.
    pub fn sign(&self, string_to_sign: &str) -> String {
        let signature: DerSignature = self.0.sign(string_to_sign.as_bytes());
        hex(signature.as_bytes())
    }

    /// The public key as a point in uncompressed form (SEC 1, section 2.3.3): 4, X, Y.
    pub fn public_key(&self) -> Vec<u8> {
        self.0
            .verifying_key()
            .to_sec1_point(false)
            .as_bytes()
            .to_vec()
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyPair(**redacted**)")
    }
}

/// The candidate and one, if that is a number from 1 up to and without the order.
fn private_key(mut candidate: Zeroizing<[u8; 32]>) -> Option<SigningKey> {
    if *candidate > ORDER_LESS_TWO {
        return None;
    }
    for byte in candidate.iter_mut().rev() {
        let (sum, overflows) = byte.overflowing_add(1);
        *byte = sum;
        if !overflows {
            break;
        }
    }
    let key = SigningKey::from_slice(&*candidate).ok();
    candidate.zeroize();
    key
}

/// What a signature is good for: `20150830/polly/aws4_request`.
pub fn scope(signer: &Signer<'_>) -> String {
    [signer.time.date(), signer.service, "aws4_request"].join("/")
}

/// The second stage: algorithm, time, scope and the hash of the canonical request, on lines.
pub fn string_to_sign(signer: &Signer<'_>, canonical_request: &str) -> String {
    let (time, scope) = (signer.time.as_str(), scope(signer));
    joined(ALGORITHM, time, &scope, canonical_request)
}

/// Signs a request in headers: what must be added to it, the `authorization` header last.
///
/// The signer's region is a set here: names with `,` between them, `*` for all.
pub fn sign(
    request: &Signable<'_>,
    signer: &Signer<'_>,
    key: &KeyPair,
) -> Vec<(&'static str, String)> {
    with_scheme(signer, key, |scheme| sign_with(request, signer, scheme))
}

/// Signs a request in its URL: the whole query, the signature last.
pub fn presign(
    request: &Signable<'_>,
    signer: &Signer<'_>,
    key: &KeyPair,
    expires: Duration,
) -> String {
    with_scheme(signer, key, |scheme| {
        presign_with(request, signer, scheme, expires)
    })
}

fn with_scheme<T>(signer: &Signer<'_>, key: &KeyPair, sign: impl FnOnce(&Scheme<'_>) -> T) -> T {
    sign(&Scheme {
        algorithm: ALGORITHM,
        scope: &scope(signer),
        region_set: Some(signer.region),
        sign: &|text| key.sign(text),
    })
}
