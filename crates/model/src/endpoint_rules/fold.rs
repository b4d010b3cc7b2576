//! Constant folding: what the chosen operations and the conditions before decide is decided at generation.

use std::collections::{BTreeMap, BTreeSet};

use super::{AuthScheme, Condition, Endpoint, Expr, Outcome, Parameter, Part, Rule, RuleSet};
use crate::service::ContextValue;

/// What is known of a parameter before any call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It always has this value.
    Fixed(ContextValue),
    /// Nothing can give it a value.
    Unset,
}

impl RuleSet {
    /// The rules that are left when something is known of parameters, without those that nothing asks for.
    ///
    /// A branch that cannot be reached goes: a condition that is known to fail, what stands behind a rule without
    /// conditions, what a rule before has decided. What is left gives the same result for every value of the
    /// parameters that are left.
    #[must_use]
    pub fn specialize(&self, known: &BTreeMap<String, Known>) -> Self {
        let folding = Folding {
            parameters: &self.parameters,
            known,
        };
        let rules = folding.rules(&self.rules, &mut Facts::default());
        let mut used = BTreeSet::new();
        references(&rules, &mut |name| {
            used.insert(name.to_owned());
        });
        let parameters = self.parameters.iter();
        Self {
            parameters: parameters
                .filter(|parameter| used.contains(&parameter.name))
                .cloned()
                .collect(),
            rules,
        }
    }
}

/// Calls the function with every name that rules depend on.
pub(super) fn references<'a>(rules: &'a [Rule], found: &mut impl FnMut(&'a str)) {
    for rule in rules {
        for condition in &rule.conditions {
            condition.test.references(found);
        }
        rule.outcome.references(found);
    }
}

impl Outcome {
    /// Calls the function with every name that the outcome depends on.
    pub fn references<'a>(&'a self, found: &mut impl FnMut(&'a str)) {
        match self {
            Self::Tree(rules) => references(rules, found),
            Self::Error(text) => text.references(found),
            Self::Endpoint(endpoint) => {
                endpoint.url.references(found);
                let headers = endpoint.headers.iter().flat_map(|(_, values)| values);
                let schemes = endpoint.auth_schemes.iter();
                let schemes =
                    schemes.flat_map(|scheme| scheme.signing_name.iter().chain(&scheme.regions));
                headers
                    .chain(schemes)
                    .for_each(|value| value.references(found));
            }
        }
    }
}

/// Conditions whose outcome is known in a branch.
#[derive(Debug, Clone, Default)]
struct Facts(Vec<(Expr, bool)>);

impl Facts {
    fn learn(&mut self, test: &Expr, holds: bool) {
        match test {
            Expr::Not(inner) => self.learn(inner, !holds),
            _ => self.0.push((test.clone(), holds)),
        }
    }

    fn known(&self, test: &Expr) -> Option<bool> {
        let same = self.0.iter().find(|(known, _)| known == test);
        same.map(|(_, holds)| *holds)
            .or_else(|| self.excluded(test).then_some(false))
    }

    /// Whether the text is compared with one while it is known to be another.
    fn excluded(&self, test: &Expr) -> bool {
        let Expr::SameText(pair) = test else {
            return false;
        };
        let Some(compared) = pair.1.as_text() else {
            return false;
        };
        self.0.iter().any(|(known, holds)| match known {
            Expr::SameText(other) if *holds && other.0 == pair.0 => {
                other.1.as_text().is_some_and(|fixed| fixed != compared)
            }
            _ => false,
        })
    }
}

struct Folding<'a> {
    parameters: &'a [Parameter],
    known: &'a BTreeMap<String, Known>,
}

