//! Cases of endpoint rules that start at the input of an operation and the settings of a client.

use std::sync::Mutex;

use connector_runtime as rt;
use rt::Operation;
use rt::blocking::Client;
use rt::rules::{EndpointParameters, Resolved};
use serde_json::Value as Json;

use crate::outcome::{outcome, published};
use crate::{Canned, Probe};

/// An operation that keeps where it was sent.
struct Seen<'a, O> {
    operation: &'a O,
    resolved: Mutex<Option<Resolved>>,
}

impl<O: Operation> Operation for Seen<'_, O> {
    const NAME: &'static str = O::NAME;
    const ENDPOINT: rt::Endpoint = O::ENDPOINT;
    const AUTH: rt::Auth = O::AUTH;
    const TRAITS: rt::Traits = O::TRAITS;
    type Output = O::Output;
    type Detail = O::Detail;
    fn to_request(&self) -> Result<rt::Request, rt::InputError> {
        self.operation.to_request()
    }
    fn from_response(response: &rt::Response) -> Result<Self::Output, rt::DecodeError> {
        O::from_response(response)
    }
    fn endpoint(&self, client: &EndpointParameters<'_>) -> Resolved {
        let resolved = self.operation.endpoint(client);
        *self.resolved.lock().expect("no panic") = Some(resolved.clone());
        resolved
    }
}

impl Probe<'_> {
    pub fn resolved<O: Operation>(&self, case: usize, operation: &O) -> Result<String, String> {
        let facts = &self.facts["cases"][case];
        let config = configured(&facts["settings"])?;
        let seen = Seen { operation, resolved: Mutex::new(None) };
        let error = Client::with_transport(config, Canned::default()).call(&seen).err();
        let Some(resolved) = seen.resolved.into_inner().expect("no panic") else {
            return Err(format!("no endpoint was asked for: {}", error.map(|e| e.to_string()).unwrap_or_default()));
        };
        let (found, expected) = (outcome(&resolved), published(&facts["expected"]));
        if found == expected { Ok(String::new()) } else { Err(format!("expected {expected}, found {found}")) }
    }
}

/// A client with the settings of a case.
fn configured(settings: &Json) -> Result<rt::Config, String> {
    let mut config = rt::Config::new().credentials(rt::Credentials::new("AKIDEXAMPLE", "secret")).max_attempts(1);
    for (name, value) in settings.as_object().into_iter().flatten() {
        let (text, flag) = (value.as_str().unwrap_or_default(), value.as_bool().unwrap_or_default());
        config = match name.as_str() {
            "AWS::Region" => config.region(text),
            "SDK::Endpoint" => config.endpoint(text),
            "AWS::UseFIPS" => config.use_fips(flag),
            "AWS::UseDualStack" => config.use_dual_stack(flag),
            "AWS::Auth::AccountId" => config.account_id(text),
            "AWS::Auth::AccountIdEndpointMode" => config.account_id_endpoint_mode(text),
            "AWS::S3::ForcePathStyle" => config.path_style(flag),
            "AWS::S3::Accelerate" => config.accelerate(flag),
            "AWS::S3::UseArnRegion" | "AWS::S3Control::UseArnRegion" => config.arn_region(flag),
            "AWS::S3::UseGlobalEndpoint" | "AWS::STS::UseGlobalEndpoint" => config.global_endpoint(flag),
            "AWS::S3::DisableMultiRegionAccessPoints" if flag => config.without_multi_region_access_points(),
            "AWS::S3::DisableMultiRegionAccessPoints" => config,
            other => return Err(format!("no setting of a client for `{other}`")),
        };
    }
    Ok(config)
}
