//! What tests of several rooms lean on: databases to test on, and records to put into them.

pub mod db;
pub mod samples;
pub mod web;
