//! The domain model as a Mermaid class diagram.

use std::fmt::Write;

use connector_model::domain::{
    AssociationEnd, Domain, EntityId, Generalization, Multiplicity, Role,
};

use super::blocks::type_name;
use super::svg::is_hidden;

/// The domain model as a Mermaid class diagram.
///
/// Classes have identifiers of our own; every text of a source is in a quoted label as entity codes, so
/// that none of it can be a directive, a click action or markup.
pub fn mermaid(domain: &Domain) -> String {
    let mut out = String::from("classDiagram\n  direction LR\n");
    let mut foreign: Vec<&str> = Vec::new();
    for (index, entity) in shown(domain) {
        let _ = writeln!(out, "  class e{index}[\"{}\"] {{", label(&entity.name));
        if let Some(stereotype) = stereotype(entity.role) {
            let _ = writeln!(out, "    <<{stereotype}>>");
        }
        for attribute in &entity.attributes {
            let kind = type_name(domain, &attribute.kind);
            let _ = writeln!(out, "    {} {}", word(&kind), word(&attribute.name));
        }
        out.push_str("  }\n");
        match &entity.generalization {
            Some(Generalization::Entity(EntityId(to))) => {
                let _ = writeln!(out, "  e{to} <|-- e{index}");
            }
            Some(Generalization::Foreign(name)) => {
                let to = foreign_index(&mut foreign, name);
                let _ = writeln!(out, "  f{to} <|-- e{index}");
            }
            None => {}
        }
    }
    for association in &domain.associations {
        let container = AssociationEnd::Entity(association.container);
        let far = if association.owner == container {
            &association.other
        } else {
            &association.owner
        };
        if !domain.in_guide(association.container) {
            continue;
        }
        let to = match far {
            AssociationEnd::Entity(id) if !domain.in_guide(*id) => continue,
            AssociationEnd::Entity(EntityId(index)) => format!("e{index}"),
            AssociationEnd::Foreign(name) => format!("f{}", foreign_index(&mut foreign, name)),
        };
        let (one, other) = match association.multiplicity {
            Multiplicity::OneToOne => ("1", "1"),
            Multiplicity::OneToMany => ("1", "*"),
            Multiplicity::ManyToMany => ("*", "*"),
        };
        let from = association.container.0;
        let name = label(&association.name);
        let _ = writeln!(out, "  e{from} \"{one}\" --> \"{other}\" {to} : {name}");
    }
    for (index, name) in foreign.iter().enumerate() {
        let _ = writeln!(out, "  class f{index}[\"{}\"]", label(name));
    }
    out
}

fn shown(domain: &Domain) -> impl Iterator<Item = (usize, &connector_model::domain::Entity)> {
    let entities = domain.entities.iter().enumerate();
    entities.filter(|(index, _)| domain.in_guide(EntityId(*index)))
}

fn foreign_index<'a>(foreign: &mut Vec<&'a str>, name: &'a str) -> usize {
    if let Some(index) = foreign.iter().position(|known| *known == name) {
        return index;
    }
    foreign.push(name);
    foreign.len() - 1
}

fn stereotype(role: Role) -> Option<&'static str> {
    match role {
        Role::Request => Some("request"),
        Role::Response => Some("response"),
        Role::Error => Some("error"),
        Role::Specialization => Some("specialization"),
        _ => None,
    }
}

/// A text in a quoted label: letters, digits and a few harmless signs, all else as entity codes.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out.push('\u{fffd}');
        } else if c.is_alphanumeric() || matches!(c, '_' | ' ' | '.') {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}

/// A text where Mermaid takes a word.
fn word(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    text.chars().map(plain).collect()
}
