//! Where time and randomness enter the program. Everything else takes them as parameters.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::time::Instant;

/// What time it is.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always the same moment, for tests.
    Fixed(Instant),
}

impl Clock {
    /// Now.
    #[must_use]
    pub fn now(self) -> Instant {
        match self {
            Self::Fixed(now) => now,
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
        }
    }
}

/// Draws a seed from the operating system.
///
/// # Errors
/// If the system gives none.
pub fn random_seed() -> Result<[u8; 16], getrandom::Error> {
    random_bytes()
}

/// Draws bytes that nobody can guess from the operating system.
///
/// # Errors
/// If the system gives none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
