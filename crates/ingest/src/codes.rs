//! The findings of this crate: codes CG0100 to CG0199.
//!
//! CG0100 to CG0129 are about texts and sources, CG0130 to CG0159 about collections, CG0160 to
//! CG0169 about API models, CG0170 to CG0199 about inference.

use connector_model::diagnostic::{Rule, Severity};

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $summary:literal $explanation:literal)*) => {
        $(
            #[doc = $summary]
            pub static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                summary: $summary,
                explanation: $explanation,
            };
        )*

        /// All of them, by code.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    JSON_SYNTAX "CG0100" Error
    "a text is not JSON"
    "The text does not follow RFC 8259. The message says what was expected and what stands there; the\n\
     help says what to change where the text is one of the usual relatives of JSON: comments, trailing\n\
     commas, single quotes, `NaN`, numbers with leading zeros.\n\n\
     ```json\n{\"id\": 1,}\n```\n\n\
     Relatives of JSON are not read, because each of them is read differently by each tool."

    ENCODING "CG0101" Error
    "a source is not a text"
    "Sources are UTF-8 texts; UTF-16 and UTF-32 are recognised and converted. The bytes at the place\n\
     belong to none of them. The file is damaged, compressed, or in an older encoding such as\n\
     Windows-1252. Save it again as UTF-8."

    DUPLICATE_KEY "CG0102" Warning
    "an object has a key twice"
    "JSON leaves open what a repeated key means, and tools differ: most keep the last value and say\n\
     nothing. Both values are kept as evidence here; where one value is needed, the last one counts.\n\n\
     ```json\n{\"id\": 1, \"id\": \"one\"}\n```\n\n\
     Remove one of the two members if the sample was edited by hand."

    LONE_SURROGATE "CG0103" Warning
    "a string has half of a surrogate pair"
    "`\\ud800` to `\\udfff` stand for characters only in pairs. A half alone is no character; U+FFFD is\n\
     read in its place, and the wire value cannot be reproduced from the sample."

    BYTE_ORDER_MARK "CG0104" Note
    "a source begins with a byte-order mark"
    "Some editors put U+FEFF in front of a text. It is skipped; nothing has to be done."

    CONVERTED "CG0105" Note
    "a source is UTF-16 or UTF-32"
    "The text was converted to UTF-8 before it was read. Places in findings count bytes of the\n\
     converted text."

    LIMIT_BYTES "CG0106" Error
    "a source is too long"
    "Sources of more than 100 MiB are refused before they are read. Export only the folders of a\n\
     collection that the connector calls; cut a sample so that each kind of item is there once."

    LIMIT_DEPTH "CG0107" Error
    "a text is nested too deep"
    "More than 128 arrays and objects stand in each other. No known API does that; programs that read\n\
     such texts by recursion crash on them."

    LIMIT_NODES "CG0108" Error
    "a text has too many values"
    "More than 20 million values. Cut the sample so that each kind of item is there once."

    LIMIT_STRING "CG0109" Error
    "a string is too long"
    "A string of more than 16 MiB. Shorten it: its kind is all that a connector needs of it."

    LIMIT_NUMBER "CG0110" Error
    "a number is too long"
    "A number of more than 1000 characters. If it is an identifier or a key, put it in quotes."

    LIMIT_KEY "CG0111" Error
    "a key is too long"
    "A key of more than 4096 bytes. It is probably data: shorten it."

    EMPTY_SOURCE "CG0112" Error
    "a source is empty"
    "The file, or standard input, has no text in it. Save the answer of the API again."

    UNSUPPORTED_SOURCE "CG0113" Error
    "a source is of a kind that is not read"
    "Read are Postman collections (v2.0, v2.1), Postman environments and globals, JSON bodies of answers,\n\
     and API models of AWS (botocore's and Smithy's JSON). The message names what the source is; the help says how to get one of these from it."

    NO_OPERATION "CG0114" Error
    "no source has an operation"
    "Environments and globals only give values to the variables of a collection. Name a collection or\n\
     the body of an answer too."

    MISSING_FACT "CG0115" Error
    "a body does not say what it answers"
    "A bare body tells the shape of an answer, but neither the address, nor the method, nor the name of\n\
     the call. These are never guessed: say them on the command line (`--url`, `--method`,\n\
     `--operation`) or in the recipe. For a host of AWS that does not name its service, `--service` is\n\
     asked for too: calls are signed for it.\n\n\
     ```toml\n[sample]\nurl = \"https://polly.us-east-1.amazonaws.com/v1/voices\"\n\
     method = \"GET\"\noperation = \"DescribeVoices\"\n```"

    WRONG_FACT "CG0116" Error
    "what was said about a body cannot be so"
    "A value of `--url`, `--method`, `--operation` or `--status`, or of its key in the recipe, is not\n\
     of the form that it must have. The message says which and why."

    SEVERAL_BODIES "CG0117" Note
    "several bodies are samples of one operation"
    "Bodies that are given together with one `--operation`, or one per line of a file, all count as\n\
     answers of that operation: a member that one of them lacks is optional."

    UNUSED_FACT "CG0118" Warning
    "what was said about a body is not used"
    "`--url`, `--method` and `--operation` describe a bare body. A collection states these itself, so\n\
     they have no effect on it."

    REQUEST_UNKNOWN "CG0119" Note
    "an answer does not show what was sent"
    "The body of an answer was given for a call that usually sends a body. What is sent is not known,\n\
     so the request entity has no attributes for it. A Postman collection with the saved request has\n\
     both sides."

    REDACTED "CG0130" Note
    "secrets were removed from the sources"
    "Samples often hold keys, tokens and passwords of the person who saved them. They are replaced by a\n\
     text that says what they were, before anything else sees them; nothing that is written has them.\n\
     A value that is no secret is kept if the recipe names it by its JSON pointer:\n\n\
     ```toml\n[keep]\nvalues = [\"/item/0/response/0/body/Token\"]\n```"

    COLLECTION_EMPTY "CG0131" Error
    "a collection has no request that can be called"
    "The collection is empty, or each of its requests was left out for a reason that a warning says.\n\
     Save a request in Postman, send it, choose `Save as example`, and export the collection again."

    REQUEST_LEFT_OUT "CG0132" Warning
    "a request of a collection is left out"
    "The request has no address or no method of HTTP, its address is of another protocol (WebSocket,\n\
     gRPC), or the address is refused for safety: a user or password in front of the host, control\n\
     characters, a host name outside of ASCII, `.` and `..` segments. All other requests are read."

    METHOD_MISSING "CG0133" Warning
    "a request of a collection has no method"
    "Postman sends `GET` for a request whose export has no method, so it is read as that."

    ENDPOINT_OPEN "CG0134" Warning
    "a variable leaves the host of requests open"
    "The address begins with a variable that has no value in the sources, as in `{{baseUrl}}/pets`. The\n\
     connector is made without a default endpoint. Three ways to give one: pass the exported\n\
     environment as a further source; set the variable in the recipe; or configure the endpoint on\n\
     the client at run time.\n\n\
     ```toml\n[variables]\nbaseUrl = \"https://petstore.example.com/v1\"\n```"

    NAME_TAKEN "CG0135" Note
    "two requests have the same name"
    "Action names are unique in a connector. Requests of the same name get the names of their folders\n\
     in front, as few as tell them apart, and a number if that does not help."

    REQUESTS_JOINED "CG0136" Note
    "a call is saved more than once"
    "Requests with the same name, method, path and host are one operation. The answers of all of them\n\
     count as its samples."

    NO_ANSWERS "CG0137" Note
    "operations have no saved answer"
    "Without an answer nothing is known about the response; the operation gets the request side only.\n\
     Send the request in Postman, choose `Save as example`, and export the collection again."

    SCRIPTS "CG0138" Note
    "a collection has scripts"
    "Pre-request and test scripts are programs of the collection's author. They are neither run nor\n\
     copied. Values that they set for requests can be given under `[variables]` in the recipe."

    OPAQUE_BODY "CG0139" Note
    "the body of a request is sent as it is given"
    "Multipart forms and files have no structure that a collection shows, and the files that it names\n\
     are not opened. The request takes the bytes as `Body` and their media type as `ContentType`."

    BODY_FORMATS "CG0140" Warning
    "requests of one operation have bodies of different formats"
    "An operation has one kind of body: JSON, a form, or bytes. That of the first request counts; the\n\
     others are left out. Save them under names of their own if they are different calls."

    BODY_NOT_JSON "CG0141" Warning
    "a body that ought to be JSON is not"
    "The body begins like JSON, or its header or language says that it is JSON, but it cannot be read.\n\
     It is left out; the other samples of the operation count. Its text is not shown, because it may\n\
     hold secrets. Correct the body in Postman and export the collection again."

    COMMENTS "CG0142" Note
    "a body has comments"
    "JSON has no comments; Postman removes them before it sends a body. They are removed here too, in\n\
     bodies inside of collections only."

    OPEN_VALUES "CG0143" Note
    "a body has variables without a value"
    "A variable outside of a string, as in `{\"id\": {{id}}}`, can be of any type. Without a value it is\n\
     read as null, which says nothing about the type: the member becomes a document. Give the\n\
     variable a value with an environment or under `[variables]` in the recipe."

    TEXT_ANSWER "CG0144" Note
    "an answer is not JSON"
    "This version infers shapes from JSON only. An answer of another kind (text, XML, HTML) is kept as\n\
     text in the member `Body` of the response. Where other answers of the operation are JSON, only\n\
     these count."

    STATUS_MISSING "CG0145" Note
    "a saved answer has no status"
    "The export has neither a code nor a known status text for the answer. It counts as success."

    STATUSES_JOINED "CG0146" Note
    "answers of several statuses join"
    "All answers with a status from 200 to 299 are samples of one response. What only one of them has\n\
     is optional."

    AUTH_UNSUPPORTED "CG0147" Warning
    "an authorization is missing or cannot be done by a connector"
    "Connectors sign for AWS (Signature Version 4) and send keys, bearer tokens, and user with\n\
     password. Other schemes (digest, NTLM, Hawk, OAuth 1, Akamai EdgeGrid, ASAP) are left out: the\n\
     operation is made without authorization. A host of AWS without an authorization is reported as\n\
     well, because nearly all of its calls are signed."

    SIGNING_FACT "CG0148" Error
    "service or region of a signature is not known"
    "A signature of AWS names the service and the region. They are read from the authorization of the\n\
     request, or from a host like `polly.us-east-1.amazonaws.com`, and never guessed. Set them in the\n\
     AWS Signature tab of Postman; the service can also be given in the recipe.\n\n\
     ```toml\n[connector]\nservice = \"polly\"\n```"

    REGION_DIFFERS "CG0149" Warning
    "address and authorization say different regions"
    "A call is signed for the region that it is sent to; others are refused by the service. The region\n\
     of the address counts for examples."

    BUCKET_IN_HOST "CG0150" Note
    "a host begins with the name of a bucket"
    "In `bucket.s3.us-east-1.amazonaws.com` the bucket is part of the host, so it is always the same in\n\
     the connector. Write it into the path (`s3.us-east-1.amazonaws.com/:bucket`) if calls choose it."

    SCHEME_ASSUMED "CG0151" Note
    "an address has no scheme"
    "The address begins with the host. It is called over `https`, and over `http` only on the own\n\
     machine. Write the scheme in front of the address if that is wrong."

    AUTH_FROM_HEADER "CG0152" Note
    "the authorization is read from a header"
    "The request has no authorization block, but a header that carries credentials (`Authorization`,\n\
     `X-Api-Key`). Its kind becomes the authorization of the operation; its value is not kept."

    HEADER_LEFT_OUT "CG0153" Warning
    "a header cannot be sent"
    "The name has characters that no header name has, or the fixed value is not ASCII on one line. A\n\
     line break in a header would begin another header."

    COLLECTION_VERSION "CG0154" Error
    "a collection is of a version that is not read"
    "Read are the Postman collection formats v2.0 and v2.1; `info.schema` of the file says which one it\n\
     is. Open the collection in Postman and export it as `Collection v2.1 (recommended)`."

    MODEL_FORM "CG0160" Error
    "an API model is not built as its format says"
    "A value of the model, or of a file beside it, has another type than it must have, or something that\n\
     cannot be left out is missing. The message names the place by its JSON pointer. Models are written\n\
     by programs, so this happens in files that were edited or cut."

    MODEL_REFERENCE "CG0161" Error
    "an API model names a shape that it does not have"
    "Members, lists, maps and operations of a model name their shapes. A name that no shape has leaves\n\
     open what is sent, so nothing is guessed in its place. Files that were cut, or put together from\n\
     several versions, have such names.\n\n\
     ```json\n{\"input\": {\"shape\": \"ListUsersRequst\"}}\n```"

    MODEL_DUPLICATE "CG0162" Error
    "an API model has a name twice"
    "Two operations, shapes or members of one structure have the same name. JSON leaves open which of\n\
     them counts, and tools differ, so neither is taken."

    MODEL_PROTOCOL "CG0163" Error
    "an API model is of a protocol that is not known"
    "A connector speaks one of the protocols of AWS: awsJson 1.0 and 1.1, restJson1, restXml, awsQuery,\n\
     ec2Query, rpcv2Cbor. The model has none of these."

    MODEL_CYCLE "CG0164" Error
    "required members of an API model form a cycle"
    "A structure needs a structure that, perhaps over further ones, needs the first again. No value of\n\
     finite size has all that. A member of a list or a map may recur, and so may an optional one."

    MODEL_ALONE "CG0165" Error
    "an API model was given together with something else"
    "A connector is made of one API model with the files that belong to it, or of samples, never of\n\
     both: what a model states and what samples show would contradict each other without a rule who is\n\
     right. Make two connectors, or leave one of the sources out."

    MODEL_SIGNING "CG0166" Warning
    "a service signs in a way that connectors cannot"
    "Two old services (Amazon SimpleDB, AWS Import/Export) are signed with Signature Version 2.\n\
     Connectors sign with version 4, which these services may refuse."

    COMPANION_ALONE "CG0167" Error
    "a file that belongs to an API model was given without it"
    "Paginators, waiters, examples and endpoint rules say more about the operations of a model. Give the\n\
     folder that has all of them, or name the model (`service-2.json`) as well."

    MODEL_SERVICE "CG0168" Error
    "an API model does not say which service is meant"
    "A connector is for one service, and the model has none or several. Name the one that is meant: by\n\
     its shape, its id or its signing name.\n\n\
     ```toml\n[connector]\nservice = \"polly\"\n```"

    CONFLICT "CG0170" Warning
    "samples contradict each other about a type"
    "The same place has values of different kinds, for example a text in one sample and a number in\n\
     another. No type but \"any JSON value\" fits both, so the value is kept as a document. Both places\n\
     are named. If one of the samples is wrong, correct it; if the values are all of one kind in\n\
     truth, state it in the recipe:\n\n\
     ```toml\n[members.\"DescribeVoicesResponse.Voices[].Id\"]\ntype = \"string\"\n```"

    ONLY_NULL "CG0171" Warning
    "only null was seen"
    "Every sample has null here, which says nothing about the type. The value is kept as a document.\n\
     Add a sample that has a value, or state the type in the recipe under `[members]`."

    ONLY_EMPTY "CG0172" Warning
    "only empty arrays or objects were seen"
    "Every sample has an empty array or object here, which says nothing about what is in it. What is\n\
     in it is kept as a document. Add a sample that has something there."

    BEYOND_64_BITS "CG0173" Warning
    "an integer has more than 64 bits"
    "The number is outside of the range of Long, so its type is Decimal. Digits beyond the precision of\n\
     a Decimal are lost."

    MAP_GUESSED "CG0174" Note
    "an object is taken for a map"
    "The keys of the objects at this address look like data (identifiers, dates, names with spaces), or\n\
     hardly any key occurs twice, so they are read as a map from keys to values instead of as an entity\n\
     with one attribute per key. If that is wrong, say so in the recipe:\n\n\
     ```toml\n[entities.\"GetItemResponse.Tags\"]\nkind = \"entity\"\n```"

    WRAPPED_ROOT "CG0175" Note
    "a body is not an object"
    "The body as a whole is an array or a scalar. A response entity needs a named member for it, so it\n\
     gets `Items` or `Value`; on the wire nothing changes."

    TOO_MANY_SHAPES "CG0176" Error
    "samples have too many different places"
    "A body has values at more than 500 000 different places, more than 50 000 shapes, or names of more\n\
     than 4096 bytes on the way to a value. No API has such answers: keys that are data were taken for\n\
     names, or the text was made to be difficult. Cut the sample so that each kind of item is there\n\
     once."

    NESTED_LISTS "CG0177" Warning
    "lists stand in lists too often"
    "Lists and maps that hold each other directly, more than five deep, make a type that nobody can read\n\
     (a GeoJSON multipolygon needs four). What is further in is kept as a document."

    ENDPOINT_RULES "CG0190" Warning
    "endpoint rules cannot be used"
    "The rules by which the address of a call is found have a function, a name or a kind of value that\n\
     is not known, or stand too deep. A part of them would send calls to the wrong place, so none is\n\
     used: calls go to the service's plain address in the client's region, and the settings for FIPS,\n\
     dual stack and the like have no effect.\n\n\
     ```json\n{\"fn\": \"aws.partition\", \"argv\": []}\n```\n\n\
     Take the file as its publisher wrote it; if it is, a later version of this program may know it."
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn codes_are_unique_and_in_the_block_of_this_crate() {
        for pair in RULES.windows(2) {
            assert!(
                pair[0].code < pair[1].code,
                "{} is used twice",
                pair[1].code
            );
        }
        for rule in RULES {
            assert!(("CG0100".."CG0200").contains(&rule.code), "{}", rule.code);
            assert!(!rule.summary.ends_with('.') && !rule.explanation.is_empty());
        }
    }
}
