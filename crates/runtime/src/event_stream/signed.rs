use super::frame::encoded_headers;
use super::{EventMessage, EventValue};
use crate::auth::sigv4::{Signer, SigningKey, SigningTime, event_string_to_sign};
use crate::clock::UnixTime;
use crate::date_time::DateTime;
use crate::error::InputError;

/// Wraps an encoded message into a signed one, as streams to a service want it whose request says
/// `x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-EVENTS`.
///
/// `previous` is the signature before in lower-case hexadecimal: that of the request for the first
/// message. The result is the message to send and its signature, which the next one needs. A signed
/// message around nothing ends the stream. The key must be of the day of `now`, which takes the place of
/// the signer's time.
///
/// Source: Amazon Transcribe Developer Guide, "Setting up a streaming request", event stream encoding.
pub fn signed_event(
    key: &SigningKey,
    signer: &Signer<'_>,
    now: UnixTime,
    previous: &str,
    message: &[u8],
) -> Result<(EventMessage, String), InputError> {
    let time = SigningTime::new(now);
    let signer = Signer { time, ..*signer };
    let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let date = EventValue::Time(DateTime::from_unix(seconds, 0));
    let headers = encoded_headers(&[(":date".to_owned(), date.clone())])?;
    let text = event_string_to_sign(&signer, previous, &headers, message);
    let mut wrapped = EventMessage::new(message.to_vec());
    let signature = EventValue::Bytes(key.sign_bytes(&text));
    wrapped.set_header(":chunk-signature", Some(signature));
    wrapped.set_header(":date", Some(date));
    Ok((wrapped, key.sign(&text)))
}
