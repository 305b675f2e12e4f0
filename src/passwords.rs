//! Hashing of passwords: argon2id, away from the threads that answer requests, few at a time, with a bounded queue.
//! One hash costs as much as thousands of pages, so whoever floods the door must not take the house down.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Attempts that may wait for their turn; more are turned away at once.
const MOST_WAITING: usize = 64;
/// Longer passwords are not hashed: nobody has one.
const MOST_BYTES: usize = 1024;

/// How much work one hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cost {
    /// 19 MiB, two rounds.
    #[default]
    Usual,
    /// As little as the algorithm allows, for tests.
    Cheap,
}

/// Why a password was not hashed or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordsError {
    /// Too many wait already.
    #[error("too many passwords wait to be hashed")]
    Crowded,
    /// The algorithm failed, which it does not.
    #[error("a password could not be hashed")]
    Failed,
}

/// Random bytes that make equal passwords have different hashes.
#[derive(Debug, Clone, Copy)]
pub struct Salt(pub [u8; 16]);

/// A place in the queue, taken before anything is written about an attempt.
pub struct Turn(OwnedSemaphorePermit);

/// Hashes and compares.
#[derive(Debug, Clone)]
pub struct Passwords {
    cost: Cost,
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Passwords {
    /// At this cost, on half of the cores.
    #[must_use]
    pub fn new(cost: Cost) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with_room(cost, (cores / 2).max(1), MOST_WAITING)
    }

    /// With so many hashed at a time and so many waiting.
    #[must_use]
    pub fn with_room(cost: Cost, at_a_time: usize, waiting: usize) -> Self {
        Self {
            cost,
            running: Arc::new(Semaphore::new(at_a_time)),
            places: Arc::new(Semaphore::new(at_a_time + waiting)),
        }
    }

    /// Takes a place in the queue.
    ///
    /// # Errors
    /// [`PasswordsError::Crowded`] if there is none.
    pub fn queue(&self) -> Result<Turn, PasswordsError> {
        Arc::clone(&self.places).try_acquire_owned().map(Turn).map_err(|_| PasswordsError::Crowded)
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// See [`PasswordsError`].
    pub async fn hash(&self, turn: Turn, password: &str, salt: Salt) -> Result<String, PasswordsError> {
        let (cost, password) = (self.cost, password.to_owned());
        self.work(turn, move || hash(cost, &password, salt)).await?
    }

    /// True if the password is that of the hash. Without a hash as much work is done, so that nobody learns from the
    /// time it takes whether there was one.
    ///
    /// # Errors
    /// See [`PasswordsError`].
    pub async fn is_right(
        &self,
        turn: Turn,
        password: &str,
        known: Option<String>,
    ) -> Result<bool, PasswordsError> {
        let (cost, password) = (self.cost, password.to_owned());
        self.work(turn, move || match known {
            Some(known) => matches(cost, &password, &known),
            None => {
                let _ = hash(cost, &password, Salt([0; 16]));
                false
            }
        })
        .await
    }

    /// True if the password is that of any of the hashes.
    ///
    /// # Errors
    /// See [`PasswordsError`].
    pub async fn is_among(
        &self,
        turn: Turn,
        password: &str,
        known: Vec<String>,
    ) -> Result<bool, PasswordsError> {
        let (cost, password) = (self.cost, password.to_owned());
        self.work(turn, move || known.iter().any(|known| matches(cost, &password, known))).await
    }

    async fn work<T: Send + 'static>(
        &self,
        turn: Turn,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordsError> {
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| PasswordsError::Failed)?;
        // Both go with the job: a caller that went away does not make room for another one while the work goes on.
        let job = move || {
            let _held = (permit, turn.0);
            job()
        };
        tokio::task::spawn_blocking(job).await.map_err(|_| PasswordsError::Failed)
    }
}

fn algorithm(cost: Cost) -> Argon2<'static> {
    let params = match cost {
        Cost::Usual => Params::default(),
        Cost::Cheap => Params::new(Params::MIN_M_COST, 1, 1, None).unwrap_or_default(),
    };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(cost: Cost, password: &str, salt: Salt) -> Result<String, PasswordsError> {
    let shortened = password.as_bytes().get(..MOST_BYTES).unwrap_or(password.as_bytes());
    let hash = algorithm(cost).hash_password_with_salt(shortened, &salt.0);
    hash.map(|hash| hash.to_string()).map_err(|_| PasswordsError::Failed)
}

/// Compares by the work that the hash itself names.
fn matches(cost: Cost, password: &str, known: &str) -> bool {
    let Ok(known) = PasswordHash::new(known) else { return false };
    let shortened = password.as_bytes().get(..MOST_BYTES).unwrap_or(password.as_bytes());
    algorithm(cost).verify_password(shortened, &known).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Cost, Passwords, PasswordsError, Salt};

    #[tokio::test]
    async fn a_hash_is_argon2id_and_matches_its_password_only() {
        let passwords = Passwords::new(Cost::Cheap);
        let hash = passwords.hash(passwords.queue().unwrap(), "Zhoucheng7!", Salt([1; 16])).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        let right = |password: &'static str, known: Option<String>| {
            let passwords = passwords.clone();
            async move { passwords.is_right(passwords.queue().unwrap(), password, known).await.unwrap() }
        };
        assert!(right("Zhoucheng7!", Some(hash.clone())).await);
        assert!(!right("zhoucheng7!", Some(hash.clone())).await);
        assert!(!right("Zhoucheng7!", None).await);
        assert!(!right("Zhoucheng7!", Some("no hash".to_owned())).await);
        let among =
            passwords.is_among(passwords.queue().unwrap(), "Zhoucheng7!", vec!["x".to_owned(), hash]).await;
        assert_eq!(among, Ok(true));
    }

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let passwords = Passwords::with_room(Cost::Cheap, 1, 1);
        let (first, second) = (passwords.queue().unwrap(), passwords.queue().unwrap());
        assert_eq!(passwords.queue().err(), Some(PasswordsError::Crowded));
        assert!(passwords.hash(first, "a", Salt([1; 16])).await.is_ok());
        assert!(passwords.queue().is_ok(), "whoever is done makes room");
        drop(second);
    }
}
