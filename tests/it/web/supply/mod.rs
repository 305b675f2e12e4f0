//! Institutions keep their capabilities: who may, what is refused, two at once, taking it back; statements that age; claims
//! on profiles; the survey of R&D resources.

mod keeping;
mod steps;
mod survey;

use axum::http::StatusCode;
use duijie::domain::capability::Capability;
use duijie::domain::county::CountyCode;
use duijie::domain::ids::InstitutionId;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Scope, Viewer};
use duijie::storage::{
    CapabilityFilter, find_capability, find_institution, list_capabilities, update_capability,
};
use scraper::{ElementRef, Html, Selector};

use crate::support::db::noon;
use crate::support::web::{Reply, TestSite, bureau, person};

/// Two institutions, the first with two capabilities from a list.
struct World {
    site: TestSite,
    one: InstitutionId,
    two: InstitutionId,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        site.load("institutions", "机构名称,机构类型\n示例大学,高校\n示例研究院,科研院所\n").await;
        let list = "机构名称,类型,名称,简介,技术指标,合作方式,应用案例,知识产权\n\
            示例大学,成果,大型轴承感应淬火,轴承滚道感应淬火变形控制,硬度 ≥ 60 HRC,委托开发,某轴承厂,发明专利 ZL1 已授权\n\
            示例大学,团队,齿轮磨削团队,齿轮磨削裂纹控制,,,,\n";
        site.load("capabilities", list).await;
        let mut ids = Vec::new();
        for name in ["示例大学", "示例研究院"] {
            let mut conn = site.app.store.read().await.expect("connects");
            let found = find_institution(&mut conn, &Viewer::operator(), name).await.expect("finds");
            ids.push(found.expect("is there").id);
        }
        let two = ids.pop().expect("two");
        Self { site, one: ids.pop().expect("one"), two }
    }

    async fn own(&self) -> TestSite {
        self.site.seen_by(person(1, Role::Institution, Scope::Institution(self.one.clone()))).await
    }

    async fn colleague(&self) -> TestSite {
        self.site.seen_by(person(5, Role::Institution, Scope::Institution(self.one.clone()))).await
    }

    async fn other(&self) -> TestSite {
        self.site.seen_by(person(2, Role::Institution, Scope::Institution(self.two.clone()))).await
    }

    async fn bureau(&self) -> TestSite {
        self.site.seen_by(bureau(4)).await
    }

    async fn county(&self) -> TestSite {
        let code = CountyCode::new("410311").expect("a code");
        self.site.seen_by(person(7, Role::CountyOfficer, Scope::County(code))).await
    }

    async fn all(&self) -> Vec<Capability> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let every = CapabilityFilter::default();
        list_capabilities(&mut conn, &Viewer::operator(), &every, None, 99).await.expect("lists")
    }

    async fn stored(&self, reference: &str) -> Option<Capability> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        find_capability(&mut conn, &Viewer::operator(), reference).await.expect("finds")
    }

    /// Makes it as if it had been confirmed on this day for the last time.
    async fn confirmed_on(&self, reference: &str, day: &str) {
        let mut capability = self.stored(reference).await.expect("is there");
        for statement in capability.statements.values_mut() {
            statement.confirmed_at = noon(day);
        }
        capability.confirmed_at = noon(day);
        let mut tx =
            self.site.app.store.write(&Viewer::operator(), self.site.app.now()).await.expect("begins");
        update_capability(&mut tx, &capability).await.expect("updates");
        tx.commit().await.expect("commits");
    }

    fn at(&self, rest: &str) -> String {
        format!("/institutions/{}{rest}", self.one)
    }
}

fn select(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// The fields of the form with this action as a browser would send them, some of them changed; a button adds its own.
pub fn filled(page: &Reply, action: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let document = Html::parse_document(&page.body);
    let form = select("main form[method=post]");
    let of_action = |form: &ElementRef<'_>| form.attr("action").unwrap_or_default() == action;
    let form =
        document.select(&form).find(of_action).unwrap_or_else(|| panic!("no form {action}: {}", page.body));
    let mut fields: Vec<(String, String)> = Vec::new();
    for element in form.select(&select("input[name], select[name], textarea[name]")) {
        let name = element.attr("name").unwrap_or_default().to_owned();
        let kind = element.attr("type").unwrap_or("text");
        let value = match element.value().name() {
            "textarea" => element.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => {
                let (chosen, first) = (select("option[selected]"), select("option"));
                let option = element.select(&chosen).next().or_else(|| element.select(&first).next());
                option.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
            }
            _ if ["radio", "checkbox"].contains(&kind) && element.attr("checked").is_none() => continue,
            _ => element.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name, value));
    }
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

pub async fn send(site: &TestSite, address: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post(address, &fields).await
}

/// Opens the form, changes fields, sends it.
pub async fn edit(site: &TestSite, address: &str, changes: &[(&str, &str)]) -> Reply {
    let form = site.get(address).await;
    assert_eq!(form.status, StatusCode::OK, "{address}: {}", form.body);
    send(site, address, &filled(&form, address, changes)).await
}

/// Presses the button of a form of a page.
async fn press(site: &TestSite, page: &str, action: &str, button: &[(&str, &str)]) -> Reply {
    let shown = site.get(page).await;
    send(site, action, &filled(&shown, action, button)).await
}

const LASER: [(&str, &str); 9] = [
    ("kind", "team"),
    ("title", "激光熔覆修复团队"),
    ("intro", "轧辊表面激光熔覆，修复后寿命提高"),
    ("keywords", "激光熔覆、修复"),
    ("figures", "熔覆层厚度 ≥ 2 mm\n很耐磨"),
    ("trl", "8"),
    ("proof", "检测报告 2022-01"),
    ("price", "免费试用"),
    ("secret", "0"),
];

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = base.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

async fn edit_new(site: &TestSite, more: &[(&str, &str)]) -> Reply {
    edit(site, "/capabilities/new", &with(&LASER, more)).await
}
