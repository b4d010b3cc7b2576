//! The domain model: what the connector guide calls entities, attributes, enumerations,
//! associations, generalizations and activities, with the names that people see.
//!
//! The lowering makes it from the service model and the recipe; Rust, the page and the diagram are
//! printed from it. Every node keeps what the wire calls it, because mappings need that name.

use std::collections::BTreeMap;

use crate::documentation::Documentation;
use crate::service::{
    Auth, BodyFormat, Deprecation, EndpointPart, Evidence, Example, MemberTraits, OperationTraits,
    PathPart, ServiceTraits, ShapeId, TimestampFormat, XmlName, XmlNamespace,
};

/// Index of an entity in [`Domain::entities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub usize);

/// Index of an enumeration in [`Domain::enumerations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumerationId(pub usize);

/// A connector: one module with its domain model and activities.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// Display name of the connector and the service (`Amazon Polly`).
    pub name: String,
    /// Module name (`AmazonPollyConnector`).
    pub module: String,
    /// Name in kebab case, for the crate, the page and its address (`amazon-polly`).
    pub slug: String,
    /// How the facts were obtained.
    pub evidence: Evidence,
    /// What the source says about the service.
    pub documentation: Option<Documentation>,
    /// Entities: requests and responses of each activity in order, then the others by first use.
    pub entities: Vec<Entity>,
    /// Enumerations by name.
    pub enumerations: Vec<Enumeration>,
    /// Associations in the order of the entities that hold them.
    pub associations: Vec<Association>,
    /// Activities in the order of the recipe.
    pub activities: Vec<Activity>,
    /// Modelled errors by code; empty for samples, whose errors belong to their activities.
    pub errors: Vec<ModelledError>,
    /// Identifiers in code that are to stay, by what has them: that part of the naming record.
    pub identifiers: BTreeMap<String, String>,
    /// Facts that only models state.
    pub traits: ServiceTraits,
}

/// An error that a model states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelledError {
    /// Code on the wire.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// Entity with its details.
    pub entity: EntityId,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Indices of the activities that answer with it.
    pub activities: Vec<usize>,
}

impl Domain {
    /// Whether all that an activity returns is one Boolean, for the guide an activity without a
    /// response entity (requirement B10). Rust has the entity all the same: the value would be lost.
    pub fn returns_boolean(&self, activity: &Activity) -> bool {
        match activity.result {
            ActivityResult::Boolean => true,
            ActivityResult::Entity(entity) => self.is_single_boolean(entity),
        }
    }

    /// Whether the guide's model has the entity: all but responses that are one Boolean, and the errors of models:
    /// a microflow fails with them, no object of theirs is made.
    pub fn in_guide(&self, entity: EntityId) -> bool {
        let is_modelled_error = self.evidence == Evidence::Model
            && self
                .entities
                .get(entity.0)
                .is_some_and(|entity| entity.role == Role::Error);
        !is_modelled_error && !self.is_single_boolean(entity)
    }

    fn is_single_boolean(&self, entity: EntityId) -> bool {
        self.entities.get(entity.0).is_some_and(|entity| {
            entity.role == Role::Response
                && matches!(entity.members.as_slice(), [member] if member.value == Value::Boolean)
        })
    }
}

/// A kind of object.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Name, upper camel case (`DescribeVoicesResponse`).
    pub name: String,
    /// What it is there for.
    pub role: Role,
    /// Address of the shape that it stands for; `None` where only the guide has it.
    pub shape: Option<ShapeId>,
    /// Entity of this or of another module that it specializes.
    pub generalization: Option<Generalization>,
    /// Members in the order of the wire: what the Rust structure and its mappings are made of.
    pub members: Vec<Member>,
    /// Attributes as the guide has them: members with a scalar value, in order.
    pub attributes: Vec<Attribute>,
    /// Whether it is received (read) by some activity.
    pub received: bool,
    /// Whether it is sent (written) by some activity.
    pub sent: bool,
    /// What the source says about it.
    pub documentation: Option<Documentation>,
    /// Namespace of its elements.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecation>,
}

