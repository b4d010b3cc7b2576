//! The recipe, `connector.toml`: what the user says about a connector.

mod read;
pub mod schema;
mod write;

pub use read::{Places, places, read};
pub use write::write_new;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::Activity;
use crate::names;
use crate::service::{Operation, Protocol};

/// What the user says about a connector. Unknown keys are errors with a suggestion.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Recipe {
    /// `[connector]`.
    pub connector: Connector,
    /// `[sample]`: what a bare body cannot tell.
    pub sample: Sample,
    /// `[operations.NAME]`: by the operation's name in the source.
    pub operations: BTreeMap<String, OperationRecipe>,
    /// `[entities.ADDRESS]`: by where the shape is on the wire.
    pub entities: BTreeMap<String, EntityRecipe>,
    /// `[members.ADDRESS]`: by where the member is on the wire (`DescribeVoicesResponse.Voices[].Id`).
    pub members: BTreeMap<String, MemberRecipe>,
    /// `[enumerations.NAME]`.
    pub enumerations: BTreeMap<String, EnumerationRecipe>,
    /// `[variables]`: values of a collection's variables that no source has.
    pub variables: BTreeMap<String, String>,
    /// `[keep]`: redacted values to keep.
    pub keep: Keep,
    /// `[page]`: texts and links of the documentation page.
    pub page: Page,
    /// `[runtime]`: where the connector takes its runtime from.
    pub runtime: Runtime,
    /// `[changes]`: what the report of changes makes of what it finds.
    pub changes: Changes,
}

impl Recipe {
    /// What is said about an operation: by its name, else by its name in the source.
    pub fn operation(&self, operation: &Operation) -> Option<&OperationRecipe> {
        let said = self.operations.get(&operation.name);
        said.or_else(|| self.operations.get(&operation.source_name))
    }

    /// What is said about the operation of an activity.
    pub fn activity(&self, activity: &Activity) -> Option<&OperationRecipe> {
        let said = self.operations.get(&activity.operation);
        let by_source_name = || {
            let mut said = self.operations.iter();
            let (_, said) = said.find(|(name, _)| names::action(name) == activity.operation)?;
            Some(said)
        };
        said.or_else(by_source_name)
    }
}

/// `[connector]`: identity, sources, operations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Connector {
    /// Display name (`Amazon Polly`): gives the module, the crate and the page their names.
    pub name: Option<String>,
    /// Sources in order, relative to the recipe's folder.
    pub sources: Vec<String>,
    /// Names of the operations wanted, as the sources have them; empty means all.
    pub operations: Vec<String>,
    /// Signing name of an AWS service (`polly`), where the sources do not tell.
    pub service: Option<String>,
    /// Protocol of an AWS service, where its model has several and another than the first is wanted.
    pub protocol: Option<WireProtocol>,
    /// Module name, where it is not the display name with `Connector` behind it.
    pub module: Option<String>,
    /// Name of the crate, where it is not the slug with `-connector` behind it.
    pub crate_name: Option<String>,
    /// Whether microflow names have the method in capitals (`GET_v1_…`) instead of `Get_v1_…`.
    pub method_capitals: bool,
    /// Folder of templates of the user's, relative to the recipe's.
    pub templates: Option<String>,
}

/// A protocol of AWS as a recipe names it; the version of JSON is the model's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WireProtocol {
    /// rpcv2Cbor.
    Cbor,
    /// ec2Query.
    Ec2,
    /// `awsJson1_0` and `awsJson1_1`.
    Json,
    /// awsQuery.
    Query,
    /// restJson1.
    RestJson,
    /// restXml.
    RestXml,
}

impl WireProtocol {
    /// Whether this is the name of a protocol.
    pub fn names(self, protocol: Protocol) -> bool {
        match protocol {
            Protocol::AwsJson10 | Protocol::AwsJson11 => self == Self::Json,
            Protocol::RestJson => self == Self::RestJson,
            Protocol::RestXml => self == Self::RestXml,
            Protocol::Query => self == Self::Query,
            Protocol::Ec2 => self == Self::Ec2,
            Protocol::RpcV2Cbor => self == Self::Cbor,
        }
    }
}

/// `[sample]`: what a bare body cannot tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Sample {
    /// Address that was called.
    pub url: Option<String>,
    /// HTTP method; `GET` is not assumed.
    pub method: Option<String>,
    /// Name of the action.
    pub operation: Option<String>,
    /// HTTP status of the answer; 200 without it.
    pub status: Option<u16>,
}

/// `[operations.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct OperationRecipe {
    /// Action name, where the source's name is not to be used.
    pub action: Option<String>,
    /// Version in the microflow's name (`v1`), where the path has none.
    pub version: Option<String>,
    /// What the activity allows users to do, continuing "allows you to …".
    pub purpose: Option<String>,
    /// Region-independent address that replaces the sample's.
    pub endpoint: Option<String>,
}

/// `[entities.ADDRESS]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct EntityRecipe {
    /// Entity name.
    pub name: Option<String>,
    /// Description for pages and doc comments.
    pub description: Option<String>,
    /// `entity` or `map`: what the objects at this address are.
    pub kind: Option<EntityKind>,
    /// Leaves the element out; for a wrapper, its members take its place in the container.
    pub remove: bool,
}

