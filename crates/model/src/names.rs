//! Names by the connector guide: the only place that makes them.
//!
//! Every function takes the text of a source as it is, whatever it holds, and gives a name that
//! Studio Pro accepts: ASCII letters, digits and, where the guide allows them, underscores; no
//! leading digit; at most [`LIMIT`] characters. Spelling is kept: only first letters change case, so
//! `EC2Instance` and `IPv4` stay what they are.

mod latin;
mod reserved;
mod singular;
mod taken;

#[cfg(test)]
mod tests;

pub use singular::singular;
pub(crate) use taken::Taken;

/// Longest name that is given, in characters: file names are made from names and have limits.
pub const LIMIT: usize = 80;

/// Action name made from the name that a source gives an operation.
///
/// A name that is an identifier already stays as it is (`DescribeVoices`, `GetAPIKey`); else the words
/// between other characters are joined, each with its first letter in upper case (`List all pets` →
/// `ListAllPets`). A text without letters or digits gives `Operation`; a leading digit gets `N` in front.
pub fn action(source_name: &str) -> String {
    camel(source_name).unwrap_or_else(|| "Operation".to_owned())
}

/// Name of a microflow: `Get_v1_DescribeVoices`, or `GET_v1_DescribeVoices` where capitals are wanted.
pub fn microflow(method: &str, case: MethodCase, version: &str, action: &str) -> String {
    let method = match case {
        MethodCase::Capitals => method.to_ascii_uppercase(),
        MethodCase::FirstLetter => upper_first(&method.to_ascii_lowercase()),
    };
    format!("{method}_{version}_{action}")
}

/// How the HTTP method is written in the names of microflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodCase {
    /// `GET`.
    Capitals,
    /// `Get`, as the guide's example has it.
    FirstLetter,
}

/// Version in a microflow's name from the segments of a path: `v{n}` of the first segment that is one
/// (`/v1/voices`, `/api/v2.1/users` → `v2`), else `v1`; never a date.
pub fn version<'a>(segments: impl IntoIterator<Item = &'a str>) -> String {
    segments
        .into_iter()
        .find_map(version_of_segment)
        .unwrap_or_else(|| "v1".to_owned())
}

