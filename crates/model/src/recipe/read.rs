//! Reading a recipe: every problem of the text at once, each with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Recipe;
use super::schema::{Key, RECIPE, Takes};
use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Rule};
use crate::suggestion::suggestions;

/// Where the keys of a recipe stand in its text; the default knows none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places(BTreeMap<Vec<String>, Place>);

impl Places {
    /// Where a key stands, else the nearest table around it that does: `["members", address, "type"]`.
    pub fn of(&self, path: &[&str]) -> Option<&Place> {
        (1..=path.len()).rev().find_map(|length| {
            let path: Vec<String> = path[..length].iter().map(|key| (*key).to_owned()).collect();
            self.0.get(&path)
        })
    }
}

/// Reads a recipe; `source` is its index among the sources of the run. `None` comes with at least one
/// error among the findings.
pub fn read(source: usize, text: &str) -> (Option<Recipe>, Diagnostics) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut findings: Vec<Diagnostic> = errors.iter().map(|error| syntax(source, error)).collect();
    if findings.is_empty() {
        let mut check = Check {
            source,
            findings: Vec::new(),
        };
        check.table(table.get_ref(), RECIPE, "the recipe");
        check.runtime(table.get_ref());
        findings = check.findings;
    }
    let mut recipe = None;
    if findings.is_empty() {
        match toml::from_str(text) {
            Ok(read) => recipe = Some(read),
            Err(error) => findings.push(
                at(source, error.span(), &codes::RECIPE_VALUE, error.message())
                    .help("write a value of the kind and range that the key takes"),
            ),
        }
    }
    findings.sort_by_key(|finding| {
        finding
            .place
            .as_ref()
            .and_then(|place| place.span.as_ref())
            .map(|span| span.start)
    });
    let mut out = Diagnostics::new();
    for finding in findings {
        out.push(finding);
    }
    (recipe, out)
}

/// Where the keys of a recipe stand in its text.
pub fn places(source: usize, text: &str) -> Places {
    let (table, _) = DeTable::parse_recoverable(text);
    let mut places = Places::default();
    let mut stack = vec![(Vec::new(), table.get_ref())];
    while let Some((path, table)) = stack.pop() {
        for (key, value) in table {
            let mut path = path.clone();
            path.push(key.get_ref().to_string());
            if let DeValue::Table(inner) = value.get_ref() {
                stack.push((path.clone(), inner));
            }
            let span = Some(key.span());
            places.0.insert(
                path,
                Place {
                    source,
                    span,
                    pointer: String::new(),
                },
            );
        }
    }
    places
}

fn syntax(source: usize, error: &toml::de::Error) -> Diagnostic {
    let message = format!("the recipe is not valid TOML: {}", error.message());
    at(source, error.span(), &codes::RECIPE_SYNTAX, &message)
        .help("write keys as `name = \"text\"`, lists as `[\"a\", \"b\"]`, tables as `[page]`")
}

fn at(source: usize, span: Option<Range<usize>>, rule: &'static Rule, message: &str) -> Diagnostic {
    Diagnostic::new(rule, message).at(Place {
        source,
        span,
        pointer: String::new(),
    })
}

struct Check {
    source: usize,
    findings: Vec<Diagnostic>,
}

impl Check {
    fn report(&mut self, span: Range<usize>, rule: &'static Rule, message: &str, help: String) {
        self.findings
            .push(at(self.source, Some(span), rule, message).help(help));
    }

