//! The example program and the README: how the connector is called.

use connector_model::domain::{Activity, Domain};
use connector_model::service::{Auth, Evidence};
use serde::Serialize;

use super::types::{Lookup, Uses};
use super::{rust_file, skeleton, tests};
use crate::Draft;
use crate::engine::{Engine, RenderError};
use crate::text::layout::{self, Expr};
use crate::text::{MdCode, MdCodeBlock, MdHeading, MdText, RsCode, RsDocLines, RsIdent, RsType};

/// The example program.
#[derive(Debug, Clone)]
pub struct FirstCall {
    /// Its name and that of its file.
    pub name: String,
    /// Its lines, for the library's documentation and the README.
    pub lines: Vec<String>,
}

/// `examples/….rs`.
#[derive(Debug, Serialize)]
struct ExampleView {
    doc: RsDocLines,
    uses: Vec<Vec<RsCode>>,
    config: RsCode,
    request: Vec<RsCode>,
}

/// Makes the example program of the first activity, if a request can be written down.
pub fn emit(
    lookup: Lookup<'_>,
    engine: &Engine,
    out: &mut Draft,
) -> Result<Option<FirstCall>, RenderError> {
    let Some(activity) = lookup.domain.activities.first() else {
        return Ok(None);
    };
    let mut uses = Uses::default();
    let given = tests::first_given(lookup, activity);
    let Some(request) = tests::request(lookup, activity, &given, &mut uses) else {
        return Ok(None);
    };
    uses.own(&RsIdent::fixed("Client"));
    uses.own(&RsIdent::fixed("Config"));
    let config = config(activity, &mut uses);
    let mut groups = uses.groups_of_test(&lookup.names.library);
    if needs_environment(activity) {
        groups.insert(0, vec![layout::import_module("std::env")]);
    }
    let doc = crate::text::Doc::paragraph(super::words::calls(lookup.domain, activity));
    let view = ExampleView {
        doc: RsDocLines::new(&doc, 0),
        uses: groups,
        config: layout::binding("config", &config, 4),
        request,
    };
    let name = lookup.names.activities[0].group.to_string();
    let path = format!("examples/{name}.rs");
    rust_file(
        engine,
        "rust/example.rs",
        &path,
        &view,
        &skeleton::of_example(),
        out,
    )?;
    let text = engine.render("rust/example.rs", &path, &view)?;
    let lines = text.trim().lines().filter(|line| !line.starts_with("//!"));
    let lines = lines
        .skip_while(|line| line.is_empty())
        .map(str::to_owned)
        .collect();
    Ok(Some(FirstCall { name, lines }))
}

fn needs_environment(activity: &Activity) -> bool {
    !variables(activity).is_empty()
}

/// The configuration: credentials from the environment, and the region of the samples where one is needed.
fn config(activity: &Activity, uses: &mut Uses) -> Expr {
    let variable =
        |name: &'static str| Expr::call("env::var", vec![Expr::fixed(name)]).tried_call();
    let config = Expr::call("Config::new", Vec::new());
    let config = match &activity.wire.auth {
        auth if auth.signing_name().is_some() => {
            uses.own(&RsIdent::fixed("Credentials"));
            let credentials = Expr::call_of(
                &RsType::fixed("Credentials"),
                &RsIdent::fixed("new"),
                vec![
                    variable("\"AWS_ACCESS_KEY_ID\""),
                    variable("\"AWS_SECRET_ACCESS_KEY\""),
                ],
            );
            let region = match &activity.wire.sample_region {
                Some(region) => Expr::text(region),
                None => variable("\"AWS_REGION\""),
            };
            config
                .method("region", vec![region])
                .method("credentials", vec![credentials])
        }
        Auth::Basic => config.method(
            "basic",
            vec![variable("\"API_USER\""), variable("\"API_PASSWORD\"")],
        ),
        Auth::Bearer => config.method("bearer", vec![variable("\"API_TOKEN\"")]),
        Auth::ApiKeyHeader(_) | Auth::ApiKeyQuery(_) => {
            config.method("api_key", vec![variable("\"API_KEY\"")])
        }
        _ => config,
    };
    if activity.wire.endpoint.is_empty() {
        return config.method("endpoint", vec![variable("\"API_ENDPOINT\"")]);
    }
    config
}

/// The README.
#[derive(Debug, Serialize)]
struct ReadmeView {
    title: MdHeading,
    service: MdText,
    crate_name: MdCode,
    page: MdCode,
    is_sampled: bool,
    has_examples: bool,
    calls: Vec<CallView>,
    first_call: Option<MdCodeBlock>,
    run: Option<MdCodeBlock>,
    variables: Vec<MdCode>,
}

/// A line of the README's table.
#[derive(Debug, Serialize)]
struct CallView {
    action: MdCode,
    call: MdCode,
    request: MdCode,
}

/// Makes the README.
pub fn readme(
    lookup: Lookup<'_>,
    engine: &Engine,
    crate_name: &str,
    example: Option<&FirstCall>,
) -> Result<String, RenderError> {
    let domain: &Domain = lookup.domain;
    let calls = domain
        .activities
        .iter()
        .map(|activity| CallView {
            action: MdCode::new(&activity.action),
            call: MdCode::new(&super::words::call_of(activity)),
            request: MdCode::new(lookup.names.entities[activity.request.0].ident.as_str()),
        })
        .collect();
    let variables = domain.activities.first().map(variables).unwrap_or_default();
    let has_examples = domain
        .activities
        .iter()
        .any(|activity| !activity.examples.is_empty());
    let view = ReadmeView {
        title: MdHeading::new(&format!("{} connector", domain.name)),
        service: MdText::new(&domain.name),
        crate_name: MdCode::new(crate_name),
        page: MdCode::new(&format!("docs/{}.md", domain.slug)),
        is_sampled: has_examples && domain.evidence == Evidence::Samples,
        has_examples: has_examples && domain.evidence == Evidence::Model,
        calls,
        first_call: example.map(|example| MdCodeBlock::new("rust", &example.lines.join("\n"))),
        run: example.map(|example| {
            MdCodeBlock::new("sh", &format!("cargo run --example {}", example.name))
        }),
        variables: variables.into_iter().map(MdCode::new).collect(),
    };
    let text = engine.render("rust/readme.md", "README.md", &view)?;
    Ok(format!("{}\n", text.trim()))
}

/// Variables of the environment that the example program reads.
fn variables(activity: &Activity) -> Vec<&'static str> {
    let mut variables = match &activity.wire.auth {
        auth if auth.signing_name().is_some() => {
            let mut variables = vec!["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
            if activity.wire.sample_region.is_some() {
                variables.remove(0);
            }
            variables
        }
        Auth::Basic => vec!["API_USER", "API_PASSWORD"],
        Auth::Bearer => vec!["API_TOKEN"],
        Auth::ApiKeyHeader(_) | Auth::ApiKeyQuery(_) => vec!["API_KEY"],
        _ => Vec::new(),
    };
    if activity.wire.endpoint.is_empty() {
        variables.push("API_ENDPOINT");
    }
    variables
}
