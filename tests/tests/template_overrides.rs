//! Templates of the user's in the stead of the tool's: what they print is merged like all else, and one that does not fit
//! is refused with nothing written.

use std::fs;
use std::path::Path;

use connector_gen_tests::{assert_status, cargo, connector_gen, root, tree};

const SAMPLE: &str = "samples/amazon-polly.postman_collection.json";
const CONNECTOR: &str = "amazon-polly-connector";
const ENTITY: &str = "src/domain_model/describe_voices.rs";
const DERIVES: &str = "#[derive({% for name in entity.derives %}";

/// A scratch folder with a connector whose recipe names the folder `templates`.
fn connector() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let sample = root().join(SAMPLE);
    let sample = sample.to_str().expect("paths of tests are UTF-8");
    assert_status(&connector_gen(folder.path(), &["new", sample]), 0, "new");
    change(
        folder.path(),
        "connector.toml",
        "[connector]\n",
        "[connector]\ntemplates = \"templates\"\n",
    );
    folder
}

fn change(folder: &Path, path: &str, from: &str, to: &str) {
    let path = folder.join(CONNECTOR).join(path);
    let text = fs::read_to_string(&path).expect("it is there");
    assert!(text.contains(from), "no {from} in\n{text}");
    fs::write(path, text.replace(from, to)).expect("it is writable");
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(CONNECTOR).join("templates").join(name);
    fs::create_dir_all(path.parent().expect("it is below")).expect("a folder");
    fs::write(path, text).expect("it is writable");
}

/// The tool's template of entities with a line above the derives of each.
fn with_line(line: &str) -> String {
    let text =
        fs::read_to_string(root().join("templates/rust/entity.rs.tera")).expect("it is there");
    assert!(text.contains(DERIVES), "{text}");
    text.replace(DERIVES, &format!("{line}\n{DERIVES}"))
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(CONNECTOR).join(path)).expect("it is there")
}

#[test]
fn edits_stay_while_a_template_of_the_users_comes_changes_and_goes() {
    let folder = connector();
    let folder = folder.path();
    put(
        folder,
        "rust/entity.rs.tera",
        &with_line("// House rule 1."),
    );
    put(folder, "README.md", "Not a template.\n");
    assert_status(
        &connector_gen(folder, &["regenerate", CONNECTOR]),
        0,
        "with it",
    );
    assert!(read(folder, ENTITY).contains("// House rule 1.\n#[derive("));
    let built = cargo(&folder.join(CONNECTOR), &["check", "--all-targets"]);
    assert_status(&built, 0, "cargo check");
    let checked = connector_gen(folder, &["check", CONNECTOR]);
    assert_status(&checked, 0, "check");
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(
        said.contains("note[CG0536]") && said.contains("`rust/entity.rs`"),
        "{said}"
    );

    // There is no version control here: the text that the edit was made on comes from the record.
    let edited = format!("{}\nfn mine() {{}}\n", read(folder, ENTITY));
    fs::write(folder.join(CONNECTOR).join(ENTITY), edited).expect("it is writable");
    put(
        folder,
        "rust/entity.rs.tera",
        &with_line("// House rule 2.").replace('\n', "\r\n"),
    );
    assert_status(
        &connector_gen(folder, &["regenerate", CONNECTOR]),
        0,
        "changed",
    );
    let text = read(folder, ENTITY);
    assert!(
        text.contains("// House rule 2.\n#[derive(") && !text.contains("rule 1"),
        "{text}"
    );
    assert!(
        text.contains("\nfn mine() {}\n") && !text.contains('\r'),
        "{text}"
    );

    let before = tree(folder);
    assert_status(
        &connector_gen(folder, &["regenerate", CONNECTOR]),
        0,
        "nothing to do",
    );
    assert_eq!(
        tree(folder),
        before,
        "a run with nothing to do wrote something"
    );

    change(folder, "connector.toml", "templates = \"templates\"\n", "");
    assert_status(
        &connector_gen(folder, &["regenerate", CONNECTOR]),
        0,
        "without it",
    );
    let text = read(folder, ENTITY);
    assert!(
        text.contains("\nfn mine() {}\n") && !text.contains("House"),
        "{text}"
    );
    assert_status(&connector_gen(folder, &["check", CONNECTOR]), 0, "check");
}

#[test]
fn a_template_that_does_not_fit_is_refused_and_nothing_is_written() {
    let line = |text: &str| with_line(text);
    for (name, text, code, word) in [
        (
            "rust/entitty.rs.tera",
            String::new(),
            "CG0535",
            "did you mean `rust/entity.rs.tera`",
        ),
        (
            "entity.tera",
            String::new(),
            "CG0535",
            "the templates are `page/activity.md.tera`",
        ),
        (
            "notes.md",
            String::new(),
            "CG0534",
            "there is no template in `templates`",
        ),
        (
            "rust/entity.rs.tera",
            line("{{ entity.ident[0:1] }}"),
            "CG0307",
            "slices a text",
        ),
        (
            "rust/entity.rs.tera",
            line("{{ entity.ident | upper }}"),
            "CG0307",
            "filters that change texts",
        ),
        (
            "rust/entity.rs.tera",
            line("{{ entity.missing }}"),
            "CG0307",
            "missing",
        ),
        (
            "rust/entity.rs.tera",
            line("{% if %}"),
            "CG0307",
            "rust/entity.rs",
        ),
        (
            "rust/entity.rs.tera",
            line("{% include \"/etc/passwd\" %}"),
            "CG0307",
            "/etc/passwd",
        ),
        (
            "rust/entity.rs.tera",
            line("struct {"),
            "CG0307",
            "would not parse",
        ),
        (
            "rust/modules.rs.tera",
            "fn a() {} fn a() {}".to_owned(),
            "CG0307",
            "would define `a` twice",
        ),
        (
            "page/page.md.tera",
            "{{ nothing }}".to_owned(),
            "CG0307",
            "page/page.md",
        ),
    ] {
        let folder = connector();
        let folder = folder.path();
        put(folder, name, &text);
        let before = tree(folder);
        let output = connector_gen(folder, &["regenerate", CONNECTOR]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_status(&output, 2, &format!("{name} {text}"));
        assert!(said.contains(&format!("error[{code}]")), "{name}: {said}");
        assert!(said.contains(word), "{name}: {word} is not in {said}");
        assert_eq!(tree(folder), before, "{name}: something was written");
    }
}

#[test]
fn the_guide_names_every_template() {
    let page = root().join("docs/src/how-to/templates.md");
    let page = fs::read_to_string(page).expect("it is there");
    for name in connector_emit::engine::names() {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_folder_of_templates_is_one_of_the_connector() {
    for named in ["../templates", "/templates", "", ".git", "templates"] {
        let folder = connector();
        let folder = folder.path();
        change(
            folder,
            "connector.toml",
            "\"templates\"",
            &format!("{named:?}"),
        );
        let output = connector_gen(folder, &["check", CONNECTOR]);
        assert_status(&output, 2, named);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("error[CG0534]"), "{named}: {said}");
    }
    let folder = tempfile::tempdir().expect("a scratch folder");
    let config = "[connector]\ntemplates = \"templates\"\n";
    fs::write(folder.path().join("recipe.toml"), config).expect("it is writable");
    let sample = root().join(SAMPLE);
    let sample = sample.to_str().expect("paths of tests are UTF-8");
    let output = connector_gen(folder.path(), &["new", sample, "--config", "recipe.toml"]);
    assert_status(&output, 2, "new");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("error[CG0534]: a new connector has no folder"),
        "{said}"
    );
}
