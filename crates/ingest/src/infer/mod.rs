//! From samples to shapes: what occurs, counted place by place, then concluded.
//!
//! [`Observed`] collects; [`conclude`] makes shapes of it and tells each decision with its evidence;
//! [`reduce`] leaves out of a long body what shows nothing new.

mod conclude;
mod describe;
mod doubt;
mod feed;
mod formats;
mod join;
mod maps;
mod observed;
mod reduce;

pub use conclude::{Use, conclude};
pub use observed::Observed;
pub use reduce::reduce;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
