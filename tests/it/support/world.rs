//! The city of product.md §4 as a builder: 16 counties, 600 enterprises, 400 needs, 900 experts in 20 institutions, and
//! in every field that somebody must not see a word of its own. Everything is invented.

use std::collections::{BTreeMap, BTreeSet};

use duijie::app::App;
use duijie::domain::account::Organisation;
use duijie::domain::assignment::Assignment;
use duijie::domain::batch::{Batch, SheetKind};
use duijie::domain::capability::{Capability, CapabilityKind, CapabilityStatus};
use duijie::domain::claim::Claim;
use duijie::domain::county::CountyCode;
use duijie::domain::enterprise::{Contact, Enterprise};
use duijie::domain::four_haves::{FourHaves, FourHavesItem};
use duijie::domain::ids::{AccountId, EnterpriseId, FactId, OfferId, SavedSearchId};
use duijie::domain::indicator::Indicator;
use duijie::domain::institution::Institution;
use duijie::domain::need::{Disclosure, Need, NeedContact, NeedStatus, SecrecyDeclaration};
use duijie::domain::need_text::{NeedText, NeedTextField};
use duijie::domain::notice::{NewNotice, NoticeTopic, Subject, SubjectKind};
use duijie::domain::offer::{DeclineReason, Offer, OfferStatus, OfferStep};
use duijie::domain::rate::BasisPoints;
use duijie::domain::rd_activity::{RdActivity, RdSource};
use duijie::domain::responsibility::LeadDecision;
use duijie::domain::role::Role;
use duijie::domain::roster::RosterEntry;
use duijie::domain::saved_search::{Alert, AlertReason, SavedKind, SavedSearch};
use duijie::domain::survey::{Difficulty, EnterpriseSurvey, ItemPlan, SurveyFiller};
use duijie::domain::target::{Target, TargetKind};
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::storage::{self, WriteTx};

use super::db::{day, noon};
use super::samples;
use super::web::make_account;

/// Data year of the facts.
pub const YEAR: i32 = 2022;
/// Enterprises with something to hide, the first of all.
pub const GUARDED: usize = 60;

/// Enterprises and those with R&D by county, in the city's order: the first two are units A and B of the fixture.
const UNITS: [(usize, usize); 16] = [
    (100, 54),
    (40, 18),
    (40, 20),
    (40, 20),
    (35, 17),
    (35, 17),
    (35, 17),
    (35, 17),
    (35, 17),
    (35, 17),
    (35, 17),
    (30, 15),
    (30, 15),
    (25, 12),
    (25, 12),
    (25, 13),
];

/// Who may read a word, besides the bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circle {
    /// Those who look after this enterprise.
    Enterprise(usize),
    /// Its own people alone.
    Own(usize),
    /// Its own people alone, and not the bureau either: what is being written.
    Writer(usize),
    /// The officers who look after this enterprise, but not its own people.
    Officers(usize),
    /// Those who look after the enterprise, and the institution to which its need is directed.
    Directed(usize, usize),
    /// This institution.
    Institution(usize),
    /// This enterprise and its county, but no department; and the institution that offered to its need.
    Offer(usize, usize),
    /// Nobody else.
    Bureau,
    /// Not even the bureau, on pages: contacts are masked there, except for the enterprise's own people, who change them.
    Contact(usize),
    /// The same of an institution.
    ContactThere(usize),
    /// On no page: names of officers are masked for everybody.
    Masked,
}

/// As whom the city is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    Visitor,
    Enterprise(usize),
    Institution(usize),
    County(CountyCode),
    /// Of a department.
    Department(String),
    Bureau,
    /// One of the three administrators.
    Administrator(Role),
}

/// What was built.
pub struct World {
    pub enterprises: Vec<Enterprise>,
    pub institutions: Vec<Institution>,
    /// Needs of the guarded enterprises, one each, then the others.
    pub needs: Vec<Need>,
    pub drafts: Vec<Capability>,
    /// Ids of offers to the needs of guarded enterprises.
    pub offers: Vec<OfferId>,
    /// Id of a search that an officer keeps.
    pub kept: Vec<SavedSearchId>,
    /// By department the enterprises that it looks after, by their places.
    pub departments: BTreeMap<String, BTreeSet<usize>>,
    /// Every hidden word with those who may read it.
    pub words: Vec<(String, Circle)>,
    mark: fn(Circle) -> char,
}

