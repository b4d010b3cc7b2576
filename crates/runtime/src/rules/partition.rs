//! The partitions of AWS: `partitions.json`, version 1.1, as AWS publishes it with its SDKs.

/// A part of AWS with domains of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// Name (`aws`).
    pub name: &'static str,
    /// Domain of its hosts.
    pub dns_suffix: &'static str,
    /// Domain of its hosts that have IPv6 beside IPv4.
    pub dual_stack_dns_suffix: &'static str,
    /// Whether it has endpoints that conform to FIPS 140.
    pub supports_fips: bool,
    /// Whether it has hosts with IPv6 beside IPv4.
    pub supports_dual_stack: bool,
    /// Region in which services without regions are signed for.
    pub implicit_global_region: &'static str,
    /// What names of its regions begin with, before `-west-1`.
    prefixes: &'static [&'static str],
    /// The name that stands for the partition as a whole.
    global: &'static str,
}

const fn published(
    name: &'static str,
    [dns_suffix, dual_stack_dns_suffix]: [&'static str; 2],
    implicit_global_region: &'static str,
    prefixes: &'static [&'static str],
    global: &'static str,
) -> Partition {
    Partition {
        name,
        dns_suffix,
        dual_stack_dns_suffix,
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region,
        prefixes,
        global,
    }
}

static PARTITIONS: [Partition; 8] = [
    published(
        "aws",
        ["amazonaws.com", "api.aws"],
        "us-east-1",
        &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        "aws-global",
    ),
    published(
        "aws-cn",
        ["amazonaws.com.cn", "api.amazonwebservices.com.cn"],
        "cn-northwest-1",
        &["cn"],
        "aws-cn-global",
    ),
    published(
        "aws-eusc",
        ["amazonaws.eu", "api.amazonwebservices.eu"],
        "eusc-de-east-1",
        &["eusc-de"],
        "",
    ),
    published(
        "aws-iso",
        ["c2s.ic.gov", "api.aws.ic.gov"],
        "us-iso-east-1",
        &["us-iso"],
        "aws-iso-global",
    ),
    published(
        "aws-iso-b",
        ["sc2s.sgov.gov", "api.aws.scloud"],
        "us-isob-east-1",
        &["us-isob"],
        "aws-iso-b-global",
    ),
    published(
        "aws-iso-e",
        ["cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
        "eu-isoe-west-1",
        &["eu-isoe"],
        "aws-iso-e-global",
    ),
    published(
        "aws-iso-f",
        ["csp.hci.ic.gov", "api.aws.hci.ic.gov"],
        "us-isof-south-1",
        &["us-isof"],
        "aws-iso-f-global",
    ),
    published(
        "aws-us-gov",
        ["amazonaws.com", "api.aws"],
        "us-gov-west-1",
        &["us-gov"],
        "aws-us-gov-global",
    ),
];

/// `aws.partition`: the partition of a region; of one that is not known, the one whose regions have such names, else
/// `aws`.
pub fn partition(region: &str) -> &'static Partition {
    let found = PARTITIONS.iter().find(|partition| partition.has(region));
    found.unwrap_or(&PARTITIONS[0])
}

impl Partition {
    fn has(&self, region: &str) -> bool {
        let mut prefixes = self.prefixes.iter();
        prefixes.any(|prefix| region.strip_prefix(prefix).is_some_and(is_place))
            || (region == self.global && !region.is_empty())
    }
}

/// Whether a text is like `-west-1`.
fn is_place(text: &str) -> bool {
    let Some((place, number)) = text.strip_prefix('-').and_then(|text| text.split_once('-')) else {
        return false;
    };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !place.is_empty()
        && place.bytes().all(is_word)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_region_decides_its_partition() {
        for (region, name) in [
            ("us-east-1", "aws"),
            ("mx-central-1", "aws"),
            ("us-future-77", "aws"),
            ("aws-global", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("aws-us-gov-global", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("cn-north-1", "aws-cn"),
            ("eusc-de-east-1", "aws-eusc"),
            ("", "aws"),
            ("local", "aws"),
            ("cn-", "aws"),
            ("cn-north-x", "aws"),
        ] {
            assert_eq!(partition(region).name, name, "{region}");
        }
    }
}
