//! The files below `.connector/`: what the next run needs in order to know what this one saw.

use std::collections::BTreeMap;

use connector_model::diagnostic::{Diagnostic, Diagnostics};
use connector_model::lower::NamingRecord;
use connector_model::service::Service;
use connector_model::visible;
use serde::{Deserialize, Serialize};

use crate::codes;

/// Path of the snapshot: the service model, sliced to the chosen operations, before the recipe's amendments.
pub const SERVICE: &str = ".connector/service.json";

/// Path of the naming record: the names that were given, by address.
pub const NAMES: &str = ".connector/names.json";

/// Path of the recipe as it was in the last run, from which the texts of that run can be derived again.
pub const RECIPE: &str = ".connector/recipe.toml";

/// Path of the templates of the user's that the last run used, by name; it is there only if some were.
pub const TEMPLATES: &str = ".connector/templates.json";

/// Version of the format of the JSON files.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'a, T> {
    format: u32,
    #[serde(flatten)]
    content: &'a T,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

#[derive(Serialize)]
struct ServiceContent<'a> {
    service: &'a Service,
}

#[derive(Serialize)]
struct NamesContent<'a> {
    names: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct TemplatesContent<'a> {
    templates: &'a BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplatesFile {
    #[serde(rename = "format")]
    _format: u32,
    templates: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceFile {
    #[serde(rename = "format")]
    _format: u32,
    service: Service,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    #[serde(rename = "format")]
    _format: u32,
    names: BTreeMap<String, String>,
}

/// The text of the snapshot: the same for equal models, on every machine.
pub fn write_service(service: &Service) -> String {
    json(&ServiceContent { service })
}

/// Reads a snapshot strictly.
///
/// # Errors
/// [`codes::RECORD_UNREADABLE`] or [`codes::RECORD_FORMAT`].
pub fn read_service(text: &str) -> Result<Service, Diagnostics> {
    check_format(SERVICE, text)?;
    let file: ServiceFile =
        serde_json::from_str(text).map_err(|error| unreadable(SERVICE, &error))?;
    Ok(file.service)
}

/// The text of the naming record.
pub fn write_names(record: &NamingRecord) -> String {
    json(&NamesContent { names: &record.0 })
}

/// Reads a naming record strictly.
///
/// # Errors
/// [`codes::RECORD_UNREADABLE`] or [`codes::RECORD_FORMAT`].
pub fn read_names(text: &str) -> Result<NamingRecord, Diagnostics> {
    check_format(NAMES, text)?;
    let file: NamesFile = serde_json::from_str(text).map_err(|error| unreadable(NAMES, &error))?;
    Ok(NamingRecord(file.names))
}

/// The text of the record of templates, by name.
pub fn write_templates(templates: &BTreeMap<String, String>) -> String {
    json(&TemplatesContent { templates })
}

/// Reads a record of templates strictly.
///
/// # Errors
/// [`codes::RECORD_UNREADABLE`] or [`codes::RECORD_FORMAT`].
pub fn read_templates(text: &str) -> Result<BTreeMap<String, String>, Diagnostics> {
    check_format(TEMPLATES, text)?;
    let file: TemplatesFile =
        serde_json::from_str(text).map_err(|error| unreadable(TEMPLATES, &error))?;
    Ok(file.templates)
}

fn json<T: Serialize>(content: &T) -> String {
    let written = Written {
        format: FORMAT,
        content,
    };
    let text = serde_json::to_string_pretty(&written).expect("the model has text keys only");
    let mut text = visible::json(text);
    text.push('\n');
    text
}

fn check_format(path: &str, text: &str) -> Result<(), Diagnostics> {
    let found: FormatOnly = serde_json::from_str(text).map_err(|error| unreadable(path, &error))?;
    if found.format == FORMAT {
        return Ok(());
    }
    Err(Diagnostic::new(
        &codes::RECORD_FORMAT,
        format!(
            "`{path}` has format {}, this version reads {FORMAT}",
            found.format
        ),
    )
    .help("use the version of connector-gen that wrote it, or a newer one")
    .into())
}

fn unreadable(path: &str, error: &serde_json::Error) -> Diagnostics {
    let reason = error.to_string();
    let message = format!("`{path}` cannot be read: {}", reason.escape_debug());
    Diagnostic::new(&codes::RECORD_UNREADABLE, message)
        .help(format!("restore `{path}` from version control"))
        .into()
}

#[cfg(test)]
mod tests {
    use connector_model::lower::NamingRecord;
    use connector_model::service::Service;

    use super::{read_names, read_service, write_names, write_service};

    #[test]
    fn the_record_is_read_back_as_it_was_written() {
        let service = Service {
            title: Some("Orders \u{2028} \"x\"".into()),
            ..Service::default()
        };
        assert_eq!(read_service(&write_service(&service)), Ok(service));
        let names = NamingRecord([("A.B[]".to_owned(), "B".to_owned())].into());
        assert_eq!(read_names(&write_names(&names)), Ok(names));
    }

    #[test]
    fn a_record_that_the_tool_did_not_write_is_refused() {
        let good = write_service(&Service::default());
        for (bad, code) in [
            (String::new(), "CG0402"),
            ("[]".to_owned(), "CG0402"),
            (good.replace("\"format\": 1", "\"format\": 9"), "CG0401"),
            (good.replace("\"title\"", "\"tilte\""), "CG0402"),
            (
                good.replace("\"format\": 1", "\"format\": 1, \"more\": 1"),
                "CG0402",
            ),
        ] {
            let error = read_service(&bad).expect_err(&bad);
            let codes: Vec<&str> = error.iter().map(|finding| finding.rule.code).collect();
            assert_eq!(codes, [code], "{bad}");
        }
    }
}
