use connector_model::diagnostic::Diagnostics;
use connector_model::documentation::Documentation;
use connector_model::domain::{ActivityResult, Domain};
use connector_model::recipe::{Figure, OperationRecipe, Recipe};
use connector_model::service::Auth;

use super::gate::violations;
use crate::codes;
use crate::engine::Engine;

mod fixture;
mod hostile;

fn emitted(domain: &Domain, recipe: &Recipe) -> (String, Diagnostics) {
    let engine = Engine::with(&[super::TEMPLATES]).expect("the templates load");
    super::emit(domain, recipe, &engine).expect("the page renders")
}

fn page(domain: &Domain, recipe: &Recipe) -> String {
    let (page, findings) = emitted(domain, recipe);
    assert!(!findings.has_errors(), "{findings:?}");
    page
}

/// All pages of the fixtures, by name.
fn pages() -> Vec<(&'static str, String)> {
    let (polly, shop) = (fixture::polly(), fixture::shop());
    let mut silent = polly.clone();
    silent.activities.truncate(1);
    vec![
        ("filled", page(&polly, &fixture::filled())),
        (
            "second generation",
            page(&polly, &fixture::second_generation()),
        ),
        ("pane", page(&polly, &fixture::pane())),
        ("shop", page(&shop, &Recipe::default())),
        ("nothing said", page(&silent, &Recipe::default())),
    ]
}

/// Compares line by line, so that a failure names the first difference; the whole page is printed behind it.
fn is_snapshot(page: &str, snapshot: &str) {
    for (index, (new, old)) in page.lines().zip(snapshot.lines()).enumerate() {
        assert_eq!(new, old, "line {} of the page\n{page}", index + 1);
    }
    assert_eq!(page.len(), snapshot.len(), "length of the page\n{page}");
}

#[test]
fn the_filled_page_of_generation_3_keeps_its_words() {
    let page = page(&fixture::polly(), &fixture::filled());
    is_snapshot(&page, include_str!("tests/filled.md"));
}

#[test]
fn the_page_of_generation_2_keeps_its_words() {
    let page = page(&fixture::polly(), &fixture::second_generation());
    is_snapshot(&page, include_str!("tests/second_generation.md"));
}

#[test]
fn the_newer_form_keeps_its_words() {
    let page = page(&fixture::polly(), &fixture::pane());
    is_snapshot(&page, include_str!("tests/pane.md"));
}

#[test]
fn the_page_of_an_api_that_is_not_of_aws_keeps_its_words() {
    let page = page(&fixture::shop(), &Recipe::default());
    is_snapshot(&page, include_str!("tests/shop.md"));
}

#[test]
fn nothing_of_aws_is_said_about_other_services() {
    let mut shop = fixture::shop();
    let ways = [
        (Auth::None, "3.1 Configuring a Microflow for Shop"),
        (Auth::Basic, "a user name and a password"),
        (Auth::Bearer, "a bearer token"),
        (
            Auth::ApiKeyQuery("key".to_owned()),
            "the `key` query parameter",
        ),
    ];
    for (auth, words) in ways {
        for activity in &mut shop.activities {
            activity.wire.auth = auth.clone();
        }
        let page = page(&shop, &Recipe::default());
        assert!(page.contains(words), "{auth:?}: {page}");
        for word in ["AWS", "amazon", "Amazon", "Region", "IAM"] {
            assert!(!page.contains(word), "{auth:?}: `{word}` in {page}");
        }
    }
}

#[test]
fn every_way_to_authenticate_is_listed() {
    let mut shop = fixture::shop();
    shop.activities[0].wire.auth = Auth::Bearer;
    let page = page(&shop, &Recipe::default());
    assert!(
        page.contains(
            "\n* A bearer token\n* An API key, which is sent in the `X-Api-Key` header\n"
        )
    );
}

#[test]
fn what_nobody_says_is_left_out_and_reported() {
    let (page, findings) = emitted(&fixture::polly(), &Recipe::default());
    assert!(!page.contains("Typical Use Cases"), "{page}");
    assert!(page.contains("### 1.1 Prerequisites"), "{page}");
    assert!(page.contains("For example, implement the ["), "{page}");
    let helps: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.rule.code == codes::PAGE_TEXT_MISSING.code)
        .filter_map(|finding| finding.help.as_deref())
        .collect();
    for key in [
        "service-description",
        "introduction",
        "marketplace-number",
        "service-link",
        "typical-use-cases",
        "authentication-version",
        "example-task",
        "activities-purpose",
        "[operations.DescribeVoices]",
        "[members.",
    ] {
        let named = helps.iter().filter(|help| help.contains(key)).count();
        assert_eq!(named, 1, "`{key}` in {helps:?}");
    }
    assert_eq!(helps.len(), 10, "{helps:?}");
}

#[test]
fn a_page_that_has_everything_is_not_complained_about() {
    let mut polly = fixture::polly();
    for entity in &mut polly.entities {
        for attribute in &mut entity.attributes {
            attribute.documentation = Documentation::plain("Said.");
        }
    }
    for recipe in [
        fixture::filled(),
        fixture::second_generation(),
        fixture::pane(),
    ] {
        let (_, findings) = emitted(&polly, &recipe);
        assert!(findings.is_empty(), "{findings:?}");
    }
}

