//! Events of the XML library with what it leaves to its callers: one root, everything closed, only
//! valid characters, names and references, no document type, limits on depth and attributes.

use std::borrow::Cow;

use quick_xml::Error;
use quick_xml::Reader;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};

use super::text::{attribute_value, first_forbidden, local, local_start, resolve};
use crate::json::{DecodeError, MAX_DEPTH};

/// How many attributes one element may have.
const MAX_ATTRIBUTES: usize = 1024;
/// How many bytes of an element's name are shown in an error.
const SHOWN_NAME: usize = 80;
const END_OF_TEXT: &str = "the end of the text";

pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Bytes before `text`: a byte-order mark.
    skipped: usize,
    events: Reader<&'a [u8]>,
    open: Vec<Element<'a>>,
    has_root: bool,
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
        let mut events = Reader::from_str(content);
        events.config_mut().expand_empty_elements = true;
        Ok(Self {
            text: content,
            skipped: text.len() - content.len(),
            events,
            open: Vec::with_capacity(8),
            has_root: false,
        })
    }

    /// The next token. Comments and processing instructions are passed over.
    pub(super) fn next(&mut self) -> Result<Token<'a>, DecodeError> {
        loop {
            let start = self.at();
            let event = self.events.read_event();
            match event.map_err(|error| self.refused(&error))? {
                Event::Start(tag) => return self.start(start, &tag),
                Event::End(_) => {
                    self.open.pop();
                    return Ok(Token::End);
                }
                Event::Text(text) if self.open.is_empty() => {
                    if !text.trim_ascii().is_empty() {
                        return Err(self.outside(start, "a text"));
                    }
                }
                Event::Text(text) => return Ok(Token::Text(text.xml10_content())),
                Event::CData(_) | Event::GeneralRef(_) if self.open.is_empty() => {
                    return Err(self.outside(start, "a text"));
                }
                Event::CData(text) => return Ok(Token::Text(text.xml10_content())),
                Event::GeneralRef(reference) => return self.character(start, &reference),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(declaration) => self.declaration(start, &declaration)?,
                Event::DocType(_) => return Err(self.outside(start, "a document type")),
                Event::Empty(_) => return Err(self.outside(start, "an empty element")),
                Event::Eof => return self.end(),
            }
        }
    }

    fn start(&mut self, at: usize, tag: &BytesStart<'_>) -> Result<Token<'a>, DecodeError> {
        if self.open.is_empty() && self.has_root {
            return Err(self.outside(at, "a second root element"));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(self.error(at, "at most 128 levels", "another one"));
        }
        // The event's own parts do not live as long as the document.
        let name_at = at + 1;
        let name_end = name_at + tag.name().as_ref().len();
        let part = |from, to| self.text.get(from..to).unwrap_or_default();
        let element = Element {
            name: part(name_at, name_end),
            attributes: part(name_end, name_end + tag.attributes_raw().len()),
        };
        let Some(local) = local_start(element.name) else {
            return Err(self.error(name_at, "a name", "another text"));
        };
        if !element.attributes.is_empty() {
            self.check_attributes(name_end, element)?;
        }
        self.open.push(element);
        self.has_root = true;
        Ok(Token::Start(&element.name[local..]))
    }

    fn check_attributes(&self, at: usize, element: Element<'a>) -> Result<(), DecodeError> {
        for (index, attribute) in Attributes::new(element.attributes, 0).enumerate() {
            if index == MAX_ATTRIBUTES {
                return Err(self.error(at, "at most 1024 attributes", "another one"));
            }
            let is_valid = attribute.is_ok_and(|attribute| {
                local_start(attribute.key.0).is_some()
                    && attribute_value(&attribute.value).is_some()
            });
            if !is_valid {
                return Err(self.error(at, "attributes, each once", "something else"));
            }
        }
        Ok(())
    }

    fn character(&self, at: usize, reference: &BytesRef<'_>) -> Result<Token<'a>, DecodeError> {
        let expected = "an entity of XML or a character by number";
        resolve(reference)
            .map(Token::Character)
            .ok_or_else(|| self.error(at, expected, "another reference"))
    }

    /// A declaration may only have white space before it, which some services send while they work.
    fn declaration(&self, at: usize, declaration: &BytesDecl<'_>) -> Result<(), DecodeError> {
        if !self.text[..at].trim_ascii().is_empty() {
            return Err(self.outside(at, "a declaration"));
        }
        let is_utf_8 = match declaration.encoding() {
            None => true,
            Some(Ok(name)) => ["utf-8", "utf8"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known)),
            Some(Err(_)) => false,
        };
        if !is_utf_8 && !self.text.is_ascii() {
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
        let (before, after) = self.text.split_at(self.at());
        before.ends_with("/>") || after.trim_ascii_start().starts_with("</")
    }

    /// The place in bytes, without a byte-order mark.
    pub(super) fn at(&self) -> usize {
        usize::try_from(self.events.buffer_position()).unwrap_or(self.text.len())
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

    fn refused(&self, error: &Error) -> DecodeError {
        let at = usize::try_from(self.events.error_position()).unwrap_or_default();
        let (expected, found) = match error {
            Error::Syntax(error) => (missing_mark(*error), END_OF_TEXT),
            Error::IllFormed(error) => match error {
                IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_) => {
                    ("the end tag of the open element", "another end tag")
                }
                IllFormedError::UnclosedReference => ("`;` behind a reference", "something else"),
                IllFormedError::MissingDoctypeName => ("an element", "a document type"),
                _ => ("XML", "something else"),
            },
            _ => ("XML", "something else"),
        };
        self.error(at, expected, found)
    }
}

impl Element<'_> {
    /// The value of an attribute: the one of exactly that name, else one of the same local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        if self.attributes.is_empty() {
            return None;
        }
        let find = |is_meant: &dyn Fn(&str) -> bool| {
            Attributes::new(self.attributes, 0)
                .filter_map(Result::ok)
                .find(|attribute| is_meant(attribute.key.0))
                .and_then(|attribute| attribute_value(&attribute.value))
        };
        let is_other = |key: &str| local(key) == local(name) && !key.starts_with("xmlns:");
        find(&|key| key == name).or_else(|| find(&is_other))
    }
}

fn missing_mark(error: SyntaxError) -> &'static str {
    match error {
        SyntaxError::InvalidBangMarkup => "a comment or a section of characters",
        SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => "`?>`",
        SyntaxError::UnclosedComment => "`-->`",
        SyntaxError::UnclosedDoctype => "an element and no document type",
        SyntaxError::UnclosedCData => "`]]>`",
        SyntaxError::UnclosedTag => "`>`",
        SyntaxError::UnclosedSingleQuotedAttributeValue => "`'`",
        SyntaxError::UnclosedDoubleQuotedAttributeValue => "`\"`",
    }
}
