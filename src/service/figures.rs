//! Indicators as pages show them: figures in words, and what is wanted beside what is offered. The comparison is the
//! engine's; here it is only put beside the texts.

use duijie_index::indicator::{self, IndicatorFit};

use crate::domain::indicator::Indicator;
use crate::search::mapping;

/// A figure that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureShown {
    /// The quantity; may be empty.
    pub name: String,
    /// ≥, ≤, = or ～.
    pub comparator: &'static str,
    /// The value, a range as `10～20`.
    pub value: String,
    /// Unit as written; may be empty.
    pub unit: String,
    /// Present value, in the same unit.
    pub current: Option<String>,
    /// The need does not do without it.
    pub must: bool,
    /// As it stands in the text, or put together from the above where it came from a form.
    pub written: String,
}

/// How an offer compares with a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureVerdict {
    /// The offer meets it.
    Met,
    /// The offer is near.
    Near,
    /// The offer is further away.
    Missed,
    /// The capability says nothing comparable.
    Unknown,
}

impl FigureVerdict {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        crate::messages::figure_verdict(self)
    }
}

/// A wanted figure beside the offered one that suits it best.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureCompared {
    /// What is wanted.
    pub wanted: FigureShown,
    /// What is offered; `None` if nothing comparable is.
    pub offered: Option<FigureShown>,
    /// How it compares.
    pub verdict: FigureVerdict,
    /// 1 if met, falling to 0; `None` if unknown.
    pub ratio: Option<f64>,
}

/// A figure as pages show it; `text` is what it was read from, if it was.
pub(super) fn figure_shown(figure: &indicator::Indicator, text: Option<&str>) -> FigureShown {
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let (comparator, value) = match figure.comparator {
        indicator::Comparator::AtLeast => ("≥", number(figure.low)),
        indicator::Comparator::AtMost => ("≤", number(figure.high)),
        indicator::Comparator::Equal => ("=", number(figure.low.or(figure.high))),
        indicator::Comparator::Between => {
            ("～", number(figure.low).zip(number(figure.high)).map(|(low, high)| format!("{low}～{high}")))
        }
    };
    let (value, unit) = (value.unwrap_or_default(), figure.unit.symbol().to_owned());
    let sign = if comparator == "～" { String::new() } else { format!("{comparator} ") };
    let composed = format!("{} {sign}{value} {unit}", figure.name);
    let read = text.and_then(|text| text.get(figure.span.clone())).filter(|read| !read.is_empty());
    FigureShown {
        written: read.map_or_else(|| composed.trim().to_owned(), str::to_owned),
        name: figure.name.clone(),
        comparator,
        value,
        unit,
        current: number(figure.current),
        must: false,
    }
}

/// A wish as pages show it, with whether it is a must among the indicators of its need.
pub(super) fn wish_shown(wish: &indicator::Indicator, written: &[Indicator]) -> FigureShown {
    let musts = written.iter().filter(|one| one.is_must()).filter_map(|one| one.figure.as_ref());
    let must = musts.map(mapping::of_form).any(|figure| figure == *wish);
    FigureShown { must, ..figure_shown(wish, None) }
}

/// Every wanted figure with what is offered for it, in the order of the wanted ones; `written` are the indicators of the
/// need.
pub(super) fn compared(
    wanted: &[indicator::Indicator],
    written: &[Indicator],
    offered: &[indicator::Indicator],
    fit: Option<&IndicatorFit>,
) -> Vec<FigureCompared> {
    let reason = |at| fit.and_then(|fit| fit.reasons.iter().find(|reason| reason.wanted == at));
    let all = wanted.iter().enumerate().map(|(at, wish)| {
        let reason = reason(at);
        FigureCompared {
            wanted: wish_shown(wish, written),
            offered: reason
                .and_then(|reason| offered.get(reason.offered))
                .map(|offer| figure_shown(offer, None)),
            verdict: match reason.map(|reason| reason.verdict) {
                Some(indicator::Verdict::Met) => FigureVerdict::Met,
                Some(indicator::Verdict::Near) => FigureVerdict::Near,
                Some(indicator::Verdict::Missed) => FigureVerdict::Missed,
                None => FigureVerdict::Unknown,
            },
            ratio: reason.map(|reason| reason.ratio),
        }
    });
    all.collect()
}
