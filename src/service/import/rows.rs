//! The rows of every kind of list as typed values: what a row says, nothing of what is stored. A blank cell says
//! nothing, and what is stored stays.

use super::cells::Cells;
use super::context::{Context, aggregate_key, assignment_key, have_key, rd_key, target_key};
use super::people::assignment;
use super::working_days::holidays;
use crate::domain::assignment::Assignment;
use crate::domain::batch::{RowProblem, RowWarning, SheetKind};
use crate::domain::calendar::CalendarDay;
use crate::domain::capability::{CapabilityKind, CooperationMode, IpRight, capability_key};
use crate::domain::county::CountyCode;
use crate::domain::four_haves::{FourHaves, FourHavesItem};
use crate::domain::ids::{EnterpriseId, InstitutionId};
use crate::domain::indicator::Indicator;
use crate::domain::institution::InstitutionKind;
use crate::domain::money::Price;
use crate::domain::need::{Disclosure, NeedKind, NeedSource, Urgency};
use crate::domain::rd_activity::{RdActivity, RdAggregate, RdSource};
use crate::domain::target::{Target, TargetKind};
use crate::domain::text::{MAX_TITLE, name_key};
use crate::domain::time::BusinessDate;
use crate::domain::uscc::Uscc;
use crate::service::indicators::read_indicators;

/// Longest name of an organisation.
pub(super) const MAX_NAME: usize = 120;
/// Titles longer than the form's limit earn a warning.
const FORM_TITLE: usize = 50;
/// The document of targets that name none.
const UNNAMED_DOCUMENT: &str = "（未注明文件）";

/// One row, typed.
pub(super) enum Row {
    Enterprise(Box<EnterpriseRow>),
    Institution(Box<InstitutionRow>),
    Capability(Box<CapabilityRow>),
    Need(Box<NeedRow>),
    Target(Target),
    RdActivity(RdActivity),
    RdAggregate(RdAggregate),
    FourHaves(FourHaves),
    Assignment(Box<Assignment>),
    Holidays(Vec<CalendarDay>),
}

pub(super) struct EnterpriseRow {
    pub(super) uscc: Uscc,
    pub(super) name: String,
    pub(super) county: CountyCode,
    pub(super) industry: Option<String>,
    pub(super) state_owned: Option<bool>,
    pub(super) entered_on: Option<BusinessDate>,
    pub(super) left_on: Option<BusinessDate>,
    pub(super) left_reason: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) origin: Option<String>,
}

pub(super) struct InstitutionRow {
    pub(super) name: String,
    pub(super) kind: InstitutionKind,
    pub(super) uscc: Option<String>,
    pub(super) place: Option<String>,
    pub(super) introduction: Option<String>,
    pub(super) monthly_limit: Option<i64>,
    pub(super) open: Option<bool>,
    pub(super) contact: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) origin: Option<String>,
}

pub(super) struct CapabilityRow {
    pub(super) holder: InstitutionId,
    pub(super) kind: CapabilityKind,
    pub(super) title: String,
    pub(super) introduction: String,
    pub(super) keywords: Option<Vec<String>>,
    pub(super) fields: Option<Vec<String>>,
    pub(super) industries: Option<Vec<String>>,
    pub(super) indicators: Option<Vec<Indicator>>,
    pub(super) trl: Option<i64>,
    pub(super) modes: Option<Vec<CooperationMode>>,
    pub(super) price: Option<Price>,
    pub(super) monthly_limit: Option<i64>,
    pub(super) accepting: Option<bool>,
    pub(super) valid_until: Option<BusinessDate>,
    pub(super) ip: Option<Vec<IpRight>>,
    pub(super) cases: Option<String>,
    pub(super) evidence: Option<Vec<String>>,
    pub(super) origin: Option<String>,
}

pub(super) struct NeedRow {
    pub(super) enterprise: EnterpriseId,
    pub(super) title: String,
    pub(super) problem: String,
    pub(super) kind: Option<NeedKind>,
    pub(super) keywords: Option<Vec<String>>,
    pub(super) fields: Option<Vec<String>>,
    pub(super) indicators: Option<Vec<Indicator>>,
    pub(super) budget: Option<Price>,
    pub(super) modes: Option<Vec<CooperationMode>>,
    pub(super) due_on: Option<BusinessDate>,
    pub(super) disclosure: Option<Disclosure>,
    pub(super) current_state: Option<String>,
    pub(super) tried: Option<String>,
    pub(super) constraints: Option<String>,
    pub(super) urgency: Option<Urgency>,
    pub(super) fills: Option<Vec<FourHavesItem>>,
    pub(super) intended: Option<Vec<String>>,
    pub(super) avoided: Option<Vec<String>>,
    pub(super) budget_source: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) position: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) decision_maker: Option<String>,
    pub(super) source: Option<NeedSource>,
    pub(super) collector: Option<String>,
    pub(super) collected_on: Option<BusinessDate>,
    pub(super) origin: Option<String>,
}

