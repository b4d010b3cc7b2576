//! Runs protocol vectors through generated connectors; written by `cargo xtask conformance`.
#![recursion_limit = "512"]

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use connector_runtime as rt;
use rt::blocking::{Client, Transport};
use rt::{ByteStream, Operation, SendOptions, TransportError, TransportErrorKind};
use serde_json::Value as Json;

mod events;
mod inputs;
mod outcome;
// MODULES

fn main() {
    let path = std::env::args().nth(1).expect("the facts");
    let facts: Vec<Json> = serde_json::from_slice(&std::fs::read(path).expect("facts")).expect("facts");
    std::panic::set_hook(Box::new(|_| {}));
    let _ = &facts;
    // CALLS
}

/// Runs the cases of one suite.
pub struct Probe<'a> {
    suite: usize,
    facts: &'a Json,
}

/// Keeps the request, and answers with what the vector has.
#[derive(Clone, Default)]
struct Canned {
    request: Arc<Mutex<Option<http::Request<Vec<u8>>>>>,
    response: Option<(u16, Vec<(String, String)>, Vec<u8>)>,
    /// The body of the answer, where it is a stream.
    stream: Option<ByteStream>,
}

use rt::http;

impl Transport for Canned {
    fn send(
        &self,
        request: http::Request<ByteStream>,
        _options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let (parts, body) = request.into_parts();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut body.into_reader(), &mut bytes).expect("a body");
        *self.request.lock().expect("no panic") = Some(http::Request::from_parts(parts, bytes));
        let Some((status, headers, body)) = &self.response else {
            return Err(TransportError::new(TransportErrorKind::Timeout));
        };
        let mut response = http::Response::builder().status(*status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        let body = self.stream.clone().unwrap_or_else(|| ByteStream::from(body.clone()));
        Ok(response.body(body).expect("a response"))
    }
}

/// Sends for true and keeps the answer.
#[derive(Clone, Default)]
struct Recording {
    response: Arc<Mutex<Option<(u16, BTreeMap<String, String>, Vec<u8>)>>>,
}

impl Transport for Recording {
    fn send(
        &self,
        request: http::Request<ByteStream>,
        options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let (parts, body) = rt::UreqTransport::new().send(request, options)?.into_parts();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut body.into_reader(), &mut bytes).expect("a body");
        let mut headers = BTreeMap::new();
        for (name, value) in &parts.headers {
            headers.insert(name.to_string(), value.to_str().unwrap_or_default().to_owned());
        }
        *self.response.lock().expect("no panic") = Some((parts.status.as_u16(), headers, bytes.clone()));
        Ok(http::Response::from_parts(parts, ByteStream::from(bytes)))
    }
}

fn encoded(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for at in 0..=chunk.len() {
            text.push(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize] as char);
        }
    }
    while text.len() % 4 != 0 {
        text.push('=');
    }
    text
}

/// An operation with a trivial request and the answers of another.
struct Answer<O>(PhantomData<O>);

impl<O> Answer<O> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

impl<O: Operation> Operation for Answer<O> {
    const NAME: &'static str = O::NAME;
    const ENDPOINT: rt::Endpoint = O::ENDPOINT;
    const AUTH: rt::Auth = rt::Auth::None;
    const STREAMS: bool = O::STREAMS;
    type Output = O::Output;
    type Detail = O::Detail;
    fn to_request(&self) -> Result<rt::Request, rt::InputError> {
        Ok(rt::Request::new(rt::Method::POST))
    }
    fn from_response(response: &rt::Response) -> Result<Self::Output, rt::DecodeError> {
        O::from_response(response)
    }
    fn detail(response: &rt::Response) -> Option<Self::Detail> {
        O::detail(response)
    }
}

impl<'a> Probe<'a> {
    fn new(suite: usize, facts: &'a Json) -> Self {
        Self { suite, facts }
    }

    pub fn run(&self, case: usize, run: fn(&Probe, usize) -> Result<String, String>) {
        let outcome = catch_unwind(AssertUnwindSafe(|| run(self, case)))
            .unwrap_or_else(|panic| Err(format!("panicked: {:?}", panic.downcast_ref::<String>())));
        match outcome {
            Ok(said) => println!("{}\t{case}\tpass\t{said}", self.suite),
            Err(why) => println!("{}\t{case}\tfail\t{}", self.suite, why.replace(['\n', '\t'], " ")),
        }
    }

