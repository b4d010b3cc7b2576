//! Vectors that are not met, each with its reason: row, identifier, reason. Where a request and an answer
//! have one identifier, the word stands before it.

/// The named exceptions.
pub(super) const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "smithy RestJson events",
        "DuplexMissingRequiredInitialResponseOutput",
        "answers are read leniently: a member that the model requires may be missing",
    ),
    (
        "smithy RestJson events",
        "MissingRequiredInitialResponseOutput",
        "answers are read leniently: a member that the model requires may be missing",
    ),
    (
        "smithy JsonRpc10",
        "AwsJson10ClientPopulatesDefaultValuesInInput",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy JsonRpc10",
        "AwsJson10ClientPopulatesDefaultsValuesWhenMissingInResponse",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy RestJson",
        "RestJsonClientPopulatesDefaultValuesInInput",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy RestJson",
        "RestJsonClientPopulatesDefaultsValuesWhenMissingInResponse",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy RpcV2Protocol",
        "RpcV2CborClientPopulatesDefaultValuesInInput",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy RpcV2Protocol",
        "RpcV2CborClientPopulatesDefaultsValuesWhenMissingInResponse",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy JsonRpc10",
        "AwsJson10ClientPopulatesNestedDefaultValuesWhenMissing",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy JsonRpc10",
        "AwsJson10ClientPopulatesNestedDefaultsWhenMissingInResponseBody",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy RestJson",
        "RestJsonClientPopulatesNestedDefaultValuesWhenMissing",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy RestJson",
        "RestJsonClientPopulatesNestedDefaultsWhenMissingInResponseBody",
        "default values of Smithy are not filled in: botocore's models state none, and the same API must give the same connector from both",
    ),
    (
        "smithy JsonRpc10",
        "AwsJson10ClientErrorCorrectsWhenServerFailsToSerializeRequiredValues",
        "answers are read leniently: a required member that is missing is `None`, not a made-up value",
    ),
    (
        "smithy JsonRpc10",
        "AwsJson10ClientErrorCorrectsWithDefaultValuesWhenServerFailsToSerializeRequiredValues",
        "answers are read leniently: a required member that is missing is `None`, not a made-up value",
    ),
    (
        "botocore rest-xml",
        "BodyWithXmlName",
        "service-2 models have lost the element's name; the same vector passes from the Smithy model",
    ),
    (
        "botocore rest-json",
        "RestJsonDeserializesDenseSetMapAndSkipsNull",
        "an entry whose value is null in a map of lists is an empty list, not left out",
    ),
    (
        "botocore smithy-rpc-v2-cbor",
        "RpcV2CborDeserializesDenseSetMapAndSkipsNull",
        "an entry whose value is null in a map of lists is an empty list, not left out",
    ),
    (
        "botocore legacy query",
        "input 11.5",
        "the entries of a map go out sorted by key, which means the same",
    ),
    (
        "botocore legacy rest-json",
        "input 25.7",
        "no body and no content type; the newer vectors of the same protocol forbid the type here",
    ),
    (
        "botocore legacy rest-json",
        "input 26.1",
        "an empty list goes out as an empty header, as the newer vectors demand",
    ),
    (
        "botocore legacy rest-xml",
        "input 26.1",
        "an empty list goes out as an empty header, as the newer vectors demand",
    ),
    (
        "botocore legacy json",
        "output 3.1",
        "a null in a list that the model does not call sparse is refused",
    ),
    (
        "botocore legacy rest-json",
        "output 9.0",
        "names of headers are compared in any case, and shown in lower case",
    ),
    (
        "botocore legacy json",
        "output 6.0",
        "events of a whole answer have no literal here; Smithy's event vectors prove the same",
    ),
    (
        "botocore legacy rest-xml",
        "output 14.0",
        "events of a whole answer have no literal here; Smithy's event vectors prove the same",
    ),
    (
        "botocore legacy rest-xml",
        "output 14.1",
        "events of a whole answer have no literal here; Smithy's event vectors prove the same",
    ),
    (
        "botocore legacy rest-xml",
        "output 14.2",
        "events of a whole answer have no literal here; Smithy's event vectors prove the same",
    ),
    (
        "smithy Glacier",
        "GlacierChecksums",
        "the tree hash of Glacier, which no model states, is not computed",
    ),
    (
        "smithy Glacier",
        "GlacierMultipartChecksums",
        "the tree hash of Glacier, which no model states, is not computed",
    ),
    (
        "smithy Glacier",
        "GlacierAccountId",
        "an account id that is not given is not replaced by `-`",
    ),
    (
        "smithy AmazonML_20141212",
        "MachinelearningPredictEndpoint",
        "the endpoint in the request's member, which no model states, is not used",
    ),
    (
        "smithy AmazonS3",
        "S3EscapeObjectKeyInUriLabel",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3EscapePathObjectKeyInUriLabel",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3PreservesLeadingDotSegmentInUriLabel",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3PreservesEmbeddedDotSegmentInUriLabel",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3DefaultAddressing",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3VirtualHostAddressing",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3VirtualHostDualstackAddressing",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3VirtualHostAccelerateAddressing",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3VirtualHostDualstackAccelerateAddressing",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "smithy AmazonS3",
        "S3OperationAddressingPreferred",
        "the vector's model has no endpoint rules, from which the address of a bucket follows; those of Amazon S3 are proved by botocore's endpoint cases",
    ),
    (
        "botocore rest-xml",
        "request RestXmlHttpPayloadWithUnion",
        "service-2 models have lost the element's name; the same vector passes from the Smithy model",
    ),
    (
        "botocore rest-xml",
        "request HttpPayloadWithXmlName",
        "service-2 models have lost the element's name; the same vector passes from the Smithy model",
    ),
    (
        "botocore rest-xml",
        "request HttpPayloadWithXmlNamespace",
        "service-2 models have lost the element's name; the same vector passes from the Smithy model",
    ),
    (
        "botocore rest-xml",
        "request HttpPayloadWithXmlNamespaceAndPrefix",
        "service-2 models have lost the element's name; the same vector passes from the Smithy model",
    ),
    (
        "botocore rest-xml",
        "request XmlAttributesOnPayload",
        "service-2 models have lost the element's name; the same vector passes from the Smithy model",
    ),
    (
        "botocore rest-xml",
        "request RestXmlXmlMapWithXmlNamespace",
        "a namespace on the keys of a map, which no service of AWS has",
    ),
    (
        "smithy RestXml",
        "request RestXmlXmlMapWithXmlNamespace",
        "a namespace on the keys of a map, which no service of AWS has",
    ),
];
