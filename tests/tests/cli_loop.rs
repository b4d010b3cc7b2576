//! The loop of a connector's life: new, edit, another sample, another recipe, regenerate, check, diff.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use connector_gen_tests::{assert_status, cargo, connector_gen, root, tree};

const SAMPLE: &str = "amazon-polly.postman_collection.json";
const CONNECTOR: &str = "amazon-polly-connector";
const ENTITY: &str = "src/domain_model/describe_voices.rs";

/// A scratch folder with the Polly collection and a connector made of it.
fn polly(operations: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    fs::copy(
        root().join("samples").join(SAMPLE),
        folder.path().join(SAMPLE),
    )
    .expect("the sample is there");
    let mut arguments = vec!["new", SAMPLE];
    for operation in operations {
        arguments.extend(["--operation", operation]);
    }
    run(folder.path(), &arguments, 0);
    folder
}

/// Runs a command; the result is all that it printed.
fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = connector_gen(folder, arguments);
    assert_status(&output, status, &arguments.join(" "));
    let both = [output.stdout, output.stderr].concat();
    String::from_utf8(both).expect("it is UTF-8")
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(CONNECTOR).join(path)).expect(path)
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(CONNECTOR).join(path), text).expect(path);
}

fn append(folder: &Path, path: &str, text: &str) {
    let old = read(folder, path);
    write(folder, path, &format!("{old}{text}"));
}

/// Replaces a text in the collection that the connector is made of.
fn change_sample(folder: &Path, from: &str, to: &str) {
    let old = fs::read_to_string(folder.join(SAMPLE)).expect("it is there");
    assert!(old.contains(from), "the sample has no {from}");
    fs::write(folder.join(SAMPLE), old.replace(from, to)).expect("it is writable");
}

/// All sources of the crate in one text.
fn source(folder: &Path) -> String {
    let files = tree(&folder.join(CONNECTOR).join("src")).into_iter();
    let texts = files.map(|(_, bytes)| String::from_utf8(bytes).expect("Rust is UTF-8"));
    texts.collect::<Vec<_>>().join("\n")
}

fn times(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let files = tree(folder).into_iter();
    let time = |path: &Path| fs::metadata(folder.join(path)).and_then(|data| data.modified());
    files
        .map(|(path, _)| {
            let time = time(&path).expect("it is there");
            (path, time)
        })
        .collect()
}

fn assert_settled(folder: &Path) {
    let before = times(folder);
    let said = run(folder, &["regenerate", CONNECTOR], 0);
    assert!(said.contains("nothing to do"), "{said}");
    run(folder, &["check", CONNECTOR], 0);
    assert_eq!(times(folder), before, "a run with nothing to do wrote");
}

/// One recipe, what the crate has then, and what it no longer has.
struct Amendment {
    recipe: &'static str,
    has: &'static [&'static str],
    lacks: &'static [&'static str],
}

const AMENDMENTS: [Amendment; 8] = [
    Amendment {
        recipe: "[entities.\"DescribeVoicesResponse.Voices[].SupportedEngines[]\"]\nname = \"VoiceEngine\"\n",
        has: &["pub supported_engines: Vec<String>"],
        lacks: &[],
    },
    Amendment {
        recipe: "[entities.\"DescribeVoicesResponse.Voices[]\"]\nname = \"SpeakingVoice\"\n\
            description = \"A voice that speaks.\"\n",
        has: &[
            "pub struct SpeakingVoice",
            "/// A voice that speaks.",
            "Vec<SpeakingVoice>",
        ],
        lacks: &["pub struct Voice "],
    },
    Amendment {
        recipe: "[members.\"DescribeVoicesResponse.Voices[].LanguageName\"]\nname = \"Language\"\n",
        has: &["pub language: Option<String>", "\"LanguageName\" =>"],
        lacks: &["pub language_name"],
    },
    Amendment {
        recipe: "[enumerations.Engine]\nvalues = [\"standard\", \"neural\"]\n\
            captions = { standard = \"Standard\" }\n\
            at = [\"DescribeVoicesResponse.Voices[].SupportedEngines[]\", \"DescribeVoicesRequest.Engine\"]\n",
        has: &[
            "pub enum Engine",
            "pub supported_engines: Vec<Engine>",
            "pub engine: Option<Engine>",
        ],
        lacks: &["pub supported_engines: Vec<String>"],
    },
    Amendment {
        recipe: "[members.\"DescribeVoicesResponse.Voices[].SupportedEngines\"]\nremove = true\n",
        has: &["pub additional_language_codes"],
        lacks: &["supported_engines", "\"SupportedEngines\""],
    },
    Amendment {
        recipe: "[entities.\"ListLexiconsResponse.Lexicons[].Attributes\"]\nkind = \"map\"\n\
            [members.\"GetLexiconResponse.LexiconAttributes\"]\nremove = true\n",
        has: &["BTreeMap<String, "],
        lacks: &["pub lexemes_count", "pub lexicon_attributes"],
    },
    Amendment {
        recipe: "[members.\"GetLexiconResponse.LexiconAttributes.Size\"]\ntype = \"string\"\n\
            [members.\"GetLexiconResponse.LexiconAttributes.LastModified\"]\ntype = \"epoch-seconds\"\n\
            [members.\"DescribeVoicesRequest.Engine\"]\nrequired = true\n",
        has: &["pub size: Option<String>", "pub engine: String"],
        lacks: &["pub engine: Option<String>"],
    },
    Amendment {
        recipe: "[operations.DescribeVoices]\naction = \"FindVoices\"\nversion = \"v2\"\n",
        has: &["pub struct FindVoicesRequest", "`Get_v2_FindVoices`"],
        lacks: &["pub struct DescribeVoicesRequest"],
    },
];

