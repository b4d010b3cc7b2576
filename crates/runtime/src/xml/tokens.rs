//! The marks of an XML document, one after the other, with all that makes it one: a single root, every element closed by
//! its own end tag, only valid characters, names and references, no document type, limits on depth and attributes.
//!
//! No library of events stands below: what makes a listing slow to read is handing each reference and each tag on by way of
//! one, and most of what is checked here had to be checked besides.

use std::borrow::Cow;

use super::attributes::{Attributes, Refusal};
use super::text::{end_of_name, end_of_text, first_forbidden, local, resolve};
use crate::json::{DecodeError, MAX_DEPTH};

/// How many bytes of an element's name are shown in an error.
const SHOWN_NAME: usize = 80;
const END_OF_TEXT: &str = "the end of the text";

pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Bytes before `text`: a byte-order mark.
    skipped: usize,
    /// What comes next; never behind the text.
    at: usize,
    open: Vec<Element<'a>>,
    has_root: bool,
    /// Whether the start tag read last is the end tag as well: `<a/>`.
    ends_itself: bool,
    /// Whether there are line ends that are not `\n` yet.
    has_returns: bool,
}

/// An open element, as parts of the document.
#[derive(Clone, Copy, Default)]
pub(super) struct Element<'a> {
    /// With its prefix.
    name: &'a str,
    /// The rest of its start tag.
    attributes: &'a str,
}

