//! Waiting for a state of a resource.

use std::time::Duration;

use crate::blocking;
use crate::client::Client;
use crate::clock::UnixTime;
use crate::error::Error;
use crate::operation::Operation;
use crate::transport::Transport;

mod answer;
mod error;
mod pace;

pub use answer::{WaiterAnswer, WaiterState};
pub use error::{WaitError, WaitErrorKind};
pub use pace::WaiterPace;

/// A state of a resource and how an operation shows it.
pub trait Waiter {
    /// The operation that is called until it shows the state.
    type Operation: Operation;
    /// The service's name for the state.
    const NAME: &'static str;
    /// When it is called.
    const PACE: WaiterPace;

    /// Says what an answer means, condition by condition; the first that holds decides. Where none
    /// does, the operation is called again, and an error ends the waiting.
    fn judge(answer: &mut WaiterAnswer<'_, Self::Operation>);
}

/// What an operation gives.
type Outcome<O> = Result<<O as Operation>::Output, Error<<O as Operation>::Detail>>;

/// What to do after a call.
enum Step<O: Operation> {
    /// Wait, then call again.
    Pause(Duration),
    /// The state is there, or will not be.
    Over(Result<Option<O::Output>, WaitError<O>>),
}

/// Waiting under way; told the time, so that the async and the blocking client share it.
struct Waiting {
    waiter: &'static str,
    pace: WaiterPace,
    limit: Option<Duration>,
    began: UnixTime,
    calls: u32,
}

impl Waiting {
    fn new<W: Waiter>(limit: Option<Duration>, now: UnixTime) -> Self {
        Self {
            waiter: W::NAME,
            pace: W::PACE,
            limit,
            began: now,
            calls: 0,
        }
    }

    /// Takes an answer.
    fn receive<W: Waiter>(
        &mut self,
        outcome: Outcome<W::Operation>,
        now: UnixTime,
        jitter: f64,
    ) -> Step<W::Operation> {
        self.calls += 1;
        let mut answer = WaiterAnswer::new(&outcome);
        W::judge(&mut answer);
        let kind = match (answer.state(), &outcome) {
            (Some(WaiterState::Success), _) => return Step::Over(Ok(outcome.ok())),
            (Some(WaiterState::Failure), _) => WaitErrorKind::Unreachable,
            (None, Err(_)) => WaitErrorKind::Call,
            (Some(WaiterState::Retry), _) | (None, Ok(_)) => {
                let waited = now.saturating_sub(self.began);
                match self.pace.pause(self.calls, waited, self.limit, jitter) {
                    Some(pause) => return Step::Pause(pause),
                    None => WaitErrorKind::TimedOut,
                }
            }
        };
        let waited = now.saturating_sub(self.began);
        Step::Over(Err(WaitError::new(
            kind,
            self.waiter,
            waited,
            self.calls,
            outcome,
        )))
    }
}

impl<T: Transport> Client<T> {
    /// Calls an operation until its answer shows a state, as often as the service's model says. The
    /// answer that shows it is returned; `None` where an error does (a resource is gone).
    pub async fn wait_until<W: Waiter>(
        &self,
        request: &W::Operation,
    ) -> Result<Option<<W::Operation as Operation>::Output>, WaitError<W::Operation>> {
        self.wait::<W>(request, None).await
    }

    /// The same for as long as the caller says.
    pub async fn wait_until_within<W: Waiter>(
        &self,
        request: &W::Operation,
        limit: Duration,
    ) -> Result<Option<<W::Operation as Operation>::Output>, WaitError<W::Operation>> {
        self.wait::<W>(request, Some(limit)).await
    }

    async fn wait<W: Waiter>(
        &self,
        request: &W::Operation,
        limit: Option<Duration>,
    ) -> Result<Option<<W::Operation as Operation>::Output>, WaitError<W::Operation>> {
        let clock = self.clock();
        let mut waiting = Waiting::new::<W>(limit, clock.now());
        loop {
            let outcome = self.call(request).await;
            match waiting.receive::<W>(outcome, clock.now(), clock.jitter()) {
                Step::Pause(pause) => clock.sleep(pause).await,
                Step::Over(result) => return result,
            }
        }
    }
}

impl<T: blocking::Transport> blocking::Client<T> {
    /// Calls an operation until its answer shows a state, as often as the service's model says. The
    /// answer that shows it is returned; `None` where an error does (a resource is gone).
    pub fn wait_until<W: Waiter>(
        &self,
        request: &W::Operation,
    ) -> Result<Option<<W::Operation as Operation>::Output>, WaitError<W::Operation>> {
        self.wait::<W>(request, None)
    }

    /// The same for as long as the caller says.
    pub fn wait_until_within<W: Waiter>(
        &self,
        request: &W::Operation,
        limit: Duration,
    ) -> Result<Option<<W::Operation as Operation>::Output>, WaitError<W::Operation>> {
        self.wait::<W>(request, Some(limit))
    }

    fn wait<W: Waiter>(
        &self,
        request: &W::Operation,
        limit: Option<Duration>,
    ) -> Result<Option<<W::Operation as Operation>::Output>, WaitError<W::Operation>> {
        let clock = self.clock();
        let mut waiting = Waiting::new::<W>(limit, clock.now());
        loop {
            let outcome = self.call(request);
            match waiting.receive::<W>(outcome, clock.now(), clock.jitter()) {
                Step::Pause(pause) => clock.sleep_blocking(pause),
                Step::Over(result) => return result,
            }
        }
    }
}