    fn protocol(&self) -> &str {
        self.facts["protocol"].as_str().unwrap_or_default()
    }

    fn config(&self) -> rt::Config {
        rt::Config::new()
            .region("us-east-1")
            .credentials(rt::Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
            .bearer("token")
            .max_attempts(1)
    }

    pub fn request<O: Operation>(&self, case: usize, operation: &O) -> Result<String, String> {
        let expected = &self.facts["cases"][case]["expected"];
        let canned = Canned::default();
        let client = Client::with_transport(self.config().endpoint(self.endpoint(expected)), canned.clone());
        let error = rt::with_idempotency_token("00000000-0000-4000-8000-000000000000", || client.call(operation))
            .err()
            .map(|error| error.to_string());
        let sent = canned.request.lock().expect("no panic").take();
        let Some(sent) = sent else {
            return Err(format!("nothing was sent: {}", error.unwrap_or_default()));
        };
        self.compare(expected, &sent).map(|()| String::new())
    }

    fn endpoint(&self, expected: &Json) -> String {
        if let Some(endpoint) = expected["clientEndpoint"].as_str() {
            return endpoint.to_owned();
        }
        match expected["host"].as_str().filter(|_| !expected["protocol"].is_null()) {
            Some(host) => format!("https://{host}"),
            None => self.facts["endpoint"].as_str().unwrap_or_default().to_owned(),
        }
    }

    fn compare(&self, expected: &Json, sent: &http::Request<Vec<u8>>) -> Result<(), String> {
        equal("method", expected["method"].as_str().unwrap_or("POST"), sent.method().as_str())?;
        let uri = sent.uri();
        let (path, query) = (uri.path(), uri.query().unwrap_or_default());
        let wanted = expected["uri"].as_str().unwrap_or("/");
        let (wanted_path, wanted_query) = wanted.split_once('?').unwrap_or((wanted, ""));
        let endpoint = self.endpoint(expected);
        let base = endpoint.splitn(4, '/').nth(3).unwrap_or_default().trim_end_matches('/');
        let wanted_path = if base.is_empty() || wanted_path.starts_with(&format!("/{base}/")) {
            wanted_path.to_owned()
        } else {
            format!("/{base}{wanted_path}")
        };
        equal("path", &wanted_path, path)?;
        let mut pairs: Vec<String> = query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
        pairs.sort();
        let mut wanted: Vec<String> = wanted_query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
        wanted.extend(strings(&expected["queryParams"]).map(pair));
        wanted.sort();
        let is_smithy = expected["queryParams"].is_array() || !expected["protocol"].is_null();
        if !is_smithy || expected["queryParams"].is_array() {
            let missing = wanted.iter().filter(|pair| !pairs.contains(pair)).collect::<Vec<_>>();
            if !missing.is_empty() || (!is_smithy && wanted != pairs) {
                return Err(format!("query: expected {wanted:?}, sent {pairs:?}"));
            }
        }
        let names: Vec<&str> = pairs.iter().map(|pair| pair.split('=').next().unwrap_or_default()).collect();
        for name in strings(&expected["forbidQueryParams"]) {
            if names.contains(&name) {
                return Err(format!("query: `{name}` must not be sent"));
            }
        }
        for name in strings(&expected["requireQueryParams"]) {
            if !names.contains(&name) {
                return Err(format!("query: `{name}` must be sent"));
            }
        }
        self.compare_headers(expected, sent)?;
        if let Some(host) = expected["resolvedHost"].as_str().or(expected["host"].as_str().filter(|_| expected["protocol"].is_null())) {
            let host = host.split('/').next().unwrap_or_default();
            equal("host", host, uri.host().unwrap_or_default())?;
        }
        self.compare_body(expected, sent)
    }

    fn compare_headers(&self, expected: &Json, sent: &http::Request<Vec<u8>>) -> Result<(), String> {
        for (name, value) in expected["headers"].as_object().into_iter().flatten() {
            if name.eq_ignore_ascii_case("content-type") && expected["protocol"].is_null() && self.protocol() == "rest-xml" {
                continue;
            }
            let values: Vec<&str> = sent.headers().get_all(name.as_str()).iter().filter_map(|value| value.to_str().ok()).collect();
            if values.is_empty() {
                return Err(format!("header `{name}` is missing"));
            }
            let mut wanted = value.as_str().unwrap_or_default().replace(", ", ",");
            let mut got = values.join(",").replace(", ", ",");
            if name.eq_ignore_ascii_case("content-type") {
                wanted = wanted.replace("; charset=utf-8", "");
                got = got.replace("; charset=utf-8", "");
            }
            equal(&format!("header `{name}`"), &wanted, &got)?;
        }
        for name in strings(&expected["forbidHeaders"]) {
            if sent.headers().contains_key(name) {
                return Err(format!("header `{name}` must not be sent: {:?}", sent.headers()[name]));
            }
        }
        for name in strings(&expected["requireHeaders"]) {
            let host = name.eq_ignore_ascii_case("host") || name.eq_ignore_ascii_case("content-length");
            if !sent.headers().contains_key(name) && !host {
                return Err(format!("header `{name}` must be sent"));
            }
        }
        Ok(())
    }

    fn compare_body(&self, expected: &Json, sent: &http::Request<Vec<u8>>) -> Result<(), String> {
        let Some(wanted) = expected["body"].as_str() else {
            return Ok(());
        };
        let body = sent.body();
        let text = String::from_utf8_lossy(body);
        let kind = expected["bodyMediaType"].as_str();
        let is_smithy = !expected["protocol"].is_null();
        if wanted.is_empty() {
            return if body.is_empty() { Ok(()) } else { Err(format!("body: expected none, sent {text}")) };
        }
        let kind = match (kind, self.protocol()) {
            (Some(kind), _) => kind,
            (None, _) if is_smithy => "",
            (None, "smithy-rpc-v2-cbor") => "application/cbor",
            (None, "rest-xml") if wanted.trim_start().starts_with('<') => "application/xml",
            (None, "json" | "rest-json") if serde_json::from_str::<Json>(wanted).is_ok() => "application/json",
            _ => "",
        };
        match kind {
            "application/json" => {
                let (a, b) = (serde_json::from_str::<Json>(wanted), serde_json::from_slice::<Json>(body));
                match (a, b) {
                    (Ok(a), Ok(b)) if same_json(&a, &b) => Ok(()),
                    _ => Err(format!("body: expected {wanted}, sent {text}")),
                }
            }
            "application/xml" => equal("body", &canonical(wanted)?, &canonical(&text)?),
            "" if matches!(self.protocol(), "query" | "ec2") => {
                let sorted = |text: &str| {
                    let mut pairs: Vec<String> = text.split('&').map(str::to_owned).collect();
                    pairs.sort();
                    pairs.join("&")
                };
                equal("body", &sorted(wanted), &sorted(&text))
            }
            "application/cbor" => {
                let wanted = base64(wanted).ok_or("no base64")?;
                let (a, b) = (cbor(&wanted)?, cbor(body)?);
                equal("body", &a, &b)
            }
            "application/x-www-form-urlencoded" => {
                let split = |text: &str| {
                    let mut pairs: Vec<String> = text.trim().split('&').map(pair).collect();
                    pairs.sort();
                    pairs.join("&")
                };
                equal("body", &split(wanted), &split(&text))
            }
            _ => equal("body", wanted, &text),
        }
    }

    fn canned(&self, case: usize) -> Result<Canned, String> {
        let response = &self.facts["cases"][case]["response"];
        let status = response["status_code"].as_u64().unwrap_or(200) as u16;
        let mut headers: Vec<(String, String)> = Vec::new();
        for (name, value) in response["headers"].as_object().into_iter().flatten() {
            headers.push((name.clone(), value.as_str().unwrap_or_default().to_owned()));
        }
        let text = response["body"].as_str().unwrap_or_default();
        let base64d = response["isBase64"] == true || self.protocol() == "smithy-rpc-v2-cbor";
        let body = if base64d { base64(text).ok_or("no base64")? } else { text.as_bytes().to_vec() };
        Ok(Canned { response: Some((status, headers, body)), ..Canned::default() })
    }

    /// Calls a server and says what it answered, as JSON.
    pub fn live<O: Operation>(&self, _case: usize, operation: &O) -> Result<String, String> {
        let transport = Recording::default();
        let config = self.config().endpoint(self.endpoint(&Json::Null));
        let outcome = Client::with_transport(config, transport.clone()).call(operation);
        let Some((status, headers, body)) = transport.response.lock().expect("no panic").take() else {
            return Err(outcome.err().map(|error| error.to_string()).unwrap_or_default());
        };
        let error = outcome.err().map(|error| error.to_string());
        Ok(serde_json::json!({"status_code": status, "headers": headers, "body": encoded(&body), "isBase64": true, "error": error})
            .to_string())
    }

    pub fn output<O: Operation>(&self, case: usize, expected: &O::Output) -> Result<String, String>
    where
        O::Output: PartialEq + std::fmt::Debug,
    {
        let client = Client::with_transport(self.config().endpoint("https://example.com"), self.canned(case)?);
        match client.call(&Answer::<O>(PhantomData)) {
            Ok(output) if output == *expected || format!("{output:?}") == format!("{expected:?}") => Ok(String::new()),
            Ok(output) => Err(format!("expected {expected:?}, read {output:?}")),
            Err(error) => Err(error.to_string()),
        }
    }

    pub fn error<O: Operation>(&self, case: usize, expected: Option<&str>) -> Result<String, String>
    where
        O::Output: std::fmt::Debug,
        O::Detail: std::fmt::Debug,
    {
        let facts = &self.facts["cases"][case];
        let client = Client::with_transport(self.config().endpoint("https://example.com"), self.canned(case)?);
        let error = match client.call(&Answer::<O>(PhantomData)) {
            Ok(output) => return Err(format!("no error but {output:?}")),
            Err(error) => error,
        };
        if let Some(code) = facts["code"].as_str() {
            equal("code", code, error.code().unwrap_or_default())?;
        }
        if let Some(message) = facts["message"].as_str().filter(|message| !message.is_empty()) {
            equal("message", message, error.message())?;
        }
        let Some(expected) = expected else {
            return Ok(String::new());
        };
        let detail = format!("{:?}", error.detail());
        if detail.contains(expected) { Ok(String::new()) } else { Err(format!("detail: expected {expected}, read {detail}")) }
    }
}

fn strings(list: &Json) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str)
}

