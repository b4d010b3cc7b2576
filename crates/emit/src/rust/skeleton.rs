//! The second proof: what a template printed is read again and compared with what was meant.
//!
//! The first proof is typed text. This one would stop what broke out of a literal all the same: every item,
//! field, variant and function of a file must be one of the view, in its order, and nothing outside of short lists of
//! attributes, macros and paths of the standard library may occur (`SECURITY.md`, skeleton of the code).
//!
//! It works on tokens, of a subset of the language that has one reading only ([`tokens`]): a whole service is proved in
//! milliseconds. Builds with debug assertions, so all tests, parse every file with `syn` as well and compare again
//! ([`parsed`]); that takes longer than all else that is done for a service.

use super::entity::EntityView;
use super::enumeration::EnumerationView;
use super::errors::{ErrorsView, VariantView};
use super::mapping::{MappingView, PartView};
use super::operation::OperationView;
use super::pagination::PaginationView;
use super::tests::TestFile;
use super::waiters::WaitersView;
use crate::text::{RsCode, RsIdent, RsType};
mod inside;
mod items;
mod parsed;
mod tokens;

/// Attributes that generated code has.
const ATTRIBUTES: &[&str] = &[
    "cfg",
    "derive",
    "doc",
    "forbid",
    "must_use",
    "non_exhaustive",
    "test",
];
/// Macros that generated code calls.
const MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "include_str",
    "panic",
    "println",
    "vec",
];
/// Traits that generated code derives.
const DERIVES: &[&str] = &[
    "Clone",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];
/// What generated code may use of the standard library, by the first two segments of the path.
const STD: &[&str] = &["collections", "env", "error", "fmt", "str"];
/// Folder of the files that tests include.
const INCLUDED: &str = "../../json_snippets/";
/// Items that a file must have, in order; `use` and documentation apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skeleton(Vec<Shape>);

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Const,
    Enum(String, Vec<String>),
    Function(String),
    Impl(Option<&'static str>, String, Vec<String>),
    Module(String),
    Struct(String, Vec<(String, String)>),
    /// An enumeration whose variants hold a value each.
    Union(String, Vec<(String, String)>),
}
impl Skeleton {
    /// Compares a file; the error says what is there that should not be, or the other way round.
    pub fn check(&self, text: &str) -> Result<(), String> {
        self.check_tokens(text)?;
        if cfg!(debug_assertions) {
            parsed::check(text, self)?;
        }
        Ok(())
    }

    fn check_tokens(&self, text: &str) -> Result<(), String> {
        let tokens = tokens::Tokens::read(text)?;
        inside::check(&tokens)?;
        items::check(&tokens, self)
    }
}

fn function(name: &str) -> Shape {
    Shape::Function(name.to_owned())
}

fn implementation(of: Option<&'static str>, ident: &RsIdent, members: &[&str]) -> Shape {
    let members = members.iter().map(|member| (*member).to_owned()).collect();
    Shape::Impl(of, ident.to_string(), members)
}

/// An entity with its constructor and its own `Debug`.
fn entity(view: &EntityView) -> Vec<Shape> {
    let fields = view
        .skeleton
        .iter()
        .map(|(name, kind): &(RsIdent, RsType)| (name.to_string(), kind.to_string()));
    let mut fields: Vec<(String, String)> = fields.collect();
    let mut shapes = Vec::new();
    if view.is_union {
        fields.push(("Unknown".to_owned(), "String".to_owned()));
        shapes.push(Shape::Union(view.ident.to_string(), fields));
    } else {
        shapes.push(Shape::Struct(view.ident.to_string(), fields));
    }
    if view.constructor.is_some() {
        shapes.push(implementation(None, &view.ident, &["new"]));
    }
    if let Some(debug) = &view.debug {
        shapes.push(implementation(Some("Debug"), &view.ident, &["fmt"]));
        if !debug.parts.is_empty() {
            let parts: Vec<&str> = debug.parts.iter().map(|part| part.ident.as_str()).collect();
            shapes.push(implementation(None, &view.ident, &parts));
        }
    }
    shapes
}

/// The skeleton of a file of entities.
pub fn of_entities(view: &[EntityView]) -> Skeleton {
    Skeleton(view.iter().flat_map(entity).collect())
}

