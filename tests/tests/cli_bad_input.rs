//! Bad input: each has a message with its place and a way out, ends with status 2, and writes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use connector_gen_tests::{assert_status, command, connector_gen};

const FACTS: [&str; 8] = [
    "--url",
    "https://api.example.com/v1/orders",
    "--method",
    "GET",
    "--operation",
    "ListOrders",
    "--name",
    "Orders",
];

const ORDERS: &str = r#"{"orders": [{"id": 1, "total": 9.5}]}"#;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// What is said about a source.
struct Refusal {
    bytes: Vec<u8>,
    /// The line of the message.
    says: &'static str,
    /// Where: `source` or `source:line:column (pointer)`, without the name.
    place: &'static str,
    /// The way out.
    help: &'static str,
}

fn refusal(
    bytes: impl Into<Vec<u8>>,
    says: &'static str,
    place: &'static str,
    help: &'static str,
) -> Refusal {
    Refusal {
        bytes: bytes.into(),
        says,
        place,
        help,
    }
}

/// Everything below a folder: kind, path and content, so that a new empty folder or a link counts as well.
fn everything(folder: &Path) -> Vec<(PathBuf, String, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| {
            let entry = entry.expect("the folder is readable");
            let kind = format!("{:?}", entry.file_type());
            let is_small = entry.metadata().is_ok_and(|data| data.len() < 1 << 20);
            let bytes = if entry.file_type().is_file() && is_small {
                fs::read(entry.path()).expect("a file is readable")
            } else {
                Vec::new()
            };
            (entry.into_path(), kind, bytes)
        })
        .collect()
}

fn scratch() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    fs::write(folder.path().join("orders.json"), ORDERS).expect("it is writable");
    folder
}

/// Runs a command that has to be refused; the result is what it says.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let before = everything(folder);
    let output = connector_gen(folder, arguments);
    check_refused(&output, &arguments.join(" "));
    assert_eq!(everything(folder), before, "{arguments:?} wrote something");
    String::from_utf8(output.stderr).expect("messages are UTF-8")
}

fn check_refused(output: &Output, what: &str) {
    assert_status(output, 2, what);
    assert_eq!(output.stdout, b"", "{what}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !said.contains("panicked") && !said.contains('\u{1b}'),
        "{said}"
    );
    assert!(
        said.len() < 4000,
        "{what} says too much: {} bytes",
        said.len()
    );
}

fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no `{part}` in\n{said}");
    }
}

/// The refusal as it has to be printed for a source of this name.
fn assert_refusal(name: &str, said: &str, refusal: &Refusal) {
    let first = format!("error[{}\n", refusal.says);
    assert!(said.starts_with(&first), "no `{first}` first in\n{said}");
    let place = format!("--> {name}{}\n", refusal.place);
    let help = format!("= help: {}\n", refusal.help);
    assert_says(said, &[&place, &help]);
}

