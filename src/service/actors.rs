//! Who stands behind the actors of histories: the role, and the name as contacts are masked. Only the audit trail, whose
//! readers may know, shows names in full.

use std::collections::HashMap;

use sqlx::AnyConnection;

use crate::domain::account::Account;
use crate::domain::enterprise::mask_name;
use crate::domain::ids::AccountId;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::storage::{self, StorageError};

/// The accounts behind some actors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actors {
    known: HashMap<String, Account>,
}

impl Actors {
    /// Reads them in one statement. Whoever may read a history may know who is in it, so nobody's scope is asked.
    ///
    /// # Errors
    /// If the database fails.
    pub(super) async fn load<'a>(
        conn: &mut AnyConnection,
        actors: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, StorageError> {
        let mut ids: Vec<AccountId> = actors.into_iter().filter_map(AccountId::parse).collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let found = storage::load_accounts(conn, &Viewer::operator(), &ids).await?;
        Ok(Self { known: found.into_iter().map(|account| (account.id.to_string(), account)).collect() })
    }

    /// The name; `None` for who is no account, and for an account that was ended for good.
    #[must_use]
    pub fn name(&self, actor: &str) -> Option<&str> {
        self.known.get(actor).map(|account| account.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Role and masked name, as pages show them.
    #[must_use]
    pub fn masked(&self, actor: &str) -> String {
        match self.known.get(actor) {
            Some(account) if account.name.is_empty() => account.role.label().to_owned(),
            Some(account) => format!("{} {}", account.role.label(), mask_name(&account.name)),
            None => messages::groups::actor_without_account(actor).to_owned(),
        }
    }
}
