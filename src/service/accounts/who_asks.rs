//! Finds out who asks, from what a browser shows. One statement for every page.

use crate::domain::account::{CONSENT_VERSION, scope_of};
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::session::SecretHash;
use crate::domain::time::Instant;
use crate::domain::viewer::{Origin, Viewer};
use crate::storage::{self, StorageError, Store};

/// What somebody must do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// Change a password that is too old.
    ChangePassword,
    /// Agree to a new edition of the privacy notice.
    Agree,
}

/// Who asks, and by which session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Who.
    pub viewer: Viewer,
    /// Name of the person; empty for visitors.
    pub name: String,
    /// The session; `None` for visitors.
    pub session: Option<SessionId>,
    /// For whom the person stands in.
    pub acting_for: Option<AccountId>,
    /// What must be done first.
    pub must: Option<Must>,
    /// True if it is time to note that the session is in use ([`note_request`]).
    pub to_be_noted: bool,
    /// Notices that wait to be read, a hundred at most.
    pub unread: i64,
}

impl Asking {
    /// Nobody who is known.
    #[must_use]
    pub fn visitor(origin: Origin) -> Self {
        Self {
            viewer: Viewer::visitor(origin),
            name: String::new(),
            session: None,
            acting_for: None,
            must: None,
            to_be_noted: false,
            unread: 0,
        }
    }
}

/// Who holds this secret now. Sessions that were ended or are over, accounts that may not sign in, and secrets that
/// never were, all are visitors.
///
/// # Errors
/// If the database fails.
pub async fn who_asks(
    store: &Store,
    shown: Option<&SecretHash>,
    mut origin: Origin,
    now: Instant,
) -> Result<Asking, StorageError> {
    let Some(secret) = shown else { return Ok(Asking::visitor(origin)) };
    let found = store.asker(secret, now.beijing_day()).await?;
    let Some(asker) = found.filter(|asker| asker.times.holds_at(now)) else {
        return Ok(Asking::visitor(origin));
    };
    let body = &asker.organisation;
    origin.unit = Some(format!("{}:{}", body.kind(), body.key()));
    let mut viewer = Viewer::account(asker.account, asker.role, scope_of(asker.role, body), origin);
    // A colleague has the same role and body; what differs, the groups of a department, came with the asker.
    if let Some(colleague) = &asker.acting_for {
        viewer = viewer.on_behalf_of(colleague.0.clone());
    }
    let must = match asker.must {
        Some(_) => Some(Must::ChangePassword),
        None if asker.consent_version != Some(CONSENT_VERSION) => Some(Must::Agree),
        None => None,
    };
    Ok(Asking {
        viewer,
        name: asker.name,
        session: Some(asker.session),
        acting_for: asker.acting_for.map(|(colleague, _)| colleague),
        must,
        to_be_noted: asker.times.is_to_be_noted(now),
        unread: asker.unread,
    })
}

/// Notes that a session is in use. Not part of answering: a page must not wait for the database's writer.
///
/// # Errors
/// If the database fails.
pub async fn note_request(store: &Store, session: &SessionId, now: Instant) -> Result<(), StorageError> {
    let mut tx = store.write(&Viewer::operator(), now).await?;
    storage::note_seen(&mut tx, session).await?;
    tx.commit().await
}
