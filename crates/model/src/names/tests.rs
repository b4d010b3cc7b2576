//! Tables: what a source says, and the name that the guide gives it.

use super::*;

fn check(name: impl Fn(&str) -> String, table: &[(&str, &str)]) {
    for (wire, expected) in table {
        assert_eq!(name(wire), *expected, "{wire:?}");
    }
}

#[test]
fn action_names_keep_the_service_spelling() {
    check(
        action,
        &[
            ("DescribeVoices", "DescribeVoices"),
            ("GetAPIKey", "GetAPIKey"),
            ("List all pets", "ListAllPets"),
            ("GET /v1/voices", "GETV1Voices"),
            ("GET ALL", "GetAll"),
            ("2nd try", "N2ndTry"),
            ("→", "Operation"),
            ("", "Operation"),
            ("Créer une tâche", "CreerUneTache"),
            ("self", "Self"),
        ],
    );
}

#[test]
fn microflows_carry_method_version_and_action() {
    let name = |case| microflow("GET", case, "v1", "DescribeVoices");
    assert_eq!(name(MethodCase::FirstLetter), "Get_v1_DescribeVoices");
    assert_eq!(name(MethodCase::Capitals), "GET_v1_DescribeVoices");
}

#[test]
fn a_date_in_the_path_is_no_version() {
    for (path, expected) in [
        ("/v1/voices", "v1"),
        ("/2015-03-31/functions/", "v1"),
        ("/api/V3/users", "v3"),
        ("/api/v2.1/users", "v2"),
        ("/v20210101/x", "v1"),
        ("/voices/v", "v1"),
        ("/", "v1"),
    ] {
        assert_eq!(version(path.split('/')), expected, "{path}");
    }
    assert!(is_version("v1") && is_version("v1beta1"));
    assert!(!is_version("1") && !is_version("") && !is_version("v1.1"));
}

#[test]
fn entity_names_are_upper_camel_case_without_underscores() {
    check(
        entity,
        &[
            ("Voices", "Voices"),
            ("supported_engines", "SupportedEngines"),
            ("EC2Instance", "EC2Instance"),
            ("IPv4", "IPv4"),
            ("VIRTUAL_MACHINE", "VirtualMachine"),
            ("DNS", "DNS"),
            ("$", "Element"),
            ("@odata.context", "OdataContext"),
            ("Self", "Self"),
            ("3d", "N3d"),
            ("", "Element"),
            ("größe", "Groesse"),
            ("日本", "Element"),
        ],
    );
}

#[test]
fn items_of_a_list_are_named_in_the_singular() {
    check(
        singular,
        &[
            ("Voices", "Voice"),
            ("Functions", "Function"),
            ("SupportedEngines", "SupportedEngine"),
            ("Addresses", "Address"),
            ("Statuses", "Status"),
            ("Data", "Datum"),
            ("UserData", "UserDatum"),
            ("Aliases", "Alias"),
            ("Policies", "Policy"),
            ("Children", "Child"),
            ("Indices", "Index"),
            ("Databases", "Database"),
            ("Responses", "Response"),
            ("Caches", "Cache"),
            ("Batches", "Batch"),
            ("Boxes", "Box"),
            ("Houses", "House"),
            ("Sizes", "Size"),
            ("Queries", "Query"),
            ("Movies", "Movie"),
            ("Archives", "Archive"),
            ("Heroes", "Hero"),
            ("TargetARNs", "TargetARN"),
            ("IDs", "ID"),
            ("HTTPHeaders", "HTTPHeader"),
            ("People", "Person"),
            ("Arguments", "Argument"),
            ("Items", "Item"),
            ("Values", "Value"),
            ("Value", "ValueItem"),
            ("Content", "ContentItem"),
            ("Address", "AddressItem"),
            ("Status", "StatusItem"),
            ("Analysis", "AnalysisItem"),
            ("Series", "SeriesItem"),
            ("S", "SItem"),
            ("", "Item"),
        ],
    );
}

#[test]
fn entries_of_a_map_are_named_after_one_of_them() {
    check(
        map_entry,
        &[
            ("Tags", "TagEntry"),
            ("Environment", "EnvironmentEntry"),
            ("meta_data", "MetaDatumEntry"),
        ],
    );
}

