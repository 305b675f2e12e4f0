//! What each kind of viewer is given by storage: the rows it may see, and of them the parts.

use duijie::domain::capability::CapabilityStatus;
use duijie::domain::enterprise::{Contact, Enterprise};
use duijie::domain::ids::EnterpriseId;
use duijie::domain::institution::Institution;
use duijie::domain::need::{Disclosure, Need, NeedContact, NeedStatus};
use duijie::domain::need_life::NeedLife;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::storage::{
    Entity, NeedFilter, StorageError, count_needs, count_needs_of, count_records, enterprise_ids,
    enterprise_keys, find_capability, find_enterprise, find_institution, find_need, insert_capability,
    insert_enterprise, insert_institution, insert_need, list_need_steps, list_needs, load_enterprises,
    load_needs, need_ids_of_enterprises, suggest_enterprises, update_need,
};

use crate::support::db::{TestStore, on_both};
use crate::support::samples;

on_both!(
    needs_are_those_of_ones_own_and_what_is_published,
    those_outside_read_the_published_part_only,
    a_published_part_is_never_stored,
    enterprises_exist_for_those_who_look_after_them,
    an_institution_gets_what_is_directed_to_it,
    drafts_of_capabilities_are_their_holders,
);

/// Two enterprises, in 洛龙区 and 偃师区, with a need in every state of disclosure each.
struct World {
    db: TestStore,
    enterprises: [Enterprise; 2],
    needs: [Vec<Need>; 2],
    institutions: [Institution; 2],
}

const DISCLOSURES: [Disclosure; 4] =
    [Disclosure::Public, Disclosure::Matched, Disclosure::Unnamed, Disclosure::Authorities];

impl World {
    async fn new(db: TestStore) -> Self {
        samples::found_city(&db.store).await;
        let mut tx = db.write().await;
        let institutions = [samples::institution(&tx, 1), samples::institution(&tx, 2)];
        for one in &institutions {
            insert_institution(&mut tx, one).await.expect("inserts");
        }
        let near = samples::enterprise(&tx, 1);
        let far = Enterprise { county: samples::code("410307"), ..samples::enterprise(&tx, 2) };
        let mut needs = [Vec::new(), Vec::new()];
        let mut number = 0;
        for (owner, list) in [&near, &far].into_iter().zip(&mut needs) {
            insert_enterprise(&mut tx, owner).await.expect("inserts");
            for disclosure in DISCLOSURES {
                number += 1;
                let intended = vec![institutions[0].name.clone()];
                let need = Need { disclosure, intended, ..samples::need(&tx, number, &owner.id) };
                insert_need(&mut tx, &need, Some("收到")).await.expect("inserts");
                list.push(need);
            }
            number += 1;
            let status = NeedStatus::Draft;
            let draft = Need {
                status,
                disclosure: Disclosure::Public,
                life: NeedLife::default(),
                ..samples::need(&tx, number, &owner.id)
            };
            insert_need(&mut tx, &draft, None).await.expect("inserts");
            list.push(draft);
        }
        tx.commit().await.expect("commits");
        Self { db, enterprises: [near, far], needs, institutions }
    }

    fn viewer(&self, role: Role, scope: Scope) -> Viewer {
        Viewer::account(ulid::Ulid::nil().into(), role, scope, Origin::default())
    }

    /// The county of the first enterprise, the enterprise, an institution, a visitor.
    fn viewers(&self) -> [Viewer; 4] {
        [
            self.viewer(Role::CountyOfficer, Scope::County(self.enterprises[0].county.clone())),
            self.viewer(Role::Enterprise, Scope::Enterprise(self.enterprises[0].id.clone())),
            self.viewer(Role::Institution, Scope::Institution(self.institutions[0].id.clone())),
            Viewer::visitor(Origin::default()),
        ]
    }

    async fn seen(&self, viewer: &Viewer) -> Vec<Need> {
        let mut conn = self.db.read().await;
        let all = NeedFilter::default();
        let listed = list_needs(&mut conn, viewer, &all, None, 100).await.expect("lists");
        let ids: Vec<_> = self.needs.iter().flatten().map(|need| need.id.clone()).collect();
        assert_eq!(load_needs(&mut conn, viewer, &ids).await.expect("loads").len(), listed.len());
        assert_eq!(count_needs(&mut conn, viewer, &all).await.expect("counts"), listed.len() as i64);
        let counted = count_records(&mut conn, viewer, Entity::Need).await.expect("counts");
        assert_eq!(counted, listed.len() as u64);
        for need in self.needs.iter().flatten() {
            let found = find_need(&mut conn, viewer, &need.no).await.expect("finds");
            assert_eq!(found.is_some(), listed.iter().any(|one| one.id == need.id), "{}", need.no);
        }
        listed
    }
}

