//! The XML codec as generated mappings call it: what is read, written and refused.

use std::collections::BTreeMap;

use connector_runtime::{
    DateTime, DecodeError, MAX_DEPTH, Method, Request, Response, XmlReader, XmlWriter,
};

/// An entity with a member of every form that a model can give one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shelf {
    kind: Option<String>,
    name: Option<String>,
    size: Option<i64>,
    sold: Option<bool>,
    made: Option<DateTime>,
    cover: Option<Vec<u8>>,
    next: Option<Box<Shelf>>,
    tags: Vec<String>,
    books: Vec<Book>,
    rows: Vec<Vec<i32>>,
    labels: BTreeMap<String, String>,
    notes: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Book {
    price: Option<f64>,
}

impl Shelf {
    fn read(reader: &mut XmlReader<'_>) -> Result<Self, DecodeError> {
        let mut entity = Self {
            kind: reader.attribute("xsi:type"),
            ..Self::default()
        };
        while let Some(name) = reader.next_element()? {
            match name.as_ref() {
                "Name" => entity.name = reader.nullable(XmlReader::string)?,
                "Size" => entity.size = reader.nullable(XmlReader::long)?,
                "Sold" => entity.sold = reader.nullable(XmlReader::boolean)?,
                "Made" => entity.made = reader.nullable(XmlReader::date_time)?,
                "Cover" => entity.cover = reader.nullable(XmlReader::blob)?,
                "Next" => entity.next = reader.nullable(Self::read)?.map(Box::new),
                "Tags" => entity.tags = reader.list("member", XmlReader::string)?,
                "Book" => reader.item(&mut entity.books, Book::read)?,
                "Rows" => {
                    entity.rows =
                        reader.list("row", |reader| reader.list("member", XmlReader::integer))?;
                }
                "Labels" => {
                    entity.labels = reader.map("entry", "key", "value", XmlReader::string)?;
                }
                "Note" => reader.entry(&mut entity.notes, "K", "V", |reader| {
                    reader.list("member", XmlReader::string)
                })?,
                _ => reader.skip()?,
            }
        }
        Ok(entity)
    }

    fn write(writer: &mut XmlWriter, entity: &Self) {
        writer.namespace("xsi", "http://www.w3.org/2001/XMLSchema-instance");
        writer.attribute("xsi:type", entity.kind.as_ref());
        writer.member("Name", entity.name.as_ref(), XmlWriter::string);
        writer.member("Size", entity.size.as_ref(), XmlWriter::long);
        writer.member("Sold", entity.sold.as_ref(), XmlWriter::boolean);
        writer.member("Made", entity.made.as_ref(), XmlWriter::date_time);
        writer.member("Cover", entity.cover.as_ref(), XmlWriter::blob);
        writer.member("Next", entity.next.as_deref(), Self::write);
        writer.list("Tags", "member", Some(&entity.tags), XmlWriter::string);
        writer.items("Book", Some(&entity.books), Book::write);
        writer.list("Rows", "row", Some(&entity.rows), |writer, row| {
            writer.children("member", row, XmlWriter::integer);
        });
        let labels = Some(&entity.labels);
        writer.map("Labels", "entry", "key", "value", labels, XmlWriter::string);
        writer.entries("Note", "K", "V", Some(&entity.notes), |writer, note| {
            writer.children("member", note, XmlWriter::string);
        });
    }
}

impl Book {
    fn read(reader: &mut XmlReader<'_>) -> Result<Self, DecodeError> {
        let mut entity = Self::default();
        while let Some(name) = reader.next_element()? {
            match name.as_ref() {
                "Price" => entity.price = reader.nullable(XmlReader::decimal)?,
                _ => reader.skip()?,
            }
        }
        Ok(entity)
    }

    fn write(writer: &mut XmlWriter, entity: &Self) {
        writer.member("Price", entity.price.as_ref(), XmlWriter::decimal);
    }
}

