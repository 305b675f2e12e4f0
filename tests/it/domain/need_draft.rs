//! Needs as they are typed and what is understood of them: nothing typed is lost, what was understood is written back the
//! same, and writing more never lowers the score.

use std::collections::BTreeMap;

use duijie::domain::capability::CooperationMode;
use duijie::domain::four_haves::FourHavesItem;
use duijie::domain::indicator::{Comparator, Figure, Indicator};
use duijie::domain::money::{Fen, Price};
use duijie::domain::need::{Disclosure, NeedContact, NeedField, NeedKind, Urgency};
use duijie::domain::need_draft::{NeedContent, NeedProblem};
use duijie::domain::need_quality::{CLEAR_ENOUGH, Clarity, MOST, NeedQuality, Question};
use duijie::domain::need_rows::{row_of, row_of_figure};
use duijie::domain::need_text::{IndicatorRow, NOT_CLASSIFIED, NeedText, NeedTextField};
use duijie::domain::time::BusinessDate;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Words only, as lines without an engine that reads figures.
fn lines(text: &str) -> Vec<Indicator> {
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(|line| Indicator { written: line.to_owned(), figure: None }).collect()
}

fn read(text: &NeedText) -> (NeedContent, Vec<(NeedTextField, NeedProblem)>) {
    NeedContent::read(text, |code| code.starts_with('F'), lines)
}

fn word() -> impl Strategy<Value = String> {
    "[轴承淬火硬度A-Z0-9]{1,8}"
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 0..3).prop_map(|mut all| {
        all.dedup();
        let mut kept: Vec<String> = Vec::new();
        for one in all {
            if !kept.contains(&one) {
                kept.push(one);
            }
        }
        kept
    })
}

fn paragraph() -> impl Strategy<Value = String> {
    "[轴承淬火]{1,6}[，。 A-Z0-9轴承]{0,20}[轴火。](\n[变形开裂]{1,9})?".prop_map(|text| {
        let mut one = NeedText::default();
        one.set(NeedTextField::Problem, &text);
        one.get(NeedTextField::Problem).to_owned()
    })
}

fn figure() -> impl Strategy<Value = Figure> {
    let value = prop_oneof![(-1e6..1e6_f64), (1..1000_i32).prop_map(f64::from), Just(0.0001)];
    let words = ("[a-z/%℃]{0,4}", word());
    (select(Comparator::ALL), value.clone(), 0.0..1e4_f64, option::of(value), words, any::<bool>()).prop_map(
        |(comparator, low, more, current, (unit, name), must)| {
            let (low, high) = match comparator {
                Comparator::AtLeast => (Some(low), None),
                Comparator::AtMost => (None, Some(low)),
                Comparator::Equal => (Some(low), Some(low)),
                Comparator::Between => (Some(low), Some(low + more)),
            };
            Figure { name, comparator, low, high, unit, current, must }
        },
    )
}

fn indicator_of(figure: &Figure) -> Indicator {
    let mut text = NeedText::default();
    text.set_rows([row_of_figure(figure)]);
    read(&text).0.indicators.pop().expect("one row")
}

fn indicators() -> impl Strategy<Value = Vec<Indicator>> {
    let typed = figure().prop_map(|figure| indicator_of(&figure));
    let worded = word().prop_map(|written| Indicator { written, figure: None });
    // Rows stand before lines in the form.
    (vec(typed, 0..4), vec(worded, 0..3)).prop_map(|(rows, lines)| rows.into_iter().chain(lines).collect())
}

fn contact() -> impl Strategy<Value = NeedContact> {
    (word(), option::of(word()), "1[0-9]{10}", option::of("[a-z]{1,5}@[a-z]{1,5}\\.cn"), option::of(word()))
        .prop_map(|(name, position, phone, email, decision_maker)| NeedContact {
            name: Some(name),
            position,
            phone: Some(phone),
            email,
            decision_maker,
        })
}

fn day() -> impl Strategy<Value = BusinessDate> {
    (2022..2035_i32, 1..13_u8, 1..29_u8)
        .prop_map(|(year, month, day)| BusinessDate::new(year, month, day).expect("a day"))
}

