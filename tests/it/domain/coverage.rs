//! Coverage of areas: laws of target, gap and rank.

use duijie::domain::county::{County, CountyCode};
use duijie::domain::coverage::{AreaCount, AreaCoverage, AreaTarget, by_tier};
use duijie::domain::enterprise::Contact;
use duijie::domain::rate::BasisPoints;
use duijie::domain::target::TargetKind;
use duijie::domain::viewer::{Channel, Origin, Scope, Viewer};
use proptest::prelude::*;

fn county(number: usize, tier: usize) -> County {
    County {
        code: CountyCode::new(&format!("4103{number:02}")).expect("code"),
        name: format!("第{number}县"),
        tier: format!("第{tier}类"),
        position: number as i64,
        aliases: Vec::new(),
    }
}

fn area(county: &County, active: i64, roster: i64, target: Option<i64>) -> AreaCoverage {
    let count = AreaCount { active, roster, enterprises: roster, ..AreaCount::default() };
    let target = target.map(|rate| AreaTarget { rate: BasisPoints(rate), kind: TargetKind::Guidance });
    AreaCoverage::new(county.code.clone(), county.name.clone(), count, target)
}

#[test]
fn a_worked_example() {
    let one = county(1, 1);
    let short = area(&one, 54, 100, Some(5_500));
    assert_eq!((short.reached, short.needed, short.gap_bp), (Some(false), 1, Some(-100)));
    let met = area(&one, 55, 100, Some(5_500));
    assert_eq!((met.reached, met.needed, met.gap_bp), (Some(true), 0, Some(0)));
    let empty = area(&one, 0, 0, Some(5_500));
    assert_eq!((empty.rate, empty.reached, empty.needed, empty.gap_bp), (None, None, 0, None));
    let aimless = area(&one, 3, 4, None);
    assert_eq!((aimless.reached, aimless.needed, aimless.gap_bp), (None, 0, None));
}

#[test]
fn equal_gaps_share_a_rank_and_empty_counties_have_none() {
    let counties: Vec<County> = (1..=5).map(|number| county(number, 1)).collect();
    let gaps = [(50, 100), (60, 100), (0, 0), (120, 200), (70, 100)];
    let areas: Vec<AreaCoverage> = counties
        .iter()
        .zip(gaps)
        .map(|(one, (active, roster))| area(one, active, roster, Some(5_000)))
        .collect();
    let tiers = by_tier(&counties, &areas);
    let ranks: Vec<(&str, Option<usize>)> =
        tiers[0].counties.iter().map(|area| (area.name.as_str(), area.rank)).collect();
    let wanted =
        [("第5县", Some(1)), ("第2县", Some(2)), ("第4县", Some(2)), ("第1县", Some(4)), ("第3县", None)];
    assert_eq!(ranks, wanted);
    assert_eq!((tiers[0].count.active, tiers[0].count.roster), (300, 500));
}

#[test]
fn contacts_are_masked() {
    let contact = |name: &str, phone: &str| {
        let contact = Contact { name: Some(name.to_owned()), phone: Some(phone.to_owned()) }.masked();
        (contact.name.expect("name"), contact.phone.expect("phone"))
    };
    let pair = |name: &str, phone: &str| (name.to_owned(), phone.to_owned());
    assert_eq!(contact("张三", "13812345678"), pair("张*", "138****5678"));
    assert_eq!(contact("欧阳某某", "0379-6000 1234"), pair("欧*", "037****1234"));
    assert_eq!(contact("", "110"), pair("*", "****"));
    assert_eq!(contact("李工", "13812345678、13900000000"), pair("李*", "****"), "several in one cell");
    assert_eq!(Contact::default().masked(), Contact::default());
}

#[test]
fn the_web_is_a_channel_of_its_own() {
    let (web, line) = (Viewer::visitor(Origin::default()), Viewer::operator());
    assert_eq!((web.actor(), web.channel()), ("visitor", Channel::Web));
    assert_eq!((web.channel().label(), line.channel().label()), ("网页", "命令行"));
    assert_eq!((web.scope(), line.scope()), (&Scope::Public, &Scope::All));
}

fn counted() -> impl Strategy<Value = (i64, i64, Option<i64>, usize)> {
    let counts = (0..60_i64).prop_flat_map(|roster| (0..=roster, Just(roster)));
    (counts, prop::option::of(0..=10_000_i64), 1..4_usize)
        .prop_map(|((active, roster), target, tier)| (active, roster, target, tier))
}

proptest! {
    #[test]
    fn reached_needed_and_gap_agree((active, roster, target, _) in counted()) {
        let one = area(&county(1, 1), active, roster, target);
        if let (Some(target), Some(rate)) = (target, one.rate) {
            prop_assert_eq!(one.reached, Some(active * 10_000 >= target * roster));
            prop_assert_eq!(one.reached == Some(true), one.needed == 0);
            prop_assert_eq!(one.gap_bp, Some(rate.0 - target));
            // A rate that is cut off may fall below a target of whole basis points only if that is missed.
            prop_assert_eq!(one.gap_bp >= Some(0), one.reached == Some(true));
            let later = area(&county(1, 1), active + one.needed, roster, Some(target));
            prop_assert_eq!((later.reached, later.needed), (Some(true), 0));
        } else {
            prop_assert_eq!((one.reached, one.needed, one.gap_bp), (None, 0, None));
        }
    }

    #[test]
    fn tiers_hold_every_county_once_and_add_up(all in prop::collection::vec(counted(), 0..17)) {
        let counties: Vec<County> =
            all.iter().enumerate().map(|(at, (_, _, _, tier))| county(at + 1, *tier)).collect();
        let areas: Vec<AreaCoverage> = counties
            .iter()
            .zip(&all)
            .map(|(one, (active, roster, target, _))| area(one, *active, *roster, *target))
            .collect();
        let tiers = by_tier(&counties, &areas);
        let sum: AreaCount = areas.iter().map(|area| area.count).sum();
        prop_assert_eq!(tiers.iter().map(|tier| tier.count).sum::<AreaCount>(), sum);
        prop_assert_eq!(tiers.iter().map(|tier| tier.counties.len()).sum::<usize>(), counties.len());
        for tier in &tiers {
            let ranked: Vec<&AreaCoverage> = tier.counties.iter().filter(|one| one.rank.is_some()).collect();
            prop_assert_eq!(ranked.len(), tier.counties.iter().filter(|one| one.count.roster > 0).count());
            for (at, one) in ranked.iter().enumerate() {
                let rank = one.rank.unwrap_or_default();
                prop_assert!(rank <= at + 1);
                if let Some(next) = ranked.get(at + 1).filter(|next| next.gap_bp.is_some()) {
                    let equal = one.gap_bp == next.gap_bp;
                    prop_assert_eq!(equal, one.rank == next.rank);
                    prop_assert!(one.gap_bp >= next.gap_bp);
                }
                let better = ranked.iter().filter(|other| other.rank < one.rank).count();
                prop_assert_eq!(rank, better + 1, "so many are better");
            }
        }
    }
}
