use std::fmt;

use ring::hmac;
use zeroize::Zeroizing;

use super::canonical_request::hex;

/// The third stage: a key that signs for one day, region and service.
///
/// `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SigningKey(hmac::Key);

impl SigningKey {
    /// Derives the key from a secret access key; `date` is `20150830`.
    pub fn derive(secret_access_key: &str, date: &str, region: &str, service: &str) -> Self {
        let start = Zeroizing::new(format!("AWS4{secret_access_key}"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, start.as_bytes());
        let chain = [date, region, service, "aws4_request"];
        Self(chain.iter().fold(key, |key, part| {
            hmac::Key::new(
                hmac::HMAC_SHA256,
                hmac::sign(&key, part.as_bytes()).as_ref(),
            )
        }))
    }

    /// The signature of a string to sign, in lower-case hexadecimal.
    pub fn sign(&self, string_to_sign: &str) -> String {
        hex(hmac::sign(&self.0, string_to_sign.as_bytes()).as_ref())
    }

    /// The same signature, as its 32 bytes.
    pub fn sign_bytes(&self, string_to_sign: &str) -> Vec<u8> {
        let signature = hmac::sign(&self.0, string_to_sign.as_bytes());
        signature.as_ref().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(**redacted**)")
    }
}
