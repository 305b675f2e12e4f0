//! Reads for whom somebody is to work, as a form or the command line says it.

use super::{AccountError, Desk};
use crate::domain::account::Organisation;
use crate::domain::role::Role;
use crate::domain::text::{clean_name, list};
use crate::domain::viewer::Viewer;
use crate::storage;

/// The fields of a form, of which the role says which count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyTyped {
    /// Name or code of a county.
    pub county: String,
    /// Name of a department.
    pub department: String,
    /// Its working groups, separated by commas; all of them if empty.
    pub groups: String,
    /// Credit code of an enterprise.
    pub enterprise: String,
    /// Number or name of an institution.
    pub institution: String,
    /// A team of it.
    pub team: String,
}

/// The body that is meant.
///
/// # Errors
/// [`AccountError::NoSuchOrganisation`]; otherwise if the database fails.
pub async fn find_body(desk: Desk<'_>, role: Role, typed: &BodyTyped) -> Result<Organisation, AccountError> {
    let mut conn = desk.store.read().await?;
    // Whoever may invite may invite to any body; the use case itself looks at who asks.
    let all = Viewer::operator();
    let body = match role {
        Role::CountyOfficer => {
            let counties = storage::load_counties(&mut conn).await?;
            let name = typed.county.trim();
            let by_code = crate::domain::county::CountyCode::new(name);
            let county = by_code.and_then(|code| counties.by_code(&code).cloned());
            county.or_else(|| counties.find(name).cloned()).map(|county| Organisation::County(county.code))
        }
        Role::DepartmentOfficer => {
            let name = clean_name(&typed.department);
            let known = storage::load_working_groups(&mut conn).await?;
            let leads = known.groups.iter().any(|group| group.department == name);
            let joins = known.overlays.iter().any(|overlay| overlay.department == name);
            (leads || joins).then(|| Organisation::Department { name, groups: list(&typed.groups) })
        }
        Role::Enterprise => storage::find_enterprise(&mut conn, &all, &typed.enterprise)
            .await?
            .map(|found| Organisation::Enterprise(found.id)),
        Role::Institution => {
            let team = Some(clean_name(&typed.team)).filter(|team| !team.is_empty());
            let found = storage::find_institution(&mut conn, &all, &typed.institution).await?;
            found.map(|found| Organisation::Institution { id: found.id, team })
        }
        Role::BureauOfficer
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => Some(Organisation::Bureau),
    };
    body.ok_or(AccountError::NoSuchOrganisation)
}
