//! What an address asks of the audit trail.

use url::form_urlencoded;

use crate::domain::audit::AuditResult;
use crate::domain::text::clean;
use crate::domain::time::{BusinessDate, Instant};
use crate::messages::audit as words;
use crate::service::audit::{AuditFilter, AuditKey, AuditPlace};
use crate::web::address::Address;
use crate::web::error::PageError;
use crate::web::urls;

/// Most characters of a text that is looked for.
const MOST_CHARS: usize = 100;

/// What is asked, and the address again, in one spelling and without the place in the list.
pub(super) struct Asked {
    pub filter: AuditFilter,
    pub place: AuditPlace,
    pub address: Address,
    /// The days as they were typed.
    pub from: String,
    pub to: String,
    /// Why a day was not taken.
    pub problem: Option<String>,
}

impl Asked {
    /// Reads the part behind the `?`; names that mean nothing here are ignored.
    ///
    /// # Errors
    /// [`PageError::Bad`] for what nobody types, but an address may hold.
    pub fn read(query: &str) -> Result<Self, PageError> {
        let mut asked = Self {
            filter: AuditFilter::default(),
            place: AuditPlace::Newest,
            address: Address::new(urls::Audit),
            from: String::new(),
            to: String::new(),
            problem: None,
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value: String = clean(&value).chars().take(MOST_CHARS).collect();
            if !value.is_empty() {
                asked.take(&name, value)?;
            }
        }
        let (from, to) = (asked.filter.from, asked.filter.to);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            asked.problem = Some(words::days_reversed().to_owned());
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), PageError> {
        let filter = &mut self.filter;
        match name {
            "from" => {
                self.from.clone_from(&value);
                filter.from = day(&value, &mut self.problem).map(BusinessDate::start_of_day);
            }
            "to" => {
                self.to.clone_from(&value);
                filter.to = day(&value, &mut self.problem).map(BusinessDate::end_of_day);
            }
            "actor" => filter.actor = Some(value.clone()),
            "action" => filter.action = Some(value.clone()),
            "entity" => filter.entity = Some(value.clone()),
            "id" => filter.entity_id = Some(value.clone()),
            "channel" => filter.channel = Some(value.clone()),
            "q" => filter.text = Some(value.clone()),
            "result" => {
                let unknown = || PageError::Bad(words::unknown_code("结果", &value));
                filter.result = Some(AuditResult::from_code(&value).ok_or_else(unknown)?);
            }
            "before" => self.place = AuditPlace::Older(key(&value)?),
            "after" => self.place = AuditPlace::Newer(key(&value)?),
            _ => {}
        }
        if !matches!(name, "before" | "after") {
            self.address = self.address.with(name, &value);
        }
        Ok(())
    }

    /// A place in the list, as an address holds it.
    pub fn written(key: AuditKey) -> String {
        format!("{}-{}", key.at.0, key.id)
    }

    /// A text that a field of the form shows.
    pub fn shown<'a>(&self, text: &'a Option<String>) -> &'a str {
        text.as_deref().unwrap_or_default()
    }
}

fn key(text: &str) -> Result<AuditKey, PageError> {
    let parsed = text
        .split_once('-')
        .and_then(|(at, id)| Some(AuditKey { at: Instant(at.parse().ok()?), id: id.parse().ok()? }));
    parsed.ok_or_else(|| PageError::Bad(words::bad_place().to_owned()))
}

fn day(text: &str, problem: &mut Option<String>) -> Option<BusinessDate> {
    let day = BusinessDate::parse_written(text);
    if day.is_none() {
        *problem = Some(words::bad_day(text));
    }
    day
}
