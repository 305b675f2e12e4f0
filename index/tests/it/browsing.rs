//! Listing, counting and ordering, held against the documents themselves.

use std::collections::BTreeSet;

use duijie_index::{
    Browsed, Code, CodeColumn, Day, Document, Facet, Fallback, Filter, Listing, Modes, Order, Query,
    Refinement, Snapshot, Value, Writer, browse, browse_and_keep, kept, search,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::support::{analyzer, snapshot};

const TITLES: [&str; 5] = ["轴承淬火", "轴承密封", "齿轮淬火", "废水处理", "承"];
const FIELDS: [&str; 6] = ["04", "04.01", "04.02", "05.01", "0", "06"];
const KINDS: [&str; 3] = ["team", "pilot", "expert"];
const STATUSES: [&str; 2] = ["open", "draft"];
const OWNERS: [&str; 3] = ["J1", "J2", "J3"];

fn code(text: &str) -> Code {
    Code::new(text).expect("code")
}

fn ranges() -> Vec<std::ops::Range<i64>> {
    vec![0..10, 10..50, 20..60]
}

/// All facets, those by prefix at two levels.
fn facets() -> Vec<Facet> {
    vec![
        Facet::Codes(CodeColumn::Kind),
        Facet::Prefixes(CodeColumn::Field, 2),
        Facet::Codes(CodeColumn::Field),
        Facet::Modes,
        Facet::Readiness,
        Facet::Prices(ranges()),
        Facet::Owners,
    ]
}

/// Values that some document may have, and some that none can.
fn values(facet: &Facet) -> Vec<Value> {
    let codes = |codes: &[&str]| codes.iter().map(|text| Value::Code(code(text))).collect::<Vec<_>>();
    let mut values = match facet {
        Facet::Codes(CodeColumn::Kind) => codes(&KINDS),
        Facet::Prefixes(..) | Facet::Codes(_) => codes(&FIELDS),
        Facet::Modes => (0..4).map(Value::Mode).collect(),
        Facet::Readiness => (1..5).map(Value::Readiness).collect(),
        Facet::Prices(_) => (0..3).map(Value::Price).collect(),
        Facet::Owners => OWNERS.iter().map(|owner| Value::Owner((*owner).to_owned())).collect(),
    };
    values.extend([
        Value::Unstated,
        Value::Code(code("none")),
        Value::Owner("?".to_owned()),
        Value::Mode(200),
    ]);
    values.extend([Value::Price(99), Value::Readiness(0)]);
    values
}

/// The same question asked of the document itself.
fn has(document: &Document, facet: &Facet, value: &Value) -> bool {
    let fields = &document.fields;
    match (facet, value) {
        (Facet::Codes(CodeColumn::Kind), Value::Unstated) => document.kind.is_none(),
        (Facet::Codes(CodeColumn::Kind), Value::Code(code)) => document.kind == Some(*code),
        (Facet::Prefixes(..) | Facet::Codes(_), Value::Unstated) => fields.is_empty(),
        (Facet::Codes(_), Value::Code(code)) => fields.contains(code),
        (Facet::Prefixes(_, length), Value::Code(code)) => fields.iter().any(|field| {
            field == code || code.len() >= *length && field.to_string().starts_with(&code.to_string())
        }),
        (Facet::Modes, Value::Unstated) => document.modes.is_empty(),
        (Facet::Modes, Value::Mode(bit)) => *bit < 64 && document.modes.0 >> bit & 1 == 1,
        (Facet::Readiness, Value::Unstated) => document.trl.is_none(),
        (Facet::Readiness, Value::Readiness(level)) => document.trl == Some(*level),
        (Facet::Prices(_), Value::Unstated) => document.price_fen.is_none(),
        (Facet::Prices(ranges), Value::Price(number)) => {
            let range = ranges.get(*number);
            document.price_fen.is_some_and(|price| range.is_some_and(|range| range.contains(&price)))
        }
        (Facet::Owners, Value::Unstated) => document.owners.is_empty(),
        (Facet::Owners, Value::Owner(owner)) => document.owners.contains(owner),
        _ => false,
    }
}

fn meets(document: &Document, refinement: &Refinement) -> bool {
    refinement.values.iter().any(|value| has(document, &refinement.facet, value))
}

/// Title, kind, status, fields, modes, readiness, price, day, owners.
type Drawn<'a> = (
    &'a str,
    Option<&'a str>,
    &'a str,
    Vec<&'a str>,
    u64,
    Option<u8>,
    Option<i64>,
    Option<i32>,
    Vec<&'a str>,
);

