//! API models of AWS: botocore's `service-2.json` with its companions, and Smithy's JSON AST.
//!
//! [`protocol`] has what both formats leave to the protocol, so that the same API gives the same service from both.

pub(crate) mod botocore;
pub(crate) mod cycles;
pub mod endpoint_rules;
pub(crate) mod examples;
pub(crate) mod form;
pub(crate) mod labels;
pub(crate) mod particulars;
pub(crate) mod place;
pub(crate) mod protocol;
pub(crate) mod smithy;
pub(crate) mod soundness;

#[cfg(test)]
mod same_api;