/// The skeleton of the file of endpoint rules.
pub fn of_endpoint(fields: Vec<(String, String)>, functions: &[&str]) -> Skeleton {
    let context = Shape::Struct("Context".to_owned(), fields);
    let has_context = !matches!(&context, Shape::Struct(_, fields) if fields.is_empty());
    let mut shapes: Vec<Shape> = has_context.then_some(context).into_iter().collect();
    shapes.extend(functions.iter().map(|name| function(name)));
    Skeleton(shapes)
}

/// The skeleton of a file of an operation.
pub fn of_operation(view: &OperationView) -> Skeleton {
    let mut shapes: Vec<Shape> = view.entities.iter().flat_map(entity).collect();
    let mut members: Vec<&str> = view.constants.iter().map(constant_name).collect();
    members.extend(["Output", "Detail", "to_request", "from_response"]);
    if view.modelled.is_some() {
        members.push("detail");
    }
    if let Some(detail) = &view.detail {
        let variants = detail
            .variants
            .iter()
            .map(|variant| variant.ident.to_string())
            .collect();
        shapes.push(Shape::Enum(detail.ident.to_string(), variants));
        if view.modelled.is_none() {
            members.push("detail");
        }
    }
    if !view.endpoint.is_empty() {
        members.push("endpoint");
    }
    members.push("client_config");
    shapes.push(implementation(Some("Operation"), &view.request, &members));
    if !view.parts.is_empty() {
        let parts: Vec<&str> = view.parts.iter().map(|part| part.ident.as_str()).collect();
        shapes.push(implementation(None, &view.request, &parts));
    }
    Skeleton(shapes)
}

/// Name of a constant: what stands between `const` and its type.
fn constant_name(code: &RsCode) -> &str {
    let text = code.as_str().trim_start_matches("const ");
    text.split_once(':').map_or(text, |(name, _)| name)
}

/// The skeleton of the file of modelled errors.
pub fn of_errors(view: &ErrorsView) -> Skeleton {
    let boxed = |variant: &VariantView| {
        let kind = RsType::named(&variant.kind).boxed();
        (variant.ident.to_string(), kind.to_string())
    };
    let variants = view.variants.iter().map(boxed).collect();
    let mut functions = vec!["read"];
    functions.extend(view.parts.iter().map(|part| part.ident.as_str()));
    functions.extend(view.readers.iter().map(|reader| reader.ident.as_str()));
    let mut shapes = vec![
        Shape::Union(view.ident.to_string(), variants),
        implementation(None, &view.ident, &functions),
    ];
    if view.has_plain {
        shapes.push(function("body"));
    }
    Skeleton(shapes)
}

/// The skeleton of a file of enumerations.
pub fn of_enumerations(views: &[EnumerationView]) -> Skeleton {
    Skeleton(views.iter().flat_map(enumeration).collect())
}

fn enumeration(view: &EnumerationView) -> Vec<Shape> {
    let mut variants: Vec<String> = view
        .variants
        .iter()
        .map(|variant| variant.ident.to_string())
        .collect();
    variants.push("Unknown".to_owned());
    let mut own = vec!["as_str"];
    if view.table.is_some() {
        own.insert(0, "VALUES");
    }
    if view.read {
        own.push("read");
    }
    vec![
        Shape::Enum(view.ident.to_string(), variants),
        implementation(None, &view.ident, &own),
        implementation(Some("From"), &view.ident, &["from"]),
        implementation(Some("From"), &view.ident, &["from"]),
        implementation(Some("AsRef"), &view.ident, &["as_ref"]),
        implementation(Some("Display"), &view.ident, &["fmt"]),
    ]
}

/// The skeleton of a file of mappings.
pub fn of_mappings(view: &[MappingView]) -> Skeleton {
    let mapping = |view: &MappingView| {
        let parts = std::iter::once(&view.main).chain(&view.parts);
        let names: Vec<&str> = parts.map(|part: &PartView| part.ident.as_str()).collect();
        implementation(None, &view.ident, &names)
    };
    Skeleton(view.iter().map(mapping).collect())
}

/// The skeleton of the file of requests with pages.
pub fn of_pagination(view: &PaginationView) -> Skeleton {
    let mut shapes = Vec::new();
    for request in &view.requests {
        shapes.push(implementation(
            Some("Paginated"),
            &request.ident,
            &["next_page"],
        ));
        if request.items.is_some() {
            let members = ["Item", "items"];
            shapes.push(implementation(
                Some("PaginatedItems"),
                &request.ident,
                &members,
            ));
        }
    }
    Skeleton(shapes)
}

