//! The findings of this crate: codes CG0300 to CG0399.

use connector_model::diagnostic::{Rule, Severity};

/// A defect of the generator: a template or a view does not fit, or the emitted code is not what was meant.
pub static INTERNAL: Rule = Rule {
    code: "CG0300",
    severity: Severity::Error,
    summary: "the generator made something that it does not trust itself",
    explanation: "\
Every emitted file is checked before anything is written: templates print only text that was encoded for its place, and
each Rust file is parsed and its items are compared with those that were meant. One of the checks failed.

This is a defect of connector-gen, or the work of a source that found a hole in it. Nothing was written. Report it with
the message; if the source is yours, renaming what the message names usually avoids it.",
};

/// The crate's name was not usable.
pub static CRATE_NAME: Rule = Rule {
    code: "CG0301",
    severity: Severity::Note,
    summary: "the name of the crate was changed, because Cargo would not take it",
    explanation: "\
Names of crates consist of ASCII letters, digits, `-` and `_`, begin with a letter, and some are reserved. The crate got
the nearest name that is allowed.

Set `crate-name` in `[connector]` of `connector.toml` to choose another one.",
};

/// A member cannot be sent where it stands.
pub static NOT_SENT: Rule = Rule {
    code: "CG0302",
    severity: Severity::Warning,
    summary: "a value cannot be sent where the source has it",
    explanation: "\
Query parameters, headers and form fields are texts. A value of several parts or of bytes has no text form, and a header
must be visible ASCII under a name that HTTP allows. What cannot be sent is left out of the request; the field of the
entity remains.

Set the member's `type` in `[members]` of `connector.toml` to `string`, or remove the member.",
};

/// The connector has no operation.
pub static NO_ACTIVITY: Rule = Rule {
    code: "CG0303",
    severity: Severity::Error,
    summary: "there is nothing to emit",
    explanation: "\
A connector needs at least one operation. Name one that the source has with `--operation`, or in `operations` of
`connector.toml`.",
};

/// The page lacks a text.
pub static PAGE_TEXT_MISSING: Rule = Rule {
    code: "CG0304",
    severity: Severity::Warning,
    summary: "the documentation page lacks a text that neither the sources nor the recipe has",
    explanation: "\
The page is made from the template of connector pages. Names, types, associations, steps and tables come from the domain
model. What a connector is good for, where its Marketplace component is or which version of AWS Authentication it needs
cannot be known from samples and is never invented: the sentence is left out, and each one is reported with the key that
brings it in.

Write the keys that the findings name into `[page]` of `connector.toml` (or `purpose` into `[operations.NAME]`) and
regenerate. Words of the recipe may have links, `[text](https://…)`, bold words and lists.",
};

/// A key of the page names something that is not there.
pub static PAGE_KEY_UNKNOWN: Rule = Rule {
    code: "CG0305",
    severity: Severity::Warning,
    summary: "a key of `[page]` names something that the page does not have",
    explanation: "\
`example-activity` names an activity of the connector. The keys of `[page.figures]` name the place of a screenshot:
`step-3` is the third step of the example, `authentication-step-3` and `authentication-step-6` are steps of the
configuration of AWS Authentication 2, `documentation-pane` is for the profile `pane`. A figure's `file` is a path of
letters, digits, dots, hyphens and underscores below the attachments of the page. Addresses begin with `https://`, `http://` or `/`.

Correct the key, or remove it.",
};

/// An expression of a model has no form in Rust.
pub static EXPRESSION_LEFT_OUT: Rule = Rule {
    code: "CG0306",
    severity: Severity::Warning,
    summary: "a waiter, the pages or a part of the endpoint of an operation were left out",
    explanation: "\
Models say in JMESPath where an answer has the token of the next page and its items, by what it shows that a resource has
reached a state, and what of a request the address of the service depends on. Connectors have no interpreter for it: the generator compiles these expressions to Rust over the
members of the entities. One was not compiled: it names a member that the entities do not have, or its value has no type,
such as a list of texts and numbers.

The operation itself is complete: call it again with the token of its answer, or until it shows the state. If the recipe
has changed or removed the member that the message names, leave it as it is in the model.",
};

/// A template of the user's does not fit.
pub static TEMPLATE_REFUSED: Rule = Rule {
    code: "CG0307",
    severity: Severity::Error,
    summary: "a template of yours cannot be used",
    explanation: "\
The folder that `templates` in `[connector]` names has a template that does not load, prints something that this version
does not have, or makes a file that is not Rust any more. Templates print only what the views have, as it is: texts of a
source are encoded for their place by the generator, so filters that change them, slices, and texts put together with `~`
are refused.

The message names the template, the file that was being made and the reason. Views can change with a version of the tool:
begin again with the template of the version that you use.",
};

/// All of them, by code.
pub static RULES: &[&Rule] = &[
    &INTERNAL,
    &CRATE_NAME,
    &NOT_SENT,
    &NO_ACTIVITY,
    &PAGE_TEXT_MISSING,
    &PAGE_KEY_UNKNOWN,
    &EXPRESSION_LEFT_OUT,
    &TEMPLATE_REFUSED,
];
