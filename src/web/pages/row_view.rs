//! A found record as a list shows it: with its address and those of its owners.

use std::sync::Arc;

use crate::service::SearchKind;
use crate::service::browse::Row;
use crate::web::urls;

/// Name and address of an owner.
pub struct OwnerLink {
    /// Where it leads.
    pub href: String,
    /// Name.
    pub name: String,
}

/// One row.
pub struct RowView {
    /// What was found.
    pub row: Arc<Row>,
    /// Where it leads.
    pub href: String,
    /// Enterprise or holders.
    pub owners: Vec<OwnerLink>,
}

impl RowView {
    /// The row with its addresses.
    pub fn new(row: Arc<Row>) -> Self {
        let owner = |id: &str| match row.record {
            SearchKind::Needs => urls::EnterprisePage::of(id).to_string(),
            _ => urls::InstitutionPage::of(id).to_string(),
        };
        let owners =
            row.owners.iter().map(|one| OwnerLink { href: owner(&one.id), name: one.name.clone() }).collect();
        let href = match row.record {
            SearchKind::Needs => urls::NeedPage::of(&row.no).to_string(),
            SearchKind::Capabilities => urls::CapabilityPage::of(&row.no).to_string(),
            SearchKind::Institutions => urls::InstitutionPage::of(&row.no).to_string(),
        };
        Self { row, href, owners }
    }
}
