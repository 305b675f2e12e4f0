//! What every page has around its content: names of the site, navigation, addresses of style sheet and script.

use std::sync::Arc;

use super::asking::Visit;
use super::assets;
use super::state::Web;
use super::urls;
use crate::city::CityPack;
use crate::domain::role::{Duty, Role};
use crate::domain::viewer::Viewer;
use crate::service::may_write_needs;

/// What is said about the site on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The bureau whose service this is.
    pub bureau: String,
    /// Its short name.
    pub bureau_short: String,
    /// Name of the city.
    pub city: String,
    /// Last line.
    pub footer: String,
    /// True if the records are invented, which every page then says.
    pub demo: bool,
}

impl Site {
    /// The site of a city.
    #[must_use]
    pub fn of(city: &CityPack, demo: bool) -> Self {
        Self {
            bureau: city.bureau.clone(),
            bureau_short: city.bureau_short.clone(),
            city: city.name.clone(),
            footer: city.footer.clone(),
            demo,
        }
    }
}

/// The items of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Home.
    Home,
    /// Search over everything: no item of its own.
    Search,
    /// Needs.
    Needs,
    /// Needs that wait for a review.
    Reviews,
    /// Capabilities.
    Capabilities,
    /// Institutions.
    Institutions,
    /// What institutions offered to needs.
    Offers,
    /// What the reader keeps: no item of its own.
    Saved,
    /// Enterprises.
    Enterprises,
    /// Coverage.
    Coverage,
    /// Imports and exports.
    Imports,
    /// Accounts of all.
    Accounts,
    /// Messages that leave the house.
    Outbox,
    /// Locks and sessions of all.
    Security,
    /// The audit trail.
    Audit,
    /// Pages outside the navigation.
    Other,
}

/// One item of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: &'static str,
    /// True on its own pages.
    pub current: bool,
}

/// What `base.html` shows.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The site.
    pub site: Arc<Site>,
    section: Section,
    viewer: Viewer,
    person: String,
    unread: i64,
}

impl Layout {
    /// For a page of this section.
    #[must_use]
    pub fn new(visit: &Visit, section: Section) -> Self {
        let (person, unread) = (visit.asking().name.clone(), visit.asking().unread);
        Self { person, unread, ..Self::of(visit, visit.viewer(), section) }
    }

    /// For a page of this section, shown to this viewer.
    #[must_use]
    pub fn of(web: &Web, viewer: &Viewer, section: Section) -> Self {
        Self { site: web.site(), section, viewer: viewer.clone(), person: String::new(), unread: 0 }
    }

    /// The navigation, in its order: what this viewer may open.
    #[must_use]
    pub fn nav(&self) -> Vec<NavItem> {
        let item = |section, href: String, label| NavItem { href, label, current: self.section == section };
        let all = [
            (item(Section::Home, urls::Home.to_string(), "首页"), None),
            (item(Section::Needs, urls::Needs.to_string(), "需求"), None),
            (item(Section::Reviews, urls::ReviewQueue.to_string(), "审核"), Some(Duty::ReviewNeeds)),
            (item(Section::Offers, urls::Offers.to_string(), "解决意向"), Some(Duty::FollowOffers)),
            (item(Section::Capabilities, urls::Capabilities.to_string(), "能力"), None),
            (item(Section::Institutions, urls::Institutions.to_string(), "机构"), None),
            (
                item(Section::Enterprises, urls::Enterprises.to_string(), "企业"),
                Some(Duty::FollowEnterprises),
            ),
            (item(Section::Coverage, urls::Coverage.to_string(), "覆盖率"), Some(Duty::FollowCoverage)),
            (item(Section::Imports, urls::Imports.to_string(), "导入导出"), Some(Duty::ImportLists)),
            (item(Section::Accounts, urls::Accounts.to_string(), "账号"), Some(Duty::ManageAccounts)),
            (item(Section::Outbox, urls::Outbox.to_string(), "发件箱"), Some(Duty::ManageOutbox)),
            (item(Section::Security, urls::Security.to_string(), "登录安全"), Some(Duty::ManageSecurity)),
            (item(Section::Audit, urls::Audit.to_string(), "审计记录"), Some(Duty::ReadAudit)),
        ];
        let open = all.into_iter().filter(|(_, duty)| duty.is_none_or(|duty| self.viewer.may(duty)));
        open.map(|(item, _)| item).collect()
    }

    /// True if the reader signed in.
    #[must_use]
    pub fn signed_in(&self) -> bool {
        self.viewer.account_id().is_some()
    }

    /// Name of the reader; empty for visitors, and where only the role is known.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// First character of that name.
    #[must_use]
    pub fn initial(&self) -> String {
        self.person.chars().take(1).collect()
    }

    /// Notices that wait to be read; `99+` where there are more. Nothing if there are none.
    #[must_use]
    pub fn unread(&self) -> Option<String> {
        match self.unread {
            ..=0 => None,
            few @ 1..=99 => Some(few.to_string()),
            _ => Some("99+".to_owned()),
        }
    }

    /// True while the reader stands in for a colleague.
    #[must_use]
    pub fn stands_in(&self) -> bool {
        self.viewer.on_behalf().is_some()
    }

    /// True if the reader may do this; what they may not is not offered.
    #[must_use]
    pub fn may(&self, duty: Duty) -> bool {
        self.viewer.may(duty)
    }

    /// True if the reader writes needs down, for the own enterprise or on behalf of one.
    #[must_use]
    pub fn writes_needs(&self) -> bool {
        may_write_needs(&self.viewer)
    }

    /// As what the reader signed in; `None` for visitors.
    #[must_use]
    pub fn role(&self) -> Option<&'static str> {
        self.viewer.role().map(Role::label)
    }

    /// Address of an embedded file, with its hash.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}
