//! Runs the vectors of event streams.

use connector_runtime::{
    ByteStream, EventDecoder, EventMessage, EventStream, EventValue, Operation, Response,
};
use connector_runtime::blocking::Client;
use serde_json::Value as Json;

use crate::{Answer, Canned, Probe, base64, same_json};

impl Probe<'_> {
    /// Compares the event that goes out with the message of the vector.
    pub fn sent<O: Operation>(&self, case: usize, operation: &O) -> Result<String, String> {
        let canned = Canned::default();
        let config = self.config().endpoint("https://example.com");
        let client = Client::with_transport(config, canned.clone());
        let error = client.call(operation).err().map(|error| error.to_string());
        let sent = canned.request.lock().expect("no panic").take();
        let Some(sent) = sent else {
            return Err(format!("nothing was sent: {}", error.unwrap_or_default()));
        };
        if sent.headers()["content-type"] != "application/vnd.amazon.eventstream" {
            return Err(format!("content type {:?}", sent.headers()["content-type"]));
        }
        let mut messages = messages(sent.body())?;
        if messages.iter().any(|message| message.header(":chunk-signature").is_some()) {
            let end = messages.pop().expect("there is one");
            if !end.payload().is_empty() {
                return Err("the last message is not empty".to_owned());
            }
            let payloads: Vec<u8> = messages.iter().flat_map(|message| message.payload().to_vec()).collect();
            messages = self::messages(&payloads)?;
        }
        let expected = self::messages(&self.frame(case)?)?;
        if messages.len() != 1 || expected.len() != 1 {
            return Err(format!("{} messages were sent", messages.len()));
        }
        same(&expected[0], &messages[0]).map(|()| String::new())
    }

    /// Compares the event that is read with the one of the vector; of an exception the detail.
    pub fn received<O: Operation, T: PartialEq + std::fmt::Debug>(
        &self,
        case: usize,
        stream: fn(O::Output) -> EventStream<T>,
        expected: Option<&T>,
    ) -> Result<String, String> {
        let fails = self.facts["cases"][case]["fails"] == true;
        // As a stream, since a body in memory would be one as well.
        let bytes = std::io::Cursor::new(self.frame(case)?);
        let body = ByteStream::from_reader(bytes, None);
        let canned = Canned {
            stream: Some(body),
            response: Some((200, Vec::new(), Vec::new())),
            ..Canned::default()
        };
        let config = self.config().endpoint("https://example.com");
        let client = Client::with_transport(config, canned);
        let output = match client.call(&Answer::<O>::new()) {
            Ok(output) => output,
            Err(_) if fails && expected.is_none() => return Ok(String::new()),
            Err(error) => return Err(error.to_string()),
        };
        let mut events = stream(output).into_events();
        match (events.next(), fails) {
            (Some(Err(error)), true) if error.detail() == expected || expected.is_none() => Ok(String::new()),
            (Some(Err(error)), true) => Err(format!("expected {expected:?}, read {:?}", error.detail())),
            (Some(Ok(event)), false) if Some(&event) == expected => Ok(String::new()),
            (Some(Ok(event)), _) => Err(format!("expected {expected:?}, read {event:?}")),
            (Some(Err(error)), _) => Err(error.to_string()),
            (None, _) => Err("no event".to_owned()),
        }
    }

    fn frame(&self, case: usize) -> Result<Vec<u8>, String> {
        let frame = self.facts["cases"][case]["bytes"].as_str().unwrap_or_default();
        base64(frame).ok_or_else(|| "no base64".to_owned())
    }
}

fn messages(bytes: &[u8]) -> Result<Vec<EventMessage>, String> {
    let mut decoder = EventDecoder::new();
    decoder.push(bytes);
    let mut messages = Vec::new();
    while let Some(message) = decoder.next_message().map_err(|error| error.to_string())? {
        messages.push(message);
    }
    decoder.finish().map_err(|error| error.to_string())?;
    Ok(messages)
}

/// Headers in any order, and the payload by its content type.
fn same(expected: &EventMessage, sent: &EventMessage) -> Result<(), String> {
    let sorted = |message: &EventMessage| {
        let mut headers: Vec<(String, EventValue)> = message.headers().to_vec();
        headers.sort_by(|(a, _), (b, _)| a.cmp(b));
        headers
    };
    if sorted(expected) != sorted(sent) {
        return Err(format!("headers: expected {:?}, sent {:?}", sorted(expected), sorted(sent)));
    }
    let json = |message: &EventMessage| serde_json::from_slice::<Json>(message.payload());
    let is_json = expected.header(":content-type") == Some(&EventValue::from("application/json"));
    let equal = match (json(expected), json(sent)) {
        (Ok(one), Ok(other)) if is_json => same_json(&one, &other),
        _ => expected.payload() == sent.payload(),
    };
    if equal {
        return Ok(());
    }
    let text = |response: &Response| response.text().unwrap_or_default().to_owned();
    Err(format!("payload: expected {}, sent {}", text(expected.body()), text(sent.body())))
}
