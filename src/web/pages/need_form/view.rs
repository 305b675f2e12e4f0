//! The form of a need as its page shows it, and the help beside it.

use askama::Template;

use super::sent::SentForm;
use crate::city::CityPack;
use crate::domain::capability::CooperationMode;
use crate::domain::form_key::OneTimeKey;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::indicator::Comparator;
use crate::domain::need::{Disclosure, NeedField, NeedKind, NeedSource, Urgency};
use crate::domain::need_draft::{FieldProblem, MOST_ROWS, NeedProblem};
use crate::domain::need_quality::{CLEAR_ENOUGH, Clarity, FieldQuality};
use crate::domain::need_text::{IndicatorRow, NOT_CLASSIFIED, NeedText, NeedTextField};
use crate::messages::need_text as words;
use crate::service::{Coached, Partner};
use crate::web::filters;
use crate::web::layout::Layout;
use crate::web::pages::suggest::PickerChoice;
use crate::web::urls;

/// Improvements shown.
const SHOWN_GAPS: usize = 5;
/// Partners shown.
const SHOWN_PARTNERS: usize = 3;
/// Empty rows below those that are filled.
const EMPTY_ROWS: usize = 1;

/// A field that is written.
pub(super) struct FieldView {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) optional: bool,
    pub(super) value: String,
    pub(super) problem: Option<String>,
    pub(super) most: usize,
    pub(super) line: Option<LineView>,
}

/// How well a field is written, below it.
pub(super) struct LineView {
    /// Name of the field.
    pub(super) of: &'static str,
    /// Class of each of the four bars.
    pub(super) bars: [&'static str; 4],
    /// Empty for a field that may be left out and is.
    pub(super) word: &'static str,
    pub(super) tip: Option<&'static str>,
}

impl LineView {
    fn new(one: &FieldQuality) -> Self {
        let full = if one.clarity() == Clarity::Vague { "mid" } else { "on" };
        let bar = |at: u32| if at < one.bars() { full } else { "off" };
        Self {
            of: one.field.code(),
            bars: [bar(0), bar(1), bar(2), bar(3)],
            word: if one.points == 0 && words::is_optional(one.field) {
                ""
            } else {
                words::clarity(one.clarity())
            },
            tip: one.next.map(|(question, _)| words::question(question)),
        }
    }
}

/// What would help, or must be mended.
pub(super) struct TodoView {
    pub(super) field: &'static str,
    pub(super) text: String,
    /// Points; `None` for what must be mended.
    pub(super) gain: Option<u32>,
}

/// The help beside the form.
pub(super) struct CoachView {
    pub(super) score: u32,
    pub(super) clear_enough: u32,
    pub(super) todo: Vec<TodoView>,
    /// What is to be filled in before it can be sent in, in one line.
    pub(super) missing: Option<String>,
    pub(super) lines: Vec<LineView>,
    pub(super) coached: Coached,
    pub(super) partners: Vec<Partner>,
    /// The rows of a form outside which the buttons stand.
    pub(super) form: &'static str,
}

impl CoachView {
    pub(super) fn new(mut coached: Coached) -> Self {
        let (missing, wrong): (Vec<FieldProblem>, Vec<FieldProblem>) =
            coached.problems.iter().cloned().partition(|(_, problem)| *problem == NeedProblem::Missing);
        let missing: Vec<String> =
            missing.iter().map(|(field, problem)| words::to_mend(*field, problem)).collect();
        let mend = wrong.iter().map(|(field, problem)| TodoView {
            field: field.code(),
            text: words::to_mend(*field, problem),
            gain: None,
        });
        let gaps = coached.quality.gaps().into_iter().take(SHOWN_GAPS).map(|(field, question, gain)| {
            TodoView { field: field.code(), text: words::question(question).to_owned(), gain: Some(gain) }
        });
        let partners = coached.tried.matches.as_mut().map(|found| std::mem::take(&mut found.candidates));
        let related = partners.into_iter().flatten().filter(|partner| partner.related);
        Self {
            score: coached.quality.total(),
            clear_enough: CLEAR_ENOUGH,
            todo: mend.chain(gaps).collect(),
            missing: (!missing.is_empty()).then(|| missing.join("、")),
            lines: coached.quality.fields.iter().map(LineView::new).collect(),
            partners: related.take(SHOWN_PARTNERS).collect(),
            form: "need-form",
            coached,
        }
    }

