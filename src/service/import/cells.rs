//! Reads the cells of one row into typed values and collects everything that is wrong with the row, so that people
//! mend it once. Writes nothing.

use crate::domain::batch::{RowProblem, RowWarning};
use crate::domain::money::{Fen, Price};
use crate::domain::rate::BasisPoints;
use crate::domain::text::{MAX_TEXT, clean, clean_name, list};
use crate::domain::time::BusinessDate;
use crate::domain::uscc::{Uscc, UsccError};
use crate::sheets::{Cell, TableRow};

/// From this many digits on, a number in a spreadsheet has lost its last ones.
const LOSSY_DIGITS: f64 = 1e15;

/// The cells of a row, with what was found wrong or noteworthy so far.
pub(super) struct Cells<'a> {
    row: &'a TableRow<'a>,
    pub(super) problems: Vec<(&'static str, RowProblem)>,
    pub(super) warnings: Vec<(&'static str, RowWarning)>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(row: &'a TableRow<'a>) -> Self {
        Self { row, problems: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn problem(&mut self, key: &'static str, problem: RowProblem) {
        self.problems.push((key, problem));
    }

    pub(super) fn warn(&mut self, key: &'static str, warning: RowWarning) {
        self.warnings.push((key, warning));
    }

    /// Running text; `None` if blank.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        if let Some(Cell::Error(_)) = self.row.get(key) {
            self.problem(key, RowProblem::ErrorCell);
            return None;
        }
        let text = clean(&self.row.text(key));
        let found = text.chars().count();
        if found > MAX_TEXT {
            self.problem(key, RowProblem::TooLong { found, max: MAX_TEXT });
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// A name or title on one line, of at most `max` characters.
    pub(super) fn name(&mut self, key: &'static str, max: usize) -> Option<String> {
        let name = clean_name(&self.text(key)?);
        let found = name.chars().count();
        if found > max {
            self.problem(key, RowProblem::TooLong { found, max });
            return None;
        }
        Some(name)
    }

    /// What `read` gives; if the cell is blank, the row lacks something.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        let before = self.problems.len();
        let value = read(self, key);
        if value.is_none() && self.problems.len() == before {
            self.problem(key, RowProblem::Missing);
        }
        value
    }

    pub(super) fn uscc(&mut self, key: &'static str) -> Option<Uscc> {
        if let Some(Cell::Number(number)) = self.row.get(key)
            && number.abs() >= LOSSY_DIGITS
        {
            self.problem(key, RowProblem::CodeAsNumber);
            return None;
        }
        let text = self.text(key)?;
        match Uscc::parse(&text) {
            Ok(code) => {
                if code.is_doubtful() {
                    self.warn(key, RowWarning::DoubtfulCode(code.to_string()));
                }
                Some(code)
            }
            Err(UsccError::Length(found)) => {
                self.problem(key, RowProblem::CodeLength(found));
                None
            }
            Err(UsccError::Character { found, suggestion }) => {
                self.problem(key, RowProblem::CodeCharacter { found, suggestion });
                None
            }
        }
    }

    /// An industry code of two to four digits; a leading zero that the spreadsheet dropped is put back.
    pub(super) fn industry(&mut self, key: &'static str) -> Option<String> {
        let text = self.text(key)?;
        let code = text.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
        let lost_zero = matches!(self.row.get(key), Some(Cell::Number(_)))
            && code.len() < 4
            && code.starts_with(['6', '7', '8', '9']);
        let code = if lost_zero { format!("0{code}") } else { code.to_owned() };
        if (2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(code);
        }
        self.problem(key, RowProblem::NotNumber { found: text, min: 6, max: 4690 });
        None
    }

    pub(super) fn date(&mut self, key: &'static str) -> Option<BusinessDate> {
        let text = self.text(key)?;
        let date = BusinessDate::parse_written(&text);
        if date.is_none() {
            self.problem(key, RowProblem::NotDate(text));
        }
        date
    }

    /// A whole number within bounds; what people write for "none" is blank.
    pub(super) fn number(&mut self, key: &'static str, min: i64, max: i64) -> Option<i64> {
        let text = self.text(key)?;
        if is_none_word(&text) {
            return None;
        }
        let digits = text.replace([',', '，'], "");
        let number = digits.parse::<i64>().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.problem(key, RowProblem::NotNumber { found: text, min, max });
        }
        number
    }

    pub(super) fn year(&mut self, key: &'static str) -> Option<i32> {
        if let Some(text) = self.text(key)
            && let Some(year) = text.strip_suffix("年度").or_else(|| text.strip_suffix('年'))
            && let Some(year) = year.trim().parse::<i32>().ok().filter(|year| (2000..=2100).contains(year))
        {
            return Some(year);
        }
        self.number(key, 2000, 2100).and_then(|year| i32::try_from(year).ok())
    }

    pub(super) fn money(&mut self, key: &'static str) -> Option<Fen> {
        let text = self.text(key)?;
        if is_none_word(&text) {
            return None;
        }
        let fen = Fen::from_wan_yuan(&text);
        if fen.is_none() {
            self.problem(key, RowProblem::NotMoney(text));
        }
        fen
    }

    pub(super) fn price(&mut self, key: &'static str) -> Option<Price> {
        if self.text(key).is_some_and(|text| text.contains("面议") || text.contains("协商")) {
            return Some(Price::Negotiable);
        }
        self.money(key).map(Price::Amount)
    }

    /// The price of a capability, which may also be free to try.
    pub(super) fn price_or_trial(&mut self, key: &'static str) -> Option<Price> {
        match self.text(key).is_some_and(|text| text.contains("免费")) {
            true => Some(Price::Trial),
            false => self.price(key),
        }
    }

    /// A target in percent; a cell formatted as a percentage holds the share itself.
    pub(super) fn percent(&mut self, key: &'static str) -> Option<BasisPoints> {
        let text = self.text(key)?;
        let text = match self.row.get(key) {
            Some(Cell::Number(share)) if *share > 0.0 && *share <= 1.0 => {
                format!("{}", (share * 10_000.0).round() / 100.0)
            }
            _ => text,
        };
        let rate = BasisPoints::from_percent(&text);
        if rate.is_none() {
            self.problem(key, RowProblem::NotPercent(text));
        }
        rate
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let text = self.text(key)?;
        match text.as_str() {
            "是" | "有" | "√" | "Y" | "y" | "1" | "具备" => Some(true),
            "否" | "无" | "没有" | "×" | "N" | "n" | "0" | "不具备" => Some(false),
            _ => {
                self.problem(key, RowProblem::NotOneOf { found: text, allowed: vec!["是", "否"] });
                None
            }
        }
    }

    /// A word of a controlled list.
    pub(super) fn word<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        allowed: Vec<&'static str>,
    ) -> Option<T> {
        let text = self.text(key)?;
        let value = parse(&text);
        if value.is_none() {
            self.problem(key, RowProblem::NotOneOf { found: text, allowed });
        }
        value
    }

    /// The items of a list cell.
    pub(super) fn list(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.text(key).map(|text| list(&text))
    }

    /// The items of a cell whose items may have commas: parted by semicolons and line breaks only.
    pub(super) fn items(&mut self, key: &'static str) -> Option<Vec<String>> {
        let text = self.text(key)?;
        let items = text.split(['；', ';', '\n']).map(str::trim).filter(|item| !item.is_empty());
        Some(items.map(str::to_owned).collect())
    }

    /// The words of a list cell that `parse` knows; others are warned about and left out.
    pub(super) fn words<T: PartialEq>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut values = Vec::new();
        for item in self.list(key)? {
            match parse(&item) {
                Some(value) if !values.contains(&value) => values.push(value),
                Some(_) => {}
                None => self.warn(key, RowWarning::UnknownWord(item)),
            }
        }
        Some(values)
    }
}

fn is_none_word(text: &str) -> bool {
    matches!(text, "/" | "-" | "—" | "——" | "无" | "暂无" | "N/A")
}
