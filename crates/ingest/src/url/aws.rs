//! Host names of AWS: which service, which region, which partition.
//!
//! Forms by the general reference of AWS, "service endpoints": `service.region.suffix`, the same
//! with `-fips` and `dualstack`, global ones without region, and the older forms of S3, SQS and
//! `OpenSearch`.

use connector_model::service::EndpointPart;

use crate::variables::{self, Piece};

/// What a host name of AWS says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aws {
    /// Signing name of the service (`polly`; `ses` for `email`).
    pub service: Option<String>,
    /// Region in the host name.
    pub region: Option<String>,
    /// Whether the region has a place in the host name, by name or as a variable.
    pub regional: bool,
    /// Bucket in front of the host of S3.
    pub bucket: Option<String>,
}

impl Aws {
    /// Region that calls are signed for as far as the host tells: its own, or the one in which AWS
    /// signs the services that have no region.
    pub fn signing_region(&self) -> Option<&str> {
        if self.region.is_some() {
            return self.region.as_deref();
        }
        let service = self.service.as_deref()?;
        let global = !self.regional && GLOBAL.contains(&service);
        global.then_some("us-east-1")
    }
}

/// DNS suffixes of the partitions.
const SUFFIXES: [&str; 7] = [
    "amazonaws.com.cn",
    "amazonaws.com",
    "amazonaws.eu",
    "c2s.ic.gov",
    "sc2s.sgov.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
];

/// Services that answer without a region and are signed for us-east-1.
const GLOBAL: [&str; 8] = [
    "budgets",
    "ce",
    "cloudfront",
    "iam",
    "organizations",
    "route53",
    "s3",
    "sts",
];

