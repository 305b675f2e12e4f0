//! The tests of the service, in one binary.
#![cfg(test)]

mod doctor;
mod domain;
mod rules;
mod sheets;
mod storage;
mod support;
