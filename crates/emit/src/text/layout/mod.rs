//! Expressions and statements put together from typed texts, with the line breaks that rustfmt would make.
//!
//! Generated files are fixed points of rustfmt without running it, because a formatter of the user's must
//! not touch them. Most lines of the templates cannot get long; those whose length depends on names of the input are
//! composed here. The rules are those of rustfmt's default configuration for the few forms that
//! generated code uses; the suite `emit_rustfmt` compares with rustfmt itself.

mod branch;
mod expr;
mod flat;
mod import;
mod rewrite;
mod statement;

pub use branch::{Branch, body, columns, head, lines};
pub use expr::Expr;
pub use import::{export, import, import_from, import_module, import_with_module, version_order};
pub use statement::{
    arm, assigning_arm, assignment, binding, binding_of, block_arm, constant, field, if_some,
    initialiser, let_else_some, lines_arm, lines_arm_of, missing_check, numbered_arm, parameter,
    reading_head, short_literal, signature, statement, tail, unit_arm, variant,
};

/// Columns of a line.
const MAX_WIDTH: usize = 100;
/// Columns of the arguments of a call on one line (`fn_call_width`).
const CALL_WIDTH: usize = 60;
/// Columns of a chain of more than one link on one line (`chain_width`).
const CHAIN_WIDTH: usize = 60;
/// Columns of the fields of a structure literal on one line (`struct_lit_width`).
const LITERAL_WIDTH: usize = 18;
/// Columns of the items of an array on one line (`array_width`).
const ARRAY_WIDTH: usize = 60;
/// Columns of an item that may share its line with others (`short_array_element_width_threshold`).
const SHORT: usize = 10;
/// Columns of an indentation.
const TAB: usize = 4;

#[cfg(test)]
mod tests {
    use super::{Expr, assigning_arm, assignment, binding, import, statement};
    use crate::text::{Case, RsIdent, RsStr};

    fn ident(name: &str) -> RsIdent {
        RsIdent::new(name, Case::Snake)
    }

    fn query(name: &str) -> Expr {
        let field = Expr::fixed("self")
            .field(&ident(name))
            .method("as_ref", Vec::new());
        Expr::fixed("request").method("query", vec![Expr::text(name), field])
    }

    #[test]
    fn calls_are_broken_where_rustfmt_breaks_them() {
        assert_eq!(
            statement(&query("Engine"), 8).as_str(),
            "request.query(\"Engine\", self.engine.as_ref());"
        );
        assert_eq!(
            statement(&query("IncludeAdditionalLanguageCodes"), 8).as_str(),
            "request.query(\n            \"IncludeAdditionalLanguageCodes\",\n            \
             self.include_additional_language_codes.as_ref(),\n        );"
        );
    }

    #[test]
    fn a_field_of_an_item_is_one_link_whatever_stands_before_the_brackets() {
        let long = "alarm_configuration_updated_timestamp";
        let item = Expr::fixed("answer")
            .field(&ident("metric_alarms"))
            .index(&Expr::fixed("0"));
        assert_eq!(
            binding("value", &item.clone().field(&ident(long)), 4).as_str(),
            format!("let value = answer.metric_alarms[0].{long};")
        );
        let call = item
            .field(&ident(long))
            .method("as_deref_and_more", Vec::new());
        assert_eq!(
            binding("value", &call, 4).as_str(),
            format!(
                "let value = answer.metric_alarms[0]\n        .{long}\n        .as_deref_and_more();"
            )
        );
    }

    #[test]
    fn arms_get_a_block_when_they_do_not_fit() {
        let long = ident(&"word_".repeat(9));
        let value = Expr::fixed("reader")
            .method("nullable", vec![Expr::fixed("JsonReader::string")])
            .tried();
        let place = Expr::fixed("entity").field(&long);
        let arm = assigning_arm(&RsStr::new("WordWordWord"), &place, &value, 16);
        assert_eq!(
            arm.as_str(),
            "\"WordWordWord\" => {\n                    \
             entity.word_word_word_word_word_word_word_word_word =\n                        \
             reader.nullable(JsonReader::string)?;\n                }"
        );
        assert!(assignment(&place, &value, 8).as_str().ends_with(';'));
    }

    #[test]
    fn import_lists_are_sorted_and_filled() {
        let names: Vec<RsIdent> = ["Type10", "Type9", "Alpha"]
            .map(|n| RsIdent::new(n, Case::Camel))
            .to_vec();
        assert_eq!(
            import("super", &names).as_str(),
            "use super::{Alpha, Type9, Type10};"
        );
    }
}
