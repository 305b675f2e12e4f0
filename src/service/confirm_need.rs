//! The enterprise agrees to what an officer filed in its name, or objects: by a one-time link that the officer hands
//! over as text or QR code, or on the need's page by its own people. Without it the need is not published.
//!
//! Opening a link uses nothing up: messengers open links to show a preview. Where the contact's telephone is known,
//! whoever uses the link must know its last digits, so that a link forwarded to a group lets nobody else in.

use super::ServiceError;
use super::move_need::{MoveWish, take_step, whole_need};
use super::notices::settle_filing;
use crate::domain::enterprise::Enterprise;
use crate::domain::invitation::last_digits;
use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_confirmation::NeedConfirmation;
use crate::domain::need_life::{Confirmation, NeedMove, Party};
use crate::domain::session::{Secret, SecretHash};
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity, Store, WriteTx};

/// What stands as the name of whoever used a link: it may be anybody in the enterprise.
pub const BY_LINK: &str = "link";

/// What a link shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfirmationShown {
    /// The need as it was filed; contacts are masked.
    pub need: Need,
    /// Its enterprise.
    pub enterprise: Enterprise,
    /// True if the last digits of the contact's telephone are asked for.
    pub asks_digits: bool,
    /// When the link is over.
    pub expires_at: Instant,
}

/// How a link stands.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkState {
    /// It can be used.
    Open(Box<ConfirmationShown>),
    /// The enterprise has agreed already.
    Agreed(Instant),
    /// Used, over, replaced, tried too often, or never was; the text was changed since; the need went on without it.
    Over,
}

/// What whoever holds a link answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAnswer {
    /// True to agree, false to have it written anew.
    pub agrees: bool,
    /// What is wrong, if it is to be written anew.
    pub reason: String,
    /// Last four digits of the contact's telephone.
    pub digits: String,
}

/// What came of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The enterprise agrees.
    Agreed,
    /// It is back with whoever wrote it.
    Returned,
    /// The digits are not those of the contact.
    WrongDigits,
    /// What is wrong was not said.
    NoReason,
    /// The link is over.
    Over,
}

/// Makes a link for a need that was filed on behalf; earlier ones are over.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn make_confirmation_link(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    secret: &Secret,
) -> Result<NeedConfirmation, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let need = whole_need(&mut tx, viewer, reference).await?;
    let officer = matches!(Party::of(viewer), Some(Party::County | Party::Bureau));
    if !officer || need.life.confirmation != Confirmation::Waiting {
        return Err(ServiceError::NotAllowed);
    }
    let link = NeedConfirmation::new(need.id.clone(), need.version, viewer.actor().to_owned(), now);
    storage::insert_need_confirmation(&mut tx, &link, &secret.hash()).await?;
    tx.audit("need_link_made", Entity::Need.code(), need.id.as_str(), &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(link)
}

/// What this link leads to.
///
/// # Errors
/// If the database fails.
pub async fn open_confirmation(
    store: &Store,
    now: Instant,
    secret: &SecretHash,
) -> Result<LinkState, ServiceError> {
    let mut conn = store.read().await?;
    let Some(link) = storage::find_need_confirmation(&mut conn, secret).await? else {
        return Ok(LinkState::Over);
    };
    // The link itself is what lets one see the need.
    let operator = Viewer::operator();
    let need = storage::load_needs(&mut conn, &operator, std::slice::from_ref(&link.need)).await?.pop();
    let Some(need) = need else { return Ok(LinkState::Over) };
    if let Confirmation::Given { at, .. } = need.life.confirmation {
        // Whoever is asked for the digits may not have known them: to them it says nothing but when.
        return Ok(if link.made_at.0 <= at.0 { LinkState::Agreed(at) } else { LinkState::Over });
    }
    if !is_open(&link, &need, now) {
        return Ok(LinkState::Over);
    }
    let owner = std::slice::from_ref(&need.enterprise);
    let enterprise = storage::load_enterprises(&mut conn, &operator, owner).await?.pop();
    Ok(match enterprise {
        None => LinkState::Over,
        Some(enterprise) => LinkState::Open(Box::new(ConfirmationShown {
            asks_digits: digits_of(&need, &enterprise).is_some(),
            enterprise: Enterprise { contact: enterprise.contact.masked(), ..enterprise },
            need: Need { contact: super::show_need::masked(&need.contact), ..need },
            expires_at: link.expires_at,
        })),
    })
}

