//! Offers: which steps lead where, what nobody can do for the other side, what a form makes of what was typed.

use duijie::domain::ids::CapabilityId;
use duijie::domain::offer::{
    ANSWER_CHARS, ContactWish, MOST_EVIDENCE, OfferDraft, OfferProblem, OfferSide, OfferStatus, OfferStep,
    REASON_CHARS,
};
use proptest::prelude::*;

fn steps() -> impl Strategy<Value = Vec<OfferStep>> {
    prop::collection::vec(prop::sample::select(OfferStep::ALL), 0..40)
}

/// Takes those steps that can be taken; every state with the step that led there.
fn walk(steps: &[OfferStep]) -> Vec<(Option<OfferStatus>, OfferStep, OfferStatus)> {
    let (mut status, mut before, mut taken) = (None, None, Vec::new());
    for step in steps {
        if let Some(next) = step.leads(status, before) {
            taken.push((status, *step, next));
            (before, status) = (status, Some(next));
        }
    }
    taken
}

proptest! {
    #[test]
    fn an_answer_is_the_enterprises_alone(steps in steps()) {
        let mut agreed = false;
        for (from, step, to) in walk(&steps) {
            if step == OfferStep::Welcome {
                agreed = true;
            }
            // Nobody is welcome whom the enterprise has not welcomed at least once.
            prop_assert!(to != OfferStatus::Welcome || agreed, "{step:?}");
            if step.side() == OfferSide::Institution && step != OfferStep::Resume {
                prop_assert!(matches!(to, OfferStatus::Sent | OfferStatus::Withdrawn), "{from:?} {step:?} {to:?}");
            }
            if step.side() == OfferSide::Enterprise {
                prop_assert!(to != OfferStatus::Withdrawn && from != Some(OfferStatus::Withdrawn));
            }
        }
    }

    #[test]
    fn a_step_back_leads_to_where_it_stood(steps in steps()) {
        for (from, step, to) in walk(&steps) {
            if let Some(back) = step.taken_back_by() {
                prop_assert_eq!(back.side(), step.side());
                prop_assert_eq!(back.leads(Some(to), from), from, "{:?} after {:?}", back, step);
            }
        }
    }

    #[test]
    fn silence_is_never_consent(steps in steps()) {
        let silent: Vec<OfferStep> =
            steps.into_iter().filter(|step| step.side() == OfferSide::Institution).collect();
        for (_, _, to) in walk(&silent) {
            prop_assert!(!matches!(to, OfferStatus::Welcome | OfferStatus::Declined));
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    use OfferStatus::{Declined, Sent, Welcome, Withdrawn};
    for (step, status, before) in [
        (OfferStep::Send, Some(Sent), None),
        (OfferStep::Send, Some(Welcome), Some(Sent)),
        (OfferStep::Send, Some(Declined), Some(Sent)),
        (OfferStep::Revise, Some(Welcome), Some(Sent)),
        (OfferStep::Revise, None, None),
        (OfferStep::Withdraw, Some(Declined), Some(Sent)),
        (OfferStep::Withdraw, None, None),
        (OfferStep::Welcome, Some(Withdrawn), Some(Sent)),
        (OfferStep::Decline, Some(Withdrawn), Some(Sent)),
        (OfferStep::Welcome, None, None),
        (OfferStep::Resume, Some(Withdrawn), Some(Declined)),
        (OfferStep::Retract, Some(Sent), Some(Sent)),
    ] {
        assert_eq!(step.leads(status, before), None, "{step:?} from {status:?}");
    }
}

fn draft() -> (OfferDraft, Vec<CapabilityId>) {
    let own: Vec<CapabilityId> = (1..=12).map(|number| CapabilityId::from(ulid::Ulid(number))).collect();
    let draft = OfferDraft {
        text: "改进感应器，两个月出样件".to_owned(),
        evidence: vec![own[0].to_string()],
        no_evidence: String::new(),
        wish: "call".to_owned(),
    };
    (draft, own)
}

#[test]
fn a_form_names_everything_that_is_wrong() {
    let (good, own) = draft();
    let answer = good.answer(&own).expect("an answer");
    assert_eq!((answer.wish, answer.evidence.len(), answer.no_evidence), (ContactWish::Call, 1, None));
    let wrong =
        OfferDraft { text: " \u{0}".to_owned(), evidence: Vec::new(), wish: "x".to_owned(), ..good.clone() };
    assert_eq!(
        wrong.answer(&own),
        Err(vec![OfferProblem::NoText, OfferProblem::NoEvidence, OfferProblem::NoWish])
    );
    let long = OfferDraft { text: "长".repeat(ANSWER_CHARS + 1), ..good.clone() };
    assert_eq!(long.answer(&own), Err(vec![OfferProblem::LongText(ANSWER_CHARS + 1)]));
    let strange = OfferDraft { evidence: vec![ulid::Ulid(99).to_string(), "x".to_owned()], ..good.clone() };
    assert_eq!(strange.answer(&own), Err(vec![OfferProblem::StrangeEvidence]));
    let much = OfferDraft { evidence: own.iter().map(ToString::to_string).collect(), ..good.clone() };
    assert_eq!(much.answer(&own), Err(vec![OfferProblem::MuchEvidence(12)]));
    assert!(own.len() > MOST_EVIDENCE);
    let reason = "因".repeat(REASON_CHARS + 1);
    let wordy = OfferDraft { evidence: Vec::new(), no_evidence: reason, ..good };
    assert_eq!(wordy.answer(&own), Err(vec![OfferProblem::LongReason(REASON_CHARS + 1)]));
}

#[test]
fn a_reason_stands_for_evidence_and_goes_where_there_is_some() {
    let (good, own) = draft();
    let both = OfferDraft { no_evidence: "没有".to_owned(), ..good.clone() };
    assert_eq!(both.answer(&own).expect("an answer").no_evidence, None);
    let none = OfferDraft { evidence: Vec::new(), no_evidence: "还没有写进清单".to_owned(), ..good };
    let answer = none.answer(&own).expect("an answer");
    assert_eq!(answer.no_evidence.as_deref(), Some("还没有写进清单"));
    assert_eq!(OfferDraft::of(&answer).answer(&own), Ok(answer));
}
