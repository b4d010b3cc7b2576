/// An Amazon Resource Name, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arn<'a> {
    /// Partition (`aws`).
    pub partition: &'a str,
    /// Service (`s3`).
    pub service: &'a str,
    /// Region; empty for resources of no region.
    pub region: &'a str,
    /// Account; empty for some services.
    pub account_id: &'a str,
    /// The rest.
    resource: &'a str,
}

impl<'a> Arn<'a> {
    /// A part of the resource, which colons and slashes separate (`resourceId[0]`).
    pub fn resource(&self, index: usize) -> Option<&'a str> {
        self.resource.split([':', '/']).nth(index)
    }
}

/// `aws.parseArn`: the parts of an ARN; nothing if partition, service or resource is missing.
pub fn parse_arn(text: &str) -> Option<Arn<'_>> {
    let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
    let arn = Arn {
        partition: parts.next()?,
        service: parts.next()?,
        region: parts.next()?,
        account_id: parts.next()?,
        resource: parts.next()?,
    };
    let is_whole = !arn.partition.is_empty() && !arn.service.is_empty() && !arn.resource.is_empty();
    is_whole.then_some(arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_without_its_necessary_parts_is_none() {
        let arn = parse_arn("arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1:accesspoint")
            .expect("it is one");
        assert_eq!(
            (arn.service, arn.account_id),
            ("s3-outposts", "123456789012")
        );
        let resource: Vec<_> = (0..4).map(|index| arn.resource(index)).collect();
        assert_eq!(
            resource,
            [Some("outpost"), Some("op-1"), Some("accesspoint"), None]
        );
        for text in [
            "",
            "arn:aws:s3",
            "arn::s3:::b",
            "arn:aws::::b",
            "arn:aws:s3:::",
            "urn:aws:s3:::b",
        ] {
            assert_eq!(parse_arn(text), None, "{text}");
        }
        assert!(parse_arn("arn:aws:s3:::bucket").is_some());
    }
}