fn texts() -> Vec<Refusal> {
    let deep = |open: &str, close: &str| {
        format!("{}1{}", open.repeat(100_000), close.repeat(100_000)).into_bytes()
    };
    let again = "save the answer of the API again";
    let flatten =
        "look whether the text is really an answer of the API; flatten what is nested without need";
    let body = "give a Postman collection, or the JSON body of an answer";
    vec![
        refusal(
            "{\"a\": 1,\n \"b\": [1, 2,, 3]}",
            "CG0100]: expected a value, found `,`",
            ":2:13",
            "remove the comma, or write what is missing before it",
        ),
        refusal(
            "{\"a\": 1, }",
            "CG0100]: expected a key in double quotes, found `}`",
            ":1:10",
            "remove the comma before it",
        ),
        refusal(
            "{\"a\": }",
            "CG0100]: expected a value, found `}`",
            ":1:7",
            "write a value behind the colon",
        ),
        refusal(
            "{\"a\": \"x\n",
            "CG0100]: a string is not closed before the end of its line",
            ":1:9",
            "close the string before the end of the line, or write `\\n`",
        ),
        refusal(
            "{\"a\": [1",
            "CG0100]: expected `,` or `]`, found the end of the text",
            ":1:9",
            "the text is cut off: save it again as a whole",
        ),
        refusal(
            "[1}",
            "CG0100]: expected `,` or `]`, found `}`",
            ":1:3",
            "look for a bracket that is missing or of the other kind",
        ),
        refusal(
            "{'a': 1}",
            "CG0100]: expected a key in double quotes, found `'`",
            ":1:2",
            "put strings and keys in double quotes",
        ),
        refusal(
            "{\"a\": 01}",
            "CG0100]: a number begins with a zero that counts nothing",
            ":1:7",
            "remove the leading zero, or put the value in quotes",
        ),
        refusal(
            "hello world",
            "CG0100]: expected a value, found `hello`",
            ":1:1",
            body,
        ),
        refusal(
            "\0\x01\x02binary",
            "CG0100]: expected a value, found `\\u0000`",
            ":1:1",
            "remove the invisible character, or save the answer of the API again",
        ),
        refusal(
            b"{\"a\": \"\xff\"}".as_slice(),
            "CG0101]: the text is not UTF-8: byte 0xff at offset 7",
            ":1:8",
            "save the file again as UTF-8",
        ),
        refusal("", "CG0112]: the source is an empty file", "", again),
        refusal(" \r\n\t", "CG0112]: the source is an empty file", "", again),
        refusal(
            deep("[", "]"),
            "CG0107]: arrays and objects stand in each other more than 128 levels deep",
            ":1:129",
            flatten,
        ),
        refusal(
            deep("{\"a\":", "}"),
            "CG0107]: arrays and objects stand in each other more than 128 levels deep",
            ":1:641",
            flatten,
        ),
        refusal(
            "[".repeat(1_000_000),
            "CG0107]: arrays and objects stand in each other more than 128 levels deep",
            ":1:129",
            flatten,
        ),
        refusal(
            format!("[{}]", "1".repeat(1001)),
            "CG0110]: a number has more than 1000 characters",
            ":1:2",
            "put the number in quotes if it is an identifier or a key",
        ),
    ]
}

/// Descriptions and collections that are known and not read.
fn kinds() -> Vec<Refusal> {
    let openapi = "import the file into Postman, save the answers that the connector needs, and export the collection \
         as v2.1; descriptions are not read because they often differ from what is sent";
    let info =
        |schema: &str| format!("{{\"info\": {{\"name\": \"C\", \"schema\": \"{schema}\"}},\n");
    let v3 = SCHEMA.replace("v2.1.0", "v3.0.0");
    vec![
        refusal(
            "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {}}",
            "CG0113]: the source is an OpenAPI description",
            "",
            openapi,
        ),
        refusal(
            "# mine\n---\nopenapi: 3.0.3\ninfo:\n  title: T\n",
            "CG0113]: the source is an OpenAPI description (YAML)",
            "",
            openapi,
        ),
        refusal(
            "{\"swagger\": \"2.0\", \"info\": {}, \"paths\": {}}",
            "CG0113]: the source is a Swagger description (OpenAPI 2)",
            "",
            openapi,
        ),
        refusal(
            "{\"id\": \"x\", \"name\": \"Old\", \"order\": [], \"requests\": []}",
            "CG0113]: the source is a Postman collection of version 1",
            "",
            "export the collection from Postman as \"Collection v2.1\"",
        ),
        refusal(
            format!("{} \"item\": []}}", info(&v3)),
            "CG0154]: this is a Postman collection of v3.0.0",
            ":1:34 (/info/schema)",
            "export it from Postman as `Collection v2.1`",
        ),
        refusal(
            format!("{} \"item\": []}}", info(SCHEMA)),
            "CG0131]: the collection has no requests",
            "",
            "save a request with its answer in Postman and export the collection again",
        ),
        refusal(
            "{\"id\": \"1\", \"name\": \"E\", \"values\": [], \"_postman_variable_scope\": \"environment\"}",
            "CG0114]: no source has an operation",
            "",
            "give a Postman collection with requests, or the JSON body of an answer",
        ),
    ]
}

