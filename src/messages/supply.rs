//! Words of the pages on which institutions keep capabilities, claim their profiles, and surveys are filled in.

use crate::domain::capability::CapabilityKind;
use crate::domain::capability_form::{CapabilityField, NO, YES, ip_rights};
use crate::domain::coverage::RdState;
use crate::domain::form_texts::{FormTexts, TextProblem};
use crate::domain::four_haves::FourHavesItem;
use crate::domain::statement::StatementGroup;
use crate::domain::survey::{Difficulty, EnterpriseSurvey, SurveyFiller};
use crate::service::supply::{DoneDeed, DoneItem};
use crate::service::survey::EnterprisesReminded;

/// Name of the sheet of the survey of R&D resources.
pub(crate) const RESOURCE_SHEET: &str = "研发资源调查";
/// Headings in front of the kinds of capability.
pub(crate) const RESOURCE_COLUMNS: [&str; 8] =
    ["编号", "机构名称", "机构类型", "答复情况", "认领日期", "确认日期", "最近登录", "最近催报"];
/// Name of the sheet of the survey of the four haves.
pub(crate) const SURVEY_SHEET: &str = "四有调查";

/// Headings of the survey of the four haves.
pub(crate) fn survey_columns() -> Vec<String> {
    let items = FourHavesItem::ALL.iter().map(|item| format!("有无{}", item.label()));
    let before = ["县区", "企业名称", "统一社会信用代码", "研发活动", "填报情况"];
    let after =
        ["想合作的单位", "想开展的研发活动", "缺的关键技术", "困难", "想法和建议", "填报人", "填报日期"];
    before.into_iter().map(str::to_owned).chain(items).chain(after.into_iter().map(str::to_owned)).collect()
}

/// Has it, has it not, or nobody knows.
pub(crate) fn have(have: Option<bool>) -> &'static str {
    match have {
        Some(true) => "有",
        Some(false) => "没有",
        None => "",
    }
}

/// What the counted sources say of R&D.
pub(crate) fn rd_state(state: RdState) -> &'static str {
    match state {
        RdState::Active => "有",
        RdState::Inactive => "无",
        RdState::Unknown => "未知",
    }
}

/// What is hard, in one line.
pub(crate) fn difficulties(survey: &EnterpriseSurvey) -> String {
    let mut all: Vec<&str> = survey.difficulties.iter().map(|one| one.label()).collect();
    if !survey.difficulty_note.is_empty() {
        all.push(&survey.difficulty_note);
    }
    all.join("；")
}

/// As what somebody filled a survey in, in the middle of a sentence.
pub(crate) fn filler_as_person(filler: SurveyFiller) -> &'static str {
    match filler {
        SurveyFiller::Enterprise => "企业人员",
        SurveyFiller::County => "县区专员",
        SurveyFiller::Bureau => "市局专员",
    }
}

/// What a kind of resource is.
pub(crate) fn kind_hint(kind: &CapabilityKind) -> &'static str {
    match kind {
        CapabilityKind::Achievement => "已经做出来的技术或产品",
        CapabilityKind::Team => "能做这一类题目的一班人",
        CapabilityKind::Expert => "能出主意、能驻厂的人",
        CapabilityKind::Platform => "可以借用的设备、实验室",
        CapabilityKind::PilotLine => "能放大验证的产线",
        CapabilityKind::Service => "检测、诊断、咨询等",
    }
}

/// Fields that help to be found, with what to add where they are empty.
pub(crate) const CAPABILITY_GAPS: [(&str, &str); 6] = [
    (CapabilityField::Introduction.code(), "写介绍：解决什么问题、做到过什么数值"),
    (CapabilityField::Indicators.code(), "写指标和数值，需求页才能逐项对照"),
    (CapabilityField::Fields.code(), "选技术领域，领域对口会加分"),
    (CapabilityField::Trl.code(), "选成熟度，企业才知道离能用还有多远"),
    (CapabilityField::Modes.code(), "选合作方式，方式对得上会加分"),
    (CapabilityField::Evidence.code(), "写依据：报告、合同或网址，没有依据的不容易被挑中"),
];

