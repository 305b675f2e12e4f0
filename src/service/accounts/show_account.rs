//! One account with its history.

use super::super::Actors;
use super::{AccountError, AccountFilter, AccountRow, Desk, list_accounts};
use crate::domain::account::{Account, AccountStatus};
use crate::domain::account_event::AccountEvent;
use crate::domain::ids::AccountId;
use crate::domain::invitation::Invitation;
use crate::storage;

/// Most events shown.
const SHOWN: i64 = 100;

/// An event, with whoever did it by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventShown {
    /// The event.
    pub event: AccountEvent,
    /// Name of the person; `None` for the program and for whoever is no longer here.
    pub by: Option<String>,
}

/// An account as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountShown {
    /// The account.
    pub row: AccountRow,
    /// What happened to it, newest first.
    pub events: Vec<EventShown>,
    /// Its open link, if it has one that still is good.
    pub link: Option<Invitation>,
    /// Colleagues who could take over or stand in.
    pub colleagues: Vec<Account>,
    /// Those who have asked it to stand in.
    pub delegators: Vec<Account>,
}

/// Shows an account that the viewer may see.
///
/// # Errors
/// [`AccountError::NoSuchAccount`]; otherwise if the database fails.
pub async fn show_account(desk: Desk<'_>, id: &AccountId) -> Result<AccountShown, AccountError> {
    let mut conn = desk.store.read().await?;
    let account =
        storage::find_account(&mut conn, desk.viewer, id).await?.ok_or(AccountError::NoSuchAccount)?;
    let events = storage::list_account_events(&mut conn, desk.viewer, id, SHOWN).await?;
    let actors = Actors::load(&mut conn, events.iter().map(|event| event.actor.as_str())).await?;
    let by = |event: &AccountEvent| actors.name(&event.actor).map(str::to_owned);
    let events = events.into_iter().map(|event| EventShown { by: by(&event), event }).collect();
    let link = storage::find_open_invitation(&mut conn, id).await?.filter(|link| link.is_good(desk.now));
    let filter = AccountFilter {
        role: Some(account.role),
        status: Some(AccountStatus::Active),
        organisation: Some(account.organisation.clone()),
        ..AccountFilter::default()
    };
    let mut colleagues = storage::list_accounts(&mut conn, desk.viewer, &filter, (0, 200)).await?;
    colleagues.retain(|other| other.id != account.id);
    let delegators = storage::list_delegators(&mut conn, desk.viewer, id).await?;
    let row = list_accounts::row(&mut conn, account).await?;
    Ok(AccountShown { row, events, link, colleagues, delegators })
}

/// The account with this sign-in name, however it is written, if the viewer may see it.
///
/// # Errors
/// If the database fails.
pub async fn find_account_named(desk: Desk<'_>, name: &str) -> Result<Option<Account>, AccountError> {
    Ok(storage::find_account_named(&mut *desk.store.read().await?, desk.viewer, name).await?)
}
