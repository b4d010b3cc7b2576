//! The example procedure, derived from an activity: which steps it has and in what order (requirements T10,
//! D4, D7). What each step says is in the template; references to steps are computed here.

use connector_model::describe::attribute_type;
use connector_model::domain::{
    Activity, ActivityResult, Attribute, AttributeType, EntityId, ParameterKind,
};
use connector_model::names;
use connector_model::recipe::Recipe;
use serde::Serialize;

use super::Form;
use super::activities::{self, RequiresView};
use super::facts::{Facts, Hold};
use super::figures::{FigureView, Figures};
use super::line::Line;
use super::missing::Missing;
use super::prose::line_of_recipe;

/// The procedure.
#[derive(Debug, Serialize)]
pub(super) struct ProcedureView {
    /// What it achieves, continuing "to …".
    task: Option<Line>,
    action: Line,
    /// Whether its activity has a section, which the introduction links to.
    section: Option<Line>,
    microflow: Line,
    request: Line,
    requires: RequiresView,
    /// File parameters.
    files: Vec<Line>,
    required: Vec<MemberView>,
    /// What the request is associated with.
    links: Vec<RequestLink>,
    response: Option<Line>,
    list: Option<ListView>,
    /// First and last of the steps that say how a region is chosen.
    region_from: usize,
    region_to: usize,
    steps: Vec<StepView>,
}

/// A step.
#[derive(Debug, Serialize)]
struct StepView {
    number: usize,
    /// What it is about: the template has the words.
    kind: &'static str,
    /// The recipe's words in their place.
    words: Option<Line>,
    figure: Option<FigureView>,
}

/// A member of the request that must be set.
#[derive(Debug, Serialize)]
struct MemberView {
    name: Line,
    kind: Line,
}

/// What a request is associated with.
#[derive(Debug, Serialize)]
struct RequestLink {
    entity: Line,
    association: Line,
    is_list: bool,
}

/// The list that the procedure shows, and what it makes of it.
#[derive(Debug, Serialize)]
struct ListView {
    association: Line,
    /// Entity of the items, and the same as a list in the microflow.
    item: Line,
    item_list: Line,
    /// Entity of the user's, as a name and in bold words.
    local: Line,
    local_name: Line,
    new_local: Line,
    local_list: Line,
    attribute: Line,
    attribute_name: Line,
    kind: Line,
    /// Expression for the attribute's value in the loop.
    value: Line,
    overview: Line,
    caption: Line,
}

/// Makes the procedure; `None` without an activity.
pub(super) fn view(
    facts: &Facts<'_>,
    recipe: &Recipe,
    form: Form,
    figures: &mut Figures<'_>,
    missing: &mut Missing,
) -> Option<ProcedureView> {
    let activity = example(facts, recipe, missing)?;
    let said = recipe.page.example_task.as_ref();
    let said = said.map(|task| task.trim().trim_end_matches('.').to_owned());
    let task = line_of_recipe(said.as_ref()).or_else(|| activities::purpose(recipe, activity));
    if task.is_none() {
        missing.page_key("the task of the example", "example-task", "\"…\"");
    }
    let list = facts
        .returned_list(activity)
        .and_then(|hold| list(facts, hold));
    let request = facts.entity(activity.request);
    let mut view = ProcedureView {
        task,
        action: Line::of(&activity.action),
        section: None,
        microflow: Line::of(&format!("{}_{}", prefix(activity), activity.action)),
        request: Line::of(&request.name),
        requires: activities::requires(facts, activity),
        files: files(activity, &request.name),
        required: required(facts, activity.request),
        links: links(facts, activity.request),
        response: response(facts, activity),
        list,
        region_from: 0,
        region_to: 0,
        steps: Vec::new(),
    };
    view.steps = if recipe.page.example_steps.is_empty() {
        derived(&mut view, form, figures)
    } else {
        told(&recipe.page.example_steps, figures)
    };
    Some(view)
}

impl ProcedureView {
    /// Links to the section about the activity.
    pub(super) fn link_to(&mut self, anchor: &str, action: &str) {
        self.section = Some(Line::new().link(action, &format!("#{anchor}")));
    }

