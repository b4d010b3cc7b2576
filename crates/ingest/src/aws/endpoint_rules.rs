//! Endpoint rules: `endpoint-rule-set-1.json` of botocore and the trait `smithy.rules#endpointRuleSet`, the same JSON.
//!
//! [`read`] takes a value that a model was parsed to, [`from_bytes`] a file. Both check everything that compiled rules
//! rely on, so that code for a [`RuleSet`] can always be made: names, functions, numbers and kinds of arguments, values
//! that may be absent. Rules that are not understood are refused as a whole, because a part of them would send calls to
//! the wrong place; without them a connector has the service's plain address.
//!
//! Source: Smithy 2.0 specification, "Endpoint rules engine".

mod expr;

use std::cell::RefCell;

use connector_model::diagnostic::Diagnostic;
use connector_model::endpoint_rules::{
    AuthKind, AuthScheme, BuiltIn, Condition, Endpoint, Expr, Fault as KindFault, Kind, Outcome,
    Parameter, ParameterKind, Rule, RuleSet, Scope,
};
use connector_model::service::ContextValue;
use serde_json::{Map, Value};

use super::place::{Fault, ModelText};
use crate::codes;
use expr::Reader;

/// Trees inside of each other: S3 has 18. Deeper ones would not fit the snapshot, which is JSON again.
const MAX_TREES: usize = 24;

/// Reads the rules of a file; `source` is its index among the sources.
///
/// # Errors
/// One finding with its place: the text is no JSON, or CG0190 if its rules cannot be used.
pub fn from_bytes(source: usize, bytes: &[u8]) -> Result<RuleSet, Box<Diagnostic>> {
    let text = ModelText { source, bytes };
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        text.unreadable(&codes::ENDPOINT_RULES, "the file of endpoint rules", &error)
    })?;
    let faulty = |fault: Box<Fault>| {
        let finding = text.findings(&[*fault]).pop();
        Box::new(finding.unwrap_or_else(|| {
            Diagnostic::new(&codes::ENDPOINT_RULES, "the endpoint rules cannot be used")
        }))
    };
    read(&value, "").map_err(faulty)
}

/// Reads rules that stand at a pointer of a model.
///
/// # Errors
/// The first thing that is wrong, with its pointer from the root of the model.
pub(crate) fn read(value: &Value, pointer: &str) -> Result<RuleSet, Box<Fault>> {
    let root = At::root(pointer);
    let members = object(value, &root)?;
    let at = root.member("parameters");
    let parameters = object(member(members, "parameters", &root)?, &at)?;
    let parameters = parameters
        .iter()
        .map(|(name, value)| parameter(name, value, &at.member(name)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut set = RuleSet {
        parameters,
        rules: Vec::new(),
    };
    let rules = member(members, "rules", &root)?;
    loop {
        let mut reader = Reader {
            scope: Scope::of(&set),
            unasked: RefCell::default(),
        };
        match reader.rules(rules, &root.member("rules"), 0) {
            Ok(rules) => {
                set.rules = rules;
                return Ok(set);
            }
            // A few old rule sets use the region without asking for it: then there is no result without one.
            Err(fault) => {
                let unasked = reader.unasked.take();
                let parameter = set.parameters.iter_mut();
                let mut parameter = parameter.filter(|known| Some(&known.name) == unasked.as_ref());
                match parameter.next() {
                    Some(parameter) if !parameter.required => parameter.required = true,
                    _ => return Err(fault),
                }
            }
        }
    }
}

/// A place in the rules, from the inside out.
#[derive(Debug, Clone, Copy)]
struct At<'a> {
    outer: Option<&'a At<'a>>,
    token: Token<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Token<'a> {
    Pointer(&'a str),
    Member(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    fn root(pointer: &'a str) -> Self {
        let (outer, token) = (None, Token::Pointer(pointer));
        Self { outer, token }
    }

    fn member(&'a self, name: &'a str) -> Self {
        let (outer, token) = (Some(self), Token::Member(name));
        Self { outer, token }
    }

    fn item(&'a self, index: usize) -> Self {
        let (outer, token) = (Some(self), Token::Item(index));
        Self { outer, token }
    }

    fn pointer(&self) -> String {
        let before = self.outer.map(At::pointer).unwrap_or_default();
        match self.token {
            Token::Pointer(pointer) => pointer.to_owned(),
            Token::Member(name) => before + &super::place::pointer(&[name]),
            Token::Item(index) => format!("{before}/{index}"),
        }
    }

    #[allow(
        clippy::unnecessary_box_returns,
        reason = "errors of results are boxed"
    )]
    fn fault(&self, message: impl Into<String>) -> Box<Fault> {
        Box::new(Fault {
            rule: &codes::ENDPOINT_RULES,
            pointer: self.pointer(),
            message: message.into(),
            help: "take the rules as the service's publisher wrote them".to_owned(),
        })
    }
}

fn object<'a>(value: &'a Value, at: &At<'_>) -> Result<&'a Map<String, Value>, Box<Fault>> {
    value
        .as_object()
        .ok_or_else(|| at.fault("an object is expected in endpoint rules"))
}

fn array<'a>(value: &'a Value, at: &At<'_>) -> Result<&'a [Value], Box<Fault>> {
    value
        .as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| at.fault("an array is expected in endpoint rules"))
}

