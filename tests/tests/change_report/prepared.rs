//! Edits that need another model, or one that is prepared first, and what the report says of each.

use crate::sources::{NO_RULES, Start};

/// An edit of a model that is prepared.
#[derive(Clone, Copy)]
pub(crate) struct Prepared {
    /// The model.
    pub(crate) start: Start,
    /// What both versions have.
    pub(crate) both: &'static [(&'static str, &'static str)],
    /// What the new version has.
    pub(crate) edits: &'static [(&'static str, &'static str)],
    /// The lines of the report.
    pub(crate) said: &'static [&'static str],
}

/// The body of a request as a stream.
const STREAM: (&str, &str) = (
    r#""PutOrderRequest": {"type": "structure", "required": ["Total"], "members": {
      "Total": {"shape": "Double"},"#,
    r#""Bytes": {"type": "blob"}, "PutOrderRequest": {"type": "structure", "payload": "Data", "members": {
      "Data": {"shape": "Bytes"},"#,
);

/// A rule set that finds one host in each region.
pub(crate) const ONE_HOST: (&str, &str) = (
    NO_RULES,
    r#"{"version": "1.0",
  "parameters": {"Region": {"type": "string", "builtIn": "AWS::Region", "required": true, "documentation": "r"}},
  "rules": [{"type": "endpoint", "conditions": [], "endpoint": {"url": "https://shop.{Region}.example.com"}}]}"#,
);