/// A query pair with its escapes undone, as escapes have several forms.
fn pair(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if text.contains('=') { text } else { format!("{text}=") }
}

fn equal(what: &str, expected: &str, sent: &str) -> Result<(), String> {
    if expected == sent { Ok(()) } else { Err(format!("{what}: expected {expected:?}, sent {sent:?}")) }
}

fn same_json(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_json(a, b)))
        }
        _ => a == b,
    }
}

/// An XML document with sorted attributes and children, without space around text.
fn canonical(text: &str) -> Result<String, String> {
    use quick_xml::events::Event;
    #[derive(Default)]
    struct Element {
        start: String,
        namespace: String,
        text: String,
        children: Vec<String>,
    }
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut stack = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| format!("{error} in {text}"))? {
            Event::Start(start) => {
                let mut attributes = BTreeMap::new();
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let key = attribute.key.as_ref().to_owned();
                    attributes.insert(key, attribute.value.to_string());
                }
                // A declaration that repeats the one around it declares nothing.
                let outer = stack.last().map(|outer| outer.namespace.clone()).unwrap_or_default();
                let namespace = attributes.get("xmlns").cloned().unwrap_or_else(|| outer.clone());
                if namespace == outer {
                    attributes.remove("xmlns");
                }
                let name = start.name().as_ref().to_owned();
                stack.push(Element { start: format!("{name} {attributes:?}"), namespace, ..Element::default() });
            }
            Event::End(_) => {
                let mut done = stack.pop().expect("an element");
                done.children.sort();
                let text = format!("<{}>{}{}</>", done.start, done.text.trim(), done.children.concat());
                stack.last_mut().expect("a root").children.push(text);
            }
            Event::Text(text) => stack.last_mut().expect("a root").text.push_str(&text),
            Event::GeneralRef(name) => {
                let name = name.to_string();
                let meant = match name.as_str() {
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "amp" => "&".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    other => {
                        let number = other.trim_start_matches('#');
                        let code = match number.strip_prefix('x') {
                            Some(hex) => u32::from_str_radix(hex, 16).ok(),
                            None => number.parse().ok(),
                        };
                        code.and_then(char::from_u32).map(String::from).unwrap_or_default()
                    }
                };
                stack.last_mut().expect("a root").text.push_str(&format!("{meant:?}"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(stack.remove(0).children.concat())
}

/// A CBOR value as text, maps sorted.
fn cbor(bytes: &[u8]) -> Result<String, String> {
    let mut rest = bytes;
    let text = cbor_item(&mut rest, 0)?;
    if rest.is_empty() { Ok(text) } else { Err("bytes behind the CBOR value".to_owned()) }
}

fn cbor_item(rest: &mut &[u8], depth: usize) -> Result<String, String> {
    if depth > 64 {
        return Err("too deep".to_owned());
    }
    let take = |rest: &mut &[u8], count: usize| -> Result<Vec<u8>, String> {
        if rest.len() < count {
            return Err("cut off".to_owned());
        }
        let (head, tail) = rest.split_at(count);
        *rest = tail;
        Ok(head.to_vec())
    };
    let first = take(rest, 1)?[0];
    let (major, info) = (first >> 5, first & 31);
    let argument = match info {
        0..=23 => u64::from(info),
        24 => u64::from(take(rest, 1)?[0]),
        25 => u64::from(u16::from_be_bytes(take(rest, 2)?.try_into().expect("two"))),
        26 => u64::from(u32::from_be_bytes(take(rest, 4)?.try_into().expect("four"))),
        27 => u64::from_be_bytes(take(rest, 8)?.try_into().expect("eight")),
        31 => u64::MAX,
        _ => return Err("reserved".to_owned()),
    };
    let indefinite = info == 31;
    Ok(match major {
        0 => argument.to_string(),
        1 => format!("-1-{argument}"),
        2 | 3 => {
            let mut bytes = Vec::new();
            if indefinite {
                while rest.first() != Some(&0xff) {
                    bytes.extend(cbor_item(rest, depth + 1)?.into_bytes());
                }
                take(rest, 1)?;
            } else {
                bytes = take(rest, argument as usize)?;
            }
            format!("{}{:?}", if major == 2 { "h" } else { "" }, String::from_utf8_lossy(&bytes))
        }
        4 => {
            let mut items = Vec::new();
            while if indefinite { rest.first() != Some(&0xff) } else { (items.len() as u64) < argument } {
                items.push(cbor_item(rest, depth + 1)?);
            }
            if indefinite {
                take(rest, 1)?;
            }
            format!("[{}]", items.join(","))
        }
        5 => {
            let mut entries = Vec::new();
            while if indefinite { rest.first() != Some(&0xff) } else { (entries.len() as u64) < argument } {
                let key = cbor_item(rest, depth + 1)?;
                entries.push(format!("{key}:{}", cbor_item(rest, depth + 1)?));
            }
            if indefinite {
                take(rest, 1)?;
            }
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        6 => format!("{argument}({})", cbor_item(rest, depth + 1)?),
        _ => match info {
            25 => {
                let bits = argument as u16;
                let (sign, exponent, fraction) = (bits >> 15, (bits >> 10) & 31, f64::from(bits & 1023));
                let value = match exponent {
                    0 => fraction * 2f64.powi(-24),
                    31 if fraction == 0.0 => f64::INFINITY,
                    31 => f64::NAN,
                    _ => (1.0 + fraction / 1024.0) * 2f64.powi(i32::from(exponent) - 15),
                };
                number(if sign == 1 { -value } else { value })
            }
            26 => number(f64::from(f32::from_bits(argument as u32))),
            27 => number(f64::from_bits(argument)),
            20 => "false".to_owned(),
            21 => "true".to_owned(),
            22 | 23 => "null".to_owned(),
            _ => format!("simple {argument}"),
        },
    })
}

/// A whole float and an integer are the same number.
fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.fract() == 0.0 && value.abs() < 9e15 {
        format!("{}", value as i64)
    } else {
        format!("{value:?}")
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0u32);
    for c in text.bytes().filter(|c| *c != b'=' && !c.is_ascii_whitespace()) {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(((bits >> count) & 0xff) as u8);
        }
    }
    Some(bytes)
}
