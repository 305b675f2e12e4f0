//! Use cases of the pages, over databases and indexes.

mod audit;
mod coverage;
mod drafts;
mod editing;
mod forgetting;
mod notices;
mod partners;
mod records;