fn document(at: usize, drawn: Drawn<'_>) -> Document {
    let (title, kind, status, fields, modes, trl, price_fen, day, owners) = drawn;
    Document {
        kind: kind.map(code),
        status: Some(code(status)),
        fields: fields.into_iter().map(code).collect(),
        modes: Modes(modes),
        trl,
        price_fen,
        updated_on: day.map(Day),
        ..Document::new(&format!("D{at:02}"), title, "").held_by(&owners)
    }
}

prop_compose! {
    fn documents()(records in prop::collection::vec(
        (
            select(&TITLES[..]),
            prop::option::of(select(&KINDS[..])),
            select(&STATUSES[..]),
            subsequence(FIELDS.to_vec(), 0..3),
            0_u64..16,
            prop::option::of(1_u8..5),
            prop::option::of(0_i64..70),
            prop::option::of(0_i32..4),
            subsequence(OWNERS.to_vec(), 0..3),
        ),
        0..24,
    )) -> Vec<Document> {
        records.into_iter().enumerate().map(|(at, record)| document(at, record)).collect()
    }
}

/// At most one refinement a facet, in any number of facets.
fn refinements() -> impl Strategy<Value = Vec<Refinement>> {
    let one = |facet: Facet| {
        let all = values(&facet);
        let some = subsequence(all.clone(), 0..all.len().min(4));
        some.prop_map(move |values| Refinement { facet: facet.clone(), values })
    };
    subsequence(facets(), 0..4).prop_flat_map(move |facets| facets.into_iter().map(one).collect::<Vec<_>>())
}

/// The documents in several segments, some of them replaced on the way.
fn scattered(documents: &[Document]) -> std::sync::Arc<Snapshot> {
    let mut writer = Writer::in_ram(&analyzer()).expect("writer");
    for part in documents.rchunks(7) {
        for document in part {
            writer.put(&Document { title: "旧".to_owned(), ..document.clone() }).expect("put");
            writer.put(document).expect("put");
        }
        writer.commit("").expect("commit");
    }
    writer.reader().expect("reader").snapshot()
}

fn visible() -> Filter {
    Filter::all().with_any(CodeColumn::Status, &[code("open")])
}

fn all_of(
    snapshot: &Snapshot,
    query: Option<&Query>,
    refinements: &[Refinement],
    facets: &[Facet],
) -> Browsed {
    let filter = visible();
    let listing = Listing { query, refinements, facets, limit: 100, ..Listing::new(&filter) };
    browse(snapshot, &listing).expect("browse")
}

