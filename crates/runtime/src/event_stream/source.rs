use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::channel::{self, EventSender};

/// Events to send while a call is under way.
///
/// They are there once: a call that has begun to send them is not repeated. Clones share them.
///
/// What is known beforehand comes from a list or an iterator. What is not comes through a
/// [channel](Self::channel), a few events ahead of the network; dropping its senders ends the stream.
///
/// ```
/// use connector_runtime::EventSource;
///
/// let words = EventSource::from(vec!["one", "two"]);
/// let numbers = EventSource::new(1..=3);
/// let (sender, heard) = EventSource::channel();
/// std::thread::spawn(move || sender.send_blocking("now"));
/// # let _: (EventSource<&str>, EventSource<i32>, EventSource<&str>) = (words, numbers, heard);
/// ```
pub struct EventSource<T> {
    /// `None` where there never were any.
    events: Option<Arc<Mutex<Polled<T>>>>,
}

/// A function that gives an event each time that it is ready; `None` is the end.
type Polled<T> = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<T>> + Send>;

impl<T> EventSource<T> {
    /// What an iterator gives. It must not block; what waits for something goes through a
    /// [channel](Self::channel).
    pub fn new<I>(events: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        let mut events = events.into_iter();
        Self::from_poll_fn(move |_| Poll::Ready(events.next()))
    }

    /// What a function gives each time that it is polled: the bridge from streams of async libraries,
    /// whose `poll_next` has this form. `None` is the end.
    pub fn from_poll_fn(
        poll: impl FnMut(&mut Context<'_>) -> Poll<Option<T>> + Send + 'static,
    ) -> Self {
        let poll: Polled<T> = Box::new(poll);
        Self {
            events: Some(Arc::new(Mutex::new(poll))),
        }
    }

    /// What is put into the other half, up to 16 events ahead of what was sent.
    pub fn channel() -> (EventSender<T>, Self)
    where
        T: Send + 'static,
    {
        let (sender, mut receiver) = channel::channel();
        let source = Self::from_poll_fn(move |context| receiver.poll_next(context));
        (sender, source)
    }

    /// The next event.
    pub(super) fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        match &self.events {
            Some(events) => lock(events)(context),
            None => Poll::Ready(None),
        }
    }

    /// Ends it, so that those who wait to send learn that nobody takes more.
    pub(super) fn close(&self) {
        if let Some(events) = &self.events {
            *lock(events) = Box::new(|_| Poll::Ready(None));
        }
    }
}

fn lock<T>(events: &Mutex<Polled<T>>) -> MutexGuard<'_, Polled<T>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Send + 'static> From<Vec<T>> for EventSource<T> {
    fn from(events: Vec<T>) -> Self {
        Self::new(events)
    }
}

impl<T> Clone for EventSource<T> {
    fn clone(&self) -> Self {
        Self {
            events: self.events.clone(),
        }
    }
}

/// No events.
impl<T> Default for EventSource<T> {
    fn default() -> Self {
        Self { events: None }
    }
}

/// The same events at the same place, or none on both sides.
impl<T> PartialEq for EventSource<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.events, &other.events) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T> Eq for EventSource<T> {}

impl<T> fmt::Debug for EventSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSource").finish_non_exhaustive()
    }
}
