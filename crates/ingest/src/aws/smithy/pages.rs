//! How lists go on from page to page.

use connector_model::service::Pagination;

use super::model::Shape;
use super::value::{Read, Value};

const PAGINATED: &str = "smithy.api#paginated";

/// `paginated` of an operation; what it leaves out is said by the service's.
pub(super) fn pagination(operation: &Shape<'_>, service: &Shape<'_>) -> Read<Option<Pagination>> {
    let Some(own) = operation.traits.object(PAGINATED)? else {
        return Ok(None);
    };
    let common = service.traits.object(PAGINATED)?;
    let stated = |name: &str| -> Read<Option<String>> {
        let common = || common.and_then(|common| common.get(name));
        own.get(name).or_else(common).map(Value::text).transpose()
    };
    let (Some(input), Some(output)) = (stated("inputToken")?, stated("outputToken")?) else {
        return Err(own.fault(format!(
            "the pages of `{}` have no tokens (`inputToken` and `outputToken`)",
            operation.id
        )));
    };
    Ok(Some(Pagination {
        input_tokens: vec![input],
        output_tokens: vec![output],
        items: stated("items")?.into_iter().collect(),
        page_size: stated("pageSize")?,
        more_results: None,
    }))
}
