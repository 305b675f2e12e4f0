//! What people come for, walked from page to page: with scripts off everything, with scripts on what they add.

use fantoccini::Locator;

use crate::support::browser::{Browser, DESK, PHONE, browse};

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
        assert_untroubled(browser).await;
    });
}

#[test]
fn the_need_form_works_by_its_button() {
    browse(DESK.without_scripts(), async |browser| {
        browser.goto("/needs/new").await;
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

#[test]
fn the_need_form_answers_while_one_types() {
    browse(DESK, async |browser| {
        browser.goto("/needs/new").await;
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
