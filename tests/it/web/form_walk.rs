//! Every form of every page, found by itself, sent as no browser would: with nothing, with parts missing or twice, far
//! too long, in no encoding, with signs that mean something elsewhere. Nothing may fall over, nothing may come back
//! unescaped, and what is refused may leave no trace.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use duijie::domain::need::Disclosure;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Scope, Viewer};
use duijie::storage::{
    CapabilityFilter, NeedFilter, list_batches, list_capabilities, list_enterprises, list_institutions,
    list_needs,
};
use duijie::web::urls;
use scraper::{ElementRef, Html, Selector};
use sqlx::{AssertSqlSafe, Row as _};

use crate::support::web::{Reply, TestSite, person};

const HTML: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
const FORM: &str = "application/x-www-form-urlencoded";
const EDGE: &str = "----duijie-form-walk";

/// A form as a browser sees it.
#[derive(Debug, Clone)]
struct Form {
    /// The page it is on.
    page: String,
    action: String,
    files: bool,
    /// Names with what would be sent; of choices the first.
    fields: Vec<(String, String)>,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// The forms of a page that are posted.
fn forms(page: &str, html: &str) -> Vec<Form> {
    let document = Html::parse_document(html);
    let posted = selector("form[method=post]");
    let form = |form: ElementRef<'_>| {
        let mut fields: Vec<(String, String)> = Vec::new();
        for element in form.select(&selector("[name]")) {
            let name = element.attr("name").unwrap_or_default().to_owned();
            if fields.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let value = match element.value().name() {
                "textarea" => element.text().collect(),
                "select" => {
                    let options = selector("option:not([value=''])");
                    let first = element.select(&options).next();
                    first.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
                }
                _ => element.attr("value").unwrap_or_default().to_owned(),
            };
            fields.push((name, value));
        }
        Form {
            page: page.to_owned(),
            action: form.attr("action").unwrap_or(page).to_owned(),
            files: form.attr("enctype") == Some("multipart/form-data"),
            fields,
        }
    };
    document.select(&posted).map(form).collect()
}

struct Walk {
    site: TestSite,
    /// What may stand for `{id}`.
    ids: Vec<String>,
}

impl Walk {
    async fn new() -> Self {
        Self::over(TestSite::demo().await).await
    }

    /// The same pages as their own people see them.
    async fn seen_by(&self, viewer: Viewer) -> Self {
        Self { site: self.site.seen_by(viewer).await, ids: self.ids.clone() }
    }

    async fn over(site: TestSite) -> Self {
        let sent = site.upload(
            "/imports",
            &[("kind", "institutions")],
            "名单.csv",
            "机构名称,机构类型\n走查所,科研院所\n".as_bytes(),
        );
        let upload = sent.await.header("location").replace("/imports/uploads/", "");
        let mut conn = site.app.store.read().await.expect("connects");
        let all = Viewer::operator();
        let mut ids = vec![upload];
        let needs = list_needs(&mut conn, &all, &NeedFilter::default(), None, 1).await.expect("reads");
        ids.extend(needs.into_iter().map(|one| one.id.to_string()));
        let found =
            list_capabilities(&mut conn, &all, &CapabilityFilter::default(), None, 1).await.expect("reads");
        ids.extend(found.into_iter().map(|one| one.id.to_string()));
        let found = list_institutions(&mut conn, &all, None, 1).await.expect("reads");
        ids.extend(found.into_iter().map(|one| one.id.to_string()));
        let found = list_enterprises(&mut conn, &all, None, 1).await.expect("reads");
        ids.extend(found.into_iter().map(|one| one.id.to_string()));
        let found = list_batches(&mut conn, &all, (0, 1)).await.expect("reads");
        ids.extend(found.into_iter().map(|one| one.id.to_string()));
        drop(conn);
        Self { site, ids }
    }

