//! Kinds of values in rules, and what is known where.

use super::{Attribute, Expr, ParameterKind, Part, RuleSet};

/// What kind of value an expression has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Boolean,
    /// A text.
    Text,
    /// Texts.
    Texts,
    /// A partition of AWS.
    Partition,
    /// An ARN in parts.
    Arn,
    /// A URL in parts.
    Url,
}

/// Kind of a value, and whether it may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// Kind.
    pub kind: Kind,
    /// Whether it may be absent.
    pub is_optional: bool,
}

impl Value {
    /// A value that is always there.
    pub fn set(kind: Kind) -> Self {
        let is_optional = false;
        Self { kind, is_optional }
    }

    /// A value that may be absent.
    pub fn optional(kind: Kind) -> Self {
        let is_optional = true;
        Self { kind, is_optional }
    }
}

/// Why an expression has no kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing has this name here.
    Unknown(String),
    /// A value of one kind stands where another is needed.
    Mismatch {
        /// What is needed.
        needed: Kind,
        /// What is there.
        found: Kind,
    },
    /// A value that may be absent is used, and no condition before asks whether it is; its name if it has one.
    Absent(Option<String>),
}

/// The names of a branch with the kinds of their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope(Vec<(String, Value)>);

impl Scope {
    /// The names that all rules of a set know.
    pub fn of(rules: &RuleSet) -> Self {
        let values = rules.parameters.iter().map(|parameter| {
            let kind = match parameter.kind {
                ParameterKind::Boolean => Kind::Boolean,
                ParameterKind::String => Kind::Text,
                ParameterKind::Strings => Kind::Texts,
            };
            let is_optional = !parameter.is_always_set();
            (parameter.name.clone(), Value { kind, is_optional })
        });
        Self(values.collect())
    }

    /// Number of names, for [`Self::back_to`].
    pub fn mark(&self) -> usize {
        self.0.len()
    }

    /// Forgets what was added since a mark.
    pub fn back_to(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// What is known of a name: the latest.
    pub fn get(&self, name: &str) -> Option<Value> {
        let found = self.0.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| *value)
    }

    /// Adds what follows from a condition that holds: its name, and that the value it asks for is there.
    ///
    /// # Errors
    /// A [`Fault`] where the condition makes no sense.
    pub fn assume(&mut self, test: &Expr, name: Option<&str>) -> Result<Value, Fault> {
        let value = self.value(test)?;
        if let Expr::IsSet(inner) = test
            && let Expr::Ref(name) = inner.as_ref()
        {
            let inner = self.value(inner)?;
            self.0.push((name.clone(), Value::set(inner.kind)));
        }
        if let Some(name) = name {
            self.0.push((name.to_owned(), Value::set(value.kind)));
        }
        Ok(value)
    }

    /// Kind of an expression here.
    ///
    /// # Errors
    /// A [`Fault`] where it makes no sense.
    pub fn value(&self, expr: &Expr) -> Result<Value, Fault> {
        match expr {
            Expr::Boolean(_) => Ok(Value::set(Kind::Boolean)),
            Expr::Ref(name) => self.get(name).ok_or_else(|| Fault::Unknown(name.clone())),
            Expr::Template(parts) => self.template(parts),
            Expr::IsSet(inner) => self.value(inner).map(|_| Value::set(Kind::Boolean)),
            Expr::Not(inner) => self.needs(inner, Kind::Boolean, Kind::Boolean),
            Expr::SameText(pair) => self.same(pair, Kind::Text),
            Expr::SameBoolean(pair) => self.same(pair, Kind::Boolean),
            Expr::Attribute(of, attribute) => self.attribute(of, *attribute),
            Expr::Substring(inner, _) => {
                self.needs(inner, Kind::Text, Kind::Text)?;
                Ok(Value::optional(Kind::Text))
            }
            Expr::Encoded(inner) => self.needs(inner, Kind::Text, Kind::Text),
            Expr::Url(inner) => {
                self.needs(inner, Kind::Text, Kind::Url)?;
                Ok(Value::optional(Kind::Url))
            }
            Expr::Arn(inner) => {
                self.needs(inner, Kind::Text, Kind::Arn)?;
                Ok(Value::optional(Kind::Arn))
            }
            Expr::HostLabel(inner, _) | Expr::BucketLabel(inner, _) => {
                self.needs(inner, Kind::Text, Kind::Boolean)
            }
            Expr::Partition(inner) => self.needs(inner, Kind::Text, Kind::Partition),
        }
    }

