//! The connector's `Cargo.toml`, made of values and never of text.

use connector_model::diagnostic::Diagnostic;
use connector_model::domain::Domain;
use connector_model::recipe::{Recipe, Runtime};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use super::endpoint::{self, SeveralRegions};
use crate::codes;

/// Lowest compiler that builds a connector: the runtime's.
const RUST_VERSION: &str = "1.86";
/// Version of the runtime that this generator emits for.
const RUNTIME_VERSION: &str = "0.1.0";
/// The async runtime of the example program; the version is the workspace's.
const TOKIO_VERSION: &str = "1.54.1";
/// Folder of the runtime that the tool puts beside the connectors.
const RUNTIME_FOLDER: &str = "../connector-runtime";

/// Names that Cargo or the compiler refuse, or that would hide a crate of theirs.
const RESERVED: &[&str] = &[
    "alloc",
    "bench",
    "build",
    "connector-runtime",
    "connector_runtime",
    "core",
    "crate",
    "deps",
    "doc",
    "examples",
    "incremental",
    "proc-macro",
    "proc_macro",
    "self",
    "std",
    "super",
    "test",
    "tokio",
];

/// The crate's name: the recipe's, else the slug with `-connector` behind; changed where Cargo would not take it.
pub fn crate_name(domain: &Domain, recipe: &Recipe) -> (String, Option<Diagnostic>) {
    let wanted = match &recipe.connector.crate_name {
        Some(name) => name.clone(),
        None => format!("{}-connector", domain.slug),
    };
    let allowed = allowed_name(&wanted);
    if allowed == wanted {
        return (wanted, None);
    }
    let message = format!(
        "the crate is called `{allowed}`, because `{}` is no name of a crate",
        wanted.escape_debug()
    );
    let finding = Diagnostic::new(&codes::CRATE_NAME, message)
        .help("set `crate-name` in `[connector]` to choose another name");
    (allowed, Some(finding))
}

fn allowed_name(wanted: &str) -> String {
    let mut name = String::new();
    for c in wanted.chars().take(64) {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches(['-', '_']).to_owned();
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{name}")
    } else {
        name
    };
    let ident = crate::text::RsIdent::new(&name, crate::text::Case::Snake);
    if name.is_empty() || RESERVED.contains(&name.as_str()) || ident.as_str().starts_with("r#") {
        return format!("{name}-connector")
            .trim_start_matches('-')
            .to_owned();
    }
    name
}

/// Features of the runtime that the operations need.
struct Needs {
    /// Large bodies go out compressed.
    compression: bool,
    /// Events go both ways.
    http2: bool,
    /// Signatures are good in several regions.
    sigv4a: SeveralRegions,
}

impl Needs {
    fn of(domain: &Domain) -> Self {
        let traits = || {
            let activities = domain.activities.iter();
            activities.map(|activity| &activity.wire.traits)
        };
        Self {
            compression: traits().any(|traits| traits.compresses),
            http2: traits().any(|traits| traits.needs_http2),
            sigv4a: endpoint::several_regions(domain),
        }
    }

    /// Those that no program can do without.
    fn always(&self) -> Vec<&'static str> {
        let mut needed = Vec::new();
        if self.compression {
            needed.push("compression");
        }
        if self.sigv4a == SeveralRegions::Always {
            needed.push("sigv4a");
        }
        needed
    }
}

/// Features of the connector.
fn features(needs: &Needs) -> Table {
    let mut features = Table::new();
    features["default"] = value(Array::from_iter(["hyper"]));
    let mut transport = vec!["connector-runtime/hyper"];
    if needs.http2 {
        transport.push("connector-runtime/http2");
    }
    features["hyper"] = value(Array::from_iter(transport));
    features["ureq"] = value(Array::from_iter(["connector-runtime/ureq"]));
    if needs.sigv4a == SeveralRegions::Sometimes {
        // Not by default: it nearly doubles the number of crates, for inputs that few programs have.
        features["sigv4a"] = value(Array::from_iter(["connector-runtime/sigv4a"]));
    }
    features
}

/// The manifest's text.
pub fn emit(domain: &Domain, recipe: &Recipe, crate_name: &str, example: Option<&str>) -> String {
    let mut document = DocumentMut::new();
    document["package"] = Item::Table(package(domain, crate_name));
    let mut library = Table::new();
    // Documentation of a source is never code.
    library["doctest"] = value(false);
    document["lib"] = Item::Table(library);
    let needs = Needs::of(domain);
    document["features"] = Item::Table(features(&needs));
    let mut dependencies = Table::new();
    dependencies["connector-runtime"] = value(runtime(&recipe.runtime, &needs));
    document["dependencies"] = Item::Table(dependencies);
    if let Some(example) = example {
        add_example(&mut document, example);
    }
    let mut workspace = Table::new();
    workspace.decor_mut().set_prefix(
        "\n# A workspace of its own, so that it builds in any folder; remove this table to make it a member of yours.\n",
    );
    document["workspace"] = Item::Table(workspace);
    format!("# {}\n{document}", super::HEADER.trim_start_matches("// "))
}

fn package(domain: &Domain, crate_name: &str) -> Table {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut package = Table::new();
    package["name"] = value(crate_name);
    package["version"] = value("0.1.0");
    package["edition"] = value("2024");
    package["rust-version"] = value(RUST_VERSION);
    package["description"] = value(one_line(&format!("A connector for {}", domain.name)));
    package["publish"] = value(false);
    package
}

fn runtime(recipe: &Runtime, needs: &Needs) -> InlineTable {
    let mut table = InlineTable::new();
    match recipe {
        Runtime {
            path: Some(path), ..
        } => {
            table.insert("path", Value::from(path.as_str()));
        }
        Runtime { git: Some(git), .. } => {
            table.insert("git", Value::from(git.as_str()));
        }
        Runtime {
            version: Some(_), ..
        } => {}
        _ => {
            table.insert("path", Value::from(RUNTIME_FOLDER));
        }
    }
    table.insert(
        "version",
        Value::from(recipe.version.as_deref().unwrap_or(RUNTIME_VERSION)),
    );
    table.insert("default-features", Value::from(false));
    let needed = needs.always();
    if !needed.is_empty() {
        table.insert("features", Value::from(Array::from_iter(needed)));
    }
    table
}

fn add_example(document: &mut DocumentMut, name: &str) {
    let mut tokio = InlineTable::new();
    tokio.insert("version", Value::from(TOKIO_VERSION));
    tokio.insert("default-features", Value::from(false));
    tokio.insert(
        "features",
        Value::from(Array::from_iter(["net", "rt", "time"])),
    );
    let mut development = Table::new();
    development["tokio"] = value(tokio);
    document["dev-dependencies"] = Item::Table(development);
    let mut example = Table::new();
    example["name"] = value(name);
    example["required-features"] = value(Array::from_iter(["hyper"]));
    let mut examples = toml_edit::ArrayOfTables::new();
    examples.push(example);
    document["example"] = Item::ArrayOfTables(examples);
}

#[cfg(test)]
mod tests {
    use super::allowed_name;

    #[test]
    fn a_name_that_cargo_refuses_is_changed() {
        for (wanted, expected) in [
            ("amazon-polly-connector", "amazon-polly-connector"),
            ("std", "std-connector"),
            ("a\"]\n[dependencies]", "a-dependencies"),
            ("1password", "n1password"),
            ("", "connector"),
            ("type", "type-connector"),
            ("A B", "a-b"),
        ] {
            assert_eq!(allowed_name(wanted), expected, "{wanted:?}");
        }
    }
}
