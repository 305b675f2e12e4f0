//! Shows one institution: what it can do, and the needs it fits best.
//!
//! The index of needs only recalls: which open needs come near the texts of its capabilities. Every number shown is
//! that of the forward ranking, in which a need looks for institutions, so that both pages of a pair say the same.

use std::collections::HashMap;
use std::sync::Arc;

use duijie_index::{Code, CodeColumn, Filter, Query, QueryText, Snapshot, search};
use sqlx::AnyConnection;

use super::ServiceError;
use super::browse::SearchKind;
use super::find_matches::{Field, MatchOptions, ask, field, match_asked};
use super::partners::{BlockedPartner, NeedMatches, Partner};
use crate::domain::capability::{Capability, CapabilityStatus};
use crate::domain::freshness::Freshness;
use crate::domain::ids::{CapabilityId, InstitutionId, NeedId};
use crate::domain::institution::Institution;
use crate::domain::need::NeedStatus;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::{Search, blocking, mapping};
use crate::storage::{self, Store};

/// Capabilities of a page.
pub const CAPABILITIES_A_PAGE: usize = 20;
/// Indicators shown of a capability in the list.
const INDICATORS: usize = 3;
/// Needs shown.
const MOST_NEEDS: usize = 10;
/// Needs that are recalled for ranking.
const RECALLED: usize = 40;
/// Needs that one capability recalls.
const RECALLED_EACH: usize = 20;
/// Capabilities whose texts recall needs.
const RECALLING: usize = 200;

/// An institution as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct InstitutionShown {
    /// The record, its contact masked.
    pub institution: Institution,
    /// How many capabilities it holds.
    pub capability_total: usize,
    /// How many of those on show want to be confirmed again, of the first few hundred.
    pub due: usize,
    /// Page of capabilities shown, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// Capabilities of the page, in the order in which they were recorded.
    pub capabilities: Vec<CapabilityBrief>,
    /// Open needs that fit best, best first, then those a rule keeps it from.
    pub needs: Vec<FittingNeed>,
}

/// A capability in a list of capabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapabilityBrief {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Kind of resource, in words.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// Technology readiness 1–9.
    pub trl: Option<i64>,
    /// Modes of cooperation.
    pub modes: Vec<&'static str>,
    /// Price: `120 万元`, `面议`.
    pub price: Option<String>,
    /// The first indicators, as written.
    pub indicators: Vec<String>,
    /// Who may read it.
    pub status: CapabilityStatus,
    /// Day on which somebody last stated or confirmed all of it.
    pub confirmed_on: BusinessDate,
    /// How far it has aged.
    pub freshness: Freshness,
}

/// An open need that the institution fits, or would.
#[derive(Debug, Clone, PartialEq)]
pub struct FittingNeed {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title.
    pub title: String,
    /// Name of its enterprise.
    pub enterprise: String,
    /// The institution's numbers and evidence, as on the need's page; `None` if a rule bars the pair.
    pub partner: Option<Partner>,
    /// The rule that bars the pair.
    pub blocked: Option<BlockedPartner>,
}

/// Shows the institution with this id, number or name; `page` of its capabilities counts from 1.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if database or index fail.
pub async fn show_institution(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    reference: &str,
    page: usize,
    as_of: BusinessDate,
) -> Result<InstitutionShown, ServiceError> {
    let mut conn = store.read().await?;
    let found = storage::find_institution(&mut conn, viewer, reference).await?;
    let institution = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let of = std::slice::from_ref(&institution.id);
    let ids = storage::capability_ids_of_institutions(&mut conn, viewer, of).await?;
    let pages = ids.len().div_ceil(CAPABILITIES_A_PAGE).max(1);
    let page = page.clamp(1, pages);
    let shown = ids.chunks(CAPABILITIES_A_PAGE).nth(page - 1).unwrap_or_default();
    let capabilities = ordered(storage::load_capabilities(&mut conn, viewer, shown).await?, shown);
    let texts = recalling(&mut conn, viewer, &ids).await?;
    let on_show = texts.iter().filter(|one| one.status == CapabilityStatus::Published);
    let due = on_show.filter(|one| one.freshness(as_of).is_due()).count();
    let needs = recall(index.snapshot(SearchKind::Needs.collection(viewer))?, texts, RECALLED).await?;
    let options = MatchOptions { top: 1, as_of };
    let field = Arc::new(field(&mut conn, index, viewer, options).await?);
    let needs = fitting(&mut conn, viewer, &field, &institution, needs).await?;
    Ok(InstitutionShown {
        capability_total: ids.len(),
        due,
        page,
        pages,
        capabilities: capabilities.iter().map(|one| capability_brief(one, as_of)).collect(),
        needs,
        institution: Institution { contact: institution.contact.masked(), ..institution },
    })
}

