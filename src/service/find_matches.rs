//! Finds partners for needs: institutions ranked by what their published capabilities say, with the reasons.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use duijie_index::rank::{InstitutionFacts, RankOptions, SHORTLIST, Weights, rank_all};
use duijie_index::{Code, CodeColumn, Filter, Snapshot};
use sqlx::AnyConnection;

use super::ServiceError;
use super::explain_candidates::{Holders, Ranked, answers, load_evidence};
use super::partners::NeedMatches;
use crate::domain::capability::CapabilityStatus;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::{EnterpriseId, InstitutionId, NeedId};
use crate::domain::need::Need;
use crate::domain::text::name_key;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::{Collection, Progress, Search, blocking, mapping};
use crate::storage::{self, NeedFilter, Store};

/// Needs ranked and explained at a time.
const BATCH: usize = 64;
/// Records of a page.
const PAGE: i64 = 500;
/// Threads that rank; more gain little and take the machine from others.
const THREADS: usize = 2;

/// How to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchOptions {
    /// Candidates of a need.
    pub top: usize,
    /// The day for which freshness is counted.
    pub as_of: BusinessDate,
}

/// What all needs of one call are ranked with.
pub(super) struct Field {
    snapshot: Arc<Snapshot>,
    facts: HashMap<String, InstitutionFacts>,
    by_name: HashMap<String, InstitutionId>,
    holders: Arc<Holders>,
    options: MatchOptions,
}

/// A need made ready for ranking.
pub(super) struct Asked {
    pub(super) need: Need,
    /// Name of its enterprise.
    pub(super) enterprise: String,
    pub(super) asked: duijie_index::Need,
}

/// Finds partners for these needs, in their order, all over the same state of the index. Who else is a candidate is
/// told to those who look after a need; an institution is told its own place alone, and to others outside the need is
/// left out.
///
/// # Errors
/// If database or index fail.
pub async fn find_matches(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    needs: Vec<Need>,
    options: &MatchOptions,
    progress: Progress<'_>,
) -> Result<Vec<NeedMatches>, ServiceError> {
    let mut conn = store.read().await?;
    let field = Arc::new(field(&mut conn, search, viewer, *options).await?);
    let total = needs.len() as u64;
    let (mut found, mut done) = (Vec::with_capacity(needs.len()), 0);
    let mut needs = needs.into_iter();
    loop {
        let batch: Vec<Need> = needs.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(found);
        }
        done += batch.len() as u64;
        found.extend(match_batch(&mut conn, viewer, &field, batch).await?);
        progress(done, total);
    }
}

async fn match_batch(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    field: &Arc<Field>,
    needs: Vec<Need>,
) -> Result<Vec<NeedMatches>, ServiceError> {
    let order: HashMap<String, usize> =
        needs.iter().enumerate().map(|(at, need)| (need.id.to_string(), at)).collect();
    let (own, published): (Vec<Need>, Vec<Need>) = needs.into_iter().partition(|need| need.whole);
    let asked = ask(conn, viewer, field, own).await?;
    let mut found = match_asked(conn, viewer, field, asked, None).await?;
    if let Scope::Institution(institution) = viewer.scope() {
        let asked = ask(conn, viewer, field, published).await?;
        found.extend(match_asked(conn, viewer, field, asked, Some(institution.clone())).await?);
    }
    found.sort_by_key(|one| order.get(&one.need).copied());
    Ok(found)
}

/// Makes needs ready for ranking.
pub(super) async fn ask(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    field: &Field,
    needs: Vec<Need>,
) -> Result<Vec<Asked>, ServiceError> {
    let enterprises = enterprises_of(conn, viewer, &needs).await?;
    Ok(needs.into_iter().map(|need| ask_one(field, enterprises.get(&need.enterprise), need)).collect())
}

/// Makes one need ready for ranking.
pub(super) fn ask_one(field: &Field, enterprise: Option<&Enterprise>, need: Need) -> Asked {
    let asked = mapping::ranked_need(&need, enterprise, &field.by_name);
    let enterprise = enterprise.map(|enterprise| enterprise.name.clone()).unwrap_or_default();
    Asked { need, enterprise, asked }
}

