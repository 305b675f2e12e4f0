//! The survey of what an enterprise has and lacks of the four haves, which help it wants, and what is hard for it. The
//! four answers themselves are facts (`four_haves`); here is what is said besides, its form, and how far it is answered.
//! Pure: knows no permissions and reads no needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form_texts::{FormTexts, TextProblem};
use super::four_haves::{FourHaves, FourHavesItem};
use super::ids::{EnterpriseId, NeedId};
use super::time::{BusinessDate, Instant};
use super::viewer::{Scope, Viewer};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What keeps an enterprise from R&D.
    pub enum Difficulty {
        /// Money.
        Funds = "funds" "缺资金",
        /// People.
        People = "people" "缺研发人员",
        /// Equipment or rooms.
        Equipment = "equip" "缺设备或场地",
        /// No partner found.
        Partner = "partner" "找不到合作单位",
        /// Does not know how R&D spending is booked and reported.
        Booking = "booking" "不会归集研发费用",
        /// Does not know the policies.
        Policy = "policy" "不了解政策",
        /// No direction or project.
        Direction = "project" "没有研发方向或项目",
        /// The market is uncertain.
        Market = "market" "担心市场和投入风险",
        /// Anything else.
        Other = "other" "其他",
    }
}

vocabulary! {
    /// Who filled a survey in.
    pub enum SurveyFiller {
        /// The enterprise's own people.
        Enterprise = "ent" "企业自填",
        /// Its county, for it.
        County = "county" "县区代填",
        /// The bureau, for it.
        Bureau = "bureau" "市局代填",
    }
}

impl SurveyFiller {
    /// As what this viewer fills one in; `None` for those who may not.
    #[must_use]
    pub fn of(viewer: &Viewer) -> Option<Self> {
        match viewer.scope() {
            Scope::All => Some(Self::Bureau),
            Scope::County(_) => Some(Self::County),
            Scope::Enterprise(_) => Some(Self::Enterprise),
            Scope::Department(_) | Scope::Institution(_) | Scope::Public => None,
        }
    }
}

/// What is planned for one of the four.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ItemPlan {
    /// What, in words.
    pub plan: String,
    /// The need that would bring it.
    pub need: Option<NeedId>,
}

/// What an enterprise said, besides the four answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterpriseSurvey {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Data year.
    pub data_year: i32,
    /// The institution it would like to work with.
    pub institution: String,
    /// The R&D it would like to begin.
    pub activity: String,
    /// The technology it lacks.
    pub technology: String,
    /// What is planned for the four.
    pub plans: BTreeMap<FourHavesItem, ItemPlan>,
    /// What is hard.
    pub difficulties: Vec<Difficulty>,
    /// The same in words.
    pub difficulty_note: String,
    /// Ideas and wishes.
    pub ideas: String,
    /// Who filled it in.
    pub filled_by: SurveyFiller,
    /// When.
    pub filled_at: Instant,
    /// Counts changes; a stale write is refused. 0 of one that was never stored.
    pub version: i64,
}

impl EnterpriseSurvey {
    /// One in which nothing is said yet.
    #[must_use]
    pub fn empty(enterprise: EnterpriseId, data_year: i32, filled_by: SurveyFiller, now: Instant) -> Self {
        Self {
            enterprise,
            data_year,
            institution: String::new(),
            activity: String::new(),
            technology: String::new(),
            plans: BTreeMap::new(),
            difficulties: Vec::new(),
            difficulty_note: String::new(),
            ideas: String::new(),
            filled_by,
            filled_at: now,
            version: 0,
        }
    }
}

vocabulary! {
    /// How far an enterprise has answered.
    pub enum SurveyState {
        /// Filled in, and all four answered.
        Answered = "full" "已填报",
        /// Something is known, but not all.
        Partly = "part" "填了一部分",
        /// Nothing is known.
        Not = "none" "未填报",
    }
}

impl SurveyState {
    /// The state of an enterprise of which so many of the four are known, and which has filled in the rest or not.
    #[must_use]
    pub fn of(known: usize, filled: bool) -> Self {
        match (known, filled) {
            (0, false) => Self::Not,
            (known, true) if known >= FourHavesItem::ALL.len() => Self::Answered,
            _ => Self::Partly,
        }
    }
}

/// Fields of the form that stand once.
pub const FIELDS: [(&str, usize); 6] = [
    ("institution", 200),
    ("activity", 1_000),
    ("technology", 1_000),
    ("difficulties", 200),
    ("difficulty_note", 1_000),
    ("ideas", 2_000),
];
/// Fields of the form that stand once for each of the four, in front of a dot and its code.
pub const ITEM_FIELDS: [(&str, usize); 5] =
    [("have", 10), ("evidence", 500), ("on", 30), ("plan", 500), ("need", 40)];
/// Yes in fields of choice.
pub const YES: &str = "1";
/// No in fields of choice.
pub const NO: &str = "0";

