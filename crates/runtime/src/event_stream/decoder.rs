use bytes::{Buf, BytesMut};

use super::EventMessage;
use super::frame::{self, PRELUDE, Prelude};
use crate::json::DecodeError;

/// Takes bytes as they come and gives messages as soon as they are whole.
///
/// Memory grows with what was pushed, never with what a length claims. After an error there is no next
/// message, because nobody knows where it would begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventDecoder {
    pending: BytesMut,
    fault: Option<DecodeError>,
}

impl EventDecoder {
    /// A decoder at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// The next message, if it is whole.
    pub fn next_message(&mut self) -> Result<Option<EventMessage>, DecodeError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let message = self.read();
        if let Err(fault) = &message {
            self.fault = Some(fault.clone());
            self.pending.clear();
        }
        message
    }

    fn read(&mut self) -> Result<Option<EventMessage>, DecodeError> {
        let Some(prelude) = self.pending.first_chunk::<PRELUDE>() else {
            return Ok(None);
        };
        let prelude = Prelude::read(prelude)?;
        if self.pending.remaining() < prelude.total {
            return Ok(None);
        }
        let frame = self.pending.split_to(prelude.total).freeze();
        frame::decode(&frame, prelude).map(Some)
    }

    /// Ends the stream: nothing may be left.
    pub fn finish(&self) -> Result<(), DecodeError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        if self.pending.is_empty() {
            return Ok(());
        }
        let place = "the event stream";
        Err(DecodeError::new(place, "a whole message", "a part of one"))
    }
}
