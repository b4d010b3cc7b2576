//! The findings of this crate: codes CG0200 to CG0299.

use crate::diagnostic::{Rule, Severity};

/// The recipe is not TOML.
pub static RECIPE_SYNTAX: Rule = Rule {
    code: "CG0200",
    severity: Severity::Error,
    summary: "the recipe is not valid TOML",
    explanation: "\
`connector.toml` is a TOML file. What stands at the place shown cannot be read as TOML, so nothing of
the recipe is known and nothing is generated.

```toml
[connector]
name = Amazon Polly
```

Put texts in quotation marks (`name = \"Amazon Polly\"`), lists in brackets, and name each table once.",
};

/// A key that no recipe has.
pub static RECIPE_KEY: Rule = Rule {
    code: "CG0201",
    severity: Severity::Error,
    summary: "the recipe has a key that is not known",
    explanation: "\
A key that is not known would have no effect, and a misspelt key would have none silently. So it is an
error, with the known keys that are nearest to it.

```toml
[connector]
operation = [\"DescribeVoices\"]
```

The key is `operations`. Correct or remove the key; the starter recipe that `new` writes lists all keys
as comments.",
};

/// A value of the wrong type.
pub static RECIPE_VALUE: Rule = Rule {
    code: "CG0202",
    severity: Severity::Error,
    summary: "a value in the recipe has the wrong type",
    explanation: "\
Each key of the recipe takes one type of value: a text, a number, `true` or `false`, a list of texts, a
table, or one of a few words.

```toml
[connector]
operations = \"DescribeVoices\"
```

`operations` takes a list: `operations = [\"DescribeVoices\"]`.",
};

/// An address that is not there.
pub static RECIPE_ADDRESS: Rule = Rule {
    code: "CG0203",
    severity: Severity::Warning,
    summary: "the recipe speaks of an element that is not there",
    explanation: "\
`[entities]`, `[members]`, `[operations]` and `at` of `[enumerations]` name elements by where they are on the
wire: `DescribeVoicesResponse.Voices[].Gender`. An address that matches nothing has no effect. The API
may have changed, or the address is misspelt.

An address is the name of the action with `Request`, `Response` or `Error` and the status behind it, then
`.name` for a member, `[]` for the items of a list, `{}` for the values of a map. Dots, brackets, braces and
backslashes inside of a name have a backslash in front. `inspect` lists the addresses that exist.",
};

/// An operation that is not there.
pub static UNKNOWN_OPERATION: Rule = Rule {
    code: "CG0210",
    severity: Severity::Error,
    summary: "the sources have no operation of this name",
    explanation: "\
`--operation` and `operations` of the recipe name operations as the sources do (`List all pets`), or by the
name of their action (`ListAllPets`). `*` stands for any characters, `?` for one: `List*`.

The message lists the operations that the sources have. Names are compared with their case.",
};

/// Nothing to generate.
pub static NO_OPERATION: Rule = Rule {
    code: "CG0211",
    severity: Severity::Error,
    summary: "there is no operation to generate",
    explanation: "\
A connector has at least one activity. The sources describe no operation, so there is nothing to make one
from. Give a source that has a request in it, for instance a Postman collection with a saved example.",
};

/// A kind that cannot be applied.
pub static RECIPE_KIND: Rule = Rule {
    code: "CG0220",
    severity: Severity::Error,
    summary: "the recipe gives an element a kind or type that it cannot have",
    explanation: "\
`kind` of `[entities]` turns an object into a map or a map into an entity; the element at the address must be
one of the two. `type` of `[members]` replaces the type of a value that has no parts, or makes a
document of one that has.

```toml
[entities.\"DescribeVoicesResponse.Voices\"]
kind = \"map\"
```

`Voices` is a list; the objects in it are at `DescribeVoicesResponse.Voices[]`.",
};

/// Values of a map that differ.
pub static MAP_VALUES: Rule = Rule {
    code: "CG0221",
    severity: Severity::Warning,
    summary: "the values of a map are of different kinds",
    explanation: "\
The recipe makes a map of an object whose members are of different kinds, for instance a text and a number.
All values of a map have one type, so they become documents: any JSON value, without names or types.

Leave the object an entity, or accept documents.",
};

/// An element that cannot be left out.
pub static RECIPE_REMOVAL: Rule = Rule {
    code: "CG0222",
    severity: Severity::Error,
    summary: "the recipe removes an element that cannot be left out",
    explanation: "\
`remove` leaves out a member, a list, a map, the items of a list, or a structure around other members, whose
members then take its place. What cannot be left out is a member that the path of the request needs, and the
request or response as such: its entity stands for the root of the body already.",
};

/// An enumeration that does not fit.
pub static RECIPE_ENUMERATION: Rule = Rule {
    code: "CG0223",
    severity: Severity::Error,
    summary: "an enumeration of the recipe does not fit",
    explanation: "\
An enumeration needs at least one value, each value once, and the elements that it is put `at` have to be texts.

```toml
[enumerations.Engine]
values = [\"standard\", \"neural\"]
at = [\"DescribeVoicesResponse.Voices[].SupportedEngines[]\"]
```",
};

