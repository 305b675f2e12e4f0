//! Nobody sees what is not theirs: every page, list, count, facet, search result, suggestion, export and file, read by
//! every role over a city whose hidden fields hold words of their own.
//!
//! Two proofs. A reader who follows every link finds no word that is not for them. And two cities that differ in
//! nothing but such words look the same to that reader, to the letter: so no count, order, score or facet tells of
//! them either.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::role::Role;
use duijie::web::urls::{self, Access};

use crate::support::web::{Reply, TestSite};
use crate::support::world::{Circle, Reader, World};

/// Pages one reader opens at most.
const MOST_PAGES: usize = 330;
/// A word that is nowhere, as long as the hidden ones.
const NOWHERE: &str = "kzxnowhere000";

fn readers(world: &World) -> Vec<Reader> {
    [
        Reader::Visitor,
        Reader::Enterprise(0),
        Reader::Enterprise(1),
        Reader::Enterprise(4),
        Reader::Institution(0),
        Reader::Institution(1),
        Reader::County(world.enterprises[1].county.clone()),
        Reader::Department(department(world)),
        Reader::Bureau,
        Reader::Administrator(Role::SystemAdministrator),
        Reader::Administrator(Role::SecurityAdministrator),
        Reader::Administrator(Role::AuditAdministrator),
    ]
    .into()
}

/// A department that looks after some of the enterprises, and not after all.
fn department(world: &World) -> String {
    let few = world.departments.iter().min_by_key(|(_, all)| all.len()).expect("a department");
    assert!(few.1.len() > 20 && few.1.len() < world.enterprises.len() / 2, "{few:?}");
    few.0.clone()
}

fn role(reader: &Reader) -> Option<Role> {
    match reader {
        Reader::Visitor => None,
        Reader::Enterprise(_) => Some(Role::Enterprise),
        Reader::Institution(_) => Some(Role::Institution),
        Reader::County(_) => Some(Role::CountyOfficer),
        Reader::Department(_) => Some(Role::DepartmentOfficer),
        Reader::Bureau => Some(Role::BureauOfficer),
        Reader::Administrator(role) => Some(*role),
    }
}

fn organisation(world: &World, reader: &Reader) -> Organisation {
    match reader {
        Reader::Visitor | Reader::Administrator(_) | Reader::Bureau => Organisation::Bureau,
        Reader::Enterprise(at) => Organisation::Enterprise(world.enterprises[*at].id.clone()),
        Reader::Institution(at) => {
            Organisation::Institution { id: world.institutions[*at].id.clone(), team: None }
        }
        Reader::County(county) => Organisation::County(county.clone()),
        Reader::Department(name) => Organisation::Department { name: name.clone(), groups: Vec::new() },
    }
}

async fn city(mark: fn(Circle) -> char) -> (TestSite, World) {
    let site = TestSite::empty().await;
    let world = World::found(&site.app, mark).await;
    site.index().await;
    (site, world)
}

/// The city as this reader reaches it.
async fn enter(site: &TestSite, world: &World, reader: &Reader) -> TestSite {
    match role(reader) {
        None => site.visitor(),
        Some(role) => {
            let (account, name) = site.account(role, organisation(world, reader)).await;
            world.tell_everything(&site.app, &account, role).await;
            site.signed_in(&name).await
        }
    }
}

/// Addresses that no link need lead to: every pattern with every record, and searches in every box.
fn guesses(world: &World) -> Vec<String> {
    let mut all = Vec::new();
    let ids: BTreeMap<&str, Vec<String>> = BTreeMap::from([
        ("/needs/{id}", world.needs.iter().take(18).map(|need| need.no.clone()).collect()),
        ("/enterprises/{id}", world.enterprises.iter().take(14).map(|one| one.id.to_string()).collect()),
        ("/institutions/{id}", world.institutions.iter().take(3).map(|one| one.no.clone()).collect()),
        ("/capabilities/{id}", world.drafts.iter().take(3).map(|one| one.no.clone()).collect()),
        ("/offers/{id}", world.offers.iter().map(ToString::to_string).collect()),
        ("/saved/{id}", world.kept.iter().map(ToString::to_string).collect()),
        ("/exports/{id}", kinds(".xlsx").chain(kinds(".csv")).collect()),
        ("/imports/templates/{id}", kinds(".xlsx").collect()),
    ]);
    for (pattern, _) in urls::all() {
        let (start, rest) = pattern.split_once("/{id}").unwrap_or((pattern, ""));
        let known = ids.get(format!("{start}/{{id}}").as_str()).filter(|_| start != pattern);
        match known {
            Some(ids) if rest.is_empty() => all.extend(ids.iter().map(|id| pattern.replace("{id}", id))),
            // What belongs to a record: of the first two of each kind of disclosure.
            Some(ids) => all.extend(ids.iter().take(8).map(|id| pattern.replace("{id}", id))),
            None => all.push(pattern.replace("{id}", world.needs[0].id.as_str())),
        }
    }
    all
}

