//! Rules as statements: nested conditions with early returns.

use std::collections::{BTreeMap, BTreeSet};

use connector_model::endpoint_rules::{
    Attribute, AuthKind, AuthScheme, BuiltIn, Condition, Endpoint, Expr as Rule_, Fault, Kind,
    Labels, Outcome, Parameter, Part, Rule, RuleSet, Scope,
};
use connector_model::service::ContextValue;

use crate::text::layout::Expr;
use crate::text::{Case, RsIdent, RsNumber, RsType};

/// An expression, and the local names in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) expr: Expr,
    pub(super) uses: BTreeSet<RsIdent>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    If(Vec<Code>, Vec<Self>),
    IfSome(RsIdent, Code, Vec<Self>),
    Let(RsIdent, Code),
    LetElse(RsIdent, Code, Code),
    Return(Code),
}

/// What compiled rules need to be known of: their statements and the types of local names.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) nodes: Vec<Node>,
    pub(super) types: BTreeMap<RsIdent, RsType>,
}

/// Compiles rules that constants are folded in.
///
/// # Errors
/// What makes no sense in them; a reader refuses such rules.
pub(super) fn compile(rules: &RuleSet) -> Result<Compiled, Fault> {
    let mut compiler = Compiler {
        rules,
        scope: Scope::of(rules),
        bound: BTreeSet::new(),
        names: BTreeMap::new(),
        types: BTreeMap::new(),
    };
    let mut nodes = compiler.opening();
    nodes.extend(compiler.rules(&rules.rules)?);
    Ok(Compiled {
        nodes,
        types: compiler.types,
    })
}

struct Compiler<'a> {
    rules: &'a RuleSet,
    scope: Scope,
    /// Names that have a local variable here.
    bound: BTreeSet<String>,
    /// Local variables by name and kind.
    names: BTreeMap<(String, &'static str), RsIdent>,
    types: BTreeMap<RsIdent, RsType>,
}

/// What a condition becomes.
enum Step {
    /// It always holds and says nothing.
    Nothing,
    /// It is tested.
    Test(Code),
    /// Its value is taken out of an option.
    Unwrap(RsIdent, Code),
    /// Its value is always there.
    Bind(RsIdent, Code),
    /// As [`Self::Bind`], and then something is tested.
    BindTest(RsIdent, Code, Code),
}

impl Code {
    fn fixed(code: &'static str) -> Self {
        let (expr, uses) = (Expr::fixed(code), BTreeSet::new());
        Self { expr, uses }
    }

    fn call(function: &'static str, args: Vec<Self>) -> Self {
        let uses = args.iter().flat_map(|arg| arg.uses.clone()).collect();
        let args = args.into_iter().map(|arg| arg.expr).collect();
        let expr = Expr::call(function, args);
        Self { expr, uses }
    }

    /// `&[…]`
    fn slice(items: Vec<Self>) -> Self {
        let uses = items.iter().flat_map(|item| item.uses.clone()).collect();
        let items = items.into_iter().map(|item| item.expr).collect();
        let expr = Expr::array(items).behind("&");
        Self { expr, uses }
    }

    fn map(self, change: impl FnOnce(Expr) -> Expr) -> Self {
        let (expr, uses) = (change(self.expr), self.uses);
        Self { expr, uses }
    }

    fn compared(mut self, sign: &'static str, other: Self) -> Self {
        self.uses.extend(other.uses);
        self.map(|expr| Expr::infix(sign, vec![expr, other.expr]))
    }
}

