//! Profiles and needs made up from a seed, with the word frequencies of real prose: a few hundred technical words
//! of this file's own, coined from two thousand characters, drawn by a power law, strung together by common ones.

use duijie_index::rank::Need;
use duijie_index::{Code, Day, Document, Modes, indicator};

/// Characters out of which words are coined; about as many as technical Chinese uses often.
const CHARACTERS: &str = "轴承钢铁铝铜钛钼钨镁硅碳氧氢氮硫磷锂钠钾炉窑砖料浆粉粒膜层线板带管棒环齿轮箱泵阀缸杆机械电子光磁热冷压力速度温湿\
    流场声波频振动摩擦磨损润滑密封焊接铸造锻轧切削钻铣抛喷涂镀蚀淬火退回渗烧结熔炼萃取吸附过滤分离浓缩干燥结晶聚合催化裂解\
    加氢脱检测控制传感视觉图像信号数据网络模型算法优化仿真诊断预警监定位导航机器人车辆拖拉农田播种收获植保食品发酵酶菌疫苗药\
    物医疗器复合材纤维树脂橡胶塑玻璃陶瓷水泥混凝土废气尘渣污泥能源储电池光伏风核煤油矿山井巷选浮尾";

/// Words that stand between technical ones.
const GLUE: [&str; 24] = [
    "采用", "通过", "实现", "提高", "降低", "针对", "以及", "用于", "研究", "开发", "技术", "系统", "方法",
    "性能", "应用", "基于", "具有", "进行", "有效", "解决", "问题", "设计", "工艺", "装备",
];

const WORDS: usize = 40_000;

/// Generates the same profile for the same number, whatever the order.
pub struct Corpus {
    seed: u64,
    words: Vec<String>,
}

/// A small generator; each record has its own.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// A rank that is small more often than large, as characters are: the square of a uniform number.
    fn slanted(&mut self, bound: usize) -> usize {
        let uniform = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (bound as f64 * uniform * uniform) as usize % bound
    }

    /// A rank drawn by a power law: small ones often, large ones rarely.
    fn skewed(&mut self, bound: usize) -> usize {
        let uniform = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((bound as f64).powf(uniform) - 1.0) as usize % bound
    }
}

fn code(text: &str) -> Option<Code> {
    Code::new(text).ok()
}

impl Corpus {
    /// Coins the words.
    pub fn new(seed: u64) -> Self {
        let rare = ('\u{4E00}'..='\u{9FA5}').step_by(11);
        let characters: Vec<char> = CHARACTERS.chars().filter(|ch| !ch.is_whitespace()).chain(rare).collect();
        let mut draw = Draw(seed);
        let mut word = || -> String {
            let length = 2 + draw.below(3);
            (0..length).filter_map(|_| characters.get(draw.slanted(characters.len())).copied()).collect()
        };
        Self { seed, words: (0..WORDS).map(|_| word()).collect() }
    }

    /// About `length` characters of prose; one theme per text, so that texts have relatives.
    fn prose(&self, draw: &mut Draw, theme: usize, length: usize) -> String {
        let mut text = String::new();
        let mut count = 0;
        while count < length {
            let word = match draw.below(10) {
                0..=2 => GLUE[draw.below(GLUE.len())],
                3..=5 => &self.words[(theme * 37 + draw.below(40)) % WORDS],
                _ => &self.words[draw.skewed(WORDS)],
            };
            text.push_str(word);
            count += word.chars().count();
            if draw.below(6) == 0 {
                text.push('，');
            }
        }
        text
    }

    /// Profile number `at`: 300 characters and all factors, held by one of 2,500 institutions.
    pub fn profile(&self, at: u64) -> Document {
        let mut draw = Draw(self.seed ^ at.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let theme = draw.below(1_000);
        let title = self.prose(&mut draw, theme, 16);
        let figure =
            format!("，精度优于0.0{}mm，寿命不低于{}小时", 1 + draw.below(9), 1_000 * (1 + draw.below(9)));
        let body = self.prose(&mut draw, theme, 280) + &figure;
        Document {
            indicators: indicator::extract(&figure),
            kind: code(["result", "team", "expert", "platform", "pilot", "service"][draw.below(6)]),
            status: code(["open", "open", "open", "draft"][draw.below(4)]),
            disclosure: code(["public", "matched", "bureau"][draw.below(3)]),
            county: code("410311"),
            fields: code(["04.01", "04.02", "08.03", "07.01"][draw.below(4)]).into_iter().collect(),
            industries: code(["3451", "3511", "3089", "2614"][draw.below(4)]).into_iter().collect(),
            trl: Some(1 + draw.below(9) as u8),
            modes: Modes(1 + draw.below(255) as u64),
            price_fen: (draw.below(3) > 0).then(|| 1_000_000 * draw.below(500) as i64),
            place: code(["410311", "410105", "110101"][draw.below(3)]),
            updated_on: Some(Day(19_800 + draw.below(980) as i32)),
            ..Document::new(&format!("P{at:08}"), &title, &body)
                .held_by(&[&format!("J{:05}", draw.below(2_500))])
        }
    }

    /// Need number `at`: 200 characters, everything stated.
    pub fn need(&self, at: u64) -> Need {
        let mut draw = Draw(!self.seed ^ at.wrapping_mul(0xA076_1D64_78BD_642F));
        let theme = draw.below(1_000);
        let figure = "，精度要求≤0.03mm，寿命≥5000小时";
        Need {
            indicators: indicator::extract(figure),
            fields: code("04.01").into_iter().collect(),
            industries: code("3451").into_iter().collect(),
            trl: Some(6),
            modes: Modes(5),
            budget_fen: Some(100_000_000),
            place: code("410311"),
            ..Need::of_text(
                &format!("N{at}"),
                &self.prose(&mut draw, theme, 16),
                &(self.prose(&mut draw, theme, 165) + figure),
            )
        }
    }
}
