//! Vectors that are not met, each with its reason: row, identifier, reason.

/// The named exceptions.
pub(super) const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "smithy RestJson events",
        "DuplexMissingRequiredInitialResponseOutput",
        "answers are read leniently: a member that the model requires may be missing",
    ),
    (
        "smithy RestJson events",
        "MissingRequiredInitialResponseOutput",
        "answers are read leniently: a member that the model requires may be missing",
    ),
];
