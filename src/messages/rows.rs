//! What is said about the cells of a list: what is wrong, and what to do.

use crate::domain::batch::{RowProblem, RowWarning};
use crate::domain::calendar::MAX_HOLIDAY;

/// Longest piece of a cell that is repeated in a message, in characters.
const QUOTE: usize = 30;

fn quote(text: &str) -> String {
    let short: String = text.chars().take(QUOTE).collect();
    let dots = if text.chars().count() > QUOTE { "…" } else { "" };
    format!("“{}{dots}”", short.replace('\n', " "))
}

/// What keeps a row out.
pub(crate) fn row_problem(problem: &RowProblem) -> String {
    match problem {
        RowProblem::Missing => "必填，不能为空".to_owned(),
        RowProblem::ErrorCell => "单元格是公式错误（如 #REF!）。请改成文字或数值".to_owned(),
        RowProblem::TooLong { found, max } => format!("共 {found} 字，超过上限 {max} 字。请压缩"),
        RowProblem::NotOneOf { found, allowed } => {
            format!("{}不在可选范围。请填：{}", quote(found), allowed.join("、"))
        }
        RowProblem::NotDate(found) => format!("{}不是日期。请写成 2026-03-05", quote(found)),
        RowProblem::NotMoney(found) => format!("{}不是金额。请填以万元为单位的数字，或“面议”", quote(found)),
        RowProblem::NotNumber { found, min, max } => {
            format!("{}不是 {min} 到 {max} 之间的整数", quote(found))
        }
        RowProblem::NotPercent(found) => format!("{}不是 0 到 100 的百分数，最多两位小数", quote(found)),
        RowProblem::CodeLength(found) => format!("统一社会信用代码应为 18 位，现有 {found} 位"),
        RowProblem::CodeCharacter { found, suggestion } => match suggestion {
            Some(code) => format!("统一社会信用代码不含字母 {found}。是否应为 {code}"),
            None => format!("统一社会信用代码不能含“{found}”。请核对"),
        },
        RowProblem::CodeAsNumber => {
            "该格是数值，15 位以后的数字已丢失且无法恢复。请把单元格设为文本后重新录入代码".to_owned()
        }
        RowProblem::UnknownCounty(found) => format!("没有名为{}的县区。请填 16 个县区之一", quote(found)),
        RowProblem::UnknownEnterprise(found) => {
            format!(
                "库中没有企业{}。请先导入企业（duijie import enterprises），或核对代码与名称",
                quote(found)
            )
        }
        RowProblem::AmbiguousEnterprise(found) => {
            format!("有多家企业叫{}。请补填统一社会信用代码", quote(found))
        }
        RowProblem::UnknownInstitution(found) => {
            format!("库中没有机构{}。请先导入机构（duijie import institutions），或核对名称", quote(found))
        }
        RowProblem::Classified => "涉密内容不得录入本系统。请从文件中删除这一行，按保密规定处理".to_owned(),
        RowProblem::DuplicateOf(row) => format!("与第 {row} 行重复，只采用第 {row} 行。请合并或删除其中一行"),
        RowProblem::DatesReversed => "退库日期早于入库日期。请核对".to_owned(),
        RowProblem::EndsBeforeStart => "结束日期早于开始日期。请核对".to_owned(),
        RowProblem::DayOrRange => "请只填“日期”，或者把“开始”“结束”都填上".to_owned(),
        RowProblem::RangeTooLong(found) => {
            format!("从开始到结束有 {found} 天，一段放假不超过 {MAX_HOLIDAY} 天。请核对年份")
        }
    }
}

/// What deserves a look although the row is taken.
pub(crate) fn row_warning(warning: &RowWarning) -> String {
    match warning {
        RowWarning::DoubtfulCode(code) => {
            format!("{code} 的校验位不符，已照录。早期代码可能如此，请与营业执照核对")
        }
        RowWarning::LongTitle(found) => format!("名称 {found} 字，表单上限为 50 字，已照录"),
        RowWarning::IndicatorNotUnderstood(found) => {
            format!("未能读懂指标{}，只作文字保存，不参与比较。宜写成“名称 ≥ 数值 单位”", quote(found))
        }
        RowWarning::UnknownWord(found) => format!("不认识{}，该项未采用", quote(found)),
        RowWarning::NameDiffers(found) => format!("企业名称{}与代码不符，以代码为准", quote(found)),
        RowWarning::MoreThanAll => "有研发活动数多于规上企业数，已照录。请核对".to_owned(),
        RowWarning::UnknownColumn(found) => format!("本程序不认识列{}，未读取", quote(found)),
        RowWarning::UnreadSheet(found) => format!("工作表{}未读取。一次只读一张表", quote(found)),
    }
}

/// Why an enterprise left when a full roster no longer names it.
pub(crate) fn not_on_roster(year: i32) -> String {
    format!("不在{year}年度名录")
}
