//! Rows of the coverage page: figures as they are printed, the geometry of their bars, and the lists behind them.

use crate::domain::county::CountyCode;
use crate::domain::coverage::{AreaCount, AreaCoverage, RdState, TierCoverage};
use crate::domain::rate::{BasisPoints, needed};
use crate::messages::coverage as words;
use crate::service::BureauFigure;
use crate::web::address::Address;
use crate::web::chart;

/// From this distance below the target on (in basis points) a county is far off.
const FAR: i64 = 2_000;

/// Whether an area reached its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Reached.
    Reached,
    /// Not reached, less than twenty points away.
    Short,
    /// Not reached, farther away.
    Far,
    /// No target is set.
    NoTarget,
    /// Nothing to count.
    NoEnterprise,
}

/// The lists behind the counts of an area.
pub(super) struct Lists {
    /// On the roster: N.
    pub roster: String,
    /// Counted: n.
    pub active: String,
    /// Without R&D activity.
    pub inactive: String,
    /// Of which nothing is known.
    pub unknown: String,
    /// Of which sources contradict each other.
    pub contradictory: String,
    /// Off the roster.
    pub others: String,
}

impl Lists {
    /// `lists` is the list of enterprises of the same year and day; no counties means all of them.
    pub fn new(lists: &Address, counties: &[&CountyCode]) -> Self {
        let here = counties.iter().fold(lists.clone(), |list, code| list.and("county", code.as_str()));
        let on = here.with("roster", "yes");
        let with = |rd: RdState| on.with("rd", rd.code()).to_string();
        Self {
            active: with(RdState::Active),
            inactive: with(RdState::Inactive),
            unknown: with(RdState::Unknown),
            contradictory: on.with("conflict", "yes").to_string(),
            others: here.with("roster", "no").to_string(),
            roster: on.to_string(),
        }
    }
}

/// The bar of a rate: how long it is, where its target stands, and the same in words.
pub(super) struct Bar {
    pub width: String,
    pub tick: Option<String>,
    pub said: String,
}

/// One area.
pub(super) struct AreaView {
    pub name: String,
    pub rank: Option<usize>,
    pub count: AreaCount,
    pub lists: Lists,
    /// In percent, cut off.
    pub rate: Option<String>,
    pub target: Option<String>,
    pub target_kind: &'static str,
    /// In 百分点.
    pub gap: Option<String>,
    pub needed: i64,
    /// How many must count to reach the target.
    pub wanted: i64,
    pub verdict: Verdict,
    pub bar: Bar,
}

impl AreaView {
    pub fn new(area: AreaCoverage, lists: &Address, is_city: bool) -> Self {
        let target = area.target.as_ref().map(|target| target.rate);
        let rate = area.rate.map(|rate| words::shown_rate(rate, target));
        let target_kind = area.target.as_ref().map_or("", |target| target.kind.label());
        let target_shown = target.map(BasisPoints::to_percent);
        let said = words::bar_said(
            &area.name,
            rate.as_deref(),
            target_shown.as_deref().map(|target| (target_kind, target)),
        );
        let counties = [&area.code];
        Self {
            rank: area.rank,
            lists: Lists::new(lists, if is_city { &[] } else { &counties }),
            gap: area.rate.zip(target).map(|(rate, target)| words::shown_gap(rate, target)),
            verdict: verdict(&area),
            bar: Bar {
                width: chart::place(area.rate.map_or(0, |rate| rate.0), 10_000),
                tick: target.map(|target| chart::place(target.0, 10_000)),
                said,
            },
            wanted: target.map_or(0, |target| needed(target, 0, area.count.roster)),
            needed: area.needed,
            count: area.count,
            name: area.name,
            target: target_shown,
            target_kind,
            rate,
        }
    }
}

fn verdict(area: &AreaCoverage) -> Verdict {
    match (area.rate, area.reached, area.gap_bp) {
        (None, ..) => Verdict::NoEnterprise,
        (_, Some(true), _) => Verdict::Reached,
        (_, Some(false), Some(gap)) if gap <= -FAR => Verdict::Far,
        (_, Some(false), _) => Verdict::Short,
        (_, None, _) => Verdict::NoTarget,
    }
}

/// The counties of one tier, with what was counted in all of it.
pub(super) struct TierView {
    pub name: String,
    pub count: AreaCount,
    pub rate: Option<String>,
    pub lists: Lists,
    pub counties: Vec<AreaView>,
}

impl TierView {
    pub fn new(tier: TierCoverage, lists: &Address) -> Self {
        let codes: Vec<&CountyCode> = tier.counties.iter().map(|area| &area.code).collect();
        Self {
            lists: Lists::new(lists, &codes),
            rate: tier.rate.map(|rate| words::shown_rate(rate, None)),
            count: tier.count,
            name: tier.tier,
            counties: tier.counties.into_iter().map(|area| AreaView::new(area, lists, false)).collect(),
        }
    }
}

/// A figure of the statistics bureau, with the rate counted here beside it.
pub(super) struct BureauView {
    pub figure: BureauFigure,
    pub rate: Option<String>,
    /// What is counted here for the same area.
    pub here: Option<String>,
    /// More active ones than there are: the source contradicts itself.
    pub impossible: bool,
}

impl BureauView {
    pub fn new(figure: BureauFigure, city: &AreaCoverage, counties: &[AreaCoverage]) -> Self {
        let same = std::iter::once(city).chain(counties).find(|area| area.code == figure.code);
        let here = same.and_then(|area| area.rate).map(|rate| words::shown_rate(rate, None));
        Self {
            rate: figure.rate.map(|rate| words::shown_rate(rate, None)),
            impossible: figure.active > figure.enterprises,
            here,
            figure,
        }
    }
}