/// Moving on to the city's review does not change what was filed, so a link outlives it.
fn is_open(link: &NeedConfirmation, need: &Need, now: Instant) -> bool {
    let under_review = matches!(need.status, NeedStatus::CountyReview | NeedStatus::CityReview);
    link.is_good(now) && under_review && need.life.confirmation == Confirmation::Waiting
}

fn digits_of(need: &Need, enterprise: &Enterprise) -> Option<String> {
    let phone = need.contact.phone.as_deref().or(enterprise.contact.phone.as_deref());
    phone.and_then(last_digits)
}

/// Answers by the link.
///
/// # Errors
/// If the database fails.
pub async fn answer_confirmation(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    secret: &SecretHash,
    answer: &LinkAnswer,
) -> Result<Answered, ServiceError> {
    let operator = Viewer::operator();
    let mut tx = store.write(viewer, now).await?;
    let Some(link) = storage::find_need_confirmation(tx.conn(), secret).await? else {
        return Ok(Answered::Over);
    };
    let need = storage::load_needs(tx.conn(), &operator, std::slice::from_ref(&link.need)).await?.pop();
    let Some(need) = need.filter(|need| is_open(&link, need, now)) else { return Ok(Answered::Over) };
    let owner = std::slice::from_ref(&need.enterprise);
    let enterprise = storage::load_enterprises(tx.conn(), &operator, owner).await?.pop();
    let known = enterprise.and_then(|enterprise| digits_of(&need, &enterprise));
    if known.is_some_and(|known| known != answer.digits.trim()) {
        storage::count_wrong_confirmation(&mut tx, secret).await?;
        tx.commit().await?;
        return Ok(Answered::WrongDigits);
    }
    if !answer.agrees && answer.reason.trim().is_empty() {
        return Ok(Answered::NoReason);
    }
    if storage::close_need_confirmations(&mut tx, &need.id).await? == 0 {
        return Ok(Answered::Over);
    }
    let answered = settle(&mut tx, &need, BY_LINK, answer).await?;
    tx.commit().await?;
    Ok(answered)
}

/// Answers on the need's page, by somebody of the enterprise.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn confirm_own_need(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    answer: &LinkAnswer,
) -> Result<Answered, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let need = whole_need(&mut tx, viewer, reference).await?;
    if !matches!(viewer.scope(), Scope::Enterprise(own) if *own == need.enterprise) {
        return Err(ServiceError::NotAllowed);
    }
    if need.life.confirmation != Confirmation::Waiting {
        return Ok(Answered::Over);
    }
    if !answer.agrees && answer.reason.trim().is_empty() {
        return Ok(Answered::NoReason);
    }
    storage::close_need_confirmations(&mut tx, &need.id).await?;
    let actor = viewer.actor().to_owned();
    let answered = settle(&mut tx, &need, &actor, answer).await?;
    tx.commit().await?;
    Ok(answered)
}

async fn settle(
    tx: &mut WriteTx,
    need: &Need,
    by: &str,
    answer: &LinkAnswer,
) -> Result<Answered, ServiceError> {
    if !answer.agrees {
        // The enterprise may have its own need back at any time: as if the county had returned it.
        let wish = MoveWish {
            step: NeedMove::Return,
            version: need.version,
            reason: Some(answer.reason.chars().take(super::MOST_REASON_CHARS).collect()),
            reviewed_for_secrets: false,
        };
        let party = if need.status == NeedStatus::CountyReview { Party::County } else { Party::Bureau };
        let done = take_step(tx, need, party, &wish).await?;
        return Ok(if done.is_ok() { Answered::Returned } else { Answered::Over });
    }
    let mut agreed = need.clone();
    agreed.life.confirmation = Confirmation::Given { by: by.to_owned(), at: tx.now() };
    storage::move_need(tx, &agreed, need.status, Some(crate::messages::life::CONFIRMED)).await?;
    tx.audit("need_confirmed", Entity::Need.code(), need.id.as_str(), &serde_json::json!({})).await?;
    settle_filing(tx, need).await?;
    Ok(Answered::Agreed)
}
