//! The kinds of change between two versions of an API, with the text that `explain` prints.

use std::fmt;

/// What a change means for Rust code that calls the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Code that compiled and worked still does, and does the same.
    Compatible,
    /// Code still compiles, but what it sends or gets is another thing.
    Behaviour,
    /// Code no longer compiles, or a call cannot succeed until it is changed.
    Breaking,
}

impl Level {
    /// The word for it, as `--fail-on` takes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Behaviour => "behaviour",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangeRule {
    /// Stable identifier, `CH` and four digits; its meaning never changes.
    pub code: &'static str,
    /// How grave a change of this kind is.
    pub level: Level,
    /// One line: what changed.
    pub summary: &'static str,
    /// One line: why it has this level.
    pub why: &'static str,
    /// Markdown of a paragraph: an example and what to do.
    pub explanation: &'static str,
}

macro_rules! rules {
    ($($name:ident, $code:literal, $level:ident, $summary:literal, $why:literal, $explanation:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $name: ChangeRule = ChangeRule {
                code: $code,
                level: Level::$level,
                summary: $summary,
                why: $why,
                explanation: $explanation,
            };
        )*

        /// All of them, by code.
        pub static RULES: &[&ChangeRule] = &[$(&$name),*];
    };
}

rules! {
    OPERATION_REMOVED, "CH0001", Breaking, "an operation is gone",
        "its request type is no longer there",
        "`DescribeVoices` was in the old sources and is not in the new ones. Remove the calls, or keep the old sample \
as a further source if only the collection lost it.";
    OPERATION_ADDED, "CH0002", Compatible, "an operation was added",
        "nothing that was there changes",
        "A new operation is among those that the recipe chooses. Without `operations` in the recipe all of the sources' \
operations are chosen.";
    METHOD_CHANGED, "CH0003", Behaviour, "the HTTP method changed",
        "the same Rust call sends another request",
        "`GET` became `POST`. The microflow's name begins with the method, so the module's name changes with it; the \
request type keeps its name. Look at what the operation does now.";
    PATH_CHANGED, "CH0004", Behaviour, "the path changed",
        "the same Rust call sends another request",
        "`/v1/voices` became `/v2/voices`. A version in the path is part of the microflow's name. A path label that came or \
went is reported as a member of its own.";
    FIXED_CHANGED, "CH0005", Behaviour, "a fixed query parameter or header changed",
        "the same Rust call sends another request",
        "Parameters like `Version=2010-05-08` and headers like `X-Amz-Target` are the same in every call. A change of them \
usually means another version of the API.";
    AUTH_CHANGED, "CH0006", Breaking, "the authentication changed",
        "calls fail until other credentials are configured",
        "A bearer token took the place of an API key, or a signing name changed. Configure the client accordingly.";
    ENDPOINT_CHANGED, "CH0007", Behaviour, "the default endpoint changed",
        "calls without an endpoint of their own go elsewhere",
        "The samples were taken from another host. If both are stages of one API, set the endpoint in the client's configuration, \
or `endpoint` under `[operations.NAME]` in the recipe.";
    BODY_FORMAT_CHANGED, "CH0008", Behaviour, "the body of the request is written differently",
        "the same Rust call sends another request",
        "A form became JSON, or the other way round.";
    REQUEST_MEMBER_ADDED, "CH0010", Compatible, "an optional member of a request was added",
        "literals with `..Default::default()` and constructors still compile",
        "Requests are written as `DescribeVoicesRequest { engine, ..Default::default() }`, which a further optional member does \
not break. A literal that lists every member needs the new one.";
    REQUEST_MEMBER_REQUIRED_ADDED, "CH0011", Breaking, "a required member of a request was added",
        "its constructor takes a further argument",
        "Requests with required members are made by `new(required…)`. Give the new one.";
    REQUEST_MEMBER_REMOVED, "CH0012", Breaking, "a member of a request is gone",
        "the field is no longer there",
        "No sample sends it any more. If only the new sample lacks it, keep the old one as a further source.";
    REQUEST_MEMBER_NOW_REQUIRED, "CH0013", Breaking, "a member of a request became required",
        "its field and the constructor change",
        "The field is no longer an `Option`, and the constructor takes it. Give a value in each call.";
    REQUEST_MEMBER_NOW_OPTIONAL, "CH0014", Breaking, "a member of a request became optional",
        "its field becomes an `Option` and the constructor changes",
        "Write `Some(value)` where the value stood.";
    RESPONSE_MEMBER_ADDED, "CH0020", Compatible, "a member of a response was added",
        "entities that are received are `#[non_exhaustive]`",
        "Nothing to do. The new field can be read.";
    RESPONSE_MEMBER_REMOVED, "CH0021", Breaking, "a member of a response is gone",
        "the field is no longer there",
        "No sample has it any more. If only the new sample lacks it, keep the old one as a further source.";
    RESPONSE_MEMBER_NOW_OPTIONAL, "CH0022", Behaviour, "a member of a response became optional",
        "its field is an `Option` all along and can be `None` now",
        "A sample lacks it or has null in its place. Responses are read leniently, so nothing stops compiling; decide what an \
absent value means where the field is read.";
    RESPONSE_MEMBER_NOW_REQUIRED, "CH0023", Compatible, "a member of a response became always present",
        "its field stays an `Option`",
        "Every sample has it now. That proves little: a sample shows what occurs, not what may. Keep the sample that lacks it \
as a further source if it still can be absent.";
    TYPE_CHANGED, "CH0030", Breaking, "a type changed",
        "the field has another Rust type",
        "A text became a number, a list became an object, an entity became a map. `[members.\"ADDRESS\"]` with `type` in the \
recipe can keep the old type where both are true.";
    TYPE_WIDENED, "CH0031", Behaviour, "a type changed in the documentation and is the same in Rust",
        "values can be of a form that did not occur before",
        "`Integer` became `Long` in the domain model, and both are `i64` in Rust, because a sample proves no upper bound. \
The same goes for other texts and times that share a Rust type.";
    ENUMERATION_VALUE_ADDED, "CH0040", Behaviour, "a value of an enumeration was added",
        "a value that was an unknown text has a variant of its own now",
        "Enumerations are open and `#[non_exhaustive]`, so nothing stops compiling, but a comparison with the unknown variant \
for this text no longer holds.";
    ENUMERATION_VALUE_REMOVED, "CH0041", Breaking, "a value of an enumeration is gone",
        "its variant is no longer there",
        "The text can still be sent and received as an unknown value.";
    BINDING_CHANGED, "CH0050", Behaviour, "a member stands elsewhere in the message",
        "the same Rust call sends another request",
        "A query parameter became a member of the body, or the like. The field keeps its name and type.";
    ERROR_ADDED, "CH0060", Compatible, "an answer other than success was added",
        "the error details are `#[non_exhaustive]`",
        "A sample shows the body of a further status. Its details can be read from the error.";
    ERROR_REMOVED, "CH0061", Breaking, "an answer other than success is gone",
        "its variant of the error details is no longer there",
        "No sample shows the body of this status any more.";
    INPUT_CHANGED, "CH0070", Behaviour, "an operation takes members or none at all, unlike before",
        "the request type stays, its fields come or go",
        "A request without any members got some, or lost all of them. The members are in the domain model.";
    OUTPUT_ADDED, "CH0071", Breaking, "an operation returns something now",
        "the result was a Boolean and is an entity",
        "Answers had no body and have one now.";
    OUTPUT_REMOVED, "CH0072", Breaking, "an operation returns nothing any more",
        "the result was an entity and is a Boolean",
        "No sample has an answer with a body. If only the new sample lacks it, keep the old one as a further source.";
}

/// The rule of this code, upper or lower case.
pub fn rule(code: &str) -> Option<&'static ChangeRule> {
    RULES
        .iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(code))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn every_kind_of_change_has_one_code_in_order() {
        let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
        for rule in RULES {
            assert!(
                !rule.explanation.is_empty() && !rule.why.ends_with('.'),
                "{}",
                rule.code
            );
        }
    }
}
