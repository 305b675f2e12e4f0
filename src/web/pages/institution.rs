//! One institution: what it can do, and the needs it fits best.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::edits::{self, SavedNote};
use super::supply;
use crate::domain::capability::CapabilityStatus;
use crate::domain::freshness::Freshness;
use crate::domain::role::Duty;
use crate::domain::viewer::Scope;
use crate::messages;
use crate::messages::supply as supply_words;
use crate::service::supply::{ClaimShown, claim_of};
use crate::service::{
    CAPABILITIES_A_PAGE, Editable, FittingNeed, InstitutionShown, may_edit_institution, may_unmask,
    show_institution,
};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::scores::{ScoreShown, Side};
use crate::web::urls;

/// Candidates that the need's page has to list for the institution to be among them.
const FAR_DOWN: &str = "50";

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    page: Option<String>,
    saved: Option<String>,
    done: Option<String>,
}

/// A need that it fits.
struct FittingView {
    need: FittingNeed,
    score: ScoreShown,
    /// Its place on the page of the need.
    href: String,
    /// Title and id of the capability that speaks most for it.
    evidence: Option<(String, String)>,
    related: bool,
}

impl FittingView {
    /// `None` if a rule bars the pair.
    fn new(need: &FittingNeed, institution: &str) -> Option<Self> {
        let partner = need.partner.as_ref()?;
        let evidence = partner.evidence.first();
        let page = Address::new(urls::NeedPage::of(&need.id)).with("top", FAR_DOWN);
        Some(Self {
            score: ScoreShown::of(partner, |_| Side::Either),
            href: format!("{page}#c-{institution}"),
            evidence: evidence.map(|evidence| (evidence.title.clone(), evidence.capability.clone())),
            related: partner.related,
            need: need.clone(),
        })
    }
}

/// A rule with the needs it keeps the institution from.
struct RuleView {
    name: String,
    meaning: &'static str,
    needs: Vec<FittingNeed>,
}

/// By rule, in the order in which they come.
fn by_rule(needs: &[FittingNeed]) -> Vec<RuleView> {
    let mut rules: Vec<RuleView> = Vec::new();
    for need in needs {
        let Some(why) = &need.blocked else { continue };
        match rules.iter_mut().find(|rule| rule.name == why.rule) {
            Some(rule) => rule.needs.push(need.clone()),
            None => rules.push(RuleView {
                name: why.rule.clone(),
                meaning: why.meaning,
                needs: vec![need.clone()],
            }),
        }
    }
    rules
}

#[derive(Template)]
#[template(path = "institutions/show.html")]
struct InstitutionPage {
    layout: Layout,
    shown: InstitutionShown,
    fitting: Vec<FittingView>,
    blocked: Vec<RuleView>,
    nothing_fits: &'static str,
    pager: Pager,
    /// What was changed just now.
    saved: Option<SavedNote>,
    /// The reader may change the profile.
    editable: bool,
    /// The reader may see the contact in full.
    unmaskable: bool,
    /// Whether its people took the profile over.
    claim: ClaimShown,
}

impl InstitutionPage {
    fn new(web: &Visit, shown: InstitutionShown, saved: Option<SavedNote>, claim: ClaimShown) -> Self {
        let id = shown.institution.id.to_string();
        let own = matches!(web.viewer().scope(), Scope::Institution(own) if own.as_str() == id);
        let list = Address::new(urls::InstitutionPage::of(&id));
        Self {
            layout: Layout::new(web, Section::Institutions),
            fitting: shown.needs.iter().filter_map(|need| FittingView::new(need, &id)).collect(),
            blocked: by_rule(&shown.needs),
            nothing_fits: messages::no_fitting_needs(shown.capability_total > 0),
            pager: Pager::new(shown.capability_total as u64, shown.page, CAPABILITIES_A_PAGE, &list),
            editable: may_edit_institution(web.viewer(), &shown.institution),
            unmaskable: may_unmask(web.viewer(), own),
            saved,
            claim,
            shown,
        }
    }
}

/// One institution.
pub async fn show(
    path: urls::InstitutionPage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let page = page_number(asked.page.as_deref())? as usize;
    let (app, search) = (web.app(), web.search());
    let shown = show_institution(&app.store, search, web.viewer(), &path.id, page, web.today()).await?;
    let (id, version) = (shown.institution.id.as_str(), shown.institution.version);
    let undo = urls::UndoInstitution::of(id).to_string();
    let edited =
        edits::note(&web, asked.saved.as_deref(), (Editable::Institution, id), version, undo).await?;
    let claim = claim_of(&app.store, web.viewer(), web.now(), &shown.institution).await?;
    let saved = match asked.done.as_deref() {
        None => edited,
        Some("claimed") => claimed(id, &claim),
        done => supply::note(&web, done, None, urls::UndoConfirm::of(id).to_string()).await?,
    };
    render::page(&InstitutionPage::new(&web, shown, saved, claim))
}

/// The note after the profile was taken over.
fn claimed(id: &str, claim: &ClaimShown) -> Option<SavedNote> {
    let (title, text) = supply_words::claimed();
    let undo = Some((urls::UndoClaim::of(id).to_string(), 0));
    claim.undoable.then_some(SavedNote { done: true, title, text, undo })
}
