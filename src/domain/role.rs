//! Roles of accounts and what each may do. What of the records a role may see is its scope (`viewer`), not this.
//!
//! The three administrators are kept apart (GB/T 22239-2019 三员): one makes accounts, one guards signing in, one reads
//! the trail; none of them works with needs, and no working role reads the trail.

use super::vocabulary::vocabulary;

vocabulary! {
    /// As what somebody works here.
    pub enum Role {
        /// Files and follows the needs of an enterprise.
        Enterprise = "ent" "企业人员",
        /// Keeps the profile of an institution and answers needs.
        Institution = "inst" "机构人员",
        /// Looks after the enterprises of a county.
        CountyOfficer = "county" "县区专员",
        /// Looks after the enterprises of a department's working groups.
        DepartmentOfficer = "dept" "部门专员",
        /// Reviews, curates, plans and reports for the city.
        BureauOfficer = "bureau" "市局专员",
        /// Makes, changes and ends accounts.
        SystemAdministrator = "sysadm" "系统管理员",
        /// Guards signing in: locks, sessions, rules.
        SecurityAdministrator = "secadm" "安全管理员",
        /// Reads and verifies the audit trail.
        AuditAdministrator = "audadm" "审计管理员",
    }
}

/// Something that only some roles may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Duty {
    /// See enterprises, where they stand, and who looks after them.
    FollowEnterprises,
    /// See coverage of the own area.
    FollowCoverage,
    /// Review needs before they are published, and keep their life.
    ReviewNeeds,
    /// Load lists into the system and take loads back.
    ImportLists,
    /// Take whole lists out.
    ExportLists,
    /// See a masked name or number in full, for a stated reason.
    Unmask,
    /// Say who looks after an enterprise where the rules are wrong.
    AssignEnterprises,
    /// Confirm that somebody who registered belongs to the enterprise.
    ConfirmRegistrations,
    /// Keep what an institution can do.
    KeepCapabilities,
    /// Lead the survey of R&D resources among institutions.
    SurveyResources,
    /// Keep the system itself: what the three administrators share.
    Administer,
    /// Make, change, hand over and end accounts of others.
    ManageAccounts,
    /// Say how notices leave the house, and hold back or release single messages.
    ManageOutbox,
    /// Unlock accounts, end sessions of others.
    ManageSecurity,
    /// Read, verify and export the audit trail.
    ReadAudit,
    /// Offer to solve a need.
    MakeOffers,
    /// Answer such offers.
    AnswerOffers,
    /// Read offers: the own ones, those to the own needs, those to the needs of the area.
    FollowOffers,
}

impl Role {
    /// True if the role has this duty.
    #[must_use]
    pub fn may(self, duty: Duty) -> bool {
        use Role::{
            AuditAdministrator, BureauOfficer, CountyOfficer, DepartmentOfficer, Enterprise, Institution,
            SecurityAdministrator, SystemAdministrator,
        };
        match duty {
            Duty::FollowEnterprises | Duty::FollowCoverage | Duty::Unmask => {
                matches!(self, CountyOfficer | DepartmentOfficer | BureauOfficer)
            }
            Duty::ImportLists | Duty::ExportLists | Duty::AssignEnterprises | Duty::SurveyResources => {
                self == BureauOfficer
            }
            Duty::KeepCapabilities => matches!(self, Institution | BureauOfficer),
            Duty::ReviewNeeds | Duty::ConfirmRegistrations => matches!(self, CountyOfficer | BureauOfficer),
            Duty::Administer => {
                matches!(self, SystemAdministrator | SecurityAdministrator | AuditAdministrator)
            }
            Duty::ManageAccounts | Duty::ManageOutbox => self == SystemAdministrator,
            Duty::ManageSecurity => self == SecurityAdministrator,
            Duty::ReadAudit => self == AuditAdministrator,
            Duty::MakeOffers => self == Institution,
            Duty::AnswerOffers => self == Enterprise,
            Duty::FollowOffers => matches!(self, Enterprise | Institution | CountyOfficer | BureauOfficer),
        }
    }
}
