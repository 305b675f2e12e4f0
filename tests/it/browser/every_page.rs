//! Every page at every width: nothing in the console, nothing from elsewhere, nothing cut off, no barrier, a picture.

use crate::support::browser::{Browser, DESK, PHONE, SMALL, View, ZOOMED, browse};

/// Name of the picture, address (see `DemoSite::address`), status. A page that exists stands here.
const PAGES: [(&str, &str, u64); 2] =
    [("styleguide", "/styleguide", 200), ("not-found", "/nothing-here", 404)];

async fn visit(browser: &mut Browser, (name, address, status): (&str, &str, u64)) -> Vec<String> {
    browser.goto_refused(address, status).await;
    let mut troubles = browser.troubles().await;
    troubles.extend(browser.overflow().await);
    troubles.extend(browser.barriers().await);
    browser.picture(name).await;
    troubles.into_iter().map(|trouble| format!("{address} at {}: {trouble}", browser.view.name)).collect()
}

fn every_page_in(view: View) {
    browse(view, async |browser| {
        let mut troubles = Vec::new();
        for page in PAGES {
            troubles.extend(visit(browser, page).await);
        }
        assert!(troubles.is_empty(), "\n{}", troubles.join("\n"));
    });
}

#[test]
fn on_a_desk() {
    every_page_in(DESK);
}

#[test]
fn on_a_phone() {
    every_page_in(PHONE);
}

#[test]
fn on_the_smallest_phone() {
    every_page_in(SMALL);
}

#[test]
fn at_twice_the_size() {
    every_page_in(ZOOMED);
}

#[test]
fn without_scripts() {
    every_page_in(View { name: "no-script", ..DESK.without_scripts() });
}