impl Row {
    /// What makes two rows of a file speak of the same record; a row may speak of several.
    pub(super) fn keys(&self) -> Vec<String> {
        vec![match self {
            Self::Enterprise(row) => row.uscc.to_string(),
            Self::Institution(row) => name_key(&row.name),
            Self::Capability(row) => {
                format!("{}|{}", row.holder, capability_key(row.kind, &row.title, &row.introduction))
            }
            Self::Need(row) => format!("{}|{}", row.enterprise, name_key(&row.title)),
            Self::Target(target) => target_key(target),
            Self::RdActivity(activity) => rd_key(activity),
            Self::RdAggregate(aggregate) => aggregate_key(aggregate),
            Self::FourHaves(have) => have_key(have),
            Self::Assignment(assignment) => assignment_key(assignment),
            Self::Holidays(days) => return days.iter().map(|day| day.day.to_string()).collect(),
        }]
    }
}

/// Reads one row; `None` if something keeps it out, which then stands in `cells.problems`.
pub(super) fn parse(kind: SheetKind, cells: &mut Cells<'_>, context: &Context) -> Option<Row> {
    let row = match kind {
        SheetKind::Enterprises | SheetKind::Roster => {
            enterprise(cells, context).map(|row| Row::Enterprise(Box::new(row)))
        }
        SheetKind::Institutions => institution(cells).map(|row| Row::Institution(Box::new(row))),
        SheetKind::Capabilities => capability(cells, context).map(|row| Row::Capability(Box::new(row))),
        SheetKind::Needs => need(cells, context).map(|row| Row::Need(Box::new(row))),
        SheetKind::Targets => target(cells, context).map(Row::Target),
        SheetKind::RdActivities => rd_activity(cells, context).map(Row::RdActivity),
        SheetKind::RdAggregates => rd_aggregate(cells, context).map(Row::RdAggregate),
        SheetKind::FourHaves => four_haves(cells, context).map(Row::FourHaves),
        SheetKind::Assignments => assignment(cells, context).map(|row| Row::Assignment(Box::new(row))),
        SheetKind::Holidays => holidays(cells).map(Row::Holidays),
    };
    row.filter(|_| cells.problems.is_empty())
}

fn organisation(cells: &mut Cells<'_>, key: &'static str) -> Option<String> {
    cells.required(key, |cells, key| cells.name(key, MAX_NAME))
}

fn title(cells: &mut Cells<'_>) -> Option<String> {
    let title = cells.required("title", |cells, key| cells.name(key, MAX_TITLE))?;
    let length = title.chars().count();
    if length > FORM_TITLE {
        cells.warn("title", RowWarning::LongTitle(length));
    }
    Some(title)
}

fn indicators(cells: &mut Cells<'_>) -> Option<Vec<Indicator>> {
    let indicators = read_indicators(&cells.text("indicators")?);
    for unread in indicators.iter().filter(|indicator| indicator.figure.is_none()) {
        cells.warn("indicators", RowWarning::IndicatorNotUnderstood(unread.written.clone()));
    }
    Some(indicators)
}

fn county(cells: &mut Cells<'_>, context: &Context) -> Option<CountyCode> {
    let name = cells.required("county", Cells::text)?;
    match context.counties.find(&name) {
        Some(county) => Some(county.code.clone()),
        None => {
            cells.problem("county", RowProblem::UnknownCounty(name));
            None
        }
    }
}

fn area(cells: &mut Cells<'_>, context: &Context) -> Option<CountyCode> {
    let name = cells.required("county", Cells::text)?;
    let area = context.area(&name);
    if area.is_none() {
        cells.problem("county", RowProblem::UnknownCounty(name));
    }
    area
}

/// The enterprise a row speaks of, by its code.
pub(super) fn enterprise_by_code(cells: &mut Cells<'_>, context: &Context) -> Option<EnterpriseId> {
    let uscc = cells.required("uscc", Cells::uscc)?;
    let id = context.by_code.get(uscc.as_str()).cloned();
    if id.is_none() {
        cells.problem("uscc", RowProblem::UnknownEnterprise(uscc.to_string()));
    }
    id
}

