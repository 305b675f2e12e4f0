//! Compares offered figures with wanted ones.
//!
//! Two figures are comparable if their units are (same dimension) and their names are about the same thing, see
//! `concept`. The wanted comparison decides the direction. A figure that is missed by half its value counts nothing;
//! temperatures, decibel, hardness and high percentages have scales of their own. What cannot be compared is neither
//! agreement nor disagreement. It must not know any weight: what a fit is worth is decided by the ranking.

use serde::{Deserialize, Serialize};

use super::concept::{self, Better, Subject};
use super::dimension::Dimension;
use super::{Comparator, Indicator};

/// Differences below this part of the larger value are rounding.
const ROUNDING: f64 = 1e-9;
/// From this ratio on, a miss is near.
const NEAR: f64 = 0.5;

/// How well offered figures meet the wanted ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorFit {
    /// Mean of the ratios, 0..=1; 1 if every comparable figure is met.
    pub value: f64,
    /// How many wanted figures could be compared; at least 1.
    pub comparable: usize,
    /// One for each comparable wanted figure, in the order of the wanted ones.
    pub reasons: Vec<IndicatorReason>,
}

/// One wanted figure and the best offered one for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IndicatorReason {
    /// Position in the wanted list.
    pub wanted: usize,
    /// Position in the offered list.
    pub offered: usize,
    /// How it compares.
    pub verdict: Verdict,
    /// 1 if met, falling to 0 the further the offer is away; 0..=1.
    pub ratio: f64,
}

/// What a comparison amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The offer meets the wish.
    Met,
    /// The ratio is at least one half.
    Near,
    /// The offer is further away.
    Missed,
}

/// Compares what is wanted with what is offered; `None` if no two figures can be compared.
///
/// Every wanted figure takes the offered one that suits it best. See the module for the laws.
#[must_use]
pub fn fit(wanted: &[Indicator], offered: &[Indicator]) -> Option<IndicatorFit> {
    let mut sides: Vec<Option<Side>> = vec![None; offered.len()];
    let best = |(index, wanted): (usize, &Indicator)| best(index, wanted, offered, &mut sides);
    let reasons: Vec<IndicatorReason> = wanted.iter().enumerate().filter_map(best).collect();
    // Adding in order of size makes the mean independent of the order of the lists, to the last bit.
    let mut ratios: Vec<f64> = reasons.iter().map(|reason| reason.ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let comparable = reasons.len();
    let value = (ratios.iter().sum::<f64>() / comparable as f64).clamp(0.0, 1.0);
    (comparable > 0).then_some(IndicatorFit { value, comparable, reasons })
}

/// A figure made ready for comparison.
#[derive(Debug, Clone)]
struct Side {
    subject: Subject,
    low: f64,
    high: f64,
}

impl Side {
    /// The figure in base units; `None` if its values are missing or not finite.
    fn of(indicator: &Indicator) -> Option<Self> {
        let (low, high) = match indicator.comparator {
            Comparator::AtLeast => (indicator.low?, indicator.low?),
            Comparator::AtMost => (indicator.high?, indicator.high?),
            Comparator::Equal => {
                let value = indicator.low.or(indicator.high)?;
                (value, value)
            }
            Comparator::Between => (indicator.low?, indicator.high?),
        };
        let base = |value: f64| {
            if is_difference(indicator) {
                indicator.unit.difference_to_base(value)
            } else {
                indicator.unit.to_base(value)
            }
        };
        let (low, high) = (base(low), base(high));
        let subject = Subject::of(&indicator.name);
        (low.is_finite() && high.is_finite() && low <= high).then_some(Self { subject, low, high })
    }
}

/// True if a temperature is a difference of temperatures: 控温精度±1℃.
fn is_difference(indicator: &Indicator) -> bool {
    const DIFFERENCES: &[&str] =
        &["精度", "误差", "公差", "偏差", "波动", "温差", "温升", "均匀性", "不确定度", "稳定性"];
    indicator.unit.is(Dimension::TEMPERATURE)
        && (indicator.change().is_some() || DIFFERENCES.iter().any(|word| indicator.name.contains(word)))
}

/// The offered figure that suits the wanted one best; of equal ones the one with the closest name, then the first.
fn best(
    index: usize,
    wanted: &Indicator,
    offered: &[Indicator],
    sides: &mut [Option<Side>],
) -> Option<IndicatorReason> {
    // Most pairs differ in dimension, so names are read only where units agree.
    let alike = |offer: &Indicator| wanted.unit.is_comparable(&offer.unit);
    if !offered.iter().any(alike) {
        return None;
    }
    let side = Side::of(wanted)?;
    let mut best: Option<(f64, u8, usize)> = None;
    for (place, (offer, cached)) in offered.iter().zip(sides).enumerate() {
        if !alike(offer) {
            continue;
        }
        if cached.is_none() {
            *cached = Side::of(offer);
        }
        let Some(other) = cached.as_ref() else { continue };
        let Some(closeness) = closeness(&side, wanted, other, offer) else {
            continue;
        };
        let ratio = ratio(wanted, &side, offer, other);
        if best.is_none_or(|(known, near, _)| ratio > known || (ratio == known && closeness > near)) {
            best = Some((ratio, closeness, place));
        }
    }
    let (ratio, _, place) = best?;
    let verdict = match ratio {
        1.0.. => Verdict::Met,
        NEAR.. => Verdict::Near,
        _ => Verdict::Missed,
    };
    Some(IndicatorReason { wanted: index, offered: place, verdict, ratio })
}

fn closeness(wanted: &Side, wish: &Indicator, offered: &Side, offer: &Indicator) -> Option<u8> {
    // A difference of temperatures is no temperature.
    if is_difference(wish) != is_difference(offer) {
        return None;
    }
    let dimension = wish.unit.dimension();
    let specific = dimension.is_some_and(Dimension::is_specific);
    let conclusive = dimension.is_some_and(Dimension::is_conclusive);
    wanted.subject.closeness(&offered.subject, specific, conclusive)
}

/// Which way an offer must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Towards {
    Up,
    Down,
}

