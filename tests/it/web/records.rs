//! What tests of single records share: lists to load, and a score read off a page.

use scraper::{ElementRef, Html, Selector};

use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, text_of};

/// The names of the eight parts, in the order that never changes.
pub const SIGNALS: [&str; 8] = ["文字", "指标", "领域行业", "成熟度", "合作方式", "预算", "距离", "新鲜度"];

/// A score as a page prints it.
#[derive(Debug, PartialEq, Eq)]
pub struct Printed {
    pub name: String,
    pub total: String,
    /// Name and figure of every part.
    pub parts: Vec<(String, String)>,
}

/// All scores on a page.
pub fn printed(reply: &Reply, selector: &str) -> Vec<Printed> {
    let page = reply.page();
    let all = Selector::parse(selector).expect("a selector");
    page.select(&all).map(read).collect()
}

fn read(row: ElementRef<'_>) -> Printed {
    let one = |selector: &str| {
        let selector = Selector::parse(selector).expect("a selector");
        row.select(&selector).map(text_of).collect::<Vec<_>>()
    };
    let figures = one(".parts li b").into_iter();
    let names = one(".parts li").into_iter().zip(figures);
    Printed {
        name: one("h3 a").remove(0),
        total: one(".cand-total b").remove(0),
        parts: names
            .map(|(whole, figure)| (whole.trim_end_matches(figure.as_str()).to_owned(), figure))
            .collect(),
    }
}

/// Hundredths of a printed figure such as `35.42/45`; `—` is nothing.
pub fn hundredths(figure: &str) -> i32 {
    let figure = figure.split('/').next().expect("a figure");
    if figure.starts_with('—') {
        return 0;
    }
    let (whole, rest) = figure.split_once('.').expect("two decimals");
    assert_eq!(rest.len(), 2, "{figure}");
    whole.parse::<i32>().expect("digits") * 100 + rest.parse::<i32>().expect("digits")
}

/// A site with an enterprise, an institution and a need, all of which carry markup, and as many capabilities.
pub async fn small_site(capabilities: usize) -> TestSite {
    let site = TestSite::empty().await;
    let enterprises = format!("企业名称,统一社会信用代码,县区\n<b>甲</b>轴承公司,{},洛龙区\n", uscc(1));
    site.load("enterprises", &enterprises).await;
    let institutions = "机构名称,机构类型,所在地,简介,月度上限,接受合作,联系人,联系电话\n\
                        <i>示例</i>大学,高校,洛阳市洛龙区,<script>alert(1)</script>轴承见长,6,是,张三丰,13812345678\n";
    site.load("institutions", institutions).await;
    let needs = "企业名称,需求名称,主要问题,技术指标,联系人,联系电话\n\
                 <b>甲</b>轴承公司,轴承<script>alert(2)</script>滚道淬火软带,\
                 \"转盘轴承滚道感应淬火有软带<img src=x>，硬度不均\",硬度 ≥ 58 HRC,李四光,13987654321\n";
    site.load("needs", needs).await;
    if capabilities > 0 {
        let mut list = "机构名称,类型,名称,简介,技术指标,成熟度,合作方式,价格(万元)\n".to_owned();
        for number in 1..=capabilities {
            list.push_str(&format!(
                "<i>示例</i>大学,成果,无软带感应淬火<u>{number}</u>,\"轴承滚道<b>感应淬火</b>，消除软带\",\
                 硬度 60 HRC；<i>板形</i>很好,7,委托开发,{number}\n"
            ));
        }
        site.load("capabilities", &list).await;
    }
    site
}

/// No tag of the texts has become one of the page.
pub fn assert_escaped(reply: &Reply) {
    for tag in ["<script>", "<img", "<b>甲", "<b>感应", "<i>示例", "<i>板形", "<u>"] {
        assert!(!reply.body.contains(tag), "{tag}");
    }
}

/// Marks stand around text only.
pub fn assert_marks_are_plain(reply: &Reply) {
    let page: Html = reply.page();
    let marks = Selector::parse("mark").expect("a selector");
    let found: Vec<ElementRef<'_>> = page.select(&marks).collect();
    assert!(!found.is_empty());
    for mark in found {
        assert!(mark.children().all(|child| child.value().is_text()));
        assert!(!text_of(mark).is_empty());
    }
}