impl Compiler<'_> {
    /// Parameters without which there is no result.
    fn opening(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        for parameter in &self.rules.parameters {
            let is_flag = parameter
                .built_in
                .is_some_and(|built_in| !built_in.is_optional());
            if !parameter.is_always_set() || is_flag {
                continue;
            }
            let value = access(parameter);
            let ident = self.local(&parameter.name);
            nodes.push(if let Some(default) = fallback(parameter) {
                let value = value.map(|expr| expr.method("unwrap_or", vec![default]));
                Node::Let(ident, value)
            } else {
                let name = Expr::text(&parameter.name);
                let expr = Expr::call("rules::missing", vec![name]);
                let uses = BTreeSet::new();
                Node::LetElse(ident, value, Code { expr, uses })
            });
            self.bound.insert(parameter.name.clone());
        }
        nodes
    }

    fn rules(&mut self, rules: &[Rule]) -> Result<Vec<Node>, Fault> {
        let mut nodes = Vec::new();
        for rule in rules {
            let (mark, bound) = (self.scope.mark(), self.bound.clone());
            let mut inner = self.rest(&rule.conditions, &rule.outcome)?;
            self.scope.back_to(mark);
            self.bound = bound;
            nodes.append(&mut inner);
            if matches!(nodes.last(), Some(Node::Return(_))) {
                return Ok(nodes);
            }
        }
        nodes.push(Node::Return(Code::call("rules::unmatched", Vec::new())));
        Ok(nodes)
    }

    /// Conditions that are left, and what follows from them.
    fn rest(&mut self, conditions: &[Condition], outcome: &Outcome) -> Result<Vec<Node>, Fault> {
        let mut tests = Vec::new();
        let mut conditions = conditions;
        while let [condition, behind @ ..] = conditions {
            if let Some((test, behind)) = self.at_once(condition, behind, outcome)? {
                tests.push(test);
                conditions = behind;
                continue;
            }
            conditions = behind;
            let nodes = match self.step(condition, behind, outcome)? {
                Step::Nothing => continue,
                Step::Test(test) => {
                    tests.push(test);
                    continue;
                }
                Step::Unwrap(name, value) => {
                    vec![Node::IfSome(name, value, self.rest(conditions, outcome)?)]
                }
                Step::Bind(name, value) => {
                    let mut nodes = vec![Node::Let(name.clone(), value)];
                    if is_owned(&condition.test) {
                        let text = local(&name).map(|expr| expr.method("as_str", Vec::new()));
                        nodes.push(Node::Let(name, text));
                    }
                    nodes.extend(self.rest(conditions, outcome)?);
                    nodes
                }
                Step::BindTest(name, value, test) => {
                    let inner = self.rest(conditions, outcome)?;
                    vec![Node::Let(name, value), Node::If(vec![test], inner)]
                }
            };
            return Ok(guarded(tests, nodes));
        }
        let nodes = self.outcome(outcome)?;
        Ok(guarded(tests, nodes))
    }

    /// A value that is asked for, compared with a constant by the next condition, and then forgotten: one comparison of
    /// an option.
    fn at_once<'c>(
        &mut self,
        condition: &Condition,
        behind: &'c [Condition],
        outcome: &Outcome,
    ) -> Result<Option<(Code, &'c [Condition])>, Fault> {
        let [next, after @ ..] = behind else {
            return Ok(None);
        };
        let (name, value) = match (&condition.test, &condition.name) {
            (Rule_::IsSet(inner), None) => match inner.as_ref() {
                Rule_::Ref(name) if !self.bound.contains(name) => (name, inner.as_ref()),
                _ => return Ok(None),
            },
            (test, Some(name)) => (name, test),
            _ => return Ok(None),
        };
        let is_it = |expr: &Rule_| matches!(expr, Rule_::Ref(known) if known == name);
        let constant = match &next.test {
            Rule_::SameText(pair) if is_it(&pair.0) => pair.1.as_text().map(Expr::text),
            Rule_::Ref(known) if known == name => Some(Expr::fixed("true")),
            Rule_::Not(inner) if is_it(inner) => Some(Expr::fixed("false")),
            _ => None,
        };
        let Some(constant) = constant.filter(|_| next.name.is_none()) else {
            return Ok(None);
        };
        if !self.scope.value(value)?.is_optional || is_used(name, after, outcome) {
            return Ok(None);
        }
        let some = Expr::call("Some", vec![constant]);
        let uses = BTreeSet::new();
        let code = self.value(value)?.compared("==", Code { expr: some, uses });
        Ok(Some((code, after)))
    }

    fn step(
        &mut self,
        condition: &Condition,
        behind: &[Condition],
        outcome: &Outcome,
    ) -> Result<Step, Fault> {
        if let (Rule_::IsSet(inner), None) = (&condition.test, &condition.name) {
            return self.asked(inner, behind, outcome);
        }
        let Condition { test, name } = condition;
        let value = self.scope.value(test)?;
        if let (Rule_::SameText(pair), None) = (test, name)
            && matches!(&pair.1, Rule_::Template(parts) if parts.len() > 1)
        {
            let expected = RsIdent::fixed("expected");
            let test = self.value(&pair.0)?.compared("==", local(&expected));
            return Ok(Step::BindTest(expected, self.value(&pair.1)?, test));
        }
        let code = self.value(test)?;
        self.scope.assume(test, name.as_deref())?;
        let name = name.as_ref().filter(|name| is_used(name, behind, outcome));
        let is_boolean = value.kind == Kind::Boolean;
        Ok(match name {
            None if value.is_optional => {
                Step::Test(code.map(|expr| expr.method("is_some", Vec::new())))
            }
            None if is_boolean => Step::Test(code),
            None => Step::Nothing,
            Some(name) => {
                let ident = self.local(name);
                self.bound.insert(name.clone());
                match (value.is_optional, is_boolean) {
                    (true, _) => Step::Unwrap(ident, code),
                    (false, true) => Step::BindTest(ident.clone(), code, local(&ident)),
                    (false, false) => Step::Bind(ident, code),
                }
            }
        })
    }

    /// Whether a value is there, and the value if it is used behind.
    fn asked(
        &mut self,
        inner: &Rule_,
        behind: &[Condition],
        outcome: &Outcome,
    ) -> Result<Step, Fault> {
        let value = self.scope.value(inner)?;
        if !value.is_optional {
            return Ok(Step::Nothing);
        }
        let code = self.value(inner)?;
        self.scope
            .assume(&Rule_::IsSet(Box::new(inner.clone())), None)?;
        match inner {
            Rule_::Ref(name) if is_used(name, behind, outcome) => {
                let ident = self.local(name);
                self.bound.insert(name.clone());
                Ok(Step::Unwrap(ident, code))
            }
            _ => Ok(Step::Test(
                code.map(|expr| expr.method("is_some", Vec::new())),
            )),
        }
    }

    fn outcome(&mut self, outcome: &Outcome) -> Result<Vec<Node>, Fault> {
        let result = match outcome {
            Outcome::Tree(rules) => return self.rules(rules),
            Outcome::Error(text) => Code::call("rules::error", vec![self.pieces(text)?]),
            Outcome::Endpoint(endpoint) => self.endpoint(endpoint)?,
        };
        Ok(vec![Node::Return(result)])
    }

    fn endpoint(&mut self, endpoint: &Endpoint) -> Result<Code, Fault> {
        let mut args = vec![self.pieces(&endpoint.url)?];
        if endpoint.headers.is_empty() && endpoint.auth_schemes.is_empty() {
            return Ok(Code::call("rules::endpoint", args));
        }
        let schemes = endpoint.auth_schemes.iter();
        let schemes = schemes.map(|scheme| self.scheme(scheme));
        args.push(Code::slice(schemes.collect::<Result<_, _>>()?));
        if endpoint.headers.is_empty() {
            return Ok(Code::call("rules::signed", args));
        }
        let mut headers = Vec::new();
        for (name, values) in &endpoint.headers {
            for value in values {
                let name = Code {
                    expr: Expr::text(name),
                    uses: BTreeSet::new(),
                };
                headers.push(Code::call("rules::header", vec![name, self.text(value)?]));
            }
        }
        args.push(Code::slice(headers));
        Ok(Code::call("rules::with_headers", args))
    }

    fn scheme(&mut self, scheme: &AuthScheme) -> Result<Code, Fault> {
        let nothing = || Code::fixed("\"\"");
        let name = scheme.signing_name.as_ref().map(|name| self.text(name));
        let name = name.transpose()?.unwrap_or_else(nothing);
        let regions = scheme.regions.iter().map(|region| self.text(region));
        let mut regions = regions.collect::<Result<Vec<_>, _>>()?;
        let code = match scheme.kind {
            AuthKind::SigV4a => Code::call("rules::sigv4a", vec![name, Code::slice(regions)]),
            kind => {
                let region = regions.pop().unwrap_or_else(nothing);
                let function = match kind {
                    AuthKind::S3Express => "rules::s3_express",
                    _ => "rules::sigv4",
                };
                Code::call(function, vec![name, region])
            }
        };
        let with = |code: Code, is_so: bool, method| {
            if is_so {
                code.map(|expr| expr.method(method, Vec::new()))
            } else {
                code
            }
        };
        let code = with(code, scheme.single_encoding, "single_encoding");
        Ok(with(code, scheme.raw_path, "raw_path"))
    }

    /// A text as a list of its pieces.
    fn pieces(&mut self, text: &Rule_) -> Result<Code, Fault> {
        let Rule_::Template(parts) = text else {
            return Ok(Code::slice(vec![self.text(text)?]));
        };
        let mut pieces = Vec::new();
        for part in parts {
            pieces.push(match part {
                Part::Text(text) => Code {
                    expr: Expr::text(text),
                    uses: BTreeSet::new(),
                },
                Part::Value(value) => self.text(value)?,
            });
        }
        Ok(Code::slice(pieces))
    }

    /// A text as a `&str`.
    fn text(&mut self, text: &Rule_) -> Result<Code, Fault> {
        let code = self.value(text)?;
        Ok(if is_owned(text) {
            code.map(|expr| expr.behind("&"))
        } else {
            code
        })
    }

    /// An expression in its own type: texts that are put together are a `String`.
    fn value(&mut self, expr: &Rule_) -> Result<Code, Fault> {
        Ok(match expr {
            Rule_::Boolean(true) => Code::fixed("true"),
            Rule_::Boolean(false) => Code::fixed("false"),
            Rule_::Ref(name) => self.reference(name)?,
            Rule_::Template(_) => match expr.as_text() {
                Some(text) => Code {
                    expr: Expr::text(text),
                    uses: BTreeSet::new(),
                },
                None => Code::call("rules::text", vec![self.pieces(expr)?]),
            },
            Rule_::IsSet(inner) => self.option(inner, "is_some")?,
            Rule_::Not(inner) => self.opposite(inner)?,
            Rule_::SameText(pair) if pair.1.as_text() == Some("") => {
                let text = self.value(&pair.0)?;
                text.map(|expr| expr.method("is_empty", Vec::new()))
            }
            Rule_::SameText(pair) | Rule_::SameBoolean(pair) => {
                let other = self.value(&pair.1)?;
                self.value(&pair.0)?.compared("==", other)
            }
            Rule_::Attribute(of, attribute) => self.attribute(of, *attribute)?,
            Rule_::Substring(inner, slice) => {
                let function = if slice.reverse {
                    "rules::substring_from_end"
                } else {
                    "rules::substring"
                };
                let text = self.text(inner)?;
                Code::call(
                    function,
                    vec![text, number(slice.start), number(slice.stop)],
                )
            }
            Rule_::Encoded(inner) => self.function("rules::uri_encode", inner)?,
            Rule_::Url(inner) => self.function("rules::parse_url", inner)?,
            Rule_::Partition(inner) => self.function("rules::partition", inner)?,
            Rule_::Arn(inner) => self.function("rules::parse_arn", inner)?,
            Rule_::HostLabel(inner, Labels::One) => self.function("rules::is_host_label", inner)?,
            Rule_::HostLabel(inner, Labels::Dotted) => {
                self.function("rules::is_host_name", inner)?
            }
            Rule_::BucketLabel(inner, Labels::One) => {
                self.function("rules::is_bucket_label", inner)?
            }
            Rule_::BucketLabel(inner, Labels::Dotted) => {
                self.function("rules::is_bucket_name", inner)?
            }
        })
    }

    fn function(&mut self, function: &'static str, inner: &Rule_) -> Result<Code, Fault> {
        Ok(Code::call(function, vec![self.text(inner)?]))
    }

    fn option(&mut self, inner: &Rule_, question: &'static str) -> Result<Code, Fault> {
        if !self.scope.value(inner)?.is_optional {
            let is_there = question == "is_some";
            return Ok(Code::fixed(if is_there { "true" } else { "false" }));
        }
        let code = self.value(inner)?;
        Ok(code.map(|expr| expr.method(question, Vec::new())))
    }

    fn opposite(&mut self, inner: &Rule_) -> Result<Code, Fault> {
        match inner {
            Rule_::IsSet(value) => self.option(value, "is_none"),
            _ => Ok(self.value(inner)?.map(Expr::negated)),
        }
    }

    fn attribute(&mut self, of: &Rule_, attribute: Attribute) -> Result<Code, Fault> {
        let code = self.value(of)?;
        let field =
            |name: &'static str| Ok(code.clone().map(|expr| expr.field(&RsIdent::fixed(name))));
        match attribute {
            Attribute::Item(index) => Ok(Code::call("rules::item", vec![code, number(index)])),
            Attribute::ArnResource(index) => {
                let index = number(index).expr;
                Ok(code.map(|expr| expr.method("resource", vec![index])))
            }
            Attribute::UrlNormalizedPath => {
                Ok(code.map(|expr| expr.method("normalized_path", Vec::new())))
            }
            Attribute::PartitionName => field("name"),
            Attribute::DnsSuffix => field("dns_suffix"),
            Attribute::DualStackDnsSuffix => field("dual_stack_dns_suffix"),
            Attribute::SupportsFips => field("supports_fips"),
            Attribute::SupportsDualStack => field("supports_dual_stack"),
            Attribute::ImplicitGlobalRegion => field("implicit_global_region"),
            Attribute::ArnPartition => field("partition"),
            Attribute::ArnService => field("service"),
            Attribute::ArnRegion => field("region"),
            Attribute::ArnAccountId => field("account_id"),
            Attribute::UrlScheme => field("scheme"),
            Attribute::UrlAuthority => field("authority"),
            Attribute::UrlPath => field("path"),
            Attribute::UrlIsIp => field("is_ip"),
        }
    }

    fn reference(&mut self, name: &str) -> Result<Code, Fault> {
        if self.bound.contains(name) {
            return Ok(local(&self.local(name)));
        }
        let mut parameters = self.rules.parameters.iter();
        match parameters.find(|parameter| parameter.name == name) {
            Some(parameter) => Ok(access(parameter)),
            None => Err(Fault::Unknown(name.to_owned())),
        }
    }

    /// The local variable of a name.
    fn local(&mut self, name: &str) -> RsIdent {
        let (word, kind) = match self.scope.get(name).map(|value| value.kind) {
            Some(Kind::Boolean) => ("boolean", "bool"),
            Some(Kind::Texts) => ("texts", "&[&str]"),
            Some(Kind::Partition) => ("partition", "&Partition"),
            Some(Kind::Arn) => ("arn", "Arn<'_>"),
            Some(Kind::Url) => ("url", "Url<'_>"),
            Some(Kind::Text) | None => ("text", "&str"),
        };
        let key = (name.to_owned(), word);
        if let Some(ident) = self.names.get(&key) {
            return ident.clone();
        }
        let mut ident = RsIdent::new(name, Case::Snake);
        let is_taken = |ident: &RsIdent, types: &BTreeMap<RsIdent, RsType>| {
            matches!(ident.as_str(), "client" | "context" | "rules") || types.contains_key(ident)
        };
        let mut count = 2;
        while is_taken(&ident, &self.types) {
            ident = RsIdent::new(name, Case::Snake).with_suffix(&count.to_string(), Case::Snake);
            count += 1;
        }
        self.types.insert(ident.clone(), RsType::fixed(kind));
        self.names.insert(key, ident.clone());
        ident
    }
}

