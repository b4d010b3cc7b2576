//! XML as the body of requests and answers.

use super::{XmlReader, XmlWriter};
use crate::json::DecodeError;
use crate::request::Request;
use crate::response::Response;
use crate::service_error;

const CONTENT_TYPE: &str = "application/xml";

impl Request {
    /// Sets the body to an XML document with that root, in a namespace (prefix, URI) if it has one.
    pub fn xml(
        &mut self,
        root: &str,
        namespace: Option<(&str, &str)>,
        write: impl FnOnce(&mut XmlWriter),
    ) {
        let mut writer = XmlWriter::new();
        writer.root(root, namespace, write);
        self.bytes(CONTENT_TYPE, writer.finish());
    }
}

impl Response {
    /// Reads the whole body as XML, whatever its root is called; an empty body gives the default
    /// value.
    pub fn xml<'a, T: Default>(
        &'a self,
        read: impl FnOnce(&mut XmlReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.below_root(|_, reader| read(reader))
    }

    /// Reads an answer of the query protocol: the element of that name below the root; the default
    /// value where there is none.
    pub fn xml_result<'a, T: Default>(
        &'a self,
        result: &str,
        read: impl FnOnce(&mut XmlReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.below_root(|_, reader| first_child(reader, &[result], read))
    }

    /// Reads a value that stands in the root element itself, as in answers of S3's
    /// `GetBucketLocation`; `None` where the root or the body is empty.
    pub fn xml_unwrapped<'a, T>(
        &'a self,
        read: impl FnOnce(&mut XmlReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        self.below_root(|_, reader| {
            if reader.is_empty_element() {
                return reader.skip().map(|()| None);
            }
            read(reader).map(Some)
        })
    }

    /// Reads a modelled error: the `Error` element that is the root, or stands below it, or below
    /// an `Errors` element there; the default value where there is none.
    pub fn xml_error<'a, T: Default>(
        &'a self,
        read: impl FnOnce(&mut XmlReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.below_root(|root, reader| match root {
            "Error" => read(reader),
            _ => first_child(reader, &["Errors", "Error"], read),
        })
    }

    /// Whether the body is XML with the root element `Error`: S3 answers some failures so, with a
    /// status that says success.
    pub fn is_xml_error(&self) -> bool {
        let is_xml = self.body().trim_ascii_start().starts_with(b"<");
        let root = || XmlReader::new(self.body()).and_then(|mut reader| reader.root());
        is_xml && root().is_ok_and(|root| root == "Error")
    }

    /// Who is at fault in the service's eyes, `Sender` or `Receiver`, if the answer is an XML error
    /// that says so.
    pub fn error_type(&self) -> Option<String> {
        service_error::read(self).kind
    }

    fn below_root<'a, T: Default>(
        &'a self,
        read: impl FnOnce(&str, &mut XmlReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.body().trim_ascii().is_empty() {
            return Ok(T::default());
        }
        let mut reader = XmlReader::new(self.body())?;
        let root = reader.root()?;
        let value = read(&root, &mut reader)?;
        reader.finish()?;
        Ok(value)
    }
}

/// Reads the first child whose name is the last of `names`; the ones before it are wrappers that
/// may stand around it. All else is skipped, up to the end of the element.
fn first_child<'a, T: Default>(
    reader: &mut XmlReader<'a>,
    names: &[&str],
    read: impl FnOnce(&mut XmlReader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let (wrappers, meant) = match names {
        [wrappers @ .., meant] => (wrappers, *meant),
        [] => (&[][..], ""),
    };
    let mut read = Some(read);
    let mut value = T::default();
    let mut depth = 1;
    while depth > 0 {
        let Some(name) = reader.next_element()? else {
            depth -= 1;
            continue;
        };
        match read.take_if(|_| name == meant) {
            Some(read) => value = read(reader)?,
            None if wrappers.contains(&name.as_ref()) => depth += 1,
            None => reader.skip()?,
        }
    }
    Ok(value)
}
