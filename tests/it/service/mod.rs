//! Use cases of the pages, over databases and indexes.

mod coverage;
mod drafts;
mod partners;
mod records;
