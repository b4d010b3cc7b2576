//! What the connector is called.

use super::findings::Findings;
use crate::codes;
use crate::names;
use crate::recipe::Recipe;
use crate::service::Service;

/// Names of the connector as a whole.
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) module: String,
    pub(super) slug: String,
}

/// Names of AWS services by signing name, as AWS writes them in its own documentation. Only names that
/// are beyond doubt: for others the user is asked.
const AWS_SERVICES: &[(&str, &str)] = &[
    ("apigateway", "Amazon API Gateway"),
    ("appconfig", "AWS AppConfig"),
    ("athena", "Amazon Athena"),
    ("autoscaling", "Amazon EC2 Auto Scaling"),
    ("bedrock", "Amazon Bedrock"),
    ("cloudformation", "AWS CloudFormation"),
    ("cloudfront", "Amazon CloudFront"),
    ("cloudtrail", "AWS CloudTrail"),
    ("codebuild", "AWS CodeBuild"),
    ("codecommit", "AWS CodeCommit"),
    ("codedeploy", "AWS CodeDeploy"),
    ("codepipeline", "AWS CodePipeline"),
    ("cognito-idp", "Amazon Cognito"),
    ("comprehend", "Amazon Comprehend"),
    ("dynamodb", "Amazon DynamoDB"),
    ("ec2", "Amazon EC2"),
    ("ecr", "Amazon ECR"),
    ("ecs", "Amazon ECS"),
    ("eks", "Amazon EKS"),
    ("elasticache", "Amazon ElastiCache"),
    ("elasticloadbalancing", "Elastic Load Balancing"),
    ("elasticmapreduce", "Amazon EMR"),
    ("events", "Amazon EventBridge"),
    ("firehose", "Amazon Data Firehose"),
    ("geo", "Amazon Location Service"),
    ("glue", "AWS Glue"),
    ("iam", "AWS IAM"),
    ("iotsitewise", "AWS IoT SiteWise"),
    ("iottwinmaker", "AWS IoT TwinMaker"),
    ("kinesis", "Amazon Kinesis"),
    ("kms", "AWS KMS"),
    ("lambda", "AWS Lambda"),
    ("lex", "Amazon Lex"),
    ("logs", "Amazon CloudWatch Logs"),
    ("monitoring", "Amazon CloudWatch"),
    ("personalize", "Amazon Personalize"),
    ("polly", "Amazon Polly"),
    ("rds", "Amazon RDS"),
    ("redshift", "Amazon Redshift"),
    ("rekognition", "Amazon Rekognition"),
    ("rolesanywhere", "AWS IAM Roles Anywhere"),
    ("route53", "Amazon Route 53"),
    ("s3", "Amazon S3"),
    ("sagemaker", "Amazon SageMaker"),
    ("secretsmanager", "AWS Secrets Manager"),
    ("ses", "Amazon SES"),
    ("sns", "Amazon SNS"),
    ("sqs", "Amazon SQS"),
    ("ssm", "AWS Systems Manager"),
    ("states", "AWS Step Functions"),
    ("sts", "AWS STS"),
    ("textract", "Amazon Textract"),
    ("transcribe", "Amazon Transcribe"),
    ("translate", "Amazon Translate"),
];

/// Name of an AWS service as AWS writes it, by signing name.
pub fn aws_service_name(signing_name: &str) -> Option<&'static str> {
    let at = AWS_SERVICES
        .binary_search_by_key(&signing_name, |(signing, _)| signing)
        .ok()?;
    Some(AWS_SERVICES[at].1)
}

