//! A score as pages show it: the bar, the eight figures under it that add up to it, and how much is known. The need's
//! page and the institution's take it from here, so that a pair looks alike on both.

use duijie_index::rank::Signal;

use super::chart::{Segment, place, segments};
use crate::messages;
use crate::service::{FigureCompared, FigureShown, FigureVerdict, Partner};

/// Colours of the signals, in the engine's order.
const COLOURS: [&str; 8] = ["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"];
/// A full score, in hundredths of a point.
const FULL: i64 = 10_000;
/// Below this share of the signals' weight a score says little.
const LITTLE: f64 = 0.4;

/// A score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreShown {
    /// Sum of the parts: `78.35`.
    pub total: String,
    /// The parts end to end.
    pub bar: Vec<Segment>,
    /// All signals, always in the same order.
    pub parts: Vec<PartShown>,
    /// Signals that cannot be compared, by who states nothing.
    pub missing: Vec<MissingShown>,
    /// Information coverage in percent.
    pub information: u8,
    /// Its place on the bar.
    pub known: String,
    /// True if so little is known that the score says little.
    pub little: bool,
}

/// Who states nothing about a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The need.
    Need,
    /// The institution with its capabilities.
    Institution,
    /// Not known here.
    Either,
}

/// Signals that cannot be compared for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingShown {
    /// Who states nothing.
    pub side: Side,
    /// Names of the signals.
    pub names: Vec<&'static str>,
}

/// What one signal adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartShown {
    /// Its name.
    pub name: &'static str,
    /// What it adds; `None` if one side states nothing.
    pub points: Option<String>,
    /// The most it could add.
    pub most: String,
}

impl ScoreShown {
    /// The score of a partner; `silent` says who states nothing about a signal that cannot be compared.
    #[must_use]
    pub fn of(partner: &Partner, silent: impl Fn(Signal) -> Side) -> Self {
        let lengths: Vec<(&str, i64)> = COLOURS
            .iter()
            .zip(&partner.parts)
            .map(|(colour, part)| (*colour, i64::from(part.points.hundredths())))
            .collect();
        let percent = (partner.information * 100.0).round().clamp(0.0, 100.0);
        Self {
            total: partner.score.to_string(),
            bar: segments(&lengths, FULL),
            parts: partner.parts.iter().map(part_shown).collect(),
            missing: missing(partner, silent),
            information: percent as u8,
            known: place(percent as i64, 100),
            little: partner.information < LITTLE,
        }
    }
}

