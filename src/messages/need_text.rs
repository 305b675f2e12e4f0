//! What is said while a need is being written: what to write next, what cannot be taken, fields in words.

use crate::city::CityPack;
use crate::domain::capability::CooperationMode;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::indicator::{Comparator, MUST_MARK};
use crate::domain::need::{Disclosure, NeedField, NeedKind, NeedSource, Urgency};
use crate::domain::need_draft::NeedProblem;
use crate::domain::need_quality::{Clarity, Question};
use crate::domain::need_text::{IndicatorRow, NOT_CLASSIFIED, NeedTextField};

/// How clear a field is.
pub(crate) fn clarity(clarity: Clarity) -> &'static str {
    match clarity {
        Clarity::Vague => "不够具体",
        Clarity::Fair => "较清楚",
        Clarity::Clear => "清楚",
    }
}

/// What to write next, as one sentence under the field.
pub(crate) fn question(question: Question) -> &'static str {
    match question {
        Question::Title => "写成“对象 + 工艺或技术 + 想改善什么”，例如 风电主轴轴承滚道淬火硬化层均匀性控制",
        Question::Problem => "写明什么产品、哪道工序、出了什么问题",
        Question::ProblemMore => "再写明在什么工况下出现、多久出现一次",
        Question::ProblemFigure => "用数说明问题：现在是多少，差多少",
        Question::Impact => "写明影响有多大：返修、报废、停机或成本各是多少",
        Question::CurrentState => "现在用什么设备、什么工艺做",
        Question::Tried => "试过哪些办法？没试过就写“没有试过”",
        Question::TriedWhy => "试过的办法为什么没成",
        Question::Indicator => "写一个要达到的数：指标名称、要求值、单位",
        Question::IndicatorUnit => "给指标写上单位",
        Question::IndicatorNow => "填上这项指标的现状值，院所才知道差距",
        Question::SecondIndicator => "再写一项指标，例如精度、寿命、节拍或成本",
        Question::Constraints => "写明不能改的材料、设备或使用环境",
        Question::CostOrStandard => "补上单件成本上限或执行标准",
        Question::Budget => "写上拟投入多少万元，没定可写“面议”",
        Question::BudgetAmount => "把“面议”换成一个数，哪怕是上限",
        Question::Due => "写明希望什么时候完成",
        Question::Modes => "选上能接受的合作方式",
        Question::Fields => "选上技术领域",
    }
}

/// Why something cannot be taken, and what to do.
pub(crate) fn need_problem(field: NeedTextField, problem: &NeedProblem) -> String {
    match problem {
        NeedProblem::Missing => missing(field).to_owned(),
        NeedProblem::TooLong { found, most } => {
            format!("写了 {found} 字，最多 {most} 字。请删去与问题无关的内容")
        }
        NeedProblem::NotMoney(text) => format!("“{}”看不懂，请写成 120 或“面议”", short(text)),
        NeedProblem::NotDate(text) => format!("“{}”不是日期，请写成 2027-06-30 这样", short(text)),
        NeedProblem::NotNumber { row, value } => {
            format!("{}的要求值“{}”不是数，请写成 6 或 0.01", row_name(row), short(value))
        }
        NeedProblem::NotRange { row, value } => {
            format!("{}的要求值“{}”不是从小到大的区间，请写成 54～60", row_name(row), short(value))
        }
        NeedProblem::TooManyRows { most } => format!("最多写 {most} 项指标，请留下最要紧的"),
        NeedProblem::NotChoice => "请从列出的选项里选".to_owned(),
        NeedProblem::NotPhone => "这不像电话号码，请写成 0379-60000000 或 13800000000".to_owned(),
        NeedProblem::NotEmail => "这不像邮箱地址，请写成 name@example.com，或留空".to_owned(),
        NeedProblem::TitleTaken { no: Some(no) } => {
            format!("本企业已有同名的需求 {no}。请改一个名称，或到那一条里修改")
        }
        NeedProblem::TitleTaken { no: None } => {
            "这家企业已有同名的需求，还是草稿或已退回。请改一个名称，或请企业自己修改".to_owned()
        }
    }
}

