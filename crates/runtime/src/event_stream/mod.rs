//! Messages that follow each other in one body, in either direction.
//!
//! Source: Smithy 2.0, "Amazon Event Stream" (`application/vnd.amazon.eventstream`).

mod body;
mod channel;
mod decoder;
mod events;
mod frame;
mod initial;
mod message;
mod signed;
mod source;

pub(crate) use body::{CONTENT_TYPE, EventSigner, messages, signed};
pub use channel::{EventSender, NotSent};
pub use decoder::EventDecoder;
pub use events::{BlockingEvents, EventStream};
pub use message::{EventMessage, EventValue};
pub use signed::signed_event;
pub use source::EventSource;

/// The most bytes that the headers of a message may have.
const MAX_HEADERS: usize = 128 * 1024;
/// The most bytes that the payload of a message may have.
const MAX_PAYLOAD: usize = 24 * 1024 * 1024;
