//! A bounded queue between who makes events and the body that they are sent in.
//!
//! Both halves work in async and in blocking code, so nothing of an async runtime is in it.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::stream::block_on;

/// Events that wait to be sent. Few, so that who makes them notices a slow network; more than one, so
/// that the first ones can be put in before the call is made.
const CAPACITY: usize = 16;

/// The half of [`EventSource::channel`](super::EventSource::channel) that events are put into.
///
/// Clones put into the same stream, which ends when the last of them is dropped.
pub struct EventSender<T>(Arc<Mutex<Queue<T>>>);

/// The half that the body takes from.
pub(super) struct Receiver<T>(Arc<Mutex<Queue<T>>>);

struct Queue<T> {
    events: VecDeque<T>,
    senders: usize,
    is_closed: bool,
    receiver: Option<Waker>,
    /// Those who wait for a place.
    waiting: Vec<Waker>,
}

/// Nobody takes the event any more: the call has ended. The event is in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NotSent<T>(pub T);

pub(super) fn channel<T>() -> (EventSender<T>, Receiver<T>) {
    let queue = Arc::new(Mutex::new(Queue {
        events: VecDeque::with_capacity(CAPACITY),
        senders: 1,
        is_closed: false,
        receiver: None,
        waiting: Vec::new(),
    }));
    (EventSender(Arc::clone(&queue)), Receiver(queue))
}

fn lock<T>(queue: &Mutex<Queue<T>>) -> MutexGuard<'_, Queue<T>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> EventSender<T> {
    /// Puts an event into the stream, as soon as there is a place for it.
    ///
    /// An error says that the stream has ended, because the call has.
    pub async fn send(&self, event: T) -> Result<(), NotSent<T>> {
        let mut event = Some(event);
        poll_fn(|context| self.poll_send(&mut event, context)).await
    }

    /// The same, blocking the thread. It must not be called on the only thread of the async runtime
    /// that sends the request.
    pub fn send_blocking(&self, event: T) -> Result<(), NotSent<T>> {
        block_on(self.send(event))
    }

    fn poll_send(
        &self,
        event: &mut Option<T>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), NotSent<T>>> {
        let mut queue = lock(&self.0);
        if !queue.is_closed && queue.events.len() >= CAPACITY {
            queue.wait(context);
            return Poll::Pending;
        }
        let Some(event) = event.take() else {
            return Poll::Ready(Ok(()));
        };
        if queue.is_closed {
            return Poll::Ready(Err(NotSent(event)));
        }
        queue.events.push_back(event);
        wake(queue.receiver.take());
        Poll::Ready(Ok(()))
    }
}

impl<T> Receiver<T> {
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut queue = lock(&self.0);
        if let Some(event) = queue.events.pop_front() {
            wake(std::mem::take(&mut queue.waiting));
            return Poll::Ready(Some(event));
        }
        if queue.senders == 0 {
            return Poll::Ready(None);
        }
        queue.receiver = Some(context.waker().clone());
        Poll::Pending
    }
}

impl<T> Queue<T> {
    fn wait(&mut self, context: &Context<'_>) {
        let waker = context.waker();
        if !self.waiting.iter().any(|known| known.will_wake(waker)) {
            self.waiting.push(waker.clone());
        }
    }
}

fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

impl<T> Clone for EventSender<T> {
    fn clone(&self) -> Self {
        lock(&self.0).senders += 1;
        Self(Arc::clone(&self.0))
    }
}

impl<T> Drop for EventSender<T> {
    fn drop(&mut self) {
        let mut queue = lock(&self.0);
        queue.senders -= 1;
        if queue.senders == 0 {
            wake(queue.receiver.take());
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut queue = lock(&self.0);
        queue.is_closed = true;
        wake(std::mem::take(&mut queue.waiting));
    }
}

impl<T> fmt::Debug for EventSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for NotSent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotSent(..)")
    }
}

impl<T> fmt::Display for NotSent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event was not sent, as the call has ended")
    }
}

impl<T> StdError for NotSent<T> {}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn poll<T>(receiver: &mut Receiver<T>) -> Poll<Option<T>> {
        receiver.poll_next(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn events_arrive_in_order_and_end_with_the_last_sender() {
        let (sender, mut receiver) = channel();
        let other = sender.clone();
        assert_eq!(poll(&mut receiver), Poll::Pending);
        sender.send_blocking(1).expect("a place");
        drop(sender);
        other.send_blocking(2).expect("a place");
        assert_eq!(poll(&mut receiver), Poll::Ready(Some(1)));
        assert_eq!(poll(&mut receiver), Poll::Ready(Some(2)));
        assert_eq!(poll(&mut receiver), Poll::Pending);
        drop(other);
        assert_eq!(poll(&mut receiver), Poll::Ready(None));
    }

    #[test]
    fn a_sender_waits_for_a_place_and_wakes_the_receiver() {
        let (sender, mut receiver) = channel();
        let thread = thread::spawn(move || {
            let sent = (0..100).try_for_each(|number| sender.send_blocking(number));
            sent.is_ok()
        });
        let taken: Vec<i32> =
            std::iter::from_fn(|| block_on(poll_fn(|context| receiver.poll_next(context))))
                .collect();
        assert_eq!(taken, (0..100).collect::<Vec<_>>());
        assert!(thread.join().expect("no panic"));
    }

    #[test]
    fn no_more_than_the_capacity_waits_and_an_ended_call_gives_the_event_back() {
        let (sender, receiver) = channel();
        for number in 0..CAPACITY {
            sender.send_blocking(number).expect("a place");
        }
        let waiting = sender.clone();
        let thread = thread::spawn(move || waiting.send_blocking(99));
        let mut event = Some(98);
        let polled = sender.poll_send(&mut event, &mut Context::from_waker(Waker::noop()));
        assert_eq!(polled, Poll::Pending);
        drop(receiver);
        assert_eq!(thread.join().expect("no panic"), Err(NotSent(99)));
        assert_eq!(sender.send_blocking(7), Err(NotSent(7)));
    }
}