impl Folding<'_> {
    fn rules(&self, rules: &[Rule], facts: &mut Facts) -> Vec<Rule> {
        let mark = facts.0.len();
        let mut kept = Vec::new();
        for rule in rules {
            let inner = facts.0.len();
            let Some(conditions) = self.conditions(&rule.conditions, facts) else {
                facts.0.truncate(inner);
                continue;
            };
            let outcome = self.outcome(&rule.outcome, facts);
            facts.0.truncate(inner);
            if conditions.is_empty() {
                push_last(&mut kept, outcome);
                break;
            }
            if let [Condition { test, .. }] = conditions.as_slice() {
                // That a value is there has to be asked for where it is used, known or not.
                if !matches!(test, Expr::Not(inner) if matches!(inner.as_ref(), Expr::IsSet(_))) {
                    facts.learn(test, false);
                }
            }
            kept.push(shortened(conditions, outcome));
        }
        facts.0.truncate(mark);
        kept
    }

    /// The conditions that are left, or nothing if they cannot all hold.
    fn conditions(&self, conditions: &[Condition], facts: &mut Facts) -> Option<Vec<Condition>> {
        let mut kept = Vec::new();
        for Condition { test, name } in conditions {
            let test = self.expr(test)?;
            let known = match test {
                Expr::Boolean(value) => Some(value),
                _ => facts.decided(&test),
            };
            match known {
                Some(false) => return None,
                Some(true) if name.is_none() => continue,
                _ => {}
            }
            facts.learn(&test, true);
            let name = name.clone();
            kept.push(Condition { test, name });
        }
        Some(kept)
    }

    fn outcome(&self, outcome: &Outcome, facts: &mut Facts) -> Outcome {
        match outcome {
            Outcome::Tree(rules) => Outcome::Tree(self.rules(rules, facts)),
            Outcome::Error(text) => Outcome::Error(self.text(text)),
            Outcome::Endpoint(endpoint) => Outcome::Endpoint(self.endpoint(endpoint)),
        }
    }

    fn endpoint(&self, endpoint: &Endpoint) -> Endpoint {
        let texts = |values: &[Expr]| values.iter().map(|value| self.text(value)).collect();
        let headers = endpoint.headers.iter();
        let schemes = endpoint.auth_schemes.iter();
        Endpoint {
            url: self.text(&endpoint.url),
            headers: headers
                .map(|(name, values)| (name.clone(), texts(values)))
                .collect(),
            auth_schemes: schemes
                .map(|scheme| AuthScheme {
                    signing_name: scheme.signing_name.as_ref().map(|name| self.text(name)),
                    regions: texts(&scheme.regions),
                    ..scheme.clone()
                })
                .collect(),
        }
    }

    /// A text of an outcome; one that cannot be there stays as it is, as its branch cannot be reached.
    fn text(&self, text: &Expr) -> Expr {
        self.expr(text).unwrap_or_else(|| text.clone())
    }

    /// The expression folded; nothing if it has no value.
    fn expr(&self, expr: &Expr) -> Option<Expr> {
        let inner = |value: &Expr| self.expr(value).map(Box::new);
        Some(match expr {
            Expr::Boolean(value) => Expr::Boolean(*value),
            Expr::Ref(name) => return self.reference(name),
            Expr::Template(parts) => self.template(parts)?,
            Expr::IsSet(value) => self.is_set(value),
            Expr::Not(value) => negated(self.expr(value)?),
            Expr::SameText(pair) => same_text(self.expr(&pair.0)?, self.expr(&pair.1)?),
            Expr::SameBoolean(pair) => same_boolean(self.expr(&pair.0)?, self.expr(&pair.1)?),
            Expr::Attribute(value, attribute) => Expr::Attribute(inner(value)?, *attribute),
            Expr::Substring(value, slice) => Expr::Substring(inner(value)?, *slice),
            Expr::Encoded(value) => Expr::Encoded(inner(value)?),
            Expr::Url(value) => Expr::Url(inner(value)?),
            Expr::HostLabel(value, labels) => Expr::HostLabel(inner(value)?, *labels),
            Expr::Partition(value) => Expr::Partition(inner(value)?),
            Expr::Arn(value) => Expr::Arn(inner(value)?),
            Expr::BucketLabel(value, labels) => Expr::BucketLabel(inner(value)?, *labels),
        })
    }

    fn reference(&self, name: &str) -> Option<Expr> {
        match self.known.get(name) {
            Some(Known::Unset) => None,
            Some(Known::Fixed(ContextValue::Boolean(value))) => Some(Expr::Boolean(*value)),
            Some(Known::Fixed(ContextValue::String(text))) => Some(Expr::text(text)),
            // There is no expression for fixed texts; the operation gives them.
            Some(Known::Fixed(ContextValue::Strings(_))) | None => Some(Expr::Ref(name.to_owned())),
        }
    }

    fn is_set(&self, value: &Expr) -> Expr {
        match self.expr(value) {
            None => Expr::Boolean(false),
            Some(Expr::Ref(name)) => {
                let parameter = self.parameters.iter().find(|known| known.name == name);
                match parameter {
                    Some(parameter) if parameter.is_always_set() => Expr::Boolean(true),
                    _ => Expr::IsSet(Box::new(Expr::Ref(name))),
                }
            }
            Some(Expr::Boolean(_) | Expr::Template(_)) => Expr::Boolean(true),
            Some(other) => Expr::IsSet(Box::new(other)),
        }
    }

    fn template(&self, parts: &[Part]) -> Option<Expr> {
        let mut folded: Vec<Part> = Vec::new();
        for part in parts {
            let part = match part {
                Part::Text(text) => Expr::text(text),
                Part::Value(value) => self.expr(value)?,
            };
            match part {
                Expr::Template(parts) => {
                    for part in parts {
                        joined(&mut folded, part);
                    }
                }
                value => folded.push(Part::Value(value)),
            }
        }
        Some(match folded.as_slice() {
            [Part::Value(value)] => value.clone(),
            _ => Expr::Template(folded),
        })
    }
}

