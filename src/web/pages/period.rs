//! The data year and the as-of date in an address: what figures of coverage and of enterprises are about.

use crate::domain::text::{clean, name_key};
use crate::domain::time::BusinessDate;
use crate::messages::coverage as words;
use crate::web::address::Address;
use crate::web::error::PageError;

/// What was asked for, and what it means.
pub(super) struct Period {
    /// Data year; `None` for the usual one.
    pub year: Option<i32>,
    /// The end of this day counts: the day asked for, otherwise today.
    pub as_of: BusinessDate,
    /// The day as it was typed.
    pub typed: String,
    /// Why the day that was typed was not taken.
    pub problem: Option<String>,
}

impl Period {
    /// Reads both. A day that means nothing is told beside its field, and today is taken.
    ///
    /// # Errors
    /// [`PageError::Bad`] if the year is none: it comes from a list of choices, not from typing.
    pub fn read(year: Option<&str>, as_of: Option<&str>, today: BusinessDate) -> Result<Self, PageError> {
        let typed = clean(as_of.unwrap_or_default());
        let (as_of, problem) = match day(&name_key(&typed)) {
            _ if typed.is_empty() => (today, None),
            Some(day) if day <= today => (day, None),
            Some(_) => (today, Some(words::day_to_come(today))),
            None => (today, Some(words::bad_day(&typed))),
        };
        Ok(Self { year: data_year(year)?, as_of, typed, problem })
    }

    /// True if another day than today was asked for.
    pub fn is_past(&self) -> bool {
        !self.typed.is_empty() && self.problem.is_none()
    }

    /// An address that keeps the day, if one was asked for, and names the year.
    pub fn of(&self, address: Address, year: i32) -> Address {
        let address = address.with("year", &year.to_string());
        if self.is_past() { address.with("as_of", &self.as_of.to_string()) } else { address }
    }
}

fn data_year(text: Option<&str>) -> Result<Option<i32>, PageError> {
    match text.map(clean).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match text.trim_end_matches("年度").trim_end_matches('年').trim().parse() {
            Ok(year) if (2000..2100).contains(&year) => Ok(Some(year)),
            _ => Err(PageError::Bad(words::bad_data_year(&text))),
        },
    }
}

/// Reads a day as people type it, eight digits in a row among them.
fn day(text: &str) -> Option<BusinessDate> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        let (year, rest) = text.split_at(4);
        let (month, day) = rest.split_at(2);
        return BusinessDate::parse_written(&format!("{year}-{month}-{day}"));
    }
    BusinessDate::parse_written(text)
}
