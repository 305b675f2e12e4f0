//! The rows of the lists about who looks after enterprises and when people work.

use sqlx::AnyConnection;

use super::rows::{Cells, EVER, by_id, date, maybe, text};
use crate::domain::viewer::Viewer;
use crate::sheets::OutCell;
use crate::storage::{self, StorageError};

/// Officers, those whose time is over as well.
pub(super) async fn assignments(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<Cells>, StorageError> {
    let enterprises = by_id(conn, viewer).await?;
    let facts = storage::list_assignments(conn, viewer, EVER).await?;
    let rows = facts.into_iter().map(|recorded| {
        let fact = recorded.fact;
        let enterprise = enterprises.get(&fact.enterprise);
        vec![
            ("uscc", enterprise.map_or(OutCell::Blank, |enterprise| text(enterprise.uscc.as_str()))),
            ("officer", text(&fact.officer)),
            ("unit", maybe(fact.unit.as_ref())),
            ("position", maybe(fact.position.as_ref())),
            ("phone", maybe(fact.phone.as_ref())),
            ("starts_on", date(fact.starts_on)),
            ("ends_on", date(fact.ends_on)),
            ("enterprise", maybe(enterprise.map(|enterprise| &enterprise.name))),
        ]
    });
    Ok(rows.collect())
}

/// Days off and make-up days, one a row.
pub(super) async fn holidays(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Cells>, StorageError> {
    let facts = storage::list_calendar_days(conn, viewer, EVER).await?;
    let rows = facts.into_iter().map(|recorded| {
        let fact = recorded.fact;
        vec![
            ("day", date(Some(fact.day))),
            ("kind", text(fact.kind.label())),
            ("name", maybe(fact.name.as_ref())),
            ("origin", maybe(fact.source.as_ref())),
        ]
    });
    Ok(rows.collect())
}
