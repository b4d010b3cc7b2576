//! Tables of edits and what the report says of each.

use crate::sources::{NO_RULES, Start};

/// What is replaced by what, and the lines `CODE subject: operations` of the report.
pub(crate) type Case = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

/// Edits of [`Start::Shop`].
pub(crate) const CASES: &[Case] = &[
    (&[], &[]),
    (
        &[(
            r#""PutOrder": {"name": "PutOrder", "http": {"method": "PUT""#,
            r#""PutOrder": {"name": "PutOrder", "http": {"method": "POST""#,
        )],
        &["CH0003 PutOrder: PutOrder"],
    ),
    (
        &[(
            r#""requestUri": "/orders"},
      "input""#,
            r#""requestUri": "/v2/orders"},
      "input""#,
        )],
        &["CH0004 ListOrders: ListOrders"],
    ),
    (
        &[(
            r#""signatureVersion": "v4""#,
            r#""signatureVersion": "bearer", "auth": ["smithy.api#httpBearerAuth"]"#,
        )],
        &[
            "CH0006 DeleteOrder: DeleteOrder",
            "CH0006 GetOrder: GetOrder",
            "CH0006 ListOrders: ListOrders",
            "CH0006 PutOrder: PutOrder",
        ],
    ),
    // An optional member of what is only sent; of what is only received.
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note"}, "Gift": {"shape": "Boolean"}"#,
        )],
        &["CH0010 PutOrderRequest.Gift: PutOrder"],
    ),
    (
        &[(
            r#""Count": {"shape": "Integer"}"#,
            r#""Count": {"shape": "Integer"}, "Gift": {"shape": "Boolean"}"#,
        )],
        &["CH0020 Order.Gift: GetOrder, ListOrders"],
    ),
    // Required members: the constructor asks for one of what is sent, and not for one of what is received too.
    (
        &[
            (
                r#""required": ["Total"]"#,
                r#""required": ["Total", "Gift"]"#,
            ),
            (
                r#""Note": {"shape": "Note"}"#,
                r#""Note": {"shape": "Note"}, "Gift": {"shape": "Boolean"}"#,
            ),
        ],
        &["CH0011 PutOrderRequest.Gift: PutOrder"],
    ),
    (
        &[(
            r#""required": ["Key"], "members": {"#,
            r#""required": ["Key", "Gift"], "members": {"Gift": {"shape": "Boolean"}, "#,
        )],
        &["CH0015 Tag.Gift: GetOrder, ListOrders, PutOrder"],
    ),
    (
        &[(
            r#""required": ["Total"]"#,
            r#""required": ["Total", "Note"]"#,
        )],
        &["CH0013 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""required": ["By"]"#, r#""required": []"#)],
        &["CH0014 Way.By: PutOrder"],
    ),
    (
        &[(r#""required": ["Key"]"#, r#""required": ["Key", "Value"]"#)],
        &["CH0016 Tag.Value: GetOrder, ListOrders, PutOrder"],
    ),
    (
        &[(r#""required": ["Key"]"#, r#""required": []"#)],
        &["CH0017 Tag.Key: GetOrder, ListOrders, PutOrder"],
    ),
    (
        &[(r#""Note": {"shape": "Note"}, "#, "")],
        &["CH0012 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""Id": {"shape": "String"}, "Count""#, r#""Count""#)],
        &["CH0021 Order.Id: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""Count": {"shape": "Integer"}"#,
            r#""Count": {"shape": "String"}"#,
        )],
        &["CH0030 Order.Count: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""State": {"type": "string", "enum": ["open", "done"]}"#,
            r#""State": {"type": "string"}"#,
        )],
        &["CH0030 Order.State: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""enum": ["open", "done"]"#,
            r#""enum": ["open", "done", "lost", "found"]"#,
        )],
        &["CH0040 State: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""enum": ["up", "down"]"#,
            r#""enum": ["up", "down", "any"]"#,
        )],
        &["CH0042 Sort: ListOrders"],
    ),
    (
        &[(r#""enum": ["up", "down"]"#, r#""enum": ["up"]"#)],
        &["CH0041 Sort: ListOrders"],
    ),
    (
        &[(
            r#""Cash": {"shape": "Boolean"}"#,
            r#""Cash": {"shape": "Boolean"}, "Debt": {"shape": "String"}"#,
        )],
        &["CH0043 Payment.Debt: GetOrder, ListOrders"],
    ),
    (
        &[(r#", "Cash": {"shape": "Boolean"}"#, "")],
        &["CH0044 Payment.Cash: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""Timestamp": {"type": "timestamp"}"#,
            r#""Timestamp": {"type": "timestamp", "timestampFormat": "iso8601"}"#,
        )],
        &["CH0051 Order.Made: GetOrder, ListOrders"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "locationName": "note"}"#,
        )],
        &["CH0052 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "location": "header", "locationName": "Note"}"#,
        )],
        &["CH0050 PutOrderRequest.Note: PutOrder"],
    ),
    // One error for all operations: gone from one of two, gone from all, new to one, the first of the connector.
    (
        &[(r#""errors": [{"shape": "NotFound"}]}"#, r#""errors": []}"#)],
        &["CH0062 NotFound: DeleteOrder"],
    ),
    (
        &[(r#", {"shape": "Busy"}"#, "")],
        &["CH0061 Busy: GetOrder"],
    ),
    (
        &[(
            r#""errors": [{"shape": "NotFound"}]}"#,
            r#""errors": [{"shape": "NotFound"}, {"shape": "Busy"}]}"#,
        )],
        &["CH0060 Busy: DeleteOrder"],
    ),
    (
        &[(r#"{"httpStatusCode": 429}"#, r#"{"httpStatusCode": 503}"#)],
        &["CH0063 Busy: GetOrder"],
    ),
    (
        &[(
            r#""exception": true},
    "Id""#,
            r#""exception": true, "retryable": {"throttling": true}},
    "Id""#,
        )],
        &["CH0064 Busy: GetOrder"],
    ),
    (
        &[(
            r#""input": {"shape": "PutOrderRequest"}}"#,
            r#""input": {"shape": "PutOrderRequest"}, "output": {"shape": "GetOrderResponse"}}"#,
        )],
        &["CH0071 GetOrderResponse: PutOrder"],
    ),
    // What was only received is sent too now: it can be built, and its fields stay options.
    (
        &[(
            r#""Way": {"shape": "Way"}}"#,
            r#""Way": {"shape": "Way"}, "More": {"shape": "More"}}"#,
        )],
        &["CH0010 PutOrderRequest.More: PutOrder"],
    ),
    // What was only sent is received too now: no API member changed, and all programs that build it break.
    (
        &[(
            r#""More": {"shape": "More"}}}"#,
            r#""More": {"shape": "More"}, "Way": {"shape": "Way"}}}"#,
        )],
        &[
            "CH0081 Way::by: PutOrder",
            "CH0082 Way: PutOrder",
            "CH0020 Order.Way: GetOrder, ListOrders",
        ],
    ),
    // A shape has another name, and nothing else.
    (
        &[
            (r#""Way""#, r#""Route""#),
            (r#""Route": {"shape""#, r#""Way": {"shape""#),
        ],
        &["CH0080 Way: PutOrder"],
    ),
    (
        &[(r#"{"ListOrders": {"#, r#"{"None": {"#)],
        &["CH0091 ListOrders: ListOrders"],
    ),
    (
        &[(
            r#""result_key": "Orders""#,
            r#""result_key": "Orders", "limit_key": "Sort""#,
        )],
        &["CH0092 ListOrders: ListOrders"],
    ),
    (
        &[(r#""OrderDone": {"#, r#""OrderMade": {"#)],
        &["CH0094 OrderDone: GetOrder", "CH0093 OrderMade: GetOrder"],
    ),
    (
        &[(r#""delay": 5"#, r#""delay": 1"#)],
        &["CH0095 GetOrder: GetOrder"],
    ),
    (
        &[(r#""max": 10"#, r#""max": 5"#)],
        &["CH0101 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""max": 10, "min": 1"#, r#""max": 20, "min": 0"#)],
        &["CH0102 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""pattern": "[a-z]+""#, r#""pattern": "[a-y]+""#)],
        &["CH0106 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"type": "string","#,
            r#""Note": {"type": "string", "sensitive": true,"#,
        )],
        &["CH0103 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "deprecated": true}"#,
        )],
        &["CH0104 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "documentation": "A note."}"#,
        )],
        &["CH0105 documentation: PutOrder"],
    ),
    (
        &[(
            r#""Note": {"shape": "Note"}"#,
            r#""Note": {"shape": "Note", "idempotencyToken": true}"#,
        )],
        &["CH0034 PutOrderRequest.Note: PutOrder"],
    ),
    (
        &[(r#""signingName": "shop""#, r#""signingName": "store""#)],
        &[
            "CH0111 DeleteOrder: DeleteOrder",
            "CH0111 GetOrder: GetOrder",
            "CH0111 ListOrders: ListOrders",
            "CH0111 PutOrder: PutOrder",
        ],
    ),
    (
        &[(
            r#""requestUri": "/orders"}, "input": {"shape": "PutOrderRequest"}"#,
            r#""requestUri": "/orders"}, "endpoint": {"hostPrefix": "put."}, "input": {"shape": "PutOrderRequest"}"#,
        )],
        &["CH0113 PutOrder: PutOrder"],
    ),
    (
        &[(r#""PutOrder""#, r#""SaveOrder""#)],
        &["CH0009 PutOrder: PutOrder"],
    ),
    (
        &[(
            r#""DeleteOrder": {"name": "DeleteOrder", "http": {"method": "DELETE", "requestUri": "/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "errors": [{"shape": "NotFound"}]},"#,
            "",
        )],
        &["CH0001 DeleteOrder: DeleteOrder"],
    ),
    (
        &[(
            r#""PutOrder": {"name""#,
            r#""CountOrders": {"name": "CountOrders", "http": {"method": "GET", "requestUri": "/count"}},
    "PutOrder": {"name""#,
        )],
        &["CH0002 CountOrders: CountOrders"],
    ),
    (
        &[(
            r#"/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "output": {"shape": "GetOrderResponse"}"#,
            r#"/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}"#,
        )],
        &[
            "CH0072 GetOrderResponse: GetOrder",
            "CH0094 OrderDone: GetOrder",
        ],
    ),
];

/// Edits that need another model, or one that is prepared first.
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
const RULES: (&str, &str) = (
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
        both: &[RULES],
        edits: &[("https://shop.{Region}", "https://store.{Region}")],
        said: &["CH0112 Example Shop: DeleteOrder, GetOrder, ListOrders, PutOrder"],
    },
    Prepared {
        start: Start::Shop,
        both: &[RULES],
        edits: &[(
            r#""parameters": {"#,
            r#""parameters": {"UseFIPS": {"type": "boolean", "builtIn": "AWS::UseFIPS", "required": true, "default": false, "documentation": "f"}, "#,
        )],
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