fn full() -> Shelf {
    let text = "a<b>&amp;\"'\t\r\n é\u{85}]]><![CDATA[😀 ";
    let texts = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
    let mut shelf = Shelf {
        kind: Some("a\"b\n<&>'".to_owned()),
        name: Some(text.to_owned()),
        size: Some(i64::MIN),
        sold: Some(true),
        made: Some(DateTime::from_unix(1_440_938_160, 500_000_000)),
        cover: Some((0..=255).collect()),
        next: None,
        tags: texts(&["", " ", text]),
        books: vec![Book { price: Some(1e300) }, Book::default()],
        rows: vec![vec![1, -2], vec![], vec![i32::MAX]],
        labels: BTreeMap::from([(text.to_owned(), text.to_owned())]),
        notes: BTreeMap::from([("k".to_owned(), texts(&["x", text]))]),
    };
    shelf.next = Some(Box::new(shelf.clone()));
    shelf
}

fn written(shelf: &Shelf) -> String {
    let mut writer = XmlWriter::new();
    writer.root("Shelf", Some(("", "https://shelf.example")), |writer| {
        Shelf::write(writer, shelf);
    });
    writer.finish()
}

fn read(body: &str) -> Result<Shelf, DecodeError> {
    Response::new(200, body.to_owned()).xml(Shelf::read)
}

#[test]
fn what_is_written_reads_back() {
    assert_eq!(read(&written(&full())), Ok(full()));
    let none = Shelf::default();
    assert_eq!(read(&written(&none)), Ok(none));
}

#[test]
fn documents_keep_their_meaning_however_they_are_written() {
    let expected = Shelf {
        kind: Some("K & <".to_owned()),
        name: Some(" a&b <c> 😀\nx".to_owned()),
        size: Some(-5),
        sold: Some(false),
        made: Some(DateTime::from_unix(0, 0)),
        cover: Some(b"foobar".to_vec()),
        tags: vec!["x".to_owned(), String::new(), "y".to_owned()],
        books: vec![Book { price: Some(0.5) }, Book::default()],
        rows: vec![vec![1, 2], vec![]],
        labels: BTreeMap::from([("a".to_owned(), "2".to_owned())]),
        notes: BTreeMap::from([("n".to_owned(), vec!["v".to_owned()])]),
        next: None,
    };
    let plain = "<Shelf xsi:type='K &amp; &lt;'><Name> a&amp;b &lt;c&gt; &#x1F600;&#10;x</Name>\
        <Size>-5</Size><Sold>false</Sold><Made>1970-01-01T00:00:00Z</Made><Cover>Zm9vYmFy</Cover>\
        <Tags><member>x</member><member/><member>y</member></Tags><Book><Price>0.5</Price></Book>\
        <Book/><Rows><row><member>1</member><member>2</member></row><row/></Rows>\
        <Labels><entry><key>a</key><value>1</value></entry><entry><value>2</value><key>a</key>\
        </entry><entry><key>alone</key></entry></Labels>\
        <Note><K>n</K><V><member>v</member></V></Note></Shelf>";
    let odd = "\u{feff} \r\n<?xml version=\"1.0\" encoding='utf-8' standalone='yes'?><?p i?><!-- - -->\
        <s:Shelf xmlns:s='u' xmlns:x='w' a='1' x:type = \"K &#38; &#x3C;\" >junk<s:Book >\
        <x>\t<Price><deep><Price>7</Price></deep></Price></x><Price>\n 5e-1 </Price></s:Book >\r\n\
        <s:Name> a<![CDATA[&b <c>]]><!-- c --> &#128512;\r<?pi ?>x</s:Name>\
        <Size xml:lang='en'>\t-5\n</Size><Sold> FALSE </Sold><Made>0</Made>\
        <Cover>\n  Zm9v\n  YmFy\n</Cover><!---->\
        <Unknown a='&lt;'><Name>no</Name><![CDATA[<Name>]]>&amp;<Unknown/></Unknown>\
        <Tags>&#32;<member>x</member>\n<other/>\n<x:member></x:member><member>y</member></Tags>\
        <Rows><row><member> 1</member><member>2 </member></row><row>\n</row></Rows><Book></Book>\
        <Labels><entry><key>a</key><value>2</value><more/></entry><entry/></Labels>\
        <Note><V><member>v</member></V><K>n</K></Note></s:Shelf>\n<!-- end --><?p?>\n";
    assert_eq!(read(plain), Ok(expected.clone()));
    assert_eq!(read(odd), Ok(expected));
}

