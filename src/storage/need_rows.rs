//! Rows of needs as records: every field, then what the reader may see of it. Hidden fields and names are taken out
//! here, last of all, so that nothing read later can bring them back.

use std::collections::{BTreeSet, HashMap};

use sqlx::AnyConnection;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;

use super::capabilities::price;
use super::error::StorageError;
use super::indicators::{self, Owner};
use super::row::{CHUNK, Read, assembled, placeholders};
use super::scope::published_part;
use crate::domain::ids::{EnterpriseId, NeedId};
use crate::domain::name_traces::name_traces;
use crate::domain::need::{
    Disclosure, Need, NeedContact, NeedKind, NeedSource, NeedStatus, SecrecyDeclaration, Urgency,
};
use crate::domain::need_life::{Confirmation, NeedLife, SecrecyReview};
use crate::domain::time::{BusinessDate, Instant};

pub(super) const COLUMNS: &str = "id, no, enterprise_id, title, kind, keywords, fields, problem, current_state, tried, \
    constraints, budget_fen, budget_negotiable, budget_source, modes, due_on, urgency, intended, avoided, disclosure, \
    secrecy_by, secrecy_at_ms, contact_name, contact_position, contact_phone, contact_email, decision_maker, fills, \
    source, collector, collected_on, status, origin, version, field_disclosure, filed_by, confirmation, confirmed_by, \
    confirmed_at_ms, secrecy_review_by, secrecy_review_at_ms, since_at_ms, valid_until_on";

fn need(row: &AnyRow) -> Result<Need, StorageError> {
    let read = Read::new("need", row);
    Ok(Need {
        id: read.parsed("id", NeedId::parse)?,
        no: read.text("no")?,
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        title: read.text("title")?,
        kind: read.maybe_parsed("kind", NeedKind::from_code)?,
        keywords: read.list("keywords")?,
        fields: read.list("fields")?,
        problem: read.text("problem")?,
        current_state: read.maybe_text("current_state")?,
        tried: read.maybe_text("tried")?,
        constraints: read.maybe_text("constraints")?,
        indicators: Vec::new(),
        budget: price(read.maybe_int("budget_fen")?, read.flag("budget_negotiable")?),
        budget_source: read.maybe_text("budget_source")?,
        modes: read.list("modes")?,
        due_on: read.maybe_date("due_on")?,
        urgency: read.parsed("urgency", Urgency::from_code)?,
        intended: read.list("intended")?,
        avoided: read.list("avoided")?,
        disclosure: read.parsed("disclosure", Disclosure::from_code)?,
        field_disclosure: read.parsed("field_disclosure", |text| serde_json::from_str(text).ok())?,
        secrecy: SecrecyDeclaration { by: read.text("secrecy_by")?, at: Instant(read.int("secrecy_at_ms")?) },
        contact: contact(&read)?,
        fills: read.list("fills")?,
        source: read.parsed("source", NeedSource::from_code)?,
        collector: read.maybe_text("collector")?,
        collected_on: read.maybe_date("collected_on")?,
        status: read.parsed("status", NeedStatus::from_code)?,
        life: life(&read)?,
        origin: read.maybe_text("origin")?,
        version: read.int("version")?,
        whole: true,
    })
}

fn life(read: &Read<'_>) -> Result<NeedLife, StorageError> {
    let given = match (read.maybe_text("confirmed_by")?, read.maybe_int("confirmed_at_ms")?) {
        (Some(by), Some(at)) => Some(Confirmation::Given { by, at: Instant(at) }),
        _ => None,
    };
    let review = (read.maybe_text("secrecy_review_by")?, read.maybe_int("secrecy_review_at_ms")?);
    Ok(NeedLife {
        filed_by: read.maybe_text("filed_by")?,
        confirmation: read.parsed("confirmation", |code| match code {
            "none" => Some(Confirmation::NotWanted),
            "waiting" => Some(Confirmation::Waiting),
            "given" => given.clone(),
            _ => None,
        })?,
        secrecy_review: match review {
            (Some(by), Some(at)) => Some(SecrecyReview { by, at: Instant(at) }),
            _ => None,
        },
        since: read.maybe_int("since_at_ms")?.map(Instant),
        valid_until: read.maybe_date("valid_until_on")?,
    })
}

