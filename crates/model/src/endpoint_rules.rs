//! Rules by which the endpoint of a call is found (`smithy.rules#endpointRuleSet`, `endpoint-rule-set-1.json`).

use serde::{Deserialize, Serialize};

/// A rule set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleSet {}
