//! Capabilities with their holders and indicators.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Row};

use super::change_log::Entity;
use super::error::StorageError;
use super::indicators::{self, Owner};
use super::row::{CHUNK, Read, assembled, json_list, placeholders};
use super::scope::{Seen, readable_capability};
use super::write::WriteTx;
use crate::domain::capability::{Capability, CapabilityKind, CapabilityStatus, capability_key};
use crate::domain::ids::{CapabilityId, InstitutionId};
use crate::domain::money::{Fen, Price};
use crate::domain::need::SecrecyDeclaration;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "id, no, kind, title, introduction, keywords, fields, industries, trl, modes, price_fen, \
                       price_negotiable, price_trial, monthly_limit, ip, cases, evidence, accepting, valid_until_on, \
                       secrecy_by, secrecy_at_ms, statements, status, origin, confirmed_at_ms, version";

/// Which capabilities to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CapabilityFilter {
    holder: Option<InstitutionId>,
}

impl CapabilityFilter {
    /// Only those an institution holds.
    #[must_use]
    pub fn held_by(mut self, institution: InstitutionId) -> Self {
        self.holder = Some(institution);
        self
    }
}

/// Price as two columns: an amount, or that it is negotiable.
pub(super) fn price(fen: Option<i64>, negotiable: bool) -> Option<Price> {
    if negotiable { Some(Price::Negotiable) } else { fen.map(|fen| Price::Amount(Fen(fen))) }
}

fn capability(row: &AnyRow) -> Result<Capability, StorageError> {
    let read = Read::new("capability", row);
    Ok(Capability {
        id: read.parsed("id", CapabilityId::parse)?,
        no: read.text("no")?,
        kind: read.parsed("kind", CapabilityKind::from_code)?,
        title: read.text("title")?,
        introduction: read.text("introduction")?,
        keywords: read.list("keywords")?,
        fields: read.list("fields")?,
        industries: read.list("industries")?,
        indicators: Vec::new(),
        trl: read.maybe_int("trl")?,
        modes: read.list("modes")?,
        price: match read.flag("price_trial")? {
            true => Some(Price::Trial),
            false => price(read.maybe_int("price_fen")?, read.flag("price_negotiable")?),
        },
        monthly_limit: read.maybe_int("monthly_limit")?,
        ip: read.list("ip")?,
        cases: read.text("cases")?,
        evidence: read.list("evidence")?,
        accepting: read.flag("accepting")?,
        valid_until: read.maybe_date("valid_until_on")?,
        secrecy: match (read.maybe_text("secrecy_by")?, read.maybe_int("secrecy_at_ms")?) {
            (Some(by), Some(at)) => Some(SecrecyDeclaration { by, at: Instant(at) }),
            _ => None,
        },
        statements: read.parsed("statements", |text| serde_json::from_str(text).ok())?,
        status: read.parsed("status", CapabilityStatus::from_code)?,
        holders: Vec::new(),
        origin: read.maybe_text("origin")?,
        confirmed_at: Instant(read.int("confirmed_at_ms")?),
        version: read.int("version")?,
    })
}

/// Adds what stands in other tables.
async fn complete(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    mut found: Vec<Capability>,
) -> Result<Vec<Capability>, StorageError> {
    let ids: Vec<String> = found.iter().map(|capability| capability.id.to_string()).collect();
    let mut indicators = indicators::load(conn, Owner::Capability, &ids).await?;
    let mut holders: HashMap<String, Vec<InstitutionId>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let sql = format!(
            "SELECT capability_id AS id, institution_id FROM capability_holder WHERE capability_id IN {} \
             ORDER BY capability_id, position, institution_id",
            placeholders(1, chunk.len())
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
        for row in query.fetch_all(&mut *conn).await? {
            let holder =
                Read::new("capability_holder", &row).parsed("institution_id", InstitutionId::parse)?;
            holders.entry(row.try_get("id")?).or_default().push(holder);
        }
    }
    for capability in &mut found {
        capability.indicators = indicators.remove(capability.id.as_str()).unwrap_or_default();
        capability.holders = holders.remove(capability.id.as_str()).unwrap_or_default();
    }
    Ok(found.into_iter().map(|capability| readable_capability(capability, viewer)).collect())
}

