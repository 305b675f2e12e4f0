//! Claims of institutions on their profiles, and what the survey of R&D resources counts of each. That a profile is
//! claimed is public; by whom, and when somebody of it last signed in, is not.

use std::collections::HashMap;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::change_log::Entity;
use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, placeholders};
use super::scope::readable_claim;
use super::write::WriteTx;
use crate::domain::capability::{CapabilityKind, CapabilityStatus};
use crate::domain::claim::Claim;
use crate::domain::ids::InstitutionId;
use crate::domain::institution::InstitutionKind;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// An institution as the survey of R&D resources sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRow {
    /// Its claim.
    pub claim: Claim,
    /// Printed number.
    pub no: String,
    /// Name.
    pub name: String,
    /// Kind of body.
    pub kind: InstitutionKind,
    /// When somebody of it was last seen here.
    pub seen_at: Option<Instant>,
    /// Its capabilities on show, by kind; kinds without any are not there.
    pub capabilities: Vec<(CapabilityKind, i64)>,
}

impl ResourceRow {
    /// How many capabilities it has on show.
    #[must_use]
    pub fn stated(&self) -> i64 {
        self.capabilities.iter().map(|(_, count)| count).sum()
    }
}

fn claim(row: &AnyRow) -> Result<Claim, StorageError> {
    let read = Read::new("institution_claim", row);
    Ok(Claim {
        institution: read.parsed("institution_id", InstitutionId::parse)?,
        claimed_at: read.maybe_int("claimed_at_ms")?.map(Instant),
        claimed_by: read.maybe_text("claimed_by")?,
        confirmed_at: read.maybe_int("confirmed_at_ms")?.map(Instant),
    })
}

/// The claims of these institutions, in their order; one of which nothing was said has an empty one.
///
/// # Errors
/// If the database fails.
pub async fn load_claims(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    institutions: &[InstitutionId],
) -> Result<Vec<Claim>, StorageError> {
    let mut known: HashMap<InstitutionId, Claim> = HashMap::new();
    for chunk in institutions.chunks(CHUNK) {
        let sql = format!(
            "SELECT institution_id, claimed_at_ms, claimed_by, confirmed_at_ms FROM institution_claim \
             WHERE institution_id IN {}",
            placeholders(1, chunk.len())
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in query.fetch_all(&mut *conn).await? {
            let found = readable_claim(claim(&row)?, viewer);
            known.insert(found.institution.clone(), found);
        }
    }
    let one = |id: &InstitutionId| known.remove(id).unwrap_or_else(|| Claim::none(id.clone()));
    Ok(institutions.iter().map(one).collect())
}

/// Writes a claim over what was said before.
///
/// # Errors
/// [`StorageError::Referenced`] if there is no such institution.
pub async fn put_claim(tx: &mut WriteTx, claim: &Claim) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO institution_claim (institution_id, claimed_at_ms, claimed_by, confirmed_at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (institution_id) DO UPDATE SET \
         claimed_at_ms = excluded.claimed_at_ms, claimed_by = excluded.claimed_by, \
         confirmed_at_ms = excluded.confirmed_at_ms",
    )
    .bind(claim.institution.to_string())
    .bind(claim.claimed_at.map(|at| at.0))
    .bind(claim.claimed_by.clone())
    .bind(claim.confirmed_at.map(|at| at.0))
    .execute(tx.conn())
    .await?;
    tx.changed(Entity::Institution, claim.institution.as_str());
    Ok(())
}

/// Every institution as the survey of R&D resources sees it, by pinyin of the name; nothing for those who do not lead
/// the survey.
///
/// # Errors
/// If the database fails.
pub async fn list_resources(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<ResourceRow>, StorageError> {
    if !viewer.may(Duty::SurveyResources) {
        return Ok(Vec::new());
    }
    let counted = sqlx::query(
        "SELECT capability_holder.institution_id AS institution_id, capability.kind AS kind, COUNT(*) AS n \
         FROM capability_holder JOIN capability ON capability.id = capability_holder.capability_id \
         WHERE capability.status = $1 GROUP BY capability_holder.institution_id, capability.kind \
         ORDER BY capability_holder.institution_id, capability.kind",
    )
    .bind(CapabilityStatus::Published.code())
    .fetch_all(&mut *conn)
    .await?;
    let mut stated: HashMap<InstitutionId, Vec<(CapabilityKind, i64)>> = HashMap::new();
    for row in &counted {
        let read = Read::new("capability_holder", row);
        let kinds = stated.entry(read.parsed("institution_id", InstitutionId::parse)?).or_default();
        kinds.push((read.parsed("kind", CapabilityKind::from_code)?, read.int("n")?));
    }
    let rows = sqlx::query(
        "SELECT institution.id AS institution_id, institution.no AS no, institution.name AS name, \
         institution.kind AS kind, claimed_at_ms, claimed_by, confirmed_at_ms, seen.seen_at_ms AS seen_at_ms \
         FROM institution LEFT JOIN institution_claim ON institution_claim.institution_id = institution.id \
         LEFT JOIN (SELECT account.org_key AS of_id, MAX(session.last_seen_at_ms) AS seen_at_ms \
                    FROM account JOIN session ON session.account_id = account.id \
                    WHERE account.org_kind = 'inst' GROUP BY account.org_key) AS seen \
         ON seen.of_id = institution.id \
         ORDER BY institution.sort_key, institution.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (read, claim) = (Read::new("institution", row), claim(row)?);
            Ok(ResourceRow {
                no: read.text("no")?,
                name: read.text("name")?,
                kind: read.parsed("kind", InstitutionKind::from_code)?,
                seen_at: read.maybe_int("seen_at_ms")?.map(Instant),
                capabilities: stated.remove(&claim.institution).unwrap_or_default(),
                claim: readable_claim(claim, viewer),
            })
        })
        .collect()
}