    /// Checks a table against its keys; goes no deeper than the table of keys does.
    fn table(&mut self, table: &DeTable<'_>, keys: &[Key], name: &str) {
        for (key, value) in table {
            match keys
                .iter()
                .find(|known| known.name == key.get_ref().as_ref())
            {
                Some(known) => self.value(known.name, value, known.takes),
                None => self.unknown(key, keys, name),
            }
        }
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, keys: &[Key], name: &str) {
        let known = || keys.iter().map(|key| key.name);
        let near = suggestions(key.get_ref(), known());
        let help = if near.is_empty() {
            let names: Vec<&str> = known().collect();
            format!("the keys are `{}`", names.join("`, `"))
        } else {
            format!("did you mean `{}`?", near.join("` or `"))
        };
        let message = format!("unknown key `{}` in {name}", key.get_ref());
        self.report(key.span(), &codes::RECIPE_KEY, &message, help);
    }

    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>, takes: Takes) {
        match (takes, value.get_ref()) {
            (Takes::Either | Takes::Flag, DeValue::Boolean(_))
            | (Takes::Text, DeValue::String(_)) => {}
            (Takes::Number, DeValue::Integer(number)) if number.as_str().parse::<u32>().is_ok() => {
            }
            (Takes::Word(words), DeValue::String(word)) if words.contains(&word.as_ref()) => {}
            (Takes::Texts, DeValue::Array(items)) => {
                for item in items {
                    self.value(key, item, Takes::Text);
                }
            }
            (Takes::Table(keys), DeValue::Table(table)) => {
                self.table(table, keys, &format!("`[{key}]`"));
            }
            (Takes::Tables(keys), DeValue::Array(items)) => {
                for item in items {
                    self.value(key, item, Takes::Table(keys));
                    self.complete(key, item, keys);
                }
            }
            (Takes::TextByName, DeValue::Table(table)) => {
                for (name, value) in table {
                    self.value(name.get_ref(), value, Takes::Text);
                }
            }
            (Takes::Named(_, keys), DeValue::Table(table)) => {
                for value in table.values() {
                    self.value(key, value, Takes::Table(keys));
                }
            }
            (_, found) => self.mismatch(key, value.span(), takes, found),
        }
    }

    /// Tables in lists have all of their keys: half a dependency is none.
    fn complete(&mut self, key: &str, value: &Spanned<DeValue<'_>>, keys: &[Key]) {
        let DeValue::Table(table) = value.get_ref() else {
            return;
        };
        for wanted in keys
            .iter()
            .filter(|wanted| !table.contains_key(wanted.name))
        {
            let message = format!("`{}` is missing in `[[{key}]]`", wanted.name);
            self.report(
                value.span(),
                &codes::RECIPE_VALUE,
                &message,
                format!("add `{} = \"…\"`", wanted.name),
            );
        }
    }

    fn mismatch(&mut self, key: &str, span: Range<usize>, takes: Takes, found: &DeValue<'_>) {
        let found = match found {
            DeValue::String(text) => format!("`{text}`"),
            other => format!("{} {}", article(other.type_str()), other.type_str()),
        };
        let message = format!("`{key}` takes {}, found {found}", expected(takes));
        let help = match takes {
            Takes::Either | Takes::Flag => format!("write `{key} = true` or `{key} = false`"),
            Takes::Number => format!("write `{key} = 1` or another number"),
            Takes::Text => format!("write `{key} = \"…\"`"),
            Takes::Texts => format!("write `{key} = [\"…\"]`"),
            Takes::Word(words) => {
                let near = suggestions(found.trim_matches('`'), words.iter().copied());
                let near = near.first().unwrap_or(&words[0]);
                format!("write `{key} = \"{near}\"`, or another of these words")
            }
            Takes::Table(_) => format!("write `[{key}]` and its keys below"),
            Takes::Tables(_) => format!("write `[[{key}]]` and its keys below"),
            Takes::Named(example, _) => format!("write `[{key}.\"{example}\"]` and its keys below"),
            Takes::TextByName => format!("write `[{key}]` and names with texts below"),
        };
        self.report(span, &codes::RECIPE_VALUE, &message, help);
    }

    fn runtime(&mut self, table: &DeTable<'_>) {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == "runtime") else {
            return;
        };
        if let DeValue::Table(inner) = value.get_ref()
            && inner.len() > 1
        {
            let message = "`[runtime]` has more than one place to take the runtime from";
            self.report(
                key.span(),
                &codes::RECIPE_VALUE,
                message,
                "keep one of `path`, `git`, `version`".to_owned(),
            );
        }
    }
}

