//! Accounts as use cases, on both databases, and as pages: each rule, and each attack that was thought of.

mod administering;
mod coming_in;
mod invitations;
mod own_account;
mod pages;
mod pages_of_administrators;
mod sessions;
mod signing_in;

use duijie::domain::account::{Account, AccountStatus, CONSENT_VERSION, Consent, Organisation};
use duijie::domain::ids::AccountId;
use duijie::domain::role::Role;
use duijie::domain::session::Secret;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::passwords::{Cost, Passwords, Salt};
use duijie::service::accounts::{AccountError, Desk, SignIn, SignedIn, sign_in};
use duijie::storage::{find_account, insert_account, set_password};

use crate::support::db::{TestStore, noon, operator};
use crate::support::samples;
use crate::support::web::PASSWORD;

/// A house with accounts in it.
pub struct House {
    pub db: TestStore,
    pub passwords: Passwords,
}

impl House {
    pub fn new(db: TestStore) -> Self {
        Self { db, passwords: Passwords::with_room(Cost::Cheap, 2, 64) }
    }

    pub fn desk<'a>(&'a self, viewer: &'a Viewer) -> Desk<'a> {
        self.desk_at(viewer, noon("2026-03-05"))
    }

    pub fn desk_at<'a>(&'a self, viewer: &'a Viewer, now: Instant) -> Desk<'a> {
        Desk { store: &self.db.store, passwords: &self.passwords, viewer, now }
    }

    /// An account that may sign in as `zhang.{number}` with [`PASSWORD`].
    pub async fn account(&self, number: u32, role: Role, organisation: Organisation) -> Account {
        self.owner_if(number, role, organisation, false).await
    }

    pub async fn owner_if(
        &self,
        number: u32,
        role: Role,
        organisation: Organisation,
        owner: bool,
    ) -> Account {
        let turn = self.passwords.queue().expect("room");
        let hash = self.passwords.hash(turn, PASSWORD, Salt([1; 16])).await.expect("hashed");
        let mut tx = self.db.write().await;
        let consent = Some(Consent { version: CONSENT_VERSION, at: tx.now() });
        let account = Account { owner, consent, ..samples::account(&tx, number, role, organisation) };
        insert_account(&mut tx, &account).await.expect("insert");
        set_password(&mut tx, &account.id, &hash).await.expect("set");
        tx.commit().await.expect("commits");
        account
    }

    pub async fn officer(&self, number: u32) -> Account {
        self.account(number, Role::BureauOfficer, Organisation::Bureau).await
    }

    /// Tries to sign in from an address.
    pub async fn try_at(
        &self,
        (name, password): (&str, &str),
        address: &str,
        secret: u8,
        now: Instant,
    ) -> Result<SignedIn, AccountError> {
        let visitor = from(address);
        let attempt =
            SignIn { name: name.to_owned(), password: password.to_owned(), device: None, before: None };
        sign_in(self.desk_at(&visitor, now), attempt, &Secret::new([secret; 32])).await
    }

    pub async fn again(&self, id: &AccountId) -> Account {
        find_account(&mut *self.db.read().await, &operator(), id).await.expect("find").expect("there")
    }

    pub async fn status(&self, id: &AccountId) -> AccountStatus {
        self.again(id).await.status
    }

    /// How often the audit trail says this.
    pub async fn audited(&self, action: &str) -> usize {
        let records = duijie::storage::list_audit(&mut *self.db.read().await, &operator(), 10_000).await;
        records.expect("list").iter().filter(|record| record.action == action).count()
    }
}

pub fn viewer_of(account: &Account) -> Viewer {
    Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default())
}

pub fn from(address: &str) -> Viewer {
    Viewer::visitor(Origin { address: Some(address.to_owned()), ..Origin::default() })
}

/// Later by so many seconds.
pub fn after(seconds: i64) -> Instant {
    Instant(noon("2026-03-05").0 + seconds * 1_000)
}
