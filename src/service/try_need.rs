//! Tries a need that is still being written: what is understood of it, who could solve it, and what would help to find
//! better. Stores nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use duijie_index::indicator::{self, extract};
use duijie_index::{Code, Need as EngineNeed};

use super::ServiceError;
use super::figures::{FigureShown, figure_shown};
use super::find_matches::{MatchOptions, ask_one, field, match_asked};
use super::indicators::read_indicators;
use super::partners::NeedMatches;
use crate::domain::capability::CooperationMode;
use crate::domain::county::CountyCode;
use crate::domain::ids::{EnterpriseId, NeedId};
use crate::domain::money::Price;
use crate::domain::need::{
    Disclosure, Need, NeedContact, NeedSource, NeedStatus, SecrecyDeclaration, Urgency,
};
use crate::domain::need_life::NeedLife;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::messages::{self, DraftGap};
use crate::search::{Search, mapping};
use crate::storage::{self, Store};

/// Candidates of a draft.
const CANDIDATES: usize = 5;
/// Characters below which a text says too little to look for anything.
const SHORT: usize = 6;
/// Characters below which more text is asked for.
const BRIEF: usize = 30;
/// The id of what has none.
const NIL: &str = "00000000000000000000000000";

/// What has been written so far; everything may be empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeedDraft {
    /// Title.
    pub title: String,
    /// Main problem.
    pub problem: String,
    /// How it is done today.
    pub current_state: Option<String>,
    /// What was tried.
    pub tried: Option<String>,
    /// Constraints.
    pub constraints: Option<String>,
    /// The form's indicators, one a line or with ； between them.
    pub indicators: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Technical fields, codes of the city pack.
    pub fields: Vec<String>,
    /// What the enterprise will spend.
    pub budget: Option<Price>,
    /// Modes it accepts.
    pub modes: Vec<CooperationMode>,
    /// By when.
    pub due_on: Option<BusinessDate>,
    /// County, if the enterprise is not known.
    pub county: Option<CountyCode>,
    /// Id or credit code of the enterprise.
    pub enterprise: Option<String>,
    /// Partners to avoid, by name.
    pub avoided: Vec<String>,
}

/// What came of trying a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct TriedNeed {
    /// Figures that were understood and are compared.
    pub figures: Vec<FigureShown>,
    /// What to write next, most useful first.
    pub hints: Vec<&'static str>,
    /// Up to five candidates; `None` while there is too little text.
    pub matches: Option<NeedMatches>,
    /// How many institutions could solve it, at most the engine's shortlist.
    pub able: usize,
}

/// Tries a draft.
///
/// # Errors
/// If database or index fail.
pub async fn try_need(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    draft: &NeedDraft,
    as_of: BusinessDate,
) -> Result<TriedNeed, ServiceError> {
    let Some(blank) = blank_need(as_of) else { return Ok(TriedNeed::too_little(DraftGap::Nothing)) };
    let need = need_of(draft, blank);
    try_written(store, search, viewer, need, draft.enterprise.as_deref(), draft.county.as_ref(), as_of).await
}

/// Tries a need that was put together by the caller.
pub(super) async fn try_written(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    need: Need,
    enterprise: Option<&str>,
    county: Option<&CountyCode>,
    as_of: BusinessDate,
) -> Result<TriedNeed, ServiceError> {
    let written = letters(&need.title) + letters(&need.problem);
    if written < SHORT {
        let gap = if written == 0 { DraftGap::Nothing } else { DraftGap::Short };
        return Ok(TriedNeed::too_little(gap));
    }
    let mut conn = store.read().await?;
    let enterprise = match enterprise {
        Some(reference) => storage::find_enterprise(&mut conn, viewer, reference).await?,
        None => None,
    };
    let field = Arc::new(field(&mut conn, search, viewer, MatchOptions { top: CANDIDATES, as_of }).await?);
    let body = mapping::need_body(&need);
    let mut asked = ask_one(&field, enterprise.as_ref(), need);
    let county = county.and_then(|county| Code::new(county.as_str()).ok());
    asked.asked.place = asked.asked.place.or(county);
    let figures = figures(&asked.asked, &body);
    let hints = hints(&asked.need, &asked.asked, written);
    let matches = match_asked(&mut conn, viewer, &field, vec![asked], None).await?.pop();
    let able = matches.as_ref().map_or(0, |found| found.able);
    Ok(TriedNeed { figures, hints, matches, able })
}

