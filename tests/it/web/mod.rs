//! The pages, entered through the router.

mod coverage;
mod enterprises;
mod foundation;
mod home;
mod imports;
mod lists;
mod try_need;
