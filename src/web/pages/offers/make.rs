//! Saying that one can solve a need: the form, what is wrong with it, what a colleague wrote meanwhile, and what becomes
//! of a text that came too late.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::domain::form_key::OneTimeKey;
use crate::domain::offer::{ANSWER_CHARS, ContactWish, Offer, OfferDraft, OfferProblem, REASON_CHARS};
use crate::messages::offers as words;
use crate::service::offers::{OfferForm, OfferMade, OwnEvidence, make_offer, offer_form};
use crate::web::asking::Visit;
use crate::web::conflict::{self, Conflict, ConflictField, ConflictText};
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// Fields of a form as they came.
type Pairs = Vec<(String, String)>;

/// What was sent.
struct Sent {
    draft: OfferDraft,
    version: i64,
    once: Option<OneTimeKey>,
    revise: bool,
}

impl Sent {
    /// Capabilities come one field each, or from the page of a conflict all in one. Where that page sends the form again
    /// to be revised, a field of which no side was chosen has the writer's text.
    fn read(pairs: &Pairs) -> Self {
        let mut sent = Self { draft: OfferDraft::default(), version: 0, once: None, revise: false };
        sent.revise = pairs.iter().any(|(name, _)| name == "revise");
        let chosen = |name: &str| pairs.iter().any(|(known, _)| known == name);
        for (name, value) in pairs {
            let name = match name.strip_prefix("mine.") {
                Some(mine) if sent.revise && !chosen(mine) => mine,
                _ => name.as_str(),
            };
            match name {
                "text" => sent.draft.text.clone_from(value),
                "evidence" => sent
                    .draft
                    .evidence
                    .extend(value.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned)),
                "no_evidence" => sent.draft.no_evidence.clone_from(value),
                "wish" => sent.draft.wish.clone_from(value),
                "version" => sent.version = value.parse().unwrap_or(0),
                "once" => sent.once = OneTimeKey::parse(value),
                _ => {}
            }
        }
        sent
    }
}

/// The form as it is shown.
pub struct FormView {
    /// Where it is sent.
    pub action: String,
    /// Its key.
    pub once: OneTimeKey,
    /// Version of what it shows.
    pub version: i64,
    /// What is in it.
    pub draft: OfferDraft,
    /// What can be chosen as evidence.
    pub own: Vec<OwnEvidence>,
    /// It was sent before.
    pub again: bool,
    problems: Vec<OfferProblem>,
}

impl FormView {
    /// The form as it stands.
    pub fn new(web: &Visit, form: &OfferForm) -> Self {
        let known = form.offer.as_ref();
        let empty = || OfferDraft { wish: ContactWish::Any.code().to_owned(), ..OfferDraft::default() };
        Self {
            action: urls::MakeOffer::of(&form.need).to_string(),
            once: web.one_time_key(),
            version: known.map_or(0, |offer| offer.version),
            draft: known.map_or_else(empty, |offer| OfferDraft::of(&offer.answer)),
            own: form.own.clone(),
            again: known.is_some(),
            problems: Vec::new(),
        }
    }

    fn sent(self, sent: &Sent, problems: Vec<OfferProblem>) -> Self {
        Self { draft: sent.draft.clone(), version: sent.version, problems, ..self }
    }

    /// True if this capability is chosen.
    pub fn chosen(&self, one: &OwnEvidence) -> bool {
        self.draft.evidence.iter().any(|id| id.eq_ignore_ascii_case(&one.id))
    }

    /// What is wrong with a field.
    pub fn problem(&self, field: &str) -> Option<String> {
        let wrong = self.problems.iter().find(|problem| field_of(**problem) == field);
        wrong.map(|problem| words::offer_problem(*problem))
    }

    /// Everything that is wrong, with the field it is about.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        self.problems.iter().map(|one| (field_of(*one), words::offer_problem(*one))).collect()
    }

    /// How much is wrong; nothing if nothing is.
    pub fn summary(&self) -> Option<String> {
        (!self.problems.is_empty()).then(|| words::offer_not_sent(self.problems.len()))
    }

    /// Ways of talking.
    pub fn wishes(&self) -> &'static [ContactWish] {
        ContactWish::ALL
    }

    /// Most characters of the text and of the reason.
    pub fn most(&self) -> (usize, usize) {
        (ANSWER_CHARS, REASON_CHARS)
    }
}

fn field_of(problem: OfferProblem) -> &'static str {
    match problem {
        OfferProblem::NoText | OfferProblem::LongText(_) => "text",
        OfferProblem::NoEvidence | OfferProblem::StrangeEvidence | OfferProblem::MuchEvidence(_) => {
            "evidence"
        }
        OfferProblem::LongReason(_) => "no_evidence",
        OfferProblem::NoWish => "wish",
    }
}