/// The numbers of needs, and whether all of each is there.
fn told(needs: &[Need]) -> Vec<(&str, bool)> {
    needs.iter().map(|need| (&need.no["XQ2026-000".len()..], need.whole)).collect()
}

async fn needs_are_those_of_ones_own_and_what_is_published(db: TestStore) {
    let world = World::new(db).await;
    let [county, enterprise, institution, visitor] = world.viewers();
    // 1–4 and the draft 5 are of the first enterprise, 6–9 and the draft 10 of the second.
    let own = [("1", true), ("2", true), ("3", true), ("4", true)];
    let others = [("6", false), ("8", false)];
    assert_eq!(told(&world.seen(&county).await), [&own[..], &others].concat());
    let with_draft = [("5", true)];
    assert_eq!(told(&world.seen(&enterprise).await), [&own[..], &with_draft, &others].concat());
    let all = [("1", false), ("2", false), ("3", false), ("6", false), ("7", false), ("8", false)];
    assert_eq!(told(&world.seen(&institution).await), all, "also those that name it");
    let public = [("1", false), ("3", false), ("6", false), ("8", false)];
    assert_eq!(told(&world.seen(&visitor).await), public);
    let everybody = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];
    for role in everybody {
        assert_eq!(told(&world.seen(&world.viewer(role, Scope::Public)).await), public);
    }
    assert_eq!(world.seen(&Viewer::operator()).await.len(), 10);
}

async fn those_outside_read_the_published_part_only(db: TestStore) {
    let world = World::new(db).await;
    let [county, enterprise, institution, visitor] = world.viewers();
    let mut conn = world.db.read().await;
    for viewer in [&institution, &visitor] {
        for need in world.seen(viewer).await {
            assert_eq!(need.contact, NeedContact::default());
            assert!(need.intended.is_empty() && need.avoided.is_empty() && need.fills.is_empty());
            let inner = (need.collector, need.collected_on, need.origin, need.budget_source);
            assert_eq!(inner, (None, None, None, None));
            assert_eq!(need.secrecy.by, "");
            let unnamed = need.disclosure == Disclosure::Unnamed;
            assert_eq!(need.enterprise == EnterpriseId::hidden(), unnamed, "{}", need.no);
            let steps = list_need_steps(&mut conn, viewer, &need.id).await.expect("lists");
            assert_eq!(steps, []);
        }
    }
    for viewer in [&county, &enterprise] {
        let (own, other) = (&world.needs[0][2], &world.needs[1][2]);
        let found = find_need(&mut conn, viewer, &own.no).await.expect("finds");
        assert_eq!(found.as_ref(), Some(own), "nothing is left out for those who look after it");
        assert_eq!(list_need_steps(&mut conn, viewer, &own.id).await.expect("lists").len(), 1);
        let found = find_need(&mut conn, viewer, &other.no).await.expect("finds").expect("is published");
        assert_eq!((found.enterprise, found.contact), (EnterpriseId::hidden(), NeedContact::default()));
        assert_eq!(list_need_steps(&mut conn, viewer, &other.id).await.expect("lists"), []);
    }
}

async fn a_published_part_is_never_stored(db: TestStore) {
    let world = World::new(db).await;
    let [.., visitor] = world.viewers();
    let part = world.seen(&visitor).await.remove(0);
    let mut tx = world.db.write().await;
    let refused = update_need(&mut tx, &part).await.expect_err("refused");
    assert!(matches!(refused, StorageError::Partial { .. }), "{refused}");
}