/// The enterprise of a need: by code if there is one, else by name.
fn enterprise_of_need(cells: &mut Cells<'_>, context: &Context) -> Option<EnterpriseId> {
    let name = cells.name("enterprise", MAX_NAME);
    let problems = cells.problems.len();
    if let Some(uscc) = cells.uscc("uscc") {
        let id = context.by_code.get(uscc.as_str()).cloned();
        match (&id, name) {
            (None, _) => cells.problem("uscc", RowProblem::UnknownEnterprise(uscc.to_string())),
            (Some(id), Some(name)) if context.names.get(id) != Some(&name_key(&name)) => {
                cells.warn("enterprise", RowWarning::NameDiffers(name));
            }
            _ => {}
        }
        return id;
    }
    if cells.problems.len() > problems {
        return None;
    }
    let Some(name) = name else {
        cells.problem("enterprise", RowProblem::Missing);
        return None;
    };
    context.enterprise_named(&name).map_err(|problem| cells.problem("enterprise", problem)).ok()
}

fn enterprise(cells: &mut Cells<'_>, context: &Context) -> Option<EnterpriseRow> {
    let (name, uscc) = (organisation(cells, "enterprise"), cells.required("uscc", Cells::uscc));
    let county = county(cells, context);
    let (industry, state_owned) = (cells.industry("industry"), cells.flag("state_owned"));
    let (entered_on, left_on) = (cells.date("entered_on"), cells.date("left_on"));
    if let (Some(entered), Some(left)) = (entered_on, left_on)
        && left < entered
    {
        cells.problem("left_on", RowProblem::DatesReversed);
    }
    Some(EnterpriseRow {
        left_reason: cells.text("left_reason"),
        contact: cells.name("contact", MAX_NAME),
        phone: cells.name("phone", MAX_NAME),
        origin: cells.name("origin", MAX_NAME),
        uscc: uscc?,
        name: name?,
        county: county?,
        industry,
        state_owned,
        entered_on,
        left_on,
    })
}

fn institution(cells: &mut Cells<'_>) -> Option<InstitutionRow> {
    let name = organisation(cells, "institution");
    let kind = cells.required("kind", |cells, key| {
        cells.word(key, InstitutionKind::from_label, InstitutionKind::labels())
    });
    Some(InstitutionRow {
        uscc: cells.uscc("uscc").map(|uscc| uscc.to_string()),
        place: cells.name("place", MAX_NAME),
        introduction: cells.text("introduction"),
        monthly_limit: cells.number("monthly_limit", 0, 10_000),
        open: cells.flag("open"),
        contact: cells.name("contact", MAX_NAME),
        phone: cells.name("phone", MAX_NAME),
        origin: cells.name("origin", MAX_NAME),
        name: name?,
        kind: kind?,
    })
}

fn capability(cells: &mut Cells<'_>, context: &Context) -> Option<CapabilityRow> {
    let holder = organisation(cells, "institution").and_then(|name| {
        let id = context.institutions.get(&name_key(&name)).cloned();
        if id.is_none() {
            cells.problem("institution", RowProblem::UnknownInstitution(name));
        }
        id
    });
    let kind = cells
        .required("kind", |cells, key| cells.word(key, CapabilityKind::from_label, CapabilityKind::labels()));
    let (title, introduction) = (title(cells), cells.required("introduction", Cells::text));
    Some(CapabilityRow {
        keywords: cells.list("keywords"),
        fields: cells.words("fields", |name| context.city.field_code(name).map(str::to_owned)),
        industries: cells.words("industries", industry_prefix),
        indicators: indicators(cells),
        trl: cells.number("trl", 1, 9),
        modes: cells.words("modes", CooperationMode::from_words),
        price: cells.price_or_trial("price"),
        monthly_limit: cells.number("monthly_limit", 0, 10_000),
        accepting: cells.flag("accepting"),
        valid_until: cells.date("valid_until"),
        ip: cells.words("ip", IpRight::from_words),
        cases: cells.text("cases"),
        evidence: cells.items("evidence"),
        origin: cells.name("origin", MAX_NAME),
        holder: holder?,
        kind: kind?,
        title: title?,
        introduction: introduction?,
    })
}

fn industry_prefix(item: &str) -> Option<String> {
    let code = item.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
    ((2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())).then(|| code.to_owned())
}