/// Ranks and explains; every number of a pair comes from here, whichever page shows it. With `only`, that institution
/// alone is ranked: its numbers do not depend on who else is.
pub(super) async fn match_asked(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    field: &Arc<Field>,
    asked: Vec<Asked>,
    only: Option<InstitutionId>,
) -> Result<Vec<NeedMatches>, ServiceError> {
    let with = Arc::clone(field);
    let ranked = blocking(move || rank_batch(&with, asked, only.as_ref())).await??;
    let texts = load_evidence(conn, viewer, &ranked).await?;
    let (snapshot, holders) = (Arc::clone(&field.snapshot), Arc::clone(&field.holders));
    Ok(blocking(move || answers(&snapshot, ranked, &texts, &holders)).await??)
}

/// Finds partners for all needs for which partners are sought, in the order of their ids.
///
/// # Errors
/// As [`find_matches`].
pub async fn match_all(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    options: &MatchOptions,
    progress: Progress<'_>,
) -> Result<Vec<NeedMatches>, ServiceError> {
    let mut conn = store.read().await?;
    let (mut needs, mut after): (Vec<Need>, Option<NeedId>) = (Vec::new(), None);
    loop {
        let page = storage::list_needs(&mut conn, viewer, &NeedFilter::open(), after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        needs.extend(page);
    }
    drop(conn);
    find_matches(store, search, viewer, needs, options, progress).await
}

/// Finds partners for the need with this id or number, whatever its status.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`]; otherwise as [`find_matches`].
pub async fn match_one(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    reference: &str,
    options: &MatchOptions,
) -> Result<NeedMatches, ServiceError> {
    let missing = || ServiceError::NoSuchNeed(reference.trim().to_owned());
    let mut conn = store.read().await?;
    let need = storage::find_need(&mut conn, viewer, reference).await?.ok_or_else(missing)?;
    drop(conn);
    find_matches(store, search, viewer, vec![need], options, &|_, _| {}).await?.pop().ok_or_else(missing)
}

/// Everything that is the same for all needs of a call.
pub(super) async fn field(
    conn: &mut AnyConnection,
    search: &Search,
    viewer: &Viewer,
    options: MatchOptions,
) -> Result<Field, ServiceError> {
    let counties = storage::load_counties(conn).await?;
    let (mut facts, mut by_name, mut holders) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut after: Option<InstitutionId> = None;
    loop {
        let page = storage::list_institutions(conn, viewer, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        for institution in page {
            facts.insert(institution.id.to_string(), mapping::institution_facts(&institution, &counties));
            by_name.insert(name_key(&institution.name), institution.id.clone());
            let division = mapping::place_of(&institution, &counties);
            holders.insert(institution.id.to_string(), (institution, division));
        }
    }
    let snapshot = search.snapshot(Collection::Capabilities)?;
    Ok(Field { snapshot, facts, by_name, holders: Arc::new(holders), options })
}

async fn enterprises_of(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    needs: &[Need],
) -> Result<HashMap<EnterpriseId, Enterprise>, ServiceError> {
    let ids: BTreeSet<EnterpriseId> = needs.iter().map(|need| need.enterprise.clone()).collect();
    let ids: Vec<EnterpriseId> = ids.into_iter().collect();
    let found = storage::load_enterprises(conn, viewer, &ids).await?;
    Ok(found.into_iter().map(|enterprise| (enterprise.id.clone(), enterprise)).collect())
}

fn rank_batch(
    field: &Field,
    asked: Vec<Asked>,
    only: Option<&InstitutionId>,
) -> Result<Vec<Ranked>, ServiceError> {
    let published: Vec<Code> = Code::new(CapabilityStatus::Published.code()).into_iter().collect();
    let filter = Filter::all().with_any(CodeColumn::Status, &published);
    let options = RankOptions {
        filter: only.iter().fold(filter, |filter, one| filter.held_by(&[one.as_str()])),
        institutions: &field.facts,
        weights: Weights::default(),
        as_of: mapping::day(field.options.as_of),
        // The whole shortlist is ranked anyway; how many of it are related is told besides the best.
        top: field.options.top.max(SHORTLIST),
    };
    let needs: Vec<duijie_index::Need> = asked.iter().map(|one| one.asked.clone()).collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS);
    let rankings = rank_all(&field.snapshot, &needs, &options, threads)?;
    let ranked = asked.into_iter().zip(rankings).map(|(one, mut ranking)| {
        let able = ranking.candidates.iter().filter(|candidate| candidate.related).count();
        let totals = (ranking.candidates.len(), ranking.blocked.len());
        ranking.candidates.truncate(field.options.top);
        ranking.blocked.truncate(field.options.top);
        Ranked { need: one.need, enterprise: one.enterprise, asked: one.asked, ranking, able, totals }
    });
    Ok(ranked.collect())
}
