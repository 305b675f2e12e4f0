//! The Chinese words around a figure: comparisons, fillers, words of change, and words that end a name.
//!
//! Data only. Longer words stand before the shorter ones they contain, since the first that fits is taken.

/// What a word before a figure says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    AtLeast,
    AtMost,
    /// At least or at most, whichever is better for the quantity: 达到, 优于.
    AsGood,
    /// The same, only when denied: 不劣于.
    Worse,
    /// Where an improvement leads: 提高到.
    Up,
    /// 降低到.
    Down,
    /// 到, 至: where something leads, without saying up or down.
    To,
    /// A number below zero: 零下.
    Below,
    /// Percent said before the number: 百分之.
    Percent,
    /// Several names share the figures that follow: 分别.
    Respectively,
    /// A level that is said not to be reached.
    Unreached,
    /// The present state: 目前.
    Present,
    /// Says nothing.
    Filler,
}

/// Comparisons that a negation turns around.
pub(super) const DENIABLE: &[(&str, Word)] = &[
    ("低于", Word::AtMost),
    ("小于", Word::AtMost),
    ("少于", Word::AtMost),
    ("短于", Word::AtMost),
    ("大于", Word::AtLeast),
    ("高于", Word::AtLeast),
    ("多于", Word::AtLeast),
    ("长于", Word::AtLeast),
    ("超过", Word::AtLeast),
    ("超出", Word::AtLeast),
    ("优于", Word::AsGood),
    ("好于", Word::AsGood),
    ("劣于", Word::Worse),
    ("差于", Word::Worse),
    ("逊于", Word::Worse),
    ("亚于", Word::Worse),
    ("达到", Word::AsGood),
    ("达", Word::AsGood),
];

/// Negations that may stand before a [`DENIABLE`] word.
#[rustfmt::skip]
pub(super) const NEGATIONS: &[&str] = &[
    "不得", "不能", "不可", "不应", "不宜", "不会", "不要", "不允许", "没有", "无法", "难以", "尚未", "未能", "不",
    "未", "没",
];

/// Comparisons and fillers that stand before a figure. The last part is what must not stand before the word, as it
/// would then be the end of a noun (性能, 平均).
pub(super) const BEFORE: &[(&str, Word, &str)] = &[
    (">=", Word::AtLeast, ""),
    ("=>", Word::AtLeast, ""),
    ("<=", Word::AtMost, ""),
    ("=<", Word::AtMost, ""),
    ("≥", Word::AtLeast, ""),
    (">", Word::AtLeast, "-"),
    ("≮", Word::AtLeast, ""),
    ("≤", Word::AtMost, ""),
    ("<", Word::AtMost, ""),
    ("≯", Word::AtMost, ""),
    ("大于等于", Word::AtLeast, ""),
    ("大于或等于", Word::AtLeast, ""),
    ("高于或等于", Word::AtLeast, ""),
    ("小于等于", Word::AtMost, ""),
    ("小于或等于", Word::AtMost, ""),
    ("低于或等于", Word::AtMost, ""),
    ("不足", Word::AtMost, ""),
    ("不到", Word::AtMost, "达"),
    ("达不到", Word::Unreached, ""),
    ("未到", Word::AtMost, ""),
    ("至少", Word::AtLeast, ""),
    ("最少", Word::AtLeast, ""),
    ("突破", Word::AtLeast, ""),
    ("至多", Word::AtMost, ""),
    ("最多", Word::AtMost, ""),
    ("高达", Word::AsGood, ""),
    ("可达", Word::AsGood, ""),
    ("逾", Word::AtLeast, ""),
    ("超", Word::AtLeast, ""),
    ("升至", Word::Up, ""),
    ("升到", Word::Up, ""),
    ("增至", Word::Up, ""),
    ("增到", Word::Up, ""),
    ("提至", Word::Up, ""),
    ("降至", Word::Down, ""),
    ("降到", Word::Down, ""),
    ("减至", Word::Down, ""),
    ("减到", Word::Down, ""),
    ("缩至", Word::Down, ""),
    ("变为", Word::To, ""),
    ("变成", Word::To, ""),
    ("至", Word::To, ""),
    ("到", Word::To, "达"),
    ("零下", Word::Below, ""),
    ("百分之", Word::Percent, ""),
    ("分别", Word::Respectively, ""),
    ("目前", Word::Present, ""),
    ("现有", Word::Present, ""),
    ("现在", Word::Present, ""),
    ("当前", Word::Present, ""),
    ("原来", Word::Present, ""),
    ("原有", Word::Present, ""),
    ("原先", Word::Present, ""),
    ("各", Word::Filler, ""),
    ("要求", Word::Filler, ""),
    ("指标", Word::Filler, ""),
    ("控制在", Word::Filler, ""),
    ("保持在", Word::Filler, ""),
    ("稳定在", Word::Filler, ""),
    ("维持在", Word::Filler, ""),
    ("控制", Word::Filler, ""),
    ("大约", Word::Filler, ""),
    ("大概", Word::Filler, ""),
    ("接近", Word::Filler, ""),
    ("应当", Word::Filler, ""),
    ("必须", Word::Filler, ""),
    ("需要", Word::Filler, ""),
    ("可以", Word::Filler, ""),
    ("能够", Word::Filler, ""),
    ("已经", Word::Filler, ""),
    ("满足", Word::Filler, ""),
    ("实现", Word::Filler, ""),
    ("只有", Word::Filler, ""),
    ("一般", Word::Filler, ""),
    ("通常", Word::Filler, ""),
    ("基本", Word::Filler, ""),
    ("最高", Word::Filler, ""),
    ("最大", Word::Filler, ""),
    ("最低", Word::Filler, ""),
    ("最小", Word::Filler, ""),
    ("目标值", Word::Filler, ""),
    ("目标", Word::Filler, ""),
    ("为", Word::Filler, "行人作"),
    ("是", Word::Filler, ""),
    ("在", Word::Filler, "存潜"),
    ("应", Word::Filler, "反响效适供感"),
    ("须", Word::Filler, ""),
    ("需", Word::Filler, ""),
    ("要", Word::Filler, "主重"),
    ("可", Word::Filler, "许认"),
    ("能", Word::Filler, "性功节储电动热光智产势效"),
    ("会", Word::Filler, "机社"),
    ("将", Word::Filler, ""),
    ("均", Word::Filler, "平"),
    ("都", Word::Filler, ""),
    ("已", Word::Filler, ""),
    ("了", Word::Filler, ""),
    ("也", Word::Filler, ""),
    ("约", Word::Filler, "节"),
    ("仅", Word::Filler, ""),
    ("只", Word::Filler, ""),
    ("的", Word::Filler, ""),
    ("=", Word::Filler, ""),
    ("≈", Word::Filler, ""),
    (":", Word::Filler, ""),
    ("|", Word::Filler, ""),
];

