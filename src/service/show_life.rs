//! What the page of a need says of its life to those who look after it: whose turn it is and until when, which steps
//! this reader may take, what stands in the way of publishing, and whether the last step can be taken back.

use sqlx::AnyConnection;

use super::ServiceError;
use super::editing::can_undo;
use super::show_calendar::working_calendar;
use crate::domain::enterprise::Enterprise;
use crate::domain::name_traces::{name_traces, named_parts};
use crate::domain::need::{Disclosure, Need, NeedStatus};
use crate::domain::need_life::{Confirmation, NeedMove, Party, ReviewClock};
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity};

/// Of one need, for one reader who may read all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeShown {
    /// The clock of a review.
    pub clock: Option<ReviewClock>,
    /// The steps the reader may take, [`NeedMove::SendIn`] left out: that is what drafts are for.
    pub steps: Vec<NeedMove>,
    /// The reader is asked to confirm what was filed on behalf.
    pub asks_me: bool,
    /// The reader may make a link for that.
    pub may_link: bool,
    /// Parts that others will read although they hold the name that is not to be shown.
    pub named: Vec<&'static str>,
    /// The version by which the reader's last step can be taken back.
    pub undo: Option<i64>,
}

pub(super) async fn life_shown(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    now: Instant,
    need: &Need,
    enterprise: Option<&Enterprise>,
) -> Result<LifeShown, ServiceError> {
    let under_review = matches!(need.status, NeedStatus::CountyReview | NeedStatus::CityReview);
    let clock = match under_review {
        true => ReviewClock::of(need, &working_calendar(conn, viewer, now).await?, now.beijing_day()),
        false => None,
    };
    let edit = storage::find_record_edit(conn, (Entity::Need, need.id.as_str()), need.version).await?;
    let party = Party::of(viewer);
    let mut steps = party.map_or_else(Vec::new, |party| NeedMove::open_to(need.status, party));
    steps.retain(|step| *step != NeedMove::SendIn);
    let waiting = under_review && need.life.confirmation == Confirmation::Waiting;
    let named = match (need.disclosure, enterprise) {
        (Disclosure::Unnamed, Some(enterprise)) => named_parts(need, &name_traces(&enterprise.name)),
        _ => Vec::new(),
    };
    Ok(LifeShown {
        clock,
        steps,
        asks_me: waiting && matches!(viewer.scope(), Scope::Enterprise(own) if *own == need.enterprise),
        may_link: waiting && matches!(party, Some(Party::County | Party::Bureau)),
        named,
        undo: edit.filter(|edit| can_undo(edit, viewer, now)).map(|edit| edit.version_after),
    })
}