impl Facts {
    /// What is known of a test, through negations.
    fn decided(&self, test: &Expr) -> Option<bool> {
        match test {
            Expr::Not(inner) => self.decided(inner).map(|holds| !holds),
            _ => self.known(test),
        }
    }
}

fn joined(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
        (_, part) => parts.push(part),
    }
}

fn negated(value: Expr) -> Expr {
    match value {
        Expr::Boolean(value) => Expr::Boolean(!value),
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

fn same_text(one: Expr, other: Expr) -> Expr {
    match (one.as_text(), other.as_text()) {
        (Some(one), Some(other)) => Expr::Boolean(one == other),
        // The fixed text stands behind, so that equal tests are equal trees.
        (Some(_), None) => Expr::SameText(Box::new((other, one))),
        _ => Expr::SameText(Box::new((one, other))),
    }
}

fn same_boolean(one: Expr, other: Expr) -> Expr {
    match (one, other) {
        (Expr::Boolean(true), value) | (value, Expr::Boolean(true)) => value,
        (Expr::Boolean(false), value) | (value, Expr::Boolean(false)) => negated(value),
        (one, other) => Expr::SameBoolean(Box::new((one, other))),
    }
}

/// Adds what follows without conditions; the rules of a tree stand on their own there.
fn push_last(rules: &mut Vec<Rule>, outcome: Outcome) {
    match outcome {
        Outcome::Tree(inner) if !inner.is_empty() => rules.extend(inner),
        outcome => rules.push(Rule {
            conditions: Vec::new(),
            outcome,
        }),
    }
}

/// A rule whose tree has nothing but one outcome without conditions is that outcome.
fn shortened(conditions: Vec<Condition>, outcome: Outcome) -> Rule {
    match outcome {
        Outcome::Tree(mut rules) if matches!(rules.as_slice(), [only] if only.conditions.is_empty()) =>
        {
            let outcome = rules.pop().map(|rule| rule.outcome).unwrap_or_default();
            Rule {
                conditions,
                outcome,
            }
        }
        outcome => Rule {
            conditions,
            outcome,
        },
    }
}
