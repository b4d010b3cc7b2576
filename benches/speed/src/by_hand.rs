//! The same answers read as one would by hand: derives of serde, and XML events pulled one by one. The structures hold what
//! the generated entities hold.
#![allow(dead_code, reason = "what is read is only dropped")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Query {
    pub items: Vec<BTreeMap<String, AttributeValue>>,
    pub count: Option<i32>,
    pub scanned_count: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AttributeValue {
    S(String),
    N(String),
    B(String),
    Ss(Vec<String>),
    Ns(Vec<String>),
    Bs(Vec<String>),
    M(BTreeMap<String, AttributeValue>),
    L(Vec<AttributeValue>),
    Null(bool),
    Bool(bool),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Voices {
    pub voices: Vec<Voice>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Voice {
    #[serde(default)]
    pub additional_language_codes: Vec<String>,
    pub gender: Option<Gender>,
    pub id: Option<String>,
    pub language_code: Option<String>,
    pub language_name: Option<String>,
    pub name: Option<String>,
    #[serde(default)]
    pub supported_engines: Vec<Engine>,
}

#[derive(Deserialize)]
pub enum Gender {
    Female,
    Male,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    Standard,
    Neural,
    LongForm,
    Generative,
}

#[derive(Default)]
pub struct Listing {
    pub name: Option<String>,
    pub prefix: Option<String>,
    pub key_count: Option<i32>,
    pub max_keys: Option<i32>,
    pub is_truncated: Option<bool>,
    pub contents: Vec<Object>,
}

#[derive(Default)]
pub struct Object {
    pub key: Option<String>,
    pub last_modified: Option<OffsetDateTime>,
    pub e_tag: Option<String>,
    pub checksum_algorithm: Vec<String>,
    pub checksum_type: Option<String>,
    pub size: Option<i64>,
    pub storage_class: Option<String>,
}

pub fn query(body: &str) -> Query {
    serde_json::from_str(body).expect("a canned answer")
}

pub fn voices(body: &str) -> Voices {
    serde_json::from_str(body).expect("a canned answer")
}

pub fn listing(body: &str) -> Listing {
    let mut reader = Reader::from_str(body);
    let mut listing = Listing::default();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Name" => listing.name = Some(text(&mut reader).into_owned()),
                "Prefix" => listing.prefix = Some(text(&mut reader).into_owned()),
                "KeyCount" => listing.key_count = text(&mut reader).parse().ok(),
                "MaxKeys" => listing.max_keys = text(&mut reader).parse().ok(),
                "IsTruncated" => listing.is_truncated = text(&mut reader).parse().ok(),
                "Contents" => listing.contents.push(object(&mut reader)),
                _ => {}
            },
            Event::Eof => return listing,
            _ => {}
        }
    }
}

fn object(reader: &mut Reader<&[u8]>) -> Object {
    let mut object = Object::default();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Key" => object.key = Some(text(reader).into_owned()),
                "LastModified" => object.last_modified = OffsetDateTime::parse(&text(reader), &Rfc3339).ok(),
                "ETag" => object.e_tag = Some(text(reader).into_owned()),
                "ChecksumAlgorithm" => object.checksum_algorithm.push(text(reader).into_owned()),
                "ChecksumType" => object.checksum_type = Some(text(reader).into_owned()),
                "Size" => object.size = text(reader).parse().ok(),
                "StorageClass" => object.storage_class = Some(text(reader).into_owned()),
                _ => {}
            },
            Event::End(_) => return object,
            _ => {}
        }
    }
}

/// The text of the element whose start tag was read, and its end tag. A text without references is not copied here.
fn text<'a>(reader: &mut Reader<&'a [u8]>) -> Cow<'a, str> {
    let mut text = Cow::Borrowed("");
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Text(part) if text.is_empty() => text = part.xml10_content(),
            Event::Text(part) => text.to_mut().push_str(&part.xml10_content()),
            Event::GeneralRef(name) => text.to_mut().push(match name.as_ref() {
                "amp" => '&',
                "quot" => '"',
                "lt" => '<',
                "gt" => '>',
                _ => '\'',
            }),
            Event::End(_) => return text,
            _ => {}
        }
    }
}
