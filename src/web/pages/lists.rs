//! The lists of needs, capabilities and institutions: search box, facets with counts, orders, pages. Everything that
//! narrows a list is in its address.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use askama::filters::Safe;
use axum::extract::RawQuery;
use axum::response::Response;
use url::form_urlencoded;

use super::row_view::{Beside, RowView};
use super::suggest::{PickerChoice, offered};
use crate::domain::freshness::Freshness;
use crate::domain::role::Duty;
use crate::domain::saved_search::NAME_CHARS;
use crate::domain::viewer::{Scope, Viewer};
use crate::messages::refusals as words;
use crate::messages::saved::suggested_name;
use crate::service::browse::{ActiveChoice, FacetShown, FacetValue, Nothing, Row, Understood, browse};
use crate::service::saved::saved_kind;
use crate::service::{
    BesideNeed, Browse, BrowseOrder, BrowsePage, FacetKind, SearchKind, SuggestKind, beside_needs,
};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::page_number;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// Lengths of a page that can be asked for.
const PAGE_LENGTHS: [usize; 3] = [20, 50, 100];
/// Values of a facet that show without unfolding the rest.
const VALUES_IN_SIGHT: usize = 8;

/// Needs.
pub async fn needs(_: urls::Needs, web: Visit, RawQuery(query): RawQuery) -> Result<Response, PageError> {
    list(&web, SearchKind::Needs, &Address::new(urls::Needs), query.as_deref()).await
}

/// Capabilities.
pub async fn capabilities(
    _: urls::Capabilities,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    list(&web, SearchKind::Capabilities, &Address::new(urls::Capabilities), query.as_deref()).await
}

/// Institutions.
pub async fn institutions(
    _: urls::Institutions,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    list(&web, SearchKind::Institutions, &Address::new(urls::Institutions), query.as_deref()).await
}

async fn list(
    web: &Visit,
    kind: SearchKind,
    base: &Address,
    query: Option<&str>,
) -> Result<Response, PageError> {
    let asked = Asked::read(query.unwrap_or_default())?;
    let app = web.app();
    let (viewer, today) = (web.viewer(), web.today());
    let (reader, shelf) = ((viewer, today), web.shelf());
    let found = browse(&app.store, web.search(), shelf, &app.city, reader, kind, &asked.browse).await?;
    let address = asked.address(base);
    let picker = match asked.find_owner.as_deref().filter(|_| kind == SearchKind::Capabilities) {
        Some(text) => offered(web, SuggestKind::Institution, text, &address).await?,
        None => Vec::new(),
    };
    let ids: Vec<&str> = found.rows.iter().map(|row| row.id.as_str()).collect();
    let ids = if kind == SearchKind::Needs { ids } else { Vec::new() };
    let beside = beside_needs((&app.store, shelf), web.search(), viewer, today, &ids).await?;
    render::page(&ListPage::new(web, found, &beside, asked, address, picker))
}

/// What an address asks for.
struct Asked {
    browse: Browse,
    /// A holder that is being looked for by name or sound.
    find_owner: Option<String>,
}

impl Asked {
    /// Reads the part behind the `?`; names that mean nothing here are ignored.
    fn read(query: &str) -> Result<Self, PageError> {
        let mut browse = Browse { page: 1, ..Browse::default() };
        let mut find_owner = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "page" => browse.page = page_number(Some(&value))? as usize,
                "per_page" => browse.per_page = page_length(&value)?,
                "find_owner" => find_owner = Some(value.into_owned()).filter(|text| !text.trim().is_empty()),
                name => browse.take(name, &value),
            }
        }
        Ok(Self { browse, find_owner })
    }

    /// The address again, in one spelling, without page and picker.
    fn address(&self, base: &Address) -> Address {
        let mut address = base.with("q", self.browse.text.as_deref().unwrap_or_default());
        for (facet, code) in &self.browse.choices {
            address = address.and(facet.param(), code);
        }
        if let Some(order) = self.browse.order {
            address = address.with("sort", order.param());
        }
        match self.browse.per_page {
            0 => address,
            length => address.with("per_page", &length.to_string()),
        }
    }
}

