//! A need as it is typed: the fields of its form as texts, so that a draft keeps what was written even where it cannot
//! be understood. What is understood of it is `need_draft`; how well it is written is `need_quality`.
//!
//! Laws: what is put in can be read again, but for blanks at the edges and signs that nobody types; a text that is put
//! in again changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::clean;
use super::vocabulary::vocabulary;

vocabulary! {
    /// A field of the form, in the order of the form.
    pub enum NeedTextField {
        /// Title.
        Title = "title" "需求名称",
        /// Main problem.
        Problem = "problem" "主要问题",
        /// How it is done today.
        CurrentState = "state" "目前的做法",
        /// What was tried.
        Tried = "tried" "试过什么",
        /// Constraints.
        Constraints = "constraints" "约束条件",
        /// What kind of help, a code.
        Kind = "kind" "需求类型",
        /// Technical fields, codes.
        Fields = "fields" "技术领域",
        /// Keywords.
        Keywords = "keywords" "关键词",
        /// Indicators as rows.
        Rows = "rows" "量化指标",
        /// Indicators in words, one a line.
        Lines = "lines" "其他指标",
        /// Budget in 万元, or 面议.
        Budget = "budget" "拟投入",
        /// Where the money comes from.
        BudgetSource = "funds" "资金来源",
        /// By when.
        Due = "due" "期望完成",
        /// How pressing, a code.
        Urgency = "urgency" "紧急程度",
        /// Modes of cooperation, codes.
        Modes = "modes" "合作方式",
        /// Partners wished for.
        Intended = "intended" "意向单位",
        /// Partners to avoid.
        Avoided = "avoided" "避开单位",
        /// Which of the four haves it fills, codes.
        Fills = "fills" "补上四有的哪一项",
        /// Contact person.
        ContactName = "contact" "联系人",
        /// Position.
        ContactPosition = "position" "职务",
        /// Telephone.
        ContactPhone = "phone" "联系电话",
        /// E-mail.
        ContactEmail = "email" "电子邮箱",
        /// Who decides.
        DecisionMaker = "decider" "决策人",
        /// Who may read it, a code.
        Disclosure = "shown" "公开程度",
        /// Fields that fewer may read, `field:code`.
        Hidden = "hidden" "个别字段的公开程度",
        /// That nothing in it is classified.
        Secrecy = "secrecy" "涉密声明",
        /// How an officer came by it, a code.
        Way = "way" "需求来源",
        /// Figures of the running text that are no indicators, as rows; kept while it is a draft, no part of the need.
        NoIndicators = "notind" "不算指标的数",
    }
}

/// Most figures that are kept as no indicators.
const MOST_DISMISSED: usize = 30;

/// What [`NeedTextField::Secrecy`] says if nothing is classified.
pub const NOT_CLASSIFIED: &str = "no";

impl NeedTextField {
    /// True if the form sends several values, which are codes of a list.
    #[must_use]
    pub fn is_choice_list(self) -> bool {
        matches!(self, Self::Fields | Self::Modes | Self::Fills | Self::Hidden)
    }

    /// True for personal data.
    #[must_use]
    pub fn is_personal(self) -> bool {
        matches!(
            self,
            Self::ContactName
                | Self::ContactPosition
                | Self::ContactPhone
                | Self::ContactEmail
                | Self::DecisionMaker
        )
    }

    /// Most characters that are taken when it is sent in; a draft keeps more.
    #[must_use]
    pub fn most_chars(self) -> usize {
        match self {
            Self::Title => super::text::MAX_TITLE,
            Self::Problem => 5_000,
            Self::CurrentState
            | Self::Tried
            | Self::Constraints
            | Self::Rows
            | Self::Lines
            | Self::NoIndicators => 3_000,
            Self::Keywords | Self::Intended | Self::Avoided | Self::Fields | Self::Modes | Self::Hidden => {
                500
            }
            Self::ContactEmail | Self::BudgetSource => 100,
            Self::ContactPhone => 60,
            Self::ContactName | Self::ContactPosition | Self::DecisionMaker | Self::Fills => 40,
            Self::Budget | Self::Due => 30,
            Self::Kind | Self::Urgency | Self::Disclosure | Self::Secrecy | Self::Way => 10,
        }
    }
}

/// One row of the form's indicators, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndicatorRow {
    /// The quantity.
    pub name: String,
    /// Code of a comparator.
    pub comparator: String,
    /// The value that is wanted, a range as `10～20`.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// The present value.
    pub now: String,
    /// The need does not do without it.
    pub must: bool,
}

/// What the last cell of a row says that is a must.
const MUST: &str = "must";

