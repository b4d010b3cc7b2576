//! The report of changes of an API model: one edit of a small model each, with what is to be said of it. The Rust of both
//! versions is made as `new` makes it, so a verdict here is about what programs would compile against.

use connector_emit::rust::names::given;
use connector_emit::rust::surface::surface;
use connector_ingest::{Hints, SourceText};
use connector_model::lower::{NamingRecord, lower, lower_again};
use connector_model::recipe::Recipe;
use connector_model::service::Service;
use connector_model::surface::Surface;
use connector_update::change_rules::RULES;
use connector_update::changes::{Change, Side, changes};

#[path = "change_report/edits.rs"]
mod edits;
#[path = "change_report/prepared.rs"]
mod prepared;
#[path = "change_report/sources.rs"]
mod sources;

use edits::CASES;
use prepared::{ONE_HOST, PREPARED, Prepared};
use sources::{NO_RULES, Start, Texts};

struct Version {
    service: Service,
    surface: Surface,
    names: NamingRecord,
}

fn version(texts: &Texts, before: Option<&NamingRecord>) -> Version {
    let sources: Vec<SourceText<'_>> = texts
        .iter()
        .filter(|(_, text)| text != NO_RULES)
        .map(|(name, text)| SourceText {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    let ingested = connector_ingest::ingest(&sources, &Hints::default());
    let said: Vec<&str> = ingested
        .diagnostics
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    let service = ingested.service.unwrap_or_else(|| panic!("{said:?}"));
    let recipe = Recipe::default();
    let nothing = NamingRecord::default();
    let (lowered, refused) = match before {
        Some(before) => lower_again(&service, &recipe, before),
        None => lower(&service, &recipe, &nothing),
    };
    let lowered = lowered.unwrap_or_else(|| panic!("{refused:?}"));
    Version {
        surface: surface(&lowered.domain, &recipe),
        names: given::all(&service, &recipe, &nothing).expect("it was lowered"),
        service,
    }
}

fn report(old: &Texts, new: &Texts) -> Vec<Change> {
    let old = version(old, None);
    let new = version(new, Some(&old.names));
    changes(side(&old), side(&new))
}

fn side(version: &Version) -> Side<'_> {
    Side {
        service: &version.service,
        surface: &version.surface,
        whole: &version.service,
    }
}

fn edited(mut texts: Texts, edits: &[(&str, &str)]) -> Texts {
    for (from, to) in edits {
        let is_there = texts.iter().any(|(_, text)| text.contains(from));
        assert!(is_there, "`{from}` occurs nowhere");
        for (_, text) in &mut texts {
            *text = text.replace(from, to);
        }
    }
    texts
}

/// All edits of all tables.
fn table() -> Vec<Prepared> {
    let of_shop = CASES.iter().map(|(edits, said)| Prepared {
        start: Start::Shop,
        both: &[],
        edits,
        said,
    });
    of_shop.chain(PREPARED.iter().copied()).collect()
}

impl Prepared {
    fn versions(&self) -> [Texts; 2] {
        let old = edited(self.start.texts(), self.both);
        let new = edited(old.clone(), self.edits);
        [old, new]
    }
}

fn lines(report: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let (code, subject) = (change.rule.code, &change.subject);
        format!("{code} {subject}: {}", change.operations.join(", "))
    };
    report.iter().map(line).collect()
}

