//! The two representations of an API and the way from one to the other.
//!
//! [`service`] is what goes over the wire, [`domain`] what the connector guide names. The order of
//! the modules is the order of the pipeline.

pub mod diagnostic;
pub mod files;
pub mod suggestion;
pub mod visible;

pub mod documentation;

pub mod endpoint_rules;
pub mod jmespath;
pub mod service;
pub mod traits;

pub mod recipe;

pub mod amend;
pub mod order;
pub mod slice;

pub mod names;

pub mod domain;

pub mod describe;

pub mod lower;

pub mod surface;

pub mod codes;

#[cfg(test)]
mod testing;