fn part_shown(part: &duijie_index::rank::Part) -> PartShown {
    let most = part.max.to_string();
    PartShown {
        name: messages::signal(part.signal),
        points: part.value.map(|_| part.points.to_string()),
        most: most.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

fn missing(partner: &Partner, silent: impl Fn(Signal) -> Side) -> Vec<MissingShown> {
    let unknown = partner.parts.iter().filter(|part| part.value.is_none());
    let unknown: Vec<Signal> = unknown.map(|part| part.signal).collect();
    let of = |side| MissingShown {
        side,
        names: unknown
            .iter()
            .filter(|signal| silent(**signal) == side)
            .map(|signal| messages::signal(*signal))
            .collect(),
    };
    let sides = [Side::Need, Side::Institution, Side::Either].map(of);
    sides.into_iter().filter(|group| !group.names.is_empty()).collect()
}

/// A wanted figure and the best that any evidence offers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLine {
    /// What is wanted.
    pub wanted: String,
    /// The need does not do without it.
    pub must: bool,
    /// What is offered.
    pub offered: Option<String>,
    /// How it compares.
    pub verdict: FigureVerdict,
}

/// Every wanted figure with the offer that comes nearest, whichever capability makes it.
#[must_use]
pub fn figure_lines(partner: &Partner) -> Vec<FigureLine> {
    let mut best: Vec<&FigureCompared> = Vec::new();
    for evidence in &partner.evidence {
        for (at, figure) in evidence.facts.figures.iter().enumerate() {
            match best.get_mut(at) {
                Some(known) if rank(figure) > rank(known) => *known = figure,
                Some(_) => {}
                None => best.push(figure),
            }
        }
    }
    let line = |figure: &FigureCompared| FigureLine {
        wanted: figure.wanted.written.clone(),
        must: figure.wanted.must,
        offered: figure.offered.as_ref().map(figure_value),
        verdict: figure.verdict,
    };
    best.into_iter().map(line).collect()
}

/// Known before unknown, then the nearer.
fn rank(figure: &FigureCompared) -> (u8, i64) {
    let verdict = match figure.verdict {
        FigureVerdict::Met => 3,
        FigureVerdict::Near => 2,
        FigureVerdict::Missed => 1,
        FigureVerdict::Unknown => 0,
    };
    (verdict, figure.ratio.map_or(0, |ratio| (ratio * 1e6) as i64))
}

/// The figure without its name: `≥ 5000 h`.
#[must_use]
pub fn figure_value(figure: &FigureShown) -> String {
    let sign = match figure.comparator {
        "=" | "～" => "",
        sign => sign,
    };
    let pieces = [sign, &figure.value, &figure.unit];
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use duijie_index::rank::{Part, Points, Signal};

    use super::{ScoreShown, Side};
    use crate::service::{HolderFacts, Partner};

    fn partner(known: &[(Signal, f64)], information: f64) -> Partner {
        let part = |signal: Signal| {
            let value = known.iter().find(|(known, _)| *known == signal).map(|(_, points)| *points);
            let (points, max) = (Points::rounded(value.unwrap_or(0.0)), Points::rounded(12.5));
            Part { signal, value: value.map(|points| points / 12.5), points, max }
        };
        let parts: Vec<Part> = Signal::ALL.into_iter().map(part).collect();
        Partner {
            institution: "01".to_owned(),
            name: "示例大学".to_owned(),
            score: parts.iter().map(|part| part.points).sum(),
            fit: 0.5,
            parts,
            evidence: Vec::new(),
            related: true,
            information,
            holder: HolderFacts::default(),
        }
    }

    #[test]
    fn nothing_known_is_not_nothing_earned() {
        let shown =
            ScoreShown::of(&partner(&[(Signal::Text, 10.05), (Signal::Budget, 0.0)], 0.25), |_| Side::Either);
        assert_eq!(shown.total, "10.05");
        assert_eq!(shown.parts[0].points.as_deref(), Some("10.05"));
        assert_eq!((shown.parts[5].points.as_deref(), shown.parts[5].most.as_str()), (Some("0.00"), "12.5"));
        assert_eq!(shown.parts[1].points, None);
        assert_eq!((shown.missing.len(), shown.missing[0].names.len()), (1, 6));
        assert_eq!(shown.bar.len(), 1);
        assert_eq!((shown.bar[0].class, shown.bar[0].width.as_str()), ("f1", "10.05%"));
    }

    #[test]
    fn little_information_is_said_below_forty_percent() {
        let little = |information| {
            ScoreShown::of(&partner(&[(Signal::Text, 10.0)], information), |_| Side::Need).little
        };
        assert_eq!((little(0.399), little(0.4), little(1.0)), (true, false, false));
        let shown = ScoreShown::of(&partner(&[], 0.876), |_| Side::Need);
        assert_eq!((shown.information, shown.known.as_str()), (88, "88.00%"));
    }

    #[test]
    fn it_is_said_who_is_silent() {
        let known =
            [(Signal::Text, 9.0), (Signal::Indicators, 1.0), (Signal::Field, 1.0), (Signal::Distance, 1.0)];
        let silent = |signal| match signal {
            Signal::Budget => Side::Either,
            Signal::Mode => Side::Need,
            _ => Side::Institution,
        };
        let shown = ScoreShown::of(&partner(&known, 0.5), silent);
        let said: Vec<_> = shown.missing.iter().map(|group| (group.side, group.names.join("、"))).collect();
        assert_eq!(said[0], (Side::Need, "合作方式".to_owned()));
        assert_eq!(said[1], (Side::Institution, "成熟度、新鲜度".to_owned()));
        assert_eq!(said[2], (Side::Either, "预算".to_owned()));
    }
}
