//! Editing the text of a recipe: comments and order stay.

use connector_model::recipe::{Recipe, write_new};
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// The text of a new connector's recipe: a commented one, or the given one with what the command line said.
pub(crate) fn new(given: Option<&str>, recipe: &Recipe) -> String {
    let Some(mut document) = given.and_then(|text| text.parse::<DocumentMut>().ok()) else {
        return write_new(recipe);
    };
    let said = &recipe.connector;
    set(&mut document, "connector", "name", said.name.as_deref());
    set(
        &mut document,
        "connector",
        "service",
        said.service.as_deref(),
    );
    set_list(&mut document, "connector", "sources", &said.sources);
    if !said.operations.is_empty() {
        set_list(&mut document, "connector", "operations", &said.operations);
    }
    set(&mut document, "sample", "url", recipe.sample.url.as_deref());
    set(
        &mut document,
        "sample",
        "method",
        recipe.sample.method.as_deref(),
    );
    set(
        &mut document,
        "sample",
        "operation",
        recipe.sample.operation.as_deref(),
    );
    let status = recipe.sample.status.map(i64::from);
    let sample = document.get("sample");
    let written = sample.and_then(|table| table.get("status")?.as_integer());
    if let Some(status) = status.filter(|status| written != Some(*status)) {
        put(&mut document, "sample", "status", value(status));
    }
    document.to_string()
}

/// The text with other sources.
pub(crate) fn with_sources(text: &str, sources: &[String]) -> Option<String> {
    let mut document = text.parse::<DocumentMut>().ok()?;
    set_list(&mut document, "connector", "sources", sources);
    Some(document.to_string())
}

fn set(document: &mut DocumentMut, table: &str, key: &str, text: Option<&str>) {
    let Some(text) = text else { return };
    if document
        .get(table)
        .and_then(|table| table.get(key)?.as_str())
        != Some(text)
    {
        put(document, table, key, value(text));
    }
}

fn set_list(document: &mut DocumentMut, table: &str, key: &str, texts: &[String]) {
    let current = document
        .get(table)
        .and_then(|table| table.get(key)?.as_array());
    let same = current.is_some_and(|current| {
        current.len() == texts.len()
            && current
                .iter()
                .zip(texts)
                .all(|(item, text)| item.as_str() == Some(text))
    });
    if !same {
        put(document, table, key, value(texts.iter().collect::<Array>()));
    }
}

/// Puts a value under a key, with the comments that stand around the one it replaces.
fn put(document: &mut DocumentMut, table: &str, key: &str, mut item: Item) {
    let entry = document
        .entry(table)
        .or_insert_with(|| Item::Table(Table::new()));
    let Some(table) = entry.as_table_like_mut() else {
        return;
    };
    match table.get_mut(key) {
        Some(old) => {
            if let (Some(old), Some(new)) = (old.as_value(), item.as_value_mut()) {
                *new.decor_mut() = old.decor().clone();
            }
            *old = item;
        }
        None => drop(table.insert(key, item)),
    }
}

#[cfg(test)]
mod tests {
    use connector_model::recipe::Recipe;

    use super::{new, with_sources};

    #[test]
    fn an_edit_of_the_recipe_keeps_comments_and_order() {
        let text = "# mine\n[page] # texts\nintroduction = 'x'\n\n[connector]\nsources = [\"a\"] # the old\nname = \"N\"\n";
        let edited = with_sources(text, &["b".to_owned()]).expect("it is TOML");
        assert_eq!(edited, text.replace("[\"a\"]", "[\"b\"]"));
        assert_eq!(with_sources(text, &["a".to_owned()]).as_deref(), Some(text));
    }

    #[test]
    fn a_given_recipe_takes_what_the_command_line_said() {
        let mut recipe = Recipe::default();
        recipe.connector.sources = vec!["s.json".into()];
        recipe.connector.name = Some("Orders".into());
        recipe.sample.url = Some("https://x".into());
        let text = new(Some("# mine\n"), &recipe);
        assert!(
            text.contains("# mine") && text.contains("name = \"Orders\""),
            "{text}"
        );
        assert!(text.contains("[sample]\nurl = \"https://x\""), "{text}");
    }
}
