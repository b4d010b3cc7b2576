use std::time::Duration;

use crate::checksum::ChecksumAlgorithm;
use crate::endpoint::Endpoint;
use crate::error::InputError;
use crate::json::DecodeError;
use crate::request::Request;
use crate::response::Response;
use crate::rules::{EndpointParameters, Resolved};

/// One operation of a service, implemented by the entity that holds its input.
///
/// Both functions are pure: the client sends, signs and repeats, and a test calls them directly.
///
/// ```
/// use connector_runtime::{
///     Auth, DecodeError, Endpoint, EndpointPart, InputError, JsonReader, Method, NoDetail,
///     Operation, Request, Response,
/// };
///
/// /// The input of `ListNames`.
/// struct ListNamesRequest {
///     prefix: Option<String>,
/// }
///
/// impl Operation for ListNamesRequest {
///     const NAME: &'static str = "ListNames";
///     const ENDPOINT: Endpoint = Endpoint(&[EndpointPart::Text("https://names.example")]);
///     const AUTH: Auth = Auth::Bearer;
///     type Output = Vec<String>;
///     type Detail = NoDetail;
///
///     fn to_request(&self) -> Result<Request, InputError> {
///         let mut request = Request::new(Method::GET);
///         request.path("/names");
///         request.query("prefix", self.prefix.as_ref());
///         Ok(request)
///     }
///
///     fn from_response(response: &Response) -> Result<Self::Output, DecodeError> {
///         response.json(|reader| reader.list(JsonReader::string))
///     }
/// }
///
/// let request = ListNamesRequest { prefix: Some("a".to_owned()) };
/// assert_eq!(request.to_request()?.path_and_query(), "/names?prefix=a");
/// let names = ListNamesRequest::from_response(&Response::new(200, r#"["anna"]"#))?;
/// assert_eq!(names, ["anna"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Operation {
    /// The service's name for it.
    const NAME: &'static str;
    /// Where it is sent unless the client is told otherwise.
    const ENDPOINT: Endpoint = Endpoint(&[]);
    /// What proves who calls.
    const AUTH: Auth;
    /// Whether the body of a successful answer is handed on as it comes in
    /// ([`Response::stream`]). Otherwise it is read as a whole before anything else happens.
    const STREAMS: bool = false;
    /// Whether it needs HTTP/2, because the answer comes in while the request is still sent.
    const HTTP2: bool = false;
    /// Whether the first event of an answer may carry its other members. It is waited for then.
    const INITIAL_RESPONSE: bool = false;
    /// What else the model says about it.
    const TRAITS: Traits = Traits::NONE;
    /// What a successful answer holds.
    type Output;
    /// What the model says about errors, [`NoDetail`](crate::NoDetail) where there is no model.
    type Detail;

    /// The request, without a host.
    fn to_request(&self) -> Result<Request, InputError>;

    /// Reads an answer whose status says success.
    fn from_response(response: &Response) -> Result<Self::Output, DecodeError>;

    /// Reads an answer whose status does not.
    fn detail(response: &Response) -> Option<Self::Detail> {
        let _ = response;
        None
    }

    /// Where it is sent for the settings of a client, and how it is signed there. Connectors of services with endpoint
    /// rules follow them; others have [`ENDPOINT`](Self::ENDPOINT).
    fn endpoint(&self, client: &EndpointParameters<'_>) -> Resolved {
        Self::ENDPOINT.at(client)
    }

    /// Timeout and endpoint of this call alone.
    fn client_config(&self) -> Option<&BasicClientConfig> {
        None
    }
}

/// What proves to a service who calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Nothing.
    None,
    /// AWS Signature Version 4 with [`Config::credentials`](crate::Config::credentials).
    SigV4 {
        /// The name that the service signs with; it may differ from the one in its host.
        service: &'static str,
    },
    /// The same without the body in the signature, where the connection is encrypted.
    SigV4Unsigned {
        /// The name that the service signs with.
        service: &'static str,
    },
    /// AWS Signature Version 4 with a key pair, good for several regions; it needs the feature
    /// `sigv4a`.
    SigV4a {
        /// The name that the service signs with.
        service: &'static str,
    },
    /// User and password, [`Config::basic`](crate::Config::basic).
    Basic,
    /// A bearer token, [`Config::bearer`](crate::Config::bearer).
    Bearer,
    /// A key in the header of that name, [`Config::api_key`](crate::Config::api_key).
    ApiKeyHeader(&'static str),
    /// A key in the query parameter of that name, [`Config::api_key`](crate::Config::api_key).
    ApiKeyQuery(&'static str),
}

impl Auth {
    /// The name that an AWS service signs with.
    pub(crate) fn signing_service(self) -> Option<&'static str> {
        match self {
            Self::SigV4 { service }
            | Self::SigV4Unsigned { service }
            | Self::SigV4a { service } => Some(service),
            _ => None,
        }
    }
}

/// What a model says about an operation besides its members; most say nothing.
///
/// ```
/// use connector_runtime::Traits;
///
/// const TRAITS: Traits = Traits {
///     retryable: &["ResourceNotReadyException"],
///     ..Traits::NONE
/// };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// Codes of errors after which the same request may succeed.
    pub retryable: &'static [&'static str],
    /// Codes of errors that say that there were too many requests.
    pub throttling: &'static [&'static str],
    /// Whether doing it twice does no harm, whatever its method. Requests that are signed for AWS are
    /// taken to be like this.
    pub is_idempotent: bool,
    /// The checksums that answers may have; the body is checked against the one that is there. S3 is
    /// asked for one, unless [`Config::checksums_where_required`](crate::Config::checksums_where_required)
    /// says otherwise.
    pub response_checksums: &'static [ChecksumAlgorithm],
}

impl Traits {
    /// An operation without any of them.
    pub const NONE: Self = Self {
        retryable: &[],
        throttling: &[],
        is_idempotent: false,
        response_checksums: &[],
    };
}

/// Settings of one call, which come before those of the client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasicClientConfig {
    /// How long one attempt may take.
    pub api_timeout: Option<Duration>,
    /// Where the request goes, with the scheme: `https://vpce-1.polly.eu-west-1.vpce.amazonaws.com`.
    pub endpoint_url: Option<String>,
}
