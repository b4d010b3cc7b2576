//! The writer of the query protocols as generated mappings call it.

use std::collections::BTreeMap;

use connector_runtime::{DateTime, Method, QueryWriter, Request};

/// An entity with a member of every form that a model can give one.
#[derive(Default)]
struct Shelf {
    name: Option<String>,
    next: Option<Box<Shelf>>,
    tags: Option<Vec<String>>,
    flat: Option<Vec<String>>,
    rows: Option<Vec<Vec<i32>>>,
    labels: Option<BTreeMap<String, String>>,
    notes: Option<BTreeMap<String, Vec<String>>>,
}

impl Shelf {
    fn write(writer: &mut QueryWriter, entity: &Self) {
        writer.member("Name", entity.name.as_ref(), QueryWriter::string);
        writer.member("Next", entity.next.as_deref(), Self::write);
        writer.list(
            "Tags",
            "member",
            entity.tags.as_deref(),
            QueryWriter::string,
        );
        writer.items("Flat", entity.flat.as_deref(), QueryWriter::string);
        writer.list("Rows", "row", entity.rows.as_deref(), |writer, row| {
            writer.children("member", row, QueryWriter::integer);
        });
        let labels = entity.labels.as_ref();
        writer.map(
            "Labels",
            "entry",
            "key",
            "value",
            labels,
            QueryWriter::string,
        );
        writer.entries("Notes", "K", "V", entity.notes.as_ref(), |writer, note| {
            writer.children("member", note, QueryWriter::string);
        });
    }
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

fn full() -> Shelf {
    Shelf {
        name: Some("a b&c=d+é".to_owned()),
        next: Some(Box::new(Shelf {
            name: Some(String::new()),
            tags: Some(texts(&["x"])),
            ..Shelf::default()
        })),
        tags: Some(texts(&["x", "y"])),
        flat: Some(texts(&["x", "y"])),
        rows: Some(vec![vec![1, 2], vec![-3]]),
        labels: Some(BTreeMap::from([
            ("k".to_owned(), "v".to_owned()),
            ("l".to_owned(), "w".to_owned()),
        ])),
        notes: Some(BTreeMap::from([("k".to_owned(), texts(&["x", "y"]))])),
    }
}

fn empty() -> Shelf {
    Shelf {
        tags: Some(vec![]),
        flat: Some(vec![]),
        rows: Some(vec![vec![]]),
        labels: Some(BTreeMap::new()),
        notes: Some(BTreeMap::from([("k".to_owned(), vec![])])),
        ..Shelf::default()
    }
}

fn body(request: &Request) -> &str {
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    assert_eq!(request.headers()["content-type"], kind);
    std::str::from_utf8(request.body()).expect("ASCII")
}

#[test]
fn query_names_are_paths_with_numbers_from_one() {
    let mut request = Request::new(Method::POST);
    request.action("ListShelves", "2010-05-08", |writer| {
        Shelf::write(writer, &full());
    });
    let expected = "Action=ListShelves&Version=2010-05-08&Name=a%20b%26c%3Dd%2B%C3%A9&Next.Name=\
        &Next.Tags.member.1=x&Tags.member.1=x&Tags.member.2=y&Flat.1=x&Flat.2=y\
        &Rows.row.1.member.1=1&Rows.row.1.member.2=2&Rows.row.2.member.1=-3\
        &Labels.entry.1.key=k&Labels.entry.1.value=v&Labels.entry.2.key=l&Labels.entry.2.value=w\
        &Notes.1.K=k&Notes.1.V.member.1=x&Notes.1.V.member.2=y";
    assert_eq!(body(&request), expected);
}

#[test]
fn ec2_lists_have_no_wrapper() {
    let mut request = Request::new(Method::POST);
    request.ec2_action("ListShelves", "2016-11-15", |writer| {
        Shelf::write(writer, &full());
    });
    let expected = "Action=ListShelves&Version=2016-11-15&Name=a%20b%26c%3Dd%2B%C3%A9&Next.Name=\
        &Next.Tags.1=x&Tags.1=x&Tags.2=y&Flat.1=x&Flat.2=y&Rows.1.1=1&Rows.1.2=2&Rows.2.1=-3\
        &Labels.entry.1.key=k&Labels.entry.1.value=v&Labels.entry.2.key=l&Labels.entry.2.value=w\
        &Notes.1.K=k&Notes.1.V.1=x&Notes.1.V.2=y";
    assert_eq!(body(&request), expected);
}

#[test]
fn empty_lists_are_fields_for_query_and_nothing_for_ec2() {
    let mut request = Request::new(Method::POST);
    request.action("A", "1", |writer| Shelf::write(writer, &empty()));
    let expected = "Action=A&Version=1&Tags=&Flat=&Rows.row.1=&Notes.1.K=k&Notes.1.V=";
    assert_eq!(body(&request), expected);

    let mut request = Request::new(Method::POST);
    request.ec2_action("A", "1", |writer| Shelf::write(writer, &empty()));
    assert_eq!(body(&request), "Action=A&Version=1&Notes.1.K=k");

    let mut request = Request::new(Method::POST);
    request.action("A", "1", |writer| Shelf::write(writer, &Shelf::default()));
    assert_eq!(body(&request), "Action=A&Version=1");
}

#[test]
fn scalars_have_the_forms_of_the_protocol() {
    let time = DateTime::from_unix(1_422_172_800, 0);
    let mut writer = QueryWriter::query("A", "1");
    writer.member("a", Some(&true), QueryWriter::boolean);
    writer.member("a", Some(&i64::MIN), QueryWriter::long);
    writer.member("a", Some(&0.1_f32), QueryWriter::float);
    writer.member("a", Some(&f32::NAN), QueryWriter::float);
    writer.member("a", Some(&-1e-7), QueryWriter::decimal);
    writer.member("a", Some(&f64::INFINITY), QueryWriter::decimal);
    writer.member("a", Some(&f64::NEG_INFINITY), QueryWriter::decimal);
    writer.member("a", Some(&time), QueryWriter::date_time);
    writer.member("a", Some(&time), QueryWriter::http_date);
    writer.member("a", Some(&time), QueryWriter::epoch_seconds);
    writer.member("a", Some(&[0xFB_u8, 0xFF, 0xFE, 0][..]), QueryWriter::blob);
    writer.items("a", Some(&[None, Some(5)]), |writer, item| {
        writer.nullable(item, QueryWriter::integer);
    });
    let fields = writer.finish();
    let values: Vec<&str> = fields.split('&').skip(2).collect();
    let expected = [
        "a=true",
        "a=-9223372036854775808",
        "a=0.1",
        "a=NaN",
        "a=-1e-7",
        "a=Infinity",
        "a=-Infinity",
        "a=2015-01-25T08%3A00%3A00Z",
        "a=Sun%2C%2025%20Jan%202015%2008%3A00%3A00%20GMT",
        "a=1422172800",
        "a=%2B%2F%2F%2BAA%3D%3D",
        "a.1=",
        "a.2=5",
    ];
    assert_eq!(values, expected);
}
