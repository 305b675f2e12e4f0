//! Offers of institutions to needs, with the steps of their life, and whom to call once both sides want to talk.

use std::collections::HashMap;

use sqlx::AnyConnection;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;

use super::change_log::Entity;
use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, json_list, placeholders};
use super::scope::{Seen, open_to_who_offers};
use super::write::WriteTx;
use crate::domain::enterprise::Contact;
use crate::domain::ids::{InstitutionId, NeedId, OfferId};
use crate::domain::need::NeedContact;
use crate::domain::offer::{
    ContactWish, DeclineReason, Offer, OfferAnswer, OfferStatus, OfferStep, OfferStepTaken,
};
use crate::domain::text::clean;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};

const COLUMNS: &str = "offer.id, offer.need_id, offer.institution_id, offer.need_no, offer.need_title, offer.answer, \
    offer.evidence, offer.no_evidence, offer.wish, offer.author, offer.status, offer.decline_reason, offer.sent_at_ms, \
    offer.answered_at_ms, offer.version";

/// Which offers a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfferFilter {
    /// Only in this state.
    pub status: Option<OfferStatus>,
    /// Only to this need.
    pub need: Option<NeedId>,
    /// Part of the need's title or number, or of the institution's name.
    pub text: Option<String>,
}

/// In which order they come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OfferOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first: who has waited longest.
    Oldest,
}

impl OfferFilter {
    /// The condition, its placeholders from number `first` on, and their values.
    fn condition(&self, first: usize) -> (String, Vec<String>) {
        let (mut all, mut values) = (vec!["1 = 1".to_owned()], Vec::new());
        if let Some(status) = self.status {
            all.push(format!("offer.status = '{}'", status.code()));
        }
        if let Some(need) = &self.need {
            values.push(need.to_string());
            all.push(format!("offer.need_id = ${}", first + values.len() - 1));
        }
        if let Some(text) = self.text.as_deref().map(clean).filter(|text| !text.is_empty()) {
            let text = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            values.push(format!("%{text}%"));
            let at = first + values.len() - 1;
            all.push(format!(
                "(offer.need_title LIKE ${at} ESCAPE '\\' OR offer.need_no LIKE ${at} ESCAPE '\\' \
                 OR offer.institution_id IN (SELECT id FROM institution WHERE name LIKE ${at} ESCAPE '\\'))"
            ));
        }
        (all.join(" AND "), values)
    }
}

fn select() -> String {
    let open = open_to_who_offers();
    format!(
        "SELECT {COLUMNS}, CASE WHEN {open} THEN 1 ELSE 0 END AS need_open \
         FROM offer JOIN need ON need.id = offer.need_id"
    )
}

fn offer(row: &AnyRow) -> Result<Offer, StorageError> {
    let read = Read::new("offer", row);
    Ok(Offer {
        id: read.parsed("id", OfferId::parse)?,
        need: read.parsed("need_id", NeedId::parse)?,
        need_no: read.text("need_no")?,
        need_title: read.text("need_title")?,
        institution: read.parsed("institution_id", InstitutionId::parse)?,
        answer: OfferAnswer {
            text: read.text("answer")?,
            evidence: read.list("evidence")?,
            no_evidence: read.maybe_text("no_evidence")?,
            wish: read.parsed("wish", ContactWish::from_code)?,
        },
        author: read.text("author")?,
        status: read.parsed("status", OfferStatus::from_code)?,
        declined: read.maybe_parsed("decline_reason", DeclineReason::from_code)?,
        sent_at: Instant(read.int("sent_at_ms")?),
        answered_at: read.maybe_int("answered_at_ms")?.map(Instant),
        version: read.int("version")?,
        need_open: read.flag("need_open")?,
    })
}

/// Binds $1 … $13: what may change, the id first and the version last.
fn bind_offer<'q>(
    query: Query<'q, sqlx::Any, AnyArguments>,
    offer: &Offer,
) -> Query<'q, sqlx::Any, AnyArguments> {
    query
        .bind(offer.id.to_string())
        .bind(offer.need_no.clone())
        .bind(offer.need_title.clone())
        .bind(offer.answer.text.clone())
        .bind(json_list(&offer.answer.evidence))
        .bind(offer.answer.no_evidence.clone())
        .bind(offer.answer.wish.code())
        .bind(offer.author.clone())
        .bind(offer.status.code())
        .bind(offer.declined.map(DeclineReason::code))
        .bind(offer.sent_at.0)
        .bind(offer.answered_at.map(|at| at.0))
        .bind(offer.version)
}

