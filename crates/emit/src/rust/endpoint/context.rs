//! What operations give to the rules of their service.

use std::collections::BTreeMap;

use connector_model::diagnostic::Diagnostic;
use connector_model::domain::{Activity, Domain, Member, Value};
use connector_model::endpoint_rules::{BuiltIn, Known, Parameter, ParameterKind, RuleSet};
use connector_model::service::{Binding, ContextValue, PathPart};

use super::compile::setting;
use crate::codes;
use crate::rust::jmespath;
use crate::rust::types::{Holding, Lookup, Uses};
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsIdent, RsType};

/// The rules of the connector's service, folded for its operations; nothing without rules that can be compiled.
pub fn rules_of(domain: &Domain) -> Option<RuleSet> {
    let rules = domain.traits.endpoint_rules.as_ref()?;
    Some(rules.specialize(&known(domain, rules)))
}

/// What the operations of a connector decide: parameters that none of them gives, and those that all give alike.
fn known(domain: &Domain, rules: &RuleSet) -> BTreeMap<String, Known> {
    let own = rules.parameters.iter();
    own.filter(|parameter| parameter.built_in.is_none())
        .filter_map(|parameter| Some((parameter.name.clone(), known_value(domain, parameter)?)))
        .collect()
}

fn known_value(domain: &Domain, parameter: &Parameter) -> Option<Known> {
    let name = parameter.name.as_str();
    let mut values = domain.activities.iter().map(|activity| {
        if member(domain, activity, name).is_some() || computed(activity, name).is_some() {
            return None;
        }
        let given = fixed(activity, name).or(parameter.default.as_ref());
        Some(given.map_or(Known::Unset, |value| Known::Fixed(value.clone())))
    });
    let first = values.next()??;
    values
        .all(|value| value.as_ref() == Some(&first))
        .then_some(first)
}

/// The value that an operation always gives to a parameter.
fn fixed<'a>(activity: &'a Activity, parameter: &str) -> Option<&'a ContextValue> {
    let mut given = activity.wire.traits.static_context.iter();
    let (_, value) = given.find(|(name, _)| name == parameter)?;
    Some(value)
}

/// The expression on a request whose value goes to a parameter; a member or a fixed value comes before it, as in botocore
/// (`EndpointRulesetResolver`).
fn computed<'a>(activity: &'a Activity, parameter: &str) -> Option<&'a str> {
    let mut given = activity.wire.traits.operation_context.iter();
    let (_, path) = given.find(|(name, _)| name == parameter)?;
    Some(path)
}

/// The member of a request whose value goes to a parameter, with its number.
fn member<'a>(
    domain: &'a Domain,
    activity: &Activity,
    parameter: &str,
) -> Option<(usize, &'a Member)> {
    let members = domain.entities[activity.request.0].members.iter();
    let is_it = |member: &Member| {
        member.traits.context_parameter.as_deref() == Some(parameter)
            && matches!(member.value, Value::String | Value::Boolean)
    };
    members.enumerate().find(|(_, member)| is_it(member))
}

/// The statements of an operation's function `endpoint`, for rules that are folded ([`rules_of`]).
pub fn statements(
    lookup: Lookup<'_>,
    activity: &Activity,
    rules: &RuleSet,
    uses: &mut Uses,
) -> Vec<RsCode> {
    for name in ["EndpointParameters", "Resolved"] {
        uses.runtime(name);
    }
    uses.own(&RsIdent::fixed("endpoint"));
    let mut out = settings(activity, rules);
    let client = Expr::fixed(if out.is_empty() { "client" } else { "&client" });
    let all = super::fields(rules);
    let mut args = vec![client];
    if !all.is_empty() {
        let mut given: Vec<(RsIdent, Expr)> = Vec::new();
        for (name, kind) in &all {
            if let Some(Given { before, value }) = value(lookup, activity, name, *kind) {
                out.extend(before);
                given.push((super::field(name), value));
            }
        }
        let nothing = Expr::call("endpoint::Context::default", Vec::new());
        let base = (given.len() < all.len()).then(|| nothing.clone());
        let context = if given.is_empty() {
            nothing
        } else {
            Expr::literal(&RsType::fixed("endpoint::Context"), given, base)
        };
        out.push(layout::binding("context", &context, 8));
        args.push(Expr::fixed("&context"));
    }
    out.push(layout::tail(&Expr::call("endpoint::resolve", args), 8));
    out
}

/// Settings of the client that the operation overrules.
fn settings(activity: &Activity, rules: &RuleSet) -> Vec<RsCode> {
    let given = activity.wire.traits.static_context.iter();
    let overruled: Vec<(BuiltIn, &ContextValue)> = given
        .filter_map(|(name, value)| {
            let mut known = rules.parameters.iter();
            let parameter = known.find(|parameter| parameter.name == *name)?;
            Some((parameter.built_in?, value))
        })
        .collect();
    let mut out = Vec::new();
    for (built_in, value) in overruled {
        let value = constant(value);
        if out.is_empty() {
            out.push(layout::binding("mut client", &Expr::fixed("*client"), 8));
        }
        let place = Expr::fixed("client").field(&RsIdent::fixed(setting(built_in)));
        let value = if built_in.is_optional() {
            Expr::call("Some", vec![value])
        } else {
            value
        };
        out.push(layout::assignment(&place, &value, 8));
    }
    out
}