/// What objects at an address are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// Members with names.
    Entity,
    /// Values by keys that are data.
    Map,
}

/// `[members.ADDRESS]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MemberRecipe {
    /// Attribute name.
    pub name: Option<String>,
    /// Description for pages and doc comments.
    pub description: Option<String>,
    /// Type that replaces the inferred one.
    #[serde(rename = "type")]
    pub kind: Option<MemberType>,
    /// Whether a request must have it.
    pub required: Option<bool>,
    /// Leaves the member out.
    pub remove: bool,
}

/// Types that a recipe can give a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberType {
    /// Base64 text.
    Binary,
    /// True or false.
    Boolean,
    /// RFC 3339 text.
    DateTime,
    /// A number with a fraction.
    Decimal,
    /// Any JSON value.
    Document,
    /// Seconds since 1970.
    EpochSeconds,
    /// A number of 32 bits.
    Integer,
    /// A number of 64 bits.
    Long,
    /// A text.
    String,
}

/// `[enumerations.NAME]`: a sample cannot prove an enumeration; the user can state it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct EnumerationRecipe {
    /// Texts on the wire.
    pub values: Vec<String>,
    /// Captions by text on the wire.
    pub captions: BTreeMap<String, String>,
    /// Addresses of the members that have it (`DescribeVoicesResponse.Voices[].SupportedEngines[]`).
    pub at: Vec<String>,
    /// Description for pages and doc comments.
    pub description: Option<String>,
}

/// `[keep]`: values that redaction would remove.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Keep {
    /// JSON pointers into the sources.
    pub values: Vec<String>,
}

/// `[page]`: texts and links that no source gives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Page {
    /// Name of the service, where it differs from the connector's.
    pub service_name: Option<String>,
    /// One sentence that describes the service, for the front matter.
    pub service_description: Option<String>,
    /// Short lower-case name of the service for tags and addresses (`polly`).
    pub service_slug: Option<String>,
    /// Introduction: what one can achieve with the connector.
    pub introduction: Option<String>,
    /// Number of the connector's Marketplace component.
    pub marketplace_number: Option<u32>,
    /// Address of the service's website.
    pub service_link: Option<String>,
    /// Typical use cases.
    pub typical_use_cases: Option<String>,
    /// Lowest version of Studio Pro; the template's 9.18.0 without it.
    pub studio_pro_version: Option<String>,
    /// Lowest version of the AWS Authentication connector.
    pub authentication_version: Option<String>,
    /// Further modules: their presence selects the second variant of the prerequisites.
    pub dependencies: Vec<Dependency>,
    /// `static` or `session`: what the connector is pre-configured to use.
    pub credentials_default: Option<CredentialsDefault>,
    /// The task of the example procedure, continuing "For example, to …".
    pub example_task: Option<String>,
    /// The activity of the example procedure; the first one without it.
    pub example_activity: Option<String>,
    /// Steps of the example procedure; derived from the activity without them.
    pub example_steps: Vec<String>,
    /// What the activities do, continuing "For the … connector, they …".
    pub activities_purpose: Option<String>,
    /// What the enumerations list, continuing "enumerations list values such as …".
    pub enumerations_purpose: Option<String>,
    /// Screenshots by step: file name and alternative text.
    pub figures: BTreeMap<String, Figure>,
    /// `full` or `pane`: whether the technical reference is in the page or in the Documentation pane.
    pub profile: Option<PageProfile>,
}

/// A further module that the connector needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Dependency {
    /// Name of the module.
    pub name: String,
    /// Its Marketplace address.
    pub link: String,
    /// What it is needed for.
    pub purpose: String,
}

/// A screenshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Figure {
    /// File name below the page's attachments.
    pub file: String,
    /// Alternative text.
    pub alt: String,
}

/// What a connector is pre-configured to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialsDefault {
    /// Session credentials, called temporary from AWS Authentication 3 on.
    Session,
    /// Static credentials.
    #[default]
    Static,
}

/// Where the technical reference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageProfile {
    /// In the page (requirements T11 to T14).
    #[default]
    Full,
    /// In the Documentation pane of Studio Pro (requirement D5).
    Pane,
}

/// `[runtime]`: where the connector takes `connector-runtime` from; at most one key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Runtime {
    /// A folder, relative to the connector; the default is the runtime that the tool puts beside it.
    pub path: Option<String>,
    /// A git address.
    pub git: Option<String>,
    /// A version requirement for the registry.
    pub version: Option<String>,
}

/// `[changes]`: what the report of changes makes of what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Changes {
    /// Levels by code of a rule (`CH0040`), where they are not the rule's own: `breaking`, `behaviour` or `compatible`.
    pub levels: BTreeMap<String, String>,
    /// Single changes that are known and let pass.
    pub accept: Vec<Acceptance>,
}

/// A change that is known and let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Acceptance {
    /// The 12 hexadecimal digits that the report gives the change.
    pub finding: String,
    /// Why it is let pass.
    pub reason: String,
}
