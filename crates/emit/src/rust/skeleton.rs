//! The second proof: what a template printed is parsed again and compared with what was meant.
//!
//! The first proof is typed text. This one would stop what broke out of a literal all the same: every item,
//! field, variant and function of a file must be one of the view, in its order, and nothing outside of short lists of
//! attributes, macros and paths of the standard library may occur (`SECURITY.md`, skeleton of the code).

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

use super::entity::EntityView;
use super::enumeration::EnumerationView;
use super::errors::{ErrorsView, VariantView};
use super::mapping::{MappingView, PartView};
use super::operation::OperationView;
use super::pagination::PaginationView;
use super::tests::TestFile;
use super::waiters::WaitersView;
use crate::text::{RsCode, RsIdent, RsType};

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
    /// Parses a file and compares; the error says what is there that should not be, or the other way round.
    pub fn check(&self, text: &str) -> Result<(), String> {
        let file =
            syn::parse_file(text).map_err(|error| format!("the code does not parse: {error}"))?;
        let items: Vec<&syn::Item> = file
            .items
            .iter()
            .filter(|item| !matches!(item, syn::Item::Use(_)))
            .collect();
        if items.len() != self.0.len() {
            return Err(format!(
                "{} items are there, {} were meant",
                items.len(),
                self.0.len()
            ));
        }
        for (item, meant) in items.into_iter().zip(&self.0) {
            if !is_meant(item, meant) {
                return Err(format!("an item is not the one that was meant: {meant:?}"));
            }
        }
        let mut inside = Inside::default();
        inside.visit_file(&file);
        inside.0.map_or(Ok(()), Err)
    }
}

fn is_meant(item: &syn::Item, meant: &Shape) -> bool {
    match (item, meant) {
        (syn::Item::Const(item), Shape::Const) => item.ident == "_",
        (syn::Item::Enum(item), Shape::Enum(name, variants)) => {
            item.ident == name
                && item.variants.len() == variants.len()
                && item
                    .variants
                    .iter()
                    .zip(variants)
                    .all(|(variant, name)| variant.ident == name)
        }
        (syn::Item::Enum(item), Shape::Union(name, variants)) => {
            item.ident == name
                && item.variants.len() == variants.len()
                && item
                    .variants
                    .iter()
                    .zip(variants)
                    .all(|(variant, (name, kind))| variant.ident == name && holds(variant, kind))
        }
        (syn::Item::Fn(item), Shape::Function(name)) => item.sig.ident == name,
        (syn::Item::Impl(item), Shape::Impl(of, name, members)) => {
            is_meant_impl(item, *of, name, members)
        }
        (syn::Item::Mod(item), Shape::Module(name)) => item.ident == name && item.content.is_none(),
        (syn::Item::Struct(item), Shape::Struct(name, fields)) => {
            item.ident == name
                && item.fields.len() == fields.len()
                && item.fields.iter().zip(fields).all(|(field, (name, kind))| {
                    field.ident.as_ref().is_some_and(|ident| ident == name)
                        && syn::parse_str::<syn::Type>(kind).is_ok_and(|meant| meant == field.ty)
                })
        }
        _ => false,
    }
}

/// Whether a variant has one value, of the type.
fn holds(variant: &syn::Variant, kind: &str) -> bool {
    let mut fields = variant.fields.iter();
    let is_type = |field: &syn::Field| {
        field.ident.is_none()
            && syn::parse_str::<syn::Type>(kind).is_ok_and(|meant| meant == field.ty)
    };
    fields.next().is_some_and(is_type) && fields.next().is_none()
}

fn is_meant_impl(item: &syn::ItemImpl, of: Option<&str>, name: &str, members: &[String]) -> bool {
    let last = |path: &syn::Path| {
        path.segments
            .last()
            .map(|segment| segment.ident.to_string())
    };
    let of_is = match (&item.trait_, of) {
        (None, None) => true,
        (Some((path, _)), Some(of)) => last(path).as_deref() == Some(of),
        _ => false,
    };
    let self_is = syn::parse_str::<syn::Type>(name).is_ok_and(|meant| meant == *item.self_ty);
    let names: Vec<String> = item.items.iter().map(member_name).collect();
    of_is && self_is && item.unsafety.is_none() && names == members
}

fn member_name(item: &syn::ImplItem) -> String {
    match item {
        syn::ImplItem::Const(item) => item.ident.to_string(),
        syn::ImplItem::Fn(item) => item.sig.ident.to_string(),
        syn::ImplItem::Type(item) => item.ident.to_string(),
        _ => String::new(),
    }
}

/// The first thing inside of items that generated code never has.
#[derive(Debug, Default)]
struct Inside(Option<String>);

impl Inside {
    fn refuse(&mut self, what: &str) {
        self.0
            .get_or_insert_with(|| format!("generated code never has {what}"));
    }
}