/// Names from the recipe, the service's signing name or a source's title, in this order.
pub(super) fn identity(
    service: &Service,
    recipe: &Recipe,
    findings: &mut Findings<'_>,
) -> Option<Identity> {
    let Some(name) = display_name(service, recipe, findings) else {
        findings.plain(
            &codes::NAME_MISSING,
            unknown_name(service),
            "pass `--name NAME`, or set `name` in `[connector]`",
        );
        return None;
    };
    let (Some(module), Some(slug)) = (names::module(&name), names::slug(&name)) else {
        let message = format!(
            "no names can be made from the connector's name `{name}`: it has no Latin letters or digits"
        );
        findings.plain(
            &codes::NAME_MISSING,
            message,
            "pass `--name NAME`, or set `name` in `[connector]`",
        );
        return None;
    };
    let module = recipe
        .connector
        .module
        .clone()
        .map_or(module.clone(), |given| {
            if names::is_module(&given) {
                return given;
            }
            let message = format!("`{given}` cannot be the name of the module");
            findings.plain(
                &codes::NAME_INVALID,
                message,
                &format!("write `module = \"{module}\"`"),
            );
            module
        });
    Some(Identity { name, module, slug })
}

fn display_name(service: &Service, recipe: &Recipe, findings: &mut Findings<'_>) -> Option<String> {
    let given = |name: &Option<String>| {
        let name = name
            .as_deref()?
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        (!name.is_empty()).then_some(name)
    };
    if let Some(name) = given(&recipe.connector.name) {
        return Some(name);
    }
    let known = service.signing_name.as_deref().and_then(aws_service_name);
    if let Some(name) = known.filter(|name| is_of_service(service, name)) {
        return Some(name.to_owned());
    }
    let title = versioned(given(&service.title)?, service.traits.service_id.as_deref());
    if service.evidence == crate::service::Evidence::Samples {
        let message = format!("the connector is named `{title}` after the title of its source");
        findings.plain(
            &codes::NAME_FROM_TITLE,
            message,
            "set `name` in `[connector]` if the service has another name",
        );
    }
    Some(title)
}

/// Whether the name that belongs to the signing name is that of this service: models of several services have one
/// signing name (`rds`: Amazon RDS, Amazon `DocumentDB`, Amazon Neptune).
fn is_of_service(service: &Service, name: &str) -> bool {
    let Some(service_id) = &service.traits.service_id else {
        return true;
    };
    let plain = |text: &str| text.replace(' ', "").to_ascii_lowercase();
    let service_id = plain(service_id);
    plain(name).ends_with(&service_id)
        || service.signing_name.as_deref() == Some(service_id.as_str())
}

/// The title with the version that only the service's id has: the second API of a service has the title of the first
/// (`Elastic Load Balancing v2`), and one program may use both.
fn versioned(title: String, service_id: Option<&str>) -> String {
    let version = |name: &str| {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &name[stem.len()..];
        (!digits.is_empty() && stem.ends_with(['v', 'V'])).then(|| format!("v{digits}"))
    };
    match service_id.and_then(version) {
        Some(version) if !title.to_ascii_lowercase().ends_with(&version) => {
            format!("{title} {version}")
        }
        _ => title,
    }
}

fn unknown_name(service: &Service) -> String {
    match &service.signing_name {
        Some(signing) => format!("the name of the AWS service `{signing}` is not known"),
        None => "no source says what the connector is to be called".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{AWS_SERVICES, aws_service_name, versioned};

    #[test]
    fn two_apis_of_one_service_would_get_one_crate() {
        for (title, id, expected) in [
            (
                "Elastic Load Balancing",
                "Elastic Load Balancing v2",
                "Elastic Load Balancing v2",
            ),
            (
                "Elastic Load Balancing",
                "Elastic Load Balancing",
                "Elastic Load Balancing",
            ),
            (
                "Amazon Simple Email Service",
                "SESv2",
                "Amazon Simple Email Service v2",
            ),
            ("AWS WAFV2", "WAFV2", "AWS WAFV2"),
            ("Amazon S3", "S3", "Amazon S3"),
        ] {
            assert_eq!(versioned(title.to_owned(), Some(id)), expected);
        }
    }

    #[test]
    fn a_service_out_of_order_would_never_be_found() {
        assert!(AWS_SERVICES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(aws_service_name("polly"), Some("Amazon Polly"));
        assert_eq!(aws_service_name("no such"), None);
    }
}
