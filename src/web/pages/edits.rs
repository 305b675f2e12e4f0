//! What the pages share on which a single record is edited: the form from its fields, what was sent, what comes of it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::domain::profile::{Profile, ProfileField, ProfileProblem};
use crate::messages;
use crate::service::{EditForm, Editable, Edited, Save, Theirs, last_edit};
use crate::web::asking::Visit;
use crate::web::conflict::{self, Conflict, ConflictField, ConflictText, Side};
use crate::web::error::PageError;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// Where a record is edited.
pub(super) struct Place {
    pub(super) section: Section,
    /// Where the form is sent.
    pub(super) action: String,
    /// The page of the record.
    pub(super) back: String,
    /// The list it is in, with its name, if the reader may open that.
    pub(super) list: Option<(String, &'static str)>,
}

/// Fields of a form as they came; of repeated ones the last counts.
pub(super) type Pairs = Vec<(String, String)>;

/// What was sent.
pub(super) struct Sent {
    pub(super) save: Save,
    /// The form is wanted again instead of being saved.
    pub(super) revise: bool,
}

impl Sent {
    /// A version that is none counts as an old one: then both texts are shown. Where the page of a conflict sends the
    /// form again to be revised, a field of which no side was chosen has the writer's text.
    pub(super) fn read(pairs: &Pairs) -> Self {
        let (mut typed, mut mine) = (Profile::default(), Profile::default());
        let (mut version, mut revise) = (0, false);
        for (name, value) in pairs {
            if let Some(field) = ProfileField::from_code(name) {
                typed.set(field, value);
            } else if let Some(field) = name.strip_prefix("mine.").and_then(ProfileField::from_code) {
                mine.set(field, value);
            } else if name == "version" {
                version = value.parse().unwrap_or(0);
            } else if name == "revise" {
                revise = true;
            }
        }
        for (field, text) in mine.fields().filter(|_| revise) {
            if !typed.has(field) {
                typed.set(field, text);
            }
        }
        Self { save: Save { version, typed }, revise }
    }
}

/// A field as the form shows it.
struct FieldView {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Empty for fields that are written.
    choices: &'static [(&'static str, &'static str)],
    value: String,
    problem: Option<String>,
    /// What stays if nothing is written.
    kept: Option<String>,
    unit: Option<&'static str>,
    most: usize,
    long: bool,
    /// A whole number of few digits.
    digits: bool,
    /// Tells the length that is expected.
    width: &'static str,
}

impl FieldView {
    fn new(
        field: ProfileField,
        value: &str,
        form: &EditForm,
        problems: &[(ProfileField, ProfileProblem)],
    ) -> Self {
        let masked = form.masked.as_ref().map(|contact| match field {
            ProfileField::ContactName => contact.name.as_deref(),
            _ => contact.phone.as_deref(),
        });
        let problem = problems.iter().find(|(wrong, _)| *wrong == field);
        Self {
            name: field.code(),
            label: field.label(),
            hint: messages::field_hint(field),
            choices: messages::choices(field),
            value: value.to_owned(),
            problem: problem.map(|(_, problem)| messages::profile_problem(problem)),
            kept: masked.filter(|_| field.is_personal()).map(messages::blank_keeps),
            unit: (field == ProfileField::MonthlyLimit).then_some("家"),
            most: field.most_chars(),
            long: field == ProfileField::Introduction,
            digits: matches!(field, ProfileField::MonthlyLimit | ProfileField::Industry),
            width: match field {
                ProfileField::MonthlyLimit | ProfileField::Industry | ProfileField::ContactName => " in-12",
                ProfileField::ContactPhone => " in-24",
                _ => "",
            },
        }
    }

    /// What a link to the field leads to.
    fn anchor(&self) -> &str {
        self.name
    }
}

#[derive(Template)]
#[template(path = "edits/form.html")]
struct FormPage<'a> {
    layout: Layout,
    name: &'a str,
    list: &'a Option<(String, &'static str)>,
    action: &'a str,
    back: &'a str,
    version: i64,
    summary: Option<String>,
    fields: Vec<FieldView>,
}

