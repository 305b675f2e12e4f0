//! One need: what is wanted, what it would do for coverage, and the partners found for it with their reasons.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use duijie_index::rank::Signal;
use serde::Deserialize;

use super::need_life::{LifeView, RefusedStep};
use super::offers::{FormView, OfferView};
use super::saved::FollowView;
use crate::domain::money::Price;
use crate::domain::need::NeedStatus;
use crate::domain::offer::OfferStatus;
use crate::domain::role::Duty;
use crate::domain::saved_search::FollowKind;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Scope;
use crate::messages;
use crate::messages::refusals as words;
use crate::service::offers::{NeedOffers, offers_of_need};
use crate::service::{
    EvidenceShown, FigureShown, FigureVerdict, MatchOptions, NeedShown, Partner, SubmissionsCompared,
    compare_submissions, may_rewrite_need, may_unmask, show_need,
};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::scores::{FigureLine, ScoreShown, Side, figure_lines, figure_value};
use crate::web::urls;

/// How many candidates can be asked for; the first unless said otherwise.
const TOPS: [usize; 3] = [10, 20, 50];
/// Capabilities of a candidate that are shown at once; the others unfold.
const EVIDENCE: usize = 2;
/// Words of an evidence that are listed at once; the others unfold.
const WORDS: usize = 5;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    top: Option<String>,
    /// A step was just taken.
    moved: Option<String>,
}

impl Asked {
    fn top(&self) -> Result<usize, PageError> {
        let Some(text) = self.top.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(TOPS[0]);
        };
        let known = TOPS.into_iter().find(|top| top.to_string() == text);
        known.ok_or_else(|| PageError::Bad(words::candidate_count_refused(text)))
    }
}

/// A candidate.
struct CandidateView {
    /// From 1.
    rank: usize,
    partner: Partner,
    score: ScoreShown,
    /// Level and name of readiness of the best evidence that states one.
    readiness: Option<(i64, &'static str)>,
    figures: Vec<FigureLine>,
}

impl CandidateView {
    fn new(at: usize, partner: Partner, need: &NeedShown) -> Self {
        let readiness = partner.evidence.iter().find_map(|evidence| evidence.facts.trl);
        Self {
            rank: at + 1,
            score: ScoreShown::of(&partner, |signal| silent(need, signal)),
            readiness: readiness.and_then(|level| Some((level, messages::readiness_name(level)?))),
            figures: figure_lines(&partner),
            partner,
        }
    }
}

/// Who states nothing about a signal that cannot be compared, as far as the need tells: what it states, the
/// institution does not. A readiness is never stated by needs.
fn silent(shown: &NeedShown, signal: Signal) -> Side {
    let unless = |stated: bool| if stated { Side::Institution } else { Side::Need };
    match signal {
        Signal::Text => Side::Either,
        Signal::Indicators => unless(!shown.figures.is_empty()),
        Signal::Field => match (shown.need.fields.is_empty(), shown.industry.is_none()) {
            (true, true) => Side::Need,
            (false, false) => Side::Institution,
            _ => Side::Either,
        },
        Signal::Readiness => Side::Need,
        Signal::Mode => unless(!shown.need.modes.is_empty()),
        Signal::Budget => match shown.need.budget {
            Some(Price::Negotiable | Price::Trial) => Side::Either,
            budget => unless(budget.is_some()),
        },
        Signal::Distance | Signal::Freshness => Side::Institution,
    }
}

#[derive(Template)]
#[template(path = "needs/show.html")]
struct NeedPage {
    layout: Layout,
    candidates: Vec<CandidateView>,
    shown: NeedShown,
    /// Set if the only candidate shown is the reader's own institution.
    own: bool,
    /// The reader may see the contact in full.
    unmaskable: bool,
    /// What its status means for matching, unless it is on show.
    standing: Option<(&'static str, &'static str)>,
    budget: Option<String>,
    overdue: bool,
    /// Its life, for those who look after it.
    life: Option<LifeView>,
    /// What was sent in before and now.
    submissions: Option<SubmissionsCompared>,
    /// The reader may write it again.
    rewritable: bool,
    as_of: BusinessDate,
    /// The next longer list, if there is more.
    more: Option<usize>,
    /// The reader's own institution's offer.
    own_offer: Option<OfferView>,
    /// The form for one, if none was sent.
    offer_form: Option<FormView>,
    /// All offers, for those inside.
    listed: Option<Vec<OfferView>>,
    /// Whether the reader follows it.
    follow: Option<FollowView>,
}

impl NeedPage {
    fn new(
        web: &Visit,
        mut shown: NeedShown,
        offers: NeedOffers,
        top: usize,
        moved: bool,
        refused: Option<RefusedStep>,
    ) -> Self {
        let found = shown.matches.as_mut();
        let (partners, total) = found
            .map_or((Vec::new(), 0), |found| (std::mem::take(&mut found.candidates), found.candidate_total));
        let rest = total > partners.len();
        let life = shown.life.take();
        let (as_of, need) = (web.today(), &shown.need);
        let life = life.map(|life| LifeView::new(need, life, as_of, moved, refused));
        Self {
            layout: Layout::new(web, Section::Needs),
            own: !need.whole,
            unmaskable: need.whole
                && may_unmask(
                    web.viewer(),
                    matches!(web.viewer().scope(), Scope::Enterprise(own) if *own == need.enterprise),
                ),
            candidates: partners
                .into_iter()
                .enumerate()
                .map(|(at, partner)| CandidateView::new(at, partner, &shown))
                .collect(),
            standing: messages::need_standing(need.status),
            budget: need.budget.map(messages::price),
            submissions: None,
            rewritable: may_rewrite_need(web.viewer(), need),
            overdue: need.due_on.is_some_and(|due| due < as_of),
            life,
            as_of,
            follow: None,
            more: TOPS.into_iter().find(|longer| rest && *longer > top),
            offer_form: offers.form.as_ref().map(|form| FormView::new(web, form)),
            own_offer: offers.own.map(|one| OfferView::new(web.viewer(), one)),
            listed: offers
                .listed
                .map(|all| all.into_iter().map(|one| OfferView::new(web.viewer(), one)).collect()),
            shown,
        }
    }

