//! Views of operations: the request's way onto the wire and the answer's way back.

use connector_model::domain::{Activity, ActivityResult, EntityId};
use connector_model::service::{Auth, Binding, EndpointPart};
use serde::Serialize;

use super::endpoint;
use super::entity::{self, EntityView};
use super::receiving::{events_after_body, receiving};
use super::sending::sending;
use super::types::{Lookup, Uses, is_stream};
use super::words;
use crate::text::layout::{self, Expr};
use crate::text::{Case, RsCode, RsDocLines, RsIdent, RsStr, RsType};

/// A file of `operations`.
#[derive(Debug, Clone, Serialize)]
pub struct OperationView {
    /// What the module holds.
    pub doc: RsDocLines,
    /// Lines of `use`.
    pub uses: Vec<Vec<RsCode>>,
    /// Request and response.
    pub entities: Vec<EntityView>,
    /// Details of errors, if a source shows any.
    pub detail: Option<DetailView>,
    /// Type of the details of all operations, if a model states errors.
    pub modelled: Option<RsIdent>,
    /// Type of the request.
    pub request: RsIdent,
    /// The service's name for the action.
    pub action: RsStr,
    /// The constants.
    pub constants: Vec<RsCode>,
    /// Type of the output.
    pub output: RsType,
    /// Statements that make the request.
    pub statements: Vec<RsCode>,
    /// Functions that go on with further statements.
    pub parts: Vec<StatementsView>,
    /// Whether the answer is not looked at.
    pub ignores_answer: bool,
    /// Statements in front of the result of an answer.
    pub reading: Vec<RsCode>,
    /// What an answer becomes.
    pub answer: RsCode,
    /// Statements that find the endpoint by the rules of the service, if it has rules.
    pub endpoint: Vec<RsCode>,
}

/// A function with statements that continue a request.
#[derive(Debug, Clone, Serialize)]
pub struct StatementsView {
    /// Its name.
    pub ident: RsIdent,
    /// What it does.
    pub statements: Vec<RsCode>,
    /// Whether one of them can fail.
    pub is_fallible: bool,
}

/// Details of errors.
#[derive(Debug, Clone, Serialize)]
pub struct DetailView {
    /// Type of the details.
    pub ident: RsIdent,
    /// The service's name for the action.
    pub action: RsIdent,
    /// One variant per status.
    pub variants: Vec<DetailVariant>,
}

/// A variant of the details.
#[derive(Debug, Clone, Serialize)]
pub struct DetailVariant {
    /// HTTP status.
    pub status: u16,
    /// Its name.
    pub ident: RsIdent,
    /// Type of the body.
    pub kind: RsIdent,
    /// The arm that reads it.
    pub arm: RsCode,
}

/// Makes the view of an activity.
pub fn view(lookup: Lookup<'_>, index: usize) -> OperationView {
    let activity = &lookup.domain.activities[index];
    let mut uses = Uses::default();
    for name in [
        "Auth",
        "DecodeError",
        "InputError",
        "Method",
        "Operation",
        "Request",
        "Response",
    ] {
        uses.runtime(name);
    }
    if lookup.domain.traits.endpoint_rules.is_none() {
        uses.runtime("Endpoint");
        if !activity.wire.endpoint.is_empty() {
            uses.runtime("EndpointPart");
        }
    }
    let detail = detail(lookup, index, &mut uses);
    let is_modelled = !lookup.domain.errors.is_empty();
    let modelled = is_modelled.then(|| lookup.names.error_detail.clone());
    match (&modelled, &detail) {
        (Some(ident), _) => uses.own(ident),
        (None, None) => uses.runtime("NoDetail"),
        _ => {}
    }
    let own = own_entities(activity);
    let entities: Vec<EntityView> = own
        .iter()
        .map(|id| entity::view(lookup, *id, &mut uses))
        .collect();
    let (statements, parts) = sending(lookup, activity, &mut uses);
    let (reading, answer, ignores_answer) = receiving(lookup, activity, &mut uses);
    for id in &own {
        uses.defines(&lookup.names.entities[id.0].ident);
    }
    let rules = lookup.rules;
    let endpoint = rules.map(|rules| endpoint::statements(lookup, activity, rules, &mut uses));
    let constants = constants(lookup, activity, &mut uses);
    OperationView {
        doc: RsDocLines::new(&words::operation(lookup.domain, activity), 0),
        uses: uses.groups("crate"),
        entities,
        detail,
        modelled,
        request: lookup.names.entities[activity.request.0].ident.clone(),
        action: RsStr::new(&activity.action),
        constants,
        output: output(lookup, activity),
        statements,
        parts,
        ignores_answer,
        reading,
        answer,
        endpoint: endpoint.unwrap_or_default(),
    }
}