#[test]
fn an_element_that_is_nil_is_absent() {
    let body = "<Shelf xmlns:xsi='i'><Name xsi:nil='true'/><Size xsi:nil='1'></Size>\
                <Sold xsi:nil='false'>true</Sold></Shelf>";
    let expected = Shelf {
        sold: Some(true),
        ..Shelf::default()
    };
    assert_eq!(read(body), Ok(expected));
}

#[test]
fn every_truncation_is_refused() {
    let body = written(&full());
    assert!(read(&body).is_ok());
    for end in (1..body.len()).filter(|&end| body.is_char_boundary(end)) {
        assert!(read(&body[..end]).is_err(), "{}", &body[..end]);
    }
    let bytes = body.as_bytes();
    for end in 1..bytes.len() {
        let response = Response::new(200, bytes[..end].to_vec());
        assert!(response.xml(XmlReader::skip).is_err(), "{end}");
    }
}

#[test]
fn what_is_no_document_is_refused_at_its_place() {
    for (body, message) in [
        ("x", "expected an element, found a text (byte 0)"),
        (
            "<!-- -->",
            "expected an element, found the end of the text (byte 8)",
        ),
        (
            "<a/><b/>",
            "expected the end of the text, found a second root element (byte 4)",
        ),
        (
            "<a/>x",
            "expected the end of the text, found a text (byte 4)",
        ),
        (
            "<a/>&amp;",
            "expected the end of the text, found a text (byte 4)",
        ),
        (
            "<a/><![CDATA[x]]>",
            "expected the end of the text, found a text (byte 4)",
        ),
        (
            "<a/></a>",
            "expected the end tag of the open element, found another end tag (byte 4)",
        ),
        ("<a><b></a>", "found another end tag at `a.b` (byte 6)"),
        (
            "<a><b/>",
            "expected the end tag, found the end of the text at `a` (byte 7)",
        ),
        (
            "<a b='1' b='2'/>",
            "expected attributes, each once, found something else (byte 2)",
        ),
        ("<a b/>", "expected attributes, each once"),
        ("<a b=c/>", "expected attributes, each once"),
        ("<a b='<'/>", "expected attributes, each once"),
        ("<a b='&x;'/>", "expected attributes, each once"),
        ("<a 1='2'/>", "expected attributes, each once"),
        ("<1a/>", "expected a name, found another text (byte 1)"),
        ("<></>", "expected a name, found another text (byte 1)"),
        ("<a/b/>", "expected a name, found another text (byte 1)"),
        ("<a b='1'c='2'/>", "expected attributes, each once"),
        ("<?>?><a/>", "expected a name, found another text (byte 2)"),
        ("<?p", "expected `?>`, found the end of the text (byte 0)"),
        ("<a", "expected `>`, found the end of the text (byte 0)"),
        (
            "<a b='>",
            "expected `'`, found the end of the text (byte 0)",
        ),
        ("< a/>", "expected a name"),
        (
            "<a>\u{1}</a>",
            "found a character that XML does not allow (byte 3)",
        ),
        (
            "<a>\u{ffff}</a>",
            "found a character that XML does not allow (byte 3)",
        ),
        ("<a>&#0;</a>", "found another reference at `a` (byte 3)"),
        ("<a>&nbsp;</a>", "found another reference at `a` (byte 3)"),
        ("<a>&;</a>", "found another reference at `a` (byte 3)"),
        (
            "<a>&lt</a>",
            "expected `;` behind a reference, found something else at `a` (byte 3)",
        ),
        (
            "<a>1 & 2</a>",
            "expected `;` behind a reference, found something else at `a` (byte 5)",
        ),
        (
            "<a><?xml version='1.0'?></a>",
            "found a declaration at `a` (byte 3)",
        ),
        (
            "<a><!x></a>",
            "expected a comment or a section of characters",
        ),
        (
            "<?xml version='1.0' encoding='latin1'?><a>é</a>",
            "found another encoding (byte 0)",
        ),
        (
            "<!DOCTYPE a><a/>",
            "expected an element, found a document type (byte 0)",
        ),
        ("<!doctype a><a/>", "found a document type"),
        ("<a><!DOCTYPE a></a>", "found a document type at `a`"),
        (
            "\u{feff}<a><b>",
            "found the end of the text at `a.b` (byte 9)",
        ),
    ] {
        let error = Response::new(200, body.to_owned())
            .xml(XmlReader::skip)
            .expect_err(body);
        assert!(error.to_string().contains(message), "{body}: {error}");
        assert!(read(body).is_err(), "{body}");
    }
    let error = Response::new(200, &b"<a>\xff</a>"[..])
        .xml(XmlReader::skip)
        .expect_err("no UTF-8");
    assert_eq!(
        error.to_string(),
        "expected XML in UTF-8, found another encoding (byte 3)"
    );
}

