//! Texts of others in every place of a page, read as a Markdown reader reads them.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::documentation::Documentation;
use connector_model::domain::{Domain, Parameter};
use connector_model::recipe::{Dependency, Recipe};
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{fixture, page};

/// What Markdown makes of a page: headings and links in order, tables by the cells of their header, HTML.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outline {
    headings: usize,
    links: BTreeSet<String>,
    tables: Vec<usize>,
    items: usize,
    blocks: BTreeMap<String, usize>,
}

fn outline(page: &str) -> Outline {
    let (_, body) = page.split_once("\n---\n").expect("front matter");
    // Shortcodes are expanded before the Markdown is read.
    let body: String = body
        .lines()
        .filter(|line| !line.trim_start().starts_with("{{"))
        .fold(String::new(), |text, line| text + line + "\n");
    let mut outline = Outline::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    for event in Parser::new_ext(&body, options) {
        let block = match event {
            Event::Start(Tag::Heading { .. }) => {
                outline.headings += 1;
                continue;
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                outline.links.insert(dest_url.to_string());
                continue;
            }
            Event::Start(Tag::Table(cells)) => {
                outline.tables.push(cells.len());
                continue;
            }
            Event::Start(Tag::Item) => {
                outline.items += 1;
                continue;
            }
            Event::Start(
                tag @ (Tag::BlockQuote(_)
                | Tag::CodeBlock(_)
                | Tag::FootnoteDefinition(_)
                | Tag::HtmlBlock
                | Tag::Image { .. }
                | Tag::Strikethrough),
            ) => format!("{tag:?}"),
            Event::Html(html) | Event::InlineHtml(html) => format!("html {html}"),
            Event::TaskListMarker(_) | Event::Rule | Event::FootnoteReference(_) => {
                format!("{event:?}")
            }
            _ => continue,
        };
        *outline.blocks.entry(block).or_default() += 1;
    }
    outline
}

/// Puts a text into every place that a source can put one into.
fn spread(domain: &mut Domain, text: &str) {
    let put = |slot: &mut Option<Documentation>| {
        *slot = Documentation::plain(&format!("{text} words"));
    };
    put(&mut domain.documentation);
    domain.name.push_str(text);
    domain.module.push_str(text);
    domain.slug.push_str(text);
    for entity in &mut domain.entities {
        entity.name.push_str(text);
        put(&mut entity.documentation);
        for attribute in &mut entity.attributes {
            attribute.name.push_str(text);
            put(&mut attribute.documentation);
        }
    }
    for enumeration in &mut domain.enumerations {
        enumeration.name.push_str(text);
        put(&mut enumeration.documentation);
        for value in &mut enumeration.values {
            value.name.push_str(text);
            value.caption.push_str(text);
            value.wire.push_str(text);
        }
    }
    for association in &mut domain.associations {
        association.name.push_str(text);
        association.member.push_str(text);
    }
    for activity in &mut domain.activities {
        activity.action.push_str(text);
        put(&mut activity.documentation);
        let named = |parameter: &&mut Parameter| parameter.name != "Credentials";
        for parameter in activity.parameters.iter_mut().filter(named) {
            parameter.name.push_str(text);
        }
    }
}

/// The same for what the recipe has in `[page]`.
fn spread_recipe(recipe: &mut Recipe, text: &str) {
    let page = &mut recipe.page;
    for slot in [
        &mut page.service_name,
        &mut page.service_description,
        &mut page.service_slug,
        &mut page.introduction,
        &mut page.typical_use_cases,
        &mut page.studio_pro_version,
        &mut page.example_task,
        &mut page.activities_purpose,
        &mut page.enumerations_purpose,
    ] {
        *slot = Some(format!("{text} words"));
    }
    page.authentication_version = Some(format!("3.0 {text}"));
    page.dependencies = vec![Dependency {
        name: text.to_owned(),
        link: text.to_owned(),
        purpose: format!("{text} words"),
    }];
    for figure in page.figures.values_mut() {
        figure.alt = text.to_owned();
    }
    for operation in recipe.operations.values_mut() {
        operation.purpose = Some(format!("{text} words"));
    }
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "a|b",
    "a\\|b\\",
    "x\n# heading",
    "x\n===",
    "x\n---\n",
    "`",
    "``` \n~~~",
    "x](javascript:y)",
    "[x](javascript:y)",
    "![x](https://evil.example/y.png)",
    "[x]: https://evil.example",
    "[^1]: note",
    "<https://evil.example>",
    "{{< x >}}",
    "{{% x %}}",
    "{{ 7*7 }}",
    "{% include \"x\" %}",
    "{# x #}",
    "{DESCRIBE A TASK}",
    "{#domain-model}",
    "\"\n---\nalias: x",
    "\u{202e}\u{0}\u{feff}",
    "**",
    "~~x~~",
    "&lt;b&gt;",
    "1. x",
    "- [ ] x",
    "> x",
];

