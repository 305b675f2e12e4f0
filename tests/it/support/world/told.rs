//! What the people of the city tell each other: offers, kept searches, notices.

use duijie::app::App;
use duijie::domain::account::Organisation;
use duijie::domain::ids::AccountId;
use duijie::domain::need::Need;
use duijie::domain::notice::{NewNotice, NoticeTopic, Subject, SubjectKind};
use duijie::domain::offer::{DeclineReason, Offer, OfferStatus, OfferStep};
use duijie::domain::role::Role;
use duijie::domain::saved_search::{Alert, AlertReason, SavedKind, SavedSearch};
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::storage::{self, WriteTx};

use super::{Circle, World};
use crate::support::db::noon;
use crate::support::samples;
use crate::support::web::make_account;

impl World {
    /// Offers of the first two institutions to needs that they may see: answered in every way, one of each withdrawn.
    pub(super) async fn found_offers(&mut self, tx: &mut WriteTx) {
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
    pub(super) async fn found_kept(&mut self, app: &App) {
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
}
