//! The text of a new recipe.

use toml::{Table, Value};

use super::Recipe;
use super::schema::{Key, RECIPE, Takes};

const HEAD: &str = "\
# What you say about this connector. This file is yours: change it, then regenerate.
# A key that is not known is an error. Lines that begin with `# ` and a key show what could be said.";

/// Text of a new recipe: what it says, and as comments what it could say.
///
/// Reading the text gives the recipe again.
pub fn write_new(recipe: &Recipe) -> String {
    let mut out = Lines(vec![HEAD.to_owned()]);
    // All parts of a recipe are texts, numbers, flags, lists and tables, which TOML has.
    let said = Table::try_from(recipe).unwrap_or_default();
    for key in RECIPE {
        section(&mut out, key, said.get(key.name).and_then(Value::as_table));
    }
    out.0.push(String::new());
    out.0.join("\n")
}

/// The lines of the text.
struct Lines(Vec<String>);

impl Lines {
    /// A line that explains what follows, after an empty one.
    fn about(&mut self, key: &Key) {
        self.0.push(String::new());
        self.0.push(format!("# {}", key.about));
    }

    /// Keys with values as they are, the others as comments.
    fn pairs(&mut self, keys: &[Key], said: Option<&Table>) {
        for key in keys {
            if matches!(
                key.takes,
                Takes::Named(..) | Takes::Table(_) | Takes::Tables(_)
            ) {
                continue;
            }
            let said = said.and_then(|said| said.get(key.name));
            self.0.push(match said.filter(|value| is_said(key, value)) {
                Some(value) => format!("{} = {value}", key.name),
                None => format!(
                    "# {} = {}  # {}",
                    key.name,
                    placeholder(key.takes),
                    key.about
                ),
            });
        }
    }

    /// Tables with names that the user gives, or as a comment one that could be.
    fn named(&mut self, at: &[&str], example: &str, keys: &[Key], said: Option<&Table>) {
        let mut any = false;
        for (name, value) in said.into_iter().flatten() {
            if any {
                self.0.push(String::new());
            }
            any = true;
            self.0.push(format!("[{}]", path(at, Some(name))));
            self.pairs(keys, value.as_table());
        }
        if !any {
            self.0.push(format!("# [{}]", path(at, Some(example))));
            self.pairs(keys, None);
        }
    }

    /// A list of tables, or as a comment one that could be in it.
    fn tables(&mut self, at: &[&str], keys: &[Key], said: Option<&Value>) {
        let items = said
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.0.push(String::new());
            }
            self.0.push(format!("[[{}]]", path(at, None)));
            self.pairs(keys, item.as_table());
        }
        if items.is_empty() {
            self.0.push(format!("# [[{}]]", path(at, None)));
            self.pairs(keys, None);
        }
    }
}

fn section(out: &mut Lines, key: &Key, said: Option<&Table>) {
    out.about(key);
    match key.takes {
        Takes::Table(keys) => {
            out.0.push(format!("[{}]", key.name));
            out.pairs(keys, said);
            for inner in keys {
                tables_inside(out, key, inner, said.and_then(|said| said.get(inner.name)));
            }
        }
        Takes::Named(example, keys) => out.named(&[key.name], example, keys, said),
        _ => {
            let said: Vec<_> = said.into_iter().flatten().collect();
            let comment = if said.is_empty() { "# " } else { "" };
            out.0.push(format!("{comment}[{}]", key.name));
            for (name, value) in said {
                out.0.push(format!("{} = {value}", quoted(name)));
            }
        }
    }
}

/// Tables that stand inside of a table, after its own pairs.
fn tables_inside(out: &mut Lines, section: &Key, key: &Key, said: Option<&Value>) {
    let at = [section.name, key.name];
    match key.takes {
        Takes::Tables(keys) => {
            out.about(key);
            out.tables(&at, keys, said);
        }
        Takes::Named(example, keys) => {
            out.about(key);
            out.named(&at, example, keys, said.and_then(Value::as_table));
        }
        _ => {}
    }
}

