//! The quantities that names are about. Data only; `concept` says how it is read.

/// Quantities of which less is better.
#[rustfmt::skip]
pub(super) const LOWER: &[&str] = &[
    "误差", "公差", "偏差", "精度", "精确度", "准确度", "粗糙度", "圆度", "平面度", "平行度", "垂直度", "同轴度",
    "圆柱度", "直线度", "跳动", "噪声", "噪音", "能耗", "功耗", "电耗", "水耗", "损耗", "耗", "损失", "含水",
    "水分", "含氧", "含硫", "杂质", "残留", "残余", "缺陷", "不良率", "不良品率", "废品", "次品", "故障率", "泄漏",
    "漏率", "漏电", "磨损", "延迟", "时延", "延时", "响应时间", "波动", "温升", "排放", "成本", "变形", "收缩率",
    "膨胀", "吸水率", "失重", "衰减", "自放电", "振动", "不确定度", "烧损", "误报", "漏报", "误检", "漏检", "误判",
    "分辨力", "偏移", "漂移", "不均匀", "挥发", "灰分", "Ra", "Rz", "烧失", "真空", "破损率", "退货率", "投诉",
    "不合格率", "空载", "铁损", "COD", "氨氮",
];

/// Quantities of which more is better.
#[rustfmt::skip]
pub(super) const HIGHER: &[&str] = &[
    "寿命", "强度", "效率", "纯度", "良率", "良品率", "合格率", "成品率", "正品率", "收率", "回收", "准确率",
    "正确率", "转化率", "去除率", "脱除率", "保持率", "覆盖率", "处理量", "处理能力", "产能", "产量", "容量",
    "续航", "可靠", "透过率", "透光率", "识别率", "检出率", "命中率", "韧性", "耐火度", "耐温", "耐热", "耐高温",
    "使用温度", "工作温度", "最高温度", "利用率", "循环", "次数", "能量密度", "无故障", "MTBF", "附着力", "结合力",
    "成功率", "伸长率", "延伸率", "稳定性", "反射率", "存活率",
];

/// A quantity of the table: its family, whether it is whole, and its names.
pub(super) struct Quantity(pub(super) u8, pub(super) bool, pub(super) &'static [&'static str]);

