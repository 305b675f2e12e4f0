//! Finds partners for needs: institutions ranked by what their published capabilities say, with the reasons.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use duijie_index::rank::{InstitutionFacts, RankOptions, Weights, rank_all};
use duijie_index::{Code, CodeColumn, Filter, Snapshot};
use sqlx::AnyConnection;

use super::ServiceError;
use super::explain_candidates::{Names, Ranked, answers, load_evidence};
use super::partners::NeedMatches;
use crate::domain::capability::CapabilityStatus;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::{EnterpriseId, InstitutionId, NeedId};
use crate::domain::need::Need;
use crate::domain::text::name_key;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
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
struct Field {
    snapshot: Arc<Snapshot>,
    facts: HashMap<String, InstitutionFacts>,
    by_name: HashMap<String, InstitutionId>,
    names: Names,
    options: MatchOptions,
}

/// Finds partners for these needs, in their order, all over the same state of the index.
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
    let mut found = Vec::with_capacity(needs.len());
    let mut needs = needs.into_iter();
    loop {
        let batch: Vec<Need> = needs.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(found);
        }
        let enterprises = enterprises_of(&mut conn, viewer, &batch).await?;
        let mut names = field.names.clone();
        names.extend(enterprises.values().map(|known| (known.id.to_string(), known.name.clone())));
        let names = Arc::new(names);
        let with = Arc::clone(&field);
        let ranked = blocking(move || rank_batch(&with, batch, &enterprises)).await??;
        let texts = load_evidence(&mut conn, viewer, &ranked).await?;
        let snapshot = Arc::clone(&field.snapshot);
        found.extend(blocking(move || answers(&snapshot, ranked, &texts, &names)).await??);
        progress(found.len() as u64, total);
    }
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

async fn field(
    conn: &mut AnyConnection,
    search: &Search,
    viewer: &Viewer,
    options: MatchOptions,
) -> Result<Field, ServiceError> {
    let counties = storage::load_counties(conn).await?;
    let (mut facts, mut by_name, mut names) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut after: Option<InstitutionId> = None;
    loop {
        let page = storage::list_institutions(conn, viewer, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        for institution in page {
            facts.insert(institution.id.to_string(), mapping::institution_facts(&institution, &counties));
            by_name.insert(name_key(&institution.name), institution.id.clone());
            names.insert(institution.id.to_string(), institution.name);
        }
    }
    let snapshot = search.snapshot(Collection::Capabilities)?;
    Ok(Field { snapshot, facts, by_name, names, options })
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
    needs: Vec<Need>,
    enterprises: &HashMap<EnterpriseId, Enterprise>,
) -> Result<Vec<Ranked>, ServiceError> {
    let published: Vec<Code> = Code::new(CapabilityStatus::Published.code()).into_iter().collect();
    let options = RankOptions {
        filter: Filter::all().with_any(CodeColumn::Status, &published),
        institutions: &field.facts,
        weights: Weights::default(),
        as_of: mapping::day(field.options.as_of),
        top: field.options.top,
    };
    let asked: Vec<duijie_index::Need> = needs
        .iter()
        .map(|need| mapping::ranked_need(need, enterprises.get(&need.enterprise), &field.by_name))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS);
    let rankings = rank_all(&field.snapshot, &asked, &options, threads)?;
    let ranked = needs.into_iter().zip(asked).zip(rankings);
    Ok(ranked.map(|((need, asked), ranking)| Ranked { need, asked, ranking }).collect())
}
