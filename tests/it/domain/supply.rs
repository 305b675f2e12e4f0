//! Laws of what institutions keep of themselves: how statements age, who stated what, the form and back, and how far the
//! two surveys are answered.

use std::collections::BTreeMap;

use duijie::domain::capability::{
    Capability, CapabilityKind, CapabilityStatus, CooperationMode, IpKind, IpRight, IpState,
};
use duijie::domain::capability_form::{self, CapabilityField};
use duijie::domain::claim::{Claim, SurveyAnswer};
use duijie::domain::form_texts::{FormTexts, TextProblem};
use duijie::domain::four_haves::{FourHaves, FourHavesItem};
use duijie::domain::freshness::Freshness;
use duijie::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use duijie::domain::indicator::Indicator;
use duijie::domain::money::{Fen, Price};
use duijie::domain::statement::{StatementGroup, StatementSource};
use duijie::domain::survey::{self, Difficulty, EnterpriseSurvey, ItemPlan, SurveyFiller, SurveyState};
use duijie::domain::time::{BusinessDate, Instant};
use proptest::prelude::*;

use crate::support::db::{day, noon};

fn days() -> impl Strategy<Value = BusinessDate> {
    (2000_i32..2100, 1_u8..=12, 1_u8..=28)
        .prop_map(|(year, month, day)| BusinessDate::new(year, month, day).expect("a day"))
}

proptest! {
    #[test]
    fn statements_only_age(confirmed in days(), today in days(), later in 0_i32..2000) {
        let after = today.plus_days(later).unwrap_or(today);
        prop_assert!(Freshness::of(confirmed, today) <= Freshness::of(confirmed, after));
        prop_assert_eq!(Freshness::of(today, today), Freshness::Fresh);
        let until = Freshness::until(confirmed, Some(today), today);
        prop_assert_eq!(until, Freshness::of(confirmed, today), "the last day still counts");
        if let Some(tomorrow) = today.plus_days(1) {
            prop_assert_eq!(Freshness::until(confirmed, Some(today), tomorrow), Freshness::Stale);
        }
    }

    #[test]
    fn a_form_comes_back_as_it_was(title in "[a-z热处理]{1,20}", intro in "[a-z热处理 ]{0,40}", trl in 1_i64..=9) {
        let capability = Capability {
            title,
            introduction: intro.split_whitespace().collect::<Vec<_>>().join(" "),
            trl: Some(trl),
            ..full()
        };
        let texts = capability_form::of(&capability);
        prop_assert!(capability_form::problems(&texts, false, |_| true)
            .iter().all(|(field, _)| *field == CapabilityField::Classified));
        let back = capability_form::put(&texts, capability.clone(), capability.indicators.clone());
        prop_assert_eq!(back, capability);
    }

    #[test]
    fn no_text_makes_the_form_fall_over(
        text in "\\PC{0,40}", at in 0_usize..CapabilityField::ALL.len(), publish in any::<bool>()
    ) {
        let mut texts = capability_form::of(&full());
        texts.set(CapabilityField::ALL[at].code(), &text);
        let problems = capability_form::problems(&texts, publish, |code| code == "04");
        let after = capability_form::put(&texts, full(), Vec::new());
        if problems.is_empty() {
            prop_assert!(after.trl.is_none_or(|trl| (1..=9).contains(&trl)));
            prop_assert!(after.industries.iter().all(|code| (2..=4).contains(&code.len())));
        }
    }
}

fn full() -> Capability {
    Capability {
        id: CapabilityId::from(ulid::Ulid(1)),
        no: "CG2026-0001".to_owned(),
        kind: CapabilityKind::Team,
        title: "感应淬火".to_owned(),
        introduction: "第一行\n第二行".to_owned(),
        keywords: vec!["轴承".to_owned(), "淬火".to_owned()],
        fields: vec!["04".to_owned(), "08".to_owned()],
        industries: vec!["345".to_owned(), "3511".to_owned()],
        indicators: vec![Indicator { written: "硬度 ≥ 60 HRC".to_owned(), figure: None }],
        trl: Some(6),
        modes: vec![CooperationMode::Joint, CooperationMode::Training],
        price: Some(Price::Amount(Fen(12_500_000))),
        monthly_limit: Some(3),
        ip: vec![
            IpRight { kind: IpKind::Invention, number: "ZL2022 1".to_owned(), state: IpState::Pending },
            IpRight { kind: IpKind::Standard, number: String::new(), state: IpState::Granted },
        ],
        cases: "用过".to_owned(),
        evidence: vec!["报告 1".to_owned(), "报告 2".to_owned()],
        accepting: false,
        valid_until: Some(day("2027-01-31")),
        secrecy: None,
        statements: BTreeMap::new(),
        status: CapabilityStatus::Published,
        holders: vec![InstitutionId::from(ulid::Ulid(2))],
        origin: None,
        confirmed_at: noon("2026-01-02"),
        version: 1,
    }
}

