//! Why something about an account was not done.

use crate::domain::account::SignInNameError;
use crate::domain::password::PasswordProblem;
use crate::domain::role::Role;
use crate::domain::uscc::UsccError;
use crate::passwords::PasswordsError;
use crate::storage::StorageError;

/// What can go wrong; all but the first two are for whoever asked to mend.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
    /// Hashing.
    #[error("a password could not be hashed")]
    Hashing,
    /// Too many sign in at this moment.
    #[error("too many sign in at once")]
    Crowded,
    /// Name or password is wrong, which of them is not said; so many attempts are left.
    #[error("name or password is wrong")]
    Wrong(i64),
    /// Too soon after the last failure: again in so many seconds.
    #[error("too soon after a failure")]
    TooSoon(i64),
    /// The name is locked, for so many minutes yet.
    #[error("the name is locked")]
    Locked(i64),
    /// The password was right, but the account may not sign in.
    #[error("the account is not in use")]
    NotInUse,
    /// The role has not this duty, or it is about the own account.
    #[error("not allowed")]
    NotAllowed,
    /// No such account for this viewer.
    #[error("there is no such account")]
    NoSuchAccount,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    Stale,
    /// The one-time link is used, over, or never was.
    #[error("the link is no good")]
    LinkOver,
    /// Whoever opened the link could not say whose it is; so many attempts are left.
    #[error("the digits are wrong")]
    WrongDigits(i64),
    /// The sign-in name cannot be one.
    #[error("the name cannot be one")]
    BadName(SignInNameError),
    /// The sign-in name is another account's.
    #[error("the name is taken")]
    NameTaken,
    /// The password is not good enough.
    #[error("the password is not good enough")]
    BadPassword(PasswordProblem),
    /// The password repeated is another one.
    #[error("the passwords differ")]
    PasswordsDiffer,
    /// The present password is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// The privacy notice was not agreed to.
    #[error("no consent")]
    NoConsent,
    /// A name of a person is missing.
    #[error("no name of a person")]
    NameMissing,
    /// A telephone number is missing, or cannot be one.
    #[error("no telephone number")]
    PhoneMissing,
    /// A reason is missing.
    #[error("no reason")]
    ReasonMissing,
    /// The credit code cannot be one.
    #[error("no credit code")]
    BadUscc(UsccError),
    /// No enterprise of the roster has this credit code.
    #[error("not on the roster")]
    NotOnRoster,
    /// The role does not go with this body.
    #[error("the role does not go with the organisation")]
    RoleDoesNotFit,
    /// No such county, department, enterprise or institution.
    #[error("there is no such organisation")]
    NoSuchOrganisation,
    /// Administrators are made at the command line only.
    #[error("made at the command line only")]
    CommandLineOnly,
    /// The last one of the administrators with this role.
    #[error("the last administrator of its kind")]
    LastAdministrator(Role),
    /// It still looks after so many cases; they must be handed over first.
    #[error("cases must be handed over first")]
    HandOverFirst(usize),
    /// It answers for its organisation, which has other accounts; that must be handed over first.
    #[error("ownership must be handed over first")]
    OwnerFirst,
    /// That account cannot take it: other role, other body, not in use.
    #[error("that account cannot take it")]
    NotASuccessor,
    /// The days are in the wrong order, over, or too many.
    #[error("the days cannot be")]
    BadDays,
}

impl From<StorageError> for AccountError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale { .. } => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

impl From<PasswordsError> for AccountError {
    fn from(error: PasswordsError) -> Self {
        match error {
            PasswordsError::Crowded => Self::Crowded,
            PasswordsError::Failed => Self::Hashing,
        }
    }
}