fn page_length(text: &str) -> Result<usize, PageError> {
    let length = text.trim().parse().ok().filter(|length| PAGE_LENGTHS.contains(length));
    length.ok_or_else(|| PageError::Bad(words::bad_page_length(text)))
}

/// A link that says what it does.
struct Link {
    href: String,
    label: String,
    current: bool,
}

/// A facet as a group of check boxes.
struct FacetView {
    facet: Arc<FacetShown>,
    /// Opened on the page: the first ones, and those with a choice.
    open: bool,
}

impl FacetView {
    /// The check boxes, drawn.
    fn boxes(&self) -> askama::Result<Safe<&str>> {
        render::part(&self.facet.drawn, &FacetBoxes { view: self })
    }

    fn in_sight(&self) -> &[FacetValue] {
        self.facet.values.get(..VALUES_IN_SIGHT).unwrap_or(&self.facet.values)
    }

    fn folded(&self) -> &[FacetValue] {
        self.facet.values.get(VALUES_IN_SIGHT..).unwrap_or_default()
    }

    /// True if a folded value is chosen, so that nothing chosen is out of sight.
    fn unfolded(&self) -> bool {
        !self.facet.implied && self.folded().iter().any(|value| value.chosen)
    }
}

/// What of a facet depends on nothing but itself.
#[derive(Template)]
#[template(path = "browse/facet_boxes.html")]
struct FacetBoxes<'a> {
    view: &'a FacetView,
}

#[derive(Template)]
#[template(path = "browse/list.html")]
struct ListPage {
    layout: Layout,
    kind: SearchKind,
    title: &'static str,
    /// The same on top of the page.
    heading: &'static str,
    lede: &'static str,
    placeholder: &'static str,
    /// Keeps this search, for those with an account.
    keep: Option<KeepForm>,
    /// The reader works for an institution.
    institution: bool,
    action: String,
    text: String,
    understood: Understood,
    fallback: Option<&'static str>,
    total: u64,
    facets: Vec<FacetView>,
    chips: Vec<Link>,
    /// Without any choice.
    cleared: String,
    orders: Vec<Link>,
    /// How far the order goes, if not over the whole list.
    sorted_part: Option<String>,
    lengths: Vec<Link>,
    rows: Vec<RowView>,
    pager: Pager,
    nothing: Option<Nothing>,
    ways_out: Vec<Link>,
    /// What a form that changes one thing must keep: everything else.
    kept: Vec<(String, String)>,
    find_owner: String,
    picker: Vec<PickerChoice>,
    /// Picks among all institutions, on the list of capabilities.
    picks_owner: bool,
    list: String,
}

impl ListPage {
    fn new(
        web: &Visit,
        found: BrowsePage,
        beside: &HashMap<String, BesideNeed>,
        asked: Asked,
        address: Address,
        picker: Vec<PickerChoice>,
    ) -> Self {
        let (section, title, lede, placeholder) = texts(found.kind);
        let (viewer, today) = (web.viewer(), web.today());
        let outside = matches!(viewer.scope(), Scope::Institution(_) | Scope::Enterprise(_) | Scope::Public);
        let row = |row: Arc<Row>| match row.record {
            SearchKind::Needs => {
                let beside = Beside::of(viewer, today, &row, beside.get(&row.id));
                RowView::new(row, today).beside(beside)
            }
            SearchKind::Capabilities | SearchKind::Institutions => RowView::new(row, today),
        };
        let keep = viewer.account_id().map(|_| KeepForm::new(&found, &address));
        let bare =
            FacetKind::ALL.iter().fold(address.clone(), |address, facet| address.without(facet.param()));
        Self {
            layout: Layout::new(web, section),
            kind: found.kind,
            title,
            lede,
            placeholder,
            action: address_of(found.kind),
            chips: chips(&found.active, &address),
            cleared: bare.to_string(),
            orders: orders(&found, &address, viewer),
            sorted_part: found.sorted_part.clone(),
            lengths: lengths(found.per_page, &address),
            pager: Pager::new(found.total, found.page, found.per_page, &address),
            ways_out: found.nothing.iter().flat_map(|nothing| ways_out(nothing, &address)).collect(),
            facets: facets(found.facets),
            rows: found.rows.into_iter().map(row).collect(),
            heading: if outside && found.kind == SearchKind::Needs { "需求大厅" } else { title },
            institution: matches!(viewer.scope(), Scope::Institution(_)),
            keep,
            text: found.text.unwrap_or_default(),
            understood: found.understood,
            fallback: found.fallback,
            total: found.total,
            nothing: found.nothing,
            kept: bare.without("q").pairs().to_vec(),
            find_owner: asked.find_owner.unwrap_or_default(),
            picker,
            picks_owner: found.kind == SearchKind::Capabilities,
            list: address.to_string(),
        }
    }
}

