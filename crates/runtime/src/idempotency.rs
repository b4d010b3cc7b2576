//! Tokens by which a service knows a request again that it got before (Smithy 2.0, "idempotencyToken trait").

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Write;

use ring::rand::{SecureRandom, SystemRandom};

thread_local! {
    static FIXED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The token that was given, or else a new random UUID (RFC 9562, version 4).
///
/// ```
/// use connector_runtime::idempotency_token;
///
/// assert_eq!(idempotency_token(Some("mine")), "mine");
/// assert_eq!(idempotency_token(None).len(), 36);
/// ```
pub fn idempotency_token(given: Option<&str>) -> Cow<'_, str> {
    let fixed = || FIXED.with_borrow(Clone::clone);
    match given {
        Some(given) => Cow::Borrowed(given),
        None => Cow::Owned(fixed().unwrap_or_else(random_uuid)),
    }
}

/// Runs a function in which that token stands for the random ones of this thread: for tests that compare
/// whole requests.
///
/// ```
/// use connector_runtime::{idempotency_token, with_idempotency_token};
///
/// let token = with_idempotency_token("fixed", || idempotency_token(None));
/// assert_eq!(token, "fixed");
/// assert_ne!(idempotency_token(None), "fixed");
/// ```
pub fn with_idempotency_token<T>(token: &str, run: impl FnOnce() -> T) -> T {
    let before = FIXED.replace(Some(token.to_owned()));
    let value = run();
    FIXED.set(before);
    value
}

fn random_uuid() -> String {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system has random bytes, as it has for the connection");
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut uuid = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        write!(uuid, "{byte:02x}").expect("writing to a string cannot fail");
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_tokens_are_uuids_and_differ() {
        let (one, other) = (random_uuid(), random_uuid());
        assert_ne!(one, other);
        let parts: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }

    #[test]
    fn a_fixed_token_ends_with_its_function() {
        let inner = with_idempotency_token("outer", || {
            with_idempotency_token("inner", || idempotency_token(None).into_owned())
        });
        assert_eq!(inner, "inner");
        assert_eq!(idempotency_token(None).len(), 36);
    }
}
