//! The institutions of the city with their experts and what they have not published.

use duijie::domain::capability::{Capability, CapabilityKind, CapabilityStatus};
use duijie::domain::claim::Claim;
use duijie::domain::enterprise::Contact;
use duijie::domain::institution::Institution;
use duijie::domain::need::SecrecyDeclaration;
use duijie::storage::{self, WriteTx};

use super::{Circle, TOPICS, World};
use crate::support::db::noon;
use crate::support::samples;

impl World {
    pub(super) async fn found_institutions(&mut self, tx: &mut WriteTx) {
        for at in 0..20_usize {
            let number = u32::try_from(at).expect("few") + 1;
            let institution = Institution {
                introduction: Some(format!("示例机构，研究{}。", TOPICS[at % TOPICS.len()])),
                contact: Contact {
                    name: Some(format!("王{}", self.word("teacher", at, Circle::ContactThere(at)))),
                    phone: Some(format!("139{:08}", 20_000_000 + at)),
                },
                origin: Some("示例数据".to_owned()),
                ..samples::institution(tx, number)
            };
            storage::insert_institution(tx, &institution).await.expect("inserts");
            for expert in 0..45 {
                let count = self.institutions.len() * 45 + expert;
                let capability = self.expert(tx, count, &institution);
                storage::insert_capability(tx, &capability).await.expect("inserts");
            }
            let claimed_by = Some(self.word("claimer", at, Circle::Institution(at)));
            let claim = Claim {
                claimed_at: Some(noon("2022-02-05")),
                claimed_by,
                ..Claim::none(institution.id.clone())
            };
            storage::put_claim(tx, &claim).await.expect("puts");
            let draft = self.draft(tx, at, &institution);
            storage::insert_capability(tx, &draft).await.expect("inserts");
            self.drafts.push(draft);
            self.institutions.push(institution);
        }
    }

    fn expert(&mut self, tx: &WriteTx, count: usize, institution: &Institution) -> Capability {
        let topic = TOPICS[count % TOPICS.len()];
        let circle = Circle::Institution(self.institutions.len());
        let origin = Some(self.word("source", count, circle));
        let sworn = self.word("sworn", count, circle);
        Capability {
            secrecy: Some(SecrecyDeclaration { by: sworn, at: noon("2022-01-05") }),
            kind: CapabilityKind::Expert,
            title: format!("{topic}专家 {count:03}"),
            introduction: format!("长期研究{topic}，做过 {} 个企业项目。", count % 9 + 1),
            keywords: vec![topic.to_owned()],
            origin: origin.filter(|_| count.is_multiple_of(45)).or_else(|| Some("示例数据".to_owned())),
            ..samples::capability(
                tx,
                u32::try_from(count).expect("few") + 1,
                std::slice::from_ref(&institution.id),
            )
        }
    }

    fn draft(&mut self, tx: &WriteTx, at: usize, institution: &Institution) -> Capability {
        let word = self.word("draft", at, Circle::Institution(at));
        Capability {
            title: format!("没有发布的成果 {word}"),
            introduction: format!("轴承淬火 {word}"),
            keywords: vec![word],
            status: CapabilityStatus::Draft,
            ..samples::capability(
                tx,
                2_000 + u32::try_from(at).expect("few"),
                std::slice::from_ref(&institution.id),
            )
        }
    }
}