/// Adds an offer with its first step.
///
/// # Errors
/// [`StorageError::Taken`] if the institution has made one to this need.
pub async fn insert_offer(tx: &mut WriteTx, offer: &Offer) -> Result<(), StorageError> {
    let query = sqlx::query(
        "INSERT INTO offer (id, need_no, need_title, answer, evidence, no_evidence, wish, author, status, \
         decline_reason, sent_at_ms, answered_at_ms, version, need_id, institution_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    );
    let query = bind_offer(query, offer).bind(offer.need.to_string()).bind(offer.institution.to_string());
    query.execute(tx.conn()).await?;
    insert_step(tx, &offer.id, OfferStep::Send, None, offer).await
}

/// Replaces an offer after a step from the state `from`; `offer.version` is the version that was read, and is raised by
/// one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since.
pub async fn update_offer(
    tx: &mut WriteTx,
    offer: &Offer,
    step: OfferStep,
    from: OfferStatus,
) -> Result<(), StorageError> {
    let query = sqlx::query(
        "UPDATE offer SET need_no = $2, need_title = $3, answer = $4, evidence = $5, no_evidence = $6, wish = $7, \
         author = $8, status = $9, decline_reason = $10, sent_at_ms = $11, answered_at_ms = $12, version = version + 1 \
         WHERE id = $1 AND version = $13",
    );
    let done = bind_offer(query, offer).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "offer", id: offer.id.to_string() });
    }
    insert_step(tx, &offer.id, step, Some(from), offer).await
}

async fn insert_step(
    tx: &mut WriteTx,
    id: &OfferId,
    step: OfferStep,
    from: Option<OfferStatus>,
    after: &Offer,
) -> Result<(), StorageError> {
    // Lists show beside a need how many offer: what is kept of them is not to be older than this.
    tx.changed(Entity::Need, after.need.as_str());
    let (at, actor) = (tx.now(), tx.viewer().actor().to_owned());
    let reason = after.declined.filter(|_| step == OfferStep::Decline);
    sqlx::query(
        "INSERT INTO offer_step (offer_id, step, from_status, to_status, actor, at_ms, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(step.code())
    .bind(from.map(OfferStatus::code))
    .bind(after.status.code())
    .bind(actor)
    .bind(at.0)
    .bind(reason.map(DeclineReason::code))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The offer with this id.
///
/// # Errors
/// If the database fails.
pub async fn find_offer(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &OfferId,
) -> Result<Option<Offer>, StorageError> {
    let seen = Seen::offers(viewer, 2);
    let query = assembled(format!("{} WHERE offer.id = $1 AND {}", select(), seen.sql()));
    let row = seen.bind(query.bind(id.to_string())).fetch_optional(conn).await?;
    row.as_ref().map(offer).transpose()
}

/// The offer of this institution to this need.
///
/// # Errors
/// If the database fails.
pub async fn find_offer_to(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    need: &NeedId,
    institution: &InstitutionId,
) -> Result<Option<Offer>, StorageError> {
    let seen = Seen::offers(viewer, 3);
    let sql =
        format!("{} WHERE offer.need_id = $1 AND offer.institution_id = $2 AND {}", select(), seen.sql());
    let query = assembled(sql).bind(need.to_string()).bind(institution.to_string());
    let row = seen.bind(query).fetch_optional(conn).await?;
    row.as_ref().map(offer).transpose()
}

/// Offers, `limit` of them from `offset` on.
///
/// # Errors
/// If the database fails.
pub async fn list_offers(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &OfferFilter,
    order: OfferOrder,
    (offset, limit): (i64, i64),
) -> Result<Vec<Offer>, StorageError> {
    let (condition, values) = filter.condition(1);
    let seen = Seen::offers(viewer, values.len() + 1);
    let order = match order {
        OfferOrder::Newest => "offer.sent_at_ms DESC, offer.id DESC",
        OfferOrder::Oldest => "offer.sent_at_ms, offer.id",
    };
    let sql = format!(
        "{} WHERE {condition} AND {} ORDER BY {order} LIMIT {} OFFSET {}",
        select(),
        seen.sql(),
        limit.max(0),
        offset.max(0)
    );
    let query = values.into_iter().fold(assembled(sql), |query, value| query.bind(value));
    seen.bind(query).fetch_all(conn).await?.iter().map(offer).collect()
}

/// How many offers there are in each state, whatever state the filter asks for.
///
/// # Errors
/// If the database fails.
pub async fn count_offers(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &OfferFilter,
) -> Result<HashMap<OfferStatus, i64>, StorageError> {
    let (condition, values) = OfferFilter { status: None, ..filter.clone() }.condition(1);
    let seen = Seen::offers(viewer, values.len() + 1);
    let sql = format!(
        "SELECT offer.status, COUNT(*) AS n FROM offer WHERE {condition} AND {} GROUP BY offer.status",
        seen.sql()
    );
    let query = values.into_iter().fold(assembled(sql), |query, value| query.bind(value));
    let rows = seen.bind(query).fetch_all(conn).await?;
    let count = |row: &AnyRow| {
        let read = Read::new("offer", row);
        Ok((read.parsed("status", OfferStatus::from_code)?, read.int("n")?))
    };
    rows.iter().map(count).collect()
}

/// How many offers that were not withdrawn these needs have, as far as the viewer may see offers; needs without any are
/// left out.
///
/// # Errors
/// If the database fails.
pub async fn count_offers_of_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    needs: &[NeedId],
) -> Result<HashMap<NeedId, i64>, StorageError> {
    let mut counts = HashMap::new();
    for chunk in needs.chunks(CHUNK) {
        let seen = Seen::offers(viewer, chunk.len() + 1);
        let sql = format!(
            "SELECT offer.need_id, COUNT(*) AS n FROM offer WHERE offer.need_id IN {} AND offer.status <> '{}' AND {} \
             GROUP BY offer.need_id",
            placeholders(1, chunk.len()),
            OfferStatus::Withdrawn.code(),
            seen.sql()
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in seen.bind(query).fetch_all(&mut *conn).await? {
            let read = Read::new("offer", &row);
            counts.insert(read.parsed("need_id", NeedId::parse)?, read.int("n")?);
        }
    }
    Ok(counts)
}

/// The steps of an offer's life, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn list_offer_steps(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &OfferId,
) -> Result<Vec<OfferStepTaken>, StorageError> {
    let seen = Seen::offers(viewer, 2);
    let query = assembled(format!(
        "SELECT offer_step.step, offer_step.from_status, offer_step.to_status, offer_step.actor, offer_step.at_ms, \
         offer_step.reason FROM offer_step JOIN offer ON offer.id = offer_step.offer_id \
         WHERE offer_step.offer_id = $1 AND {} ORDER BY offer_step.id",
        seen.sql()
    ));
    let rows = seen.bind(query.bind(id.to_string())).fetch_all(conn).await?;
    let step = |row: &AnyRow| {
        let read = Read::new("offer_step", row);
        Ok(OfferStepTaken {
            step: read.parsed("step", OfferStep::from_code)?,
            from: read.maybe_parsed("from_status", OfferStatus::from_code)?,
            to: read.parsed("to_status", OfferStatus::from_code)?,
            actor: read.text("actor")?,
            at: Instant(read.int("at_ms")?),
            reason: read.maybe_parsed("reason", DeclineReason::from_code)?,
        })
    };
    rows.iter().map(step).collect()
}

/// Whom to call on the other side of an offer. Personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedContact {
    /// Name of the enterprise or institution.
    pub organisation: String,
    /// Its contact.
    pub contact: NeedContact,
    /// Who wrote the offer, for the enterprise.
    pub author: Option<Contact>,
}

