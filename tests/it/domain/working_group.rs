//! Who looks after an enterprise.

use duijie::domain::ids::{EnterpriseId, IdSource};
use duijie::domain::responsibility::{
    LeadChoice, LeadDecision, Responsibility, ResponsibilityCause, Traits, responsibilities,
};
use duijie::domain::time::Instant;
use duijie::domain::working_group::{GroupRole, OverlayCondition, WorkingGroupOverlay, WorkingGroups};
use proptest::prelude::*;

use crate::support::db::day;
use crate::support::samples;

fn traits(industry: Option<&str>, state_owned: bool, has_rd: bool) -> Traits {
    Traits { industry: industry.map(str::to_owned), state_owned, has_rd }
}

/// Names of the lead and of those who take part.
fn told(all: &[Responsibility]) -> (Option<&str>, Vec<&str>) {
    let of = |role| all.iter().filter(move |one| one.role == role).map(Responsibility::name);
    (of(GroupRole::Lead).next(), of(GroupRole::Joins).collect())
}

fn decision(name: &str, instead_of: Option<&str>) -> LeadDecision {
    let chosen = LeadChoice::named(&samples::working_groups(), name);
    LeadDecision {
        enterprise: IdSource::new([1; 16]).next::<EnterpriseId>(Instant(0)),
        chosen: Some(chosen.unwrap_or(LeadChoice { department: name.to_owned(), group: None })),
        reason: "现场商定".to_owned(),
        actor: "system".to_owned(),
        starts_on: day("2026-03-05"),
        instead_of: instead_of.map(str::to_owned),
    }
}

#[test]
fn the_longest_prefix_wins() {
    let groups = samples::working_groups();
    let lead = |industry: Option<&str>| {
        let all = responsibilities(&groups, &traits(industry, false, false), None);
        told(&all).0.map(str::to_owned)
    };
    assert_eq!(lead(Some("3021")).as_deref(), Some("住建局·商砼"));
    assert_eq!(lead(Some("3022")).as_deref(), Some("工信局·其他"));
    assert_eq!(lead(Some("3451")).as_deref(), Some("工信局·其他"));
    for unknown in [None, Some("0610"), Some(""), Some("3")] {
        assert_eq!(lead(unknown), None, "{unknown:?}");
    }
}

#[test]
fn ownership_and_rd_bring_in_other_departments() {
    let mut groups = samples::working_groups();
    let plain = responsibilities(&groups, &traits(Some("3021"), false, false), None);
    assert_eq!(told(&plain), (Some("住建局·商砼"), vec![]));
    let owned = responsibilities(&groups, &traits(Some("3021"), true, false), None);
    assert_eq!(told(&owned), (Some("国资委"), vec!["住建局·商砼"]), "who led takes part");
    assert_eq!(owned[0].rival, None, "that ownership goes before industry is the rule");
    let both = responsibilities(&groups, &traits(Some("3021"), true, true), None);
    assert_eq!(told(&both), (Some("国资委"), vec!["住建局·商砼", "科技局"]));
    let unknown = responsibilities(&groups, &traits(None, true, true), None);
    assert_eq!(told(&unknown), (Some("国资委"), vec!["科技局"]));
    let orphan = responsibilities(&groups, &traits(None, false, true), None);
    assert_eq!(told(&orphan), (None, vec!["科技局"]));
    // Who leads does not also take part.
    groups.overlays.push(WorkingGroupOverlay {
        condition: OverlayCondition::HasRd,
        department: "住建局".to_owned(),
        role: GroupRole::Joins,
    });
    let leader = responsibilities(&groups, &traits(Some("3021"), false, true), None);
    assert_eq!(told(&leader), (Some("住建局·商砼"), vec!["科技局"]));
}