/// How well an offer meets a wish, 0..=1.
fn ratio(wish: &Indicator, wanted: &Side, offer: &Indicator, offered: &Side) -> f64 {
    let scale = Scale::of(wish);
    match wish.comparator {
        Comparator::AtLeast => scale.one_sided(wanted.low, offered.high, Towards::Up),
        Comparator::AtMost => scale.one_sided(wanted.high, offered.low, Towards::Down),
        Comparator::Equal => {
            let value = wish.low.or(wish.high).unwrap_or_default();
            match concept::better(&wish.name, Some(&wish.unit), value) {
                Some(Better::Higher) => scale.one_sided(wanted.low, offered.high, Towards::Up),
                Some(Better::Lower) => scale.one_sided(wanted.low, offered.low, Towards::Down),
                None => scale.band(wanted, offered),
            }
        }
        Comparator::Between if is_span(wish) => scale.span(wanted, offer, offered),
        Comparator::Between => scale.band(wanted, offered),
    }
}

/// True if a wanted range has to be covered (−40~85℃, a measuring range), false if it has to be hit (58~62HRC).
fn is_span(wish: &Indicator) -> bool {
    wish.unit.is(Dimension::TEMPERATURE) || ["范围", "量程"].iter().any(|word| wish.name.contains(word))
}

/// How fast a miss loses its worth.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    /// By ratio: nothing is left at half or double.
    Ratio,
    /// For at least one half: by ratio of what is missing to 100 %, nothing is left at ten times as much (98 % for
    /// 99.8 %). Otherwise by ratio.
    Shortfall,
    /// By difference, in base units: nothing is left there.
    Steps(f64),
    /// By difference of temperatures: a fifth of the wanted one, 20 to 200 ℃.
    Degrees,
}

impl Scale {
    fn of(wish: &Indicator) -> Self {
        match wish.unit.dimension() {
            Some(Dimension::TEMPERATURE) if !is_difference(wish) => Self::Degrees,
            Some(Dimension::DECIBEL) => Self::Steps(6.0),
            Some(dimension) if dimension.is_step_scale() => Self::Steps(10.0),
            Some(Dimension::NUMBER) if is_share(wish) => Self::Shortfall,
            _ => Self::Ratio,
        }
    }

    /// How well `offered` lies on the wanted side of `wanted`.
    fn one_sided(self, wanted: f64, offered: f64, side: Towards) -> f64 {
        let gap = if side == Towards::Up { wanted - offered } else { offered - wanted };
        // Zero degrees in another unit are not exactly zero.
        let least = if self == Self::Degrees { 1.0 } else { 0.0 };
        if gap <= ROUNDING * wanted.abs().max(offered.abs()).max(least) {
            return 1.0;
        }
        let left = match self {
            Self::Steps(steps) => 1.0 - gap / steps,
            Self::Degrees => 1.0 - gap / (0.2 * wanted.abs()).clamp(20.0, 200.0),
            Self::Shortfall if side == Towards::Up && (0.5..1.0).contains(&wanted) => {
                1.0 - ((1.0 - offered) / (1.0 - wanted)).log10()
            }
            Self::Shortfall | Self::Ratio => by_ratio(wanted, offered, side),
        };
        // Just missed is not met, even where the difference is below the precision of the scale.
        left.clamp(0.0, 1.0 - f64::EPSILON)
    }

    /// How well an offer hits a wanted value or range.
    fn band(self, wanted: &Side, offered: &Side) -> f64 {
        let above = self.one_sided(wanted.low, offered.high, Towards::Up);
        let below = self.one_sided(wanted.high, offered.low, Towards::Down);
        above.min(below)
    }

    /// How well an offer covers a wanted range.
    fn span(self, wanted: &Side, offer: &Indicator, offered: &Side) -> f64 {
        let cold = self.one_sided(wanted.low, offered.low, Towards::Down);
        let hot = self.one_sided(wanted.high, offered.high, Towards::Up);
        match offer.comparator {
            Comparator::Between => cold.min(hot),
            // A single figure within the range, or near it, is a sign that the range is meant.
            Comparator::Equal => hot.max(self.band(wanted, offered)),
            // 耐低温 −60℃ tells the cold end, any other single figure the hot end.
            Comparator::AtMost if offered.high < 0.0 && wanted.low < 0.0 => cold,
            _ => hot,
        }
    }
}

/// True for a share of a whole, whose limit is 100 %. The name tells it, not the unit, so that 98 % and 0.98 are the
/// same.
fn is_share(wish: &Indicator) -> bool {
    const NO_SHARES: &[&str] = &["系数", "因数", "倍", "比", "pH", "折射率"];
    wish.change().is_none() && !NO_SHARES.iter().any(|word| wish.name.contains(word))
}

/// The part that is left of a missed value by its ratio to the wanted one: 1 at the value, 0 at half or double.
fn by_ratio(wanted: f64, offered: f64, side: Towards) -> f64 {
    let (less, more) = match side {
        Towards::Up if wanted > 0.0 => (offered, wanted),
        Towards::Down if wanted > 0.0 => (wanted, offered),
        // Below zero the sizes change places.
        Towards::Up => (-wanted, -offered),
        Towards::Down => (-offered, -wanted),
    };
    if less <= 0.0 || more <= 0.0 { 0.0 } else { 1.0 + (less / more).log2() }
}