fn missing(field: NeedTextField) -> &'static str {
    match field {
        NeedTextField::Title => "还没有名称，请用一句话写明要解决什么",
        NeedTextField::Problem => "还没有写主要问题，请写明什么产品、哪道工序、出了什么问题",
        NeedTextField::ContactName => "请写上联系人，院所看不到，只有双方都愿意对接后才互相看到",
        NeedTextField::ContactPhone => "请写上联系电话，院所看不到，只有双方都愿意对接后才互相看到",
        NeedTextField::Disclosure => "请选一个公开程度",
        NeedTextField::Secrecy => "请勾选确认不涉及国家秘密。涉密的需求不要在网上填写，请线下联系科技局",
        _ => "请填写这一项",
    }
}

/// A draft without a title.
pub(crate) fn untitled() -> &'static str {
    "还没有名称的需求"
}

/// Who saved the other text of a draft: its own people are several, and so are their windows.
pub(crate) fn other_window() -> &'static str {
    "同事（或另一个窗口里的您）"
}

/// What a field is for.
pub(crate) fn field_hint(field: NeedTextField) -> &'static str {
    match field {
        NeedTextField::Title => "对象 + 工艺或技术 + 想改善什么，50 字以内",
        NeedTextField::Problem => "什么产品、哪道工序、现在怎样、影响有多大、要达到多少",
        NeedTextField::CurrentState => "现在用什么设备和工艺，做到什么水平",
        NeedTextField::Tried => "试过哪些办法，为什么没成",
        NeedTextField::Constraints => "材料、成本上限、使用环境、必须遵守的标准",
        NeedTextField::Keywords => "1–5 个，用顿号隔开，例如 感应淬火、硬化层",
        NeedTextField::Lines => "不好填进表里的，一行写一项，例如 涂层附着力达到 0 级",
        NeedTextField::Budget => "单位万元；没定可写“面议”",
        NeedTextField::BudgetSource => "例如 自筹，或写明哪个项目",
        NeedTextField::Due => "例如 2027-06-30",
        NeedTextField::Intended => "想找谁就写谁，用顿号隔开；选“仅对接方可见”时只有这里的单位看得到",
        NeedTextField::Avoided => "不想让谁参与就写谁，系统不会推荐，对方也看不到",
        NeedTextField::ContactName => "院所看不到，双方都愿意对接后才互相看到",
        NeedTextField::ContactPosition => "例如 技术部长",
        NeedTextField::ContactPhone => "手机或座机",
        NeedTextField::ContactEmail => "例如 name@example.com",
        NeedTextField::DecisionMaker => "谁能拍板，写姓名和职务",
        NeedTextField::Kind
        | NeedTextField::Fields
        | NeedTextField::Rows
        | NeedTextField::Urgency
        | NeedTextField::Modes
        | NeedTextField::Fills
        | NeedTextField::Disclosure
        | NeedTextField::Hidden
        | NeedTextField::Secrecy
        | NeedTextField::Way
        | NeedTextField::NoIndicators => "",
    }
}

/// True for fields that may be left empty when a need is sent in.
pub(crate) fn is_optional(field: NeedTextField) -> bool {
    !matches!(
        field,
        NeedTextField::Title
            | NeedTextField::Problem
            | NeedTextField::ContactName
            | NeedTextField::ContactPhone
            | NeedTextField::Disclosure
            | NeedTextField::Secrecy
    )
}

/// What a kind of need means.
pub(crate) fn kind_meaning(kind: NeedKind) -> &'static str {
    match kind {
        NeedKind::Problem => "还没有现成办法",
        NeedKind::Adoption => "想用别人的成果",
        NeedKind::Product => "做一种新产品",
        NeedKind::Renewal => "改造工艺或产线",
        NeedKind::Testing => "测试、分析、诊断",
        NeedKind::People => "请专家、引进人才",
        NeedKind::Platform => "一起建研发平台",
        NeedKind::Pilot => "小试成了要放大",
        NeedKind::Finance => "资金和保险",
        NeedKind::Other => "说不准就选这个",
    }
}