/// The digest of the natural key, under which a capability is found again.
#[must_use]
pub fn capability_digest(capability: &Capability) -> String {
    let key = capability_key(capability.kind, &capability.title, &capability.introduction);
    Sha256::digest(key.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Binds $1 … $27: every column but the number, and the moment.
fn bind_capability<'q>(
    query: Query<'q, Any, AnyArguments>,
    capability: &Capability,
    now: i64,
) -> Query<'q, Any, AnyArguments> {
    let secrecy = capability.secrecy.as_ref();
    query
        .bind(capability.id.to_string())
        .bind(capability_digest(capability))
        .bind(capability.kind.code())
        .bind(capability.title.clone())
        .bind(capability.introduction.clone())
        .bind(json_list(&capability.keywords))
        .bind(json_list(&capability.fields))
        .bind(json_list(&capability.industries))
        .bind(capability.trl)
        .bind(json_list(&capability.modes))
        .bind(capability.price.and_then(Price::amount).map(|fen| fen.0))
        .bind(i64::from(capability.price == Some(Price::Negotiable)))
        .bind(capability.monthly_limit)
        .bind(capability.status.code())
        .bind(capability.origin.clone())
        .bind(capability.confirmed_at.0)
        .bind(capability.version)
        .bind(now)
        .bind(i64::from(capability.price == Some(Price::Trial)))
        .bind(json_list(&capability.ip))
        .bind(capability.cases.clone())
        .bind(json_list(&capability.evidence))
        .bind(i64::from(capability.accepting))
        .bind(capability.valid_until.map(|day| day.to_string()))
        .bind(secrecy.map(|declared| declared.by.clone()))
        .bind(secrecy.map(|declared| declared.at.0))
        .bind(serde_json::to_string(&capability.statements).unwrap_or_else(|_| "{}".to_owned()))
}

/// Adds a capability.
///
/// # Errors
/// [`StorageError::Taken`] if one of the same kind, title and text is there already.
pub async fn insert_capability(tx: &mut WriteTx, capability: &Capability) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "INSERT INTO capability (id, natural_key, kind, title, introduction, keywords, fields, industries, trl, \
         modes, price_fen, price_negotiable, monthly_limit, status, origin, confirmed_at_ms, version, created_at_ms, \
         updated_at_ms, price_trial, ip, cases, evidence, accepting, valid_until_on, secrecy_by, secrecy_at_ms, \
         statements, no) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19, $20, \
         $21, $22, $23, $24, $25, $26, $27, $28)",
    );
    bind_capability(query, capability, now).bind(capability.no.clone()).execute(tx.conn()).await?;
    write_parts(tx, capability).await
}

/// Replaces a capability; `capability.version` is the version that was read, and is raised by one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since.
pub async fn update_capability(tx: &mut WriteTx, capability: &Capability) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "UPDATE capability SET natural_key = $2, kind = $3, title = $4, introduction = $5, keywords = $6, \
         fields = $7, industries = $8, trl = $9, modes = $10, price_fen = $11, price_negotiable = $12, \
         monthly_limit = $13, status = $14, origin = $15, confirmed_at_ms = $16, version = version + 1, \
         updated_at_ms = $18, price_trial = $19, ip = $20, cases = $21, evidence = $22, accepting = $23, \
         valid_until_on = $24, secrecy_by = $25, secrecy_at_ms = $26, statements = $27 \
         WHERE id = $1 AND version = $17",
    );
    let done = bind_capability(query, capability, now).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "capability", id: capability.id.to_string() });
    }
    write_parts(tx, capability).await
}

