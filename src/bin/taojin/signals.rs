//! Ctrl-C and a request to terminate, as a flag that long work looks at.

use std::sync::Arc;

use signal_hook::consts::{SIGINT, SIGTERM};
use taojin::error::{Error, Result};
use taojin::pipeline::StopFlag;

/// A flag that the first signal sets, so that temporary files go before the program ends; a second signal ends it at once.
pub fn stop_flag() -> Result<Arc<StopFlag>> {
    let stop = Arc::new(StopFlag::default());
    for signal in [SIGINT, SIGTERM] {
        let stop = Arc::clone(&stop);
        let mut signals = signal_hook::iterator::Signals::new([signal])
            .map_err(|error| Error::config(format!("signals cannot be listened to: {error}")))?;
        std::thread::spawn(move || {
            for (count, _) in signals.forever().enumerate() {
                if count > 0 {
                    std::process::exit(128 + signal);
                }
                stop.stop(signal as usize);
            }
        });
    }
    Ok(stop)
}
