//! What is understood of a need that is being written: from the texts of the form to the content of a need, with what is
//! wrong field by field; and back, for a need that is written again. Pure: which technical fields there are and what
//! figures a line holds is told by the caller.
//!
//! Laws: reading what was rendered gives the same content and no problem; what cannot be read leaves its text where it
//! is and is only left out of the content.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::capability::CooperationMode;
use super::four_haves::FourHavesItem;
use super::indicator::Indicator;
use super::money::{Fen, Price};
use super::need::{Disclosure, Need, NeedContact, NeedField, NeedKind, Urgency};
use super::need_rows::{half_width, indicator, row_of};
use super::need_text::{NOT_CLASSIFIED, NeedText, NeedTextField};
use super::profile::is_phone;
use super::text;
use super::time::BusinessDate;

/// Most rows of indicators.
pub const MOST_ROWS: usize = 30;

/// What the form says of a need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NeedContent {
    /// Title.
    pub title: String,
    /// What kind of help.
    pub kind: Option<NeedKind>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Technical fields, codes of the city pack.
    pub fields: Vec<String>,
    /// Main problem.
    pub problem: String,
    /// How it is done today.
    pub current_state: Option<String>,
    /// What was tried.
    pub tried: Option<String>,
    /// Constraints.
    pub constraints: Option<String>,
    /// Figures to be reached.
    pub indicators: Vec<Indicator>,
    /// What the enterprise will spend.
    pub budget: Option<Price>,
    /// Where that money comes from.
    pub budget_source: Option<String>,
    /// Modes it accepts.
    pub modes: Vec<CooperationMode>,
    /// By when.
    pub due_on: Option<BusinessDate>,
    /// How pressing.
    pub urgency: Urgency,
    /// Partners wished for.
    pub intended: Vec<String>,
    /// Partners to avoid.
    pub avoided: Vec<String>,
    /// Who may read it.
    pub disclosure: Disclosure,
    /// Fields that fewer may read.
    pub field_disclosure: BTreeMap<NeedField, Disclosure>,
    /// Whom to call.
    pub contact: NeedContact,
    /// Which of the four haves it would fill.
    pub fills: Vec<FourHavesItem>,
}

/// Why a need is not taken as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NeedProblem {
    /// Nothing was written or chosen.
    Missing,
    /// More characters than are taken.
    TooLong {
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// No amount of money.
    NotMoney(String),
    /// No date.
    NotDate(String),
    /// The value of a row is no number.
    NotNumber {
        /// Name of the row.
        row: String,
        /// What was written.
        value: String,
    },
    /// A row wants a range, and its value is none from low to high.
    NotRange {
        /// Name of the row.
        row: String,
        /// What was written.
        value: String,
    },
    /// More rows than are taken.
    TooManyRows {
        /// How many are taken.
        most: usize,
    },
    /// None of the choices.
    NotChoice,
    /// No telephone number can be made out.
    NotPhone,
    /// No address of e-mail.
    NotEmail,
    /// A need of this title is there already.
    TitleTaken {
        /// Its printed number, if the writer may know it.
        no: Option<String>,
    },
}

/// A problem with its field.
pub type FieldProblem = (NeedTextField, NeedProblem);

impl NeedContent {
    /// Reads a text: what is understood, and what is wrong, in the order of the form. `is_field` knows the technical
    /// fields, `figures` reads the indicators of free lines.
    pub fn read(
        text: &NeedText,
        is_field: impl Fn(&str) -> bool,
        figures: impl Fn(&str) -> Vec<Indicator>,
    ) -> (Self, Vec<FieldProblem>) {
        let mut reading = Reading { text, problems: Vec::new() };
        let mut indicators = reading.rows();
        indicators.extend(figures(text.get(NeedTextField::Lines)));
        let content = Self {
            title: reading.required(NeedTextField::Title).replace('\n', " "),
            problem: reading.required(NeedTextField::Problem),
            current_state: text.given(NeedTextField::CurrentState),
            tried: text.given(NeedTextField::Tried),
            constraints: text.given(NeedTextField::Constraints),
            kind: reading.one(NeedTextField::Kind, NeedKind::from_code),
            fields: reading.many(NeedTextField::Fields, |code| is_field(code).then(|| code.to_owned())),
            keywords: text::list(text.get(NeedTextField::Keywords)),
            indicators,
            budget: reading.budget(),
            budget_source: text.given(NeedTextField::BudgetSource),
            due_on: reading.due(),
            urgency: reading.one(NeedTextField::Urgency, Urgency::from_code).unwrap_or(Urgency::Normal),
            modes: reading.many(NeedTextField::Modes, CooperationMode::from_code),
            intended: text::list(text.get(NeedTextField::Intended)),
            avoided: text::list(text.get(NeedTextField::Avoided)),
            fills: reading.many(NeedTextField::Fills, FourHavesItem::from_code),
            contact: reading.contact(),
            disclosure: reading.disclosure(),
            field_disclosure: reading.many(NeedTextField::Hidden, hidden).into_iter().collect(),
        };
        if text.get(NeedTextField::Secrecy) != NOT_CLASSIFIED {
            reading.problem(NeedTextField::Secrecy, NeedProblem::Missing);
        }
        reading.lengths();
        reading.problems.sort_by_key(|(field, _)| *field);
        reading.problems.dedup_by_key(|(field, _)| *field);
        (content, reading.problems)
    }