/// Binds what a need carries of its life: eight values.
pub(super) fn bind_life<'q>(
    query: Query<'q, sqlx::Any, AnyArguments>,
    life: &NeedLife,
) -> Query<'q, sqlx::Any, AnyArguments> {
    let (code, given) = match &life.confirmation {
        Confirmation::NotWanted => ("none", None),
        Confirmation::Waiting => ("waiting", None),
        Confirmation::Given { by, at } => ("given", Some((by.clone(), at.0))),
    };
    let review = life.secrecy_review.as_ref();
    query
        .bind(life.filed_by.clone())
        .bind(code)
        .bind(given.as_ref().map(|(by, _)| by.clone()))
        .bind(given.map(|(_, at)| at))
        .bind(review.map(|review| review.by.clone()))
        .bind(review.map(|review| review.at.0))
        .bind(life.since.map(|since| since.0))
        .bind(life.valid_until.map(|day| day.to_string()))
}

fn contact(read: &Read<'_>) -> Result<NeedContact, StorageError> {
    Ok(NeedContact {
        name: read.maybe_text("contact_name")?,
        position: read.maybe_text("contact_position")?,
        phone: read.maybe_text("contact_phone")?,
        email: read.maybe_text("contact_email")?,
        decision_maker: read.maybe_text("decision_maker")?,
    })
}

/// The records of rows with `whole` and `matched`: of those that are not whole the published part.
pub(super) async fn complete(conn: &mut AnyConnection, rows: &[AnyRow]) -> Result<Vec<Need>, StorageError> {
    let mut found: Vec<Need> = rows.iter().map(need).collect::<Result<_, _>>()?;
    let ids: Vec<String> = found.iter().map(|need| need.id.to_string()).collect();
    let mut indicators = indicators::load(&mut *conn, Owner::Need, &ids).await?;
    for need in &mut found {
        need.indicators = indicators.remove(need.id.as_str()).unwrap_or_default();
    }
    let mut flags = Vec::with_capacity(rows.len());
    for row in rows {
        let read = Read::new("need", row);
        flags.push((read.flag("whole")?, read.flag("matched")?));
    }
    let unnamed =
        found.iter().zip(&flags).filter(|(need, flags)| !flags.0 && need.disclosure == Disclosure::Unnamed);
    let unnamed = unnamed.map(|(need, _)| need.enterprise.to_string()).collect();
    let traces = traces_of(conn, unnamed).await?;
    let read = found.into_iter().zip(flags).map(|(need, (whole, matched))| {
        let traces = traces.get(need.enterprise.as_str()).map_or(&[][..], Vec::as_slice);
        if whole { need } else { published_part(need, matched, traces) }
    });
    Ok(read.collect())
}

/// The days by which needs of such rows are to be solved, where the reader may know them.
pub(super) fn due_days(rows: &[AnyRow]) -> Result<Vec<(NeedId, BusinessDate)>, StorageError> {
    let mut days = Vec::new();
    for row in rows {
        let (read, found) = (Read::new("need", row), need(row)?);
        let (whole, matched) = (read.flag("whole")?, read.flag("matched")?);
        let readable = if whole { found } else { published_part(found, matched, &[]) };
        days.extend(readable.due_on.map(|day| (readable.id, day)));
    }
    Ok(days)
}

/// The names of these enterprises as they may stand in a text, by id.
async fn traces_of(
    conn: &mut AnyConnection,
    enterprises: BTreeSet<String>,
) -> Result<HashMap<String, Vec<String>>, StorageError> {
    let ids: Vec<String> = enterprises.into_iter().collect();
    let mut traces = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let sql = format!("SELECT id, name FROM enterprise WHERE id IN {}", placeholders(1, chunk.len()));
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
        for row in query.fetch_all(&mut *conn).await? {
            let read = Read::new("enterprise", &row);
            traces.insert(read.text("id")?, name_traces(&read.text("name")?));
        }
    }
    Ok(traces)
}