async fn enterprises_exist_for_those_who_look_after_them(db: TestStore) {
    let world = World::new(db).await;
    let [county, enterprise, institution, visitor] = world.viewers();
    let [near, far] = &world.enterprises;
    let both = [near.id.clone(), far.id.clone()];
    let mut conn = world.db.read().await;
    for (viewer, own) in [(&county, true), (&enterprise, true), (&institution, false), (&visitor, false)] {
        let ids: Vec<EnterpriseId> = own.then(|| near.id.clone()).into_iter().collect();
        assert_eq!(enterprise_ids(&mut conn, viewer).await.expect("lists"), ids);
        assert_eq!(enterprise_keys(&mut conn, viewer).await.expect("lists").len(), ids.len());
        assert_eq!(find_enterprise(&mut conn, viewer, &far.uscc.to_string()).await.expect("finds"), None);
        let found = find_enterprise(&mut conn, viewer, near.id.as_str()).await.expect("finds");
        assert_eq!(found.as_ref(), own.then_some(near));
        let found = suggest_enterprises(&mut conn, viewer, "示例轴承", 9).await.expect("suggests");
        assert_eq!(found.len(), ids.len());
        let counted = count_needs_of(&mut conn, viewer, &both).await.expect("counts");
        assert_eq!(counted.len(), ids.len());
        let needs = need_ids_of_enterprises(&mut conn, viewer, &both).await.expect("lists");
        assert_eq!(needs.len(), if own { if viewer == &county { 4 } else { 5 } } else { 0 });
        let named = load_enterprises(&mut conn, viewer, &both).await.expect("loads");
        assert_eq!(named.len(), 2, "both have published a need under their name");
        let other = named.iter().find(|one| one.id == far.id).expect("is named");
        assert_eq!((&other.name, &other.contact), (&far.name, &Contact::default()));
        assert_eq!((other.state_owned, &other.origin), (None, &None));
    }
    world.db.sql("UPDATE need SET status = 'withdrew' WHERE disclosure = 'public'").await;
    let named = load_enterprises(&mut conn, &visitor, &both).await.expect("loads");
    assert_eq!(named, [], "an unnamed need names nobody");
    let named = load_enterprises(&mut conn, &institution, &both).await.expect("loads");
    assert_eq!(named.len(), 2, "a need that is directed to it does");
}

async fn an_institution_gets_what_is_directed_to_it(db: TestStore) {
    let world = World::new(db).await;
    let other = world.viewer(Role::Institution, Scope::Institution(world.institutions[1].id.clone()));
    let seen = world.seen(&other).await;
    assert_eq!(told(&seen), [("1", false), ("3", false), ("6", false), ("8", false)]);
    let mut tx = world.db.write().await;
    let redirected =
        Need { intended: vec![format!(" {} ", world.institutions[1].name)], ..world.needs[0][1].clone() };
    update_need(&mut tx, &redirected).await.expect("updates");
    tx.commit().await.expect("commits");
    assert_eq!(told(&world.seen(&other).await)[1], ("2", false));
    let [_, _, first, _] = world.viewers();
    assert!(world.seen(&first).await.iter().all(|need| need.no != redirected.no));
    let mut conn = world.db.read().await;
    let [own, foreign] = &world.institutions;
    let found = find_institution(&mut conn, &first, &own.no).await.expect("finds").expect("is there");
    assert_eq!(&found, own);
    let found = find_institution(&mut conn, &first, &foreign.no).await.expect("finds").expect("is there");
    assert_eq!((found.contact, found.origin), (Contact::default(), None));
}

async fn drafts_of_capabilities_are_their_holders(db: TestStore) {
    let world = World::new(db).await;
    let mut tx = world.db.write().await;
    let holders = [world.institutions[0].id.clone()];
    let shown = samples::capability(&tx, 1, &holders);
    let mut draft = samples::capability(&tx, 2, &holders);
    draft.status = CapabilityStatus::Draft;
    for one in [&shown, &draft] {
        insert_capability(&mut tx, one).await.expect("inserts");
    }
    tx.commit().await.expect("commits");
    let mut conn = world.db.read().await;
    let [county, enterprise, institution, visitor] = world.viewers();
    for (viewer, own) in [(&county, false), (&enterprise, false), (&institution, true), (&visitor, false)] {
        let found = find_capability(&mut conn, viewer, &draft.no).await.expect("finds");
        assert_eq!(found.is_some(), own);
        assert!(find_capability(&mut conn, viewer, &shown.no).await.expect("finds").is_some());
        let counted = count_records(&mut conn, viewer, Entity::Capability).await.expect("counts");
        assert_eq!(counted, 1 + u64::from(own));
    }
}
