//! Accounts. Who may see which: administrators of accounts and of security all of them, colleagues each other, whoever
//! confirms registrations those of the enterprises of the area, everybody the own one.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Row};

use super::assignments::link_assignments;
use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, json_list};
use super::write::WriteTx;
use crate::domain::account::{Account, AccountStatus, Consent, Delegation, Organisation, sign_in_key};
use crate::domain::county::CountyCode;
use crate::domain::ids::{AccountId, EnterpriseId, InstitutionId};
use crate::domain::role::{Duty, Role};
use crate::domain::text::{name_key, sort_key};
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};

const COLUMNS: &str = "id, sign_in_name, name, phone, email, role, org_kind, org_key, org_groups, org_team, owner_of, \
    status, delegate_id, delegate_from_on, delegate_until_on, consent_version, consent_at_ms, version";

/// Which accounts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Part of the person's name, sign-in name or telephone.
    pub text: Option<String>,
    /// Only of this role.
    pub role: Option<Role>,
    /// Only in this state; without it all but those ended for good.
    pub status: Option<AccountStatus>,
    /// Only of this body.
    pub organisation: Option<Organisation>,
}

pub(super) fn account(row: &AnyRow) -> Result<Account, StorageError> {
    let read = Read::new("account", row);
    let delegate = read.maybe_parsed("delegate_id", AccountId::parse)?;
    let days = (read.maybe_date("delegate_from_on")?, read.maybe_date("delegate_until_on")?);
    let consent = (read.maybe_int("consent_version")?, read.maybe_int("consent_at_ms")?);
    Ok(Account {
        id: read.parsed("id", AccountId::parse)?,
        sign_in_name: read.maybe_text("sign_in_name")?,
        name: read.text("name")?,
        phone: read.maybe_text("phone")?,
        email: read.maybe_text("email")?,
        role: read.parsed("role", Role::from_code)?,
        organisation: organisation(&read)?,
        owner: read.maybe_text("owner_of")?.is_some(),
        status: read.parsed("status", AccountStatus::from_code)?,
        delegation: match (delegate, days) {
            (Some(to), (Some(from), Some(until))) => Some(Delegation { to, from, until }),
            _ => None,
        },
        consent: match consent {
            (Some(version), Some(at)) => Some(Consent { version, at: Instant(at) }),
            _ => None,
        },
        version: read.int("version")?,
    })
}

/// The body in the columns `org_kind`, `org_key`, `org_groups`, `org_team`.
pub(super) fn organisation(read: &Read<'_>) -> Result<Organisation, StorageError> {
    Ok(match read.text("org_kind")?.as_str() {
        "county" => Organisation::County(read.parsed("org_key", CountyCode::new)?),
        "dept" => Organisation::Department { name: read.text("org_key")?, groups: read.list("org_groups")? },
        "ent" => Organisation::Enterprise(read.parsed("org_key", EnterpriseId::parse)?),
        "inst" => Organisation::Institution {
            id: read.parsed("org_key", InstitutionId::parse)?,
            team: read.maybe_text("org_team")?,
        },
        _ => Organisation::Bureau,
    })
}

fn groups_and_team(organisation: &Organisation) -> (String, Option<String>) {
    match organisation {
        Organisation::Department { groups, .. } => (json_list(groups), None),
        Organisation::Institution { team, .. } => ("[]".to_owned(), team.clone()),
        Organisation::Bureau | Organisation::County(_) | Organisation::Enterprise(_) => {
            ("[]".to_owned(), None)
        }
    }
}

/// Binds $1 … $21: every column, the keys, and the moment.
fn bind_account<'q>(
    query: Query<'q, Any, AnyArguments>,
    account: &Account,
    now: i64,
) -> Query<'q, Any, AnyArguments> {
    let (groups, team) = groups_and_team(&account.organisation);
    let owner_of =
        account.owner.then(|| format!("{}:{}", account.organisation.kind(), account.organisation.key()));
    let delegation = account.delegation.as_ref();
    query
        .bind(account.id.to_string())
        .bind(account.sign_in_name.clone())
        .bind(account.sign_in_name.as_deref().map(sign_in_key))
        .bind(account.name.clone())
        .bind(sort_key(&account.name))
        .bind(account.phone.clone())
        .bind(account.email.clone())
        .bind(account.role.code())
        .bind(account.organisation.kind())
        .bind(account.organisation.key().to_owned())
        .bind(groups)
        .bind(team)
        .bind(owner_of)
        .bind(account.status.code())
        .bind(delegation.map(|one| one.to.to_string()))
        .bind(delegation.map(|one| one.from.to_string()))
        .bind(delegation.map(|one| one.until.to_string()))
        .bind(account.consent.map(|consent| consent.version))
        .bind(account.consent.map(|consent| consent.at.0))
        .bind(account.version)
        .bind(now)
}

