//! duijie (对接): needs of industrial enterprises, capabilities of research institutions, and what becomes of
//! the pairs.

pub mod city;
pub mod doctor;
pub mod domain;
mod messages;
pub mod sheets;
pub mod storage;
