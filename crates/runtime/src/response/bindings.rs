//! What members of a model are read from besides the body: Smithy 2.0, "HTTP bindings".

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use super::Response;
use crate::base64;
use crate::date_time::{DateTime, DateTimeFormat};
use crate::json::DecodeError;

impl Response {
    /// The first header of that name as a number, a boolean or what else reads itself from a text;
    /// `None` where it is missing or empty.
    pub fn header_value<T: FromStr>(&self, name: &str) -> Result<Option<T>, DecodeError> {
        self.filled_header(name)
            .map(|text| parsed(name, text))
            .transpose()
    }

    /// The items of a list of numbers or booleans.
    pub fn header_values<T: FromStr>(&self, name: &str) -> Result<Vec<T>, DecodeError> {
        let items = self.header_list(name);
        items.iter().map(|item| parsed(name, item)).collect()
    }

    /// The first header of that name as a time. Another of the three formats is understood as well,
    /// because services are known to answer in another one than their model says.
    pub fn header_time(
        &self,
        name: &str,
        format: DateTimeFormat,
    ) -> Result<Option<DateTime>, DecodeError> {
        let Some(text) = self.filled_header(name) else {
            return Ok(None);
        };
        time(text, format)
            .map(Some)
            .ok_or_else(|| fault(name, "a time"))
    }

    /// The items of a list of times. The comma inside of an HTTP date does not separate items.
    pub fn header_times(
        &self,
        name: &str,
        format: DateTimeFormat,
    ) -> Result<Vec<DateTime>, DecodeError> {
        let items = self.header_list(name);
        let mut rest = items.as_slice();
        let mut times = Vec::new();
        while let [first, tail @ ..] = rest {
            let two = || time(&format!("{first}, {}", tail.first()?), format);
            let (found, taken) = match time(first, format) {
                Some(time) => (time, 1),
                None => (two().ok_or_else(|| fault(name, "times"))?, 2),
            };
            times.push(found);
            rest = &rest[taken..];
        }
        Ok(times)
    }

    /// The items of all headers of that name, which commas separate; quotes are removed, empty items
    /// outside of quotes are not counted (RFC 9110, section 5.6.1.2).
    pub fn header_list(&self, name: &str) -> Vec<String> {
        let mut items = Vec::new();
        for value in self.headers.get_all(name) {
            push_items(&mut items, &String::from_utf8_lossy(value.as_bytes()));
        }
        items
    }

    /// The first header of that name as the bytes that it stands for in base64.
    pub fn header_base64(&self, name: &str) -> Result<Option<Vec<u8>>, DecodeError> {
        let Some(text) = self.filled_header(name) else {
            return Ok(None);
        };
        let bytes = base64::decode(text).ok_or_else(|| fault(name, "bytes in base64"))?;
        Ok(Some(bytes))
    }

    /// The first header of that name as the text that it stands for in base64, as texts of a media type
    /// are sent.
    pub fn header_base64_text(&self, name: &str) -> Result<Option<String>, DecodeError> {
        let text = |bytes| String::from_utf8(bytes).map_err(|_| fault(name, "a text in base64"));
        self.header_base64(name)?.map(text).transpose()
    }

    /// The headers whose names start with a prefix in any letter case, by the rest of their names in
    /// lower case. Values of one name are joined by `, `.
    pub fn prefixed_headers(&self, prefix: &str) -> BTreeMap<String, String> {
        let prefix = prefix.to_ascii_lowercase();
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &self.headers {
            let Some(key) = name.as_str().strip_prefix(&prefix) else {
                continue;
            };
            let value = String::from_utf8_lossy(value.as_bytes());
            match entries.get_mut(key) {
                Some(joined) => *joined = [joined, ", ", &value].concat(),
                None => drop(entries.insert(key.to_owned(), value.into_owned())),
            }
        }
        entries
    }

    /// A copy of the body as it came.
    pub fn bytes(&self) -> Vec<u8> {
        self.body.to_vec()
    }

    fn filled_header(&self, name: &str) -> Option<&str> {
        self.header(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }
}

fn parsed<T: FromStr>(name: &str, text: &str) -> Result<T, DecodeError> {
    let expected = if std::any::type_name::<T>() == "bool" {
        "`true` or `false`"
    } else {
        "a number"
    };
    text.parse().map_err(|_| fault(name, expected))
}

fn time(text: &str, format: DateTimeFormat) -> Option<DateTime> {
    let others = [
        DateTimeFormat::HttpDate,
        DateTimeFormat::DateTime,
        DateTimeFormat::EpochSeconds,
    ];
    let parse = |format| DateTime::parse(text, format).ok();
    parse(format).or_else(|| others.into_iter().find_map(parse))
}

fn fault(name: &str, expected: &str) -> DecodeError {
    DecodeError::new(format!("the header {name}"), expected, "another text")
}

fn push_items(items: &mut Vec<String>, value: &str) {
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return;
        }
        let (item, tail) = match rest.strip_prefix('"') {
            Some(inner) => quoted(inner),
            None => plain(rest),
        };
        items.push(item.into_owned());
        rest = tail;
    }
}

fn plain(text: &str) -> (Cow<'_, str>, &str) {
    let (item, tail) = text.split_once(',').unwrap_or((text, ""));
    (Cow::Borrowed(item.trim_end()), tail)
}