/// An address of a service that cannot be read.
pub static RECIPE_ENDPOINT: Rule = Rule {
    code: "CG0224",
    severity: Severity::Error,
    summary: "an endpoint of the recipe cannot be used",
    explanation: "\
`endpoint` of `[operations]` is the address before the path: scheme, host and perhaps a port.
`{region}` stands for the region of the client, `{dns-suffix}` for `amazonaws.com` or what the partition of the
region has in its place: `https://polly.{region}.{dns-suffix}`. The scheme is `https`, or `http` for
a server of your own.",
};

/// A connector without a name.
pub static NAME_MISSING: Rule = Rule {
    code: "CG0230",
    severity: Severity::Error,
    summary: "the name of the connector is not known",
    explanation: "\
The display name gives the module, the crate and the page their names. For well-known AWS services it is
the service's name, for a collection its title. Where the sources have neither, or nothing that names can be
made from, only you can say it: `--name \"Amazon Polly\"`, or in the recipe

```toml
[connector]
name = \"Amazon Polly\"
```",
};

/// A name taken from a title.
pub static NAME_FROM_TITLE: Rule = Rule {
    code: "CG0231",
    severity: Severity::Note,
    summary: "the connector is named after the title of a source",
    explanation: "\
No source says what the service is called, so the title of the collection serves as the display name. It gives
the module, the crate and the page their names; changing it later renames them. Set `name` in
`[connector]` if the service has another name.",
};

/// A name that cannot be given.
pub static NAME_INVALID: Rule = Rule {
    code: "CG0232",
    severity: Severity::Error,
    summary: "a name in the recipe cannot be given",
    explanation: "\
Entities have names of letters and digits that begin with a capital (`Voice`); attributes may have
underscores too and must not be reserved words (`id`, `type`, `class`, … in whatever case: `_Id`); modules begin with
a letter; versions have letters and digits (`v1`). The message shows the nearest name that can be
given.",
};

/// A name that two different things have.
pub static NAME_TWICE: Rule = Rule {
    code: "CG0233",
    severity: Severity::Error,
    summary: "the recipe gives one name to different things, or one thing two names",
    explanation: "\
Two addresses may have the same entity name only if the structures there have the same members: they are
one entity then. Otherwise one name would stand for two kinds of objects. Within an entity, and within the
module, names must differ by more than case.",
};

/// Structures that became one entity.
pub static MERGED: Rule = Rule {
    code: "CG0240",
    severity: Severity::Note,
    summary: "equal structures under the same name are one entity",
    explanation: "\
Objects that stand under the same member name in several places and have the same members of the same kinds
are taken for one kind of object: one entity. A member that is absent or null in one of the
places may be so in all. Where several activities share the entity, it is the generalization of one
specialization for each.

If the places mean different things, give one of the addresses and the other different names in
`[entities]`: they are two entities then.",
};

/// Different structures of the same name.
pub static SAME_NAME: Rule = Rule {
    code: "CG0241",
    severity: Severity::Note,
    summary: "different structures have the same name",
    explanation: "\
Objects stand under the same member name in several places but differ in their members, so they are different
entities and need different names: the name of the action comes in front, or that of the structure around it, or a
number behind. Names that were given by an earlier run stay.

Set `name` for the addresses in `[entities]` to choose names; if the samples are incomplete and the structures are
really the same, add samples that show all members.",
};

/// Members whose names clash.
pub static MEMBER_CLASH: Rule = Rule {
    code: "CG0242",
    severity: Severity::Note,
    summary: "members of an entity would have the same attribute name",
    explanation: "\
Wire names that differ only in case or in characters that attribute names cannot have give the same attribute
name (`user-id` and `user_id`). The later one gets a number behind. What goes over the wire does not
change. Set `name` for the address in `[members]` to choose a name.",
};

/// A service model that contradicts itself.
pub static DANGLING: Rule = Rule {
    code: "CG0244",
    severity: Severity::Error,
    summary: "the service model refers to a shape that it does not have",
    explanation: "\
An operation or a shape refers to a shape that is missing or of another kind than needed. A source that was
read never leads here; a snapshot that was edited may. Restore the files of the record (`connector.lock`,
`.connector/`) from version control.",
};

/// All of them, by code.
pub static RULES: &[&Rule] = &[
    &RECIPE_SYNTAX,
    &RECIPE_KEY,
    &RECIPE_VALUE,
    &RECIPE_ADDRESS,
    &UNKNOWN_OPERATION,
    &NO_OPERATION,
    &RECIPE_KIND,
    &MAP_VALUES,
    &RECIPE_REMOVAL,
    &RECIPE_ENUMERATION,
    &RECIPE_ENDPOINT,
    &NAME_MISSING,
    &NAME_FROM_TITLE,
    &NAME_INVALID,
    &NAME_TWICE,
    &MERGED,
    &SAME_NAME,
    &MEMBER_CLASH,
    &DANGLING,
];

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn codes_that_are_not_in_order_could_be_given_twice() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(
            RULES
                .iter()
                .all(|rule| ("CG0200".."CG0300").contains(&rule.code))
        );
        assert!(RULES.iter().all(|rule| !rule.summary.ends_with('.')));
    }
}
