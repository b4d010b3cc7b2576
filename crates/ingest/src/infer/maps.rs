//! Whether the keys of objects are names or data.

use super::observed::{Observed, Seen, Slot};

/// Members of one entity. Objects with more keys are data, whatever the keys look like.
pub(super) const MAX_MEMBERS: usize = 5_000;

/// Why the objects at a place are taken for a map; `None` if they are an entity.
///
/// A sample cannot prove a map, so there has to be evidence: enough to look at, values of one kind,
/// and keys that nobody would give a name to or that hardly ever come again. All of it is counted so
/// that the same samples seen once more change nothing.
pub(super) fn why_map(observed: &Observed, slot: &Slot) -> Option<String> {
    let keys = slot.members.len();
    if slot.values.is_some() {
        return Some(format!("there are more than {MAX_MEMBERS} different keys"));
    }
    // Three keys in one object, or two objects that differ in theirs.
    let enough = keys >= 3 || keys == 2 && slot.always.len() < keys;
    if !enough || !of_one_kind(observed, slot) {
        return None;
    }
    let data = slot.members.iter().filter(|field| is_data(&field.key));
    let data = data.count();
    if data * 2 > keys {
        return Some(format!("{data} of {keys} keys are not names"));
    }
    // More than three times as many different keys as an object has on average, so at least four
    // objects.
    let objects = slot.count(Seen::Object);
    let members: u64 = slot.members.iter().map(|field| field.present).sum();
    let sparse = u128::from(objects) * keys as u128 > 3 * u128::from(members);
    sparse.then(|| {
        format!("{keys} different keys in {objects} objects with {members} members in all")
    })
}

/// Whether all values that are not null are of one kind of JSON, and there is one.
fn of_one_kind(observed: &Observed, slot: &Slot) -> bool {
    let mut kind = None;
    for field in &slot.members {
        for found in kinds(observed.slot(field.slot)) {
            if *kind.get_or_insert(found) != found {
                return false;
            }
        }
    }
    kind.is_some()
}

/// The kinds of JSON, null apart, that were seen at a place; each by its first form.
pub(super) fn kinds(slot: &Slot) -> impl Iterator<Item = Seen> + '_ {
    [
        Seen::Boolean,
        Seen::Integer,
        Seen::Text,
        Seen::Array,
        Seen::Object,
    ]
    .into_iter()
    .filter(|&kind| forms(kind).iter().any(|&form| slot.count(form) > 0))
}

/// The forms of a kind of JSON that are told apart.
pub(super) fn forms(kind: Seen) -> &'static [Seen] {
    match kind {
        Seen::Null => &[Seen::Null],
        Seen::Boolean => &[Seen::Boolean],
        Seen::Integer | Seen::Long | Seen::Huge | Seen::Decimal => {
            &[Seen::Integer, Seen::Long, Seen::Huge, Seen::Decimal]
        }
        Seen::Text | Seen::DateTime | Seen::HttpDate => {
            &[Seen::Text, Seen::DateTime, Seen::HttpDate]
        }
        Seen::Array => &[Seen::Array],
        Seen::Object => &[Seen::Object],
    }
}

/// Whether a key is data: no identifier, or one that only a machine would make.
fn is_data(key: &str) -> bool {
    !is_name(key) || is_uuid(key) || is_long_code(key)
}

/// Letters, digits and `_ - . $`, at least one letter; annotations such as `@type` are names too.
fn is_name(key: &str) -> bool {
    let name = key.strip_prefix('@').unwrap_or(key);
    name.chars().any(|c| c.is_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$'))
}

fn is_uuid(key: &str) -> bool {
    let groups = key.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && key.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// A hexadecimal digest or an identifier of capitals and digits.
fn is_long_code(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let hexadecimal = key.bytes().all(|byte| byte.is_ascii_hexdigit());
    let capitals = key
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    key.len() >= 16 && digits >= 4 && (hexadecimal || capitals)
}

#[cfg(test)]
mod tests {
    use super::is_data;

    #[test]
    fn names_are_told_from_data() {
        for name in [
            "Id",
            "content-type",
            "snake_case",
            "$ref",
            "@odata.context",
            "straße",
            "3DSecure",
            "a.b",
            "_",
            "AWSAccountIdentifier1",
        ] {
            assert!(!is_data(name), "{name}");
        }
        for data in [
            "42",
            "2026-11-21",
            "",
            "Main Street",
            "a/b",
            "me@example.com",
            "arn:aws:s3:::b",
            "123e4567-e89b-12d3-a456-426614174000",
            "507f1f77bcf86cd799439011",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        ] {
            assert!(is_data(data), "{data}");
        }
    }
}
