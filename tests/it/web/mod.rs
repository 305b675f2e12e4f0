//! The pages, entered through the router.

mod capability;
mod foundation;
mod imports;
mod institution;
mod lists;
mod need;
mod records;
mod try_need;