prop_compose! {
    fn content()(
        (title, problem, current_state, tried, constraints) in
            (word(), paragraph(), option::of(paragraph()), option::of(paragraph()), option::of(paragraph())),
        (kind, urgency, disclosure) in
            (option::of(select(NeedKind::ALL)), select(Urgency::ALL), select(Disclosure::ALL)),
        (keywords, intended, avoided) in (words(), words(), words()),
        fields in subsequence(vec!["F1".to_owned(), "F2".to_owned(), "F3".to_owned()], 0..=3),
        modes in subsequence(CooperationMode::ALL.to_vec(), 0..=4),
        fills in subsequence(FourHavesItem::ALL.to_vec(), 0..=4),
        indicators in indicators(),
        budget in option::of(prop_oneof![
            Just(Price::Negotiable),
            (0..100_000_000_000_i64).prop_map(|fen| Price::Amount(Fen(fen))),
        ]),
        (budget_source, due_on, contact) in (option::of(word()), option::of(day()), contact()),
        field_disclosure in btree_map(
            select(NeedField::ALL),
            select(vec![Disclosure::Matched, Disclosure::Authorities]),
            0..3,
        ),
    ) -> NeedContent {
        NeedContent {
            title, kind, keywords, fields, problem, current_state, tried, constraints, indicators, budget,
            budget_source, modes, due_on, urgency, intended, avoided, disclosure, field_disclosure, contact, fills,
        }
    }
}

/// What people and other programs may send for any field.
fn anything() -> impl Strategy<Value = NeedText> {
    btree_map(select(NeedTextField::ALL), ".{0,40}|[0-9,.～-]{0,6}|[a-z:,]{0,12}", 0..12).prop_map(|all| {
        let mut text = NeedText::default();
        all.into_iter().for_each(|(field, words)| text.set(field, &words));
        text
    })
}

proptest! {
    #[test]
    fn what_was_understood_is_written_back_the_same(content in content()) {
        let mut text = content.render();
        text.set(NeedTextField::Secrecy, NOT_CLASSIFIED);
        let (again, problems) = read(&text);
        prop_assert_eq!(problems, []);
        prop_assert_eq!(&again, &content);
        prop_assert_eq!(again.render(), content.render());
    }

    #[test]
    fn nothing_typed_is_lost(text in anything()) {
        // Put in again, field by field, it is the same; stored and read, too.
        let mut again = NeedText::default();
        text.fields().for_each(|(field, words)| again.set(field, words));
        prop_assert_eq!(&again, &text);
        let stored = serde_json::to_string(&text).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<NeedText>(&stored).expect("JSON"), text.clone());
        let mut rows = NeedText::default();
        rows.set_rows(text.rows());
        prop_assert_eq!(rows.rows(), text.rows());
        // What is wrong is said, and never ends the reading.
        let (_, problems) = read(&text);
        prop_assert!(problems.windows(2).all(|two| two[0].0 < two[1].0), "each field once, in the form's order");
    }

    #[test]
    fn every_letter_that_is_typed_is_kept(words in "[一-龥a-z0-9，。；！？ \n]{0,200}") {
        let mut text = NeedText::default();
        text.set(NeedTextField::Problem, &words);
        let visible = |text: &str| text.chars().filter(|ch| !ch.is_whitespace()).collect::<String>();
        prop_assert_eq!(visible(text.get(NeedTextField::Problem)), visible(&words));
    }

    #[test]
    fn cells_of_rows_are_kept(
        (name, value, unit) in (word(), "[0-9～.]{0,6}", "[a-z]{0,3}"),
        (now, must) in (".{0,12}|\tmust", any::<bool>()),
    ) {
        let row = IndicatorRow { name, comparator: "ge".to_owned(), value, unit, now, must };
        let once = IndicatorRow::of_line(&row.line());
        prop_assert_eq!(&IndicatorRow::of_line(&once.line()), &once);
        prop_assert_eq!((&once.name, &once.value, &once.unit, once.must), (&row.name, &row.value, &row.unit, row.must));
    }

    #[test]
    fn a_figure_becomes_a_row_that_reads_as_it(figure in figure()) {
        let indicator = indicator_of(&figure);
        prop_assert_eq!(indicator.figure.as_ref(), Some(&figure));
        prop_assert!(row_of(&indicator).is_some());
    }

    #[test]
    fn more_never_lowers_the_score(
        (content, figures) in (content(), vec(figure(), 0..3)),
        (words, field, more) in (".{0,60}", 0..7_usize, figure()),
    ) {
        let before = NeedQuality::of(&content, &figures);
        let mut richer = (content.clone(), figures.clone());
        let append = |text: &Option<String>| Some(format!("{}{words}", text.clone().unwrap_or_default()));
        match field {
            0 => richer.0.title = format!("{}{words}", content.title),
            1 => richer.0.problem = format!("{}{words}", content.problem),
            2 => richer.0.tried = append(&content.tried),
            3 => richer.0.current_state = append(&content.current_state),
            4 => richer.0.constraints = append(&content.constraints),
            5 => richer.0.budget = Some(Price::Amount(Fen(1_000_000))),
            _ => richer.1.push(more),
        }
        let after = NeedQuality::of(&richer.0, &richer.1);
        for (one, other) in before.fields.iter().zip(&after.fields) {
            prop_assert!(one.points <= other.points, "{one:?} {other:?}");
        }
        prop_assert_eq!(NeedQuality::of(&content, &figures), before, "the same text has the same score");
    }

    #[test]
    fn the_score_is_the_sum_of_its_parts(content in content(), figures in vec(figure(), 0..4)) {
        let quality = NeedQuality::of(&content, &figures);
        prop_assert_eq!(quality.total(), quality.fields.iter().map(|one| one.points).sum::<u32>());
        prop_assert_eq!(quality.fields.iter().map(|one| one.most).sum::<u32>(), MOST);
        for one in &quality.fields {
            prop_assert!(one.points <= one.most);
            prop_assert_eq!(one.next.is_none(), one.points == one.most);
            prop_assert!(one.next.is_none_or(|(_, gain)| one.points + gain <= one.most));
            prop_assert_eq!(one.bars() == 4, one.next.is_none());
        }
        let gains: Vec<u32> = quality.gaps().iter().map(|(_, _, gain)| *gain).collect();
        prop_assert!(gains.windows(2).all(|two| two[0] >= two[1]), "what gains most is first");
    }
}

