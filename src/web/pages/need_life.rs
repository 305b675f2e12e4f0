//! The part of a need's page about its life: what is said, and the steps the reader may take.

use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_life::{ASK_AGAIN_DAYS, NeedMove};
use crate::domain::time::BusinessDate;
use crate::messages::life as words;
use crate::service::LifeShown;

/// A step as its form shows it.
pub(super) struct StepView {
    pub(super) step: NeedMove,
    pub(super) hint: &'static str,
    pub(super) reason_label: &'static str,
    /// The one the page leads to.
    pub(super) main: bool,
    /// What was typed, if it was refused.
    pub(super) typed: String,
}

impl StepView {
    fn new(step: NeedMove, ending: bool) -> Self {
        let main = match step {
            NeedMove::Forward | NeedMove::Publish => true,
            // Nobody confirms every day what holds for months.
            NeedMove::Reconfirm => ending,
            _ => false,
        };
        let (hint, reason_label) = (words::step_hint(step), words::reason_label(step));
        Self { step, hint, reason_label, main, typed: String::new() }
    }

    /// The text of a need is looked through before it is shown.
    pub(super) fn publishes(&self) -> bool {
        self.step == NeedMove::Publish
    }
}

/// What was refused.
pub(super) struct RefusedStep {
    pub(super) step: Option<NeedMove>,
    pub(super) problem: String,
    pub(super) typed: String,
}

/// The part.
pub(super) struct LifeView {
    pub(super) clock: Option<String>,
    pub(super) overdue: bool,
    pub(super) confirmation: Option<String>,
    pub(super) term: Option<String>,
    pub(super) named: Option<String>,
    pub(super) steps: Vec<StepView>,
    pub(super) problem: Option<String>,
    /// What was just done, and the version by which it is taken back.
    pub(super) said: Option<(&'static str, &'static str)>,
    pub(super) undo: Option<i64>,
    pub(super) asks_me: bool,
    pub(super) may_link: bool,
}

impl LifeView {
    pub(super) fn new(
        need: &Need,
        shown: LifeShown,
        today: BusinessDate,
        just_moved: bool,
        refused: Option<RefusedStep>,
    ) -> Self {
        let ending = need.status == NeedStatus::Expired
            || need.life.valid_until.is_some_and(|until| until.days() - today.days() <= ASK_AGAIN_DAYS);
        let mut steps: Vec<StepView> =
            shown.steps.into_iter().map(|step| StepView::new(step, ending)).collect();
        steps.sort_by_key(|view| !view.main);
        if let Some(refused) = &refused {
            for view in steps.iter_mut().filter(|view| Some(view.step) == refused.step) {
                view.typed.clone_from(&refused.typed);
            }
        }
        let until = need.life.valid_until.filter(|_| need.status == NeedStatus::Published);
        Self {
            overdue: shown.clock.is_some_and(|clock| clock.is_overdue(today)),
            clock: shown.clock.map(|clock| words::clock(&clock, today)),
            confirmation: words::confirmation(&need.life.confirmation),
            term: until.map(|until| words::term(until, today)),
            named: (!shown.named.is_empty()).then(|| words::name_shown(&shown.named)),
            steps,
            problem: refused.map(|refused| refused.problem),
            said: just_moved.then(|| words::moved_to(need.status)),
            undo: shown.undo.filter(|_| just_moved),
            asks_me: shown.asks_me,
            may_link: shown.may_link,
        }
    }
}
