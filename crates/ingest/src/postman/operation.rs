//! An operation of the service model from the requests and answers that show it.

use connector_model::service::{Operation, PathPart};

use super::answer::{self, Answer};
use super::item::{Message, description};
use super::naming::Group;
use super::request::{self, Sample, Shown};
use super::{Call, Scope, address, auth_text, decide, endpoint_text, signing};
use crate::url::{self, Url};

/// Adds the operation of a group of calls to the service.
pub(super) fn add(group: &Group<'_>, scope: &mut Scope<'_>) {
    let first = &group.calls[0];
    let name = group.name.as_str();
    let auth = signing::auth(first, scope.settings);
    report_decisions(group, &auth_text(&auth), scope);
    let answers: Vec<Answer<'_, '_>> = group.calls.iter().flat_map(answer::answers).collect();
    let originals: Vec<Option<(&Message, Url)>> = answers
        .iter()
        .map(|answer| original(answer, scope))
        .collect();
    let mut samples: Vec<Sample<'_, '_>> = group.calls.iter().map(sample).collect();
    for (answer, original) in answers.iter().zip(&originals) {
        samples.extend(original.as_ref().map(|(message, url)| Sample {
            call: answer.call,
            message,
            url,
        }));
    }
    let (input, shown) = request::input(name, &samples, scope);
    let per_answer = shown_of_answers(group, &answers, &originals, &shown);
    let mut output = answer::output(name, &answers, &per_answer, scope);
    for (call, shown) in group.calls.iter().zip(&shown) {
        if call.item.responses.is_empty() {
            output.examples.extend(answer::request_only(call, shown));
        }
    }
    let documentation = documentation(group, scope);
    scope.service.operations.push(Operation {
        name: name.to_owned(),
        source_name: first.item.name.clone(),
        documentation,
        method: first.item.message.method.clone(),
        path: first.path.clone(),
        fixed_query: input.fixed_query,
        fixed_headers: input.fixed_headers,
        endpoint: first.endpoint.parts.clone(),
        sample_region: signing::region(first),
        auth,
        request_body: input.format,
        input: input.shape,
        output: output.shape,
        errors: output.errors,
        examples: output.examples,
        origin: first.item.tree.origin(first.item.node),
        traits: connector_model::service::OperationTraits::default(),
    });
}

fn sample<'s, 't>(call: &'s Call<'t>) -> Sample<'s, 't> {
    Sample {
        call,
        message: &call.item.message,
        url: &call.url,
    }
}

/// The request that an answer was saved with, if it is the same call: method and number of segments.
/// Addresses that were changed later are no evidence.
fn original<'a>(answer: &'a Answer<'_, '_>, scope: &mut Scope<'_>) -> Option<(&'a Message, Url)> {
    let message = answer.original.as_ref()?;
    let call = answer.call;
    scope.enter(&call.item);
    let url = url::parse(&address(&message.address, &scope.variables)).ok()?;
    let same = message.method == call.item.message.method && url.path.len() == call.url.path.len();
    let matching = url.path.iter().zip(&call.url.path).all(|(saved, typed)| {
        let open = url::label_of(typed).is_some() || typed.contains("{{");
        open || saved == typed
    });
    (same && matching).then_some((message, url))
}

/// What the request of each answer shows: the one it was saved with, else the one it belongs to.
fn shown_of_answers(
    group: &Group<'_>,
    answers: &[Answer<'_, '_>],
    originals: &[Option<(&Message, Url)>],
    shown: &[Shown],
) -> Vec<Shown> {
    let mut saved = shown[group.calls.len()..].iter();
    answers
        .iter()
        .zip(originals)
        .map(|(answer, original)| {
            let own = original.as_ref().and_then(|_| saved.next());
            let of_call = || {
                let at = group
                    .calls
                    .iter()
                    .position(|call| std::ptr::eq(call, answer.call));
                &shown[at.unwrap_or(0)]
            };
            own.unwrap_or_else(of_call).clone()
        })
        .collect()
}

fn documentation(group: &Group<'_>, scope: &mut Scope<'_>) -> Option<String> {
    let text = group.calls.iter().find_map(|call| {
        let item = &call.item;
        item.message
            .description
            .clone()
            .or_else(|| description(item.tree, item.node))
    })?;
    Some(scope.redactions.text(&text, "").into_owned())
}

fn report_decisions(group: &Group<'_>, auth: &str, scope: &mut Scope<'_>) {
    let call = &group.calls[0];
    let name = group.name.as_str();
    let count = group.calls.len();
    let requests = if count == 1 { "request" } else { "requests" };
    decide(
        scope.report,
        call,
        name,
        format!(
            "action of `{} {}`",
            call.item.message.method,
            path_text(call)
        ),
        format!(
            "{count} {requests}, the first one named `{}`",
            super::clipped(&call.item.name)
        ),
    );
    let endpoint = match endpoint_text(&call.endpoint.parts) {
        text if text.is_empty() => "open, to be configured".to_owned(),
        text => text,
    };
    let subject = format!("{name} endpoint");
    decide(
        scope.report,
        call,
        &subject,
        endpoint,
        "address of the request".to_owned(),
    );
    let source = match (&call.item.auth, &call.stated.from_header) {
        (Some(_), _) => "authorization of the request, its folder or the collection".to_owned(),
        (None, Some(header)) => format!("header `{header}`"),
        (None, None) => "no authorization stated".to_owned(),
    };
    let subject = format!("{name} authorization");
    decide(scope.report, call, &subject, auth.to_owned(), source);
    if answer::is_login(call) {
        let subject = format!("{name} bodies");
        let verdict = "every text is removed as a secret".to_owned();
        decide(
            scope.report,
            call,
            &subject,
            verdict,
            "name or path of a login".to_owned(),
        );
    }
}

fn path_text(call: &Call<'_>) -> String {
    call.path
        .iter()
        .map(|part| match part {
            PathPart::Literal(text) => text.clone(),
            PathPart::Label(name) | PathPart::GreedyLabel(name) => format!("{{{name}}}"),
        })
        .collect()
}
