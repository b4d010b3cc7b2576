//! What holds for a collection as a whole: its variables, its description, findings about many requests.

use std::collections::BTreeMap;

use connector_model::diagnostic::Diagnostic;

use super::item::{self, Item, Parameter, clipped};
use super::naming::Group;
use super::{Scope, Settings};
use crate::json::{Kind, NodeId, Tree};
use crate::redact::{Place, Redactions};
use crate::url::{Endpoint, Url};
use crate::variables::Variables;
use crate::{Report, codes};

/// Names that are listed in one message; the rest is counted.
const LISTED: usize = 8;

/// Names with their values in the order of the source; no value where it is a secret, which stays unknown.
type Layer = Vec<(String, Option<String>)>;

/// Where the requests of a collection have their variables from. As in Postman, an environment wins over folders,
/// the inner over the outer, they over the collection, and that over globals; the recipe wins over all.
pub(super) struct Layers {
    weak: Vec<Layer>,
    folders: BTreeMap<NodeId, Layer>,
    strong: Vec<Layer>,
}

impl Layers {
    /// Those of a collection; its folders are not read yet.
    pub(super) fn new(
        tree: &Tree<'_>,
        root: NodeId,
        environments: &[&Tree<'_>],
        settings: &Settings<'_>,
        redactions: &mut Redactions,
    ) -> Self {
        let (globals, environments): (Vec<&Tree<'_>>, Vec<&Tree<'_>>) =
            environments.iter().partition(|tree| is_globals(tree));
        let mut values = |tree: &Tree<'_>| layer(tree, tree.root(), "values", redactions);
        let mut weak: Vec<Layer> = globals.into_iter().map(&mut values).collect();
        let mut strong: Vec<Layer> = environments.into_iter().map(&mut values).collect();
        weak.push(layer(tree, root, "variable", redactions));
        let said = settings.variables.iter();
        strong.push(
            said.map(|(name, value)| (name.clone(), Some(value.clone())))
                .collect(),
        );
        Self {
            weak,
            folders: BTreeMap::new(),
            strong,
        }
    }

    /// Reads the variables of the folders around requests.
    pub(super) fn read_folders(
        &mut self,
        tree: &Tree<'_>,
        items: &[Item<'_>],
        redactions: &mut Redactions,
    ) {
        for folder in items.iter().flat_map(|item| &item.around) {
            if !self.folders.contains_key(folder) {
                let layer = layer(tree, *folder, "variable", redactions);
                self.folders.insert(*folder, layer);
            }
        }
        self.folders.retain(|_, layer| !layer.is_empty());
    }

    /// What a request in these folders, outermost first, sees; `None` if that is what all requests see.
    pub(super) fn inside(&self, around: &[NodeId]) -> Option<Variables> {
        let folders = || around.iter().filter_map(|folder| self.folders.get(folder));
        folders().next()?;
        Some(joined(
            self.weak.iter().chain(folders()).chain(&self.strong),
        ))
    }

    /// What requests outside of folders see.
    pub(super) fn outside(&self) -> Variables {
        joined(self.weak.iter().chain(&self.strong))
    }
}

fn joined<'l>(layers: impl Iterator<Item = &'l Layer>) -> Variables {
    let mut variables = Variables::new();
    for (name, value) in layers.flatten() {
        match value {
            Some(value) => variables.set(name, value),
            None => variables.forget(name),
        }
    }
    variables
}

/// Globals say so; those that old versions of Postman saved are only a list.
fn is_globals(tree: &Tree<'_>) -> bool {
    if tree.kind(tree.root()) == Kind::Array {
        return true;
    }
    item::text_member(tree, tree.root(), "_postman_variable_scope").as_deref() == Some("globals")
}

fn layer(tree: &Tree<'_>, root: NodeId, list: &str, redactions: &mut Redactions) -> Layer {
    let mut layer = Layer::new();
    let is_list = tree.kind(root) == Kind::Array;
    let Some(list) = tree.member(root, list).or(is_list.then_some(root)) else {
        return layer;
    };
    for parameter in item::parameters(tree, list) {
        let Parameter { name, value, .. } = &parameter;
        let Some(value) = value.as_deref().filter(|_| !parameter.disabled) else {
            continue;
        };
        let safe = redactions.named(Place::Variable, name, value, &parameter.pointer);
        let secret = tree
            .find(&parameter.pointer)
            .and_then(|node| tree.parent(node))
            .and_then(|node| item::text_member(tree, node, "type"))
            .is_some_and(|kind| kind == "secret");
        let known = safe == value && !secret;
        layer.push((name.clone(), known.then(|| value.to_owned())));
    }
    layer
}

/// Title and documentation of the service, from the first collection that has them.
pub(super) fn describe(tree: &Tree<'_>, root: NodeId, scope: &mut Scope<'_>) {
    let Some(info) = tree.member(root, "info") else {
        return;
    };
    let title = item::text_member(tree, info, "name").filter(|name| !name.trim().is_empty());
    if scope.service.title.is_none() {
        scope.service.title =
            title.map(|title| scope.redactions.text(title.trim(), "").into_owned());
    }
    if scope.service.documentation.is_none() {
        let text = item::description(tree, info);
        scope.service.documentation =
            text.map(|text| scope.redactions.text(&text, "").into_owned());
    }
}

/// One note about scripts, which are neither run nor kept.
pub(super) fn report_scripts(
    tree: &Tree<'_>,
    root: NodeId,
    items: &[Item<'_>],
    report: &mut Report,
) {
    let mut holders = vec![root];
    for item in items {
        holders.push(item.node);
        let mut around = tree.parent(item.node);
        while let Some(node) = around.filter(|node| *node != root) {
            holders.push(node);
            around = tree.parent(node);
        }
    }
    holders.sort_unstable();
    holders.dedup();
    let scripts: usize = holders.iter().map(|node| scripts_of(tree, *node)).sum();
    if scripts == 0 {
        return;
    }
    let message = format!("the collection has {scripts} scripts; they are neither run nor kept");
    report.diagnostics.push(
        Diagnostic::new(&codes::SCRIPTS, message)
            .at(tree.place(root))
            .help("put what they set into `[variables]` of the recipe if a request needs it"),
    );
}

fn scripts_of(tree: &Tree<'_>, node: NodeId) -> usize {
    let Some(events) = tree.member(node, "event") else {
        return 0;
    };
    tree.children(events)
        .filter_map(|event| tree.at_path(event, &["script", "exec"]))
        .filter(|script| has_text(tree, *script))
        .count()
}

fn has_text(tree: &Tree<'_>, script: NodeId) -> bool {
    let line = |node| {
        tree.string(node)
            .is_some_and(|text| !text.trim().is_empty())
    };
    match tree.kind(script) {
        Kind::Array => tree.children(script).any(line),
        _ => line(script),
    }
}

/// Notes about an address: a scheme that was assumed, a bucket in the host.
pub(super) fn report_address(item: &Item<'_>, url: &Url, endpoint: &Endpoint, report: &mut Report) {
    let mut push = |rule, message: String, help: &str| {
        report.diagnostics.push(
            Diagnostic::new(rule, message)
                .at(item.tree.place(item.message.node))
                .help(help),
        );
    };
    if url.scheme.is_none() && !endpoint.parts.is_empty() {
        push(
            &codes::SCHEME_ASSUMED,
            format!(
                "the address of `{}` has no scheme; `{}` is called",
                clipped(&item.name),
                super::endpoint_text(&endpoint.parts)
            ),
            "write the scheme in front of the address if that is wrong",
        );
    }
    if let Some(bucket) = endpoint.aws.as_ref().and_then(|aws| aws.bucket.as_ref()) {
        push(
            &codes::BUCKET_IN_HOST,
            format!(
                "the host of `{}` begins with the bucket `{}`, which becomes part of the endpoint",
                clipped(&item.name),
                clipped(bucket)
            ),
            "write the bucket as first segment of the path if calls are to choose it",
        );
    }
}

/// One warning per set of variables that leave the host of requests open.
pub(super) fn report_open_hosts(groups: &[Group<'_>], report: &mut Report) {
    let mut met: Vec<(Vec<String>, Vec<&Group<'_>>)> = Vec::new();
    for group in groups {
        let endpoint = &group.calls[0].endpoint;
        if !endpoint.parts.is_empty() {
            continue;
        }
        match met
            .iter_mut()
            .find(|(names, _)| *names == endpoint.unresolved)
        {
            Some((_, open)) => open.push(group),
            None => met.push((endpoint.unresolved.clone(), vec![group])),
        }
    }
    for (variables, open) in met {
        let names: Vec<&str> = open.iter().map(|group| group.name.as_str()).collect();
        let what = match variables.as_slice() {
            [] => "the address has no host".to_owned(),
            [one] => format!("the variable `{}` has no value", clipped(one)),
            several => format!("the variables {} have no value", listed(several)),
        };
        let message = format!("{what}, so the endpoint of {} is open", listed(&names));
        let first = &open[0].calls[0].item;
        let variable = variables.first().map_or("name", String::as_str);
        report.diagnostics.push(
            Diagnostic::new(&codes::ENDPOINT_OPEN, message)
                .at(first.tree.place(first.message.node))
                .help(format!(
                    "give the exported environment as a further source, set `{}` under `[variables]` in the \
                     recipe, or configure the endpoint at run time",
                    clipped(variable)
                )),
        );
    }
}

/// One note about all operations without saved answers.
pub(super) fn report_unanswered(groups: &[Group<'_>], report: &mut Report) {
    let without: Vec<&Group<'_>> = groups
        .iter()
        .filter(|group| {
            group
                .calls
                .iter()
                .all(|call| call.item.responses.is_empty())
        })
        .collect();
    let Some(first) = without.first() else {
        return;
    };
    let names: Vec<&str> = without.iter().map(|group| group.name.as_str()).collect();
    let item = &first.calls[0].item;
    let message = format!(
        "{} of {} operations have no saved answer and get the request side only: {}",
        without.len(),
        groups.len(),
        listed(&names)
    );
    report.diagnostics.push(
        Diagnostic::new(&codes::NO_ANSWERS, message)
            .at(item.tree.place(item.node))
            .help("send them in Postman, choose `Save as example` and export the collection again"),
    );
}

/// Names in backticks with commas, the first ones by name and the rest by number.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| format!("`{}`", clipped(name.as_ref())))
        .collect();
    let rest = names.len().saturating_sub(LISTED);
    match rest {
        0 => shown.join(", "),
        _ => format!("{} and {rest} more", shown.join(", ")),
    }
}