impl TriedNeed {
    fn too_little(gap: DraftGap) -> Self {
        Self { figures: Vec::new(), hints: vec![messages::draft_gap(gap)], matches: None, able: 0 }
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|ch| ch.is_alphanumeric()).count()
}

/// The draft as a need, as it would be once stored.
fn need_of(draft: &NeedDraft, blank: Need) -> Need {
    Need {
        title: draft.title.clone(),
        keywords: draft.keywords.clone(),
        fields: draft.fields.clone(),
        problem: draft.problem.clone(),
        current_state: draft.current_state.clone(),
        tried: draft.tried.clone(),
        constraints: draft.constraints.clone(),
        indicators: read_indicators(&draft.indicators),
        budget: draft.budget,
        modes: draft.modes.clone(),
        due_on: draft.due_on,
        avoided: draft.avoided.clone(),
        ..blank
    }
}

/// A need that says nothing and is stored nowhere.
pub(super) fn blank_need(as_of: BusinessDate) -> Option<Need> {
    Some(Need {
        id: NeedId::parse(NIL)?,
        no: String::new(),
        enterprise: EnterpriseId::parse(NIL)?,
        title: String::new(),
        kind: None,
        keywords: Vec::new(),
        fields: Vec::new(),
        problem: String::new(),
        current_state: None,
        tried: None,
        constraints: None,
        indicators: Vec::new(),
        budget: None,
        budget_source: None,
        modes: Vec::new(),
        due_on: None,
        urgency: Urgency::Normal,
        intended: Vec::new(),
        avoided: Vec::new(),
        disclosure: Disclosure::Authorities,
        field_disclosure: BTreeMap::new(),
        secrecy: SecrecyDeclaration { by: String::new(), at: as_of.end_of_day() },
        contact: NeedContact::default(),
        fills: Vec::new(),
        source: NeedSource::Enterprise,
        collector: None,
        collected_on: None,
        status: NeedStatus::Draft,
        life: NeedLife::default(),
        origin: None,
        version: 1,
        whole: true,
    })
}

/// The figures that are compared, as they stand in the text where they were read from it.
fn figures(asked: &EngineNeed, body: &str) -> Vec<FigureShown> {
    let read = extract(body);
    let same = |a: &indicator::Indicator, b: &indicator::Indicator| {
        (&a.name, a.comparator, a.low, a.high, &a.unit) == (&b.name, b.comparator, b.low, b.high, &b.unit)
    };
    let all = asked.indicators.iter().map(|figure| match read.iter().find(|other| same(figure, other)) {
        Some(found) => figure_shown(found, Some(body)),
        None => figure_shown(figure, None),
    });
    all.collect()
}

fn hints(need: &Need, asked: &EngineNeed, written: usize) -> Vec<&'static str> {
    let nameless = asked.indicators.iter().any(|figure| figure.name.is_empty());
    let gaps = [
        (written < BRIEF, DraftGap::Short),
        (need.title.trim().is_empty(), DraftGap::Title),
        (asked.indicators.is_empty(), DraftGap::Figure),
        (nameless, DraftGap::NamelessFigure),
        (need.fields.is_empty(), DraftGap::Field),
        (need.modes.is_empty(), DraftGap::Mode),
        (need.budget.is_none(), DraftGap::Budget),
        (need.due_on.is_none(), DraftGap::Due),
        (asked.place.is_none(), DraftGap::Place),
    ];
    gaps.into_iter().filter(|(lacks, _)| *lacks).map(|(_, gap)| messages::draft_gap(gap)).collect()
}
