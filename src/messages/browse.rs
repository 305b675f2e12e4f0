//! What the pages for searching and browsing say: names of facets and their values, and what to do when nothing is
//! found.

use std::ops::Range;

use crate::domain::money::Price;
use crate::service::{BrowseOrder, FacetKind, SearchKind};

/// The name of a facet.
pub(crate) fn facet(kind: SearchKind, facet: FacetKind) -> &'static str {
    match (facet, kind) {
        (FacetKind::Kind, SearchKind::Needs) => "需求类型",
        (FacetKind::Kind, SearchKind::Capabilities) => "资源类型",
        (FacetKind::Kind, SearchKind::Institutions) => "机构类型",
        (FacetKind::Status, _) => "状态",
        (FacetKind::Field, _) => "技术领域",
        (FacetKind::Industry, SearchKind::Needs) => "所属行业",
        (FacetKind::Industry, _) => "应用行业",
        (FacetKind::County, _) => "县区",
        (FacetKind::Place, _) => "机构所在地",
        (FacetKind::Mode, _) => "合作方式",
        (FacetKind::Readiness, _) => "成熟度",
        (FacetKind::Price, SearchKind::Needs) => "预算",
        (FacetKind::Price, _) => "报价",
        (FacetKind::Owner, SearchKind::Needs) => "企业",
        (FacetKind::Owner, _) => "机构",
    }
}

/// The choice of records that state nothing.
pub(crate) fn unstated(facet: FacetKind) -> &'static str {
    match facet {
        FacetKind::Price => "面议或未填",
        _ => "未填",
    }
}

/// A range of money in 万元.
pub(crate) fn band(range: &Range<i64>) -> String {
    match range {
        Range { start: 0, end } => format!("{end} 万元以下"),
        Range { start, end } if *end > 1_000_000 => format!("{start} 万元以上"),
        Range { start, end } => format!("{start}～{end} 万元"),
    }
}

/// A level of readiness.
pub(crate) fn readiness(level: u8) -> String {
    format!("{level} 级")
}

/// The own city by its name; the rest of its province so that the city is not thought to be in it.
pub(crate) fn place(name: &str, code: &str) -> String {
    if code.starts_with("4100") { format!("{name}其他城市") } else { name.to_owned() }
}

/// The name of an order.
pub(crate) fn order(order: BrowseOrder, kind: SearchKind) -> &'static str {
    match (order, kind) {
        (BrowseOrder::Best, _) => "最相关",
        (BrowseOrder::Newest, SearchKind::Capabilities) => "最近确认",
        (BrowseOrder::Newest, _) => "最近登记",
        (BrowseOrder::PriceDown, SearchKind::Needs) => "预算从高到低",
        (BrowseOrder::PriceDown, _) => "报价从高到低",
        (BrowseOrder::PriceUp, SearchKind::Needs) => "预算从低到高",
        (BrowseOrder::PriceUp, _) => "报价从低到高",
        (BrowseOrder::DueSoon, _) => "最快到期",
        (BrowseOrder::Fitting, _) => "与我们的能力最相关",
    }
}

/// How far an order goes, where that is not the whole list.
pub(crate) fn sorted_part(order: BrowseOrder, sorted: usize, total: u64) -> Option<String> {
    if total <= sorted as u64 {
        return None;
    }
    match order {
        BrowseOrder::Fitting => Some(format!(
            "共 {total} 条，与您的能力文字最接近的 {sorted} 条按得分排在前面，其余按登记时间排在后面。加些条件，排得更全"
        )),
        BrowseOrder::DueSoon => Some(format!(
            "共 {total} 条，最近登记的 {sorted} 条按到期排在前面，其余按登记时间排在后面。加些条件，排得更全"
        )),
        BrowseOrder::Best | BrowseOrder::Newest | BrowseOrder::PriceDown | BrowseOrder::PriceUp => None,
    }
}

/// A kind of records.
pub(crate) fn record_kind(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Needs => "需求",
        SearchKind::Capabilities => "能力",
        SearchKind::Institutions => "机构",
    }
}

/// An empty list: what was tried, and what to do. `narrowed` if something was chosen, `loosened` if single characters
/// were tried too.
pub(crate) fn nothing_listed(kind: SearchKind, words: Option<&str>, narrowed: bool) -> String {
    let records = record_kind(kind);
    match (words, narrowed) {
        (Some(words), true) => {
            format!("没有同时符合“{words}”和所选条件的{records}。去掉一个条件再看")
        }
        (Some(words), false) => {
            format!("没有{records}提到“{words}”，同义说法和单字也都找过。换个说法，或用更短的词")
        }
        (None, true) => format!("没有符合所选条件的{records}。去掉一个条件再看"),
        (None, false) => format!("导入之后，{records}就列在这里"),
    }
}

/// A budget or price.
pub(crate) fn price(price: Price) -> String {
    match price {
        Price::Amount(fen) => format!("{} 万元", fen.to_wan_yuan()),
        Price::Negotiable | Price::Trial => price.written(),
    }
}

/// The offer to drop the words of an empty search.
pub(crate) fn without_words() -> &'static str {
    "只按条件，不按文字"
}