#[test]
fn values_of_another_type_are_named_and_not_quoted() {
    for (body, message) in [
        (
            "<S><Size>5 secret</Size></S>",
            "an integer of 64 bits, found another text at `S.Size` (byte 9)",
        ),
        (
            "<S><Size/></S>",
            "expected an integer of 64 bits, found nothing at `S.Size`",
        ),
        (
            "<S><Size>9223372036854775808</Size></S>",
            "expected an integer of 64 bits",
        ),
        ("<S><Size>1.5</Size></S>", "expected an integer of 64 bits"),
        (
            "<S><Sold>yes</Sold></S>",
            "expected a boolean, found another text at `S.Sold`",
        ),
        (
            "<S><Made>yesterday</Made></S>",
            "expected a time, found another text at `S.Made`",
        ),
        (
            "<S><Cover>?</Cover></S>",
            "expected bytes in base64, found another text at `S.Cover`",
        ),
        (
            "<S><Name>a<b/></Name></S>",
            "expected a text, found an element at `S.Name.b`",
        ),
        (
            "<S><Rows><row><member>2147483648</member></row></Rows></S>",
            "an integer of 32 bits, found another text at `S.Rows.row.member`",
        ),
        (
            "<S><Book><Price>1,5</Price></Book></S>",
            "expected a number, found another text at `S.Book.Price`",
        ),
    ] {
        let error = read(body).expect_err(body);
        assert!(error.to_string().contains(message), "{body}: {error}");
        assert!(!error.to_string().contains("secret"));
    }
}

#[test]
fn floats_without_digits_have_names_in_both_directions() {
    for (value, name) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
        (-0.5, "-0.5"),
    ] {
        let mut writer = XmlWriter::new();
        writer.root("a", None, |writer| {
            #[expect(clippy::cast_possible_truncation, reason = "all four fit")]
            writer.member("b", Some(&(value as f32)), XmlWriter::float);
            writer.member("b", Some(&value), XmlWriter::decimal);
        });
        let body = writer.finish();
        assert_eq!(body, format!("<a><b>{name}</b><b>{name}</b></a>"));
        let texts: Vec<f64> = Response::new(200, body)
            .xml(|reader| reader.list("b", XmlReader::decimal))
            .expect("numbers");
        assert_eq!(texts[0].to_bits(), value.to_bits());
    }
    let single = |reader: &mut XmlReader<'_>| reader.list("b", XmlReader::float);
    let body = "<a><b>0.1</b><b>1e39</b></a>";
    assert_eq!(
        Response::new(200, body).xml(single),
        Ok(vec![0.1, f32::INFINITY])
    );
}

#[test]
fn bombs_are_refused_before_they_cost_anything() {
    let nested = |levels: usize| "<Next>".repeat(levels) + &"</Next>".repeat(levels);
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    let error = read(&nested(MAX_DEPTH + 1)).expect_err("too deep");
    assert!(
        error.to_string().contains("expected at most 128 levels"),
        "{error}"
    );
    let deep = Response::new(200, "<x>".repeat(1_000_000));
    assert!(deep.xml(XmlReader::skip).is_err());

    let attributes = |count: usize| {
        let list: Vec<String> = (0..count).map(|index| format!("a{index}=''")).collect();
        let list = list.join(" ");
        format!("<Shelf {list}/>")
    };
    assert!(read(&attributes(1024)).is_ok());
    let error = read(&attributes(1025)).expect_err("too many");
    assert!(
        error.to_string().contains("at most 1024 attributes"),
        "{error}"
    );

    let laughs =
        "<!DOCTYPE a [<!ENTITY l 'ha'><!ENTITY m '&l;&l;&l;'>]><Shelf><Name>&m;</Name></Shelf>";
    assert!(read(laughs).is_err());
    let outside = "<!DOCTYPE a SYSTEM 'file:///x'><Shelf/>";
    assert!(read(outside).is_err());
    let error = read(&format!("<{}><Size/></{0}>", "n".repeat(1_000_000))).expect_err("no size");
    assert!(error.to_string().len() < 300);
}