impl IndicatorRow {
    /// True if nothing was written; a comparison is always chosen and says nothing, and so does a tick alone.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.name, &self.value, &self.unit, &self.now].iter().all(|cell| cell.is_empty())
    }

    /// As one line, cell by cell.
    #[must_use]
    pub fn line(&self) -> String {
        let cells =
            [&self.name, &self.comparator, &self.value, &self.unit, &self.now].map(|cell| one_line(cell));
        let must = if self.must { format!("\t{MUST}") } else { String::new() };
        cells.join("\t") + &must
    }

    /// Reads such a line; cells that are missing are empty.
    #[must_use]
    pub fn of_line(line: &str) -> Self {
        let (line, must) = match line.strip_suffix(MUST).and_then(|rest| rest.strip_suffix('\t')) {
            Some(rest) if rest.matches('\t').count() >= 4 => (rest, true),
            _ => (line, false),
        };
        let mut cells = line.splitn(5, '\t').map(one_line);
        let mut next = || cells.next().unwrap_or_default();
        Self { name: next(), comparator: next(), value: next(), unit: next(), now: next(), must }
    }
}

/// On one line, without the signs that part cells and lines.
fn one_line(text: &str) -> String {
    clean(text).replace('\n', " ").trim().to_owned()
}

/// A need as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NeedText(BTreeMap<NeedTextField, String>);

impl NeedText {
    /// The text of a field; nothing if it has none.
    #[must_use]
    pub fn get(&self, field: NeedTextField) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// The text of a field that has one.
    #[must_use]
    pub fn given(&self, field: NeedTextField) -> Option<String> {
        Some(self.get(field).to_owned()).filter(|text| !text.is_empty())
    }

    /// Puts a text in; control characters and marks that turn the direction of writing are left out.
    pub fn set(&mut self, field: NeedTextField, text: &str) {
        let turns = |ch: char| matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let text: String = text.chars().filter(|ch| !turns(*ch)).collect();
        let text = match field {
            NeedTextField::Rows | NeedTextField::NoIndicators => {
                rows_text(text.lines().map(IndicatorRow::of_line))
            }
            field if field.is_choice_list() => choices(&text).join(","),
            _ => clean(&text).trim().to_owned(),
        };
        if text.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, text);
        }
    }

    /// Puts one more value into a list of choices.
    pub fn add(&mut self, field: NeedTextField, value: &str) {
        let all = format!("{},{value}", self.get(field));
        self.set(field, &all);
    }

    /// The values of a list of choices.
    #[must_use]
    pub fn chosen(&self, field: NeedTextField) -> Vec<&str> {
        choices(self.get(field))
    }

    /// True if a value is among the choices of a field.
    #[must_use]
    pub fn chose(&self, field: NeedTextField, value: &str) -> bool {
        self.chosen(field).contains(&value)
    }

    /// The rows of indicators in which something was written.
    #[must_use]
    pub fn rows(&self) -> Vec<IndicatorRow> {
        self.get(NeedTextField::Rows).lines().map(IndicatorRow::of_line).collect()
    }

    /// Puts rows in; blank ones are left out.
    pub fn set_rows(&mut self, rows: impl IntoIterator<Item = IndicatorRow>) {
        self.set(NeedTextField::Rows, &rows_text(rows));
    }

    /// True for a figure that was said to be no indicator.
    #[must_use]
    pub fn is_dismissed(&self, row: &IndicatorRow) -> bool {
        let line = row.line();
        self.get(NeedTextField::NoIndicators).lines().any(|dismissed| dismissed == line)
    }

    /// Keeps that a figure is no indicator; of too many the oldest are forgotten.
    pub fn dismiss(&mut self, row: &IndicatorRow) {
        if !self.is_dismissed(row) {
            let all = format!("{}\n{}", self.get(NeedTextField::NoIndicators), row.line());
            let lines: Vec<&str> = all.lines().collect();
            let kept = lines.get(lines.len().saturating_sub(MOST_DISMISSED)..).unwrap_or_default();
            self.set(NeedTextField::NoIndicators, &kept.join("\n"));
        }
    }

    /// The fields in which something was written, with their texts.
    pub fn fields(&self) -> impl Iterator<Item = (NeedTextField, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str()))
    }

    /// Fields whose text is another in `other`.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<NeedTextField> {
        NeedTextField::ALL.iter().copied().filter(|field| self.get(*field) != other.get(*field)).collect()
    }

    /// True if nothing was written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.is_empty()
    }

    /// Without personal data: what histories keep.
    #[must_use]
    pub fn impersonal(&self) -> Self {
        let kept = self.0.iter().filter(|(field, _)| !field.is_personal());
        Self(kept.map(|(field, text)| (*field, text.clone())).collect())
    }
}

fn rows_text(rows: impl IntoIterator<Item = IndicatorRow>) -> String {
    let written = rows.into_iter().filter(|row| !row.is_blank());
    written.map(|row| row.line()).collect::<Vec<_>>().join("\n")
}

/// Values with commas between them, each once, in their order.
fn choices(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for one in text.split(',').map(str::trim) {
        let plain = !one.is_empty() && one.chars().all(|ch| !ch.is_control() && !ch.is_whitespace());
        if plain && !all.contains(&one) {
            all.push(one);
        }
    }
    all
}
