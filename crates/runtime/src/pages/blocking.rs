//! Pages for programs without an async runtime.

use std::fmt;

use super::{Paginated, PaginatedItems, Progress};
use crate::blocking::{Client, Transport};
use crate::error::Error;

impl<T: Transport> Client<T> {
    /// The pages of a list, from the one that the request asks for.
    pub fn pages<O: Paginated>(&self, request: O) -> Pages<'_, T, O> {
        Pages {
            client: self,
            progress: Progress::Next(request),
        }
    }

    /// The items of a list, page by page.
    pub fn items<O: PaginatedItems>(&self, request: O) -> Items<'_, T, O> {
        self.pages(request).items()
    }
}

/// Pages of a list, each asked for when it is wanted ([`Client::pages`]).
///
/// It ends behind the last page and behind an error.
#[must_use]
pub struct Pages<'a, T, O> {
    client: &'a Client<T>,
    progress: Progress<O>,
}

impl<'a, T: Transport, O: PaginatedItems> Pages<'a, T, O> {
    /// The items of the pages one by one.
    pub fn items(self) -> Items<'a, T, O> {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }
}

impl<T: Transport, O: Paginated> Iterator for Pages<'_, T, O> {
    type Item = Result<O::Output, Error<O::Detail>>;

    fn next(&mut self) -> Option<Self::Item> {
        let request = match self.progress.take() {
            Ok(request) => request,
            Err(end) => return end.map(Err),
        };
        let outcome = self.client.call(&request);
        Some(self.progress.receive(request, outcome))
    }
}

impl<T, O> fmt::Debug for Pages<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// Items of a list, page after page ([`Client::items`]).
#[must_use]
pub struct Items<'a, T, O: PaginatedItems> {
    pages: Pages<'a, T, O>,
    page: std::vec::IntoIter<O::Item>,
}

impl<T: Transport, O: PaginatedItems> Iterator for Items<'_, T, O> {
    type Item = Result<O::Item, Error<O::Detail>>;

    /// Pages without items are passed over.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.page = O::items(page).into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T, O: PaginatedItems> fmt::Debug for Items<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