#[test]
fn no_mutation_of_a_document_breaks_the_reader() {
    let seeds = [
        written(&full()),
        "<?xml version='1.0' encoding='utf-8'?><!-- c --><a b='c'>&amp;<![CDATA[x]]>&#10;</a>"
            .to_owned(),
    ];
    let pieces: [&[u8]; 14] = [
        b"<",
        b">",
        b"/>",
        b"</",
        b"&",
        b";",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?",
        b"'",
        b"\0",
        b"\xef\xbf",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).expect("small")).expect("small")
    };
    let mut accepted = 0;
    for round in 0..4_000 {
        let mut bytes = seeds[round % 2].clone().into_bytes();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(4) {
                0 => drop(bytes.drain(at..(at + random(9)).min(bytes.len()))),
                1 => bytes[at] ^= 1 << random(8),
                2 => drop(bytes.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                _ => {
                    let copy = bytes[at..(at + random(40)).min(bytes.len())].to_vec();
                    let to = random(bytes.len());
                    drop(bytes.splice(to..to, copy));
                }
            }
        }
        let response = Response::new(200, bytes);
        let skipped = response.xml(XmlReader::skip);
        let read = response.xml(Shelf::read);
        assert!(
            skipped.is_ok() || read.is_err(),
            "reading checks what skipping checks"
        );
        if let Ok(shelf) = read {
            accepted += 1;
            // Values of floats may have become `NaN`, which equals nothing: texts are compared.
            let again = self::read(&written(&shelf)).expect("our own document");
            assert_eq!(written(&again), written(&shelf));
        }
        let _ = (response.xml_error(Shelf::read), response.error_code());
    }
    assert!((100..3_900).contains(&accepted), "{accepted}");
}

#[test]
fn answers_are_found_where_their_protocol_puts_them() {
    let names = |reader: &mut XmlReader<'_>| reader.list("N", XmlReader::string);
    let one = Ok(vec!["1".to_owned()]);
    let answer = |body: &str| Response::new(200, body.to_owned());
    for empty in ["", " \r\n"] {
        assert_eq!(answer(empty).xml(names), Ok(vec![]));
        assert_eq!(answer(empty).xml_result("R", names), Ok(vec![]));
        assert_eq!(answer(empty).xml_error(names), Ok(vec![]));
        assert_eq!(answer(empty).xml_unwrapped(XmlReader::string), Ok(None));
    }
    assert_eq!(answer("<Any><N>1</N></Any>").xml(names), one);

    let query = "<LResponse xmlns='u'><Other><R><N>2</N></R></Other><R><N>1</N></R><R><N>3</N></R>\
                 <ResponseMetadata><RequestId>7</RequestId></ResponseMetadata></LResponse>";
    assert_eq!(answer(query).xml_result("R", names), one);
    assert_eq!(answer("<LResponse/>").xml_result("R", names), Ok(vec![]));
    assert!(answer("<L><R><N>1</N></R>").xml_result("R", names).is_err());

    for error in [
        "<Error><N>1</N></Error>",
        "<ErrorResponse><Error><N>1</N></Error><RequestId>7</RequestId></ErrorResponse>",
        "<Response><Errors><Error><N>1</N></Error><Error><N>2</N></Error></Errors><RequestID/></Response>",
    ] {
        assert_eq!(answer(error).xml_error(names), one, "{error}");
    }
    assert_eq!(
        answer("<a><b><Error><N>1</N></Error></b></a>").xml_error(names),
        Ok(vec![])
    );

    let place = |body: &str| answer(body).xml_unwrapped(XmlReader::string);
    let location = "<?xml version='1.0'?>\n<LocationConstraint xmlns='u'>eu</LocationConstraint>";
    assert_eq!(place(location), Ok(Some("eu".to_owned())));
    for none in ["<L/>", "<L xmlns='u'/>", "<L></L>", "<L>\n</L>"] {
        assert_eq!(place(none), Ok(None), "{none}");
    }
}

