//! Who looks after an enterprise.

use duijie::domain::working_group::{GroupRole, OverlayCondition, WorkingGroupOverlay};

use crate::support::samples;

#[test]
fn the_longest_prefix_wins() {
    let groups = samples::working_groups();
    let group = |industry: Option<&str>| {
        groups.responsible(industry, false, false).rule.map(|rule| rule.group.clone())
    };
    assert_eq!(group(Some("3021")).as_deref(), Some("住建局·商砼"));
    assert_eq!(group(Some("3022")).as_deref(), Some("工信局·其他"));
    assert_eq!(group(Some("3451")).as_deref(), Some("工信局·其他"));
    for unknown in [None, Some("0610"), Some(""), Some("3")] {
        assert_eq!(group(unknown), None, "{unknown:?}");
        assert_eq!(groups.responsible(unknown, false, false).lead, None);
    }
}

#[test]
fn ownership_and_rd_bring_in_other_departments() {
    let mut groups = samples::working_groups();
    let plain = groups.responsible(Some("3021"), false, false);
    assert_eq!((plain.lead, plain.joining), (Some("住建局"), vec![]));
    let owned = groups.responsible(Some("3021"), true, false);
    assert_eq!((owned.lead, owned.joining), (Some("国资委"), vec!["住建局"]), "who led takes part");
    let both = groups.responsible(Some("3021"), true, true);
    assert_eq!((both.lead, both.joining), (Some("国资委"), vec!["住建局", "科技局"]));
    let unknown = groups.responsible(None, true, true);
    assert_eq!((unknown.lead, unknown.joining), (Some("国资委"), vec!["科技局"]));
    // Who leads does not also take part.
    groups.overlays.push(WorkingGroupOverlay {
        condition: OverlayCondition::HasRd,
        department: "住建局".to_owned(),
        role: GroupRole::Joins,
    });
    let leader = groups.responsible(Some("3021"), false, true);
    assert_eq!((leader.lead, leader.joining), (Some("住建局"), vec!["科技局"]));
}
