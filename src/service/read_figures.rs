//! Figures that stand in the running text of a need: what may become rows of its form, and what all of them are.

use duijie_index::indicator::extract;

use super::figures::figure_shown;
use super::indicators::figure;
use crate::domain::indicator::{Comparator, Figure};
use crate::domain::need_draft::NeedContent;
use crate::domain::need_rows::row_of_figure;
use crate::domain::need_text::{IndicatorRow, NeedText};

/// Words that say how things are.
const PRESENT: [&str; 6] = ["只有", "仅", "现在", "目前", "现为", "现有"];

/// A figure of the running text.
pub(super) struct ReadFigure {
    /// What was understood.
    pub(super) figure: Figure,
    /// As a row of the form.
    pub(super) row: IndicatorRow,
    /// In short: ≥ 6 mm.
    pub(super) value: String,
    /// As it stands in the text.
    pub(super) quote: String,
    /// It says how things are, not how they are to be.
    pub(super) present: bool,
}

/// The figures of a text, without those that the writer said are no indicators.
pub(super) fn read_figures(text: &NeedText, body: &str) -> Vec<ReadFigure> {
    let found = extract(body).into_iter().map(|found| {
        let words = figure_shown(&found, Some(body));
        let figure = figure(found);
        let row = row_of_figure(&figure);
        let present =
            figure.comparator == Comparator::Equal && PRESENT.iter().any(|word| words.written.contains(word));
        // What is so today is no wish: it is put beside one.
        let (row, sign) = match present {
            true => (IndicatorRow { now: row.value, value: String::new(), ..row }, "现状"),
            false => (row, words.comparator.trim_matches('～')),
        };
        let value = format!("{sign} {} {}", words.value, words.unit).trim().to_owned();
        ReadFigure { figure, row, value, quote: words.written, present }
    });
    found.filter(|found| !text.is_dismissed(&found.row)).collect()
}

/// Every figure of a need: those of its form, then those of the running text that say something else.
pub(super) fn all_figures(text: &NeedText, content: &NeedContent, body: &str) -> Vec<Figure> {
    let mut all: Vec<Figure> = content.indicators.iter().filter_map(|one| one.figure.clone()).collect();
    for found in read_figures(text, body) {
        if !all.iter().any(|known| says_the_same(known, &found.figure)) {
            all.push(found.figure);
        }
    }
    all
}

/// True for the same quantity with the same bounds.
pub(super) fn says_the_same(a: &Figure, b: &Figure) -> bool {
    (&a.name, a.comparator, a.low, a.high) == (&b.name, b.comparator, b.low, b.high)
}
