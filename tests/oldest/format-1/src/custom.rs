//! Your own code: it is created once and never touched again.
//!
//! Put here what the service's operations do not say: conversions, checks, calls that belong
//! together.
