//! Coverage (覆盖率): how many enterprises of the roster have R&D activity in a data year, against the target. The
//! arithmetic only; what counts is told by storage.
//!
//! Laws: a count never exceeds what it is a share of; parts add up to the whole; an area without enterprises has
//! neither rate nor rank, and needs nothing; equal gaps share a rank.

use super::county::{County, CountyCode};
use super::rate::{BasisPoints, needed, rate};
use super::rd_activity::RdSource;
use super::target::TargetKind;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What the sources that count say about an enterprise in a data year.
    pub enum RdState {
        /// At least one says there is R&D activity.
        Active = "yes" "有",
        /// At least one says there is none, and no other contradicts.
        Inactive = "no" "无",
        /// None says anything.
        Unknown = "unknown" "未知",
    }
}

/// The sources that count unless the bureau switches others on.
pub const COUNTED_SOURCES: &[RdSource] = &[RdSource::Province, RdSource::County];

/// What was counted in one area. Everything but `enterprises` is about enterprises of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AreaCount {
    /// All enterprises that are known, on the roster or not.
    pub enterprises: i64,
    /// Those on the roster of the data year: N.
    pub roster: i64,
    /// Of those, with R&D activity: n.
    pub active: i64,
    /// Without.
    pub inactive: i64,
    /// Of which no counted source says anything.
    pub unknown: i64,
    /// Of which one counted source says yes and another no; they are among the active ones.
    pub contradictory: i64,
    /// Not active, all four haves recorded with evidence.
    pub evidence_ready: i64,
}

impl std::ops::Add for AreaCount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            enterprises: self.enterprises + other.enterprises,
            roster: self.roster + other.roster,
            active: self.active + other.active,
            inactive: self.inactive + other.inactive,
            unknown: self.unknown + other.unknown,
            contradictory: self.contradictory + other.contradictory,
            evidence_ready: self.evidence_ready + other.evidence_ready,
        }
    }
}

impl std::iter::Sum for AreaCount {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, one| sum + one)
    }
}

/// The target that is in force for an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaTarget {
    /// At least this share.
    pub rate: BasisPoints,
    /// How binding it is.
    pub kind: TargetKind,
}

/// Coverage of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCoverage {
    /// Code of the area.
    pub code: CountyCode,
    /// Its name.
    pub name: String,
    /// What was counted.
    pub count: AreaCount,
    /// n / N, cut off; `None` for N = 0.
    pub rate: Option<BasisPoints>,
    /// The target in force, if a document sets one.
    pub target: Option<AreaTarget>,
    /// Whether the target is reached; `None` without target or without enterprises.
    pub reached: Option<bool>,
    /// How many more must count to reach the target; 0 without one.
    pub needed: i64,
    /// Rate minus target in basis points (百分点 × 100); `None` without either.
    pub gap_bp: Option<i64>,
    /// Place within its tier, from 1, by gap (without targets by rate); areas that are equal share it. `None` for N = 0
    /// and for the city.
    pub rank: Option<usize>,
}

impl AreaCoverage {
    /// Coverage of an area with what was counted there.
    #[must_use]
    pub fn new(code: CountyCode, name: String, count: AreaCount, target: Option<AreaTarget>) -> Self {
        let rate = rate(count.active, count.roster);
        let needed = target.as_ref().map_or(0, |target| needed(target.rate, count.active, count.roster));
        let reached = target.as_ref().and_then(|_| rate.map(|_| needed == 0));
        let gap_bp = target.as_ref().and_then(|target| rate.map(|rate| rate.0 - target.rate.0));
        Self { code, name, count, rate, target, reached, needed, gap_bp, rank: None }
    }

    /// What decides its rank: the gap, or the rate where no target is set.
    fn standing(&self) -> Option<(bool, i64)> {
        self.rate.map(|rate| (self.gap_bp.is_some(), self.gap_bp.unwrap_or(rate.0)))
    }
}

/// The counties of one tier, in order of their ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierCoverage {
    /// Name of the tier.
    pub tier: String,
    /// What was counted in all of it.
    pub count: AreaCount,
    /// n / N of all of it.
    pub rate: Option<BasisPoints>,
    /// Its counties: best first, equal ones in the city's order, those without enterprises last.
    pub counties: Vec<AreaCoverage>,
}

/// Puts counties into their tiers, tiers in the order in which the city names them, and ranks them.
#[must_use]
pub fn by_tier(counties: &[County], coverage: &[AreaCoverage]) -> Vec<TierCoverage> {
    let mut tiers: Vec<TierCoverage> = Vec::new();
    for county in counties {
        let Some(area) = coverage.iter().find(|area| area.code == county.code) else { continue };
        match tiers.iter_mut().find(|tier| tier.tier == county.tier) {
            Some(tier) => tier.counties.push(area.clone()),
            None => tiers.push(TierCoverage {
                tier: county.tier.clone(),
                count: AreaCount::default(),
                rate: None,
                counties: vec![area.clone()],
            }),
        }
    }
    for tier in &mut tiers {
        tier.count = tier.counties.iter().map(|area| area.count).sum();
        tier.rate = rate(tier.count.active, tier.count.roster);
        rank(&mut tier.counties);
    }
    tiers
}

/// Sorts by standing, best first, and gives ranks: 1, 2, 2, 4.
fn rank(areas: &mut [AreaCoverage]) {
    areas.sort_by_key(|area| std::cmp::Reverse(area.standing()));
    let mut before: Option<((bool, i64), usize)> = None;
    for (at, area) in areas.iter_mut().enumerate() {
        let Some(standing) = area.standing() else { continue };
        let place = before.filter(|(known, _)| *known == standing).map_or(at + 1, |(_, place)| place);
        area.rank = Some(place);
        before = Some((standing, place));
    }
}
