//! Sessions. Of the secret in a browser's cookie only the SHA-256 is here.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::accounts::organisation;
use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::account::Organisation;
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::role::{Duty, Role};
use crate::domain::session::{SecretHash, SessionLimits, SessionTimes};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// A session as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Id, which is not the secret.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// Its times.
    pub times: SessionTimes,
    /// What its holder must do before anything else: `password`.
    pub must: Option<String>,
    /// Address from which somebody signed in.
    pub address: Option<String>,
    /// What the browser called itself, shortened.
    pub device: Option<String>,
}

/// Somebody whose browser showed the secret of a session that has not been ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The session.
    pub session: SessionId,
    /// Its times; whether it still holds is for the reader to say.
    pub times: SessionTimes,
    /// What its holder must do before anything else.
    pub must: Option<String>,
    /// Edition of the privacy notice that its holder agreed to.
    pub consent_version: Option<i64>,
    /// The account.
    pub account: AccountId,
    /// Its holder's name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Its body; of a department, with the groups of the colleague for whom its holder stands in.
    pub organisation: Organisation,
    /// For whom its holder stands in, with the last day.
    pub acting_for: Option<(AccountId, BusinessDate)>,
    /// Notices that wait to be read, a hundred at most.
    pub unread: i64,
}

/// Adds a session.
///
/// # Errors
/// If the database fails.
pub async fn insert_session(
    tx: &mut WriteTx,
    session: &Session,
    secret: &SecretHash,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO session (id, secret_hash, account_id, created_at_ms, last_seen_at_ms, idle_minutes, \
         whole_minutes, must, address, device) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.id.to_string())
    .bind(secret.as_str().to_owned())
    .bind(session.account.to_string())
    .bind(session.times.created_at.0)
    .bind(session.times.last_seen_at.0)
    .bind(session.times.limits.idle_minutes)
    .bind(session.times.limits.whole_minutes)
    .bind(session.must.clone())
    .bind(session.address.clone())
    .bind(session.device.clone())
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn times(read: &Read<'_>) -> Result<SessionTimes, StorageError> {
    Ok(SessionTimes {
        created_at: Instant(read.int("created_at_ms")?),
        last_seen_at: Instant(read.int("last_seen_at_ms")?),
        limits: SessionLimits {
            idle_minutes: read.int("idle_minutes")?,
            whole_minutes: read.int("whole_minutes")?,
        },
    })
}

/// Who holds this secret: one statement for every page. Takes no viewer: this is how one becomes one. Ended sessions
/// and accounts that may not sign in are not found; a colleague for whom somebody stands in counts only while that
/// holds on `today`.
///
/// # Errors
/// If the database fails.
pub async fn find_asker(
    conn: &mut AnyConnection,
    secret: &SecretHash,
    today: BusinessDate,
) -> Result<Option<Asker>, StorageError> {
    let row = sqlx::query(
        "SELECT s.id AS session_id, s.created_at_ms AS created_at_ms, s.last_seen_at_ms AS last_seen_at_ms, \
         s.idle_minutes AS idle_minutes, s.whole_minutes AS whole_minutes, s.must AS must, \
         a.consent_version AS consent_version, a.id AS id, a.name AS name, a.role AS role, a.org_kind AS org_kind, \
         a.org_key AS org_key, COALESCE(c.org_groups, a.org_groups) AS org_groups, a.org_team AS org_team, c.id AS colleague_id, \
         c.delegate_until_on AS delegate_until_on, (SELECT COUNT(*) FROM (SELECT 1 FROM notice \
         WHERE notice.account_id = a.id AND notice.read_at_ms IS NULL LIMIT 100) AS waiting) AS unread FROM session s JOIN account a ON a.id = s.account_id \
         LEFT JOIN account c ON c.id = s.acting_for_id AND c.delegate_id = a.id AND c.status = 'active' \
         AND c.role = a.role AND c.org_kind = a.org_kind AND c.org_key = a.org_key \
         AND c.delegate_from_on <= $2 AND c.delegate_until_on >= $2 \
         WHERE s.secret_hash = $1 AND s.ended_at_ms IS NULL AND a.status = 'active'",
    )
    .bind(secret.as_str().to_owned())
    .bind(today.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let read = Read::new("account", &row);
        let colleague = read.maybe_parsed("colleague_id", AccountId::parse)?;
        Ok(Asker {
            session: read.parsed("session_id", SessionId::parse)?,
            times: times(&read)?,
            must: read.maybe_text("must")?,
            consent_version: read.maybe_int("consent_version")?,
            account: read.parsed("id", AccountId::parse)?,
            name: read.text("name")?,
            role: read.parsed("role", Role::from_code)?,
            organisation: organisation(&read)?,
            acting_for: colleague.zip(read.maybe_date("delegate_until_on")?),
            unread: read.int("unread")?,
        })
    })
    .transpose()
}