    /// Why it was sent back, while it waits to be written again.
    fn returned(&self) -> Option<&str> {
        let reviewed = [NeedStatus::CountyReview, NeedStatus::CityReview, NeedStatus::Published];
        let last = self.shown.steps.last()?;
        let back = last.to == NeedStatus::Draft && last.from.is_some_and(|from| reviewed.contains(&from));
        last.reason.as_deref().filter(|_| back && self.shown.need.whole)
    }

    /// How many words it has in common; single characters that are left over are none.
    fn words(&self, evidence: &EvidenceShown) -> usize {
        evidence.terms.iter().filter(|term| !term.term.is_empty()).count()
    }

    fn value(&self, figure: &FigureShown) -> String {
        figure_value(figure)
    }
}

/// One need with its candidates.
pub async fn show(
    path: urls::NeedPage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    shown(&web, &path.id, asked, None).await
}

/// The same, with a step that was refused.
pub(super) async fn shown(
    web: &Visit,
    id: &str,
    asked: Asked,
    refused: Option<(StatusCode, RefusedStep)>,
) -> Result<Response, PageError> {
    let top = asked.top()?;
    let options = MatchOptions { top, as_of: web.today() };
    let (app, search) = (web.app(), web.search());
    let shown = show_need(&app.store, search, web.viewer(), &app.city, id, &options, web.now()).await?;
    let (status, refused) = refused.map_or((StatusCode::OK, None), |(status, step)| (status, Some(step)));
    let offers = offers_of_need(&app.store, web.viewer(), web.now(), &shown.need).await?;
    let about = (shown.need.id.as_str(), shown.need.no.as_str());
    let follow = FollowView::of(web, FollowKind::Need, about).await?;
    let page = NeedPage::new(web, shown, offers, top, asked.moved.is_some(), refused);
    let submissions = compare_submissions(&app.store, web.viewer(), &app.city, &page.shown.need.id).await?;
    render::page_with(status, &NeedPage { follow, submissions, ..page })
}
