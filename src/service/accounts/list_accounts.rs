//! Lists accounts with the names of their bodies.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::{AccountError, AccountFilter, Desk};
use crate::domain::account::{Account, Organisation};
use crate::domain::viewer::Viewer;
use crate::storage;

/// Accounts of a page.
pub const ACCOUNTS_A_PAGE: i64 = 50;

/// An account with the name of its body, as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub account: Account,
    /// Name of the body; `None` for the bureau, whose name the site knows.
    pub body: Option<String>,
}

/// A page of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountList {
    /// How many there are on all pages.
    pub total: i64,
    /// Page shown, from 1.
    pub page: i64,
    /// The accounts of the page.
    pub rows: Vec<AccountRow>,
}

/// Lists the accounts that the viewer may see; a page beyond the last one is the last one.
///
/// # Errors
/// If the database fails.
pub async fn list_accounts(
    desk: Desk<'_>,
    filter: &AccountFilter,
    page: i64,
) -> Result<AccountList, AccountError> {
    let mut conn = desk.store.read().await?;
    let total = storage::count_accounts(&mut conn, desk.viewer, filter).await?;
    let pages = ((total + ACCOUNTS_A_PAGE - 1) / ACCOUNTS_A_PAGE).max(1);
    let page = page.clamp(1, pages);
    let range = ((page - 1) * ACCOUNTS_A_PAGE, ACCOUNTS_A_PAGE);
    let accounts = storage::list_accounts(&mut conn, desk.viewer, filter, range).await?;
    let rows = named(&mut conn, accounts).await?;
    Ok(AccountList { total, page, rows })
}

/// Accounts with the names of their bodies, in the same order.
pub(super) async fn named(
    conn: &mut AnyConnection,
    accounts: Vec<Account>,
) -> Result<Vec<AccountRow>, AccountError> {
    let names = names(conn, &accounts).await?;
    Ok(accounts.into_iter().map(|account| with_name(account, &names)).collect())
}

/// An account with the name of its body.
pub(super) async fn row(conn: &mut AnyConnection, account: Account) -> Result<AccountRow, AccountError> {
    let names = names(conn, std::slice::from_ref(&account)).await?;
    Ok(with_name(account, &names))
}

fn with_name(account: Account, names: &HashMap<String, String>) -> AccountRow {
    let name = |key: &str| names.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let body = match &account.organisation {
        Organisation::Bureau => None,
        Organisation::Department { name, .. } => Some(name.clone()),
        Organisation::County(_) | Organisation::Enterprise(_) => Some(name(account.organisation.key())),
        Organisation::Institution { id, team } => Some(match team {
            Some(team) => format!("{} · {team}", name(id.as_str())),
            None => name(id.as_str()),
        }),
    };
    AccountRow { account, body }
}

/// Names of bodies by their keys. Whoever may see an account may know for whom it works.
async fn names(
    conn: &mut AnyConnection,
    accounts: &[Account],
) -> Result<HashMap<String, String>, AccountError> {
    let all = Viewer::operator();
    let (mut enterprises, mut institutions, mut counties) = (Vec::new(), Vec::new(), false);
    for account in accounts {
        match &account.organisation {
            Organisation::Enterprise(id) => enterprises.push(id.clone()),
            Organisation::Institution { id, .. } => institutions.push(id.clone()),
            Organisation::County(_) => counties = true,
            Organisation::Bureau | Organisation::Department { .. } => {}
        }
    }
    let mut names = HashMap::new();
    for one in storage::load_enterprises(conn, &all, &enterprises).await? {
        names.insert(one.id.to_string(), one.name);
    }
    for one in storage::load_institutions(conn, &all, &institutions).await? {
        names.insert(one.id.to_string(), one.name);
    }
    if counties {
        for one in storage::load_counties(conn).await?.all() {
            names.insert(one.code.to_string(), one.name.clone());
        }
    }
    Ok(names)
}
