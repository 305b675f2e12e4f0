//! The pages, entered through the router.

mod foundation;
mod hostile;
mod house_rules;
mod imports;
mod lists;
mod try_need;