    /// Every page that there is: each address with each id that it takes.
    async fn pages(&self) -> Vec<String> {
        let mut pages = Vec::new();
        for (pattern, _) in urls::all() {
            let ids: &[String] = if pattern.contains("{id}") { &self.ids } else { &self.ids[..1] };
            for id in ids {
                let (id, question) = id.split_once('?').unwrap_or((id, ""));
                let page = format!("{}?{question}", pattern.replace("{id}", id));
                let page = page.trim_end_matches('?').to_owned();
                let page = if pattern.contains("{id}") { page } else { pattern.to_owned() };
                let reply = self.site.get(&page).await;
                assert!(reply.status.as_u16() < 500, "{page}: {}", reply.status);
                if reply.status == StatusCode::OK && reply.header("content-type").starts_with("text/html") {
                    pages.push(page);
                }
            }
        }
        pages
    }

    /// Rows of every table, but for the audit trail.
    async fn rows(&self) -> BTreeMap<String, i64> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let tables = sqlx::query_scalar::<_, String>(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit%'",
        );
        let tables = tables.fetch_all(&mut *conn).await.expect("tables");
        let count = |name: &String| format!("SELECT '{name}' AS name, COUNT(*) AS count FROM \"{name}\"");
        let counts: Vec<String> = tables.iter().map(count).collect();
        let mut rows = BTreeMap::new();
        // SQLite takes no more than 500 parts at once.
        for some in counts.chunks(100) {
            let counts = sqlx::query(AssertSqlSafe(some.join(" UNION ALL ")));
            for row in counts.fetch_all(&mut *conn).await.expect("counts") {
                rows.insert(row.get("name"), row.get("count"));
            }
        }
        rows
    }

    /// The form as its page shows it now: versions and keys change.
    async fn fresh(&self, form: &Form) -> Option<Form> {
        let page = self.site.get(&form.page).await;
        forms(&form.page, &page.body).into_iter().find(|one| one.action == form.action)
    }

    async fn send(&self, action: &str, kind: &str, body: Vec<u8>) -> Reply {
        let request = Request::post(action).header(header::CONTENT_TYPE, kind);
        self.site.send_body(request, Body::from(body)).await
    }

    /// Sends it one way and looks at what comes back; `rows` are those before, and those after.
    async fn try_out(
        &self,
        form: &Form,
        what: &str,
        (kind, body): (&str, Vec<u8>),
        rows: &mut BTreeMap<String, i64>,
    ) -> Reply {
        let what = format!("{} on {}: {what}", form.action, form.page);
        let before = std::mem::take(rows);
        let reply = self.send(&form.action, kind, body).await;
        assert!(reply.status.as_u16() < 500, "{what}: {}", reply.status);
        assert_harmless(&what, &reply);
        if reply.status.is_client_error() {
            assert!(is_chinese(&reply.body), "{what}: {}", reply.body);
        }
        *rows = self.rows().await;
        if reply.status.is_client_error() {
            assert_eq!(*rows, before, "{what} was refused and left a trace");
        }
        if reply.status.is_redirection() {
            let there = self.site.get(reply.header("location")).await;
            assert!(there.status.as_u16() < 500, "{what}: then {}", there.status);
            assert_harmless(&what, &there);
        }
        reply
    }
}

fn is_chinese(body: &str) -> bool {
    body.contains("<html lang=\"zh-CN\">") && body.chars().any(|ch| ('\u{4E00}'..='\u{9FFF}').contains(&ch))
}

fn assert_harmless(what: &str, reply: &Reply) {
    assert!(!reply.body.contains("<script>alert") && !reply.body.contains("<img src=x"), "{what}: unescaped");
    let odd = |ch: char| ch == '\u{202E}' || ch.is_control() && !['\n', '\t'].contains(&ch);
    if reply.header("content-type").starts_with("text/html") {
        assert_eq!(reply.body.chars().find(|ch| odd(*ch)), None, "{what}: shows a sign that makes no sense");
    }
    for detail in ["panicked", "sqlx", "SELECT ", ".rs:", "axum", "Failed to", "/tmp"] {
        assert!(!reply.body.contains(detail), "{what} tells of {detail}: {}", reply.body);
    }
}

