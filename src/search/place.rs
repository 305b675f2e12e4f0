//! Where an institution is: from the words of a sheet (西安市, 河南省洛阳市涧西区) to the code of a division. Only as
//! fine as distance is ranked: county unit of the own city, own city, own province, another province.

use duijie_index::Code;

use crate::domain::county::Counties;

/// The own city and province.
const CITY: (&str, &str) = ("洛阳", "410300");
const PROVINCE: (&str, &str) = ("河南", "410000");

/// Other cities of the own province.
#[rustfmt::skip]
const NEIGHBOURS: &[&str] = &[
    "郑州", "开封", "平顶山", "安阳", "鹤壁", "新乡", "焦作", "濮阳", "许昌", "漯河", "三门峡", "南阳", "商丘", "信阳",
    "周口", "驻马店", "济源",
];

/// Provinces with the cities that people write without them.
#[rustfmt::skip]
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("110000", &["北京"]),
    ("120000", &["天津"]),
    ("130000", &["河北", "石家庄", "保定", "唐山", "秦皇岛", "邯郸", "廊坊", "雄安"]),
    ("140000", &["山西", "太原", "大同", "长治", "晋中"]),
    ("150000", &["内蒙古", "呼和浩特", "包头", "鄂尔多斯"]),
    ("210000", &["辽宁", "沈阳", "大连", "鞍山", "抚顺", "锦州"]),
    ("220000", &["吉林", "长春"]),
    ("230000", &["黑龙江", "哈尔滨", "大庆", "齐齐哈尔"]),
    ("310000", &["上海"]),
    ("320000", &["江苏", "南京", "苏州", "无锡", "常州", "徐州", "镇江", "扬州", "南通", "盐城"]),
    ("330000", &["浙江", "杭州", "宁波", "温州", "绍兴", "嘉兴", "金华", "台州", "湖州"]),
    ("340000", &["安徽", "合肥", "芜湖", "马鞍山", "蚌埠"]),
    ("350000", &["福建", "福州", "厦门", "泉州"]),
    ("360000", &["江西", "南昌", "赣州", "景德镇"]),
    ("370000", &["山东", "济南", "青岛", "烟台", "潍坊", "淄博", "威海", "临沂"]),
    ("420000", &["湖北", "武汉", "襄阳", "宜昌", "十堰"]),
    ("430000", &["湖南", "长沙", "株洲", "湘潭", "衡阳"]),
    ("440000", &["广东", "广州", "深圳", "东莞", "佛山", "珠海", "惠州", "中山市"]),
    ("450000", &["广西", "南宁", "桂林", "柳州"]),
    ("460000", &["海南", "海口"]),
    ("500000", &["重庆"]),
    ("510000", &["四川", "成都", "绵阳", "德阳"]),
    ("520000", &["贵州", "贵阳", "遵义"]),
    ("530000", &["云南", "昆明"]),
    ("540000", &["西藏", "拉萨"]),
    ("610000", &["陕西", "西安", "宝鸡", "咸阳", "汉中"]),
    ("620000", &["甘肃", "兰州"]),
    ("630000", &["青海", "西宁"]),
    ("640000", &["宁夏", "银川"]),
    ("650000", &["新疆", "乌鲁木齐"]),
    ("710000", &["台湾", "台北"]),
    ("810000", &["香港"]),
    ("820000", &["澳门"]),
];

/// The division meant by a place as written; `None` if nothing in it is known. A county name counts only where no
/// other city is named, since 高新区 is everywhere.
#[must_use]
pub fn place_code(text: &str, counties: &Counties) -> Option<Code> {
    let text = text.trim();
    if let Some(county) = counties.find(text) {
        return Code::new(county.code.as_str()).ok();
    }
    let county = || county_in(text, counties);
    if text.contains(CITY.0) {
        return county().or_else(|| Code::new(CITY.1).ok());
    }
    if NEIGHBOURS.iter().any(|city| text.contains(city)) && elsewhere(text).is_none_or(|_| at_home(text)) {
        return Code::new(PROVINCE.1).ok();
    }
    if at_home(text) {
        return county().or_else(|| Code::new(PROVINCE.1).ok());
    }
    elsewhere(text)
        .and_then(|code| Code::new(code).ok())
        .or_else(county)
        .or_else(|| text.contains(PROVINCE.0).then(|| Code::new(PROVINCE.1).ok()).flatten())
}

/// The city or province meant by a code of [`place_code`] or its first four characters, as facets count them: the own
/// city, the rest of the own province under its own code, the other provinces.
#[must_use]
pub fn place_name(code: &str) -> Option<&'static str> {
    let same = |known: &str| code.get(..4) == known.get(..4);
    if same(CITY.1) {
        return Some(CITY.0);
    }
    if same(PROVINCE.1) {
        return Some(PROVINCE.0);
    }
    ELSEWHERE.iter().find(|(known, _)| same(known)).and_then(|(_, names)| names.first().copied())
}

fn at_home(text: &str) -> bool {
    text.starts_with(PROVINCE.0) || NEIGHBOURS.iter().any(|city| text.starts_with(city))
}

/// The county unit whose name stands in the text; the longest, if several do.
fn county_in(text: &str, counties: &Counties) -> Option<Code> {
    let names = counties.all().iter().flat_map(|county| {
        county.aliases.iter().chain([&county.name]).map(move |name| (name.as_str(), &county.code))
    });
    let best = names
        .filter(|(name, _)| name.chars().count() > 1 && text.contains(name))
        .max_by_key(|(name, _)| name.chars().count())?;
    Code::new(best.1.as_str()).ok()
}

/// The province named first.
fn elsewhere(text: &str) -> Option<&'static str> {
    let named = ELSEWHERE.iter().filter_map(|(code, names)| {
        names.iter().filter_map(|name| text.find(name)).min().map(|at| (at, *code))
    });
    named.min().map(|(_, code)| code)
}