/// Adds an account.
///
/// # Errors
/// [`StorageError::Taken`] if its sign-in name is there already, or its body has an owner.
pub async fn insert_account(tx: &mut WriteTx, account: &Account) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "INSERT INTO account (id, sign_in_name, sign_in_key, name, sort_key, phone, email, role, org_kind, org_key, \
         org_groups, org_team, owner_of, status, delegate_id, delegate_from_on, delegate_until_on, consent_version, \
         consent_at_ms, version, created_at_ms, updated_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21)",
    );
    bind_account(query, account, now).execute(tx.conn()).await?;
    link_assignments(tx, account).await
}

/// Replaces an account; `account.version` is the version that was read, and is raised by one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since; [`StorageError::Taken`] as for [`insert_account`].
pub async fn update_account(tx: &mut WriteTx, account: &Account) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "UPDATE account SET sign_in_name = $2, sign_in_key = $3, name = $4, sort_key = $5, phone = $6, email = $7, \
         role = $8, org_kind = $9, org_key = $10, org_groups = $11, org_team = $12, owner_of = $13, status = $14, \
         delegate_id = $15, delegate_from_on = $16, delegate_until_on = $17, consent_version = $18, \
         consent_at_ms = $19, version = version + 1, updated_at_ms = $21 WHERE id = $1 AND version = $20",
    );
    let done = bind_account(query, account, now).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "account", id: account.id.to_string() });
    }
    link_assignments(tx, account).await
}

/// A condition with the texts for its placeholders.
struct Conditions {
    sql: Vec<String>,
    values: Vec<String>,
}

impl Conditions {
    /// Those accounts that this viewer may see.
    fn of(viewer: &Viewer) -> Self {
        let mut conditions = Self { sql: Vec::new(), values: Vec::new() };
        if viewer.may(Duty::ManageAccounts) || viewer.may(Duty::ManageSecurity) {
            return conditions;
        }
        let Some(own) = viewer.account_id() else {
            conditions.sql.push("1 = 0".to_owned());
            return conditions;
        };
        let own = conditions.value(own.as_str());
        let body =
            |kind: &str, key: String| format!("id = {own} OR (org_kind = '{kind}' AND org_key = {key})");
        let seen = match viewer.scope() {
            Scope::All => format!("id = {own} OR org_kind IN ('ent', 'bureau')"),
            Scope::County(code) => {
                let code = conditions.value(code.as_str());
                format!(
                    "{} OR (org_kind = 'ent' AND org_key IN (SELECT id FROM enterprise WHERE county_code = {code}))",
                    body("county", code.clone())
                )
            }
            Scope::Department(scope) => body("dept", conditions.value(&scope.department)),
            Scope::Enterprise(id) => body("ent", conditions.value(id.as_str())),
            Scope::Institution(id) => body("inst", conditions.value(id.as_str())),
            Scope::Public => format!("id = {own}"),
        };
        conditions.sql.push(format!("({seen})"));
        conditions
    }

    fn value(&mut self, text: &str) -> String {
        self.values.push(text.to_owned());
        format!("${}", self.values.len())
    }