/// True if this account has a session, over or not, that began at this address.
///
/// # Errors
/// If the database fails.
pub async fn has_signed_in_from(
    conn: &mut AnyConnection,
    account: &AccountId,
    address: &str,
) -> Result<bool, StorageError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT created_at_ms FROM session WHERE account_id = $1 AND address = $2 LIMIT 1",
    )
    .bind(account.to_string())
    .bind(address.to_owned())
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Removes every session of an account that is ended for good, with the addresses and browsers in them.
///
/// # Errors
/// If the database fails.
pub async fn forget_sessions(tx: &mut WriteTx, account: &AccountId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM session WHERE account_id = $1")
        .bind(account.to_string())
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE session SET acting_for_id = NULL WHERE acting_for_id = $1")
        .bind(account.to_string())
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE consent SET address = NULL WHERE account_id = $1")
        .bind(account.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that a session was used now. Never goes back in time.
///
/// # Errors
/// If the database fails.
pub async fn note_seen(tx: &mut WriteTx, id: &SessionId) -> Result<(), StorageError> {
    let now = tx.now().0;
    sqlx::query("UPDATE session SET last_seen_at_ms = $2 WHERE id = $1 AND last_seen_at_ms < $2")
        .bind(id.to_string())
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Says for whom the holder of a session stands in from now on; `None` for nobody.
///
/// # Errors
/// If the database fails.
pub async fn set_acting_for(
    tx: &mut WriteTx,
    id: &SessionId,
    colleague: Option<&AccountId>,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE session SET acting_for_id = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(colleague.map(ToString::to_string))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the holder of these sessions has done what had to be done first.
///
/// # Errors
/// If the database fails.
pub async fn clear_must(tx: &mut WriteTx, account: &AccountId) -> Result<(), StorageError> {
    sqlx::query("UPDATE session SET must = NULL WHERE account_id = $1 AND must IS NOT NULL")
        .bind(account.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends a session of this account; false if there is none, or it had been ended.
///
/// # Errors
/// If the database fails.
pub async fn end_session(
    tx: &mut WriteTx,
    account: &AccountId,
    id: &SessionId,
) -> Result<bool, StorageError> {
    let now = tx.now().0;
    let done = sqlx::query(
        "UPDATE session SET ended_at_ms = $3 WHERE id = $1 AND account_id = $2 AND ended_at_ms IS NULL",
    )
    .bind(id.to_string())
    .bind(account.to_string())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of an account but for one; says how many.
///
/// # Errors
/// If the database fails.
pub async fn end_sessions_of(
    tx: &mut WriteTx,
    account: &AccountId,
    but: Option<&SessionId>,
) -> Result<u64, StorageError> {
    let now = tx.now().0;
    let done = sqlx::query(
        "UPDATE session SET ended_at_ms = $3 WHERE account_id = $1 AND id <> $2 AND ended_at_ms IS NULL",
    )
    .bind(account.to_string())
    .bind(but.map_or("", SessionId::as_str).to_owned())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

fn session(row: &AnyRow) -> Result<Session, StorageError> {
    let read = Read::new("session", row);
    Ok(Session {
        id: read.parsed("id", SessionId::parse)?,
        account: read.parsed("account_id", AccountId::parse)?,
        times: times(&read)?,
        must: read.maybe_text("must")?,
        address: read.maybe_text("address")?,
        device: read.maybe_text("device")?,
    })
}

/// Sessions that have not been ended, the last used first; also those whose time is over. Of one account, or of all
/// for whoever guards signing in; others see only their own.
///
/// # Errors
/// If the database fails.
pub async fn list_sessions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    account: Option<&AccountId>,
    limit: i64,
) -> Result<Vec<Session>, StorageError> {
    let guard = viewer.may(Duty::ManageSecurity);
    let whose = if guard { account } else { viewer.account_id() };
    if !guard && (whose.is_none() || account.is_some_and(|asked| Some(asked) != whose)) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(
        "SELECT id, account_id, created_at_ms, last_seen_at_ms, idle_minutes, whole_minutes, must, address, device \
         FROM session WHERE ended_at_ms IS NULL AND ($1 = '' OR account_id = $1) \
         ORDER BY last_seen_at_ms DESC, id DESC LIMIT $2",
    )
    .bind(whose.map_or("", AccountId::as_str).to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(session).collect()
}

/// Removes sessions that were last used before this moment: what of them matters is in the audit trail.
///
/// # Errors
/// If the database fails.
pub async fn prune_sessions(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM session WHERE last_seen_at_ms < $1")
        .bind(before.0)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}
