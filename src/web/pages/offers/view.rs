//! An offer as pages show it, in words.

use crate::domain::offer::{DeclineReason, OfferSide, OfferStatus, OfferStepTaken};
use crate::domain::role::Role;
use crate::domain::viewer::{Scope, Viewer};
use crate::messages::offers as words;
use crate::service::offers::OfferShown;

/// An offer with its words.
pub struct OfferView {
    /// The offer.
    pub shown: OfferShown,
    /// Where it stands: what it says.
    pub standing: String,
    /// Why it can no longer be answered, if it waits or waited for that.
    pub closed: Option<String>,
    /// On whose side the reader is; `None` for those who look on.
    pub side: Option<OfferSide>,
}

/// On whose side of offers a viewer is.
pub(super) fn side(viewer: &Viewer) -> Option<OfferSide> {
    match viewer.scope() {
        Scope::Institution(_) => Some(OfferSide::Institution),
        Scope::Enterprise(_) => Some(OfferSide::Enterprise),
        Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Public => None,
    }
}

impl OfferView {
    /// The offer as this viewer reads it.
    pub fn new(viewer: &Viewer, shown: OfferShown) -> Self {
        let (offer, side) = (&shown.offer, side(viewer));
        let standing = match (offer.status, shown.waiting) {
            (OfferStatus::Sent, Some(_)) if !offer.need_open => "没有答复".to_owned(),
            (OfferStatus::Sent, Some(days)) => words::offer_waits(side, days),
            (OfferStatus::Declined, _) => match offer.declined {
                Some(reason) => format!("{}：{}", offer.status.label(), reason.label()),
                None => offer.status.label().to_owned(),
            },
            (status, _) => status.label().to_owned(),
        };
        let closed = !offer.need_open && offer.status != OfferStatus::Withdrawn;
        let closed = closed.then(|| words::need_closed(shown.need_status, side));
        Self { standing, closed, side, shown }
    }

    /// Who took a step: of the other side as what, never a name.
    pub fn who(&self, step: &OfferStepTaken) -> String {
        match (self.side, step.step.side()) {
            (Some(OfferSide::Institution), OfferSide::Enterprise) => Role::Enterprise.label().to_owned(),
            (Some(OfferSide::Enterprise), OfferSide::Institution) => Role::Institution.label().to_owned(),
            _ => self.shown.actors.masked(&step.actor),
        }
    }

    /// The reasons among which an enterprise chooses.
    pub fn reasons(&self) -> &'static [DeclineReason] {
        DeclineReason::ALL
    }

    /// True if the reader made it.
    pub fn is_own(&self) -> bool {
        self.side == Some(OfferSide::Institution)
    }

    /// True if the reader is the one to answer.
    pub fn is_mine_to_answer(&self) -> bool {
        self.side == Some(OfferSide::Enterprise)
    }
}
