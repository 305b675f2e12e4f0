//! Needs with their indicators and the steps of their life.

use std::collections::BTreeSet;

use sqlx::AnyConnection;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;

use super::change_log::Entity;
use super::error::StorageError;
use super::indicators::{self, Owner};
use super::need_rows::{COLUMNS, bind_life, complete, due_days};
use super::row::{CHUNK, Read, assembled, json_list, placeholders};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::ids::{EnterpriseId, NeedId};
use crate::domain::money::Price;
use crate::domain::need::{Disclosure, Need, NeedKind, NeedStatus, NeedStep};
use crate::domain::need_life::NeedLife;
use crate::domain::text::name_key;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// Which needs to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeedFilter {
    statuses: Vec<NeedStatus>,
    disclosure: Option<Disclosure>,
}

impl NeedFilter {
    /// Only needs for which partners are sought.
    #[must_use]
    pub fn open() -> Self {
        Self { statuses: NeedStatus::OPEN.to_vec(), disclosure: None }
    }

    /// Only those of them that are shown to chosen institutions alone.
    #[must_use]
    pub fn directed() -> Self {
        Self { disclosure: Some(Disclosure::Matched), ..Self::open() }
    }

    /// As a condition; codes are our own words.
    fn condition(&self) -> String {
        let codes: Vec<String> = self.statuses.iter().map(|status| format!("'{}'", status.code())).collect();
        let mut all = vec!["1 = 1".to_owned()];
        if !codes.is_empty() {
            all.push(format!("status IN ({})", codes.join(", ")));
        }
        all.extend(self.disclosure.map(|one| format!("disclosure = '{}'", one.code())));
        all.join(" AND ")
    }
}

/// Binds $1 … $35: everything but the number and the life.
fn bind_need<'q>(
    query: Query<'q, sqlx::Any, AnyArguments>,
    need: &Need,
) -> Query<'q, sqlx::Any, AnyArguments> {
    query
        .bind(need.id.to_string())
        .bind(need.enterprise.to_string())
        .bind(need.title.clone())
        .bind(name_key(&need.title))
        .bind(need.kind.map(NeedKind::code))
        .bind(json_list(&need.keywords))
        .bind(json_list(&need.fields))
        .bind(need.problem.clone())
        .bind(need.current_state.clone())
        .bind(need.tried.clone())
        .bind(need.constraints.clone())
        .bind(need.budget.and_then(Price::amount).map(|fen| fen.0))
        .bind(i64::from(need.budget == Some(Price::Negotiable)))
        .bind(need.budget_source.clone())
        .bind(json_list(&need.modes))
        .bind(need.due_on.map(|day| day.to_string()))
        .bind(need.urgency.code())
        .bind(json_list(&need.intended))
        .bind(json_list(&need.avoided))
        .bind(need.disclosure.code())
        .bind(need.secrecy.by.clone())
        .bind(need.secrecy.at.0)
        .bind(need.contact.name.clone())
        .bind(need.contact.position.clone())
        .bind(need.contact.phone.clone())
        .bind(need.contact.email.clone())
        .bind(need.contact.decision_maker.clone())
        .bind(json_list(&need.fills))
        .bind(need.source.code())
        .bind(need.collector.clone())
        .bind(need.collected_on.map(|day| day.to_string()))
        .bind(need.status.code())
        .bind(need.origin.clone())
        .bind(need.version)
        .bind(serde_json::to_string(&need.field_disclosure).unwrap_or_else(|_| "{}".to_owned()))
}

/// Adds a need and the first step of its life, with `reason`.
///
/// # Errors
/// [`StorageError::Taken`] if its enterprise has one of this title already.
pub async fn insert_need(tx: &mut WriteTx, need: &Need, reason: Option<&str>) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "INSERT INTO need (id, enterprise_id, title, title_key, kind, keywords, fields, problem, current_state, \
         tried, constraints, budget_fen, budget_negotiable, budget_source, modes, due_on, urgency, intended, avoided, \
         disclosure, secrecy_by, secrecy_at_ms, contact_name, contact_position, contact_phone, contact_email, \
         decision_maker, fills, source, collector, collected_on, status, origin, version, field_disclosure, no, \
         created_at_ms, updated_at_ms, filed_by, confirmation, confirmed_by, confirmed_at_ms, secrecy_review_by, \
         secrecy_review_at_ms, since_at_ms, valid_until_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, \
         $33, $34, $35, $36, $37, $37, $38, $39, $40, $41, $42, $43, $44, $45)",
    );
    let life = NeedLife { since: need.life.since.or(Some(tx.now())), ..need.life.clone() };
    let query = bind_need(query, need).bind(need.no.clone()).bind(now);
    bind_life(query, &life).execute(tx.conn()).await?;
    insert_step(tx, &need.id, None, need.status, reason).await?;
    write_parts(tx, need).await
}

