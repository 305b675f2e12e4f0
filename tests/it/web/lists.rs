//! Lists and search: words, facets with counts, orders and pages in the address; empty lists that say what helps.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::ids::InstitutionId;
use duijie::domain::need::{Disclosure, Need, NeedField};
use duijie::domain::role::Role;
use duijie::domain::viewer::Viewer;
use duijie::storage::{self, find_need, update_need};

use crate::support::web::{Reply, TestSite};

/// Rows in all, as the page says.
fn total(reply: &Reply) -> u64 {
    let said = reply.texts("#res").remove(0);
    said.split(' ').next().expect("a number").replace(',', "").parse().expect("a number")
}

/// The link whose text begins so.
fn link(reply: &Reply, selector: &str, text: &str) -> String {
    let texts = reply.texts(selector);
    let at =
        texts.iter().position(|one| one.starts_with(text)).unwrap_or_else(|| panic!("{text}: {texts:?}"));
    reply.links(selector, "href").remove(at)
}

#[tokio::test]
async fn every_list_shows_its_records_with_facets_whose_counts_are_what_they_find() {
    let site = TestSite::demo().await;
    for list in ["/needs", "/capabilities", "/institutions"] {
        let all = site.get(list).await;
        assert!(total(&all) > 20, "{list}");
        assert_eq!(all.texts(".hit").len(), 20, "{list}");
        let boxes = all.links(".facets input[type=checkbox]", "value");
        let names = all.links(".facets input[type=checkbox]", "name");
        let counts = all.texts(".facets .check .n");
        assert!(boxes.len() > 5, "{list}");
        for at in [0, boxes.len() / 3, boxes.len() / 2] {
            if names[at] == "status" {
                continue;
            }
            let narrowed = site.get(&format!("{list}?{}={}", names[at], boxes[at])).await;
            assert_eq!(total(&narrowed).to_string(), counts[at], "{list} {}={}", names[at], boxes[at]);
            assert_eq!(narrowed.texts(".chips .chip").len(), 1, "{list}");
        }
    }
}

#[tokio::test]
async fn words_are_marked_and_come_first() {
    let site = TestSite::demo().await;
    let found = site.get("/needs?q=%E8%BD%B4%E6%89%BF%E6%B7%AC%E7%81%AB").await;
    let marks = found.texts(".hit:first-child mark");
    assert!(marks.iter().any(|word| "轴承淬火".contains(word.as_str())), "{marks:?}");
    assert_eq!(found.links("input#q", "value"), ["轴承淬火"]);
}

#[tokio::test]
async fn conditions_stay_in_every_link() {
    let site = TestSite::demo().await;
    let page = site.get("/needs?q=%E6%8E%A7%E5%88%B6&county=410307&sort=new&per_page=20").await;
    let sorted = link(&page, ".sorts a", "");
    assert!(sorted.contains("county=410307") && sorted.contains("q="), "{sorted}");
    let dropped = page.links(".chips .chip", "href").remove(0);
    assert!(!dropped.contains("county") && dropped.contains("sort=new"), "{dropped}");
    let hidden = page.links("form[role=search] input[type=hidden]", "value");
    assert!(hidden.contains(&"new".to_owned()), "{hidden:?}");
}

#[tokio::test]
async fn pages_hold_every_record_once() {
    let site = TestSite::demo().await;
    let mut seen = Vec::new();
    let mut address = Some("/needs?per_page=50".to_owned());
    let mut all = 0;
    while let Some(at) = address.take() {
        let page = site.get(&at).await;
        all = total(&page);
        seen.extend(page.links(".hit h3 a", "href"));
        address = page.links(".pages a[rel=next]", "href").pop();
    }
    let rows = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), seen.len() as u64), (rows, all));
}

/// The needs of all pages of a list, in order.
async fn needs_listed(site: &TestSite, address: &str) -> Vec<Need> {
    let (mut listed, mut next) = (Vec::new(), Some(address.to_owned()));
    while let Some(at) = next.take() {
        let page = site.get(&at).await;
        let mut conn = site.app.store.read().await.expect("connects");
        for href in page.links(".hit h3 a", "href") {
            let no = href.strip_prefix("/needs/").expect("a need");
            listed.push(find_need(&mut conn, &Viewer::operator(), no).await.expect("reads").expect("one"));
        }
        next = page.links(".pages a[rel=next]", "href").pop();
    }
    listed
}

