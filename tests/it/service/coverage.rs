//! Coverage and the list of enterprises: every figure is the length of a list.

use duijie::city::CityPack;
use duijie::domain::county::CountyCode;
use duijie::domain::coverage::{AreaCount, RdState};
use duijie::domain::enterprise::Enterprise;
use duijie::domain::four_haves::{FourHaves, FourHavesItem};
use duijie::domain::rate::BasisPoints;
use duijie::domain::rd_activity::{RdActivity, RdAggregate, RdSource};
use duijie::domain::roster::RosterEntry;
use duijie::domain::target::{Target, TargetKind};
use duijie::service::{
    COUNTED_SOURCES_SETTING, Coverage, CoverageQuestion, ENTERPRISES_A_PAGE, EnterpriseList,
    EnterpriseQuestion, coverage, home, list_enterprises, show_enterprise,
};
use duijie::storage::{
    StandingFilter, StandingOrder, insert_enterprise, insert_four_haves, insert_rd_activity,
    insert_rd_aggregate, insert_roster_entry, insert_target, put_setting,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_figure_is_a_list,
    the_city_is_held_to_its_own_target,
    the_newest_document_is_in_force,
    the_bureau_decides_which_sources_count,
    figures_of_the_bureau_stand_beside,
    pages_of_a_list_hold_everybody_once,
    an_enterprise_tells_why_it_counts,
    the_home_page_tells_what_coverage_tells,
);

/// Enterprises of a made-up city, in the first five counties.
const ENTERPRISES: u32 = 60;

async fn city(db: &TestStore) -> CityPack {
    let city = CityPack::bundled().expect("pack");
    let mut tx = db.write().await;
    city.install(&mut tx).await.expect("installs");
    let mut all = Vec::new();
    for number in 0..ENTERPRISES {
        let county = city.counties[number as usize % 5].code.clone();
        let made = Enterprise { county, ..samples::enterprise(&tx, number) };
        insert_enterprise(&mut tx, &made).await.expect("enterprise");
        let entered_on = (number % 7 == 0).then(|| day("2023-01-01"));
        let place = RosterEntry { enterprise: made.id.clone(), entered_on, left_on: None, left_reason: None };
        insert_roster_entry(&mut tx, &place).await.expect("roster");
        all.push(made);
    }
    for (number, one) in (0_u32..).zip(&all) {
        let said = [
            (RdSource::Province, number % 3 != 2, number % 2 == 0),
            (RdSource::County, number % 5 == 0, number % 4 == 0),
            (RdSource::SelfReport, true, true),
        ];
        for (source, _, active) in said.into_iter().filter(|(_, speaks, _)| *speaks) {
            let enterprise = one.id.clone();
            let (expense, as_of_on) = (None, None);
            let fact = RdActivity { enterprise, data_year: 2022, source, active, expense, as_of_on };
            insert_rd_activity(&mut tx, &fact).await.expect("activity");
        }
        for item in FourHavesItem::ALL.iter().filter(|_| number % 6 == 1) {
            let fact = FourHaves {
                enterprise: one.id.clone(),
                data_year: 2022,
                item: *item,
                present: true,
                evidence: Some("证明".to_owned()),
                evidence_on: None,
            };
            insert_four_haves(&mut tx, &fact).await.expect("have");
        }
    }
    tx.commit().await.expect("commits");
    city
}

async fn told(db: &TestStore, city: &CityPack, year: Option<i32>) -> Coverage {
    let question = CoverageQuestion { year, as_of: day("2026-03-05"), document: None };
    coverage(&db.store, &operator(), city, &question).await.expect("coverage")
}

async fn list(db: &TestStore, filter: StandingFilter, page: i64) -> EnterpriseList {
    let order = StandingOrder::Name;
    let question = EnterpriseQuestion { year: Some(2022), as_of: day("2026-03-05"), filter, order, page };
    list_enterprises(&db.store, &operator(), &question).await.expect("list")
}

