//! How well a need is written: points for each field, what to write next, and what that would gain. Pure; the figures
//! that the engine reads from the text are passed in. It advises and never blocks.
//!
//! Laws: the total is the sum of the fields and at most 100; writing more never lowers it; the same text has the same
//! score.

use super::indicator::Figure;
use super::money::Price;
use super::need_draft::NeedContent;
use super::need_text::NeedTextField;

/// From this score on a need is clear enough to be reviewed quickly. A tick on the scale, no bar.
pub const CLEAR_ENOUGH: u32 = 60;
/// The whole.
pub const MOST: u32 = 100;

/// How clear a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clarity {
    /// Too little to work with.
    Vague,
    /// Most of it is there.
    Fair,
    /// Nothing to ask.
    Clear,
}

/// What to write next in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Object, process and what is to become better.
    Title,
    /// What happens, on which product, in which step.
    Problem,
    /// More about how it happens.
    ProblemMore,
    /// A number for it.
    ProblemFigure,
    /// How much it costs or spoils.
    Impact,
    /// How it is done today.
    CurrentState,
    /// What was tried.
    Tried,
    /// Why that did not work.
    TriedWhy,
    /// A figure to be reached.
    Indicator,
    /// The unit of it.
    IndicatorUnit,
    /// The present value of it.
    IndicatorNow,
    /// Another figure.
    SecondIndicator,
    /// What must not change.
    Constraints,
    /// The most a piece may cost, or the standard that holds.
    CostOrStandard,
    /// How much will be spent.
    Budget,
    /// A figure instead of "to be negotiated".
    BudgetAmount,
    /// By when.
    Due,
    /// How to work together.
    Modes,
    /// The technical field.
    Fields,
}

/// How well one field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldQuality {
    /// Which.
    pub field: NeedTextField,
    /// Its points.
    pub points: u32,
    /// The most it can have.
    pub most: u32,
    /// What to write next, and how many points that is worth; `None` if nothing is missing.
    pub next: Option<(Question, u32)>,
}

impl FieldQuality {
    /// In one of three words.
    #[must_use]
    pub fn clarity(&self) -> Clarity {
        match self.points * 100 / self.most.max(1) {
            85.. => Clarity::Clear,
            50..=84 => Clarity::Fair,
            _ => Clarity::Vague,
        }
    }

    /// How many of four bars are full: none only for what says nothing.
    #[must_use]
    pub fn bars(&self) -> u32 {
        (self.points * 4).div_ceil(self.most.max(1)).min(if self.next.is_some() { 3 } else { 4 })
    }
}

/// How well a need is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedQuality {
    /// Field by field, in the order of the form.
    pub fields: Vec<FieldQuality>,
}

impl NeedQuality {
    /// Judges a need; `figures` are those of its form and of its text.
    #[must_use]
    pub fn of(content: &NeedContent, figures: &[Figure]) -> Self {
        let fields = vec![
            title(content),
            problem(content, figures),
            current_state(content, figures),
            tried(content),
            constraints(content),
            scored(NeedTextField::Fields, &[(!content.fields.is_empty(), 3, Question::Fields)]),
            indicators(figures),
            budget(content),
            scored(NeedTextField::Due, &[(content.due_on.is_some(), 4, Question::Due)]),
            scored(NeedTextField::Modes, &[(!content.modes.is_empty(), 3, Question::Modes)]),
        ];
        Self { fields }
    }

    /// The sum, at most [`MOST`].
    #[must_use]
    pub fn total(&self) -> u32 {
        self.fields.iter().map(|one| one.points).sum()
    }

    /// How one field is written; `None` for those that are not judged.
    #[must_use]
    pub fn field(&self, field: NeedTextField) -> Option<&FieldQuality> {
        self.fields.iter().find(|one| one.field == field)
    }

    /// What would help most, first what gains most.
    #[must_use]
    pub fn gaps(&self) -> Vec<(NeedTextField, Question, u32)> {
        let gap = |one: &FieldQuality| one.next.map(|(question, gain)| (one.field, question, gain));
        let mut gaps: Vec<_> = self.fields.iter().filter_map(gap).collect();
        gaps.sort_by_key(|(field, _, gain)| (std::cmp::Reverse(*gain), *field));
        gaps
    }
}

/// Points of a field from what is there; the first that is not is what to ask for.
fn scored(field: NeedTextField, parts: &[(bool, u32, Question)]) -> FieldQuality {
    let points = parts.iter().filter(|(there, ..)| *there).map(|(_, points, _)| points).sum();
    let missing = parts.iter().find(|(there, ..)| !there);
    FieldQuality {
        field,
        points,
        most: parts.iter().map(|(_, points, _)| points).sum(),
        next: missing.map(|(_, points, question)| (*question, *points)),
    }
}

