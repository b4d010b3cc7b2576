use super::Config;

/// Settings that the endpoint rules of services ask for.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own in the rules"
)]
pub(crate) struct EndpointSettings {
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
    pub(crate) account_id: Option<String>,
    pub(crate) account_id_endpoint_mode: String,
    pub(crate) force_path_style: bool,
    pub(crate) accelerate: bool,
    pub(crate) use_global_endpoint: bool,
    pub(crate) disable_multi_region_access_points: bool,
    pub(crate) use_arn_region: Option<bool>,
    pub(crate) disable_s3_express_session_auth: Option<bool>,
}

impl Default for EndpointSettings {
    fn default() -> Self {
        Self {
            use_fips: false,
            use_dual_stack: false,
            account_id: None,
            // AWS SDKs and Tools Reference Guide, "Account-based endpoints".
            account_id_endpoint_mode: "preferred".to_owned(),
            force_path_style: false,
            accelerate: false,
            use_global_endpoint: false,
            disable_multi_region_access_points: false,
            use_arn_region: None,
            disable_s3_express_session_auth: None,
        }
    }
}

/// Settings for the endpoints of AWS. Each has an effect only on services whose rules know it.
impl Config {
    /// Uses endpoints that conform to FIPS 140.
    #[must_use]
    pub fn use_fips(mut self, is_wanted: bool) -> Self {
        self.endpoint_settings.use_fips = is_wanted;
        self
    }

    /// Uses hosts that have IPv6 beside IPv4.
    #[must_use]
    pub fn use_dual_stack(mut self, is_wanted: bool) -> Self {
        self.endpoint_settings.use_dual_stack = is_wanted;
        self
    }

    /// The account that the credentials belong to; some services have a host for each account.
    #[must_use]
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.endpoint_settings.account_id = Some(id.into());
        self
    }

    /// Whether a host of the account's own is used: `preferred`, as it is without this, `required` or
    /// `disabled`.
    #[must_use]
    pub fn account_id_endpoint_mode(mut self, mode: impl Into<String>) -> Self {
        self.endpoint_settings.account_id_endpoint_mode = mode.into();
        self
    }

    /// Names buckets of S3 in the path and not in the host, as most servers besides AWS want it.
    #[must_use]
    pub fn path_style(mut self, is_wanted: bool) -> Self {
        self.endpoint_settings.force_path_style = is_wanted;
        self
    }

    /// Uses S3 Transfer Acceleration.
    #[must_use]
    pub fn accelerate(mut self, is_wanted: bool) -> Self {
        self.endpoint_settings.accelerate = is_wanted;
        self
    }

    /// Uses the one host that S3 and STS have for `us-east-1` and, with STS, older regions.
    #[must_use]
    pub fn global_endpoint(mut self, is_wanted: bool) -> Self {
        self.endpoint_settings.use_global_endpoint = is_wanted;
        self
    }

    /// Refuses access points of S3 that span regions.
    #[must_use]
    pub fn without_multi_region_access_points(mut self) -> Self {
        self.endpoint_settings.disable_multi_region_access_points = true;
        self
    }

    /// Whether an ARN of S3 may lead to another region than the configured one.
    #[must_use]
    pub fn arn_region(mut self, is_allowed: bool) -> Self {
        self.endpoint_settings.use_arn_region = Some(is_allowed);
        self
    }

    /// Calls S3 Express with the credentials themselves and not with those of a session.
    #[must_use]
    pub fn without_s3_express_sessions(mut self) -> Self {
        self.endpoint_settings.disable_s3_express_session_auth = Some(true);
        self
    }
}