#[test]
fn what_a_recipe_says_is_in_the_crate_and_goes_with_the_recipe() {
    let folder = polly(&[]);
    let path = folder.path();
    let recipe = read(path, "connector.toml");
    let original = source(path);
    for amendment in &AMENDMENTS {
        write(
            path,
            "connector.toml",
            &format!("{recipe}\n{}", amendment.recipe),
        );
        run(path, &["check", CONNECTOR], 1);
        let said = run(path, &["regenerate", CONNECTOR], 0);
        assert!(
            !said.contains("CG02"),
            "{} is not understood:\n{said}",
            amendment.recipe
        );
        let now = source(path);
        for text in amendment.has {
            assert!(
                now.contains(text),
                "no `{text}` by {}:\n{now}",
                amendment.recipe
            );
        }
        for text in amendment.lacks {
            assert!(
                !now.contains(text),
                "`{text}` in spite of {}",
                amendment.recipe
            );
        }
        assert_settled(path);
    }
    write(path, "connector.toml", &recipe);
    run(path, &["regenerate", CONNECTOR], 0);
    assert_eq!(source(path), original);
}

#[test]
fn a_crate_with_all_of_a_recipe_compiles_and_its_tests_pass() {
    let folder = polly(&[]);
    let path = folder.path();
    // All of them but the last, which names the operation that the others speak of.
    for amendment in &AMENDMENTS[1..7] {
        // Removing what another one makes an enumeration of would leave nothing of it.
        if !amendment.recipe.contains("SupportedEngines\"]") {
            append(path, "connector.toml", &format!("\n{}", amendment.recipe));
        }
    }
    append(
        path,
        "connector.toml",
        "\n[operations.ListLexicons]\naction = \"FindLexicons\"\n",
    );
    let said = run(path, &["regenerate", CONNECTOR], 0);
    assert!(!said.contains("error"), "{said}");
    let output = cargo(&path.join(CONNECTOR), &["test"]);
    assert_status(&output, 0, "cargo test after all amendments");
}

#[test]
fn texts_of_the_page_come_from_the_recipe() {
    let folder = polly(&["DescribeVoices"]);
    let path = folder.path();
    let text = "make texts audible for people who cannot read them";
    let recipe = read(path, "connector.toml");
    let key = recipe
        .lines()
        .find(|line| line.starts_with("# introduction = "))
        .expect("the recipe shows the key");
    let recipe = recipe.replace(key, &format!("introduction = \"{text}\""));
    write(path, "connector.toml", &recipe);
    run(path, &["regenerate", CONNECTOR], 0);
    assert!(read(path, "docs/amazon-polly.md").contains(text));
    assert_settled(path);
}

/// Writes a line of the user's above a field.
fn mark(folder: &Path, file: &str, field: &str) {
    let old = read(folder, file);
    let line = format!("    pub {field}: ");
    assert!(old.contains(&line), "{field} is not in\n{old}");
    write(
        folder,
        file,
        &old.replace(&line, &format!("    // mine\n{line}")),
    );
}

#[test]
fn a_conflict_is_over_when_the_new_text_is_taken_over_or_turned_down() {
    let folder = polly(&["DescribeVoices"]);
    let path = folder.path();
    mark(path, ENTITY, "supported_engines");
    change_sample(path, "SupportedEngines", "KnownEngines");
    let said = run(path, &["regenerate", CONNECTOR], 3);
    let new = format!("{ENTITY}.new");
    for part in [
        format!("`{ENTITY}`"),
        format!("`{new}`"),
        "both changed lines 29 to 31".to_owned(),
    ] {
        assert!(said.contains(&part), "no {part} in\n{said}");
    }
    assert!(read(path, ENTITY).contains("    // mine\n    pub supported_engines"));
    assert!(read(path, &new).contains("known_engines"));
    run(path, &["check", CONNECTOR], 1);
    // Taken over by hand, with the edit kept: the file beside is deleted, and that is all.
    fs::rename(
        path.join(CONNECTOR).join(&new),
        path.join(CONNECTOR).join(ENTITY),
    )
    .expect("it is there");
    mark(path, ENTITY, "known_engines");
    let merged = read(path, ENTITY);
    run(path, &["regenerate", CONNECTOR], 0);
    assert_eq!(read(path, ENTITY), merged);
    assert_settled(path);
    // The next change of the same line is a conflict again, and taking the new text as it is ends it.
    change_sample(path, "KnownEngines", "Engines");
    run(path, &["regenerate", CONNECTOR], 3);
    fs::rename(
        path.join(CONNECTOR).join(&new),
        path.join(CONNECTOR).join(ENTITY),
    )
    .expect("it is there");
    run(path, &["regenerate", CONNECTOR], 0);
    assert!(read(path, ENTITY).contains("pub engines"));
    assert_settled(path);
}

