//! The APIs that the tables of edits start from.

/// A version's sources: the name of each and its text.
pub(crate) type Texts = Vec<(&'static str, String)>;

/// What a table of edits starts from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Start {
    /// A model of botocore with pages and a waiter.
    Shop,
    /// A Smithy model, which alone states defaults.
    Library,
    /// A collection of requests with saved answers.
    Samples,
}

impl Start {
    /// The texts before any edit.
    pub(crate) fn texts(self) -> Texts {
        let texts: &[(&'static str, &str)] = match self {
            Self::Shop => &[
                ("service-2.json", SHOP),
                ("paginators-1.json", PAGES),
                ("waiters-2.json", WAITERS),
                ("endpoint-rule-set-1.json", NO_RULES),
            ],
            Self::Library => &[("library.json", LIBRARY)],
            Self::Samples => &[("library.postman_collection.json", SAMPLES)],
        };
        let texts = texts.iter().copied();
        texts.map(|(name, text)| (name, text.to_owned())).collect()
    }
}

/// Stands for a file that is not there until an edit puts it in its place.
pub(crate) const NO_RULES: &str = "no rules";

/// A service with what the rules are about.
const SHOP: &str = r#"{
  "version": "2.0",
  "metadata": {"apiVersion": "2020-01-02", "endpointPrefix": "shop", "protocol": "rest-json", "protocols": ["rest-json"],
    "serviceFullName": "Example Shop", "serviceId": "Shop", "signatureVersion": "v4", "signingName": "shop"},
  "operations": {
    "DeleteOrder": {"name": "DeleteOrder", "http": {"method": "DELETE", "requestUri": "/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "errors": [{"shape": "NotFound"}]},
    "GetOrder": {"name": "GetOrder", "http": {"method": "GET", "requestUri": "/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "output": {"shape": "GetOrderResponse"}, "errors": [{"shape": "NotFound"}, {"shape": "Busy"}]},
    "ListOrders": {"name": "ListOrders", "http": {"method": "GET", "requestUri": "/orders"},
      "input": {"shape": "ListOrdersRequest"}, "output": {"shape": "ListOrdersResponse"}},
    "PutOrder": {"name": "PutOrder", "http": {"method": "PUT", "requestUri": "/orders"}, "input": {"shape": "PutOrderRequest"}}
  },
  "shapes": {
    "GetOrderRequest": {"type": "structure", "required": ["Id"],
      "members": {"Id": {"shape": "Id", "location": "uri", "locationName": "id"}}},
    "GetOrderResponse": {"type": "structure", "members": {"Order": {"shape": "Order"}}},
    "ListOrdersRequest": {"type": "structure", "members": {
      "Token": {"shape": "String", "location": "querystring", "locationName": "token"},
      "Sort": {"shape": "Sort", "location": "querystring", "locationName": "sort"}}},
    "ListOrdersResponse": {"type": "structure", "members": {"Orders": {"shape": "Orders"}, "Token": {"shape": "String"}}},
    "PutOrderRequest": {"type": "structure", "required": ["Total"], "members": {
      "Total": {"shape": "Double"}, "Note": {"shape": "Note"}, "Tags": {"shape": "Tags"}, "Way": {"shape": "Way"}}},
    "Order": {"type": "structure", "members": {
      "Id": {"shape": "String"}, "Count": {"shape": "Integer"}, "State": {"shape": "State"}, "Tags": {"shape": "Tags"},
      "Made": {"shape": "Timestamp"}, "Paid": {"shape": "Payment"}, "More": {"shape": "More"}}},
    "Orders": {"type": "list", "member": {"shape": "Order"}},
    "Payment": {"type": "structure", "union": true, "members": {"Card": {"shape": "String"}, "Cash": {"shape": "Boolean"}}},
    "Way": {"type": "structure", "required": ["By"], "members": {"By": {"shape": "String"}, "Fast": {"shape": "Boolean"}}},
    "Tags": {"type": "list", "member": {"shape": "Tag"}},
    "Tag": {"type": "structure", "required": ["Key"], "members": {"Key": {"shape": "String"}, "Value": {"shape": "String"}}},
    "More": {"type": "structure", "members": {"Text": {"shape": "String"}}},
    "State": {"type": "string", "enum": ["open", "done"]},
    "Sort": {"type": "string", "enum": ["up", "down"]},
    "Note": {"type": "string", "max": 10, "min": 1, "pattern": "[a-z]+"},
    "NotFound": {"type": "structure", "members": {"message": {"shape": "String"}}, "error": {"httpStatusCode": 404}, "exception": true},
    "Busy": {"type": "structure", "members": {"message": {"shape": "String"}}, "error": {"httpStatusCode": 429}, "exception": true},
    "Id": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "Double": {"type": "double"},
    "Integer": {"type": "integer"},
    "Timestamp": {"type": "timestamp"},
    "String": {"type": "string"}
  }
}"#;

const PAGES: &str = r#"{"pagination": {"ListOrders": {"input_token": "Token", "output_token": "Token", "result_key": "Orders"}}}"#;

const WAITERS: &str = r#"{"version": 2, "waiters": {"OrderDone": {"operation": "GetOrder", "delay": 5, "maxAttempts": 60,
  "acceptors": [{"matcher": "path", "argument": "Order.State", "expected": "done", "state": "success"}]}}}"#;

const LIBRARY: &str = r#"{
  "smithy": "2.0",
  "shapes": {
    "library#Library": {"type": "service", "version": "2024-05-01", "operations": [{"target": "library#ListBooks"}],
      "traits": {"smithy.api#title": "Example Library", "aws.protocols#restJson1": {}, "aws.api#service": {"sdkId": "Library"}, "aws.auth#sigv4": {"name": "library"}}},
    "library#ListBooks": {"type": "operation", "input": {"target": "library#ListBooksRequest"}, "output": {"target": "library#ListBooksResponse"},
      "traits": {"smithy.api#http": {"method": "POST", "uri": "/books", "code": 200}}},
    "library#ListBooksRequest": {"type": "structure", "members": {
      "Order": {"target": "smithy.api#String", "traits": {"smithy.api#default": "up"}}}},
    "library#ListBooksResponse": {"type": "structure", "members": {"Count": {"target": "smithy.api#Integer"}}}
  }
}"#;

const SAMPLES: &str = r#"{
  "info": {"name": "Library", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
  "item": [
    {"name": "Get book", "request": {"method": "GET", "url": "https://api.example.com/v1/books/dune"},
      "response": [{"name": "found", "code": 200, "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": "{\"Title\": \"Dune\", \"Pages\": 412, \"Parts\": [{\"Page\": 1}, {\"Page\": 2}]}"}]},
    {"name": "Put book", "request": {"method": "POST", "url": "https://api.example.com/v1/books",
      "header": [{"key": "Content-Type", "value": "application/json"}],
      "body": {"mode": "raw", "raw": "{\"Title\": \"Dune\"}"}},
      "response": [{"name": "made", "code": 200, "header": [{"key": "Content-Type", "value": "application/json"}], "body": "{\"Id\": \"a\"}"}]}
  ]
}"#;