#[test]
fn a_source_that_cannot_be_used_is_explained_and_nothing_is_written() {
    let folder = scratch();
    for refusal in texts() {
        fs::write(folder.path().join("source.json"), &refusal.bytes).expect("it is writable");
        let arguments: Vec<&str> = ["new", "source.json"].into_iter().chain(FACTS).collect();
        let said = refused(folder.path(), &arguments);
        assert_refusal("source.json", &said, &refusal);
        let said = refused(folder.path(), &["inspect", "source.json"]);
        assert_refusal("source.json", &said, &refusal);
    }
}

#[test]
fn a_file_of_another_kind_is_called_by_its_name() {
    let folder = scratch();
    for refusal in kinds() {
        fs::write(folder.path().join("source.json"), &refusal.bytes).expect("it is writable");
        let said = refused(folder.path(), &["new", "source.json"]);
        if refusal.says.starts_with("CG0114") {
            assert_says(&said, &[refusal.says, refusal.help]);
        } else {
            assert_refusal("source.json", &said, &refusal);
        }
    }
}

#[test]
fn an_error_in_a_text_is_marked_with_a_caret() {
    let folder = scratch();
    fs::write(
        folder.path().join("a.json"),
        "{\n  \"é\": 1,\n  \"b\": tru\n}\n",
    )
    .expect("it is writable");
    let said = refused(folder.path(), &["new", "a.json"]);
    assert_says(
        &said,
        &[" --> a.json:3:8\n", "3 |   \"b\": tru\n", "  |        ^"],
    );
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let folder = scratch();
    let huge = fs::File::create(folder.path().join("huge.json")).expect("it is writable");
    huge.set_len(200 << 20).expect("a file can have holes");
    let said = refused(folder.path(), &["new", "huge.json"]);
    assert_says(
        &said,
        &[
            "error[CG0501]: `huge.json` is larger than 100 MiB\n",
            "help: save fewer requests or fewer examples: one example of each form is enough\n",
        ],
    );
}

#[test]
fn a_source_that_cannot_be_opened_is_named() {
    let folder = scratch();
    for (name, says, help) in [
        (
            "none.json",
            "`none.json` cannot be read: no such file or directory",
            "check the path; it is relative to the current folder",
        ),
        (
            "orders.json/x",
            "`orders.json/x` cannot be read: not a directory",
            "check the path; it is relative to the current folder",
        ),
        (
            ".",
            "`.` is a folder",
            "name a file, for example a collection that Postman exported, or the folder of an API model",
        ),
        (
            "",
            "a source has an empty name",
            "name a file, or `-` for standard input",
        ),
    ] {
        let said = refused(folder.path(), &["new", name]);
        assert_says(
            &said,
            &[
                &format!("error[CG0500]: {says}\n"),
                &format!("help: {help}\n"),
            ],
        );
    }
    let both = refused(folder.path(), &["new", "none.json", "neither.json"]);
    assert_says(&both, &["`none.json` cannot", "`neither.json` cannot"]);
    let said = refused(folder.path(), &["new", "-"]);
    assert_says(
        &said,
        &["CG0112]: the source is an empty file", "--> <stdin>"],
    );
    let said = refused(folder.path(), &["new", "-", "orders.json", "-"]);
    assert_says(
        &said,
        &[
            "CG0502]: `-` was given more than once",
            "help: save one of the texts",
        ],
    );
}

#[test]
fn a_bare_body_asks_for_each_fact_by_its_flag() {
    let folder = scratch();
    let said = refused(folder.path(), &["new", "orders.json"]);
    for (what, flag) in [
        ("which address was called", "--url"),
        ("by which method it was asked for", "--method"),
        ("what the call is named", "--operation"),
    ] {
        assert_says(
            &said,
            &[&format!(
                "error[CG0115]: the body does not say {what}\n--> orders.json\n = help: say it with `{flag}`, or as"
            )],
        );
    }
    let said = refused(
        folder.path(),
        &[&["new", "orders.json"], &FACTS[..6]].concat(),
    );
    assert_says(
        &said,
        &[
            "error[CG0230]: no source says what the connector is to be called\n",
            "help: pass `--name NAME`, or set `name` in `[connector]`\n",
        ],
    );
}