/// The form as it stands, or with what was typed.
pub(super) fn page(
    web: &Visit,
    place: &Place,
    form: &EditForm,
    typed: Option<&Save>,
    problems: &[(ProfileField, ProfileProblem)],
) -> Result<Response, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let value = |field: ProfileField, stored: &str| {
        typed
            .filter(|save| save.typed.has(field))
            .map_or(stored.to_owned(), |save| save.typed.get(field).to_owned())
    };
    let fields = form.profile.fields();
    let fields = fields.map(|(field, stored)| {
        let mut view = FieldView::new(field, &value(field, stored), form, problems);
        // Typed, but without a problem: it is to be put together with what is stored.
        if problems.is_empty() && view.value != stored && view.kept.is_none() {
            view.kept = Some(messages::stored_now(&messages::field_value(field, stored)));
        }
        view
    });
    let page = FormPage {
        layout: Layout::new(web, place.section),
        name: &form.name,
        list: &place.list,
        action: &place.action,
        back: &place.back,
        version: typed.map_or(form.version, |save| save.version),
        summary: (!problems.is_empty()).then(|| messages::wrong_fields(problems.len())),
        fields: fields.collect(),
    };
    render::unkept(status, &page)
}

/// What came of a save.
pub(super) fn answer(
    web: &Visit,
    place: &Place,
    form: &EditForm,
    sent: &Sent,
    edited: Edited,
) -> Result<Response, PageError> {
    match edited {
        Edited::Saved(_) | Edited::Already => {
            Ok(Redirect::to(&format!("{}?saved=1", place.back)).into_response())
        }
        Edited::Unchanged => Ok(Redirect::to(&format!("{}?saved=same", place.back)).into_response()),
        Edited::Wrong(problems) => page(web, place, form, Some(&sent.save), &problems),
        Edited::Stale(theirs) => {
            let conflict = conflict_of(place, &sent.save.typed, &theirs);
            conflict::show(Layout::new(web, place.section), conflict)
        }
    }
}

/// Both texts of the fields that differ; the others go along.
fn conflict_of(place: &Place, typed: &Profile, theirs: &Theirs) -> Conflict {
    let sent = theirs.form.profile.fields().filter(|(field, _)| typed.has(*field));
    let (differing, same): (Vec<_>, Vec<_>) = sent.partition(|(field, stored)| typed.get(*field) != *stored);
    Conflict {
        name: theirs.form.name.clone(),
        who: theirs.by.to_owned(),
        when: theirs.at.map(|at| at.beijing_minute()),
        action: place.action.clone(),
        back: place.back.clone(),
        version: theirs.form.version,
        fields: differing
            .into_iter()
            .map(|(field, stored)| differing_field(field, stored, typed, theirs))
            .collect(),
        kept: same.into_iter().map(|(field, text)| (field.code().to_owned(), text.to_owned())).collect(),
    }
}

fn differing_field(field: ProfileField, stored: &str, typed: &Profile, theirs: &Theirs) -> ConflictField {
    let mine = typed.get(field);
    let base = theirs.base.as_ref().map(|base| base.get(field));
    let chosen = match base {
        Some(base) if base == mine => Some(Side::Theirs),
        Some(base) if base == stored => Some(Side::Mine),
        _ => None,
    };
    // What the other side wrote is masked for those who do not own the record; nothing sent leaves it as it is.
    let masked = theirs.form.masked.as_ref().filter(|_| field.is_personal()).map(|contact| match field {
        ProfileField::ContactName => contact.name.clone().unwrap_or_default(),
        _ => contact.phone.clone().unwrap_or_default(),
    });
    let shown = messages::field_value(field, masked.as_deref().unwrap_or(stored));
    ConflictField {
        name: field.code().to_owned(),
        label: field.label().to_owned(),
        mine: ConflictText { value: mine.to_owned(), shown: messages::field_value(field, mine) },
        theirs: ConflictText { value: stored.to_owned(), shown },
        chosen,
    }
}

/// What the page of a record says of an edit just made.
pub(super) struct SavedNote {
    pub(super) done: bool,
    pub(super) title: String,
    pub(super) text: &'static str,
    /// Where it is undone, and the version it made.
    pub(super) undo: Option<(String, i64)>,
}

/// The note that `saved` of the address asks for; what it says is looked up, never taken from the address.
pub(super) async fn note(
    web: &Visit,
    saved: Option<&str>,
    record: (Editable, &str),
    version: i64,
    undo: String,
) -> Result<Option<SavedNote>, PageError> {
    let (done, (title, text), undo) = match saved {
        Some("1") => {
            let found = last_edit(&web.app().store, web.viewer(), web.now(), record, version).await?;
            let Some(edit) = found else { return Ok(None) };
            (true, messages::saved_fields(&edit.fields), Some((undo, edit.version)))
        }
        Some("same") => (false, messages::nothing_to_save(), None),
        Some("undone") => (true, messages::undone(), None),
        Some("late") => (false, messages::undo_late(), None),
        _ => return Ok(None),
    };
    Ok(Some(SavedNote { done, title, text, undo }))
}

/// Where undoing leads.
pub(super) fn undone(back: &str, undone: bool) -> Response {
    Redirect::to(&format!("{back}?saved={}", if undone { "undone" } else { "late" })).into_response()
}
