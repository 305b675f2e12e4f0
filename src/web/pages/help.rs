//! The manual, one booklet a role: how to do what that role does, with links to where it is done.

use askama::Template;
use axum::response::Response;

use crate::domain::role::Role;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "help/index.html")]
struct HelpIndex {
    layout: Layout,
    own: Option<Role>,
}

impl HelpIndex {
    fn about(&self, role: &Role) -> &'static str {
        match role {
            Role::Enterprise => "写需求，看谁能解决",
            Role::Institution => "看需求，让需求找到自己",
            Role::CountyOfficer => "看本县区的企业和差距",
            Role::DepartmentOfficer => "跟进本部门负责的企业",
            Role::BureauOfficer => "导入、撮合、看全市覆盖率",
            Role::SystemAdministrator => "开账号，管人员变动",
            Role::SecurityAdministrator => "解锁账号，结束登录",
            Role::AuditAdministrator => "查记录，确认没有被改过",
        }
    }
}

#[derive(Template)]
#[template(path = "help/show.html")]
struct HelpBook {
    layout: Layout,
    role: &'static Role,
    label: &'static str,
}

/// All booklets, and who may see what.
pub async fn index(_: urls::Help, visit: Visit) -> Result<Response, PageError> {
    let own = visit.viewer().role();
    render::page(&HelpIndex { layout: Layout::new(&visit, Section::Other), own })
}

/// The booklet of a role.
pub async fn show(path: urls::HelpPage, visit: Visit) -> Result<Response, PageError> {
    let role = Role::ALL.iter().find(|role| role.code() == path.id).ok_or(PageError::NotFound)?;
    render::page(&HelpBook { layout: Layout::new(&visit, Section::Other), role, label: role.label() })
}
