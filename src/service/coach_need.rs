//! Helps while a need is being written: how clear it is and what to write next, figures that were read from the text and
//! wait for a yes, the technical field that what fits belongs to, similar needs, and who could solve it. Advises only,
//! stores nothing, and reads nothing that the writer may not read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use duijie_index::Query;
use duijie_index::indicator::extract;

use super::ServiceError;
use super::browse::{SearchKind, usual_question};
use super::figures::figure_shown;
use super::indicators::figure;
use super::submit_need::{all_figures, read_text, says_the_same};
use super::try_need::{TriedNeed, blank_need, try_written};
use crate::city::CityPack;
use crate::domain::capability::Capability;
use crate::domain::ids::{CapabilityId, EnterpriseId, NeedId};
use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_draft::{FieldProblem, NeedContent, row_of_figure};
use crate::domain::need_quality::NeedQuality;
use crate::domain::need_text::{IndicatorRow, NeedText};
use crate::domain::text::name_key;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::{Search, blocking, mapping};
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
/// Figures shown.
const MOST_FIGURES: usize = 12;

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Writing {
    /// Whose need it is, if that is said.
    pub enterprise: Option<EnterpriseId>,
    /// The need that is written again.
    pub need: Option<NeedId>,
    /// What was typed.
    pub text: NeedText,
}

/// Help for a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Coached {
    /// How clear it is.
    pub quality: NeedQuality,
    /// What is to be mended before it can be sent in.
    pub problems: Vec<FieldProblem>,
    /// Figures that were read from the text.
    pub recognised: Vec<Recognised>,
    /// Technical fields that are not chosen and may fit.
    pub fields: Vec<FieldHint>,
    /// The industry in which what fits is used most: its name, and how many of how many.
    pub industry: Option<(String, usize, usize)>,
    /// Similar needs, the writer's own first.
    pub similar: Vec<SimilarNeed>,
    /// Who could solve it.
    pub tried: TriedNeed,
}

/// A figure of the running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// As a row of the form.
    pub row: IndicatorRow,
    /// In short: ≥ 6 mm.
    pub value: String,
    /// As it stands in the text.
    pub quote: String,
    /// It is among the rows already.
    pub taken: bool,
}

/// A technical field that may fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldHint {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How many of what fits belong to it.
    pub votes: usize,
    /// Of how many.
    pub of: usize,
}

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

/// Helps with what is being written.
///
/// # Errors
/// If database or index fail.
pub async fn coach_need(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    city: &CityPack,
    writing: &Writing,
    as_of: BusinessDate,
) -> Result<Coached, ServiceError> {
    let (content, problems) = read_text(city, &writing.text);
    let Some(blank) = blank_need(as_of) else { return Err(ServiceError::NotAllowed) };
    let need = content.clone().put(blank);
    let body = mapping::need_body(&need);
    let quality = NeedQuality::of(&content, &all_figures(&content, &body));
    let recognised = recognised(&content, &body);
    let enterprise = writing.enterprise.as_ref().map(EnterpriseId::as_str);
    let tried = try_written(store, search, viewer, need, enterprise, None, as_of).await?;
    let similar = similar(store, search, viewer, writing, &content).await?;
    let capabilities = fitting(store, viewer, &tried).await?;
    let needs: Vec<&Need> = similar.iter().map(|(need, _)| need).collect();
    Ok(Coached {
        fields: fields(city, &content, &capabilities, &needs),
        industry: industry(city, &capabilities),
        similar: similar.iter().map(|(need, how)| shown(need, how)).collect(),
        quality,
        problems,
        recognised,
        tried,
    })
}

fn recognised(content: &NeedContent, body: &str) -> Vec<Recognised> {
    let rows: Vec<_> = content.indicators.iter().filter_map(|one| one.figure.as_ref()).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let found = extract(body).into_iter().filter_map(|found| {
        let words = figure_shown(&found, Some(body));
        let figure = figure(found);
        let row = row_of_figure(&figure);
        let sign = if words.comparator == "～" { String::new() } else { format!("{} ", words.comparator) };
        known.insert(row.line()).then(|| Recognised {
            value: format!("{sign}{} {}", words.value, words.unit).trim().to_owned(),
            quote: words.written,
            taken: rows.iter().any(|row| says_the_same(row, &figure)),
            row,
        })
    });
    found.take(MOST_FIGURES).collect()
}

/// The capabilities that speak for those who could solve it.
async fn fitting(store: &Store, viewer: &Viewer, tried: &TriedNeed) -> Result<Vec<Capability>, ServiceError> {
    let partners = tried.matches.iter().flat_map(|found| &found.candidates).filter(|one| one.related);
    let evidence = partners.flat_map(|one| &one.evidence);
    let mut ids: Vec<CapabilityId> =
        evidence.filter_map(|evidence| CapabilityId::parse(&evidence.capability)).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(storage::load_capabilities(&mut *store.read().await?, viewer, &ids).await?)
}

/// What most of these say, with how many say it.
fn most_said<'a>(said: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in said {
        *votes.entry(one).or_default() += 1;
    }
    let mut all: Vec<_> = votes.into_iter().collect();
    all.sort_by_key(|(code, votes)| (std::cmp::Reverse(*votes), *code));
    all
}

fn fields(
    city: &CityPack,
    content: &NeedContent,
    capabilities: &[Capability],
    needs: &[&Need],
) -> Vec<FieldHint> {
    let of_needs = needs.iter().flat_map(|need| need.fields.iter());
    let said = capabilities.iter().flat_map(|one| one.fields.iter()).chain(of_needs).map(String::as_str);
    let of = capabilities.len() + needs.len();
    let hints = most_said(said).into_iter().filter(|(code, votes)| {
        !content.fields.iter().any(|chosen| chosen == code) && *votes >= 2 && votes * 3 >= of
    });
    let hints = hints.filter_map(|(code, votes)| {
        Some(FieldHint { name: city.field_name(code)?.to_owned(), code: code.to_owned(), votes, of })
    });
    hints.take(2).collect()
}

fn industry(city: &CityPack, capabilities: &[Capability]) -> Option<(String, usize, usize)> {
    let said = capabilities.iter().flat_map(|one| one.industries.iter()).map(String::as_str);
    let (code, votes) = most_said(said).into_iter().next().filter(|(_, votes)| *votes >= 2)?;
    let name = city.nearest_industry(code).map(str::to_owned)?;
    Some((name, votes, capabilities.len()))
}

/// How one need resembles another.
#[derive(Debug, Clone, Copy)]
struct Alike {
    own: bool,
    same: bool,
}

fn shown(need: &Need, how: &Alike) -> SimilarNeed {
    SimilarNeed {
        no: need.no.clone(),
        title: need.title.clone(),
        own: how.own,
        status: need.status,
        on: need.collected_on.unwrap_or_else(|| need.id.made_at().beijing_day()),
        same: how.same,
    }
}

async fn similar(
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