impl<'ast> Visit<'ast> for Inside {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let name = attribute
            .path()
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !ATTRIBUTES.contains(&name.as_str()) {
            self.refuse(&format!("the attribute `{name}`"));
        }
        let inner = matches!(attribute.style, syn::AttrStyle::Inner(_));
        if inner && !matches!(name.as_str(), "doc" | "forbid") {
            self.refuse("an inner attribute");
        }
        if name == "doc" && !is_comment(attribute) {
            self.refuse("documentation that is not a comment");
        }
        if name == "cfg" && !is_feature(attribute) {
            self.refuse("a condition on anything but a feature");
        }
        if name == "derive" && !derives_known(attribute) {
            self.refuse("another derive");
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !MACROS.contains(&name.as_str()) {
            self.refuse(&format!("the macro `{name}`"));
            return;
        }
        let arguments =
            call.parse_body_with(Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated);
        let Ok(arguments) = arguments else {
            self.refuse("a macro with arguments that are no expressions");
            return;
        };
        if name == "include_str" && !arguments.iter().all(is_included) {
            self.refuse("another file inside");
        }
        // Borrowed from a value of this function, so visited by a visitor of its own.
        let mut inside = Self::default();
        arguments
            .iter()
            .for_each(|argument| inside.visit_expr(argument));
        if let Some(found) = inside.0 {
            self.0.get_or_insert(found);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        let first = segments.next().unwrap_or_default();
        let second = segments.next();
        let foreign = matches!(first.as_str(), "core" | "alloc" | "proc_macro");
        let outside = first == "std" && second.is_none_or(|second| !STD.contains(&second.as_str()));
        if path.leading_colon.is_some() || foreign && path.segments.len() > 1 || outside {
            self.refuse(&format!("a path into `{first}`"));
        }
        visit::visit_path(self, path);
    }

    fn visit_use_path(&mut self, path: &'ast syn::UsePath) {
        if path.ident == "std" {
            let inner = match &*path.tree {
                syn::UseTree::Path(inner) => Some(&inner.ident),
                syn::UseTree::Name(inner) => Some(&inner.ident),
                _ => None,
            };
            if inner.is_none_or(|inner| !STD.iter().any(|known| inner == known)) {
                self.refuse("another part of `std`");
            }
        }
        visit::visit_use_path(self, path);
    }

    fn visit_use_glob(&mut self, _glob: &'ast syn::UseGlob) {
        self.refuse("a glob import");
    }

    fn visit_use_rename(&mut self, _rename: &'ast syn::UseRename) {
        self.refuse("an import under another name");
    }

    fn visit_expr_unsafe(&mut self, _block: &'ast syn::ExprUnsafe) {
        self.refuse("`unsafe`");
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if signature.safety != syn::Safety::Default || signature.abi.is_some() {
            self.refuse("an unsafe or foreign function");
        }
        visit::visit_signature(self, signature);
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        if matches!(statement, syn::Stmt::Item(_)) {
            self.refuse("an item inside of a function");
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_vis_restricted(&mut self, visibility: &'ast syn::VisRestricted) {
        if visibility.in_token.is_some() {
            self.refuse("another visibility");
        }
    }
}

/// `///` and `//!` are attributes with a literal; `#[doc(…)]` and `#[doc = macro!()]` are not.
fn is_comment(attribute: &syn::Attribute) -> bool {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return false;
    };
    matches!(
        &pair.value,
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(_),
            ..
        })
    )
}

/// `#[cfg(feature = "ureq")]`, the one condition that `lib.rs` has.
fn is_feature(attribute: &syn::Attribute) -> bool {
    let Ok(condition) = attribute.parse_args::<syn::MetaNameValue>() else {
        return false;
    };
    let is_known = matches!(
        &condition.value,
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(name), .. }) if name.value() == "ureq"
    );
    condition.path.is_ident("feature") && is_known
}

fn derives_known(attribute: &syn::Attribute) -> bool {
    let paths =
        attribute.parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated);
    paths.is_ok_and(|paths| {
        paths
            .iter()
            .all(|path| DERIVES.iter().any(|known| path.is_ident(known)))
    })
}

fn is_included(argument: &syn::Expr) -> bool {
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(path),
        ..
    }) = argument
    else {
        return false;
    };
    path.value()
        .strip_prefix(INCLUDED)
        .is_some_and(|name| !name.contains(['/', '\\']))
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
        assert_eq!(
            of_example().check("fn main() { let x = \"fn evil() {}\"; }"),
            Ok(())
        );
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
            "fn main() {",
        ] {
            assert!(of_example().check(code).is_err(), "{code}");
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
            assert!(meant.check(code).is_err(), "{code}");
        }
    }
}
