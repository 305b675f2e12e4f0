//! The pages, entered through the router.

mod foundation;
mod imports;
mod lists;
mod try_need;
