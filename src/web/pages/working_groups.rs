//! Who looks after which enterprises: groups with counts that lead to lists, enterprises on which the rules do not come
//! to one answer, and the rules themselves.

use askama::Template;
use axum::response::Response;

use super::enterprise_choices as lists;
use crate::messages::groups as words;
use crate::service::{RuleShown, WorkingGroupsShown, list_working_groups};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "working_groups.html")]
struct GroupsPage {
    layout: Layout,
    shown: WorkingGroupsShown,
}

impl GroupsPage {
    fn unconfirmed(&self) -> usize {
        self.shown.groups.iter().map(|group| group.unconfirmed).sum()
    }

    /// The rules that are confirmed, or those that wait for it.
    fn rules_that_are(&self, confirmed: bool) -> Vec<&RuleShown> {
        self.shown.rules.iter().filter(|one| one.rule.confirmed == confirmed).collect()
    }

    /// How many enterprises somebody leads.
    fn led(&self) -> i64 {
        self.shown.groups.iter().map(|group| group.leads).sum()
    }
}

/// Shows them.
pub async fn show(_: urls::WorkingGroups, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let shown = list_working_groups(&app.store, web.viewer(), &app.city).await?;
    render::page(&GroupsPage { layout: Layout::new(&web, Section::Enterprises), shown })
}
