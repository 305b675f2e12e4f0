//! Words of the pages on which records are edited and contacts are shown.

use crate::domain::profile::{NO, ProfileField, ProfileProblem, YES};
use crate::domain::role::Role;
use crate::service::REASON_CHARS;

/// Somebody or something that is not an edit on a page.
pub(crate) const OTHER_EDITOR: &str = "批量导入或别的程序";

/// As what somebody edited a record; never a name.
pub(crate) fn editor(role: Option<Role>) -> &'static str {
    role.map_or("本机操作员", Role::label)
}

/// What a field is for.
pub(crate) fn field_hint(field: ProfileField) -> &'static str {
    match field {
        ProfileField::Introduction => "做什么、强在哪里、服务过谁，2000 字以内。企业挑选合作方时先看这里",
        ProfileField::Place => "写到城市和县区，例如 河南洛阳 涧西区",
        ProfileField::Open => "选“暂不接受”后，不再向企业推荐，已有的能力仍可查看",
        ProfileField::MonthlyLimit => "一个月最多接几家的洽谈。不限就留空，写 0 表示这段时间不接",
        ProfileField::ContactName => "企业和科技部门找谁。对外只显示姓",
        ProfileField::ContactPhone => "座机写区号，分机写“转”，例如 0379-64900000 转 8012",
        ProfileField::Industry => "国民经济行业分类的 2 到 4 位数字，例如 3451。改了它，牵头部门可能跟着变",
        ProfileField::StateOwned => "按国资部门的名单。国有企业由国资部门一起联系",
    }
}

/// The choices of a field: what is sent, and what it means.
pub(crate) fn choices(field: ProfileField) -> &'static [(&'static str, &'static str)] {
    match field {
        ProfileField::Open => &[(YES, "接受合作"), (NO, "暂不接受")],
        ProfileField::StateOwned => &[(YES, "国有"), (NO, "不是国有"), ("", "不清楚")],
        _ => &[],
    }
}

/// What a field holds, in words.
pub(crate) fn field_value(field: ProfileField, value: &str) -> String {
    let choice = choices(field).iter().find(|(code, _)| *code == value);
    match choice {
        Some((_, label)) => (*label).to_owned(),
        None if value.is_empty() => "（空）".to_owned(),
        None => value.to_owned(),
    }
}

/// That an empty field leaves a contact as it is.
pub(crate) fn blank_keeps(masked: Option<&str>) -> String {
    match masked {
        Some(masked) => format!("现在是 {masked}。不改就留空"),
        None => "现在没有填写".to_owned(),
    }
}

/// What is stored, beside another text that is being written.
pub(crate) fn stored_now(value: &str) -> String {
    format!("现在存的是：{value}")
}

/// What is wrong with a field, and what to write instead.
pub(crate) fn profile_problem(problem: &ProfileProblem) -> String {
    match problem {
        ProfileProblem::NotSent => "这一项没有收到。请填好（或选好）再保存".to_owned(),
        ProfileProblem::TooLong { found, most } => format!("写了 {found} 字，最多 {most} 字。请删短一些"),
        ProfileProblem::NotNumber { most } => format!("这不是 0 到 {most} 的整数。请写成 5 这样，不限就留空"),
        ProfileProblem::NotPhone => {
            "认不出电话号码。请写数字，例如 0379-64900000，几个号码用顿号隔开".to_owned()
        }
        ProfileProblem::NotChoice => "没有这个选项。请从列出的里面选一个".to_owned(),
        ProfileProblem::UnknownIndustry => "行业分类里没有这个代码。请写 2 到 4 位数字，例如 3451".to_owned(),
    }
}

/// Heading of the summary over a form.
pub(crate) fn wrong_fields(count: usize) -> String {
    format!("有 {count} 处要改，改好再保存")
}

/// What was saved.
pub(crate) fn saved_fields(fields: &[ProfileField]) -> (String, &'static str) {
    let names: Vec<&str> = fields.iter().map(|field| field.label()).collect();
    (format!("已保存：{}", names.join("、")), "30 分钟内、别人还没有再改时，可以撤销。")
}

/// Everything was as it is.
pub(crate) fn nothing_to_save() -> (String, &'static str) {
    ("内容没有变化，没有要保存的".to_owned(), "需要改的话，请再打开“修改资料”。")
}

/// An edit was taken back.
pub(crate) fn undone() -> (String, &'static str) {
    ("已撤销，恢复成修改以前的内容".to_owned(), "刚才的修改不再生效；需要时可以再改一次。")
}

/// An edit could not be taken back.
pub(crate) fn undo_late() -> (String, &'static str) {
    (
        "没有撤销，内容没有动".to_owned(),
        "只有自己刚做的修改、30 分钟以内、别人还没有再改时才能撤销。请用“修改资料”改回来。",
    )
}

/// Why a contact is not shown yet.
pub(crate) fn reason_missing() -> String {
    format!("请选一个用途；选“其他”的，用一句话写明，{REASON_CHARS} 字以内")
}

/// A record without a contact.
pub(crate) fn not_unmasked() -> &'static str {
    "未填写"
}
