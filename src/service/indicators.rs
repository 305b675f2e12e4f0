//! Understands indicators as people write them in a cell, by the engine's reading of figures.

use duijie_index::indicator::{self, extract};

use crate::domain::indicator::{Comparator, Figure, Indicator};

/// Most indicators of one record; forms ask for a handful.
const MAX_INDICATORS: usize = 50;

/// Reads a cell such as `回转精度 ≤ 2 μm；寿命 ≥ 5000 h`: one indicator per item. What is not understood is kept as
/// words.
#[must_use]
pub fn read_indicators(cell: &str) -> Vec<Indicator> {
    cell.split(['；', ';', '\n'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .take(MAX_INDICATORS)
        .map(|item| Indicator {
            written: item.to_owned(),
            figure: extract(item).into_iter().next().map(figure),
        })
        .collect()
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
    }
}