/// The entities that are declared beside the operation.
pub fn own_entities(activity: &Activity) -> Vec<EntityId> {
    let mut own = vec![activity.request];
    if let ActivityResult::Entity(id) = activity.result {
        own.push(id);
    }
    own
}

/// The type of an operation's output.
pub fn output(lookup: Lookup<'_>, activity: &Activity) -> RsType {
    match activity.result {
        ActivityResult::Boolean => RsType::fixed("bool"),
        ActivityResult::Entity(id) => RsType::named(&lookup.names.entities[id.0].ident),
    }
}

fn constants(lookup: Lookup<'_>, activity: &Activity, uses: &mut Uses) -> Vec<RsCode> {
    let parts = activity
        .wire
        .endpoint
        .iter()
        .map(|part| match part {
            EndpointPart::Text(text) => Expr::call("EndpointPart::Text", vec![Expr::text(text)]),
            EndpointPart::Region => Expr::fixed("EndpointPart::Region"),
            EndpointPart::DnsSuffix => Expr::fixed("EndpointPart::DnsSuffix"),
        })
        .collect();
    let endpoint = Expr::call("Endpoint", vec![Expr::array(parts).behind("&")]);
    let name = Expr::text(&activity.action);
    let mut constants = vec![layout::constant("NAME: &'static str", &name, 4)];
    if lookup.domain.traits.endpoint_rules.is_none() {
        constants.push(layout::constant("ENDPOINT: Endpoint", &endpoint, 4));
    }
    constants.push(layout::constant(
        "AUTH: Auth",
        &auth(&activity.wire.auth),
        4,
    ));
    if streams(lookup, activity) {
        constants.push(layout::constant("STREAMS: bool", &Expr::fixed("true"), 4));
    }
    if activity.wire.traits.needs_http2 {
        constants.push(layout::constant("HTTP2: bool", &Expr::fixed("true"), 4));
    }
    if has_initial_response(lookup, activity) {
        let value = Expr::fixed("true");
        constants.push(layout::constant("INITIAL_RESPONSE: bool", &value, 4));
    }
    constants.extend(traits(lookup, activity, uses));
    constants
}

/// Whether the body of an answer is handed on as it comes in.
fn streams(lookup: Lookup<'_>, activity: &Activity) -> bool {
    let ActivityResult::Entity(id) = activity.result else {
        return false;
    };
    let mut members = lookup.domain.entities[id.0].members.iter();
    members.any(|member| member.binding == Binding::Payload && is_stream(&member.value))
}

/// Whether members of the answer come in a message before its events.
fn has_initial_response(lookup: Lookup<'_>, activity: &Activity) -> bool {
    let ActivityResult::Entity(id) = activity.result else {
        return false;
    };
    let entity = &lookup.domain.entities[id.0];
    let mut members = entity.members.iter();
    events_after_body(lookup.domain, entity) && members.any(|m| m.binding == Binding::Body)
}