/// Whether the value of an expression is a `String`.
fn is_owned(expr: &Rule_) -> bool {
    match expr {
        Rule_::Template(_) => expr.as_text().is_none(),
        Rule_::Attribute(_, Attribute::UrlNormalizedPath) | Rule_::Encoded(_) => true,
        _ => false,
    }
}

fn local(ident: &RsIdent) -> Code {
    Code {
        expr: Expr::ident(ident),
        uses: BTreeSet::from([ident.clone()]),
    }
}

fn number(value: usize) -> Code {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    Code {
        expr: Expr::number(&RsNumber::integer(value)),
        uses: BTreeSet::new(),
    }
}

/// Statements behind tests, if there are any.
fn guarded(tests: Vec<Code>, nodes: Vec<Node>) -> Vec<Node> {
    if tests.is_empty() {
        return nodes;
    }
    // Two conditions in a row are one.
    match <[Node; 1]>::try_from(nodes) {
        Ok([Node::If(more, inner)]) => {
            let tests = tests.into_iter().chain(more).collect();
            vec![Node::If(tests, inner)]
        }
        Ok([node]) => vec![Node::If(tests, vec![node])],
        Err(nodes) => vec![Node::If(tests, nodes)],
    }
}

fn is_used(name: &str, conditions: &[Condition], outcome: &Outcome) -> bool {
    let mut used = false;
    let mut found = |known: &str| used |= known == name;
    for condition in conditions {
        condition.test.references(&mut found);
    }
    outcome.references(&mut found);
    used
}

