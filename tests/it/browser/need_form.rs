//! A person's first need in ten minutes, step by step with the texts that person types: with scripts, by keys alone,
//! without scripts, and by an officer on a phone whose network drops.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::key::Key;

use crate::support::browser::{Browser, DESK, PHONE, browse};

/// What somebody writes first.
const VAGUE: (&str, &str) = ("轴承质量问题", "轴承质量不好，客户意见大，想请专家看看");
/// And after reading the help.
const PROBLEM: &str = "直径 2 米以上的轴承套圈感应淬火后硬化层不均匀，有效硬化层深度只有 4.2 mm，要求硬化层深度不小于 6 mm，\
    去年因此返修 37 套";
const TRIED: &str = "调整过线圈间隙和扫描速度，改善有限";
const CONSTRAINTS: &str = "材料 42CrMo 不能更换，单件成本增加不超过 300 元";

async fn put(browser: &Browser, field: &str, text: &str) {
    let element = browser.client.find(Locator::Css(field)).await.expect(field);
    element.clear().await.expect("clears");
    element.send_keys(text).await.expect("takes the text");
}

async fn click(browser: &Browser, selector: &str, then: &str) {
    show(browser, selector).await;
    let element = browser.client.find(Locator::Css(selector)).await.expect(selector);
    element.click().await.expect("can be clicked");
    browser.client.wait().for_element(Locator::Css(then)).await.expect(then);
}

async fn text(browser: &Browser, selector: &str) -> String {
    browser.client.find(Locator::Css(selector)).await.expect(selector).text().await.expect("a text")
}