async fn every_figure_is_a_list(db: TestStore) {
    let city = city(&db).await;
    let told = told(&db, &city, Some(2022)).await;
    assert_eq!(told.counties.len(), 16, "also those without enterprises");
    assert!(told.city.count.active > 0 && told.city.count.contradictory > 0);
    assert!(told.city.count.evidence_ready > 0 && told.city.count.unknown > 0);
    assert!(told.city.count.roster < i64::from(ENTERPRISES), "some entered later");
    let areas = told.counties.iter().map(|area| (Some(area.code.clone()), area));
    for (county, area) in areas.chain([(None, &told.city)]) {
        let on = |rd| StandingFilter {
            counties: county.iter().cloned().collect(),
            rd,
            on_roster: Some(true),
            ..StandingFilter::default()
        };
        let figures = [
            (area.count.roster, on(None)),
            (area.count.active, on(Some(RdState::Active))),
            (area.count.inactive, on(Some(RdState::Inactive))),
            (area.count.unknown, on(Some(RdState::Unknown))),
            (area.count.contradictory, StandingFilter { contradictory: true, ..on(None) }),
            (area.count.evidence_ready, StandingFilter { evidence_ready: true, ..on(None) }),
            (area.count.enterprises, StandingFilter { on_roster: None, ..on(None) }),
        ];
        for (figure, filter) in figures {
            assert_eq!(list(&db, filter.clone(), 1).await.total, figure, "{} {filter:?}", area.name);
        }
        assert_eq!(area.count.active + area.count.inactive + area.count.unknown, area.count.roster);
    }
    let facets = list(&db, StandingFilter { on_roster: Some(true), ..StandingFilter::default() }, 1).await;
    let counts: Vec<(CountyCode, i64)> =
        told.counties.iter().map(|area| (area.code.clone(), area.count.roster)).collect();
    let facets: Vec<(CountyCode, i64)> =
        facets.by_county.into_iter().map(|one| (one.code, one.count)).collect();
    assert_eq!(facets, counts);
    let tiers: Vec<(&str, usize)> =
        told.tiers.iter().map(|tier| (tier.tier.as_str(), tier.counties.len())).collect();
    assert_eq!(tiers, [("都市核心区", 7), ("环都市区", 5), ("南部生态区", 4)]);
    assert_eq!(told.tiers.iter().map(|tier| tier.count).sum::<AreaCount>(), told.city.count);
}

async fn the_city_is_held_to_its_own_target(db: TestStore) {
    let city = city(&db).await;
    let told = told(&db, &city, None).await;
    assert_eq!(told.year, 2022, "the newest with targets");
    let target = told.city.target.expect("a target");
    assert_eq!((target.rate, target.kind), (BasisPoints(5_000), TargetKind::Work));
    assert_eq!(told.city.rank, None);
    for area in &told.counties {
        let target = area.target.as_ref().expect("a target");
        assert_eq!(target.kind, TargetKind::Guidance);
        assert!(target.rate >= BasisPoints(5_500), "every county's target is above the city's");
        assert_eq!(area.rank.is_some(), area.count.roster > 0);
        assert_eq!(area.rate.is_some(), area.count.roster > 0);
    }
}

async fn the_newest_document_is_in_force(db: TestStore) {
    let city = city(&db).await;
    let before = told(&db, &city, None).await;
    let county = city.counties[0].code.clone();
    let mut tx = db.write_at(noon("2026-04-01")).await;
    let target = Target {
        document: "新的工作方案".to_owned(),
        data_year: 2022,
        area: county.clone(),
        kind: TargetKind::Guidance,
        rate: BasisPoints(9_000),
    };
    insert_target(&mut tx, &target).await.expect("target");
    tx.commit().await.expect("commits");
    let ask = async |as_of: &str, document: Option<&str>| {
        let document = document.map(str::to_owned);
        let question = CoverageQuestion { year: None, as_of: day(as_of), document };
        coverage(&db.store, &operator(), &city, &question).await.expect("coverage")
    };
    let after = ask("2026-04-01", None).await;
    assert_eq!(after.document.as_deref(), Some("新的工作方案"));
    assert_eq!(after.documents.len(), 2);
    assert_eq!(after.counties[0].target.as_ref().map(|one| one.rate), Some(BasisPoints(9_000)));
    assert_eq!(after.city.target, None, "a document's targets are never mixed with another's");
    assert_eq!(ask("2026-03-31", None).await.document, before.document);
    let old = ask("2026-04-01", before.document.as_deref()).await;
    assert_eq!((old.city, old.counties), (before.city, before.counties));
    let none = ask("2026-04-01", Some("没有这份文件")).await;
    assert!(none.document.is_none() && none.city.target.is_none() && none.city.needed == 0);
}

async fn the_bureau_decides_which_sources_count(db: TestStore) {
    let city = city(&db).await;
    let before = told(&db, &city, None).await;
    assert_eq!(before.sources, [RdSource::Province, RdSource::County]);
    let mut tx = db.write().await;
    put_setting(&mut tx, COUNTED_SOURCES_SETTING, "self, county").await.expect("setting");
    tx.commit().await.expect("commits");
    let after = told(&db, &city, None).await;
    assert_eq!(after.sources, [RdSource::SelfReport, RdSource::County]);
    assert_eq!(after.city.count.active, after.city.count.roster, "all report it themselves");
    assert!(before.city.count.active < before.city.count.roster);
}