/// Whether a text can stand as the version in a microflow's name: letters and digits, a letter first.
pub fn is_version(text: &str) -> bool {
    text.len() <= 20
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn version_of_segment(segment: &str) -> Option<String> {
    let rest = segment.strip_prefix(['v', 'V'])?;
    let major = rest.split('.').next().unwrap_or_default();
    let plain = rest
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    (plain && major.len() <= 3).then(|| format!("v{major}"))
}

/// Request entity of an action (`ListFunctionsRequest`).
pub fn request(action: &str) -> String {
    format!("{action}Request")
}

/// Response entity of an action (`ListFunctionsResponse`).
pub fn response(action: &str) -> String {
    format!("{action}Response")
}

/// Entity for the body of an answer other than success (`ListFunctionsError404`).
pub fn error(action: &str, status: u16) -> String {
    format!("{action}Error{status}")
}

/// JSON structure of an action (`JSON_DescribeVoices`).
pub fn json_structure(action: &str) -> String {
    format!("JSON_{action}")
}

/// Import mapping of an action (`IMM_DescribeVoices`).
pub fn import_mapping(action: &str) -> String {
    format!("IMM_{action}")
}

/// Export mapping of an action (`EXM_DescribeVoices`).
pub fn export_mapping(action: &str) -> String {
    format!("EXM_{action}")
}

/// Entity name made from the name of a member or shape: upper camel case without underscores
/// (`supported_engines` → `SupportedEngines`, `@odata.context` → `OdataContext`).
///
/// A text without letters or digits gives `Element`; a leading digit gets `N` in front.
pub fn entity(wire: &str) -> String {
    camel(wire).unwrap_or_else(|| "Element".to_owned())
}

/// Whether a text is an entity name as it stands: letters and digits, a capital letter first.
pub fn is_entity(text: &str) -> bool {
    text.len() <= LIMIT
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Entity for the entries of a map, from the name of the member that holds it (`Tags` → `TagEntry`).
pub fn map_entry(wire: &str) -> String {
    let name = entity(wire);
    let stem = singular(&name);
    let stem = if stem == format!("{name}Item") {
        name
    } else {
        stem
    };
    limited(format!("{stem}Entry"))
}

/// Attribute name of a member: as the service has it, but with characters outside of `[A-Za-z0-9_]`
/// replaced by `_`, the first letter in upper case, and `_` in front of reserved words and digits
/// (`voiceId` → `VoiceId`, `Id` → `_Id`, `@odata.context` → `_odata_context`).
pub fn attribute(wire: &str) -> String {
    let name = upper_first(&underscored(wire));
    if name.bytes().all(|byte| byte == b'_') {
        return "Member".to_owned();
    }
    limited(escaped(name))
}

/// Whether a text is an attribute name as it stands.
pub fn is_attribute(text: &str) -> bool {
    text.len() <= LIMIT
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && !reserved::is_reserved(text)
}

/// Name of an enumeration without its prefix (`Engine`).
pub fn enumeration_stem(text: &str) -> String {
    entity(text.strip_prefix("ENUM_").unwrap_or(text))
}

/// Name of an enumeration (`ENUM_Engine`).
pub fn enumeration(stem: &str) -> String {
    format!("ENUM_{stem}")
}

/// Technical name of an enumeration value: letters, digits and underscores in the spelling of the
/// wire (`long-form` → `long_form`), `_` in front of reserved words and digits (`default` →
/// `_default`, `1024x1024` → `_1024x1024`). A text without letters or digits gives `Empty` if it is
/// empty and `Value` else.
pub fn enumeration_value(wire: &str) -> String {
    let name = underscored(wire);
    if name.is_empty() {
        return "Empty".to_owned();
    }
    if name.bytes().all(|byte| byte == b'_') {
        return "Value".to_owned();
    }
    limited(escaped(name))
}

/// Name of an association, owner first (`Voice_DescribeVoicesResponse`); with the member's name
/// behind where one pair has several.
pub fn association(owner: &str, other: &str, member: Option<&str>) -> String {
    match member {
        Some(member) => format!("{owner}_{other}_{}", member.trim_matches('_')),
        None => format!("{owner}_{other}"),
    }
}

/// Module name: the display name without spaces, with `Connector` behind it (`Amazon Polly` →
/// `AmazonPollyConnector`). `None` if the display name has no letters or digits.
pub fn module(display: &str) -> Option<String> {
    let name = camel(display)?;
    if name.ends_with("Connector") {
        return Some(name);
    }
    Some(limited(format!("{name}Connector")))
}

/// Whether a text is a module name as it stands: letters, digits, underscores, a letter first.
pub fn is_module(text: &str) -> bool {
    text.len() <= LIMIT
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Display name in kebab case (`Amazon DynamoDB` → `amazon-dynamodb`); `None` if it has no letters or
/// digits.
pub fn slug(display: &str) -> Option<String> {
    let text = latin::ascii(display).to_ascii_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return None;
    }
    Some(limited(words.join("-")).trim_end_matches('-').to_owned())
}

/// Name of the connector's crate (`amazon-polly-connector`); Cargo wants a letter first.
pub fn crate_name(slug: &str) -> String {
    let first = if slug.starts_with(|first: char| first.is_ascii_digit()) {
        "n"
    } else {
        ""
    };
    let stem = slug.strip_suffix("-connector").unwrap_or(slug);
    format!("{first}{stem}-connector")
}

/// Name of a region in a region enumeration (`us-east-1` → `us_east_1`).
pub fn region(id: &str) -> String {
    enumeration_value(id)
}

/// The words between characters other than letters and digits, each with its first letter in upper
/// case; `None` if there are none. Words of a text in capitals alone are lowered first
/// (`VIRTUAL_MACHINE` → `VirtualMachine`), a single word never is (`DNS`).
fn camel(text: &str) -> Option<String> {
    let text = latin::ascii(text);
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let shouted = words.len() > 1 && !text.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut name = String::new();
    for word in &words {
        if shouted {
            name.push_str(&upper_first(&word.to_ascii_lowercase()));
        } else {
            name.push_str(&upper_first(word));
        }
    }
    if name.is_empty() {
        return None;
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'N');
    }
    Some(limited(name))
}

/// The text with `_` for each character that a name cannot have.
fn underscored(text: &str) -> String {
    latin::ascii(text)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

/// `_` in front of reserved words and digits.
fn escaped(name: String) -> String {
    if reserved::is_reserved(&name) || name.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("_{name}");
    }
    name
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}

/// A name of more than [`LIMIT`] characters is cut and gets a number made from the whole of it, so
/// that names with the same beginning stay apart. Names are ASCII here.
pub(crate) fn limited(name: String) -> String {
    if name.len() <= LIMIT {
        return name;
    }
    let mut end = LIMIT - 8;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{:08X}", &name[..end], digest(&name))
}

/// FNV-1a of 32 bits: stable on every machine, which the standard library's hashers do not promise.
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
