//! Compares what was sent in before and now, field by field, with the scores: officers see what a return led to. Whom to
//! call is not kept in submissions and so never compared.

use super::ServiceError;
use crate::city::CityPack;
use crate::domain::ids::NeedId;
use crate::domain::need_text::{NeedText, NeedTextField};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::storage::{self, NeedSubmission, Store};

/// The last two times a need was sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionsCompared {
    /// The last time.
    pub after: SubmissionBrief,
    /// The time before; `None` if there was one only.
    pub before: Option<SubmissionBrief>,
    /// Fields that became others, in the order of the form.
    pub changed: Vec<FieldChanged>,
}

/// One sending in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubmissionBrief {
    /// When.
    pub at: Instant,
    /// How well it was written, 0 to 100.
    pub score: i64,
}

/// A field before and after, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChanged {
    /// What it is called.
    pub label: &'static str,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// Compares them; `None` for those who do not look after the need, and for one that was never sent in here.
///
/// # Errors
/// If the database fails.
pub async fn compare_submissions(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    need: &NeedId,
) -> Result<Option<SubmissionsCompared>, ServiceError> {
    let found = storage::list_need_submissions(&mut *store.read().await?, viewer, need, 2).await?;
    let mut found = found.into_iter();
    let Some(after) = found.next() else { return Ok(None) };
    let before = found.next();
    let changed = before.as_ref().map(|before| changed(city, &before.text, &after.text)).unwrap_or_default();
    Ok(Some(SubmissionsCompared { after: brief(&after), before: before.as_ref().map(brief), changed }))
}

fn brief(one: &NeedSubmission) -> SubmissionBrief {
    SubmissionBrief { at: one.at, score: one.score }
}

fn changed(city: &CityPack, before: &NeedText, after: &NeedText) -> Vec<FieldChanged> {
    let words =
        |text: &NeedText, field: NeedTextField| messages::need_text_value(field, text.get(field), city);
    let fields = before.differing(after).into_iter();
    fields
        .map(|field| FieldChanged {
            label: field.label(),
            before: words(before, field),
            after: words(after, field),
        })
        .collect()
}