/// Writes holders and indicators.
async fn write_parts(tx: &mut WriteTx, capability: &Capability) -> Result<(), StorageError> {
    let id = capability.id.as_str();
    indicators::replace(tx.conn(), Owner::Capability, id, &capability.indicators).await?;
    sqlx::query("DELETE FROM capability_holder WHERE capability_id = $1")
        .bind(id.to_owned())
        .execute(tx.conn())
        .await?;
    for (position, holder) in (0_i64..).zip(&capability.holders) {
        sqlx::query(
            "INSERT INTO capability_holder (capability_id, institution_id, position) VALUES ($1, $2, $3)",
        )
        .bind(id.to_owned())
        .bind(holder.to_string())
        .bind(position)
        .execute(tx.conn())
        .await?;
    }
    tx.changed(Entity::Capability, id);
    Ok(())
}

/// Removes a capability, as undoing an import does, and whoever drops a draft.
///
/// # Errors
/// If the database fails.
pub async fn delete_capability(tx: &mut WriteTx, id: &CapabilityId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM capability WHERE id = $1").bind(id.to_string()).execute(tx.conn()).await?;
    tx.changed(Entity::Capability, id.as_str());
    Ok(())
}

/// The capability with this id or number.
///
/// # Errors
/// If the database fails.
pub async fn find_capability(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    reference: &str,
) -> Result<Option<Capability>, StorageError> {
    let seen = Seen::capabilities(viewer, 2);
    let sql = format!("SELECT {COLUMNS} FROM capability WHERE (id = $1 OR no = $1) AND {}", seen.sql());
    let query = assembled(sql).bind(reference.trim().to_ascii_uppercase());
    let row = seen.bind(query).fetch_optional(&mut *conn).await?;
    let found: Vec<Capability> = row.iter().map(capability).collect::<Result<_, _>>()?;
    Ok(complete(conn, viewer, found).await?.pop())
}

/// The capabilities with these ids; unknown ones are left out.
///
/// # Errors
/// If the database fails.
pub async fn load_capabilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[CapabilityId],
) -> Result<Vec<Capability>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let seen = Seen::capabilities(viewer, chunk.len() + 1);
        let list = placeholders(1, chunk.len());
        let sql = format!("SELECT {COLUMNS} FROM capability WHERE id IN {list} AND {}", seen.sql());
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in seen.bind(query).fetch_all(&mut *conn).await? {
            found.push(capability(&row)?);
        }
    }
    complete(conn, viewer, found).await
}

/// Capabilities in the order of their ids, after `after`, at most `limit`.
///
/// # Errors
/// If the database fails.
pub async fn list_capabilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &CapabilityFilter,
    after: Option<&CapabilityId>,
    limit: i64,
) -> Result<Vec<Capability>, StorageError> {
    let seen = Seen::capabilities(viewer, 4);
    let held = match filter.holder {
        None => "$3 = ''",
        Some(_) => "id IN (SELECT capability_id FROM capability_holder WHERE institution_id = $3)",
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM capability WHERE id > $1 AND {held} AND {} ORDER BY id LIMIT $2",
        seen.sql()
    );
    let query = assembled(sql)
        .bind(after.map_or("", CapabilityId::as_str).to_owned())
        .bind(limit)
        .bind(filter.holder.as_ref().map_or("", InstitutionId::as_str).to_owned());
    let rows = seen.bind(query).fetch_all(&mut *conn).await?;
    let found: Vec<Capability> = rows.iter().map(capability).collect::<Result<_, _>>()?;
    complete(conn, viewer, found).await
}

/// Digest of the natural key and id of every capability, for resolving the rows of a sheet; the digest of a new one
/// is told by [`capability_digest`].
///
/// # Errors
/// If the database fails.
pub async fn capability_keys(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<HashMap<String, CapabilityId>, StorageError> {
    let seen = Seen::capabilities(viewer, 1);
    let sql = format!("SELECT natural_key, id FROM capability WHERE {}", seen.sql());
    let rows = seen.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("capability", row);
            Ok((read.text("natural_key")?, read.parsed("id", CapabilityId::parse)?))
        })
        .collect()
}
