//! Secrets are removed when a source is read, before anything else sees them.
//!
//! What a secret is stands in two tables: [`names`] for values that have a name, and the forms of
//! known keys in `values`. A removed value leaves a text that says what it was, so that inference
//! still sees a text in its place. The counts of what was removed are reported, never the values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use connector_model::diagnostic::Diagnostic;
use connector_model::service::{Binding, Service, Shape, ShapeId, ShapeKind, Simple, Target};

use crate::codes;
use crate::json::{self, Edits, NodeId, Tree};

pub mod names;
mod plain;
mod values;

pub use names::Place;

/// Kinds of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Id of an access key of AWS.
    AccessKeyId,
    /// A key of an API.
    ApiKey,
    /// The value of an authorization header.
    Authorization,
    /// A code that is exchanged for a token, or printed on a card.
    Code,
    /// A cookie.
    Cookie,
    /// User and password, or what stands for both.
    Credentials,
    /// A password.
    Password,
    /// A private key.
    PrivateKey,
    /// Anything else that is called secret.
    Secret,
    /// Id of a session.
    Session,
    /// A signature.
    Signature,
    /// A token.
    Token,
    /// A text in the body of a call that logs in.
    Login,
}

impl Kind {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessKeyId => "access key id",
            Self::ApiKey => "api key",
            Self::Authorization => "authorization",
            Self::Code => "code",
            Self::Cookie => "cookie",
            Self::Credentials => "credentials",
            Self::Login => "login value",
            Self::Password => "password",
            Self::PrivateKey => "private key",
            Self::Secret => "secret",
            Self::Session => "session",
            Self::Signature => "signature",
            Self::Token => "token",
        }
    }

    /// What is written in place of a value.
    pub fn placeholder(self) -> String {
        format!("<redacted {}>", self.name())
    }
}

/// How much of a body is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What names and forms tell.
    Members,
    /// Every text: the body belongs to a call that logs in.
    Whole,
}

/// What was removed so far, and what is to be kept.
#[derive(Debug, Clone, Default)]
pub struct Redactions {
    keep: BTreeSet<String>,
    counts: BTreeMap<Kind, u64>,
}

impl Redactions {
    /// Nothing removed yet; values at these pointers are kept. A pointer into a body that stands as a
    /// text in its source is the pointer of that text with the pointer inside of the body behind it.
    pub fn new(keep: &[String]) -> Self {
        Self {
            keep: keep.iter().cloned().collect(),
            counts: BTreeMap::new(),
        }
    }

    /// How many values of which kind were removed.
    pub fn counts(&self) -> &BTreeMap<Kind, u64> {
        &self.counts
    }

    /// The one note about what was removed, if something was.
    pub fn note(&self) -> Option<Diagnostic> {
        let total: u64 = self.counts.values().sum();
        if total == 0 {
            return None;
        }
        let kinds: Vec<String> = self
            .counts
            .iter()
            .map(|(kind, count)| format!("{} {count}", kind.name()))
            .collect();
        let message = format!("removed {total} secret values: {}", kinds.join(", "));
        Some(
            Diagnostic::new(&codes::REDACTED, message)
                .help("name values that are no secrets by pointer under `[keep]` in the recipe"),
        )
    }