pub(crate) const PREPARED: &[Prepared] = &[
    // A query in the path of the operation is the same in every call.
    Prepared {
        start: Start::Shop,
        both: &[(
            r#""requestUri": "/orders"}, "input": {"shape": "PutOrderRequest"}"#,
            r#""requestUri": "/orders?put"}, "input": {"shape": "PutOrderRequest"}"#,
        )],
        edits: &[("/orders?put", "/orders?put=2")],
        said: &["CH0005 PutOrder: PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(
            r#""endpointPrefix": "shop""#,
            r#""endpointPrefix": "store""#,
        )],
        said: &[
            "CH0007 DeleteOrder: DeleteOrder",
            "CH0007 GetOrder: GetOrder",
            "CH0007 ListOrders: ListOrders",
            "CH0007 PutOrder: PutOrder",
        ],
    },
    Prepared {
        start: Start::Samples,
        both: &[],
        edits: &[("https://api.example.com", "https://api.example.org")],
        said: &["CH0007 GetBook: GetBook", "CH0007 PutBook: PutBook"],
    },
    Prepared {
        start: Start::Samples,
        both: &[],
        edits: &[(
            r#""header": [{"key": "Content-Type", "value": "application/json"}],
      "body": {"mode": "raw", "raw": "{\"Title\": \"Dune\"}"}"#,
            r#""body": {"mode": "urlencoded", "urlencoded": [{"key": "Title", "value": "Dune"}]}"#,
        )],
        said: &["CH0008 PutBook: PutBook"],
    },
    Prepared {
        start: Start::Samples,
        both: &[],
        edits: &[(r#"\"Page\": 2"#, r#"\"Page\": null"#)],
        said: &["CH0022 GetBookResponse.Parts[].Page: GetBook"],
    },
    Prepared {
        start: Start::Samples,
        both: &[(r#"\"Page\": 2"#, r#"\"Page\": null"#)],
        edits: &[(r#"\"Page\": null"#, r#"\"Page\": 2"#)],
        said: &["CH0023 GetBookResponse.Parts[].Page: GetBook"],
    },
    Prepared {
        start: Start::Samples,
        both: &[],
        edits: &[("412", "41200000000")],
        said: &["CH0031 GetBookResponse.Pages: GetBook"],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(
            r#""Order": {"type": "structure", "#,
            r#""Order": {"type": "structure", "required": ["Id"], "#,
        )],
        said: &["CH0023 Order.Id: GetOrder, ListOrders"],
    },
    Prepared {
        start: Start::Shop,
        both: &[(
            r#""Order": {"type": "structure", "#,
            r#""Order": {"type": "structure", "required": ["Id"], "#,
        )],
        edits: &[(
            r#""required": ["Id"], "members": {
      "Id""#,
            r#""members": {
      "Id""#,
        )],
        said: &["CH0022 Order.Id: GetOrder, ListOrders"],
    },
    Prepared {
        start: Start::Shop,
        both: &[STREAM],
        edits: &[(
            r#""Data": {"shape": "Bytes"}"#,
            r#""Data": {"shape": "Bytes", "streaming": true}"#,
        )],
        said: &["CH0032 PutOrderRequest.Data: PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[
            STREAM,
            (
                r#""Data": {"shape": "Bytes"}"#,
                r#""Data": {"shape": "Bytes", "streaming": true}"#,
            ),
        ],
        edits: &[(
            r#"{"type": "blob"}"#,
            r#"{"type": "blob", "requiresLength": true}"#,
        )],
        said: &["CH0033 PutOrderRequest.Data: PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[(
            r#""required": ["By"], "members""#,
            r#""union": true, "members""#,
        )],
        edits: &[(
            r#""By": {"shape": "String"}"#,
            r#""By": {"shape": "String"}, "Slow": {"shape": "Boolean"}"#,
        )],
        said: &["CH0045 Way.Slow: PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "contextParam": {"name": "Note"}}"#,
        )],
        said: &["CH0053 PutOrderRequest.Note: PutOrder"],
    },
    // All members go, and with them what made the structure of an answer one that can be built.
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(r#", "input": {"shape": "PutOrderRequest"}}"#, "}")],
        said: &[
            "CH0012 PutOrderRequest.Note: PutOrder",
            "CH0012 PutOrderRequest.Tags: PutOrder",
            "CH0012 PutOrderRequest.Total: PutOrder",
            "CH0012 PutOrderRequest.Way: PutOrder",
            "CH0082 Tag: GetOrder, ListOrders",
        ],
    },
    Prepared {
        start: Start::Shop,
        both: &[(r#", "input": {"shape": "PutOrderRequest"}}"#, "}")],
        edits: &[(
            r#""requestUri": "/orders"}}"#,
            r#""requestUri": "/orders"}, "input": {"shape": "PutOrderRequest"}}"#,
        )],
        said: &[
            "CH0011 PutOrderRequest.Total: PutOrder",
            "CH0010 PutOrderRequest.Note: PutOrder",
            "CH0010 PutOrderRequest.Tags: PutOrder",
            "CH0010 PutOrderRequest.Way: PutOrder",
        ],
    },
    // The protocol of queries tells errors by codes of their own, and the variant of an error is named by its code.
    Prepared {
        start: Start::Shop,
        both: &[("rest-json", "query")],
        edits: &[(
            r#"{"httpStatusCode": 429}"#,
            r#"{"code": "TooBusy", "httpStatusCode": 429}"#,
        )],
        said: &[
            "CH0083 ErrorDetail::Busy: DeleteOrder, GetOrder, ListOrders, PutOrder",
            "CH0063 Busy: GetOrder",
        ],
    },
    Prepared {
        start: Start::Shop,
        both: &[
            (r#", "errors": [{"shape": "NotFound"}]"#, ""),
            (
                r#", "errors": [{"shape": "NotFound"}, {"shape": "Busy"}]"#,
                "",
            ),
        ],
        edits: &[(
            r#""output": {"shape": "GetOrderResponse"}}"#,
            r#""output": {"shape": "GetOrderResponse"}, "errors": [{"shape": "NotFound"}]}"#,
        )],
        said: &[
            "CH0084 DeleteOrderRequest: DeleteOrder",
            "CH0084 GetOrderRequest: GetOrder",
            "CH0084 ListOrdersRequest: ListOrders",
            "CH0084 PutOrderRequest: PutOrder",
            "CH0060 NotFound: GetOrder",
        ],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(r#""Made": {"shape": "Timestamp"}, "#, "")],
        said: &[
            "CH0021 Order.Made: GetOrder, ListOrders",
            "CH0085 DateTime: DeleteOrder, GetOrder, ListOrders, PutOrder",
        ],
    },
    Prepared {
        start: Start::Shop,
        both: &[(r#"{"ListOrders": {"#, r#"{"None": {"#)],
        edits: &[(r#"{"None": {"#, r#"{"ListOrders": {"#)],
        said: &["CH0090 ListOrders: ListOrders"],
    },
    Prepared {
        start: Start::Library,
        both: &[],
        edits: &[(
            r#""smithy.api#default": "up""#,
            r#""smithy.api#default": "down""#,
        )],
        said: &["CH0100 ListBooksRequest.Order: ListBooks"],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[("rest-json", "rest-xml")],
        said: &["CH0110 Example Shop: DeleteOrder, GetOrder, ListOrders, PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[ONE_HOST],
        edits: &[("https://shop.{Region}", "https://store.{Region}")],
        said: &["CH0112 Example Shop: DeleteOrder, GetOrder, ListOrders, PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(
            r#""input": {"shape": "PutOrderRequest"}}"#,
            r#""input": {"shape": "PutOrderRequest"}, "httpChecksumRequired": true}"#,
        )],
        said: &["CH0114 PutOrder: PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[],
        edits: &[(
            r#""input": {"shape": "PutOrderRequest"}}"#,
            r#""input": {"shape": "PutOrderRequest"}, "requestcompression": {"encodings": ["gzip"]}}"#,
        )],
        said: &["CH0114 PutOrder: PutOrder"],
    },
];