    /// Index of the activity that it is about, among those of a module.
    pub(super) fn activity<'a>(facts: &Facts<'a>, recipe: &Recipe) -> Option<&'a Activity> {
        let activities = &facts.domain.activities;
        let wanted = recipe.page.example_activity.as_deref();
        let named = |activity: &&Activity| {
            wanted.is_some_and(|name| activity.action == name || activity.operation == name)
        };
        activities.iter().find(named).or_else(|| activities.first())
    }
}

fn example<'a>(facts: &Facts<'a>, recipe: &Recipe, missing: &mut Missing) -> Option<&'a Activity> {
    let activity = ProcedureView::activity(facts, recipe)?;
    if let Some(name) = &recipe.page.example_activity
        && *name != activity.action
        && *name != activity.operation
    {
        let message = format!(
            "`{}` in `example-activity` is no activity of the connector",
            name.escape_debug()
        );
        let help = format!(
            "write `example-activity = \"{}\"`, or another one",
            activity.action
        );
        missing.unknown(message, help);
    }
    Some(activity)
}

/// `DS_` where an activity only reads, `ACT_` where it may change something (reference: prefixes of microflows).
fn prefix(activity: &Activity) -> &'static str {
    let reads = [
        "Describe", "Get", "Head", "List", "Query", "Read", "Scan", "Search",
    ];
    let by_name = reads.iter().any(|verb| activity.action.starts_with(verb));
    let by_method = matches!(activity.wire.method.as_str(), "GET" | "HEAD");
    if by_name || by_method { "DS" } else { "ACT" }
}

fn files(activity: &Activity, request: &str) -> Vec<Line> {
    let objects = activity.parameters.iter().filter(|parameter| {
        parameter.kind == ParameterKind::Object
            && parameter.name != request
            && parameter.name != "Credentials"
    });
    objects.map(|parameter| Line::of(&parameter.name)).collect()
}

fn required(facts: &Facts<'_>, request: EntityId) -> Vec<MemberView> {
    let attributes = facts.entity(request).attributes.iter();
    attributes
        .filter(|attribute| attribute.required)
        .map(|attribute| MemberView {
            name: Line::of(&attribute.name),
            kind: Line::of(&attribute_type(facts.domain, &attribute.kind)),
        })
        .collect()
}

fn links(facts: &Facts<'_>, request: EntityId) -> Vec<RequestLink> {
    let holds = facts.held(request).into_iter();
    holds
        .map(|hold| RequestLink {
            entity: Line::name(&facts.entity(hold.target).name),
            association: Line::of(&hold.association.name),
            is_list: hold.is_list,
        })
        .collect()
}

fn response(facts: &Facts<'_>, activity: &Activity) -> Option<Line> {
    match activity.result {
        ActivityResult::Entity(response) if !facts.domain.returns_boolean(activity) => {
            Some(Line::of(&facts.entity(response).name))
        }
        _ => None,
    }
}

/// What the procedure makes of a list of the response.
fn list(facts: &Facts<'_>, hold: Hold<'_>) -> Option<ListView> {
    let item = &facts.entity(hold.target).name;
    let stem = stem(facts, hold);
    let attribute = shown(facts, hold.target, &stem)?;
    let local = format!("Listed{stem}");
    Some(ListView {
        association: Line::of(&hold.association.name),
        item: Line::name(item),
        item_list: Line::of(&format!("{item}List")),
        local: Line::name(&local),
        local_name: Line::of(&local),
        new_local: Line::name(&format!("$New{local}")),
        local_list: Line::of(&format!("${local}List")),
        attribute: Line::name(&attribute.name),
        attribute_name: Line::of(&attribute.name),
        kind: Line::of(&kind(facts, &attribute.kind)),
        value: Line::name(&format!("$Iterator{item}/{}", attribute.name)),
        overview: Line::of(&format!("{stem}_Overview")),
        caption: Line::of(&stem),
    })
}

/// What the items are called without the action in front: the name of their generalization, else their own.
fn stem(facts: &Facts<'_>, hold: Hold<'_>) -> String {
    let named = facts.ancestors(hold.target).last().copied();
    let name = &facts.entity(named.unwrap_or(hold.target)).name;
    names::entity(name)
}

