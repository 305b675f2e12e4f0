//! Pages of the survey of the four haves: the form of one enterprise, and the list of who has answered.

pub mod form;
pub mod list;