/// Signing names that differ from the labels of the host in front of the region.
const SIGNING_NAMES: [(&str, &str); 25] = [
    ("appstream2", "appstream"),
    ("bedrock-agent", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("contact-lens", "connect"),
    ("data-ats.iot", "iotdata"),
    ("data.iot", "iotdata"),
    ("email", "ses"),
    ("entitlement.marketplace", "aws-marketplace"),
    ("forecastquery", "forecast"),
    ("ingest.timestream", "timestream"),
    ("metering.marketplace", "aws-marketplace"),
    ("models-v2-lex", "lex"),
    ("models.lex", "lex"),
    ("oidc", "sso-oauth"),
    ("personalize-events", "personalize"),
    ("personalize-runtime", "personalize"),
    ("portal.sso", "awsssoportal"),
    ("query.timestream", "timestream"),
    ("queue", "sqs"),
    ("runtime-v2-lex", "lex"),
    ("runtime.lex", "lex"),
    ("session.qldb", "qldb"),
    ("transcribestreaming", "transcribe"),
    ("cloudsearchdomain", "cloudsearch"),
];

/// Services whose name stands behind the region.
const BEHIND_REGION: [&str; 4] = ["es", "aoss", "queue", "cloudsearch"];

/// What a host name says if it is one of AWS, with the parts of its endpoint (scheme and port not among them).
pub fn analyse(host: &str) -> Option<(Aws, Vec<EndpointPart>)> {
    let (front, suffix) = split_suffix(host)?;
    let labels = labels(front);
    let dashed = labels
        .last()
        .and_then(|label| label.strip_prefix("s3-"))
        .filter(|region| is_region(region));
    if let Some(region) = dashed {
        return Some(dashed_s3(&labels, region, suffix));
    }
    let Some(at) = labels.iter().rposition(|label| is_region_label(label)) else {
        let aws = Aws {
            service: service(&labels),
            bucket: bucket(&labels),
            ..Aws::default()
        };
        // A variable that is not the region leaves the host open: the address is not known.
        let parts = vec![EndpointPart::Text(format!("{front}.")), suffix];
        let known = variables::references(front).is_empty();
        return known.then_some((aws, parts));
    };
    let behind = &labels[at + 1..];
    let named_behind = behind.len() == 1 && BEHIND_REGION.contains(&behind[0]);
    if !behind.is_empty() && !named_behind {
        return None;
    }
    let before = &labels[..at];
    if before.iter().any(|label| label.contains("{{")) {
        return None;
    }
    let named = if named_behind { behind } else { before };
    let aws = Aws {
        service: service(named),
        region: is_region(labels[at]).then(|| labels[at].to_owned()),
        regional: true,
        bucket: if named_behind { None } else { bucket(before) },
    };
    let mut parts = Vec::new();
    if !before.is_empty() {
        parts.push(EndpointPart::Text(format!("{}.", before.join("."))));
    }
    parts.push(EndpointPart::Region);
    parts.push(EndpointPart::Text(match behind.first() {
        Some(label) => format!(".{label}."),
        None => ".".to_owned(),
    }));
    parts.push(suffix);
    Some((aws, parts))
}

/// Whether a text has the form of a region's name (`us-east-1`, `us-gov-west-1`, `eusc-de-east-1`).
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else {
        return false;
    };
    (2..=4).contains(&words.len())
        && (2..=4).contains(&words[0].len())
        && words
            .iter()
            .all(|word| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a host is the own machine, where nobody has a certificate.
pub(super) fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.starts_with("127.")
        || host == "[::1]"
}

/// `s3-us-west-2`, the oldest form: written with a dot, which all regions understand.
fn dashed_s3(labels: &[&str], region: &str, suffix: EndpointPart) -> (Aws, Vec<EndpointPart>) {
    let bucket = labels[..labels.len() - 1].join(".");
    let front = if bucket.is_empty() {
        "s3.".to_owned()
    } else {
        format!("{bucket}.s3.")
    };
    let aws = Aws {
        service: Some("s3".to_owned()),
        region: Some(region.to_owned()),
        regional: true,
        bucket: Some(bucket).filter(|bucket| !bucket.is_empty()),
    };
    let parts = vec![
        EndpointPart::Text(front),
        EndpointPart::Region,
        EndpointPart::Text(".".to_owned()),
        suffix,
    ];
    (aws, parts)
}

fn split_suffix(host: &str) -> Option<(&str, EndpointPart)> {
    for suffix in SUFFIXES {
        if let Some(front) = host
            .strip_suffix(suffix)
            .and_then(|front| front.strip_suffix('.'))
        {
            return Some((front, EndpointPart::DnsSuffix)).filter(|(front, _)| !front.is_empty());
        }
    }
    // Dual-stack endpoints of newer services; the suffix is the same in the public partition only.
    let front = host
        .strip_suffix(".api.aws")
        .filter(|front| !front.is_empty())?;
    Some((front, EndpointPart::Text("api.aws".to_owned())))
}

/// The labels between the dots; dots inside of a reference to a variable do not count.
fn labels(text: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    let mut rest = text;
    while let Some(at) = variables::find_outside(rest, &['.']) {
        labels.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    labels.push(rest);
    labels
}

/// A region, or a variable alone whose name says that it is one.
fn is_region_label(label: &str) -> bool {
    if is_region(label) {
        return true;
    }
    let mut pieces = variables::pieces(label);
    match (pieces.next(), pieces.next()) {
        (Some(Piece::Reference(name)), None) => name.to_ascii_lowercase().contains("region"),
        _ => false,
    }
}

/// Signing name by the labels in front of the region.
fn service(labels: &[&str]) -> Option<String> {
    let labels: Vec<&str> = labels
        .iter()
        .filter(|label| **label != "dualstack")
        .copied()
        .collect();
    let last = labels.last()?;
    let last = last
        .strip_suffix("-fips")
        .or_else(|| {
            last.strip_prefix("fips-")
                .or_else(|| last.strip_prefix("fips."))
        })
        .unwrap_or(last);
    if last.is_empty() {
        return None;
    }
    let two = labels
        .len()
        .checked_sub(2)
        .map(|at| format!("{}.{last}", labels[at]));
    let known = |wanted: &str| {
        SIGNING_NAMES
            .iter()
            .find(|(host, _)| *host == wanted)
            .map(|(_, name)| (*name).to_owned())
    };
    two.as_deref()
        .and_then(known)
        .or_else(|| known(last))
        .or_else(|| Some(last.to_owned()))
}

/// The bucket of `bucket.s3.…`, which may have dots itself.
fn bucket(labels: &[&str]) -> Option<String> {
    let at = labels
        .iter()
        .rposition(|label| *label == "s3" || *label == "s3-fips")?;
    (at > 0).then(|| labels[..at].join("."))
}

#[cfg(test)]
pub(super) mod tests {
    use connector_model::service::EndpointPart;

    use super::{analyse, is_region};

    pub(in crate::url) fn shown(part: &EndpointPart) -> String {
        match part {
            EndpointPart::Text(text) => text.clone(),
            EndpointPart::Region => "<region>".to_owned(),
            EndpointPart::DnsSuffix => "<suffix>".to_owned(),
        }
    }

    #[test]
    fn hosts_tell_service_region_and_partition() {
        for (host, service, region, bucket, parts) in [
            (
                "polly.us-east-1.amazonaws.com",
                "polly",
                "us-east-1",
                "",
                "polly.<region>.<suffix>",
            ),
            (
                "polly.cn-north-1.amazonaws.com.cn",
                "polly",
                "cn-north-1",
                "",
                "polly.<region>.<suffix>",
            ),
            (
                "polly-fips.us-gov-west-1.amazonaws.com",
                "polly",
                "us-gov-west-1",
                "",
                "polly-fips.<region>.<suffix>",
            ),
            (
                "polly.{{region}}.amazonaws.com",
                "polly",
                "-",
                "",
                "polly.<region>.<suffix>",
            ),
            (
                "polly.{{aws.region}}.amazonaws.com",
                "polly",
                "-",
                "",
                "polly.<region>.<suffix>",
            ),
            ("iam.amazonaws.com", "iam", "us-east-1", "", "iam.<suffix>"),
            ("ec2.amazonaws.com", "ec2", "-", "", "ec2.<suffix>"),
            (
                "email.eu-west-1.amazonaws.com",
                "ses",
                "eu-west-1",
                "",
                "email.<region>.<suffix>",
            ),
            (
                "api.ecr.eu-west-1.amazonaws.com",
                "ecr",
                "eu-west-1",
                "",
                "api.ecr.<region>.<suffix>",
            ),
            (
                "a1.execute-api.eu-west-1.amazonaws.com",
                "execute-api",
                "eu-west-1",
                "",
                "a1.execute-api.<region>.<suffix>",
            ),
            (
                "x.eu-west-1.es.amazonaws.com",
                "es",
                "eu-west-1",
                "",
                "x.<region>.es.<suffix>",
            ),
            (
                "eu-west-1.queue.amazonaws.com",
                "sqs",
                "eu-west-1",
                "",
                "<region>.queue.<suffix>",
            ),
            ("s3.amazonaws.com", "s3", "us-east-1", "", "s3.<suffix>"),
            (
                "b.c.s3.eu-west-1.amazonaws.com",
                "s3",
                "eu-west-1",
                "b.c",
                "b.c.s3.<region>.<suffix>",
            ),
            (
                "b.s3.dualstack.eu-west-1.amazonaws.com",
                "s3",
                "eu-west-1",
                "b",
                "b.s3.dualstack.<region>.<suffix>",
            ),
            (
                "s3-us-west-2.amazonaws.com",
                "s3",
                "us-west-2",
                "",
                "s3.<region>.<suffix>",
            ),
            (
                "polly.us-east-1.api.aws",
                "polly",
                "us-east-1",
                "",
                "polly.<region>.api.aws",
            ),
        ] {
            let (aws, found) = analyse(host).expect(host);
            let found: Vec<String> = found.iter().map(shown).collect();
            assert_eq!(aws.service.as_deref(), Some(service), "{host}");
            assert_eq!(aws.signing_region().unwrap_or("-"), region, "{host}");
            assert_eq!(aws.bucket.as_deref().unwrap_or(""), bucket, "{host}");
            assert_eq!(found.concat(), parts, "{host}");
        }
    }

    #[test]
    fn hosts_of_others_are_not_taken_for_aws() {
        for host in [
            "api.example.com",
            "amazonaws.com",
            "polly.us-east-1.amazonaws.com.evil.example",
            "notamazonaws.com",
            "{{service}}.{{region}}.amazonaws.com",
        ] {
            assert_eq!(analyse(host), None, "{host}");
        }
    }

    #[test]
    fn regions_are_recognised_by_form() {
        for region in [
            "us-east-1",
            "us-gov-west-1",
            "ap-southeast-12",
            "eusc-de-east-1",
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "us-east",
            "us-east-x",
            "s3",
            "data-ats",
            "US-EAST-1",
            "my-service-2000",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }
}
