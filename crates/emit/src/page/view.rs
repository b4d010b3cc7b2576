//! The view of the whole page: facts and texts in the order in which they are printed.

use connector_model::diagnostic::Diagnostics;
use connector_model::documentation::Documentation;
use connector_model::domain::{Domain, Entity, Role};
use connector_model::recipe::{CredentialsDefault, Page, Recipe};
use connector_model::service::Evidence;
use serde::Serialize;

use super::Form;
use super::activities::{self, ActivityView};
use super::authentication::{self, WayView};
use super::entities::{self, EntityView};
use super::enumerations::{self, EnumerationView};
use super::facts::Facts;
use super::figures::{FigureView, Figures};
use super::line::{Line, Quoted, Slug};
use super::missing::Missing;
use super::numbering::{Anchors, Head, Numbering};
use super::procedure::{self, ProcedureView};
use super::prose::{BlockView, from_recipe, from_source, line_of_recipe};

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct PageView {
    form: Form,
    front: FrontView,
    connector: Line,
    service: Line,
    module: Line,
    introduction: IntroductionView,
    prerequisites: PrerequisitesView,
    licensing: Head,
    installation: Head,
    configuration: Head,
    authentication: Option<AuthenticationView>,
    microflow: Head,
    procedure: Option<ProcedureView>,
    reference: Head,
    full: Option<ReferenceView>,
    documentation_pane: Option<FigureView>,
}

/// Front matter.
#[derive(Debug, Serialize)]
struct FrontView {
    connector: Quoted,
    description: Option<Quoted>,
    slug: Slug,
    /// Short name of the service, for tags and the folder of figures.
    service: Slug,
}

/// The introduction and the typical use cases.
#[derive(Debug, Serialize)]
struct IntroductionView {
    head: Head,
    /// Whether the template's sentence with the two links stands in front.
    has_sentence: bool,
    /// Name of the connector, with a link to its component if the recipe has its number.
    connector: Line,
    service: Line,
    text: Option<Vec<BlockView>>,
    use_cases_head: Option<Head>,
    use_cases: Option<Vec<BlockView>>,
}

/// Prerequisites.
#[derive(Debug, Serialize)]
struct PrerequisitesView {
    head: Head,
    studio_pro: Line,
    /// Lowest version of AWS Authentication.
    authentication: Option<Line>,
    modules: Vec<ModuleView>,
}

/// A further module.
#[derive(Debug, Serialize)]
struct ModuleView {
    link: Line,
    purpose: Option<Line>,
}

/// Configuration of the authentication.
#[derive(Debug, Serialize)]
struct AuthenticationView {
    head: Head,
    /// Whether the connector is pre-configured for static credentials.
    is_static: bool,
    /// Screenshots of the template's third and sixth step.
    settings: Option<FigureView>,
    constants: Option<FigureView>,
    /// Ways of services that are not of AWS.
    ways: Vec<WayView>,
}

/// The technical reference in the page.
#[derive(Debug, Serialize)]
struct ReferenceView {
    domain_model: Head,
    generalizations: Vec<EntityView>,
    /// Whether some of them have no specializations.
    has_shared: bool,
    enumerations_head: Option<Head>,
    enumerations_purpose: Option<Line>,
    enumerations: Vec<EnumerationView>,
    activities_head: Head,
    activities_purpose: Option<Line>,
    activities: Vec<ActivityView>,
}

/// Makes the view, and the findings about what it lacks.
pub(super) fn view(domain: &Domain, recipe: &Recipe) -> (PageView, Diagnostics) {
    let page = &recipe.page;
    let form = Form::of(domain, page);
    let facts = Facts::new(domain);
    let mut missing = Missing::default();
    let mut figures = Figures::new(&page.figures);
    let mut numbers = Numbering::new(!form.pane);
    let service = page.service_name.as_ref().unwrap_or(&domain.name);
    // The order is that of the page: sections are counted as they are made.
    let front = front(domain, page, service, &mut missing);
    let introduction = introduction(domain, page, service, &mut numbers, &mut missing);
    let prerequisites = prerequisites(page, form, &mut numbers, &mut missing);
    let licensing = numbers.section();
    let installation = numbers.chapter();
    let configuration = numbers.chapter();
    let authentication = authentication(domain, page, form, &mut numbers, &mut figures);
    let microflow = numbers.section();
    let mut procedure = procedure::view(&facts, recipe, form, &mut figures, &mut missing);
    let reference = numbers.chapter();
    let full = (!form.pane).then(|| {
        let mut anchors = Anchors::new();
        link_procedure(&facts, recipe, procedure.as_mut());
        full(
            &facts,
            recipe,
            form,
            &mut numbers,
            &mut anchors,
            &mut missing,
        )
    });
    let documentation_pane = form
        .pane
        .then(|| figures.at("documentation-pane"))
        .flatten();
    if !form.pane {
        report_descriptions(domain, &mut missing);
    }
    figures.report(&mut missing);
    let view = PageView {
        form,
        front,
        connector: Line::of(&domain.name),
        service: Line::of(service),
        module: Line::of(&domain.module),
        introduction,
        prerequisites,
        licensing,
        installation,
        configuration,
        authentication,
        microflow,
        procedure,
        reference,
        full,
        documentation_pane,
    };
    (view, missing.0)
}