/// The name of a field of one of the four.
#[must_use]
pub fn item_field(field: &str, item: FourHavesItem) -> String {
    format!("{field}.{}", item.code())
}

/// The form of a survey as it stands, with what is known of the four.
#[must_use]
pub fn form_of(survey: &EnterpriseSurvey, haves: &[FourHaves]) -> FormTexts {
    let mut texts = FormTexts::default();
    let difficulties: Vec<&str> = survey.difficulties.iter().map(|one| one.code()).collect();
    texts.set("institution", &survey.institution);
    texts.set("activity", &survey.activity);
    texts.set("technology", &survey.technology);
    texts.set("difficulties", &difficulties.join(","));
    texts.set("difficulty_note", &survey.difficulty_note);
    texts.set("ideas", &survey.ideas);
    for item in FourHavesItem::ALL {
        let have = haves.iter().find(|have| have.item == *item);
        let plan = survey.plans.get(item);
        let present = have.map_or("", |have| if have.present { YES } else { NO });
        let evidence = have.and_then(|have| have.evidence.as_deref()).unwrap_or_default();
        let on = have.and_then(|have| have.evidence_on).map(|day| day.to_string()).unwrap_or_default();
        let need = plan.and_then(|plan| plan.need.as_ref()).map_or("", NeedId::as_str);
        for (field, text) in [
            ("have", present),
            ("evidence", evidence),
            ("on", &on),
            ("plan", plan.map_or("", |plan| &plan.plan)),
            ("need", need),
        ] {
            texts.set(&item_field(field, *item), text);
        }
    }
    texts
}

/// What is wrong with a form. `is_need` knows the needs of the enterprise.
pub fn problems(texts: &FormTexts, is_need: impl Fn(&str) -> bool) -> Vec<(String, TextProblem)> {
    let mut found = Vec::new();
    for (name, most) in FIELDS {
        let chars = texts.get(name).chars().count();
        if chars > most {
            found.push((name.to_owned(), TextProblem::TooLong { found: chars, most }));
        }
    }
    if texts.codes("difficulties").any(|code| Difficulty::from_code(code).is_none()) {
        found.push(("difficulties".to_owned(), TextProblem::NotChoice));
    }
    for item in FourHavesItem::ALL {
        for (field, most) in ITEM_FIELDS {
            let name = item_field(field, *item);
            if let Some(problem) = item_problem(field, most, texts.get(&name), &is_need) {
                found.push((name, problem));
            }
        }
    }
    found
}

fn item_problem(field: &str, most: usize, text: &str, is_need: impl Fn(&str) -> bool) -> Option<TextProblem> {
    let found = text.chars().count();
    match field {
        _ if text.is_empty() => None,
        _ if found > most => Some(TextProblem::TooLong { found, most }),
        "have" => (![YES, NO].contains(&text)).then_some(TextProblem::NotChoice),
        "on" => BusinessDate::parse_written(text).is_none().then_some(TextProblem::NotDate),
        "need" => (!is_need(text)).then_some(TextProblem::NotChoice),
        _ => None,
    }
}

/// The survey with what a form without problems says; who and when are left as they are.
#[must_use]
pub fn put(texts: &FormTexts, survey: EnterpriseSurvey) -> EnterpriseSurvey {
    let plan = |item: &FourHavesItem| {
        let plan = ItemPlan {
            plan: texts.get(&item_field("plan", *item)).to_owned(),
            need: NeedId::parse(texts.get(&item_field("need", *item))),
        };
        (plan != ItemPlan::default()).then_some((*item, plan))
    };
    EnterpriseSurvey {
        institution: texts.get("institution").to_owned(),
        activity: texts.get("activity").to_owned(),
        technology: texts.get("technology").to_owned(),
        plans: FourHavesItem::ALL.iter().filter_map(plan).collect(),
        difficulties: texts.codes("difficulties").filter_map(Difficulty::from_code).collect(),
        difficulty_note: texts.get("difficulty_note").to_owned(),
        ideas: texts.get("ideas").to_owned(),
        ..survey
    }
}

/// The answers of a form about the four that differ from what is known. What was known and is now left open stays
/// known: facts are added, never taken away by silence.
#[must_use]
pub fn new_haves(
    texts: &FormTexts,
    known: &[FourHaves],
    (enterprise, data_year): (&EnterpriseId, i32),
) -> Vec<FourHaves> {
    let answered = FourHavesItem::ALL.iter().filter_map(|item| {
        let present = match texts.get(&item_field("have", *item)) {
            YES => true,
            NO => false,
            _ => return None,
        };
        let have = FourHaves {
            enterprise: enterprise.clone(),
            data_year,
            item: *item,
            present,
            evidence: texts.given(&item_field("evidence", *item)),
            evidence_on: BusinessDate::parse_written(texts.get(&item_field("on", *item))),
        };
        (!known.contains(&have)).then_some(have)
    });
    answered.collect()
}