    /// A text with the secrets in it replaced.
    pub fn text<'t>(&mut self, text: &'t str, at: &str) -> Cow<'t, str> {
        if self.keep.contains(at) {
            return Cow::Borrowed(text);
        }
        match masked(text) {
            None => Cow::Borrowed(text),
            Some((masked, kinds)) => {
                for kind in kinds {
                    self.count(kind);
                }
                Cow::Owned(masked)
            }
        }
    }

    /// The value of a name, replaced if the name or the value says that it is a secret.
    pub fn named<'t>(
        &mut self,
        place: Place,
        name: &str,
        value: &'t str,
        at: &str,
    ) -> Cow<'t, str> {
        match names::kind_of(place, name) {
            Some(kind) if !is_open(value) && !self.keep.contains(at) => {
                self.count(kind);
                Cow::Owned(kind.placeholder())
            }
            _ => self.text(value, at),
        }
    }

    /// A text of a body that logs in; dates and references stay.
    pub fn login(&mut self, text: &str) -> String {
        if is_open(text) || is_date_time(text) {
            return text.to_owned();
        }
        self.count(Kind::Login);
        Kind::Login.placeholder()
    }

    /// A body that is not JSON: markup, a form, plain text.
    pub fn other_body(&mut self, text: &str, at: &str, extent: Extent) -> String {
        if self.keep.contains(at) {
            return text.to_owned();
        }
        if extent == Extent::Whole {
            self.count(Kind::Login);
            return Kind::Login.placeholder();
        }
        let named = plain::without_named(text, &mut |kind| self.count(kind));
        self.text(&named, at).into_owned()
    }

    /// Replaces the secrets in a JSON body. `at` is the pointer of the text that the body is in its source.
    pub fn body(
        &mut self,
        tree: &Tree<'_>,
        root: NodeId,
        at: &str,
        extent: Extent,
        edits: &mut Edits,
    ) {
        let mut known = KnownNames::new();
        let inherited = (extent == Extent::Whole).then_some(Kind::Login);
        self.value(tree, root, inherited, at, edits);
        let mut open = vec![(tree.children(root), inherited)];
        while let Some((children, outer)) = open.last_mut() {
            let outer = *outer;
            let Some(node) = children.next() else {
                open.pop();
                continue;
            };
            let mut kind = outer;
            if let Some(key) = tree.key(node) {
                if key.len() >= 20 && masked(&key).is_some() {
                    edits.left_out.insert(node);
                    self.count(Kind::Secret);
                    continue;
                }
                kind = known.kind_of(&key).or(inherited);
            }
            match tree.kind(node) {
                json::Kind::Object => open.push((tree.children(node), inherited)),
                json::Kind::Array => open.push((tree.children(node), kind)),
                _ => self.value(tree, node, kind, at, edits),
            }
        }
    }

    fn value(
        &mut self,
        tree: &Tree<'_>,
        node: NodeId,
        kind: Option<Kind>,
        at: &str,
        edits: &mut Edits,
    ) {
        let replacement = match tree.kind(node) {
            json::Kind::String => replaced_text(tree, node, kind),
            // A PIN or a card code may be written as a number; the number of tokens is no token.
            json::Kind::Number if matches!(kind, Some(Kind::Password | Kind::Code)) => {
                Some(("0".to_owned(), kind.into_iter().collect()))
            }
            _ => None,
        };
        let Some((text, kinds)) = replacement else {
            return;
        };
        if !self.keep.is_empty() && self.keep.contains(&format!("{at}{}", tree.pointer(node))) {
            return;
        }
        for kind in kinds {
            self.count(kind);
        }
        edits.replaced.insert(node, text);
    }

    fn count(&mut self, kind: Kind) {
        *self.counts.entry(kind).or_default() += 1;
    }
}

/// Gives every member whose name says that it holds a secret a sensitive shape, so that generated
/// code keeps its value out of debug output.
pub fn mark_sensitive(service: &mut Service) {
    let mut marked: Vec<(ShapeId, Shape)> = Vec::new();
    for (id, shape) in &mut service.shapes {
        let ShapeKind::Structure(members) = &mut shape.kind else {
            continue;
        };
        for member in members {
            let place = match member.binding {
                Binding::Header => Place::Header,
                Binding::Query => Place::Query,
                _ => Place::Body,
            };
            let secret = member.target == Target::Simple(Simple::String)
                && names::kind_of(place, &member.wire).is_some();
            if !secret {
                continue;
            }
            let address = id.member(&member.wire);
            member.target = Target::Shape(address.clone());
            marked.push((
                address,
                Shape {
                    kind: ShapeKind::Simple(Simple::String),
                    documentation: None,
                    sensitive: true,
                    origin: shape.origin.clone(),
                    traits: connector_model::service::ShapeTraits::default(),
                },
            ));
        }
    }
    for (id, shape) in marked {
        service.shapes.entry(id).or_insert(shape);
    }
}

/// The JSON text that takes the place of a string, with the kinds of what was in it.
fn replaced_text(tree: &Tree<'_>, node: NodeId, kind: Option<Kind>) -> Option<(String, Vec<Kind>)> {
    let text = tree.string(node)?;
    match kind {
        Some(Kind::Login) if is_date_time(&text) => None,
        Some(kind) if !is_open(&text) => Some((json::quote(&kind.placeholder()), vec![kind])),
        _ => masked(&text).map(|(text, kinds)| (json::quote(&text), kinds)),
    }
}

/// Whether a value is no secret by itself: nothing, a reference to a variable or a vault, a
/// placeholder like `<API Key>`.
fn is_open(value: &str) -> bool {
    let value = value.trim();
    let value = value
        .split_once(' ')
        .filter(|(scheme, _)| ["bearer", "basic", "token"].contains(&&*scheme.to_lowercase()))
        .map_or(value, |(_, credentials)| credentials.trim());
    value.is_empty()
        || value.starts_with("{{") && value.ends_with("}}")
        || value
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
            .is_some_and(|name| name.len() <= 64 && !name.contains(['<', '>']))
}

/// A point in time is no secret, and inference wants to see that it is one.
fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    (16..=40).contains(&bytes.len()) && bytes[4] == b'-' && bytes[7] == b'-' && bytes[10] == b'T'
}

