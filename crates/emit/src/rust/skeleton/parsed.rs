//! The same comparison on the tree of a parser: slower, and made by others.

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

use super::{ATTRIBUTES, DERIVES, INCLUDED, MACROS, STD, Shape, Skeleton};

/// Parses a file and compares; the error says what is there that should not be, or the other way round.
pub(super) fn check(text: &str, meant: &Skeleton) -> Result<(), String> {
    let file =
        syn::parse_file(text).map_err(|error| format!("the code does not parse: {error}"))?;
    let items: Vec<&syn::Item> = file
        .items
        .iter()
        .filter(|item| !matches!(item, syn::Item::Use(_)))
        .collect();
    if items.len() != meant.0.len() {
        return Err(format!(
            "{} items are there, {} were meant",
            items.len(),
            meant.0.len()
        ));
    }
    for (item, meant) in items.into_iter().zip(&meant.0) {
        if !is_meant(item, meant) {
            return Err(format!("an item is not the one that was meant: {meant:?}"));
        }
    }
    let mut inside = Inside::default();
    inside.visit_file(&file);
    inside.0.map_or(Ok(()), Err)
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
