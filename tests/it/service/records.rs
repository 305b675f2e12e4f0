//! Single records and lists of the pages.

use std::time::Duration;

use duijie::city::CityPack;
use duijie::domain::batch::{Batch, SheetKind};
use duijie::domain::need::NeedStatus;
use duijie::search::Search;
use duijie::service::{BATCHES_A_PAGE, ServiceError, home, list_batches, show_batch, show_capability};
use duijie::storage::{insert_batch, insert_capability, insert_need};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    a_capability_tells_its_holders_and_level,
    batches_are_paged,
    the_home_page_counts_and_names_the_newest
);

async fn a_capability_tells_its_holders_and_level(db: TestStore) {
    let city = CityPack::bundled().expect("pack");
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let mut tx = db.write().await;
    let made = samples::capability(&tx, 1, &[two.id.clone(), one.id.clone()]);
    insert_capability(&mut tx, &made).await.expect("capability");
    tx.commit().await.expect("commits");
    let shown = show_capability(&db.store, &operator(), &city, "cg2026-0001", day("2026-03-05"))
        .await
        .expect("shown");
    assert_eq!((&shown.capability, shown.confirmed_on), (&made, day("2026-01-02")));
    let names: Vec<&str> = shown.holders.iter().map(|holder| holder.name.as_str()).collect();
    assert_eq!(names, [two.name, one.name], "in the order in which they were recorded");
    assert_eq!(shown.readiness, Some("正样级"));
    assert_eq!(shown.industries[1], city.industry_name("3511").unwrap_or("3511"));
    let nothing = show_capability(&db.store, &operator(), &city, "CG2026-0009", day("2026-03-05")).await;
    assert!(matches!(nothing, Err(ServiceError::NoSuchRecord(no)) if no == "CG2026-0009"));
}

async fn batches_are_paged(db: TestStore) {
    let mut tx = db.write().await;
    let mut last = None;
    for number in 0..BATCHES_A_PAGE + 3 {
        let batch = Batch {
            id: tx.next_id(),
            kind: SheetKind::Needs,
            file: format!("{number}.xlsx"),
            actor: "system".to_owned(),
            at: noon("2026-03-05"),
            created: number,
            updated: 0,
            undone_at: None,
        };
        insert_batch(&mut tx, &batch, &[]).await.expect("insert");
        last = Some(batch);
    }
    tx.commit().await.expect("commits");
    let last = last.expect("some");
    let first = list_batches(&db.store, &operator(), 1).await.expect("list");
    assert_eq!((first.total, first.page, first.pages), (BATCHES_A_PAGE + 3, 1, 2));
    assert_eq!((first.batches.len() as i64, &first.batches[0]), (BATCHES_A_PAGE, &last));
    let end = list_batches(&db.store, &operator(), 7).await.expect("list");
    assert_eq!((end.page, end.batches.len()), (2, 3));
    assert_eq!(show_batch(&db.store, &operator(), last.id.as_str()).await.expect("batch"), last);
    for nothing in ["", "X1", "01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        let found = show_batch(&db.store, &operator(), nothing).await;
        assert!(matches!(found, Err(ServiceError::NoSuchRecord(_))), "{nothing}");
    }
}

async fn the_home_page_counts_and_names_the_newest(db: TestStore) {
    let city = CityPack::bundled().expect("pack");
    let enterprise = samples::found_enterprise(&db, 1).await;
    samples::found_institution(&db, 1).await;
    let mut tx = db.write().await;
    for number in 1..=7 {
        let mut need = samples::need(&tx, number, &enterprise.id);
        if number == 7 {
            need.status = NeedStatus::Draft;
        }
        insert_need(&mut tx, &need, None).await.expect("need");
    }
    tx.commit().await.expect("commits");
    let folder = tempfile::tempdir().expect("folder");
    let search = Search::open(folder.path()).expect("lexicon");
    let before = home(&db.store, &search, &operator(), &city, day("2026-03-05"), true).await.expect("home");
    assert_eq!((before.needs, before.enterprises), (None, 1), "the index is not there yet");
    search.bring_up_to_date(&db.store, Duration::ZERO, &|_, _| {}).await.expect("indexed");
    let home = home(&db.store, &search, &operator(), &city, day("2026-03-05"), true).await.expect("home");
    assert_eq!((home.needs, home.institutions, home.capabilities), (Some(6), Some(1), Some(0)));
    assert!(
        home.first.as_ref().is_some_and(|need| need.no.starts_with("XQ2026-000") && need.no != "XQ2026-0007")
    );
    let unguided =
        duijie::service::home(&db.store, &search, &operator(), &city, day("2026-03-05"), false).await;
    let unguided = unguided.expect("home");
    assert_eq!((unguided.first, unguided.newest == home.newest), (None, true));
    let newest: Vec<(&str, &str)> =
        home.newest.iter().map(|need| (need.no.as_str(), need.county.as_str())).collect();
    let wanted = ["XQ2026-0006", "XQ2026-0005", "XQ2026-0004", "XQ2026-0003", "XQ2026-0002"];
    assert_eq!(newest, wanted.map(|no| (no, "洛龙区")));
    let count = home.coverage.expect("the operator follows it").area.count;
    assert_eq!((count.enterprises, count.roster), (1, 0));
}