impl World {
    /// Builds the city. `mark` puts a letter into the words of a circle, so that two cities can differ in what one
    /// reader must not see, and in nothing else.
    pub async fn found(app: &App, mark: fn(Circle) -> char) -> Self {
        let mut world = Self {
            enterprises: Vec::new(),
            institutions: Vec::new(),
            needs: Vec::new(),
            drafts: Vec::new(),
            offers: Vec::new(),
            kept: Vec::new(),
            departments: BTreeMap::new(),
            words: Vec::new(),
            mark,
        };
        let mut tx = app.store.write(&app.viewer, noon("2022-03-05")).await.expect("begins");
        world.found_enterprises(app, &mut tx).await;
        world.found_institutions(&mut tx).await;
        world.found_needs(&mut tx).await;
        world.found_surveys(&mut tx).await;
        world.found_drafts(&mut tx).await;
        world.found_targets(app, &mut tx).await;
        world.found_offers(&mut tx).await;
        world.found_officers(&mut tx).await;
        tx.commit().await.expect("commits");
        world.found_kept(app).await;
        world.look_after(app).await;
        world
    }

    /// Offers of the first two institutions to needs that they may see: answered in every way, one of each withdrawn.
    async fn found_offers(&mut self, tx: &mut WriteTx) {
        const STATES: [OfferStatus; 4] =
            [OfferStatus::Sent, OfferStatus::Welcome, OfferStatus::Declined, OfferStatus::Withdrawn];
        let offered = (0..14).flat_map(|at| [(at, 0), (at, 1)]);
        let seen = |(at, institution): &(usize, usize)| at % 6 < 2 || (at % 12 == 2 && *institution == 1);
        for (count, (at, institution)) in offered.filter(seen).enumerate() {
            let text = self.word("offer", at * 2 + institution, Circle::Offer(at, institution));
            let reason = self.word("noproof", at * 2 + institution, Circle::Offer(at, institution));
            let mut offer = samples::offer(tx, &self.needs[at], &self.institutions[institution].id);
            offer.answer.text = format!("换感应器，{text}");
            offer.answer.no_evidence = Some(reason);
            storage::insert_offer(tx, &offer).await.expect("inserts");
            let status = STATES[count % STATES.len()];
            let step = match status {
                OfferStatus::Sent => None,
                OfferStatus::Welcome => Some(OfferStep::Welcome),
                OfferStatus::Declined => Some(OfferStep::Decline),
                OfferStatus::Withdrawn => Some(OfferStep::Withdraw),
            };
            if let Some(step) = step {
                let declined = (status == OfferStatus::Declined).then_some(DeclineReason::Busy);
                let after = Offer { status, declined, ..offer.clone() };
                storage::update_offer(tx, &after, step, OfferStatus::Sent).await.expect("updates");
            }
            self.offers.push(offer.id);
        }
    }

    /// What an officer keeps, whom nobody else is.
    async fn found_kept(&mut self, app: &App) {
        let (name, word) = (self.word("kept", 0, Circle::Masked), self.word("query", 0, Circle::Masked));
        let (id, _) = make_account(app, Role::BureauOfficer, Organisation::Bureau).await;
        let viewer = Viewer::account(id.clone(), Role::BureauOfficer, Scope::All, Origin::default());
        let mut tx = app.store.write(&viewer, noon("2022-03-05")).await.expect("begins");
        let search = SavedSearch {
            id: tx.next_id(),
            kind: SavedKind::Needs,
            name,
            query: format!("q={word}"),
            alerts: true,
            created_at: tx.now(),
            deleted_at: None,
            version: 1,
        };
        storage::insert_saved_search(&mut tx, &search).await.expect("inserts");
        let need = self.needs[0].id.to_string();
        let alert = Alert {
            account: id,
            reason: AlertReason::Search,
            source: search.id.to_string(),
            items: vec![need],
        };
        storage::insert_alert(&mut tx, &alert).await.expect("inserts");
        tx.commit().await.expect("commits");
        self.kept.push(search.id);
    }