#[test]
fn each_edit_of_a_model_is_told_once_with_its_reach() {
    let mut wrong = Vec::new();
    for case in table() {
        let [old, new] = case.versions();
        let found = lines(&report(&old, &new));
        if found != *case.said {
            let (edits, expected) = (case.edits, case.said);
            wrong.push(format!(
                "{edits:?}\n  found    {found:?}\n  expected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_edits_backwards_are_never_silent_and_say_no_more_than_they_are_asked() {
    for case in table() {
        let (edits, [old, new]) = (case.edits, case.versions());
        let back = report(&new, &old);
        assert_eq!(back.is_empty(), case.said.is_empty(), "{edits:?}");
        let mut fingerprints: Vec<String> = back.iter().map(Change::fingerprint).collect();
        let count = fingerprints.len();
        fingerprints.sort();
        fingerprints.dedup();
        assert_eq!(
            fingerprints.len(),
            count,
            "two changes have one name: {edits:?}"
        );
    }
}

/// Releases write rules of endpoints anew. What calls cannot notice is not told, and of the rest where they can.
#[test]
fn rules_of_endpoints_are_compared_by_what_they_give() {
    let rule = r#"{"type": "endpoint", "conditions": [], "endpoint": {"url": "https://shop.{Region}.example.com"}}"#;
    let other = |region: &str, host: &str| {
        let test = r#"{"fn": "stringEquals", "argv": [{"ref": "Region"}, "REGION"]}"#;
        let first = rule
            .replace("[]", &format!("[{test}]"))
            .replace("REGION", region)
            .replace("shop", host);
        format!("{first}, {rule}")
    };
    let fips = r#"{"type": "endpoint", "conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}],
        "endpoint": {"url": "https://shop-fips.{Region}.example.com"}}"#;
    let asks = r#""parameters": {"UseFIPS": {"type": "boolean", "builtIn": "AWS::UseFIPS", "required": true, "default": false, "documentation": "f"}, "#;
    let parameters = (r#""parameters": {"#, asks);
    let tree = format!(r#"{{"type": "tree", "conditions": [], "rules": [{rule}]}}"#);
    let cases = [
        (vec![(rule, tree)], &[][..]),
        (vec![(rule, format!("{rule}, {rule}"))], &[]),
        (
            vec![(rule, rule.replace("shop", "store"))],
            &["calls in all regions"],
        ),
        (
            vec![(rule, other("eu-west-1", "store"))],
            &["calls in `eu-west-1`"],
        ),
        (
            vec![
                (parameters.0, parameters.1.to_owned()),
                (rule, format!("{fips}, {rule}")),
            ],
            &[
                "they look at `UseFIPS` now; at most calls with FIPS, dual-stack or an endpoint of the client's own",
            ],
        ),
        (vec![(parameters.0, parameters.1.to_owned())], &[]),
    ];
    let old = edited(Start::Shop.texts(), &[ONE_HOST]);
    for (edits, expected) in cases {
        let edits: Vec<(&str, &str)> = edits
            .iter()
            .map(|(from, to)| (*from, to.as_str()))
            .collect();
        let found = report(&old, &edited(old.clone(), &edits));
        let said: Vec<&str> = found.iter().map(|change| change.message.as_str()).collect();
        assert_eq!(said, expected, "{edits:?}");
    }
}

/// What a saved answer shows beside the model, and nothing of what it lacks.
#[test]
fn a_sample_is_held_against_a_model_for_what_it_shows_only() {
    let old = version(&Start::Shop.texts(), None);
    let cases = [
        (
            r#"{"Order": {"Id": "a", "Count": 1, "State": "lost", "Made": 1795255200.5}}"#,
            &[][..],
        ),
        (r#"{"Order": {"Paid": {"Cash": true}}}"#, &[]),
        (
            r#"{"Order": {"Id": "a", "Gift": true}}"#,
            &["CH0020 Order.Gift: GetOrder"],
        ),
        (
            r#"{"Order": {"Count": "1"}}"#,
            &["CH0030 Order.Count: GetOrder"],
        ),
        (
            r#"{"Order": [1]}"#,
            &[
                "CH0030 GetOrderResponse.Order: GetOrder",
                "CH0030 Order: GetOrder",
            ],
        ),
    ];
    for (sample, expected) in cases {
        let mut recipe = Recipe::default();
        recipe.sample.url = Some("https://shop.example.com/orders/a".to_owned());
        recipe.sample.method = Some("GET".to_owned());
        recipe.sample.operation = Some("GetOrder".to_owned());
        let source = SourceText {
            name: "order.json",
            bytes: sample.as_bytes(),
        };
        let ingested = connector_ingest::ingest(&[source], &Hints::from_recipe(&recipe));
        let service = ingested.service.expect("the sample can be read");
        let sliced = connector_model::slice::slice(&old.service, &["GetOrder".to_owned()]).0;
        let of = |service| Side {
            service,
            surface: &old.surface,
            whole: service,
        };
        let found = lines(&changes(of(&sliced), of(&service)));
        assert!(
            found.iter().all(|line| expected.contains(&line.as_str())),
            "{sample}: {found:?}"
        );
        assert_eq!(found.is_empty(), expected.is_empty(), "{sample}: {found:?}");
    }
}

/// A rule that nothing triggers is no rule.
#[test]
fn every_rule_is_met_by_an_edit() {
    let table = table();
    let met = |code: &str| {
        let mut lines = table.iter().flat_map(|case| case.said);
        lines.any(|line| line.starts_with(code))
    };
    let codes = RULES.iter().map(|rule| rule.code);
    let missing: Vec<&str> = codes.filter(|code| !met(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
