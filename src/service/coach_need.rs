//! Helps while a need is being written: how clear it is and what to write next, figures that were read from the text and
//! wait for a yes, the technical field that what fits belongs to, similar needs, and who could solve it. Advises only,
//! stores nothing, and reads nothing that the writer may not read.

use std::collections::{BTreeMap, BTreeSet};

use super::ServiceError;
use super::read_figures::{all_figures, read_figures, says_the_same};
use super::show_enterprise::industry_name;
use super::similar_needs::{SimilarNeed, shown, similar};
use super::submit_need::read_text;
use super::try_need::{TriedNeed, blank_need, try_written};
use crate::city::CityPack;
use crate::domain::capability::Capability;
use crate::domain::ids::{CapabilityId, EnterpriseId, NeedId};
use crate::domain::need::Need;
use crate::domain::need_draft::{FieldProblem, NeedContent};
use crate::domain::need_quality::NeedQuality;
use crate::domain::need_text::{IndicatorRow, NeedText, NeedTextField};
use crate::domain::text;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::search::{Search, mapping};
use crate::storage::{self, Store};

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
    /// How many the writer said are no indicators.
    pub dismissed: usize,
    /// Technical fields that are not chosen and may fit.
    pub fields: Vec<FieldHint>,
    /// The industry in which what fits is used most.
    pub industry: Option<IndustryHint>,
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
    /// It says how things are, not how they are to be.
    pub present: bool,
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

/// The industry in which what fits is used most. A need has none of its own: ranking takes that of the enterprise; what
/// is meant for another is written among the keywords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndustryHint {
    /// Name.
    pub name: String,
    /// How many of what fits are used there.
    pub votes: usize,
    /// Of how many.
    pub of: usize,
    /// The industry that the enterprise is registered with, if it is known here.
    pub registered: Option<String>,
    /// It stands among the keywords.
    pub taken: bool,
}

impl IndustryHint {
    /// True if ranking reckons with it already.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        self.registered.as_ref() == Some(&self.name)
    }
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
    let quality = NeedQuality::of(&content, &all_figures(&writing.text, &content, &body));
    let recognised = recognised(&writing.text, &content, &body);
    let enterprise = writing.enterprise.as_ref().map(EnterpriseId::as_str);
    let tried = try_written(store, search, viewer, need, enterprise, None, as_of).await?;
    let similar = similar(store, search, viewer, writing, &content).await?;
    let capabilities = fitting(store, viewer, &tried).await?;
    let industry = industry(store, viewer, city, writing, &content, &capabilities).await?;
    let needs: Vec<&Need> = similar.iter().map(|(need, _)| need).collect();
    Ok(Coached {
        fields: fields(city, &content, &capabilities, &needs),
        industry,
        dismissed: writing.text.get(NeedTextField::NoIndicators).lines().count(),
        similar: similar.iter().map(|(need, how)| shown(need, how)).collect(),
        quality,
        problems,
        recognised,
        tried,
    })
}

fn recognised(text: &NeedText, content: &NeedContent, body: &str) -> Vec<Recognised> {
    let figures: Vec<_> = content.indicators.iter().filter_map(|one| one.figure.as_ref()).collect();
    let rows = text.rows();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let read = read_figures(text, body).into_iter().filter(|found| !found.figure.name.is_empty());
    let found = read.filter(|found| known.insert(found.row.line())).map(|found| {
        let beside =
            rows.iter().any(|one| found.present && one.name == found.row.name && one.now == found.row.now);
        Recognised {
            taken: beside || figures.iter().any(|one| says_the_same(one, &found.figure)),
            value: found.value,
            quote: found.quote,
            present: found.present,
            row: found.row,
        }
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

async fn industry(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    writing: &Writing,
    content: &NeedContent,
    capabilities: &[Capability],
) -> Result<Option<IndustryHint>, ServiceError> {
    let said = capabilities.iter().flat_map(|one| one.industries.iter()).map(String::as_str);
    let most = most_said(said).into_iter().next().filter(|(_, votes)| *votes >= 2);
    let Some((name, votes)) = most.and_then(|(code, votes)| Some((city.nearest_industry(code)?, votes)))
    else {
        return Ok(None);
    };
    let owner = match &writing.enterprise {
        Some(id) => storage::find_enterprise(&mut *store.read().await?, viewer, id.as_str()).await?,
        None => None,
    };
    Ok(Some(IndustryHint {
        taken: text::list(name).iter().all(|word| content.keywords.contains(word)),
        registered: owner.and_then(|owner| industry_name(city, &owner)),
        name: name.to_owned(),
        votes,
        of: capabilities.len(),
    }))
}
