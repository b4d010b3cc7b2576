//! Where members of a model go besides path, body and plain headers: Smithy 2.0, "HTTP bindings" and
//! "Endpoint trait".

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use http::header::HeaderName;

use super::{Request, push_pair};
use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};
use crate::error::InputError;
use crate::percent;

/// A float as it stands in paths, queries and headers, where infinity is spelled out: `Infinity`,
/// `-Infinity`, `NaN`; other values have the shortest form that reads back to the same bits.
///
/// ```
/// use connector_runtime::Float;
///
/// assert_eq!(Float(&f64::INFINITY).to_string(), "Infinity");
/// assert_eq!(Float(&1.1_f32).to_string(), "1.1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Float<'a, T>(pub &'a T);

impl<T: Copy + Display + Into<f64>> Display for Float<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self.0).into() {
            f64::INFINITY => f.write_str("Infinity"),
            f64::NEG_INFINITY => f.write_str("-Infinity"),
            _ => self.0.fmt(f),
        }
    }
}

impl Request {
    /// Appends a query parameter for each entry of a map.
    ///
    /// A name that is in the query already is left out, so members with names of their own must be set
    /// before (Smithy 2.0, "httpQueryParams trait").
    pub fn query_map<T: Display>(&mut self, entries: &BTreeMap<String, T>) {
        self.query_pairs(entries.iter().map(|(name, value)| (name.as_str(), value)));
    }

    /// Appends a query parameter for each item of each entry of a map, by the rule of
    /// [`query_map`](Self::query_map).
    pub fn query_list_map<'a, T: Display>(&mut self, entries: &'a BTreeMap<String, Vec<T>>) {
        let items = |(name, items): (&'a String, &'a Vec<T>)| {
            items.iter().map(move |item| (name.as_str(), item))
        };
        self.query_pairs(entries.iter().flat_map(items));
    }

    fn query_pairs<'a, T: Display + 'a>(&mut self, pairs: impl Iterator<Item = (&'a str, &'a T)>) {
        let names: BTreeSet<Vec<u8>> = self.query.split('&').map(name_of_pair).collect();
        for (name, value) in pairs {
            if !names.contains(name.as_bytes()) {
                push_pair(&mut self.query, name, value);
            }
        }
    }

    /// Sets a header to the items joined by `, `, or nothing where there is no list.
    ///
    /// An item with a comma or a quote is quoted, as are those that are empty or that white space
    /// surrounds. An empty list is sent as an empty header (Smithy's protocol tests,
    /// `NullAndEmptyHeaders`).
    pub fn header_list<T: Display>(
        &mut self,
        name: &str,
        items: Option<&[T]>,
    ) -> Result<(), InputError> {
        let quoted = |item: &T| quoted(item.to_string());
        match items {
            Some(items) => self.header_value(name, &joined(items.iter().map(quoted))),
            None => Ok(()),
        }
    }

    /// Sets a header to a time in one format, or nothing where there is none.
    pub fn header_time(
        &mut self,
        name: &str,
        time: Option<&DateTime>,
        format: DateTimeFormat,
    ) -> Result<(), InputError> {
        match time {
            Some(time) => self.header_value(name, &formatted(name, *time, format)?),
            None => Ok(()),
        }
    }

    /// Sets a header to times joined by `, `, or nothing where there is no list. They are not quoted,
    /// though an HTTP date has a comma of its own.
    pub fn header_times(
        &mut self,
        name: &str,
        times: Option<&[DateTime]>,
        format: DateTimeFormat,
    ) -> Result<(), InputError> {
        let Some(times) = times else {
            return Ok(());
        };
        let texts: Result<Vec<_>, _> = times
            .iter()
            .map(|time| formatted(name, *time, format))
            .collect();
        self.header_value(name, &joined(texts?.into_iter()))
    }

    /// Sets a header to bytes in base64, or nothing where there are none. Texts of a media type
    /// (`mediaType`, `jsonvalue`) are sent in this form too.
    pub fn header_base64<T: AsRef<[u8]> + ?Sized>(
        &mut self,
        name: &str,
        bytes: Option<&T>,
    ) -> Result<(), InputError> {
        match bytes {
            Some(bytes) => self.header_value(name, &base64::encode(bytes.as_ref())),
            None => Ok(()),
        }
    }

    /// Sets a header for each entry of a map, its name being the prefix and the key.
    ///
    /// A name that is set already is left out, so members with names of their own must be set before
    /// (Smithy 2.0, "httpPrefixHeaders trait").
    pub fn prefixed_headers<T: Display>(
        &mut self,
        prefix: &str,
        entries: &BTreeMap<String, T>,
    ) -> Result<(), InputError> {
        for (key, value) in entries {
            let name = [prefix, key].concat();
            let is_set = |name: HeaderName| self.headers.contains_key(name);
            if !name.parse().is_ok_and(is_set) {
                self.header_value(&name, value)?;
            }
        }
        Ok(())
    }

    /// Appends fixed text to what stands before the endpoint's host (`data.`).
    pub fn host_prefix(&mut self, literal: &str) {
        self.host_prefix.push_str(literal);
    }

    /// Appends one value to what stands before the endpoint's host.
    ///
    /// It must consist of letters, digits and hyphens, with dots between them (Smithy 2.0,
    /// "hostLabel trait"; RFC 1035, section 2.3.4 for the lengths), as it would lead to another host
    /// otherwise.
    pub fn host_label<T: Display + ?Sized>(
        &mut self,
        member: &'static str,
        value: &T,
    ) -> Result<(), InputError> {
        let text = value.to_string();
        if !text.split('.').all(is_host_label) {
            let reason =
                "must consist of letters, digits, `-` and `.`, as it is a part of the host";
            return Err(InputError::new(member, reason));
        }
        self.host_prefix.push_str(&text);
        Ok(())
    }

    /// What the operation wants before the endpoint's host, with its last dot; mostly empty.
    pub(crate) fn prefix_of_host(&self) -> &str {
        &self.host_prefix
    }

    /// Sets the body to bytes as they are; a content type that was set before as a header stays.
    pub fn payload<T: AsRef<[u8]> + ?Sized>(&mut self, content_type: &str, body: &T) {
        self.bytes(content_type, body.as_ref());
    }
}

