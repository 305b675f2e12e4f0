//! The words of the audit trail: deeds, kinds of records, results, and what is said when somebody has meddled with it.

use super::audit_words::DETAILS;
pub(crate) use super::audit_words::{ACTIONS, ENTITIES};
use crate::domain::audit::AuditResult;
use crate::domain::audit_check::AuditFault;
use crate::service::audit::AuditCheck;

/// Name of the exported sheet.
pub(crate) const SHEET: &str = "审计记录";
/// Its headings, with their widths.
pub(crate) const COLUMNS: [(&str, f64); 15] = [
    ("记录号", 10.0),
    ("时间（北京）", 20.0),
    ("操作人", 28.0),
    ("途径", 8.0),
    ("操作", 16.0),
    ("对象", 12.0),
    ("对象编号", 28.0),
    ("结果", 8.0),
    ("详情", 50.0),
    ("来源地址", 16.0),
    ("请求编号", 28.0),
    ("单位", 20.0),
    ("块号", 8.0),
    ("块内序号", 10.0),
    ("校验值", 20.0),
];

fn word(words: &[(&str, &str)], code: &str) -> String {
    words.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word).to_owned()
}

/// What was done. An unknown code, of a newer program perhaps, stays as it is.
pub(crate) fn action(code: &str) -> String {
    word(ACTIONS, code)
}

/// To what kind of record.
pub(crate) fn entity(code: &str) -> String {
    word(ENTITIES, code)
}

/// What a detail is called.
pub(crate) fn detail(code: &str) -> String {
    word(DETAILS, code)
}

/// How it ended.
pub(crate) fn result(result: AuditResult) -> &'static str {
    match result {
        AuditResult::Done => "完成",
        AuditResult::Refused => "拒绝",
        AuditResult::Failed => "失败",
    }
}

/// What somebody did to the trail.
pub(crate) fn audit_fault(fault: &AuditFault) -> String {
    match fault {
        AuditFault::BlockMissing { block } => format!("第 {block} 块不见了，它的记录被整块删去"),
        AuditFault::BlockChanged { block } => format!("第 {block} 块的块头被改动，或与别的块调换"),
        AuditFault::BlockUnlinked { block } => {
            format!("第 {block} 块接不上前一块：第 {} 块被改写、换掉或删去", block - 1)
        }
        AuditFault::RecordChanged { block, place, id } => {
            format!("第 {block} 块第 {place} 条（记录号 {id}）的内容被改动")
        }
        AuditFault::RecordMissing { block, place } => format!("第 {block} 块第 {place} 条记录被删去"),
        AuditFault::RecordInserted { block, id } => {
            format!("第 {block} 块里多出一条封存时没有的记录（记录号 {id}）")
        }
        AuditFault::RecordMoved { block, place, from } => {
            format!("第 {block} 块第 {place} 条原来是第 {from} 条：块内的记录被调换，或有记录被插入、删去")
        }
        AuditFault::RecordsReplaced { block } => {
            format!("第 {block} 块的记录连同各自的校验值一起被换过，分不出是哪几条")
        }
        AuditFault::StrayRecords { count } => {
            format!("有 {count} 条记录自称已封存，却不在任何一块里：是后来添加的，或所在的块被删去")
        }
        AuditFault::FalselyPruned { block } => {
            format!("第 {block} 块标着到期清理，但它没有到期，或更早的块还在：记录是被删去的")
        }
        AuditFault::PruneUnrecorded { block } => {
            format!("清理标到第 {block} 块，与最近一次清理的记录不符：记录是被删去的")
        }
        AuditFault::HeadUnknown { block } => {
            format!("旁证文件 audit-heads.txt 记有第 {block} 块，数据库里没有：最后的一段记录被删去")
        }
        AuditFault::HeadDiffers { block } => {
            format!("第 {block} 块的校验值与旁证文件 audit-heads.txt 不同：从这一块或更早起整段重做过")
        }
        AuditFault::HeadUnreadable { line } => {
            format!("旁证文件 audit-heads.txt 第 {line} 行看不懂，文件被改动过")
        }
    }
}

/// What to do about it.
pub(crate) fn audit_remedy(fault: &AuditFault) -> &'static str {
    match fault {
        AuditFault::HeadUnknown { .. } | AuditFault::HeadDiffers { .. } => {
            "请先停止服务，把数据目录和数据库各复制一份留作证据，再与最近的备份、日志里记下的块校验值核对。\
             如果刚用别的办法恢复过数据库，把 audit-heads.txt 改名留存，再运行 duijie audit verify"
        }
        AuditFault::HeadUnreadable { .. } => {
            "请把这个文件改名留作证据，与备份里的同名文件和日志核对，再运行 duijie audit verify"
        }
        _ => {
            "请先停止服务，把数据目录和数据库各复制一份留作证据，查明谁能直接写数据库，\
             再与最近的备份核对这一块；不要自行修补"
        }
    }
}

/// A check in one sentence.
pub(crate) fn audit_check(check: &AuditCheck) -> String {
    let heads = match check.heads {
        0 => "没有旁证文件可以对照".to_owned(),
        heads => format!("与旁证文件的 {heads} 个块头一致"),
    };
    let pruned = match check.pruned_to {
        0 => String::new(),
        block => format!("，第 1 至 {block} 块的记录已到期清理"),
    };
    match &check.fault {
        Some(fault) => {
            format!("{}。前 {} 块完好。{}", audit_fault(fault), check.sound_to, audit_remedy(fault))
        }
        None if check.sound_to == 0 => "还没有封存的记录".to_owned(),
        None => format!("已校验到第 {} 块，{} 条记录完好{pruned}，{heads}", check.sound_to, check.records),
    }
}

/// For how long records are kept.
pub(crate) fn kept_for(months: u32) -> String {
    format!("审计记录保留 {months} 个月；更早的由运行中的服务每天校验后整块清理，块头留着")
}

/// Fewer months than allowed.
pub(crate) fn kept_too_short(months: u32) -> String {
    format!("不能只保留 {months} 个月。请写 {} 以上的数字，没有改动", crate::domain::audit::FEWEST_MONTHS)
}

/// More records than go into one workbook.
pub(crate) fn export_cut(most: usize) -> String {
    format!("只写了最新的 {most} 条，还有更早的。请缩小日期范围分几次导出")
}

/// Name of the exported workbook.
pub(crate) fn export_name(today: crate::domain::time::BusinessDate) -> String {
    format!("审计记录-{today}.xlsx")
}

/// A day in the address or on the command line that is none.
pub(crate) fn bad_day(text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("日期“{shown}”看不懂，写成 2026-03-05 这样的日期")
}

/// The last day lies before the first.
pub(crate) fn days_reversed() -> &'static str {
    "结束日期早于开始日期，请改其中一个"
}

/// A deed, kind or result that is none.
pub(crate) fn unknown_code(name: &str, text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("没有叫“{shown}”的{name}。可以写页面上的名称，也可以写代码")
}

/// A place in the list that is none.
pub(crate) fn bad_place() -> &'static str {
    "地址里的翻页位置读不出来。请从最新的一页翻起。"
}