#[test]
fn half_a_year_and_a_year_are_counted_in_whole_days() {
    let today = day("2026-08-31");
    for (confirmed, expected) in [
        ("2026-09-01", Freshness::Fresh),
        ("2026-03-01", Freshness::Fresh),
        ("2026-02-28", Freshness::Aging),
        ("2025-09-01", Freshness::Aging),
        ("2025-08-31", Freshness::Stale),
        ("2001-01-01", Freshness::Stale),
    ] {
        assert_eq!(Freshness::of(day(confirmed), today), expected, "{confirmed}");
    }
    assert!(!Freshness::Fresh.is_due() && Freshness::Aging.is_due() && Freshness::Stale.is_due());
}

#[test]
fn only_what_changed_is_stated_anew() {
    let (first, later, last) = (noon("2026-02-01"), noon("2026-05-01"), noon("2026-07-01"));
    let loaded = full().stated(None, StatementSource::Import, first, true);
    assert_eq!(loaded.statements.len(), StatementGroup::ALL.len());
    assert_eq!(loaded.confirmed_at, first);
    let priced = Capability { price: Some(Price::Trial), ..loaded.clone() };
    let priced = priced.stated(Some(&loaded), StatementSource::Institution, later, false);
    let terms = priced.statement(StatementGroup::Terms);
    assert_eq!(
        (terms.source, terms.stated_at, terms.confirmed_at),
        (StatementSource::Institution, later, later)
    );
    assert_eq!(priced.statement(StatementGroup::Basics), loaded.statement(StatementGroup::Basics));
    assert_eq!(priced.confirmed_at, first, "the oldest statement counts");
    assert_eq!(priced.groups_changed(&loaded).collect::<Vec<_>>(), [StatementGroup::Terms]);
    let confirmed = priced.clone().stated(Some(&priced), StatementSource::Bureau, last, true);
    assert_eq!(confirmed.confirmed_at, last);
    let basics = confirmed.statement(StatementGroup::Basics);
    assert_eq!((basics.source, basics.stated_at), (StatementSource::Import, first), "who stated it stays");
    assert_eq!(confirmed.freshness(day("2026-08-01")), Freshness::Fresh);
}

#[test]
fn what_accepts_no_cooperation_is_shown_apart() {
    let capability = full();
    assert_eq!(capability.shown_status(), CapabilityStatus::Paused);
    assert_eq!(Capability { accepting: true, ..full() }.shown_status(), CapabilityStatus::Published);
    let draft = Capability { status: CapabilityStatus::Draft, ..full() };
    assert_eq!(draft.shown_status(), CapabilityStatus::Draft);
}

#[test]
fn rights_are_read_as_they_are_written() {
    for right in full().ip {
        assert_eq!(IpRight::from_words(&right.written()), Some(right));
    }
    let bare = IpRight::from_words("发明专利 ZL1").expect("read");
    assert_eq!((bare.number.as_str(), bare.state), ("ZL1", IpState::Granted));
    assert_eq!(IpRight::from_words("ZL1 已授权"), None);
    assert_eq!(IpRight::from_words(""), None);
}

fn wrong(field: CapabilityField, text: &str, publish: bool) -> Option<TextProblem> {
    let mut texts = capability_form::of(&full());
    texts.set(CapabilityField::Classified.code(), capability_form::NO);
    texts.set(field.code(), text);
    let problems = capability_form::problems(&texts, publish, |code| code == "04" || code == "08");
    assert!(problems.len() <= 1, "{problems:?}");
    problems.into_iter().next().map(|(wrong, problem)| {
        assert_eq!(wrong, field);
        problem
    })
}

#[test]
fn wrong_texts_are_named() {
    use CapabilityField as F;
    for (field, text) in [
        (F::Price, "面议"),
        (F::Price, "免费试用"),
        (F::Price, "12.5万"),
        (F::Introduction, ""),
        (F::ValidUntil, "2027年6月30日"),
        (F::Industries, "C3451、34"),
        (F::Ip, ""),
    ] {
        assert_eq!(wrong(field, text, false), None, "{field:?} {text}");
    }
    assert_eq!(wrong(F::Introduction, "", true), Some(TextProblem::Missing));
    assert_eq!(wrong(F::Title, "", false), Some(TextProblem::Missing));
    assert_eq!(
        wrong(F::Title, &"长".repeat(201), false),
        Some(TextProblem::TooLong { found: 201, most: 200 })
    );
    assert_eq!(wrong(F::Price, "约一百", false), Some(TextProblem::NotPrice));
    assert_eq!(wrong(F::Trl, "10", false), Some(TextProblem::NotNumber { least: 1, most: 9 }));
    assert_eq!(wrong(F::ValidUntil, "2027-02-30", false), Some(TextProblem::NotDate));
    assert_eq!(wrong(F::Industries, "3451、轴承", false), Some(TextProblem::NotIndustry("轴承".to_owned())));
    assert_eq!(wrong(F::Fields, "04,99", false), Some(TextProblem::NotChoice));
    assert_eq!(wrong(F::Ip, "none|ZL1|granted", false), Some(TextProblem::NotChoice));
    assert_eq!(wrong(F::Classified, capability_form::YES, false), Some(TextProblem::Classified));
    assert_eq!(wrong(F::Classified, "", true), Some(TextProblem::Missing));
    let many = (10..40).map(|code| code.to_string()).collect::<Vec<_>>().join("、");
    assert_eq!(wrong(F::Industries, &many, false), Some(TextProblem::TooMany { most: 20 }));
}

