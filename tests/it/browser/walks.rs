//! What people come for, walked from page to page: with scripts off everything, with scripts on what they add.

use fantoccini::Locator;
use fantoccini::key::Key;

use crate::support::browser::{Browser, DESK, PHONE, View, browse};

/// A problem with a figure in it.
const PROBLEM: &str = "风电轴承套圈感应淬火后硬化层不均匀，要求硬化层深度不小于 6 mm，现在 4.2 mm";

async fn fill(browser: &Browser, field: &str, text: &str) {
    let field = browser.client.find(Locator::Css(field)).await.expect("a field");
    field.send_keys(text).await.expect("takes the text");
}

/// Clicks and waits for what is to be there then.
async fn click(browser: &Browser, selector: &str, then: &str) {
    let element = browser.client.find(Locator::Css(selector)).await.expect(selector);
    element.click().await.expect("can be clicked");
    browser.client.wait().for_element(Locator::Css(then)).await.expect(then);
}

async fn texts(browser: &Browser, selector: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for element in browser.client.find_all(Locator::Css(selector)).await.expect("elements") {
        texts.push(element.text().await.expect("a text"));
    }
    texts
}

async fn text(browser: &Browser, selector: &str) -> String {
    browser.client.find(Locator::Css(selector)).await.expect(selector).text().await.expect("a text")
}

async fn assert_untroubled(browser: &Browser) {
    assert_eq!(browser.troubles().await, Vec::<String>::new());
}

#[test]
fn searching_needs_no_script() {
    browse(PHONE.without_scripts(), async |browser| {
        browser.goto("/search").await;
        fill(browser, "#q", "轴承").await;
        click(browser, "[role=search] button", ".hit").await;
        assert!(browser.at().await.starts_with("/search?q="), "{}", browser.at().await);
        assert!(!texts(browser, ".hit h3 a").await.is_empty());
        assert!(texts(browser, ".hit mark").await.iter().any(|word| word == "轴承"));
        let need = text(browser, "[aria-label=需求] .hit h3 a").await;
        click(browser, "[aria-label=需求] .hit h3 a", ".cand").await;
        assert_eq!(text(browser, "h1").await, need);
        let best = text(browser, ".cand h3 a").await;
        click(browser, ".cand h3 a", "#fit-h").await;
        assert_eq!(text(browser, "h1").await, best);
        assert_untroubled(browser).await;
    });
}

/// From the front page to a need's best partner with its reason, and to the partner itself: two clicks.
async fn find_a_partner(browser: &mut Browser) {
    browser.goto("/").await;
    click(browser, "[aria-labelledby=guide-h] .btn", ".cand").await;
    let best = text(browser, ".cand h3 a").await;
    assert!(!texts(browser, ".cand.is-open .evi mark").await.is_empty(), "words in common are marked");
    assert_eq!(texts(browser, ".cand.is-open .parts li").await.len(), 8);
    let said = texts(browser, ".cand.is-open .parts b").await;
    let points: f64 = said.iter().filter_map(|part| part.split('/').next()?.parse::<f64>().ok()).sum();
    let total: f64 = text(browser, ".cand .cand-total b").await.parse().expect("a score");
    assert!((points - total).abs() < 0.005, "{said:?} add up to {total}");
    click(browser, ".cand h3 a", "#fit-h").await;
    assert_eq!(text(browser, "h1").await, best);
    assert_untroubled(browser).await;
}

#[test]
fn a_newcomer_finds_a_partner_in_two_clicks() {
    browse(DESK, async |browser| find_a_partner(browser).await);
}

#[test]
fn so_does_one_without_scripts_on_a_phone() {
    browse(PHONE.without_scripts(), async |browser| find_a_partner(browser).await);
}

