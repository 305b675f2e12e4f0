//! Notices from the deed to the mail, with the queue drained by call and the hour given: digests, bursts, nights,
//! switches, servers in bad moods, and matters that were hidden meanwhile.

use duijie::domain::account::{AccountStatus, Organisation};
use duijie::domain::channel::{Channel, DeliveryState, HookKind, SendProblem};
use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::AccountId;
use duijie::domain::institution::Institution;
use duijie::domain::need::{Disclosure, Need, NeedStatus};
use duijie::domain::notice::{Audience, NewNotice, NoticeTopic, Point, Subject};
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::jobs::run_due_jobs;
use duijie::service::notices::{
    HookTyped, MailTyped, change_hook, change_mail, inbox, outbox, release_delivery, set_switches,
    take_delivery,
};
use duijie::service::{NoticeFilter, notify};
use duijie::storage::{
    find_need, insert_enterprise, insert_institution, insert_need, load_accounts, move_need, update_account,
};

use crate::support::db::noon;
use crate::support::hook::HookServer;
use crate::support::samples;
use crate::support::smtp::{MailServer, Mood, header, said};
use crate::support::web::TestSite;

const MINUTE: i64 = 60_000;

/// An installation with an enterprise, an institution, and a mail server, at noon.
struct Town {
    site: TestSite,
    server: MailServer,
    enterprise: Enterprise,
    institution: Institution,
    /// Of the enterprise, with a mail address.
    person: AccountId,
    /// Of the institution, with a mail address.
    teacher: AccountId,
    keeper: Viewer,
}

impl Town {
    async fn found() -> Self {
        let (site, server) = (TestSite::empty().await, MailServer::start(Mood::Takes).await);
        let app = &site.app;
        let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
        let (enterprise, institution) = (samples::enterprise(&tx, 1), samples::institution(&tx, 1));
        insert_enterprise(&mut tx, &enterprise).await.expect("inserts");
        insert_institution(&mut tx, &institution).await.expect("inserts");
        tx.commit().await.expect("commits");
        let of = Organisation::Enterprise(enterprise.id.clone());
        let person = reachable(&site, Role::Enterprise, of, Some("li@example.cn")).await;
        let of = Organisation::Institution { id: institution.id.clone(), team: None };
        let teacher = reachable(&site, Role::Institution, of, Some("lin@example.cn")).await;
        let (keeper, _) = site.account(Role::SystemAdministrator, Organisation::Bureau).await;
        let keeper = viewer(&site, &keeper).await;
        let town = Self { site, server, enterprise, institution, person, teacher, keeper };
        town.set_mail().await;
        town
    }

    async fn set_mail(&self) {
        let server = self.server.settings();
        let typed = MailTyped {
            host: server.host,
            port: server.port.to_string(),
            security: "plain".to_owned(),
            from: server.from,
            ..MailTyped::default()
        };
        let set = change_mail(&self.site.app.store, &self.keeper, &typed, self.site.app.now()).await;
        set.expect("sets").expect("no problems");
    }

    async fn need(&self, number: u32, title: &str) -> Need {
        let app = &self.site.app;
        let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
        let need = Need {
            title: title.to_owned(),
            disclosure: Disclosure::Public,
            status: NeedStatus::Published,
            ..samples::need(&tx, number, &self.enterprise.id)
        };
        insert_need(&mut tx, &need, None).await.expect("inserts");
        tx.commit().await.expect("commits");
        need
    }

    async fn withdraw(&self, need: &Need) {
        let app = &self.site.app;
        let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
        let found = find_need(tx.conn(), &app.viewer, need.id.as_str()).await.expect("finds").expect("there");
        move_need(&mut tx, &found, NeedStatus::Withdrawn, None).await.expect("moves");
        tx.commit().await.expect("commits");
    }

    async fn tell_at(&self, now: Instant, to: &Audience, notice: &NewNotice) {
        let app = &self.site.app;
        let mut tx = app.store.write(&app.viewer, now).await.expect("begins");
        notify(&mut tx, to, notice).await.expect("tells");
        tx.commit().await.expect("commits");
    }

    async fn tell(&self, to: &Audience, notice: &NewNotice) {
        self.tell_at(self.site.app.now(), to, notice).await;
    }

    fn people(&self) -> Audience {
        Audience::Enterprise(self.enterprise.id.clone())
    }

    fn teachers(&self) -> Audience {
        Audience::Institution(self.institution.id.clone())
    }

    /// Does what is due at this moment.
    async fn run_at(&self, now: Instant) {
        let site = self.site.at_time(now).await;
        run_due_jobs(&site.app, &site.search).await.expect("runs");
    }

