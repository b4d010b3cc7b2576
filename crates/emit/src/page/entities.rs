//! Entities as rows of tables: facts of the model by rule (requirement B13), behind what a source or the
//! recipe says.

use connector_model::describe::attribute_type;
use connector_model::domain::{
    Activity, ActivityResult, Attribute, Domain, Entity, EntityId, Generalization, Role,
};
use serde::Serialize;

use super::facts::{Facts, Hold, is_request};
use super::line::Line;
use super::prose::line_of_source;

/// A name that sentences put an article in front of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Named {
    /// The name as a code span.
    name: Line,
    /// Whether the article is `an`.
    an: bool,
}

impl Named {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: Line::name(name),
            an: takes_an(name),
        }
    }
}

/// Whether a name is spoken with a vowel at its beginning; `U` as in `Update`, not as in `Usage`.
fn takes_an(name: &str) -> bool {
    let word = name.trim_start_matches('_').to_ascii_lowercase();
    let spoken_with_you = [
        "uni", "usa", "use", "usi", "usu", "uti", "uri", "url", "uui", "eu", "one",
    ];
    word.starts_with(['a', 'e', 'i', 'o', 'u'])
        && !spoken_with_you.iter().any(|start| word.starts_with(start))
}

/// A row of a table of entities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct EntityView {
    name: Line,
    /// Qualified by its module.
    generalization: Option<Line>,
    /// Whether it is described in another table.
    is_elsewhere: bool,
    /// What a source or the recipe says, as whole sentences.
    documentation: Option<Line>,
    /// What it is made for; the template asks for it.
    role: &'static str,
    /// Status of the answer that it is the body of.
    status: Option<u16>,
    /// Action that it is the request, the response or an error of.
    action: Option<Line>,
    holders: Vec<HolderView>,
    /// How many more there are.
    more_holders: usize,
    specializations: Vec<Line>,
    /// Attributes that are not told apart by whether they are required.
    attributes: Vec<AttributeView>,
    required: Vec<AttributeView>,
    optional: Vec<AttributeView>,
    links: Vec<LinkView>,
    /// Whether it has neither attributes nor associations of its own.
    is_bare: bool,
    /// Whether it has no attributes of its own.
    is_plain: bool,
}

/// An attribute in a sentence or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AttributeView {
    name: Line,
    kind: Line,
    documentation: Option<Line>,
}

/// Where an entity stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct HolderView {
    member: Line,
    entity: Line,
    /// Action whose request it is in directly.
    request: Option<Line>,
    /// Action whose response it is in directly.
    response: Option<Line>,
}

/// Objects that an entity is associated with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct LinkView {
    named: Named,
    is_list: bool,
}

/// Longest list of places of one entity.
const HOLDERS: usize = 3;

/// Makes the rows of a table; `is_general` for the table of the domain model.
pub(super) fn rows(facts: &Facts<'_>, ids: &[EntityId], is_general: bool) -> Vec<EntityView> {
    ids.iter().map(|id| row(facts, *id, is_general)).collect()
}

fn row(facts: &Facts<'_>, id: EntityId, is_general: bool) -> EntityView {
    if !is_general && facts.is_general(id) {
        return elsewhere(facts, id);
    }
    let entity = facts.entity(id);
    let owner = facts.owner(id);
    let holders = if owner.is_some() {
        Vec::new()
    } else {
        facts.holders(id)
    };
    let by_requirement = entity.sent && !entity.received;
    let views = |wanted: fn(&Attribute, bool) -> bool| -> Vec<AttributeView> {
        let attributes = entity.attributes.iter();
        attributes
            .filter(|attribute| wanted(attribute, by_requirement))
            .map(|attribute| attribute_view(facts.domain, attribute, is_request(entity)))
            .collect()
    };
    let links = links(facts, id);
    EntityView {
        name: Line::name(&entity.name),
        generalization: generalization(facts.domain, entity),
        is_elsewhere: false,
        documentation: line_of_source(entity.documentation.as_ref()),
        role: match entity.role {
            Role::Request => "request",
            Role::Response => "response",
            Role::Error => "error",
            _ => "part",
        },
        status: owner.and_then(|(_, status)| status),
        action: owner.map(|(activity, _)| Line::of(&activity.action)),
        more_holders: holders.len().saturating_sub(HOLDERS),
        holders: holders
            .iter()
            .take(HOLDERS)
            .map(|hold| holder(facts, hold))
            .collect(),
        specializations: facts
            .specializations(id)
            .iter()
            .map(|id| Line::name(&facts.entity(*id).name))
            .collect(),
        attributes: views(|_, by_requirement| !by_requirement),
        required: views(|attribute, by_requirement| by_requirement && attribute.required),
        optional: views(|attribute, by_requirement| by_requirement && !attribute.required),
        is_plain: entity.attributes.is_empty(),
        is_bare: entity.attributes.is_empty() && links.is_empty(),
        links,
    }
}

