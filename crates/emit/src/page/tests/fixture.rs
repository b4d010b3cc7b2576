//! Domain models made by hand: a connector for AWS and one for another API.

use connector_model::documentation::Documentation;
use connector_model::domain::{
    Activity, ActivityResult, Association, AssociationEnd, Attribute, AttributeType, Domain,
    Entity, EntityId, Enumeration, EnumerationId, EnumerationValue, Generalization, Multiplicity,
    Parameter, ParameterKind, Role, WireOperation,
};
use connector_model::recipe::{
    CredentialsDefault, Dependency, Figure, OperationRecipe, PageProfile, Recipe,
};
use connector_model::service::{Auth, BodyFormat, Evidence};

fn entity(name: &str, role: Role, attributes: &[(&str, AttributeType, bool)]) -> Entity {
    let attributes = attributes.iter().map(|(name, kind, required)| Attribute {
        name: (*name).to_owned(),
        kind: kind.clone(),
        required: *required,
        documentation: None,
    });
    Entity {
        name: name.to_owned(),
        role,
        shape: None,
        generalization: None,
        members: Vec::new(),
        attributes: attributes.collect(),
        received: role != Role::Request,
        sent: role == Role::Request,
        documentation: None,
        deprecated: None,
        xml_namespace: None,
    }
}

fn specializing(general: Generalization, entity: Entity) -> Entity {
    Entity {
        generalization: Some(general),
        ..entity
    }
}

fn aws_request(entity: Entity) -> Entity {
    let general = "AWSAuthentication.AbstractRequest".to_owned();
    specializing(Generalization::Foreign(general), entity)
}

fn list(container: usize, member: &str, item: usize, name: &str) -> Association {
    Association {
        name: name.to_owned(),
        owner: AssociationEnd::Entity(EntityId(item)),
        other: AssociationEnd::Entity(EntityId(container)),
        multiplicity: Multiplicity::OneToMany,
        container: EntityId(container),
        member: member.to_owned(),
    }
}

fn one(container: usize, member: &str, other: usize, name: &str) -> Association {
    Association {
        name: name.to_owned(),
        owner: AssociationEnd::Entity(EntityId(container)),
        other: AssociationEnd::Entity(EntityId(other)),
        multiplicity: Multiplicity::OneToOne,
        container: EntityId(container),
        member: member.to_owned(),
    }
}

fn parameters(objects: &[&str], auth: &Auth) -> Vec<Parameter> {
    let parameter = |name: &str, kind| Parameter {
        name: name.to_owned(),
        kind,
    };
    let mut all: Vec<Parameter> = objects
        .iter()
        .map(|name| parameter(name, ParameterKind::Object))
        .collect();
    if matches!(auth, Auth::SigV4 { .. }) {
        all.push(parameter("AWS_Region", ParameterKind::Enumeration));
    }
    if *auth != Auth::None {
        all.push(parameter("Credentials", ParameterKind::Object));
    }
    all
}

fn activity(
    action: &str,
    request: usize,
    result: ActivityResult,
    auth: Auth,
    objects: &[&str],
) -> Activity {
    let mut names = vec![format!("{action}Request")];
    names.extend(objects.iter().map(|name| (*name).to_owned()));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Activity {
        action: action.to_owned(),
        microflow: format!("Get_v1_{action}"),
        operation: action.to_owned(),
        category: String::new(),
        request: EntityId(request),
        result,
        parameters: parameters(&names, &auth),
        errors: Vec::new(),
        wire: WireOperation {
            method: "POST".to_owned(),
            path: Vec::new(),
            fixed_query: Vec::new(),
            fixed_headers: Vec::new(),
            endpoint: Vec::new(),
            sample_region: None,
            auth,
            request_body: BodyFormat::None,
            traits: connector_model::service::OperationTraits::default(),
        },
        examples: Vec::new(),
        documentation: None,
    }
}

fn domain(name: &str, slug: &str) -> Domain {
    Domain {
        name: name.to_owned(),
        module: format!("{}Connector", name.replace(' ', "")),
        slug: slug.to_owned(),
        evidence: Evidence::Samples,
        documentation: None,
        entities: Vec::new(),
        enumerations: Vec::new(),
        associations: Vec::new(),
        activities: Vec::new(),
        errors: Vec::new(),
        identifiers: std::collections::BTreeMap::default(),
        traits: connector_model::service::ServiceTraits::default(),
    }
}

fn engine() -> Enumeration {
    let value = |wire: &str| EnumerationValue {
        name: wire.replace('-', "_"),
        caption: wire.to_owned(),
        wire: wire.to_owned(),
        documentation: None,
    };
    Enumeration {
        name: "ENUM_Engine".to_owned(),
        stem: "Engine".to_owned(),
        shape: None,
        values: vec![value("neural"), value("long-form")],
        received: true,
        documentation: None,
    }
}