/// What else the model says, where it says anything.
fn traits(lookup: Lookup<'_>, activity: &Activity, uses: &mut Uses) -> Option<RsCode> {
    let index = lookup
        .domain
        .activities
        .iter()
        .position(|other| std::ptr::eq(other, activity))?;
    let errors = lookup.domain.errors.iter();
    let retryable = errors.filter(|error| error.retryable && error.activities.contains(&index));
    let retryable: Vec<Expr> = retryable.map(|error| Expr::text(&error.code)).collect();
    let given = &activity.wire.traits;
    let mut fields = Vec::new();
    if !retryable.is_empty() {
        let codes = Expr::array(retryable).behind("&");
        fields.push((RsIdent::fixed("retryable"), codes));
    }
    let is_signed = activity.wire.auth.signing_name().is_some();
    if (given.readonly || given.idempotent) && !is_signed {
        fields.push((RsIdent::fixed("is_idempotent"), Expr::fixed("true")));
    }
    let sums = given
        .checksum
        .iter()
        .flat_map(|sum| &sum.response_algorithms);
    let sums: Vec<Expr> = sums.filter_map(|name| checksum(name)).collect();
    if !sums.is_empty() {
        uses.runtime("ChecksumAlgorithm");
        let sums = Expr::array(sums).behind("&");
        fields.push((RsIdent::fixed("response_checksums"), sums));
    }
    if fields.is_empty() {
        return None;
    }
    uses.runtime("Traits");
    let none = Some(Expr::fixed("Traits::NONE"));
    let value = Expr::literal(&RsType::fixed("Traits"), fields, none);
    Some(layout::constant("TRAITS: Traits", &value, 4))
}

fn checksum(name: &str) -> Option<Expr> {
    Some(Expr::fixed(match name {
        "CRC32" => "ChecksumAlgorithm::Crc32",
        "CRC32C" => "ChecksumAlgorithm::Crc32c",
        "CRC64NVME" => "ChecksumAlgorithm::Crc64Nvme",
        "SHA1" => "ChecksumAlgorithm::Sha1",
        "SHA256" => "ChecksumAlgorithm::Sha256",
        "SHA512" => "ChecksumAlgorithm::Sha512",
        "MD5" => "ChecksumAlgorithm::Md5",
        _ => return None,
    }))
}

fn auth(auth: &Auth) -> Expr {
    let signed = |kind: &'static str, service: &str| {
        let field = (RsIdent::fixed("service"), Expr::text(service));
        Expr::literal(&RsType::fixed(kind), vec![field], None)
    };
    match auth {
        Auth::SigV4 { service } => signed("Auth::SigV4", service),
        Auth::SigV4UnsignedPayload { service } => signed("Auth::SigV4Unsigned", service),
        Auth::SigV4a { service } => signed("Auth::SigV4a", service),
        Auth::Basic => Expr::fixed("Auth::Basic"),
        Auth::Bearer => Expr::fixed("Auth::Bearer"),
        Auth::ApiKeyHeader(name) => Expr::call("Auth::ApiKeyHeader", vec![Expr::text(name)]),
        Auth::ApiKeyQuery(name) => Expr::call("Auth::ApiKeyQuery", vec![Expr::text(name)]),
        _ => Expr::fixed("Auth::None"),
    }
}

fn detail(lookup: Lookup<'_>, index: usize, uses: &mut Uses) -> Option<DetailView> {
    let activity = &lookup.domain.activities[index];
    let names = &lookup.names.activities[index];
    if activity.errors.is_empty() {
        return None;
    }
    let kind = RsType::named(&names.detail);
    let variants = activity
        .errors
        .iter()
        .map(|(status, entity)| {
            let body = &lookup.names.entities[entity.0].ident;
            uses.own(body);
            let ident = RsIdent::new(&format!("Status{status}"), Case::Camel);
            let read = Expr::fixed("response")
                .method(
                    "json",
                    vec![Expr::path(&RsType::named(body), &RsIdent::fixed("read"))],
                )
                .method("ok", Vec::new())
                .method("map", vec![Expr::fixed("Box::new")])
                .method("map", vec![Expr::path(&kind, &ident)]);
            DetailVariant {
                status: *status,
                arm: layout::numbered_arm(u32::from(*status), &read, 12),
                ident,
                kind: body.clone(),
            }
        })
        .collect();
    Some(DetailView {
        ident: names.detail.clone(),
        action: RsIdent::new(&activity.action, Case::Camel),
        variants,
    })
}
