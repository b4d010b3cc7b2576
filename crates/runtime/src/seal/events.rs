//! Events as the body of a signed request.

use http::header::{AUTHORIZATION, HeaderMap};

use super::{Draft, valid_credentials};
use crate::auth::{KeyCache, Regions};
use crate::call::Core;
use crate::error::{ErrorKind, Failure};
use crate::event_stream::{self, EventSigner};
use crate::stream::ByteStream;

/// Stands for a body whose messages are signed one by one.
pub(super) const SIGNED_ONE_BY_ONE: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

impl Draft {
    /// The messages of the body, each signed when it is sent; the chain of signatures begins with the
    /// one in these headers.
    pub(super) fn signed_events(
        &self,
        core: &Core,
        headers: &HeaderMap,
    ) -> Result<ByteStream, Box<Failure>> {
        let signing = self.signing.as_ref();
        let Some(signing) = signing.filter(|signing| signing.regions == Regions::One) else {
            let message = "events cannot be signed for several regions";
            return Err(Failure::new(ErrorKind::Credentials, message));
        };
        let credentials = valid_credentials(core)?;
        let region = self.signer(core, credentials, signing)?.region.to_owned();
        let signer = EventSigner {
            credentials: credentials.clone(),
            region,
            service: signing.service.clone(),
            previous: signature(headers),
            now: core.clock(),
            keys: KeyCache::default(),
        };
        Ok(event_stream::signed(&self.body, signer))
    }
}

/// The signature in the header that was made just now.
fn signature(headers: &HeaderMap) -> String {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|header| header.to_str().ok());
    let signature = header.and_then(|header| header.rsplit_once("Signature="));
    signature
        .map(|(_, signature)| signature.to_owned())
        .unwrap_or_default()
}