fn typed(fields: &[(NeedTextField, &str)]) -> NeedText {
    let mut text = NeedText::default();
    fields.iter().for_each(|(field, words)| text.set(*field, words));
    text
}

#[test]
fn what_is_missing_or_cannot_be_meant_is_said_for_each_field() {
    use NeedTextField::{
        Budget, ContactEmail, ContactName, ContactPhone, Disclosure, Due, Fields, Hidden, Kind, Problem,
        Rows, Secrecy, Title,
    };
    let missing = |field| (field, NeedProblem::Missing);
    let (_, problems) = read(&NeedText::default());
    assert_eq!(problems, [Title, Problem, ContactName, ContactPhone, Disclosure, Secrecy].map(missing));
    let whole = [
        (Title, "轴承套圈淬火变形"),
        (Problem, "变形大"),
        (ContactName, "周工"),
        (ContactPhone, "0379-60000000"),
        (Disclosure, "public"),
        (Secrecy, NOT_CLASSIFIED),
    ];
    assert_eq!(read(&typed(&whole)).1, []);
    for (field, words, problem) in [
        (Budget, "约一百二", NeedProblem::NotMoney("约一百二".to_owned())),
        (Due, "明年", NeedProblem::NotDate("明年".to_owned())),
        (ContactPhone, "找前台", NeedProblem::NotPhone),
        (ContactEmail, "周工", NeedProblem::NotEmail),
        (Kind, "magic", NeedProblem::NotChoice),
        (Fields, "F1,X9", NeedProblem::NotChoice),
        (Hidden, "budget:public", NeedProblem::NotChoice),
        (Secrecy, "yes", NeedProblem::Missing),
        (
            Rows,
            "硬度\tge\t很硬\tHRC\t",
            NeedProblem::NotNumber { row: "硬度".to_owned(), value: "很硬".to_owned() },
        ),
        (
            Rows,
            "硬度\tbetween\t60～54\tHRC\t",
            NeedProblem::NotRange { row: "硬度".to_owned(), value: "60～54".to_owned() },
        ),
    ] {
        let mut text = typed(&whole);
        text.set(field, words);
        let (_, problems) = read(&text);
        assert_eq!(problems, [(field, problem)], "{words}");
        assert_eq!(text.get(field), words, "what was typed stays");
    }
}

