//! Finds needs that resemble one that is being written: the enterprise's own, whatever became of them, by the letters they
//! share; those of others as the writer would find them by searching, and no others.

use std::collections::BTreeSet;
use std::sync::Arc;

use duijie_index::Query;

use super::ServiceError;
use super::browse::{SearchKind, usual_question};
use super::coach_need::Writing;
use crate::domain::ids::NeedId;
use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_draft::NeedContent;
use crate::domain::text::name_key;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::{Search, blocking};
use crate::storage::{self, Store};

/// Similar needs shown, of each kind.
const SHOWN: usize = 2;
/// Needs that are looked at for being similar.
const LOOKED_AT: usize = 8;
/// Own needs that are compared, newest first.
const OWN_COMPARED: usize = 200;
/// Fit from which another need is similar.
const SIMILAR_FIT: f64 = 0.3;
/// Share of letter pairs from which an own need is similar, and from which it may be the same.
const SIMILAR: f64 = 0.35;
/// See [`SIMILAR`].
const SAME: f64 = 0.7;
/// Characters of the text that are searched with.
const SEARCHED: usize = 300;
/// A need that resembles this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarNeed {
    /// Printed number.
    pub no: String,
    /// Title.
    pub title: String,
    /// Of the same enterprise.
    pub own: bool,
    /// Where it stands.
    pub status: NeedStatus,
    /// When it was written down.
    pub on: BusinessDate,
    /// It may be the very same.
    pub same: bool,
}

/// How one need resembles another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    own: bool,
    same: bool,
}

/// As the form shows it.
pub(super) fn shown(need: &Need, how: &Alike) -> SimilarNeed {
    SimilarNeed {
        no: need.no.clone(),
        title: need.title.clone(),
        own: how.own,
        status: need.status,
        on: need.collected_on.unwrap_or_else(|| need.id.made_at().beijing_day()),
        same: how.same,
    }
}

/// The needs that resemble what is being written, the writer's own first.
pub(super) async fn similar(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    writing: &Writing,
    content: &NeedContent,
) -> Result<Vec<(Need, Alike)>, ServiceError> {
    if content.title.chars().count() + content.problem.chars().count() < 8 {
        return Ok(Vec::new());
    }
    let mut found = own_needs(store, viewer, writing, content).await?;
    found.extend(needs_of_others(store, search, viewer, writing, content).await?);
    Ok(found)
}

/// Those of the enterprise itself, whatever became of them.
async fn own_needs(
    store: &Store,
    viewer: &Viewer,
    writing: &Writing,
    content: &NeedContent,
) -> Result<Vec<(Need, Alike)>, ServiceError> {
    let Some(enterprise) = &writing.enterprise else { return Ok(Vec::new()) };
    let mut conn = store.read().await?;
    let owner = std::slice::from_ref(enterprise);
    let mut ids = storage::need_ids_of_enterprises(&mut conn, viewer, owner).await?;
    ids.sort_by(|a, b| b.cmp(a));
    ids.truncate(OWN_COMPARED);
    let needs = storage::load_needs(&mut conn, viewer, &ids).await?;
    drop(conn);
    let written = pairs(&[&content.title, &content.problem]);
    let titled = pairs(&[&content.title]);
    let mut alike: Vec<(f64, Need)> = needs
        .into_iter()
        .filter(|need| need.whole && Some(&need.id) != writing.need.as_ref())
        .map(|need| {
            let whole = shared(&written, &pairs(&[&need.title, &need.problem]));
            (whole.max(shared(&titled, &pairs(&[&need.title]))), need)
        })
        .filter(|(share, _)| *share >= SIMILAR)
        .collect();
    alike.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| other.id.cmp(&one.id)));
    let key = name_key(&content.title);
    let alike = alike.into_iter().take(SHOWN).map(|(share, need)| {
        let same = share >= SAME || name_key(&need.title) == key;
        (need, Alike { own: true, same })
    });
    Ok(alike.collect())
}

/// Those of others that the writer would find by searching.
async fn needs_of_others(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    writing: &Writing,
    content: &NeedContent,
) -> Result<Vec<(Need, Alike)>, ServiceError> {
    let words: String = format!("{} {}", content.title, content.problem).chars().take(SEARCHED).collect();
    let query = Arc::new(Query::words(search.analyzer(), &words));
    let question = usual_question(store, search, viewer, SearchKind::Needs, Some(query)).await?;
    let hits = blocking(move || question.ask(0, LOOKED_AT)).await??.hits;
    let near: Vec<NeedId> = hits
        .iter()
        .filter(|hit| hit.fit >= SIMILAR_FIT)
        .filter_map(|hit| NeedId::parse(&hit.id))
        .filter(|id| Some(id) != writing.need.as_ref())
        .collect();
    let needs = storage::load_needs(&mut *store.read().await?, viewer, &near).await?;
    let own = match viewer.scope() {
        Scope::Enterprise(own) => Some(own),
        _ => writing.enterprise.as_ref(),
    };
    let mut others: Vec<Need> = needs.into_iter().filter(|need| Some(&need.enterprise) != own).collect();
    others.sort_by_key(|need| near.iter().position(|id| *id == need.id));
    let others = others.into_iter().take(SHOWN);
    Ok(others.map(|need| (need, Alike { own: false, same: false })).collect())
}

/// Pairs of letters that stand beside one another.
fn pairs(texts: &[&str]) -> BTreeSet<(char, char)> {
    let letters = |text: &str| name_key(text).chars().filter(|ch| ch.is_alphanumeric()).collect::<Vec<_>>();
    texts
        .iter()
        .flat_map(|text| {
            let letters = letters(text);
            let after = letters.clone().into_iter().skip(1);
            letters.into_iter().zip(after).collect::<Vec<_>>()
        })
        .collect()
}

/// Share of pairs that two texts have in common (Dice).
fn shared(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f64 {
    let all = a.len() + b.len();
    if all == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of letters are small")]
    let share = (2 * a.intersection(b).count()) as f64 / all as f64;
    share
}
