//! The pages for those who use no mouse.

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::Value;

use crate::support::browser::{Browser, DESK, browse};

#[test]
fn the_first_stop_leads_past_the_navigation() {
    browse(DESK, async |browser| {
        browser.goto("/styleguide").await;
        browser.press(&[Key::Tab]).await;
        assert_eq!(browser.focus().await, "a 跳到正文");
        let shown = "document.activeElement.getBoundingClientRect().top >= 0";
        assert_eq!(browser.eval(shown).await, true, "the link is seen once it has the focus");
        browser.press(&[Key::Enter]).await;
        assert_eq!(browser.at().await, "/styleguide#main");
        assert_eq!(browser.eval("document.activeElement.id").await, "main");
    });
}

#[test]
fn a_list_is_searched_walked_and_opened_by_keys() {
    browse(DESK, async |browser| {
        browser.goto("/needs").await;
        let row = "[...document.querySelectorAll('.hit')].indexOf(document.activeElement)";
        for (key, at) in [("j", 0), ("j", 1), ("k", 0), ("k", 0), ("j", 1)] {
            browser.type_text(key).await;
            assert_eq!(browser.eval(row).await, at, "after {key}");
        }
        browser.type_text("/").await;
        assert_eq!(browser.eval("document.activeElement.id").await, "q");
        browser.type_text("轴承jk").await;
        assert_eq!(browser.focus().await, "input 轴承jk", "letters are letters while one types");
        browser.press(&[Key::Escape]).await;
        assert_eq!(browser.eval("document.activeElement.tagName").await, "BODY");
        browser.type_text("/轴承").await;
        browser.press(&[Key::Enter]).await;
        browser.client.wait().for_url(&url(&browser.site.address("/needs?q=轴承"))).await.expect("searched");
        let first = browser.eval("document.querySelector('.hit a').href").await;
        browser.type_text("j").await;
        browser.press(&[Key::Enter]).await;
        browser.client.wait().for_url(&url(first.as_str().expect("a link"))).await.expect("opened");
    });
}

#[test]
fn a_partner_is_found_by_keys_alone() {
    browse(DESK, async |browser| {
        browser.goto("/").await;
        reach(browser, "a 打开这条需求").await;
        browser.press(&[Key::Enter]).await;
        browser.client.wait().for_element(Locator::Css(".cand")).await.expect("candidates");
        let row = "[...document.querySelectorAll('.cand')].indexOf(document.activeElement)";
        for (key, at) in [("j", 0), ("j", 1), ("j", 2), ("k", 1)] {
            browser.type_text(key).await;
            assert_eq!(browser.eval(row).await, at);
            let seen = "document.activeElement.getBoundingClientRect().bottom \
                <= document.querySelector('.keys').getBoundingClientRect().top";
            assert!(at == 0 || browser.eval(seen).await == true, "candidate {at} is not covered by the keys");
        }
        browser.type_text("k").await;
        let best = browser.eval("document.querySelector('.cand h3 a').textContent").await;
        browser.press(&[Key::Enter]).await;
        browser.client.wait().for_element(Locator::Css("#fit-h")).await.expect("the institution");
        assert_eq!(browser.eval("document.querySelector('h1').textContent").await, best);
    });
}

#[test]
fn rows_of_a_table_are_walked_and_opened() {
    browse(DESK, async |browser| {
        browser.goto("/enterprises").await;
        browser.type_text("jj").await;
        let name =
            browser.eval("document.querySelectorAll('.walk > tr')[1].querySelector('a').textContent").await;
        assert_eq!(browser.eval("document.activeElement.querySelector('a').textContent").await, name);
        browser.press(&[Key::Enter]).await;
        browser.client.wait().for_element(Locator::Css("#counts-h")).await.expect("the enterprise");
        assert_eq!(browser.eval("document.querySelector('h1').textContent").await, name);
    });
}

#[test]
fn a_drawer_takes_the_focus_and_gives_it_back() {
    browse(DESK, async |browser| {
        browser.goto("/needs/{need}").await;
        reach(browser, "a 为什么没有某个机构").await;
        browser.press(&[Key::Enter]).await;
        settled(browser, "document.activeElement.id === 'why-not'").await;
        browser.press(&[Key::Tab]).await;
        assert_eq!(browser.eval("document.activeElement.closest('#why-not') !== null").await, true);
        let place = browser.eval("scrollY").await;
        browser.press(&[Key::Escape]).await;
        settled(browser, "document.activeElement.closest('#why-not') === null").await;
        assert_eq!(browser.focus().await, "a 为什么没有某个机构");
        assert_eq!(browser.eval("document.querySelector('.drawer:target')").await, Value::Null);
        assert_eq!(browser.eval("scrollY").await, place, "the page stays where it was");
    });
}

#[test]
fn every_page_lists_its_keys() {
    browse(DESK, async |browser| {
        for page in ["/", "/needs", "/coverage", "/imports", "/search?q=轴承"] {
            browser.goto(page).await;
            reach(browser, "a 跳到正文").await;
            browser.type_text("?").await;
            settled(browser, "document.activeElement.id === 'keys'").await;
            browser.press(&[Key::Escape]).await;
            settled(browser, "document.activeElement.id !== 'keys'").await;
            assert_eq!(browser.focus().await, "a 跳到正文", "{page}");
        }
        browser.goto("/search").await;
        browser.type_text("/?j").await;
        assert_eq!(browser.focus().await, "input ?j", "keys are letters while one types");
    });
}

/// Waits until the page has followed a key: the browser tells it of a changed address a moment later.
async fn settled(browser: &Browser, condition: &str) {
    for _ in 0..100 {
        if browser.eval(condition).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("never: {condition}");
}

/// Goes on by Tab until the focus is there.
async fn reach(browser: &Browser, wanted: &str) {
    for _ in 0..80 {
        if browser.focus().await == wanted {
            return;
        }
        browser.press(&[Key::Tab]).await;
    }
    panic!("{wanted} is not reached by Tab");
}

fn url(text: &str) -> url::Url {
    text.parse().expect("an address")
}