    /// What a need says.
    #[must_use]
    pub fn of(need: &Need) -> Self {
        Self {
            title: need.title.clone(),
            kind: need.kind,
            keywords: need.keywords.clone(),
            fields: need.fields.clone(),
            problem: need.problem.clone(),
            current_state: need.current_state.clone(),
            tried: need.tried.clone(),
            constraints: need.constraints.clone(),
            indicators: need.indicators.clone(),
            budget: need.budget,
            budget_source: need.budget_source.clone(),
            modes: need.modes.clone(),
            due_on: need.due_on,
            urgency: need.urgency,
            intended: need.intended.clone(),
            avoided: need.avoided.clone(),
            disclosure: need.disclosure,
            field_disclosure: need.field_disclosure.clone(),
            contact: need.contact.clone(),
            fills: need.fills.clone(),
        }
    }

    /// The need with this content.
    #[must_use]
    pub fn put(self, need: Need) -> Need {
        Need {
            title: self.title,
            kind: self.kind,
            keywords: self.keywords,
            fields: self.fields,
            problem: self.problem,
            current_state: self.current_state,
            tried: self.tried,
            constraints: self.constraints,
            indicators: self.indicators,
            budget: self.budget,
            budget_source: self.budget_source,
            modes: self.modes,
            due_on: self.due_on,
            urgency: self.urgency,
            intended: self.intended,
            avoided: self.avoided,
            disclosure: self.disclosure,
            field_disclosure: self.field_disclosure,
            contact: self.contact,
            fills: self.fills,
            ..need
        }
    }

    /// As the form shows it. That nothing is classified is to be declared anew each time.
    #[must_use]
    pub fn render(&self) -> NeedText {
        let mut text = NeedText::default();
        let (rows, lines): (Vec<_>, Vec<_>) = self.indicators.iter().partition(|one| row_of(one).is_some());
        text.set_rows(rows.into_iter().filter_map(row_of));
        let lines: Vec<String> = lines.into_iter().map(Indicator::line).collect();
        let hidden =
            self.field_disclosure.iter().map(|(field, to)| format!("{}:{}", field.code(), to.code()));
        let codes = |all: &[&str]| all.join(",");
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        for (field, words) in [
            (NeedTextField::Title, self.title.clone()),
            (NeedTextField::Problem, self.problem.clone()),
            (NeedTextField::CurrentState, given(&self.current_state)),
            (NeedTextField::Tried, given(&self.tried)),
            (NeedTextField::Constraints, given(&self.constraints)),
            (NeedTextField::Kind, self.kind.map_or("", NeedKind::code).to_owned()),
            (NeedTextField::Fields, self.fields.join(",")),
            (NeedTextField::Keywords, text::join(&self.keywords)),
            (NeedTextField::Lines, lines.join("\n")),
            (NeedTextField::Budget, self.budget.map(Price::written).unwrap_or_default()),
            (NeedTextField::BudgetSource, given(&self.budget_source)),
            (NeedTextField::Due, self.due_on.map(|day| day.to_string()).unwrap_or_default()),
            (NeedTextField::Urgency, self.urgency.code().to_owned()),
            (NeedTextField::Modes, codes(&self.modes.iter().map(|one| one.code()).collect::<Vec<_>>())),
            (NeedTextField::Intended, text::join(&self.intended)),
            (NeedTextField::Avoided, text::join(&self.avoided)),
            (NeedTextField::Fills, codes(&self.fills.iter().map(|one| one.code()).collect::<Vec<_>>())),
            (NeedTextField::ContactName, given(&self.contact.name)),
            (NeedTextField::ContactPosition, given(&self.contact.position)),
            (NeedTextField::ContactPhone, given(&self.contact.phone)),
            (NeedTextField::ContactEmail, given(&self.contact.email)),
            (NeedTextField::DecisionMaker, given(&self.contact.decision_maker)),
            (NeedTextField::Disclosure, self.disclosure.code().to_owned()),
            (NeedTextField::Hidden, hidden.collect::<Vec<_>>().join(",")),
        ] {
            text.set(field, &words);
        }
        text
    }
}

