//! What is compared: cases, and in each the rivals, ours first.

use std::hint::black_box;
use std::rc::Rc;

use connector_runtime::{Bytes, Response};
use tokio::runtime::{Builder, Runtime};

use crate::{bodies, by_hand, ours, sdk};

/// Does the same so many times.
pub type Run = Box<dyn FnMut(usize)>;

pub struct Case {
    pub name: &'static str,
    pub rivals: Vec<(&'static str, Run)>,
}

/// A rival that makes one async call after another.
macro_rules! calls {
    ($runtime:expr, $client:expr, $client_name:ident => $call:expr) => {{
        let (runtime, $client_name): (Rc<Runtime>, _) = (Rc::clone(&$runtime), $client);
        Box::new(move |times: usize| {
            runtime.block_on(async {
                for _ in 0..times {
                    black_box($call.await.expect("a canned answer"));
                }
            })
        }) as Run
    }};
}

/// A rival that reads one body after another.
fn reads<T>(read: impl Fn() -> T + 'static) -> Run {
    Box::new(move |times: usize| {
        for _ in 0..times {
            black_box(read());
        }
    })
}

pub fn all() -> Vec<Case> {
    let runtime = Rc::new(Builder::new_current_thread().enable_time().build().expect("a runtime"));
    let mut cases = bodies_read(&runtime);
    cases.extend(empty(&runtime));
    cases
}

fn bodies_read(runtime: &Rc<Runtime>) -> Vec<Case> {
    let [query, listing, voices] = [bodies::query(), bodies::listing(), bodies::voices()].map(|body| &*body.leak());
    let answer = |body: &'static str| Response::new(200, Bytes::from_static(body.as_bytes()));
    let (query_answer, listing_answer, voices_answer) = (answer(query), answer(listing), answer(voices));
    println!(
        "bodies: query {} bytes, listing {} bytes, voices {} bytes",
        query.len(),
        listing.len(),
        voices.len()
    );
    vec![
        Case {
            name: "DynamoDB Query, 1 MB, call",
            rivals: vec![
                (
                    "connector",
                    calls!(runtime, ours::client(200, query), c => c.call(&ours::query())),
                ),
                (
                    "aws-sdk-dynamodb",
                    calls!(runtime, sdk::dynamodb(200, query), c => c.query().table_name("orders").send()),
                ),
            ],
        },
        Case {
            name: "DynamoDB Query, 1 MB, reading the body",
            rivals: vec![
                (
                    "connector",
                    reads(move || ours::read::<amazon_dynamodb_connector::QueryRequest>(&query_answer)),
                ),
                ("serde_json with derives", reads(move || by_hand::query(query))),
            ],
        },
        Case {
            name: "S3 ListObjectsV2, 1000 keys, call",
            rivals: vec![
                (
                    "connector",
                    calls!(runtime, ours::client(200, listing), c => c.call(&ours::list())),
                ),
                (
                    "aws-sdk-s3",
                    calls!(runtime, sdk::s3(200, listing), c => c.list_objects_v2().bucket("backups").send()),
                ),
            ],
        },
        Case {
            name: "S3 ListObjectsV2, 1000 keys, reading the body",
            rivals: vec![
                (
                    "connector",
                    reads(move || ours::read::<amazon_s3_connector::ListObjectsV2Request>(&listing_answer)),
                ),
                ("quick-xml pulled by hand", reads(move || by_hand::listing(listing))),
            ],
        },
        Case {
            name: "Polly DescribeVoices, 100 voices, call",
            rivals: vec![
                (
                    "connector",
                    calls!(runtime, ours::client(200, voices), c => c.call(&ours::voices())),
                ),
                (
                    "aws-sdk-polly",
                    calls!(runtime, sdk::polly(200, voices), c => c.describe_voices().send()),
                ),
            ],
        },
        Case {
            name: "Polly DescribeVoices, 100 voices, reading the body",
            rivals: vec![
                (
                    "connector",
                    reads(move || ours::read::<amazon_polly_connector::DescribeVoicesRequest>(&voices_answer)),
                ),
                ("serde_json with derives", reads(move || by_hand::voices(voices))),
            ],
        },
    ]
}

/// Calls whose answer says nothing: what a call costs besides the network and the data.
fn empty(runtime: &Rc<Runtime>) -> Vec<Case> {
    vec![
        Case {
            name: "DynamoDB DeleteItem, empty answer",
            rivals: vec![
                (
                    "connector",
                    calls!(runtime, ours::client(200, "{}"), c => c.call(&ours::delete_item())),
                ),
                (
                    "aws-sdk-dynamodb",
                    calls!(runtime, sdk::dynamodb(200, "{}"), c => c.delete_item().table_name("orders")
                        .key("pk", aws_sdk_dynamodb::types::AttributeValue::S("customer#1".to_owned())).send()),
                ),
            ],
        },
        Case {
            name: "S3 DeleteObject, empty answer",
            rivals: vec![
                (
                    "connector",
                    calls!(runtime, ours::client(204, ""), c => c.call(&ours::delete_object())),
                ),
                (
                    "aws-sdk-s3",
                    calls!(runtime, sdk::s3(204, ""), c => c.delete_object().bucket("backups").key("photos/2026/11/01/IMG_1.jpg").send()),
                ),
            ],
        },
        Case {
            name: "Polly DeleteLexicon, empty answer",
            rivals: vec![
                (
                    "connector",
                    calls!(runtime, ours::client(200, ""), c => c.call(&ours::delete_lexicon())),
                ),
                (
                    "aws-sdk-polly",
                    calls!(runtime, sdk::polly(200, ""), c => c.delete_lexicon().name("w3c").send()),
                ),
            ],
        },
    ]
}
