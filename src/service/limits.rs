//! How often one client is answered: generous, so that nobody who works notices; a setting changes it.

use super::ServiceError;
use crate::storage::{self, Store};

/// Setting: writes a minute; 0 for no limit.
pub const WRITES_SETTING: &str = "writes_per_minute";
/// Setting: reads a minute; 0 for no limit.
pub const READS_SETTING: &str = "reads_per_minute";

/// Requests a minute for each account, or for each address of those who have not signed in; 0 for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimits {
    /// Requests that change something.
    pub writes: u32,
    /// Requests that do not.
    pub reads: u32,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self { writes: 120, reads: 600 }
    }
}

/// The limits of this installation; a setting that is no number counts as not made.
///
/// # Errors
/// If the database fails.
pub async fn request_limits(store: &Store) -> Result<RequestLimits, ServiceError> {
    let mut conn = store.read().await?;
    let usual = RequestLimits::default();
    let mut set = [usual.writes, usual.reads];
    for (name, value) in [WRITES_SETTING, READS_SETTING].into_iter().zip(&mut set) {
        let found = storage::find_setting(&mut conn, name).await?;
        *value = found.and_then(|text| text.trim().parse().ok()).unwrap_or(*value);
    }
    let [writes, reads] = set;
    Ok(RequestLimits { writes, reads })
}