#[test]
fn files_that_are_no_longer_generated_go_unless_they_were_edited() {
    let folder = polly(&[]);
    let path = folder.path();
    let (untouched, edited) = (
        "src/operations/get_v1_list_lexicons.rs",
        "src/operations/get_v1_get_lexicon.rs",
    );
    append(path, edited, "// mine\n");
    let recipe = read(path, "connector.toml");
    let key = recipe
        .lines()
        .find(|line| line.starts_with("# operations = "))
        .expect("the recipe shows the key");
    write(
        path,
        "connector.toml",
        &recipe.replace(key, "operations = [\"DescribeVoices\"]"),
    );
    let said = run(path, &["regenerate", CONNECTOR], 0);
    assert!(!path.join(CONNECTOR).join(untouched).exists(), "{said}");
    assert!(said.contains(untouched), "{said}");
    assert!(read(path, edited).ends_with("// mine\n"));
    assert!(said.contains(edited), "{said}");
    assert_settled(path);
}

#[test]
fn a_file_that_was_deleted_comes_back_only_when_it_is_asked_for() {
    let folder = polly(&["DescribeVoices"]);
    let path = folder.path();
    let example = path
        .join(CONNECTOR)
        .join("json_snippets/JSON_DescribeVoices.json");
    fs::remove_file(&example).expect("it is there");
    let said = run(path, &["regenerate", CONNECTOR], 0);
    assert!(!example.exists(), "{said}");
    assert_settled(path);
}

#[test]
fn a_new_sample_from_standard_input_or_a_file_takes_the_place_of_the_old_one() {
    let folder = polly(&["DescribeVoices"]);
    let path = folder.path();
    let newer = fs::read_to_string(path.join(SAMPLE))
        .expect("it is there")
        .replace("LanguageName", "Language");
    fs::write(path.join("newer.json"), newer).expect("it is writable");
    let dry = run(
        path,
        &["regenerate", CONNECTOR, "--from", "newer.json", "--dry-run"],
        0,
    );
    assert!(dry.contains("replace"), "{dry}");
    assert!(read(path, ENTITY).contains("pub language_name"));
    let diff = run(path, &["diff", CONNECTOR, "newer.json"], 1);
    assert!(
        diff.contains("breaking") && diff.contains("LanguageName"),
        "{diff}"
    );
    let said = run(path, &["regenerate", CONNECTOR, "--from", "newer.json"], 0);
    assert!(said.contains("changes of the API: "), "{said}");
    assert!(read(path, ENTITY).contains("pub language:"));
    assert!(read(path, "connector.toml").contains("sources = [\"../newer.json\"]"));
    assert_settled(path);
}

#[test]
fn a_reformatted_sample_changes_no_code() {
    let folder = polly(&["DescribeVoices"]);
    let path = folder.path();
    let text = fs::read_to_string(path.join(SAMPLE)).expect("it is there");
    let before = source(path);
    fs::write(path.join(SAMPLE), text.replace('\n', "\r\n")).expect("it is writable");
    run(path, &["regenerate", CONNECTOR], 0);
    assert_eq!(source(path), before);
}

#[test]
fn an_answer_with_another_status_is_an_error_of_its_operation() {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let path = folder.path();
    fs::write(
        path.join("missing.json"),
        r#"{"code": "NotFound", "reason": "no such order"}"#,
    )
    .expect("it is writable");
    let arguments = [
        "new",
        "missing.json",
        "--url",
        "https://api.example.com/v1/orders/7",
        "--method",
        "GET",
        "--operation",
        "GetOrder",
        "--name",
        "Orders",
        "--status",
        "404",
        "--out",
        CONNECTOR,
    ];
    run(path, &arguments, 0);
    assert!(read(path, "connector.toml").contains("status = 404"));
    assert!(source(path).contains("pub struct GetOrderError404"));
    assert_settled(path);
    let output = cargo(&path.join(CONNECTOR), &["check", "--tests"]);
    assert_status(&output, 0, "cargo check");
}
