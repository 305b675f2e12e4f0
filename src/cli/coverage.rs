//! `duijie coverage`: coverage of a data year, city and counties, as a table or as JSON (design.md §5).

use std::process::ExitCode;

use serde::Serialize;

use super::failure::Failure;
use super::output;
use crate::app::App;
use crate::domain::coverage::AreaCoverage;
use crate::domain::time::BusinessDate;
use crate::service::{self, Coverage, CoverageQuestion};

/// One area, in the form of the contract.
#[derive(Serialize)]
struct AreaJson<'a> {
    county: &'a str,
    code: &'a str,
    #[serde(rename = "N")]
    roster: i64,
    n_counted: i64,
    n_evidence_ready: i64,
    /// Projections are made of collaborations; until those are recorded there are none.
    n_projected: i64,
    target_bp: Option<i64>,
    rate_bp: Option<i64>,
    reached: Option<bool>,
    needed: i64,
}

#[derive(Serialize)]
struct CoverageJson<'a> {
    year: i32,
    as_of: BusinessDate,
    document: Option<&'a str>,
    city: AreaJson<'a>,
    counties: Vec<AreaJson<'a>>,
}

/// Tells coverage.
pub(super) async fn run(app: &App, question: CoverageQuestion, json: bool) -> Result<ExitCode, Failure> {
    let asked = question.document.clone();
    let told = service::coverage(&app.store, &app.viewer, &app.city, &question).await?;
    if let Some(name) = asked.filter(|_| told.document.is_none()) {
        let known = told.documents.join("、");
        let known = if known.is_empty() { "没有任何文件".to_owned() } else { format!("有：{known}") };
        return Err(Failure::Said(format!("{} 年度没有文件“{name}”的目标，已导入的{known}", told.year)));
    }
    if json {
        output::json(&CoverageJson {
            year: told.year,
            as_of: told.as_of,
            document: told.document.as_deref(),
            city: area(&told.city),
            counties: told.counties.iter().map(area).collect(),
        });
    } else {
        print(&told);
    }
    Ok(ExitCode::SUCCESS)
}

fn area(one: &AreaCoverage) -> AreaJson<'_> {
    AreaJson {
        county: &one.name,
        code: one.code.as_str(),
        roster: one.count.roster,
        n_counted: one.count.active,
        n_evidence_ready: one.count.evidence_ready,
        n_projected: 0,
        target_bp: one.target.as_ref().map(|target| target.rate.0),
        rate_bp: one.rate.map(|rate| rate.0),
        reached: one.reached,
        needed: one.needed,
    }
}

fn print(told: &Coverage) {
    let sources: Vec<&str> = told.sources.iter().map(|source| source.label()).collect();
    output::say(&format!("{} 年度研发活动覆盖率，截至 {}", told.year, told.as_of));
    output::say(&format!(
        "来源：{}；目标：{}",
        sources.join("、"),
        told.document.as_deref().unwrap_or("未导入目标文件")
    ));
    let headings = ["区域", "规上", "已计入", "证据齐备", "覆盖率", "目标", "还差"];
    let rows = std::iter::once(&told.city).chain(&told.counties).map(row).collect();
    output::say(&output::table(&headings, rows));
    let doubtful = told.city.count.contradictory;
    if doubtful > 0 {
        output::say(&format!("{doubtful} 家企业的两个来源不一致，有一个记“是”即计入，宜核实"));
    }
}

fn row(one: &AreaCoverage) -> Vec<String> {
    let percent = |bp: Option<crate::domain::rate::BasisPoints>| {
        bp.map_or_else(|| "—".to_owned(), |bp| format!("{}%", bp.to_percent()))
    };
    let needed = match one.reached {
        Some(true) => "达到".to_owned(),
        Some(false) => format!("{} 家", one.needed),
        None => "—".to_owned(),
    };
    vec![
        one.name.clone(),
        one.count.roster.to_string(),
        one.count.active.to_string(),
        one.count.evidence_ready.to_string(),
        percent(one.rate),
        percent(one.target.as_ref().map(|target| target.rate)),
        needed,
    ]
}