    /// Own needs that may be the very same.
    pub(super) fn same(&self) -> bool {
        self.coached.similar.iter().any(|one| one.same)
    }
}

/// What changes while one types.
#[derive(Template)]
#[template(path = "needs/coach.html")]
pub(super) struct CoachPart {
    pub(super) coach: CoachView,
    pub(super) with_lines: bool,
}

/// Where a form belongs.
#[derive(Default)]
pub(super) struct Place {
    /// Id of the draft; empty for a new one.
    pub(super) draft: String,
    pub(super) version: i64,
    pub(super) once: Option<OneTimeKey>,
    pub(super) on_behalf: bool,
    /// Name of its enterprise, once that is fixed.
    pub(super) enterprise: Option<String>,
    /// When it was last saved.
    pub(super) saved_at: Option<String>,
    /// True for a need that was sent in before.
    pub(super) again: bool,
    pub(super) more_rows: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "needs/form.html")]
pub(super) struct FormPage<'a> {
    pub(super) layout: Layout,
    pub(super) city: &'a CityPack,
    pub(super) place: Place,
    pub(super) text: NeedText,
    pub(super) rows: Vec<IndicatorRow>,
    pub(super) problems: Vec<(NeedTextField, String)>,
    /// The need that has the title already.
    pub(super) titled: Option<String>,
    pub(super) coach: CoachView,
    /// Who writes, so that what a browser keeps is theirs.
    pub(super) who: String,
    pub(super) enterprise_name: String,
    pub(super) chosen: String,
    pub(super) enterprises: Vec<PickerChoice>,
    pub(super) no_enterprise: bool,
}

impl<'a> FormPage<'a> {
    pub(super) fn new(
        layout: Layout,
        city: &'a CityPack,
        place: Place,
        text: NeedText,
        problems: &[FieldProblem],
        coached: Coached,
    ) -> Self {
        let mut rows = text.rows();
        let empty = if rows.is_empty() { 2 } else { EMPTY_ROWS } + usize::from(place.more_rows) * 2;
        rows.extend(std::iter::repeat_n(IndicatorRow::default(), empty));
        rows.truncate(MOST_ROWS.max(text.rows().len()));
        let titled = problems.iter().find_map(|(_, problem)| match problem {
            NeedProblem::TitleTaken { no } => no.clone(),
            _ => None,
        });
        let told = problems.iter().map(|(field, problem)| (*field, words::need_problem(*field, problem)));
        Self {
            layout,
            city,
            place,
            rows,
            problems: told.collect(),
            titled,
            coach: CoachView::new(coached),
            text,
            who: String::new(),
            enterprise_name: String::new(),
            chosen: String::new(),
            enterprises: Vec::new(),
            no_enterprise: false,
        }
    }

    pub(super) fn action(&self) -> String {
        if self.place.draft.is_empty() {
            return urls::NeedDrafts.to_string();
        }
        urls::NeedDraftPage::of(&self.place.draft).to_string()
    }

    fn field(&self, field: NeedTextField) -> FieldView {
        FieldView {
            name: field.code(),
            label: field.label(),
            hint: words::field_hint(field),
            optional: words::is_optional(field),
            value: self.text.get(field).to_owned(),
            problem: self.problem(field),
            most: field.most_chars(),
            line: self.line(field),
        }
    }

    fn problem(&self, field: NeedTextField) -> Option<String> {
        self.problems.iter().find(|(wrong, _)| *wrong == field).map(|(_, problem)| problem.clone())
    }

    /// Nothing is said of a form in which nothing was written.
    fn line(&self, field: NeedTextField) -> Option<LineView> {
        let begun =
            [NeedTextField::Title, NeedTextField::Problem].iter().any(|one| !self.text.get(*one).is_empty());
        self.coach.coached.quality.field(field).filter(|_| begun).map(LineView::new)
    }

    fn chose(&self, field: NeedTextField, code: &str) -> bool {
        if field.is_choice_list() { self.text.chose(field, code) } else { self.text.get(field) == code }
    }

    fn kind_meaning(&self, kind: &NeedKind) -> &'static str {
        words::kind_meaning(*kind)
    }

    fn mode_meaning(&self, mode: &CooperationMode) -> &'static str {
        words::mode_meaning(*mode)
    }

    fn disclosure_meaning(&self, disclosure: &Disclosure) -> &'static str {
        words::disclosure_meaning(*disclosure)
    }

    fn hides(&self, field: &NeedField, to: &Disclosure) -> bool {
        self.text.chose(NeedTextField::Hidden, &format!("{}:{}", field.code(), to.code()))
    }
}

/// What an officer typed to choose an enterprise.
pub(super) fn with_picker<'a>(
    page: FormPage<'a>,
    sent: &SentForm,
    enterprises: Vec<PickerChoice>,
) -> FormPage<'a> {
    FormPage {
        enterprise_name: sent.enterprise_name.clone(),
        chosen: sent.enterprise.clone(),
        enterprises,
        ..page
    }
}
