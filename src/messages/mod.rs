//! What people read, in Chinese. Errors of the engine are translated here, each with what to do next.

mod accounts;
pub(crate) mod audit;
mod audit_words;
mod browse;
pub(crate) mod coverage;
mod files;
pub(crate) mod groups;
pub(crate) mod life;
pub(crate) mod need_text;
pub(crate) mod notice_pages;
pub(crate) mod notices;
pub(crate) mod offers;
mod pages;
mod profile;
pub(crate) mod refusals;
mod rows;
pub(crate) mod saved;
mod storage;
pub(crate) mod supply;

use duijie_index::rank::{NoCandidates, Rule, Signal};
use duijie_index::{Fallback, IndexError};

pub(crate) use accounts::{account_done, account_error, actor, role_hint, unknown_choice};
pub(crate) use browse::{
    band, facet, nothing_listed, order, place, price, readiness, record_kind, sorted_part, unstated,
    without_words,
};
pub(crate) use need_text::need_text_value;

pub(crate) use files::{backup_error, export_error, import_error};
pub(crate) use pages::{
    DraftGap, draft_gap, figure_verdict, nearness, need_standing, no_fitting_needs, readiness_name, standing,
};
pub(crate) use profile::{
    OTHER_EDITOR, blank_keeps, choices, editor, field_hint, field_value, not_unmasked, nothing_to_save,
    profile_problem, reason_missing, saved_fields, stored_now, undo_late, undone, wrong_fields,
};
pub(crate) use rows::{not_on_roster, row_problem, row_warning};
pub(crate) use storage::{city_error, open_error, search_error, service_error, storage_error};

/// An index problem and its remedy.
pub(crate) fn index_error(error: &IndexError) -> String {
    match error {
        IndexError::Missing(folder) => {
            format!("{} 里还没有索引。导入数据后运行 duijie reindex 建立", folder.display())
        }
        IndexError::Locked(folder) => {
            format!("{} 的索引正由另一个进程写入。等它完成，或先停掉那个进程", folder.display())
        }
        IndexError::Corrupt { folder, .. } => {
            format!("{} 的索引已损坏。运行 duijie reindex 重建，数据库不受影响", folder.display())
        }
        IndexError::Outdated { folder, .. } => {
            format!("{} 的索引是旧版本或旧词库建立的。运行 duijie reindex 重建", folder.display())
        }
        IndexError::Newer { folder, found, known } => format!(
            "{} 的索引版本 {found} 高于本程序支持的 {known}。请换用新版 duijie，或移走该目录后运行 duijie reindex",
            folder.display()
        ),
        IndexError::Io { folder, .. } => {
            format!("无法读写 {}。请检查目录权限和剩余磁盘空间", folder.display())
        }
        IndexError::Document { id, .. } => format!("记录 {id} 无法收入索引。请检查它的编号和成熟度"),
        IndexError::Weights(_) => "排序权重有误。每项应在 0 到 100 之间，文本项大于 0".to_owned(),
        IndexError::Engine(_) => "索引出错。若重复出现，运行 duijie reindex 重建".to_owned(),
    }
}

/// The rule that keeps an institution from a need.
pub(crate) fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Secrecy => "涉密",
        Rule::Excluded => "企业回避",
        Rule::Conflict => "利益冲突",
        Rule::Capacity => "已满",
        Rule::NotOpen => "暂不接受合作",
    }
}

/// What the rule means, and what would lift it.
pub(crate) fn rule_meaning(rule: Rule) -> &'static str {
    match rule {
        Rule::Secrecy => "需求标有涉密限制，不能把内容发给这家机构。经保密审查解除限制后才会列入",
        Rule::Excluded => "企业填写需求时写明避开这家机构。企业改掉“避开单位”后重新列入",
        Rule::Conflict => "机构与企业有关联，或有利益冲突。核实没有冲突并更正记录后重新列入",
        Rule::Capacity => "机构写明每月承接 0 家，没有余量。机构调高每月承接数后重新列入",
        Rule::NotOpen => "机构声明暂不接受合作。机构重新开放后列入",
    }
}

/// Why a need has no candidates, and what to do.
pub(crate) fn no_candidates(reason: NoCandidates) -> &'static str {
    match reason {
        NoCandidates::EmptyNeed => "需求没有可供检索的文字。请补充主要问题",
        NoCandidates::NothingSimilar => "能力库里没有相近的能力。可改写需求，或征集这方面的能力",
        NoCandidates::AllBarred => "相近的机构都被规则排除，见被排除名单",
    }
}

/// How a search was loosened.
pub(crate) fn fallback(fallback: Fallback) -> &'static str {
    match fallback {
        Fallback::SingleCharacters => "没有完全包含这些词的记录，以下按单字相近列出",
    }
}

/// A search that found nothing at all.
pub(crate) fn nothing_found(query_is_empty: bool) -> &'static str {
    if query_is_empty {
        "没有可供检索的文字。请输入汉字、字母或数字"
    } else {
        "没有找到相关记录。请换个说法，或用更短的词"
    }
}

/// The name of a signal.
pub(crate) fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::Text => "文字",
        Signal::Indicators => "指标",
        Signal::Field => "领域行业",
        Signal::Readiness => "成熟度",
        Signal::Mode => "合作方式",
        Signal::Budget => "预算",
        Signal::Distance => "距离",
        Signal::Freshness => "新鲜度",
    }
}
