//! The city pack in the database: written whole, renewed without touching what is in use.

use duijie::storage::{find_enterprise, load_counties, load_working_groups, replace_city};

use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;

on_both!(counties_and_rules_come_back, a_newer_pack_replaces_them_and_counties_in_use_stay);

async fn counties_and_rules_come_back(db: TestStore) {
    samples::found_city(&db.store).await;
    let mut conn = db.read().await;
    let counties = load_counties(&mut conn).await.expect("counties");
    let mut given = samples::counties();
    for county in &mut given {
        county.aliases.sort();
    }
    assert_eq!(counties.all(), given);
    assert_eq!(counties.find("偃师市").map(|county| county.name.as_str()), Some("偃师区"));
    assert_eq!(load_working_groups(&mut conn).await.expect("groups"), samples::working_groups());
}

async fn a_newer_pack_replaces_them_and_counties_in_use_stay(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut counties = samples::counties();
    counties[0].name = "洛龙新区".to_owned();
    counties[0].aliases = vec!["洛龙区".to_owned(), "洛龙新区".to_owned()];
    counties[1].aliases.clear();
    let mut groups = samples::working_groups();
    groups.rules.truncate(1);
    groups.overlays.clear();
    let mut tx = db.write().await;
    replace_city(&mut tx, &counties[..2], &groups).await.expect("replace");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let loaded = load_counties(&mut conn).await.expect("counties");
    assert_eq!(loaded.all().len(), 4);
    assert_eq!(loaded.find("洛龙区").map(|county| county.name.as_str()), Some("洛龙新区"));
    assert_eq!(loaded.all()[0].aliases, ["洛龙区"], "the name itself is no alias");
    assert!(loaded.find("偃师市").is_none());
    assert_eq!(load_working_groups(&mut conn).await.expect("groups"), groups);
    let found = find_enterprise(&mut conn, &operator(), enterprise.id.as_str()).await.expect("find");
    assert_eq!(found, Some(enterprise));
}
