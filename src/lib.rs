//! duijie (对接): needs of industrial enterprises, capabilities of research institutions, and what becomes of
//! the pairs.
//!
//! This package will hold domain, storage, services and pages; so far the engine (`duijie-index`) stands, and
//! this package examines it.

pub mod doctor;
mod messages;
