//! Accounts: who somebody is here, for which organisation, in which state, and who stands in for them.
//!
//! Passwords are not part of an account (`password`); what of the records an account may see is its scope (`viewer`).

use serde::{Deserialize, Serialize};

use super::county::CountyCode;
use super::ids::{AccountId, EnterpriseId, InstitutionId};
use super::role::Role;
use super::text::{clean_name, name_key};
use super::time::{BusinessDate, Instant};
use super::viewer::{DepartmentScope, Scope};
use super::vocabulary::vocabulary;

/// The edition of the privacy notice (隐私说明) that stands now. Whoever agreed to an older one is asked again.
pub const CONSENT_VERSION: i64 = 1;
/// Fewest characters of a sign-in name.
const MIN_SIGN_IN_NAME: usize = 3;
/// Most characters of a sign-in name.
const MAX_SIGN_IN_NAME: usize = 40;

vocabulary! {
    /// What an account may do at all.
    pub enum AccountStatus {
        /// A one-time link was made; nobody has used it yet.
        Invited = "invited" "待启用",
        /// Somebody registered; the county has not confirmed yet.
        Waiting = "waiting" "待确认",
        /// May sign in.
        Active = "active" "在用",
        /// May not sign in; can be made active again.
        Disabled = "disabled" "已停用",
        /// Ended for good: personal data are gone, the id stays in the history.
        Deleted = "deleted" "已注销",
    }
}

/// For whom somebody works here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Organisation {
    /// The bureau: its officers and the three administrators.
    Bureau,
    /// The science office of a county.
    County(CountyCode),
    /// A department of the city, for some of its working groups or all of them.
    Department {
        /// Its name, such as 市工信局.
        name: String,
        /// Its working groups; all of them if empty.
        groups: Vec<String>,
    },
    /// An enterprise.
    Enterprise(EnterpriseId),
    /// An institution, or one team of it.
    Institution {
        /// Which.
        id: InstitutionId,
        /// The team for which a sub-account works.
        team: Option<String>,
    },
}

impl Organisation {
    /// What is stored as its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bureau => "bureau",
            Self::County(_) => "county",
            Self::Department { .. } => "dept",
            Self::Enterprise(_) => "ent",
            Self::Institution { .. } => "inst",
        }
    }

    /// Code, name or id by which it is known; empty for the bureau.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Bureau => "",
            Self::County(code) => code.as_str(),
            Self::Department { name, .. } => name,
            Self::Enterprise(id) => id.as_str(),
            Self::Institution { id, .. } => id.as_str(),
        }
    }

    /// True if both are the same body, whatever team or group.
    #[must_use]
    pub fn is_same_body(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.key() == other.key()
    }

    /// True if people of this body can have this role.
    #[must_use]
    pub fn fits(&self, role: Role) -> bool {
        match role {
            Role::Enterprise => matches!(self, Self::Enterprise(_)),
            Role::Institution => matches!(self, Self::Institution { .. }),
            Role::CountyOfficer => matches!(self, Self::County(_)),
            Role::DepartmentOfficer => matches!(self, Self::Department { .. }),
            Role::BureauOfficer
            | Role::SystemAdministrator
            | Role::SecurityAdministrator
            | Role::AuditAdministrator => *self == Self::Bureau,
        }
    }

    /// True if one of its accounts answers for it: enterprises and institutions have one owner each.
    #[must_use]
    pub fn has_owner(&self) -> bool {
        matches!(self, Self::Enterprise(_) | Self::Institution { .. })
    }
}

/// Somebody stands in for somebody else who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Who stands in.
    pub to: AccountId,
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub until: BusinessDate,
}

impl Delegation {
    /// True on the days from the first to the last.
    #[must_use]
    pub fn holds_on(&self, day: BusinessDate) -> bool {
        self.from <= day && day <= self.until
    }
}

/// That somebody read and agreed to the privacy notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Which edition.
    pub version: i64,
    /// When.
    pub at: Instant,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// By which its holder signs in; `None` until chosen or given.
    pub sign_in_name: Option<String>,
    /// The person's name.
    pub name: String,
    /// Telephone as written.
    pub phone: Option<String>,
    /// E-mail address as written.
    pub email: Option<String>,
    /// As what.
    pub role: Role,
    /// For whom.
    pub organisation: Organisation,
    /// True for the one account that answers for its enterprise or institution.
    pub owner: bool,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// Who stands in.
    pub delegation: Option<Delegation>,
    /// The newest agreement.
    pub consent: Option<Consent>,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}

