//! The full roster of a year: who leaves, and only when that is confirmed.

use duijie::domain::batch::SheetKind;
use duijie::domain::roster::RosterEntry;
use duijie::domain::time::Instant;
use duijie::service::import::{ImportError, ImportOptions};
use duijie::storage::list_roster_entries;

use super::{Desk, list, options};
use crate::support::db::{TestStore, on_both};
use crate::support::samples::uscc;

on_both!(
    a_roster_needs_its_year,
    nobody_leaves_unless_that_is_confirmed,
    a_row_that_is_wrong_makes_nobody_leave,
);

/// The list without its second row.
fn shorter() -> String {
    let text = list(SheetKind::Roster);
    let lines: Vec<&str> = text.lines().take(2).collect();
    lines.join("\n")
}

impl Desk {
    /// The place of the second enterprise on the roster.
    async fn second(&self) -> RosterEntry {
        let id = {
            let mut conn = self.db.read().await;
            let found = duijie::storage::find_enterprise(&mut conn, &self.viewer, uscc(2).as_str())
                .await
                .expect("find");
            found.expect("known").id
        };
        let entries = list_roster_entries(&mut *self.db.read().await, &self.viewer, Instant(i64::MAX))
            .await
            .expect("list");
        entries.into_iter().map(|entry| entry.fact).find(|fact| fact.enterprise == id).expect("on the roster")
    }
}

async fn a_roster_needs_its_year(db: TestStore) {
    let desk = Desk::new(db).await;
    let without = ImportOptions { year: None, ..options(SheetKind::Roster) };
    let refused = desk.load(desk.csv(&list(SheetKind::Roster)), without).await.err();
    assert!(matches!(refused, Some(ImportError::YearMissing)), "{refused:?}");
}

async fn nobody_leaves_unless_that_is_confirmed(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.take(SheetKind::Roster, &list(SheetKind::Roster)).await;
    let before = desk.everything().await;
    // The first row is changed too, so that there is something to write.
    let text = shorter().replace("李工", "孙工");
    let report = desk.import(SheetKind::Roster, &text).await;
    assert!(report.leaving.len() == 1 && report.batch.is_none(), "{report:?}");
    assert!(report.leaving[0].starts_with(uscc(2).as_str()), "{report:?}");
    assert!(desk.everything().await == before, "nothing is written unconfirmed");

    let confirmed = ImportOptions { confirm_leaving: true, ..options(SheetKind::Roster) };
    let dry = desk.import_as(ImportOptions { dry_run: true, ..confirmed }, &text).await;
    assert_eq!((dry.leaving.len(), dry.batch), (1, None));
    assert!(desk.everything().await == before);
    let report = desk.import_as(confirmed, &text).await;
    let entry = desk.second().await;
    assert!(!entry.counts_in(2025) && entry.counts_in(2024), "{entry:?}");
    assert_eq!(entry.left_reason.as_deref(), Some("不在2025年度名录"));
    assert!(desk.export(SheetKind::Roster).await.contains("2025-12-31,不在2025年度名录"));
    let again = desk.import_as(confirmed, &text).await;
    assert!(again.leaving.is_empty() && again.batch.is_none(), "who has left does not leave twice");

    desk.undo(&report.batch.expect("a batch")).await.expect("undoes");
    assert_eq!(desk.everything().await, before);
    assert!(desk.second().await.counts_in(2025));
}

async fn a_row_that_is_wrong_makes_nobody_leave(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.take(SheetKind::Roster, &list(SheetKind::Roster)).await;
    let wrong = list(SheetKind::Roster).replace("嵩县", "郑州市").replace("李工", "孙工");
    let confirmed = ImportOptions { confirm_leaving: true, ..options(SheetKind::Roster) };
    let report = desk.import_as(confirmed, &wrong).await;
    assert_eq!((report.rejected, report.updated), (1, 1));
    assert!(report.leaving.is_empty(), "its enterprise stands on the roster: {:?}", report.leaving);
    assert!(desk.second().await.counts_in(2025));
}
