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

    /// The level of a word.
    pub fn of(word: &str) -> Option<Self> {
        let levels = [Self::Compatible, Self::Behaviour, Self::Breaking];
        levels.into_iter().find(|level| level.word() == word)
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
        "its request type is no longer there; remove the calls",
        "`DescribeVoices` was in the old sources and is not in the new ones. Remove the calls, or keep the old sample \
as a further source if only the collection lost it.";
    OPERATION_ADDED, "CH0002", Compatible, "an operation was added",
        "nothing that was there changes",
        "A new operation is among those that the recipe chooses. Without `operations` in the recipe all of the sources' \
operations are chosen.";
    METHOD_CHANGED, "CH0003", Behaviour, "the HTTP method changed",
        "calls compile and send another request; look at what the operation does now",
        "`GET` became `POST`. The microflow's name begins with the method, so the module's name changes with it; the \
request type keeps its name. Look at what the operation does now.";
    PATH_CHANGED, "CH0004", Behaviour, "the path changed",
        "calls compile and send another request; renew recorded requests and rules of proxies",
        "`/v1/voices` became `/v2/voices`. A version in the path is part of the microflow's name. A path label that came or \
went is reported as a member of its own.";
    FIXED_CHANGED, "CH0005", Behaviour, "a fixed query parameter or header changed",
        "calls compile and send another request; look for what another version of the API means",
        "Parameters like `Version=2010-05-08` and headers like `X-Amz-Target` are the same in every call. A change of them \
usually means another version of the API.";
    AUTH_CHANGED, "CH0006", Breaking, "other credentials are needed",
        "calls fail until the client is given other credentials",
        "A bearer token took the place of an API key, or calls that went out without credentials need some. Configure the client accordingly.";
    ENDPOINT_CHANGED, "CH0007", Behaviour, "the default endpoint changed",
        "calls without an endpoint of their own go to another host; set the old one to keep it",
        "The samples were taken from another host. If both are stages of one API, set the endpoint in the client's configuration, \
or `endpoint` under `[operations.NAME]` in the recipe.";
    BODY_FORMAT_CHANGED, "CH0008", Behaviour, "the body of the request is written differently",
        "calls compile and send another request; renew recorded requests",
        "A form became JSON, or the other way round.";
    OPERATION_RENAMED, "CH0009", Breaking, "an operation seems to have another name",
        "its request type is no longer there; name the new one in `operations` of the recipe",
        "`ListVoices` is gone and `DescribeVoices`, with nearly the same members, is new. The two are never merged: put the new name into \
`operations` of the recipe, and rename the calls.";
    REQUEST_MEMBER_ADDED, "CH0010", Compatible, "an optional member of a request was added",
        "literals with `..Default::default()` and constructors still compile",
        "Requests are written as `DescribeVoicesRequest { engine, ..Default::default() }`, which a further optional member does \
not break. A literal that lists every member needs the new one.";
    REQUEST_MEMBER_REQUIRED_ADDED, "CH0011", Breaking, "a required member of a request was added",
        "its constructor takes a further argument; give it in each call",
        "Requests with required members are made by `new(required…)`. Give the new one.";
    REQUEST_MEMBER_REMOVED, "CH0012", Breaking, "a member of a request is gone",
        "the field is no longer there; remove what sets it",
        "No sample sends it any more. If only the new sample lacks it, keep the old one as a further source.";
    REQUEST_MEMBER_NOW_REQUIRED, "CH0013", Breaking, "a member of a request became required",
        "its field and the constructor change; give a value in each call",
        "The field is no longer an `Option`, and the constructor takes it. Give a value in each call.";
    REQUEST_MEMBER_NOW_OPTIONAL, "CH0014", Breaking, "a member of a request became optional",
        "its field becomes an `Option` and leaves the constructor; write `Some(value)`",
        "Write `Some(value)` where the value stood.";
    REQUEST_MEMBER_REQUIRED_UNSEEN, "CH0015", Breaking, "a required member was added that the compiler does not ask for",
        "calls compile and are refused without it; give it in each call",
        "The structure has no constructor that could ask for it: it is received too, or has many required members, or the member is a list. \
Code still compiles, but a request without it is refused, by the connector or by the service.";
    REQUEST_MEMBER_MUST_BE_GIVEN, "CH0016", Behaviour, "a member of a request became required, and its field stays as it was",
        "calls that leave it out are refused; give a value in each call",
        "The structure is received too, or the member is a list, so the type of its field does not change. Give a value wherever one was left out.";
    REQUEST_MEMBER_MAY_LACK, "CH0017", Compatible, "a member of a request became optional, and its field stays as it was",
        "what was given can still be given",
        "The structure is received too, or a member became an idempotency token, so nothing about its field changes.";
    RESPONSE_MEMBER_ADDED, "CH0020", Compatible, "a member of a response was added",
        "entities that are received are `#[non_exhaustive]`, so nothing names all fields",
        "Nothing to do. The new field can be read.";
    RESPONSE_MEMBER_REMOVED, "CH0021", Breaking, "a member of a response is gone",
        "the field is no longer there; remove what reads it",
        "No sample has it any more. If only the new sample lacks it, keep the old one as a further source.";
    RESPONSE_MEMBER_NOW_OPTIONAL, "CH0022", Behaviour, "a member of a response became optional",
        "its field is an `Option` all along and can be `None` now; look where it is unwrapped",
        "A sample lacks it or has null in its place. Responses are read leniently, so nothing stops compiling; decide what an \
absent value means where the field is read.";
    RESPONSE_MEMBER_NOW_REQUIRED, "CH0023", Compatible, "a member of a response became always present",
        "its field stays an `Option`",
        "Every sample has it now. That proves little: a sample shows what occurs, not what may. Keep the sample that lacks it \
as a further source if it still can be absent.";
    TYPE_CHANGED, "CH0030", Breaking, "a type changed",
        "the field has another Rust type; change what gives or reads it",
        "A text became a number, a list became an object, an entity became a map. `[members.\"ADDRESS\"]` with `type` in the \
recipe can keep the old type where both are true.";
    TYPE_WIDENED, "CH0031", Behaviour, "a type changed in the documentation and is the same in Rust",
        "values can be of a form that did not occur before; look at what converts them",
        "`Integer` became `Long` in the domain model, and both are `i64` in Rust, because a sample proves no upper bound. \
The same goes for other texts and times that share a Rust type.";
    STREAM_CHANGED, "CH0032", Breaking, "a body became a stream, or no longer is one",
        "the field has another Rust type; make a `ByteStream` of bytes, or read the stream",
        "A payload that was bytes in memory is a `ByteStream` now, or the other way round. `ByteStream::from(bytes)` makes a stream of bytes.";
    STREAM_LENGTH_CHANGED, "CH0033", Behaviour, "whether the length of a stream has to be known changed",
        "a stream without a length may be refused now; give the length with it",
        "Give the length with the stream, or read it into memory first.";
    TOKEN_CHANGED, "CH0034", Behaviour, "a member became an idempotency token, or no longer is one",
        "a value that is left out is made up now, or no longer is",
        "The connector sends a random token where none is given, so that a repeated call does nothing twice.";
    ENUMERATION_VALUE_ADDED, "CH0040", Behaviour, "a value of an enumeration was added",
        "a value that was an unknown text has a variant of its own now; look at matches and comparisons",
        "Enumerations are open and `#[non_exhaustive]`, so nothing stops compiling, but a comparison with the unknown variant \
for this text no longer holds.";
    ENUMERATION_VALUE_REMOVED, "CH0041", Breaking, "a value of an enumeration is gone",
        "its variant is no longer there; use the text as an unknown value",
        "The text can still be sent and received as an unknown value.";
    SENT_VALUE_ADDED, "CH0042", Compatible, "a value of an enumeration that is only sent was added",
        "nothing that was sent before changes",
        "The new value can be sent. As no answer has the enumeration, no comparison can change its result.";
    UNION_MEMBER_ADDED, "CH0043", Behaviour, "a member of a union was added",
        "what came as `Unknown` comes as a variant of its own now; add it to matches",
        "Unions are open and `#[non_exhaustive]`, so nothing stops compiling. What came in as `Unknown` with this name comes in as the variant \
now. Events of a stream are such members too.";
    UNION_MEMBER_REMOVED, "CH0044", Breaking, "a member of a union is gone",
        "its variant is no longer there; remove what makes or matches it",
        "Remove the code that makes or matches the variant.";
    SENT_UNION_MEMBER_ADDED, "CH0045", Compatible, "a member of a union that is only sent was added",
        "nothing that was sent before changes",
        "The new variant can be sent.";
    BINDING_CHANGED, "CH0050", Behaviour, "a member stands elsewhere in the message",
        "calls compile and send another request; renew recorded requests",
        "A query parameter became a member of the body, or the like. The field keeps its name and type.";
    WIRE_FORM_CHANGED, "CH0051", Behaviour, "a value is written differently on the wire",
        "calls compile and send another request or read another answer; renew recorded ones",
        "The format of a time, the name or namespace of an XML element, an attribute or a flattened list. The field keeps its name and type. \
A service rarely changes this: mostly the model was wrong before.";
    WIRE_NAME_CHANGED, "CH0052", Behaviour, "a member has another name on the wire",
        "calls compile and send another request or read another answer; renew recorded ones",
        "The field keeps its name and type, because the model's own name for it is the same.";
    ENDPOINT_PARAMETER_CHANGED, "CH0053", Behaviour, "what a request says about its endpoint changed",
        "calls may go to another host; look at firewalls and at tests that name it",
        "A member became part of the host, or takes part in the rules that find it, or no longer does.";
    ERROR_ADDED, "CH0060", Compatible, "an answer other than success was added",
        "the error details are `#[non_exhaustive]`, so each `match` has an arm for it",
        "A sample shows the body of a further status. Its details can be read from the error.";
    ERROR_REMOVED, "CH0061", Breaking, "an answer other than success is gone",
        "its variant of the error details is no longer there; remove what matches it",
        "No sample shows the body of this status any more.";
    ERROR_NO_LONGER_OF_OPERATION, "CH0062", Behaviour, "an operation no longer answers with an error",
        "code that handles it there no longer runs, and does no harm",
        "Another operation still answers with the error, so its variant stays. Handling it does no harm.";
    ERROR_CHANGED, "CH0063", Behaviour, "the code or the status of an error changed",
        "comparisons with the old code or status no longer hold; compare with the new one",
        "The same error is told by another code or status.";
    RETRY_CHANGED, "CH0064", Behaviour, "whether an error is worth a retry changed",
        "the client repeats such a call, or no longer does; look at retries of your own",
        "The model says whether the same request may succeed later, and the client acts on it.";
    OUTPUT_ADDED, "CH0071", Breaking, "an operation returns something now",
        "the result is an entity and no longer a `bool`; change what looks at it",
        "Answers had no body and have one now.";
    OUTPUT_REMOVED, "CH0072", Breaking, "an operation returns nothing any more",
        "the result is a `bool` and no longer an entity; remove what reads it",
        "No sample has an answer with a body. If only the new sample lacks it, keep the old one as a further source.";
    TYPE_GONE, "CH0080", Breaking, "a Rust type is gone or has another name",
        "programs that name it no longer compile; use the new name, or set the old one in the recipe",
        "The shape behind it has another name in the new model, or the entity was merged into another. `name` under `[entities.\"ADDRESS\"]` in \
the recipe gives the new one the old name.";
    FIELD_TYPE_CHANGED, "CH0081", Breaking, "a field has another Rust type, though its member stayed the same",
        "programs that give or read it no longer compile; follow the compiler",
        "What surrounds the member changed: the structure is received now and was only sent before, which makes its fields options, or it \
got into a circle and needs a `Box`.";
    CONSTRUCTION_CHANGED, "CH0082", Breaking, "a structure is built differently",
        "its `new`, its `Default` or its literals are no longer there; build it the other way",
        "A structure whose members are all optional has a `Default`, one with required members a `new`, and one that is only received can be built \
by no program. It changed from one of these to another.";
    NAME_CHANGED, "CH0083", Breaking, "a field or variant has another Rust name",
        "programs that name it no longer compile; use the new name, or set the old one in the recipe",
        "The wire name is the same, but the model's own name for it changed. `name` under `[members.\"ADDRESS\"]` in the recipe keeps the old one.";
    IMPLEMENTATION_CHANGED, "CH0084", Breaking, "a type of an operation changed",
        "programs that name the type of its output, its error details or its items no longer compile",
        "An operation got its first modelled error, so that its details are an enumeration and no longer `NoDetail`; or the items of its pages \
have another type. Code that only calls the operation goes on compiling.";
    EXPORT_GONE, "CH0085", Breaking, "a type of the runtime is no longer exported",
        "programs that import it from the connector no longer compile; import it from `connector_runtime`",
        "No member has it any more. It can be imported from `connector_runtime`.";
    PAGES_ADDED, "CH0090", Compatible, "an operation has pages now",
        "calls as before get the first page, as before",
        "The request implements `Paginated`: the client can go through all pages.";
    PAGES_REMOVED, "CH0091", Breaking, "an operation has no pages any more",
        "its request no longer implements `Paginated`; put the token into the next request yourself",
        "Put the token of an answer into the next request, or call it once.";
    PAGES_CHANGED, "CH0092", Behaviour, "an operation goes from page to page differently",
        "the same loop takes other tokens or items; look at code that reads the token itself",
        "Another member holds the token, the size of a page or the items.";
    WAITER_ADDED, "CH0093", Compatible, "a waiter was added",
        "nothing that was there changes",
        "A state of a resource can be waited for.";
    WAITER_REMOVED, "CH0094", Breaking, "a waiter is gone",
        "its type is no longer there; repeat the call until its answer shows the state",
        "Call the operation until its answer shows the state.";
    WAITER_CHANGED, "CH0095", Behaviour, "a waiter waits differently",
        "it may end with another result, earlier or later; look at time limits around it",
        "Its conditions, its pauses or the number of its calls changed.";
    DEFAULT_CHANGED, "CH0100", Behaviour, "the value that the service assumes changed",
        "a call that leaves it out gets another result; give the old value to keep it",
        "The connector sends nothing for what is left out, so the service's new default takes effect.";
    CONSTRAINT_TIGHTENED, "CH0101", Behaviour, "fewer values are allowed",
        "the service may refuse values that it took; look at what you send",
        "A length or a range became narrower. Services check it; the connector does not.";
    CONSTRAINT_LOOSENED, "CH0102", Compatible, "more values are allowed",
        "what was accepted still is",
        "A length or a range became wider, or a limit is gone.";
    SENSITIVE_CHANGED, "CH0103", Behaviour, "whether a value is a secret changed",
        "`Debug` hides it now, or shows it; look at what logs print",
        "Logs that print an entity with `{:?}` look different.";
    DEPRECATED_CHANGED, "CH0104", Compatible, "whether something should still be used changed",
        "no warning stops a build; the documentation says what takes its place",
        "The connector has no `#[deprecated]`, so no warning stops a build. Look at what takes its place.";
    DOCUMENTATION_CHANGED, "CH0105", Compatible, "documentation changed",
        "only texts changed",
        "All changed texts are one finding. `check` shows them.";
    PATTERN_CHANGED, "CH0106", Behaviour, "a pattern of allowed values changed",
        "the service may refuse values that it took; look at what you send",
        "Two patterns are not compared: the new one may allow more or less. Services check it; the connector does not. `levels` under \
`[changes]` in the recipe can make it compatible.";
    PROTOCOL_CHANGED, "CH0110", Behaviour, "the service is called by another protocol",
        "the same Rust calls send other requests; renew recorded requests and rules of proxies",
        "Methods, paths, headers and bodies follow from the protocol, and their changes are not listed one by one. The regenerated connector \
speaks the new one; an old connector works as long as the service still offers the old one. `protocol` under `[connector]` in the recipe \
keeps one that the model still lists.";
    SIGNING_CHANGED, "CH0111", Behaviour, "requests are signed differently",
        "the same credentials sign other requests; nothing has to be configured",
        "The signing name, the version of the signature, or whether the body is signed. Nothing has to be configured.";
    ENDPOINT_RULES_CHANGED, "CH0112", Behaviour, "the rules that find the endpoint changed",
        "calls may go to another host; look at firewalls and at endpoints of your own",
        "Rules are compared by what they give, so rules that are only written differently are not told. The finding names the regions, \
or the settings of the client, with which the result may be another one; look at it if you use them.";
    HOST_PREFIX_CHANGED, "CH0113", Behaviour, "what is put before the host changed",
        "calls go to another host; look at firewalls and private endpoints",
        "Firewalls and private endpoints have to know the new host.";
    CHECKSUM_CHANGED, "CH0114", Behaviour, "checksums or compression of bodies changed",
        "calls compile and send another request; renew recorded requests",
        "A checksum is required now, another algorithm is used, or large bodies are compressed.";
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