    /// States of all messages, with what happened last.
    async fn states(&self) -> Vec<(DeliveryState, Option<SendProblem>)> {
        let shown = outbox(&self.site.app.store, &self.keeper, None, 1).await.expect("lists");
        shown.rows.into_iter().map(|row| (row.delivery.state, row.delivery.problem)).collect()
    }

    /// What somebody's inbox says: headlines and counts, as far as they may be read.
    async fn matters(&self, account: &AccountId) -> Vec<Option<(String, usize)>> {
        let reader = viewer(&self.site, account).await;
        let found = inbox(&self.site.app.store, &reader, NoticeFilter::default(), 1).await.expect("opens");
        let name = |one: &duijie::service::notices::NoticeShown| {
            one.matter.as_ref().map(|matter| (matter.name.clone(), matter.count(&one.notice)))
        };
        found.notices.iter().map(name).collect()
    }
}

async fn viewer(site: &TestSite, id: &AccountId) -> Viewer {
    let mut conn = site.app.store.read().await.expect("connects");
    let found = load_accounts(&mut conn, &Viewer::operator(), std::slice::from_ref(id)).await;
    let account = found.expect("loads").pop().expect("is there");
    Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default())
}

async fn reachable(site: &TestSite, role: Role, of: Organisation, email: Option<&str>) -> AccountId {
    let (id, _) = site.account(role, of).await;
    change(site, &id, |account| account.email = email.map(str::to_owned)).await;
    id
}

async fn change(site: &TestSite, id: &AccountId, how: impl Fn(&mut duijie::domain::account::Account)) {
    let app = &site.app;
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let found = load_accounts(tx.conn(), &app.viewer, std::slice::from_ref(id)).await;
    let mut account = found.expect("loads").pop().expect("is there");
    how(&mut account);
    update_account(&mut tx, &account).await.expect("updates");
    tx.commit().await.expect("commits");
}

fn published(need: &Need) -> NewNotice {
    let status = |status| Some(Point::Status(status));
    NewNotice::new(NoticeTopic::NeedPublished, Subject::need(&need.id))
        .changed(status(NeedStatus::CityReview), status(NeedStatus::Published))
}

fn returned(need: &Need) -> NewNotice {
    NewNotice::new(NoticeTopic::NeedReturned, Subject::need(&need.id))
}

fn morning() -> Instant {
    Instant(noon("2022-10-13").0 - 210 * MINUTE)
}

#[tokio::test]
async fn a_day_is_one_mail_that_shows_what_was_and_what_is() {
    let town = Town::found().await;
    let (one, two) = (town.need(1, "轴承套圈变形").await, town.need(2, "刀具寿命太短").await);
    for need in [&one, &two, &one] {
        town.tell(&town.people(), &published(need)).await;
    }
    town.run_at(Instant(morning().0 - MINUTE)).await;
    assert!(town.server.taken().is_empty(), "not before half past eight");
    town.run_at(morning()).await;
    town.run_at(Instant(morning().0 + MINUTE)).await;
    let [mail] = town.server.taken().try_into().expect("one mail");
    let words = said(&mail);
    for part in [
        "需求已发布 2 件",
        "轴承套圈变形",
        "刀具寿命太短",
        "市级审核",
        "已发布",
        "/inbox/",
        "/account/notices",
    ] {
        assert!(words.contains(part), "{part} is missing in {words}");
    }
    assert!(header(&mail, "Message-ID").ends_with("@example.cn>"));
    assert_eq!(town.states().await, [(DeliveryState::Sent, None)]);
}

#[tokio::test]
async fn what_is_urgent_goes_out_as_one_mail_after_the_burst_and_never_by_night() {
    let town = Town::found().await;
    let (one, two) = (town.need(1, "轴承套圈变形").await, town.need(2, "刀具寿命太短").await);
    let now = town.site.app.now();
    town.tell_at(now, &town.people(), &returned(&one)).await;
    town.tell_at(Instant(now.0 + 3 * MINUTE), &town.people(), &returned(&two)).await;
    town.run_at(Instant(now.0 + 6 * MINUTE)).await;
    assert!(town.server.taken().is_empty(), "more may come");
    town.run_at(Instant(now.0 + 8 * MINUTE)).await;
    assert_eq!(town.server.taken().len(), 1);
    let late = Instant(noon("2022-10-12").0 + 11 * 60 * MINUTE);
    town.tell_at(late, &town.people(), &returned(&one)).await;
    town.run_at(Instant(late.0 + 20 * MINUTE)).await;
    assert_eq!(town.server.taken().len(), 1, "nobody is woken up");
    town.run_at(Instant(morning().0 - 60 * MINUTE)).await;
    assert_eq!(town.server.taken().len(), 2);
}

