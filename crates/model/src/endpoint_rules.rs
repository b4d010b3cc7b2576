//! Rules by which the endpoint of a call is found (`smithy.rules#endpointRuleSet`, `endpoint-rule-set-1.json`).
//!
//! A [`RuleSet`] is a checked tree: every reference is to a parameter or to a name that an earlier condition of the
//! same branch binds, every function has arguments of its kinds, and a value that may be absent is used only where a
//! condition before has shown that it is there. The reader of `connector-ingest` checks that with [`Scope`].
//!
//! Source: Smithy 2.0 specification, "Endpoint rules engine"; functions of AWS: "AWS endpoint rules engine".

mod fold;
mod kinds;
mod standard;

use serde::{Deserialize, Serialize};

use crate::service::{ContextValue, is_default};

pub use fold::Known;
pub use kinds::{Fault, Kind, Scope, Value};
pub use standard::{Standard, Suffix};

/// A rule set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleSet {
    /// What the result depends on, in the order of the source.
    pub parameters: Vec<Parameter>,
    /// Tried in order; the first whose conditions hold decides.
    pub rules: Vec<Rule>,
}

/// Something that the result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name in the rules.
    pub name: String,
    /// What kind of value it takes.
    pub kind: ParameterKind,
    /// Setting of the client that gives the value.
    #[serde(default, skip_serializing_if = "is_default")]
    pub built_in: Option<BuiltIn>,
    /// Value where none is given.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<ContextValue>,
    /// Whether there is no result without a value.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
}

impl Parameter {
    /// Whether a rule can rely on a value.
    pub fn is_always_set(&self) -> bool {
        self.required
            || self.default.is_some()
            || self
                .built_in
                .is_some_and(|built_in| !built_in.is_optional())
    }
}

/// Kinds of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterKind {
    /// True or false.
    Boolean,
    /// A text.
    String,
    /// Texts.
    Strings,
}

/// Settings of a client that rules know by name (`AWS::Region`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuiltIn {
    /// `AWS::Region`.
    Region,
    /// `AWS::UseFIPS`.
    UseFips,
    /// `AWS::UseDualStack`.
    UseDualStack,
    /// `SDK::Endpoint`.
    Endpoint,
    /// `AWS::Auth::AccountId`.
    AccountId,
    /// `AWS::Auth::AccountIdEndpointMode`.
    AccountIdEndpointMode,
    /// `AWS::S3::ForcePathStyle`.
    ForcePathStyle,
    /// `AWS::S3::Accelerate`.
    Accelerate,
    /// `AWS::S3::UseGlobalEndpoint` and `AWS::STS::UseGlobalEndpoint`.
    UseGlobalEndpoint,
    /// `AWS::S3::DisableMultiRegionAccessPoints`.
    DisableMultiRegionAccessPoints,
    /// `AWS::S3::UseArnRegion` and `AWS::S3Control::UseArnRegion`.
    UseArnRegion,
    /// The parameter `DisableS3ExpressSessionAuth` of S3, a setting of the client that has no built-in name.
    DisableS3ExpressSessionAuth,
}

impl BuiltIn {
    /// The setting of a name in the rules.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "AWS::Region" => Self::Region,
            "AWS::UseFIPS" => Self::UseFips,
            "AWS::UseDualStack" => Self::UseDualStack,
            "SDK::Endpoint" => Self::Endpoint,
            "AWS::Auth::AccountId" => Self::AccountId,
            "AWS::Auth::AccountIdEndpointMode" => Self::AccountIdEndpointMode,
            "AWS::S3::ForcePathStyle" => Self::ForcePathStyle,
            "AWS::S3::Accelerate" => Self::Accelerate,
            "AWS::S3::UseGlobalEndpoint" | "AWS::STS::UseGlobalEndpoint" => Self::UseGlobalEndpoint,
            "AWS::S3::DisableMultiRegionAccessPoints" => Self::DisableMultiRegionAccessPoints,
            "AWS::S3::UseArnRegion" | "AWS::S3Control::UseArnRegion" => Self::UseArnRegion,
            "AWS::S3::DisableS3ExpressSessionAuth" => Self::DisableS3ExpressSessionAuth,
            _ => return None,
        })
    }

    /// What kind of value the setting has.
    pub fn kind(self) -> ParameterKind {
        match self {
            Self::Region | Self::Endpoint | Self::AccountId | Self::AccountIdEndpointMode => {
                ParameterKind::String
            }
            _ => ParameterKind::Boolean,
        }
    }

    /// Whether a client may leave it open; the others are false until they are set.
    pub fn is_optional(self) -> bool {
        self.kind() == ParameterKind::String
            || matches!(self, Self::UseArnRegion | Self::DisableS3ExpressSessionAuth)
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// All of them have to hold, tested in order.
    #[serde(rename = "if", default, skip_serializing_if = "is_default")]
    pub conditions: Vec<Condition>,
    /// What follows.
    #[serde(rename = "then")]
    pub outcome: Outcome,
}

