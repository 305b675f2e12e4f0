//! What narrows the list of enterprises: the choices beside it with their counts, the conditions in force, and the
//! addresses of lists that other pages lead to.

use super::period::Period;
use crate::domain::coverage::RdState;
use crate::service::{CountyFacet, EnterpriseList, LeadFilter, StandingFilter};
use crate::web::address::Address;
use crate::web::urls;

/// A choice in the bar at the side.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) count: i64,
    pub(super) chosen: bool,
}

/// A county, or a lead, in the bar at the side.
pub(super) struct NamedChoice {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) count: i64,
    pub(super) chosen: bool,
}

/// A condition in force, with the address without it.
pub(super) struct Chip {
    pub(super) label: String,
    pub(super) href: String,
}

/// In the address: nobody leads.
const NOBODY: &str = "none";

pub(super) fn lead_filter(value: String) -> LeadFilter {
    if value == NOBODY { LeadFilter::Nobody } else { LeadFilter::By(value) }
}

pub(super) fn lead_value(lead: &LeadFilter) -> &str {
    match lead {
        LeadFilter::By(name) => name,
        LeadFilter::Nobody => NOBODY,
    }
}

fn lead_label(lead: &LeadFilter) -> &str {
    match lead {
        LeadFilter::By(name) => name,
        LeadFilter::Nobody => "没有牵头部门",
    }
}

/// The enterprises that a group, or a department as such, leads.
pub(super) fn led_by(name: &str) -> String {
    Address::new(urls::Enterprises).with("group", name).to_string()
}

/// Those that nobody leads.
pub(super) fn led_by_nobody() -> String {
    led_by(NOBODY)
}

/// Those for which it takes part.
pub(super) fn joined_by(name: &str) -> String {
    Address::new(urls::Enterprises).with("joins", name).to_string()
}

/// Those that more than one wants to lead.
pub(super) fn contested() -> String {
    Address::new(urls::Enterprises).with("contested", "yes").to_string()
}

pub(super) fn counties(filter: &StandingFilter, list: &EnterpriseList) -> Vec<NamedChoice> {
    let choice = |facet: &CountyFacet| NamedChoice {
        code: facet.code.to_string(),
        name: facet.name.clone(),
        count: facet.count,
        chosen: filter.counties.contains(&facet.code),
    };
    list.by_county.iter().map(choice).collect()
}

pub(super) fn states(filter: &StandingFilter, list: &EnterpriseList) -> Vec<Choice> {
    let choice = |(rd, count): &(RdState, i64)| Choice {
        value: rd.code(),
        label: rd.label(),
        count: *count,
        chosen: filter.rd == Some(*rd),
    };
    list.by_rd.iter().map(choice).collect()
}

pub(super) fn roster(filter: &StandingFilter, list: &EnterpriseList) -> Vec<Choice> {
    let choice = |(on, count): &(bool, i64)| Choice {
        value: if *on { "yes" } else { "no" },
        label: if *on { "在名录内" } else { "不在名录内" },
        count: *count,
        chosen: filter.on_roster == Some(*on),
    };
    list.by_roster.iter().map(choice).collect()
}

pub(super) fn leads(filter: &StandingFilter, list: &EnterpriseList) -> Vec<NamedChoice> {
    let choice = |(lead, count): &(LeadFilter, i64)| NamedChoice {
        code: lead_value(lead).to_owned(),
        name: lead_label(lead).to_owned(),
        count: *count,
        chosen: filter.lead.as_ref() == Some(lead),
    };
    list.by_lead.iter().map(choice).collect()
}

pub(super) fn chips(
    filter: &StandingFilter,
    period: &Period,
    list: &EnterpriseList,
    address: &Address,
) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |label: String, without: Address| chips.push(Chip { label, href: without.to_string() });
    if let Some(text) = &filter.text {
        chip(format!("“{text}”"), address.without("q"));
    }
    if period.is_past() {
        chip(format!("截至 {}", period.as_of), address.without("as_of"));
    }
    for code in &filter.counties {
        let known = list.by_county.iter().find(|facet| facet.code == *code);
        let name = known.map_or_else(|| format!("没有代码为 {code} 的县区"), |facet| facet.name.clone());
        chip(name, address.dropping("county", code.as_str()));
    }
    if let Some(on_roster) = filter.on_roster {
        let label = if on_roster { "在名录内" } else { "不在名录内" };
        chip(format!("{} 年度{label}", list.year), address.without("roster"));
    }
    if let Some(rd) = filter.rd {
        chip(format!("研发活动：{}", rd.label()), address.without("rd"));
    }
    if filter.contradictory {
        chip("来源不一致".to_owned(), address.without("conflict"));
    }
    if let Some(lead) = &filter.lead {
        let known = list.by_lead.iter().any(|(known, _)| known == lead);
        let label = match lead {
            LeadFilter::By(name) if known => format!("牵头：{name}"),
            LeadFilter::By(name) => format!("没有名为“{name}”的工作组或部门"),
            LeadFilter::Nobody => lead_label(lead).to_owned(),
        };
        chip(label, address.without("group"));
    }
    if let Some(joins) = &filter.joins {
        chip(format!("参与：{joins}"), address.without("joins"));
    }
    if filter.contested {
        chip("牵头有争议".to_owned(), address.without("contested"));
    }
    chips
}
