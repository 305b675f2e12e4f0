//! What pickers offer while somebody types: counties, institutions, enterprises, technical fields, industries; found
//! by any part of a name, by other names, by code, by pinyin (`luozhou`) and by its first letters (`lz`).
//!
//! Characters with several sounds are known by their most common one only.

use serde::Serialize;

use super::ServiceError;
use crate::city::CityPack;
use crate::domain::text::{initials, name_key, pinyin};
use crate::domain::viewer::Viewer;
use crate::storage::{self, Named, Store};

/// Most suggestions that are given at once.
pub const MOST_SUGGESTIONS: usize = 50;

/// What is to be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestKind {
    /// A county of the city.
    County,
    /// An institution.
    Institution,
    /// An enterprise.
    Enterprise,
    /// A technical field.
    Field,
    /// An industry.
    Industry,
}

impl SuggestKind {
    /// The kind with this name in addresses: `county`, `institution`, `enterprise`, `field`, `industry`.
    #[must_use]
    pub fn from_param(name: &str) -> Option<Self> {
        match name {
            "county" => Some(Self::County),
            "institution" => Some(Self::Institution),
            "enterprise" => Some(Self::Enterprise),
            "field" => Some(Self::Field),
            "industry" => Some(Self::Industry),
            _ => None,
        }
    }
}

/// Something that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What a form sends: the code, or the id.
    pub value: String,
    /// Its name.
    pub name: String,
    /// What tells it from others of its name: code or number, and county or place.
    pub detail: String,
}

/// The best `limit` suggestions for what was typed so far, exact ones first, then those that begin so, then those that
/// hold it. Without a text the first ones of the list.
///
/// # Errors
/// If the database fails.
pub async fn suggest(
    store: &Store,
    city: &CityPack,
    viewer: &Viewer,
    kind: SuggestKind,
    text: &str,
    limit: usize,
) -> Result<Vec<Suggestion>, ServiceError> {
    let limit = limit.min(MOST_SUGGESTIONS);
    let rows = i64::try_from(limit).unwrap_or_default();
    match kind {
        SuggestKind::County => Ok(ranked(&counties(city), text, limit)),
        SuggestKind::Field => Ok(ranked(&fields(city), text, limit)),
        SuggestKind::Industry => Ok(ranked(&industries(city), text, limit)),
        SuggestKind::Enterprise => {
            let mut conn = store.read().await?;
            let found = storage::suggest_enterprises(&mut conn, viewer, text, rows).await?;
            Ok(found.into_iter().map(|found| enterprise(city, found)).collect())
        }
        SuggestKind::Institution => {
            let mut conn = store.read().await?;
            let found = storage::suggest_institutions(&mut conn, viewer, text, rows).await?;
            Ok(found.into_iter().map(institution).collect())
        }
    }
}

/// An entry of a list of the city pack with all the names it has.
struct Entry<'a> {
    code: &'a str,
    name: &'a str,
    detail: &'a str,
    names: Vec<&'a str>,
}

fn counties(city: &CityPack) -> Vec<Entry<'_>> {
    let entries = city.counties.iter().map(|county| Entry {
        code: county.code.as_str(),
        name: &county.name,
        detail: &county.tier,
        names: county.aliases.iter().map(String::as_str).chain([county.name.as_str()]).collect(),
    });
    entries.collect()
}

fn fields(city: &CityPack) -> Vec<Entry<'_>> {
    city.fields.iter().map(|(code, name)| Entry { code, name, detail: code, names: vec![name] }).collect()
}

fn industries(city: &CityPack) -> Vec<Entry<'_>> {
    let entries = city.industries.iter().map(|industry| Entry {
        code: &industry.code,
        name: &industry.name,
        detail: &industry.code,
        names: vec![&industry.name],
    });
    entries.collect()
}

fn enterprise(city: &CityPack, found: Named) -> Suggestion {
    let county = found.place.as_deref().unwrap_or_default();
    let county = city.counties.iter().find(|one| one.code.as_str() == county).map(|one| one.name.as_str());
    Suggestion { value: found.id, detail: joined([county, Some(&found.reference)]), name: found.name }
}

fn institution(found: Named) -> Suggestion {
    let detail = joined([found.place.as_deref(), Some(&found.reference)]);
    Suggestion { value: found.id, detail, name: found.name }
}

fn joined(parts: [Option<&str>; 2]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The entries that hold what was typed, best first; equal ones in the order of their list.
fn ranked(entries: &[Entry<'_>], text: &str, limit: usize) -> Vec<Suggestion> {
    let typed = name_key(text);
    let mut found: Vec<(u8, &Entry<'_>)> =
        entries.iter().filter_map(|entry| Some((rank(entry, &typed)?, entry))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    let best = found.into_iter().take(limit).map(|(_, entry)| Suggestion {
        value: entry.code.to_owned(),
        name: entry.name.to_owned(),
        detail: entry.detail.to_owned(),
    });
    best.collect()
}

/// 0 for what was typed itself, 1 for what begins so, 2 for what holds it. Codes are known from their beginning.
fn rank(entry: &Entry<'_>, typed: &str) -> Option<u8> {
    let spelled = entry.names.iter().flat_map(|name| [name_key(name), pinyin(name), initials(name)]);
    let by_name = spelled.filter_map(|key| match key.find(typed)? {
        0 if key.len() == typed.len() => Some(0),
        0 => Some(1),
        _ => Some(2),
    });
    let code = entry.code.to_ascii_lowercase();
    let by_code = code.starts_with(typed).then(|| u8::from(code.len() != typed.len()));
    by_name.chain(by_code).min()
}
