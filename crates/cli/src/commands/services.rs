//! `inspect` of a folder of many models: the services with their operations.

use std::fmt::Write as _;
use std::rc::Rc;

use connector_ingest::{Overview, overview};
use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::slice::matches;
use serde_json::json;

use crate::args::InspectArgs;
use crate::codes;
use crate::commands::Status;
use crate::printer::{Printer, printable};
use crate::sources::models::{self, ServiceFolder};
use crate::sources::read_one;

/// A service with the operations that were asked for.
struct Row<'s> {
    folder: &'s str,
    overview: Overview,
}

/// Lists the services; with `--operation` those that have such operations, and these.
pub(crate) fn run(
    services: &[ServiceFolder],
    args: &InspectArgs,
    printer: &mut Printer,
) -> Result<Status, Diagnostics> {
    printer.progress(&format!(
        "reading the models of {} services",
        services.len()
    ));
    let mut rows = Vec::new();
    for service in services {
        let Some(mut overview) = read(service)? else {
            continue;
        };
        if !args.operations.is_empty() {
            let is_wanted = |name: &String| {
                let mut wanted = args.operations.iter();
                wanted.any(|wanted| wanted == name || matches(wanted, name))
            };
            overview.operations.retain(is_wanted);
            if overview.operations.is_empty() {
                continue;
            }
        }
        let folder = service.name.as_str();
        rows.push(Row { folder, overview });
    }
    if rows.is_empty() {
        let wanted = args.operations.join("`, `");
        let message = format!("none of the services has an operation `{wanted}`");
        return Err(Diagnostic::new(&codes::SERVICES, message)
            .help("give a part of its name with `*`, for example `--operation '*Voices*'`")
            .into());
    }
    field(&rows, printer);
    printer.out(&text(&rows, !args.operations.is_empty()));
    Ok(Status::Done)
}

fn read(service: &ServiceFolder) -> Result<Option<Overview>, Diagnostics> {
    let Some(model) = models::model(&service.version) else {
        return Ok(None);
    };
    let bytes: Rc<[u8]> = read_one(&model.to_string_lossy())?;
    Ok(overview(&bytes))
}

fn field(rows: &[Row<'_>], printer: &mut Printer) {
    let rows: Vec<_> = rows
        .iter()
        .map(|Row { folder, overview }| {
            json!({
                "name": folder,
                "title": overview.title,
                "version": overview.version,
                "protocol": overview.protocol,
                "operations": overview.operations,
            })
        })
        .collect();
    printer.field("services", rows.into());
}

/// A line for each service, and below it the operations where some were asked for.
fn text(rows: &[Row<'_>], with_operations: bool) -> String {
    let width = rows.iter().map(|row| row.folder.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut total = 0;
    for Row { folder, overview } in rows {
        let count = overview.operations.len();
        total += count;
        let line = format!(
            "{folder:width$}  {count:>4}  {:10}  {}",
            overview.protocol.unwrap_or("unknown"),
            overview.title.as_deref().unwrap_or_default(),
        );
        let _ = writeln!(out, "{}", printable(line.trim_end()));
        if with_operations {
            for operation in &overview.operations {
                let _ = writeln!(out, "    {}", printable(operation));
            }
        }
    }
    let noun = if rows.len() == 1 {
        "service"
    } else {
        "services"
    };
    let _ = writeln!(out, "\n{} {noun}, {total} operations", rows.len());
    out
}