#[test]
fn rows_are_read_as_people_write_them() {
    for (line, written) in [
        ("硬化层深度\tge\t６\tmm\t4.2", "硬化层深度 ≥ 6 mm（现 4.2）"),
        ("寿命\tge\t5,000\th\t", "寿命 ≥ 5000 h"),
        ("硬度\tbetween\t54-60\tHRC\t", "硬度 54～60 HRC"),
        ("温度\tbetween\t-20 至 60\t℃\t", "温度 -20～60 ℃"),
        ("圆度\tle\t0.01\tmm\t0.018", "圆度 ≤ 0.01 mm（现 0.018）"),
        ("表面硬度\tge\t\tHRC\t54–60", "表面硬度 HRC（现 54–60）"),
        ("残余应力\tle\t300\tMPa\t\tmust", "残余应力 ≤ 300 MPa"),
    ] {
        let (content, problems) = read(&typed(&[(NeedTextField::Rows, line)]));
        assert!(!problems.iter().any(|(field, _)| *field == NeedTextField::Rows), "{problems:?}");
        assert_eq!(content.indicators[0].written, written);
    }
}

#[test]
fn a_must_is_kept_where_a_value_is_wanted_and_marked_in_words() {
    let must = |line: &str| {
        let (content, _) = read(&typed(&[(NeedTextField::Rows, line)]));
        (content.indicators[0].is_must(), content.indicators[0].line())
    };
    assert_eq!(must("硬度\tge\t58\tHRC\t\tmust"), (true, "硬度 ≥ 58 HRC（必须）".to_owned()));
    assert_eq!(must("硬度\tge\t58\tHRC\t"), (false, "硬度 ≥ 58 HRC".to_owned()));
    assert_eq!(must("硬度\tge\t\tHRC\t54\tmust"), (false, "硬度 HRC（现 54）".to_owned()));
    let row = |words: &str| IndicatorRow::of_line(words);
    assert!(row("\tge\t\t\t\tmust").is_blank(), "a tick alone says nothing");
    assert_eq!(row("硬度\tge\t58\tHRC\tmust").now, "must", "a cell of an old draft");
}

#[test]
fn a_vague_need_is_asked_and_a_full_one_is_clear() {
    let vague = typed(&[
        (NeedTextField::Title, "轴承质量问题"),
        (NeedTextField::Problem, "轴承质量不好，想请专家看看"),
    ]);
    let quality = NeedQuality::of(&read(&vague).0, &[]);
    assert!(quality.total() < CLEAR_ENOUGH / 2, "{}", quality.total());
    assert!(quality.gaps().len() >= 3);
    assert_eq!(quality.gaps()[0].1, Question::Indicator, "a figure gains most");
    assert_eq!(quality.field(NeedTextField::Rows).map(|one| one.clarity()), Some(Clarity::Vague));
    let full = typed(&[
        (NeedTextField::Title, "大型风电主轴轴承滚道感应淬火硬化层均匀性控制"),
        (
            NeedTextField::Problem,
            "直径 2 米以上的轴承套圈采用中频感应淬火，滚道有效硬化层深度只有 4.2 mm，要求做到 6 mm 以上；\
             软带区硬度偏低，装机后出现早期剥落，去年因此返修 37 套，客户投诉多次。",
        ),
        (NeedTextField::CurrentState, "8000 Hz 中频电源，单匝线圈扫描淬火"),
        (NeedTextField::Tried, "调整过线圈间隙和扫描速度，改善有限"),
        (NeedTextField::Constraints, "材料 42CrMo 不能更换，单件成本增加不超过 300 元"),
        (NeedTextField::Fields, "F1"),
        (NeedTextField::Rows, "硬化层深度\tge\t6\tmm\t4.2\n圆度\tle\t0.01\tmm\t0.018"),
        (NeedTextField::Budget, "120"),
        (NeedTextField::Due, "2027-06-30"),
        (NeedTextField::Modes, "commis"),
    ]);
    let content = read(&full).0;
    let figures: Vec<Figure> = content.indicators.iter().filter_map(|one| one.figure.clone()).collect();
    let quality = NeedQuality::of(&content, &figures);
    assert_eq!((quality.total(), quality.gaps()), (MOST, Vec::new()));
    assert!(quality.fields.iter().all(|one| one.clarity() == Clarity::Clear));
}

#[test]
fn histories_keep_no_personal_data() {
    let text = typed(&[
        (NeedTextField::Title, "淬火"),
        (NeedTextField::ContactName, "周工"),
        (NeedTextField::ContactPhone, "1380000"),
    ]);
    let kept: BTreeMap<_, _> =
        text.impersonal().fields().map(|(field, text)| (field, text.to_owned())).collect();
    assert_eq!(kept.into_keys().collect::<Vec<_>>(), [NeedTextField::Title]);
}
