/// What endpoint rules ask a client for.
///
/// A client makes it of its [`Config`](crate::Config); fields are named as there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own in the rules"
)]
pub struct EndpointParameters<'a> {
    /// The region.
    pub region: Option<&'a str>,
    /// The address that comes in the place of the service's own.
    pub endpoint: Option<&'a str>,
    /// Whether to use endpoints that conform to FIPS 140.
    pub use_fips: bool,
    /// Whether to use hosts with IPv6 beside IPv4.
    pub use_dual_stack: bool,
    /// The account that the credentials belong to.
    pub account_id: Option<&'a str>,
    /// Whether the account may stand in the host: `preferred`, `required` or `disabled`.
    pub account_id_endpoint_mode: Option<&'a str>,
    /// Whether buckets of S3 stand in the path and not in the host.
    pub force_path_style: bool,
    /// Whether to use S3 Transfer Acceleration.
    pub accelerate: bool,
    /// Whether S3 and STS use their one host for all regions where they have one.
    pub use_global_endpoint: bool,
    /// Whether access points of S3 that span regions are refused.
    pub disable_multi_region_access_points: bool,
    /// Whether the region of an ARN comes before that of the client.
    pub use_arn_region: Option<bool>,
    /// Whether S3 Express is called without sessions.
    pub disable_s3_express_session_auth: Option<bool>,
}
