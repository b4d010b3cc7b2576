//! What the page lacks because no source and no recipe says it: reported, never invented.

use connector_model::diagnostic::{Diagnostic, Diagnostics};

use super::line::Line;
use crate::codes;
use crate::text::MdLink;

/// Findings of the page.
#[derive(Debug, Default)]
pub(super) struct Missing(pub(super) Diagnostics);

impl Missing {
    /// A text of `[page]` that nobody gave: what it would say, the key, and the beginning of its value.
    pub(super) fn page_key(&mut self, what: &str, key: &str, example: &str) {
        self.text(
            what,
            &format!("write `{key} = {example}` into `[page]` of `connector.toml`"),
        );
    }

    /// A text that nobody gave, with the way out.
    pub(super) fn text(&mut self, what: &str, help: &str) {
        let message = format!("the page lacks {what}");
        self.0
            .push(Diagnostic::new(&codes::PAGE_TEXT_MISSING, message).help(help));
    }

    /// Words with a link that the recipe gives in a key of `[page]`; reported if it is not one for a page.
    pub(super) fn link(&mut self, key: &str, words: &str, address: &str) -> Line {
        if MdLink::new(words, address).is_none() {
            let message = format!(
                "`{}` in `{key}` is no address for a page",
                address.escape_debug()
            );
            self.unknown(message, "write one that begins with `https://`".to_owned());
        }
        Line::new().link(words, address)
    }

    /// A key of `[page]` that names nothing.
    pub(super) fn unknown(&mut self, message: String, help: String) {
        self.0
            .push(Diagnostic::new(&codes::PAGE_KEY_UNKNOWN, message).help(help));
    }
}
