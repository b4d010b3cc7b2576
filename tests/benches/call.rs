//! What a call costs besides the network: request, signature, an empty answer, over a transport that answers
//! at once. Run with `cargo bench --package connector-gen-tests --bench call`.
#![allow(clippy::print_stdout, reason = "a benchmark talks to its user")]

use std::time::Instant;

use connector_runtime::blocking::{Client, Transport};
use connector_runtime::{
    Auth, ByteStream, Config, Credentials, DecodeError, Endpoint, EndpointPart, InputError,
    JsonReader, Method, NoDetail, Operation, Request, Response, SendOptions, TransportError, http,
};

const ROUNDS: usize = 21;
const CALLS: u32 = 20_000;

struct ListNames;

impl Operation for ListNames {
    const NAME: &'static str = "ListNames";
    const ENDPOINT: Endpoint = Endpoint(&[
        EndpointPart::Text("https://names."),
        EndpointPart::Region,
        EndpointPart::Text("."),
        EndpointPart::DnsSuffix,
    ]);
    const AUTH: Auth = Auth::SigV4 { service: "names" };
    type Output = Vec<String>;
    type Detail = NoDetail;

    fn to_request(&self) -> Result<Request, InputError> {
        let mut request = Request::new(Method::GET);
        request.path("/v1/names");
        request.query("prefix", Some("a"));
        Ok(request)
    }

    fn from_response(response: &Response) -> Result<Self::Output, DecodeError> {
        response.json(|reader| reader.list(JsonReader::string))
    }
}

struct Canned;

impl Transport for Canned {
    fn send(
        &self,
        _: http::Request<ByteStream>,
        _: SendOptions,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        Ok(http::Response::new("[]".into()))
    }
}

fn main() {
    let config = Config::new()
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"));
    let client = Client::with_transport(config, Canned);
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CALLS {
                assert_eq!(client.call(&ListNames).ok(), Some(Vec::new()));
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!(
        "a call: {:.2} µs (least {:.2}, most {:.2})",
        rounds[ROUNDS / 2],
        rounds[0],
        rounds[ROUNDS - 1]
    );
}