/// The row of an entity that the table of the domain model describes: its place in that table.
fn elsewhere(facts: &Facts<'_>, id: EntityId) -> EntityView {
    let entity = facts.entity(id);
    EntityView {
        name: Line::name(&entity.name),
        generalization: generalization(facts.domain, entity),
        is_elsewhere: true,
        ..EntityView::default()
    }
}

fn generalization(domain: &Domain, entity: &Entity) -> Option<Line> {
    let general = entity.generalization.as_ref()?;
    Some(Line::name(&qualified(domain, general)))
}

/// Name of a generalization, qualified by its module.
fn qualified(domain: &Domain, general: &Generalization) -> String {
    match general {
        Generalization::Entity(id) => {
            format!("{}.{}", domain.module, domain.entities[id.0].name)
        }
        Generalization::Foreign(name) => name.clone(),
    }
}

fn holder(facts: &Facts<'_>, hold: &Hold<'_>) -> HolderView {
    let owner = facts.owner(hold.container).map(|(activity, _)| activity);
    let action = |is_meant: fn(&Activity, EntityId) -> bool| {
        let activity = owner.filter(|activity| is_meant(activity, hold.container))?;
        Some(Line::of(&activity.action))
    };
    HolderView {
        member: Line::name(&hold.association.member),
        entity: Line::name(&facts.entity(hold.container).name),
        request: action(|activity, id| activity.request == id),
        response: action(|activity, id| activity.result == ActivityResult::Entity(id)),
    }
}

/// What an entity's own members are associated with, each once.
fn links(facts: &Facts<'_>, id: EntityId) -> Vec<LinkView> {
    let mut links: Vec<LinkView> = Vec::new();
    for hold in facts.held_itself(id) {
        let link = LinkView {
            named: Named::new(&facts.entity(hold.target).name),
            is_list: hold.is_list,
        };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// An attribute with its type; without its documentation where a list beside the table has it.
fn attribute_view(domain: &Domain, attribute: &Attribute, is_listed: bool) -> AttributeView {
    AttributeView {
        name: Line::name(&attribute.name),
        kind: Line::of(&attribute_type(domain, &attribute.kind)),
        documentation: line_of_source(attribute.documentation.as_ref()).filter(|_| !is_listed),
    }
}

/// The attributes of a request as parameters of its activity (requirement B14): required or optional ones.
pub(super) fn parameters(
    facts: &Facts<'_>,
    request: EntityId,
    is_required: bool,
) -> Vec<AttributeView> {
    let attributes = facts.entity(request).attributes.iter();
    attributes
        .filter(|attribute| attribute.required == is_required)
        .map(|attribute| attribute_view(facts.domain, attribute, false))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::takes_an;

    #[test]
    fn articles_follow_the_sound() {
        for (name, an) in [
            ("OrderRequest", true),
            ("UpdateItemRequest", true),
            ("UseKeyRequest", false),
            ("Voice", false),
            ("_Id", true),
        ] {
            assert_eq!(takes_an(name), an, "{name}");
        }
    }
}
