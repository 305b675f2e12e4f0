//! The pages, entered through the router; hostile clients through real sockets.

mod capability;
mod coverage;
mod enterprises;
mod foundation;
mod home;
mod hostile;
mod house_rules;
mod imports;
mod institution;
mod lists;
mod need;
mod own_path;
mod records;
mod try_need;
