//! Coverage: figures that are cut off, targets that are reached or not, and counts that are the lengths of lists.

use axum::http::StatusCode;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::rate::BasisPoints;
use duijie::domain::rd_activity::{RdActivity, RdSource};
use duijie::domain::roster::RosterEntry;
use duijie::domain::target::{Target, TargetKind};
use duijie::domain::time::Instant;
use duijie::storage::{insert_enterprise, insert_rd_activity, insert_roster_entry, insert_target};
use scraper::{ElementRef, Selector};

use crate::support::db::noon;
use crate::support::samples;
use crate::support::web::{Reply, TestSite};

const DOCUMENT: &str = "测试〔2022〕1号<script>";

/// Adds enterprises on the roster to a county, the first `active` of them with R&D activity in 2022.
pub(super) async fn settle(site: &TestSite, at: Instant, county: &str, first: u32, count: u32, active: u32) {
    let mut tx = site.app.store.write(&site.app.viewer, at).await.expect("write");
    for number in first..first + count {
        let made = Enterprise { county: samples::code(county), ..samples::enterprise(&tx, number) };
        insert_enterprise(&mut tx, &made).await.expect("enterprise");
        let id = made.id;
        let entry =
            RosterEntry { enterprise: id.clone(), entered_on: None, left_on: None, left_reason: None };
        insert_roster_entry(&mut tx, &entry).await.expect("roster");
        if number < first + active {
            let fact = RdActivity {
                enterprise: id,
                data_year: 2022,
                source: RdSource::Province,
                active: true,
                expense: None,
                as_of_on: None,
            };
            insert_rd_activity(&mut tx, &fact).await.expect("activity");
        }
    }
    tx.commit().await.expect("commits");
}

async fn aim(site: &TestSite, at: Instant, targets: &[(&str, i64)]) {
    let mut tx = site.app.store.write(&site.app.viewer, at).await.expect("write");
    for (area, rate) in targets {
        let kind = if *area == "410300" { TargetKind::Work } else { TargetKind::Guidance };
        let (document, area) = (DOCUMENT.to_owned(), samples::code(area));
        let target = Target { document, data_year: 2022, area, kind, rate: BasisPoints(*rate) };
        insert_target(&mut tx, &target).await.expect("target");
    }
    tx.commit().await.expect("commits");
}

/// A city of 600 of which 298 count, known on the first of September.
async fn small_city() -> TestSite {
    let (site, at) = (TestSite::empty().await, noon("2022-09-01"));
    aim(&site, at, &[("410300", 5_000), ("410325", 5_500), ("410326", 5_500), ("410311", 8_000)]).await;
    settle(&site, at, "410325", 1_000, 100, 54).await;
    settle(&site, at, "410326", 2_000, 40, 18).await;
    settle(&site, at, "410311", 3_000, 460, 226).await;
    site
}

fn with_document(address: &str) -> String {
    let document: String = url::form_urlencoded::byte_serialize(DOCUMENT.as_bytes()).collect();
    format!("{address}&document={document}")
}

/// The cells of a county, by its name.
fn row(reply: &Reply, name: &str) -> Vec<String> {
    let page = reply.page();
    let (rows, cells) = (Selector::parse(".league tr").expect("rows"), Selector::parse("td").expect("cells"));
    let text = |cell: ElementRef<'_>| cell.text().collect::<String>().split_whitespace().collect::<String>();
    let found = page.select(&rows).map(|row| row.select(&cells).map(text).collect::<Vec<_>>());
    found.into_iter().find(|cells| cells.iter().any(|cell| cell == name)).expect("the county")
}

/// Counts in the links of a page to enterprises, each compared with the list it leads to.
pub(super) async fn counts_are_lists(site: &TestSite, reply: &Reply) -> usize {
    let links: Vec<(String, String)> = {
        let page = reply.page();
        let selector = Selector::parse("main a[href^='/enterprises?']").expect("links");
        let pair = |link: ElementRef<'_>| {
            let digit = |ch: &char| ch.is_ascii_digit() || *ch == ',';
            let digits: String = link.text().collect::<String>().chars().filter(digit).collect();
            (digits, link.attr("href").expect("an address").to_owned())
        };
        let mut links: Vec<_> =
            page.select(&selector).map(pair).filter(|(count, _)| !count.is_empty()).collect();
        links.sort();
        links.dedup();
        links
    };
    for (count, address) in &links {
        let list = site.get(address).await;
        assert_eq!(list.texts("#res"), [format!("{count} 家企业")], "{address}");
    }
    links.len()
}

#[tokio::test]
async fn every_count_is_the_length_of_the_list_it_leads_to() {
    let site = TestSite::demo().await;
    for address in ["/coverage", "/coverage?year=2021&sort=name"] {
        let reply = site.get(address).await;
        let checked = counts_are_lists(&site, &reply).await;
        assert!(checked >= 40, "{address}: only {checked} counts lead to lists");
    }
}

