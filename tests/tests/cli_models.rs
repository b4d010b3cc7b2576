//! API models as sources of the command: files, folders, archives, what is installed, and what is wrong with them.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;

use connector_gen_tests::{assert_status, command, connector_gen};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A service with three operations.
const SHOP: &str = r#"{
  "version": "2.0",
  "metadata": {"apiVersion": "2020-01-02", "endpointPrefix": "shop", "protocol": "rest-json", "protocols": ["rest-json"],
    "serviceFullName": "Example Shop", "serviceId": "Shop", "signatureVersion": "v4"},
  "operations": {
    "GetOrder": {"name": "GetOrder", "http": {"method": "GET", "requestUri": "/orders/{id}"},
      "input": {"shape": "GetOrderRequest"}, "output": {"shape": "Order"}, "errors": [{"shape": "NotFound"}]},
    "ListOrders": {"name": "ListOrders", "http": {"method": "GET", "requestUri": "/orders"},
      "input": {"shape": "ListOrdersRequest"}, "output": {"shape": "ListOrdersResponse"}},
    "PutOrder": {"name": "PutOrder", "http": {"method": "PUT", "requestUri": "/orders"}, "input": {"shape": "Order"}}
  },
  "shapes": {
    "GetOrderRequest": {"type": "structure", "required": ["Id"],
      "members": {"Id": {"shape": "String", "location": "uri", "locationName": "id"}}},
    "ListOrdersRequest": {"type": "structure",
      "members": {"Token": {"shape": "String", "location": "querystring", "locationName": "token"}}},
    "ListOrdersResponse": {"type": "structure", "members": {"Orders": {"shape": "Orders"}, "Token": {"shape": "String"}}},
    "Order": {"type": "structure", "members": {"Id": {"shape": "String"}, "Total": {"shape": "Double"}}},
    "Orders": {"type": "list", "member": {"shape": "Order"}},
    "NotFound": {"type": "structure", "members": {"message": {"shape": "String"}}, "error": {"httpStatusCode": 404}, "exception": true},
    "Double": {"type": "double"},
    "String": {"type": "string"}
  }
}"#;

const PAGES: &str = r#"{"pagination": {"ListOrders": {"input_token": "Token", "output_token": "Token", "result_key": "Orders"}}}"#;

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("it is writable");
    fs::write(path, bytes).expect("it is writable");
}

/// A folder as botocore has it: an old and a new version of one service, a folder that has no model, another service.
fn data() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let old = SHOP.replace("Example Shop", "Old Shop");
    write(folder.path(), "data/shop/2019-01-01/service-2.json", old);
    write(
        folder.path(),
        "data/shop/2020-01-02/service-2.json.gz",
        packed(SHOP.as_bytes()),
    );
    write(
        folder.path(),
        "data/shop/2020-01-02/paginators-1.json",
        PAGES,
    );
    write(
        folder.path(),
        "data/shop/2021-01-01/paginators-1.json",
        PAGES,
    );
    write(
        folder.path(),
        "data/bank/2018-01-01/service-2.json",
        SHOP.replace("Order", "Account"),
    );
    write(folder.path(), "data/endpoints.json", "{}");
    folder
}