/// The fields as a browser packs them. `raw` is the value of one field, put in as it is.
fn packed(form: &Form, fields: &[(String, String)], raw: Option<(&str, &[u8])>) -> (&'static str, Vec<u8>) {
    if !form.files {
        let mut body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes();
        if let Some((name, value)) = raw {
            body.extend(format!("&{name}=").bytes());
            body.extend(value);
        }
        return (FORM, body);
    }
    let mut body = Vec::new();
    let texts = fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    for (name, value) in texts.chain(raw) {
        let file = if name == "file" { "; filename=\"名单.csv\"" } else { "" };
        body.extend(
            format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
        );
        body.extend(value);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").bytes());
    ("multipart/form-data; boundary=----duijie-form-walk", body)
}

/// One field made into something else; the others as they are.
fn with(form: &Form, name: &str, value: &str) -> Vec<(String, String)> {
    let changed = |(known, old): &(String, String)| {
        let value = if known == name { value } else { old };
        (known.clone(), value.to_owned())
    };
    form.fields.iter().map(changed).collect()
}

/// Everything that one form is sent as.
fn ways(form: &Form) -> Vec<(String, (&'static str, Vec<u8>))> {
    let mut ways = vec![("nothing".to_owned(), packed(form, &[], None))];
    let long = "长".repeat(200 * 1024 / 9);
    for (name, _) in &form.fields {
        let others: Vec<_> = form.fields.iter().filter(|(known, _)| known != name).cloned().collect();
        ways.push((format!("without {name}"), packed(form, &others, None)));
        let mut twice = form.fields.clone();
        twice.push((name.clone(), "二".to_owned()));
        ways.push((format!("{name} twice"), packed(form, &twice, None)));
        for value in [
            HTML,
            long.as_str(),
            "\u{0}\u{1}\u{202e}甲\u{7f}",
            "99999999999999999999",
            "-1",
            "'; DROP TABLE need; --",
        ] {
            let shown: String = value.chars().take(20).collect();
            ways.push((format!("{name} = {shown:?}"), packed(form, &with(form, name, value), None)));
        }
        ways.push((
            format!("{name} in no encoding"),
            packed(form, &others, Some((name, b"\xff\xfe%ff%00\xe9"))),
        ));
    }
    ways.push(("binary".to_owned(), (FORM, (0..=255).collect())));
    ways.push(("as text".to_owned(), ("text/plain", b"a=b".to_vec())));
    ways.push(("without an edge".to_owned(), ("multipart/form-data", b"a=b".to_vec())));
    ways
}

/// The forms of these pages, each once, whichever page it is on.
async fn forms_of(walk: &Walk, pages: &[String]) -> Vec<Form> {
    let (mut known, mut found) = (BTreeSet::new(), Vec::new());
    for page in pages {
        for form in forms(page, &walk.site.get(page).await.body) {
            if known.insert(form.action.clone()) {
                found.push(form);
            }
        }
    }
    found
}

async fn try_every_way(walk: &Walk, form: &Form) {
    let mut rows = walk.rows().await;
    let mut now = walk.fresh(form).await.unwrap_or_else(|| form.clone());
    let mut all = ways(&now);
    for at in 0..all.len() {
        let Some((what, body)) = all.get(at).cloned() else { continue };
        let reply = walk.try_out(&now, &what, body, &mut rows).await;
        // What was taken has made new versions and keys, or done away with the form, as an undo does.
        if !reply.status.is_client_error() {
            now = walk.fresh(form).await.unwrap_or_else(|| form.clone());
            all = ways(&now);
        }
    }
    let huge = format!("{}={}", form.fields.first().map_or("a", |(name, _)| name), "a".repeat(300 * 1024));
    let reply = walk.try_out(form, "more than is taken", (FORM, huge.into_bytes()), &mut rows).await;
    assert!(reply.status.is_client_error() || form.fields.is_empty(), "{}: {}", form.action, reply.status);
}

#[tokio::test]
async fn every_form_of_every_page_bears_whatever_is_sent() {
    let walk = Walk::new().await;
    let found = forms_of(&walk, &walk.pages().await).await;
    let actions: Vec<&str> = found.iter().map(|form| form.action.as_str()).collect();
    for part in ["/needs/drafts", "/imports", "/load", "/edit", "/contact"] {
        assert!(actions.iter().any(|action| action.contains(part)), "{part} is not among {actions:?}");
    }
    for form in &found {
        try_every_way(&walk, form).await;
    }
}

#[tokio::test]
async fn so_do_the_forms_that_only_their_own_people_have() {
    let all = Walk::new().await;
    let (mut conn, everything) = (all.site.app.store.read().await.expect("connects"), Viewer::operator());
    let institution = list_institutions(&mut conn, &everything, None, 1).await.expect("reads").remove(0).id;
    let enterprise = list_enterprises(&mut conn, &everything, None, 1).await.expect("reads").remove(0).id;
    drop(conn);
    for (viewer, page) in [
        (
            person(1, Role::Institution, Scope::Institution(institution.clone())),
            format!("/institutions/{institution}"),
        ),
        (
            person(2, Role::Enterprise, Scope::Enterprise(enterprise.clone())),
            format!("/enterprises/{enterprise}"),
        ),
    ] {
        let walk = all.seen_by(viewer).await;
        let edit = forms_of(&walk, &[format!("{page}/edit")]).await.remove(0);
        let (kind, body) = packed(&edit, &with(&edit, "contact", "周老师"), None);
        let saved = walk.send(&edit.action, kind, body).await;
        // With the note that offers to take it back.
        let pages = [saved.header("location").to_owned(), format!("{page}/contact"), format!("{page}/edit")];
        let found = forms_of(&walk, &pages).await;
        assert!(found.len() >= 3, "{found:?}");
        for form in &found {
            try_every_way(&walk, form).await;
        }
    }
}

#[tokio::test]
async fn so_do_the_forms_of_offers_and_of_what_people_keep() {
    let all = Walk::new().await;
    let (mut conn, everything) = (all.site.app.store.read().await.expect("connects"), Viewer::operator());
    let institution = list_institutions(&mut conn, &everything, None, 1).await.expect("reads").remove(0).id;
    let needs = list_needs(&mut conn, &everything, &NeedFilter::open(), None, 50).await.expect("reads");
    let need = needs.into_iter().find(|need| need.disclosure == Disclosure::Public).expect("a public one");
    drop(conn);
    let offering = all.seen_by(person(1, Role::Institution, Scope::Institution(institution))).await;
    let answering = all.seen_by(person(2, Role::Enterprise, Scope::Enterprise(need.enterprise))).await;
    let page = format!("/needs/{}", need.id);
    let found = forms_of(&offering, &[page, "/needs".to_owned(), "/saved".to_owned()]).await;
    let offer = found.iter().find(|form| form.action.ends_with("/offer")).expect("the form of an offer");
    let (kind, body) = packed(offer, &with(offer, "text", "两个月出样件"), None);
    let sent = offering.send(&offer.action, kind, body).await;
    let sent = sent.header("location").to_owned();
    assert!(sent.starts_with("/offers/"), "{sent}");
    for form in &found {
        try_every_way(&offering, form).await;
    }
    for (walk, actions) in [(&answering, ["/answer", "/undo"]), (&offering, ["/withdraw", "/undo"])] {
        for action in actions {
            let found = forms_of(walk, std::slice::from_ref(&sent)).await;
            let form = found.iter().find(|form| form.action.ends_with(action));
            let form = form.unwrap_or_else(|| panic!("{action} is not among {found:?}"));
            try_every_way(walk, form).await;
            let Some(now) = walk.fresh(form).await else { continue };
            let (kind, body) = packed(&now, &now.fields, None);
            walk.send(&now.action, kind, body).await;
        }
    }
}