/// A page with a text in all places of the source, and of the recipe too.
fn page_full_of(text: &str, recipe: &Recipe, is_shop: bool, is_in_recipe: bool) -> String {
    let mut domain = if is_shop {
        fixture::shop()
    } else {
        fixture::polly()
    };
    let mut recipe = recipe.clone();
    spread(&mut domain, text);
    if is_in_recipe {
        spread_recipe(&mut recipe, text);
    }
    page(&domain, &recipe)
}

#[test]
fn hostile_texts_stay_texts_in_every_place() {
    for (recipe, is_shop) in [
        (fixture::filled(), false),
        (fixture::second_generation(), false),
        (fixture::pane(), false),
        (Recipe::default(), true),
    ] {
        let harmless = [false, true]
            .map(|is_in_recipe| outline(&page_full_of("harmless", &recipe, is_shop, is_in_recipe)));
        for text in HOSTILE {
            // Links to addresses are the user's right.
            let is_in_recipe = !text.contains("](https:");
            let harmless = &harmless[usize::from(is_in_recipe)];
            assert!(harmless.blocks.is_empty(), "{harmless:?}");
            let page = page_full_of(text, &recipe, is_shop, is_in_recipe);
            let mut found = outline(&page);
            let mut wanted = harmless.clone_for(text, &page);
            // Texts that are lists or code in their own right stay that, where a paragraph may be.
            found.items = 0;
            wanted.items = 0;
            found
                .blocks
                .retain(|block, _| !block.contains("Fenced(Borrowed(\"text\"))"));
            assert_eq!(found, wanted, "{text:?}\n{page}");
            assert_shortcodes(&page, text);
        }
    }
}

impl Outline {
    /// The same with the anchors that the names of the hostile page have.
    fn clone_for(&self, text: &str, page: &str) -> Self {
        let anchors = page.match_indices("{#").map(|(at, _)| {
            let rest = &page[at + 1..];
            rest.split('}').next().unwrap_or(rest).to_owned()
        });
        let anchors: BTreeSet<String> = anchors.collect();
        let own = |link: &&String| !link.contains("harmless");
        let mut links: BTreeSet<String> = self.links.iter().filter(own).cloned().collect();
        // The example links to its activity.
        links.extend(
            anchors
                .into_iter()
                .filter(|anchor| page.contains(&format!("]({anchor})"))),
        );
        assert!(
            !links
                .iter()
                .any(|link| link.contains("://evil") || link.contains("javascript:")),
            "{text}"
        );
        Self {
            headings: self.headings,
            links,
            tables: self.tables.clone(),
            items: self.items,
            blocks: self.blocks.clone(),
        }
    }
}

/// The shortcodes of a page are those of the template.
fn assert_shortcodes(page: &str, text: &str) {
    for (at, _) in page.match_indices("{{") {
        let rest = &page[at..];
        let known = [
            "{{% alert",
            "{{% /alert",
            "{{< figure src=",
            "{{% icon name=",
        ];
        assert!(
            known.iter().any(|known| rest.starts_with(known)),
            "{text:?}: {rest:.40}"
        );
    }
    let front = page.split("\n---\n").next().unwrap_or_default();
    let keys = front.lines().skip(1).all(|line| {
        [
            "title: \"",
            "url: /",
            "description: \"",
            "weight: 20",
            "tags: [\"",
            "#If moving",
        ]
        .iter()
        .any(|key| line.starts_with(key))
    });
    assert!(keys, "{text:?}: {front}");
}