#[test]
fn a_list_is_narrowed_and_widened_again() {
    browse(DESK.without_scripts(), async |browser| {
        browser.goto("/needs").await;
        let all = text(browser, "#res").await;
        let county = ".facets input[name=county]";
        click(browser, county, county).await;
        click(browser, ".facets form .btn", ".chips .chip").await;
        assert!(browser.at().await.contains("county="), "{}", browser.at().await);
        let narrowed = text(browser, "#res").await;
        assert_ne!(narrowed, all);
        let name = text(browser, ".chips .chip").await;
        let counties = texts(browser, ".hit .facts").await;
        assert!(counties.iter().all(|facts| facts.contains(&name)), "{name}: {counties:?}");
        browser.picture("needs-narrowed-by-county").await;
        click(browser, ".chips .chip", "#res").await;
        assert_eq!(text(browser, "#res").await, all);
        assert!(texts(browser, ".chips .chip").await.is_empty());
        assert_untroubled(browser).await;
    });
}

#[test]
fn a_number_leads_to_a_list_of_that_many() {
    browse(DESK, async |browser| {
        for link in [
            ".trio a",
            ".trio li:last-child a",
            ".league .counts a",
            ".league .group a",
            ".league .sum .counts a",
        ] {
            browser.goto("/coverage").await;
            let number = text(browser, link).await;
            click(browser, link, "#res").await;
            assert_eq!(text(browser, "#res").await, format!("{number} 家企业"), "{link}");
        }
        assert_untroubled(browser).await;
    });
}

#[test]
fn a_list_is_sent_looked_at_loaded_and_taken_back() {
    browse(DESK.without_scripts(), async |browser| {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("机构.csv");
        std::fs::write(&file, "机构名称,机构类型\n走查示例研究所,科研院所\n走查示例学院,没有这一类\n")
            .expect("writes");
        browser.goto("/imports").await;
        click(browser, "#kind option[value=institutions]", "#kind").await;
        fill(browser, "#file", file.to_str().expect("a path")).await;
        click(browser, "form .btn-main", "#sum-h").await;
        assert_eq!(text(browser, "#sum-h").await, "2 行，可写入 1 行，1 行写不进去");
        browser.picture("upload-of-institutions").await;
        click(browser, "form .btn-main", "#undo-h").await;
        assert!(text(browser, ".note").await.contains("新增 1 条"));
        click(browser, ".btn-risk", ".note").await;
        assert!(text(browser, ".note").await.contains("这一批已撤销"));
        assert!(text(browser, "#main").await.contains("已经撤销过"));
        assert_untroubled(browser).await;
    });
}

#[test]
fn the_need_form_works_by_its_button() {
    browse(DESK.without_scripts(), async |browser| {
        browser.goto("visitor:/needs/new").await;
        fill(browser, "#problem", PROBLEM).await;
        assert!(texts(browser, "[data-preview] ol li").await.is_empty(), "nothing is asked yet");
        click(browser, "form[data-live] button[type=submit]", "[data-preview] ol li").await;
        assert!(
            texts(browser, "[data-preview] .ind").await.join(" ").contains('6'),
            "the figure is understood"
        );
        let kept = browser.client.find(Locator::Css("#problem")).await.expect("a field");
        assert_eq!(kept.text().await.expect("a text"), PROBLEM, "what was typed is still there");
        assert_untroubled(browser).await;
    });
}

/// The same page answers each pause in typing.
fn type_a_need(view: View) {
    browse(view, async |browser| {
        browser.goto("visitor:/needs/new").await;
        fill(browser, "#problem", PROBLEM).await;
        browser.client.wait().for_element(Locator::Css("[data-preview] ol li")).await.expect("candidates");
        assert_eq!(browser.at().await, "/needs/new", "it is the same page");
        browser.client.wait().for_element(Locator::Css("[data-preview] .ind")).await.expect("figures");
        assert_eq!(browser.overflow().await, None);
        assert_eq!(browser.barriers().await, Vec::<String>::new());
        browser.picture("try-need-typed").await;
        assert_untroubled(browser).await;
    });
}

#[test]
fn the_need_form_answers_while_one_types() {
    type_a_need(DESK);
}

#[test]
fn the_need_form_answers_on_a_phone() {
    type_a_need(PHONE);
}

