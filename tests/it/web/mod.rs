//! The pages, entered through the router; hostile clients through real sockets.

mod audit;
mod calendar;
mod capability;
mod contact;
mod coverage;
mod editing;
mod enterprises;
mod form_walk;
mod foundation;
mod groups;
mod home;
mod hostile;
mod house_rules;
mod imports;
mod institution;
mod limits;
mod lists;
mod need;
mod notices;
mod own_path;
mod records;
mod scope_walk;
mod try_need;
mod uploads;
