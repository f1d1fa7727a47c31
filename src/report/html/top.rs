//! The best few of many, in bounded memory.

/// Keeps the `limit` items with the greatest keys, best first; of equal keys the earlier item.
#[derive(Debug)]
pub(super) struct Top<T> {
    limit: usize,
    items: Vec<(f64, T)>,
}

impl<T> Top<T> {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, items: Vec::with_capacity(limit) }
    }

    /// Makes the item only when it is among the best so far. A key that is not finite never is.
    pub(super) fn offer(&mut self, key: f64, item: impl FnOnce() -> T) {
        if !key.is_finite() {
            return;
        }
        let place = self.items.partition_point(|(other, _)| *other >= key);
        if place < self.limit {
            self.items.truncate(self.limit - 1);
            self.items.insert(place, (key, item()));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter().map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stay_and_ties_keep_their_order() {
        let mut top = Top::new(3);
        for (key, name) in [(1.0, "a"), (3.0, "b"), (f64::NAN, "x"), (2.0, "c"), (3.0, "d"), (0.0, "e"), (2.0, "f")] {
            top.offer(key, || name);
        }
        assert_eq!(top.iter().copied().collect::<Vec<_>>(), ["b", "d", "c"]);
    }
}
