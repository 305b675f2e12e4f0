//! Two who save the same record at the same moment: one is told of the other, on both databases.

use duijie::domain::profile::{Profile, ProfileField};
use duijie::domain::role::Role;
use duijie::domain::viewer::Scope;
use duijie::service::{Edited, Save, edit_institution};
use duijie::storage::find_institution;

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::person;

on_both!(of_two_at_the_same_moment_one_is_told_of_the_other);

async fn of_two_at_the_same_moment_one_is_told_of_the_other(db: TestStore) {
    let institution = samples::found_institution(&db, 1).await;
    for round in 0..5 {
        let id = institution.id.clone();
        let found = find_institution(&mut *db.read().await, &operator(), id.as_str()).await.expect("finds");
        let current = found.expect("one");
        let save = |number: u128| {
            let (store, id, version) = (db.store.clone(), current.id.clone(), current.version);
            let mut typed = Profile::of_institution(&current);
            typed.set(ProfileField::Place, &format!("第 {round} 轮 {number}"));
            tokio::spawn(async move {
                let viewer = person(number, Role::Institution, Scope::Institution(id.clone()));
                let save = Save { version, typed };
                edit_institution(&store, &viewer, noon("2026-03-05"), id.as_str(), &save).await.expect("ends")
            })
        };
        let (one, other) = (save(1), save(2));
        let ended = [one.await.expect("task"), other.await.expect("task")];
        let saved = ended.iter().filter(|one| matches!(one, Edited::Saved(_))).count();
        let told = ended.iter().filter(|one| match one {
            Edited::Stale(theirs) => theirs.by == "机构人员" && theirs.base.is_some(),
            _ => false,
        });
        assert_eq!((saved, told.count()), (1, 1), "{ended:?}");
    }
}
