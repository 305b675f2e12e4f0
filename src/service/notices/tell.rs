//! Who is told of a step in the life of a need, of an offer, of what a search found, and of a survey that waits: in the
//! transaction in which it happens. Which roles get a topic, when and by which channel is decided in `notify`.
//!
//! A step also settles what it answers: whoever was told that the need waits for something need not look any more.

use super::notify::notify;
use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_life::Confirmation;
use crate::domain::notice::{Audience, NewNotice, NoticeTopic, Point, Subject, SubjectKind};
use crate::domain::offer::{Offer, OfferStatus, OfferStep};
use crate::domain::saved_search::{Alert, AlertReason, FollowKind, SavedKind};
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::storage::{self, OfferFilter, StorageError, WriteTx};

/// What a step answers, whatever it is.
const ANSWERED: [NoticeTopic; 3] =
    [NoticeTopic::ReviewWaits, NoticeTopic::NeedReturned, NoticeTopic::NeedExpiring];
/// What is no longer so once a step is taken back.
const UNSAID: [NoticeTopic; 5] = [
    NoticeTopic::ReviewWaits,
    NoticeTopic::NeedReturned,
    NoticeTopic::NeedForwarded,
    NoticeTopic::NeedPublished,
    NoticeTopic::NeedWithdrawn,
];

/// Tells of a step; `need` is the need before it, apart from its life.
///
/// # Errors
/// If the database fails.
pub async fn tell_need_step(tx: &mut WriteTx, need: &Need, to: NeedStatus) -> Result<(), StorageError> {
    let told = |topic| {
        let points = (Some(Point::Status(need.status)), Some(Point::Status(to)));
        NewNotice::new(topic, Subject::need(&need.id)).changed(points.0, points.1)
    };
    let owner = Audience::Enterprise(need.enterprise.clone());
    storage::settle_notices(tx, &Subject::need(&need.id), &ANSWERED).await?;
    if !is_under_review(to) {
        settle_filing(tx, need).await?;
    }
    match (need.status, to) {
        (NeedStatus::CountyReview | NeedStatus::CityReview | NeedStatus::Published, NeedStatus::Draft) => {
            notify(tx, &owner, &told(NoticeTopic::NeedReturned)).await?;
        }
        (_, NeedStatus::CountyReview) => {
            if let Some(county) = county_of(tx, need).await? {
                notify(tx, &county, &told(NoticeTopic::ReviewWaits)).await?;
            }
        }
        (from, NeedStatus::CityReview) => {
            notify(tx, &Audience::Bureau, &told(NoticeTopic::ReviewWaits)).await?;
            if from == NeedStatus::CountyReview {
                notify(tx, &owner, &told(NoticeTopic::NeedForwarded)).await?;
            }
        }
        (NeedStatus::CityReview, NeedStatus::Published) => {
            notify(tx, &owner, &told(NoticeTopic::NeedPublished)).await?;
        }
        (_, NeedStatus::Withdrawn) => {
            notify(tx, &Audience::Bureau, &told(NoticeTopic::NeedWithdrawn)).await?;
            if let Some(county) = county_of(tx, need).await? {
                notify(tx, &county, &told(NoticeTopic::NeedWithdrawn)).await?;
            }
        }
        (_, NeedStatus::Expired) => notify(tx, &owner, &told(NoticeTopic::NeedExpired)).await?,
        _ => {}
    }
    let filed = need.status == NeedStatus::Draft && to != NeedStatus::Draft;
    if filed && need.life.confirmation == Confirmation::Waiting {
        notify(tx, &owner, &told(NoticeTopic::FilingWaits)).await?;
    }
    Ok(())
}

fn is_under_review(status: NeedStatus) -> bool {
    matches!(status, NeedStatus::CountyReview | NeedStatus::CityReview)
}

/// Nobody need confirm any more what was filed on behalf.
///
/// # Errors
/// If the database fails.
pub async fn settle_filing(tx: &mut WriteTx, need: &Need) -> Result<(), StorageError> {
    storage::settle_notices(tx, &Subject::need(&need.id), &[NoticeTopic::FilingWaits]).await
}

/// Takes back what was told of the last step, so far as nobody has read it, and tells those for whom the need waits
/// again, having `status` once more.
///
/// # Errors
/// If the database fails.
pub async fn untell_need_step(tx: &mut WriteTx, need: &Need, status: NeedStatus) -> Result<(), StorageError> {
    let subject = Subject::need(&need.id);
    storage::settle_notices(tx, &subject, &UNSAID).await?;
    let waits = NewNotice::new(NoticeTopic::ReviewWaits, subject);
    let waits = waits.changed(Some(Point::Status(need.status)), Some(Point::Status(status)));
    match status {
        NeedStatus::CountyReview => match county_of(tx, need).await? {
            Some(county) => notify(tx, &county, &waits).await,
            None => Ok(()),
        },
        NeedStatus::CityReview => notify(tx, &Audience::Bureau, &waits).await,
        _ => Ok(()),
    }
}

