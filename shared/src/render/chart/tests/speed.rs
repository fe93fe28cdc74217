//! How long pictures take: `cargo test --release -p plumbline-shared -- --ignored chart::tests::speed`.

use super::super::trend;
use super::{english, trend as of_trends};

/// A thousand measures, as the report of a large council has them.
#[test]
#[ignore = "a measurement, for a release build"]
fn a_thousand_trends() {
    let words = english();
    let chart = of_trends::chart("percent", of_trends::eight());
    let once = |_| {
        let start = std::time::Instant::now();
        let bytes: usize = (0..1000).map(|number| trend(&words, &number.to_string(), &chart).svg.len()).sum();
        (start.elapsed(), bytes)
    };
    let (best, bytes) = (0..20).map(once).min().unwrap();
    assert!(best.as_millis() < 40 && bytes < 4_000_000, "{best:?}, {bytes} bytes");
}
