//! Pickers: what may be meant by a name, a code, pinyin or initials typed so far. The same list is part of a page
//! (without a script) and a fragment (with one).

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::service::{SuggestKind, suggest};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::render;
use crate::web::urls;

/// Suggestions shown at a time.
const SHOWN: usize = 8;

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickerChoice {
    /// A list narrowed to it; `None` in a form, where it is a choice among several.
    pub href: Option<String>,
    /// What the form sends.
    pub value: String,
    /// Its name.
    pub name: String,
    /// What tells it from others.
    pub detail: String,
}

/// What a picker asks.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    kind: Option<String>,
    q: Option<String>,
    /// The list that is to be narrowed.
    list: Option<String>,
}

#[derive(Template)]
#[template(path = "parts/picker_list.html")]
struct PickerList {
    choices: Vec<PickerChoice>,
    text: String,
    name: &'static str,
    chosen: String,
}

/// The fragment.
pub async fn show(_: urls::Suggest, web: Visit, Params(asked): Params<Asked>) -> Result<Response, PageError> {
    let kind = asked.kind.as_deref().and_then(SuggestKind::from_param).ok_or(PageError::NotFound)?;
    let text: String = asked.q.unwrap_or_default().chars().take(100).collect();
    let choices = match asked.list.as_deref().and_then(own_list) {
        Some(list) => offered(&web, kind, &text, &list).await?,
        None => choices(&web, kind, &text).await?,
    };
    render::page(&PickerList { choices, text, name: "enterprise", chosen: String::new() })
}

/// Suggestions that lead to a list narrowed to them.
pub(super) async fn offered(
    web: &Visit,
    kind: SuggestKind,
    text: &str,
    list: &Address,
) -> Result<Vec<PickerChoice>, PageError> {
    let mut choices = choices(web, kind, text).await?;
    for choice in &mut choices {
        choice.href = Some(list.with("owner", &choice.value).to_string());
    }
    Ok(choices)
}

/// Suggestions for a form.
pub(super) async fn choices(
    web: &Visit,
    kind: SuggestKind,
    text: &str,
) -> Result<Vec<PickerChoice>, PageError> {
    let app = web.app();
    let found = suggest(&app.store, &app.city, web.viewer(), kind, text, SHOWN).await?;
    let choice = |one: crate::service::Suggestion| PickerChoice {
        href: None,
        value: one.value,
        name: one.name,
        detail: one.detail,
    };
    Ok(found.into_iter().map(choice).collect())
}

/// The list of capabilities with its conditions. No other address is taken: a link made here leads nowhere else.
fn own_list(list: &str) -> Option<Address> {
    let capabilities = urls::Capabilities.to_string();
    let query = list.strip_prefix(&capabilities)?;
    let query = if query.is_empty() { query } else { query.strip_prefix('?')? };
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    Some(pairs.fold(Address::new(capabilities), |address, (name, value)| match name.as_ref() {
        "page" | "find_owner" => address,
        name => address.and(name, &value),
    }))
}
