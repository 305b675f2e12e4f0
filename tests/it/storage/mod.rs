//! The contract of storage: every public function, on both databases, by the same test.

mod audit;
mod batches;
mod capabilities;
mod change_log;
mod city;
mod completeness;
mod concurrency;
mod enterprises;
mod facts;
mod feed;
mod institutions;
mod jobs;
mod migrations;
mod needs;
mod settings;
mod standing;
mod store;
mod suggest;
