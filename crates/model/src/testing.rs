//! Short constructors for the services that tests are about.

use crate::service::{
    Auth, Binding, BodyFormat, EndpointPart, Member, Operation, Origin, PathPart, Presence,
    Service, Shape, ShapeId, ShapeKind, Simple, Target,
};

pub(crate) const TEXT: Target = Target::Simple(Simple::String);

pub(crate) fn id(address: &str) -> ShapeId {
    ShapeId(address.to_owned())
}

pub(crate) fn shape(address: &str) -> Target {
    Target::Shape(id(address))
}

pub(crate) fn member(wire: &str, target: Target) -> Member {
    Member {
        wire: wire.to_owned(),
        target,
        binding: Binding::Body,
        presence: Presence::Required,
        nullable: false,
        documentation: None,
        traits: crate::service::MemberTraits::default(),
    }
}

pub(crate) fn optional(member: Member) -> Member {
    Member {
        presence: Presence::Optional,
        ..member
    }
}

pub(crate) fn bound(member: Member, binding: Binding) -> Member {
    Member { binding, ..member }
}

pub(crate) fn structure(members: Vec<Member>) -> ShapeKind {
    ShapeKind::Structure(members)
}

/// A structure of texts.
pub(crate) fn texts(wires: &[&str]) -> ShapeKind {
    structure(wires.iter().map(|wire| member(wire, TEXT)).collect())
}

pub(crate) fn operation(name: &str) -> Operation {
    Operation {
        name: name.to_owned(),
        source_name: name.to_owned(),
        documentation: None,
        method: "GET".to_owned(),
        path: vec![PathPart::Literal("/v1/things".to_owned())],
        fixed_query: Vec::new(),
        fixed_headers: Vec::new(),
        endpoint: vec![EndpointPart::Text("https://example.com".to_owned())],
        sample_region: None,
        auth: Auth::None,
        request_body: BodyFormat::None,
        input: None,
        output: None,
        errors: Vec::new(),
        examples: Vec::new(),
        origin: Origin::default(),
        traits: crate::service::OperationTraits::default(),
    }
}

/// An operation that answers with `{name}Response`.
pub(crate) fn with_output(name: &str) -> Operation {
    Operation {
        output: Some(id(&format!("{name}Response"))),
        ..operation(name)
    }
}

pub(crate) fn service(operations: Vec<Operation>, shapes: Vec<(&str, ShapeKind)>) -> Service {
    let shapes = shapes.into_iter().map(|(address, kind)| {
        let shape = Shape {
            kind,
            documentation: None,
            sensitive: false,
            origin: Origin::default(),
            traits: crate::service::ShapeTraits::default(),
        };
        (id(address), shape)
    });
    Service {
        title: Some("Things".to_owned()),
        operations,
        shapes: shapes.collect(),
        ..Service::default()
    }
}
