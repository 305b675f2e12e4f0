//! Who is told of a step in the life of a need, of an offer, and of a survey that waits: in the transaction in which it
//! happens. Which roles get a topic, when and by which channel is decided in `notify`.

use super::notify::notify;
use crate::domain::ids::InstitutionId;
use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_life::Confirmation;
use crate::domain::notice::{Audience, NewNotice, NoticeTopic, Point, Subject};
use crate::domain::offer::{Offer, OfferStep};
use crate::domain::viewer::Viewer;
use crate::storage::{self, StorageError, WriteTx};

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
            let institution = Audience::Institution(offer.institution.clone());
            notify(tx, &institution, &told(NoticeTopic::OfferAnswered)).await
        }
        OfferStep::Revise | OfferStep::Withdraw | OfferStep::Resume | OfferStep::Retract => Ok(()),
    }
}

/// Reminds an institution that the survey of resources waits for it.
///
/// # Errors
/// If the database fails.
pub async fn tell_survey(tx: &mut WriteTx, institution: &InstitutionId) -> Result<(), StorageError> {
    let notice = NewNotice::new(NoticeTopic::SurveyWaits, Subject::institution(institution));
    notify(tx, &Audience::Institution(institution.clone()), &notice).await
}