/// The attribute that tells items apart best: a name, else a text, else the first one.
fn shown<'a>(facts: &Facts<'a>, item: EntityId, stem: &str) -> Option<&'a Attribute> {
    let attributes: Vec<&Attribute> = facts.attributes(item).collect();
    let named = |wanted: &str| {
        let mut attributes = attributes.iter();
        attributes.find(|attribute| attribute.name.eq_ignore_ascii_case(wanted))
    };
    named("Name")
        .or_else(|| named(&format!("{stem}Name")))
        .or_else(|| named("Title"))
        .or_else(|| {
            attributes
                .iter()
                .find(|attribute| attribute.kind == AttributeType::String)
        })
        .or_else(|| attributes.first())
        .copied()
}

/// The type as it is chosen for an attribute of the user's own.
fn kind(facts: &Facts<'_>, kind: &AttributeType) -> String {
    match kind {
        AttributeType::Enumeration(_) | AttributeType::OptionalBoolean => {
            format!("Enumeration ({})", attribute_type(facts.domain, kind))
        }
        plain => attribute_type(facts.domain, plain),
    }
}

/// Steps by what they are about, in the order of the seed's example.
fn kinds(view: &ProcedureView, form: Form) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let has_list = view.list.is_some();
    if has_list {
        kinds.extend([
            "open-domain-model",
            "add-entity",
            "open-entity",
            "name-entity",
            "add-attribute",
        ]);
    }
    kinds.extend([
        "add-microflow",
        "name-microflow",
        "find-activity",
        "drag-activity",
        "user-role",
        "open-activity",
    ]);
    if view.requires.region.is_some() {
        kinds.extend([
            "region-expression",
            "region-type",
            "region-value",
            "region-done",
        ]);
    }
    if form.aws && view.requires.credentials.is_some() {
        kinds.extend(["find-credentials", "drag-credentials", "credentials-region"]);
    }
    if view.requires.credentials.is_some() {
        kinds.push("set-credentials");
    }
    kinds.extend(["create-request", "request-entity"]);
    if !view.required.is_empty() {
        kinds.push("request-members");
    }
    if !view.links.is_empty() {
        kinds.push("request-links");
    }
    if !view.required.is_empty() || !view.links.is_empty() {
        kinds.push("request-done");
    }
    kinds.push("set-request");
    if !view.files.is_empty() {
        kinds.push("set-files");
    }
    if has_list {
        kinds.extend(LIST);
    } else if view.response.is_some() {
        kinds.push("use-response");
    } else {
        kinds.push("use-boolean");
    }
    kinds
}

/// Steps that turn a list of the response into a page.
const LIST: [&str; 37] = [
    "add-retrieve",
    "place-retrieve",
    "open-retrieve",
    "select-association",
    "association",
    "association-done",
    "add-list",
    "place-list",
    "open-list",
    "list-entity",
    "list-entity-name",
    "add-loop",
    "place-loop",
    "open-loop",
    "iterate",
    "add-object",
    "open-object",
    "object-entity",
    "object-entity-name",
    "object-member",
    "object-attribute",
    "object-value",
    "add-change",
    "change",
    "end-event",
    "return-value",
    "add-page",
    "page-template",
    "page-name",
    "open-list-view",
    "data-source",
    "data-microflow",
    "data-done",
    "page-role",
    "navigation",
    "menu-item",
    "run",
];

fn derived(view: &mut ProcedureView, form: Form, figures: &mut Figures<'_>) -> Vec<StepView> {
    let kinds = kinds(view, form);
    let place = |wanted: &str| kinds.iter().position(|kind| *kind == wanted);
    view.region_from = place("region-expression").map_or(0, |at| at + 1);
    view.region_to = place("region-done").map_or(0, |at| at + 1);
    let steps = kinds.iter().enumerate();
    steps
        .map(|(index, kind)| step(index, kind, None, figures))
        .collect()
}

/// The recipe's own steps.
fn told(words: &[String], figures: &mut Figures<'_>) -> Vec<StepView> {
    let lines = words.iter().filter_map(|text| line_of_recipe(Some(text)));
    lines
        .enumerate()
        .map(|(index, line)| step(index, "told", Some(line), figures))
        .collect()
}

fn step(
    index: usize,
    kind: &'static str,
    words: Option<Line>,
    figures: &mut Figures<'_>,
) -> StepView {
    let number = index + 1;
    StepView {
        number,
        kind,
        words,
        figure: figures.at(&format!("step-{number}")),
    }
}
