//! The demand hall in a browser: an institution finds a need, offers, the enterprise answers, and whom to call is there
//! only then; a search is kept and found again.

use fantoccini::Locator;

use crate::support::browser::{Browser, DESK, PHONE, browse};

async fn fill(browser: &Browser, field: &str, text: &str) {
    let field = browser.client.find(Locator::Css(field)).await.expect("a field");
    field.send_keys(text).await.expect("takes the text");
}

async fn click(browser: &Browser, selector: &str, then: &str) {
    let element = browser.client.find(Locator::Css(selector)).await.expect(selector);
    // The bar of keys lies over the lower edge.
    let to_the_middle =
        format!("document.querySelector(\"{selector}\").scrollIntoView({{ block: 'center' }})");
    browser.eval(&to_the_middle).await;
    element.click().await.expect("can be clicked");
    browser.client.wait().for_element(Locator::Css(then)).await.expect(then);
}

async fn text(browser: &Browser, selector: &str) -> String {
    browser.client.find(Locator::Css(selector)).await.expect(selector).text().await.expect("a text")
}

async fn is_sound(browser: &Browser, name: &str) {
    assert_eq!(browser.troubles().await, Vec::<String>::new(), "{name}");
    assert_eq!(browser.overflow().await, None, "{name}");
    if browser.view.scripts {
        assert_eq!(browser.barriers().await, Vec::<String>::new(), "{name}");
    }
    browser.picture(name).await;
}

async fn offer_and_answer(browser: &mut Browser) {
    browser.goto("inst:/needs").await;
    fill(browser, "#q", "小型深沟球轴承异音退货").await;
    click(browser, "[role=search] button", ".hit mark").await;
    is_sound(browser, "hall-found").await;
    click(browser, ".hit h3 a", "#offer").await;
    assert!(!text(browser, "main").await.contains("0379-"), "nobody to call yet");
    is_sound(browser, "hall-offer").await;
    browser.status(422);
    click(browser, "#offer form button", "#errors").await;
    is_sound(browser, "hall-offer-wrong").await;
    browser.status(200);
    fill(browser, "#offer-text", "更换低噪声保持架并改进超精研，两个月出样件，做过同型号").await;
    click(browser, "main form [name=evidence]", "main form").await;
    click(browser, "main form .btn-main", ".note-ok").await;
    assert!(text(browser, ".scope").await.contains("等答复"));
    assert!(!text(browser, "main").await.contains("0379-"));
    is_sound(browser, "hall-offered").await;
    let page = browser.at().await.split('?').next().expect("an address").to_owned();
    browser.goto("ent:/needs/{need}").await;
    assert!(text(browser, "#offers").await.contains("等您答复"));
    is_sound(browser, "hall-offers-of-need").await;
    browser.goto(&format!("ent:{page}")).await;
    assert!(!text(browser, "main").await.contains("0379-"));
    click(browser, "form[action$='/answer'] [value=yes]", ".note-ok").await;
    is_sound(browser, "hall-welcome").await;
    assert!(!text(browser, "main").await.contains("0379-"), "not before it is asked for");
    click(browser, "form[action$='/contact'] button", "[aria-labelledby=call-h] dl").await;
    assert!(text(browser, "[aria-labelledby=call-h] dl").await.contains("0379-"));
    is_sound(browser, "hall-contact").await;
    browser.goto(&format!("inst:{page}")).await;
    click(browser, "form[action$='/contact'] button", "[aria-labelledby=call-h] dl").await;
    assert!(text(browser, "[aria-labelledby=call-h] dl").await.contains("0379-"));
    // The next walk begins anew.
    browser.goto(&format!("inst:{page}")).await;
    click(browser, "form[action$='/withdraw'] button", ".note-ok").await;
    for (role, name) in [("inst", "hall-offers"), ("county", "hall-offers-of-county")] {
        browser.goto(&format!("{role}:/offers")).await;
        is_sound(browser, name).await;
    }
}

async fn keep_a_search(browser: &mut Browser) {
    browser.goto("inst:/needs?q=轴承").await;
    click(browser, ".keep summary", "#keep-name").await;
    is_sound(browser, "hall-keep").await;
    click(browser, ".keep form button", ".note-ok").await;
    is_sound(browser, "hall-saved").await;
    click(browser, "[aria-labelledby=kept-h] h3 a", "#res").await;
    click(browser, ".hit h3 a", "form[action='/saved/follow']").await;
    click(browser, "form[action='/saved/follow'] button", "form[action='/saved/follow'] [value='0']").await;
    browser.goto("inst:/saved").await;
    is_sound(browser, "hall-saved-followed").await;
    click(browser, "[aria-labelledby=follow-h] form button", ".note-ok").await;
    click(browser, "[aria-labelledby=kept-h] [value=delete]", ".note-ok").await;
    is_sound(browser, "hall-saved-deleted").await;
}

/// One after the other: it is the same need.
#[test]
fn an_institution_offers_and_an_enterprise_answers() {
    browse(DESK.without_scripts(), async |browser| offer_and_answer(browser).await);
    browse(PHONE, async |browser| {
        browser.goto("inst:/offers").await;
        click(browser, ".hit h3 a", "a[href$='/offer']").await;
        is_sound(browser, "hall-withdrawn").await;
        click(browser, "a[href$='/offer']", "#offer-text").await;
        is_sound(browser, "hall-offer-again").await;
    });
}

#[test]
fn a_search_is_kept_and_a_need_followed() {
    browse(DESK, async |browser| keep_a_search(browser).await);
    browse(PHONE.without_scripts(), async |browser| keep_a_search(browser).await);
}
