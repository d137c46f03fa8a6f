//! What a long run of constant load shows: whether memory and files grow.

use crate::process::Usage;

/// Growth over a soak.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Growth {
    /// Seconds that the slope was taken over.
    pub from: f64,
    pub to: f64,
    /// MB an hour, by least squares.
    pub memory_mb_an_hour: f64,
    pub files_first: usize,
    pub files_last: usize,
    pub largest_wal_mb: f64,
}

/// From the time that all seats are taken, at least a tenth of the run, until the last person came.
pub fn growth(usages: &[Usage], seats_taken: f64, arrivals_end: f64) -> Growth {
    let end = usages.last().map_or(0.0, |usage| usage.at);
    let (from, to) = match (seats_taken.max(end * 0.1), arrivals_end.min(end)) {
        (from, to) if from < to => (from, to),
        _ => (end * 0.1, end),
    };
    let steady: Vec<&Usage> = usages.iter().filter(|usage| (from..=to).contains(&usage.at)).collect();
    let points: Vec<(f64, f64)> = steady.iter().map(|usage| (usage.at / 3_600.0, usage.memory_mb)).collect();
    Growth {
        from,
        to,
        memory_mb_an_hour: slope(&points),
        files_first: steady.first().map_or(0, |usage| usage.open_files),
        files_last: steady.last().map_or(0, |usage| usage.open_files),
        largest_wal_mb: usages.iter().map(|usage| usage.wal_mb).fold(0.0, f64::max),
    }
}

/// Least squares; 0 where a line needs more points.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (sum_x, sum_y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let across: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let along: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    if along > 0.0 { across / along } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaking(megabytes_an_hour: f64) -> Vec<Usage> {
        let at = |second: u32| {
            let at = f64::from(second);
            // Before all seats are taken memory grows for good reasons.
            let warming = if at < 600.0 { at } else { 600.0 };
            let memory_mb = 100.0 + warming + at / 3_600.0 * megabytes_an_hour;
            Usage { at, memory_mb, open_files: 40, wal_mb: f64::from(second % 7), ..Usage::default() }
        };
        (0..3_600).step_by(10).map(at).collect()
    }

    #[test]
    fn a_leak_is_measured_and_warming_up_is_none() {
        let found = growth(&leaking(12.0), 600.0, 3_600.0);
        assert!((found.memory_mb_an_hour - 12.0).abs() < 1e-6, "{found:?}");
        assert_eq!((found.files_first, found.files_last), (40, 40));
        assert!((found.largest_wal_mb - 6.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_measured_has_no_slope() {
        assert!(growth(&[], 0.0, 0.0).memory_mb_an_hour.abs() < 1e-9);
    }
}
