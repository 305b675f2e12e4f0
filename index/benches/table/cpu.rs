//! Clocks that other work on the machine hardly disturbs.

use rustix::time::{ClockId, clock_gettime};

fn read(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// CPU time of this thread, ms.
pub fn thread_ms() -> f64 {
    read(ClockId::ThreadCPUTime)
}

/// CPU time of all threads, ms.
pub fn process_ms() -> f64 {
    read(ClockId::ProcessCPUTime)
}

/// Time on the wall, ms; for the gain of a second thread only.
pub fn wall_ms() -> f64 {
    read(ClockId::Monotonic)
}

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Memory the process holds, MB; 0 where the system does not tell.
pub fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