/// Characters that say something.
fn letters(text: &str) -> usize {
    text.chars().filter(|ch| ch.is_alphanumeric()).count()
}

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// What went wrong, in words of the workshop.
const IMPACT: [&str; 24] = [
    "返修",
    "返工",
    "报废",
    "废品",
    "次品",
    "停机",
    "停产",
    "损失",
    "成本",
    "投诉",
    "退货",
    "索赔",
    "寿命",
    "剥落",
    "开裂",
    "失效",
    "合格率",
    "良品率",
    "不合格",
    "磨损",
    "泄漏",
    "能耗",
    "效率",
    "事故",
];
/// Words of the present.
const PRESENT: [&str; 9] = ["现在", "目前", "现有", "当前", "现为", "采用", "正在", "一直用", "原来"];
/// Words of attempts.
const ATTEMPTS: [&str; 9] = ["试过", "尝试", "试验过", "调整过", "改过", "换过", "做过", "用过", "请过"];
/// Words of failing.
const FAILED: [&str; 13] = [
    "没成",
    "不行",
    "失败",
    "有限",
    "达不到",
    "不够",
    "不稳",
    "仍",
    "还是",
    "太高",
    "没有效果",
    "不能",
    "无法",
];
/// Words of cost and standards.
const COST_OR_STANDARD: [&str; 14] =
    ["成本", "单价", "元", "价格", "GB", "gb", "ISO", "iso", "JB", "标准", "规范", "认证", "不超过", "以内"];

fn title(content: &NeedContent) -> FieldQuality {
    let long = letters(&content.title);
    scored(
        NeedTextField::Title,
        &[(long >= 4, 4, Question::Title), (long >= 8, 3, Question::Title), (long >= 12, 3, Question::Title)],
    )
}

fn problem(content: &NeedContent, figures: &[Figure]) -> FieldQuality {
    let (text, long) = (content.problem.as_str(), letters(&content.problem));
    let digit = text.chars().any(|ch| ch.is_ascii_digit()) || !figures.is_empty() && long > 0;
    scored(
        NeedTextField::Problem,
        &[
            (long >= 10, 4, Question::Problem),
            (long >= 30, 4, Question::ProblemMore),
            (digit, 6, Question::ProblemFigure),
            (any(text, &IMPACT), 6, Question::Impact),
            (long >= 60, 4, Question::ProblemMore),
        ],
    )
}

fn current_state(content: &NeedContent, figures: &[Figure]) -> FieldQuality {
    let field = content.current_state.as_deref().unwrap_or_default();
    let told = any(&content.problem, &PRESENT) || figures.iter().any(|figure| figure.current.is_some());
    scored(
        NeedTextField::CurrentState,
        &[
            (told || letters(field) >= 4, 4, Question::CurrentState),
            (letters(field) >= 10, 4, Question::CurrentState),
        ],
    )
}

fn tried(content: &NeedContent) -> FieldQuality {
    let field = content.tried.as_deref().unwrap_or_default();
    let all = format!("{field}\n{}", content.problem);
    let told = letters(field) >= 4 || any(&content.problem, &ATTEMPTS);
    scored(
        NeedTextField::Tried,
        &[
            (told, 6, Question::Tried),
            (told && (any(&all, &FAILED) || letters(field) >= 30), 4, Question::TriedWhy),
        ],
    )
}

fn indicators(figures: &[Figure]) -> FieldQuality {
    let named = |figure: &&Figure| !figure.name.is_empty();
    let count = figures.iter().filter(named).count();
    let unit = figures.iter().filter(named).any(|figure| !figure.unit.is_empty());
    let now = figures.iter().filter(named).any(|figure| figure.current.is_some());
    scored(
        NeedTextField::Rows,
        &[
            (count > 0, 10, Question::Indicator),
            (unit, 2, Question::IndicatorUnit),
            (now, 6, Question::IndicatorNow),
            (count > 1, 4, Question::SecondIndicator),
        ],
    )
}

fn constraints(content: &NeedContent) -> FieldQuality {
    let text = content.constraints.as_deref().unwrap_or_default();
    scored(
        NeedTextField::Constraints,
        &[
            (letters(text) >= 4, 2, Question::Constraints),
            (any(text, &COST_OR_STANDARD), 6, Question::CostOrStandard),
        ],
    )
}

fn budget(content: &NeedContent) -> FieldQuality {
    let amount = matches!(content.budget, Some(Price::Amount(_)));
    scored(
        NeedTextField::Budget,
        &[(content.budget.is_some(), 4, Question::Budget), (amount, 4, Question::BudgetAmount)],
    )
}
