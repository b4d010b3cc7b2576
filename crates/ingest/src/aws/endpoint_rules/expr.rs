//! Expressions of endpoint rules.

use std::cell::RefCell;

use connector_model::endpoint_rules::{
    Attribute, Expr, Fault as KindFault, Kind, Labels, Part, Scope, Slice,
};
use serde_json::Value;

use super::{At, array, object, text};
use crate::aws::place::Fault;

/// Calls inside of each other: AWS has three.
const MAX_CALLS: usize = 8;

/// Reads rules, with what is known of names where it stands.
pub(super) struct Reader {
    pub(super) scope: Scope,
    /// A name that may have no value and that a rule uses without asking whether it has.
    pub(super) unasked: RefCell<Option<String>>,
}

impl Reader {
    /// An expression; its arguments are checked, its own kind is its user's to check.
    pub(super) fn expr(
        &self,
        value: &Value,
        at: &At<'_>,
        depth: usize,
    ) -> Result<Expr, Box<Fault>> {
        if depth > MAX_CALLS {
            return Err(at.fault(format!(
                "more than {MAX_CALLS} calls of endpoint rules stand inside of each other"
            )));
        }
        match value {
            Value::Bool(value) => Ok(Expr::Boolean(*value)),
            Value::String(text) => self.template(text, at),
            Value::Object(members) => match (members.get("ref"), members.get("fn")) {
                (Some(name), None) => {
                    let expr = Expr::Ref(text(name, &at.member("ref"))?.to_owned());
                    self.checked(expr, at)
                }
                (None, Some(name)) => {
                    let name = text(name, &at.member("fn"))?;
                    let expr = self.call(name, value, at, depth)?;
                    self.checked(expr, at)
                }
                _ => Err(at.fault("a reference or a call of a function is expected")),
            },
            _ => Err(at.fault("this is no expression of endpoint rules")),
        }
    }

    fn checked(&self, expr: Expr, at: &At<'_>) -> Result<Expr, Box<Fault>> {
        match self.scope.value(&expr) {
            Ok(_) => Ok(expr),
            Err(fault) => Err(self.fault(&fault, at)),
        }
    }