    /// Officers of the guarded enterprises, and decisions about who leads for them.
    async fn found_officers(&mut self, tx: &mut WriteTx) {
        for at in 0..GUARDED {
            let enterprise = self.enterprises[at].id.clone();
            let assignment = Assignment {
                enterprise: enterprise.clone(),
                officer: format!("孙{}", self.word("officer", at, Circle::Masked)),
                unit: Some(self.word("office", at, Circle::Enterprise(at))),
                position: None,
                phone: Some(format!("136{:08}", 40_000_000 + at)),
                starts_on: Some(day("2022-01-01")),
                ends_on: None,
            };
            storage::insert_assignment(tx, &assignment).await.expect("inserts");
            if at % 5 == 0 {
                let decision = LeadDecision {
                    enterprise,
                    chosen: None,
                    reason: self.word("decided", at, Circle::Officers(at)),
                    actor: "system".to_owned(),
                    starts_on: day("2022-01-01"),
                    instead_of: None,
                };
                storage::insert_lead_decision(tx, &decision).await.expect("inserts");
            }
        }
    }

    /// Gives somebody notices of every topic of the role about every guarded need, also those that are none of theirs,
    /// as if each had been open to them once.
    pub async fn tell_everything(&self, app: &App, account: &AccountId, role: Role) {
        let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
        for topic in NoticeTopic::of(role) {
            let needs: Vec<&Need> = self.needs.iter().take(12).collect();
            for need in &needs {
                let mut notices = vec![NewNotice::new(topic, Subject::need(&need.id))];
                if topic.names() == Some(SubjectKind::Need) {
                    notices = vec![NewNotice::new(topic, Subject::search(&need.id)).naming([&need.id])];
                }
                for notice in &notices {
                    storage::insert_notice(&mut tx, account, notice).await.expect("gives");
                }
            }
            let all = NewNotice::new(topic, Subject::search("all")).naming(needs.iter().map(|need| &need.id));
            storage::insert_notice(&mut tx, account, &all).await.expect("gives");
        }
        tx.commit().await.expect("commits");
    }

    async fn look_after(&mut self, app: &App) {
        let mut conn = app.store.read().await.expect("connects");
        for (at, enterprise) in self.enterprises.iter().enumerate() {
            let found = storage::load_responsibilities(&mut conn, &app.viewer, &enterprise.id).await;
            for one in found.expect("reads") {
                self.departments.entry(one.department).or_default().insert(at);
            }
        }
    }

    /// A word that only a circle may read.
    fn word(&mut self, kind: &str, number: usize, circle: Circle) -> String {
        let word = format!("kz{}{kind}{number:03}", (self.mark)(circle));
        self.words.push((word.clone(), circle));
        word
    }

    async fn found_enterprises(&mut self, app: &App, tx: &mut WriteTx) {
        let units = app.city.counties.iter().zip(UNITS);
        let places: Vec<(CountyCode, bool)> = units
            .flat_map(|(county, (all, active))| (0..all).map(move |at| (county.code.clone(), at < active)))
            .collect();
        // The guarded ones are to lie in several counties.
        let spread = |at: usize| (at * 7) % places.len();
        for at in 0..places.len() {
            let (county, active) = places[spread(at)].clone();
            let enterprise = self.enterprise(tx, at, county);
            storage::insert_enterprise(tx, &enterprise).await.expect("inserts");
            let left_reason = Some(self.word("left", at, Circle::Enterprise(at))).filter(|_| at < GUARDED);
            let roster = RosterEntry {
                enterprise: enterprise.id.clone(),
                entered_on: Some(day("2020-01-01")),
                left_on: None,
                left_reason,
            };
            storage::insert_roster_entry(tx, &roster).await.expect("inserts");
            let said = RdActivity {
                enterprise: enterprise.id.clone(),
                data_year: YEAR,
                source: RdSource::ALL[0],
                active,
                expense: None,
                as_of_on: None,
            };
            storage::insert_rd_activity(tx, &said).await.expect("inserts");
            if at < GUARDED {
                self.found_haves(tx, at, &enterprise.id).await;
            }
            self.enterprises.push(enterprise);
        }
    }