#[test]
fn keys_that_name_nothing_are_reported() {
    let mut recipe = fixture::filled();
    recipe.page.example_activity = Some("DescribeVoice".to_owned());
    recipe.page.service_link = Some("javascript:alert(1)".to_owned());
    let figure = Figure {
        file: "../x.png".to_owned(),
        alt: String::new(),
    };
    recipe
        .page
        .figures
        .insert("step-99".to_owned(), figure.clone());
    recipe.page.figures.insert("step-1".to_owned(), figure);
    let (page, findings) = emitted(&fixture::polly(), &recipe);
    let unknown = findings
        .iter()
        .filter(|finding| finding.rule.code == codes::PAGE_KEY_UNKNOWN.code);
    assert_eq!(unknown.count(), 4, "{findings:?}");
    assert!(!page.contains("javascript") && !page.contains("../x"));
}

#[test]
fn the_example_of_the_recipe_comes_first() {
    let mut recipe = fixture::filled();
    recipe.page.example_activity = Some("SynthesizeSpeech".to_owned());
    recipe.page.example_steps = vec![
        "Click **OK**.".to_owned(),
        "See [A](https://a.b).".to_owned(),
    ];
    let page = page(&fixture::polly(), &recipe);
    assert!(page.contains("implement the [SynthesizeSpeech](#synthesizespeech) activity"));
    assert!(
        page.contains("\n1. Click **OK**.\n2. See [A](https://a.b).\n"),
        "{page}"
    );
}

#[test]
fn references_to_steps_meet_the_steps() {
    for (name, page) in pages() {
        let Some((_, rest)) = page.split_once("as described in steps ") else {
            continue;
        };
        let (from, rest) = rest.split_once(" to ").expect("a range of steps");
        let (to, _) = rest.split_once('.').expect("the end of the sentence");
        assert!(
            page.contains(&format!(
                "\n{from}. Click **Edit parameter value**, edit the **AWS_Region**"
            )),
            "{name}"
        );
        assert!(
            page.contains(&format!(
                "\n{to}. Click **OK**, and then click **OK** again."
            )),
            "{name}"
        );
    }
}

#[test]
fn sections_and_steps_are_numbered_without_gaps() {
    for (name, page) in pages() {
        let mut counts = [0_usize; 3];
        for line in page.lines().filter(|line| line.starts_with("##")) {
            let (hashes, words) = line.split_once(' ').expect("a heading");
            let number = words.split(' ').next().unwrap_or_default();
            if !number.starts_with(|c: char| c.is_ascii_digit()) {
                assert_eq!(name, "pane", "{line}");
                continue;
            }
            let depth = hashes.len() - 2;
            counts[depth] += 1;
            counts[depth + 1..].fill(0);
            let expected: Vec<String> = counts[..=depth].iter().map(usize::to_string).collect();
            assert_eq!(number, expected.join("."), "{name}: {line}");
        }
        let mut last = 0_usize;
        for line in page.lines() {
            let Some((number, _)) = line.split_once(". ") else {
                continue;
            };
            let Ok(number) = number.parse::<usize>() else {
                continue;
            };
            assert!(number == last + 1 || number == 1, "{name}: {line}");
            last = number;
        }
    }
}

#[test]
fn nothing_of_the_bare_template_is_left_and_all_anchors_lead_somewhere() {
    for (name, page) in pages() {
        assert_eq!(violations(&page), Vec::<String>::new(), "{name}");
        assert!(!page.contains("\n\n\n"), "{name}: two empty lines");
        assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{name}");
        for word in [
            "which is connects",
            "Amazon Web Service ",
            "{DESCRIBE",
            " .",
        ] {
            assert!(!page.contains(word), "{name}: `{word}`");
        }
    }
}

#[test]
fn every_entity_is_described_in_some_table() {
    for (domain, recipe) in [
        (fixture::polly(), fixture::filled()),
        (fixture::shop(), Recipe::default()),
    ] {
        let page = page(&domain, &recipe);
        for entity in &domain.entities {
            let row = format!("\n| `{}` |", entity.name);
            assert!(page.contains(&row), "{}", entity.name);
        }
    }
}

#[test]
fn a_boolean_answer_is_a_boolean_output() {
    let mut shop = fixture::shop();
    shop.activities.remove(0);
    shop.activities[0].result = ActivityResult::Boolean;
    let page = page(&shop, &Recipe::default());
    assert!(page.contains("It returns a Boolean which indicates if the action was successful."));
    assert!(page.contains("| `CancelOrderRequest` (Object) | `Boolean` |"));
    assert!(page.contains("Use the Boolean that the **CancelOrder** activity returns"));
}

#[test]
fn words_of_the_recipe_come_before_those_of_a_source() {
    let mut shop = fixture::shop();
    shop.activities[0].documentation = Documentation::plain("Of the source.");
    let mut recipe = Recipe::default();
    let operation = OperationRecipe {
        purpose: Some("place an order".to_owned()),
        ..OperationRecipe::default()
    };
    recipe.operations.insert("PlaceOrder".to_owned(), operation);
    let page = page(&shop, &recipe);
    assert!(
        page.contains("The `PlaceOrder` Shop activity allows you to place an order. It requires")
    );
    assert!(page.contains("For example, to place an order, implement"));
    assert!(!page.contains("Of the source."));
}
