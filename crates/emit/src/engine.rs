//! The template engine, closed: a string that is not a typed text cannot be printed.
//!
//! Tera escapes what is not marked as safe; here the escape function always fails, for every template. Filters that
//! change a text and keep its mark are replaced by ones that fail, and slices are refused when a
//! template is loaded (`SECURITY.md`, templates that fail closed).

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::fmt;
use std::io::{self, Write};
use std::sync::OnceLock;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

/// Filters that remain: they never yield a text.
const KEPT: &[&str] = &["length"];

/// All filters of Tera that a template could reach for; each is replaced unless it is kept.
const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// Templates by name, as modules embed them.
pub type Templates = &'static [(&'static str, &'static str)];

/// Templates of the user's by the names of those that they replace (`rust/entity.rs`).
pub type Overrides = BTreeMap<String, String>;

/// The templates of this crate.
const OWN: &[Templates] = &[crate::rust::TEMPLATES, crate::page::TEMPLATES];

/// The names that templates of the user's can have, sorted.
pub fn names() -> Vec<&'static str> {
    let own = OWN.iter().copied().flatten();
    let mut names: Vec<&str> = own.map(|(name, _)| *name).collect();
    names.sort_unstable();
    names
}

/// A set of loaded templates.
#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    /// Names of templates in whose output is text of templates of the user's.
    changed: BTreeSet<String>,
}

impl Engine {
    /// Loads the templates of this crate.
    pub fn new() -> Result<Self, RenderError> {
        Self::with(OWN)
    }

    /// The templates of this crate, loaded once: that takes longer than to emit a small connector.
    pub fn shared() -> Result<&'static Self, RenderError> {
        static SHARED: OnceLock<Result<Engine, RenderError>> = OnceLock::new();
        SHARED.get_or_init(Self::new).as_ref().map_err(Clone::clone)
    }

    /// Loads the templates of this crate, those of the user's in the stead of some.
    pub fn overridden(overrides: &Overrides) -> Result<Self, RenderError> {
        let mut engine = Self::new()?;
        for (name, text) in overrides {
            if let Some(tag) = sliced(text) {
                return Err(RenderError::new(name, "", format!("`{tag}` slices a text")));
            }
            let added = engine.tera.add_raw_template(name, text);
            added.map_err(|error| RenderError::new(name, "", chain(&error)))?;
        }
        engine.changed = changed(overrides);
        Ok(engine)
    }

    /// Whether text of a template of the user's is in what this one prints.
    pub fn is_changed(&self, template: &str) -> bool {
        self.changed.contains(template)
    }

    /// Loads other templates.
    pub fn with(tables: &[Templates]) -> Result<Self, RenderError> {
        let mut tera = Tera::new();
        tera.autoescape_on([""]);
        tera.set_escape_fn(refuse);
        for name in FILTERS.iter().filter(|name| !KEPT.contains(name)) {
            tera.register_filter(*name, forbidden);
        }
        let templates: Vec<(&str, &str)> = tables
            .iter()
            .flat_map(|table| table.iter().copied())
            .collect();
        for (name, text) in &templates {
            if let Some(tag) = sliced(text) {
                return Err(RenderError::new(name, "", format!("`{tag}` slices a text")));
            }
        }
        tera.add_raw_templates(templates)
            .map_err(|error| RenderError::new("", "", chain(&error)))?;
        tera.autoescape_on([""]);
        Ok(Self {
            tera,
            changed: BTreeSet::new(),
        })
    }

    /// Renders a template over a view; `file` is what is being made, for the error.
    pub fn render(
        &self,
        template: &str,
        file: &str,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let context = Context::from_serialize(view)
            .map_err(|error| RenderError::new(template, file, chain(&error)))?;
        self.tera
            .render(template, &context)
            .map_err(|error| RenderError::new(template, file, chain(&error)))
    }
}

/// The templates of the user's, and those that include one of them.
fn changed(overrides: &Overrides) -> BTreeSet<String> {
    let own = OWN.iter().copied().flatten().copied();
    let all: BTreeMap<&str, &str> = own
        .chain(
            overrides
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        )
        .collect();
    let mut changed: BTreeSet<String> = overrides.keys().cloned().collect();
    loop {
        let known = changed.len();
        for (name, text) in &all {
            if included(text).any(|name| changed.contains(name)) {
                changed.insert((*name).to_owned());
            }
        }
        if changed.len() == known {
            return changed;
        }
    }
}