fn text<'a>(value: &'a Value, at: &At<'_>) -> Result<&'a str, Box<Fault>> {
    value
        .as_str()
        .ok_or_else(|| at.fault("a string is expected in endpoint rules"))
}

fn member<'a>(
    members: &'a Map<String, Value>,
    name: &str,
    at: &At<'_>,
) -> Result<&'a Value, Box<Fault>> {
    members
        .get(name)
        .ok_or_else(|| at.fault(format!("`{name}` is missing in endpoint rules")))
}

fn parameter(name: &str, value: &Value, at: &At<'_>) -> Result<Parameter, Box<Fault>> {
    let members = object(value, at)?;
    let kind = text(member(members, "type", at)?, &at.member("type"))?;
    let kind = match kind.to_ascii_lowercase().as_str() {
        "string" => ParameterKind::String,
        "boolean" => ParameterKind::Boolean,
        "stringarray" => ParameterKind::Strings,
        _ => return Err(at.fault(format!("`{kind}` is no type of endpoint parameters"))),
    };
    let default = match members.get("default") {
        None | Some(Value::Null) => None,
        Some(value) => Some(constant(value, kind, &at.member("default"))?),
    };
    Ok(Parameter {
        name: name.to_owned(),
        kind,
        built_in: built_in(name, members, kind, at)?,
        default,
        required: members.get("required") == Some(&Value::Bool(true)),
    })
}

fn built_in(
    name: &str,
    members: &Map<String, Value>,
    kind: ParameterKind,
    at: &At<'_>,
) -> Result<Option<BuiltIn>, Box<Fault>> {
    let Some(value) = members.get("builtIn") else {
        // A setting of S3's clients that has no name among the built-in ones.
        let is_setting = name == "DisableS3ExpressSessionAuth" && kind == ParameterKind::Boolean;
        return Ok(is_setting.then_some(BuiltIn::DisableS3ExpressSessionAuth));
    };
    let at = at.member("builtIn");
    let built_in = text(value, &at)?;
    match BuiltIn::of(built_in) {
        Some(found) if found.kind() == kind => Ok(Some(found)),
        Some(_) => Err(at.fault(format!("`{built_in}` has another type"))),
        None => Err(at.fault(format!("`{built_in}` is no known setting of clients"))),
    }
}

fn constant(value: &Value, kind: ParameterKind, at: &At<'_>) -> Result<ContextValue, Box<Fault>> {
    let found = match (kind, value) {
        (ParameterKind::Boolean, Value::Bool(value)) => Some(ContextValue::Boolean(*value)),
        (ParameterKind::String, Value::String(text)) => Some(ContextValue::String(text.clone())),
        (ParameterKind::Strings, Value::Array(items)) => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map(ContextValue::Strings)
        }
        _ => None,
    };
    found.ok_or_else(|| at.fault("the default has another type than the parameter"))
}

impl Reader {
    fn rules(&mut self, value: &Value, at: &At<'_>, depth: usize) -> Result<Vec<Rule>, Box<Fault>> {
        if depth > MAX_TREES {
            return Err(at.fault(format!(
                "more than {MAX_TREES} trees of endpoint rules stand inside of each other"
            )));
        }
        let rules = array(value, at)?.iter().enumerate();
        rules
            .map(|(index, value)| self.rule(value, &at.item(index), depth))
            .collect()
    }

    fn rule(&mut self, value: &Value, at: &At<'_>, depth: usize) -> Result<Rule, Box<Fault>> {
        let members = object(value, at)?;
        let mark = self.scope.mark();
        let conditions = match members.get("conditions") {
            Some(value) => self.conditions(value, &at.member("conditions"))?,
            None => Vec::new(),
        };
        let kind = text(member(members, "type", at)?, &at.member("type"))?;
        let outcome = match kind {
            "tree" => {
                let rules = member(members, "rules", at)?;
                Outcome::Tree(self.rules(rules, &at.member("rules"), depth + 1)?)
            }
            "endpoint" => {
                let value = member(members, "endpoint", at)?;
                Outcome::Endpoint(self.endpoint(value, &at.member("endpoint"))?)
            }
            "error" => {
                let value = member(members, "error", at)?;
                Outcome::Error(self.text(value, &at.member("error"))?)
            }
            _ => return Err(at.fault(format!("`{kind}` is no type of endpoint rules"))),
        };
        self.scope.back_to(mark);
        Ok(Rule {
            conditions,
            outcome,
        })
    }

