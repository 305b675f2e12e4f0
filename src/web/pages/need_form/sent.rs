//! What the form of a need sends: its texts, the version they were made of, and what is to be done with them.

use crate::domain::form_key::OneTimeKey;
use crate::domain::need_text::{IndicatorRow, NeedText, NeedTextField};
use crate::domain::text;

/// Fields of a form as they came; of repeated ones that are no lists the last counts.
pub(super) type Pairs = Vec<(String, String)>;

/// What is to be done with what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Act {
    /// Saved, by the button.
    #[default]
    Save,
    /// Saved by the script.
    Quiet,
    /// Sent in.
    Send,
    /// Shown again without being saved, to be put together with another text.
    Revise,
}

/// What was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct SentForm {
    pub(super) text: NeedText,
    pub(super) act: Act,
    /// Where on the page the writer goes on.
    pub(super) onward: &'static str,
    pub(super) version: i64,
    pub(super) once: Option<OneTimeKey>,
    /// The draft, where only help is asked.
    pub(super) draft: String,
    /// The enterprise an officer chose, and the name that was looked for.
    pub(super) enterprise: String,
    pub(super) enterprise_name: String,
}

impl SentForm {
    /// A version that is none counts as an old one: then both texts are shown.
    pub(super) fn read(pairs: &Pairs) -> Self {
        let (mut sent, mut mine) = (Self::default(), NeedText::default());
        let mut cells: [Vec<&str>; 5] = Default::default();
        let (mut wish, mut musts) = ("", Vec::new());
        for (name, value) in pairs {
            let cell = ["ind_name", "ind_cmp", "ind_value", "ind_unit", "ind_now"]
                .iter()
                .position(|one| one == name);
            if let Some(cell) = cell.and_then(|at| cells.get_mut(at)) {
                cell.push(value);
            } else if name == "ind_must" {
                musts.push(value.as_str());
            } else if let Some(field) = NeedTextField::from_code(name) {
                if field.is_choice_list() { sent.text.add(field, value) } else { sent.text.set(field, value) }
            } else if let Some(field) = name.strip_prefix("mine.").and_then(NeedTextField::from_code) {
                mine.set(field, value);
            } else if let Some(field) = name.strip_prefix("hide.").filter(|_| !value.is_empty()) {
                sent.text.add(NeedTextField::Hidden, &format!("{field}:{value}"));
            } else {
                match name.as_str() {
                    "do" => wish = value,
                    "revise" => wish = "revise",
                    "version" => sent.version = value.parse().unwrap_or(0),
                    "once" => sent.once = OneTimeKey::parse(value),
                    "draft" => sent.draft.clone_from(value),
                    "enterprise" => sent.enterprise.clone_from(value),
                    "enterprise_name" => sent.enterprise_name.clone_from(value),
                    _ => {}
                }
            }
        }
        sent.put_rows(&cells, &musts, wish.strip_prefix("drop."));
        sent.wish(wish);
        if sent.act == Act::Revise {
            for (field, text) in
                mine.fields().filter(|(field, _)| !pairs.iter().any(|(name, _)| name == field.code()))
            {
                sent.text.set(field, text);
            }
        }
        sent
    }

    /// The rows of the table, without the one that is to go; a tick says the place of its row.
    fn put_rows(&mut self, cells: &[Vec<&str>; 5], musts: &[&str], dropped: Option<&str>) {
        let [names, signs, values, units, nows] = cells;
        let most = cells.iter().map(Vec::len).max().unwrap_or(0);
        if most == 0 {
            return;
        }
        let cell = |column: &Vec<&str>, at: usize| column.get(at).copied().unwrap_or_default().to_owned();
        let musts: Vec<usize> = musts.iter().filter_map(|at| at.parse().ok()).collect();
        let dropped = dropped.and_then(|at| at.parse::<usize>().ok());
        let rows = (0..most).filter(|at| Some(*at) != dropped).map(|at| IndicatorRow {
            name: cell(names, at),
            comparator: cell(signs, at),
            value: cell(values, at),
            unit: cell(units, at),
            now: cell(nows, at),
            must: musts.contains(&at),
        });
        self.text.set_rows(rows);
    }

    /// What the button that was pressed adds, and what is to be done.
    fn wish(&mut self, wish: &str) {
        self.act = match wish {
            "send" => Act::Send,
            "quiet" => Act::Quiet,
            "revise" => Act::Revise,
            _ => Act::Save,
        };
        let (what, value) = wish.split_once('.').unwrap_or((wish, ""));
        self.onward = match what {
            "more" => "?more=1#rows",
            "row" => {
                let rows = self.text.rows().into_iter().chain([IndicatorRow::of_line(value)]);
                self.text.set_rows(rows);
                "#rows"
            }
            "not" => {
                self.text.dismiss(&IndicatorRow::of_line(value));
                "#coach"
            }
            "again" => {
                self.text.set(NeedTextField::NoIndicators, "");
                "#coach"
            }
            "field" => {
                self.text.add(NeedTextField::Fields, value);
                "#coach"
            }
            "word" => {
                let words = format!("{}；{value}", self.text.get(NeedTextField::Keywords));
                self.text.set(NeedTextField::Keywords, &text::join(&text::list(&words)));
                "#coach"
            }
            _ => "",
        };
    }
}
