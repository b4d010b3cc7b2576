//! The XML reader beside a library that many use: what ours accepts, the library reads as the same elements and texts.
//! The library takes more (several roots, open ends, any character), so the other direction does not hold.

use connector_runtime::{DecodeError, XmlReader};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

const SEEDS: [&str; 3] = [
    "<?xml version='1.0' encoding='utf-8'?>\n<s:Shelf xmlns:s='u' a='1' x:type = \"K &#38; &#x3C;\" >junk<s:Book >\
     <x>\t<Price><deep/></Price></x><Price>\n 5e-1 </Price></s:Book >\r\n<Name> a<![CDATA[&b <c>]]><!-- c --></Name>\
     <Tags><member>x</member><member/></Tags></s:Shelf>\n<!-- end --><?p?>",
    "<a>one&amp;two\r\nthree\rfour<![CDATA[ five\r\n&amp;<b> ]]><!-- six -->&#10;&#xe9;<?seven?> eight</a>",
    "<a b='c>d' e=\"/>\"/>",
];
const PIECES: [&str; 18] = [
    "<",
    ">",
    "/>",
    "</",
    "&",
    ";",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "'",
    "\"",
    "\r",
    "<b>",
    "</b>",
    "&lt;",
];

/// Elements as starts and ends, by local name.
fn elements(body: &str) -> Result<Vec<String>, DecodeError> {
    let mut reader = XmlReader::new(body.as_bytes())?;
    let mut seen = vec![reader.root()?.into_owned()];
    let mut depth = 1;
    while depth > 0 {
        if let Some(name) = reader.next_element()? {
            seen.push(name.into_owned());
            depth += 1;
        } else {
            seen.push("/".to_owned());
            depth -= 1;
        }
    }
    reader.finish()?;
    Ok(seen)
}

/// The text of a root without children.
fn text(body: &str) -> Result<String, DecodeError> {
    let mut reader = XmlReader::new(body.as_bytes())?;
    reader.root()?;
    let text = reader.string()?;
    reader.finish()?;
    Ok(text)
}

/// What the library sees: elements, and all text inside of them.
fn library(body: &str) -> Result<(Vec<String>, String), quick_xml::Error> {
    let mut reader = Reader::from_str(body);
    reader.config_mut().expand_empty_elements = true;
    let (mut elements, mut text, mut depth) = (Vec::new(), String::new(), 0);
    loop {
        match reader.read_event()? {
            Event::Start(tag) => {
                depth += 1;
                elements.push(tag.local_name().as_ref().to_owned());
            }
            Event::End(_) => {
                depth -= 1;
                elements.push("/".to_owned());
            }
            Event::Text(part) if depth > 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref()? {
                Some(character) => text.push(character),
                None => text.push_str(resolve_xml_entity(&reference).unwrap_or("?")),
            },
            Event::Eof => return Ok((elements, text)),
            _ => {}
        }
    }
}

#[test]
fn no_mutation_is_read_as_something_else_than_the_library_reads() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).expect("small")).expect("small")
    };
    let (mut with_elements, mut with_text) = (0, 0);
    for round in 0..6_000 {
        let mut body: Vec<char> = SEEDS[round % SEEDS.len()].chars().collect();
        for _ in 0..random(4) {
            let at = random(body.len());
            if random(2) == 0 {
                body.drain(at..(at + random(6)).min(body.len()));
            } else {
                body.splice(at..at, PIECES[random(PIECES.len())].chars());
            }
        }
        let body: String = body.into_iter().collect();
        let library = library(&body).ok();
        if let Ok(elements) = elements(&body) {
            with_elements += 1;
            assert_eq!(
                library.as_ref().map(|read| &read.0),
                Some(&elements),
                "{body}"
            );
        }
        if let Ok(text) = text(&body) {
            with_text += 1;
            assert_eq!(library.as_ref().map(|read| &read.1), Some(&text), "{body}");
        }
    }
    assert!(
        with_elements > 1_500 && with_text > 500,
        "{with_elements}, {with_text}"
    );
}