    fn enterprise(&mut self, tx: &WriteTx, at: usize, county: CountyCode) -> Enterprise {
        const INDUSTRIES: [&str; 4] = ["3451", "3089", "3021", "4411"];
        // Every sixth guarded one publishes under no name.
        let name = match at % 6 {
            1 if at < GUARDED => {
                format!("洛阳示例{}有限公司", self.word("name", at, Circle::Enterprise(at)))
            }
            _ => format!("洛阳示例制造（{at:03}）有限公司"),
        };
        Enterprise {
            name,
            county,
            industry: Some(INDUSTRIES[at % 4].to_owned()),
            state_owned: Some(false),
            contact: Contact {
                name: Some(format!("张{}", self.word("person", at, Circle::Contact(at)))),
                phone: Some(format!("138{:08}", 10_000_000 + at)),
            },
            origin: Some(self.word("origin", at, Circle::Enterprise(at))),
            ..samples::enterprise(tx, u32::try_from(at).expect("few") + 1)
        }
    }

    async fn found_haves(&mut self, tx: &mut WriteTx, at: usize, enterprise: &EnterpriseId) {
        let have = FourHaves {
            enterprise: enterprise.clone(),
            data_year: YEAR,
            item: FourHavesItem::ALL[0],
            present: true,
            evidence: Some(self.word("evidence", at, Circle::Enterprise(at))),
            evidence_on: None,
        };
        let _: FactId = storage::insert_four_haves(tx, &have).await.expect("inserts");
    }

    async fn found_institutions(&mut self, tx: &mut WriteTx) {
        for at in 0..20_usize {
            let number = u32::try_from(at).expect("few") + 1;
            let institution = Institution {
                introduction: Some(format!("示例机构，研究{}。", TOPICS[at % TOPICS.len()])),
                contact: Contact {
                    name: Some(format!("王{}", self.word("teacher", at, Circle::ContactThere(at)))),
                    phone: Some(format!("139{:08}", 20_000_000 + at)),
                },
                origin: Some("示例数据".to_owned()),
                ..samples::institution(tx, number)
            };
            storage::insert_institution(tx, &institution).await.expect("inserts");
            for expert in 0..45 {
                let count = self.institutions.len() * 45 + expert;
                let capability = self.expert(tx, count, &institution);
                storage::insert_capability(tx, &capability).await.expect("inserts");
            }
            let claimed_by = Some(self.word("claimer", at, Circle::Institution(at)));
            let claim = Claim {
                claimed_at: Some(noon("2022-02-05")),
                claimed_by,
                ..Claim::none(institution.id.clone())
            };
            storage::put_claim(tx, &claim).await.expect("puts");
            let draft = self.draft(tx, at, &institution);
            storage::insert_capability(tx, &draft).await.expect("inserts");
            self.drafts.push(draft);
            self.institutions.push(institution);
        }
    }

    /// What guarded enterprises said in the survey of the four haves: for those who look after them.
    async fn found_surveys(&mut self, tx: &mut WriteTx) {
        for at in 0..GUARDED {
            let (id, circle) = (self.enterprises[at].id.clone(), Circle::Enterprise(at));
            let plan =
                ItemPlan { plan: self.word("planned", at, circle), need: Some(self.needs[at].id.clone()) };
            let survey = EnterpriseSurvey {
                institution: self.word("partner", at, circle),
                activity: self.word("activity", at, circle),
                technology: self.word("lacking", at, circle),
                plans: BTreeMap::from([(FourHavesItem::ALL[1], plan)]),
                difficulties: vec![Difficulty::Partner],
                difficulty_note: self.word("trouble", at, circle),
                ideas: self.word("idea", at, circle),
                ..EnterpriseSurvey::empty(id, YEAR, SurveyFiller::County, tx.now())
            };
            storage::put_survey(tx, &survey, None).await.expect("puts");
        }
    }

    fn expert(&mut self, tx: &WriteTx, count: usize, institution: &Institution) -> Capability {
        let topic = TOPICS[count % TOPICS.len()];
        let circle = Circle::Institution(self.institutions.len());
        let origin = Some(self.word("source", count, circle));
        let sworn = self.word("sworn", count, circle);
        Capability {
            secrecy: Some(SecrecyDeclaration { by: sworn, at: noon("2022-01-05") }),
            kind: CapabilityKind::Expert,
            title: format!("{topic}专家 {count:03}"),
            introduction: format!("长期研究{topic}，做过 {} 个企业项目。", count % 9 + 1),
            keywords: vec![topic.to_owned()],
            origin: origin.filter(|_| count.is_multiple_of(45)).or_else(|| Some("示例数据".to_owned())),
            ..samples::capability(
                tx,
                u32::try_from(count).expect("few") + 1,
                std::slice::from_ref(&institution.id),
            )
        }
    }