#[test]
fn attributes_are_spelt_as_the_service_spells_them_except_reserved_words() {
    check(
        attribute,
        &[
            ("VoiceId", "VoiceId"),
            ("voiceId", "VoiceId"),
            ("TableArn", "TableArn"),
            ("Id", "_Id"),
            ("id", "_Id"),
            ("type", "_Type"),
            ("Object", "_Object"),
            ("currentUser", "_CurrentUser"),
            ("@odata.context", "_odata_context"),
            ("confidence(No)", "Confidence_No_"),
            ("input_type", "Input_type"),
            ("1024x1024", "_1024x1024"),
            ("Self", "Self"),
            ("self", "Self"),
            ("fn", "Fn"),
            ("$", "Member"),
            ("", "Member"),
            ("größe", "Groesse"),
            ("日本", "Member"),
        ],
    );
}

#[test]
fn names_that_are_checked_are_names_that_would_be_given() {
    for text in ["VoiceId", "_Id", "Confidence_No_"] {
        assert!(is_attribute(text), "{text}");
    }
    for text in ["Id", "", "_", "a b", "1a", "type"] {
        assert!(!is_attribute(text), "{text}");
    }
    assert!(is_entity("Voice") && !is_entity("voice") && !is_entity("A_b") && !is_entity(""));
    assert!(is_module("AmazonPollyConnector") && !is_module("1Polly") && !is_module("a b"));
}

#[test]
fn enumeration_values_keep_what_the_wire_says_as_far_as_a_name_can() {
    check(
        enumeration_value,
        &[
            ("standard", "standard"),
            ("long-form", "long_form"),
            ("arn:aws", "arn_aws"),
            ("X86_64", "X86_64"),
            ("default", "_default"),
            ("NULL", "_NULL"),
            ("1024x1024", "_1024x1024"),
            ("", "Empty"),
            ("*", "Value"),
            ("a b", "a_b"),
        ],
    );
    assert_eq!(enumeration_stem("ENUM_Engine"), "Engine");
    assert_eq!(enumeration(&enumeration_stem("engine")), "ENUM_Engine");
    assert_eq!(region("us-east-1"), "us_east_1");
}

#[test]
fn a_connector_is_named_like_the_service_is_named_by_its_owner() {
    for (display, expected_module, expected_slug, expected_crate) in [
        (
            "Amazon Polly",
            "AmazonPollyConnector",
            "amazon-polly",
            "amazon-polly-connector",
        ),
        (
            "AWS Lambda",
            "AWSLambdaConnector",
            "aws-lambda",
            "aws-lambda-connector",
        ),
        (
            "Amazon DynamoDB",
            "AmazonDynamoDBConnector",
            "amazon-dynamodb",
            "amazon-dynamodb-connector",
        ),
        (
            "petstore (v2) API",
            "PetstoreV2APIConnector",
            "petstore-v2-api",
            "petstore-v2-api-connector",
        ),
        (
            "3scale Connector",
            "N3scaleConnector",
            "3scale-connector",
            "n3scale-connector",
        ),
        ("Café", "CafeConnector", "cafe", "cafe-connector"),
    ] {
        assert_eq!(module(display).as_deref(), Some(expected_module));
        assert_eq!(slug(display).as_deref(), Some(expected_slug));
        assert_eq!(crate_name(expected_slug), expected_crate);
    }
    assert_eq!(module("日本"), None);
    assert_eq!(slug(" - "), None);
}

#[test]
fn elements_of_the_guide_have_their_affixes() {
    assert_eq!(json_structure("DescribeVoices"), "JSON_DescribeVoices");
    assert_eq!(import_mapping("DescribeVoices"), "IMM_DescribeVoices");
    assert_eq!(export_mapping("DescribeVoices"), "EXM_DescribeVoices");
    assert_eq!(request("ListFunctions"), "ListFunctionsRequest");
    assert_eq!(response("ListFunctions"), "ListFunctionsResponse");
    assert_eq!(error("ListFunctions", 404), "ListFunctionsError404");
    assert_eq!(
        association("Bucket", "ListBucketsResponse", None),
        "Bucket_ListBucketsResponse"
    );
    assert_eq!(
        association("Person", "Address", Some("Delivery")),
        "Person_Address_Delivery"
    );
}

#[test]
fn names_of_any_length_end_and_stay_apart() {
    let long = "x".repeat(10_000);
    let other = format!("{long}y");
    for name in [action, entity, attribute, enumeration_value, singular] {
        assert!(name(&long).len() <= LIMIT);
        assert_ne!(name(&long), name(&other));
    }
}

#[test]
fn names_that_differ_in_case_only_are_told_apart() {
    let mut taken = Taken::default();
    assert_eq!(taken.claim_numbered("Name", "_"), "Name");
    assert_eq!(taken.claim_numbered("NAME", "_"), "NAME_2");
    assert_eq!(taken.claim_numbered("name", "_"), "name_3");
}