fn front(domain: &Domain, page: &Page, service: &str, missing: &mut Missing) -> FrontView {
    let said = page.service_description.as_deref().map(str::trim);
    let said = said
        .filter(|text| !text.is_empty())
        .map(|text| sentence(service, text));
    let described = said.or_else(|| {
        domain
            .documentation
            .as_ref()
            .and_then(Documentation::first_sentence)
    });
    if described.is_none() {
        missing.page_key(
            "a sentence about the service in its front matter",
            "service-description",
            "\"…\"",
        );
    }
    let slug = page
        .service_slug
        .as_deref()
        .or_else(|| authentication::signing_name(domain))
        .unwrap_or(&domain.slug);
    FrontView {
        connector: Quoted::new(&domain.name),
        description: described.map(|text| Quoted::new(&text)),
        slug: Slug::new(&domain.slug),
        service: Slug::new(slug),
    }
}

/// A description as a sentence: `a service that …` continues the service's name.
fn sentence(service: &str, text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    if text.starts_with(char::is_lowercase) {
        return format!("{service} is {text}{stop}");
    }
    format!("{text}{stop}")
}

fn introduction(
    domain: &Domain,
    page: &Page,
    service: &str,
    numbers: &mut Numbering,
    missing: &mut Missing,
) -> IntroductionView {
    let head = numbers.chapter();
    let text = from_recipe(page.introduction.as_ref());
    let connector = format!("{} connector", domain.name);
    let connector = match page.marketplace_number {
        Some(number) => Line::new().link(
            &connector,
            &format!("https://marketplace.mendix.com/link/component/{number}"),
        ),
        None => Line::of(&connector),
    };
    let website = match &page.service_link {
        Some(link) => missing.link("service-link", service, link),
        None => Line::of(service),
    };
    report_introduction(page, text.is_some(), missing);
    let use_cases = from_recipe(page.typical_use_cases.as_ref())
        .or_else(|| from_source(domain.documentation.as_ref()));
    if use_cases.is_none() {
        missing.page_key("the typical use cases", "typical-use-cases", "\"…\"");
    }
    // A text of the recipe with links of its own says it all.
    let has_links = page
        .introduction
        .as_ref()
        .is_some_and(|text| text.contains("](https://"));
    IntroductionView {
        head,
        has_sentence: !has_links,
        connector,
        service: website,
        text,
        use_cases_head: use_cases.as_ref().map(|_| numbers.section()),
        use_cases,
    }
}

fn report_introduction(page: &Page, has_text: bool, missing: &mut Missing) {
    if !has_text {
        missing.page_key("an introduction", "introduction", "\"…\"");
    }
    let said = page.introduction.as_deref().unwrap_or_default();
    if page.marketplace_number.is_none() && !said.contains("](https://marketplace.mendix.com/") {
        missing.page_key(
            "a link to the connector's Marketplace component",
            "marketplace-number",
            "…",
        );
    }
    if page.service_link.is_none() && said.matches("](https://").count() < 2 {
        missing.page_key(
            "a link to the service's website",
            "service-link",
            "\"https://…\"",
        );
    }
}

fn prerequisites(
    page: &Page,
    form: Form,
    numbers: &mut Numbering,
    missing: &mut Missing,
) -> PrerequisitesView {
    let said = page.authentication_version.as_ref();
    let said = said.filter(|text| !text.trim().is_empty());
    if form.aws && said.is_none() {
        missing.page_key(
            "the lowest version of AWS Authentication",
            "authentication-version",
            "\"3.0\"",
        );
    }
    let modules = page.dependencies.iter().map(|module| ModuleView {
        link: missing.link("link", &module.name, &module.link),
        purpose: line_of_recipe(Some(&module.purpose)).map(Line::ended),
    });
    let modules = modules.collect();
    PrerequisitesView {
        head: numbers.section(),
        // The template's version.
        studio_pro: Line::inside(page.studio_pro_version.as_deref().unwrap_or("9.18.0")),
        authentication: said.map(|text| Line::inside(text)),
        modules,
    }
}