fn name_of_pair(pair: &str) -> Vec<u8> {
    percent::decode(pair.split_once('=').map_or(pair, |(name, _)| name))
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

/// The item as it is, or as a quoted string (RFC 9110, section 5.6.4) where it would not read back.
fn quoted(item: String) -> String {
    let plain = !item.contains([',', '"']) && !item.is_empty() && item.trim() == item;
    if plain {
        return item;
    }
    let escaped = item.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

fn formatted(name: &str, time: DateTime, format: DateTimeFormat) -> Result<String, InputError> {
    let reason = "has a year outside 1 to 9999, which its format cannot carry";
    time.format(format)
        .map_err(|_| InputError::new(name, reason))
}

fn is_host_label(label: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&label.len()) && label.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn request() -> Request {
        Request::new(Method::GET)
    }

    fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
        request.headers().get(name)?.to_str().ok()
    }

    #[test]
    fn names_in_the_query_win_over_those_of_a_map() {
        let mut request = request();
        request.query_literal("a b", "literal");
        request.query_literal("bare", "");
        let entries = ["a b", "c&d", "bare"].map(|name| (name.to_owned(), "map"));
        request.query_map(&BTreeMap::from(entries));
        let lists = ["c&d", "e"].map(|name| (name.to_owned(), vec![1, 2]));
        request.query_list_map(&BTreeMap::from(lists));
        let expected = "/?a%20b=literal&bare=&c%26d=map&e=1&e=2";
        assert_eq!(request.path_and_query(), expected);
    }

    #[test]
    fn items_of_header_lists_read_back_as_they_were() {
        for (items, expected) in [
            (&["a", "b", "c"][..], Some("a, b, c")),
            (
                &["b,c", "\"def\"", "a"],
                Some("\"b,c\", \"\\\"def\\\"\", a"),
            ),
            (&["", " x", "a\\", "\\\""], Some(r#""", " x", a\, "\\\"""#)),
            (&[], Some("")),
        ] {
            let mut request = request();
            request.header_list("x-list", Some(items)).expect("valid");
            assert_eq!(header(&request, "x-list"), expected);
            let value = header(&request, "x-list").expect("sent");
            let response = crate::Response::new(200, "").with_header("x-list", value);
            assert_eq!(response.header_list("X-List"), items);
        }
        let mut request = request();
        request
            .header_list("x-list", None::<&[i32]>)
            .expect("valid");
        request
            .header_list("x-numbers", Some(&[1, 2]))
            .expect("valid");
        assert_eq!(header(&request, "x-list"), None);
        assert_eq!(header(&request, "x-numbers"), Some("1, 2"));
        assert!(request.header_list("x-list", Some(&["a\nb"])).is_err());
    }

    #[test]
    fn times_and_bytes_have_their_form_in_headers() {
        let time = DateTime::from_unix(1_576_540_098, 0);
        let mut request = request();
        let http_date = DateTimeFormat::HttpDate;
        request
            .header_time("x-time", Some(&time), DateTimeFormat::EpochSeconds)
            .expect("valid");
        request
            .header_times("x-times", Some(&[time, time]), http_date)
            .expect("valid");
        request
            .header_base64("x-json", Some("true"))
            .expect("valid");
        request
            .header_base64("x-none", None::<&Vec<u8>>)
            .expect("valid");
        assert_eq!(header(&request, "x-time"), Some("1576540098"));
        let twice = "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(header(&request, "x-times"), Some(twice));
        assert_eq!(header(&request, "x-json"), Some("dHJ1ZQ=="));
        assert_eq!(header(&request, "x-none"), None);
        let far = DateTime::from_unix(i64::MAX / 2, 0);
        assert!(request.header_time("x-far", Some(&far), http_date).is_err());
    }

    #[test]
    fn named_headers_win_over_those_of_a_map() {
        let mut request = request();
        request.header("Hello", Some("There")).expect("valid");
        let entries = [("x-foo", "Foo"), ("hello", "Hello"), ("empty", "")]
            .map(|(key, value)| (key.to_owned(), value));
        request
            .prefixed_headers("", &BTreeMap::from(entries))
            .expect("valid");
        assert_eq!(header(&request, "x-foo"), Some("Foo"));
        assert_eq!(header(&request, "hello"), Some("There"));
        assert_eq!(header(&request, "empty"), Some(""));
        let broken = BTreeMap::from([("a b".to_owned(), "x")]);
        assert!(request.prefixed_headers("x-amz-meta-", &broken).is_err());
    }

    #[test]
    fn host_labels_cannot_lead_to_another_host() {
        let mut request = request();
        request.host_label("Account", "012-ab.c").expect("valid");
        request.host_prefix(".data-");
        assert_eq!(request.prefix_of_host(), "012-ab.c.data-");
        let long = "a".repeat(64);
        for value in [
            "", ".", "a.", ".a", "a..b", "a/b", "a@b", "a:1", "a b", "é", "a\n", &long,
        ] {
            assert!(request.host_label("Account", value).is_err(), "{value:?}");
        }
        assert_eq!(request.prefix_of_host(), "012-ab.c.data-");
    }

    #[test]
    fn a_payload_keeps_the_content_type_of_the_user() {
        let mut request = request();
        request
            .header("content-type", Some("image/png"))
            .expect("valid");
        request.payload("application/octet-stream", &vec![1, 2]);
        assert_eq!(request.body(), [1, 2]);
        assert_eq!(header(&request, "content-type"), Some("image/png"));
    }

    #[test]
    fn floats_spell_out_what_has_no_digits() {
        for (value, text) in [
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::NAN, "NaN"),
            (5.1, "5.1"),
            (-0.0, "-0"),
        ] {
            assert_eq!(Float(&value).to_string(), text);
        }
        assert_eq!(Float(&f32::NEG_INFINITY).to_string(), "-Infinity");
    }
}
