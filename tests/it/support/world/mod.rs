//! The city of product.md §4 as a builder: 16 counties, 600 enterprises, 400 needs, 900 experts in 20 institutions, and
//! in every field that somebody must not see a word of its own. Everything is invented.

mod enterprises;
mod institutions;
mod needs;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use duijie::app::App;
use duijie::domain::batch::{Batch, SheetKind};
use duijie::domain::capability::Capability;
use duijie::domain::county::CountyCode;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::{OfferId, SavedSearchId};
use duijie::domain::institution::Institution;
use duijie::domain::need::Need;
use duijie::domain::rate::BasisPoints;
use duijie::domain::role::Role;
use duijie::domain::target::{Target, TargetKind};
use duijie::storage::{self, WriteTx};

use super::db::noon;

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
