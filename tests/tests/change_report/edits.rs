//! Edits of the shop ([`crate::sources::Start::Shop`]), and what the report says of each.

/// What is replaced by what, and the lines `CODE subject: operations` of the report.
pub(crate) type Case = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

/// One edit for nearly every rule.
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
