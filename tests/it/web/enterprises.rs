//! Enterprises: finding them, narrowing the list, and what is known of one.

use axum::http::StatusCode;

use super::coverage::settle;
use crate::support::db::noon;
use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite};

fn total(reply: &Reply) -> i64 {
    let said = reply.texts("#res").remove(0);
    said.split_whitespace().next().and_then(|count| count.replace(',', "").parse().ok()).expect("a count")
}

/// The number beside a choice.
fn beside(reply: &Reply, choice: &str) -> i64 {
    let labels = reply.texts(".facets label");
    let found = labels.iter().find_map(|label| label.strip_prefix(choice)).expect("the choice");
    found.trim().replace(',', "").parse().expect("a count")
}

#[tokio::test]
async fn found_by_part_of_a_name_by_code_by_pinyin_and_by_initials() {
    let site = TestSite::demo().await;
    let whole = total(&site.get("/enterprises").await);
    for words in ["%E8%BD%B4%E6%89%BF", "91410399DEM0025704", "zhoucheng", "jxsl", "JXSL"] {
        let reply = site.get(&format!("/enterprises?q={words}")).await;
        let found = total(&reply);
        assert!(found > 0 && found < whole, "{words}: {found}");
    }
    let none = site.get("/enterprises?q=%25%25").await;
    assert_eq!(total(&none), 0);
    assert!(none.texts(".empty")[0].contains("去掉一个条件"));
    assert!(none.links(".empty a", "href").contains(&"/enterprises".to_owned()));
}

#[tokio::test]
async fn what_stands_beside_a_choice_is_what_choosing_it_gives() {
    let site = TestSite::demo().await;
    for base in ["/enterprises?year=2022", "/enterprises?year=2022&county=410311&county=410325&roster=yes"] {
        let reply = site.get(base).await;
        for (choice, condition) in [("无", "rd=no"), ("有", "rd=yes"), ("未知", "rd=unknown")] {
            let chosen = site.get(&format!("{base}&{condition}")).await;
            assert_eq!(beside(&reply, choice), total(&chosen), "{base} {choice}");
        }
    }
    let reply = site.get("/enterprises?year=2022&rd=no").await;
    for (choice, condition) in
        [("嵩县", "county=410325"), ("不在名录内", "roster=no"), ("在名录内", "roster=yes")]
    {
        let chosen = site.get(&format!("/enterprises?year=2022&rd=no&{condition}")).await;
        assert_eq!(beside(&reply, choice), total(&chosen), "{choice}");
    }
}

#[tokio::test]
async fn conditions_can_be_taken_away_one_by_one() {
    let site = TestSite::demo().await;
    let address = "/enterprises?q=jx&year=2022&county=410305&roster=yes&rd=yes&conflict=yes";
    let reply = site.get(address).await;
    let chips = reply.links(".chips .chip", "href");
    assert_eq!(chips.len(), 5, "{chips:?}");
    for (chip, gone) in chips.iter().zip(["q=", "county=", "roster=", "rd=", "conflict="]) {
        assert!(!chip.contains(gone), "{chip}");
        assert_eq!(chip.matches('&').count(), address.matches('&').count() - 1, "{chip}");
        assert!(total(&site.get(chip).await) >= total(&reply), "{chip}");
    }
}

#[tokio::test]
async fn pages_keep_the_conditions_and_none_is_beyond_the_last() {
    let site = TestSite::empty().await;
    settle(&site, noon("2022-09-01"), "410325", 1, 51, 51).await;
    let first = site.get("/enterprises?rd=yes&year=2022").await;
    assert_eq!(first.texts("tbody tr").len(), 50);
    let next = first.links(".pages a[rel=next]", "href").remove(0);
    assert!(next.contains("rd=yes") && next.contains("page=2"), "{next}");
    let second = site.get(&next).await;
    assert_eq!(second.texts("tbody tr").len(), 1);
    let beyond = site.get("/enterprises?rd=yes&year=2022&page=99").await;
    assert_eq!(beyond.texts("tbody tr"), second.texts("tbody tr"));
    for page in ["0", "-1", "x"] {
        assert_eq!(site.get(&format!("/enterprises?page={page}")).await.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn conditions_that_mean_nothing_are_answered_in_words() {
    let site = TestSite::demo().await;
    let unknown = site.get("/enterprises?county=999999").await;
    assert_eq!(total(&unknown), 0);
    assert!(unknown.texts(".chip")[0].contains("没有代码为 999999 的县区"));
    for bad in ["county=x", "rd=maybe", "roster=1", "year=abc", "conflict=%3Cscript%3E"] {
        let reply = site.get(&format!("/enterprises?{bad}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(!reply.body.contains("<script>"), "{bad}");
    }
}

#[tokio::test]
async fn one_enterprise_is_found_by_id_and_by_code_and_says_why_it_counts() {
    let site = TestSite::empty().await;
    settle(&site, noon("2022-09-01"), "410325", 1, 2, 1).await;
    let code = uscc(1);
    for reference in [code.to_string(), code.as_str().to_lowercase()] {
        let reply = site.get(&format!("/enterprises/{reference}?year=2022")).await;
        assert_eq!(reply.texts("h1"), ["洛阳示例轴承（1）有限公司"]);
        let why = reply.texts("section[aria-labelledby=counts-h]").remove(0);
        assert!(why.contains("科技厅系统记有研发活动，已计入"), "{why}");
    }
    let other = site.get(&format!("/enterprises/{}?year=2022", uscc(2))).await;
    assert!(other.texts(".tag").iter().any(|tag| tag == "2022 年度尚未计入"));
    let past = site.get(&format!("/enterprises/{code}?year=2022&as_of=2022-08-01")).await;
    assert!(past.texts("section[aria-labelledby=counts-h]")[0].contains("不参与计算"));
    assert!(!other.body.contains("DROP TABLE"), "the contact is masked");
    assert_eq!(site.get("/enterprises/91410300NONE000000").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn needs_and_four_haves_of_an_enterprise_are_shown_with_links() {
    let site = TestSite::demo().await;
    let list = site.get("/enterprises?year=2022&county=410305").await;
    let address = list.links("td a[href$='#needs']", "href").remove(0);
    let reply = site.get(address.trim_end_matches("#needs")).await;
    assert!(reply.links("#needs li a", "href").iter().all(|link| link.starts_with("/needs/XQ")));
    assert_eq!(reply.texts("#needs .count"), [reply.texts("#needs li").len().to_string()]);
}

#[tokio::test]
async fn names_are_text_whatever_they_hold() {
    let site = TestSite::empty().await;
    let list =
        format!("企业名称,统一社会信用代码,县区,联系人\n<b>甲</b>公司,{},洛龙区,<i>张三</i>\n", uscc(1));
    let sent = site.upload("/imports", &[("kind", "enterprises")], "a.csv", list.as_bytes()).await;
    site.post(&sent.header("location").replace('?', "/load?"), &[]).await;
    for address in ["/enterprises", "/enterprises?q=%3Cb%3E", &format!("/enterprises/{}", uscc(1))] {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        assert!(reply.texts("main")[0].contains("<b>甲</b>公司"), "{address}");
        assert!(!reply.body.contains("<b>甲") && !reply.body.contains("张三"), "{address}");
    }
}

#[tokio::test]
async fn without_enterprises_the_list_says_what_to_import() {
    let reply = TestSite::empty().await.get("/enterprises").await;
    assert!(reply.texts(".empty h2")[0].contains("还没有企业"));
    assert!(reply.links(".empty a", "href").contains(&"/imports?kind=enterprises".to_owned()));
}