/// Comparisons that stand after a figure and its unit.
pub(super) const AFTER: &[(&str, Word)] = &[
    ("及以上", Word::AtLeast),
    ("或以上", Word::AtLeast),
    ("以上", Word::AtLeast),
    ("之上", Word::AtLeast),
    ("及以下", Word::AtMost),
    ("或以下", Word::AtMost),
    ("以下", Word::AtMost),
    ("以内", Word::AtMost),
    ("之内", Word::AtMost),
    ("之下", Word::AtMost),
    ("左右", Word::Filler),
    ("上下", Word::Filler),
];

/// Words that say by how much something grows.
#[rustfmt::skip]
pub(super) const INCREASES: &[&str] = &[
    "提高", "提升", "增加", "增长", "增强", "上升", "延长", "增大", "改善", "扩大", "提速", "增产", "增效", "上涨",
    "升高",
];

/// Words that say by how much something shrinks.
#[rustfmt::skip]
pub(super) const DECREASES: &[&str] = &[
    "降低", "减少", "下降", "缩短", "减小", "缩小", "节约", "节省", "减轻", "削减", "节能", "节电", "节水", "减重",
    "降本", "减排", "降耗", "节材", "降噪", "减薄",
];

/// Words of change that may open a name (降低成本30%) and are then moved behind the noun.
#[rustfmt::skip]
pub(super) const OPENING_CHANGES: &[&str] = &[
    "提高", "提升", "增加", "延长", "增大", "改善", "降低", "减少", "缩短", "减小", "缩小", "节约", "节省", "减轻",
    "削减",
];

/// Nouns that begin like an opening change.
#[rustfmt::skip]
pub(super) const NOT_CHANGES: &[&str] = &[
    "提升速", "提升高", "提升机", "提升力", "提升重", "提升行", "增加值",
];

/// Words that end the search for a name: it begins after them.
#[rustfmt::skip]
pub(super) const CUTS: &[&str] = &[
    "技术要求", "指标要求", "要求", "需要", "能够", "可以", "希望", "期望", "实现", "具有", "具备", "采用", "以及",
    "同时", "满足", "保证", "确保", "使得", "达到", "我们", "研制", "研发", "开发", "提供", "一种", "用于",
    "适用于", "目前", "现有", "当前", "现阶段", "其中", "包括", "通过", "形成", "建成", "提出", "解决", "存在",
    "主要", "并且", "而且", "由于", "基于", "完成", "承受", "经受", "对于", "关于", "针对", "年内", "条件下",
    "状态下", "环境下", "工况下", "温度下", "压力下", "载荷下", "负载下", "温下", "相比", "超过", "低于", "高于",
    "大于", "小于", "不得", "必须", "应当", "应该", "拟", "且", "将", "让", "把", "使", "的", "其", "可", "需",
    "及", "和", "与", "或", "并", "对", "由", "从", "应", "须", "该", "均", "为", "是", "在", "了", "于", "而",
    "被", "按", "等", "后", "约", "但", "仅", "较", "现", "若", "则", "即", "还", "又", "也", "很",
];

