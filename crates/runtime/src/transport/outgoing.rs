//! What both transports must know about bodies to send.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use http::Method;

/// Whether a request of this method says so when its body is empty (RFC 9110, section 8.6).
pub(super) fn announces_no_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// Marks an error of the body to send, so that it can be told apart inside of what a library makes of
/// it.
#[derive(Debug)]
pub(super) struct BodyError(pub(super) io::Error);

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for BodyError {}

/// Whether an error of reading or writing comes from the body to send.
pub(super) fn is_of_body(error: &io::Error) -> bool {
    error
        .get_ref()
        .and_then(|wrapped| wrapped.downcast_ref::<BodyError>())
        .is_some()
}