/// What an entity is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Role {
    /// `{Action}Request`: the structure is in the activity's module. Always exists.
    Request,
    /// `{Action}Response`.
    Response,
    /// Body of an answer other than success.
    Error,
    /// A structure inside of others; a structure of Rust.
    Nested,
    /// Exactly one of its members is there: in the guide's model an abstract generalization, in Rust an enumeration
    /// with a variant for each member and one for those that are not known.
    Union,
    /// Empty specialization `{Action}{Shape}` of a shared structure: in the guide's model, in Rust its generalization serves.
    Specialization,
    /// One attribute, for the items of a list of scalars: in the guide's model, in Rust a `Vec`.
    ListItem,
    /// Key and value of a map: in the guide's model, in Rust a map.
    MapEntry,
}

impl Role {
    /// Whether the entity becomes a Rust structure.
    pub fn is_structure(self) -> bool {
        matches!(
            self,
            Self::Request | Self::Response | Self::Error | Self::Nested
        )
    }
}

/// What an entity specializes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Generalization {
    /// An entity of this module.
    Entity(EntityId),
    /// An entity of another module, qualified (`AWSAuthentication.AbstractRequest`).
    Foreign(String),
}

/// A member of an entity as Rust and the wire see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Name that the guide gives it, upper camel case (`VoiceId`, `_Type`); unique in the entity.
    pub name: String,
    /// Name on the wire, exactly.
    pub wire: String,
    /// What its value is.
    pub value: Value,
    /// Where in the message it stands.
    pub binding: crate::service::Binding,
    /// Whether a request must have it, or no sample lacked it.
    pub presence: crate::service::Presence,
    /// Whether null was seen in its place.
    pub nullable: bool,
    /// Whether it stays out of debug output.
    pub sensitive: bool,
    /// Whether the value needs an allocation of its own, because its entity can reach the one that
    /// this member belongs to through such members alone.
    pub boxed: bool,
    /// Wire names of the structures around it that the recipe removed, outermost first: the value
    /// stands in the body at `wrappers[0].wrappers[1]….wire`. Nearly always empty.
    pub wrappers: Vec<String>,
    /// Names on the wire of what is inside of lists and maps, outermost first; empty for samples.
    pub levels: Vec<Level>,
    /// What the source says about it.
    pub documentation: Option<Documentation>,
    /// Facts that only models state.
    pub traits: MemberTraits,
}

/// Names on the wire of the items of a list or of the keys and values of a map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Level {
    /// Items or values; `None` for the protocol's own name.
    pub item: Option<XmlName>,
    /// Keys.
    pub key: Option<XmlName>,
}

/// What a member's value is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// Bytes.
    Blob,
    /// True or false.
    Boolean,
    /// A number with a fraction.
    Decimal,
    /// Any JSON value.
    Document,
    /// One entity.
    Entity(EntityId),
    /// Events of a union, one after the other, as the body.
    EventStream(EntityId),
    /// A value of an enumeration.
    Enumeration(EnumerationId),
    /// A number of 32 bits with a fraction.
    Float,
    /// A number that fits 32 bits.
    Integer,
    /// Values in order.
    List(Box<Value>),
    /// A number that fits 64 bits.
    Long,
    /// Values by text keys.
    Map(Box<Value>),
    /// A value or null: only inside of lists and maps.
    Nullable(Box<Value>),
    /// Bytes that are not held in memory, as the body.
    Stream,
    /// A text.
    String,
    /// A point in time.
    Timestamp(TimestampFormat),
}

/// An attribute of an entity as the guide has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Name (`VoiceId`).
    pub name: String,
    /// Its type.
    pub kind: AttributeType,
    /// Whether a request must have it.
    pub required: bool,
    /// What the source says about it.
    pub documentation: Option<Documentation>,
}

/// Types of attributes, in the words of the platform (reference: attribute types of the domain model).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeType {
    /// `Boolean`.
    Boolean,
    /// `Date and time`.
    DateTime,
    /// `Decimal`.
    Decimal,
    /// `Enumeration` of this module.
    Enumeration(EnumerationId),
    /// `AWSAuthentication.ENUM_Boolean`: an optional Boolean that is sent, because a Boolean is never empty.
    OptionalBoolean,
    /// `Integer`.
    Integer,
    /// `Long`.
    Long,
    /// `String (unlimited)`; bytes as base64 and documents as JSON text too.
    String,
}