fn expected(takes: Takes) -> String {
    match takes {
        Takes::Either | Takes::Flag => "`true` or `false`".to_owned(),
        Takes::Number => "a whole number".to_owned(),
        Takes::Text => "a text".to_owned(),
        Takes::Texts => "a list of texts".to_owned(),
        Takes::Word(words) => format!("one of `{}`", words.join("`, `")),
        Takes::Named(..) | Takes::Table(_) | Takes::TextByName => "a table".to_owned(),
        Takes::Tables(_) => "a list of tables".to_owned(),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

#[cfg(test)]
mod tests {
    use super::{places, read};

    /// Code, marked text and help of each finding.
    fn findings(text: &str) -> Vec<(String, String, String)> {
        let (recipe, findings) = read(3, text);
        assert_eq!(recipe.is_some(), findings.is_empty(), "{text}");
        let finding = |finding: &crate::diagnostic::Diagnostic| {
            let place = finding.place.clone().expect("each has a place");
            assert_eq!(place.source, 3);
            let marked = text[place.span.expect("each has a span")].to_owned();
            (
                finding.message.clone(),
                marked,
                finding.help.clone().unwrap_or_default(),
            )
        };
        findings.iter().map(finding).collect()
    }

    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let found = findings(text);
        let found: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_wrong_key_and_value_is_found_in_one_run() {
        check(
            "[connector]\noperation = [\"A\"]\nname = 1\n[page]\nprofile = \"wide\"\n[entities.\"A.B\"]\nremove = \"yes\"\n",
            &[
                (
                    "unknown key `operation` in `[connector]`",
                    "operation",
                    "did you mean `operations`?",
                ),
                (
                    "`name` takes a text, found an integer",
                    "1",
                    "write `name = \"…\"`",
                ),
                (
                    "`profile` takes one of `full`, `pane`, found `wide`",
                    "\"wide\"",
                    "write `profile = \"full\"`, or another of these words",
                ),
                (
                    "`remove` takes `true` or `false`, found `yes`",
                    "\"yes\"",
                    "write `remove = true` or `remove = false`",
                ),
            ],
        );
    }

    #[test]
    fn tables_of_the_wrong_form_are_explained() {
        check(
            "entities = 1\nrubbish = 2\n",
            &[
                (
                    "`entities` takes a table, found an integer",
                    "1",
                    "write `[entities.\"DescribeVoicesResponse.Voices[]\"]` and its keys below",
                ),
                (
                    "unknown key `rubbish` in the recipe",
                    "rubbish",
                    "the keys are `connector`, `sample`, `runtime`, `variables`, `keep`, `operations`, `entities`, `members`, `enumerations`, `page`, `changes`",
                ),
            ],
        );
        check(
            "[[page.dependencies]]\nname = \"x\"\nlink = \"y\"\n",
            &[(
                "`purpose` is missing in `[[dependencies]]`",
                "[[page.dependencies]]",
                "add `purpose = \"…\"`",
            )],
        );
        assert_eq!(findings("[runtime]\npath = \"a\"\ngit = \"b\"\n").len(), 1);
        assert_eq!(findings("[page]\nmarketplace-number = -1\n").len(), 1);
    }

    #[test]
    fn text_that_is_no_toml_is_an_error_with_its_place() {
        for text in [
            "[connector",
            "name = Amazon Polly\n",
            "a = 1\na = 2\n",
            "\u{0}",
        ] {
            assert!(!findings(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_recipe_that_says_nothing_is_the_default() {
        let (recipe, findings) = read(0, "# nothing\n");
        assert_eq!(recipe, Some(super::Recipe::default()));
        assert!(findings.is_empty());
    }

    #[test]
    fn places_are_those_of_the_keys_or_of_the_nearest_table() {
        let text = "[members.\"A.b\"]\ntype = \"long\"\n";
        let places = places(0, text);
        let marked = |path: &[&str]| {
            let place = places.of(path)?;
            Some(&text[place.span.clone()?])
        };
        assert_eq!(marked(&["members", "A.b", "type"]), Some("type"));
        assert_eq!(marked(&["members", "A.b", "required"]), Some("\"A.b\""));
        assert_eq!(marked(&["page"]), None);
    }
}
