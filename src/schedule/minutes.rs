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
/// (`present`) keeps it while that allows, the first ones first; the others take free minutes in [`even_order`].
///
/// Ends that are `pinned` to their minutes come before all others and are not part of the result.
pub(super) fn hand_out(pinned: &[u8], present: &[Option<u8>], order: &[u8; MINUTES]) -> Vec<u8> {
    let all = pinned.len() + present.len();
    let everywhere = all / MINUTES;
    let mut extra = all % MINUTES;
    let mut taken = [0_usize; MINUTES];
    let mut take = |minute: u8| -> bool {
        let Some(count) = taken.get_mut(usize::from(minute)) else { return false };
        if *count == everywhere && extra > 0 {
            extra -= 1;
        } else if *count >= everywhere {
            return false;
        }
        *count += 1;
        true
    };
    let mut crowded = Vec::new();
    for &minute in pinned {
        if !take(minute) {
            crowded.push(minute);
        }
    }
    let mut minutes: Vec<Option<u8>> = present.iter().map(|&minute| minute.filter(|&minute| take(minute))).collect();
    for minute in crowded {
        taken[usize::from(minute) % MINUTES] += 1;
    }
    let mut rest = minutes.iter_mut().filter(|minute| minute.is_none()).peekable();
    // Round after round, so that no minute is used twice while another is free.
    for round in 0.. {
        for &minute in order {
            if taken[usize::from(minute)] <= round
                && let Some(place) = rest.next()
            {
                taken[usize::from(minute)] += 1;
                *place = Some(minute);
            }
        }
        if rest.peek().is_none() {
            break;
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

    #[test]
    fn pins_keep_their_minutes_even_together_and_the_others_keep_clear_of_them() {
        let minutes = hand_out(&[30, 30, 0], &[Some(30), None, Some(45)], &even_order());
        assert_eq!(minutes, [15, 37, 45]);
    }

    proptest! {
        #[test]
        fn every_minute_is_used_as_often_as_any_other_give_or_take_one(
            present in prop::collection::vec(prop::option::of(0..60_u8), 0..200),
        ) {
            let minutes = hand_out(&[], &present, &even_order());
            let mut counts = [0_usize; MINUTES];
            for &minute in &minutes {
                counts[usize::from(minute)] += 1;
            }
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            prop_assert!(most - least <= 1, "{counts:?}");
            let again: Vec<Option<u8>> = minutes.iter().copied().map(Some).collect();
            prop_assert_eq!(hand_out(&[], &again, &even_order()), minutes);
        }
    }
}