fn ordered(mut found: Vec<Capability>, ids: &[CapabilityId]) -> Vec<Capability> {
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    found
}

fn capability_brief(capability: &Capability, today: BusinessDate) -> CapabilityBrief {
    CapabilityBrief {
        id: capability.id.to_string(),
        no: capability.no.clone(),
        kind: capability.kind.label(),
        title: capability.title.clone(),
        trl: capability.trl,
        modes: capability.modes.iter().map(|mode| mode.label()).collect(),
        price: capability.price.map(messages::price),
        indicators: capability.indicators.iter().take(INDICATORS).map(|one| one.written.clone()).collect(),
        status: capability.shown_status(),
        freshness: capability.freshness(today),
        confirmed_on: capability.confirmed_at.beijing_day(),
    }
}

/// The capabilities whose texts recall needs, of those of an institution.
async fn recalling(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[CapabilityId],
) -> Result<Vec<Capability>, ServiceError> {
    Ok(storage::load_capabilities(conn, viewer, ids.get(..RECALLING).unwrap_or(ids)).await?)
}

/// Open needs that come nearest to the capabilities of an institution, at most `most`; how well they fit is for the
/// forward ranking to say.
///
/// # Errors
/// If database or index fail.
pub(super) async fn recall_of(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    institution: &InstitutionId,
    most: usize,
) -> Result<Vec<NeedId>, ServiceError> {
    let of = std::slice::from_ref(institution);
    let mut conn = store.read().await?;
    let ids = storage::capability_ids_of_institutions(&mut conn, viewer, of).await?;
    let texts = recalling(&mut conn, viewer, &ids).await?;
    drop(conn);
    recall(index.snapshot(SearchKind::Needs.collection(viewer))?, texts, most).await
}

/// Open needs that come nearest to any of these texts.
async fn recall(
    snapshot: Arc<Snapshot>,
    capabilities: Vec<Capability>,
    most: usize,
) -> Result<Vec<NeedId>, ServiceError> {
    let open: Vec<Code> =
        NeedStatus::OPEN.iter().filter_map(|status| Code::new(status.code()).ok()).collect();
    let filter = Filter::all().with_any(CodeColumn::Status, &open);
    let look = move || {
        let mut best: HashMap<String, f64> = HashMap::new();
        for one in capabilities.iter().filter(|one| one.shown_status() == CapabilityStatus::Published) {
            let body = mapping::capability_body(one);
            let text = QueryText { title: &one.title, body: &body, keywords: &one.keywords };
            let query = Query::new(snapshot.analyzer(), &text);
            for hit in search(&snapshot, &query, &filter, 0, RECALLED_EACH)?.hits {
                let known = best.entry(hit.id).or_default();
                *known = known.max(hit.fit);
            }
        }
        Ok::<_, duijie_index::IndexError>(best)
    };
    let mut best: Vec<(String, f64)> = blocking(look).await??.into_iter().collect();
    best.sort_by(|(a, one), (b, two)| two.total_cmp(one).then_with(|| a.cmp(b)));
    Ok(best.iter().take(most).filter_map(|(id, _)| NeedId::parse(id)).collect())
}

/// The recalled needs with the forward ranking's numbers, best first.
async fn fitting(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    field: &Arc<Field>,
    institution: &Institution,
    recalled: Vec<NeedId>,
) -> Result<Vec<FittingNeed>, ServiceError> {
    let needs = storage::load_needs(conn, viewer, &recalled).await?;
    let needs = needs.into_iter().filter(|need| NeedStatus::OPEN.contains(&need.status)).collect();
    let asked = ask(conn, viewer, field, needs).await?;
    let found = match_asked(conn, viewer, field, asked, Some(institution.id.clone())).await?;
    let mut needs: Vec<FittingNeed> = found.into_iter().filter_map(fitting_need).collect();
    let score = |need: &FittingNeed| need.partner.as_ref().map(|partner| partner.score);
    needs.sort_by(|a, b| score(b).cmp(&score(a)).then_with(|| a.no.cmp(&b.no)));
    needs.truncate(MOST_NEEDS);
    Ok(needs)
}

/// `None` if the pair is below the floor.
fn fitting_need(found: NeedMatches) -> Option<FittingNeed> {
    let partner = found.candidates.into_iter().next();
    let blocked = found.blocked.into_iter().next();
    (partner.is_some() || blocked.is_some()).then_some(FittingNeed {
        id: found.need,
        no: found.no,
        title: found.title,
        enterprise: found.enterprise,
        partner,
        blocked,
    })
}
