//! The form of a capability: its fields as texts, what may be written there, and the capability that comes of it.
//! Knows no permissions, and understands no indicators: what was understood of them is handed in.

use super::capability::{Capability, CapabilityKind, CooperationMode, IpKind, IpRight, IpState};
use super::form_texts::{FormTexts, TextProblem};
use super::indicator::Indicator;
use super::money::{Fen, Price};
use super::text::{MAX_TITLE, list};
use super::time::BusinessDate;
use super::vocabulary::vocabulary;

vocabulary! {
    /// A field of the form.
    pub enum CapabilityField {
        /// Kind of resource.
        Kind = "kind" "类型",
        /// Name.
        Title = "title" "名称",
        /// Running text.
        Introduction = "intro" "介绍",
        /// Keywords.
        Keywords = "keywords" "关键词",
        /// Technical fields, by code.
        Fields = "fields" "技术领域",
        /// Industries of application, by code.
        Industries = "industry" "应用行业",
        /// Indicators, one a line.
        Indicators = "figures" "指标",
        /// Technology readiness.
        Trl = "trl" "成熟度",
        /// Rights, one a line: codes of kind and state around the number.
        Ip = "ip" "知识产权",
        /// Cases.
        Cases = "cases" "应用案例",
        /// Evidence, one a line.
        Evidence = "proof" "依据",
        /// Price.
        Price = "price" "报价",
        /// Modes, by code.
        Modes = "modes" "合作方式",
        /// Whether it accepts cooperation now.
        Accepting = "accept" "现在是否接受合作",
        /// How many contacts a month.
        MonthlyLimit = "limit" "每月最多承接",
        /// Last day on which it holds.
        ValidUntil = "until" "有效期至",
        /// Whether anything in it is classified. Asked for each time, and never prefilled from a list.
        Classified = "secret" "是否涉密",
    }
}

/// Yes in fields of choice.
pub const YES: &str = "1";
/// No in fields of choice.
pub const NO: &str = "0";
/// Highest monthly limit, as in the lists.
const MOST_A_MONTH: i64 = 10_000;
/// Longest running text of the form.
const MOST_TEXT: usize = 10_000;
/// Most items of a list.
const MOST_ITEMS: usize = 20;

impl CapabilityField {
    /// Most characters.
    #[must_use]
    pub fn most_chars(self) -> usize {
        match self {
            Self::Introduction => MOST_TEXT,
            Self::Title => MAX_TITLE,
            Self::Indicators | Self::Cases | Self::Evidence | Self::Ip => 4_000,
            Self::Keywords | Self::Fields | Self::Industries | Self::Modes => 400,
            Self::Kind
            | Self::Trl
            | Self::Price
            | Self::Accepting
            | Self::MonthlyLimit
            | Self::ValidUntil
            | Self::Classified => 30,
        }
    }
}

/// A right as a line of the form.
#[must_use]
pub fn ip_line(kind: &str, number: &str, state: &str) -> String {
    format!("{kind}|{}|{state}", number.replace(['|', '\n', '\r'], " ").trim())
}

fn ip_right(line: &str) -> Option<IpRight> {
    let mut parts = line.splitn(3, '|');
    let (kind, number, state) = (parts.next()?, parts.next()?, parts.next()?);
    Some(IpRight {
        kind: IpKind::from_code(kind)?,
        number: number.trim().to_owned(),
        state: IpState::from_code(state)?,
    })
}

