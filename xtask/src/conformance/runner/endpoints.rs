//! Runs endpoint cases through compiled rules and says of each whether it came out as published.

use std::io::Write;

use connector_runtime::rules::{EndpointParameters, Resolved};
use outcome::{outcome, published};
use serde_json::Value;

mod outcome;
// MODULES

/// The parameters of a case.
struct Given<'a> {
    client: EndpointParameters<'a>,
    params: &'a Value,
    texts: Vec<&'a str>,
}

#[allow(dead_code)]
impl<'a> Given<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.params[name].as_str()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.params[name].as_bool()
    }

    fn texts(&self, name: &str) -> Option<&[&'a str]> {
        self.params[name]
            .is_array()
            .then_some(self.texts.as_slice())
    }
}

const CALLS: &[fn(&Given<'_>) -> Resolved] = &[
    // CALLS
];

fn client<'a>(settings: &Value, params: &'a Value) -> EndpointParameters<'a> {
    let mut client = EndpointParameters::default();
    let settings = settings.as_object().expect("settings are an object");
    for (name, setting) in settings {
        let (text, flag) = (params[name].as_str(), params[name].as_bool());
        let is_set = flag.unwrap_or_default();
        match setting.as_str().unwrap_or_default() {
            "Region" => client.region = text,
            "Endpoint" => client.endpoint = text,
            "UseFips" => client.use_fips = is_set,
            "UseDualStack" => client.use_dual_stack = is_set,
            "AccountId" => client.account_id = text,
            "AccountIdEndpointMode" => client.account_id_endpoint_mode = text,
            "ForcePathStyle" => client.force_path_style = is_set,
            "Accelerate" => client.accelerate = is_set,
            "UseGlobalEndpoint" => client.use_global_endpoint = is_set,
            "DisableMultiRegionAccessPoints" => client.disable_multi_region_access_points = is_set,
            "UseArnRegion" => client.use_arn_region = flag,
            "DisableS3ExpressSessionAuth" => client.disable_s3_express_session_auth = flag,
            other => panic!("the runner does not know the setting {other}"),
        }
    }
    client
}

fn main() {
    let path = std::env::args().nth(1).expect("the path of the cases");
    let text = std::fs::read(path).expect("the cases can be read");
    let services: Vec<Value> = serde_json::from_slice(&text).expect("the cases are JSON");
    let mut out = std::io::stdout().lock();
    for (number, (service, call)) in services.iter().zip(CALLS).enumerate() {
        for (index, case) in service["cases"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            let params = &case["params"];
            let lists = params
                .as_object()
                .into_iter()
                .flat_map(|params| params.values());
            let texts = lists.filter_map(Value::as_array).flatten();
            let given = Given {
                client: client(&service["settings"], params),
                params,
                texts: texts.filter_map(Value::as_str).collect(),
            };
            let (found, meant) = (outcome(&call(&given)), published(&case["expect"]));
            let verdict = if found == meant {
                "pass".to_owned()
            } else {
                format!("fail\tmeant {meant}, found {found}")
            };
            writeln!(out, "{number}\t{index}\t{verdict}").expect("the result can be written");
        }
    }
}