/// What a field is for.
pub(crate) fn field_hint(field: CapabilityField) -> &'static str {
    match field {
        CapabilityField::Kind => "选最接近的一类",
        CapabilityField::Title => "对象 + 工艺或技术，例如 大型转盘轴承无软带感应淬火，50 字以内最好",
        CapabilityField::Introduction => "能解决什么问题，用在什么材料、工序上，做到过什么数值。发布前要写",
        CapabilityField::Keywords => "用顿号隔开，例如 轴承、感应淬火",
        CapabilityField::Fields => "可多选",
        CapabilityField::Industries => "国民经济行业分类的 2 到 4 位数字，用顿号隔开，例如 3451、3511",
        CapabilityField::Indicators => "一行一项，写清数值和单位，例如 硬化层深度 ≥ 6 mm。认得出的才参加对照",
        CapabilityField::Trl => "按 GB/T 22900：1–4 级在实验室，5–7 级在中试，8–9 级可以用在生产上",
        CapabilityField::Ip => "一行一件。号码不便公开就留空",
        CapabilityField::Cases => "在哪一类企业、什么产品上用过，效果怎样。不方便写名称就写行业",
        CapabilityField::Evidence => "一行一条：检测报告、鉴定意见、合同编号，或可以查到的网址",
        CapabilityField::Price => "单位万元；没定写“面议”，可以先试写“免费试用”",
        CapabilityField::Modes => "可多选",
        CapabilityField::Accepting => "选“暂不接受”后仍可查看，但不参加候选计算",
        CapabilityField::MonthlyLimit => "一个月最多接几家的洽谈，不限就留空",
        CapabilityField::ValidUntil => "过了这一天就提示要重新确认，例如 2027-06-30。长期有效就留空",
        CapabilityField::Classified => "涉密内容不能写进本系统。含有涉密内容的，请删去或不要填报",
    }
}

/// What a field of choice holds, in words.
pub(crate) fn choice(field: CapabilityField, value: &str) -> Option<&'static str> {
    match (field, value) {
        (CapabilityField::Accepting, YES) => Some("接受合作"),
        (CapabilityField::Accepting, NO) => Some("暂不接受"),
        (CapabilityField::Classified, YES) => Some("含有涉密内容"),
        (CapabilityField::Classified, NO) => Some("不含涉密内容"),
        _ => None,
    }
}

/// What a field holds, in words; `named` knows technical fields and the like by their codes.
pub(crate) fn capability_value(
    field: CapabilityField,
    value: &str,
    named: impl Fn(CapabilityField, &str) -> String,
) -> String {
    if value.is_empty() {
        return "（空）".to_owned();
    }
    match field {
        CapabilityField::Kind | CapabilityField::Fields | CapabilityField::Modes => {
            value.split(',').map(|code| named(field, code)).collect::<Vec<_>>().join("、")
        }
        CapabilityField::Ip => {
            let mut texts = FormTexts::default();
            texts.set(field.code(), value);
            ip_rights(&texts).iter().map(|right| right.written()).collect::<Vec<_>>().join("\n")
        }
        _ => choice(field, value).map_or_else(|| value.to_owned(), str::to_owned),
    }
}

