//! What generated connectors depend on.
//!
//! A connector consists of entities and operations: an [`Operation`] turns its entity into a
//! [`Request`] and a [`Response`] into an entity, without sending anything. A [`Client`] does the
//! rest: address, credentials, signature, timeouts, retries. What differs between protocols lives
//! here, once; what differs between services lives in the connector.
//!
//! ```no_run
//! # use connector_runtime::{Auth, DecodeError, Endpoint, EndpointPart, InputError, Method, NoDetail};
//! # use connector_runtime::{Operation, Request, Response};
//! # #[derive(Default)]
//! # struct DescribeVoicesRequest;
//! # impl Operation for DescribeVoicesRequest {
//! #     const NAME: &'static str = "DescribeVoices";
//! #     const ENDPOINT: Endpoint = Endpoint(&[EndpointPart::Text("https://polly.example")]);
//! #     const AUTH: Auth = Auth::SigV4 { service: "polly" };
//! #     type Output = String;
//! #     type Detail = NoDetail;
//! #     fn to_request(&self) -> Result<Request, InputError> { Ok(Request::new(Method::GET)) }
//! #     fn from_response(response: &Response) -> Result<String, DecodeError> {
//! #         response.text().map(str::to_owned)
//! #     }
//! # }
//! # #[cfg(feature = "hyper")]
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use connector_runtime::{Client, Config, Credentials};
//!
//! let config = Config::new()
//!     .region("us-east-1")
//!     .credentials(Credentials::new("AKIDEXAMPLE", "secret"));
//! let client = Client::new(config);
//! let answer = client.call(&DescribeVoicesRequest::default()).await?;
//! # let _ = answer;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! * `hyper` (default): `HyperTransport`, async, on hyper, rustls and tokio.
//! * `ureq`: the blocking client in [`blocking`], without an async runtime.
//! * `http2`: HTTP/2 in `HyperTransport`, for operations whose events go both ways.
//! * `compression`: gzip for large bodies of operations that take it.
//! * `sigv4a`: AWS Signature Version 4A, for operations that go to several regions.
//!
//! With neither, a program brings a [`Transport`] of its own.

#![forbid(unsafe_code)]

mod address;
pub mod auth;
mod base64;
pub mod blocking;
mod call;
mod cbor;
mod checksum;
mod client;
mod clock;
mod config;
mod credentials;
mod date_time;
mod endpoint;
mod error;
mod event_stream;
mod idempotency;
mod json;
mod operation;
mod pages;
mod percent;
mod query;
mod request;
mod response;
mod retry;
pub mod rules;
mod scan;
mod seal;
mod secret;
mod service_error;
mod stream;
mod transport;
mod wait;
mod xml;

pub use bytes::Bytes;
pub use cbor::{CborReader, CborWriter};
pub use checksum::ChecksumAlgorithm;
pub use client::Client;
pub use clock::{Clock, SystemClock, UnixTime};
pub use config::Config;
pub use credentials::Credentials;
pub use date_time::{DateTime, DateTimeError, DateTimeFormat};
pub use endpoint::{Endpoint, EndpointPart};
pub use error::{Error, ErrorKind, InputError, NoDetail};
pub use event_stream::{
    BlockingEvents, EventDecoder, EventMessage, EventSender, EventSource, EventStream, EventValue,
    NotSent, signed_event,
};
pub use http;
pub use http::Method;
pub use idempotency::{idempotency_token, with_idempotency_token};
pub use json::{DecodeError, Document, JsonReader, JsonWriter, MAX_DEPTH, Number};
pub use operation::{Auth, BasicClientConfig, Operation, Traits};
pub use pages::{Items, NextPage, PageToken, Pages, Paginated, PaginatedItems};
pub use query::QueryWriter;
pub use request::{Float, Request};
pub use response::Response;
pub use rules::{EndpointError, EndpointParameters, Resolved, ResolvedEndpoint};
pub use stream::ByteStream;
#[cfg(feature = "hyper")]
pub use transport::HyperTransport;
#[cfg(feature = "ureq")]
pub use transport::UreqTransport;
pub use transport::{
    MAX_RESPONSE_BYTES, SendOptions, Transport, TransportError, TransportErrorKind,
};
pub use wait::{WaitError, WaitErrorKind, Waiter, WaiterAnswer, WaiterPace, WaiterState};
pub use xml::{XmlReader, XmlWriter};

/// The form of generated code that this version fits. A connector asserts it when it is compiled.
pub const FORMAT: u32 = 1;
