//! A found record as a list shows it: with its address and those of its owners.

use std::sync::Arc;

use askama::Template;
use askama::filters::Safe;

use crate::domain::freshness::Freshness;
use crate::domain::time::BusinessDate;
use crate::service::SearchKind;
use crate::service::browse::{OwnerShown, Row};
use crate::web::filters;
use crate::web::render;
use crate::web::urls;

/// What of a page one row is. It depends on nothing but the row.
#[derive(Template)]
#[template(path = "browse/row.html")]
struct RowPart<'a> {
    hit: &'a RowView,
}

/// One row.
pub struct RowView {
    /// What was found.
    pub row: Arc<Row>,
    /// Where it leads.
    pub href: String,
    /// How far a capability has aged, if it is to be confirmed again. It changes with the days, so it is no part of what
    /// is drawn once.
    pub due: Option<Freshness>,
}

impl RowView {
    /// The row with its address, as it stands today.
    pub fn new(row: Arc<Row>, today: BusinessDate) -> Self {
        let href = match row.record {
            SearchKind::Needs => urls::NeedPage::of(&row.no).to_string(),
            SearchKind::Capabilities => urls::CapabilityPage::of(&row.no).to_string(),
            SearchKind::Institutions => urls::InstitutionPage::of(&row.no).to_string(),
        };
        let aged = row.dated_on.filter(|_| row.record == SearchKind::Capabilities);
        let due = aged.map(|day| Freshness::until(day, row.valid_until, today)).filter(|one| one.is_due());
        Self { row, href, due }
    }

    /// True if the reader is not to know whose need it is.
    pub fn unnamed(&self) -> bool {
        self.row.record == SearchKind::Needs && self.row.owners.is_empty()
    }

    /// The row, drawn; one that is kept is drawn once.
    pub fn drawn(&self) -> askama::Result<Safe<&str>> {
        render::part(&self.row.drawn, &RowPart { hit: self })
    }

    /// The address of the enterprise or a holder.
    pub fn owner_href(&self, owner: &OwnerShown) -> String {
        match self.row.record {
            SearchKind::Needs => urls::EnterprisePage::of(&owner.id).to_string(),
            _ => urls::InstitutionPage::of(&owner.id).to_string(),
        }
    }
}
