//! The pages, entered through the router.

mod capability;
mod coverage;
mod enterprises;
mod foundation;
mod home;
mod imports;
mod institution;
mod lists;
mod need;
mod records;
mod try_need;
