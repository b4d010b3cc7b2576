//! `pagination.rs`: how requests go from page to page.

use connector_model::diagnostic::Diagnostic;
use connector_model::domain::{Activity, ActivityResult, EntityId, Value};
use connector_model::jmespath::Expression;
use connector_model::traits::Pagination;
use serde::Serialize;

use super::jmespath::{self, Typed, Unsupported};
use super::types::{Holding, Lookup, Uses};
use super::{rust_file, skeleton, words};
use crate::engine::{Engine, RenderError};
use crate::text::layout::{self, Expr};
use crate::text::{Block, Doc, Inline, RsCode, RsDocLines, RsIdent, RsType};
use crate::{Draft, codes};

/// `pagination.rs`.
#[derive(Debug, Serialize)]
pub struct PaginationView {
    doc: RsDocLines,
    uses: Vec<Vec<RsCode>>,
    /// Requests with pages.
    pub requests: Vec<PagedView>,
}

/// A request with pages.
#[derive(Debug, Serialize)]
pub struct PagedView {
    /// Its type.
    pub ident: RsIdent,
    next_page: RsCode,
    /// The items of a page, where it is a list of one kind.
    pub items: Option<ItemsView>,
}

/// The items of a page.
#[derive(Debug, Serialize)]
pub struct ItemsView {
    /// Their type.
    pub kind: RsType,
    items: RsCode,
}

/// Makes the file, if a request has pages.
pub fn emit(lookup: Lookup<'_>, engine: &Engine, out: &mut Draft) -> Result<bool, RenderError> {
    let mut uses = Uses::default();
    let mut requests = Vec::new();
    for activity in &lookup.domain.activities {
        let Some(pagination) = &activity.wire.traits.pagination else {
            continue;
        };
        match paged(lookup, activity, pagination, &mut uses) {
            Ok(view) => requests.push(view),
            Err(reason) => out.diagnostics.push(left_out(activity, &reason)),
        }
    }
    if requests.is_empty() {
        return Ok(false);
    }
    for name in ["NextPage", "Paginated"] {
        uses.runtime(name);
    }
    let doc = words::sentence(
        "Lists that come in pages: how a request turns into the one for the next page.",
    );
    let view = PaginationView {
        doc: RsDocLines::new(&doc, 0),
        uses: uses.groups("crate"),
        requests,
    };
    let skeleton = skeleton::of_pagination(&view);
    rust_file(
        engine,
        "rust/pagination.rs",
        "src/pagination.rs",
        &view,
        &skeleton,
        out,
    )?;
    Ok(true)
}

fn left_out(activity: &Activity, reason: &str) -> Diagnostic {
    let message = format!("the pages of `{}` were left out: {reason}", activity.action);
    Diagnostic::new(&codes::EXPRESSION_LEFT_OUT, message)
        .help("put the token of an answer into the next request")
}

/// What is said about an expression that has no form in Rust.
pub fn refusal(expression: &str, reason: Unsupported) -> String {
    format!("`{}` is {reason}", expression.escape_debug())
}

/// How a request goes from page to page; the error says why it does not.
pub fn paged(
    lookup: Lookup<'_>,
    activity: &Activity,
    pagination: &Pagination,
    uses: &mut Uses,
) -> Result<PagedView, String> {
    let ActivityResult::Entity(output) = activity.result else {
        return Err("the answer has no members".to_owned());
    };
    let page = Value::Entity(output);
    let next_page = next_page(lookup, activity.request, &page, pagination)?;
    let ident = lookup.names.entities[activity.request.0].ident.clone();
    uses.own(&ident);
    let mut found = None;
    for path in &pagination.items {
        let Ok(expression) = Expression::parse(path) else {
            continue;
        };
        if let Ok(view) = items(lookup, &expression, &page) {
            found = Some(view);
            break;
        }
    }
    let items = found.map(|(view, value)| {
        uses.runtime("PaginatedItems");
        uses.field(lookup, &value);
        view
    });
    Ok(PagedView {
        ident,
        next_page: layout::tail(&next_page, 8),
        items,
    })
}

/// Parses and compiles an expression on an entity.
fn compiled<'a>(lookup: Lookup<'a>, path: &str, on: &Typed<'a>) -> Result<Typed<'a>, String> {
    let expression = Expression::parse(path).map_err(|error| error.to_string())?;
    jmespath::compile(lookup, &expression, on).map_err(|reason| refusal(path, reason))
}

fn next_page(
    lookup: Lookup<'_>,
    request: EntityId,
    page: &Value,
    pagination: &Pagination,
) -> Result<Expr, String> {
    let mut tokens = pagination
        .input_tokens
        .iter()
        .zip(&pagination.output_tokens)
        .map(|(place, token)| moved(lookup, request, page, place, token));
    let mut code = tokens.next().ok_or("there is no token")??;
    for token in tokens {
        code = code.method("and", vec![token?]);
    }
    if let Some(path) = &pagination.more_results {
        let expression = Expression::parse(path).map_err(|error| error.to_string())?;
        let more = jmespath::truth(lookup, &expression, &Typed::entity("page", page))
            .map_err(|reason| refusal(path, reason))?;
        code = code.method("only_if", vec![more]);
    }
    Ok(code)
}

