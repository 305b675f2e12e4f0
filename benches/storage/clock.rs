//! Clocks of the benchmark: time on the wall where the disk is waited for, CPU time of all threads elsewhere.

use rustix::time::{ClockId, clock_gettime};

fn read(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// CPU time of all threads, ms; SQLite works on threads of its own.
pub fn process_ms() -> f64 {
    read(ClockId::ProcessCPUTime)
}

/// Time on the wall, ms.
pub fn wall_ms() -> f64 {
    read(ClockId::Monotonic)
}

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