/// A text that is being read, with what was wrong so far.
struct Reading<'a> {
    text: &'a NeedText,
    problems: Vec<FieldProblem>,
}

impl Reading<'_> {
    fn problem(&mut self, field: NeedTextField, problem: NeedProblem) {
        self.problems.push((field, problem));
    }

    fn required(&mut self, field: NeedTextField) -> String {
        if !self.text.get(field).chars().any(char::is_alphanumeric) {
            self.problem(field, NeedProblem::Missing);
        }
        self.text.get(field).to_owned()
    }

    fn one<T>(&mut self, field: NeedTextField, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let code = self.text.get(field);
        if code.is_empty() {
            return None;
        }
        let found = read(code);
        if found.is_none() {
            self.problem(field, NeedProblem::NotChoice);
        }
        found
    }

    fn many<T>(&mut self, field: NeedTextField, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let codes = self.text.chosen(field);
        let found: Vec<T> = codes.iter().filter_map(|code| read(code)).collect();
        if found.len() != codes.len() {
            self.problem(field, NeedProblem::NotChoice);
        }
        found
    }

    fn budget(&mut self) -> Option<Price> {
        let text = self.text.given(NeedTextField::Budget)?;
        let price = match text.as_str() {
            "面议" => Some(Price::Negotiable),
            text => Fen::from_wan_yuan(&half_width(text)).map(Price::Amount),
        };
        if price.is_none() {
            self.problem(NeedTextField::Budget, NeedProblem::NotMoney(text));
        }
        price
    }

    fn due(&mut self) -> Option<BusinessDate> {
        let text = self.text.given(NeedTextField::Due)?;
        let day = BusinessDate::parse_written(&text);
        if day.is_none() {
            self.problem(NeedTextField::Due, NeedProblem::NotDate(text));
        }
        day
    }

    fn disclosure(&mut self) -> Disclosure {
        let chosen = self.one(NeedTextField::Disclosure, Disclosure::from_code);
        if chosen.is_none() {
            self.problem(NeedTextField::Disclosure, NeedProblem::Missing);
        }
        chosen.unwrap_or(Disclosure::Authorities)
    }

    fn contact(&mut self) -> NeedContact {
        self.required(NeedTextField::ContactName);
        match self.text.get(NeedTextField::ContactPhone) {
            "" => self.problem(NeedTextField::ContactPhone, NeedProblem::Missing),
            phone if !is_phone(phone) => self.problem(NeedTextField::ContactPhone, NeedProblem::NotPhone),
            _ => {}
        }
        let email = self.text.given(NeedTextField::ContactEmail);
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            self.problem(NeedTextField::ContactEmail, NeedProblem::NotEmail);
        }
        NeedContact {
            name: self.text.given(NeedTextField::ContactName),
            position: self.text.given(NeedTextField::ContactPosition),
            phone: self.text.given(NeedTextField::ContactPhone),
            email,
            decision_maker: self.text.given(NeedTextField::DecisionMaker),
        }
    }

    fn rows(&mut self) -> Vec<Indicator> {
        let rows = self.text.rows();
        if rows.len() > MOST_ROWS {
            self.problem(NeedTextField::Rows, NeedProblem::TooManyRows { most: MOST_ROWS });
        }
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            match indicator(row) {
                Ok(indicator) => found.push(indicator),
                Err(problem) => self.problem(NeedTextField::Rows, problem),
            }
        }
        found
    }

    fn lengths(&mut self) {
        let fields =
            self.text.fields().map(|(field, text)| (field, text.chars().count(), field.most_chars()));
        let long: Vec<_> = fields.filter(|(_, found, most)| found > most).collect();
        for (field, found, most) in long {
            self.problem(field, NeedProblem::TooLong { found, most });
        }
    }
}

fn is_email(text: &str) -> bool {
    let (name, host) = text.split_once('@').unwrap_or_default();
    !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
}

/// `budget:bureau`: a field and who may read it.
fn hidden(text: &str) -> Option<(NeedField, Disclosure)> {
    let (field, to) = text.split_once(':')?;
    let to =
        Disclosure::from_code(to).filter(|to| matches!(to, Disclosure::Matched | Disclosure::Authorities));
    Some((NeedField::from_code(field)?, to?))
}
