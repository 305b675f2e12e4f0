//! The tests of the engine, in one binary so that it is linked and the dictionary loaded once.
#![cfg(test)]

mod bad_input;
mod browsing;
mod explanation;
mod indicator;
mod kill;
mod lexicon;
mod measures;
mod ranking;
mod relevance_gate;
mod searching;
mod signals;
mod store;
mod support;
mod text_laws;
