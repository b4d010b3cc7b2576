//! JSON texts that other people wrote: a strict reader that keeps what inference and messages need.
//!
//! [`read`] makes a [`Tree`] in one pass without recursion: the place of every value and key, numbers
//! as source text, duplicate keys, the order of members. Ordinary JSON libraries lose each of these.

mod encoding;
mod fault;
mod limits;
mod lines;
mod reader;
mod scan;
mod string;
mod tree;
mod write;

use std::borrow::Cow;

use connector_model::diagnostic::{Diagnostic, Diagnostics, Place};

pub use encoding::text_of;
pub use limits::Limits;
pub use lines::{is_lines, read_lines};
pub use string::quote;
pub use tree::{Children, Duplicate, Kind, NodeId, Tree};
pub(crate) use write::write_up_to;
pub use write::{Edits, write};

use crate::codes;
use fault::Reason;
use tree::Base;

/// Reads a source.
///
/// # Errors
/// One finding with its place if the text is not JSON (RFC 8259), not text at all, or above a limit.
pub fn read<'a>(
    source: usize,
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Tree<'a>, Box<Diagnostic>> {
    if bytes.len() > limits.bytes {
        return Err(Box::new(
            too_long(bytes.len(), limits).at(Place::source(source)),
        ));
    }
    let mut findings = Diagnostics::new();
    let decoded = encoding::decode(source, bytes, &mut findings)?;
    build(
        Base::Source(source),
        decoded.text,
        decoded.start,
        findings,
        limits,
    )
}

/// Reads a text that stands as a string inside of a source, at the given place. Findings are at that
/// place and say in their message where inside of the text they are.
///
/// # Errors
/// As [`read`].
pub fn read_embedded<'a>(
    at: &Place,
    text: &'a str,
    limits: &Limits,
) -> Result<Tree<'a>, Box<Diagnostic>> {
    if text.len() > limits.bytes {
        return Err(Box::new(too_long(text.len(), limits).at(at.clone())));
    }
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    build(
        Base::Embedded(Box::new(at.clone())),
        Cow::Borrowed(text),
        start,
        Diagnostics::new(),
        limits,
    )
}

fn build<'a>(
    base: Base,
    text: Cow<'a, str>,
    start: usize,
    findings: Diagnostics,
    limits: &Limits,
) -> Result<Tree<'a>, Box<Diagnostic>> {
    match reader::parse(&text, start, limits) {
        Ok(parsed) => Ok(Tree::new(base, text, parsed, findings)),
        Err(fault) => Err(Box::new(diagnostic(&base, &text, *fault.0))),
    }
}

fn diagnostic(base: &Base, text: &str, fault: Reason) -> Diagnostic {
    let mut found = match base {
        Base::Source(source) => Diagnostic::new(fault.rule, fault.message).at(Place {
            source: *source,
            span: Some(fault.span),
            pointer: String::new(),
        }),
        Base::Embedded(place) => {
            let (line, column) = position(text, fault.span.start);
            let message = format!(
                "{} (line {line}, column {column} of the text)",
                fault.message
            );
            Diagnostic::new(fault.rule, message).at(Place::clone(place))
        }
    };
    found.help = fault.help.map(str::to_owned);
    found
}

/// Line and column, in characters and from one, of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

fn too_long(bytes: usize, limits: &Limits) -> Diagnostic {
    Diagnostic::new(
        &codes::LIMIT_BYTES,
        format!(
            "the text has {bytes} bytes, more than the {} that are read",
            limits.bytes
        ),
    )
    .help("leave out what the connector does not call, or export its folders one by one")
}

#[cfg(test)]
mod tests;
