//! What a run prints: findings in four formats, talk on standard error, data on standard output.

mod excerpt;
mod finding;
mod github;
mod human;
mod markdown;
mod mask;

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write as _};

use connector_model::diagnostic::{Diagnostic, Diagnostics, Severity};
use connector_model::visible;
use serde_json::{Map, Value, json};

use crate::args::Format;
use crate::commands::Status;
use crate::printer::excerpt::Texts;
pub(crate) use crate::printer::excerpt::{printable, shortened};
pub(crate) use crate::printer::markdown::{
    cell as markdown_cell, code as markdown_code, fenced as markdown_fenced,
};
use crate::settings::{Settings, Verbosity};
use crate::sources::Source;

/// Findings that are printed for people; then only a count.
const SHOWN: usize = 50;

/// Notes of one kind that are printed for people without `--verbose`.
const SHOWN_OF_A_KIND: usize = 3;

/// Prints what a run finds and does.
#[derive(Debug)]
pub(crate) struct Printer {
    settings: Settings,
    texts: Texts,
    findings: Vec<Diagnostic>,
    shown: usize,
    data: Vec<(String, Value)>,
    report: String,
}

impl Printer {
    /// A printer for one run.
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            texts: Texts::default(),
            findings: Vec::new(),
            shown: 0,
            data: Vec::new(),
            report: String::new(),
        }
    }

    /// How to print.
    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }

    /// Adds sources that the places of findings refer to; the result is the index of the first.
    pub(crate) fn add_sources(&mut self, sources: &[Source]) -> usize {
        let offset = self.texts.sources.len();
        self.texts.sources.extend(sources.iter().cloned());
        offset
    }

    /// Whether the report is Markdown.
    pub(crate) fn is_markdown(&self) -> bool {
        self.settings.format == Format::Markdown
    }

    /// An annotation of GitHub Actions that is not a finding, at the first line of a file.
    pub(crate) fn annotation(&mut self, kind: &str, file: Option<&str>, title: &str, text: &str) {
        if self.settings.format == Format::Github {
            let line = github::command(kind, file, title, text);
            self.report.push_str(&line);
        }
    }

    /// The recipe that findings with the place [`crate::connector::RECIPE_SOURCE`] refer to.
    pub(crate) fn set_recipe(&mut self, name: &str, text: &str) {
        self.texts.recipe = Some(Source {
            name: name.to_owned(),
            bytes: text.as_bytes().into(),
            given: 0,
        });
    }

    /// The findings of a phase: printed, and the end of the command if one is an error.
    pub(crate) fn phase(&mut self, findings: Diagnostics) -> Result<(), Diagnostics> {
        if findings.has_errors() {
            return Err(findings);
        }
        self.findings(findings);
        Ok(())
    }

    /// Findings that do not end the command.
    pub(crate) fn findings(&mut self, findings: Diagnostics) {
        let mut findings: Vec<Diagnostic> = findings.into_iter().collect();
        findings.sort_by_key(|finding| (finding.rule.severity, place_key(finding)));
        if self.settings.format == Format::Human {
            self.print_human(&findings);
        }
        self.findings.extend(findings);
    }

    /// A line for people, on standard error; not with `--quiet`.
    pub(crate) fn say(&self, line: &str) {
        if self.settings.format == Format::Human && self.settings.verbosity > Verbosity::Quiet {
            talk(line);
        }
    }

    /// What takes long just now, for a person at a terminal.
    pub(crate) fn progress(&self, line: &str) {
        if self.settings.interactive {
            self.say(line);
        }
    }

    /// A line for people who asked for more.
    pub(crate) fn say_more(&self, line: &str) {
        if self.settings.verbosity == Verbosity::Verbose {
            self.say(line);
        }
    }

    /// Text that the command is asked for, on standard output; in other formats it is part of the report.
    pub(crate) fn out(&mut self, text: &str) {
        match self.settings.format {
            Format::Human => data(text),
            Format::Markdown => self.report.push_str(text),
            Format::Json | Format::Github => {}
        }
    }

    /// The same, for text that is not Markdown already: a block of code there.
    pub(crate) fn out_verbatim(&mut self, text: &str, language: &str) {
        if self.is_markdown() && !text.is_empty() {
            self.report.push_str(&markdown_fenced(text, language));
        } else {
            self.out(text);
        }
    }

    /// The same, behind a title that opens it in Markdown.
    pub(crate) fn folded(&mut self, title: &str, text: &str, language: &str) {
        if self.is_markdown() {
            let block = markdown_fenced(text, language);
            let folded = format!("<details><summary>{title}</summary>\n\n{block}\n</details>\n");
            self.report.push_str(&folded);
        } else {
            self.out(text);
        }
    }

    /// A field of the JSON document.
    pub(crate) fn field(&mut self, name: &str, value: Value) {
        self.data.push((name.to_owned(), value));
    }

    /// Ends the run: prints what stopped it, and the document of a format that has one.
    pub(crate) fn finish(mut self, result: Result<Status, Diagnostics>) -> Status {
        let status = match result {
            Ok(status) => status,
            Err(findings) => {
                self.findings(findings);
                Status::BadInput
            }
        };
        match self.settings.format {
            Format::Human => self.human_end(),
            Format::Json => data(&self.json(status)),
            Format::Markdown => {
                let text = markdown::report(&self.findings, &self.texts, &self.report);
                data(&text);
            }
            Format::Github => {
                let findings = github::annotations(&self.findings, &self.texts);
                data(&format!("{}{findings}", self.report));
            }
        }
        if self.settings.format != Format::Human && status != Status::Done {
            self.first_errors(status);
        }
        status
    }

    fn print_human(&mut self, findings: &[Diagnostic]) {
        let mut kinds: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
        let wanted: Vec<&Diagnostic> = findings
            .iter()
            .filter(|finding| self.is_wanted(finding))
            .collect();
        for finding in wanted {
            if finding.rule.severity != Severity::Error
                && self.settings.verbosity < Verbosity::Verbose
            {
                let kind = (finding.rule.severity, finding.rule.code);
                let count = kinds.entry(kind).or_default();
                *count += 1;
                if *count > SHOWN_OF_A_KIND {
                    continue;
                }
            }
            if self.shown < SHOWN {
                talk(&human::finding(finding, &self.texts));
                talk("");
            }
            self.shown += 1;
        }
        for ((severity, code), count) in kinds
            .into_iter()
            .filter(|(_, count)| *count > SHOWN_OF_A_KIND)
        {
            let more = count - SHOWN_OF_A_KIND;
            talk(&format!(
                "{severity}[{code}]: {more} more of this kind; `--verbose` shows them\n"
            ));
        }
    }

    /// Whether a finding is printed for people at all.
    fn is_wanted(&self, finding: &Diagnostic) -> bool {
        // Codes below CG0400 are those of reading, lowering and emission: what was decided.
        let is_decision = finding.rule.severity == Severity::Note && finding.rule.code < "CG0400";
        finding.rule.severity == Severity::Error
            || self.settings.verbosity > Verbosity::Quiet
                && (self.settings.decisions || !is_decision)
    }

    fn human_end(&self) {
        if self.shown > SHOWN {
            let more = self.shown - SHOWN;
            talk(&format!(
                "{more} more findings; `--output-format json` has all of them"
            ));
        }
    }

    fn json(&self, status: Status) -> String {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| finding::json(finding, &self.texts))
            .collect();
        let mut text = String::from("{\n  \"version\": 1");
        let mut fields = vec![
            ("status".to_owned(), json!(status.code())),
            ("findings".to_owned(), Value::Array(findings)),
        ];
        fields.extend(self.data.iter().cloned());
        for (name, value) in fields {
            let field = Value::Object(Map::from_iter([(name, value)]));
            let field = serde_json::to_string_pretty(&field).expect("a value is always text");
            let field = field.trim_start_matches("{\n").trim_end_matches("\n}");
            text.push_str(",\n");
            text.push_str(field);
        }
        text.push_str("\n}\n");
        visible::json(text)
    }

    /// In the formats for programs a person still sees on standard error why the status is not 0.
    fn first_errors(&self, status: Status) {
        let errors = self
            .findings
            .iter()
            .filter(|finding| finding.rule.severity == Severity::Error);
        for finding in errors.take(3) {
            talk(&human::line(finding, &self.texts));
        }
        if status != Status::BadInput {
            talk(status.reason());
        }
    }
}

fn place_key(finding: &Diagnostic) -> (usize, usize) {
    finding.place.as_ref().map_or((0, 0), |place| {
        (
            place.source,
            place.span.as_ref().map_or(0, |span| span.start),
        )
    })
}

/// Writes a line to standard error. That nobody listens is not a failure.
pub(crate) fn talk(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Writes to standard output. A closed pipe ends the process as a reader who has seen enough would want.
pub(crate) fn data(text: &str) {
    let mut out = anstream::stdout();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        talk(&format!("error: standard output: {error}"));
    }
}
