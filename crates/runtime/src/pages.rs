//! Lists that come in pages.

use std::collections::BTreeMap;
use std::fmt;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Failure};
use crate::operation::Operation;
use crate::transport::Transport;

pub(crate) mod blocking;

/// An operation whose answer is a page of a longer list, and says how to ask for the next one.
pub trait Paginated: Operation {
    /// Turns the request into the one for the page behind this one.
    fn next_page(&mut self, page: &Self::Output) -> NextPage;
}

/// An operation with pages of items.
pub trait PaginatedItems: Paginated {
    /// What the list is of.
    type Item;

    /// The items of a page, in its order.
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

/// Whether there is a page behind another one.
///
/// A page is the last when its tokens are absent or empty, or when it says so. A page whose tokens are
/// those that it was asked with would come again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct NextPage {
    /// Whether there is a token.
    more: bool,
    /// Whether the request is another one than before.
    moved: bool,
}

/// A value that a page gives and the request for the next one takes.
pub trait PageToken: Clone + PartialEq {
    /// Whether it stands for no token.
    fn is_empty(&self) -> bool;
}

impl NextPage {
    /// Puts a page's token, if there is one, into its place in the request.
    pub fn by<T: PageToken>(place: &mut Option<T>, token: Option<&T>) -> Self {
        Self::by_value(place, token.filter(|token| !token.is_empty()))
    }

    /// The same for a token that is never empty: a value of an enumeration, an entity.
    pub fn by_value<T: Clone + PartialEq>(place: &mut Option<T>, token: Option<&T>) -> Self {
        let turn = Self {
            more: token.is_some(),
            moved: place.as_ref() != token,
        };
        match (place, token) {
            (Some(place), Some(token)) => place.clone_from(token),
            (place, token) => *place = token.cloned(),
        }
        turn
    }

    /// The same for a request that always has the member.
    pub fn by_required<T: PageToken>(place: &mut T, token: Option<&T>) -> Self {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Self {
                more: false,
                moved: false,
            };
        };
        let moved = place != token;
        place.clone_from(token);
        Self { more: true, moved }
    }

    /// With a further token: there is a page behind if one of them says so.
    pub fn and(self, other: Self) -> Self {
        Self {
            more: self.more || other.more,
            moved: self.moved || other.moved,
        }
    }

    /// Only where the page says that there are more.
    pub fn only_if(self, more: bool) -> Self {
        Self {
            more: self.more && more,
            ..self
        }
    }

    /// Whether the page was the last.
    #[must_use]
    pub fn is_last(self) -> bool {
        !self.more
    }

    /// Whether the next request would be the same again.
    #[must_use]
    pub fn is_repeated(self) -> bool {
        self.more && !self.moved
    }
}

impl PageToken for String {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Clone + PartialEq> PageToken for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Clone + PartialEq> PageToken for BTreeMap<String, T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// Where in a list the pages are: shared by the async and the blocking loop.
pub(crate) enum Progress<O> {
    /// The request for the next page.
    Next(O),
    /// The last page had the token that it was asked with.
    Repeated,
    /// There is nothing more to ask for.
    Over,
}

impl<O: Paginated> Progress<O> {
    /// Takes the outcome of a request; an error ends the list.
    pub(crate) fn receive(
        &mut self,
        mut request: O,
        outcome: Result<O::Output, Error<O::Detail>>,
    ) -> Result<O::Output, Error<O::Detail>> {
        let page = outcome?;
        let turn = request.next_page(&page);
        if turn.is_repeated() {
            *self = Self::Repeated;
        } else if !turn.is_last() {
            *self = Self::Next(request);
        }
        Ok(page)
    }

    /// The request for the next page, or what is returned instead. Nothing follows until the answer to
    /// the request is received.
    pub(crate) fn take(&mut self) -> Result<O, Option<Error<O::Detail>>> {
        match std::mem::replace(self, Self::Over) {
            Self::Next(request) => Ok(request),
            Self::Repeated => Err(Some(repeated(O::NAME))),
            Self::Over => Err(None),
        }
    }
}

fn repeated<D>(operation: &'static str) -> Error<D> {
    let failure = Failure::new(
        ErrorKind::Decode,
        "the page has the token of the page before it, so the list would never end",
    );
    Error::new(failure.of_operation(operation), None)
}

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

impl<'a, T: Transport, O: Paginated> Pages<'a, T, O> {
    /// The next page.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error<O::Detail>>> {
        let request = match self.progress.take() {
            Ok(request) => request,
            Err(end) => return end.map(Err),
        };
        let outcome = self.client.call(&request).await;
        Some(self.progress.receive(request, outcome))
    }

    /// The items of the pages one by one.
    pub fn items(self) -> Items<'a, T, O>
    where
        O: PaginatedItems,
    {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
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

impl<T: Transport, O: PaginatedItems> Items<'_, T, O> {
    /// The next item. Pages without items are passed over.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Detail>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next().await? {
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

#[cfg(test)]
mod tests {
    use super::NextPage;

    #[allow(clippy::unnecessary_wraps, reason = "tokens are options")]
    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_page_is_the_last_without_a_token_and_an_error_with_the_same_one() {
        for (sent, token, last, repeated) in [
            (None, None, true, false),
            (None, text(""), true, false),
            (text("a"), None, true, false),
            (None, text("a"), false, false),
            (text("a"), text("b"), false, false),
            (text("a"), text("a"), false, true),
        ] {
            let mut place = sent.clone();
            let turn = NextPage::by(&mut place, token.as_ref());
            let found = (turn.is_last(), turn.is_repeated());
            assert_eq!(found, (last, repeated), "{sent:?} {token:?}");
            assert_eq!(place, token.filter(|token| !token.is_empty()));
            assert!(turn.only_if(false).is_last());
            assert!(!turn.only_if(false).is_repeated());
        }
    }

    #[test]
    fn of_several_tokens_one_is_enough_to_go_on() {
        let mut places = (text("a"), Some(1));
        let mut turn = |first: &str, second: Option<i32>| {
            NextPage::by(&mut places.0, Some(&first.to_owned()))
                .and(NextPage::by_value(&mut places.1, second.as_ref()))
        };
        assert!(!turn("a", Some(2)).is_repeated());
        assert!(turn("a", Some(2)).is_repeated());
        assert!(!turn("a", None).is_repeated());
        assert!(turn("", None).is_last());
    }

    #[test]
    fn a_member_that_is_always_there_keeps_its_value_at_the_end() {
        let mut place = "a".to_owned();
        assert!(NextPage::by_required(&mut place, text("").as_ref()).is_last());
        assert!(NextPage::by_required(&mut place, text("a").as_ref()).is_repeated());
        assert!(!NextPage::by_required(&mut place, text("b").as_ref()).is_repeated());
        assert_eq!(place, "b");
    }
}