#[test]
fn a_fact_that_cannot_be_so_is_refused() {
    let folder = scratch();
    for (flag, value, says, help) in [
        (
            "--url",
            "ftp://x.example/",
            "the scheme `ftp` cannot be called over HTTP",
            "use an address that begins with `https://`",
        ),
        (
            "--url",
            "https://me:secret@x.example/",
            "the address has a user or password in front of the host",
            "remove the part before `@` and give the credentials to the client at run time",
        ),
        (
            "--url",
            "https://x.example/a/../b",
            "the path of the address has a `.` or `..` segment",
            "write the path without `.` and `..` segments",
        ),
        (
            "--url",
            "/v1/orders",
            "the address has no host",
            "write it whole, like `https://api.example.com/v1/things`",
        ),
        (
            "--url",
            "",
            "the address is empty",
            "give the request an address like `https://api.example.com/v1/things`",
        ),
        (
            "--method",
            "FETCH",
            "`FETCH` is not a method of HTTP",
            "write one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
        ),
        (
            "--operation",
            "…",
            "the operation `…` has no letter in its name",
            "name it as the service does, like `DescribeVoices`",
        ),
    ] {
        let mut arguments = vec!["new", "orders.json"];
        for pair in FACTS.chunks(2) {
            arguments.extend([pair[0], if pair[0] == flag { value } else { pair[1] }]);
        }
        let said = refused(folder.path(), &arguments);
        assert_says(
            &said,
            &[
                &format!("error[CG0116]: {says}\n"),
                &format!("help: {help}\n"),
            ],
        );
        assert!(!said.contains("secret"), "{said}");
    }
    let status = refused(folder.path(), &["new", "orders.json", "--status", "99"]);
    assert_says(&status, &["invalid value '99' for '--status <STATUS>'"]);
}

