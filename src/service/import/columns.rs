//! The headings of every kind of list (design.md §5), with the other words people use for them.

use crate::domain::batch::SheetKind;
use crate::sheets::Column;

const fn must(key: &'static str, heading: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { key, heading, aliases, required: true }
}

const fn may(key: &'static str, heading: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { key, heading, aliases, required: false }
}

const ORIGIN: Column = may("origin", "数据来源", &[]);
const USCC_ALIASES: &[&str] = &["信用代码", "社会信用代码", "统一代码", "组织机构代码"];

const ENTERPRISES: &[Column] = &[
    must("enterprise", "企业名称", &["单位名称", "单位详细名称", "企业全称"]),
    must("uscc", "统一社会信用代码", USCC_ALIASES),
    must("county", "县区", &["所属县区", "县（市、区）", "区县", "所在县区"]),
    may("industry", "行业代码", &["国民经济行业代码", "行业小类代码"]),
    may("state_owned", "是否国有", &["国有"]),
    may("entered_on", "入库日期", &["入库时间"]),
    may("left_on", "退库日期", &["退库时间"]),
    may("left_reason", "退库原因", &[]),
    may("contact", "联系人", &["联系人姓名"]),
    may("phone", "联系电话", &["电话", "手机", "联系方式"]),
    ORIGIN,
];

const INSTITUTIONS: &[Column] = &[
    must("institution", "机构名称", &["单位名称", "院校名称"]),
    must("kind", "机构类型", &["类型", "单位类型"]),
    may("uscc", "统一社会信用代码", USCC_ALIASES),
    may("place", "所在地", &["地址", "所在地区"]),
    may("introduction", "简介", &["机构简介"]),
    may("monthly_limit", "月度上限", &[]),
    may("open", "接受合作", &["是否接受合作"]),
    may("contact", "联系人", &["联系人姓名"]),
    may("phone", "联系电话", &["电话", "手机", "联系方式"]),
    ORIGIN,
];

const CAPABILITIES: &[Column] = &[
    must("institution", "机构名称", &["单位名称", "持有单位", "完成单位"]),
    must("kind", "类型", &["资源类型"]),
    must("title", "名称", &["成果名称", "能力名称"]),
    must("introduction", "简介", &["成果简介", "内容简介", "摘要"]),
    may("keywords", "关键词", &["关键字"]),
    may("fields", "技术领域", &["所属领域"]),
    may("industries", "应用行业", &["行业代码"]),
    may("indicators", "技术指标", &["主要指标"]),
    may("trl", "成熟度", &["技术成熟度"]),
    may("modes", "合作方式", &["转化方式"]),
    may("price", "价格(万元)", &["价格", "转让价格(万元)"]),
    may("monthly_limit", "月度上限", &[]),
    may("accepting", "接受合作", &["是否接受合作"]),
    may("valid_until", "有效期至", &["有效期"]),
    may("ip", "知识产权", &["专利", "知识产权情况"]),
    may("cases", "应用案例", &["案例", "应用情况"]),
    may("evidence", "依据", &["佐证材料", "证明材料"]),
    may("no", "编号", &[]),
    ORIGIN,
];

const NEEDS: &[Column] = &[
    may("enterprise", "企业名称", &["单位名称", "企业全称"]),
    may("uscc", "统一社会信用代码", USCC_ALIASES),
    must("title", "需求名称", &["技术需求名称", "需求标题"]),
    must("problem", "主要问题", &["主要技术问题", "需求描述", "需求内容"]),
    may("kind", "需求类型", &["需求类别"]),
    may("keywords", "关键词", &["关键字"]),
    may("fields", "技术领域", &["所属领域"]),
    may("indicators", "技术指标", &["量化指标", "预期指标"]),
    may("budget", "拟投入(万元)", &["拟投入资金(万元)", "拟投入", "预算(万元)"]),
    may("modes", "合作方式", &["解决方式"]),
    may("due_on", "期望完成时间", &["完成时间"]),
    may("disclosure", "公开程度", &["公开范围"]),
    may("classified", "是否涉密", &["涉密"]),
    may("current_state", "现有状况", &["现状", "现有基础"]),
    may("tried", "已尝试的办法", &["已尝试"]),
    may("constraints", "限制条件", &["约束条件"]),
    may("urgency", "紧急程度", &[]),
    may("fills", "拟补四有", &["四有补项"]),
    may("intended", "意向单位", &["意向合作单位"]),
    may("avoided", "回避单位", &[]),
    may("budget_source", "资金来源", &[]),
    may("contact", "联系人", &["联系人姓名"]),
    may("position", "职务", &[]),
    may("phone", "联系电话", &["电话", "手机", "联系方式"]),
    may("email", "电子邮箱", &["邮箱"]),
    may("decision_maker", "决策人", &[]),
    may("source", "来源", &["需求来源"]),
    may("collector", "采集人", &[]),
    may("collected_on", "采集日期", &[]),
    may("no", "编号", &[]),
    may("status", "状态", &[]),
    ORIGIN,
];

