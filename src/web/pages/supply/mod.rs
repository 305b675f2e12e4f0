//! Pages on which institutions keep capabilities, confirm and claim them, and the survey of R&D resources.

pub mod capability_form;
pub mod capability_steps;
pub mod claim;
pub mod confirm;
pub mod resources;

use super::edits::SavedNote;
use crate::domain::time::Instant;
use crate::messages::supply as words;
use crate::service::supply::what_was_done;
use crate::web::asking::Visit;
use crate::web::error::PageError;

/// The note that `done` of an address asks for: a moment at which the reader did something, or a word. What it says is
/// looked up, never taken from the address. `undo` is where it is taken back.
pub(super) async fn note(
    web: &Visit,
    done: Option<&str>,
    only: Option<&str>,
    undo: String,
) -> Result<Option<SavedNote>, PageError> {
    let plain = |done, (title, text): (String, &'static str)| SavedNote { done, title, text, undo: None };
    let moment = match done {
        None => return Ok(None),
        Some("draft") => return Ok(Some(plain(true, words::made(true)))),
        Some("made") => return Ok(Some(plain(true, words::made(false)))),
        Some("same") => return Ok(Some(plain(false, words::nothing_to_save()))),
        Some("undone") => return Ok(Some(plain(true, words::undone()))),
        Some("late") => return Ok(Some(plain(false, words::late()))),
        Some(moment) => moment.parse::<i64>().ok(),
    };
    let Some(at) = moment else { return Ok(None) };
    let items = what_was_done(&web.app().store, web.viewer(), web.now(), Instant(at), only).await?;
    let note = words::done(&items);
    Ok(note.map(|(title, text)| SavedNote { done: true, title, text, undo: Some((undo, at)) }))
}

/// The moment that a form of taking back carries.
pub(super) fn moment(pairs: &[(String, String)]) -> Instant {
    let found = pairs.iter().rev().find(|(name, _)| name == "version");
    Instant(found.and_then(|(_, value)| value.parse().ok()).unwrap_or(-1))
}
