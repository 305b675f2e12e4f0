//! The tests of the service, in one binary.
#![cfg(test)]

mod accounts;
mod browser;
mod channels;
mod city;
mod cli;
mod demo_data;
mod doctor;
mod domain;
mod import;
mod jobs;
mod kill;
mod rules;
mod search;
mod serve;
mod service;
mod sheets;
mod storage;
mod support;
mod web;