const TARGETS: &[Column] = &[
    must("year", "年度", &["数据年度"]),
    must("county", "县区", &["区县"]),
    must("target", "目标(%)", &["目标", "覆盖率目标(%)"]),
    may("document", "文件", &["文件名称"]),
    may("kind", "性质", &["目标性质"]),
    ORIGIN,
];

const RD_ACTIVITIES: &[Column] = &[
    must("uscc", "统一社会信用代码", USCC_ALIASES),
    must("year", "年度", &["数据年度"]),
    must("active", "是否有研发活动", &["有无研发活动"]),
    must("source", "来源", &[]),
    may("expense", "研发经费(万元)", &["研发费用(万元)"]),
    may("as_of_on", "截至日期", &["截止日期"]),
    may("enterprise", "企业名称", &["单位名称"]),
    ORIGIN,
];

const RD_AGGREGATES: &[Column] = &[
    must("year", "年度", &["数据年度"]),
    must("county", "县区", &["区县"]),
    must("enterprises", "规上企业数", &["规上工业企业数"]),
    must("active", "有研发活动数", &["有研发活动企业数"]),
    must("as_of_on", "截至日期", &["截止日期"]),
    ORIGIN,
];

const FOUR_HAVES: &[Column] = &[
    must("uscc", "统一社会信用代码", USCC_ALIASES),
    must("year", "年度", &["数据年度"]),
    must("item", "项", &["四有项"]),
    must("present", "有无", &["是否具备"]),
    may("evidence", "证明材料", &["佐证材料"]),
    may("evidence_on", "日期", &["证明日期"]),
    may("enterprise", "企业名称", &["单位名称"]),
    ORIGIN,
];

const ASSIGNMENTS: &[Column] = &[
    must("uscc", "统一社会信用代码", USCC_ALIASES),
    must("officer", "包联干部", &["包联领导", "干部姓名", "包联人"]),
    may("unit", "单位", &["干部单位", "工作单位"]),
    may("position", "职务", &[]),
    may("phone", "联系电话", &["电话", "手机", "联系方式"]),
    may("starts_on", "开始日期", &["开始时间", "包联开始"]),
    may("ends_on", "结束日期", &["结束时间", "包联结束"]),
    may("enterprise", "企业名称", &["单位名称"]),
    ORIGIN,
];

const HOLIDAYS: &[Column] = &[
    may("day", "日期", &[]),
    may("first", "开始", &["开始日期"]),
    may("last", "结束", &["结束日期"]),
    must("kind", "类型", &["安排"]),
    may("name", "名称", &["节日", "节假日名称"]),
    may("origin", "数据来源", &["文件", "依据"]),
];

/// The columns of a kind of list, in the order of its template.
#[must_use]
pub fn columns(kind: SheetKind) -> &'static [Column] {
    match kind {
        SheetKind::Enterprises | SheetKind::Roster => ENTERPRISES,
        SheetKind::Institutions => INSTITUTIONS,
        SheetKind::Capabilities => CAPABILITIES,
        SheetKind::Needs => NEEDS,
        SheetKind::Targets => TARGETS,
        SheetKind::RdActivities => RD_ACTIVITIES,
        SheetKind::RdAggregates => RD_AGGREGATES,
        SheetKind::FourHaves => FOUR_HAVES,
        SheetKind::Assignments => ASSIGNMENTS,
        SheetKind::Holidays => HOLIDAYS,
    }
}