/// First fit wins, so the special stand before the general. Members of a family are different quantities, but the
/// family's open name alone (强度, 温度, 粒径) may stand for any of them.
#[rustfmt::skip]
pub(super) const QUANTITIES: &[Quantity] = &[
    Quantity(1, true, &["无故障", "MTBF"]),
    Quantity(2, true, &["容量保持率"]),
    Quantity(3, true, &["比容量", "克容量"]),
    Quantity(4, true, &["能量密度", "比能量"]),
    Quantity(5, true, &["寿命", "循环次数", "充放电次数", "服役时间"]),
    Quantity(6, true, &["耐低温", "最低温度"]),
    Quantity(6, true, &["耐温", "耐热", "耐高温", "耐火度", "使用温度", "工作温度", "运行温度", "服役温度", "适用温度",
        "最高温度", "耐受温度", "环境温度", "工况温度"]),
    Quantity(6, false, &["温度"]),
    Quantity(7, true, &["导热系数", "热导率", "导热率", "热传导系数", "导热"]),
    Quantity(8, true, &["热膨胀系数", "线膨胀系数", "线胀系数", "膨胀系数"]),
    Quantity(9, true, &["硬度"]),
    Quantity(10, true, &["D90", "d90"]),
    Quantity(10, true, &["D10", "d10"]),
    Quantity(10, true, &["D97", "d97"]),
    Quantity(10, true, &["D50", "d50", "中位径", "中粒径", "平均粒径", "平均粒度"]),
    Quantity(10, false, &["粒径", "粒度", "颗粒度", "颗粒尺寸"]),
    Quantity(11, true, &["抗折强度", "抗弯强度", "弯曲强度"]),
    Quantity(11, true, &["抗压强度", "耐压强度", "压缩强度"]),
    Quantity(11, true, &["抗拉强度", "拉伸强度", "抗张强度", "Rm"]),
    Quantity(11, true, &["屈服强度", "Rp0.2"]),
    Quantity(11, true, &["剪切强度", "抗剪强度"]),
    Quantity(11, true, &["结合强度", "粘结强度", "粘接强度"]),
    Quantity(11, false, &["强度"]),
    Quantity(12, true, &["粗糙度Rz", "Rz"]),
    Quantity(12, true, &["粗糙度", "Ra"]),
    Quantity(13, false, &["精度", "误差", "公差", "偏差", "准确度", "精确度"]),
    Quantity(14, true, &["含水率", "含水量", "水分", "水份"]),
    Quantity(15, true, &["纯度"]),
    Quantity(16, true, &["不良率", "废品率", "次品率", "缺陷率", "不合格率", "不良品率"]),
    Quantity(17, true, &["良率", "良品率", "合格率", "成品率", "正品率"]),
    Quantity(18, true, &["处理量", "处理能力", "处理规模", "处理速度"]),
    Quantity(19, true, &["产能", "产量", "生产能力", "年产", "日产"]),
    Quantity(20, true, &["噪声", "噪音", "声压级"]),
    Quantity(21, true, &["转速"]),
    Quantity(22, true, &["气孔率", "孔隙率"]),
    Quantity(23, true, &["摩擦系数", "摩擦因数"]),
    Quantity(24, true, &["伸长率", "延伸率"]),
    Quantity(25, true, &["扭矩", "转矩", "力矩"]),
    Quantity(26, true, &["透光率", "透过率", "透射率"]),
    Quantity(27, true, &["体积密度", "容重"]),
    Quantity(27, false, &["密度"]),
    Quantity(28, false, &["粘度", "黏度"]),
    Quantity(29, false, &["能耗", "电耗", "功耗"]),
    Quantity(30, false, &["成本"]),
    Quantity(31, false, &["含量", "质量分数"]),
    Quantity(32, false, &["识别率", "准确率", "正确率", "识别精度", "检出率"]),
    Quantity(33, false, &["去除率", "脱除率"]),
    Quantity(34, false, &["厚度", "壁厚", "膜厚"]),
    Quantity(35, false, &["重量", "自重", "质量"]),
    Quantity(36, false, &["效率"]),
    Quantity(37, false, &["功率"]),
    Quantity(38, false, &["速度", "速率"]),
    Quantity(39, false, &["直径", "外径", "内径", "孔径"]),
    Quantity(40, false, &["时间", "时长", "周期"]),
    Quantity(41, false, &["频率"]),
    Quantity(42, false, &["电压"]),
    Quantity(43, false, &["电流"]),
    Quantity(44, false, &["压力", "压强"]),
    Quantity(45, false, &["流量"]),
    Quantity(46, false, &["容量"]),
    Quantity(47, false, &["分辨率", "分辨力"]),
    Quantity(48, false, &["长度"]),
    Quantity(49, false, &["宽度", "幅宽"]),
    Quantity(50, false, &["高度"]),
    Quantity(51, false, &["深度"]),
    Quantity(52, false, &["面积"]),
    Quantity(53, false, &["系数"]),
];

/// Words that tell nothing about which quantity is meant.
#[rustfmt::skip]
pub(super) const NOISE: &[&str] = &[
    "最大", "最高", "最低", "最小", "平均", "额定", "综合", "整体", "整机", "产品", "设备", "系统", "材料", "装置",
    "指标", "要求", "常温", "室温", "单位", "性能", "使用", "工作", "设计", "生产", "制造", "技术", "总", "达",
    "值", "级", "年", "日", "国产", "提高", "降低", "有效", "范围", "二氧化", "氧化",
];

/// Words of change and the quantity that they mean.
#[rustfmt::skip]
pub(super) const CHANGED_NOUNS: &[(&str, &str)] = &[
    ("节能", "能耗"), ("降耗", "能耗"), ("节电", "电耗"), ("节水", "水耗"), ("降本", "成本"), ("减重", "重量"),
    ("降噪", "噪声"), ("增产", "产量"), ("减排", "排放"), ("增效", "效率"), ("提速", "速度"), ("减薄", "厚度"),
];