#[tokio::test]
async fn needs_are_listed_by_the_day_they_are_due() {
    let site = TestSite::demo().await;
    let today = site.app.now().beijing_day();
    let page = site.get("/needs?county=410307&sort=due").await;
    assert_eq!(page.texts(".sorts [aria-current]"), ["最快到期"]);
    assert!(page.links(".pages a", "href").iter().all(|href| href.contains("sort=due")));
    let hidden = page.links("form[role=search] input[type=hidden]", "value");
    assert!(hidden.contains(&"due".to_owned()), "a search keeps it: {hidden:?}");
    let keys = |needs: &[Need]| {
        let key = |need: &Need| match need.due_on {
            Some(day) if day >= today => (0, day.days()),
            Some(day) => (1, -day.days()),
            None => (2, 0),
        };
        needs.iter().map(key).collect::<Vec<_>>()
    };
    let listed = needs_listed(&site, "/needs?sort=due").await;
    assert_eq!(listed.len() as u64, total(&site.get("/needs").await), "every need once");
    assert!(keys(&listed).is_sorted(), "{:?}", keys(&listed));
    assert!(keys(&listed)[0].0 == 0, "some are still due");
    assert!(total(&site.get("/needs?q=%E8%BD%B4%E6%89%BF&sort=due").await) > 0, "with words, too");
    // A day that is not shown to a reader says nothing by its place.
    let first =
        listed.iter().find(|need| need.disclosure == Disclosure::Public).expect("a public one").clone();
    let visitor = site.visitor();
    let place = |needs: Vec<Need>| needs.iter().position(|need| need.id == first.id).expect("listed");
    let dated = place(needs_listed(&visitor, "/needs?sort=due").await);
    let hidden = std::collections::BTreeMap::from([(NeedField::Due, Disclosure::Authorities)]);
    let mut tx = site.app.store.write(&Viewer::operator(), site.app.now()).await.expect("begins");
    update_need(&mut tx, &Need { field_disclosure: hidden, ..first.clone() }).await.expect("updates");
    tx.commit().await.expect("commits");
    site.index().await;
    let undated = needs_listed(&visitor, "/needs?sort=due").await;
    let days = undated.iter().filter(|need| need.due_on.is_some() && need.id != first.id).count();
    let place = place(undated);
    assert!(dated < days && place >= days, "{dated}, then {place} of {days}");
    assert_eq!(site.get("/capabilities?sort=due").await.texts(".sorts [aria-current]"), ["最近确认"]);
}

#[tokio::test]
async fn an_institution_lists_needs_by_how_well_it_fits() {
    let site = TestSite::demo().await;
    // Whoever fits some need best.
    let need = site.get("/needs?sort=due").await.links(".hit h3 a", "href").remove(0);
    let candidates = site.get(&need).await;
    assert!(!candidates.texts(".cand h3")[0].contains("未证实"), "{:?}", candidates.texts(".cand h3"));
    let holder = candidates.links(".cand h3 a", "href").remove(0);
    let holder = InstitutionId::parse(holder.trim_start_matches("/institutions/")).expect("an id");
    let own =
        site.signed_in_as(Role::Institution, Organisation::Institution { id: holder, team: None }).await;
    let page = own.get("/needs?sort=fit&per_page=50").await;
    assert_eq!(page.texts(".sorts [aria-current]"), ["与我们的能力最相关"]);
    let score = |text: &str| {
        let at = text.split_once("与您的能力相关，")?.1;
        at.split_once(" 分")?.0.parse::<f64>().ok()
    };
    let scores: Vec<Option<f64>> = page.texts(".hit").iter().map(|hit| score(hit)).collect();
    assert!(scores[0].is_some(), "the first fits: {:?}", page.texts(".hit-h"));
    let descends = |two: &[Option<f64>]| two[0] >= two[1];
    assert!(scores.windows(2).all(descends), "{scores:?}");
    let newest = own.get("/needs?per_page=50").await;
    assert_ne!(newest.links(".hit h3 a", "href"), page.links(".hit h3 a", "href"));
    let all: std::collections::BTreeSet<_> =
        needs_listed(&own, "/needs?sort=fit").await.into_iter().map(|need| need.id).collect();
    assert_eq!(all.len() as u64, total(&newest), "every need once");
    // Whoever has no capabilities is not offered it, and an address that asks for it lists the newest.
    let visitor = site.visitor().get("/needs?sort=fit").await;
    assert_eq!(visitor.texts(".sorts [aria-current]"), ["最近登记"]);
    assert!(!visitor.texts(".sorts")[0].contains("我们的能力"));
}

#[tokio::test]
async fn an_empty_list_says_which_condition_empties_it() {
    let site = TestSite::demo().await;
    let page = site.get("/needs?q=%E8%BD%B4%E6%89%BF&county=410325&price=over500").await;
    if total(&page) == 0 {
        assert!(page.texts(".empty")[0].contains("没有"), "{:?}", page.texts(".empty"));
    }
    let page = site.get("/needs?q=%E8%BD%B4%E6%89%BF&county=nowhere").await;
    assert_eq!(total(&page), 0);
    let ways = page.texts(".empty a");
    assert!(ways.iter().any(|way| way.contains("条）")), "{ways:?}");
    let out = page.links(".empty a", "href").remove(0);
    assert!(total(&site.get(&out).await) > 0, "{out}");
}

