//! The pages, one noun a file: handlers and the templates' structs.

pub mod accounts;
pub mod audit;
mod audit_question;
pub mod calendar;
pub mod capability;
pub mod confirmation;
pub mod contact;
pub mod coverage;
mod coverage_view;
pub mod edit_enterprise;
pub mod edit_institution;
mod edits;
pub mod enterprise;
mod enterprise_choices;
pub mod enterprises;
pub mod error;
pub mod health;
pub mod help;
pub mod home;
pub mod import_batches;
pub mod imports;
pub mod institution;
pub mod lead;
pub mod lists;
pub mod move_need;
pub mod need;
pub mod need_form;
mod need_life;
pub mod notices;
pub mod offers;
mod period;
pub mod print_need;
pub mod review_queue;
mod row_view;
pub mod saved;
pub mod search;
pub mod styleguide;
pub mod suggest;
pub mod supply;
pub mod survey;
mod text_forms;
pub mod try_need;
pub mod working_groups;

use super::error::PageError;

/// An address that does not exist.
pub async fn unknown() -> PageError {
    PageError::NotFound
}

/// An address that exists, asked in a way it does not take.
pub async fn wrong_method() -> PageError {
    PageError::WrongMethod
}