/// The rights of the form; those that make no sense are left out.
#[must_use]
pub fn ip_rights(texts: &FormTexts) -> Vec<IpRight> {
    lines(texts.get(CapabilityField::Ip.code())).iter().filter_map(|line| ip_right(line)).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn codes<T: Copy>(items: &[T], code: impl Fn(T) -> &'static str) -> String {
    items.iter().map(|item| code(*item)).collect::<Vec<_>>().join(",")
}

/// A price as somebody writes it; `None` of what is none.
fn price(text: &str) -> Option<Price> {
    match text {
        "面议" => Some(Price::Negotiable),
        "免费试用" | "免费" => Some(Price::Trial),
        text => Fen::from_wan_yuan(text).map(Price::Amount),
    }
}

/// The form of a new capability.
#[must_use]
pub fn empty() -> FormTexts {
    let mut texts = FormTexts::default();
    for field in CapabilityField::ALL {
        texts.set(field.code(), "");
    }
    texts.set(CapabilityField::Accepting.code(), YES);
    texts
}

/// The form of a capability as it stands.
#[must_use]
pub fn of(capability: &Capability) -> FormTexts {
    use CapabilityField as F;
    let mut texts = FormTexts::default();
    let written = |indicators: &[Indicator]| {
        indicators.iter().map(|one| one.written.as_str()).collect::<Vec<_>>().join("\n")
    };
    let rights: Vec<String> =
        capability.ip.iter().map(|one| ip_line(one.kind.code(), &one.number, one.state.code())).collect();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    for (field, text) in [
        (F::Kind, capability.kind.code().to_owned()),
        (F::Title, capability.title.clone()),
        (F::Introduction, capability.introduction.clone()),
        (F::Keywords, capability.keywords.join("、")),
        (F::Fields, capability.fields.join(",")),
        (F::Industries, capability.industries.join("、")),
        (F::Indicators, written(&capability.indicators)),
        (F::Trl, number(capability.trl)),
        (F::Ip, rights.join("\n")),
        (F::Cases, capability.cases.clone()),
        (F::Evidence, capability.evidence.join("\n")),
        (F::Price, capability.price.map(Price::written).unwrap_or_default()),
        (F::Modes, codes(&capability.modes, CooperationMode::code)),
        (F::Accepting, if capability.accepting { YES } else { NO }.to_owned()),
        (F::MonthlyLimit, number(capability.monthly_limit)),
        (F::ValidUntil, capability.valid_until.map(|day| day.to_string()).unwrap_or_default()),
        (F::Classified, if capability.secrecy.is_some() { NO } else { "" }.to_owned()),
    ] {
        texts.set(field.code(), &text);
    }
    texts
}

/// What is wrong with a form; `is_field` knows the technical fields of the city. What is published must say what it
/// can do; a draft need not yet.
pub fn problems(
    texts: &FormTexts,
    publish: bool,
    is_field: impl Fn(&str) -> bool,
) -> Vec<(CapabilityField, TextProblem)> {
    let found = CapabilityField::ALL.iter().filter_map(|field| {
        let text = texts.get(field.code());
        let problem = if text.is_empty() { missing(*field, publish) } else { wrong(*field, text, &is_field) };
        problem.map(|problem| (*field, problem))
    });
    found.collect()
}

fn missing(field: CapabilityField, publish: bool) -> Option<TextProblem> {
    let needed = match field {
        CapabilityField::Kind
        | CapabilityField::Title
        | CapabilityField::Classified
        | CapabilityField::Accepting => true,
        CapabilityField::Introduction => publish,
        _ => false,
    };
    needed.then_some(TextProblem::Missing)
}

fn wrong(field: CapabilityField, text: &str, is_field: impl Fn(&str) -> bool) -> Option<TextProblem> {
    use CapabilityField as F;
    let (found, most) = (text.chars().count(), field.most_chars());
    if found > most {
        return Some(TextProblem::TooLong { found, most });
    }
    let number = |least, most| {
        let fits = text.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number));
        (!fits).then_some(TextProblem::NotNumber { least, most })
    };
    let many = |count: usize| (count > MOST_ITEMS).then_some(TextProblem::TooMany { most: MOST_ITEMS });
    let choice = |known: bool| (!known).then_some(TextProblem::NotChoice);
    match field {
        F::Kind => choice(CapabilityKind::from_code(text).is_some()),
        F::Trl => number(1, 9),
        F::MonthlyLimit => number(0, MOST_A_MONTH),
        F::Accepting => choice([YES, NO].contains(&text)),
        F::Classified if text == YES => Some(TextProblem::Classified),
        F::Classified => choice(text == NO),
        F::Price => price(text).is_none().then_some(TextProblem::NotPrice),
        F::ValidUntil => BusinessDate::parse_written(text).is_none().then_some(TextProblem::NotDate),
        F::Fields => choice(text.split(',').all(is_field)),
        F::Modes => choice(text.split(',').all(|code| CooperationMode::from_code(code).is_some())),
        F::Industries => {
            let odd = list(text).into_iter().find(|code| industry(code).is_none());
            odd.map(TextProblem::NotIndustry).or_else(|| many(list(text).len()))
        }
        F::Keywords => many(list(text).len()),
        F::Indicators | F::Evidence => many(lines(text).len()),
        F::Ip => {
            let lines = lines(text);
            choice(lines.iter().all(|line| ip_right(line).is_some())).or_else(|| many(lines.len()))
        }
        F::Title | F::Introduction | F::Cases => None,
    }
}

/// An industry class, group or division of GB/T 4754, the letter of its section left aside.
fn industry(item: &str) -> Option<String> {
    let code = item.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
    ((2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())).then(|| code.to_owned())
}

/// The capability with what a form without problems says; of its indicators `read` is what was understood. Holders,
/// status and declarations are left as they are.
#[must_use]
pub fn put(texts: &FormTexts, capability: Capability, read: Vec<Indicator>) -> Capability {
    use CapabilityField as F;
    let get = |field: F| texts.get(field.code());
    Capability {
        kind: CapabilityKind::from_code(get(F::Kind)).unwrap_or(capability.kind),
        title: get(F::Title).replace('\n', " "),
        introduction: get(F::Introduction).to_owned(),
        keywords: list(get(F::Keywords)),
        fields: texts.codes(F::Fields.code()).map(str::to_owned).collect(),
        industries: list(get(F::Industries)).iter().filter_map(|code| industry(code)).collect(),
        indicators: read,
        trl: get(F::Trl).parse().ok(),
        ip: ip_rights(texts),
        cases: get(F::Cases).to_owned(),
        evidence: lines(get(F::Evidence)),
        price: price(get(F::Price)),
        modes: texts.codes(F::Modes.code()).filter_map(CooperationMode::from_code).collect(),
        accepting: get(F::Accepting) != NO,
        monthly_limit: get(F::MonthlyLimit).parse().ok(),
        valid_until: BusinessDate::parse_written(get(F::ValidUntil)),
        ..capability
    }
}
