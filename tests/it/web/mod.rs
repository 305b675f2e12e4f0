//! The pages, entered through the router.

mod foundation;
