//! What a case of endpoint rules came to, and what it has to come to.

use connector_runtime::rules::{Resolved, Scheme, SigningScheme};
use serde_json::{Value, json};

fn scheme(scheme: &SigningScheme) -> Value {
    let name = match scheme.scheme {
        Scheme::SigV4 => "sigv4",
        Scheme::SigV4a => "sigv4a",
        Scheme::S3Express => "sigv4-s3express",
        _ => "another",
    };
    json!([
        name,
        scheme.name,
        scheme.region,
        scheme.single_encoding,
        scheme.raw_path
    ])
}

fn published_scheme(scheme: &Value) -> Value {
    let regions = scheme["signingRegionSet"].as_array().map(|regions| {
        let regions: Vec<&str> = regions.iter().filter_map(Value::as_str).collect();
        regions.join(",")
    });
    let region = regions.map_or_else(|| scheme["signingRegion"].clone(), Value::String);
    let is_true = |name: &str| scheme[name] == true;
    json!([
        scheme["name"],
        scheme["signingName"],
        region,
        is_true("disableDoubleEncoding"),
        is_true("disableNormalizePath")
    ])
}

/// What was resolved, in a form that can be compared.
pub fn outcome(resolved: &Resolved) -> Value {
    match resolved {
        Err(error) => json!({"error": error.message()}),
        Ok(endpoint) => {
            let mut headers = serde_json::Map::new();
            for (name, value) in &endpoint.headers {
                let values = headers
                    .entry((*name).to_owned())
                    .or_insert_with(|| json!([]));
                values
                    .as_array_mut()
                    .expect("it is an array")
                    .push(json!(value));
            }
            let schemes: Vec<Value> = endpoint.auth_schemes.iter().map(scheme).collect();
            json!({"url": endpoint.url, "headers": headers, "schemes": schemes})
        }
    }
}

/// The same of what a case expects.
pub fn published(expect: &Value) -> Value {
    if let Some(error) = expect["error"].as_str() {
        return json!({"error": error});
    }
    let endpoint = &expect["endpoint"];
    let headers = match &endpoint["headers"] {
        Value::Object(headers) => headers.clone(),
        _ => serde_json::Map::new(),
    };
    let schemes = endpoint["properties"]["authSchemes"].as_array();
    let schemes: Vec<Value> = schemes
        .into_iter()
        .flatten()
        .map(published_scheme)
        .collect();
    json!({"url": endpoint["url"], "headers": headers, "schemes": schemes})
}