/// The item whose opening quote was taken, and what follows its closing quote; the end of the text
/// closes it too.
fn quoted(text: &str) -> (Cow<'_, str>, &str) {
    let mut item = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => item.extend(characters.next()),
            other => item.push(other),
        }
    }
    let tail = characters.as_str();
    (
        Cow::Owned(item),
        tail.split_once(',').map_or("", |(_, tail)| tail),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(value: &str) -> Response {
        Response::new(200, "").with_header("x-a", value)
    }

    #[test]
    fn lists_are_split_where_they_were_joined() {
        for (value, items) in [
            ("", &[][..]),
            ("a", &["a"]),
            ("a,b , c", &["a", "b", "c"]),
            (", a,, ", &["a"]),
            ("\"b,c\", \"\\\"def\\\"\", a", &["b,c", "\"def\"", "a"]),
            ("\"\",\"\\\\\"x, b", &["", "\\", "b"]),
            ("a\"b", &["a\"b"]),
            ("\"open, b", &["open, b"]),
            ("\"\\", &[""]),
        ] {
            assert_eq!(response(value).header_list("X-A"), items, "{value}");
        }
        let two = response("a, b").with_header("x-a", "c");
        assert_eq!(two.header_list("x-a"), ["a", "b", "c"]);
        assert!(two.header_list("x-b").is_empty());
    }

    #[test]
    fn scalars_are_read_and_others_refused() {
        assert_eq!(response("123").header_value("x-a"), Ok(Some(123_i64)));
        assert_eq!(response(" true ").header_value("x-a"), Ok(Some(true)));
        assert_eq!(response("").header_value::<i32>("x-a"), Ok(None));
        assert_eq!(response("1").header_value::<i32>("x-b"), Ok(None));
        let infinite = response("-Infinity").header_value("x-a");
        assert_eq!(infinite, Ok(Some(f32::NEG_INFINITY)));
        let nan: Option<f64> = response("NaN").header_value("x-a").expect("a float");
        assert!(nan.is_some_and(f64::is_nan));
        assert_eq!(response("1, 2").header_values("x-a"), Ok(vec![1, 2]));
        let error = response("secret")
            .header_value::<i32>("x-a")
            .expect_err("no number");
        let expected = "expected a number, found another text at `the header x-a`";
        assert_eq!(error.to_string(), expected);
        assert!(response("1, x").header_values::<i32>("x-a").is_err());
    }

    #[test]
    fn times_are_read_in_any_format() {
        use DateTimeFormat::{DateTime as Rfc, EpochSeconds, HttpDate};
        let time = DateTime::from_unix(1_576_540_098, 0);
        for (value, format, count) in [
            ("Mon, 16 Dec 2019 23:48:18 GMT", HttpDate, 1),
            (
                "Mon, 16 Dec 2019 23:48:18 GMT,Mon, 16 Dec 2019 23:48:18 GMT",
                HttpDate,
                2,
            ),
            ("\"Mon, 16 Dec 2019 23:48:18 GMT\", 1576540098", HttpDate, 2),
            ("2019-12-16T23:48:18Z, 2019-12-16T23:48:18Z", Rfc, 2),
            ("1576540098, 1576540098", EpochSeconds, 2),
            ("1576540098", HttpDate, 1),
        ] {
            let read = response(value).header_times("x-a", format);
            assert_eq!(read, Ok(vec![time; count]), "{value}");
            if count == 1 {
                assert_eq!(response(value).header_time("x-a", format), Ok(Some(time)));
            }
        }
        for value in ["Mon", "Mon, 16 Dec", "x, y, z"] {
            assert!(
                response(value).header_times("x-a", HttpDate).is_err(),
                "{value}"
            );
            assert!(
                response(value).header_time("x-a", HttpDate).is_err(),
                "{value}"
            );
        }
        assert_eq!(response("").header_times("x-a", HttpDate), Ok(Vec::new()));
        assert_eq!(response("").header_time("x-a", HttpDate), Ok(None));
    }

    #[test]
    fn bytes_and_texts_come_out_of_base64() {
        let read = response("dHJ1ZQ==").header_base64("x-a");
        assert_eq!(read, Ok(Some(b"true".to_vec())));
        let text = response("dHJ1ZQ==").header_base64_text("x-a");
        assert_eq!(text.as_ref().map(Option::as_deref), Ok(Some("true")));
        assert!(response("!").header_base64("x-a").is_err());
        assert!(response("/w==").header_base64_text("x-a").is_err());
        assert_eq!(response("x").header_base64("x-b"), Ok(None));
    }

    #[test]
    fn a_prefix_selects_headers_in_any_letter_case() {
        let response = response("1")
            .with_header("X-Amz-Meta-One", "1")
            .with_header("x-amz-meta-two", "2")
            .with_header("x-amz-meta-two", "3");
        let metadata = response.prefixed_headers("x-AMZ-meta-");
        let entry = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let expected = BTreeMap::from([entry("one", "1"), entry("two", "2, 3")]);
        assert_eq!(metadata, expected);
        assert_eq!(response.prefixed_headers("").len(), 3);
        assert!(response.prefixed_headers("x-none-").is_empty());
    }
}