/// Nouns that contain a word of [`CUTS`].
#[rustfmt::skip]
pub(super) const KEPT: &[&str] = &[
    "使用", "可靠", "可见", "可逆", "可用", "可调", "可燃", "可焊", "可控", "可视", "可溶", "可降解", "可回收",
    "可加工", "许可", "认可", "需求", "所需", "需氧", "其他", "其它", "饱和", "中和", "总和", "调和", "参与",
    "普及", "及时", "及格", "合并", "并联", "并网", "并发", "并行", "相对", "绝对", "对比", "对流", "对中", "对称",
    "对准", "对位", "对接", "自由", "从动", "响应", "反应", "效应", "应力", "应变", "适应", "供应", "感应", "应用",
    "应急", "平均", "均匀", "均方", "均一", "均值", "行为", "人为", "在线", "在位", "存在率", "目的", "被动",
    "按键", "等级", "等效", "等温", "等静压", "等离子", "等轴", "断后", "后处理", "前后", "滞后", "售后", "后桥",
    "节约", "约束", "比较", "较大", "现场", "导致", "致密", "致冷", "方向", "径向", "轴向", "横向", "纵向", "双向",
    "单向", "各向", "向心", "取向", "定向", "还原", "拟合", "模拟", "将军", "螺旋", "并励", "干燥后", "老化后",
    "可塑", "保证期", "保证率", "满足率", "研发投入", "研发费用", "研发周期", "研制周期", "开发周期", "可见光",
    "均热", "对数", "对外", "现率", "再现", "生产线", "即时",
];

/// Words that say that a clause tells the present state.
#[rustfmt::skip]
pub(super) const PRESENT: &[&str] = &[
    "目前", "现有", "当前", "现阶段", "现在", "原有", "现状", "现为", "如今", "原来",
];

/// Words between a present value and its target that say that a target follows.
#[rustfmt::skip]
pub(super) const WISHES: &[&str] = &[
    "要求", "希望", "期望", "目标", "需", "力争", "拟", "计划", "预期", "提高", "降", "改造后",
];

/// Baselines of a comparison: from 较 on, the words belong to what is surpassed.
#[rustfmt::skip]
pub(super) const VERSUS: &[&str] = &[
    "相比", "相较", "较", "比", "与",
];

/// What can follow a word of [`VERSUS`]; without it, 比 may be part of 比表面积 or 信噪比.
#[rustfmt::skip]
pub(super) const BASELINES: &[&str] = &[
    "传统", "现有", "原", "国外", "国内", "常规", "普通", "同类", "上年", "去年", "以前", "以往", "目前", "进口",
    "现行", "市场", "市售", "一般", "于",
];

/// Words that are no name of a quantity, alone.
#[rustfmt::skip]
pub(super) const NO_NAMES: &[&str] = &[
    "近", "未来", "成立", "连续", "累计", "共", "总共", "超", "前", "后", "第", "每年", "每月", "每天", "今后",
    "过去", "最近", "建设", "使用", "采用", "合作", "签订", "投资", "投入", "完成", "达", "约", "至今", "历时",
    "经过", "大于", "小于", "有", "占", "有效", "以", "用", "距离", "进行", "材料", "型号", "计划", "同比", "环比",
    "到", "于", "按", "每", "经", "约为", "仅为", "在", "值", "总", "时", "下", "当", "为", "加热至", "加热到",
    "冷却至", "冷却到", "升温至", "加热", "现", "本项目", "我公司", "公司", "企业", "项目", "对", "客户", "用户",
    "市场", "我方", "本产品", "甲方", "产品",
];

/// What may stand between a name and the words of comparison.
#[rustfmt::skip]
pub(super) const CLOSINGS: &[&str] = &[
    " ", "的", "应", "由", "从", "自", "目前", "现有", "现在", "原来", "原先", "当前", "原有", "现阶段",
];

/// Nouns that begin with a particle that is otherwise skipped before a name.
#[rustfmt::skip]
pub(super) const KEPT_OPENINGS: &[&str] = &[
    "时间", "时长", "时效", "时延", "下限", "下降", "上限", "上升", "内径", "内阻", "内部", "内压", "内应力",
    "中位", "中粒", "中心", "中频", "后处理", "本体", "本底", "各向", "等效", "等级", "上下", "内圈", "内孔",
    "内壁", "后角",
];