#[tokio::test]
async fn a_rate_just_below_its_target_is_not_reached() {
    let site = small_city().await;
    let reply = site.get(&with_document("/coverage?year=2022")).await;
    let hero = reply.texts(".hero").remove(0);
    assert!(hero.contains("49.66") && hero.contains("未达到，还差 2 家"), "{hero}");
    assert!(hero.contains("工作目标 50%，要 300 家"), "{hero}");
    assert_eq!(row(&reply, "嵩县")[3..], ["54.0%", "", "55%", "−1.0", "差1家"]);
    assert_eq!(row(&reply, "汝阳县")[3..], ["45.0%", "", "55%", "−10.0", "差4家"]);
    assert_eq!(row(&reply, "洛龙区")[3..], ["49.1%", "", "80%", "−30.9", "差142家"]);
    let bars = reply.links(".league .bullet", "aria-label");
    assert!(bars.contains(&"全市：已计入 49.66%，工作目标 50%".to_owned()), "{bars:?}");
    assert!(!reply.body.contains("<script>测") && !reply.body.contains("号<script>"), "the document is text");
    assert!(reply.texts(".card-f")[0].contains(DOCUMENT));
}

#[tokio::test]
async fn counties_without_enterprises_have_neither_rate_nor_rank() {
    let site = small_city().await;
    let reply = site.get("/coverage?year=2022").await;
    let none = row(&reply, "高新区");
    assert_eq!(none[..4], ["不排名—", "高新区", "0/0", "—"]);
    assert_eq!(none.last().map(String::as_str), Some("没有企业"));
    assert_eq!(row(&reply, "洛龙区")[0], "1", "the only one of its tier that has any");
}

#[tokio::test]
async fn the_day_changes_figure_and_list_alike() {
    let site = small_city().await;
    settle(&site, noon("2022-10-01"), "410325", 5_000, 20, 20).await;
    let counted = async |address: &str| {
        let reply = site.get(address).await;
        assert!(counts_are_lists(&site, &reply).await > 5, "{address}");
        reply.texts(".trio b").remove(0)
    };
    assert_eq!(counted("/coverage?year=2022").await, "318家");
    assert_eq!(counted("/coverage?year=2022&as_of=2022.9.30").await, "298家");
    assert_eq!(counted("/coverage?year=2022&as_of=20221001").await, "318家");
    let before = site.get("/coverage?year=2022&as_of=2022年8月31日").await;
    assert_eq!(before.texts("#none-h"), ["2022 年度的名录是空的"]);
}

#[tokio::test]
async fn a_day_that_cannot_be_taken_is_said_at_its_field() {
    let site = small_city().await;
    for (typed, said) in [("昨天", "写成 2022-10-08"), ("2022-13-40", "看不懂"), ("2022-10-13", "还没有到")]
    {
        let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        for page in ["coverage", "enterprises"] {
            let reply = site.get(&format!("/{page}?as_of={typed}")).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{page} {typed}");
            assert!(reply.texts(".field-bad .err")[0].contains(said), "{page} {typed}");
        }
    }
    let reply = site.get("/coverage?document=%E6%97%A0").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.texts(".field-bad .err")[0].contains("从列表里选"));
    for year in ["22", "abc", "99999999999"] {
        let reply = site.get(&format!("/coverage?year={year}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{year}");
        assert!(reply.texts("main")[0].contains("四位数字"), "{year}");
    }
}

#[tokio::test]
async fn a_year_of_which_nothing_is_known_says_so() {
    let site = small_city().await;
    let reply = site.get("/coverage?year=2031").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.texts(".note")[0].contains("2031 年度还没有目标，也没有研发活动记录"));
    assert!(reply.links(".note a", "href").contains(&"/coverage?year=2022".to_owned()));
    let list = site.get("/enterprises?year=2031").await;
    assert!(list.texts(".note")[0].contains("2031 年度还没有研发活动记录"));
}

#[tokio::test]
async fn orders_are_in_the_address_and_marked_in_the_head() {
    let site = small_city().await;
    let marked = async |address: &str| {
        let reply = site.get(address).await;
        let names = reply.texts(".league .name a");
        (reply.texts("th[aria-sort]").concat(), names.into_iter().take(7).collect::<Vec<_>>())
    };
    assert_eq!(marked("/coverage").await.0, "差距百分点");
    let (head, names) = marked("/coverage?sort=name").await;
    assert_eq!(head, "县区");
    assert_eq!(names, ["瀍河区", "高新区", "涧西区", "老城区", "洛龙区", "西工区", "伊滨区"]);
    assert_eq!(marked("/coverage?sort=rate").await.0, "覆盖率");
}

#[tokio::test]
async fn an_empty_installation_says_what_to_import() {
    let site = TestSite::empty().await;
    let reply = site.get("/coverage").await;
    assert_eq!(reply.status, StatusCode::OK);
    let links = reply.links(".empty a", "href");
    for kind in ["enterprises", "roster", "targets", "rd-activities"] {
        let address = format!("/imports?kind={kind}");
        assert!(links.contains(&address), "{links:?}");
        let form = site.get(&address).await;
        assert_eq!(form.links("#kind option[selected]", "value"), [kind]);
    }
}

#[tokio::test]
async fn figures_of_the_statistics_bureau_stand_apart() {
    let site = TestSite::demo().await;
    let reply = site.get("/coverage?year=2022").await;
    let bureau = reply.texts("section[aria-labelledby=bureau-h] tbody tr");
    assert_eq!(bureau.len(), 16, "{bureau:?}");
    let before = reply.texts(".trio b");
    assert_eq!(before.len(), 3);
    assert!(reply.texts("section[aria-labelledby=bureau-h] .card-h")[0].contains("不参与上面的计算"));
}