/// What follows when the conditions of a rule hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// One of these rules decides; if none does, there is no result.
    Tree(Vec<Rule>),
    /// The call goes here.
    Endpoint(Endpoint),
    /// There is no result, for this reason.
    Error(Expr),
}

impl Default for Outcome {
    fn default() -> Self {
        Self::Tree(Vec::new())
    }
}

/// A condition: it holds unless its value is false or absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is computed.
    pub test: Expr,
    /// Name of its value in the rest of the branch.
    #[serde(rename = "as", default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expr {
    /// True or false.
    Boolean(bool),
    /// A text put together from values.
    Template(Vec<Part>),
    /// A parameter, or the value of an earlier condition.
    Ref(String),
    /// Whether there is a value (`isSet`).
    IsSet(Box<Self>),
    /// The opposite (`not`).
    Not(Box<Self>),
    /// Whether two texts are the same (`stringEquals`).
    SameText(Box<(Self, Self)>),
    /// Whether two truths are the same (`booleanEquals`).
    SameBoolean(Box<(Self, Self)>),
    /// A part of a value (`getAttr`).
    Attribute(Box<Self>, Attribute),
    /// Characters of a text of ASCII (`substring`).
    Substring(Box<Self>, Slice),
    /// A text with all but unreserved characters percent-encoded (`uriEncode`).
    Encoded(Box<Self>),
    /// A URL, taken apart (`parseURL`).
    Url(Box<Self>),
    /// Whether a text can be a label of a host (`isValidHostLabel`).
    HostLabel(Box<Self>, Labels),
    /// The partition of a region (`aws.partition`).
    Partition(Box<Self>),
    /// An ARN, taken apart (`aws.parseArn`).
    Arn(Box<Self>),
    /// Whether a bucket's name can be a label of a host (`aws.isVirtualHostableS3Bucket`).
    BucketLabel(Box<Self>, Labels),
}

impl Expr {
    /// A fixed text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Template(vec![Part::Text(text.into())])
    }

    /// The text, if it is a fixed one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Template(parts) => match parts.as_slice() {
                [] => Some(""),
                [Part::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls the function with every name that the value depends on.
    pub fn references<'a>(&'a self, found: &mut impl FnMut(&'a str)) {
        match self {
            Self::Boolean(_) => {}
            Self::Ref(name) => found(name),
            Self::Template(parts) => {
                for part in parts {
                    if let Part::Value(value) = part {
                        value.references(found);
                    }
                }
            }
            Self::SameText(pair) | Self::SameBoolean(pair) => {
                pair.0.references(found);
                pair.1.references(found);
            }
            Self::IsSet(value)
            | Self::Not(value)
            | Self::Attribute(value, _)
            | Self::Substring(value, _)
            | Self::Encoded(value)
            | Self::Url(value)
            | Self::HostLabel(value, _)
            | Self::Partition(value)
            | Self::Arn(value)
            | Self::BucketLabel(value, _) => value.references(found),
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Itself.
    Text(String),
    /// A value: a name or a part of one.
    Value(Expr),
}

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "named as in the rules")]
pub enum Attribute {
    /// An item of texts (`[0]`).
    Item(usize),
    PartitionName,
    DnsSuffix,
    DualStackDnsSuffix,
    SupportsFips,
    SupportsDualStack,
    ImplicitGlobalRegion,
    ArnPartition,
    ArnService,
    ArnRegion,
    ArnAccountId,
    /// A part of `resourceId` (`resourceId[0]`).
    ArnResource(usize),
    UrlScheme,
    UrlAuthority,
    UrlPath,
    UrlNormalizedPath,
    UrlIsIp,
}

/// Which characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// The first.
    pub start: usize,
    /// One past the last.
    pub stop: usize,
    /// Whether both count from the end.
    pub reverse: bool,
}

/// What a text is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Labels {
    /// One label.
    One,
    /// Labels with dots between them.
    Dotted,
}

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Address.
    pub url: Expr,
    /// Headers that go along, lower-case names.
    #[serde(default, skip_serializing_if = "is_default")]
    pub headers: Vec<(String, Vec<Expr>)>,
    /// How to sign there, the preferred way first; nothing overrides what the operation says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub auth_schemes: Vec<AuthScheme>,
}

/// A way to sign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthScheme {
    /// Which.
    pub kind: AuthKind,
    /// Name to sign with, if another than the service's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub signing_name: Option<Expr>,
    /// Region to sign for, or with [`AuthKind::SigV4a`] the regions; none means that of the client.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regions: Vec<Expr>,
    /// Whether the path is encoded only once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub single_encoding: bool,
    /// Whether dot segments of the path stay.
    #[serde(default, skip_serializing_if = "is_default")]
    pub raw_path: bool,
}

/// Ways to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthKind {
    /// `sigv4`.
    SigV4,
    /// `sigv4a`.
    SigV4a,
    /// `sigv4-s3express`.
    S3Express,
}

#[cfg(test)]
mod tests;