fn kinds(ending: &str) -> impl Iterator<Item = String> {
    use duijie::domain::batch::SheetKind;
    SheetKind::ALL.iter().map(move |kind| format!("{}{ending}", kind.code()))
}

/// Everywhere one can look for a word.
fn searches(word: &str) -> [String; 9] {
    let word: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
    [
        format!("/search?q={word}"),
        format!("/needs?q={word}"),
        format!("/capabilities?q={word}"),
        format!("/institutions?q={word}"),
        format!("/enterprises?q={word}"),
        format!("/suggest?kind=enterprise&text={word}"),
        format!("/suggest?kind=institution&text={word}"),
        format!("/capabilities?find_owner={word}"),
        format!("/offers?q={word}"),
    ]
}

/// The text of an answer; of a workbook what is in its sheets.
fn text(reply: &Reply, address: &str) -> String {
    if !address.contains(".xlsx") || reply.status != StatusCode::OK {
        return reply.body.clone();
    }
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(&reply.bytes)).expect("a workbook");
    let mut text = String::new();
    for at in 0..book.len() {
        use std::io::Read as _;
        let _ = book.by_index(at).expect("a part").read_to_string(&mut text);
    }
    text
}

/// Opens everything the reader can reach by links, and everything that can be guessed.
async fn walk(site: &TestSite, world: &World) -> BTreeMap<String, String> {
    let mut queue: VecDeque<String> = guesses(world).into();
    let mut known: BTreeSet<String> = queue.iter().cloned().collect();
    let mut pages = BTreeMap::new();
    while let Some(address) = queue.pop_front() {
        if pages.len() >= MOST_PAGES {
            break;
        }
        let reply = site.get(&address).await;
        assert!(reply.status.as_u16() < 500, "{address}: {}", reply.status);
        for href in reply.links("a[href]", "href") {
            let href = href.split('#').next().unwrap_or_default().to_owned();
            let own = href.starts_with('/') && !href.starts_with("/static");
            if own && known.insert(href.clone()) {
                queue.push_back(href);
            }
        }
        pages.insert(address.clone(), text(&reply, &address));
    }
    pages
}

/// What a page says, without what differs by chance: ids, in the order in which they occur, and when it was made.
fn settled(page: &str) -> String {
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("01") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|ch: char| !ch.is_ascii_alphanumeric()).unwrap_or(from.len());
        out.push_str(before);
        if end == 26 {
            let next = ids.len();
            out.push_str(&format!("<id {}>", ids.entry(&from[..end]).or_insert(next)));
            rest = &from[end..];
        } else {
            out.push_str(&from[..2]);
            rest = &from[2..];
        }
    }
    out + rest
}

