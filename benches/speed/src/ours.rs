//! Generated connectors over a transport that answers at once.

use amazon_dynamodb_connector::{DeleteItemRequest, QueryRequest};
use amazon_polly_connector::{DeleteLexiconRequest, DescribeVoicesRequest};
use amazon_s3_connector::{DeleteObjectRequest, ListObjectsV2Request};
use connector_runtime::{
    ByteStream, Bytes, Client, Config, Credentials, Operation, SendOptions, Transport, TransportError, http,
};

/// Answers every request with the same status and body.
#[derive(Clone)]
pub struct Canned(u16, Bytes);

impl Transport for Canned {
    async fn send(&self, _: http::Request<ByteStream>, _: SendOptions) -> Result<http::Response<ByteStream>, TransportError> {
        let mut response = http::Response::new(ByteStream::from(self.1.clone()));
        *response.status_mut() = http::StatusCode::from_u16(self.0).expect("a status of this program");
        Ok(response)
    }
}

pub fn client(status: u16, body: &'static str) -> Client<Canned> {
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let config = Config::new().region("eu-central-1").credentials(credentials);
    Client::with_transport(config, Canned(status, Bytes::from_static(body.as_bytes())))
}

pub fn query() -> QueryRequest {
    QueryRequest::new("orders")
}

pub fn list() -> ListObjectsV2Request {
    ListObjectsV2Request::new("backups")
}

pub fn voices() -> DescribeVoicesRequest {
    DescribeVoicesRequest::default()
}

pub fn delete_item() -> DeleteItemRequest {
    let key = amazon_dynamodb_connector::AttributeValue::S("customer#1".to_owned());
    DeleteItemRequest {
        key: [("pk".to_owned(), key)].into(),
        ..DeleteItemRequest::new("orders")
    }
}

pub fn delete_object() -> DeleteObjectRequest {
    DeleteObjectRequest::new("backups", "photos/2026/11/01/IMG_1.jpg")
}

pub fn delete_lexicon() -> DeleteLexiconRequest {
    DeleteLexiconRequest::new("w3c")
}

/// Reading alone, without the call around it.
pub fn read<O: Operation>(response: &connector_runtime::Response) -> O::Output {
    O::from_response(response).expect("a canned answer is as the model says")
}