/// Whom the viewer may call about an offer: each side the other one, and only while both want to talk. Others have
/// their own ways (`unmask`).
///
/// # Errors
/// If the database fails.
pub async fn find_agreed_contact(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &OfferId,
) -> Result<Option<AgreedContact>, StorageError> {
    let seen = Seen::offers(viewer, 2);
    let sql = format!(
        "SELECT institution.name AS institution_name, institution.contact_name AS institution_contact, \
         institution.contact_phone AS institution_phone, account.name AS author_name, account.phone AS author_phone, \
         enterprise.name AS enterprise_name, need.contact_name, need.contact_position, need.contact_phone, \
         need.contact_email, enterprise.contact_name AS firm_contact, enterprise.contact_phone AS firm_phone \
         FROM offer JOIN need ON need.id = offer.need_id JOIN enterprise ON enterprise.id = need.enterprise_id \
         JOIN institution ON institution.id = offer.institution_id \
         LEFT JOIN account ON account.id = offer.author AND account.status = 'active' \
         WHERE offer.id = $1 AND offer.status = '{}' AND {}",
        OfferStatus::Welcome.code(),
        seen.sql()
    );
    let row = seen.bind(assembled(sql).bind(id.to_string())).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let read = Read::new("offer", &row);
    match viewer.scope() {
        Scope::Enterprise(_) => Ok(Some(AgreedContact {
            organisation: read.text("institution_name")?,
            contact: NeedContact {
                name: read.maybe_text("institution_contact")?,
                phone: read.maybe_text("institution_phone")?,
                ..NeedContact::default()
            },
            author: read
                .maybe_text("author_name")?
                .map(|name| {
                    Ok::<_, StorageError>(Contact {
                        name: Some(name),
                        phone: read.maybe_text("author_phone")?,
                    })
                })
                .transpose()?,
        })),
        Scope::Institution(_) => {
            let name = read.maybe_text("contact_name")?;
            let phone = read.maybe_text("contact_phone")?;
            // A need without a contact of its own is talked about with the enterprise's.
            let (name, phone) = match (name, phone) {
                (None, None) => (read.maybe_text("firm_contact")?, read.maybe_text("firm_phone")?),
                own => own,
            };
            Ok(Some(AgreedContact {
                organisation: read.text("enterprise_name")?,
                contact: NeedContact {
                    name,
                    phone,
                    position: read.maybe_text("contact_position")?,
                    email: read.maybe_text("contact_email")?,
                    decision_maker: None,
                },
                author: None,
            }))
        }
        Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Public => Ok(None),
    }
}
