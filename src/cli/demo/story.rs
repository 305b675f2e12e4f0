//! Tells the story of the demo (`demo::story`): makes its accounts and takes its steps through the use cases of the
//! pages, each as whoever takes it and at its time. Sends nothing out of the house: the demo has no channel.

use crate::app::App;
use crate::cli::failure::Failure;
use crate::demo::story::{self, Deed, NEEDS, PEOPLE, Person, Who, Written};
use crate::domain::account::{Account, AccountStatus, Organisation};
use crate::domain::form_texts::FormTexts;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::need::{Disclosure, NeedKind};
use crate::domain::need_life::NeedMove;
use crate::domain::need_text::{NOT_CLASSIFIED, NeedText, NeedTextField};
use crate::domain::offer::{ContactWish, Offer, OfferDraft, OfferStep};
use crate::domain::role::Role;
use crate::domain::saved_search::{FollowKind, SavedKind};
use crate::domain::survey::{NO, YES, item_field};
use crate::domain::time::Instant;
use crate::domain::viewer::{Origin, Viewer};
use crate::service::offers::{OfferMade, StepTaken, make_offer, offer_form, take_offer_step};
use crate::service::saved::{SearchWish, follow, keep_search};
use crate::service::supply::{ResourceQuestion, remind_institutions, set_resource_deadline};
use crate::service::survey::{SurveyQuestion, SurveySaved, list_surveys, save_survey, survey_form};
use crate::service::{DraftSaved, MoveWish, Moved, Submitted, begin_draft, move_need, submit_need};
use crate::storage::{self, insert_account};

/// Milliseconds of an hour.
const HOUR: i64 = 60 * 60 * 1_000;

/// Something that happens with a need.
enum Event {
    /// It is sent in.
    Sent(&'static Written),
    /// What its story says.
    Deed(&'static Written, &'static Deed),
}

/// Tells all of it.
pub(super) async fn tell(app: &App) -> Result<(), Failure> {
    let told = Telling { app, people: people(app).await? };
    told.needs().await?;
    told.draft().await?;
    told.surveys().await?;
    told.searches().await
}

/// What did not go as the story says: a fault of the program, not of its reader.
fn fault(what: &str) -> Failure {
    Failure::Said(format!("示例数据没有装好（{what}）。请清空目录，重新安装本程序后再试"))
}

/// Makes the accounts: in use, without a password, which whoever uses the link sets.
async fn people(app: &App) -> Result<Vec<Viewer>, Failure> {
    let mut tx = app.store.write(&app.viewer, app.now()).await?;
    let mut viewers = Vec::with_capacity(PEOPLE.len());
    for person in PEOPLE {
        let organisation = match person.role {
            Role::CountyOfficer => {
                let counties = storage::load_counties(tx.conn()).await?;
                let county = counties.find(story::COUNTY).ok_or_else(|| fault("县区"))?;
                Organisation::County(county.code.clone())
            }
            Role::Enterprise => {
                let found = storage::find_enterprise(tx.conn(), &app.viewer, story::ENTERPRISE).await?;
                Organisation::Enterprise(found.ok_or_else(|| fault("企业"))?.id)
            }
            Role::Institution => {
                let found = storage::find_institution(tx.conn(), &app.viewer, person.institution).await?;
                Organisation::Institution { id: found.ok_or_else(|| fault("机构"))?.id, team: None }
            }
            _ => Organisation::Bureau,
        };
        let account = account_of(&person, organisation, tx.next_id());
        insert_account(&mut tx, &account).await?;
        viewers.push(Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default()));
    }
    tx.commit().await?;
    Ok(viewers)
}

fn account_of(person: &Person, organisation: Organisation, id: crate::domain::ids::AccountId) -> Account {
    Account {
        id,
        sign_in_name: Some(person.sign_in_name.to_owned()),
        name: person.name.to_owned(),
        phone: None,
        email: None,
        role: person.role,
        owner: organisation.has_owner(),
        organisation,
        status: AccountStatus::Active,
        delegation: None,
        consent: None,
        version: 1,
    }
}

/// The form of a need, as it would have been filled in.
fn text_of(need: &Written) -> NeedText {
    let mut text = NeedText::default();
    for (field, value) in [
        (NeedTextField::Title, need.title),
        (NeedTextField::Problem, &format!("示例数据：{}", need.problem)),
        (NeedTextField::Kind, NeedKind::Problem.code()),
        (NeedTextField::Lines, need.figures),
        (NeedTextField::Budget, need.budget),
        (NeedTextField::ContactName, "示例联系人"),
        (NeedTextField::ContactPhone, "0379-00000052"),
        (NeedTextField::Disclosure, Disclosure::Public.code()),
        (NeedTextField::Secrecy, NOT_CLASSIFIED),
    ] {
        text.set(field, value);
    }
    text
}

