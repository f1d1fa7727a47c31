//! Visits by minute out of visits by hour or half hour.

/// Minutes of a week.
pub(super) const MINUTES_PER_WEEK: usize = 10_080;

/// What has come by the start of each minute of the week, the whole week last; the first is 0.
///
/// `spans` are lengths in minutes and visits, Monday 00:00 first, a week together. The curve goes through the sum at the end of every
/// span, never falls and has no kinks, so that visits run smoothly from one span into the next while each keeps its own: a
/// monotone cubic (Fritsch and Carlson, SIAM J. Numer. Anal. 17, 1980) with Fritsch and Butland's slopes, closed to a circle.
pub(super) fn sums_by_minute(spans: &[(u32, f64)]) -> Vec<f64> {
    let count = spans.len();
    let rate = |span: usize| spans[span % count].1 / f64::from(spans[span % count].0);
    // The slope where a span begins: the harmonic mean of the rates on both sides, weighted by the spans' lengths.
    let slope = |span: usize| {
        let (before, after) = (rate(span + count - 1), rate(span));
        if before <= 0.0 || after <= 0.0 {
            return 0.0;
        }
        let (left, right) = (f64::from(spans[(span + count - 1) % count].0), f64::from(spans[span % count].0));
        let (by_left, by_right) = (2.0 * right + left, right + 2.0 * left);
        (by_left + by_right) / (by_left / before + by_right / after)
    };
    let mut sums = Vec::with_capacity(MINUTES_PER_WEEK + 1);
    let mut sum = 0.0;
    for (span, &(length, visits)) in spans.iter().enumerate() {
        let (first, last) = (slope(span), slope(span + 1));
        let minutes = f64::from(length);
        for minute in 0..length {
            let x = f64::from(minute) / minutes;
            // Hermite's cubic from 0 to `visits`.
            let curve = visits * x * x * (3.0 - 2.0 * x) + minutes * x * (1.0 - x) * (first * (1.0 - x) - last * x);
            sums.push(sum + curve);
        }
        sum += visits;
    }
    sums.push(sum);
    sums
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn spans_keep_their_visits_and_sums_never_fall(
            visits in prop::collection::vec(prop_oneof![Just(0.0), 0.0..100.0], 168),
            halved in prop::collection::vec(prop::option::weighted(0.3, 0.0..=1.0_f64), 168),
        ) {
            let spans: Vec<(u32, f64)> = visits
                .iter()
                .zip(halved)
                .flat_map(|(&visits, first)| match first {
                    Some(first) => vec![(30, visits * first), (30, visits * (1.0 - first))],
                    None => vec![(60, visits)],
                })
                .collect();
            let sums = sums_by_minute(&spans);
            prop_assert_eq!(sums.len(), MINUTES_PER_WEEK + 1);
            prop_assert!(sums.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9));
            for (hour, visits) in visits.iter().enumerate() {
                let kept = sums[60 * hour + 60] - sums[60 * hour];
                prop_assert!((kept - visits).abs() < 1e-6, "{kept} of {visits}");
            }
        }
    }

    #[test]
    fn an_even_week_is_even_by_the_minute_and_a_rise_is_gradual() {
        let mut spans = vec![(60, 6.0); 168];
        let even = sums_by_minute(&spans);
        assert!(even.iter().enumerate().all(|(minute, sum)| (sum - 0.1 * minute as f64).abs() < 1e-9));
        spans[20].1 = 12.0;
        spans[21].1 = 24.0;
        let sums = sums_by_minute(&spans);
        let visits = |minute: usize| sums[minute + 1] - sums[minute];
        assert!(visits(20 * 60 + 5) < visits(20 * 60 + 30) && visits(20 * 60 + 30) < visits(20 * 60 + 55));
    }
}