/// What a mode of cooperation means; nothing where the word says it.
pub(crate) fn mode_meaning(mode: CooperationMode) -> &'static str {
    match mode {
        CooperationMode::Commission => "出资，由对方研发",
        CooperationMode::Joint => "双方共同投入",
        CooperationMode::Transfer => "买下对方的技术",
        CooperationMode::Licence => "使用对方已有技术",
        CooperationMode::Consulting => "请对方出主意",
        CooperationMode::Service => "请对方做测试、设计等",
        CooperationMode::Equity => "对方以技术占股",
        CooperationMode::SharedPlatform => "一起建实验室、中心",
        CooperationMode::Training => "请专家到企业任职、一起带人",
        CooperationMode::Other => "上面没有的",
    }
}

/// What a choice of disclosure leads to.
pub(crate) fn disclosure_meaning(disclosure: Disclosure) -> &'static str {
    match disclosure {
        Disclosure::Public => "所有人可见全文和企业名称，联系方式除外",
        Disclosure::Unnamed => "院所看到问题和指标，看不到是哪家企业；正文里也不要写企业名称",
        Disclosure::Matched => "只有“意向单位”里写的、科技局选定征询的院所可见",
        Disclosure::Authorities => "只有县区和市科技局可见",
    }
}

/// What is to be mended, in a few words.
pub(crate) fn to_mend(field: NeedTextField, problem: &NeedProblem) -> String {
    match problem {
        NeedProblem::Missing => match field {
            NeedTextField::Disclosure => "选公开程度".to_owned(),
            NeedTextField::Secrecy => "确认不涉及国家秘密".to_owned(),
            field => format!("填写{}", field.label()),
        },
        NeedProblem::NotMoney(_) => "拟投入写成数字".to_owned(),
        NeedProblem::NotDate(_) => "期望完成写成日期".to_owned(),
        _ => format!("改正{}", field.label()),
    }
}

fn row_name(name: &str) -> String {
    if name.is_empty() { "没有名称的指标".to_owned() } else { format!("“{}”", short(name)) }
}

fn short(text: &str) -> String {
    text.chars().take(20).collect()
}

/// A field in words, as pages show it beside another version.
pub(crate) fn need_text_value(field: NeedTextField, text: &str, city: &CityPack) -> String {
    if text.is_empty() {
        return "（没有填写）".to_owned();
    }
    let each = |label: &dyn Fn(&str) -> Option<String>| {
        let words = text.split(',').map(|code| label(code).unwrap_or_else(|| code.to_owned()));
        words.collect::<Vec<_>>().join("、")
    };
    let known = |label: Option<&'static str>| label.map(str::to_owned);
    match field {
        NeedTextField::Kind => each(&|code| known(NeedKind::from_code(code).map(NeedKind::label))),
        NeedTextField::Fields => each(&|code| city.field_name(code).map(str::to_owned)),
        NeedTextField::Modes => {
            each(&|code| known(CooperationMode::from_code(code).map(CooperationMode::label)))
        }
        NeedTextField::Fills => each(&|code| known(FourHavesItem::from_code(code).map(FourHavesItem::label))),
        NeedTextField::Urgency => each(&|code| known(Urgency::from_code(code).map(Urgency::label))),
        NeedTextField::Disclosure => each(&|code| known(Disclosure::from_code(code).map(Disclosure::label))),
        NeedTextField::Way => each(&|code| known(NeedSource::from_code(code).map(NeedSource::label))),
        NeedTextField::Secrecy if text == NOT_CLASSIFIED => "确认不涉及国家秘密".to_owned(),
        NeedTextField::Hidden => each(&hidden),
        NeedTextField::Rows | NeedTextField::NoIndicators => {
            text.lines().map(row).collect::<Vec<_>>().join("\n")
        }
        NeedTextField::Budget if text != "面议" => format!("{text} 万元"),
        _ => text.to_owned(),
    }
}

fn hidden(pair: &str) -> Option<String> {
    let (field, to) = pair.split_once(':')?;
    Some(format!("{}：{}", NeedField::from_code(field)?.label(), Disclosure::from_code(to)?.label()))
}

fn row(line: &str) -> String {
    let row = IndicatorRow::of_line(line);
    let sign = Comparator::from_code(&row.comparator).filter(|one| *one != Comparator::Between);
    let sign = sign.map_or("", Comparator::label);
    let now = if row.now.is_empty() { String::new() } else { format!("（现 {}）", row.now) };
    let parts = [row.name.as_str(), sign, row.value.as_str(), row.unit.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let must = if row.must { MUST_MARK } else { "" };
    format!("{}{now}{must}", parts.join(" "))
}