    fn filtered(mut self, filter: &AccountFilter) -> Self {
        if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            let like = |text: &str| {
                format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
            };
            let (written, key) = (self.value(&like(text)), self.value(&like(&name_key(text))));
            self.sql.push(format!(
                "(name LIKE {written} ESCAPE '\\' OR sign_in_key LIKE {key} ESCAPE '\\' \
                 OR phone LIKE {written} ESCAPE '\\')"
            ));
        }
        if let Some(role) = filter.role {
            let role = self.value(role.code());
            self.sql.push(format!("role = {role}"));
        }
        if let Some(organisation) = &filter.organisation {
            let (kind, key) = (self.value(organisation.kind()), self.value(organisation.key()));
            self.sql.push(format!("org_kind = {kind} AND org_key = {key}"));
        }
        match filter.status {
            Some(status) => {
                let status = self.value(status.code());
                self.sql.push(format!("status = {status}"));
            }
            None => self.sql.push("status <> 'deleted'".to_owned()),
        }
        self
    }

    fn sql(&self) -> String {
        if self.sql.is_empty() { "1 = 1".to_owned() } else { self.sql.join(" AND ") }
    }

    fn bind<'q>(&self, query: Query<'q, Any, AnyArguments>) -> Query<'q, Any, AnyArguments> {
        self.values.iter().fold(query, |query, value| query.bind(value.clone()))
    }
}

/// The account with this id.
///
/// # Errors
/// If the database fails.
pub async fn find_account(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &AccountId,
) -> Result<Option<Account>, StorageError> {
    let mut conditions = Conditions::of(viewer);
    let id = conditions.value(id.as_str());
    conditions.sql.push(format!("id = {id}"));
    let sql = format!("SELECT {COLUMNS} FROM account WHERE {}", conditions.sql());
    let row = conditions.bind(assembled(sql)).fetch_optional(conn).await?;
    row.as_ref().map(account).transpose()
}

/// The account with this sign-in name, however it is written.
///
/// # Errors
/// If the database fails.
pub async fn find_account_named(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    sign_in_name: &str,
) -> Result<Option<Account>, StorageError> {
    let mut conditions = Conditions::of(viewer);
    let key = conditions.value(&sign_in_key(sign_in_name));
    conditions.sql.push(format!("sign_in_key = {key}"));
    let sql = format!("SELECT {COLUMNS} FROM account WHERE {}", conditions.sql());
    let row = conditions.bind(assembled(sql)).fetch_optional(conn).await?;
    row.as_ref().map(account).transpose()
}

/// Accounts by name, `limit` of them from `offset` on.
///
/// # Errors
/// If the database fails.
pub async fn list_accounts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &AccountFilter,
    (offset, limit): (i64, i64),
) -> Result<Vec<Account>, StorageError> {
    let conditions = Conditions::of(viewer).filtered(filter);
    let sql = format!(
        "SELECT {COLUMNS} FROM account WHERE {} ORDER BY sort_key, id LIMIT {} OFFSET {}",
        conditions.sql(),
        limit.max(0),
        offset.max(0)
    );
    let rows = conditions.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter().map(account).collect()
}

/// How many accounts a list has.
///
/// # Errors
/// If the database fails.
pub async fn count_accounts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &AccountFilter,
) -> Result<i64, StorageError> {
    let conditions = Conditions::of(viewer).filtered(filter);
    let sql = format!("SELECT COUNT(*) AS number FROM account WHERE {}", conditions.sql());
    Ok(conditions.bind(assembled(sql)).fetch_one(conn).await?.try_get("number")?)
}

/// The accounts with these ids that the viewer may see; others are left out.
///
/// # Errors
/// If the database fails.
pub async fn load_accounts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[AccountId],
) -> Result<Vec<Account>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let mut conditions = Conditions::of(viewer);
        let ids: Vec<String> = chunk.iter().map(|id| conditions.value(id.as_str())).collect();
        conditions.sql.push(format!("id IN ({})", ids.join(",")));
        let sql = format!("SELECT {COLUMNS} FROM account WHERE {}", conditions.sql());
        for row in conditions.bind(assembled(sql)).fetch_all(&mut *conn).await? {
            found.push(account(&row)?);
        }
    }
    Ok(found)
}

/// Those who have asked somebody to stand in for them.
///
/// # Errors
/// If the database fails.
pub async fn list_delegators(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    to: &AccountId,
) -> Result<Vec<Account>, StorageError> {
    let mut conditions = Conditions::of(viewer);
    let to = conditions.value(to.as_str());
    conditions.sql.push(format!("delegate_id = {to} AND status = 'active'"));
    let sql = format!("SELECT {COLUMNS} FROM account WHERE {} ORDER BY sort_key, id", conditions.sql());
    let rows = conditions.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter().map(account).collect()
}
