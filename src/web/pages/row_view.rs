//! A found record as a list shows it: with its address and those of its owners, and with what is beside it for this
//! reader today.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use askama::filters::Safe;

use crate::domain::freshness::Freshness;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::{Scope, Viewer};
use crate::service::browse::{OwnerShown, Row};
use crate::service::{BesideNeed, FigureVerdict, SearchKind};
use crate::web::filters;
use crate::web::render;
use crate::web::scores::figure_lines;
use crate::web::urls;

/// Days before the end of which a row warns.
const SOON: i32 = 30;
/// Days from which on the warning is in colour.
const VERY_SOON: i32 = 7;

/// What of a page one row is. It depends on nothing but the row.
#[derive(Template)]
#[template(path = "browse/row.html")]
struct RowPart<'a> {
    hit: &'a RowView,
    beside: &'a Beside,
}

/// What is beside a row for this reader today.
#[derive(Default, PartialEq, Eq)]
pub struct Beside {
    /// Days until a need is to be solved, if they are few.
    days_left: Option<i32>,
    /// Institutions that offered, for those inside.
    offers: i64,
    /// The reader's institution offered.
    offered: bool,
    /// Points of the reader's institution, if it is related.
    score: Option<String>,
    /// Wanted figures that it meets: as wanted, and what it offers.
    met: Vec<(String, String)>,
}

impl Beside {
    /// What is beside a need.
    pub fn of(viewer: &Viewer, today: BusinessDate, row: &Row, beside: Option<&BesideNeed>) -> Self {
        let days_left = row.due_on.map(|due| due.days() - today.days());
        let inside = !matches!(viewer.scope(), Scope::Institution(_));
        let offers = beside.map_or(0, |beside| beside.offers);
        let partner = beside.and_then(|beside| beside.partner.as_ref());
        let lines = partner.map(figure_lines).unwrap_or_default().into_iter();
        let met = lines.filter(|line| line.verdict == FigureVerdict::Met);
        Self {
            days_left: days_left.filter(|days| (0..=SOON).contains(days)),
            offers: if inside { offers } else { 0 },
            offered: !inside && offers > 0,
            score: partner.map(|partner| partner.score.to_string()),
            met: met.filter_map(|line| Some((line.wanted, line.offered?))).collect(),
        }
    }

    fn very_soon(&self) -> bool {
        self.days_left.is_some_and(|days| days <= VERY_SOON)
    }

    /// What the reader's institution offers for an indicator as written.
    fn offer_for(&self, written: &str) -> Option<&str> {
        let met = self.met.iter().find(|(wanted, _)| wanted.trim() == written.trim());
        met.map(|(_, offered)| offered.as_str())
    }
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
    beside: Beside,
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
        Self { row, href, due, beside: Beside::default() }
    }

    /// The same with what is beside it.
    pub fn beside(self, beside: Beside) -> Self {
        Self { beside, ..self }
    }

    /// True if the reader is not to know whose need it is.
    pub fn unnamed(&self) -> bool {
        self.row.record == SearchKind::Needs && self.row.owners.is_empty()
    }

    /// The row, drawn; one that is kept and has nothing beside it is drawn once.
    pub fn drawn(&self) -> askama::Result<Safe<Cow<'_, str>>> {
        let kept = (self.beside == Beside::default()).then_some(&self.row.drawn);
        render::part_or_anew(kept, &RowPart { hit: self, beside: &self.beside })
    }

    /// The address of the enterprise or a holder.
    pub fn owner_href(&self, owner: &OwnerShown) -> String {
        match self.row.record {
            SearchKind::Needs => urls::EnterprisePage::of(&owner.id).to_string(),
            _ => urls::InstitutionPage::of(&owner.id).to_string(),
        }
    }
}