/// Walks as a reader and looks for every word that is not for them; what they do read of the others.
async fn read_by(site: &TestSite, world: &World, reader: &Reader) -> BTreeSet<Circle> {
    let site = enter(site, world, reader).await;
    let all = world.words.iter();
    let hidden: Vec<&str> =
        all.filter(|(_, of)| !world.may_read(reader, *of)).map(|(word, _)| &**word).collect();
    let pages = walk(&site, world).await;
    assert!(pages.len() > 150, "{reader:?} opened {}", pages.len());
    let mut read = BTreeSet::new();
    for (address, page) in &pages {
        let exported = *reader == Reader::Bureau && address.starts_with("/exports/");
        if !page.contains("kzq") || exported {
            continue;
        }
        // Whoever keeps accounts must know for which body somebody works.
        let accounts = matches!(reader, Reader::Administrator(_)) && address.starts_with("/admin/");
        let shown = |word: &&&str| page.contains(**word) && !(accounts && word.contains("name"));
        let found: Vec<&&str> = hidden.iter().filter(shown).collect();
        assert!(found.is_empty(), "{reader:?} reads {found:?} at {address}");
        read.extend(world.words.iter().filter(|(word, _)| page.contains(&**word)).map(|(_, of)| *of));
    }
    read
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reader_finds_a_word_that_is_not_for_them() {
    let city = Arc::new(city(|_| 'q').await);
    // Two at a time: there are many readers, and each opens everything.
    let halves = [0, 1].map(|half| {
        let city = Arc::clone(&city);
        tokio::spawn(async move {
            let mut read = BTreeSet::new();
            for reader in readers(&city.1).iter().skip(half).step_by(2) {
                read.extend(read_by(&city.0, &city.1, reader).await);
            }
            read
        })
    });
    let mut read = BTreeSet::new();
    for half in halves {
        read.extend(half.await.expect("walks"));
    }
    let seen = |wanted: fn(&Circle) -> bool| read.iter().any(wanted);
    assert!(
        seen(|of| matches!(of, Circle::Enterprise(_))),
        "the words are there for those who may read them"
    );
    assert!(seen(|of| matches!(of, Circle::Own(_))) && seen(|of| matches!(of, Circle::Directed(..))));
    assert!(seen(|of| matches!(of, Circle::Institution(_))) && seen(|of| matches!(of, Circle::Bureau)));
    assert!(seen(|of| matches!(of, Circle::Offer(..))));
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_for_a_hidden_word_is_looking_for_a_word_that_is_nowhere() {
    let (site, world) = city(|_| 'q').await;
    for reader in readers(&world) {
        let site = enter(&site, &world, &reader).await;
        let mut nowhere = Vec::new();
        for address in searches(NOWHERE) {
            nowhere.push(site.get(&address).await.body.replace(NOWHERE, "…"));
        }
        let mut kinds = BTreeSet::new();
        for (word, of) in &world.words {
            let kind = word.trim_end_matches(|ch: char| ch.is_ascii_digit());
            if world.may_read(&reader, *of) || reader == Reader::Bureau || !kinds.insert(kind) {
                continue;
            }
            for (address, nowhere) in searches(word).iter().zip(&nowhere) {
                let reply = site.get(address).await;
                assert_eq!(&reply.body.replace(word.as_str(), "…"), nowhere, "{reader:?} at {address}");
            }
        }
    }
}

/// Compares two cities that differ in what `reader` must not read.
async fn looks_the_same(pick: fn(&World) -> Reader, one: fn(Circle) -> char, other: fn(Circle) -> char) {
    let mut cities = Vec::new();
    for mark in [one, other] {
        let (site, world) = city(mark).await;
        let reader = pick(&world);
        let site = enter(&site, &world, &reader).await;
        let differing = |of: Circle| one(of) != other(of);
        assert!(world.words.iter().all(|(_, of)| !differing(*of) || !world.may_read(&reader, *of)));
        let mut pages = walk(&site, &world).await;
        for query in ["轴承淬火", "套圈 变形", "没有发布的成果", "洛阳示例", "耐火材料抗侵蚀问题"]
        {
            for address in searches(query) {
                let reply = site.get(&address).await;
                pages.insert(address.clone(), text(&reply, &address));
            }
        }
        cities.push(pages);
    }
    let [one, other] = cities.as_slice() else { unreachable!("two") };
    assert!(one.len() > 150, "{}", one.len());
    // Requests are counted as they come; that no word is in there the other walk shows.
    for (address, page) in one.iter().filter(|(address, _)| *address != "/metrics") {
        // Ids of records are in addresses too; the numbers of needs are the same in both.
        if let Some(twin) = other.get(address) {
            assert_eq!(settled(page), settled(twin), "{address}");
        } else {
            assert!(address.contains("01"), "{address} is in one city only");
        }
    }
}

/// Hidden from everybody outside.
fn outside(of: Circle, mark: char) -> char {
    match of {
        Circle::Directed(..) | Circle::Institution(_) | Circle::ContactThere(1) | Circle::Offer(_, 1) => 'q',
        Circle::Enterprise(_)
        | Circle::Offer(..)
        | Circle::Officers(_)
        | Circle::Own(_)
        | Circle::Writer(_)
        | Circle::Contact(_)
        | Circle::ContactThere(_)
        | Circle::Bureau
        | Circle::Masked => mark,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_changes_nothing_for_visitors() {
    looks_the_same(|_| Reader::Visitor, |_| 'q', |_| 'w').await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_changes_nothing_for_institutions() {
    looks_the_same(|_| Reader::Institution(1), |of| outside(of, 'q'), |of| outside(of, 'w')).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_changes_nothing_for_another_enterprise() {
    let other: fn(Circle) -> char = |of| match of {
        Circle::Enterprise(4) | Circle::Own(4) | Circle::Writer(4) | Circle::Contact(4) => 'q',
        _ => 'w',
    };
    looks_the_same(|_| Reader::Enterprise(4), |_| 'q', other).await;
}

#[tokio::test]
async fn every_address_says_who_may_come() {
    let (site, world) = city(|_| 'q').await;
    for reader in readers(&world) {
        let site = enter(&site, &world, &reader).await;
        for (pattern, access) in urls::all() {
            let address = pattern.replace("{id}", world.needs[0].id.as_str());
            let reply = site.get(&address).await;
            let status = reply.status;
            let signed_in = role(&reader).is_some();
            let allowed = match access {
                Access::Anyone | Access::Visitors | Access::Blind => true,
                Access::SignedIn => signed_in,
                Access::Duty(duty) => role(&reader).is_some_and(|role| role.may(duty)),
            };
            let turned_away = [StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED].contains(&status)
                || reply.header("location").starts_with("/sign-in?");
            // Of single records more is asked than the role: whose they are.
            if !allowed || !pattern.contains("{id}") {
                assert_eq!(!turned_away, allowed, "{reader:?} at {pattern}: {status}");
            }
        }
    }
}
