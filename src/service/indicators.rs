//! Understands indicators as people write them in a cell, by the engine's reading of figures.

use duijie_index::indicator::{self, extract};

use crate::domain::indicator::{Comparator, Figure, Indicator, MUST_MARK};

/// Most indicators of one record; forms ask for a handful.
const MAX_INDICATORS: usize = 50;

/// Reads a cell such as `回转精度 ≤ 2 μm（必须）；寿命 ≥ 5000 h`: one indicator per item. What is not understood is kept
/// as words, with its mark.
#[must_use]
pub fn read_indicators(cell: &str) -> Vec<Indicator> {
    cell.split(['；', ';', '\n'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .take(MAX_INDICATORS)
        .map(item)
        .collect()
}

fn item(item: &str) -> Indicator {
    let marked = item.strip_suffix(MUST_MARK).or_else(|| item.strip_suffix("(必须)")).map(str::trim_end);
    let words = marked.unwrap_or(item);
    match extract(words).into_iter().next().map(figure) {
        Some(read) => {
            Indicator { written: words.to_owned(), figure: Some(Figure { must: marked.is_some(), ..read }) }
        }
        None => Indicator { written: item.to_owned(), figure: None },
    }
}

/// A figure as records hold it.
pub(super) fn figure(found: indicator::Indicator) -> Figure {
    Figure {
        comparator: match found.comparator {
            indicator::Comparator::AtLeast => Comparator::AtLeast,
            indicator::Comparator::AtMost => Comparator::AtMost,
            indicator::Comparator::Equal => Comparator::Equal,
            indicator::Comparator::Between => Comparator::Between,
        },
        unit: found.unit.symbol().to_owned(),
        name: found.name,
        low: found.low,
        high: found.high,
        current: found.current,
        must: false,
    }
}
