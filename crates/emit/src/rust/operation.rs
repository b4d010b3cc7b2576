//! Views of operations: the request's way onto the wire and the answer's way back.

use connector_model::domain::{Activity, ActivityResult, EntityId};
use connector_model::service::{Auth, EndpointPart};
use serde::Serialize;

use super::entity::{self, EntityView};
use super::receiving::receiving;
use super::sending::sending;
use super::types::{Lookup, Uses};
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
        "Endpoint",
        "InputError",
        "Method",
        "Operation",
        "Request",
        "Response",
    ] {
        uses.runtime(name);
    }
    if !activity.wire.endpoint.is_empty() {
        uses.runtime("EndpointPart");
    }
    let detail = detail(lookup, index, &mut uses);
    if detail.is_none() {
        uses.runtime("NoDetail");
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
    OperationView {
        doc: RsDocLines::new(&words::operation(lookup.domain, activity), 0),
        uses: uses.groups("crate"),
        entities,
        detail,
        request: lookup.names.entities[activity.request.0].ident.clone(),
        action: RsStr::new(&activity.action),
        constants: constants(activity),
        output: output(lookup, activity),
        statements,
        parts,
        ignores_answer,
        reading,
        answer,
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

fn output(lookup: Lookup<'_>, activity: &Activity) -> RsType {
    match activity.result {
        ActivityResult::Boolean => RsType::fixed("bool"),
        ActivityResult::Entity(id) => RsType::named(&lookup.names.entities[id.0].ident),
    }
}

fn constants(activity: &Activity) -> Vec<RsCode> {
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
    vec![
        layout::constant("NAME: &'static str", &Expr::text(&activity.action), 4),
        layout::constant("ENDPOINT: Endpoint", &endpoint, 4),
        layout::constant("AUTH: Auth", &auth(&activity.wire.auth), 4),
    ]
}

fn auth(auth: &Auth) -> Expr {
    match auth {
        Auth::SigV4 { service } => {
            let field = (RsIdent::fixed("service"), Expr::text(service));
            Expr::literal(&RsType::fixed("Auth::SigV4"), vec![field], None)
        }
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
