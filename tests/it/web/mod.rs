//! The pages, entered through the router; hostile clients through real sockets.

mod audit;
mod calendar;
mod capability;
mod coverage;
mod enterprises;
mod foundation;
mod groups;
mod home;
mod hostile;
mod house_rules;
mod imports;
mod institution;
mod lists;
mod need;
mod records;
mod scope_walk;
mod try_need;