/// Where a parameter comes from.
fn access(parameter: &Parameter) -> Code {
    let (from, field) = match parameter.built_in {
        Some(built_in) => ("client", RsIdent::fixed(setting(built_in))),
        None => ("context", super::field(&parameter.name)),
    };
    Code {
        expr: Expr::fixed(from).field(&field),
        uses: BTreeSet::from([RsIdent::fixed(from)]),
    }
}

/// Field of the runtime's `EndpointParameters`.
pub(super) fn setting(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Region => "region",
        BuiltIn::UseFips => "use_fips",
        BuiltIn::UseDualStack => "use_dual_stack",
        BuiltIn::Endpoint => "endpoint",
        BuiltIn::AccountId => "account_id",
        BuiltIn::AccountIdEndpointMode => "account_id_endpoint_mode",
        BuiltIn::ForcePathStyle => "force_path_style",
        BuiltIn::Accelerate => "accelerate",
        BuiltIn::UseGlobalEndpoint => "use_global_endpoint",
        BuiltIn::DisableMultiRegionAccessPoints => "disable_multi_region_access_points",
        BuiltIn::UseArnRegion => "use_arn_region",
        BuiltIn::DisableS3ExpressSessionAuth => "disable_s3_express_session_auth",
    }
}

fn fallback(parameter: &Parameter) -> Option<Expr> {
    match parameter.default.as_ref()? {
        ContextValue::Boolean(true) => Some(Expr::fixed("true")),
        ContextValue::Boolean(false) => Some(Expr::fixed("false")),
        ContextValue::String(text) => Some(Expr::text(text)),
        ContextValue::Strings(texts) => {
            Some(Expr::array(texts.iter().map(|text| Expr::text(text)).collect()).behind("&"))
        }
    }
}
