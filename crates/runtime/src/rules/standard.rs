use super::{EndpointError, EndpointParameters, ResolvedEndpoint, endpoint, error, partition};

/// The rules that most services have: a host for each region, with `-fips` where endpoints have to conform to FIPS 140,
/// and a domain of the region's partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandardEndpoint {
    /// What stands before the region (`polly`).
    pub host: &'static str,
    /// Which domain goes behind.
    pub suffix: Suffix,
}

/// Which domain of the partition goes behind the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffix {
    /// The one that the client asks for.
    Asked,
    /// The one with IPv6 beside IPv4, always.
    DualStack,
}

impl StandardEndpoint {
    /// The endpoint for the settings of a client.
    pub fn resolve(
        &self,
        client: &EndpointParameters<'_>,
    ) -> Result<ResolvedEndpoint, EndpointError> {
        let asks = self.suffix == Suffix::Asked;
        let (fips, dual_stack) = (client.use_fips, asks && client.use_dual_stack);
        if let Some(url) = client.endpoint {
            return match (fips, dual_stack) {
                (true, _) => {
                    error(&["Invalid Configuration: FIPS and custom endpoint are not supported"])
                }
                (_, true) => error(&[
                    "Invalid Configuration: Dualstack and custom endpoint are not supported",
                ]),
                _ => endpoint(&[url]),
            };
        }
        let Some(region) = client.region else {
            return error(&["Invalid Configuration: Missing Region"]);
        };
        let partition = partition(region);
        let (has_fips, has_dual_stack) = (partition.supports_fips, partition.supports_dual_stack);
        if asks && fips && dual_stack && !(has_fips && has_dual_stack) {
            return error(&[
                "FIPS and DualStack are enabled, but this partition does not support one or both",
            ]);
        }
        if asks && fips && !has_fips {
            return error(&["FIPS is enabled but this partition does not support FIPS"]);
        }
        if dual_stack && !has_dual_stack {
            return error(&["DualStack is enabled but this partition does not support DualStack"]);
        }
        let fips = if fips { "-fips" } else { "" };
        let suffix = if dual_stack || !asks {
            partition.dual_stack_dns_suffix
        } else {
            partition.dns_suffix
        };
        endpoint(&["https://", self.host, fips, ".", region, ".", suffix])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_choose_host_and_domain() {
        let polly = StandardEndpoint {
            host: "polly",
            suffix: Suffix::Asked,
        };
        let client = EndpointParameters {
            region: Some("cn-north-1"),
            ..EndpointParameters::default()
        };
        let both = EndpointParameters {
            use_fips: true,
            use_dual_stack: true,
            ..client
        };
        let custom = EndpointParameters {
            endpoint: Some("http://localhost:1"),
            ..client
        };
        for (client, url) in [
            (client, "https://polly.cn-north-1.amazonaws.com.cn"),
            (
                both,
                "https://polly-fips.cn-north-1.api.amazonwebservices.com.cn",
            ),
            (custom, "http://localhost:1"),
        ] {
            assert_eq!(polly.resolve(&client), endpoint(&[url]));
        }
        assert!(polly.resolve(&EndpointParameters::default()).is_err());
    }
}
