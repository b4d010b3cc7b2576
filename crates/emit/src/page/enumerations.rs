//! Enumerations as sections of the technical reference (requirement T13).

use connector_model::domain::Enumeration;
use connector_model::names;
use serde::Serialize;

use super::facts::Facts;
use super::line::{Line, Slug};
use super::numbering::{Head, Numbering};
use super::prose::{BlockView, from_source, line_of_source};
use super::regions::REGIONS;

/// A section about an enumeration.
#[derive(Debug, Serialize)]
pub(super) struct EnumerationView {
    head: Head,
    name: Line,
    anchor: Option<Slug>,
    documentation: Option<Vec<BlockView>>,
    /// Whether the table has a column for descriptions.
    is_described: bool,
    values: Vec<ValueView>,
}

/// A row of its table.
#[derive(Debug, Serialize)]
struct ValueView {
    name: Line,
    caption: Line,
    documentation: Option<Line>,
    /// What the service calls it.
    wire: Line,
    /// Whether it stands for what the service answers and the module does not know.
    is_unknown: bool,
}

/// Value that the guide's model adds to enumerations of answers (reference: unknown enumeration value).
const UNKNOWN: &str = "UNKNOWN_TO_SDK_VERSION";

/// The sections: the regions where the module has an enumeration of its own for them, then the others.
pub(super) fn sections(
    facts: &Facts<'_>,
    has_regions: bool,
    numbers: &mut Numbering,
) -> Vec<EnumerationView> {
    let regions = has_regions.then(|| regions(numbers.part()));
    let mut views: Vec<EnumerationView> = regions.into_iter().collect();
    for enumeration in &facts.domain.enumerations {
        views.push(section(enumeration, numbers.part()));
    }
    views
}

fn section(enumeration: &Enumeration, head: Head) -> EnumerationView {
    let values = enumeration.values.iter().map(|value| ValueView {
        name: Line::name(&value.name),
        caption: Line::of(&value.caption),
        documentation: line_of_source(value.documentation.as_ref()),
        wire: Line::name(&value.wire),
        is_unknown: false,
    });
    let unknown = enumeration.received.then(|| ValueView {
        name: Line::name(UNKNOWN),
        caption: Line::of(UNKNOWN),
        documentation: None,
        wire: Line::new(),
        is_unknown: true,
    });
    EnumerationView {
        head,
        name: Line::name(&enumeration.name),
        anchor: None,
        documentation: from_source(enumeration.documentation.as_ref()),
        is_described: true,
        values: values.chain(unknown).collect(),
    }
}

fn regions(head: Head) -> EnumerationView {
    let values = REGIONS.iter().map(|(id, caption)| ValueView {
        name: Line::name(&names::region(id)),
        caption: Line::of(caption),
        documentation: None,
        wire: Line::name(id),
        is_unknown: false,
    });
    EnumerationView {
        head,
        name: Line::name("AWS_Region"),
        anchor: Some(Slug::new("aws-region")),
        documentation: None,
        is_described: false,
        values: values.collect(),
    }
}
