//! The contract of storage: every public function, on both databases, by the same test.

mod accounts;
mod audit;
mod batches;
mod capabilities;
mod change_log;
mod city;
mod completeness;
mod concurrency;
mod editing;
mod enterprises;
mod facts;
mod feed;
mod institutions;
mod jobs;
mod migrations;
mod needs;
mod notices;
mod people;
mod responsibilities;
mod scopes;
mod settings;
mod standing;
mod store;
mod suggest;