fn authentication(
    domain: &Domain,
    page: &Page,
    form: Form,
    numbers: &mut Numbering,
    figures: &mut Figures<'_>,
) -> Option<AuthenticationView> {
    let ways = authentication::ways(domain);
    if !form.aws && ways.is_empty() {
        return None;
    }
    let has_steps = form.aws && !form.modern;
    let mut figure = |place: &str| has_steps.then(|| figures.at(place)).flatten();
    Some(AuthenticationView {
        head: numbers.section(),
        is_static: page.credentials_default != Some(CredentialsDefault::Session),
        settings: figure("authentication-step-3"),
        constants: figure("authentication-step-6"),
        ways,
    })
}

/// Lets the procedure link to its activity, whose anchor is the one that it will get.
fn link_procedure(facts: &Facts<'_>, recipe: &Recipe, procedure: Option<&mut ProcedureView>) {
    let mut anchors = Anchors::new();
    let Some(activity) = ProcedureView::activity(facts, recipe) else {
        return;
    };
    let anchor = facts
        .domain
        .activities
        .iter()
        .map(|each| (each, anchors.claim(&each.action)))
        .find(|(each, _)| each.action == activity.action);
    if let (Some(procedure), Some((_, anchor))) = (procedure, anchor) {
        procedure.link_to(anchor.as_str(), &activity.action);
    }
}

fn full(
    facts: &Facts<'_>,
    recipe: &Recipe,
    form: Form,
    numbers: &mut Numbering,
    anchors: &mut Anchors,
    missing: &mut Missing,
) -> ReferenceView {
    let page = &recipe.page;
    let domain_model = numbers.section();
    let general = facts.general();
    let generalizations = entities::rows(facts, &general, true);
    let has_enumerations = form.has_regions() || !facts.domain.enumerations.is_empty();
    let enumerations_head = has_enumerations.then(|| numbers.section());
    let enumerations = enumerations::sections(facts, form.has_regions(), numbers);
    let enumerations_purpose = line_of_recipe(page.enumerations_purpose.as_ref());
    if enumerations_purpose.is_none() && has_enumerations && !form.has_regions() {
        missing.page_key(
            "what the enumerations list",
            "enumerations-purpose",
            "\"…\"",
        );
    }
    let activities_purpose = line_of_recipe(page.activities_purpose.as_ref());
    if activities_purpose.is_none() {
        missing.page_key("what the activities are for", "activities-purpose", "\"…\"");
    }
    ReferenceView {
        domain_model,
        generalizations,
        has_shared: general
            .iter()
            .any(|id| facts.specializations(*id).is_empty()),
        enumerations_head,
        enumerations_purpose: enumerations_purpose.map(Line::ended),
        enumerations,
        activities_head: numbers.section(),
        activities_purpose: activities_purpose.map(Line::ended),
        activities: activities::sections(facts, recipe, numbers, anchors, missing),
    }
}

/// Reports at once how many attributes nobody describes: a page without them is complete, if bare.
fn report_descriptions(domain: &Domain, missing: &mut Missing) {
    // What a model does not say, few users know better.
    if domain.evidence == Evidence::Model {
        return;
    }
    let is_described = |entity: &&Entity| entity.role.is_structure() && entity.role != Role::Error;
    let structures = || domain.entities.iter().filter(is_described);
    let all: usize = structures().map(|entity| entity.attributes.len()).sum();
    let bare = || {
        structures().flat_map(|entity| {
            let attributes = entity.attributes.iter();
            let bare = attributes.filter(|attribute| attribute.documentation.is_none());
            bare.map(move |attribute| (entity, attribute))
        })
    };
    let Some((entity, attribute)) = bare().next() else {
        return;
    };
    let mut members = entity.members.iter();
    let member = members.find(|member| member.name == attribute.name);
    let address = entity.shape.as_ref().zip(member).map(|(shape, member)| {
        let wrapped = member
            .wrappers
            .iter()
            .fold(shape.clone(), |at, wire| at.member(wire));
        wrapped.member(&member.wire).0
    });
    let address = address.unwrap_or_else(|| format!("{}.{}", entity.name, attribute.name));
    missing.text(
        &format!("a description of {} of {all} attributes", bare().count()),
        &format!(
            "write `description = \"…\"` into `[members.\"{}\"]` of `connector.toml`, and so on",
            address.escape_default()
        ),
    );
}
