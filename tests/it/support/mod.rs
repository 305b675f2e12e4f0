//! What tests of several rooms lean on: databases to test on, and records to put into them.

pub mod browser;
pub mod db;
pub mod demo;
pub mod hook;
pub mod samples;
pub mod smtp;
pub mod web;
pub mod world;
