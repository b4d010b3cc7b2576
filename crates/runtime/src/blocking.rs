//! The client for programs without an async runtime.
//!
//! It shares everything with the async one but the loop: requests, signing, retries, reading.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::{Call, Core, Step};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Failure};
use crate::operation::Operation;
pub use crate::pages::blocking::{Items, Pages};
use crate::response::Response;
use crate::stream::{ByteStream, block_on};
#[cfg(feature = "ureq")]
use crate::transport::UreqTransport;
use crate::transport::{SendOptions, TransportError, gather};

/// Sends requests and receives answers, blocking the thread.
///
/// What it must and must not do is what the [async one](crate::Transport) must and must not do.
pub trait Transport: Send + Sync {
    /// Sends one request and gives its answer, as soon as the body has begun or when it is there as a
    /// whole.
    fn send(
        &self,
        request: http::Request<ByteStream>,
        options: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError>;
}

/// Calls operations and waits for their answers.
///
/// It is cheap to clone; clones share connections and the budget for repeated attempts.
#[derive(Clone)]
pub struct Client<#[cfg(feature = "ureq")] T = UreqTransport, #[cfg(not(feature = "ureq"))] T> {
    core: Arc<Core>,
    transport: T,
}

#[cfg(feature = "ureq")]
impl Client {
    /// A client on the transport of this crate. Nothing is connected or checked yet.
    pub fn new(config: Config) -> Self {
        Self::with_transport(config, UreqTransport::new())
    }
}

impl<T: Transport> Client<T> {
    /// A client on a transport of one's own.
    pub fn with_transport(config: Config, transport: T) -> Self {
        Self {
            core: Arc::new(Core::new(config)),
            transport,
        }
    }

    /// Calls an operation and reads its answer.
    pub fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error<O::Detail>> {
        let mut call = self
            .core
            .begin(operation)
            .map_err(|failure| Error::new(failure, None))?;
        let result = self.exchange(&mut call);
        call.finish::<O>(result)
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.core.config.clock.as_ref()
    }

    /// The operation's request as a URL that whoever has it can use until it expires, with the
    /// operation's method and headers. `expires` is from one second to seven days.
    pub fn presign<O: Operation>(
        &self,
        operation: &O,
        expires: Duration,
    ) -> Result<String, Error<O::Detail>> {
        let call = self
            .core
            .begin(operation)
            .map_err(|failure| Error::new(failure, None))?;
        call.presign(expires)
            .map_err(|failure| Error::new(failure, None))
    }

    fn exchange(&self, call: &mut Call<'_>) -> Result<Response, Box<Failure>> {
        block_on(call.prepare())?;
        loop {
            let request = call.request()?;
            let options = call.options();
            let outcome = self.transport.send(request, options);
            match call.receive(block_on(gather(outcome, options.streams))) {
                Step::Wait(pause) => self.core.config.clock.sleep_blocking(pause),
                Step::Done(response) => return Ok(block_on(call.arrived(response))),
                Step::Failed(failure) => return Err(failure),
            }
        }
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("config", &self.core.config)
            .finish_non_exhaustive()
    }
}