    fn draft(&mut self, tx: &WriteTx, at: usize, institution: &Institution) -> Capability {
        let word = self.word("draft", at, Circle::Institution(at));
        Capability {
            title: format!("没有发布的成果 {word}"),
            introduction: format!("轴承淬火 {word}"),
            keywords: vec![word],
            status: CapabilityStatus::Draft,
            ..samples::capability(
                tx,
                2_000 + u32::try_from(at).expect("few"),
                std::slice::from_ref(&institution.id),
            )
        }
    }

    async fn found_needs(&mut self, tx: &mut WriteTx) {
        for at in 0..400_usize {
            let owner = if at < GUARDED { at } else { GUARDED + (at * 13) % (600 - GUARDED) };
            let owner = self.enterprises[owner].id.clone();
            let need = match at {
                0..GUARDED => self.guarded_need(tx, at, &owner),
                _ => Need {
                    title: format!("{}改进 {at:03}", TOPICS[at % TOPICS.len()]),
                    ..plain(tx, at, &owner)
                },
            };
            let reason = self.word("reason", at, Circle::Enterprise(at));
            let reason = (at < GUARDED && need.status != NeedStatus::Draft).then_some(reason);
            storage::insert_need(tx, &need, reason.as_deref()).await.expect("inserts");
            self.needs.push(need);
        }
    }

    /// What a guarded enterprise needs: by turns public, unnamed, directed, for the authorities, a draft, withdrawn.
    fn guarded_need(&mut self, tx: &WriteTx, at: usize, owner: &EnterpriseId) -> Need {
        let (disclosure, status) = match at % 6 {
            0 => (Disclosure::Public, NeedStatus::Published),
            1 => (Disclosure::Unnamed, NeedStatus::Published),
            2 => (Disclosure::Matched, NeedStatus::Published),
            3 => (Disclosure::Authorities, NeedStatus::Published),
            4 => (Disclosure::Public, NeedStatus::Draft),
            _ => (Disclosure::Public, NeedStatus::Withdrawn),
        };
        let directed = at % 6 == 2 && at % 12 == 2;
        let inside = if status == NeedStatus::Draft { Circle::Own(at) } else { Circle::Enterprise(at) };
        let text = if directed { Circle::Directed(at, 1) } else { inside };
        let mut need = plain(tx, at, owner);
        if at % 6 >= 2 {
            let word = self.word("text", at, text);
            need.title = format!("轴承淬火 {word}");
            need.problem = format!("套圈淬火变形大，{word}，返修多。");
            need.keywords = vec![word.clone()];
            need.indicators = vec![Indicator { written: format!("{word} 要好"), figure: None }];
        }
        let intended = self.word("wanted", at, inside);
        let name = self.institutions[1].name.clone();
        Need {
            disclosure,
            status,
            intended: if directed { vec![name, intended] } else { vec![intended] },
            avoided: vec![self.word("avoided", at, inside)],
            budget_source: Some(self.word("money", at, inside)),
            secrecy: SecrecyDeclaration { by: self.word("declared", at, inside), ..need.secrecy },
            contact: NeedContact {
                name: Some(format!("赵{}", self.word("caller", at, Circle::Contact(at)))),
                position: Some(self.word("position", at, inside)),
                phone: Some(format!("137{:08}", 30_000_000 + at)),
                email: Some(format!("{}@example.cn", self.word("mail", at, Circle::Contact(at)))),
                decision_maker: Some(format!("钱{}", self.word("boss", at, Circle::Contact(at)))),
            },
            collector: Some(self.word("collector", at, inside)),
            origin: Some(self.word("file", at, inside)),
            ..need
        }
    }