    /// An expression whose value must be there and of a kind; the result is of another.
    fn needs(&self, expr: &Expr, needed: Kind, result: Kind) -> Result<Value, Fault> {
        let value = self.value(expr)?;
        if value.kind != needed {
            let found = value.kind;
            return Err(Fault::Mismatch { needed, found });
        }
        if value.is_optional {
            return Err(Fault::Absent(match expr {
                Expr::Ref(name) => Some(name.clone()),
                _ => None,
            }));
        }
        Ok(Value::set(result))
    }

    fn same(&self, pair: &(Expr, Expr), kind: Kind) -> Result<Value, Fault> {
        self.needs(&pair.0, kind, Kind::Boolean)?;
        self.needs(&pair.1, kind, Kind::Boolean)
    }

    fn template(&self, parts: &[Part]) -> Result<Value, Fault> {
        for part in parts {
            if let Part::Value(value) = part {
                self.needs(value, Kind::Text, Kind::Text)?;
            }
        }
        Ok(Value::set(Kind::Text))
    }

    fn attribute(&self, of: &Expr, attribute: Attribute) -> Result<Value, Fault> {
        let (needed, value) = attribute.value();
        self.needs(of, needed, value.kind)?;
        Ok(value)
    }
}

impl Attribute {
    /// The part of a value of a kind, by its path in the rules (`resourceId[0]`).
    pub fn of(kind: Kind, path: &str) -> Option<Self> {
        let index = |path: &str| {
            let digits = path.strip_prefix('[')?.strip_suffix(']')?;
            digits.parse::<u16>().ok().map(usize::from)
        };
        Some(match (kind, path) {
            (Kind::Texts, path) => Self::Item(index(path)?),
            (Kind::Partition, "name") => Self::PartitionName,
            (Kind::Partition, "dnsSuffix") => Self::DnsSuffix,
            (Kind::Partition, "dualStackDnsSuffix") => Self::DualStackDnsSuffix,
            (Kind::Partition, "supportsFIPS") => Self::SupportsFips,
            (Kind::Partition, "supportsDualStack") => Self::SupportsDualStack,
            (Kind::Partition, "implicitGlobalRegion") => Self::ImplicitGlobalRegion,
            (Kind::Arn, "partition") => Self::ArnPartition,
            (Kind::Arn, "service") => Self::ArnService,
            (Kind::Arn, "region") => Self::ArnRegion,
            (Kind::Arn, "accountId") => Self::ArnAccountId,
            (Kind::Arn, path) => Self::ArnResource(index(path.strip_prefix("resourceId")?)?),
            (Kind::Url, "scheme") => Self::UrlScheme,
            (Kind::Url, "authority") => Self::UrlAuthority,
            (Kind::Url, "path") => Self::UrlPath,
            (Kind::Url, "normalizedPath") => Self::UrlNormalizedPath,
            (Kind::Url, "isIp") => Self::UrlIsIp,
            _ => return None,
        })
    }

    /// Kind of the value that it is a part of, and its own.
    fn value(self) -> (Kind, Value) {
        match self {
            Self::Item(_) => (Kind::Texts, Value::optional(Kind::Text)),
            Self::ArnResource(_) => (Kind::Arn, Value::optional(Kind::Text)),
            Self::SupportsFips | Self::SupportsDualStack => {
                (Kind::Partition, Value::set(Kind::Boolean))
            }
            Self::UrlIsIp => (Kind::Url, Value::set(Kind::Boolean)),
            Self::PartitionName
            | Self::DnsSuffix
            | Self::DualStackDnsSuffix
            | Self::ImplicitGlobalRegion => (Kind::Partition, Value::set(Kind::Text)),
            Self::ArnPartition | Self::ArnService | Self::ArnRegion | Self::ArnAccountId => {
                (Kind::Arn, Value::set(Kind::Text))
            }
            Self::UrlScheme | Self::UrlAuthority | Self::UrlPath | Self::UrlNormalizedPath => {
                (Kind::Url, Value::set(Kind::Text))
            }
        }
    }
}
