//! The pages for those who use no mouse.

use fantoccini::key::Key;

use crate::support::browser::{DESK, browse};

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

fn url(text: &str) -> url::Url {
    text.parse().expect("an address")
}
