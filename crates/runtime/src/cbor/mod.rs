//! CBOR (RFC 8949) as Smithy's RPC v2 CBOR uses it: the same reader and writer as for JSON, method by
//! method, so that a generated mapping differs in the name of the codec alone.

mod document;
mod head;
mod http;
mod reader;
mod writer;

pub(crate) use document::of_error;
pub use reader::CborReader;
pub use writer::CborWriter;
