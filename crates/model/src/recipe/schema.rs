//! Which keys a recipe has, what they take and what they are for: one table for reading, for the starter
//! recipe, and for whoever documents the recipe.

/// What a key takes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Takes {
    /// `true` or `false`, where neither is a third answer.
    Either,
    /// `true` or `false`.
    Flag,
    /// A table with keys that the user names, each a table with these keys; the text is an example of
    /// a key.
    Named(&'static str, &'static [Key]),
    /// A whole number from zero up.
    Number,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A list of tables with these keys.
    Tables(&'static [Key]),
    /// A text.
    Text,
    /// A table with keys that the user names, each a text.
    TextByName,
    /// A list of texts.
    Texts,
    /// One of these texts.
    Word(&'static [&'static str]),
}

/// A key of the recipe.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What stands behind the `=`, or below the table's head.
    pub takes: Takes,
    /// One line for the starter recipe and the reference.
    pub about: &'static str,
}

const fn key(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, takes, about }
}

/// The tables of a recipe in the order of the starter recipe.
pub const RECIPE: &[Key] = &[
    key(
        "connector",
        Takes::Table(CONNECTOR),
        "Identity, sources, operations.",
    ),
    key(
        "sample",
        Takes::Table(SAMPLE),
        "What a bare body cannot tell.",
    ),
    key(
        "runtime",
        Takes::Table(RUNTIME),
        "Where the runtime comes from; at most one key.",
    ),
    key(
        "variables",
        Takes::TextByName,
        "Values of a collection's variables that no source has.",
    ),
    key("keep", Takes::Table(KEEP), "Redacted values to keep."),
    key(
        "operations",
        Takes::Named("List all pets", OPERATION),
        "By the operation's name in the source.",
    ),
    key(
        "entities",
        Takes::Named("DescribeVoicesResponse.Voices[]", ENTITY),
        "By where the objects are on the wire; `inspect` lists the addresses.",
    ),
    key(
        "members",
        Takes::Named("DescribeVoicesResponse.Voices[].Id", MEMBER),
        "By where the member is on the wire.",
    ),
    key(
        "enumerations",
        Takes::Named("Engine", ENUMERATION),
        "By name: samples cannot prove enumerations, you can state them.",
    ),
    key(
        "page",
        Takes::Table(PAGE),
        "Texts and links of the documentation page that no source has.",
    ),
    key(
        "changes",
        Takes::Table(CHANGES),
        "What `diff` and `regenerate` make of changes of the API.",
    ),
];

const CONNECTOR: &[Key] = &[
    key(
        "name",
        Takes::Text,
        "Display name, as the service's owner writes it.",
    ),
    key(
        "sources",
        Takes::Texts,
        "Files in order, relative to this one.",
    ),
    key(
        "operations",
        Takes::Texts,
        "Operations wanted, as the sources name them; all without it.",
    ),
    key(
        "service",
        Takes::Text,
        "Signing name of an AWS service, where the sources do not tell.",
    ),
    key(
        "protocol",
        Takes::Word(&["cbor", "ec2", "json", "query", "rest-json", "rest-xml"]),
        "Protocol, where the model of an AWS service has several.",
    ),
    key(
        "module",
        Takes::Text,
        "Module name; the display name with `Connector` without it.",
    ),
    key(
        "crate-name",
        Takes::Text,
        "Name of the crate; made from the display name without it.",
    ),
    key(
        "method-capitals",
        Takes::Flag,
        "Whether microflows are named `GET_v1_…` instead of `Get_v1_…`.",
    ),
    key(
        "templates",
        Takes::Text,
        "A folder below this one with templates of yours.",
    ),
];

const SAMPLE: &[Key] = &[
    key("url", Takes::Text, "Address that was called."),
    key("method", Takes::Text, "HTTP method."),
    key("operation", Takes::Text, "Name of the action."),
    key(
        "status",
        Takes::Number,
        "HTTP status of the answer; 200 without it.",
    ),
];

const RUNTIME: &[Key] = &[
    key("path", Takes::Text, "A folder, relative to this one."),
    key("git", Takes::Text, "A git address."),
    key(
        "version",
        Takes::Text,
        "A version requirement for the registry.",
    ),
];

const KEEP: &[Key] = &[key(
    "values",
    Takes::Texts,
    "JSON pointers into the sources.",
)];

const OPERATION: &[Key] = &[
    key(
        "action",
        Takes::Text,
        "Name of the action, where the source's is not to be used.",
    ),
    key(
        "version",
        Takes::Text,
        "Version in the microflow's name, where the path has none.",
    ),
    key(
        "purpose",
        Takes::Text,
        "What the activity does, continuing \"allows you to …\".",
    ),
    key(
        "endpoint",
        Takes::Text,
        "Address before the path; `{region}` stands for the region.",
    ),
];

const ENTITY: &[Key] = &[
    key("name", Takes::Text, "Name of the entity."),
    key(
        "description",
        Takes::Text,
        "Description for the page and the code.",
    ),
    key(
        "kind",
        Takes::Word(&["entity", "map"]),
        "What the objects are.",
    ),
    key(
        "remove",
        Takes::Flag,
        "Leaves it out; members of a structure take its place.",
    ),
];