/// The text with its secrets replaced, and their kinds; `None` if there are none.
fn masked(text: &str) -> Option<(String, Vec<Kind>)> {
    let found = values::find(text);
    if found.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    let mut kinds = Vec::new();
    for (range, kind) in found {
        out.push_str(&text[from..range.start]);
        out.push_str(&kind.placeholder());
        from = range.end;
        kinds.push(kind);
    }
    out.push_str(&text[from..]);
    Some((out, kinds))
}

/// Verdicts on names that were met before: a body has few names many times.
struct KnownNames {
    slots: Vec<Option<(String, Option<Kind>)>>,
}

impl KnownNames {
    const SLOTS: usize = 256;

    fn new() -> Self {
        Self {
            slots: vec![None; Self::SLOTS],
        }
    }

    fn kind_of(&mut self, name: &str) -> Option<Kind> {
        // FNV-1a; a clash only costs the look into the table again.
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let slot = &mut self.slots[hash as usize % Self::SLOTS];
        if let Some((known, kind)) = slot
            && known == name
        {
            return *kind;
        }
        let kind = names::kind_of(Place::Body, name);
        *slot = Some((name.to_owned(), kind));
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, Place, Redactions};
    use crate::json::{self, Edits, Limits};

    fn redacted(body: &str, extent: Extent, keep: &[&str]) -> (String, u64) {
        let tree = json::read(0, body.as_bytes(), &Limits::default()).expect("JSON");
        let keep: Vec<String> = keep.iter().map(|&pointer| pointer.to_owned()).collect();
        let mut redactions = Redactions::new(&keep);
        let mut edits = Edits::default();
        redactions.body(&tree, tree.root(), "/body", extent, &mut edits);
        let text = json::write(&tree, tree.root(), &edits);
        let flat: String = text.split('\n').map(str::trim_start).collect();
        (flat, redactions.counts().values().sum())
    }

    #[test]
    fn secrets_leave_bodies_and_the_rest_stays() {
        for (body, expected, count) in [
            (r#"{"a":"b","n":1}"#, r#"{"a": "b","n": 1}"#, 0),
            (r#"{"token":"abc"}"#, r#"{"token": "<redacted token>"}"#, 1),
            (
                r#"{"NextToken":"abc","tokens":512}"#,
                r#"{"NextToken": "abc","tokens": 512}"#,
                0,
            ),
            (
                r#"{"pin":1,"password":1234}"#,
                r#"{"pin": 1,"password": 0}"#,
                1,
            ),
            (
                r#"{"tokens":["a","b"]}"#,
                r#"{"tokens": ["<redacted token>","<redacted token>"]}"#,
                2,
            ),
            (
                r#"{"secret":{"name":"a","password":"b"}}"#,
                r#"{"secret": {"name": "a","password": "<redacted password>"}}"#,
                1,
            ),
            (
                r#"{"password":null,"token":"","secret":"{{s}}"}"#,
                r#"{"password": null,"token": "","secret": "{{s}}"}"#,
                0,
            ),
            (r#"["u://a:b@c"]"#, r#"["u://<redacted credentials>@c"]"#, 1),
            (r#""u://a:b@c""#, r#""u://<redacted credentials>@c""#, 1),
            (r#"{"AKIAABCDEFGHIJKLMNOP":1,"a":2}"#, r#"{"a": 2}"#, 1),
        ] {
            assert_eq!(
                redacted(body, Extent::Members, &[]),
                (expected.to_owned(), count)
            );
        }
    }

    #[test]
    fn bodies_of_logins_keep_no_text() {
        let body = r#"{"user":"ann","n":1,"at":"2026-11-21T10:00:00Z","in":{"x":["y"]}}"#;
        let expected = r#"{"user": "<redacted login value>","n": 1,"at": "2026-11-21T10:00:00Z","in": {"x": ["<redacted login value>"]}}"#;
        assert_eq!(redacted(body, Extent::Whole, &[]), (expected.to_owned(), 2));
    }

    #[test]
    fn values_that_the_recipe_keeps_stay() {
        let (text, count) = redacted(r#"{"token":"abc"}"#, Extent::Members, &["/body/token"]);
        assert_eq!((text.as_str(), count), (r#"{"token": "abc"}"#, 0));
    }

    #[test]
    fn values_with_names_are_replaced_by_what_they_were() {
        let mut redactions = Redactions::default();
        for (place, name, value, expected) in [
            (
                Place::Header,
                "Authorization",
                "Bearer abc",
                "<redacted authorization>",
            ),
            (
                Place::Header,
                "Authorization",
                "Bearer {{token}}",
                "Bearer {{token}}",
            ),
            (Place::Query, "sig", "abc", "<redacted signature>"),
            (Place::Query, "page", "2", "2"),
            (Place::Header, "X-Api-Key", "<API Key>", "<API Key>"),
        ] {
            assert_eq!(redactions.named(place, name, value, ""), expected);
        }
        assert!(
            redactions
                .note()
                .expect("two removed")
                .message
                .contains("removed 2")
        );
    }
}