struct Telling<'a> {
    app: &'a App,
    /// In the order of [`PEOPLE`].
    people: Vec<Viewer>,
}

impl Telling<'_> {
    fn viewer(&self, who: Who) -> &Viewer {
        let at = match who {
            Who::Bureau => 0,
            Who::County => 1,
            Who::Enterprise => 2,
            Who::University => 3,
            Who::Institute => 4,
        };
        self.people.get(at).unwrap_or(&self.app.viewer)
    }

    fn ago(&self, hours: i64) -> Instant {
        Instant(self.app.now().0 - hours * HOUR)
    }

    /// Everything that happens with needs, in the order of time.
    async fn needs(&self) -> Result<(), Failure> {
        let mut events: Vec<(i64, Event)> = Vec::new();
        for need in &NEEDS {
            events.push((need.hours, Event::Sent(need)));
            events.extend(need.deeds.iter().map(|(hours, deed)| (*hours, Event::Deed(need, deed))));
        }
        events.sort_by_key(|(hours, _)| -hours);
        let mut numbers: Vec<(&str, String)> = Vec::new();
        let mut offers: Vec<(&str, Who, Offer)> = Vec::new();
        for (hours, event) in events {
            let at = self.ago(hours);
            match event {
                Event::Sent(need) => numbers.push((need.title, self.send(need, at).await?)),
                Event::Deed(need, deed) => {
                    let known = numbers.iter().find(|(title, _)| *title == need.title);
                    let (_, no) = known.ok_or_else(|| fault(need.title))?;
                    self.deed(no, need.title, deed, at, &mut offers).await?;
                }
            }
        }
        Ok(())
    }

    async fn send(&self, need: &Written, at: Instant) -> Result<String, Failure> {
        let (app, viewer, text) = (self.app, self.viewer(need.by), text_of(need));
        let of = Some(story::ENTERPRISE);
        let begun = begin_draft(&app.store, viewer, at, None, of, &text).await?;
        let DraftSaved::Saved(draft) = begun else { return Err(fault(need.title)) };
        let place = (draft.id.as_str(), draft.version);
        match submit_need(&app.store, viewer, &app.city, at, place, &text).await? {
            Submitted::Sent(no) => Ok(no),
            Submitted::Wrong(..) | Submitted::Stale(_) => Err(fault(need.title)),
        }
    }

    async fn deed(
        &self,
        no: &str,
        title: &'static str,
        deed: &Deed,
        at: Instant,
        offers: &mut Vec<(&'static str, Who, Offer)>,
    ) -> Result<(), Failure> {
        let mine = |who: Who| offers.iter().find(|(of, by, _)| *of == title && *by == who);
        match deed {
            Deed::Move(who, step, reason) => self.step(no, *who, *step, reason, at).await,
            Deed::Offer(who, text, word) => {
                let offer = self.offer(no, *who, (text, word), at).await?;
                offers.push((title, *who, offer));
                Ok(())
            }
            Deed::Welcome(who) => {
                let (_, _, offer) = mine(*who).ok_or_else(|| fault(title))?;
                self.answer(offer, (OfferStep::Welcome, None), at).await
            }
            Deed::Decline(who, why) => {
                let (_, _, offer) = mine(*who).ok_or_else(|| fault(title))?;
                self.answer(offer, (OfferStep::Decline, Some(*why)), at).await
            }
        }
    }

    async fn step(
        &self,
        no: &str,
        who: Who,
        step: NeedMove,
        reason: &str,
        at: Instant,
    ) -> Result<(), Failure> {
        let found = storage::find_need(&mut *self.app.store.read().await?, &self.app.viewer, no).await?;
        let wish = MoveWish {
            step,
            version: found.ok_or_else(|| fault(no))?.version,
            reason: Some(reason.to_owned()).filter(|text| !text.is_empty()),
            reviewed_for_secrets: step == NeedMove::Publish,
        };
        match move_need(&self.app.store, self.viewer(who), at, no, &wish).await? {
            Moved::Done(_) => Ok(()),
            Moved::Refused(_) | Moved::LongReason(_) | Moved::Stale(_) => Err(fault(no)),
        }
    }

    async fn offer(
        &self,
        no: &str,
        who: Who,
        (text, word): (&str, &str),
        at: Instant,
    ) -> Result<Offer, Failure> {
        let (store, viewer) = (&self.app.store, self.viewer(who));
        let own = offer_form(store, viewer, no).await?.own;
        let evidence = own.iter().filter(|one| one.title.contains(word)).take(2);
        let draft = OfferDraft {
            text: text.to_owned(),
            evidence: evidence.map(|one| one.id.clone()).collect(),
            no_evidence: String::new(),
            wish: ContactWish::Visit.code().to_owned(),
        };
        match make_offer(store, viewer, at, no, (&draft, 0), None).await? {
            OfferMade::Sent(offer) => Ok(*offer),
            _ => Err(fault(no)),
        }
    }

    async fn answer(
        &self,
        offer: &Offer,
        step: (OfferStep, Option<crate::domain::offer::DeclineReason>),
        at: Instant,
    ) -> Result<(), Failure> {
        let place = (offer.id.as_str(), offer.version);
        match take_offer_step(&self.app.store, self.viewer(Who::Enterprise), at, place, step).await? {
            StepTaken::Done => Ok(()),
            _ => Err(fault(&offer.need_no)),
        }
    }

    /// What is being written.
    async fn draft(&self) -> Result<(), Failure> {
        let mut text = NeedText::default();
        text.set(NeedTextField::Title, story::DRAFT.0);
        text.set(NeedTextField::Problem, story::DRAFT.1);
        let viewer = self.viewer(Who::Enterprise);
        begin_draft(&self.app.store, viewer, self.ago(2), None, None, &text).await?;
        Ok(())
    }

    /// The survey of the four haves as the county fills it in, and that of the resources as the bureau leads it.
    async fn surveys(&self) -> Result<(), Failure> {
        // The lists were loaded now: yesterday nothing was known of anybody.
        let (store, viewer, at) = (&self.app.store, self.viewer(Who::County), self.app.now());
        let page = list_surveys(store, viewer, at, &SurveyQuestion::default()).await?;
        for (at_row, row) in page.rows.iter().take(story::SURVEYED).enumerate() {
            let form = survey_form(store, viewer, at, (&row.id, Some(page.year))).await?;
            let texts = answers(at_row);
            let of = (row.id.as_str(), Some(page.year));
            match save_survey(store, viewer, at, of, (form.version, &texts)).await? {
                SurveySaved::Saved(_) => {}
                _ => return Err(fault(&row.name)),
            }
        }
        let (bureau, year) = (self.viewer(Who::Bureau), self.app.now().beijing_day().year());
        let deadline = self.app.now().beijing_day().plus_days(30);
        set_resource_deadline(store, bureau, at, year, deadline).await?;
        let question = ResourceQuestion { year, page: 1, ..ResourceQuestion::default() };
        remind_institutions(store, bureau, self.ago(26), &question, None).await?;
        Ok(())
    }

    /// What somebody keeps and follows.
    async fn searches(&self) -> Result<(), Failure> {
        let (store, at) = (&self.app.store, self.ago(48));
        for (who, kind, name, query) in [
            (Who::University, SavedKind::Needs, "轴承类需求", "q=轴承"),
            (Who::Enterprise, SavedKind::Capabilities, "电机测试能力", "q=电机 测试"),
            (Who::County, SavedKind::Needs, "本县区的紧急需求", "q=紧急"),
            (Who::Bureau, SavedKind::Needs, "热处理需求", "q=热处理"),
        ] {
            let query = query.replace(' ', "+");
            let wish = SearchWish { kind, name: name.to_owned(), query, alerts: true };
            keep_search(store, self.viewer(who), at, &wish).await?;
        }
        for (who, institution) in [(Who::Enterprise, 4), (Who::Bureau, 3)] {
            let name = PEOPLE.get(institution).map_or("", |person| person.institution);
            let found = storage::find_institution(&mut *store.read().await?, &self.app.viewer, name).await?;
            let found = found.ok_or_else(|| fault(name))?;
            follow(store, self.viewer(who), at, (FollowKind::Institution, found.id.as_str()), true).await?;
        }
        Ok(())
    }
}

/// What the enterprise in this place of the list answered: each third only the first two of the four.
fn answers(place: usize) -> FormTexts {
    let mut texts = FormTexts::default();
    let known = if place % 3 == 2 { 2 } else { FourHavesItem::ALL.len() };
    for (at, item) in FourHavesItem::ALL.iter().enumerate().take(known) {
        let has = (place + at).is_multiple_of(2);
        texts.set(&item_field("have", *item), if has { YES } else { NO });
        if has {
            texts.set(&item_field("evidence", *item), "示例数据：台账和批文已看过");
        } else {
            texts.set(&item_field("plan", *item), "示例数据：明年上半年补上");
        }
    }
    texts.set("activity", "示例数据：想做老产品的节能改造");
    texts.set("difficulties", "people,partner");
    texts
}
