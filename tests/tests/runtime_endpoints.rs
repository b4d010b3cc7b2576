//! What endpoint rules say, on its way into the address and the signature of a request. The rules themselves are proved
//! by `cargo xtask conformance endpoints`.

use std::time::Duration;

use connector_runtime::{
    Auth, Client, Config, Credentials, DecodeError, EndpointParameters, Error, ErrorKind,
    InputError, Method, NoDetail, Operation, Request, Resolved, Response, rules,
};

/// An operation with rules like those of S3 Control on Outposts.
struct GetPoint;

impl Operation for GetPoint {
    const NAME: &'static str = "GetPoint";
    const AUTH: Auth = Auth::SigV4 { service: "s3" };
    type Output = ();
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::GET);
        request.path("/point");
        Ok(request)
    }

    fn from_response(_response: &Response) -> Result<(), DecodeError> {
        Ok(())
    }

    fn endpoint(&self, client: &EndpointParameters<'_>) -> Resolved {
        if client.use_fips {
            return rules::endpoint(&["http://points.example"]);
        }
        let Some(region) = client.region else {
            return rules::error(&["A region must be set when sending requests to S3."]);
        };
        rules::with_headers(
            &["https://points.", region, ".example/base"],
            &[rules::sigv4("s3-outposts", "eu-south-1").single_encoding()],
            &[rules::header("x-amz-outpost-id", "op-1")],
        )
    }
}

fn config() -> Config {
    Config::new().credentials(Credentials::new("AKIDEXAMPLE", "secret"))
}

fn presigned(config: Config) -> Result<String, Error> {
    Client::new(config).presign(&GetPoint, Duration::from_secs(60))
}

#[test]
fn the_endpoint_decides_address_scope_and_headers() {
    let url = presigned(config().region("eu-west-1")).expect("it is signed");
    assert!(
        url.starts_with("https://points.eu-west-1.example/base/point?"),
        "{url}"
    );
    assert!(
        url.contains("%2Feu-south-1%2Fs3-outposts%2Faws4_request"),
        "{url}"
    );
    assert!(url.contains("x-amz-outpost-id"), "{url}");
}

#[test]
fn what_rules_refuse_is_an_error_before_anything_is_sent() {
    for (config, message) in [
        (config(), "no region is configured"),
        (
            config().region("eu-west-1").use_fips(true),
            "is not encrypted",
        ),
        (
            config().region("a.evil.example/"),
            "is not the name of a region",
        ),
    ] {
        let error = presigned(config).expect_err(message);
        assert_eq!(error.kind(), ErrorKind::Endpoint);
        assert!(error.to_string().contains(message), "{error}");
    }
}