#[derive(Template)]
#[template(path = "offers/make.html")]
struct MakePage {
    layout: Layout,
    title: String,
    need: String,
    form: FormView,
}

#[derive(Template)]
#[template(path = "offers/late.html")]
struct LatePage {
    layout: Layout,
    /// What was sent before, if anything.
    offer: Option<String>,
    draft: OfferDraft,
}

/// The form alone: to write an offer anew, and wherever something was wrong.
pub async fn form(path: urls::MakeOffer, web: Visit) -> Result<Response, PageError> {
    let form = offer_form(&web.app().store, web.viewer(), &path.id).await?;
    if let Some(offer) = form.offer.as_ref().filter(|_| !form.is_open()) {
        return Ok(Redirect::to(&urls::OfferPage::of(&offer.id).to_string()).into_response());
    }
    page(&web, &form, StatusCode::OK, FormView::new(&web, &form))
}

fn page(web: &Visit, form: &OfferForm, status: StatusCode, view: FormView) -> Result<Response, PageError> {
    let layout = Layout::new(web, Section::Needs);
    let (title, need) = (form.title.clone(), urls::NeedPage::of(&form.no).to_string());
    render::unkept(status, &MakePage { layout, title, need, form: view })
}

/// Sends it.
pub async fn send(
    path: urls::MakeOffer,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer, sent) = (&web.app().store, web.viewer(), Sent::read(&pairs));
    if sent.revise {
        let form = offer_form(store, viewer, &path.id).await?;
        let view = FormView::new(&web, &form).sent(&sent, Vec::new());
        return page(&web, &form, StatusCode::OK, view);
    }
    let written = (&sent.draft, sent.version);
    match make_offer(store, viewer, web.now(), &path.id, written, sent.once.as_ref()).await? {
        OfferMade::Sent(offer) | OfferMade::Already(offer) => {
            Ok(Redirect::to(&format!("{}?did=1", urls::OfferPage::of(&offer.id))).into_response())
        }
        OfferMade::Wrong(problems) => {
            let form = offer_form(store, viewer, &path.id).await?;
            let view = FormView::new(&web, &form).sent(&sent, problems);
            page(&web, &form, StatusCode::UNPROCESSABLE_ENTITY, view)
        }
        OfferMade::Stale(theirs) => {
            let form = offer_form(store, viewer, &path.id).await?;
            conflict::show(Layout::new(&web, Section::Needs), conflict_of(&form, &sent, &theirs))
        }
        OfferMade::Closed(offer) => {
            let offer = offer.map(|offer| urls::OfferPage::of(&offer.id).to_string());
            let layout = Layout::new(&web, Section::Needs);
            render::unkept(StatusCode::CONFLICT, &LatePage { layout, offer, draft: sent.draft })
        }
    }
}

/// Both texts of the fields that differ; the others go along.
fn conflict_of(form: &OfferForm, sent: &Sent, theirs: &Offer) -> Conflict {
    let stored = OfferDraft::of(&theirs.answer);
    let titles = |ids: &[String]| {
        let titles = form.own.iter().filter(|one| ids.contains(&one.id)).map(|one| one.title.as_str());
        titles.collect::<Vec<_>>().join("、")
    };
    let wish = |code: &str| ContactWish::from_code(code).map_or("", ContactWish::label).to_owned();
    let plain = |text: &str| ConflictText { value: text.to_owned(), shown: text.to_owned() };
    let ids = |ids: &[String]| ConflictText { value: ids.join(","), shown: titles(ids) };
    let coded = |code: &str| ConflictText { value: code.to_owned(), shown: wish(code) };
    let mine = &sent.draft;
    let all = [
        ("text", "怎么做、多久、凭什么", plain(&mine.text), plain(&stored.text)),
        ("evidence", "能证明的能力", ids(&mine.evidence), ids(&stored.evidence)),
        ("no_evidence", "为什么没有", plain(&mine.no_evidence), plain(&stored.no_evidence)),
        ("wish", "希望怎样联系", coded(&mine.wish), coded(&stored.wish)),
    ];
    let (same, differing): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(_, _, mine, theirs)| mine.value.trim() == theirs.value.trim());
    let field = |(name, label, mine, theirs): (&str, &str, ConflictText, ConflictText)| ConflictField {
        name: name.to_owned(),
        label: label.to_owned(),
        mine,
        theirs,
        chosen: None,
    };
    Conflict {
        name: form.title.clone(),
        who: "本机构的同事".to_owned(),
        when: None,
        action: urls::MakeOffer::of(&form.need).to_string(),
        back: urls::OfferPage::of(&theirs.id).to_string(),
        version: theirs.version,
        fields: differing.into_iter().map(field).collect(),
        kept: same.into_iter().map(|(name, _, mine, _)| (name.to_owned(), mine.value)).collect(),
    }
}