/// A set of texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Name (`ENUM_Engine`).
    pub name: String,
    /// Name without the prefix (`Engine`), from which the Rust name is made.
    pub stem: String,
    /// Address of the shape, or of the recipe's entry.
    pub shape: Option<ShapeId>,
    /// Values in the order of the source.
    pub values: Vec<EnumerationValue>,
    /// Whether a response has it, so that the guide's model needs a value for unknown texts.
    pub received: bool,
    /// What the source says about it.
    pub documentation: Option<Documentation>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumerationValue {
    /// Technical name (`long_form`).
    pub name: String,
    /// Text for people (`long-form`).
    pub caption: String,
    /// Text on the wire, exactly.
    pub wire: String,
    /// What the source says about it.
    pub documentation: Option<Documentation>,
}

/// A relation between two entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// Name, owner first (`Voice_DescribeVoicesResponse`); unique in the module.
    pub name: String,
    /// Entity that owns it, where it is drawn from.
    pub owner: AssociationEnd,
    /// Entity at the other end.
    pub other: AssociationEnd,
    /// How many objects are at either end, seen from the container of the member.
    pub multiplicity: Multiplicity,
    /// Entity whose member it is.
    pub container: EntityId,
    /// Name of the member in the container ([`Member::name`]).
    pub member: String,
}

/// An end of an association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssociationEnd {
    /// An entity of this module.
    Entity(EntityId),
    /// An entity of another module, qualified (`AWSAuthentication.BasicClientConfig`).
    Foreign(String),
}

/// How many objects an association joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Multiplicity {
    /// `1-1`.
    OneToOne,
    /// `1-*`: one container, many items; the items own it.
    OneToMany,
    /// `*-*`.
    ManyToMany,
}

impl Multiplicity {
    /// The label of the guide: `1-1`, `1-*` or `*-*`.
    pub fn label(self) -> &'static str {
        match self {
            Self::OneToOne => "1-1",
            Self::OneToMany => "1-*",
            Self::ManyToMany => "*-*",
        }
    }
}

/// An operation as an activity of the connector.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Name of the microflow action, as the service names the operation (`DescribeVoices`).
    pub action: String,
    /// Name of the microflow (`Get_v1_DescribeVoices`).
    pub microflow: String,
    /// Name of the operation in the service model ([`crate::service::Operation::name`]).
    pub operation: String,
    /// Category: the name of the service.
    pub category: String,
    /// Request entity.
    pub request: EntityId,
    /// What it returns.
    pub result: ActivityResult,
    /// Parameters in the order request, files, region, credentials.
    pub parameters: Vec<Parameter>,
    /// Bodies of answers other than success: status and entity.
    pub errors: Vec<(u16, EntityId)>,
    /// What goes over the wire.
    pub wire: WireOperation,
    /// Captured exchanges.
    pub examples: Vec<Example>,
    /// What the source says about it.
    pub documentation: Option<Documentation>,
}

/// What goes over the wire for an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct WireOperation {
    /// HTTP method, upper case.
    pub method: String,
    /// Path of the request.
    pub path: Vec<PathPart>,
    /// Query parameters that are always the same.
    pub fixed_query: Vec<(String, String)>,
    /// Headers that are always the same.
    pub fixed_headers: Vec<(String, String)>,
    /// Where it is called by default.
    pub endpoint: Vec<EndpointPart>,
    /// Region of the samples.
    pub sample_region: Option<String>,
    /// How it is authenticated.
    pub auth: Auth,
    /// How the body of the request is written.
    pub request_body: BodyFormat,
    /// Facts that only models state.
    pub traits: OperationTraits,
}

/// What an activity returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityResult {
    /// Whether it was successful: nothing else comes back.
    Boolean,
    /// An object of a response entity.
    Entity(EntityId),
}

/// A parameter of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name (`DescribeVoicesRequest`, `AWS_Region`, `Credentials`).
    pub name: String,
    /// What it is: `Object`, `Enumeration`, `List`.
    pub kind: ParameterKind,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A value of an enumeration.
    Enumeration,
    /// One object.
    Object,
}