/// What is wrong with a field, and what to write instead.
pub(crate) fn text_problem(problem: &TextProblem) -> String {
    match problem {
        TextProblem::Missing => "这一项要填（或选）好".to_owned(),
        TextProblem::TooLong { found, most } => format!("写了 {found} 字，最多 {most} 字。请删短一些"),
        TextProblem::TooMany { most } => format!("最多 {most} 项，请只留最要紧的"),
        TextProblem::NotNumber { least, most } => format!("请写 {least} 到 {most} 的整数"),
        TextProblem::NotPrice => {
            "认不出是多少。请写成 12.5 这样的数（单位万元），或写“面议”“免费试用”".to_owned()
        }
        TextProblem::NotDate => "日历上没有这一天。请写成 2027-06-30 这样".to_owned(),
        TextProblem::NotChoice => "没有这个选项。请从列出的里面选".to_owned(),
        TextProblem::NotIndustry(code) => {
            let code: String = code.chars().take(20).collect();
            format!("“{code}”不是行业代码。请写 2 到 4 位数字，例如 3451")
        }
        TextProblem::Classified => {
            "涉密内容不能写进本系统，没有保存。请删去涉密内容后选“不含涉密内容”".to_owned()
        }
        TextProblem::UnknownInstitution => "没有叫这个名称的机构。请写全称或编号，或先导入机构".to_owned(),
        TextProblem::Same => "类型、名称和介绍都相同的能力已经有了。请改一改，或去修改那一条".to_owned(),
    }
}

/// Said of the institution for which a capability is made.
pub(crate) const HOLDER_LABEL: &str = "机构";

/// Name of a field by what the form calls it.
pub(crate) fn capability_label(name: &str) -> &'static str {
    CapabilityField::from_code(name).map_or(HOLDER_LABEL, CapabilityField::label)
}

/// What was done to capabilities just now.
pub(crate) fn done(items: &[DoneItem]) -> Option<(String, &'static str)> {
    let (first, rest) = items.split_first()?;
    let title = match &first.deed {
        _ if !rest.is_empty() => format!("已确认 {} 项能力仍然属实", items.len()),
        DoneDeed::Edited(groups) => format!("已保存：{}", group_names(groups)),
        DoneDeed::Published => format!("已发布“{}”", first.title),
        DoneDeed::Withdrawn => format!("已撤下“{}”，别人不再看到", first.title),
        DoneDeed::Paused => "已改为暂不接受合作，不参加候选计算".to_owned(),
        DoneDeed::Resumed => "已恢复接受合作，重新参加候选计算".to_owned(),
        DoneDeed::Confirmed => format!("已确认“{}”仍然属实", first.title),
        DoneDeed::Deleted => format!("已删除草稿“{}”", first.title),
    };
    Some((title, "30 分钟内、别人还没有再改时，可以撤销。"))
}

fn group_names(groups: &[StatementGroup]) -> String {
    groups.iter().map(|group| group.label()).collect::<Vec<_>>().join("、")
}

/// A draft or a published capability was made.
pub(crate) fn made(draft: bool) -> (String, &'static str) {
    match draft {
        true => ("草稿已保存，只有本机构和市局看得到".to_owned(), "写好以后，点“发布”。"),
        false => ("已发布，约一秒后可以搜到".to_owned(), "不想公开时，可以随时撤下。"),
    }
}

/// Everything was as it is.
pub(crate) fn nothing_to_save() -> (String, &'static str) {
    ("内容没有变化，没有要保存的".to_owned(), "需要改的话，请再打开“修改”。")
}

/// Something was taken back.
pub(crate) fn undone() -> (String, &'static str) {
    ("已撤销，恢复成原来的样子".to_owned(), "刚才的操作不再生效；需要时可以再做一次。")
}

/// Nothing was done.
pub(crate) fn late() -> (String, &'static str) {
    (
        "没有做成，内容没有动".to_owned(),
        "别人先改过，或者已经超过 30 分钟。请看一看现在的内容，再决定怎么改。",
    )
}

/// The profile was claimed.
pub(crate) fn claimed() -> (String, &'static str) {
    ("已认领，页面上不再标“未认领”".to_owned(), "30 分钟内可以撤销。请接着核对能力，过期的逐项确认。")
}