/// Replaces a need but not its status; `need.version` is the version that was read, and is raised by one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since; [`StorageError::Partial`] if only its published part was read.
pub async fn update_need(tx: &mut WriteTx, need: &Need) -> Result<(), StorageError> {
    if !need.whole {
        return Err(StorageError::Partial { entity: "need", id: need.id.to_string() });
    }
    let now = tx.now().0;
    // $32 is the status, which only move_need changes.
    let query = sqlx::query(
        "UPDATE need SET enterprise_id = $2, title = $3, title_key = $4, kind = $5, keywords = $6, fields = $7, \
         problem = $8, current_state = $9, tried = $10, constraints = $11, budget_fen = $12, \
         budget_negotiable = $13, budget_source = $14, modes = $15, due_on = $16, urgency = $17, intended = $18, \
         avoided = $19, disclosure = $20, secrecy_by = $21, secrecy_at_ms = $22, contact_name = $23, \
         contact_position = $24, contact_phone = $25, contact_email = $26, decision_maker = $27, fills = $28, \
         source = $29, collector = $30, collected_on = $31, origin = $33, field_disclosure = $35, \
         version = version + 1, updated_at_ms = $36 \
         WHERE id = $1 AND version = $34 AND status = $32",
    );
    let done = bind_need(query, need).bind(now).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "need", id: need.id.to_string() });
    }
    write_parts(tx, need).await
}

async fn write_parts(tx: &mut WriteTx, need: &Need) -> Result<(), StorageError> {
    indicators::replace(tx.conn(), Owner::Need, need.id.as_str(), &need.indicators).await?;
    replace_intended(tx, need).await?;
    tx.changed(Entity::Need, need.id.as_str());
    Ok(())
}

/// Notes to whom it is directed.
async fn replace_intended(tx: &mut WriteTx, need: &Need) -> Result<(), StorageError> {
    let id = need.id.to_string();
    sqlx::query("DELETE FROM need_intended WHERE need_id = $1").bind(id.clone()).execute(tx.conn()).await?;
    let keys: BTreeSet<String> = need.intended.iter().map(|name| name_key(name)).collect();
    for key in keys.into_iter().filter(|key| !key.is_empty()) {
        sqlx::query("INSERT INTO need_intended (need_id, name_key) VALUES ($1, $2)")
            .bind(id.clone())
            .bind(key)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Moves a need to another status, writes what `need.life` says of it, and records the step. Its text stays.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since `version` was read.
pub async fn move_need(
    tx: &mut WriteTx,
    need: &Need,
    to: NeedStatus,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    let now = tx.now();
    let since = if to == need.status { need.life.since } else { Some(now) };
    let query = sqlx::query(
        "UPDATE need SET status = $2, version = version + 1, updated_at_ms = $4, filed_by = $5, confirmation = $6, \
         confirmed_by = $7, confirmed_at_ms = $8, secrecy_review_by = $9, secrecy_review_at_ms = $10, \
         since_at_ms = $11, valid_until_on = $12 WHERE id = $1 AND version = $3",
    )
    .bind(need.id.to_string())
    .bind(to.code())
    .bind(need.version)
    .bind(now.0);
    let done = bind_life(query, &NeedLife { since, ..need.life.clone() }).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "need", id: need.id.to_string() });
    }
    insert_step(tx, &need.id, Some(need.status), to, reason).await?;
    tx.changed(Entity::Need, need.id.as_str());
    Ok(())
}

async fn insert_step(
    tx: &mut WriteTx,
    need: &NeedId,
    from: Option<NeedStatus>,
    to: NeedStatus,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    let (at, actor) = (tx.now(), tx.viewer().actor().to_owned());
    sqlx::query(
        "INSERT INTO need_step (need_id, from_status, to_status, actor, at_ms, reason) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(need.to_string())
    .bind(from.map(NeedStatus::code))
    .bind(to.code())
    .bind(actor)
    .bind(at.0)
    .bind(reason.map(str::to_owned))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The steps of a need's life, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn list_need_steps(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    need: &NeedId,
) -> Result<Vec<NeedStep>, StorageError> {
    let seen = Seen::inside_needs(viewer, 2);
    let query = assembled(format!(
        "SELECT need_step.from_status, need_step.to_status, need_step.actor, need_step.at_ms, need_step.reason \
         FROM need_step JOIN need ON need.id = need_step.need_id \
         WHERE need_step.need_id = $1 AND {} ORDER BY need_step.id",
        seen.sql()
    ));
    let rows = seen.bind(query.bind(need.to_string())).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("need_step", row);
            Ok(NeedStep {
                from: read.maybe_parsed("from_status", NeedStatus::from_code)?,
                to: read.parsed("to_status", NeedStatus::from_code)?,
                actor: read.text("actor")?,
                at: Instant(read.int("at_ms")?),
                reason: read.maybe_text("reason")?,
            })
        })
        .collect()
}

/// Removes a need, as undoing an import does.
///
/// # Errors
/// If the database fails.
pub async fn delete_need(tx: &mut WriteTx, id: &NeedId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM need WHERE id = $1").bind(id.to_string()).execute(tx.conn()).await?;
    tx.changed(Entity::Need, id.as_str());
    Ok(())
}

/// What the viewer may read of needs, with a condition of the statement's own and one on what is seen.
struct Selected {
    /// `SELECT … FROM need WHERE …`, to be narrowed and ordered.
    sql: String,
    seen: Seen,
}

