//! Whether a file that was merged with edits of a user's is still Rust.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

/// Parses a merged file; the error says why it is none, for a sentence with the file as its subject.
///
/// Lines merge although code does not: both sides may add the same thing in two places. So what is defined twice
/// in one place is an error too. Items with a `cfg` are not looked at: two of one name may exclude each other.
///
/// # Errors
/// A text that begins in lower case and has no full stop.
pub fn check(text: &str) -> Result<(), String> {
    let file = syn::parse_file(text).map_err(|error| format!("would not parse: {error}"))?;
    let mut twice = Twice::default();
    twice.items(&file.items);
    twice.visit_file(&file);
    match twice.0 {
        Some(name) => Err(format!("would define `{name}` twice")),
        None => Ok(()),
    }
}

/// The first name that is defined twice in one place.
#[derive(Default)]
struct Twice(Option<String>);

impl Twice {
    fn names(&mut self, names: impl Iterator<Item = String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.clone()) && self.0.is_none() {
                self.0 = Some(name);
            }
        }
    }

    fn items(&mut self, items: &[syn::Item]) {
        self.names(items.iter().filter_map(type_name));
        self.names(items.iter().filter_map(value_name));
    }
}

impl<'ast> Visit<'ast> for Twice {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if let Some((_, items)) = &module.content {
            self.items(items);
        }
        visit::visit_item_mod(self, module);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let fields = item.fields.iter().filter(|field| is_plain(&field.attrs));
        self.names(fields.filter_map(|field| Some(field.ident.as_ref()?.to_string())));
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        let variants = item.variants.iter();
        let variants = variants.filter(|variant| is_plain(&variant.attrs));
        self.names(variants.map(|variant| variant.ident.to_string()));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let functions = item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) if is_plain(&function.attrs) => Some(function),
            _ => None,
        });
        self.names(functions.map(|function| function.sig.ident.to_string()));
        visit::visit_item_impl(self, item);
    }
}

fn type_name(item: &syn::Item) -> Option<String> {
    let (attributes, name) = match item {
        syn::Item::Enum(item) => (&item.attrs, &item.ident),
        syn::Item::Mod(item) => (&item.attrs, &item.ident),
        syn::Item::Struct(item) => (&item.attrs, &item.ident),
        syn::Item::Trait(item) => (&item.attrs, &item.ident),
        syn::Item::Type(item) => (&item.attrs, &item.ident),
        _ => return None,
    };
    is_plain(attributes).then(|| name.to_string())
}

fn value_name(item: &syn::Item) -> Option<String> {
    let (attributes, name) = match item {
        syn::Item::Const(item) => (&item.attrs, &item.ident),
        syn::Item::Fn(item) => (&item.attrs, &item.sig.ident),
        syn::Item::Static(item) => (&item.attrs, &item.ident),
        _ => return None,
    };
    (is_plain(attributes) && name != "_").then(|| name.to_string())
}

fn is_plain(attributes: &[syn::Attribute]) -> bool {
    !attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("cfg"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_merge_that_is_no_rust_is_told_why() {
        for good in [
            "",
            "struct A; fn a() {} mod b { struct A; }",
            "#[cfg(x)] fn a() {}\n#[cfg(not(x))] fn a() {}",
            "const _: () = (); const _: () = ();",
            "impl A { fn a() {} }\nimpl B { fn a() {} }",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, reason) in [
            ("struct A {", "would not parse: "),
            ("<<<<<<< ours\n", "would not parse: "),
            ("struct A; enum A {}", "would define `A` twice"),
            ("fn a() {} fn a() {}", "would define `a` twice"),
            ("struct A { a: u8, a: u8 }", "would define `a` twice"),
            ("enum A { B, B(u8) }", "would define `B` twice"),
            ("impl A { fn a() {} fn a() {} }", "would define `a` twice"),
            ("mod b { struct A; struct A; }", "would define `A` twice"),
        ] {
            let said = check(bad).expect_err(bad);
            assert!(said.starts_with(reason), "{bad}: {said}");
        }
    }
}