#[test]
fn failures_behind_a_success_status_are_seen() {
    for (body, is_error) in [
        (
            "<?xml version='1.0'?>\n<Error><Code>InternalError</Code></Error>",
            true,
        ),
        ("  <e:Error xmlns:e='u'/>", true),
        ("<Result><Error/></Result>", false),
        ("Error", false),
        ("", false),
        ("<Error", false),
    ] {
        assert_eq!(Response::new(200, body).is_xml_error(), is_error, "{body}");
    }
    let sender = "<r><Error><Type>Sender</Type></Error></r>";
    assert_eq!(
        Response::new(400, sender).error_type().as_deref(),
        Some("Sender")
    );
}

#[test]
fn requests_carry_namespaces_and_their_content_type() {
    let mut request = Request::new(Method::PUT);
    request.xml("Root", Some(("", "https://r.example/?a&b")), |writer| {
        writer.namespace("p", "https://p.example");
        writer.attribute("id", Some(&5));
        writer.attribute("none", None::<&str>);
        let (yes, list) = (Some(&true), Some(&["x", "y"][..]));
        writer.member_in(("", "u"), "A", yes, XmlWriter::boolean);
        writer.attribute("late", Some("x"));
        writer.list_in(("q", "v"), "B", "q:i", list, XmlWriter::string);
        writer.items_in(("", "w"), "C", list, |writer, item| {
            writer.attribute("n", Some("1"));
            writer.string(item);
        });
        writer.list("D", "i", Some(&[]), XmlWriter::long);
        writer.list("E", "i", None, XmlWriter::long);
        writer.items("F", Some(&[]), XmlWriter::long);
        writer.map("G", "entry", "key", "value", None, XmlWriter::long);
        writer.list("H", "i", Some(&[None, Some(1)]), |writer, item| {
            writer.nullable(item, XmlWriter::integer);
        });
    });
    let expected = "<Root xmlns=\"https://r.example/?a&amp;b\" xmlns:p=\"https://p.example\" id=\"5\">\
        <A xmlns=\"u\">true</A><B xmlns:q=\"v\"><q:i>x</q:i><q:i>y</q:i></B>\
        <C xmlns=\"w\" n=\"1\">x</C><C xmlns=\"w\" n=\"1\">y</C><D/><H><i/><i>1</i></H></Root>";
    assert_eq!(std::str::from_utf8(request.body()), Ok(expected));
    assert_eq!(request.headers()["content-type"], "application/xml");

    let mut request = Request::new(Method::PUT);
    request.xml("Root", None, |_| {});
    assert_eq!(request.body(), b"<Root/>");
}

#[test]
fn times_are_written_in_the_format_of_their_member() {
    let time = DateTime::from_unix(1_440_938_160, 0);
    let mut writer = XmlWriter::new();
    writer.root("a", None, |writer| {
        writer.member("b", Some(&time), XmlWriter::date_time);
        writer.member("b", Some(&time), XmlWriter::http_date);
        writer.member("b", Some(&time), XmlWriter::epoch_seconds);
    });
    let body = writer.finish();
    let expected = "<a><b>2015-08-30T12:36:00Z</b><b>Sun, 30 Aug 2015 12:36:00 GMT</b>\
                    <b>1440938160</b></a>";
    assert_eq!(body, expected);
    let response = Response::new(200, body);
    for read in [
        XmlReader::date_time,
        XmlReader::http_date,
        XmlReader::epoch_seconds,
    ] {
        let times = response.xml(|reader| reader.list("b", read));
        assert_eq!(
            times,
            Ok(vec![time; 3]),
            "each format is understood as any other"
        );
    }
}

#[test]
fn a_reader_out_of_place_is_an_error_and_no_loop() {
    let mut reader = XmlReader::new(b"<a/>").expect("characters");
    assert!(reader.skip().is_err() && reader.string().is_err());
    assert!(reader.next_element().is_err(), "the root is read by `root`");
    let mut reader = XmlReader::new(b"<a><b/></a>").expect("characters");
    reader.root().expect("a root");
    assert!(reader.root().is_err());
    let mut reader = XmlReader::new(b"<a>secret</a>").expect("characters");
    reader.root().expect("a root");
    assert!(reader.finish().is_err());
    assert_eq!(reader.attribute("x"), None);
    assert!(!format!("{reader:?}").contains("secret"));
}