/// The officers of the county of its enterprise.
async fn county_of(tx: &mut WriteTx, need: &Need) -> Result<Option<Audience>, StorageError> {
    let owner = std::slice::from_ref(&need.enterprise);
    let found = storage::load_enterprises(tx.conn(), &Viewer::operator(), owner).await?.pop();
    Ok(found.map(|enterprise| Audience::County(enterprise.county)))
}

/// Tells the enterprise and the bureau that an institution offers, and the institution what was answered.
///
/// # Errors
/// If the database fails.
pub async fn tell_offer_step(tx: &mut WriteTx, offer: &Offer, step: OfferStep) -> Result<(), StorageError> {
    let told = |topic| NewNotice::new(topic, Subject::need(&offer.need)).naming([&offer.institution]);
    match step {
        OfferStep::Send => {
            let need = std::slice::from_ref(&offer.need);
            let need = storage::load_needs(tx.conn(), &Viewer::operator(), need).await?.pop();
            if let Some(need) = need {
                notify(tx, &Audience::Enterprise(need.enterprise), &told(NoticeTopic::OfferMade)).await?;
            }
            notify(tx, &Audience::Bureau, &told(NoticeTopic::OfferMade)).await
        }
        OfferStep::Welcome | OfferStep::Decline => {
            settle_offers(tx, offer).await?;
            let institution = Audience::Institution(offer.institution.clone());
            notify(tx, &institution, &told(NoticeTopic::OfferAnswered)).await
        }
        OfferStep::Withdraw => settle_offers(tx, offer).await,
        OfferStep::Revise | OfferStep::Resume | OfferStep::Retract => Ok(()),
    }
}

/// Nobody need answer offers to a need any more once none waits.
async fn settle_offers(tx: &mut WriteTx, offer: &Offer) -> Result<(), StorageError> {
    let filter = OfferFilter { need: Some(offer.need.clone()), ..OfferFilter::default() };
    let counts = storage::count_offers(tx.conn(), &Viewer::operator(), &filter).await?;
    if counts.get(&OfferStatus::Sent).is_some_and(|waiting| *waiting > 0) {
        return Ok(());
    }
    storage::settle_notices(tx, &Subject::need(&offer.need), &[NoticeTopic::OfferMade]).await
}

/// Reminds people that a survey about this subject waits for them.
///
/// # Errors
/// If the database fails.
pub async fn tell_survey(
    tx: &mut WriteTx,
    to: &Audience,
    subject: Subject,
    until: Option<BusinessDate>,
) -> Result<(), StorageError> {
    notify(tx, to, &NewNotice::new(NoticeTopic::SurveyWaits, subject).changed(None, until.map(Point::Day)))
        .await
}

/// Tells an account what was found for it. `kind` is what a saved search looks for.
///
/// # Errors
/// If the database fails.
pub async fn tell_alert(
    tx: &mut WriteTx,
    alert: &Alert,
    kind: Option<SavedKind>,
) -> Result<(), StorageError> {
    let of = |kind| Subject { kind, id: alert.source.clone() };
    let (topic, subject) = match (alert.reason, kind) {
        (AlertReason::Search, Some(SavedKind::Needs)) => (NoticeTopic::NewNeeds, of(SubjectKind::Search)),
        (AlertReason::Search, Some(SavedKind::Capabilities)) => {
            (NoticeTopic::NewCapabilities, of(SubjectKind::Search))
        }
        (AlertReason::Search, Some(SavedKind::Institutions)) => {
            (NoticeTopic::NewInstitutions, of(SubjectKind::Search))
        }
        // The search was deleted a moment ago.
        (AlertReason::Search, None) => return Ok(()),
        (AlertReason::Fit, _) => (NoticeTopic::NewNeeds, of(SubjectKind::Capability)),
        (AlertReason::Supply, _) => (NoticeTopic::NewCapabilities, of(SubjectKind::Need)),
        (AlertReason::Followed, _) => match followed(alert) {
            Some(subject) => (NoticeTopic::FollowedChanged, subject),
            None => return Ok(()),
        },
    };
    let notice = NewNotice::new(topic, subject);
    let named = if topic.names().is_some() { notice.naming(&alert.items) } else { notice };
    notify(tx, &Audience::Account(alert.account.clone()), &named).await
}

/// The record that is followed; the source of such an alert begins with the code of its kind.
fn followed(alert: &Alert) -> Option<Subject> {
    let kind = match FollowKind::from_code(alert.source.split(':').next()?)? {
        FollowKind::Need => SubjectKind::Need,
        FollowKind::Capability => SubjectKind::Capability,
        FollowKind::Institution => SubjectKind::Institution,
    };
    Some(Subject { kind, id: alert.items.first()?.clone() })
}