#[test]
fn an_answer_takes_a_claim_a_confirmation_and_something_to_show() {
    let none = Claim::none(InstitutionId::from(ulid::Ulid(3)));
    let claimed = Claim { claimed_at: Some(noon("2025-12-31")), ..none.clone() };
    let confirmed = Claim { confirmed_at: Some(noon("2026-01-01")), ..claimed.clone() };
    let old = Claim { confirmed_at: Some(noon("2025-12-31")), ..claimed.clone() };
    for (claim, capabilities, expected) in [
        (&none, 9, SurveyAnswer::Not),
        (&claimed, 9, SurveyAnswer::Partly),
        (&old, 9, SurveyAnswer::Partly),
        (&confirmed, 0, SurveyAnswer::Partly),
        (&confirmed, 1, SurveyAnswer::Answered),
    ] {
        assert_eq!(SurveyAnswer::of(claim, capabilities, 2026), expected, "{claim:?} {capabilities}");
    }
}

#[test]
fn an_enterprise_has_answered_when_all_four_are_known_and_the_rest_is_filled_in() {
    for known in 0..=FourHavesItem::ALL.len() {
        let expected = match known {
            0 => SurveyState::Partly,
            4 => SurveyState::Answered,
            _ => SurveyState::Partly,
        };
        assert_eq!(SurveyState::of(known, true), expected, "{known}");
        let expected = if known == 0 { SurveyState::Not } else { SurveyState::Partly };
        assert_eq!(SurveyState::of(known, false), expected, "{known}");
    }
}

#[test]
fn a_survey_comes_back_as_it_was_and_facts_are_never_taken_away_by_silence() {
    let enterprise = EnterpriseId::from(ulid::Ulid(7));
    let empty = EnterpriseSurvey::empty(enterprise.clone(), 2022, SurveyFiller::County, Instant(5));
    let plan = ItemPlan { plan: "明年建".to_owned(), need: Some(NeedId::from(ulid::Ulid(8))) };
    let filled = EnterpriseSurvey {
        institution: "示例大学".to_owned(),
        activity: "做新产品".to_owned(),
        technology: "热处理".to_owned(),
        plans: BTreeMap::from([(FourHavesItem::Unit, plan)]),
        difficulties: vec![Difficulty::Funds, Difficulty::Other],
        difficulty_note: "缺人".to_owned(),
        ideas: "想要培训".to_owned(),
        ..empty.clone()
    };
    let have = |item, present, evidence: Option<&str>| FourHaves {
        enterprise: enterprise.clone(),
        data_year: 2022,
        item,
        present,
        evidence: evidence.map(str::to_owned),
        evidence_on: None,
    };
    let known = [have(FourHavesItem::Unit, false, None), have(FourHavesItem::Funds, true, Some("800 万元"))];
    let texts = survey::form_of(&filled, &known);
    assert_eq!(survey::problems(&texts, |_| true), []);
    assert_eq!(survey::put(&texts, empty), filled);
    assert_eq!(survey::new_haves(&texts, &known, (&enterprise, 2022)), [], "nothing is new");
    let mut silent = texts.clone();
    silent.set("have.funds", "");
    silent.set("have.coop", survey::YES);
    silent.set("evidence.coop", "合同");
    silent.set("on.coop", "2022.3.5");
    let new = survey::new_haves(&silent, &known, (&enterprise, 2022));
    let expected = FourHaves {
        evidence_on: Some(day("2022-03-05")),
        ..have(FourHavesItem::Cooperation, true, Some("合同"))
    };
    assert_eq!(new, [expected]);
    let mut wrong = FormTexts::default();
    for (name, text) in [
        ("have.unit", "2"),
        ("on.staff", "昨天"),
        ("need.funds", "x"),
        ("difficulties", "funds,none"),
        ("ideas", &"长".repeat(2_001)),
    ] {
        wrong.set(name, text);
    }
    let found: Vec<String> = survey::problems(&wrong, |_| false).into_iter().map(|(name, _)| name).collect();
    assert_eq!(found, ["ideas", "difficulties", "have.unit", "on.staff", "need.funds"]);
}