const MEMBER: &[Key] = &[
    key("name", Takes::Text, "Name of the attribute."),
    key(
        "description",
        Takes::Text,
        "Description for the page and the code.",
    ),
    key(
        "type",
        Takes::Word(TYPES),
        "Type that replaces the inferred one.",
    ),
    key("required", Takes::Either, "Whether a request must have it."),
    key("remove", Takes::Flag, "Leaves it out."),
];

const TYPES: &[&str] = &[
    "binary",
    "boolean",
    "date-time",
    "decimal",
    "document",
    "epoch-seconds",
    "integer",
    "long",
    "string",
];

const ENUMERATION: &[Key] = &[
    key("values", Takes::Texts, "Texts on the wire."),
    key(
        "captions",
        Takes::TextByName,
        "Texts for people, by text on the wire.",
    ),
    key("at", Takes::Texts, "Addresses of the members that have it."),
    key(
        "description",
        Takes::Text,
        "Description for the page and the code.",
    ),
];

const PAGE: &[Key] = &[
    key(
        "service-name",
        Takes::Text,
        "Name of the service, where it differs from the connector's.",
    ),
    key(
        "service-description",
        Takes::Text,
        "One sentence that describes the service.",
    ),
    key(
        "service-slug",
        Takes::Text,
        "Short lower-case name of the service for tags and addresses.",
    ),
    key(
        "introduction",
        Takes::Text,
        "What one can achieve with the connector.",
    ),
    key(
        "marketplace-number",
        Takes::Number,
        "Number of the connector's Marketplace component.",
    ),
    key(
        "service-link",
        Takes::Text,
        "Address of the service's website.",
    ),
    key(
        "typical-use-cases",
        Takes::Text,
        "What the service is used for.",
    ),
    key(
        "studio-pro-version",
        Takes::Text,
        "Lowest version of Studio Pro; 9.18.0 without it.",
    ),
    key(
        "authentication-version",
        Takes::Text,
        "Lowest version of the AWS Authentication connector.",
    ),
    key(
        "credentials-default",
        Takes::Word(&["session", "static"]),
        "What the connector is pre-configured to use.",
    ),
    key(
        "example-task",
        Takes::Text,
        "Task of the example, continuing \"For example, to …\".",
    ),
    key(
        "example-activity",
        Takes::Text,
        "Activity of the example; the first one without it.",
    ),
    key(
        "example-steps",
        Takes::Texts,
        "Steps of the example; made from the activity without them.",
    ),
    key(
        "activities-purpose",
        Takes::Text,
        "What the activities do, continuing \"For the … connector, they …\".",
    ),
    key(
        "enumerations-purpose",
        Takes::Text,
        "What enumerations list, continuing \"list values such as …\".",
    ),
    key(
        "profile",
        Takes::Word(&["full", "pane"]),
        "Whether the technical reference is in the page or in Studio Pro's pane.",
    ),
    key(
        "dependencies",
        Takes::Tables(DEPENDENCY),
        "Further modules that the connector needs.",
    ),
    key(
        "figures",
        Takes::Named("configuration", FIGURE),
        "Screenshots by step.",
    ),
];

const CHANGES: &[Key] = &[
    key(
        "levels",
        Takes::TextByName,
        "Levels by code, where they are not the rule's own.",
    ),
    key(
        "accept",
        Takes::Tables(ACCEPTANCE),
        "Single changes that are known and let pass.",
    ),
];

const ACCEPTANCE: &[Key] = &[
    key(
        "finding",
        Takes::Text,
        "The 12 digits that the report gives the change.",
    ),
    key("reason", Takes::Text, "Why it is let pass."),
];

const DEPENDENCY: &[Key] = &[
    key("name", Takes::Text, "Name of the module."),
    key("link", Takes::Text, "Its Marketplace address."),
    key("purpose", Takes::Text, "What it is needed for."),
];

const FIGURE: &[Key] = &[
    key(
        "file",
        Takes::Text,
        "File name below the page's attachments.",
    ),
    key("alt", Takes::Text, "Alternative text."),
];

#[cfg(test)]
mod tests {
    use super::{Key, RECIPE, Takes};
    use crate::recipe::Recipe;

    /// A text with an unknown key in each table, by the path of the table.
    fn tables(at: &str, keys: &'static [Key], out: &mut Vec<(String, &'static [Key])>) {
        out.push((at.to_owned(), keys));
        for key in keys {
            let dot = if at.is_empty() { "" } else { "." };
            match key.takes {
                Takes::Table(keys) => tables(&format!("{at}{dot}{}", key.name), keys, out),
                Takes::Named(_, keys) => tables(&format!("{at}{dot}{}.x", key.name), keys, out),
                _ => {}
            }
        }
    }

    #[test]
    fn a_key_that_only_the_type_has_could_not_be_used() {
        let mut all = Vec::new();
        tables("", RECIPE, &mut all);
        assert!(all.len() > 10);
        for (path, keys) in all {
            let head = if path.is_empty() {
                String::new()
            } else {
                format!("[{path}]\n")
            };
            let error = toml::from_str::<Recipe>(&format!("{head}zz = 1\n")).expect_err("unknown");
            let (_, expected) = error
                .message()
                .split_once("expected ")
                .expect("it lists them");
            let mut known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            let mut listed: Vec<&str> = keys.iter().map(|key| key.name).collect();
            known.sort_unstable();
            listed.sort_unstable();
            assert_eq!(known, listed, "{path}");
        }
    }
}
