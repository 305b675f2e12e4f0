//! duijie (对接): needs of industrial enterprises, capabilities of research institutions, and what becomes of
//! the pairs.

pub mod doctor;
pub mod domain;
mod messages;
pub mod search;
pub mod service;
pub mod sheets;
pub mod storage;
