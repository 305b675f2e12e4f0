//! The rows of every list, each cell as its import would read it again.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::people;
use crate::city::CityPack;
use crate::domain::batch::SheetKind;
use crate::domain::capability::{Capability, CooperationMode, IpRight};
use crate::domain::county::CountyCode;
use crate::domain::enterprise::Enterprise;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::indicator::Indicator;
use crate::domain::institution::Institution;
use crate::domain::money::{Fen, Price};
use crate::domain::need::Need;
use crate::domain::roster::RosterEntry;
use crate::domain::text::join;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::service::import::columns;
use crate::sheets::OutCell;
use crate::storage::{self, CapabilityFilter, NeedFilter, StorageError};

/// Records of one page while all are read.
const PAGE: i64 = 1_000;
pub(super) const EVER: Instant = Instant(i64::MAX);

/// A row by column key; what is missing stays blank.
pub(super) type Cells = Vec<(&'static str, OutCell)>;

/// All rows of a list.
pub(super) async fn load(
    conn: &mut AnyConnection,
    city: &CityPack,
    viewer: &Viewer,
    kind: SheetKind,
) -> Result<Vec<Vec<OutCell>>, StorageError> {
    let rows = match kind {
        SheetKind::Enterprises | SheetKind::Roster => enterprises(conn, city, viewer).await?,
        SheetKind::Institutions => institutions(conn, viewer).await?.iter().map(institution).collect(),
        SheetKind::Capabilities => capabilities(conn, city, viewer).await?,
        SheetKind::Needs => needs(conn, city, viewer).await?,
        SheetKind::Targets => targets(conn, city, viewer).await?,
        SheetKind::RdActivities => rd_activities(conn, viewer).await?,
        SheetKind::RdAggregates => rd_aggregates(conn, city, viewer).await?,
        SheetKind::FourHaves => four_haves(conn, viewer).await?,
        SheetKind::Assignments => people::assignments(conn, viewer).await?,
        SheetKind::Holidays => people::holidays(conn, viewer).await?,
    };
    Ok(rows.into_iter().map(|row| arrange(kind, row)).collect())
}

fn arrange(kind: SheetKind, row: Cells) -> Vec<OutCell> {
    let mut cells: HashMap<&str, OutCell> = row.into_iter().collect();
    columns(kind).iter().map(|column| cells.remove(column.key).unwrap_or(OutCell::Blank)).collect()
}

pub(super) fn text(value: &str) -> OutCell {
    if value.is_empty() { OutCell::Blank } else { OutCell::Text(value.to_owned()) }
}

pub(super) fn maybe(value: Option<&String>) -> OutCell {
    value.map_or(OutCell::Blank, |value| text(value))
}

pub(super) fn date(value: Option<BusinessDate>) -> OutCell {
    value.map_or(OutCell::Blank, |day| OutCell::Date(day.to_string()))
}

fn yes(value: bool) -> OutCell {
    text(if value { "是" } else { "否" })
}

#[expect(clippy::cast_precision_loss, reason = "counts and years are far below 2^52")]
fn number(value: i64) -> OutCell {
    OutCell::Number(value as f64)
}

fn price(value: Option<Price>) -> OutCell {
    value.map_or(OutCell::Blank, |price| text(&price.written()))
}

fn written(indicators: &[Indicator]) -> OutCell {
    text(&indicators.iter().map(Indicator::line).collect::<Vec<_>>().join("；"))
}

fn labels(items: impl Iterator<Item = &'static str>) -> OutCell {
    text(&items.collect::<Vec<_>>().join("；"))
}

fn fields(city: &CityPack, codes: &[String]) -> OutCell {
    let names: Vec<String> =
        codes.iter().map(|code| city.field_name(code).unwrap_or(code.as_str()).to_owned()).collect();
    text(&join(&names))
}

fn county(city: &CityPack, code: &CountyCode) -> OutCell {
    let county = city.counties.iter().find(|county| county.code == *code);
    text(county.map_or("全市", |county| county.name.as_str()))
}

async fn all_enterprises(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Enterprise>, StorageError> {
    let (mut all, mut after): (Vec<Enterprise>, Option<EnterpriseId>) = (Vec::new(), None);
    loop {
        let page = storage::list_enterprises(conn, viewer, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.id.clone());
        all.extend(page);
    }
}

pub(super) async fn by_id(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<HashMap<EnterpriseId, Enterprise>, StorageError> {
    let all = all_enterprises(conn, viewer).await?;
    Ok(all.into_iter().map(|enterprise| (enterprise.id.clone(), enterprise)).collect())
}

async fn enterprises(
    conn: &mut AnyConnection,
    city: &CityPack,
    viewer: &Viewer,
) -> Result<Vec<Cells>, StorageError> {
    let entries = storage::list_roster_entries(conn, viewer, EVER).await?;
    let roster: HashMap<EnterpriseId, RosterEntry> =
        entries.into_iter().map(|entry| (entry.fact.enterprise.clone(), entry.fact)).collect();
    let row = |enterprise: Enterprise| {
        let entry = roster.get(&enterprise.id);
        vec![
            ("enterprise", text(&enterprise.name)),
            ("uscc", text(enterprise.uscc.as_str())),
            ("county", county(city, &enterprise.county)),
            ("industry", maybe(enterprise.industry.as_ref())),
            ("state_owned", enterprise.state_owned.map_or(OutCell::Blank, yes)),
            ("entered_on", date(entry.and_then(|entry| entry.entered_on))),
            ("left_on", date(entry.and_then(|entry| entry.left_on))),
            ("left_reason", maybe(entry.and_then(|entry| entry.left_reason.as_ref()))),
            ("contact", maybe(enterprise.contact.name.as_ref())),
            ("phone", maybe(enterprise.contact.phone.as_ref())),
            ("origin", maybe(enterprise.origin.as_ref())),
        ]
    };
    Ok(all_enterprises(conn, viewer).await?.into_iter().map(row).collect())
}

async fn institutions(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Institution>, StorageError> {
    let (mut all, mut after): (Vec<Institution>, Option<InstitutionId>) = (Vec::new(), None);
    loop {
        let page = storage::list_institutions(conn, viewer, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.id.clone());
        all.extend(page);
    }
}

fn institution(institution: &Institution) -> Cells {
    vec![
        ("institution", text(&institution.name)),
        ("kind", text(institution.kind.label())),
        ("uscc", maybe(institution.uscc.as_ref())),
        ("place", maybe(institution.place.as_ref())),
        ("introduction", maybe(institution.introduction.as_ref())),
        ("monthly_limit", institution.monthly_limit.map_or(OutCell::Blank, number)),
        ("open", yes(institution.open)),
        ("contact", maybe(institution.contact.name.as_ref())),
        ("phone", maybe(institution.contact.phone.as_ref())),
        ("origin", maybe(institution.origin.as_ref())),
    ]
}

async fn capabilities(
    conn: &mut AnyConnection,
    city: &CityPack,
    viewer: &Viewer,
) -> Result<Vec<Cells>, StorageError> {
    let names: HashMap<InstitutionId, String> =
        institutions(conn, viewer).await?.into_iter().map(|holder| (holder.id, holder.name)).collect();
    let (mut rows, mut after): (Vec<Cells>, Option<CapabilityId>) = (Vec::new(), None);
    loop {
        let filter = CapabilityFilter::default();
        let page = storage::list_capabilities(conn, viewer, &filter, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = Some(last.id.clone());
        for one in &page {
            for holder in &one.holders {
                rows.push(capability(city, one, names.get(holder)));
            }
        }
    }
}

fn capability(city: &CityPack, one: &Capability, holder: Option<&String>) -> Cells {
    vec![
        ("institution", maybe(holder)),
        ("kind", text(one.kind.label())),
        ("title", text(&one.title)),
        ("introduction", text(&one.introduction)),
        ("keywords", text(&join(&one.keywords))),
        ("fields", fields(city, &one.fields)),
        ("industries", text(&join(&one.industries))),
        ("indicators", written(&one.indicators)),
        ("trl", one.trl.map_or(OutCell::Blank, number)),
        ("modes", labels(one.modes.iter().copied().map(CooperationMode::label))),
        ("price", price(one.price)),
        ("monthly_limit", one.monthly_limit.map_or(OutCell::Blank, number)),
        ("accepting", yes(one.accepting)),
        ("valid_until", date(one.valid_until)),
        ("ip", text(&one.ip.iter().map(IpRight::written).collect::<Vec<_>>().join("；"))),
        ("cases", text(&one.cases)),
        ("evidence", text(&join(&one.evidence))),
        ("no", text(&one.no)),
        ("origin", maybe(one.origin.as_ref())),
    ]
}

async fn needs(
    conn: &mut AnyConnection,
    city: &CityPack,
    viewer: &Viewer,
) -> Result<Vec<Cells>, StorageError> {
    let enterprises = by_id(conn, viewer).await?;
    let (mut rows, mut after): (Vec<Cells>, Option<NeedId>) = (Vec::new(), None);
    loop {
        let page = storage::list_needs(conn, viewer, &NeedFilter::default(), after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = Some(last.id.clone());
        rows.extend(page.iter().map(|one| need(city, one, enterprises.get(&one.enterprise))));
    }
}

fn need(city: &CityPack, one: &Need, enterprise: Option<&Enterprise>) -> Cells {
    vec![
        ("enterprise", maybe(enterprise.map(|enterprise| &enterprise.name))),
        ("uscc", enterprise.map_or(OutCell::Blank, |enterprise| text(enterprise.uscc.as_str()))),
        ("title", text(&one.title)),
        ("problem", text(&one.problem)),
        ("kind", one.kind.map_or(OutCell::Blank, |kind| text(kind.label()))),
        ("keywords", text(&join(&one.keywords))),
        ("fields", fields(city, &one.fields)),
        ("indicators", written(&one.indicators)),
        ("budget", price(one.budget)),
        ("modes", labels(one.modes.iter().copied().map(CooperationMode::label))),
        ("due_on", date(one.due_on)),
        ("disclosure", text(one.disclosure.label())),
        ("classified", yes(false)),
        ("current_state", maybe(one.current_state.as_ref())),
        ("tried", maybe(one.tried.as_ref())),
        ("constraints", maybe(one.constraints.as_ref())),
        ("urgency", text(one.urgency.label())),
        ("fills", labels(one.fills.iter().copied().map(FourHavesItem::label))),
        ("intended", text(&join(&one.intended))),
        ("avoided", text(&join(&one.avoided))),
        ("budget_source", maybe(one.budget_source.as_ref())),
        ("contact", maybe(one.contact.name.as_ref())),
        ("position", maybe(one.contact.position.as_ref())),
        ("phone", maybe(one.contact.phone.as_ref())),
        ("email", maybe(one.contact.email.as_ref())),
        ("decision_maker", maybe(one.contact.decision_maker.as_ref())),
        ("source", text(one.source.label())),
        ("collector", maybe(one.collector.as_ref())),
        ("collected_on", date(one.collected_on)),
        ("no", text(&one.no)),
        ("status", text(one.status.label())),
        ("origin", maybe(one.origin.as_ref())),
    ]
}

async fn targets(
    conn: &mut AnyConnection,
    city: &CityPack,
    viewer: &Viewer,
) -> Result<Vec<Cells>, StorageError> {
    let facts = storage::list_targets(conn, viewer, EVER).await?;
    let row = |fact: crate::domain::target::Target| {
        vec![
            ("year", number(i64::from(fact.data_year))),
            ("county", county(city, &fact.area)),
            ("target", text(&fact.rate.to_percent())),
            ("document", text(&fact.document)),
            ("kind", text(fact.kind.label())),
        ]
    };
    Ok(facts.into_iter().map(|fact| row(fact.fact)).collect())
}

async fn rd_activities(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Cells>, StorageError> {
    let enterprises = by_id(conn, viewer).await?;
    let facts = storage::list_rd_activities(conn, viewer, EVER).await?;
    let rows = facts.into_iter().map(|recorded| {
        let fact = recorded.fact;
        let enterprise = enterprises.get(&fact.enterprise);
        vec![
            ("uscc", enterprise.map_or(OutCell::Blank, |enterprise| text(enterprise.uscc.as_str()))),
            ("year", number(i64::from(fact.data_year))),
            ("active", yes(fact.active)),
            ("source", text(fact.source.label())),
            ("expense", fact.expense.map_or(OutCell::Blank, |fen: Fen| text(&fen.to_wan_yuan()))),
            ("as_of_on", date(fact.as_of_on)),
            ("enterprise", maybe(enterprise.map(|enterprise| &enterprise.name))),
        ]
    });
    Ok(rows.collect())
}

async fn rd_aggregates(
    conn: &mut AnyConnection,
    city: &CityPack,
    viewer: &Viewer,
) -> Result<Vec<Cells>, StorageError> {
    let facts = storage::list_rd_aggregates(conn, viewer, EVER).await?;
    let rows = facts.into_iter().map(|recorded| {
        let fact = recorded.fact;
        vec![
            ("year", number(i64::from(fact.data_year))),
            ("county", county(city, &fact.area)),
            ("enterprises", number(fact.enterprises)),
            ("active", number(fact.active)),
            ("as_of_on", date(Some(fact.as_of_on))),
        ]
    });
    Ok(rows.collect())
}

async fn four_haves(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Cells>, StorageError> {
    let enterprises = by_id(conn, viewer).await?;
    let facts = storage::list_four_haves(conn, viewer, EVER).await?;
    let rows = facts.into_iter().map(|recorded| {
        let fact = recorded.fact;
        let enterprise = enterprises.get(&fact.enterprise);
        vec![
            ("uscc", enterprise.map_or(OutCell::Blank, |enterprise| text(enterprise.uscc.as_str()))),
            ("year", number(i64::from(fact.data_year))),
            ("item", text(fact.item.label())),
            ("present", text(if fact.present { "有" } else { "无" })),
            ("evidence", maybe(fact.evidence.as_ref())),
            ("evidence_on", date(fact.evidence_on)),
            ("enterprise", maybe(enterprise.map(|enterprise| &enterprise.name))),
        ]
    });
    Ok(rows.collect())
}