/// The skeleton of the file of waiters.
pub fn of_waiters(view: &WaitersView) -> Skeleton {
    let waiter = |ident: &RsIdent| {
        let members = ["Operation", "NAME", "PACE", "judge"];
        [
            Shape::Enum(ident.to_string(), Vec::new()),
            implementation(Some("Waiter"), ident, &members),
        ]
    };
    let waiters = view.waiters.iter();
    Skeleton(waiters.flat_map(|view| waiter(&view.ident)).collect())
}

/// The skeleton of a file of modules.
pub fn of_modules(modules: &[RsIdent]) -> Skeleton {
    Skeleton(
        modules
            .iter()
            .map(|module| Shape::Module(module.to_string()))
            .collect(),
    )
}

/// The skeleton of `lib.rs`: the check of the runtime's format, the user's module, the others.
pub fn of_library(modules: &[RsIdent]) -> Skeleton {
    let mut shapes = vec![Shape::Const, Shape::Module("custom".to_owned())];
    shapes.extend(of_modules(modules).0);
    Skeleton(shapes)
}

/// The skeleton of a file of tests.
pub fn of_tests(view: &TestFile) -> Skeleton {
    Skeleton(
        view.tests
            .iter()
            .map(|test| function(test.ident.as_str()))
            .collect(),
    )
}

/// The skeleton of the example program.
pub fn of_example() -> Skeleton {
    Skeleton(vec![function("main")])
}
#[cfg(test)]
mod tests {
    use super::{Shape, Skeleton, of_example};

    #[test]
    fn code_that_was_not_meant_is_refused() {
        for code in [
            "fn main() { let x = \"fn evil() {}\"; }",
            "fn main() { let x = X { a: vec![1] }; }",
        ] {
            assert_eq!(of_example().check(code), Ok(()), "{code}");
        }
        for code in [
            "fn main() {} fn evil() {}",
            "fn evil() {}",
            "fn main() { unsafe { evil() } }",
            "fn main() { include_str!(\"/etc/passwd\"); }",
            "fn main() { include_str!(\"../../json_snippets/../../x\"); }",
            "fn main() { println!(\"{}\", env!(\"SECRET\")); }",
            "fn main() { std::process::Command::new(\"evil\"); }",
            "fn main() { ::std::fs::read(\"x\"); }",
            "fn main() { fn inner() {} }",
            "#[no_mangle] fn main() {}",
            "#[cfg(any())] fn main() {}",
            "#[doc = include_str!(\"x\")] fn main() {}",
            "#![feature(x)] fn main() {}",
            "use std::process; fn main() {}",
            "use std::env as x; fn main() {}",
            "use other::*; fn main() {}",
            "extern \"C\" fn main() {}",
            "macro_rules! main { () => {} }",
            "fn main() { evil::vec![] }",
            "fn main() { let x = <u8 as X>::std::fs::read(); }",
            "fn main() { if a > ::std::fs::x {} }",
            "fn main() { let x = core::mem::take(y); }",
            "fn main() { struct Inner; }",
            "fn main() { const X: u8 = { fn inner() {} 1 }; }",
            "fn main() { static X: u8 = 1; }",
            "fn main() { impl X for Y {} }",
            "fn main() { use x::y; }",
            "fn main() { /* a */ }",
            "fn main() { let x = r\"a\"; }",
            "#[derive(Evil)] fn main() {}",
            "#[forbid(unsafe_code, x)] fn main() {}",
            "#[cfg_attr(feature = \"ureq\", path = \"x\")] fn main() {}",
            "use {std::fmt, std::process}; fn main() {}",
            "use std::{fmt, process}; fn main() {}",
            "use std; fn main() {}",
            "pub(in crate::x) fn main() {}",
            "fn main() {",
        ] {
            assert!(of_example().check_tokens(code).is_err(), "{code}");
        }
    }

    #[test]
    fn a_field_that_was_not_meant_is_refused() {
        let fields = vec![("a".to_owned(), "Option<String>".to_owned())];
        let meant = Skeleton(vec![Shape::Struct("A".to_owned(), fields)]);
        assert_eq!(
            meant.check("pub struct A { pub a: Option<String> }"),
            Ok(())
        );
        for code in [
            "pub struct A { pub a: Option<String>, pub b: String }",
            "pub struct A { pub a: String }",
            "pub struct B { pub a: Option<String> }",
            "pub struct A { pub b: Option<String> }",
        ] {
            assert!(meant.check_tokens(code).is_err(), "{code}");
            assert!(super::parsed::check(code, &meant).is_err(), "{code}");
        }
    }
}
