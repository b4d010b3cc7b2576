use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::{Call, Core, Step};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Failure};
use crate::operation::Operation;
use crate::response::Response;
#[cfg(feature = "hyper")]
use crate::transport::HyperTransport;
use crate::transport::{Transport, gather};

/// Calls operations: resolves the address, signs, sends, repeats where that helps, reads.
///
/// It is cheap to clone; clones share connections and the budget for repeated attempts. One client
/// serves many services, as what differs between them belongs to the operations.
#[derive(Clone)]
pub struct Client<#[cfg(feature = "hyper")] T = HyperTransport, #[cfg(not(feature = "hyper"))] T> {
    core: Arc<Core>,
    transport: T,
}

#[cfg(feature = "hyper")]
impl Client {
    /// A client on the transport of this crate. Nothing is connected or checked yet.
    pub fn new(config: Config) -> Self {
        Self::with_transport(config, HyperTransport::new())
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
    pub async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error<O::Detail>> {
        let mut call = self
            .core
            .begin(operation)
            .map_err(|failure| Error::new(failure, None))?;
        let result = self.exchange(&mut call).await;
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

    /// The part that is the same for all operations, so that it is compiled once.
    async fn exchange(&self, call: &mut Call<'_>) -> Result<Response, Box<Failure>> {
        call.prepare().await?;
        loop {
            let request = call.request()?;
            let options = call.options();
            let outcome = self.transport.send(request, options).await;
            match call.receive(gather(outcome, options.streams).await) {
                Step::Wait(pause) => self.core.config.clock.sleep(pause).await,
                Step::Done(response) => return Ok(call.arrived(response).await),
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
