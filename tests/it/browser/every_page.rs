//! Every page at every width: nothing in the console, nothing from elsewhere, nothing cut off, no barrier, a picture.

use crate::support::browser::{Browser, DESK, PHONE, SMALL, View, ZOOMED, browse};

/// Name of the picture, address (see `DemoSite::address`), status. A page that exists stands here.
const PAGES: &[(&str, &str, u64)] = &[
    ("home", "/", 200),
    ("styleguide", "/styleguide", 200),
    ("needs", "/needs", 200),
    ("needs-of-a-word", "/needs?q=bearing 轴承", 200),
    ("needs-narrowed", "/needs?mode=entrusted", 200),
    ("needs-none", "/needs?q=qqzzxx", 200),
    ("need", "/needs/{need}", 200),
    ("need-why-not", "/needs/{need}?top=50#why-not", 200),
    ("needs-for-an-institution", "inst:/needs?q=轴承", 200),
    ("need-for-an-institution", "inst:/needs/{need}", 200),
    ("make-offer", "inst:/needs/{need}/offer", 200),
    ("offers", "/offers", 200),
    ("offers-none", "/offers?q=qqzzxx", 200),
    ("offers-of-an-institution", "inst:/offers", 200),
    ("saved", "/saved", 200),
    ("try-need", "visitor:/needs/new", 200),
    ("need-form", "ent:/needs/new", 200),
    ("need-form-on-behalf", "county:/needs/new", 200),
    ("need-drafts", "ent:/needs/drafts", 200),
    ("need-draft-gone", "ent:/needs/drafts/nothing", 404),
    ("capabilities", "/capabilities", 200),
    ("capabilities-owner", "/capabilities?find_owner=zcyjs", 200),
    ("capability", "/capabilities/{capability}", 200),
    ("capability-new", "inst:/capabilities/new", 200),
    ("capability-edit", "/capabilities/{capability}/edit", 200),
    ("confirm-capabilities", "inst:/institutions/{institution}/confirm", 200),
    ("resource-survey", "/institutions/survey", 200),
    ("survey", "ent:/enterprises/{enterprise}/survey", 200),
    ("survey-list", "/enterprises/survey", 200),
    ("home-of-institution", "inst:/", 200),
    ("home-of-enterprise", "ent:/", 200),
    ("institutions", "/institutions", 200),
    ("institution", "/institutions/{institution}", 200),
    ("edit-institution", "/institutions/{institution}/edit", 200),
    ("edit-enterprise", "/enterprises/{enterprise}/edit", 200),
    ("contact-of-institution", "/institutions/{institution}/contact", 200),
    ("contact-of-need", "/needs/{need}/contact", 200),
    ("enterprises", "/enterprises", 200),
    ("enterprises-none", "/enterprises?q=qqzzxx", 200),
    ("enterprise", "/enterprises/{enterprise}", 200),
    ("enterprise-lead", "/enterprises/{enterprise}#lead", 200),
    ("enterprises-of-a-group", "/enterprises?group=工信局·化工", 200),
    ("working-groups", "/working-groups", 200),
    ("calendar", "/admin/calendar", 200),
    ("calendar-unknown-year", "/admin/calendar?year=2027", 200),
    ("calendar-refused", "/admin/calendar?year=x", 400),
    ("coverage", "/coverage", 200),
    ("coverage-refused", "/coverage?as_of=昨天", 422),
    ("search", "/search", 200),
    ("search-found", "/search?q=轴承疲劳寿命", 200),
    ("search-nothing", "/search?q=qqzzxx", 200),
    ("imports", "/imports", 200),
    ("import", "/imports/{import}", 200),
    ("upload", "/imports/uploads/{upload}?kind=enterprises", 200),
    ("upload-gone", "/imports/uploads/nothing", 404),
    ("audit", "audadm:/audit", 200),
    ("audit-none", "audadm:/audit?q=qqzzxx&result=refused", 200),
    ("audit-refused", "audadm:/audit?from=昨天", 422),
    ("no-such-need", "/needs/XQ0000-0000", 404),
    ("no-such-import", "/imports/nothing", 404),
    ("no-such-page", "/nothing-here", 404),
    ("no-such-list-page", "/needs?page=0", 400),
    ("keys", "/needs#keys", 200),
    ("sign-in", "visitor:/sign-in?next=/needs", 200),
    ("sign-in-forgot", "visitor:/sign-in#forgot", 200),
    ("register", "visitor:/register", 200),
    ("invitation", "visitor:/invitations/{invitation}", 200),
    ("invitation-over", "visitor:/invitations/nothing", 410),
    ("privacy", "visitor:/privacy", 200),
    ("consent", "/account/consent", 200),
    ("account", "/account", 200),
    ("password", "/account/password", 200),
    ("inbox", "ent:/inbox", 200),
    ("inbox-unread", "ent:/inbox?show=unread&topic=returned", 200),
    ("inbox-empty", "/inbox", 200),
    ("inbox-county", "county:/inbox", 200),
    ("notice-switches", "ent:/account/notices", 200),
    ("outbox", "sysadm:/admin/outbox", 200),
    ("outbox-channels", "sysadm:/admin/outbox/channels", 200),
    ("registrations", "county:/registrations", 200),
    ("admin", "sysadm:/admin", 200),
    ("accounts", "sysadm:/admin/accounts", 200),
    ("accounts-none", "sysadm:/admin/accounts?q=qqzzxx", 200),
    ("account-new", "sysadm:/admin/accounts/new", 200),
    ("account-of-another", "sysadm:/admin/accounts/{account}", 200),
    ("security", "secadm:/admin/security", 200),
    ("not-allowed", "/admin/security", 403),
];

async fn visit(browser: &mut Browser, (name, address, status): (&str, &str, u64)) -> Vec<String> {
    browser.goto_refused(address, status).await;
    let mut troubles = browser.troubles().await;
    troubles.extend(browser.overflow().await);
    // What stands in somebody's way does so on a desk or in a hand: other widths show the same elements.
    if [DESK.name, PHONE.name].contains(&browser.view.name) {
        troubles.extend(browser.barriers().await);
    }
    browser.picture(name).await;
    troubles.into_iter().map(|trouble| format!("{address} at {}: {trouble}", browser.view.name)).collect()
}

fn every_page_in(view: View) {
    browse(view, async |browser| {
        let mut troubles = Vec::new();
        for page in PAGES {
            troubles.extend(visit(browser, *page).await);
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