/// One token on its way from a page into the request.
fn moved(
    lookup: Lookup<'_>,
    request: EntityId,
    page: &Value,
    place: &str,
    token: &str,
) -> Result<Expr, String> {
    let value = Value::Entity(request);
    let place_of = jmespath::field(lookup, place, Typed::entity("self", &value))
        .map_err(|reason| refusal(place, reason))?;
    let given = compiled(lookup, token, &Typed::entity("page", page))?;
    let kind = given.value();
    if place_of.value() != kind {
        return Err(format!(
            "`{}` and `{}` are of two types",
            place.escape_debug(),
            token.escape_debug()
        ));
    }
    let may_be_empty = matches!(
        kind,
        Value::String | Value::Blob | Value::List(_) | Value::Map(_)
    );
    let function = match place_of {
        Typed::Optional(_, _, false) if may_be_empty => "NextPage::by",
        Typed::Optional(_, _, false) => "NextPage::by_value",
        Typed::Place(..) if may_be_empty => "NextPage::by_required",
        _ => return Err(refusal(place, "no place for a token")),
    };
    let (Typed::Optional(place, ..) | Typed::Place(place, _)) = place_of else {
        return Err(refusal(place, "no place for a token"));
    };
    let token = given
        .maybe()
        .ok_or_else(|| refusal(token, "a list of tokens"))?;
    Ok(Expr::call(function, vec![place.behind("&mut "), token]))
}

/// The items of a page, taken out of it: the members on the way to them, moved.
fn items(
    lookup: Lookup<'_>,
    expression: &Expression,
    page: &Value,
) -> Result<(ItemsView, Value), Unsupported> {
    let list = path(lookup, expression, Moved::Place(Expr::fixed("page")), page)?;
    let (list, value) = list;
    let list = match list {
        Moved::Place(list) => list,
        Moved::Maybe(list) => list.method("unwrap_or_default", Vec::new()),
    };
    let (items, kind, value) = match value {
        Value::List(item) => (list, lookup.value_type(&item), *item),
        Value::Map(item) => {
            let entries = list
                .method("into_iter", Vec::new())
                .method("collect", Vec::new());
            (entries, lookup.value_type(&item).entry(), *item)
        }
        _ => return Err("no list"),
    };
    let view = ItemsView {
        kind,
        items: layout::tail(&items, 8),
    };
    Ok((view, value))
}

/// A value that is taken out of a page.
enum Moved {
    Place(Expr),
    Maybe(Expr),
}

fn path(
    lookup: Lookup<'_>,
    expression: &Expression,
    of: Moved,
    value: &Value,
) -> Result<(Moved, Value), Unsupported> {
    match expression {
        Expression::Field(name) => {
            let Value::Entity(id) = value else {
                return Err("a member of what is no entity");
            };
            let (member, ident) =
                jmespath::member(lookup, *id, name).ok_or("a member that is not there")?;
            let entity = &lookup.domain.entities[id.0];
            let inner = Expr::fixed("value").field(ident);
            let is_optional = lookup.holding(entity, member) == Holding::Optional;
            let moved = match of {
                Moved::Place(of) if is_optional => Moved::Maybe(of.field(ident)),
                Moved::Place(of) => Moved::Place(of.field(ident)),
                Moved::Maybe(of) => {
                    let step = if is_optional { "and_then" } else { "map" };
                    Moved::Maybe(of.method(step, vec![Expr::closure("value", inner)]))
                }
            };
            Ok((moved, member.value.clone()))
        }
        Expression::Sub(first, second) => {
            let (first, value) = path(lookup, first, of, value)?;
            path(lookup, second, first, &value)
        }
        _ => Err("not the members on the way to a list"),
    }
}

/// What the crate does, and behind it how lists are gone through and states are waited for.
pub fn explained(lookup: Lookup<'_>, mut doc: Doc) -> Doc {
    let mut unused = Uses::default();
    let mut activities = lookup.domain.activities.iter();
    let list = activities.find_map(|activity| {
        let pagination = activity.wire.traits.pagination.as_ref()?;
        let view = paged(lookup, activity, pagination, &mut unused).ok()?;
        view.items.is_some().then_some(view.ident)
    });
    if let Some(request) = list {
        doc = doc.and(vec![
            Inline::Text("The items of a list, page by page, here with a ".to_owned()),
            Inline::Code(request.to_string()),
            Inline::Text(":".to_owned()),
        ]);
        doc.0.push(Block::Code(LOOP.map(str::to_owned).to_vec()));
    }
    let waiter = lookup.names.waiters.iter().flatten().next();
    if let Some(waiter) = waiter {
        doc = doc.and(vec![
            Inline::Text("A program waits for a state with ".to_owned()),
            Inline::Code(format!("client.wait_until::<{waiter}>(&request).await?")),
            Inline::Text(".".to_owned()),
        ]);
    }
    doc
}

/// The loop over a list.
const LOOP: [&str; 4] = [
    "let mut items = client.items(request);",
    "while let Some(item) = items.next().await {",
    "    println!(\"{:?}\", item?);",
    "}",
];