/// Whether the serialized form of a key says anything: flags and lists that were not set stand in it too.
fn is_said(key: &Key, value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Boolean(flag) => *flag || matches!(key.takes, Takes::Either),
        Value::Table(table) => !table.is_empty(),
        _ => true,
    }
}

fn placeholder(takes: Takes) -> String {
    match takes {
        Takes::Either | Takes::Flag => "true".to_owned(),
        Takes::Number => "0".to_owned(),
        Takes::Texts => "[\"…\"]".to_owned(),
        Takes::Word(words) => format!("\"{}\"", words[0]),
        Takes::TextByName => "{ name = \"…\" }".to_owned(),
        _ => "\"…\"".to_owned(),
    }
}

fn path(keys: &[&str], last: Option<&str>) -> String {
    let keys = keys.iter().copied().chain(last);
    keys.map(quoted).collect::<Vec<_>>().join(".")
}

/// A key as TOML needs it.
fn quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) {
        return key.to_owned();
    }
    Value::String(key.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::write_new;

    fn full() -> Recipe {
        let text = |text: &str| Some(text.to_owned());
        let mut recipe = Recipe::default();
        recipe.connector.name = text("Amazon \"Polly\"\n");
        recipe.connector.sources = vec!["a b.json".to_owned(), "\\".to_owned()];
        recipe.connector.protocol = Some(WireProtocol::RestXml);
        recipe.connector.method_capitals = true;
        recipe.sample.url = text("https://example.com");
        recipe.runtime.git = text("https://example.com/x.git");
        recipe
            .variables
            .insert("base url".to_owned(), "x".to_owned());
        recipe.keep.values.push("/a".to_owned());
        let operation = OperationRecipe {
            version: text("v2"),
            ..OperationRecipe::default()
        };
        recipe
            .operations
            .insert("List all pets".to_owned(), operation);
        let entity = EntityRecipe {
            kind: Some(EntityKind::Map),
            remove: true,
            ..EntityRecipe::default()
        };
        recipe.entities.insert("A.b[]".to_owned(), entity);
        let member = MemberRecipe {
            kind: Some(MemberType::DateTime),
            required: Some(false),
            ..MemberRecipe::default()
        };
        recipe.members.insert("A.b[].c\\.d".to_owned(), member);
        let enumeration = EnumerationRecipe {
            values: vec!["a".to_owned()],
            captions: BTreeMap::from([("a".to_owned(), "A".to_owned())]),
            ..EnumerationRecipe::default()
        };
        recipe.enumerations.insert("E".to_owned(), enumeration);
        recipe.page.marketplace_number = Some(7);
        recipe.page.profile = Some(PageProfile::Pane);
        recipe.page.dependencies.push(Dependency {
            name: "Community Commons".to_owned(),
            link: "x".to_owned(),
            purpose: "y".to_owned(),
        });
        let figure = Figure {
            file: "f.png".to_owned(),
            alt: "a".to_owned(),
        };
        recipe.page.figures.insert("step 3".to_owned(), figure);
        recipe
    }

    #[test]
    fn what_is_written_reads_as_the_same_recipe() {
        for recipe in [Recipe::default(), full()] {
            let text = write_new(&recipe);
            let (read, findings) = read(0, &text);
            assert_eq!(read, Some(recipe), "{text}\n{findings:?}");
        }
    }

    #[test]
    fn comments_that_are_uncommented_are_a_recipe_too() {
        let text = write_new(&Recipe::default());
        let lines = text.lines().map(|line| {
            let comment = line.strip_prefix("# ").unwrap_or_default();
            let said = comment.starts_with('[')
                || comment.split(" = ").next().is_some_and(|key| {
                    comment.contains(" = ")
                        && key
                            .bytes()
                            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                });
            if said { comment } else { line }
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        // The three keys of `[runtime]` exclude each other.
        let text = text
            .replace("git = \"…\"", "")
            .replace("version = \"…\"  # A version req", "#");
        let (read, findings) = read(0, &text);
        assert!(read.is_some(), "{text}\n{findings:?}");
    }
}
