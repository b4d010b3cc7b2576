//! Bodies that are streams, and what is added to a body before it is signed.

use http::header::{CONTENT_TYPE, HeaderMap};

use super::Request;
use crate::checksum::ChecksumAlgorithm;
use crate::error::InputError;
use crate::event_stream::{self, EventMessage, EventSource};
use crate::stream::ByteStream;

/// Which checksum goes with the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checksum {
    /// `x-amz-checksum-…`, as the caller chose.
    Chosen(ChecksumAlgorithm),
    /// CRC32, as the caller did not choose.
    Default {
        /// Whether the service wants one in any case.
        is_required: bool,
        /// The header that names the algorithm, empty where there is none.
        header: &'static str,
    },
    /// `content-md5`.
    ContentMd5,
}

impl Request {
    /// Sets the body to a stream. A content type that was set before as a header stays.
    ///
    /// A stream in memory is a body like any other.
    pub fn stream(&mut self, content_type: &str, body: &ByteStream) {
        self.stream = Some(body.clone());
        if !self.headers.contains_key(CONTENT_TYPE) {
            self.header_literal("content-type", content_type);
        }
    }

    /// Sets the body to events, each of which `encode` makes a message of.
    ///
    /// They are signed one by one where the request is signed.
    pub fn events<T: 'static>(
        &mut self,
        events: &EventSource<T>,
        encode: fn(&T) -> Result<EventMessage, InputError>,
    ) {
        self.set_events(event_stream::messages(None, events, encode));
    }

    /// The same where the body is already set: it becomes the first message, as protocols without HTTP
    /// bindings have it.
    pub fn events_after_body<T: 'static>(
        &mut self,
        events: &EventSource<T>,
        encode: fn(&T) -> Result<EventMessage, InputError>,
    ) -> Result<(), InputError> {
        let mut first = EventMessage::event("initial-request");
        let kind = self.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        first.set_payload(kind, std::mem::take(&mut self.body));
        let first = first.encode()?.into();
        self.set_events(event_stream::messages(Some(first), events, encode));
        Ok(())
    }

    fn set_events(&mut self, messages: ByteStream) {
        self.stream = Some(messages);
        self.sends_events = true;
        self.header_literal("content-type", event_stream::CONTENT_TYPE);
    }

    /// Adds a checksum of the body when it is sent: the chosen one, or CRC32 with its name in `header`.
    ///
    /// [`Config::checksums_where_required`](crate::Config::checksums_where_required) switches the one
    /// that nobody chose off. A checksum that is a header already stays the only one. `header` is empty
    /// where the algorithm has no header.
    pub fn checksum<T: AsRef<str> + ?Sized>(
        &mut self,
        chosen: Option<&T>,
        header: &'static str,
    ) -> Result<(), InputError> {
        self.add_checksum(chosen.map(AsRef::as_ref), header, false)
    }

    /// The same for operations whose service takes no body without a checksum.
    pub fn checksum_required<T: AsRef<str> + ?Sized>(
        &mut self,
        chosen: Option<&T>,
        header: &'static str,
    ) -> Result<(), InputError> {
        self.add_checksum(chosen.map(AsRef::as_ref), header, true)
    }

    /// Adds `content-md5` when the body is sent, unless it is a header already.
    pub fn content_md5(&mut self) {
        self.checksum = Some(Checksum::ContentMd5);
    }

    fn add_checksum(
        &mut self,
        chosen: Option<&str>,
        header: &'static str,
        is_required: bool,
    ) -> Result<(), InputError> {
        self.checksum = Some(match chosen {
            Some(name) => Checksum::Chosen(ChecksumAlgorithm::named(name).ok_or_else(|| {
                let reason = "names a checksum that this client cannot compute";
                InputError::new(
                    if header.is_empty() {
                        "checksum"
                    } else {
                        header
                    },
                    reason,
                )
            })?),
            None => Checksum::Default {
                is_required,
                header,
            },
        });
        Ok(())
    }

    /// Compresses the body with gzip, if it has 10 240 bytes or more and is not a stream.
    ///
    /// It does so with the feature `compression`; without it the body stays as it is, which services
    /// take as well.
    pub fn compress(&mut self) {
        #[cfg(feature = "compression")]
        super::compression::compress(self);
    }

    /// The body as it is sent.
    pub(crate) fn take_body(&mut self) -> ByteStream {
        let bytes = std::mem::take(&mut self.body);
        self.stream
            .take()
            .unwrap_or_else(|| ByteStream::from(bytes))
    }

    pub(crate) fn into_headers(self) -> HeaderMap {
        self.headers
    }

    pub(crate) fn sends_events(&self) -> bool {
        self.sends_events
    }

    pub(crate) fn wanted_checksum(&self) -> Option<Checksum> {
        self.checksum
    }
}
