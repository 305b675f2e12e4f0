//! The tests of the service, in one binary.
#![cfg(test)]

mod doctor;
mod rules;
mod search;
mod sheets;