#[tokio::test]
async fn a_matter_that_was_hidden_meanwhile_says_nothing_anywhere() {
    let town = Town::found().await;
    let hook = HookServer::start().await;
    let typed = HookTyped {
        url: hook.settings(HookKind::WeCom).url,
        kind: "wecom".to_owned(),
        ..HookTyped::default()
    };
    let set = change_hook(&town.site.app.store, &town.keeper, &typed, town.site.app.now()).await;
    set.expect("sets").expect("no problems");
    let need = town.need(1, "轴承套圈变形").await;
    let answered = NewNotice::new(NoticeTopic::OfferAnswered, Subject::need(&need.id));
    town.tell(&town.teachers(), &answered).await;
    assert_eq!(town.matters(&town.teacher).await, [Some(("轴承套圈变形".to_owned(), 1))]);
    town.withdraw(&need).await;
    town.run_at(Instant(town.site.app.now().0 + 40 * MINUTE)).await;
    assert!(town.server.taken().is_empty() && hook.posted().is_empty());
    assert_eq!(town.states().await, vec![(DeliveryState::Dropped, None); 2]);
    assert_eq!(town.matters(&town.teacher).await, [None]);
}

#[tokio::test]
async fn of_several_matters_only_those_are_named_that_are_still_open() {
    let town = Town::found().await;
    let (open, hidden) = (town.need(1, "轴承套圈变形").await, town.need(2, "刀具寿命太短").await);
    let fitting = NewNotice::new(NoticeTopic::NewNeeds, Subject::institution(&town.institution.id))
        .naming([&open.id, &hidden.id]);
    town.tell(&town.teachers(), &fitting).await;
    assert_eq!(town.matters(&town.teacher).await[0].as_ref().map(|(_, count)| *count), Some(2));
    town.withdraw(&hidden).await;
    town.run_at(morning()).await;
    let [mail] = town.server.taken().try_into().expect("one mail");
    let words = said(&mail);
    assert!(words.contains("1 条新需求适合本机构") && words.contains("轴承套圈变形"), "{words}");
    assert!(!words.contains("刀具"), "{words}");
    town.withdraw(&open).await;
    assert_eq!(town.matters(&town.teacher).await, [None]);
}

#[tokio::test]
async fn a_short_message_names_nobody_and_nothing() {
    let town = Town::found().await;
    let hook = HookServer::start().await;
    let settings = hook.settings(HookKind::Gateway);
    let typed = HookTyped {
        url: settings.url,
        kind: "gateway".to_owned(),
        secret: settings.secret,
        ..HookTyped::default()
    };
    let set = change_hook(&town.site.app.store, &town.keeper, &typed, town.site.app.now()).await;
    set.expect("sets").expect("no problems");
    let need = town.need(1, "轴承套圈变形").await;
    town.tell(&town.people(), &returned(&need)).await;
    town.run_at(Instant(town.site.app.now().0 + 6 * MINUTE)).await;
    let [posted] = hook.posted().try_into().expect("one message");
    let text = posted.body["content"].as_str().expect("a text");
    assert_eq!(text, "【对接平台】您有需求被退回 1 件，请登录查看");
    assert_eq!(posted.body["phone"], "13800001234");
}

#[tokio::test]
async fn a_failure_that_is_certain_is_tried_again_under_the_same_message_id() {
    let town = Town::found().await;
    let need = town.need(1, "轴承套圈变形").await;
    town.tell(&town.people(), &returned(&need)).await;
    let mut now = Instant(town.site.app.now().0 + 6 * MINUTE);
    for mood in [Mood::RefusesRecipient(450), Mood::DropsBeforeContent, Mood::Busy] {
        town.server.be(mood);
        town.run_at(now).await;
        let states = town.states().await;
        assert!(matches!(states[..], [(DeliveryState::Waiting, Some(_))]), "{mood:?}: {states:?}");
        now = Instant(now.0 + 20 * MINUTE);
    }
    town.server.be(Mood::Takes);
    town.run_at(now).await;
    assert_eq!(town.states().await, [(DeliveryState::Sent, None)]);
    assert_eq!(town.server.taken().len(), 1);
    town.server.be(Mood::RefusesContent(554));
    town.tell_at(now, &town.people(), &returned(&need)).await;
    town.run_at(Instant(now.0 + 10 * MINUTE)).await;
    assert_eq!(town.states().await[0], (DeliveryState::Failed, Some(SendProblem::Refused)));
}

