//! `cargo xtask history`: is a connector safe to regenerate, and is the report of changes right? Connectors of services
//! whose models changed between two versions of botocore are generated from the old one, edited as people edit, and
//! regenerated from the new one by the command itself. Small programs that use what a change is about are then compiled
//! against the edited and the regenerated connector: each proves or refutes what the report says of it.
//!
//! The wheels of botocore are unpacked below `target/history`; `cargo xtask history fetch` gets them.

mod broken;
mod compile;
mod edits;
mod examine;
mod fetch;
mod lines;
mod table;
mod user;
mod verdict;
mod version;
mod witness;

use std::path::Path;

use compile::{Program, Workspace};
pub(crate) use fetch::fetch;
use user::{Regenerated, User};
use version::{History, history};

/// Versions of botocore that are compared.
const VERSIONS: [&str; 4] = ["1.34.0", "1.40.0", "1.43.0", "1.44.5"];

/// Services whose models changed between the first and the last of them.
const SERVICES: &[&str] = &[
    "accessanalyzer",
    "acm",
    "amplify",
    "apigateway",
    "appsync",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "budgets",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "codebuild",
    "cognito-idp",
    "datasync",
    "devicefarm",
    "dynamodb",
    "ecr",
    "ecs",
    "eks",
    "events",
    "firehose",
    "identitystore",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "mq",
    "polly",
    "pricing",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "textract",
    "transcribe",
    "translate",
    "workmail",
    "xray",
];

/// What the programs call the connector, whatever its own name is.
fn library(service: &str) -> String {
    format!("service_{}", service.replace('-', "_"))
}

/// What to compare.
struct Settings<'a> {
    old: &'a str,
    new: &'a str,
    /// Services; all of them without one.
    only: &'a [&'a str],
    /// Whether the report is proved with programs, too.
    programs: bool,
}

impl<'a> Settings<'a> {
    fn parse(arguments: &'a [&'a str]) -> Result<Self, String> {
        let (programs, rest) = match arguments {
            ["--merge-only", rest @ ..] => (false, rest),
            rest => (true, rest),
        };
        let (old, new, only) = match rest {
            [] => (VERSIONS[0], VERSIONS[VERSIONS.len() - 1], rest),
            [old, new, only @ ..] => (*old, *new, only),
            _ => return Err("`history` takes two versions of botocore".to_owned()),
        };
        if let Some(unknown) = only.iter().find(|name| !SERVICES.contains(name)) {
            return Err(format!("`{unknown}` is none of the services"));
        }
        Ok(Self {
            old,
            new,
            only,
            programs,
        })
    }
}

/// Compares two versions of botocore, the first and the last without arguments.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let settings = Settings::parse(arguments)?;
    let folder = fetch::folder(root);
    let models = [settings.old, settings.new].map(|version| fetch::data(&folder, version));
    for (version, data) in [settings.old, settings.new].iter().zip(&models) {
        if !data.is_dir() {
            let text = format!(
                "botocore {version} is not in {}: nothing was proved; get it with `cargo xtask history fetch`",
                folder.display()
            );
            let in_ci = std::env::var_os("CI").is_some();
            return if in_ci { Err(text) } else { Ok(text) };
        }
    }
    let mut histories = Vec::new();
    let is_wanted = |name: &&&str| settings.only.is_empty() || settings.only.contains(*name);
    for name in SERVICES.iter().filter(is_wanted) {
        let one =
            history(name, &models[0], &models[1]).map_err(|error| format!("{name}: {error}"))?;
        histories.push(one);
    }
    let looked_at = histories.len();
    histories.retain(|history| !history.changes.is_empty());
    let mut done = regenerate(&folder, &histories, [&models[0], &models[1]])?;
    let list = folder.join("conflicts.txt");
    user::write(&list, &table::conflicts(&histories, &done))?;
    let report = prove(root, &folder, &settings, &histories, &mut done)?;
    let (old, new, list) = (settings.old, settings.new, list.display());
    Ok(format!(
        "botocore {old} to {new}: {} of {looked_at} services changed\n{report}each conflict is in {list}",
        histories.len()
    ))
}

/// The connectors of all services, edited and regenerated.
fn regenerate(
    folder: &Path,
    histories: &[History],
    models: [&Path; 2],
) -> Result<Vec<Regenerated>, String> {
    for name in ["old", "new"] {
        let folder = folder.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        }
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    let user = User {
        command: user::build()?,
        folder,
    };
    let mut done = Vec::new();
    for (turn, history) in histories.iter().enumerate() {
        let models = models.map(|model| model.join(history.name));
        let one = user.work(history, turn, [&models[0], &models[1]]);
        done.push(one.map_err(|error| format!("{}: {error}", history.name))?);
    }
    Ok(done)
}

/// Compiles connectors and programs, and gives the whole report.
fn prove(
    root: &Path,
    folder: &Path,
    settings: &Settings<'_>,
    histories: &[History],
    done: &mut [Regenerated],
) -> Result<String, String> {
    let (cases, wholes) = if settings.programs {
        (verdict::cases(histories), verdict::wholes(histories))
    } else {
        Default::default()
    };
    let of_cases = cases.iter().map(|case| (case.history.name, &case.text));
    let of_wholes = wholes.iter().map(|whole| (whole.history.name, &whole.text));
    let programs: Vec<Program<'_>> = of_cases
        .chain(of_wholes)
        .map(|(service, text)| Program { service, text })
        .collect();
    let services: Vec<&'static str> = histories.iter().map(|history| history.name).collect();
    let workspace = |folder| Workspace {
        root,
        folder,
        services: &services,
    };
    let mut no_blame = |fault: &compile::Fault| Err(format!("an old connector: {}", fault.shown));
    let [old, new] = ["old", "new"].map(|name| folder.join(name));
    let in_old = workspace(&old).failing(&programs, &mut no_blame)?;
    if let Some((at, error)) = in_old.first_key_value() {
        let (text, count) = (programs[*at].text, in_old.len());
        return Err(format!(
            "{count} programs do not fit the old connector, first this one:\n{text}\n{error}"
        ));
    }
    let mut broken = Vec::new();
    let mut blame = |fault: &compile::Fault| -> Result<(), String> {
        let one = broken::blame(&new, histories, done, fault)?;
        broken.push(one);
        Ok(())
    };
    let in_new = workspace(&new).failing(&programs, &mut blame)?;
    let merges = table::merges(histories, done, &broken);
    if !settings.programs {
        return merges;
    }
    both(merges, verdict::verdict(histories, &cases, &wholes, in_new))
}

/// Two reports as one, which is an error if one of them is.
fn both(first: Result<String, String>, second: Result<String, String>) -> Result<String, String> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok(format!("{first}{second}")),
        (Ok(text) | Err(text), Ok(more) | Err(more)) => Err(format!("{text}{more}")),
    }
}
