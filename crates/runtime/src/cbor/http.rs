//! CBOR as the body of a request or an answer.

use super::{CborReader, CborWriter};
use crate::json::DecodeError;
use crate::request::Request;
use crate::response::Response;

/// The media type of RFC 8949, section 9.5.
const MEDIA_TYPE: &str = "application/cbor";

impl Request {
    /// Sets the body to CBOR.
    pub fn cbor(&mut self, write: impl FnOnce(&mut CborWriter)) {
        let mut writer = CborWriter::new();
        write(&mut writer);
        self.bytes(MEDIA_TYPE, writer.finish());
    }
}

impl Response {
    /// Reads the whole body as CBOR; an empty body gives the default value.
    pub fn cbor<'a, T: Default>(
        &'a self,
        read: impl FnOnce(&mut CborReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.body().is_empty() {
            return Ok(T::default());
        }
        let mut reader = CborReader::new(self.body());
        let value = read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }
}