impl Account {
    /// What of the records it may see. Administrators have no business with them.
    #[must_use]
    pub fn scope(&self) -> Scope {
        scope_of(self.role, &self.organisation)
    }

    /// True if this account may stand in for that one: the same work for the same body, so that nobody gets more
    /// than the colleague had and the three administrators stay apart.
    #[must_use]
    pub fn may_stand_in_for(&self, away: &Self) -> bool {
        self.id != away.id
            && self.role == away.role
            && self.organisation.is_same_body(&away.organisation)
            && self.status == AccountStatus::Active
    }

    /// Takes the person out: what stays is the id, role and body, for the history.
    #[must_use]
    pub fn anonymised(&self) -> Self {
        Self {
            sign_in_name: None,
            name: String::new(),
            phone: None,
            email: None,
            owner: false,
            status: AccountStatus::Deleted,
            delegation: None,
            ..self.clone()
        }
    }
}

/// What of the records people of this role and body may see.
#[must_use]
pub fn scope_of(role: Role, organisation: &Organisation) -> Scope {
    match (role, organisation) {
        (Role::BureauOfficer, Organisation::Bureau) => Scope::All,
        (Role::CountyOfficer, Organisation::County(code)) => Scope::County(code.clone()),
        (Role::DepartmentOfficer, Organisation::Department { name, groups }) => {
            Scope::Department(DepartmentScope { department: name.clone(), groups: groups.clone() })
        }
        (Role::Enterprise, Organisation::Enterprise(id)) => Scope::Enterprise(id.clone()),
        (Role::Institution, Organisation::Institution { id, .. }) => Scope::Institution(id.clone()),
        _ => Scope::Public,
    }
}

/// True for the three administrators.
#[must_use]
pub fn is_administrator(role: Role) -> bool {
    matches!(role, Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator)
}

/// Roles that the system administrator gives. The other administrators are made at the command line, by whoever owns
/// the machine: nobody makes the one who watches over him.
#[must_use]
pub fn roles_given_on_pages() -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| !is_administrator(*role)).collect()
}

/// The key by which sign-in names are compared: letters of either case and width are the same.
#[must_use]
pub fn sign_in_key(name: &str) -> String {
    name_key(name)
}

/// Why a text is no sign-in name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInNameError {
    /// Shorter or longer than allowed.
    Length,
    /// Something else than letters, digits, Chinese characters, or one of `._-@`.
    Character,
}

/// Reads a sign-in name that somebody chose.
///
/// # Errors
/// See [`SignInNameError`].
pub fn parse_sign_in_name(text: &str) -> Result<String, SignInNameError> {
    let name = clean_name(text).replace(' ', "");
    let count = name.chars().count();
    if !(MIN_SIGN_IN_NAME..=MAX_SIGN_IN_NAME).contains(&count) {
        return Err(SignInNameError::Length);
    }
    let allowed = |ch: char| {
        ch.is_ascii_alphanumeric() || "._-@".contains(ch) || ('\u{4E00}'..='\u{9FFF}').contains(&ch)
    };
    if name.chars().all(allowed) { Ok(name) } else { Err(SignInNameError::Character) }
}

#[cfg(test)]
mod tests {
    use super::{SignInNameError, parse_sign_in_name, roles_given_on_pages, scope_of, sign_in_key};
    use crate::domain::account::Organisation;
    use crate::domain::role::Role;
    use crate::domain::viewer::Scope;

    #[test]
    fn a_role_of_another_body_sees_nothing_of_its_own() {
        assert_eq!(scope_of(Role::BureauOfficer, &Organisation::Bureau), Scope::All);
        assert_eq!(scope_of(Role::CountyOfficer, &Organisation::Bureau), Scope::Public);
        for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator] {
            assert_eq!(scope_of(role, &Organisation::Bureau), Scope::Public);
            assert!(!roles_given_on_pages().contains(&role));
        }
    }

    #[test]
    fn sign_in_names_are_told_apart_by_more_than_case() {
        assert_eq!(sign_in_key("Ｗang.Li"), sign_in_key("WANG.li"));
        assert_eq!(parse_sign_in_name(" 王 丽 01 "), Ok("王丽01".to_owned()));
        assert_eq!(parse_sign_in_name("王"), Err(SignInNameError::Length));
        assert_eq!(parse_sign_in_name("a/b/c"), Err(SignInNameError::Character));
    }
}
