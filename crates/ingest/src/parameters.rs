//! Decisions about what a URL or a header shows: always texts, with the samples that have them.

use connector_model::service::{
    Binding, Decision, Member, Operation, Presence, Service, ShapeKind, Target,
};

/// What was decided about the parameters of all operations, for `inspect`.
pub(crate) fn decisions(service: &Service) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for operation in &service.operations {
        let Some(input) = &operation.input else {
            continue;
        };
        let Some(ShapeKind::Structure(members)) =
            service.shapes.get(input).map(|shape| &shape.kind)
        else {
            continue;
        };
        for member in members {
            if let Some(place) = place(member.binding) {
                decisions.push(Decision {
                    subject: input.member(&member.wire).0,
                    verdict: verdict(member),
                    evidence: evidence(operation, member, place),
                    guessed: false,
                    origin: operation.origin.clone(),
                });
            }
        }
    }
    decisions
}

/// Where a member stands whose type no sample shows; `None` for members of bodies.
fn place(binding: Binding) -> Option<&'static str> {
    match binding {
        Binding::Label => Some("path"),
        Binding::Query => Some("query"),
        Binding::Header => Some("headers"),
        _ => None,
    }
}

fn verdict(member: &Member) -> String {
    let kind = match member.target {
        Target::Simple(_) => "String",
        _ => "List of String",
    };
    let presence = match member.presence {
        Presence::Required => "required",
        Presence::Optional => "may be left out",
    };
    format!("{kind}, {presence}")
}

fn evidence(operation: &Operation, member: &Member, place: &str) -> String {
    let has = |input: &[(String, String)]| input.iter().any(|(name, _)| *name == member.wire);
    let samples = operation.examples.len();
    let count = operation
        .examples
        .iter()
        .filter(|example| has(&example.input))
        .count();
    let seen = match samples {
        0 => String::new(),
        1 => format!("; in {count} of 1 sample"),
        _ => format!("; in {count} of {samples} samples"),
    };
    format!("in the {place} of the request, where everything is a text{seen}")
}
