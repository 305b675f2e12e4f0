//! Words of kept searches, followed records and what was found since.

use crate::domain::saved_search::{
    AlertReason, FollowKind, MOST_FOLLOWED, MOST_SAVED, NAME_CHARS, SavedKind,
};
use crate::service::saved::{AlertShown, KeepProblem};

/// Whether an institution accepts cooperation.
pub(crate) fn accepts(open: bool) -> &'static str {
    if open { "接受合作" } else { "暂不接受合作" }
}

/// Why a search is not kept, and what to do.
pub(crate) fn keep_problem(problem: KeepProblem) -> String {
    match problem {
        KeepProblem::Name => format!("给这个搜索起个名字，{NAME_CHARS} 个字以内"),
        KeepProblem::LongQuery => "条件太多，存不下。减少几个勾选，或把搜索的文字写短".to_owned(),
        KeepProblem::Full => format!("已经存了 {MOST_SAVED} 个，存满了。先在下面删掉不用的"),
    }
}

/// That no more can be followed.
pub(crate) fn follows_full() -> String {
    format!("已经关注了 {MOST_FOLLOWED} 条，先取消几条再关注")
}

/// What was done, and what follows: by the code in the address.
pub(crate) fn saved_done(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "kept" => ("已保存这个搜索", "有新结果时列在这一页，每天早上更新"),
        "changed" => ("已改好", "从下一次更新起照新的设置"),
        "deleted" => ("已删除", "30 分钟内可以恢复"),
        "restored" => ("已恢复", "照删除以前的设置继续"),
        "followed" => ("已关注", "有变化时列在这一页"),
        "unfollowed" => ("已取消关注", "不再告诉您它的变化"),
        "seen" => ("都已标为看过", "有新的再列在这里"),
        _ => return None,
    })
}

/// Why a change was not made.
pub(crate) fn saved_not_done(late: bool) -> (&'static str, &'static str) {
    match late {
        true => ("没有恢复", "删除已超过 30 分钟，请重新搜索再保存"),
        false => ("没有改动", "它在别的页面上刚改过，下面是现在的样子"),
    }
}

/// What was found, in one sentence with its reason.
pub(crate) fn alert(alert: &AlertShown) -> String {
    let (total, name) = (alert.total, &alert.name);
    match alert.reason {
        AlertReason::Search => format!("“{name}”有 {total} 条新结果"),
        AlertReason::Fit => format!("{total} 条新需求适合您的“{name}”"),
        AlertReason::Supply => format!("{total} 项新的或刚确认过的能力适合您的需求“{name}”"),
        AlertReason::Followed => {
            let standing = alert.items.first().map_or("", |item| item.standing);
            format!("您关注的{}现在是：{standing}", of_kind(alert.items.first().map(|item| item.kind)))
        }
    }
}

fn of_kind(kind: Option<FollowKind>) -> &'static str {
    kind.map_or("", FollowKind::label)
}

/// A name that can be given to a search: its words and conditions.
pub(crate) fn suggested_name(text: &str, chosen: &[&str], kind: SavedKind) -> String {
    let parts = std::iter::once(text.trim()).chain(chosen.iter().copied()).filter(|part| !part.is_empty());
    let name: Vec<&str> = parts.collect();
    let name = if name.is_empty() { format!("全部{}", kind.label()) } else { name.join(" ") };
    name.chars().take(NAME_CHARS).collect()
}
