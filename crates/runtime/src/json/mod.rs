//! JSON: one concrete reader, one concrete writer and a value for what no model describes.
//!
//! Reader and writer are not generic over formats, and entities do not derive anything: a generated
//! mapping is one plain line per member. That is what keeps a connector quick to build.

mod decode_error;
mod document;
mod document_reader;
mod reader;
mod text;
mod writer;

pub use decode_error::DecodeError;
pub use document::{Document, Number};
pub use reader::JsonReader;
pub use writer::JsonWriter;

/// How deeply objects and arrays may be nested, in what is read.
///
/// Documents of real services are below 20; the limit keeps a hostile answer from costing memory.
pub const MAX_DEPTH: usize = 128;