/// Names of the templates that a template includes.
fn included(template: &str) -> impl Iterator<Item = &str> {
    let parts = template.split("include").skip(1);
    parts.filter_map(|part| part.split(['"', '\'', '`']).nth(1))
}

/// A template that could not be loaded or rendered: a defect of a template or a view, never of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError {
    /// Name of the template.
    pub template: String,
    /// Path of the file that was being made.
    pub file: String,
    /// What the engine said, causes included.
    pub message: String,
}

impl RenderError {
    fn new(template: &str, file: &str, message: String) -> Self {
        Self {
            template: template.to_owned(),
            file: file.to_owned(),
            message,
        }
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template `{}`", self.template)?;
        if !self.file.is_empty() {
            write!(f, " for `{}`", self.file)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for RenderError {}

fn refuse(_text: &str, _out: &mut dyn Write) -> io::Result<()> {
    Err(io::Error::other(
        "a text that is not typed was about to be printed",
    ))
}

fn forbidden(_value: Value, _arguments: Kwargs, _state: &State) -> tera::TeraResult<Value> {
    Err(tera::Error::message(
        "filters that change texts are not for templates; make it a field of the view",
    ))
}

/// The first tag of a template that slices (`{{ name[0:3] }}`).
fn sliced(template: &str) -> Option<&str> {
    let tags = template
        .match_indices("{{")
        .chain(template.match_indices("{%"))
        .map(|(start, _)| &template[start..])
        .filter_map(|rest| rest.find(['}', '\n']).map(|end| &rest[..end]));
    tags.into_iter().find(|tag| {
        tag.split('[')
            .skip(1)
            .any(|index| index.split(']').next().is_some_and(|i| i.contains(':')))
    })
}

fn chain(error: &tera::Error) -> String {
    let mut message = brief(&error.to_string());
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&brief(&error.to_string()));
        cause = error.source();
    }
    message
}

/// What the engine says in one line: without the excerpt, with the place that it is of.
fn brief(said: &str) -> String {
    let mut lines = said.lines().map(str::trim);
    let head = lines.next().unwrap_or_default();
    let head = head.strip_prefix("error: ").unwrap_or(head);
    match lines.find_map(|line| line.strip_prefix("--> ")) {
        Some(place) => format!("{head} ({place})"),
        None => head.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::Engine;
    use crate::text::RsStr;

    #[derive(Serialize)]
    struct View {
        typed: RsStr,
        raw: String,
        count: usize,
        list: Vec<RsStr>,
    }

    fn render(template: &'static str) -> Result<String, super::RenderError> {
        let table: super::Templates = Box::leak(Box::new([("t.rs", template)]));
        let view = View {
            typed: RsStr::new("{{ 7*7 }}"),
            raw: "raw".to_owned(),
            count: 3,
            list: vec![RsStr::new("a")],
        };
        Engine::with(&[table])?.render("t.rs", "src/t.rs", &view)
    }

    #[test]
    fn typed_text_and_numbers_are_printed_as_they_are() {
        let out = render("{{ typed }} {{ count }} {% for x in list %}{{ x }}{% endfor %}");
        assert_eq!(out.as_deref(), Ok("\"{{ 7*7 }}\" 3 \"a\""));
    }

    #[test]
    fn what_is_not_typed_or_was_changed_is_an_error_that_names_its_place() {
        for template in [
            "{{ raw }}",
            "{{ typed ~ typed }}",
            "{{ typed | upper }}",
            "{{ typed | safe }}",
            "{{ raw | safe }}",
            "{{ typed | trim }}",
            "{{ typed | indent(width=2) }}",
            "{{ typed[0:3] }}",
            "{% filter upper %}{{ typed }}{% endfilter %}",
            "{{ list | join(sep=\",\") }}",
            "{{ list }}",
            "{{ missing }}",
            "{{ \"text\" }}",
        ] {
            let error = render(template).expect_err(template);
            assert!(
                error.to_string().contains("t.rs") || error.template.is_empty(),
                "{template}: {error}"
            );
        }
    }
}
