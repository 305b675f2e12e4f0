//! duijie (对接): needs of industrial enterprises, capabilities of research institutions, and what becomes of
//! the pairs.
//!
//! Who may use whom: `domain` nothing of ours; `storage` domain; `city` domain, storage; `sheets` nothing;
//! `search` domain, storage and the engine; `service` all of these; `messages` says in Chinese what they report;
//! `passwords` hashes; `channels` carries messages out of the house; `settings` says what surrounds a process; `app` wires one installation; `jobs` works in the background; `web` and `cli` are the faces.
//! `tests/it/rules.rs` checks it.

pub mod app;
pub mod channels;
pub mod city;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod doctor;
pub mod domain;
pub mod jobs;
mod messages;
pub mod passwords;
pub mod search;
pub mod service;
pub mod settings;
pub mod sheets;
pub mod storage;
pub mod web;