/// From the groups to a list, to an enterprise, and there a decision about its lead: refused once, made, taken back.
async fn decide_a_lead(browser: &mut Browser) {
    browser.goto("/working-groups").await;
    click(browser, "a[href*='group='][aria-label^='工信局·服装']", "#res").await;
    assert!(browser.at().await.starts_with("/enterprises?group="), "{}", browser.at().await);
    click(browser, "tbody tr th a", "#lead").await;
    assert!(text(browser, "#lead").await.contains("工信局·服装"));
    click(browser, "#decide summary", "#lead-to").await;
    let choice = browser.client.find(Locator::Css("#lead-to")).await.expect("a choice");
    choice.select_by_value("工信局·化工").await.expect("can be chosen");
    click(browser, "#lead form[action$='/lead'] button", "#lead-reason-e").await;
    browser.picture("enterprise-lead-refused").await;
    assert_eq!(browser.overflow().await, None);
    fill(browser, "#lead-reason", "主业改做化纤，和县区核对过").await;
    click(browser, "#lead form[action$='/lead'] button", "#lead .note").await;
    assert!(text(browser, "#lead").await.contains("主业改做化纤"));
    browser.picture("enterprise-lead-decided").await;
    assert_eq!(browser.overflow().await, None);
    click(browser, "#take-back summary", "#back-reason").await;
    fill(browser, "#back-reason", "试一试").await;
    click(browser, "#lead form[action$='/take-back'] button", "#lead").await;
    browser.client.wait().for_element(Locator::Css("#lead dl + details")).await.expect("by the rules again");
}

#[test]
fn a_lead_is_decided_with_and_without_scripts() {
    browse(DESK.without_scripts(), async |browser| decide_a_lead(browser).await);
    browse(PHONE, async |browser| {
        decide_a_lead(browser).await;
        // A refusal is told in the console as well.
        assert!(browser.troubles().await.iter().all(|trouble| trouble.contains("422")));
    });
}

/// The inspector checks the trail, unfolds a record, and narrows the list; no script is needed.
async fn inspect(browser: &mut Browser) {
    browser.goto("audadm:/audit").await;
    click(browser, "form[action='/audit/verify'] button", ".note-ok").await;
    assert!(text(browser, ".note-ok b").await.starts_with("已校验到第 "));
    assert_eq!(browser.at().await, "/audit");
    let first = browser.client.find(Locator::Css("tbody tr:nth-child(2) summary")).await.expect("a record");
    first.click().await.expect("unfolds");
    assert!(text(browser, "tbody tr:nth-child(2) dl").await.contains("封存"));
    assert_eq!(browser.overflow().await, None);
    browser.picture("audit-unfolded").await;
    browser.goto("audadm:/audit?action=import").await;
    assert_eq!(texts(browser, ".chip").await, ["操作：导入"]);
    click(browser, ".chip", "tbody").await;
    assert_eq!(browser.at().await, "/audit");
    assert_untroubled(browser).await;
}

#[test]
fn the_inspector_checks_and_reads_the_trail() {
    browse(DESK, inspect);
}

#[test]
fn the_inspector_needs_no_script_and_no_desk() {
    browse(PHONE.without_scripts(), inspect);
}

