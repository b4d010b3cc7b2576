//! XML: one concrete reader and one concrete writer, for restXml and for the answers of the query
//! and ec2 protocols.
//!
//! Both know elements by their local names, which is how these protocols are read; a namespace is
//! something that is written, and ignored when it comes back.

mod attributes;
mod http;
mod reader;
mod text;
mod tokens;
mod writer;

pub use reader::XmlReader;
pub use writer::XmlWriter;
pub(crate) use writer::infinite;