#[test]
fn a_collection_without_answers_is_made_and_said_or_its_lack_of_operations_refused() {
    let folder = scratch();
    let text = format!(
        r#"{{"info": {{"name": "Pets", "schema": "{SCHEMA}"}}, "item": [
            {{"name": "List pets", "request": {{"method": "GET", "url": "https://api.example.com/pets"}}}},
            {{"name": "Upload", "request": {{"method": "POST", "url": "https://api.example.com/pets", "body": {{"mode": "raw", "raw": "{{\"a\": "}}}}}}]}}"#
    );
    fs::write(folder.path().join("pets.json"), text).expect("it is writable");
    let said = refused(
        folder.path(),
        &["new", "pets.json", "--operation", "ListPet"],
    );
    assert_says(
        &said,
        &[
            "note[CG0137]: 2 of 2 operations have no saved answer and get the request side only",
            "error[CG0210]: unknown operation `ListPet`\n",
            "note: the sources have `ListPets`, `Upload`\n",
            "help: did you mean `ListPets`",
        ],
    );
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let folder = scratch();
    let path = folder.path();
    fs::create_dir(path.join("full")).expect("it is new");
    fs::write(path.join("full/notes.txt"), "mine").expect("it is writable");
    fs::create_dir_all(path.join("other/connector-runtime")).expect("it is new");
    let long = "x".repeat(300);
    let new_or_empty = "name a folder that is new or empty with `--out DIR`";
    let permissions =
        "check the permissions and the space of the folder, or name another with `--out`";
    for (out, code, says, help) in [
        (
            "full",
            "CG0503",
            "`full` is not empty: it has `notes.txt` and no `connector.lock`",
            new_or_empty,
        ),
        (
            "orders.json",
            "CG0503",
            "`orders.json` is a file",
            new_or_empty,
        ),
        (
            "orders.json/x",
            "CG0505",
            "`orders.json/x` cannot be used: not a directory",
            permissions,
        ),
        ("", "CG0505", "`--out` names no folder", new_or_empty),
        (
            &long,
            "CG0505",
            "cannot be used: file name too long",
            permissions,
        ),
        (
            "other/orders",
            "CG0515",
            "`other/connector-runtime` is there and is not the runtime of connectors",
            "choose another place with `--out`, or set `path` under `[runtime]` in the recipe",
        ),
    ] {
        let arguments = [&["new", "orders.json", "--out", out], &FACTS[..]].concat();
        let said = refused(path, &arguments);
        assert_says(
            &said,
            &[
                &format!("error[{code}]: "),
                says,
                &format!("help: {help}\n"),
            ],
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_the_system_refuses_is_said() {
    let folder = scratch();
    // Nobody, not even root, can make a folder in `/proc`.
    let arguments = [
        &["new", "orders.json", "--out", "/proc/connector"],
        &FACTS[..],
    ]
    .concat();
    let said = refused(folder.path(), &arguments);
    assert_says(
        &said,
        &[
            "error[CG0505]: `/proc/connector` cannot be used: no such file or directory\n",
            "help: check the permissions",
        ],
    );
}

#[cfg(unix)]
#[test]
fn links_in_the_place_of_the_connector_are_refused() {
    use std::os::unix::fs::symlink;
    let folder = scratch();
    let path = folder.path();
    fs::create_dir(path.join("elsewhere")).expect("it is new");
    symlink("elsewhere", path.join("link")).expect("links can be made");
    symlink("nowhere", path.join("dangling")).expect("links can be made");
    for out in ["link", "dangling"] {
        let arguments = [&["new", "orders.json", "--out", out], &FACTS[..]].concat();
        let said = refused(path, &arguments);
        let says = format!("error[CG0506]: `{out}` is a link\n");
        assert_says(
            &said,
            &[&says, "help: name the folder that it leads to with `--out`"],
        );
    }
}

#[test]
fn a_recipe_with_an_error_is_refused_with_its_place() {
    let folder = scratch();
    for (text, says, place, help) in [
        (
            "a = [\n",
            "CG0200]: the recipe is not valid TOML",
            ":1:",
            "write keys as `name = \"text\"`",
        ),
        (
            "[conector]\nname = \"x\"\n",
            "CG0201]: unknown key `conector` in the recipe",
            ":1:2",
            "did you mean `connector`?",
        ),
        (
            "[sample]\nsatus = 200\n",
            "CG0201]: unknown key `satus` in `[sample]`",
            ":2:1",
            "did you mean `status`?",
        ),
        (
            "[connector]\nsources = 7\n",
            "CG0202]: `sources` takes a list of texts, found an integer",
            ":2:11",
            "write `sources = [\"…\"]`",
        ),
        (
            "[sample]\nstatus = 70000\n",
            "CG0202]: ",
            ":2:10",
            "write a value of the kind and range that the key takes",
        ),
        (
            "[members.\"ListOrdersResponse.orders[].id\"]\ntype = \"strin\"\n",
            "CG0202]: `type` takes one of `binary`, `boolean`, `date-time`, `decimal`, `document`, `epoch-seconds`, `integer`, `long`, `string`, found `strin`",
            ":2:8",
            "write `type = \"string\"`, or another of these words",
        ),
    ] {
        fs::write(folder.path().join("r.toml"), text).expect("it is writable");
        let arguments = [&["new", "orders.json", "--config", "r.toml"], &FACTS[..]].concat();
        let said = refused(folder.path(), &arguments);
        assert_says(&said, &[says, place, help]);
    }
    for (name, bytes, says) in [
        (
            "none.toml",
            None,
            "the recipe `none.toml` cannot be read: no such file or directory",
        ),
        (
            "latin.toml",
            Some(b"\xff"),
            "the recipe `latin.toml` cannot be read: stream did not contain valid UTF-8",
        ),
    ] {
        if let Some(bytes) = bytes {
            fs::write(folder.path().join(name), bytes).expect("it is writable");
        }
        let arguments = [&["new", "orders.json", "--config", name], &FACTS[..]].concat();
        let said = refused(folder.path(), &arguments);
        assert_says(
            &said,
            &[
                &format!("error[CG0508]: {says}\n"),
                "help: check the path given with `--config`",
            ],
        );
    }
}

#[test]
fn a_folder_that_has_no_connector_is_not_searched_elsewhere() {
    let folder = scratch();
    let path = folder.path();
    let said = refused(path, &["check"]);
    assert_says(
        &said,
        &[
            "error[CG0507]: there is no `connector.toml` in `.` or above it\n",
            "help: name the connector's folder, or make a connector with `connector-gen new SOURCE`\n",
        ],
    );
    let made = connector_gen(
        path,
        &[&["new", "orders.json", "--out", "made"], &FACTS[..]].concat(),
    );
    assert_status(&made, 0, "new");
    for verb in ["check", "regenerate"] {
        for (name, what) in [
            ("made/gone", "is not there"),
            ("made/connector.toml", "is not a folder"),
        ] {
            let said = refused(path, &[verb, name]);
            assert_says(
                &said,
                &[
                    &format!("error[CG0507]: `{name}` {what}\n"),
                    "help: name the folder of a connector",
                ],
            );
        }
    }
}

#[test]
fn a_record_that_somebody_changed_is_refused() {
    let folder = scratch();
    let path = folder.path();
    let made = connector_gen(
        path,
        &[&["new", "orders.json", "--out", "made"], &FACTS[..]].concat(),
    );
    assert_status(&made, 0, "new");
    let restore = "from version control";
    for (file, from, to, code) in [
        (
            "connector.lock",
            "\"src/custom.rs\"",
            "\"../custom.rs\"",
            "CG0403",
        ),
        (
            "connector.lock",
            "\"src/custom.rs\"",
            "\"/etc/passwd\"",
            "CG0403",
        ),
        (
            "connector.lock",
            "\"src/custom.rs\"",
            "\".git/hooks/post-checkout\"",
            "CG0403",
        ),
        (
            "connector.lock",
            "\"src/custom.rs\"",
            "\"a\\u0000b\"",
            "CG0403",
        ),
        ("connector.lock", "format = 2", "format = 7", "CG0401"),
        ("connector.lock", "format = 2", "<<<<<<< ours", "CG0400"),
        ("connector.lock", "sha256:", "md5:", "CG040"),
        (
            ".connector/service.json",
            "\"format\": 1",
            "\"format\": 2",
            "CG0401",
        ),
        (
            ".connector/service.json",
            "\"operations\"",
            "\"operations",
            "CG040",
        ),
        (".connector/names.json", "{", "[", "CG040"),
    ] {
        let at = path.join("made").join(file);
        let good = fs::read_to_string(&at).expect("it is there");
        assert!(good.contains(from), "{file} has no {from}");
        fs::write(&at, good.replace(from, to)).expect("it is writable");
        for verb in ["check", "regenerate"] {
            let said = refused(path, &[verb, "made"]);
            assert_says(&said, &[&format!("error[{code}"), "help: ", file]);
            assert!(said.contains(restore) || code == "CG0401", "{said}");
        }
        fs::write(&at, &good).expect("it is writable");
    }
    fs::write(path.join("made/connector.lock"), b"\xff").expect("it is writable");
    let said = refused(path, &["check", "made"]);
    assert_says(
        &said,
        &[
            "error[CG0524]: `made/connector.lock` is not UTF-8\n",
            restore,
        ],
    );
}

#[test]
fn words_that_are_not_known_get_a_suggestion() {
    let folder = scratch();
    for (arguments, says) in [
        (&["regenrate", "orders"][..], "'regenerate'"),
        (
            &["new", "orders.json", "--operaton", "X"][..],
            "'--operation'",
        ),
        (
            &["new", "orders.json", "--output-format", "jsn"][..],
            "json",
        ),
        (&["new"][..], "<SOURCE>"),
        (&["explain", "CG0101x"][..], "did you mean `CG0101`"),
        (&["diff", "orders.json"][..], "<NEW>"),
    ] {
        assert_says(&refused(folder.path(), arguments), &[says]);
    }
}

#[test]
fn every_format_says_on_standard_error_why_a_command_failed() {
    let folder = scratch();
    fs::write(folder.path().join("bad.json"), "{").expect("it is writable");
    for format in ["human", "json", "markdown", "github"] {
        let mut command = command(
            folder.path(),
            &["new", "bad.json", "--output-format", format],
        );
        let output = command.output().expect("connector-gen starts");
        assert_status(&output, 2, format);
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("error[CG0100]"),
            "{format}"
        );
    }
}