async fn figures_of_the_bureau_stand_beside(db: TestStore) {
    let city = city(&db).await;
    let before = told(&db, &city, None).await;
    let mut tx = db.write().await;
    for (area, iso, enterprises, active) in [
        (&city.area, "2023-03-31", 1_000, 501),
        (&city.counties[1].code, "2023-02-28", 10, 9),
        (&city.counties[1].code, "2023-03-31", 11, 12),
    ] {
        let area = area.clone();
        let as_of_on = day(iso);
        let fact = RdAggregate { data_year: 2022, area, as_of_on, enterprises, active };
        insert_rd_aggregate(&mut tx, &fact).await.expect("aggregate");
    }
    tx.commit().await.expect("commits");
    let after = told(&db, &city, None).await;
    assert_eq!((&after.city, &after.counties), (&before.city, &before.counties));
    let figures: Vec<(&str, i64, i64)> =
        after.bureau.iter().map(|one| (one.name.as_str(), one.enterprises, one.active)).collect();
    assert_eq!(figures, [("全市", 1_000, 501), (city.counties[1].name.as_str(), 11, 12)]);
    assert_eq!(after.bureau[0].rate, Some(BasisPoints(5_010)));
}

async fn pages_of_a_list_hold_everybody_once(db: TestStore) {
    city(&db).await;
    let first = list(&db, StandingFilter::default(), 1).await;
    assert_eq!((first.total, first.page, first.pages), (60, 1, 2));
    assert_eq!(first.rows.len() as i64, ENTERPRISES_A_PAGE);
    let last = list(&db, StandingFilter::default(), 99).await;
    assert_eq!(last.page, 2, "beyond the last page is the last page");
    let mut ids: Vec<String> = first.rows.into_iter().chain(last.rows).map(|one| one.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 60);
    let none = StandingFilter { text: Some("没有这家".to_owned()), ..StandingFilter::default() };
    let none = list(&db, none, 3).await;
    assert_eq!((none.total, none.page, none.pages, none.rows.len()), (0, 1, 1, 0));
    assert_eq!(none.by_county.len(), 16);
}

async fn an_enterprise_tells_why_it_counts(db: TestStore) {
    let city = city(&db).await;
    let (as_of, viewer) = (day("2026-03-05"), operator());
    let all = list(&db, StandingFilter::default(), 1).await;
    let (mut counted, mut reasons) = (0, std::collections::BTreeSet::new());
    for row in all.rows.iter().chain(&list(&db, StandingFilter::default(), 2).await.rows) {
        let one = show_enterprise(&db.store, &viewer, &city, &row.uscc, None, as_of).await.expect("one");
        assert_eq!((one.enterprise.id.as_str(), one.year), (row.id.as_str(), 2022));
        assert_eq!((one.on_roster, one.rd), (row.on_roster, row.rd));
        assert_eq!(one.counted, row.on_roster && row.rd == RdState::Active);
        assert_eq!(one.why.contains("，已计入"), one.counted, "{}", one.why);
        assert_eq!(one.why.contains("宜核实"), row.contradictory && row.on_roster, "{}", one.why);
        assert_eq!(one.enterprise.contact.phone.as_deref(), Some("037****0000"));
        assert!(one.looked_after.lead.is_some() && one.industry.is_some());
        assert_eq!(one.activities[0].said.iter().filter(|(_, counts)| !counts).count(), 1, "the self-report");
        assert_eq!(one.haves.iter().map(|year| year.items.len()).sum::<usize>() % 4, 0);
        counted += i64::from(one.counted);
        reasons.insert(one.why);
    }
    assert_eq!(counted, told(&db, &city, None).await.city.count.active);
    assert!(reasons.len() >= 4, "{reasons:?}");
    let nobody = show_enterprise(&db.store, &viewer, &city, "91410300DEM0000009", None, as_of).await;
    assert!(nobody.is_err());
}

async fn the_home_page_tells_what_coverage_tells(db: TestStore) {
    let city = city(&db).await;
    let folder = tempfile::tempdir().expect("folder");
    let search = duijie::search::Search::open(folder.path()).expect("lexicon");
    let home = home(&db.store, &search, &operator(), &city, day("2026-03-05"), true).await.expect("home");
    let told = told(&db, &city, None).await;
    let shown = home.coverage.expect("the operator follows it");
    assert_eq!((shown.area, shown.year, shown.document), (told.city, told.year, told.document));
    assert_eq!((home.needs, home.institutions, home.capabilities), (None, None, None), "no index yet");
    assert_eq!((home.enterprises, home.newest.len(), home.first), (u64::from(ENTERPRISES), 0, None));
}