/// How many were confirmed, and how many were left alone.
pub(crate) fn left_alone(changed: usize) -> String {
    format!("另有 {changed} 项没有确认：您看过之后别人改了内容，请再核对")
}

/// Institutions were reminded.
pub(crate) fn reminded(done: usize) -> (String, &'static str) {
    match done {
        0 => ("没有要催的".to_owned(), "符合条件的机构都已答复，或者今天已经催过。"),
        done => (format!("已催报 {done} 家"), "同一家一天最多催一次，催报时间列在表里。"),
    }
}

/// Enterprises were reminded of the survey of the four haves.
pub(crate) fn enterprises_reminded(ended: EnterprisesReminded) -> (String, &'static str) {
    match (ended.done, ended.unreachable) {
        (0, 0) => ("没有要催的".to_owned(), "符合条件的企业都已填报，或者今天已经催过。"),
        (done, 0) => (format!("已催报 {done} 家"), "同一家一天最多催一次，催报的日期写在表里。"),
        (done, far) => (
            format!("已催报 {done} 家，另有 {far} 家还没有账号"),
            "没有账号的通知不到，已提醒所在县区：请县区联系企业注册，或代为填报。",
        ),
    }
}

/// A deadline was set, or none.
pub(crate) fn deadline_set() -> (String, &'static str) {
    ("已保存截止日期".to_owned(), "催报时会写上这个日期。")
}

/// That a day is none.
pub(crate) fn bad_deadline(text: &str) -> String {
    let text: String = text.chars().take(30).collect();
    format!("“{text}”不是日期。请写成 2026-03-31 这样，不设期限就留空")
}

/// Name of a field of the survey of the four haves.
pub(crate) fn survey_label(name: &str) -> String {
    let (field, item) = name.split_once('.').unwrap_or((name, ""));
    let item = FourHavesItem::from_code(item).map_or("", FourHavesItem::label);
    let label = match field {
        "have" => "有没有",
        "evidence" => "证明材料",
        "on" => "证明日期",
        "plan" => "打算怎么补",
        "need" => "靠哪条需求来补",
        "institution" => "想合作的高校院所",
        "activity" => "想开展的研发活动",
        "technology" => "缺的关键技术",
        "difficulties" => "困难",
        "difficulty_note" => "困难的具体情况",
        _ => "想法和建议",
    };
    if item.is_empty() { label.to_owned() } else { format!("{item}：{label}") }
}

/// What a field of that survey holds, in words; `needs` knows the titles of needs by their ids.
pub(crate) fn survey_value(name: &str, value: &str, need: impl Fn(&str) -> Option<String>) -> String {
    let field = name.split('.').next().unwrap_or_default();
    match (field, value) {
        ("have", "") => "不清楚".to_owned(),
        (_, "") => "（空）".to_owned(),
        ("have", YES) => "有".to_owned(),
        ("have", NO) => "没有".to_owned(),
        ("need", id) => need(id).unwrap_or_else(|| "（没有这条需求）".to_owned()),
        ("difficulties", codes) => {
            let known = codes.split(',').filter_map(Difficulty::from_code);
            known.map(Difficulty::label).collect::<Vec<_>>().join("、")
        }
        (_, text) => text.to_owned(),
    }
}

/// A survey was saved.
pub(crate) fn survey_saved() -> (String, &'static str) {
    ("已保存，县区和市局看得到".to_owned(), "30 分钟内、别人还没有再改时，可以撤销。以后有变化可以再来改。")
}

/// What the evidence of one of the four may be.
pub(crate) fn evidence_hint(item: FourHavesItem) -> &'static str {
    match item {
        FourHavesItem::Unit => "研发机构的名称、级别、批文号；自建的写部门名称",
        FourHavesItem::Staff => "专职几人、兼职几人，截至哪一天",
        FourHavesItem::Funds => "全年多少万元，有没有研发辅助账",
        FourHavesItem::Cooperation => "和哪家高校院所，签了什么协议或合同",
    }
}
