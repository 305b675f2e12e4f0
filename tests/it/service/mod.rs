//! Use cases of the pages, over databases and indexes.

mod audit;
mod coverage;
mod drafts;
mod partners;
mod records;