/// Waits until an expression holds in the page.
async fn until(browser: &Browser, expression: &str) {
    for _ in 0..300 {
        if browser.eval(expression).await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {expression}; {}", browser.eval("document.querySelector('main').innerText").await);
}

/// What was wrong. A save that is under way when the need is sent in finds its draft gone, which is no news.
async fn untroubled(browser: &Browser) -> Vec<String> {
    let late = |trouble: &String| trouble.contains("/needs/drafts/") && trouble.contains("404");
    browser.troubles().await.into_iter().filter(|trouble| !late(trouble)).collect()
}

async fn score(browser: &Browser) -> u64 {
    text(browser, "[data-score]").await.parse().expect("a number")
}

async fn count(browser: &Browser, selector: &str) -> u64 {
    browser.eval(&format!("document.querySelectorAll('{selector}').length")).await.as_u64().expect("a number")
}

/// Away from the bar at the foot of the window.
async fn show(browser: &Browser, selector: &str) {
    let selector = selector.replace('\'', "\"");
    browser
        .eval(&format!("document.querySelector('{selector}').scrollIntoView({{ block: 'center' }})"))
        .await;
}

async fn check(browser: &Browser, selector: &str) {
    show(browser, selector).await;
    browser.client.find(Locator::Css(selector)).await.expect(selector).click().await.expect("can be clicked");
}

/// Everything beyond the first vague words.
async fn write_it_well(browser: &Browser, title: &str) {
    put(browser, "#title", title).await;
    put(browser, "#problem", PROBLEM).await;
    put(browser, "#state", "8000 Hz 中频电源，单匝线圈扫描淬火").await;
    put(browser, "#tried", TRIED).await;
    put(browser, "#constraints", CONSTRAINTS).await;
    put(browser, "#budget", "120").await;
    put(browser, "#due", "2027-06-30").await;
    put(browser, "#contact", "周工").await;
    put(browser, "#phone", "0379-60000000").await;
    check(browser, "[name=modes][value=commis]").await;
    check(browser, "[name=shown][value=unnamed]").await;
    check(browser, "#secrecy").await;
}

/// One figure that was read is none, another goes into the rows and is a must.
async fn confirm_what_was_read(browser: &Browser) {
    let dismiss = "[data-coach] button[value^='not.']";
    let first = browser.eval(&format!("document.querySelector(\"{dismiss}\").value")).await;
    click(browser, dismiss, "[data-coach] button[value=again]").await;
    let still =
        format!("Array.from(document.querySelectorAll(\"{dismiss}\"), e => e.value).includes({first})");
    assert_eq!(browser.eval(&still).await, false);
    browser
        .eval(
            "Array.from(document.querySelectorAll('[data-coach] button[value^=\"row.\"]'))\
             .find(e => e.textContent.startsWith('加入指标表')).id = 'take'",
        )
        .await;
    click(browser, "#take", "[data-coach] .ind.is-ok").await;
    assert!(browser.at().await.ends_with("#rows"), "{}", browser.at().await);
    assert_ne!(browser.eval("document.querySelector('[name=ind_name]').value").await, "");
    check(browser, "[name=ind_must]").await;
}

#[test]
fn a_first_need_in_ten_minutes() {
    browse(DESK, async |browser| {
        browser.goto("ent:/needs/new").await;
        // Vague words first: the help asks for more at the next pause, and the draft saves itself.
        put(browser, "#title", VAGUE.0).await;
        put(browser, "#problem", VAGUE.1).await;
        until(browser, "document.querySelectorAll('[data-coach] .todo li').length >= 3").await;
        until(browser, "document.querySelector('[data-saved]').textContent.startsWith('已自动保存')").await;
        assert!(browser.at().await.starts_with("/needs/drafts/"), "{}", browser.at().await);
        until(browser, "document.querySelector('#problem-q b') !== null").await;
        let before = score(browser).await;
        browser.picture("need-form-vague").await;
        // The tab is closed before the last words are saved; what was typed is there again.
        let place = browser.at().await;
        put(browser, "#tried", TRIED).await;
        browser.goto("ent:/").await;
        assert!(text(browser, "#next-h").await.contains("接着写"));
        browser.goto(&format!("ent:{place}")).await;
        until(browser, &format!("document.querySelector('#tried').value === '{TRIED}'")).await;
        until(browser, "document.querySelector('[data-saved]').textContent.startsWith('已自动保存')").await;
        write_it_well(browser, "大型风电主轴轴承滚道感应淬火硬化层均匀性控制").await;
        until(
            browser,
            &format!("Number(document.querySelector('[data-score]').textContent) > {before} + 30"),
        )
        .await;
        until(browser, "document.querySelectorAll('[data-coach] .ind button[value^=\"row.\"]').length > 0")
            .await;
        assert_eq!(browser.barriers().await, Vec::<String>::new());
        assert_eq!(browser.overflow().await, None);
        browser.picture("need-form-clear").await;
        confirm_what_was_read(browser).await;
        // Rows come and go, and a tick stays with its row.
        check(browser, "[data-more]").await;
        browser.type_text("节拍").await;
        check(browser, "[data-row] button[value='drop.1']").await;
        until(browser, "document.querySelector('[data-saved]').textContent.startsWith('已自动保存')").await;
        assert_eq!(
            browser
                .eval("Array.from(document.querySelectorAll('[name=ind_must]'), e => e.value).join()")
                .await,
            "0,1,2"
        );
        browser.picture("need-form-rows").await;
        click(browser, ".sticky-save .btn-main", "[data-draft-gone]").await;
        assert_eq!(text(browser, "h1").await, "已提交，1 个工作日内答复");
        browser.picture("need-sent").await;
        assert_eq!(
            browser.eval("Object.keys(localStorage).filter(k => k.startsWith('draft:')).length").await,
            0
        );
        click(browser, ".card .btn-main", "#need-h").await;
        assert_eq!(count(browser, ".need-pane .must").await, 1);
        browser.picture("need-sent-page").await;
        // A similar one of their own is noticed.
        browser.goto("ent:/needs/new").await;
        put(browser, "#title", "风电主轴轴承滚道感应淬火硬化层均匀性").await;
        put(browser, "#problem", PROBLEM).await;
        until(browser, "document.querySelector('[data-coach]').textContent.includes('本企业')").await;
        assert_eq!(untroubled(browser).await, Vec::<String>::new());
    });
}

#[test]
fn a_first_need_without_scripts() {
    browse(PHONE.without_scripts(), async |browser| {
        browser.goto("ent:/needs/new").await;
        put(browser, "#title", VAGUE.0).await;
        put(browser, "#problem", VAGUE.1).await;
        click(browser, ".sticky-save .btn[value=save]", "[data-coach] .todo li").await;
        let before = score(browser).await;
        assert!(count(browser, "[data-coach] .todo li").await >= 3);
        browser.picture("need-form-no-script").await;
        assert_eq!(browser.overflow().await, None);
        // What was answered so far is looked at before another answer is the right one.
        assert_eq!(untroubled(browser).await, Vec::<String>::new());
        browser.status(422);
        click(browser, ".sticky-save .btn-main", "#errors").await;
        assert!(text(browser, "#errors").await.contains("写的都已存为草稿"));
        assert_eq!(untroubled(browser).await, Vec::<String>::new());
        browser.picture("need-form-refused").await;
        assert_eq!(browser.overflow().await, None);
        browser.status(200);
        write_it_well(browser, "盾构主轴承套圈感应淬火变形控制").await;
        click(browser, ".sticky-save .btn[value=save]", "[data-coach] .ind button").await;
        assert!(score(browser).await > before + 30);
        confirm_what_was_read(browser).await;
        browser.picture("need-form-rows").await;
        assert_eq!(browser.overflow().await, None);
        click(browser, ".sticky-save .btn-main", "[data-draft-gone]").await;
        assert_eq!(text(browser, "h1").await, "已提交，1 个工作日内答复");
        assert_eq!(untroubled(browser).await, Vec::<String>::new());
    });
}

/// Goes on by tab until the focus is on what this expression tells of it.
async fn tab_to(browser: &Browser, wanted: &str) {
    for _ in 0..150 {
        browser.press(&[Key::Tab]).await;
        if browser.eval(&format!("(e => {wanted})(document.activeElement)")).await == true {
            return;
        }
    }
    panic!("not reached by keys: {wanted}");
}

#[test]
fn a_first_need_by_keys_alone() {
    browse(DESK, async |browser| {
        browser.goto("ent:/needs/new").await;
        for (field, words) in [
            ("title", "减速机齿轮渗碳淬火变形控制"),
            ("problem", PROBLEM),
            ("tried", TRIED),
            ("budget", "80"),
        ] {
            tab_to(browser, &format!("e.id === '{field}'")).await;
            browser.type_text(words).await;
        }
        tab_to(browser, "e.id === 'contact'").await;
        browser.press(&[Key::End]).await;
        browser.type_text("周工").await;
        tab_to(browser, "e.id === 'phone'").await;
        browser.eval("document.activeElement.select()").await;
        browser.type_text("0379-60000000").await;
        tab_to(browser, "e.name === 'shown'").await;
        browser.type_text(" ").await;
        tab_to(browser, "e.id === 'secrecy'").await;
        browser.type_text(" ").await;
        tab_to(browser, "e.value === 'send'").await;
        browser.press(&[Key::Enter]).await;
        browser.client.wait().for_element(Locator::Css("[data-draft-gone]")).await.expect("sent in");
        assert_eq!(untroubled(browser).await, Vec::<String>::new());
    });
}

#[test]
fn an_officer_on_a_visit_loses_nothing_when_the_network_drops() {
    browse(PHONE, async |browser| {
        browser.goto("county:/needs/new").await;
        let name = browser.site.enterprise_name.clone();
        put(browser, "#enterprise_name", &name).await;
        until(browser, "document.querySelector('[data-choices] input') !== null").await;
        check(browser, "[data-choices] input").await;
        check(browser, "[name=way][value=visit]").await;
        put(browser, "#title", "走访时记下的：磨床主轴温升控制").await;
        until(browser, "document.querySelector('[data-saved]').textContent.startsWith('已自动保存')").await;
        browser.network(false).await;
        put(browser, "#problem", PROBLEM).await;
        until(browser, "document.querySelector('[data-saved]').textContent.includes('网络不通')").await;
        browser.picture("need-form-offline").await;
        assert_eq!(browser.overflow().await, None);
        assert_eq!(
            browser.eval("Object.keys(localStorage).filter(k => k.startsWith('draft:')).length").await,
            1
        );
        browser.network(true).await;
        until(browser, "document.querySelector('[data-saved]').textContent.startsWith('已自动保存')").await;
        let place = browser.at().await;
        browser.goto(&format!("county:{place}")).await;
        assert_eq!(browser.eval("document.querySelector('#problem').value").await, PROBLEM);
        for (field, words) in [("#contact", "周工"), ("#phone", "13800000000")] {
            put(browser, field, words).await;
        }
        check(browser, "[name=shown][value=bureau]").await;
        check(browser, "#secrecy").await;
        click(browser, ".sticky-save .btn-main", "[data-draft-gone]").await;
        assert!(text(browser, "main").await.contains("先请企业确认"));
    });
}