    #[allow(
        clippy::unnecessary_box_returns,
        reason = "errors of results are boxed"
    )]
    pub(super) fn fault(&self, fault: &KindFault, at: &At<'_>) -> Box<Fault> {
        if let KindFault::Absent(name) = fault {
            self.unasked.replace(name.clone());
        }
        at.fault(words(fault))
    }

    fn call(
        &self,
        name: &str,
        value: &Value,
        at: &At<'_>,
        depth: usize,
    ) -> Result<Expr, Box<Fault>> {
        let members = object(value, at)?;
        let at = at.member("argv");
        let argv = members.get("argv").unwrap_or(&Value::Null);
        let argv = array(argv, &at)?;
        let expected = match name {
            "isSet" | "not" | "aws.partition" | "aws.parseArn" | "parseURL" | "uriEncode" => 1,
            "stringEquals"
            | "booleanEquals"
            | "getAttr"
            | "isValidHostLabel"
            | "aws.isVirtualHostableS3Bucket" => 2,
            "substring" => 4,
            _ => return Err(at.fault(format!("`{name}` is no known function of endpoint rules"))),
        };
        if argv.len() != expected {
            let found = argv.len();
            return Err(at.fault(format!(
                "`{name}` has {found} arguments, {expected} are expected"
            )));
        }
        let argument = |index: usize| self.expr(&argv[index], &at.item(index), depth + 1);
        let first = argument(0)?;
        let boxed = || Box::new(first.clone());
        Ok(match name {
            "isSet" => Expr::IsSet(boxed()),
            "not" => Expr::Not(boxed()),
            "aws.partition" => Expr::Partition(boxed()),
            "aws.parseArn" => Expr::Arn(boxed()),
            "parseURL" => Expr::Url(boxed()),
            "uriEncode" => Expr::Encoded(boxed()),
            "stringEquals" => Expr::SameText(Box::new((first, argument(1)?))),
            "booleanEquals" => Expr::SameBoolean(Box::new((first, argument(1)?))),
            "isValidHostLabel" => Expr::HostLabel(boxed(), labels(&argv[1], &at.item(1))?),
            "aws.isVirtualHostableS3Bucket" => {
                Expr::BucketLabel(boxed(), labels(&argv[1], &at.item(1))?)
            }
            "getAttr" => self.attribute(first.clone(), text(&argv[1], &at.item(1))?, &at)?,
            _ => Expr::Substring(boxed(), slice(argv, &at)?),
        })
    }

    fn attribute(&self, of: Expr, path: &str, at: &At<'_>) -> Result<Expr, Box<Fault>> {
        let value = self.scope.value(&of);
        let kind = value.map_err(|fault| self.fault(&fault, at))?.kind;
        match Attribute::of(kind, path) {
            Some(attribute) => Ok(Expr::Attribute(Box::new(of), attribute)),
            None => Err(at.fault(format!("{} has no part `{path}`", noun(kind)))),
        }
    }

    /// A string: text with `{Name}` and `{Name#path}` in it, and `{{` and `}}` for braces.
    fn template(&self, text: &str, at: &At<'_>) -> Result<Expr, Box<Fault>> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            literal.push_str(&rest[..brace]);
            let sign = &rest[brace..=brace];
            rest = &rest[brace + 1..];
            if let Some(after) = rest.strip_prefix(sign) {
                literal.push_str(sign);
                rest = after;
                continue;
            }
            let inside = (sign == "{").then(|| rest.split_once('}')).flatten();
            let Some((name, after)) = inside else {
                return Err(at.fault("a brace has no counterpart in a text of endpoint rules"));
            };
            rest = after;
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Value(self.placeholder(name, at)?));
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(Part::Text(literal));
        }
        let expr = match parts.as_slice() {
            [Part::Value(value)] => value.clone(),
            _ => Expr::Template(parts),
        };
        self.checked(expr, at)
    }

    fn placeholder(&self, text: &str, at: &At<'_>) -> Result<Expr, Box<Fault>> {
        let (name, path) = match text.split_once('#') {
            Some((name, path)) => (name, Some(path)),
            None => (text, None),
        };
        let reference = self.checked(Expr::Ref(name.to_owned()), at)?;
        match path {
            Some(path) => self.attribute(reference, path, at),
            None => Ok(reference),
        }
    }
}

fn labels(value: &Value, at: &At<'_>) -> Result<Labels, Box<Fault>> {
    match value {
        Value::Bool(true) => Ok(Labels::Dotted),
        Value::Bool(false) => Ok(Labels::One),
        _ => Err(at.fault("`true` or `false` is expected in endpoint rules")),
    }
}

fn slice(argv: &[Value], at: &At<'_>) -> Result<Slice, Box<Fault>> {
    let index = |index: usize| {
        let number = argv[index].as_u64().and_then(|n| u16::try_from(n).ok());
        number.map(usize::from).ok_or_else(|| {
            at.item(index)
                .fault("a small whole number is expected in endpoint rules")
        })
    };
    let reverse = argv[3].as_bool();
    Ok(Slice {
        start: index(1)?,
        stop: index(2)?,
        reverse: reverse.ok_or_else(|| {
            at.item(3)
                .fault("`true` or `false` is expected in endpoint rules")
        })?,
    })
}

/// What is wrong with an expression.
fn words(fault: &KindFault) -> String {
    match fault {
        KindFault::Unknown(name) => format!("nothing has the name `{name}` here"),
        KindFault::Mismatch { needed, found } => {
            format!("{} stands where {} is needed", noun(*found), noun(*needed))
        }
        KindFault::Absent(_) => {
            "a value is used that may be absent, and no condition before asks for it".to_owned()
        }
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "a Boolean",
        Kind::Text => "a text",
        Kind::Texts => "a list of texts",
        Kind::Partition => "a partition",
        Kind::Arn => "an ARN",
        Kind::Url => "a URL",
    }
}
