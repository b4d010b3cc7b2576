//! The first message of an answer, where it carries the members that are no events.

use bytes::{Bytes, BytesMut};

use super::EventDecoder;
use crate::response::Response;
use crate::stream::ByteStream;
use std::task::Poll;

impl Response {
    /// Waits for the first message and makes the payload of an `initial-response` the body. The stream
    /// is the same afterwards.
    ///
    /// What cannot be read stays for who reads the events.
    pub(crate) async fn take_initial_message(&mut self) {
        let mut stream = self.stream();
        let mut decoder = EventDecoder::new();
        let mut read = BytesMut::new();
        let mut broken = None;
        let message = loop {
            match decoder.next_message() {
                Ok(None) => {}
                Ok(message) => break message,
                Err(_) => break None,
            }
            match stream.next().await {
                Some(Ok(bytes)) => {
                    decoder.push(&bytes);
                    read.extend_from_slice(&bytes);
                }
                Some(Err(error)) => {
                    broken = Some(Err(error));
                    break None;
                }
                None => break None,
            }
        };
        let is_initial =
            |message: &super::EventMessage| message.event_type() == Some("initial-response");
        if let Some(message) = message.filter(is_initial) {
            self.set_body(message.payload().clone());
        }
        let mut read = Some(read.freeze()).filter(|read: &Bytes| !read.is_empty());
        self.set_stream(ByteStream::from_poll_fn(
            move |context| match read.take().map(Ok).or_else(|| broken.take()) {
                Some(piece) => Poll::Ready(Some(piece)),
                None => stream.poll_next(context),
            },
            None,
        ));
    }
}
