//! Records for tests: full ones, in which every field is given, and bare ones, in which every optional field is not.

use std::collections::BTreeMap;

use duijie::domain::account::{Account, AccountStatus, Organisation};
use duijie::domain::capability::{
    Capability, CapabilityKind, CapabilityStatus, CooperationMode, IpKind, IpRight, IpState,
};
use duijie::domain::county::{County, CountyCode};
use duijie::domain::enterprise::{Contact, Enterprise};
use duijie::domain::four_haves::FourHavesItem;
use duijie::domain::ids::{EnterpriseId, InstitutionId};
use duijie::domain::indicator::{Comparator, Figure, Indicator};
use duijie::domain::institution::{Institution, InstitutionKind};
use duijie::domain::money::{Fen, Price};
use duijie::domain::need::{
    Disclosure, Need, NeedContact, NeedField, NeedKind, NeedSource, NeedStatus, SecrecyDeclaration, Urgency,
};
use duijie::domain::need_life::{Confirmation, NeedLife, SecrecyReview};
use duijie::domain::offer::{ContactWish, Offer, OfferAnswer, OfferStatus};
use duijie::domain::role::Role;
use duijie::domain::statement::{Statement, StatementGroup, StatementSource};
use duijie::domain::uscc::Uscc;
use duijie::domain::working_group::{
    GroupRole, OverlayCondition, WorkingGroup, WorkingGroupOverlay, WorkingGroupRule, WorkingGroups,
};
use duijie::storage::{Store, WriteTx, insert_account, insert_enterprise, insert_institution, replace_city};

