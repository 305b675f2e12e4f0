//! The needs of the city, and what is being written.

use duijie::domain::ids::EnterpriseId;
use duijie::domain::indicator::Indicator;
use duijie::domain::need::{Disclosure, Need, NeedContact, NeedStatus, SecrecyDeclaration};
use duijie::domain::need_text::{NeedText, NeedTextField};
use duijie::storage::{self, WriteTx};

use super::{Circle, GUARDED, TOPICS, World};
use crate::support::samples;

impl World {
    pub(super) async fn found_needs(&mut self, tx: &mut WriteTx) {
        for at in 0..400_usize {
            let owner = if at < GUARDED { at } else { GUARDED + (at * 13) % (600 - GUARDED) };
            let owner = self.enterprises[owner].id.clone();
            let need = match at {
                0..GUARDED => self.guarded_need(tx, at, &owner),
                _ => Need {
                    title: format!("{}改进 {at:03}", TOPICS[at % TOPICS.len()]),
                    ..plain(tx, at, &owner)
                },
            };
            let reason = self.word("reason", at, Circle::Enterprise(at));
            let reason = (at < GUARDED && need.status != NeedStatus::Draft).then_some(reason);
            storage::insert_need(tx, &need, reason.as_deref()).await.expect("inserts");
            self.needs.push(need);
        }
    }

    /// What a guarded enterprise needs: by turns public, unnamed, directed, for the authorities, a draft, withdrawn.
    fn guarded_need(&mut self, tx: &WriteTx, at: usize, owner: &EnterpriseId) -> Need {
        let (disclosure, status) = match at % 6 {
            0 => (Disclosure::Public, NeedStatus::Published),
            1 => (Disclosure::Unnamed, NeedStatus::Published),
            2 => (Disclosure::Matched, NeedStatus::Published),
            3 => (Disclosure::Authorities, NeedStatus::Published),
            4 => (Disclosure::Public, NeedStatus::Draft),
            _ => (Disclosure::Public, NeedStatus::Withdrawn),
        };
        let directed = at % 6 == 2 && at % 12 == 2;
        let inside = if status == NeedStatus::Draft { Circle::Own(at) } else { Circle::Enterprise(at) };
        let text = if directed { Circle::Directed(at, 1) } else { inside };
        let mut need = plain(tx, at, owner);
        if at % 6 >= 2 {
            let word = self.word("text", at, text);
            need.title = format!("轴承淬火 {word}");
            need.problem = format!("套圈淬火变形大，{word}，返修多。");
            need.keywords = vec![word.clone()];
            need.indicators = vec![Indicator { written: format!("{word} 要好"), figure: None }];
        }
        let intended = self.word("wanted", at, inside);
        let name = self.institutions[1].name.clone();
        Need {
            disclosure,
            status,
            intended: if directed { vec![name, intended] } else { vec![intended] },
            avoided: vec![self.word("avoided", at, inside)],
            budget_source: Some(self.word("money", at, inside)),
            secrecy: SecrecyDeclaration { by: self.word("declared", at, inside), ..need.secrecy },
            contact: NeedContact {
                name: Some(format!("赵{}", self.word("caller", at, Circle::Contact(at)))),
                position: Some(self.word("position", at, inside)),
                phone: Some(format!("137{:08}", 30_000_000 + at)),
                email: Some(format!("{}@example.cn", self.word("mail", at, Circle::Contact(at)))),
                decision_maker: Some(format!("钱{}", self.word("boss", at, Circle::Contact(at)))),
            },
            collector: Some(self.word("collector", at, inside)),
            origin: Some(self.word("file", at, inside)),
            ..need
        }
    }

    /// What the guarded enterprises are writing, in every field a word of its own; what an officer writes for them is for
    /// nobody else, not even for them.
    pub(super) async fn found_drafts(&mut self, tx: &mut WriteTx) {
        for at in 0..GUARDED {
            let owner = self.enterprises[at].id.clone();
            for (on_behalf, circle) in [(false, Circle::Writer(at)), (true, Circle::Masked)] {
                let word = self.word(if on_behalf { "filed" } else { "written" }, at, circle);
                let mut text = NeedText::default();
                for field in NeedTextField::ALL {
                    text.set(*field, &format!("轴承淬火 {word}"));
                }
                storage::insert_need_draft(tx, &owner, None, on_behalf, &text).await.expect("inserts");
            }
            let need = self.needs[at].clone();
            let circle =
                if need.status == NeedStatus::Draft { Circle::Own(at) } else { Circle::Enterprise(at) };
            let word = self.word("sent", at, circle);
            for round in 0..2 {
                let mut text = NeedText::default();
                text.set(NeedTextField::Problem, &format!("第 {round} 次写的 {word}"));
                storage::insert_need_submission(tx, &need.id, 50, &text).await.expect("inserts");
            }
        }
    }
}

fn plain(tx: &WriteTx, at: usize, owner: &EnterpriseId) -> Need {
    let topic = TOPICS[at % TOPICS.len()];
    Need {
        title: format!("{topic}问题 {at:03}"),
        problem: format!("{topic}不稳定，每月返修 {} 次，想请专家解决。", at % 17 + 1),
        current_state: None,
        tried: None,
        constraints: None,
        keywords: vec![topic.to_owned()],
        indicators: Vec::new(),
        intended: Vec::new(),
        avoided: Vec::new(),
        disclosure: Disclosure::Public,
        collector: None,
        origin: Some("示例数据".to_owned()),
        contact: NeedContact::default(),
        // Never sent in: what is a draft here is known to its enterprise alone.
        life: duijie::domain::need_life::NeedLife::default(),
        ..samples::need(tx, u32::try_from(at).expect("few") + 1, owner)
    }
}