#[tokio::test]
async fn a_list_of_nothing_says_how_to_begin() {
    let site = TestSite::empty().await;
    for list in ["/needs", "/capabilities", "/institutions"] {
        let page = site.get(list).await;
        assert_eq!(total(&page), 0, "{list}");
        assert!(page.links(".empty a", "href").contains(&"/imports".to_owned()), "{list}");
    }
}

#[tokio::test]
async fn wrong_pages_are_refused_in_words_and_unknown_conditions_find_nothing() {
    let site = TestSite::demo().await;
    for query in
        ["page=0", "page=-1", "page=abc", "page=99999999999999999999", "per_page=7", "per_page=1000000"]
    {
        let reply = site.get(&format!("/needs?{query}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(reply.texts("h1"), ["看不懂这个请求"], "{query}");
    }
    let beyond = site.get("/needs?page=9999").await;
    assert!(!beyond.texts(".hit").is_empty(), "the last page");
    assert_eq!(total(&site.get("/needs?field=%00%ff%3Cscript%3E&trl=99").await), 0);
    for query in ["q=%ff%fe", "q=%00%01%1b%5b31m", "%ff=%ff", "q=&q=&county=&&&=", "sort=nothing"] {
        let reply = site.get(&format!("/needs?{query}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test]
async fn what_was_typed_is_shown_as_text() {
    let site = TestSite::demo().await;
    let typed = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src=x%3E";
    for address in ["/needs", "/capabilities", "/institutions", "/search"] {
        let reply = site.get(&format!("{address}?q={typed}&county={typed}&find_owner={typed}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        assert!(!reply.body.contains("<script>alert") && !reply.body.contains("<img"), "{address}");
        assert_eq!(reply.links("input#q", "value"), ["<script>alert(1)</script>\"><img src=x>"], "{address}");
    }
}

#[tokio::test]
async fn one_search_finds_all_kinds_and_leads_to_the_full_lists() {
    let site = TestSite::demo().await;
    let page = site.get("/search?q=%E8%BD%B4%E6%89%BF").await;
    let tabs = page.texts(".tabs a");
    assert!(tabs[0].starts_with("全部"), "{tabs:?}");
    let numbers: Vec<u64> = tabs
        .iter()
        .map(|tab| tab.split(' ').next_back().expect("count").parse().expect("a number"))
        .collect();
    assert_eq!(numbers[0], numbers[1..].iter().sum::<u64>());
    for (at, list) in page.links(".tabs a", "href").iter().enumerate().skip(1) {
        assert_eq!(total(&site.get(list).await), numbers[at], "{list}");
    }
    let nothing = site.get("/search?q=zzzzqqqq").await;
    assert!(nothing.texts(".empty")[0].contains("zzzzqqqq"));
    assert_eq!(site.get("/search").await.status, StatusCode::OK);
    let long = "a".repeat(10_000);
    assert_eq!(site.get(&format!("/search?q={long}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_holder_is_picked_by_initials() {
    let site = TestSite::demo().await;
    let all = site.get("/institutions").await;
    let name = all.texts(".hit h3").remove(0);
    let part: String = name.chars().take(4).collect();
    let encoded: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
    let page = site.get(&format!("/capabilities?find_owner={encoded}")).await;
    let choice = link(&page, ".picker-list a", &name);
    let narrowed = site.get(&choice).await;
    assert!(narrowed.texts(".chips .chip").contains(&name), "{choice}");
    let fragment =
        site.get(&format!("/suggest?kind=institution&q={encoded}&list=%2Fcapabilities%3Fkind%3Dteam")).await;
    assert!(link(&fragment, ".picker-list a", &name).starts_with("/capabilities?kind=team&owner="));
    let foreign = site.get(&format!("/suggest?kind=institution&q={encoded}&list=%2F%2Fevil.example")).await;
    assert!(!foreign.body.contains("evil"), "{}", foreign.body);
    assert_eq!(site.get("/suggest?kind=secrets&q=a").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_row_that_was_drawn_before_shows_what_changed_since() {
    let site = TestSite::demo().await;
    let before = site.get("/needs").await;
    assert_eq!(site.get("/needs").await.body, before.body);
    let viewer = duijie::domain::viewer::Viewer::operator();
    let no = before.texts(".hit:first-child .mono").remove(0);
    let mut conn = site.app.store.read().await.expect("connects");
    let mut need = storage::find_need(&mut conn, &viewer, &no).await.expect("finds").expect("the need");
    drop(conn);
    need.title = "改过的<b>题目</b>".to_owned();
    let mut tx = site.app.store.write(&viewer, site.app.now()).await.expect("begins");
    storage::update_need(&mut tx, &need).await.expect("updates");
    tx.commit().await.expect("commits");
    let after = site.get("/needs").await;
    assert_eq!(after.texts(".hit:first-child h3"), [need.title]);
    assert_eq!(after.texts(".hit")[1..], before.texts(".hit")[1..]);
}
