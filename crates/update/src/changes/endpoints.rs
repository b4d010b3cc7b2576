//! What a change of the rules that find the endpoint means for calls. Rule sets are compared by what they give and not
//! as data: their sources are generated anew for each release.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::endpoint_rules::{BuiltIn, Expr, Known, Outcome, Rule, RuleSet};
use connector_model::service::{ContextValue, Service};

/// Regions that a message names.
const NAMED: usize = 5;

/// A region that no rule names, for all others.
const OTHER: &str = "xx-other-1";

/// What calls can notice of other rules; nothing if each goes where it went.
pub(super) fn difference(old: &Service, new: &Service) -> Option<String> {
    let (was, is) = match (&old.traits.endpoint_rules, &new.traits.endpoint_rules) {
        (None, None) => return None,
        (None, Some(_)) => return Some("the rules came".to_owned()),
        (Some(_), None) => return Some("the rules went".to_owned()),
        (Some(was), Some(is)) => (was, is),
    };
    if was == is {
        return None;
    }
    let (was, is) = (knowing(was, &[]), knowing(is, &[]));
    if was == is {
        return None;
    }
    let place = match (was.standard(), is.standard()) {
        (Some(was), Some(is)) if was == is => return None,
        (Some(was), Some(is)) if was.host != is.host => {
            format!("`{}` became `{}`", was.host, is.host)
        }
        _ => place(&was, &is),
    };
    let mut parts = parameters(&was, &is);
    parts.push(place);
    Some(parts.join("; "))
}

/// What programs can set that the rules did not look at, and the other way round.
fn parameters(was: &RuleSet, is: &RuleSet) -> Vec<String> {
    let names = |rules: &RuleSet| -> BTreeSet<String> {
        let parameters = rules.parameters.iter();
        parameters.map(|parameter| parameter.name.clone()).collect()
    };
    let (was, is) = (names(was), names(is));
    let list = |names: Vec<&String>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let mut parts = Vec::new();
    let (come, gone) = (
        list(is.difference(&was).collect()),
        list(was.difference(&is).collect()),
    );
    if !come.is_empty() {
        parts.push(format!("they look at {come} now"));
    }
    if !gone.is_empty() {
        parts.push(format!("they no longer look at {gone}"));
    }
    parts
}

/// Where the results may differ: in which regions, or only for clients that ask for special endpoints.
fn place(was: &RuleSet, is: &RuleSet) -> String {
    if common(was, None) == common(is, None) {
        return "at most calls with FIPS, dual-stack or an endpoint of the client's own".to_owned();
    }
    let mut regions = BTreeSet::new();
    for rules in [was, is] {
        let region = parameter(rules, BuiltIn::Region);
        compared(&rules.rules, region.unwrap_or_default(), &mut regions);
    }
    let differs = |region: &str| common(was, Some(region)) != common(is, Some(region));
    let is_everywhere = differs(OTHER);
    // Where other regions differ, those that do not are the exception.
    let listed = regions
        .iter()
        .filter(|region| differs(region) != is_everywhere);
    let listed: Vec<&str> = listed.map(String::as_str).collect();
    match (is_everywhere, listed.is_empty()) {
        (true, true) => "calls in all regions".to_owned(),
        (true, false) => format!("calls in all regions but {}", named(&listed)),
        (false, true) => "calls with some settings of the client".to_owned(),
        (false, false) => format!("calls in {}", named(&listed)),
    }
}

fn named(regions: &[&str]) -> String {
    let shown: Vec<String> = regions
        .iter()
        .take(NAMED)
        .map(|region| format!("`{region}`"))
        .collect();
    match regions.len().checked_sub(NAMED) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The rules for a client that asks for nothing special, in a region if one is given.
fn common(rules: &RuleSet, region: Option<&str>) -> RuleSet {
    let no = || Known::Fixed(ContextValue::Boolean(false));
    let mut known = vec![
        (BuiltIn::UseFips, no()),
        (BuiltIn::UseDualStack, no()),
        (BuiltIn::Endpoint, Known::Unset),
    ];
    if let Some(region) = region {
        let text = ContextValue::String(region.to_owned());
        known.push((BuiltIn::Region, Known::Fixed(text)));
    }
    knowing(rules, &known)
}

/// The rules that are left, with their parameters by name.
fn knowing(rules: &RuleSet, known: &[(BuiltIn, Known)]) -> RuleSet {
    let known: BTreeMap<String, Known> = known
        .iter()
        .filter_map(|(built_in, value)| {
            Some((parameter(rules, *built_in)?.to_owned(), value.clone()))
        })
        .collect();
    let mut left = rules.specialize(&known);
    left.parameters
        .sort_by(|one, other| one.name.cmp(&other.name));
    left
}

/// The name that a setting has in the rules.
fn parameter(rules: &RuleSet, built_in: BuiltIn) -> Option<&str> {
    let mut parameters = rules.parameters.iter();
    let found = parameters.find(|parameter| parameter.built_in == Some(built_in));
    found.map(|parameter| parameter.name.as_str())
}

/// Texts that a parameter is compared with.
fn compared(rules: &[Rule], name: &str, found: &mut BTreeSet<String>) {
    for rule in rules {
        for condition in &rule.conditions {
            let mut test = &condition.test;
            while let Expr::Not(inner) = test {
                test = inner;
            }
            let Expr::SameText(pair) = test else {
                continue;
            };
            if pair.0 == Expr::Ref(name.to_owned()) {
                found.extend(pair.1.as_text().map(str::to_owned));
            }
        }
        if let Outcome::Tree(inner) = &rule.outcome {
            compared(inner, name, found);
        }
    }
}