/// What comes next, between tags that are known to match.
pub(super) enum Token<'a> {
    Start(&'a str),
    End,
    Text(Cow<'a, str>),
    Character(char),
    /// The end of the document; it is complete.
    Finished,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(body: &'a [u8]) -> Result<Self, DecodeError> {
        let fault = |offset, found: &str| {
            DecodeError::at(String::new(), offset, "XML in UTF-8", found.to_owned())
        };
        let text = std::str::from_utf8(body)
            .map_err(|error| fault(error.valid_up_to(), "another encoding"))?;
        if let Some(at) = first_forbidden(text) {
            return Err(fault(at, "a character that XML does not allow"));
        }
        let content = text.trim_start_matches('\u{feff}');
        Ok(Self {
            text: content,
            skipped: text.len() - content.len(),
            at: 0,
            open: Vec::with_capacity(8),
            has_root: false,
            ends_itself: false,
            has_returns: content.as_bytes().contains(&b'\r'),
        })
    }

    /// The next token. Comments and processing instructions are passed over.
    pub(super) fn next(&mut self) -> Result<Token<'a>, DecodeError> {
        if self.ends_itself {
            self.ends_itself = false;
            self.open.pop();
            return Ok(Token::End);
        }
        loop {
            let token = match self.text.as_bytes()[self.at..] {
                [b'<', b'/', ..] => return self.end_tag(),
                [b'<', b'!' | b'?', ..] => self.aside()?,
                [b'<', ..] => return self.start_tag(),
                [b'&', ..] => return self.character(),
                [] => return self.end(),
                _ => self.characters()?,
            };
            if let Some(token) = token {
                return Ok(token);
            }
        }
    }

    fn start_tag(&mut self) -> Result<Token<'a>, DecodeError> {
        if self.open.is_empty() && self.has_root {
            return Err(self.outside(self.at, "a second root element"));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(self.error(self.at, "at most 128 levels", "another one"));
        }
        let name_at = self.at + 1;
        let Some((local_at, name_end)) = end_of_name(self.text, name_at) else {
            return Err(self.error(name_at, "a name", "another text"));
        };
        let attributes = match self.text.as_bytes()[name_end..] {
            [b'>', ..] => {
                self.at = name_end + 1;
                ""
            }
            [b'/', b'>', ..] => {
                (self.at, self.ends_itself) = (name_end + 2, true);
                ""
            }
            _ => self.attributes(name_at, name_end)?,
        };
        self.open.push(Element {
            name: &self.text[name_at..name_end],
            attributes,
        });
        self.has_root = true;
        Ok(Token::Start(&self.text[local_at..name_end]))
    }

    /// What stands in a start tag behind its name, checked; the tag is passed over.
    fn attributes(&mut self, name_at: usize, name_end: usize) -> Result<&'a str, DecodeError> {
        let rest = &self.text[name_end..];
        if !rest.is_empty() && !rest.starts_with([' ', '\t', '\n', '\r']) {
            return Err(self.error(name_at, "a name", "another text"));
        }
        let end = end_of_tag(rest).map_err(|missing| self.error(self.at, missing, END_OF_TEXT))?;
        let content = rest[..end].strip_suffix('/');
        let attributes = content.unwrap_or(&rest[..end]);
        Attributes::new(attributes)
            .check()
            .map_err(|refusal| match refusal {
                Refusal::TooMany => self.error(name_end, "at most 1024 attributes", "another one"),
                Refusal::Malformed => {
                    self.error(name_end, "attributes, each once", "something else")
                }
            })?;
        (self.at, self.ends_itself) = (name_end + end + 1, content.is_some());
        Ok(attributes)
    }

    fn end_tag(&mut self) -> Result<Token<'a>, DecodeError> {
        let rest = &self.text[self.at + 2..];
        let open = self.open.last();
        let after = open.and_then(|element| rest.strip_prefix(element.name));
        let after = after.and_then(|after| match after.strip_prefix('>') {
            None => after.trim_ascii_start().strip_prefix('>'),
            closed => closed,
        });
        let Some(after) = after else {
            let (expected, found) = match rest.find('>') {
                Some(_) => ("the end tag of the open element", "another end tag"),
                None => ("`>`", END_OF_TEXT),
            };
            return Err(self.error(self.at, expected, found));
        };
        self.at = self.text.len() - after.len();
        self.open.pop();
        Ok(Token::End)
    }

    /// A comment, an instruction or a declaration, which are no tokens, or a section of characters.
    fn aside(&mut self) -> Result<Option<Token<'a>>, DecodeError> {
        let (start, rest) = (self.at, &self.text[self.at..]);
        if rest.starts_with("<!--") {
            return self.enclosed("<!--", "-->", "`-->`").map(|_| None);
        }
        if rest.starts_with("<?") {
            return self.instruction().map(|()| None);
        }
        if rest.starts_with("<![CDATA[") {
            if self.open.is_empty() {
                return Err(self.outside(start, "a text"));
            }
            let text = self.enclosed("<![CDATA[", "]]>", "`]]>`")?;
            return Ok(Some(Token::Text(self.with_line_ends(text))));
        }
        let word = rest.get(2..9).unwrap_or_default();
        if word.eq_ignore_ascii_case("doctype") {
            return Err(self.outside(start, "a document type"));
        }
        let expected = "a comment or a section of characters";
        Err(self.error(start, expected, "something else"))
    }

    /// An instruction is passed over, whatever it says; a declaration is one named `xml`.
    fn instruction(&mut self) -> Result<(), DecodeError> {
        let start = self.at;
        let content = self.enclosed("<?", "?>", "`?>`")?;
        let (name, rest) = match end_of_name(content, 0) {
            Some((_, end)) => content.split_at(end),
            None => ("", content),
        };
        if name.is_empty() || rest.trim_ascii_start().len() == rest.len() && !rest.is_empty() {
            return Err(self.error(start + 2, "a name", "another text"));
        }
        match name {
            "xml" => self.declaration(start, rest),
            _ => Ok(()),
        }
    }

    /// What stands between two marks, the first of which comes next; both are passed over.
    fn enclosed(&mut self, from: &str, to: &str, missing: &str) -> Result<&'a str, DecodeError> {
        let content_at = self.at + from.len();
        let Some(length) = self.text[content_at..].find(to) else {
            return Err(self.error(self.at, missing, END_OF_TEXT));
        };
        self.at = content_at + length + to.len();
        Ok(&self.text[content_at..content_at + length])
    }

    /// Text up to the next mark; outside of the root there is only white space, which is no token.
    fn characters(&mut self) -> Result<Option<Token<'a>>, DecodeError> {
        let start = self.at;
        let end = end_of_text(self.text.as_bytes(), start);
        let text = &self.text[start..end];
        if !self.open.is_empty() {
            self.at = end;
            return Ok(Some(Token::Text(self.with_line_ends(text))));
        }
        if !text.trim_ascii().is_empty() {
            return Err(self.outside(start, "a text"));
        }
        self.at = end;
        Ok(None)
    }

    /// The text with `\n` for every line end (XML 1.0, section 2.11).
    fn with_line_ends(&self, text: &'a str) -> Cow<'a, str> {
        if !self.has_returns || !text.contains('\r') {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    }

    fn character(&mut self) -> Result<Token<'a>, DecodeError> {
        let start = self.at;
        if self.open.is_empty() {
            return Err(self.outside(start, "a text"));
        }
        let reference = &self.text[start + 1..];
        let end = reference.find([';', '<', '&']);
        let Some(name) = end.filter(|&end| reference[end..].starts_with(';')) else {
            return Err(self.error(start, "`;` behind a reference", "something else"));
        };
        let Some(character) = resolve(&reference[..name]) else {
            let expected = "an entity of XML or a character by number";
            return Err(self.error(start, expected, "another reference"));
        };
        self.at = start + 1 + name + 1;
        Ok(Token::Character(character))
    }

    /// A declaration may only have white space before it, which some services send while they work.
    fn declaration(&self, at: usize, declaration: &str) -> Result<(), DecodeError> {
        if !self.text[..at].trim_ascii().is_empty() {
            return Err(self.outside(at, "a declaration"));
        }
        let is_other = |pair: Option<(&str, &str)>| match pair {
            Some(("encoding", name)) => !["utf-8", "utf8"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known)),
            Some(_) => false,
            None => true,
        };
        if !self.text.is_ascii() && Attributes::new(declaration).any(is_other) {
            return Err(self.error(at, "XML in UTF-8", "another encoding"));
        }
        Ok(())
    }

    fn end(&self) -> Result<Token<'a>, DecodeError> {
        if !self.open.is_empty() {
            return Err(self.error(self.at(), "the end tag", END_OF_TEXT));
        }
        if !self.has_root {
            return Err(self.error(self.at(), "an element", END_OF_TEXT));
        }
        Ok(Token::Finished)
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The innermost open element.
    pub(super) fn current(&self) -> Element<'a> {
        self.open.last().copied().unwrap_or_default()
    }

    /// Whether nothing but white space follows up to the next end tag.
    pub(super) fn ends_here(&self) -> bool {
        let rest = self.text[self.at..].trim_ascii_start();
        self.ends_itself || rest.starts_with("</")
    }

    /// The place in bytes, without a byte-order mark.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn outside(&self, at: usize, found: &str) -> DecodeError {
        let expected = match (self.open.is_empty(), self.has_root) {
            (true, true) => END_OF_TEXT,
            (true, false) => "an element",
            _ => "content of an element",
        };
        self.error(at, expected, found)
    }

    pub(super) fn error(&self, at: usize, expected: &str, found: &str) -> DecodeError {
        self.error_in(Element::default(), at, expected, found)
    }

    /// An error inside of an element that may have ended already.
    pub(super) fn error_in(
        &self,
        element: Element<'a>,
        at: usize,
        expected: &str,
        found: &str,
    ) -> DecodeError {
        let mut path = String::new();
        for Element { name, .. } in self.open.iter().chain([&element]) {
            if !path.is_empty() && !name.is_empty() {
                path.push('.');
            }
            let shown = local(name).chars().filter(|c| !c.is_control());
            path.extend(shown.take(SHOWN_NAME));
        }
        DecodeError::at(path, self.skipped + at, expected, found.to_owned())
    }
}

impl Element<'_> {
    /// The value of an attribute: the one of exactly that name, else one of the same local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        Attributes::new(self.attributes).value(name)
    }
}

/// The offset of the `>` that ends a tag, which is none between quotes; else what is missing.
fn end_of_tag(rest: &str) -> Result<usize, &'static str> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Ok(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    Err(match quote {
        None => "`>`",
        Some(b'"') => "`\"`",
        Some(_) => "`'`",
    })
}