#[test]
fn two_rules_that_both_give_the_lead_are_told() {
    let mut groups = samples::working_groups();
    groups.overlays.push(WorkingGroupOverlay {
        condition: OverlayCondition::HasRd,
        department: "教育局".to_owned(),
        role: GroupRole::Lead,
    });
    let both = responsibilities(&groups, &traits(Some("3021"), true, true), None);
    assert_eq!(told(&both).0, Some("教育局"));
    assert_eq!(both[0].rival.as_deref(), Some("国资委"));
    let settled = decision("国资委", Some("教育局"));
    let decided = responsibilities(&groups, &traits(Some("3021"), true, true), Some(&settled));
    assert_eq!((told(&decided).0, decided[0].rival.as_deref()), (Some("国资委"), None));
}

#[test]
fn a_decision_leads_until_the_rules_change_under_it() {
    let groups = samples::working_groups();
    let concrete = traits(Some("3021"), false, true);
    let made = decision("工信局·其他", Some("住建局·商砼"));
    let decided = responsibilities(&groups, &concrete, Some(&made));
    assert_eq!(told(&decided), (Some("工信局·其他"), vec!["住建局·商砼", "科技局"]));
    assert_eq!((decided[0].cause, decided[0].rival.as_deref()), (ResponsibilityCause::Decided, None));
    // It was bought by the state since: who leads by the rules is another than at the time of the decision.
    let owned = responsibilities(&groups, &traits(Some("3021"), true, true), Some(&made));
    assert_eq!((told(&owned).0, owned[0].rival.as_deref()), (Some("工信局·其他"), Some("国资委")));
    // The rules came round to the decision: nobody disagrees.
    let agreed = responsibilities(&groups, &traits(Some("3451"), false, false), Some(&made));
    assert_eq!((told(&agreed), agreed[0].rival.as_deref()), ((Some("工信局·其他"), vec![]), None));
    // The group of the decision is gone.
    let fewer = WorkingGroups { groups: groups.groups[1..].to_vec(), ..groups.clone() };
    let dangling = responsibilities(&fewer, &concrete, Some(&made));
    assert_eq!(dangling[0].rival.as_deref(), Some("住建局·商砼"));
    let back = LeadDecision { chosen: None, ..made };
    let by_rules = responsibilities(&groups, &concrete, Some(&back));
    assert_eq!(told(&by_rules), (Some("住建局·商砼"), vec!["科技局"]));
}

fn any_traits() -> impl Strategy<Value = Traits> {
    (prop::option::of("[0-9]{0,4}"), any::<bool>(), any::<bool>())
        .prop_map(|(industry, state_owned, has_rd)| Traits { industry, state_owned, has_rd })
}

proptest! {
    #[test]
    fn one_lead_at_most_and_no_department_twice(
        traits in any_traits(),
        chosen in prop::option::of(prop::sample::select(vec!["工信局·其他", "住建局·商砼", "国资委", "住建局", "无此部门"])),
        instead_of in prop::option::of(prop::sample::select(vec!["工信局·其他", "住建局·商砼", "国资委"])),
    ) {
        let groups = samples::working_groups();
        let made = chosen.map(|name| decision(name, instead_of));
        let all = responsibilities(&groups, &traits, made.as_ref());
        let leads = all.iter().filter(|one| one.role == GroupRole::Lead).count();
        prop_assert!(leads <= 1);
        prop_assert!(leads == 0 || all[0].role == GroupRole::Lead, "the lead comes first");
        let mut departments: Vec<&str> = all.iter().map(|one| one.department.as_str()).collect();
        departments.sort_unstable();
        departments.dedup();
        prop_assert_eq!(departments.len(), all.len());
        for one in &all {
            prop_assert!(one.rival.is_none() || one.role == GroupRole::Lead);
            prop_assert!(one.rival.as_deref() != Some(one.name()));
        }
        if let Some(chosen) = chosen {
            prop_assert_eq!(all[0].name(), chosen);
            prop_assert!(all[0].cause.is_manual());
        }
    }
}
