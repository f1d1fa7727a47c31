//! The platform's one time zone, Asia/Shanghai: eight hours ahead of UTC all year (rule E2).

use jiff::Zoned;
use jiff::tz::{self, Offset, TimeZone};

/// Ahead of UTC.
pub const OFFSET: Offset = tz::offset(8);

/// The zone.
pub fn zone() -> TimeZone {
    TimeZone::fixed(OFFSET)
}

/// RFC 3339 in the zone, to the second.
pub fn rfc3339(time: &Zoned) -> String {
    time.with_time_zone(zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
