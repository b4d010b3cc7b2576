//! Vectors that are not met, each with its reason: row, identifier, reason.

/// The named exceptions.
pub(super) const EXCEPTIONS: &[(&str, &str, &str)] = &[];
