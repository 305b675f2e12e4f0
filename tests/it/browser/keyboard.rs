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