impl Selected {
    /// The statement's own placeholders are those before number `first`.
    fn new(viewer: &Viewer, first: usize) -> Self {
        let (seen, inside) = (Seen::needs(viewer, first), Seen::inside_needs(viewer, first));
        let sql = format!(
            "SELECT {COLUMNS}, CASE WHEN {} THEN 1 ELSE 0 END AS whole, CASE WHEN {} THEN 1 ELSE 0 END AS matched \
             FROM need WHERE {}",
            inside.sql(),
            seen.matched(viewer),
            seen.sql()
        );
        Self { sql, seen }
    }
}

/// Whole needs of a condition with two numbers, $1 and $2, and then texts: for reads whose condition says who may see.
pub(super) async fn needs_where(
    conn: &mut AnyConnection,
    condition: &str,
    (one, two): (i64, i64),
    texts: &[String],
) -> Result<Vec<Need>, StorageError> {
    let sql = format!("SELECT {COLUMNS}, 1 AS whole, 0 AS matched FROM need WHERE {condition}");
    let query = assembled(sql).bind(one).bind(two);
    let query = texts.iter().fold(query, |query, text| query.bind(text.clone()));
    let rows = query.fetch_all(&mut *conn).await?;
    complete(conn, &rows).await
}

/// The need with this id or number.
///
/// # Errors
/// If the database fails.
pub async fn find_need(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    reference: &str,
) -> Result<Option<Need>, StorageError> {
    let Selected { sql, seen } = Selected::new(viewer, 2);
    let query = assembled(format!("{sql} AND (id = $1 OR no = $1)"));
    let rows = seen.bind(query.bind(reference.trim().to_ascii_uppercase())).fetch_all(&mut *conn).await?;
    Ok(complete(conn, &rows).await?.pop())
}

/// The needs with these ids; unknown ones are left out.
///
/// # Errors
/// If the database fails.
pub async fn load_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[NeedId],
) -> Result<Vec<Need>, StorageError> {
    let rows = rows_of(conn, viewer, ids).await?;
    complete(conn, &rows).await
}

/// The days by which these needs are to be solved; without those that have none, or none that this viewer may know.
///
/// # Errors
/// If the database fails.
pub async fn need_due_days(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[NeedId],
) -> Result<Vec<(NeedId, BusinessDate)>, StorageError> {
    due_days(&rows_of(conn, viewer, ids).await?)
}

async fn rows_of(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[NeedId],
) -> Result<Vec<AnyRow>, StorageError> {
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let Selected { sql, seen } = Selected::new(viewer, chunk.len() + 1);
        let sql = format!("{sql} AND id IN {}", placeholders(1, chunk.len()));
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        rows.extend(seen.bind(query).fetch_all(&mut *conn).await?);
    }
    Ok(rows)
}

/// Needs in the order of their ids, after `after`, at most `limit`.
///
/// # Errors
/// If the database fails.
pub async fn list_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &NeedFilter,
    after: Option<&NeedId>,
    limit: i64,
) -> Result<Vec<Need>, StorageError> {
    let Selected { sql, seen } = Selected::new(viewer, 3);
    let status = filter.condition();
    let query = assembled(format!("{sql} AND id > $1 AND {status} ORDER BY id LIMIT $2"))
        .bind(after.map_or("", NeedId::as_str).to_owned())
        .bind(limit);
    let rows = seen.bind(query).fetch_all(&mut *conn).await?;
    complete(conn, &rows).await
}

/// The needs that came last, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_newest_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &NeedFilter,
    limit: i64,
) -> Result<Vec<Need>, StorageError> {
    let Selected { sql, seen } = Selected::new(viewer, 2);
    let status = filter.condition();
    let query = assembled(format!("{sql} AND {status} ORDER BY created_at_ms DESC, id DESC LIMIT $1"));
    let rows = seen.bind(query.bind(limit)).fetch_all(&mut *conn).await?;
    complete(conn, &rows).await
}

/// How many needs there are.
///
/// # Errors
/// If the database fails.
pub async fn count_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &NeedFilter,
) -> Result<i64, StorageError> {
    let (seen, status) = (Seen::needs(viewer, 1), filter.condition());
    let query = assembled(format!("SELECT COUNT(*) AS n FROM need WHERE {} AND {status}", seen.sql()));
    Read::new("need", &seen.bind(query).fetch_one(conn).await?).int("n")
}

/// Enterprise, title key and id of every need, for resolving the rows of a sheet.
///
/// # Errors
/// If the database fails.
pub async fn need_keys(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<(EnterpriseId, String, NeedId)>, StorageError> {
    let seen = Seen::inside_needs(viewer, 1);
    let sql = format!("SELECT enterprise_id, title_key, id FROM need WHERE {}", seen.sql());
    let rows = seen.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("need", row);
            Ok((
                read.parsed("enterprise_id", EnterpriseId::parse)?,
                read.text("title_key")?,
                read.parsed("id", NeedId::parse)?,
            ))
        })
        .collect()
}