    fn conditions(&mut self, value: &Value, at: &At<'_>) -> Result<Vec<Condition>, Box<Fault>> {
        let conditions = array(value, at)?.iter().enumerate();
        conditions
            .map(|(index, value)| self.condition(value, &at.item(index)))
            .collect()
    }

    fn condition(&mut self, value: &Value, at: &At<'_>) -> Result<Condition, Box<Fault>> {
        let members = object(value, at)?;
        let test = self.expr(value, at, 0)?;
        let name = match members.get("assign") {
            None => None,
            Some(value) => {
                let at = at.member("assign");
                let name = text(value, &at)?;
                if self.scope.get(name).is_some() {
                    return Err(at.fault(format!("`{name}` has a value already")));
                }
                Some(name.to_owned())
            }
        };
        let found = self.scope.assume(&test, name.as_deref());
        found.map_err(|fault| self.fault(&fault, at))?;
        Ok(Condition { test, name })
    }

    fn endpoint(&self, value: &Value, at: &At<'_>) -> Result<Endpoint, Box<Fault>> {
        let members = object(value, at)?;
        let url = self.text(member(members, "url", at)?, &at.member("url"))?;
        let headers = match members.get("headers") {
            Some(value) => self.headers(value, &at.member("headers"))?,
            None => Vec::new(),
        };
        let at = at.member("properties");
        let properties = members.get("properties");
        let auth_schemes = match properties.and_then(|value| value.get("authSchemes")) {
            Some(value) => self.auth_schemes(value, &at.member("authSchemes"))?,
            None => Vec::new(),
        };
        Ok(Endpoint {
            url,
            headers,
            auth_schemes,
        })
    }

    fn headers(&self, value: &Value, at: &At<'_>) -> Result<Vec<(String, Vec<Expr>)>, Box<Fault>> {
        let mut headers = Vec::new();
        for (name, value) in object(value, at)? {
            let at = at.member(name);
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if name.is_empty() || !name.bytes().all(is_name) {
                return Err(at.fault(format!("`{name}` is not the name of a header")));
            }
            headers.push((name.to_ascii_lowercase(), self.texts(value, &at)?));
        }
        Ok(headers)
    }

    fn texts(&self, value: &Value, at: &At<'_>) -> Result<Vec<Expr>, Box<Fault>> {
        let values = array(value, at)?.iter().enumerate();
        values
            .map(|(index, value)| self.text(value, &at.item(index)))
            .collect()
    }

    /// The ways to sign that are known; a client takes the first that it can do, so others say nothing.
    fn auth_schemes(&self, value: &Value, at: &At<'_>) -> Result<Vec<AuthScheme>, Box<Fault>> {
        let mut schemes = Vec::new();
        for (index, value) in array(value, at)?.iter().enumerate() {
            let at = at.item(index);
            let members = object(value, &at)?;
            let kind = match text(member(members, "name", &at)?, &at.member("name"))? {
                "sigv4" => AuthKind::SigV4,
                "sigv4a" => AuthKind::SigV4a,
                "sigv4-s3express" => AuthKind::S3Express,
                _ => continue,
            };
            schemes.push(self.auth_scheme(kind, members, &at)?);
        }
        Ok(schemes)
    }

    fn auth_scheme(
        &self,
        kind: AuthKind,
        members: &Map<String, Value>,
        at: &At<'_>,
    ) -> Result<AuthScheme, Box<Fault>> {
        let optional = |name: &str| {
            let read = |value| self.text(value, &at.member(name));
            members.get(name).map(read).transpose()
        };
        let is_true = |name: &str| members.get(name) == Some(&Value::Bool(true));
        let regions = match members.get("signingRegionSet") {
            Some(value) if kind == AuthKind::SigV4a => {
                self.texts(value, &at.member("signingRegionSet"))?
            }
            _ => optional("signingRegion")?.into_iter().collect(),
        };
        Ok(AuthScheme {
            kind,
            signing_name: optional("signingName")?,
            regions,
            single_encoding: is_true("disableDoubleEncoding"),
            raw_path: is_true("disableNormalizePath"),
        })
    }

    /// An expression that must be a text that is there.
    fn text(&self, value: &Value, at: &At<'_>) -> Result<Expr, Box<Fault>> {
        let expr = self.expr(value, at, 0)?;
        match self.scope.value(&expr) {
            Ok(found) if found.kind == Kind::Text && !found.is_optional => Ok(expr),
            Ok(found) if found.kind == Kind::Text => {
                let name = match &expr {
                    Expr::Ref(name) => Some(name.clone()),
                    _ => None,
                };
                Err(self.fault(&KindFault::Absent(name), at))
            }
            Ok(_) => Err(at.fault("a text is expected in endpoint rules")),
            Err(fault) => Err(self.fault(&fault, at)),
        }
    }
}

#[cfg(test)]
mod tests;