    /// What the guarded enterprises are writing, in every field a word of its own; what an officer writes for them is for
    /// nobody else, not even for them.
    async fn found_drafts(&mut self, tx: &mut WriteTx) {
        for at in 0..GUARDED {
            let owner = self.enterprises[at].id.clone();
            for (on_behalf, circle) in [(false, Circle::Writer(at)), (true, Circle::Masked)] {
                let word = self.word(if on_behalf { "filed" } else { "written" }, at, circle);
                let mut text = NeedText::default();
                for field in NeedTextField::ALL {
                    text.set(*field, &format!("轴承淬火 {word}"));
                }
                storage::insert_need_draft(tx, &owner, None, on_behalf, &text).await.expect("inserts");
            }
            let need = self.needs[at].clone();
            let circle =
                if need.status == NeedStatus::Draft { Circle::Own(at) } else { Circle::Enterprise(at) };
            let word = self.word("sent", at, circle);
            for round in 0..2 {
                let mut text = NeedText::default();
                text.set(NeedTextField::Problem, &format!("第 {round} 次写的 {word}"));
                storage::insert_need_submission(tx, &need.id, 50, &text).await.expect("inserts");
            }
        }
    }

    async fn found_targets(&mut self, app: &App, tx: &mut WriteTx) {
        let [a, b, ..] = app.city.counties.as_slice() else { unreachable!("sixteen") };
        let of = [(a.code.clone(), 5_500), (b.code.clone(), 5_500), (app.city.area.clone(), 5_000)];
        for (area, rate) in of {
            let target = Target {
                document: "示例文件".to_owned(),
                data_year: YEAR,
                area,
                kind: TargetKind::Work,
                rate: BasisPoints(rate),
            };
            storage::insert_target(tx, &target).await.expect("inserts");
        }
        let batch = Batch {
            id: tx.next_id(),
            kind: SheetKind::Needs,
            file: format!("{}.xlsx", self.word("batch", 0, Circle::Bureau)),
            actor: "system".to_owned(),
            at: tx.now(),
            created: 400,
            updated: 0,
            undone_at: None,
        };
        storage::insert_batch(tx, &batch, &[]).await.expect("inserts");
    }

    /// True if this reader may read the words of this circle.
    pub fn may_read(&self, reader: &Reader, circle: Circle) -> bool {
        let looks_after = |at: usize| match reader {
            Reader::Enterprise(own) => *own == at,
            Reader::County(county) => self.enterprises[at].county == *county,
            Reader::Department(name) => self.departments[name].contains(&at),
            Reader::Visitor | Reader::Institution(_) | Reader::Administrator(_) | Reader::Bureau => false,
        };
        match circle {
            Circle::Masked => false,
            Circle::Contact(at) | Circle::Writer(at) => *reader == Reader::Enterprise(at),
            Circle::ContactThere(at) => *reader == Reader::Institution(at),
            _ if *reader == Reader::Bureau => true,
            Circle::Enterprise(at) => looks_after(at),
            Circle::Officers(at) => !matches!(reader, Reader::Enterprise(_)) && looks_after(at),
            Circle::Own(at) => *reader == Reader::Enterprise(at),
            Circle::Directed(at, institution) => {
                looks_after(at) || *reader == Reader::Institution(institution)
            }
            Circle::Institution(at) => *reader == Reader::Institution(at),
            Circle::Offer(at, institution) => {
                let department = matches!(reader, Reader::Department(_));
                (looks_after(at) && !department) || *reader == Reader::Institution(institution)
            }
            Circle::Bureau => false,
        }
    }
}

/// What people talk about in this city.
const TOPICS: [&str; 8] = [
    "轴承套圈淬火变形",
    "耐火材料抗侵蚀",
    "钨钼粉末烧结",
    "农机变速箱密封",
    "光伏硅片切割",
    "矿用破碎机耐磨件",
    "铝板带轧制表面",
    "商品混凝土抗裂",
];

fn plain(tx: &WriteTx, at: usize, owner: &EnterpriseId) -> Need {
    let topic = TOPICS[at % TOPICS.len()];
    Need {
        title: format!("{topic}问题 {at:03}"),
        problem: format!("{topic}不稳定，每月返修 {} 次，想请专家解决。", at % 17 + 1),
        current_state: None,
        tried: None,
        constraints: None,
        keywords: vec![topic.to_owned()],
        indicators: Vec::new(),
        intended: Vec::new(),
        avoided: Vec::new(),
        disclosure: Disclosure::Public,
        collector: None,
        origin: Some("示例数据".to_owned()),
        contact: NeedContact::default(),
        // Never sent in: what is a draft here is known to its enterprise alone.
        life: duijie::domain::need_life::NeedLife::default(),
        ..samples::need(tx, u32::try_from(at).expect("few") + 1, owner)
    }
}
