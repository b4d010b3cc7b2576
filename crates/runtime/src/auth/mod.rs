//! Proving to a service who calls.

mod signing;
pub mod sigv4;
#[cfg(feature = "sigv4a")]
pub mod sigv4a;

use std::sync::{Mutex, PoisonError};

pub(crate) use signing::{Regions, Signing};
use sigv4::{Signer, SigningKey, SigningTime};

/// The last signing key that was derived: deriving one costs four times as much as signing with it,
/// and it is good for a day.
///
/// The secret access key is not a part of the lookup, as that of a client never changes.
#[derive(Default)]
pub(crate) struct KeyCache(Mutex<Option<Entry>>);

struct Entry {
    time: SigningTime,
    region: String,
    service: String,
    key: SigningKey,
}

impl KeyCache {
    pub(crate) fn get(&self, secret_access_key: &str, signer: &Signer<'_>) -> SigningKey {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = kept.as_ref().filter(|entry| entry.fits(signer)) {
            return entry.key.clone();
        }
        let Signer {
            time,
            region,
            service,
            ..
        } = *signer;
        let key = SigningKey::derive(secret_access_key, time.date(), region, service);
        let (region, service) = (region.to_owned(), service.to_owned());
        *kept = Some(Entry {
            time,
            region,
            service,
            key: key.clone(),
        });
        key
    }
}

impl Entry {
    fn fits(&self, signer: &Signer<'_>) -> bool {
        self.time.date() == signer.time.date()
            && self.region == signer.region
            && self.service == signer.service
    }
}