/// What an operation gives to a parameter.
struct Given {
    /// A statement that has to come before.
    before: Option<RsCode>,
    /// The value, as an option.
    value: Expr,
}

impl From<Expr> for Given {
    fn from(value: Expr) -> Self {
        let before = None;
        Self { before, value }
    }
}

fn value(
    lookup: Lookup<'_>,
    activity: &Activity,
    parameter: &str,
    kind: ParameterKind,
) -> Option<Given> {
    if let Some((index, member)) = member(lookup.domain, activity, parameter) {
        return member_value(lookup, activity, index, member).map(Given::from);
    }
    if let Some(fixed) = fixed(activity, parameter) {
        return Some(Expr::call("Some", vec![constant(fixed)]).into());
    }
    let path = computed(activity, parameter)?;
    compiled(lookup, activity, parameter, kind, path).ok()
}

fn member_value(
    lookup: Lookup<'_>,
    activity: &Activity,
    index: usize,
    member: &Member,
) -> Option<Expr> {
    let entity = &lookup.domain.entities[activity.request.0];
    let field = lookup.names.entities[activity.request.0]
        .fields
        .get(index)?;
    let place = Expr::fixed("self").field(field);
    let is_required = lookup.holding(entity, member) == Holding::Required;
    Some(match (&member.value, is_required) {
        (Value::Boolean, true) => Expr::call("Some", vec![place]),
        (Value::Boolean, false) => place,
        (_, true) => Expr::call("Some", vec![place.behind("&")]),
        (_, false) => place.method("as_deref", Vec::new()),
    })
}

/// The value of an expression on a request.
fn compiled(
    lookup: Lookup<'_>,
    activity: &Activity,
    parameter: &str,
    kind: ParameterKind,
    path: &str,
) -> Result<Given, String> {
    match kind {
        ParameterKind::String => Ok(jmespath::text(lookup, activity.request, path)?.into()),
        ParameterKind::Strings => {
            let texts = jmespath::texts(lookup, activity.request, path)?;
            // The list has to live as long as what borrows it.
            let name = RsIdent::new(&format!("given {parameter}"), Case::Snake);
            let value = Expr::call("Some", vec![Expr::ident(&name).behind("&")]);
            let before = Some(layout::binding_of(&name, &texts, 8));
            Ok(Given { before, value })
        }
        ParameterKind::Boolean => Err("no text".to_owned()),
    }
}

/// Parameters that no value is given to, because their expression has no form in Rust.
pub(super) fn left_out(lookup: Lookup<'_>, rules: &RuleSet) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for activity in &lookup.domain.activities {
        for (parameter, kind) in super::fields(rules) {
            let is_given = member(lookup.domain, activity, parameter).is_some()
                || fixed(activity, parameter).is_some();
            let Some(path) = computed(activity, parameter).filter(|_| !is_given) else {
                continue;
            };
            let Err(reason) = compiled(lookup, activity, parameter, kind, path) else {
                continue;
            };
            let message = format!(
                "the endpoint of `{}` does not depend on `{}`: `{}` is {reason}",
                activity.action,
                parameter.escape_debug(),
                path.escape_debug()
            );
            findings.push(
                Diagnostic::new(&codes::EXPRESSION_LEFT_OUT, message)
                    .help("set the address with `Config::endpoint`, if the service's own is not the right one"),
            );
        }
    }
    findings
}

fn constant(value: &ContextValue) -> Expr {
    match value {
        ContextValue::Boolean(true) => Expr::fixed("true"),
        ContextValue::Boolean(false) => Expr::fixed("false"),
        ContextValue::String(text) => Expr::text(text),
        ContextValue::Strings(texts) => {
            let texts = texts.iter().map(|text| Expr::text(text)).collect();
            Expr::array(texts).behind("&")
        }
    }
}

/// The path of a request where rules put the bucket into the address: S3's models have it in their paths too, and
/// every client takes it out there. The second is the label that is left out.
pub fn path<'a>(domain: &Domain, activity: &'a Activity) -> (&'a [PathPart], Option<&'a str>) {
    let parts = activity.wire.path.as_slice();
    let rules = domain.traits.endpoint_rules.as_ref();
    let asks = |name: &str| {
        rules.is_some_and(|rules| rules.parameters.iter().any(|known| known.name == name))
    };
    match parts {
        [PathPart::Literal(slash), PathPart::Label(label), rest @ ..]
            if slash == "/" && asks("Bucket") && asks("ForcePathStyle") =>
        {
            let is_bucket = member(domain, activity, "Bucket").is_some_and(|(_, member)| {
                member.binding == Binding::Label && member.wire == *label
            });
            if is_bucket {
                (rest, Some(label))
            } else {
                (parts, None)
            }
        }
        _ => (parts, None),
    }
}

/// What stands before the host, unless the rules put it there: those of S3 Control have the account in their addresses.
pub fn host_prefix<'a>(domain: &Domain, activity: &'a Activity) -> &'a [PathPart] {
    let parts = activity.wire.traits.host_prefix.as_slice();
    let rules = domain.traits.endpoint_rules.as_ref();
    let asks = |name: &str| {
        let mut known = rules.into_iter().flat_map(|rules| &rules.parameters);
        known.any(|known| known.name == name && known.built_in.is_none())
    };
    match parts {
        [PathPart::Label(label), PathPart::Literal(dot)] if dot == "." && asks(label) => &[],
        _ => parts,
    }
}
