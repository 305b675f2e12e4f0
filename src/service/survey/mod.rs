//! The survey of the four haves among enterprises (seed 一(一)3): filling it in, taking it back, who has answered.

mod fill;
mod list;
mod remind;

pub use fill::{SurveyForm, SurveySaved, can_undo_survey, save_survey, survey_form, undo_survey};
pub use list::{
    SURVEYS_A_PAGE, SurveyList, SurveyQuestion, SurveyRow, export_surveys, list_surveys, survey_state_of,
};
pub use remind::{EnterprisesReminded, may_remind, remind_enterprises};
