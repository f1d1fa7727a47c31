//! Minutes within an hour.

/// Minutes of an hour.
pub(super) const MINUTES: usize = 60;

/// The minutes of an hour in an order whose every beginning lies evenly: 30, 0, 45, 15, 37, 7, ...
///
/// The van der Corput sequence in base 2, begun in the middle. (60/n whole minutes, as other tools have it, collides above 60
/// ends and bunches whenever an end is added: rule E5.)
pub(super) fn even_order() -> [u8; MINUTES] {
    let mut order = [0; MINUTES];
    let mut used = [false; MINUTES];
    let mut places = order.iter_mut();
    // 64 points 1/64 apart meet each of the 60 minutes at least once.
    for point in 0..64_u8 {
        let reversed = usize::from(point.reverse_bits() >> 2);
        let minute = (reversed + 32) % 64 * MINUTES / 64;
        if !std::mem::replace(&mut used[minute], true)
            && let Some(place) = places.next()
        {
            *place = minute as u8;
        }
    }
    order
}

/// Gives each end of one hour its minute: the same number for every minute, give or take one. An end that has a minute
/// (`present`) keeps it while that allows; the others take free minutes in [`even_order`].
pub(super) fn hand_out(present: &[Option<u8>], order: &[u8; MINUTES]) -> Vec<u8> {
    let everywhere = present.len() / MINUTES;
    let mut extra = present.len() % MINUTES;
    let mut taken = [0_usize; MINUTES];
    let mut take = |minute: u8, taken: &mut [usize; MINUTES]| {
        let Some(count) = taken.get_mut(usize::from(minute)) else { return false };
        if *count == everywhere && extra > 0 {
            extra -= 1;
        } else if *count >= everywhere {
            return false;
        }
        *count += 1;
        true
    };
    let mut minutes: Vec<Option<u8>> =
        present.iter().map(|&minute| minute.filter(|&minute| take(minute, &mut taken))).collect();
    // Round after round, so that no minute is used twice while another is free.
    let mut rest = minutes.iter_mut().filter(|minute| minute.is_none()).peekable();
    for round in 1..=everywhere + 1 {
        for &minute in order {
            if rest.peek().is_none() {
                break;
            }
            while taken[usize::from(minute)] < round && rest.peek().is_some() && take(minute, &mut taken) {
                if let Some(place) = rest.next() {
                    *place = Some(minute);
                }
            }
        }
    }
    drop(rest);
    minutes.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_order_holds_every_minute_once_and_halves_the_gaps() {
        let order = even_order();
        assert_eq!(order[..6], [30, 0, 45, 15, 37, 7]);
        let mut sorted = order;
        sorted.sort_unstable();
        assert!(sorted.iter().enumerate().all(|(index, &minute)| index == usize::from(minute)));
    }

    proptest! {
        #[test]
        fn every_minute_is_used_as_often_as_any_other_give_or_take_one(
            present in prop::collection::vec(prop::option::of(0..60_u8), 0..200),
        ) {
            let minutes = hand_out(&present, &even_order());
            let mut counts = [0_usize; MINUTES];
            for &minute in &minutes {
                counts[usize::from(minute)] += 1;
            }
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            prop_assert!(most - least <= 1, "{counts:?}");
            let again: Vec<Option<u8>> = minutes.iter().copied().map(Some).collect();
            prop_assert_eq!(hand_out(&again, &even_order()), minutes);
        }
    }
}