fn need(cells: &mut Cells<'_>, context: &Context) -> Option<NeedRow> {
    let enterprise = enterprise_of_need(cells, context);
    let (title, problem) = (title(cells), cells.required("problem", Cells::text));
    if cells.flag("classified") == Some(true) {
        cells.problem("classified", RowProblem::Classified);
    }
    Some(NeedRow {
        kind: cells.word("kind", NeedKind::from_label, NeedKind::labels()),
        keywords: cells.list("keywords"),
        fields: cells.words("fields", |name| context.city.field_code(name).map(str::to_owned)),
        indicators: indicators(cells),
        budget: cells.price("budget"),
        modes: cells.words("modes", CooperationMode::from_words),
        due_on: cells.date("due_on"),
        disclosure: cells.word("disclosure", Disclosure::from_label, Disclosure::labels()),
        current_state: cells.text("current_state"),
        tried: cells.text("tried"),
        constraints: cells.text("constraints"),
        urgency: cells.word("urgency", Urgency::from_label, Urgency::labels()),
        fills: cells.words("fills", FourHavesItem::from_label),
        intended: cells.list("intended"),
        avoided: cells.list("avoided"),
        budget_source: cells.text("budget_source"),
        contact: cells.name("contact", MAX_NAME),
        position: cells.name("position", MAX_NAME),
        phone: cells.name("phone", MAX_NAME),
        email: cells.name("email", MAX_NAME),
        decision_maker: cells.name("decision_maker", MAX_NAME),
        source: cells.word("source", NeedSource::from_label, NeedSource::labels()),
        collector: cells.name("collector", MAX_NAME),
        collected_on: cells.date("collected_on"),
        origin: cells.name("origin", MAX_NAME),
        enterprise: enterprise?,
        title: title?,
        problem: problem?,
    })
}

fn target(cells: &mut Cells<'_>, context: &Context) -> Option<Target> {
    let data_year = cells.required("year", Cells::year);
    let area = area(cells, context);
    let rate = cells.required("target", Cells::percent);
    let kind = cells.word("kind", TargetKind::from_label, TargetKind::labels());
    let document = cells.name("document", MAX_TITLE).unwrap_or_else(|| UNNAMED_DOCUMENT.to_owned());
    let area = area?;
    let city = context.counties.by_code(&area).is_none();
    let kind = kind.unwrap_or(if city { TargetKind::Work } else { TargetKind::Guidance });
    Some(Target { document, data_year: data_year?, kind, area, rate: rate? })
}

fn rd_activity(cells: &mut Cells<'_>, context: &Context) -> Option<RdActivity> {
    let enterprise = enterprise_by_code(cells, context);
    let data_year = cells.required("year", Cells::year);
    let active = cells.required("active", Cells::flag);
    let source =
        cells.required("source", |cells, key| cells.word(key, RdSource::from_label, RdSource::labels()));
    let (expense, as_of_on) = (cells.money("expense"), cells.date("as_of_on"));
    Some(RdActivity {
        enterprise: enterprise?,
        data_year: data_year?,
        source: source?,
        active: active?,
        expense,
        as_of_on,
    })
}

fn rd_aggregate(cells: &mut Cells<'_>, context: &Context) -> Option<RdAggregate> {
    let (data_year, area) = (cells.required("year", Cells::year), area(cells, context));
    let count =
        |cells: &mut Cells<'_>, key| cells.required(key, |cells, key| cells.number(key, 0, 1_000_000));
    let (enterprises, active) = (count(cells, "enterprises"), count(cells, "active"));
    let as_of_on = cells.required("as_of_on", Cells::date);
    let (enterprises, active) = (enterprises?, active?);
    if active > enterprises {
        cells.warn("active", RowWarning::MoreThanAll);
    }
    Some(RdAggregate { data_year: data_year?, area: area?, as_of_on: as_of_on?, enterprises, active })
}

fn four_haves(cells: &mut Cells<'_>, context: &Context) -> Option<FourHaves> {
    let enterprise = enterprise_by_code(cells, context);
    let data_year = cells.required("year", Cells::year);
    let item = cells
        .required("item", |cells, key| cells.word(key, FourHavesItem::from_label, FourHavesItem::labels()));
    let present = cells.required("present", Cells::flag);
    let (evidence, evidence_on) = (cells.text("evidence"), cells.date("evidence_on"));
    Some(FourHaves {
        enterprise: enterprise?,
        data_year: data_year?,
        item: item?,
        present: present?,
        evidence,
        evidence_on,
    })
}