/// Two activities that share voices, an enumeration, a list of texts, an error, a file.
pub(super) fn polly() -> Domain {
    use AttributeType::{DateTime, Enumeration, String};
    let mut polly = domain("Amazon Polly", "amazon-polly");
    let engine_kind = || Enumeration(EnumerationId(0));
    let voice = |name: &str| {
        let general = Generalization::Entity(EntityId(4));
        specializing(general, entity(name, Role::Specialization, &[]))
    };
    polly.enumerations = vec![engine()];
    polly.entities = vec![
        aws_request(entity(
            "DescribeVoicesRequest",
            Role::Request,
            &[
                ("Engine", engine_kind(), false),
                ("NextToken", String, false),
            ],
        )),
        entity(
            "DescribeVoicesResponse",
            Role::Response,
            &[("NextToken", String, false)],
        ),
        aws_request(entity(
            "SynthesizeSpeechRequest",
            Role::Request,
            &[("Text", String, true), ("Engine", engine_kind(), false)],
        )),
        entity("SynthesizeSpeechResponse", Role::Response, &[]),
        entity(
            "Voice",
            Role::Nested,
            &[
                ("_Id", String, false),
                ("Name", String, false),
                ("AddedAt", DateTime, false),
            ],
        ),
        voice("DescribeVoicesVoice"),
        voice("SynthesizeSpeechVoice"),
        entity(
            "SupportedEngine",
            Role::ListItem,
            &[("Value", engine_kind(), false)],
        ),
        entity(
            "DescribeVoicesError400",
            Role::Error,
            &[("Message", String, false)],
        ),
    ];
    polly.associations = vec![
        list(1, "Voices", 5, "DescribeVoicesVoice_DescribeVoicesResponse"),
        one(
            3,
            "Voice",
            6,
            "SynthesizeSpeechResponse_SynthesizeSpeechVoice",
        ),
        list(4, "SupportedEngines", 7, "SupportedEngine_Voice"),
    ];
    let auth = || Auth::SigV4 {
        service: "polly".to_owned(),
    };
    let returns = |id| ActivityResult::Entity(EntityId(id));
    polly.activities = vec![
        activity("DescribeVoices", 0, returns(1), auth(), &[]),
        activity(
            "SynthesizeSpeech",
            2,
            returns(3),
            auth(),
            &["TargetFileDocument"],
        ),
    ];
    polly.activities[0].errors = vec![(400, EntityId(8))];
    polly.activities[1].documentation = Documentation::plain("Turns a <b>text</b> into `mp3`.");
    polly.entities[0].attributes[1].documentation = Documentation::plain("Token of the page");
    polly
}

/// An API with a key in a header: an order with lines, and an order that is cancelled.
pub(super) fn shop() -> Domain {
    use AttributeType::{Boolean, Integer, Long, String};
    let mut shop = domain("Shop", "shop");
    shop.documentation = Documentation::plain("Orders of a <i>shop</i>. For everyone.");
    shop.entities = vec![
        entity(
            "PlaceOrderRequest",
            Role::Request,
            &[("Customer", String, true), ("Express", Boolean, false)],
        ),
        entity(
            "PlaceOrderResponse",
            Role::Response,
            &[("_Id", Long, false)],
        ),
        entity(
            "OrderLine",
            Role::Nested,
            &[("Isbn", String, true), ("Count", Integer, false)],
        ),
        entity(
            "CancelOrderRequest",
            Role::Request,
            &[("OrderId", String, true)],
        ),
    ];
    shop.entities[2].sent = true;
    shop.entities[2].received = false;
    shop.associations = vec![list(0, "Lines", 2, "OrderLine_PlaceOrderRequest")];
    let auth = || Auth::ApiKeyHeader("X-Api-Key".to_owned());
    shop.activities = vec![
        activity(
            "PlaceOrder",
            0,
            ActivityResult::Entity(EntityId(1)),
            auth(),
            &[],
        ),
        activity("CancelOrder", 3, ActivityResult::Boolean, auth(), &[]),
    ];
    shop
}

/// A recipe that says everything, for AWS Authentication 3.
pub(super) fn filled() -> Recipe {
    let mut recipe = Recipe::default();
    let text = |text: &str| Some(text.to_owned());
    recipe.page.service_description = text("Amazon Polly turns text into \"speech\"");
    recipe.page.introduction = text("With it your app can read texts aloud.");
    recipe.page.marketplace_number = Some(205_068);
    recipe.page.service_link = text("https://aws.amazon.com/polly/");
    recipe.page.typical_use_cases =
        text("Typical uses are:\n\n* **News** - Read them aloud.\n* **Courses**");
    recipe.page.authentication_version = text("3.0");
    recipe.page.example_task = text("list the voices of a region.");
    recipe.page.activities_purpose = text("list voices and make speech");
    recipe.page.enumerations_purpose = text("the engines of voices");
    recipe.page.dependencies = vec![Dependency {
        name: "Community Commons module".to_owned(),
        link: "https://marketplace.mendix.com/link/component/170".to_owned(),
        purpose: "This module is required to parse dates".to_owned(),
    }];
    let figure = Figure {
        file: "adding.png".to_owned(),
        alt: "Adding an \"entity\"".to_owned(),
    };
    recipe.page.figures.insert("step 2".to_owned(), figure);
    let operation = OperationRecipe {
        purpose: text("list the voices"),
        ..OperationRecipe::default()
    };
    recipe
        .operations
        .insert("DescribeVoices".to_owned(), operation);
    recipe
}

/// The same for generation 2, session credentials, with its figures.
pub(super) fn second_generation() -> Recipe {
    let mut recipe = filled();
    recipe.page.authentication_version = Some("2.1".to_owned());
    recipe.page.credentials_default = Some(CredentialsDefault::Session);
    recipe.page.dependencies.clear();
    recipe.page.figures.clear();
    for place in ["authentication-step-3", "authentication-step-6"] {
        let figure = Figure {
            file: format!("{place}.png"),
            alt: place.to_owned(),
        };
        recipe.page.figures.insert(place.to_owned(), figure);
    }
    recipe
}

/// The same in the newer form.
pub(super) fn pane() -> Recipe {
    let mut recipe = filled();
    recipe.page.profile = Some(PageProfile::Pane);
    let figure = Figure {
        file: "doc-pane.png".to_owned(),
        alt: String::new(),
    };
    recipe
        .page
        .figures
        .insert("documentation-pane".to_owned(), figure);
    recipe
}