/// A profile: wrong at first, then too late, then saved and taken back.
fn edit_a_profile(view: View) {
    browse(view, async |browser| {
        browser.goto("/institutions/{institution}/edit").await;
        let place = "#place";
        browser.client.find(Locator::Css(place)).await.expect("a field").clear().await.expect("clears");
        fill(browser, place, "洛阳高新区丰华路").await;
        fill(browser, "#limit", "很多家").await;
        assert_untroubled(browser).await;
        browser.status(422);
        click(browser, "main form .btn-main", "#errors").await;
        assert_eq!(browser.barriers().await, Vec::<String>::new());
        assert_eq!(browser.overflow().await, None);
        browser.picture("edit-institution-wrong").await;
        assert_untroubled(browser).await;
        let limit = browser.client.find(Locator::Css("#limit")).await.expect("a field");
        limit.clear().await.expect("clears");
        fill(browser, "#limit", "7").await;
        browser.eval("document.querySelector('[name=version]').value = 0").await;
        browser.status(409);
        click(browser, "main form .btn-main", ".diff").await;
        assert_eq!(browser.barriers().await, Vec::<String>::new());
        assert_eq!(browser.overflow().await, None);
        browser.picture("edit-institution-conflict").await;
        for field in ["place", "limit"] {
            click(browser, &format!("input[name={field}]"), ".diff").await;
        }
        assert_untroubled(browser).await;
        browser.status(200);
        click(browser, "main form .btn-main", ".note-ok").await;
        assert_eq!(text(browser, ".note b").await, "已保存：所在地、每月最多承接");
        browser.picture("institution-saved").await;
        click(browser, ".note button", "html").await;
        // The note before it looks alike: the address tells them apart.
        let arrived = "location.search === '?saved=undone' && document.readyState === 'complete'";
        while browser.eval(arrived).await != true {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(text(browser, ".note b").await, "已撤销，恢复成修改以前的内容");
        assert_untroubled(browser).await;
    });
}

/// One after the other: it is the same profile.
#[test]
fn a_profile_is_edited_on_a_desk_and_on_a_phone() {
    edit_a_profile(DESK);
    edit_a_profile(PHONE);
}

#[test]
fn a_contact_is_shown_for_a_reason() {
    browse(PHONE.without_scripts(), async |browser| {
        browser.goto("/institutions/{institution}").await;
        click(browser, "main a[href$=contact]", "#reason").await;
        assert!(!text(browser, "main").await.contains("0379-"), "{}", text(browser, "main").await);
        assert_untroubled(browser).await;
        browser.status(422);
        click(browser, "main form .btn-main", "[role=alert]").await;
        browser.picture("contact-without-reason").await;
        assert_untroubled(browser).await;
        browser.status(200);
        click(browser, "#reason", "#reason").await;
        click(browser, "main form .btn-main", "main dl").await;
        assert!(text(browser, "main dl").await.contains("0379-"), "{}", text(browser, "main dl").await);
        browser.picture("contact-shown").await;
        assert_untroubled(browser).await;
    });
}

/// Goes with the tabulator to a field and types.
async fn type_into(browser: &Browser, field: &str, text: &str) {
    let at = format!("document.activeElement.matches('{field}')");
    for _ in 0..120 {
        if browser.eval(&at).await == true {
            fill(browser, field, text).await;
            return;
        }
        browser.press(&[Key::Tab]).await;
    }
    panic!("{field} is not reached by keys");
}

/// Somebody of an institution writes a capability by keys alone, is told what is missing, and finds it by searching.
fn add_a_capability(view: View, title: &'static str) {
    browse(view, async move |browser| {
        browser.goto("inst:/capabilities/new").await;
        type_into(browser, "input[name=kind]", " ").await;
        type_into(browser, "#title", title).await;
        type_into(browser, "#intro", "叶片前缘激光熔覆修复，做过三个项目").await;
        type_into(browser, "#figures", "熔覆层厚度 ≥ 2 mm").await;
        browser.status(422);
        type_into(browser, ".sticky-save .btn-main", "\u{e007}").await;
        browser.client.wait().for_element(Locator::Css("#errors")).await.expect("what is missing");
        assert_eq!(texts(browser, "#errors li").await, ["是否涉密：这一项要填（或选）好"]);
        browser.picture(if view.scripts { "capability-wrong" } else { "capability-wrong-no-script" }).await;
        assert_eq!(browser.overflow().await, None);
        browser.status(200);
        type_into(browser, "#secret", " ").await;
        type_into(browser, ".sticky-save .btn-main", "\u{e007}").await;
        browser.client.wait().for_element(Locator::Css(".note-ok")).await.expect("it is saved");
        assert_eq!(text(browser, "h1").await, title);
        browser.picture(if view.scripts { "capability-made" } else { "capability-made-no-script" }).await;
        let mut found = Vec::new();
        for _ in 0..40 {
            browser.goto(&format!("visitor:/capabilities?q={title}")).await;
            found = texts(browser, ".hit h3").await;
            if found.iter().any(|hit| hit == title) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        }
        assert!(found.iter().any(|hit| hit == title), "{found:?}");
    });
}

#[test]
fn a_capability_is_added_by_keys_with_and_without_scripts() {
    add_a_capability(DESK.without_scripts(), "叶片激光熔覆修复团队甲");
    add_a_capability(PHONE, "叶片激光熔覆修复团队乙");
}
