//! The columns of every list as they are written: widths, kinds, drop-down lists, notes.

use crate::city::CityPack;
use crate::domain::batch::SheetKind;
use crate::domain::calendar::DayKind;
use crate::domain::capability::{CapabilityKind, CooperationMode};
use crate::domain::four_haves::FourHavesItem;
use crate::domain::institution::InstitutionKind;
use crate::domain::need::{Disclosure, NeedKind, NeedSource, Urgency};
use crate::domain::rd_activity::RdSource;
use crate::domain::target::TargetKind;
use crate::service::import::columns;
use crate::sheets::{Kind, OutColumn, OutSheet};

/// A list without rows.
#[must_use]
pub fn template_sheet(kind: SheetKind, city: &CityPack) -> OutSheet {
    let columns = columns(kind)
        .iter()
        .map(|column| OutColumn {
            heading: column.heading.to_owned(),
            width: width(column.key),
            kind: cell_kind(column.key),
            choices: choices(kind, column.key, city),
            required: column.required,
            note: note(kind, column.key).to_owned(),
        })
        .collect();
    OutSheet { name: kind.label().to_owned(), columns, rows: Vec::new() }
}

fn width(key: &str) -> f64 {
    match key {
        "enterprise" | "institution" | "title" | "document" => 30.0,
        "problem" | "introduction" | "indicators" => 50.0,
        "uscc" => 22.0,
        "current_state" | "tried" | "constraints" | "evidence" | "modes" => 26.0,
        _ => 14.0,
    }
}

fn cell_kind(key: &str) -> Kind {
    match key {
        "entered_on" | "left_on" | "due_on" | "collected_on" | "as_of_on" | "evidence_on" | "starts_on"
        | "ends_on" | "day" | "first" | "last" => Kind::Date,
        "enterprises" | "monthly_limit" | "trl" | "year" | "target" | "expense" => Kind::Number,
        _ => Kind::Text,
    }
}

fn choices(kind: SheetKind, key: &str, city: &CityPack) -> Vec<String> {
    let owned = |labels: Vec<&str>| labels.into_iter().map(str::to_owned).collect();
    match (kind, key) {
        (SheetKind::Targets | SheetKind::RdAggregates, "county") => {
            let counties = city.counties.iter().map(|county| county.name.clone());
            std::iter::once("全市".to_owned()).chain(counties).collect()
        }
        (_, "county") => city.counties.iter().map(|county| county.name.clone()).collect(),
        (_, "fields") => city.fields.iter().map(|(_, name)| name.clone()).collect(),
        (SheetKind::Institutions, "kind") => owned(InstitutionKind::labels()),
        (SheetKind::Capabilities, "kind") => owned(CapabilityKind::labels()),
        (SheetKind::Needs, "kind") => owned(NeedKind::labels()),
        (SheetKind::Targets, "kind") => owned(TargetKind::labels()),
        (SheetKind::Holidays, "kind") => owned(DayKind::labels()),
        (_, "modes") => owned(CooperationMode::labels()),
        (_, "disclosure") => owned(Disclosure::labels()),
        (_, "urgency") => owned(Urgency::labels()),
        (SheetKind::Needs, "source") => owned(NeedSource::labels()),
        (SheetKind::RdActivities, "source") => owned(RdSource::labels()),
        (_, "item" | "fills") => owned(FourHavesItem::labels()),
        (_, "present") => owned(vec!["有", "无"]),
        (SheetKind::RdActivities, "active") | (_, "state_owned" | "classified" | "open") => {
            owned(vec!["是", "否"])
        }
        _ => Vec::new(),
    }
}

fn note(kind: SheetKind, key: &str) -> &'static str {
    match (kind, key) {
        (SheetKind::Needs, "enterprise") => "企业名称与统一社会信用代码至少填一项",
        (_, "uscc") => "18 位，以文本填写",
        (_, "county") => "按在地统计填写，不由地址或代码推断",
        (SheetKind::Needs, "indicators") => {
            "每项写成“名称 ≥ 数值 单位”，多项用；分开，可注明现值；非达到不可的在后面写（必须）"
        }
        (_, "indicators") => "每项写成“名称 ≥ 数值 单位”，多项用；分开，可注明现值",
        (_, "budget" | "price") => "万元；可填“面议”",
        (_, "expense") => "万元",
        (_, "trl") => "1 到 9（GB/T 22900）",
        (_, "keywords" | "modes" | "fields" | "industries" | "fills" | "intended" | "avoided") => {
            "多项用；分开"
        }
        (_, "classified") => "涉密内容不得录入",
        (_, "target") => "百分数，75 表示不低于 75%",
        (_, "year") => "数据年度（统计年度），不是填报年份",
        (_, "entered_on") => "空白表示一直在库",
        (SheetKind::Assignments, "ends_on") => "空白表示还在包联",
        (SheetKind::Holidays, "day") => "一天一行；连着几天可改填开始和结束",
        (SheetKind::Holidays, "first" | "last") => "与“日期”二选一，两格都要填",
        (SheetKind::Holidays, "kind") => "调休上班的周末填“上班”",
        (SheetKind::Holidays, "origin") => "放假通知的文号",
        (_, "no" | "status") => "导出时给出，导入时不读",
        _ => "",
    }
}
