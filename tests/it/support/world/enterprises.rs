//! The enterprises of the city: who they are, what they have, what they said in the survey, who looks after them.

use duijie::app::App;
use duijie::domain::assignment::Assignment;
use duijie::domain::county::CountyCode;
use duijie::domain::enterprise::{Contact, Enterprise};
use duijie::domain::four_haves::{FourHaves, FourHavesItem};
use duijie::domain::ids::{EnterpriseId, FactId};
use duijie::domain::rd_activity::{RdActivity, RdSource};
use duijie::domain::responsibility::LeadDecision;
use duijie::domain::roster::RosterEntry;
use duijie::domain::survey::{Difficulty, EnterpriseSurvey, ItemPlan, SurveyFiller};
use duijie::storage::{self, WriteTx};
use std::collections::BTreeMap;

use super::{Circle, GUARDED, UNITS, World, YEAR};
use crate::support::db::day;
use crate::support::samples;

impl World {
    pub(super) async fn found_enterprises(&mut self, app: &App, tx: &mut WriteTx) {
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

    /// What guarded enterprises said in the survey of the four haves: for those who look after them.
    pub(super) async fn found_surveys(&mut self, tx: &mut WriteTx) {
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

    /// Officers of the guarded enterprises, and decisions about who leads for them.
    pub(super) async fn found_officers(&mut self, tx: &mut WriteTx) {
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
}