#[tokio::test]
async fn a_message_in_doubt_is_not_sent_again_until_somebody_says_so() {
    let town = Town::found().await;
    let need = town.need(1, "轴承套圈变形").await;
    town.server.be(Mood::DropsAfterContent);
    town.tell(&town.people(), &returned(&need)).await;
    let now = Instant(town.site.app.now().0 + 6 * MINUTE);
    town.run_at(now).await;
    town.server.be(Mood::Takes);
    for hours in [1, 24, 72] {
        town.run_at(Instant(now.0 + hours * 60 * MINUTE)).await;
    }
    assert_eq!(town.states().await, [(DeliveryState::Uncertain, Some(SendProblem::Unknown))]);
    assert_eq!(town.server.taken().len(), 1);
    let shown = outbox(&town.site.app.store, &town.keeper, None, 1).await.expect("lists");
    let id = shown.rows[0].delivery.id.to_string();
    let later = Instant(now.0 + 96 * 60 * MINUTE);
    assert!(release_delivery(&town.site.app.store, &town.keeper, &id, later).await.expect("releases"));
    assert!(!release_delivery(&town.site.app.store, &town.keeper, &id, later).await.expect("once"));
    town.run_at(later).await;
    let [first, second] = town.server.taken().try_into().expect("two mails");
    assert_eq!(header(&first, "Message-ID"), header(&second, "Message-ID"));
    assert_eq!(town.states().await, [(DeliveryState::Sent, None)]);
}

#[tokio::test]
async fn a_process_that_ends_while_it_sends_leaves_the_message_in_doubt() {
    let town = Town::found().await;
    let need = town.need(1, "轴承套圈变形").await;
    town.tell(&town.people(), &returned(&need)).await;
    let now = Instant(town.site.app.now().0 + 6 * MINUTE);
    let shown = outbox(&town.site.app.store, &town.keeper, None, 1).await.expect("lists");
    let id = &shown.rows[0].delivery.id;
    let taken = take_delivery(&town.site.app.store, &Viewer::operator(), id, "http://x", now).await;
    assert!(taken.expect("takes").is_some());
    town.run_at(Instant(now.0 + MINUTE)).await;
    assert_eq!(town.states().await, [(DeliveryState::Sending, None)], "somebody may be at it");
    town.run_at(Instant(now.0 + 10 * MINUTE)).await;
    assert_eq!(town.states().await, [(DeliveryState::Uncertain, Some(SendProblem::Ended))]);
    assert!(town.server.taken().is_empty());
}

#[tokio::test]
async fn who_wants_no_mail_gets_none_and_has_it_in_the_inbox_all_the_same() {
    let town = Town::found().await;
    let need = town.need(1, "轴承套圈变形").await;
    let bare =
        reachable(&town.site, Role::Enterprise, Organisation::Enterprise(town.enterprise.id.clone()), None)
            .await;
    let person = viewer(&town.site, &town.person).await;
    let (store, now) = (&town.site.app.store, town.site.app.now());
    set_switches(store, &person, &[(NoticeTopic::NeedReturned, Channel::Mail)], now).await.expect("sets");
    town.tell(&town.people(), &published(&need)).await;
    assert!(town.states().await.is_empty(), "switched off, or no address");
    for account in [&town.person, &bare] {
        assert_eq!(town.matters(account).await.len(), 1);
    }
    // Switched off after the message was begun.
    town.tell(&town.people(), &returned(&need)).await;
    set_switches(store, &person, &[], now).await.expect("sets");
    town.run_at(Instant(now.0 + 10 * MINUTE)).await;
    assert_eq!(town.states().await, [(DeliveryState::Dropped, None)]);
    assert!(town.server.taken().is_empty());
}

#[tokio::test]
async fn only_those_meant_are_told() {
    let town = Town::found().await;
    let need = town.need(1, "轴承套圈变形").await;
    let of = || Organisation::Enterprise(town.enterprise.id.clone());
    let gone = reachable(&town.site, Role::Enterprise, of(), None).await;
    change(&town.site, &gone, |account| account.status = AccountStatus::Disabled).await;
    let doer = reachable(&town.site, Role::Enterprise, of(), None).await;
    let mut tx = town
        .site
        .app
        .store
        .write(&viewer(&town.site, &doer).await, town.site.app.now())
        .await
        .expect("begins");
    notify(&mut tx, &town.people(), &published(&need)).await.expect("tells");
    // A topic that the role does not get goes nowhere.
    notify(&mut tx, &town.teachers(), &published(&need)).await.expect("tells");
    notify(&mut tx, &Audience::Account(AccountId::from(ulid::Ulid(7))), &published(&need))
        .await
        .expect("tells");
    tx.commit().await.expect("commits");
    assert_eq!(town.matters(&town.person).await.len(), 1);
    for other in [&gone, &doer, &town.teacher] {
        assert!(town.matters(other).await.is_empty());
    }
}