fn ids(found: &Browsed) -> Vec<String> {
    found.hits.iter().map(|hit| hit.id.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is listed is what meets everything; a count is the total of choosing that value alone in its facet; the
    /// total without a refinement is the total of a listing without it.
    #[test]
    fn counts_are_what_choosing_would_find(
        documents in documents(),
        chosen in refinements(),
        words in prop::option::of(select(vec!["淬火", "轴承", "承", "屿承", "，"])),
    ) {
        let snapshot = scattered(&documents);
        let query = words.map(|words| Query::words(&analyzer(), words));
        let listed = |refinements: &[Refinement]| all_of(&snapshot, query.as_ref(), refinements, &[]);
        let facets = facets();
        let found = all_of(&snapshot, query.as_ref(), &chosen, &facets);
        let matching: BTreeSet<String> = ids(&listed(&[])).into_iter().collect();
        let expected: BTreeSet<String> = documents
            .iter()
            .filter(|document| matching.contains(&document.id) && chosen.iter().all(|one| meets(document, one)))
            .map(|document| document.id.clone())
            .collect();
        prop_assert_eq!(found.total as usize, expected.len());
        prop_assert_eq!(ids(&found).into_iter().collect::<BTreeSet<_>>(), expected.clone());
        if query.is_none() {
            prop_assert_eq!(matching.len(), documents.iter().filter(|one| one.status == Some(code("open"))).count());
        }
        for (facet, counts) in facets.iter().zip(&found.counts) {
            let others = chosen.iter().filter(|one| one.facet != *facet);
            let of_facet = chosen.iter().find(|one| one.facet == *facet);
            let listed_values: BTreeSet<&Value> = counts.iter().map(|count| &count.value).collect();
            prop_assert_eq!(listed_values.len(), counts.len(), "each value once");
            for count in counts {
                let alone = Refinement { facet: facet.clone(), values: vec![count.value.clone()] };
                let alone: Vec<Refinement> = others.clone().cloned().chain([alone]).collect();
                prop_assert_eq!(listed(&alone).total, count.count, "{:?} {:?}", facet, count);
                let picked = of_facet.is_some_and(|one| one.values.contains(&count.value));
                prop_assert_eq!(picked, count.chosen);
                prop_assert!(count.count > 0 || picked);
            }
            for value in of_facet.into_iter().flat_map(|one| &one.values) {
                prop_assert!(listed_values.contains(value), "{value:?} is chosen");
            }
            for document in documents.iter().filter(|one| expected.contains(&one.id)) {
                for value in values(facet).iter().filter(|value| has(document, facet, value)) {
                    let deep = matches!((facet, value), (Facet::Prefixes(..), Value::Code(code)) if code.len() > 2);
                    prop_assert!(deep || listed_values.contains(value), "{facet:?} {value:?} is not counted");
                }
            }
        }
        for (at, without) in found.without.iter().enumerate() {
            let mut others = chosen.clone();
            others.remove(at);
            prop_assert_eq!(listed(&others).total, *without);
        }
    }

    /// Every order is that of the documents' own values, ties by id, whatever the segments; pages cut it up.
    #[test]
    fn pages_of_every_order_hold_each_document_once(
        documents in documents(),
        words in prop::option::of(select(vec!["淬火", "轴承密封", "承"])),
        size in 1_usize..6,
    ) {
        let (one, many) = (snapshot(&documents), scattered(&documents));
        let query = words.map(|words| Query::words(&analyzer(), words));
        for order in [Order::Best, Order::Newest, Order::PriceUp, Order::PriceDown] {
            let filter = visible();
            let at = |snapshot: &Snapshot, offset, limit| {
                let listing = Listing { query: query.as_ref(), order, offset, limit, ..Listing::new(&filter) };
                browse(snapshot, &listing).expect("browse")
            };
            let whole = ids(&at(&one, 0, usize::MAX));
            let mut paged = Vec::new();
            for page in 0..=whole.len() / size {
                paged.extend(ids(&at(&many, page * size, size)));
            }
            if query.is_none() || order != Order::Best {
                prop_assert_eq!(&paged, &whole, "{:?}", order);
            }
            let unique: BTreeSet<&String> = paged.iter().collect();
            prop_assert_eq!(unique.len(), paged.len(), "each once");
            prop_assert_eq!(paged.len() as u64, at(&many, 0, 1).total);
            let record = |id: &String| documents.iter().find(|document| document.id == *id).expect("listed");
            for pair in paged.windows(2) {
                let (a, b) = (record(&pair[0]), record(&pair[1]));
                let by = |value: fn(&Document) -> Option<i64>, sign: i64| {
                    let key = |one: &Document| (value(one).is_none(), value(one).map(|value| sign * value));
                    (key(a), key(b))
                };
                let in_order = match order {
                    Order::Best if query.is_some() => true,
                    Order::Best => a.id < b.id,
                    Order::Newest => {
                        let (x, y) = by(|one| one.updated_on.map(|day| i64::from(day.0)), -1);
                        x < y || x == y && a.id > b.id
                    }
                    Order::PriceUp => { let (x, y) = by(|one| one.price_fen, 1); x < y || x == y && a.id < b.id }
                    Order::PriceDown => { let (x, y) = by(|one| one.price_fen, -1); x < y || x == y && a.id < b.id }
                };
                prop_assert!(in_order, "{order:?}: {} before {}", a.id, b.id);
            }
        }
    }
}

#[test]
fn a_top_level_field_stands_for_all_below_and_each_document_counts_once() {
    let with = |id: &str, fields: &[&str]| Document {
        fields: fields.iter().map(|text| code(text)).collect(),
        ..Document::new(id, "甲", "")
    };
    let snapshot =
        snapshot(&[with("A", &["04.01", "04.02"]), with("B", &["04", "05"]), with("C", &["05.01"])]);
    let facet = Facet::Prefixes(CodeColumn::Field, 2);
    let chosen = |text: &str| Refinement { facet: facet.clone(), values: vec![Value::Code(code(text))] };
    let filter = Filter::all();
    let look = |refinements: &[Refinement]| {
        let listing = Listing { refinements, facets: std::slice::from_ref(&facet), ..Listing::new(&filter) };
        let found = browse(&snapshot, &listing).expect("browse");
        let counts: Vec<(Value, u64)> =
            found.counts[0].iter().map(|count| (count.value.clone(), count.count)).collect();
        (found.total, counts)
    };
    let (four, five) = (Value::Code(code("04")), Value::Code(code("05")));
    assert_eq!(look(&[]), (3, vec![(four.clone(), 2), (five.clone(), 2)]));
    assert_eq!(look(&[chosen("04")]), (2, vec![(four.clone(), 2), (five.clone(), 2)]));
    assert_eq!(look(&[chosen("04.02")]), (1, vec![(four, 2), (Value::Code(code("04.02")), 1), (five, 2)]));
}

#[test]
fn refinements_do_not_loosen_the_words() {
    let with = |id: &str, title: &str, kind: &str| Document {
        kind: Some(code(kind)),
        ..Document::new(id, title, "")
    };
    let documents = [with("A", "镁碳砖", "team"), with("B", "青砖", "pilot")];
    let snapshot = snapshot(&documents);
    let query = Query::words(&analyzer(), "碳砖");
    let only = Refinement { facet: Facet::Codes(CodeColumn::Kind), values: vec![Value::Code(code("pilot"))] };
    let found = all_in(&snapshot, &query, &Filter::all(), &[only]);
    assert_eq!((found.total, found.fallback, found.without), (0, None, vec![1]));
    let scope = Filter::all().with_any(CodeColumn::Kind, &[code("pilot")]);
    let found = all_in(&snapshot, &query, &scope, &[]);
    assert_eq!((found.total, found.fallback), (1, Some(Fallback::SingleCharacters)));
    let same = search(&snapshot, &query, &scope, 0, 10).expect("search");
    assert_eq!((found.total, found.hits, found.fallback), (same.total, same.hits, same.fallback));
}

fn all_in(snapshot: &Snapshot, query: &Query, filter: &Filter, refinements: &[Refinement]) -> Browsed {
    let listing = Listing { query: Some(query), refinements, ..Listing::new(filter) };
    browse(snapshot, &listing).expect("browse")
}

#[test]
fn answers_without_words_are_kept_with_their_snapshot_and_for_what_was_asked() {
    let with = |id: &str, status: &str| Document {
        status: Some(code(status)),
        owners: vec!["J1".to_owned()],
        ..Document::new(id, "轴承淬火", "")
    };
    let mut writer = Writer::in_ram(&analyzer()).expect("memory index");
    [with("A", "open"), with("B", "draft")].iter().for_each(|one| writer.put(one).expect("put"));
    writer.commit("1").expect("commit");
    let reader = writer.reader().expect("reader");
    let snapshot = reader.refresh().expect("refresh");
    let (everything, open, facets) = (Filter::all(), visible(), facets());
    let listing = Listing { facets: &facets, ..Listing::new(&everything) };
    assert_eq!(kept(&snapshot, &listing), None);
    let first = browse_and_keep(&snapshot, &listing).expect("browse");
    assert_eq!((first.total, *first == browse(&snapshot, &listing).expect("browse")), (2, true));
    assert_eq!(kept(&snapshot, &listing).as_deref(), Some(&*first));
    // Whoever may see less is not shown what others were shown; nor is another question's answer.
    let narrower = Listing { filter: &open, ..listing };
    assert_eq!(kept(&snapshot, &narrower), None);
    assert_eq!(browse_and_keep(&snapshot, &narrower).expect("browse").total, 1);
    let refinements = [Refinement { facet: Facet::Owners, values: vec![Value::Owner("?".to_owned())] }];
    let others = [
        Listing { refinements: &refinements, ..listing },
        Listing { facets: &facets[1..], ..listing },
        Listing { order: Order::Newest, ..listing },
        Listing { offset: 1, ..listing },
        Listing { limit: 1, ..listing },
    ];
    for other in others {
        assert_eq!(kept(&snapshot, &other), None, "{other:?}");
        let found = browse_and_keep(&snapshot, &other).expect("browse");
        assert_eq!(*found, browse(&snapshot, &other).expect("browse"), "{other:?}");
    }
    // Words are looked for anew.
    let query = Query::words(&analyzer(), "淬火");
    let asked = Listing { query: Some(&query), ..listing };
    browse_and_keep(&snapshot, &asked).expect("browse");
    assert_eq!(kept(&snapshot, &asked), None);
    // A commit makes another snapshot, which begins with nothing.
    writer.put(&with("C", "open")).expect("put");
    writer.commit("2").expect("commit");
    let newer = reader.refresh().expect("refresh");
    assert_eq!(kept(&newer, &listing), None);
    assert_eq!(browse_and_keep(&newer, &listing).expect("browse").total, 3);
    // Of many answers those asked for lately stay.
    for offset in 0..200 {
        browse_and_keep(&newer, &Listing { offset, ..listing }).expect("browse");
        assert!(kept(&newer, &listing).is_some(), "{offset}");
    }
    assert_eq!(kept(&newer, &Listing { offset: 1, ..listing }), None);
}