/// What keeping this search sends.
struct KeepForm {
    kind: &'static str,
    query: String,
    name: String,
}

impl KeepForm {
    fn new(found: &BrowsePage, address: &Address) -> Self {
        let kind = saved_kind(found.kind);
        let chosen: Vec<&str> = found.active.iter().map(|choice| choice.label.as_str()).collect();
        let query = address.without("per_page").to_string();
        Self {
            kind: kind.code(),
            name: suggested_name(found.text.as_deref().unwrap_or_default(), &chosen, kind),
            query: query.split_once('?').map_or(String::new(), |(_, query)| query.to_owned()),
        }
    }

    fn most_chars(&self) -> usize {
        NAME_CHARS
    }
}

fn texts(kind: SearchKind) -> (Section, &'static str, &'static str, &'static str) {
    match kind {
        SearchKind::Needs => (
            Section::Needs,
            "需求",
            "企业正在找人解决的技术难题。打开一条，就能看到谁能解决、为什么。",
            "例如：轴承套圈淬火变形、能耗降低 10%",
        ),
        SearchKind::Capabilities => (
            Section::Capabilities,
            "能力",
            "高校院所能做什么：成果、团队、专家、平台设备、中试线和服务。",
            "例如：激光熔覆、耐磨涂层、HRC 60",
        ),
        SearchKind::Institutions => (
            Section::Institutions,
            "机构",
            "高校、科研院所、新型研发机构和中试基地。打开一家，就能看到它最适合哪些需求。",
            "例如：轴承、有色金属、农机",
        ),
    }
}

pub(super) fn address_of(kind: SearchKind) -> String {
    match kind {
        SearchKind::Needs => urls::Needs.to_string(),
        SearchKind::Capabilities => urls::Capabilities.to_string(),
        SearchKind::Institutions => urls::Institutions.to_string(),
    }
}

fn facets(shown: Vec<Arc<FacetShown>>) -> Vec<FacetView> {
    let used = shown.into_iter().filter(|facet| !facet.values.is_empty()).enumerate();
    let view = |(at, facet): (usize, Arc<FacetShown>)| {
        let chosen = !facet.implied && facet.values.iter().any(|value| value.chosen);
        FacetView { open: at < 3 || chosen, facet }
    };
    used.map(view).collect()
}

fn chips(active: &[ActiveChoice], address: &Address) -> Vec<Link> {
    let chip = |choice: &ActiveChoice| Link {
        href: address.dropping(choice.facet.param(), &choice.code).to_string(),
        label: choice.label.clone(),
        current: true,
    };
    active.iter().map(chip).collect()
}

fn orders(found: &BrowsePage, address: &Address, viewer: &Viewer) -> Vec<Link> {
    let link = |order: BrowseOrder| Link {
        href: address.with("sort", order.param()).to_string(),
        label: order.label(found.kind).to_owned(),
        current: order == found.order,
    };
    BrowseOrder::offered(found.kind, found.text.is_some(), viewer).into_iter().map(link).collect()
}

fn lengths(current: usize, address: &Address) -> Vec<Link> {
    let link = |length: usize| Link {
        href: address.with("per_page", &length.to_string()).to_string(),
        label: length.to_string(),
        current: length == current,
    };
    PAGE_LENGTHS.map(link).into()
}

fn ways_out(nothing: &Nothing, address: &Address) -> Vec<Link> {
    let way = |without: &crate::service::browse::Without| {
        let name = without.facet.map_or("q", FacetKind::param);
        Link {
            href: address.without(name).to_string(),
            label: format!("{}（{} 条）", without.label, filters::commas(without.total)),
            current: false,
        }
    };
    nothing.without.iter().map(way).collect()
}
