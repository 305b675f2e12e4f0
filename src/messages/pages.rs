//! Words that services hand to pages: verdicts, classes of distance, levels of readiness, hints for writing a need.

use crate::service::FigureVerdict;

/// How an offered figure compares with the wanted one.
pub(crate) fn figure_verdict(verdict: FigureVerdict) -> &'static str {
    match verdict {
        FigureVerdict::Met => "达到",
        FigureVerdict::Near => "接近",
        FigureVerdict::Missed => "未达到",
        FigureVerdict::Unknown => "未说明",
    }
}

/// How near two divisions are, by the characters their codes share.
pub(crate) fn nearness(shared: usize) -> &'static str {
    match shared {
        6.. => "同县区",
        4..=5 => "市内",
        2..=3 => "省内",
        _ => "省外",
    }
}

/// A level of technology readiness (GB/T 22900).
pub(crate) fn readiness_name(level: i64) -> Option<&'static str> {
    let names = ["报告级", "方案级", "仿真级", "功能级", "初样级", "正样级", "环境级", "产品级", "系统级"];
    let at = usize::try_from(level).ok()?.checked_sub(1)?;
    names.get(at).copied()
}

/// Why an enterprise counts, or does not.
pub(crate) fn standing(year: i32, on_roster: bool, said: &[(&str, bool)]) -> String {
    if !on_roster {
        return format!("不在 {year} 年度规上名录，不参与计算");
    }
    let names = |wanted: bool| {
        let names: Vec<&str> = said.iter().filter(|(_, yes)| *yes == wanted).map(|(name, _)| *name).collect();
        names.join("、")
    };
    match (names(true), names(false)) {
        (yes, no) if yes.is_empty() && no.is_empty() => {
            format!("没有 {year} 年度的研发活动记录，尚未计入")
        }
        (yes, no) if yes.is_empty() => format!("{no}记为没有研发活动，未计入"),
        (yes, no) if no.is_empty() => format!("{yes}记有研发活动，已计入"),
        (yes, no) => format!("{yes}记有研发活动，已计入；{no}记为没有，宜核实"),
    }
}

/// What a need that is being written still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DraftGap {
    /// Nothing to look for yet.
    Nothing,
    /// Too few words.
    Short,
    /// No title.
    Title,
    /// No figure.
    Figure,
    /// Only a present value, or a figure without a name.
    NamelessFigure,
    /// No budget.
    Budget,
    /// No mode of cooperation.
    Mode,
    /// No technical field.
    Field,
    /// No date.
    Due,
    /// No county or enterprise.
    Place,
}

/// What to write next.
pub(crate) fn draft_gap(gap: DraftGap) -> &'static str {
    match gap {
        DraftGap::Nothing => "写一两句要解决的问题：什么产品、哪道工序、现在怎样、想达到多少",
        DraftGap::Short => "再写几句：用在什么产品或工序上，现在的问题是什么",
        DraftGap::Title => "还没有名称。用一句话写明要解决什么",
        DraftGap::Figure => "没有写指标数值。补一个想达到的数，例如“寿命 ≥ 5000 h”",
        DraftGap::NamelessFigure => "有数值没有写明是什么指标。在数值前写上名称，例如“硬度 58～62 HRC”",
        DraftGap::Budget => "没有写拟投入金额。不便填写可写“面议”",
        DraftGap::Mode => "没有选合作方式",
        DraftGap::Field => "没有选技术领域",
        DraftGap::Due => "没有写希望何时解决",
        DraftGap::Place => "没有写企业所在县区，暂不计算距离",
    }
}
