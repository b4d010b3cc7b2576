//! What no model states: how a protocol names errors, and what two services want in every request.
//!
//! Source: Smithy's protocol tests of Amazon S3 Glacier and Amazon API Gateway, which AWS publishes for clients.

use connector_model::service::{Protocol, Service};

/// JSON and CBOR name an error by its shape, whatever code it had in the query protocol (AWS JSON 1.0, "Operation error
/// serialization"; `awsQueryCompatible`).
fn name_errors(service: &mut Service) {
    let by_shape = matches!(
        service.traits.protocol,
        Some(Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RestJson | Protocol::RpcV2Cbor)
    );
    let errors = service
        .operations
        .iter_mut()
        .flat_map(|operation| &mut operation.errors);
    for error in errors.filter(|_| by_shape) {
        error.code = Some(error.shape.0.clone());
    }
}

/// Adds the headers that the service wants in every request.
pub(crate) fn add(service: &mut Service) {
    name_errors(service);
    let (name, value) = match service.traits.service_id.as_deref() {
        Some("API Gateway") => ("Accept", "application/json".to_owned()),
        Some("Glacier") => {
            let version = service.traits.api_version.clone();
            ("X-Amz-Glacier-Version", version.unwrap_or_default())
        }
        _ => return,
    };
    for operation in &mut service.operations {
        let header = (name.to_owned(), value.clone());
        operation.fixed_headers.push(header);
    }
}

#[cfg(test)]
mod tests {
    use super::add;
    use crate::aws::place::ModelText;
    use crate::aws::smithy::{Settings, read};

    #[test]
    fn headers_that_no_model_states_are_sent() {
        for (id, expected) in [
            ("Glacier", Some(("X-Amz-Glacier-Version", "2012"))),
            ("API Gateway", Some(("Accept", "application/json"))),
            ("Polly", None),
        ] {
            let model = format!(
                r#"{{"smithy": "2.0", "shapes": {{"a#S": {{"type": "service", "version": "2012",
                "operations": [{{"target": "a#O"}}], "traits": {{"aws.protocols#restJson1": {{}},
                "aws.api#service": {{"sdkId": "{id}"}}}}}},
                "a#O": {{"type": "operation", "traits": {{"smithy.api#http": {{"method": "GET", "uri": "/"}}}}}}}}}}"#
            );
            let text = ModelText {
                source: 0,
                bytes: model.as_bytes(),
            };
            let (service, _) = read(text, Settings::default());
            let mut service = service.expect(id);
            let headers = service.operations[0].fixed_headers.clone();
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(headers, Vec::from_iter(expected), "{id}");
            service.traits.service_id = None;
            add(&mut service);
            assert_eq!(service.operations[0].fixed_headers, headers);
        }
    }
}
