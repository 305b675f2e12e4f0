//! Who asks. Every read and write takes a viewer; what is out of its scope does not exist for it.

use super::county::CountyCode;
use super::ids::{AccountId, EnterpriseId, InstitutionId};
use super::role::{Duty, Role};

/// Somebody who reads or writes: a person with an account, the bureau's operator at the command line, or a visitor who
/// has not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    identity: Identity,
    channel: Channel,
    scope: Scope,
    origin: Origin,
}

/// Who a viewer is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Identity {
    /// The program, for the operator who started it.
    Operator,
    /// Nobody who is known.
    Visitor,
    /// A person.
    Account {
        id: AccountId,
        role: Role,
        /// For whom this person stands in at the moment.
        on_behalf: Option<AccountId>,
    },
}

/// What a viewer may see. Storage matches on it without a wildcard: a new scope does not compile until every read
/// says what it means there.
///
/// "Inside" of an enterprise are those who look after it: its own people, its county, the departments that lead or join
/// for it, the bureau. Everybody else is outside and sees of its needs what is published for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everything: the bureau.
    All,
    /// The enterprises of one county.
    County(CountyCode),
    /// The enterprises that working groups of a department lead or join for.
    Department(DepartmentScope),
    /// One enterprise.
    Enterprise(EnterpriseId),
    /// One institution, with the needs that are directed to it.
    Institution(InstitutionId),
    /// Only what is published for all: visitors, and administrators, who have no business with the records.
    Public,
}

/// What a department's officer looks after.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DepartmentScope {
    /// Name of the department, such as 市工信局.
    pub department: String,
    /// Only these of its working groups; all of them if empty.
    pub groups: Vec<String>,
}

/// By which way a request came; part of every audit record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The command line.
    CommandLine,
    /// The pages.
    Web,
}

impl Channel {
    /// As the audit trail shows it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::CommandLine => "命令行",
            Self::Web => "网页",
        }
    }
}

/// Whence a request came; part of every audit record. All unknown at the command line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Address of the client.
    pub address: Option<String>,
    /// Id of the request.
    pub request: Option<String>,
    /// The organisation for which the account works: county code, department, id.
    pub unit: Option<String>,
}

impl Viewer {
    /// The bureau's operator at the command line, audited as the system user.
    #[must_use]
    pub fn operator() -> Self {
        Self {
            identity: Identity::Operator,
            channel: Channel::CommandLine,
            scope: Scope::All,
            origin: Origin::default(),
        }
    }

    /// Somebody at the pages who has not signed in.
    #[must_use]
    pub fn visitor(origin: Origin) -> Self {
        Self { identity: Identity::Visitor, channel: Channel::Web, scope: Scope::Public, origin }
    }

    /// Somebody who signed in at the pages.
    #[must_use]
    pub fn account(id: AccountId, role: Role, scope: Scope, origin: Origin) -> Self {
        Self {
            identity: Identity::Account { id, role, on_behalf: None },
            channel: Channel::Web,
            scope,
            origin,
        }
    }

    /// The same person, standing in for a colleague; role and scope are the colleague's. Audit records say both.
    #[must_use]
    pub fn on_behalf_of(mut self, colleague: AccountId) -> Self {
        if let Identity::Account { on_behalf, .. } = &mut self.identity {
            *on_behalf = Some(colleague);
        }
        self
    }

    /// For whom this person stands in at the moment.
    #[must_use]
    pub fn on_behalf(&self) -> Option<&AccountId> {
        match &self.identity {
            Identity::Account { on_behalf, .. } => on_behalf.as_ref(),
            Identity::Operator | Identity::Visitor => None,
        }
    }

    /// Who is named in audit records: the id of an account, never a name.
    #[must_use]
    pub fn actor(&self) -> &str {
        match &self.identity {
            Identity::Operator => "system",
            Identity::Visitor => "visitor",
            Identity::Account { id, .. } => id.as_str(),
        }
    }

    /// The account; `None` for the operator and for visitors.
    #[must_use]
    pub fn account_id(&self) -> Option<&AccountId> {
        match &self.identity {
            Identity::Account { id, .. } => Some(id),
            Identity::Operator | Identity::Visitor => None,
        }
    }

    /// The role of the account.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match &self.identity {
            Identity::Account { role, .. } => Some(*role),
            Identity::Operator | Identity::Visitor => None,
        }
    }

    /// True if it may do this. The operator may do whatever the machine's owner may.
    #[must_use]
    pub fn may(&self, duty: Duty) -> bool {
        match &self.identity {
            Identity::Operator => true,
            Identity::Visitor => false,
            Identity::Account { role, .. } => role.may(duty),
        }
    }

    /// By which way the request came.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// Whence it came.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What this viewer may see.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}
