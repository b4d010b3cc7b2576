//! The rules that most services share.

use std::collections::BTreeMap;

use super::{Attribute, BuiltIn, Endpoint, Expr, Outcome, Part, Rule, RuleSet};

/// What is left of rules that say what those of most services say: a host, with `-fips` where endpoints have to conform
/// to FIPS 140, and which domain goes behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// What stands before the region (`polly`).
    pub host: String,
    /// Which domain goes behind.
    pub suffix: Suffix,
}

/// Which domain of the partition goes behind the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// The one that the client asks for: plain, or IPv6 beside IPv4.
    Asked,
    /// Always the one with IPv6 beside IPv4; nothing asks the client.
    DualStack,
}

/// What rules of this form can ask, each true or false.
#[derive(Debug, Clone, Copy)]
struct Case(u8);

const ENDPOINT: u8 = 1;
const REGION: u8 = 2;
const FIPS: u8 = 4;
const DUAL_STACK: u8 = 8;
const HAS_FIPS: u8 = 16;
const HAS_DUAL_STACK: u8 = 32;

impl Case {
    fn all() -> impl Iterator<Item = Self> {
        (0..64).map(Self)
    }

    fn has(self, what: u8) -> bool {
        self.0 & what == what
    }
}

/// A result of such rules.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// The configured address.
    Override,
    /// A host, the region, and a domain.
    Host(String, Attribute),
    /// No result, for this reason.
    Error(String),
}

impl RuleSet {
    /// The rules in the form of most services, if they give the same result in every case that they can tell apart.
    pub fn standard(&self) -> Option<Standard> {
        let names = self.parameters.iter();
        let names: BTreeMap<&str, BuiltIn> = names
            .map(|parameter| Some((parameter.name.as_str(), parameter.built_in?)))
            .collect::<Option<_>>()?;
        let answers = Case::all()
            .map(|case| {
                Reading {
                    names: &names,
                    case,
                }
                .answer(&self.rules)
            })
            .collect::<Option<Vec<Answer>>>()?;
        let host = |case: u8| match answers.get(usize::from(case)) {
            Some(Answer::Host(host, _)) => Some(host.clone()),
            _ => None,
        };
        let supported = REGION | HAS_FIPS | HAS_DUAL_STACK;
        let found = Standard {
            host: host(supported)?,
            suffix: if names.values().any(|&name| name == BuiltIn::UseDualStack) {
                Suffix::Asked
            } else {
                Suffix::DualStack
            },
        };
        Case::all()
            .zip(answers)
            .all(|(case, answer)| found.answer(case) == answer)
            .then_some(found)
    }
}

impl Standard {
    /// What the form says in a case; the runtime's `StandardEndpoint` does the same.
    fn answer(&self, case: Case) -> Answer {
        let error = |text: &str| Answer::Error(text.to_owned());
        let asks = self.suffix == Suffix::Asked;
        let dual_stack = asks && case.has(DUAL_STACK);
        if case.has(ENDPOINT) {
            return match (case.has(FIPS), dual_stack) {
                (true, _) => {
                    error("Invalid Configuration: FIPS and custom endpoint are not supported")
                }
                (_, true) => {
                    error("Invalid Configuration: Dualstack and custom endpoint are not supported")
                }
                _ => Answer::Override,
            };
        }
        if !case.has(REGION) {
            return error("Invalid Configuration: Missing Region");
        }
        match (case.has(FIPS), dual_stack) {
            // Rules that do not ask for a domain do not ask what the partition has either.
            _ if !asks => {}
            (true, true) if !case.has(HAS_FIPS | HAS_DUAL_STACK) => {
                return error(
                    "FIPS and DualStack are enabled, but this partition does not support one or both",
                );
            }
            (true, false) if !case.has(HAS_FIPS) => {
                return error("FIPS is enabled but this partition does not support FIPS");
            }
            (false, true) if !case.has(HAS_DUAL_STACK) => {
                return error("DualStack is enabled but this partition does not support DualStack");
            }
            _ => {}
        }
        let fips = if case.has(FIPS) { "-fips" } else { "" };
        let suffix = if dual_stack || !asks {
            Attribute::DualStackDnsSuffix
        } else {
            Attribute::DnsSuffix
        };
        Answer::Host(format!("{}{fips}", self.host), suffix)
    }
}

/// Rules read in one case.
#[derive(Clone, Copy)]
struct Reading<'a> {
    names: &'a BTreeMap<&'a str, BuiltIn>,
    case: Case,
}

impl Reading<'_> {
    /// What the rules say; nothing if they ask for something else.
    fn answer(&self, rules: &[Rule]) -> Option<Answer> {
        for rule in rules {
            if self.holds(rule)? {
                return match &rule.outcome {
                    Outcome::Tree(rules) => self.answer(rules),
                    Outcome::Error(text) => {
                        text.as_text().map(|text| Answer::Error(text.to_owned()))
                    }
                    Outcome::Endpoint(endpoint) => self.endpoint(endpoint),
                };
            }
        }
        None
    }

    fn holds(&self, rule: &Rule) -> Option<bool> {
        for condition in &rule.conditions {
            let is_region = |value: &Expr| self.built_in(value) == Some(BuiltIn::Region);
            let holds = match &condition.test {
                Expr::Partition(region) if is_region(region) => self.case.has(REGION),
                test if condition.name.is_none() => self.truth(test)?,
                _ => return None,
            };
            if !holds {
                return Some(false);
            }
        }
        Some(true)
    }

    fn truth(&self, test: &Expr) -> Option<bool> {
        match test {
            Expr::Boolean(value) => Some(*value),
            Expr::Not(inner) => self.truth(inner).map(|holds| !holds),
            Expr::IsSet(inner) => match self.built_in(inner)? {
                BuiltIn::Region => Some(self.case.has(REGION)),
                BuiltIn::Endpoint => Some(self.case.has(ENDPOINT)),
                _ => None,
            },
            Expr::Ref(_) => match self.built_in(test)? {
                BuiltIn::UseFips => Some(self.case.has(FIPS)),
                BuiltIn::UseDualStack => Some(self.case.has(DUAL_STACK)),
                _ => None,
            },
            Expr::Attribute(_, Attribute::SupportsFips) => Some(self.case.has(HAS_FIPS)),
            Expr::Attribute(_, Attribute::SupportsDualStack) => Some(self.case.has(HAS_DUAL_STACK)),
            _ => None,
        }
    }

    fn built_in(&self, value: &Expr) -> Option<BuiltIn> {
        match value {
            Expr::Ref(name) => self.names.get(name.as_str()).copied(),
            _ => None,
        }
    }

    fn endpoint(&self, endpoint: &Endpoint) -> Option<Answer> {
        if !endpoint.headers.is_empty() || !endpoint.auth_schemes.is_empty() {
            return None;
        }
        if self.built_in(&endpoint.url) == Some(BuiltIn::Endpoint) {
            return Some(Answer::Override);
        }
        let Expr::Template(parts) = &endpoint.url else {
            return None;
        };
        let [
            Part::Text(host),
            Part::Value(region),
            Part::Text(dot),
            Part::Value(Expr::Attribute(_, suffix)),
        ] = parts.as_slice()
        else {
            return None;
        };
        let host = host.strip_prefix("https://")?.strip_suffix('.')?;
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        };
        let fits = self.built_in(region) == Some(BuiltIn::Region)
            && dot == "."
            && matches!(suffix, Attribute::DnsSuffix | Attribute::DualStackDnsSuffix);
        (fits && is_name(host)).then(|| Answer::Host(host.to_owned(), *suffix))
    }
}