use super::db::{TestStore, day, noon, operator};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn words(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

pub fn code(text: &str) -> CountyCode {
    CountyCode::new(text).expect("a county code")
}

pub fn counties() -> Vec<County> {
    let unit = |code_text: &str, name: &str, tier: &str, position, aliases: &[&str]| County {
        code: code(code_text),
        name: name.to_owned(),
        tier: tier.to_owned(),
        position,
        aliases: words(aliases),
    };
    vec![
        unit("410311", "洛龙区", "都市核心区", 1, &[]),
        unit("410307", "偃师区", "环都市区", 2, &["偃师市", "偃师"]),
        unit("410325", "嵩县", "南部生态区", 3, &[]),
        unit("4103GX", "高新区", "都市核心区", 4, &["高新技术产业开发区"]),
    ]
}

pub fn working_groups() -> WorkingGroups {
    let group = |name: &str, department: &str| WorkingGroup {
        name: name.to_owned(),
        department: department.to_owned(),
    };
    let rule = |prefix: &str, group: &str, confirmed, note: Option<&str>| WorkingGroupRule {
        prefix: prefix.to_owned(),
        group: group.to_owned(),
        confirmed,
        note: note.map(str::to_owned),
    };
    WorkingGroups {
        groups: vec![group("工信局·其他", "工信局"), group("住建局·商砼", "住建局")],
        rules: vec![
            rule("30", "工信局·其他", true, None),
            rule("3021", "住建局·商砼", false, Some("待确认")),
            rule("34", "工信局·其他", true, None),
        ],
        overlays: vec![
            WorkingGroupOverlay {
                condition: OverlayCondition::StateOwned,
                department: "国资委".to_owned(),
                role: GroupRole::Lead,
            },
            WorkingGroupOverlay {
                condition: OverlayCondition::HasRd,
                department: "科技局".to_owned(),
                role: GroupRole::Joins,
            },
        ],
    }
}

/// A demo credit code whose check character agrees.
pub fn uscc(number: u32) -> Uscc {
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .filter_map(|check| Uscc::parse(&format!("91410399DEM{number:06}{check}")).ok())
        .find(|code| !code.is_doubtful())
        .expect("one of 31 characters agrees")
}

pub fn enterprise(tx: &WriteTx, number: u32) -> Enterprise {
    Enterprise {
        id: tx.next_id(),
        uscc: uscc(number),
        name: format!("洛阳示例轴承（{number}）有限公司"),
        county: code("410311"),
        industry: some("3451"),
        state_owned: Some(true),
        contact: Contact { name: some("李工'; DROP TABLE need"), phone: some("0379-6000 0000") },
        origin: some("示例数据"),
        version: 1,
    }
}

pub fn bare_enterprise(tx: &WriteTx, number: u32) -> Enterprise {
    Enterprise {
        industry: None,
        state_owned: None,
        contact: Contact::default(),
        origin: None,
        ..enterprise(tx, number)
    }
}

pub fn institution(tx: &WriteTx, number: u32) -> Institution {
    Institution {
        id: tx.next_id(),
        no: format!("JG2026-{number:04}"),
        name: format!("示例大学第{number}研究院"),
        kind: InstitutionKind::University,
        uscc: some("12410000DEM0000001"),
        place: some("河南洛阳"),
        introduction: some("轴承、齿轮\n第二行 “引号” 🔩"),
        monthly_limit: Some(5),
        open: true,
        contact: Contact { name: some("王老师"), phone: some("13800000000") },
        origin: some("示例数据"),
        version: 1,
    }
}

pub fn bare_institution(tx: &WriteTx, number: u32) -> Institution {
    Institution {
        uscc: None,
        place: None,
        introduction: None,
        monthly_limit: None,
        open: false,
        contact: Contact::default(),
        origin: None,
        ..institution(tx, number)
    }
}

pub fn indicators() -> Vec<Indicator> {
    let figure = Figure {
        name: "回转精度".to_owned(),
        comparator: Comparator::AtMost,
        low: None,
        high: Some(2.0),
        unit: "μm".to_owned(),
        current: Some(0.1 + 0.2),
        must: true,
    };
    vec![
        Indicator { written: "回转精度 ≤ 2 μm".to_owned(), figure: Some(figure) },
        Indicator { written: "寿命比现在长".to_owned(), figure: None },
        Indicator {
            written: "10～20".to_owned(),
            figure: Some(Figure {
                name: String::new(),
                comparator: Comparator::Between,
                low: Some(10.0),
                high: Some(20.0),
                unit: String::new(),
                current: None,
                must: false,
            }),
        },
    ]
}

/// All groups of fields, each stated by another and confirmed on another day.
pub fn statements() -> BTreeMap<StatementGroup, Statement> {
    let days = ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06"];
    let sources = StatementSource::ALL.iter().cycle();
    let statement = |((group, source), day): ((&StatementGroup, &StatementSource), &str)| {
        (*group, Statement { source: *source, stated_at: noon("2025-12-01"), confirmed_at: noon(day) })
    };
    StatementGroup::ALL.iter().zip(sources).zip(days).map(statement).collect()
}

pub fn capability(tx: &WriteTx, number: u32, holders: &[InstitutionId]) -> Capability {
    Capability {
        id: tx.next_id(),
        no: format!("CG2026-{number:04}"),
        kind: CapabilityKind::Achievement,
        title: format!("转盘轴承感应淬火 {number}"),
        introduction: "软带控制\n大型".to_owned(),
        keywords: words(&["轴承", "含\"引号\"；分号"]),
        fields: words(&["0801"]),
        industries: words(&["345", "3511"]),
        indicators: indicators(),
        trl: Some(6),
        modes: vec![CooperationMode::Transfer, CooperationMode::Joint],
        price: Some(Price::Amount(Fen(123_456_789))),
        monthly_limit: Some(2),
        ip: vec![
            IpRight {
                kind: IpKind::Invention,
                number: "ZL202210000000.1".to_owned(),
                state: IpState::Granted,
            },
            IpRight { kind: IpKind::Software, number: String::new(), state: IpState::Pending },
        ],
        cases: "某地已经应用\n第二行".to_owned(),
        evidence: words(&["检测报告 2025-018", "https://example.cn/a?b=1"]),
        accepting: true,
        valid_until: Some(day("2027-06-30")),
        secrecy: Some(SecrecyDeclaration { by: "张三".to_owned(), at: noon("2026-01-01") }),
        statements: statements(),
        status: CapabilityStatus::Published,
        holders: holders.to_vec(),
        origin: some("示例数据"),
        confirmed_at: noon("2026-01-02"),
        version: 1,
    }
}

pub fn bare_capability(tx: &WriteTx, number: u32) -> Capability {
    Capability {
        keywords: Vec::new(),
        fields: Vec::new(),
        industries: Vec::new(),
        indicators: Vec::new(),
        trl: None,
        modes: Vec::new(),
        price: None,
        monthly_limit: None,
        ip: Vec::new(),
        cases: String::new(),
        evidence: Vec::new(),
        accepting: false,
        valid_until: None,
        secrecy: None,
        statements: BTreeMap::new(),
        status: CapabilityStatus::Draft,
        origin: None,
        ..capability(tx, number, &[])
    }
}

pub fn need(tx: &WriteTx, number: u32, enterprise: &EnterpriseId) -> Need {
    Need {
        id: tx.next_id(),
        no: format!("XQ2026-{number:04}"),
        enterprise: enterprise.clone(),
        title: format!("轴承噪声 {number}"),
        kind: Some(NeedKind::Problem),
        keywords: words(&["噪声"]),
        fields: words(&["0801", "0802"]),
        problem: "噪声大，\n返修多".to_owned(),
        current_state: some("人工挑选"),
        tried: some("换过脂"),
        constraints: some("成本 ≤ 3%"),
        indicators: indicators(),
        budget: Some(Price::Amount(Fen(50_000_000))),
        budget_source: some("自筹"),
        modes: vec![CooperationMode::Commission],
        due_on: Some(day("2026-12-31")),
        urgency: Urgency::Urgent,
        intended: words(&["示例大学"]),
        avoided: words(&["某某研究所"]),
        disclosure: Disclosure::Unnamed,
        field_disclosure: BTreeMap::from([(NeedField::Tried, Disclosure::Authorities)]),
        secrecy: SecrecyDeclaration { by: "张三".to_owned(), at: noon("2026-02-28") },
        contact: NeedContact {
            name: some("赵工"),
            position: some("总工"),
            phone: some("13900000000"),
            email: some("z@example.cn"),
            decision_maker: some("钱总"),
        },
        fills: vec![FourHavesItem::Cooperation, FourHavesItem::Funds],
        source: NeedSource::Visit,
        collector: some("孙科"),
        collected_on: Some(day("2026-03-01")),
        status: NeedStatus::Published,
        life: NeedLife {
            filed_by: some("01JZ00000000000000000000AA"),
            confirmation: Confirmation::Given { by: "链接".to_owned(), at: noon("2026-03-02") },
            secrecy_review: Some(SecrecyReview { by: "system".to_owned(), at: noon("2026-03-03") }),
            since: Some(noon("2026-03-03")),
            valid_until: Some(day("2026-06-01")),
        },
        origin: some("示例数据"),
        version: 1,
        whole: true,
    }
}

pub fn bare_need(tx: &WriteTx, number: u32, enterprise: &EnterpriseId) -> Need {
    Need {
        kind: None,
        keywords: Vec::new(),
        fields: Vec::new(),
        current_state: None,
        tried: None,
        constraints: None,
        indicators: Vec::new(),
        budget: None,
        budget_source: None,
        modes: Vec::new(),
        due_on: None,
        urgency: Urgency::Normal,
        intended: Vec::new(),
        avoided: Vec::new(),
        contact: NeedContact::default(),
        fills: Vec::new(),
        field_disclosure: BTreeMap::new(),
        collector: None,
        collected_on: None,
        life: NeedLife { since: Some(noon("2026-03-05")), ..NeedLife::default() },
        status: NeedStatus::Draft,
        origin: None,
        ..need(tx, number, enterprise)
    }
}

/// What an institution offers to a need.
pub fn offer(tx: &WriteTx, need: &Need, institution: &InstitutionId) -> Offer {
    Offer {
        id: tx.next_id(),
        need: need.id.clone(),
        need_no: need.no.clone(),
        need_title: need.title.clone(),
        institution: institution.clone(),
        answer: OfferAnswer {
            text: "换低噪声保持架，\n两个月出样件".to_owned(),
            evidence: Vec::new(),
            no_evidence: some("还没有写进能力清单"),
            wish: ContactWish::Call,
        },
        author: "system".to_owned(),
        status: OfferStatus::Sent,
        declined: None,
        sent_at: tx.now(),
        answered_at: None,
        version: 1,
        need_open: true,
    }
}

/// Writes the counties and rules, which enterprises lean on.
pub async fn found_city(store: &Store) {
    let mut tx = store.write(&operator(), noon("2026-03-05")).await.expect("begins");
    replace_city(&mut tx, &counties(), &working_groups()).await.expect("city");
    tx.commit().await.expect("commits");
}

/// One enterprise in a founded city.
pub async fn found_enterprise(db: &TestStore, number: u32) -> Enterprise {
    found_city(&db.store).await;
    let mut tx = db.write().await;
    let enterprise = enterprise(&tx, number);
    insert_enterprise(&mut tx, &enterprise).await.expect("insert");
    tx.commit().await.expect("commits");
    enterprise
}

/// An account that may sign in.
pub fn account(tx: &WriteTx, number: u32, role: Role, organisation: Organisation) -> Account {
    Account {
        id: tx.next_id(),
        sign_in_name: Some(format!("zhang.{number}")),
        name: format!("张三{number}"),
        phone: some("13900000001"),
        email: some("zhang@example.cn"),
        role,
        organisation,
        owner: false,
        status: AccountStatus::Active,
        delegation: None,
        consent: None,
        version: 1,
    }
}

/// One account.
pub async fn found_account(db: &TestStore, number: u32, role: Role, organisation: Organisation) -> Account {
    let mut tx = db.write().await;
    let account = account(&tx, number, role, organisation);
    insert_account(&mut tx, &account).await.expect("insert");
    tx.commit().await.expect("commits");
    account
}

/// One institution.
pub async fn found_institution(db: &TestStore, number: u32) -> Institution {
    let mut tx = db.write().await;
    let institution = institution(&tx, number);
    insert_institution(&mut tx, &institution).await.expect("insert");
    tx.commit().await.expect("commits");
    institution
}