/// Runs the command with botocore in the folder `data`.
fn installed(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .env("BOTOCORE_DATA", folder.join("data"))
        .env("PATH", "")
        .output()
        .expect("connector-gen starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn the_newest_model_of_a_folder_is_read_with_the_files_beside_it() {
    let folder = data();
    for source in [
        "data/shop",
        "data/shop/2020-01-02",
        "data/shop/2020-01-02/service-2.json.gz",
        "botocore:shop",
    ] {
        let output = installed(folder.path(), &["inspect", source]);
        assert_status(&output, 0, source);
        assert_says(
            &printed(&output),
            &[
                "service-2.json.gz: API model of AWS, 3 operations\n",
                "paginators-1.json: belongs to the API model\n",
                "  GetOrder  GET\n  ListOrders  GET\n  PutOrder  PUT\n",
            ],
        );
    }
}

#[test]
fn a_folder_of_services_is_listed_at_once() {
    let folder = data();
    for source in ["data", "botocore:"] {
        let output = installed(folder.path(), &["inspect", source]);
        assert_status(&output, 0, source);
        assert_eq!(
            printed(&output),
            "bank     3  restJson1   Example Shop\nshop     3  restJson1   Example Shop\n\n2 services, 6 operations\n"
        );
    }
    let found = installed(
        folder.path(),
        &["inspect", "data", "--operation", "List*Acc*"],
    );
    assert_eq!(
        printed(&found),
        "bank     1  restJson1   Example Shop\n    ListAccounts\n\n1 service, 1 operations\n"
    );
}

#[test]
fn a_connector_names_its_model_as_it_was_given_and_is_made_again_from_it() {
    let folder = data();
    for (source, in_recipe) in [
        ("botocore:shop", "botocore:shop"),
        ("data/shop", "../data/shop"),
    ] {
        let out = source.replace([':', '/'], "-");
        let arguments = ["new", source, "--operation", "ListOrders", "--out", &out];
        assert_status(&installed(folder.path(), &arguments), 0, source);
        let recipe = fs::read_to_string(folder.path().join(&out).join("connector.toml"));
        let recipe = recipe.expect("a connector has a recipe");
        assert_says(
            &recipe,
            &[
                &format!("sources = [\"{in_recipe}\"]"),
                "operations = [\"ListOrders\"]",
            ],
        );
        let again = installed(folder.path(), &["check", &out]);
        assert_status(&again, 0, &said(&again));
    }
    // Where botocore is gone, the snapshot takes the place of its model.
    let gone = command(folder.path(), &["check", "botocore-shop"])
        .env("BOTOCORE_DATA", folder.path().join("nowhere"))
        .env("PATH", "")
        .env("HOME", folder.path())
        .output()
        .expect("connector-gen starts");
    assert_says(
        &said(&gone),
        &["CG0511]: source `botocore:shop` is not there"],
    );
}

#[test]
fn operations_of_a_model_are_chosen_never_assumed() {
    let folder = data();
    let output = installed(folder.path(), &["new", "botocore:shop"]);
    assert_status(&output, 2, "nobody can be asked");
    assert_says(
        &said(&output),
        &[
            "error[CG0527]: the model has 3 operations, and none was chosen\n",
            "it has `GetOrder`, `ListOrders`, `PutOrder`\n",
            "`--operation '*'` takes all\n",
        ],
    );
    assert!(!folder.path().join("example-shop-connector").exists());
    let output = installed(folder.path(), &["new", "botocore:shop", "--operation", "*"]);
    assert_status(&output, 0, "all were chosen");
}

#[test]
fn services_that_are_not_there_are_named_with_what_is() {
    let folder = data();
    for (arguments, says, help) in [
        (
            ["new", "botocore:shp", "--operation", "X"],
            "CG0531]: botocore has no service `shp`",
            "did you mean `botocore:shop`?",
        ),
        (
            ["new", "botocore:../shop", "--operation", "X"],
            "CG0531]: `botocore:../shop` names no service",
            "name a service by its folder in botocore, for example `botocore:polly`",
        ),
        (
            ["new", "data", "--operation", "X"],
            "CG0530]: `data` holds the models of 2 services",
            "name one of them, for example `data/bank`; `connector-gen inspect data` lists them",
        ),
        (
            ["inspect", "data", "--operation", "DeleteEverything"],
            "CG0530]: none of the services has an operation `DeleteEverything`",
            "give a part of its name with `*`, for example `--operation '*Voices*'`",
        ),
    ] {
        let output = installed(folder.path(), &arguments);
        assert_status(&output, 2, says);
        assert_says(&said(&output), &[says, &format!("help: {help}\n")]);
    }
}

/// A model with this text in another one's place.
fn edited(from: &str, to: &str) -> Vec<u8> {
    assert!(SHOP.contains(from), "{from}");
    SHOP.replace(from, to).into_bytes()
}

#[test]
fn a_model_that_cannot_be_used_is_explained_and_nothing_is_written() {
    let required = |shapes: &str| edited("\"Double\": {", &format!("{shapes}, \"Double\": {{"));
    let cycle = required(
        "\"A\": {\"type\": \"structure\", \"required\": [\"B\"], \"members\": {\"B\": {\"shape\": \"B\"}}}, \
         \"B\": {\"type\": \"structure\", \"required\": [\"A\"], \"members\": {\"A\": {\"shape\": \"A\"}}}",
    );
    let cycle = String::from_utf8(cycle).expect("it is a text").replace(
        "\"Total\": {\"shape\": \"Double\"}",
        "\"A\": {\"shape\": \"A\"}",
    );
    let archive = packed(SHOP.as_bytes());
    for (bytes, says, place, help) in [
        (
            edited("{\"shape\": \"Orders\"}", "{\"shape\": \"Ordres\"}"),
            "CG0161]: the model has no shape `Ordres`",
            "--> service-2.json:17:81 (/shapes/ListOrdersResponse/members/Orders/shape)",
            "did you mean `Order` or `Orders`?",
        ),
        (
            cycle.into_bytes(),
            "CG0164]: `A` must hold itself, so no value of it can end: `A.B`, then `B.A`",
            "(/shapes/A)",
            "make one of these members optional",
        ),
        (
            edited("\"rest-json\"", "\"soap\""),
            "CG0163]: the protocol `soap` is not known",
            "--> service-2.json:3:15 (/metadata)",
            "connectors speak `json`, `rest-json`, `rest-xml`, `smithy-rpc-v2-cbor`, `query`, `ec2`",
        ),
        (
            edited("\"ListOrders\": {", "\"GetOrder\": {"),
            "CG0162]: `GetOrder` stands twice among the operations of the model",
            "(/operations/GetOrder)",
            "remove one of the two, or rename it",
        ),
        (
            edited("[{\"shape\": \"NotFound\"}]", "{\"shape\": \"NotFound\"}"),
            "CG0160]: the model is not built as its format says at `/operations/GetOrder/errors`: invalid type: object, \
             expected an array",
            "--> service-2.json:7:86 (/operations/GetOrder/errors)",
            "take the file as the service's publisher wrote it; correct the value if it was edited",
        ),
        (
            archive[..archive.len() / 2].to_vec(),
            "CG0528]: the gzip archive `service-2.json` ends too early",
            "",
            "download or copy the file again",
        ),
        (
            packed(&vec![b' '; 64 << 20]),
            "CG0529]: `service-2.json` has ",
            "and unpacks to more than ",
            "take the file from the service's publisher again; give it unpacked if you trust it",
        ),
        (
            b"$version: \"2\"\n\nnamespace com.example\n".to_vec(),
            "CG0113]: the source is a Smithy model in IDL, which this version does not read",
            "--> service-2.json",
            "give its JSON AST: `smithy ast` writes it, and AWS publishes its models so",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a scratch folder can be made");
        write(folder.path(), "service-2.json", bytes);
        for arguments in [
            &["new", "service-2.json", "--operation", "*"][..],
            &["inspect", "service-2.json"],
        ] {
            let output = connector_gen(folder.path(), arguments);
            assert_status(&output, 2, says);
            assert_says(&said(&output), &[says, place, &format!("help: {help}\n")]);
            let left = fs::read_dir(folder.path()).expect("it is readable").count();
            assert_eq!(left, 1, "{says}: something was written");
        }
    }
}
