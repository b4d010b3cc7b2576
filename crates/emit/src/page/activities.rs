//! Activities as sections of the technical reference (requirements T14, B14).

use std::collections::BTreeSet;

use connector_model::domain::{Activity, ActivityResult, EntityId, Parameter, ParameterKind};
use connector_model::recipe::Recipe;
use serde::Serialize;

use super::entities::{self, AttributeView, EntityView, Named};
use super::facts::Facts;
use super::line::{Line, Slug};
use super::missing::Missing;
use super::numbering::{Anchors, Head, Numbering};
use super::prose::{BlockView, from_source, line_of_recipe};

/// A section about an activity.
#[derive(Debug, Serialize)]
pub(super) struct ActivityView {
    head: Head,
    title: Line,
    anchor: Slug,
    action: Line,
    /// What it allows users to do, without a full stop.
    purpose: Option<Line>,
    /// What the source says, where the recipe says nothing.
    documentation: Option<Vec<BlockView>>,
    requires: RequiresView,
    inputs: Vec<InputView>,
    output: OutputView,
    request: Named,
    required: Vec<AttributeView>,
    optional: Vec<AttributeView>,
    sent: Vec<EntityView>,
    received: Vec<EntityView>,
    errors: Vec<EntityView>,
}

/// What an activity must be given.
#[derive(Debug, Serialize)]
pub(super) struct RequiresView {
    pub(super) region: Option<Line>,
    /// The region's parameter without the marks of code.
    region_name: Option<Line>,
    pub(super) credentials: Option<Line>,
    objects: Vec<Named>,
}

/// A row of the table of inputs.
#[derive(Debug, Serialize)]
struct InputView {
    name: Line,
    is_enumeration: bool,
}

/// What an activity returns.
#[derive(Debug, Serialize)]
struct OutputView {
    /// The response, if it is an object.
    object: Option<Named>,
    /// The one attribute whose value is returned, if a source says which.
    attribute: Option<Line>,
}

/// The parameters of an activity: its request at least.
fn parameters(facts: &Facts<'_>, activity: &Activity) -> Vec<Parameter> {
    if !activity.parameters.is_empty() {
        return activity.parameters.clone();
    }
    vec![Parameter {
        name: facts.entity(activity.request).name.clone(),
        kind: ParameterKind::Object,
    }]
}

/// Sorts the parameters of an activity by what they are.
pub(super) fn requires(facts: &Facts<'_>, activity: &Activity) -> RequiresView {
    let mut view = RequiresView {
        region: None,
        region_name: None,
        credentials: None,
        objects: Vec::new(),
    };
    for parameter in parameters(facts, activity) {
        match (parameter.kind, parameter.name.as_str()) {
            (ParameterKind::Enumeration, name) => {
                view.region = Some(Line::name(name));
                view.region_name = Some(Line::of(name));
            }
            (ParameterKind::Object, "Credentials") => {
                view.credentials = Some(Line::name("Credentials"));
            }
            (ParameterKind::Object, name) => view.objects.push(Named::new(name)),
        }
    }
    view
}

/// The sections in the order of the activities.
pub(super) fn sections(
    facts: &Facts<'_>,
    recipe: &Recipe,
    numbers: &mut Numbering,
    anchors: &mut Anchors,
    missing: &mut Missing,
) -> Vec<ActivityView> {
    let activities = facts.domain.activities.iter();
    activities
        .map(|activity| {
            report(activity, recipe, missing);
            section(
                facts,
                recipe,
                activity,
                numbers.part(),
                anchors.claim(&activity.action),
            )
        })
        .collect()
}

fn section(
    facts: &Facts<'_>,
    recipe: &Recipe,
    activity: &Activity,
    head: Head,
    anchor: Slug,
) -> ActivityView {
    let purpose = purpose(recipe, activity);
    let request = activity.request;
    let sent = facts.reached(request);
    let received = match activity.result {
        ActivityResult::Entity(response) if !facts.domain.returns_boolean(activity) => {
            facts.reached(response)
        }
        _ => Vec::new(),
    };
    ActivityView {
        head,
        title: Line::of(&activity.action),
        anchor,
        action: Line::name(&activity.action),
        documentation: from_source(activity.documentation.as_ref()).filter(|_| purpose.is_none()),
        purpose,
        requires: requires(facts, activity),
        inputs: inputs(facts, activity),
        output: output(facts, activity),
        request: Named::new(&facts.entity(request).name),
        required: entities::parameters(facts, request, true),
        optional: entities::parameters(facts, request, false),
        sent: entities::rows(facts, &sent, false),
        received: entities::rows(facts, &received, false),
        errors: entities::rows(facts, &errors(facts, activity), false),
    }
}

/// Entities of the answers other than success, each once.
fn errors(facts: &Facts<'_>, activity: &Activity) -> Vec<EntityId> {
    let mut seen = BTreeSet::new();
    let roots = activity.errors.iter();
    roots
        .flat_map(|(_, error)| facts.reached(*error))
        .filter(|id| seen.insert(*id))
        .collect()
}

fn inputs(facts: &Facts<'_>, activity: &Activity) -> Vec<InputView> {
    let parameters = parameters(facts, activity).into_iter();
    parameters
        .map(|parameter| InputView {
            name: Line::name(&parameter.name),
            is_enumeration: parameter.kind == ParameterKind::Enumeration,
        })
        .collect()
}

fn output(facts: &Facts<'_>, activity: &Activity) -> OutputView {
    let is_boolean = facts.domain.returns_boolean(activity);
    let response = match activity.result {
        ActivityResult::Entity(response) => Some(facts.entity(response)),
        ActivityResult::Boolean => None,
    };
    OutputView {
        object: response
            .filter(|_| !is_boolean)
            .map(|response| Named::new(&response.name)),
        attribute: response
            .filter(|_| is_boolean)
            .and_then(|response| response.members.first())
            .map(|member| Line::name(&member.name)),
    }
}

/// What the recipe says that an activity allows users to do, without a full stop.
pub(super) fn purpose(recipe: &Recipe, activity: &Activity) -> Option<Line> {
    let said = recipe.activity(activity)?.purpose.as_ref()?;
    let said = said.trim().trim_end_matches('.').to_owned();
    line_of_recipe(Some(&said))
}

fn report(activity: &Activity, recipe: &Recipe, missing: &mut Missing) {
    let said = activity.documentation.as_ref();
    if purpose(recipe, activity).is_some() || said.is_some() {
        return;
    }
    let what = format!("what the activity `{}` allows users to do", activity.action);
    let help = format!(
        "write `purpose = \"…\"` into `[operations.{}]` of `connector.toml`",
        activity.operation
    );
    missing.text(&what, &help);
}
