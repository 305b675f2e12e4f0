//! What is said about who looks after enterprises, and about the working calendar.

use crate::domain::calendar::{DaySpan, YearCoverage};
use crate::domain::responsibility::{Responsibility, ResponsibilityCause};
use crate::domain::time::BusinessDate;
use crate::domain::working_group::{GroupRole, OverlayCondition, WorkingGroupOverlay};
use crate::service::{LeadProblem, Why};

/// Why somebody looks after an enterprise, or nobody.
pub(crate) fn why(why: &Why) -> String {
    match why {
        Why::Industry { code, prefix } if code == prefix => format!("行业代码 {code} 划给这个组"),
        Why::Industry { code, prefix } => format!("行业代码 {code}，按 {prefix} 开头的规则划给这个组"),
        Why::StateOwned => "驻洛国有企业".to_owned(),
        Why::HasRd => "已有研发活动，引导做创新平台、企业认定和产学研合作".to_owned(),
        Why::Decided => "人工改派".to_owned(),
        Why::NoIndustry => "没有填写行业代码，规则划不了".to_owned(),
        Why::NoRule(code) => format!("行业代码 {code} 没有对应的规则"),
    }
}

/// What to do about an enterprise that nobody leads.
pub(crate) fn orphan_remedy(why: &Why) -> &'static str {
    match why {
        Why::NoIndustry => "补填行业代码后自动划分，也可以先人工指定",
        _ => "核对行业代码，或先人工指定",
    }
}

/// Why a lead is contested, and what to do.
pub(crate) fn rival(lead: &Responsibility) -> String {
    let rival = lead.rival.as_deref().unwrap_or_default();
    match lead.cause {
        ResponsibilityCause::Decided => {
            format!("改派之后规则变了，按规则应由{rival}牵头。请再定一次，或撤回改派")
        }
        _ => format!("按另一条规则，{rival}也要牵头。请改派定下一家"),
    }
}

/// A rule that cuts across industries.
pub(crate) fn overlay(overlay: &WorkingGroupOverlay) -> String {
    let whom = match overlay.condition {
        OverlayCondition::StateOwned => "驻洛国有企业",
        OverlayCondition::HasRd => "最近一个数据年度有研发活动的企业",
    };
    match overlay.role {
        GroupRole::Lead => format!("{whom}，由{}牵头，原来按行业牵头的改为参与", overlay.department),
        GroupRole::Joins => format!("{whom}，{}参与", overlay.department),
    }
}

/// Who did something without an account of ours.
pub(crate) fn actor_without_account(actor: &str) -> &'static str {
    match actor {
        "system" => "操作员",
        "visitor" => "没有登录的人",
        _ => "已注销的账号",
    }
}

/// What is wrong with a decision about the lead, and what to do.
pub(crate) fn lead_problem(problem: LeadProblem) -> String {
    match problem {
        LeadProblem::NobodyOfThatName => "请从列表里选一个工作组或部门".to_owned(),
        LeadProblem::LeadsAlready => "它现在就是牵头，不用改派。请选另一个".to_owned(),
        LeadProblem::NoReason => "请写明理由，以后的人要看".to_owned(),
        LeadProblem::LongReason(found) => format!("理由写了 {found} 字，最多 500 字。请压缩"),
        LeadProblem::DayToCome => "开始日期还没有到。最晚写今天，或者到那天再改派".to_owned(),
        LeadProblem::ChangedSince => {
            "您填写的时候，别人已经改过这家企业的牵头。最新情况在上面，您写的还在下面，看过再提交".to_owned()
        }
        LeadProblem::NothingToTakeBack => "没有可以撤回的改派，现在就是按规则".to_owned(),
    }
}

/// How much of a year's arrangement is there; nothing if all of it.
pub(crate) fn year_coverage(year: i32, coverage: &YearCoverage) -> Option<(String, String)> {
    match coverage {
        YearCoverage::Whole => None,
        YearCoverage::Nothing => Some((
            format!("{year} 年的放假安排还没有导入，只按周末计算"),
            "国务院办公厅一般在头年 11 月前后发通知。导入之前，跨节假日的期限会算早几天".to_owned(),
        )),
        YearCoverage::Part(missing) => {
            let days: Vec<String> = missing.iter().map(|day| month_day(*day)).collect();
            Some((
                format!("{year} 年的放假安排只导入了一部分"),
                format!("{}还没有列为放假。没有列的日子按周末计算，请把其余的补上", days.join("、")),
            ))
        }
    }
}

/// Days in a row: 10 月 1 日（周四）到 10 月 7 日（周三）.
pub(crate) fn days(span: &DaySpan) -> String {
    let whole = |day| format!("{}（{}）", month_day(day), weekday(day));
    if span.first == span.last {
        whole(span.first)
    } else {
        format!("{}到 {}", whole(span.first), whole(span.last))
    }
}

fn month_day(day: BusinessDate) -> String {
    format!("{} 月 {} 日", day.month(), day.day_of_month())
}

fn weekday(day: BusinessDate) -> &'static str {
    let names = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    names.get(usize::from(day.weekday()) - 1).copied().unwrap_or_default()
}

/// A year that the calendar does not have.
pub(crate) fn bad_calendar_year(text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("年份“{shown}”看不懂。写成 2000 到 2099 的四位数字，例如 2026。")
}
